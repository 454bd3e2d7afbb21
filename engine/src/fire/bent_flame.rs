//! Jet flame of a paraffin that its own buoyancy and the wind bend: length, course, and the points its heat comes from.
//!
//! The course is that of Ekoto et al. (2014) as HyRAM+ has it: bells of mixture fraction and velocity of one width, air
//! drawn in by momentum and buoyancy, density of the burnt mixture. HyRAM+ solves four coupled equations for the slopes of
//! the bells; here the same balances stand as flows of mass, fuel and momentum, whose integrals over the bells
//! depend on the mixture fraction of the axis alone and are tabled once. With a finer table of its own HyRAM+ comes to
//! the same course (tests below).

use super::burnt_gas::{Burnt, Paraffin, absorption_per_m};
use super::hydrogen_flame::{POINTS, WIDTH_RATIO, length_ratio};
use crate::math;
use crate::units::STANDARD_GRAVITY_M_S2;
use std::f64::consts::{FRAC_PI_4, PI};

/// Width of the bells over the half-width (Ekoto et al. 2014, as in HyRAM+).
const SPREAD: f64 = 1.24;
/// Half of its square: `integral of g(exp(-r^2/(SPREAD B)^2)) r dr` is `HALF_SQUARE B^2` times that of `g(u)/u du`.
const HALF_SQUARE: f64 = 0.5 * SPREAD * SPREAD;
/// Air drawn in by momentum, and by buoyancy (as HyRAM+).
const MOMENTUM_ENTRAINMENT: f64 = 3.42e-2;
const BUOYANT_ENTRAINMENT: f64 = 5.75e-4;
/// Nodes of the table up to the stoichiometric mixture, and from there to the pure fuel.
const LEAN: usize = 96;
const RICH: usize = 96;
const NODES: usize = LEAN + RICH + 1;
/// Steps of Runge and Kutta between two points.
const STEPS_PER_POINT: usize = 2;

/// What the flame is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct BentInput {
    /// Mass flow, kg/s, velocity, m/s, and density, kg/m3, of the jet at the pressure of the air.
    pub(super) release_rate_kg_s: f64,
    pub(super) velocity_m_s: f64,
    pub(super) jet_kg_m3: f64,
    /// Molar mass, kg/mol, and heat of combustion, J/kg, of the fuel.
    pub(super) molar_mass_kg_mol: f64,
    pub(super) heat_of_combustion_j_kg: f64,
    /// Density, kg/m3, temperature, K, and pressure, Pa, of the air.
    pub(super) air_kg_m3: f64,
    pub(super) air: (f64, f64),
    /// Velocity of the wind, m/s: x, y, z.
    pub(super) wind_m_s: [f64; 3],
    /// Where the hole is, m, and the direction of its axis.
    pub(super) hole_m: [f64; 3],
    pub(super) axis: [f64; 3],
}

/// A flame of a paraffin that bends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BentFlame {
    /// Visible length along its course, m.
    pub length_m: f64,
    /// Width, m.
    pub width_m: f64,
    /// Height of its tip above the hole, m.
    pub rise_m: f64,
    /// Time that the gas stays in the flame, s.
    pub residence_s: f64,
    /// Froude number of the flame.
    pub froude_ratio: f64,
    /// Temperature of the complete combustion of the stoichiometric mixture without dissociation, K.
    pub flame_temperature_k: f64,
    /// Radiated share by the time in the flame, `9.45e-9 (t a T^4)^0.47`: shown beside the one that is used.
    pub residence_radiative_frac: f64,
}

/// Integrals over the burnt mixtures from pure air to a mixture fraction f.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    fuel_frac: f64,
    density_kg_m3: f64,
    /// `integral of rho df`, `of rho f df` and `of (rho_air - rho)/f df`.
    mass: f64,
    fuel: f64,
    lightness: f64,
}

impl Node {
    /// Mixture fraction of the whole flow: that of the axis weighted with density and velocity.
    fn mean_fuel_frac(&self) -> f64 {
        self.fuel / self.mass
    }
}

/// The table, and the burnt stoichiometric mixture.
struct Mixtures {
    nodes: [Node; NODES],
    stoichiometric: Burnt,
    stoichiometric_mass_frac: f64,
}

