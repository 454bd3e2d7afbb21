//! Direction density of the wind: a continuous weight in place of the sectors of a rose.

use crate::provenance::{FieldProblem, InvalidInput};
use crate::weather::{JointFrequencyTable, Period};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::TAU;

/// How the probability of a sector is spread over its directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoseDensity {
    /// Continuous, piecewise linear, never negative, and with the probability of each sector kept.
    #[default]
    Linear,
    /// Constant inside each sector: the rose as it is drawn.
    Constant,
}

/// Density of the direction the wind blows *to*, for one weather class.
///
/// # Units
/// Densities are per radian and integrate to the probability of the class (not to one).
///
/// # Algorithm
/// 1. The mean density of sector k is `m_k = P_k / width`.
/// 2. At the edge of two sectors the density is `e = min((m_k + m_k+1)/2, 2 m_k, 2 m_k+1)`.
/// 3. At the middle of a sector it is `c_k = 2 m_k - (e_left + e_right)/2`, which keeps the mass of the
///    sector; step 2 makes it non-negative.
///
/// A uniform rose gives one constant, exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectionDensity {
    kind: RoseDensity,
    /// Two knots a sector: even ones are sector middles (0 is north), odd ones edges.
    knot_density_per_rad: Vec<f64>,
    /// Mean density of each sector.
    sector_density_per_rad: Vec<f64>,
}

impl DirectionDensity {
    /// From the probability of each sector, sector 0 centred on north, clockwise.
    ///
    /// # Errors
    /// Fewer than 4 sectors, a negative or non-finite probability.
    pub fn from_sectors(sector_prob: &[f64], kind: RoseDensity) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        if sector_prob.len() < 4 {
            problems.push(FieldProblem::new("sector_prob", sector_prob.len(), "at least 4 sectors", "wrong_length"));
        }
        for (index, &prob) in sector_prob.iter().enumerate() {
            FieldProblem::check_range(&mut problems, &format!("sector_prob[{index}]"), prob, 0.0, 1.0, "");
        }
        InvalidInput::check(problems)?;
        Ok(Self::spread(sector_prob, kind))
    }

    fn spread(sector_prob: &[f64], kind: RoseDensity) -> Self {
        let sectors = sector_prob.len();
        let per_width = sectors as f64 / TAU;
        let mean: Vec<f64> = sector_prob.iter().map(|prob| prob * per_width).collect();
        let edge = |k: usize| {
            let (left, right) = (mean[k % sectors], mean[(k + 1) % sectors]);
            (0.5 * (left + right)).min(2.0 * left).min(2.0 * right)
        };
        let mut knots = Vec::with_capacity(2 * sectors);
        for (k, &density) in mean.iter().enumerate() {
            let (before, after) = (edge(k + sectors - 1), edge(k));
            knots.push((2.0 * density - 0.5 * (before + after)).max(0.0));
            knots.push(after);
        }
        Self { kind, knot_density_per_rad: knots, sector_density_per_rad: mean }
    }

    /// Number of sectors it was made from.
    #[must_use]
    pub fn sectors(&self) -> usize {
        self.sector_density_per_rad.len()
    }

    /// How sectors are spread.
    #[must_use]
    pub fn kind(&self) -> RoseDensity {
        self.kind
    }

    /// Density per radian at a bearing the wind blows to, radians clockwise from north.
    #[must_use]
    pub fn density_per_rad(&self, wind_to_rad: f64) -> f64 {
        let knots = self.knot_density_per_rad.len();
        let position = (wind_to_rad / TAU).rem_euclid(1.0) * knots as f64;
        let below = (position.floor() as usize).min(knots - 1);
        match self.kind {
            RoseDensity::Linear => {
                let (a, b) = (self.knot_density_per_rad[below], self.knot_density_per_rad[(below + 1) % knots]);
                a + (position - below as f64) * (b - a)
            }
            RoseDensity::Constant => self.sector_density_per_rad[below.div_ceil(2) % self.sectors()],
        }
    }

    /// Probability of the class over all directions.
    #[must_use]
    pub fn total_prob(&self) -> f64 {
        self.sector_density_per_rad.iter().sum::<f64>() * TAU / self.sectors() as f64
    }

    /// Greatest slope of the continuous density, per radian squared.
    pub(super) fn steepest_per_rad2(&self) -> f64 {
        let knots = &self.knot_density_per_rad;
        let steps = knots.iter().zip(knots.iter().cycle().skip(1)).map(|(a, b)| (b - a).abs());
        steps.fold(0.0, f64::max) * knots.len() as f64 / TAU
    }

    /// Values on a grid of `count` equal steps: densities at the nodes (linear) or inside the bins
    /// that follow them (constant). `count` is a multiple of twice the sectors, so that every knot
    /// is a node and the values carry the whole density.
    pub(super) fn on_nodes(&self, count: usize) -> Vec<f64> {
        let per_knot = count / (2 * self.sectors());
        debug_assert_eq!(per_knot * 2 * self.sectors(), count);
        (0..count).map(|node| self.node_value(node / per_knot, node % per_knot, per_knot)).collect()
    }

    /// Probability of each of `count` equal bins of direction, the first from north on; `count` as for [`Self::on_nodes`]. Exact:
    /// the density is linear, or constant, in a bin.
    pub(super) fn bin_prob(&self, count: usize) -> Vec<f64> {
        let nodes = self.on_nodes(count);
        let width_rad = TAU / count as f64;
        match self.kind {
            RoseDensity::Constant => nodes.iter().map(|value| value * width_rad).collect(),
            RoseDensity::Linear => {
                let next = nodes.iter().cycle().skip(1);
                nodes.iter().zip(next).map(|(a, b)| 0.5 * (a + b) * width_rad).collect()
            }
        }
    }

    fn node_value(&self, knot: usize, step: usize, per_knot: usize) -> f64 {
        let knots = self.knot_density_per_rad.len();
        match self.kind {
            RoseDensity::Linear => {
                let (a, b) = (self.knot_density_per_rad[knot], self.knot_density_per_rad[(knot + 1) % knots]);
                a + step as f64 / per_knot as f64 * (b - a)
            }
            RoseDensity::Constant => self.sector_density_per_rad[knot.div_ceil(2) % self.sectors()],
        }
    }
}

