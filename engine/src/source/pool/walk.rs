//! The walk through time.

use super::conduction::{Ground, StepArea, StepHeat};
use super::field::{PoolField, PoolStep, radius_m};
use super::liquid::PoolLiquid;
use super::release::{PoolRelease, PoolSupply};
use super::spread::Spread;
use super::transfer::PoolTransfer;

/// First step, s, also after the supply ends.
const FIRST_STEP_S: f64 = 0.5;
/// Growth of the steps.
const STEP_RATIO: f64 = 1.08;
/// Temperatures this near each other are one, K.
const SAME_K: f64 = 1e-6;
/// Trials of a temperature, at most; three are usual.
const TRIALS: usize = 40;
/// Stefan-Boltzmann constant, W/(m2 K4).
const STEFAN_BOLTZMANN_W_M2_K4: f64 = 5.670_374_419e-8;
/// Emissivity of a pool, that of water (ALOHA Technical Documentation 3.3.3.2).
const EMISSIVITY: f64 = 0.97;
/// Liquid below this part of what was released counts as dry.
const DRY_FRAC: f64 = 1e-12;

/// Everything that stays the same during the walk.
pub(super) struct Setting<'a> {
    pub(super) liquid: &'a PoolLiquid,
    pub(super) supply: PoolSupply,
    pub(super) spread: Spread,
    pub(super) transfer: PoolTransfer,
    pub(super) air_temperature_k: f64,
    pub(super) solar_flux_w_m2: f64,
    pub(super) end_time_s: f64,
}

/// A pool on its way.
struct Walk<'a> {
    setting: &'a Setting<'a>,
    ground: Ground,
    time_s: f64,
    area_m2: f64,
    liquid_kg: f64,
    temperature_k: f64,
    evaporated_kg: f64,
    released_kg: f64,
    /// Evaporation in the step before, kg/(m2 s), to foresee how much liquid a step leaves.
    flux_kg_m2_s: f64,
    steps: Vec<PoolStep>,
}

/// What flows over one step, ready to be asked for any temperature at its end.
struct Balance<'a> {
    setting: &'a Setting<'a>,
    before_kg: f64,
    before_k: f64,
    arriving_kg: f64,
    step_s: f64,
    area_m2: f64,
    mass_m_s: f64,
    heat_w_m2_k: f64,
    ground: StepHeat,
}

impl Balance<'_> {
    /// Heat that the liquid gains and does not keep, J, when it ends at a temperature.
    fn spare_j(&self, temperature_k: f64) -> f64 {
        let setting = self.setting;
        let warmth_k = self.before_kg * (self.before_k - temperature_k)
            + self.arriving_kg * (setting.liquid.temperature_k - temperature_k);
        let square = |kelvin: f64| kelvin * kelvin;
        let sky_w_m2 = EMISSIVITY
            * STEFAN_BOLTZMANN_W_M2_K4
            * (square(square(setting.air_temperature_k)) - square(square(temperature_k)));
        let air_w_m2 = self.heat_w_m2_k * (setting.air_temperature_k - temperature_k);
        setting.liquid.heat_capacity_j_kg_k * warmth_k
            + self.ground.at_j(temperature_k)
            + self.step_s * self.area_m2 * (air_w_m2 + sky_w_m2 + setting.solar_flux_w_m2)
    }

    /// Vapour that the wind carries off at a temperature, kg, and its latent heat, J/kg.
    fn carried(&self, temperature_k: f64) -> (f64, f64) {
        let (vapour_kg_m3, latent_j_kg) = self.setting.liquid.at(temperature_k);
        (self.mass_m_s * vapour_kg_m3 * self.area_m2 * self.step_s, latent_j_kg)
    }

    /// Temperature at the end of the step, vapour, and whether the liquid boils.
    ///
    /// Spare heat falls with the temperature and carried vapour rises, so that they meet once. Where there is heat to
    /// spare even at the boiling point, the liquid boils off as much as the heat allows.
    fn solve(&self) -> (f64, f64, bool) {
        let liquid = self.setting.liquid;
        let short_j = |temperature_k: f64| {
            let (vapour_kg, latent_j_kg) = self.carried(temperature_k);
            self.spare_j(temperature_k) - vapour_kg * latent_j_kg
        };
        let boiling_k = liquid.boiling_point_k;
        let short_boiling_j = short_j(boiling_k);
        if short_boiling_j >= 0.0 {
            return (boiling_k, self.spare_j(boiling_k) / liquid.at(boiling_k).1, true);
        }
        // most steps change the temperature little: the one before parts the range
        let before_k = self.before_k.clamp(liquid.low_k(), boiling_k);
        let short_before_j = short_j(before_k);
        let temperature_k = if short_before_j < 0.0 {
            let low_k = liquid.low_k();
            falling_root(short_j, (low_k, short_j(low_k)), (before_k, short_before_j))
        } else {
            falling_root(short_j, (before_k, short_before_j), (boiling_k, short_boiling_j))
        };
        (temperature_k, self.carried(temperature_k).0, false)
    }
}