impl Mixtures {
    fn of(input: &BentInput) -> Self {
        let paraffin = Paraffin::new(input.molar_mass_kg_mol, input.heat_of_combustion_j_kg);
        let stoichiometric_mass_frac = paraffin.stoichiometric_mass_frac();
        let mut near_k = input.air.0;
        let mut burnt = |fuel_frac: f64| {
            let found = paraffin.burnt(fuel_frac, input.air, near_k);
            near_k = found.temperature_k;
            found
        };
        let air_kg_m3 = burnt(0.0).density_kg_m3;
        let mut nodes = [Node { density_kg_m3: air_kg_m3, ..Node::default() }; NODES];
        let mut stoichiometric = None;
        for i in 1..NODES {
            let fuel_frac = node_fuel_frac(i, stoichiometric_mass_frac);
            let mixture = burnt(fuel_frac);
            if i == LEAN {
                stoichiometric = Some(mixture);
            }
            let before = nodes[i - 1];
            let step = fuel_frac - before.fuel_frac;
            let mean = |a: f64, b: f64| 0.5 * (a + b) * step;
            let lightness = (air_kg_m3 - mixture.density_kg_m3) / fuel_frac;
            let lightness_before =
                if i == 1 { lightness } else { (air_kg_m3 - before.density_kg_m3) / before.fuel_frac };
            nodes[i] = Node {
                fuel_frac,
                density_kg_m3: mixture.density_kg_m3,
                mass: before.mass + mean(before.density_kg_m3, mixture.density_kg_m3),
                fuel: before.fuel + mean(before.density_kg_m3 * before.fuel_frac, mixture.density_kg_m3 * fuel_frac),
                lightness: before.lightness + mean(lightness_before, lightness),
            };
        }
        let stoichiometric = stoichiometric.unwrap_or_else(|| burnt(stoichiometric_mass_frac));
        Self { nodes, stoichiometric, stoichiometric_mass_frac }
    }

    /// Between two nodes, by the first value that `key` reaches; `key` rises with the mixture fraction.
    fn between(&self, value: f64, key: impl Fn(&Node) -> f64) -> Node {
        // the first node is pure air, whose mean has no value: the second stands for what is thinner
        let above = 1 + self.nodes[1..].partition_point(|node| key(node) < value);
        let (high, low) = (self.nodes[above.min(NODES - 1)], self.nodes[above.clamp(2, NODES) - 1]);
        let width = key(&high) - key(&low);
        let share = if width > 0.0 { ((value - key(&low)) / width).clamp(0.0, 1.0) } else { 0.0 };
        let mix = |a: f64, b: f64| a + share * (b - a);
        Node {
            fuel_frac: mix(low.fuel_frac, high.fuel_frac),
            density_kg_m3: mix(low.density_kg_m3, high.density_kg_m3),
            mass: mix(low.mass, high.mass),
            fuel: mix(low.fuel, high.fuel),
            lightness: mix(low.lightness, high.lightness),
        }
    }
}

/// Mixture fraction of a node: dense towards pure air and on the rich side of the stoichiometric mixture.
fn node_fuel_frac(i: usize, stoichiometric_mass_frac: f64) -> f64 {
    if i <= LEAN {
        let share = i as f64 / LEAN as f64;
        return stoichiometric_mass_frac * share * share;
    }
    let share = (i - LEAN) as f64 / RICH as f64;
    stoichiometric_mass_frac + (1.0 - stoichiometric_mass_frac) * share * share
}

/// Flow of mass, kg/s, of momentum, N, and the place, m.
#[derive(Debug, Clone, Copy)]
struct Flow {
    mass_kg_s: f64,
    momentum_n: [f64; 3],
    place_m: [f64; 3],
}

impl Flow {
    fn moved(&self, slope: &Self, by_m: f64) -> Self {
        let add = |a: [f64; 3], b: [f64; 3]| [a[0] + by_m * b[0], a[1] + by_m * b[1], a[2] + by_m * b[2]];
        Self {
            mass_kg_s: self.mass_kg_s + by_m * slope.mass_kg_s,
            momentum_n: add(self.momentum_n, slope.momentum_n),
            place_m: add(self.place_m, slope.place_m),
        }
    }
}

