//! What interpolation loses when a ring keeps only every so-many-th direction.

use super::rows::{blend, catmull_rom};
use crate::math::SimdLevel;

/// Errors worked out side by side.
const LANES: usize = 8;
/// Turns by which the roots of a phase are continued before its first and after its last.
const BEFORE: usize = 1;
const AFTER: usize = 2;

/// A ring sorted by the position of its directions in the largest step: phase `p` of `P` holds the directions `p`,
/// `p + P`, `p + 2 P` and so on. Whatever step divides `P`, a left-out direction of one phase has its neighbours in other
/// phases at one and the same shift, so that the errors of a phase are a plain loop over arrays. Its space is kept from
/// ring to ring.
#[derive(Default)]
pub(super) struct Phases {
    count: usize,
    /// Directions of a phase, up to whole batches.
    padded: usize,
    /// Square roots of the risk, each phase continued round the circle before its first and after its last.
    root: Vec<f64>,
    risk_per_year: Vec<f64>,
    /// One over the risk and the floor beside it; nil beyond the directions there are.
    per_risk: Vec<f64>,
}

impl Phases {
    /// Takes a ring in: `risk_per_year` by direction, whose number `count` divides; beside `floor_per_year` errors do not
    /// matter.
    pub fn fill(&mut self, risk_per_year: &[f64], count: usize, floor_per_year: f64) {
        let directions = risk_per_year.len() / count;
        self.count = count;
        self.padded = directions.next_multiple_of(LANES);
        for space in [&mut self.root, &mut self.risk_per_year, &mut self.per_risk] {
            space.clear();
        }
        self.risk_per_year.resize(count * self.padded, 0.0);
        self.per_risk.resize(count * self.padded, 0.0);
        self.root.resize(count * self.stride(), 0.0);
        for phase in 0..count {
            let start = phase * self.padded;
            let kept = risk_per_year.iter().skip(phase).step_by(count);
            self.risk_per_year[start..].iter_mut().zip(kept).for_each(|(own, risk)| *own = *risk);
        }
        SimdLevel::best().run(
            #[inline(always)]
            || (0..count).for_each(|phase| self.derive(phase, directions, floor_per_year)),
        );
    }

    /// Works out what is kept beside the risk of a phase.
    #[inline(always)]
    fn derive(&mut self, phase: usize, directions: usize, floor_per_year: f64) {
        let stride = self.stride();
        let risk_per_year = &self.risk_per_year[phase * self.padded..][..directions];
        let per_risk = &mut self.per_risk[phase * self.padded..][..directions];
        let root = &mut self.root[phase * stride..][..stride];
        for (own, risk) in per_risk.iter_mut().zip(risk_per_year) {
            *own = 1.0 / (risk + floor_per_year);
        }
        for (own, risk) in root[BEFORE..].iter_mut().zip(risk_per_year) {
            *own = risk.max(0.0).sqrt();
        }
        root.copy_within(directions..directions + BEFORE, 0);
        root.copy_within(BEFORE..BEFORE + AFTER, BEFORE + directions);
    }

    fn stride(&self) -> usize {
        BEFORE + self.padded + AFTER
    }

    /// Greatest relative error at the directions that a step, a divisor of the number of phases, leaves out.
    pub fn error_ratio(&self, step: usize) -> f64 {
        let mut worst = [0.0; LANES];
        SimdLevel::best().run(
            #[inline(always)]
            || {
                for phase in (0..self.count).filter(|phase| phase % step != 0) {
                    self.raise(phase, step, &mut worst);
                }
            },
        );
        worst.into_iter().fold(0.0, f64::max)
    }

    /// Raises `worst` to the errors of interpolating a phase between others. An index loop over lanes: with a single
    /// running greatest value the compiler does not turn it into vectors.
    #[inline(always)]
    fn raise(&self, phase: usize, step: usize, worst: &mut [f64; LANES]) {
        let weights = catmull_rom((phase % step) as f64 / step as f64);
        let kept = (phase - phase % step) as isize;
        let [first, second, third, fourth] = [-1, 0, 1, 2].map(|away| self.roots_from(kept + away * step as isize));
        let own = phase * self.padded..(phase + 1) * self.padded;
        let (truth, per_risk) = (batches(&self.risk_per_year[own.clone()]), batches(&self.per_risk[own]));
        let nodes = first.iter().zip(second).zip(third).zip(fourth);
        for ((((first, second), third), fourth), (truth, per_risk)) in nodes.zip(truth.iter().zip(per_risk)) {
            for lane in 0..LANES {
                let root = blend(weights, &[first[lane], second[lane], third[lane], fourth[lane]]);
                let error = (root * root - truth[lane]).abs() * per_risk[lane];
                worst[lane] = if error > worst[lane] { error } else { worst[lane] };
            }
        }
    }

    /// Roots of the directions that lie `offset` after the first of each turn through the phases.
    #[inline(always)]
    fn roots_from(&self, offset: isize) -> &[[f64; LANES]] {
        let count = self.count as isize;
        let shift = (offset.div_euclid(count) + BEFORE as isize) as usize;
        let start = offset.rem_euclid(count) as usize * self.stride() + shift;
        batches(&self.root[start..start + self.padded])
    }
}

#[inline(always)]
fn batches(values: &[f64]) -> &[[f64; LANES]] {
    values.as_chunks().0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same error, direction by direction.
    fn plainly(risk_per_year: &[f64], step: usize) -> f64 {
        let count = risk_per_year.len();
        let root = |index: usize| risk_per_year[index % count].sqrt();
        let error = |index: usize| {
            let (kept, offset) = (index - index % step, index % step);
            let nodes = [kept + count - step, kept, kept + step, kept + 2 * step].map(root);
            let found = blend(catmull_rom(offset as f64 / step as f64), &nodes);
            (found * found - risk_per_year[index]).abs() / (risk_per_year[index] + 1e-11)
        };
        (0..count).map(error).fold(0.0, f64::max)
    }

    #[test]
    fn errors_are_those_of_every_direction() {
        for (count, largest) in [(360, 4), (384, 4), (720, 8), (1440, 16), (1536, 16)] {
            let wave = |i: usize| 1e-6 * (1.1 + crate::math::sin(0.37 * i as f64)) * (1.0 + (i * i % 17) as f64);
            let risk_per_year: Vec<f64> = (0..count).map(wave).collect();
            let mut phases = Phases::default();
            phases.fill(&[0.5; 2880], 16, 1e-11);
            phases.fill(&risk_per_year, largest, 1e-11);
            for step in [1, 2, 4, 8, 16].into_iter().filter(|step| *step <= largest) {
                let (found, expected) = (phases.error_ratio(step), plainly(&risk_per_year, step));
                assert!((found - expected).abs() <= 1e-12 * expected + 1e-15, "{count} {step}: {found} for {expected}");
            }
        }
    }
}
