//! Heat that a growing pool of changing temperature takes from what it lies on.

use super::surface::Below;
use std::f64::consts::PI;

/// Heat drawn from below so far, with the history that decides what follows.
///
/// A point of a solid of endless depth that is wetted at s and kept `dT` colder gives `k dT / sqrt(pi a (t - s))`
/// (Carslaw and Jaeger 1959, 2.4; used ring by ring in ALOHA Technical Documentation 3.4.4.3). Summed over rings wetted
/// one after another and over changes of the temperature (Duhamel), the heat taken until t is
/// `2 k / sqrt(pi a) * integral of sqrt(t - s) dF(s)` with `F = area (T_ground - T_pool)`. F runs in straight pieces.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    below: Below,
    temperature_k: f64,
    /// k / sqrt(pi a), W s^0.5 / (m2 K); 0 for water.
    admittance: f64,
    /// Times at which the pieces end, the first being 0, s.
    times_s: Vec<f64>,
    /// Rise of F in each piece, m2 K/s.
    slopes: Vec<f64>,
    /// F at time 0, m2 K.
    jump_m2_k: f64,
    /// F now, m2 K.
    now_m2_k: f64,
    /// Heat taken so far, J.
    taken_j: f64,
}

/// Heat of one step as a line in the temperature that the pool will have: `offset + slope T`, J.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepHeat {
    offset_j: f64,
    slope_j_k: f64,
}

impl StepHeat {
    pub(super) fn at_j(&self, temperature_k: f64) -> f64 {
        self.offset_j + self.slope_j_k * temperature_k
    }
}

/// Area of a pool at both ends of a step, m2.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepArea {
    pub(super) start_m2: f64,
    pub(super) end_m2: f64,
}

impl StepArea {
    pub(super) fn mean_m2(&self) -> f64 {
        0.5 * (self.start_m2 + self.end_m2)
    }
}

impl Ground {
    /// Ground of a temperature, K, under a pool of an area, m2, and temperature, K, at time 0.
    pub(super) fn new(below: Below, temperature_k: f64, area_m2: f64, pool_k: f64) -> Self {
        let admittance = match below {
            Below::Solid { conductivity_w_m_k, diffusivity_m2_s } => {
                conductivity_w_m_k / (PI * diffusivity_m2_s).sqrt()
            }
            Below::Water { .. } => 0.0,
        };
        let jump_m2_k = area_m2 * (temperature_k - pool_k);
        Self {
            below,
            temperature_k,
            admittance,
            times_s: vec![0.0],
            slopes: Vec::new(),
            jump_m2_k,
            now_m2_k: jump_m2_k,
            taken_j: 0.0,
        }
    }

    fn time_s(&self) -> f64 {
        self.times_s.last().copied().unwrap_or(0.0)
    }

    /// Heat that comes up during the next step.
    pub(super) fn next(&self, step_s: f64, area: StepArea) -> StepHeat {
        if let Below::Water { coefficient_w_m2_k } = self.below {
            let each_k = coefficient_w_m2_k * area.mean_m2() * step_s;
            return StepHeat { offset_j: each_k * self.temperature_k, slope_j_k: -each_k };
        }
        let known_j = self.admittance * self.past(self.time_s() + step_s) - self.taken_j;
        // the piece that is being added: (4/3) sqrt(step) (F_end - F_now)
        let weight = self.admittance * 4.0 / 3.0 * step_s.sqrt();
        StepHeat {
            offset_j: known_j + weight * (area.end_m2 * self.temperature_k - self.now_m2_k),
            slope_j_k: -weight * area.end_m2,
        }
    }

    /// Integral of 2 sqrt(t - s) dF over the pieces so far, m2 K s^0.5.
    fn past(&self, time_s: f64) -> f64 {
        let power = |since_s: f64| since_s * since_s.sqrt();
        let mut sum = 2.0 * self.jump_m2_k * time_s.sqrt();
        let mut begin = power(time_s);
        for (end_s, slope) in self.times_s[1..].iter().zip(&self.slopes) {
            let end = power(time_s - end_s);
            sum += 4.0 / 3.0 * slope * (begin - end);
            begin = end;
        }
        sum
    }