/// The balances along the course.
struct Balances<'a> {
    input: &'a BentInput,
    mixtures: &'a Mixtures,
    fuel_kg_s: f64,
    momentum_entrainment_m2_s: f64,
    least_momentum_n: f64,
}

impl Balances<'_> {
    /// Change of the flow over a metre of the course.
    fn slope(&self, flow: &Flow) -> Flow {
        let [x, y, z] = flow.momentum_n;
        let momentum_n = (x * x + y * y + z * z).sqrt().max(self.least_momentum_n);
        let along = [x / momentum_n, y / momentum_n, z / momentum_n];
        let axis = self.mixtures.between(self.fuel_kg_s / flow.mass_kg_s, Node::mean_fuel_frac);
        let f = axis.fuel_frac;
        // mass 2 pi HALF_SQUARE B^2 V (mass/f), momentum 2 pi HALF_SQUARE B^2 V^2 (fuel/f^2)
        let velocity_m_s = momentum_n / flow.mass_kg_s * axis.mass * f / axis.fuel;
        let ring_m2 = flow.mass_kg_s * f / (velocity_m_s * axis.mass);
        let half_width2_m2 = ring_m2 / (2.0 * PI * HALF_SQUARE);
        let lighter_kg_m3 = (self.input.air_kg_m3 - axis.density_kg_m3).max(0.0);
        let buoyant_m2_s = 2.0 * PI * BUOYANT_ENTRAINMENT * STANDARD_GRAVITY_M_S2 * half_width2_m2 * lighter_kg_m3
            / (velocity_m_s * self.input.jet_kg_m3)
            * along[2].max(0.0);
        let mass_kg_m_s = self.input.air_kg_m3 * (self.momentum_entrainment_m2_s + buoyant_m2_s);
        let wind_m_s = self.input.wind_m_s;
        let lift_n_m = STANDARD_GRAVITY_M_S2 * ring_m2 * axis.lightness;
        Flow {
            mass_kg_s: mass_kg_m_s,
            momentum_n: [wind_m_s[0] * mass_kg_m_s, wind_m_s[1] * mass_kg_m_s, wind_m_s[2] * mass_kg_m_s + lift_n_m],
            place_m: along,
        }
    }

    fn step(&self, flow: &Flow, by_m: f64) -> Flow {
        let first = self.slope(flow);
        let second = self.slope(&flow.moved(&first, 0.5 * by_m));
        let third = self.slope(&flow.moved(&second, 0.5 * by_m));
        let fourth = self.slope(&flow.moved(&third, by_m));
        let sixth_m = by_m / 6.0;
        flow.moved(&first, sixth_m).moved(&second, 2.0 * sixth_m).moved(&third, 2.0 * sixth_m).moved(&fourth, sixth_m)
    }
}

impl BentInput {
    fn jet_diameter_m(&self) -> f64 {
        (self.release_rate_kg_s / (self.jet_kg_m3 * self.velocity_m_s * FRAC_PI_4)).sqrt()
    }

    /// Distance in which the bells form, m: 6.2 diameters, less of a slow jet (as HyRAM+, by the densimetric Froude number).
    fn forming_m(&self) -> f64 {
        let diameter_m = self.jet_diameter_m();
        let density_ratio = (self.air_kg_m3 - self.jet_kg_m3).abs() / self.jet_kg_m3;
        let froude2 = self.velocity_m_s * self.velocity_m_s / (STANDARD_GRAVITY_M_S2 * diameter_m * density_ratio);
        let diameters = match froude2 {
            f if f < 1.0 => 0.0,
            f if f < 5.0 => 2.075 + 0.425 * f,
            f if f < 40.0 => 3.9 + 0.057 * f,
            _ => 6.2,
        };
        diameters * diameter_m
    }

