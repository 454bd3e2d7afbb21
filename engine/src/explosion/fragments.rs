//! How far parts of a burst vessel fly: point mass with quadratic drag over flat ground.

use super::VesselFailure;
use crate::math;
use crate::provenance::{FieldProblem, InvalidInput, ModelCard, Origin};
use crate::units::STANDARD_GRAVITY_M_S2;

/// Throw of fragments.
pub const FRAGMENT_THROW: ModelCard = ModelCard {
    id: "fragment_throw",
    version: 1,
    title_en: "Throw of fragments of a burst vessel",
    title_zh: "容器爆裂碎片抛射",
    citation: "launch speed by the share of the expansion energy that is not blast, 60 % (ductile vessel) or 20 % (fragile), spread evenly \
               over the mass of the vessel (Casal et al. as quoted by S. K. McNeill, 2019); flight of a point mass with drag \
               proportional to the square of the speed, integrated",
    domain: "flat ground, still air of constant density, fragments that fall faster than 3 m/s, no lift and no rocketing (ends of tanks \
             that drive themselves on fly farther); the share is an upper bound for the mean speed of the parts; greatest range over all launch angles",
    verification: "tests/verification/vessel_blast.rs: parabola, height of a vertical throw with drag in closed form",
    origin: Origin::Source,
};

/// A fragment at launch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FragmentThrow {
    /// Mass, kg, 1e-4 to 1e6.
    pub mass_kg: f64,
    /// Launch speed, m/s, 0.1 to 2000.
    pub velocity_m_s: f64,
    /// Drag coefficient, 0 to 5.
    pub drag_coefficient: f64,
    /// Area across the flight, m2, 0 to 1000.
    pub area_m2: f64,
    /// Height of launch, m, 0 to 200.
    pub height_m: f64,
    /// Density of the air, kg/m3, 0.5 to 2.
    pub air_density_kg_m3: f64,
}

/// A flight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flight {
    /// Launch angle above the horizontal, rad.
    pub elevation_rad: f64,
    /// Distance of the landing, m.
    pub range_m: f64,
    /// Greatest height, m.
    pub height_m: f64,
    /// Speed on landing, m/s.
    pub impact_velocity_m_s: f64,
}

/// Launch speed when the energy that is not blast moves the whole vessel, m/s.
#[must_use]
pub fn launch_velocity_m_s(expansion_energy_j: f64, failure: VesselFailure, vessel_mass_kg: f64) -> f64 {
    (2.0 * (1.0 - failure.blast_frac()) * expansion_energy_j / vessel_mass_kg).sqrt()
}

/// Position and velocity: x, y, vx, vy.
type State = [f64; 4];

/// Speed of free fall below which a thing is no fragment but drifts with the wind, m/s; also what keeps flights short to compute.
const LEAST_FALL_M_S: f64 = 3.0;
/// Share of the shortest time of the motion that a step takes.
const STEP_FRAC: f64 = 0.02;
/// Steps after which a flight is given up; the longest take some eleven thousand.
const MAX_STEPS: u32 = 100_000;
/// Launch angles that are tried first, for the greatest range.
const ANGLES: u32 = 30;

impl FragmentThrow {
    /// The flight of greatest range, over all launch angles above the horizontal.
    ///
    /// # Errors
    /// Every value out of range.
    pub fn farthest(&self) -> Result<Flight, InvalidInput> {
        self.check()?;
        let step_rad = std::f64::consts::FRAC_PI_2 / f64::from(ANGLES);
        let flights = (0..ANGLES).map(|step| self.flight(step_rad * f64::from(step)));
        let best = flights.fold(None, |best: Option<Flight>, flight| match best {
            Some(found) if found.range_m >= flight.range_m => Some(found),
            _ => Some(flight),
        });
        let middle_rad = best.map_or(0.0, |flight| flight.elevation_rad);
        let (mut low_rad, mut high_rad) = ((middle_rad - step_rad).max(0.0), middle_rad + step_rad);
        // the range has one greatest value between them: thirds
        for _ in 0..24 {
            let third_rad = (high_rad - low_rad) / 3.0;
            let [left, right] = [low_rad + third_rad, high_rad - third_rad].map(|angle| self.flight(angle));
            if left.range_m < right.range_m { low_rad = left.elevation_rad } else { high_rad = right.elevation_rad }
        }
        Ok(self.flight(0.5 * (low_rad + high_rad)))
    }

    /// The flight at a launch angle, checked.
    ///
    /// # Errors
    /// Every value out of range; the angle in 0 to pi/2.
    pub fn at_angle(&self, elevation_rad: f64) -> Result<Flight, InvalidInput> {
        self.check()?;
        let mut problems = Vec::new();
        let most_rad = std::f64::consts::FRAC_PI_2;
        FieldProblem::check_range(&mut problems, "elevation_rad", elevation_rad, 0.0, most_rad, "rad");
        InvalidInput::check(problems)?;
        Ok(self.flight(elevation_rad))
    }

    /// Greatest range without drag, m: `v/g sqrt(v^2 + 2 g h)`.
    #[must_use]
    pub fn vacuum_range_m(&self) -> f64 {
        let (v, g) = (self.velocity_m_s, STANDARD_GRAVITY_M_S2);
        v / g * (v * v + 2.0 * g * self.height_m).sqrt()
    }

