//! What process `pool_fire` answers.

use super::ProcessError;
use super::points::PlumePoint;
use crate::fire::{BurningRateBasis, POOL_FIRE, PoolFireField};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode};
use crate::vulnerability::{
    Escape, Exposure, FLAME_LETHAL_FLUX_W_M2, HarmLevel, ThermalDose, ThermalProbit, thermal_lethality_prob,
};
use schemars::JsonSchema;
use serde::Serialize;

/// Water on the way for which the transmissivity was made, Pa m.
const WATER_PATH_PA_M: [f64; 2] = [1e4, 1e5];

/// Reach of a level of heat from the middle of the pool, on the ground.
#[derive(Debug, Serialize, JsonSchema)]
struct Zone {
    /// Level, W/m2.
    incident_flux_w_m2: f64,
    /// With the wind, m; null when nowhere reached.
    downwind_m: Option<f64>,
    /// Across the wind to either side, m.
    crosswind_m: Option<f64>,
    /// Against the wind, m.
    upwind_m: Option<f64>,
}

/// Heat at a receiver.
#[derive(Debug, Serialize, JsonSchema)]
struct Received {
    /// Downwind, m.
    x_m: f64,
    /// Across the wind, m.
    y_m: f64,
    /// Above the pool, m.
    z_m: f64,
    /// Whether it stands in the flame.
    in_flame: bool,
    /// Greatest view factor over the directions it can face.
    view_factor: f64,
    /// Share of the heat that the air lets through.
    transmissivity: f64,
    /// Heat flux on a receiver turned to the flame, W/m2.
    incident_flux_w_m2: f64,
    /// Heat flux on an upright receiver that faces the middle of the pool, W/m2.
    vertical_flux_w_m2: f64,
    /// Heat flux on a level receiver, W/m2.
    horizontal_flux_w_m2: f64,
    /// How long somebody is exposed, s.
    exposed_s: f64,
    /// Thermal dose, (W/m2)^(4/3) s.
    thermal_dose: ThermalDose,
    /// The same in thermal dose units, (kW/m2)^(4/3) s.
    thermal_dose_tdu: f64,
    /// Probability of death of an unprotected person outdoors.
    lethality_prob: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Diameter of the pool or of the circle of its area, m.
    pool_diameter_m: f64,
    /// Burning rate, kg/m2/s.
    burning_rate_kg_m2_s: f64,
    /// Where the burning rate comes from.
    burning_rate_basis: BurningRateBasis,
    /// Mass burnt in all, kg/s.
    burning_kg_s: f64,
    /// Length of the flame along its axis, m.
    flame_length_m: f64,
    /// Tilt from the vertical, degrees.
    flame_tilt_deg: f64,
    /// Length of the base of the flame along the wind over the diameter of the pool.
    flame_drag_ratio: f64,
    /// Heat given off by the surface, W/m2.
    surface_emissive_power_w_m2: f64,
    /// Share of the heat that the flame radiates from side and top.
    radiated_frac: f64,
    /// Heat flux on the first receptor, turned to the flame, W/m2.
    incident_flux_w_m2: f64,
    /// Heat at the receptors.
    receptors: Vec<Received>,
    /// Reach of 37.5, 12.5 and 4 kW/m2.
    zones: Vec<Zone>,
}

/// How somebody is exposed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    pub(super) exposure_s: f64,
    pub(super) escape: Option<Escape>,
}

impl Person {
    /// Time of exposure, dose and probability of death at a place.
    fn suffers(&self, fire: &PoolFireField, place_m: [f64; 3], flux_w_m2: f64) -> (f64, ThermalDose, f64) {
        let Some(escape) = self.escape else {
            let dose = ThermalDose::from_flux(flux_w_m2, self.exposure_s);
            return (
                self.exposure_s,
                dose,
                thermal_lethality_prob(flux_w_m2, self.exposure_s, Exposure::OutdoorIndividual),
            );
        };
        let away = away_from_fire(place_m);
        let found = escape.dose(self.exposure_s, |run_m| {
            fire.incident_flux_w_m2([place_m[0] + run_m * away[0], place_m[1] + run_m * away[1], place_m[2]])
        });
        let killed_at_once = flux_w_m2 >= FLAME_LETHAL_FLUX_W_M2;
        let lethality_prob = if killed_at_once { 1.0 } else { ThermalProbit::TsaoPerry.lethality_prob(found.dose) };
        (found.exposed_s, found.dose, lethality_prob)
    }
}