    /// The bells where they have formed: half-width of the unburnt jet, velocity of the jet on the axis, mixture fraction
    /// `(SPREAD^2 + 1)/(2 SPREAD^2)` (as HyRAM+; its coefficient of entrainment belongs to this start).
    fn start(&self, mixtures: &Mixtures, forming_m: f64) -> (Flow, f64) {
        let square = SPREAD * SPREAD;
        let axis_frac = (square + 1.0) / (2.0 * square);
        let spread = square * self.jet_kg_m3 / self.air_kg_m3 + square + 1.0;
        let diameter_m = self.jet_diameter_m();
        let half_width2_m2 = diameter_m * diameter_m * spread / (2.0 * (2.0 * square + 1.0));
        let axis = mixtures.between(axis_frac, |node| node.fuel_frac);
        let ring_m3_s = 2.0 * PI * HALF_SQUARE * half_width2_m2 * self.velocity_m_s;
        let fuel_kg_s = ring_m3_s * axis.fuel / axis_frac;
        let momentum_n = fuel_kg_s * self.velocity_m_s / axis_frac;
        let flow = Flow {
            mass_kg_s: ring_m3_s * axis.mass / axis_frac,
            momentum_n: self.axis.map(|part| part * momentum_n),
            place_m: [0, 1, 2].map(|i| self.hole_m[i] + forming_m * self.axis[i]),
        };
        (flow, fuel_kg_s)
    }

    /// Length, width, time in the flame and Froude number, as of the hydrogen flame.
    fn size(&self, mixtures: &Mixtures) -> BentFlame {
        let (fs, hot) = (mixtures.stoichiometric_mass_frac, &mixtures.stoichiometric);
        let (air_k, air_pa) = self.air;
        let diameter_m = self.jet_diameter_m();
        let ratio = self.jet_kg_m3 / self.air_kg_m3;
        let buoyancy = (hot.temperature_k - air_k) / air_k * STANDARD_GRAVITY_M_S2 * diameter_m;
        let froude_ratio = self.velocity_m_s * fs * fs.sqrt() / (ratio.sqrt().sqrt() * buoyancy.sqrt());
        let length_m = length_ratio(froude_ratio) * diameter_m * ratio.sqrt() / fs;
        let width_m = WIDTH_RATIO * length_m;
        let residence_s = PI / 12.0 * hot.density_kg_m3 * width_m * width_m * length_m * fs / self.release_rate_kg_s;
        let fourth = hot.temperature_k * hot.temperature_k * hot.temperature_k * hot.temperature_k;
        let emitted = 1000.0 * residence_s * absorption_per_m(hot, air_pa) * fourth;
        BentFlame {
            length_m,
            width_m,
            rise_m: 0.0,
            residence_s,
            froude_ratio,
            flame_temperature_k: hot.temperature_k,
            residence_radiative_frac: 9.45e-9 * math::pow(emitted, 0.47),
        }
    }