    fn check(&self) -> Result<(), InvalidInput> {
        let mut problems = Vec::new();
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        check("fragment_mass_kg", self.mass_kg, 1e-4, 1e6, "kg");
        check("velocity_m_s", self.velocity_m_s, 0.1, 2000.0, "m/s");
        check("drag_coefficient", self.drag_coefficient, 0.0, 5.0, "");
        check("area_m2", self.area_m2, 0.0, 1000.0, "m2");
        check("height_m", self.height_m, 0.0, 200.0, "m");
        check("air_density_kg_m3", self.air_density_kg_m3, 0.5, 2.0, "kg/m3");
        let slowest_per_m = STANDARD_GRAVITY_M_S2 / (LEAST_FALL_M_S * LEAST_FALL_M_S);
        if problems.is_empty() && self.drag_per_m() > slowest_per_m {
            let allowed =
                format!("so small that the fragment falls faster than {LEAST_FALL_M_S} m/s: lighter things drift");
            problems.push(FieldProblem::new("area_m2", self.area_m2, allowed, "out_of_range"));
        }
        InvalidInput::check(problems)
    }

    /// Deceleration over the square of the speed, 1/m.
    fn drag_per_m(&self) -> f64 {
        0.5 * self.air_density_kg_m3 * self.drag_coefficient * self.area_m2 / self.mass_kg
    }

    fn flight(&self, elevation_rad: f64) -> Flight {
        let (v, k) = (self.velocity_m_s, self.drag_per_m());
        let mut state = [0.0, self.height_m, v * math::cos(elevation_rad), v * math::sin(elevation_rad)];
        let mut highest_m = self.height_m;
        for _ in 0..MAX_STEPS {
            let speed_m_s = math::hypot(state[2], state[3]);
            let fall_s = speed_m_s.max(1.0) / STANDARD_GRAVITY_M_S2;
            let step_s = STEP_FRAC * fall_s.min(1.0 / (k * speed_m_s).max(1e-12));
            let next = runge_kutta(state, k, step_s);
            highest_m = highest_m.max(next[1]);
            if next[1] <= 0.0 && next[3] < 0.0 {
                return landed(elevation_rad, highest_m, state, next);
            }
            state = next;
        }
        landed(elevation_rad, highest_m, state, state)
    }
}

/// The landing on the straight line between two states around the ground.
fn landed(elevation_rad: f64, height_m: f64, above: State, below: State) -> Flight {
    let drop_m = above[1] - below[1];
    let share = if drop_m > 0.0 { above[1] / drop_m } else { 0.0 };
    Flight {
        elevation_rad,
        range_m: above[0] + share * (below[0] - above[0]),
        height_m,
        impact_velocity_m_s: math::hypot(below[2], below[3]),
    }
}

/// One step of the classical fourth-order method.
fn runge_kutta(state: State, drag_per_m: f64, step_s: f64) -> State {
    let slope = |[_, _, vx, vy]: State| {
        let drag_per_s = drag_per_m * math::hypot(vx, vy);
        [vx, vy, -drag_per_s * vx, -drag_per_s * vy - STANDARD_GRAVITY_M_S2]
    };
    let ahead = |by: f64, slope: State| -> State { std::array::from_fn(|i| state[i] + by * slope[i]) };
    let first = slope(state);
    let second = slope(ahead(0.5 * step_s, first));
    let third = slope(ahead(0.5 * step_s, second));
    let fourth = slope(ahead(step_s, third));
    std::array::from_fn(|i| state[i] + step_s / 6.0 * (first[i] + 2.0 * (second[i] + third[i]) + fourth[i]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLATE: FragmentThrow = FragmentThrow {
        mass_kg: 50.0,
        velocity_m_s: 120.0,
        drag_coefficient: 1.2,
        area_m2: 0.5,
        height_m: 2.0,
        air_density_kg_m3: 1.2,
    };

    #[test]
    fn drag_shortens_the_way_and_lowers_the_best_angle() {
        let best = PLATE.farthest().unwrap();
        assert!(best.range_m < 0.5 * PLATE.vacuum_range_m());
        assert!(best.elevation_rad < std::f64::consts::FRAC_PI_4);
        assert!(best.impact_velocity_m_s < PLATE.velocity_m_s);
    }

    #[test]
    fn without_air_it_is_the_parabola() {
        let stone = FragmentThrow { drag_coefficient: 0.0, ..PLATE };
        let best = stone.farthest().unwrap();
        assert!((best.range_m / stone.vacuum_range_m() - 1.0).abs() < 1e-3, "{best:?}");
    }

    #[test]
    fn bad_input_comes_whole() {
        let bad = FragmentThrow { mass_kg: 0.0, velocity_m_s: f64::NAN, area_m2: -1.0, ..PLATE };
        assert_eq!(bad.farthest().unwrap_err().problems.len(), 3);
        let feather = FragmentThrow { mass_kg: 1e-4, area_m2: 1.0, ..PLATE };
        assert_eq!(feather.farthest().unwrap_err().problems[0].field, "area_m2");
    }
}