/// The direction densities of all weather classes of a station.
#[derive(Debug, Clone, PartialEq)]
pub struct WindRoses {
    classes: Vec<DirectionDensity>,
}

impl WindRoses {
    /// Day and night of a joint frequency table together, one density a class.
    ///
    /// # Errors
    /// All problems of the table.
    pub fn from_table(table: &JointFrequencyTable, kind: RoseDensity) -> Result<Self, InvalidInput> {
        table.validate()?;
        let classes = (0..table.classes.len())
            .map(|class| DirectionDensity::from_sectors(&table.rose(class), kind))
            .collect::<Result<_, _>>()?;
        Ok(Self { classes })
    }

    /// One part of the day of a joint frequency table: densities of the joint probability, which sum to the probability of that part.
    ///
    /// # Errors
    /// All problems of the table.
    pub fn of_period(table: &JointFrequencyTable, period: Period, kind: RoseDensity) -> Result<Self, InvalidInput> {
        table.validate()?;
        let of_class = |class: usize| {
            let sectors: Vec<f64> = (0..table.sectors).map(|sector| table.joint_prob(period, class, sector)).collect();
            DirectionDensity::from_sectors(&sectors, kind)
        };
        Ok(Self { classes: (0..table.classes.len()).map(of_class).collect::<Result<_, _>>()? })
    }

    /// From densities; all of the same kind and number of sectors.
    ///
    /// # Errors
    /// No class, or classes that differ in sectors or kind.
    pub fn new(classes: Vec<DirectionDensity>) -> Result<Self, InvalidInput> {
        let uniform = classes.windows(2).all(|w| w[0].sectors() == w[1].sectors() && w[0].kind() == w[1].kind());
        if classes.is_empty() || !uniform {
            let problem = FieldProblem::new(
                "classes",
                classes.len(),
                "at least one class, all with the same sectors and kind",
                "mismatch",
            );
            return Err(InvalidInput { problems: vec![problem] });
        }
        Ok(Self { classes })
    }

    /// Density by class.
    #[must_use]
    pub fn classes(&self) -> &[DirectionDensity] {
        &self.classes
    }

    pub(super) fn sectors(&self) -> usize {
        self.classes[0].sectors()
    }

    pub(super) fn kind(&self) -> RoseDensity {
        self.classes[0].kind()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uniform_rose_is_one_constant() {
        let rose = DirectionDensity::from_sectors(&[1.0 / 16.0; 16], RoseDensity::Linear).unwrap();
        let expected = 1.0 / TAU;
        for step in 0..1000 {
            let density = rose.density_per_rad(step as f64 * 0.011);
            assert!((density - expected).abs() < 1e-15, "{density}");
        }
    }

    #[test]
    fn every_sector_keeps_its_mass_and_nothing_is_negative() {
        let prob = [0.3, 0.0, 0.02, 0.0, 0.5, 0.05, 0.13, 0.0];
        for kind in [RoseDensity::Linear, RoseDensity::Constant] {
            let rose = DirectionDensity::from_sectors(&prob, kind).unwrap();
            let steps = 4000;
            for (sector, &mass) in prob.iter().enumerate() {
                let width = TAU / 8.0;
                let sum: f64 = (0..steps)
                    .map(|i| (sector as f64 - 0.5 + (i as f64 + 0.5) / steps as f64) * width)
                    .map(|bearing| rose.density_per_rad(bearing) * width / steps as f64)
                    .sum();
                assert!((sum - mass).abs() < 1e-7, "sector {sector}: {sum} for {mass}");
            }
        }
    }

    #[test]
    fn the_linear_density_is_continuous_at_an_edge() {
        let rose = DirectionDensity::from_sectors(&[0.4, 0.1, 0.3, 0.2], RoseDensity::Linear).unwrap();
        let edge = TAU / 8.0;
        assert!((rose.density_per_rad(edge - 1e-9) - rose.density_per_rad(edge + 1e-9)).abs() < 1e-8);
    }

    #[test]
    fn bad_sectors_are_all_reported() {
        let problems =
            DirectionDensity::from_sectors(&[-0.1, f64::NAN, 0.2], RoseDensity::Linear).unwrap_err().problems;
        assert_eq!(problems.len(), 3);
    }
}