/// Direction on the ground from the middle of the pool to a place; against the wind from the middle itself.
fn away_from_fire(place_m: [f64; 3]) -> [f64; 2] {
    let [x, y, _] = place_m;
    let distance_m = (x * x + y * y).sqrt();
    if distance_m > 0.0 { [x / distance_m, y / distance_m] } else { [-1.0, 0.0] }
}

impl Received {
    fn at(fire: &PoolFireField, point: PlumePoint, person: Person) -> Self {
        let place_m = [point.x_m, point.y_m, point.z_m];
        let [away_x, away_y] = away_from_fire(place_m);
        let incident_flux_w_m2 = fire.incident_flux_w_m2(place_m);
        let (exposed_s, thermal_dose, lethality_prob) = person.suffers(fire, place_m, incident_flux_w_m2);
        Self {
            x_m: point.x_m,
            y_m: point.y_m,
            z_m: point.z_m,
            in_flame: fire.flame().contains(place_m),
            view_factor: fire.flame().greatest_view_factor(place_m),
            transmissivity: fire.transmissivity_frac(place_m),
            incident_flux_w_m2,
            vertical_flux_w_m2: fire.incident_flux_facing_w_m2(place_m, [-away_x, -away_y, 0.0]),
            horizontal_flux_w_m2: fire.incident_flux_facing_w_m2(place_m, [0.0, 0.0, 1.0]),
            exposed_s,
            thermal_dose,
            thermal_dose_tdu: thermal_dose.tdu(),
            lethality_prob,
        }
    }
}

fn zones(fire: &PoolFireField) -> Vec<Zone> {
    let zone = |level: HarmLevel| {
        let reach = fire.reach(level.value);
        Zone {
            incident_flux_w_m2: level.value,
            downwind_m: reach.downwind_m,
            crosswind_m: reach.crosswind_m,
            upwind_m: reach.upwind_m,
        }
    };
    HarmLevel::HEAT.into_iter().map(zone).collect()
}

/// The caveat of a way through the air beyond what the transmissivity was made for.
fn air_caveat(fire: &PoolFireField, points: &[PlumePoint]) -> Option<Caveat> {
    let [least, greatest] = WATER_PATH_PA_M;
    let water = |point: &PlumePoint| fire.water_path_pa_m([point.x_m, point.y_m, point.z_m]);
    let outside = points.iter().map(water).find(|water| !(least..=greatest).contains(water))?;
    Some(Caveat::new(
        CaveatCode::OutsideValidity,
        POOL_FIRE.id,
        format!(
            "water vapour on the way of {outside:.0} Pa m: the transmissivity is made for {least:.0} to {greatest:.0} Pa m"
        ),
        format!("路径水汽量 {outside:.0} Pa·m:大气透射率公式适用于 {least:.0} 至 {greatest:.0} Pa·m"),
    ))
}

impl Output {
    /// The answer, and the caveat of the air on the way.
    pub(super) fn of(
        fire: &PoolFireField,
        pool_diameter_m: f64,
        points: &[PlumePoint],
        person: Person,
        progress: &ProgressToken,
    ) -> Result<(Self, Option<Caveat>), ProcessError> {
        let mut receptors = Vec::with_capacity(points.len());
        for point in points {
            progress.check()?;
            receptors.push(Received::at(fire, *point, person));
        }
        let output = Self {
            pool_diameter_m,
            burning_rate_kg_m2_s: fire.burning_rate_kg_m2_s(),
            burning_rate_basis: fire.burning_rate_basis(),
            burning_kg_s: fire.burning_kg_s(),
            flame_length_m: fire.flame_length_m(),
            flame_tilt_deg: fire.tilt_rad().to_degrees(),
            flame_drag_ratio: fire.drag_ratio(),
            surface_emissive_power_w_m2: fire.surface_emissive_power_w_m2(),
            radiated_frac: fire.radiated_frac(),
            incident_flux_w_m2: receptors.first().map_or(0.0, |first: &Received| first.incident_flux_w_m2),
            receptors,
            zones: zones(fire),
        };
        Ok((output, air_caveat(fire, points)))
    }
}