    /// Takes the step, at whose end the pool has a temperature.
    pub(super) fn advance(&mut self, step_s: f64, area: StepArea, heat: StepHeat, pool_k: f64) {
        let end_m2_k = area.end_m2 * (self.temperature_k - pool_k);
        self.slopes.push((end_m2_k - self.now_m2_k) / step_s);
        self.times_s.push(self.time_s() + step_s);
        self.now_m2_k = end_m2_k;
        self.taken_j += heat.at_j(pool_k);
    }

    #[cfg(test)]
    pub(super) fn taken_j(&self) -> f64 {
        self.taken_j
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::pow;

    const SOLID: Below = Below::Solid { conductivity_w_m_k: 8.28, diffusivity_m2_s: 3.74e-6 };

    fn walk(ground: &mut Ground, area_m2: impl Fn(f64) -> f64, pool_k: impl Fn(f64) -> f64, end_s: f64) {
        let (mut time_s, mut step_s) = (0.0, 0.5);
        while time_s < end_s {
            let next_s: f64 = (time_s + step_s).min(end_s);
            let area = StepArea { start_m2: area_m2(time_s), end_m2: area_m2(next_s) };
            let heat = ground.next(next_s - time_s, area);
            ground.advance(next_s - time_s, area, heat, pool_k(next_s));
            (time_s, step_s) = (next_s, step_s * 1.08);
        }
    }

    #[test]
    fn a_pool_of_fixed_area_draws_heat_with_the_root_of_time() {
        // 2 k A dT sqrt(t / (pi a)) = 2 * 8.28 * 100 * 50 * sqrt(900 / (pi 3.74e-6)) = 7.2466e8 J
        let mut ground = Ground::new(SOLID, 290.0, 100.0, 240.0);
        walk(&mut ground, |_| 100.0, |_| 240.0, 900.0);
        assert!((ground.taken_j() / 7.246_6e8 - 1.0).abs() < 1e-4, "{:e}", ground.taken_j());
    }

    #[test]
    fn rings_count_from_their_own_wetting() {
        // area 0.2 t: k / sqrt(pi a) * dT * 0.2 * (4/3) t^1.5, exact for straight pieces
        let mut ground = Ground::new(SOLID, 290.0, 0.0, 240.0);
        walk(&mut ground, |time_s| 0.2 * time_s, |_| 240.0, 600.0);
        let expected_j = 8.28 / (PI * 3.74e-6).sqrt() * 50.0 * 0.2 * 4.0 / 3.0 * pow(600.0, 1.5);
        assert!((ground.taken_j() / expected_j - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_pool_that_cools_steadily_draws_as_the_power_three_halves() {
        // surface temperature falling by 0.01 K/s: flux 2 k b sqrt(t / (pi a)), Carslaw and Jaeger 2.4 (iii)
        let mut ground = Ground::new(SOLID, 290.0, 10.0, 290.0);
        walk(&mut ground, |_| 10.0, |time_s| 290.0 - 0.01 * time_s, 1000.0);
        let expected_j = 10.0 * 8.28 * 0.01 * 2.0 / (PI * 3.74e-6).sqrt() * 2.0 / 3.0 * pow(1000.0, 1.5);
        assert!((ground.taken_j() / expected_j - 1.0).abs() < 1e-9);
    }

    #[test]
    fn water_gives_heat_by_its_coefficient() {
        let mut ground = Ground::new(Below::Water { coefficient_w_m2_k: 500.0 }, 288.0, 10.0, 112.0);
        walk(&mut ground, |_| 10.0, |_| 112.0, 60.0);
        assert!((ground.taken_j() / (500.0 * 10.0 * 176.0 * 60.0) - 1.0).abs() < 1e-12);
    }
}