    /// The flame and its points, evenly along its course from where the bells have formed to the tip.
    pub(super) fn solve(&self) -> (BentFlame, [[f64; 3]; POINTS]) {
        let mixtures = Mixtures::of(self);
        let mut flame = self.size(&mixtures);
        let forming_m = self.forming_m().min(0.5 * flame.length_m);
        let (mut flow, fuel_kg_s) = self.start(&mixtures, forming_m);
        let jet_n = self.release_rate_kg_s * self.velocity_m_s;
        let balances = Balances {
            input: self,
            mixtures: &mixtures,
            fuel_kg_s,
            momentum_entrainment_m2_s: MOMENTUM_ENTRAINMENT * (jet_n / self.air_kg_m3).sqrt(),
            least_momentum_n: 1e-6 * jet_n,
        };
        let by_m = (flame.length_m - forming_m) / ((POINTS - 1) * STEPS_PER_POINT) as f64;
        let mut places_m = [flow.place_m; POINTS];
        for place_m in &mut places_m[1..] {
            for _ in 0..STEPS_PER_POINT {
                flow = balances.step(&flow, by_m);
            }
            *place_m = flow.place_m;
        }
        flame.rise_m = flow.place_m[2] - self.hole_m[2];
        (flame, places_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The plug of Johnson 1083 as HyRAM+ 6.1 has it: 0.157460 m, 470.000 m/s, 0.917802 kg/m3; air of 281 K.
    fn johnson_1083(wind_m_s: [f64; 3]) -> BentInput {
        let air_kg_m3 = 101_325.0 * 0.028_96 / (8.314_462_6 * 281.0);
        BentInput {
            release_rate_kg_s: FRAC_PI_4 * 0.157_460_358 * 0.157_460_358 * 0.917_801_55 * 470.000_315,
            velocity_m_s: 470.000_315,
            jet_kg_m3: 0.917_801_55,
            molar_mass_kg_mol: 0.016_043,
            heat_of_combustion_j_kg: 50e6,
            air_kg_m3,
            air: (281.0, 101_325.0),
            wind_m_s,
            hole_m: [0.0; 3],
            axis: [1.0, 0.0, 0.0],
        }
    }

    #[test]
    fn the_course_is_that_of_public_code() {
        // HyRAM+ 6.1, wind 0.1678 m/s along, its combustion tabled at 4000 points: length 41.78 m, middle (20.45, 3.07),
        // tip (34.55, 18.06). Its products are 185 K colder (CoolProp beyond its range) and a little heavier, and its flame is
        // longer by 1.5 %.
        let (flame, places_m) = johnson_1083([0.167_76, 0.0, 0.0]).solve();
        let tip_m = places_m[POINTS - 1];
        assert!((flame.length_m / 41.78 - 1.0).abs() < 0.03, "{}", flame.length_m);
        assert!((tip_m[0] - 34.55).abs() < 1.2 && (tip_m[2] - 18.06).abs() < 1.2, "{tip_m:?}");
        assert!((flame.rise_m - tip_m[2]).abs() < 1e-9);
    }

    #[test]
    fn the_points_lie_evenly_along_the_course() {
        let input = johnson_1083([2.0, 1.0, 0.0]);
        let (flame, places_m) = input.solve();
        let step_m = (flame.length_m - input.forming_m()) / (POINTS - 1) as f64;
        for pair in places_m.windows(2) {
            let [x, y, z] = [0, 1, 2].map(|i| pair[1][i] - pair[0][i]);
            assert!(((x * x + y * y + z * z).sqrt() / step_m - 1.0).abs() < 2e-3);
        }
    }

    #[test]
    fn the_wind_carries_and_buoyancy_lifts() {
        let tip = |wind_m_s| johnson_1083(wind_m_s).solve().1[POINTS - 1];
        let (calm, along, across) = (tip([0.0; 3]), tip([8.0, 0.0, 0.0]), tip([0.0, 8.0, 0.0]));
        assert!(calm[1] == 0.0 && calm[2] > 5.0);
        assert!(along[0] > calm[0] && along[2] < calm[2]);
        assert!(across[1] > 3.0);
        let against = tip([-20.0, 0.0, 0.0]);
        assert!(against.iter().all(|part| part.is_finite()) && against[2] > calm[2]);
        let upward = BentInput { axis: [0.0, 0.0, 1.0], ..johnson_1083([0.0; 3]) }.solve();
        assert!((upward.0.rise_m / upward.0.length_m - 1.0).abs() < 1e-6);
    }

    #[test]
    fn the_steps_are_fine_enough() {
        // half the course in one step of Runge and Kutta against the tabled two: a fourth-order method keeps 1e-3
        let input = johnson_1083([3.0, 0.0, 0.0]);
        let mixtures = Mixtures::of(&input);
        let (flow, fuel_kg_s) = input.start(&mixtures, input.forming_m());
        let jet_n = input.release_rate_kg_s * input.velocity_m_s;
        let balances = Balances {
            input: &input,
            mixtures: &mixtures,
            fuel_kg_s,
            momentum_entrainment_m2_s: MOMENTUM_ENTRAINMENT * (jet_n / input.air_kg_m3).sqrt(),
            least_momentum_n: 1e-6 * jet_n,
        };
        let end = |steps: usize| {
            let by_m = (input.size(&mixtures).length_m - input.forming_m()) / steps as f64;
            (0..steps).fold(flow, |at, _| balances.step(&at, by_m)).place_m
        };
        let (coarse, fine) = (end((POINTS - 1) * STEPS_PER_POINT), end(20_000));
        assert!((0..3).all(|i| (coarse[i] - fine[i]).abs() < 0.02), "{coarse:?} {fine:?}");
    }
}