/// Where a falling function is zero, between two places with its values there, by the rule of Ridders (1979, IEEE Trans.
/// Circuits Syst. 26:979): each trial halves the bracket at least and doubles the digits.
fn falling_root(function: impl Fn(f64) -> f64, low: (f64, f64), high: (f64, f64)) -> f64 {
    let ((mut low, mut at_low), (mut high, mut at_high)) = (low, high);
    if at_low <= 0.0 {
        return low;
    }
    let mut last = f64::NAN;
    for _ in 0..TRIALS {
        let middle = 0.5 * (low + high);
        let at_middle = function(middle);
        let trial = middle + (middle - low) * at_middle / (at_middle * at_middle - at_low * at_high).sqrt();
        let at_trial = function(trial);
        if at_trial == 0.0 || (trial - last).abs() < SAME_K {
            return trial;
        }
        for (place, value) in [(middle, at_middle), (trial, at_trial)] {
            if value >= 0.0 && place > low {
                (low, at_low) = (place, value);
            } else if value < 0.0 && place < high {
                (high, at_high) = (place, value);
            }
        }
        last = trial;
    }
    0.5 * (low + high)
}

/// Follows a pool to the end asked for, or until it is dry.
pub(super) fn walk(release: &PoolRelease, setting: &Setting<'_>) -> PoolField {
    let mut walk = Walk::start(release, setting);
    let mut step_s = FIRST_STEP_S;
    let supply_end_s = setting.supply.duration_s();
    while walk.time_s < setting.end_time_s && !walk.is_dry() {
        let fed = walk.time_s < supply_end_s;
        let stop_s = if fed { setting.end_time_s.min(supply_end_s) } else { setting.end_time_s };
        // a step that would leave a sliver takes it along
        let left_s = stop_s - walk.time_s;
        let arrives = left_s <= 1.2 * step_s;
        let taken_s = if arrives { left_s } else { step_s };
        let rate_kg_s = if fed { setting.supply.rate_kg_s() } else { 0.0 };
        walk.step(taken_s, rate_kg_s * taken_s, if arrives { stop_s } else { walk.time_s + taken_s });
        step_s = if fed && arrives { FIRST_STEP_S } else { step_s * STEP_RATIO };
    }
    PoolField::new(walk.steps, walk.released_kg)
}

impl<'a> Walk<'a> {
    fn start(release: &PoolRelease, setting: &'a Setting<'a>) -> Self {
        let liquid_kg = setting.supply.mass_at_once_kg();
        let temperature_k = setting.liquid.temperature_k;
        let area_m2 = setting.spread.heap_area_m2(liquid_kg / setting.liquid.density_kg_m3);
        let ground_k = release.ground_temperature_k.unwrap_or(setting.air_temperature_k);
        let mut walk = Self {
            setting,
            ground: Ground::new(release.surface.below(), ground_k, area_m2, temperature_k),
            time_s: 0.0,
            area_m2,
            liquid_kg,
            temperature_k,
            evaporated_kg: 0.0,
            released_kg: liquid_kg,
            flux_kg_m2_s: 0.0,
            steps: Vec::with_capacity(192),
        };
        walk.push(0.0, false);
        walk
    }

    fn is_dry(&self) -> bool {
        self.time_s >= self.setting.supply.duration_s() && self.liquid_kg <= DRY_FRAC * self.released_kg
    }

    fn step(&mut self, step_s: f64, arriving_kg: f64, end_s: f64) {
        let area = self.grow(step_s, arriving_kg);
        let (mass_m_s, heat_w_m2_k) = self.setting.transfer.at(2.0 * radius_m(area.mean_m2()));
        let ground = self.ground.next(step_s, area);
        let balance = Balance {
            setting: self.setting,
            before_kg: self.liquid_kg,
            before_k: self.temperature_k,
            arriving_kg,
            step_s,
            area_m2: area.mean_m2(),
            mass_m_s,
            heat_w_m2_k,
            ground,
        };
        let (temperature_k, wanted_kg, boils) = balance.solve();
        let there_kg = self.liquid_kg + arriving_kg;
        let vapour_kg = wanted_kg.clamp(0.0, there_kg);
        self.ground.advance(step_s, area, ground, temperature_k);
        self.flux_kg_m2_s = wanted_kg / (area.mean_m2() * step_s);
        self.liquid_kg = there_kg - vapour_kg;
        self.released_kg += arriving_kg;
        self.evaporated_kg += vapour_kg;
        self.temperature_k = temperature_k;
        self.area_m2 = area.end_m2;
        self.time_s = end_s;
        self.push(vapour_kg / step_s, boils);
    }

    /// Area at both ends of a step, with the liquid that evaporation at the last rate would leave.
    fn grow(&self, step_s: f64, arriving_kg: f64) -> StepArea {
        let lost_kg = self.flux_kg_m2_s * self.area_m2 * step_s;
        let density = self.setting.liquid.density_kg_m3;
        let left_kg = (self.liquid_kg + arriving_kg - lost_kg).max(0.0);
        let end_m2 =
            self.setting.spread.next_area_m2(self.area_m2, step_s, self.liquid_kg / density, left_kg / density);
        StepArea { start_m2: self.area_m2, end_m2 }
    }

    fn push(&mut self, evaporation_rate_kg_s: f64, is_boiling: bool) {
        self.steps.push(PoolStep {
            time_s: self.time_s,
            radius_m: radius_m(self.area_m2),
            temperature_k: self.temperature_k,
            liquid_mass_kg: self.liquid_kg,
            evaporated_mass_kg: self.evaporated_kg,
            evaporation_rate_kg_s,
            is_boiling,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::falling_root;

    #[test]
    fn roots_are_found_however_bent_the_function() {
        // exp(-x) = 0.001 at 6.907755; 1 - x^9 at 1; a straight line at 2.5
        let bent = |x: f64| crate::math::exp(-x) - 0.001;
        assert!((falling_root(bent, (0.0, bent(0.0)), (100.0, bent(100.0))) - 6.907_755).abs() < 1e-5);
        let steep = |x: f64| 1.0 - crate::math::pow(x, 9.0);
        assert!((falling_root(steep, (0.0, steep(0.0)), (10.0, steep(10.0))) - 1.0).abs() < 1e-5);
        assert_eq!(falling_root(|x| 2.5 - x, (0.0, 2.5), (10.0, -7.5)), 2.5);
        assert_eq!(falling_root(|x| -1.0 - x, (0.0, -1.0), (1.0, -2.0)), 0.0);
    }
}
