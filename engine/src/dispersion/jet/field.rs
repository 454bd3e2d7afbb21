//! The solved jet: concentration at points, along the axis, and where a level is reached.

use super::nozzle::{JetOrigin, JetThroat};
use super::section::{Mixing, SPREADING_RATIO};
use super::walk::{JetEnd, JetStation};
use crate::dispersion::DenseLevel;
use crate::math::{exp, ln};

/// A solved jet: evaluation is total and does not allocate.
#[derive(Debug, Clone)]
pub struct GasJetField {
    pub(super) origin: JetOrigin,
    pub(super) throat: Option<JetThroat>,
    /// Density and diameter of the hole itself, the discharge coefficient in the diameter.
    pub(super) hole: (f64, f64),
    pub(super) mixing: Mixing,
    pub(super) height_m: f64,
    pub(super) direction: (f64, f64),
    pub(super) stations: Vec<JetStation>,
    pub(super) end: JetEnd,
    pub(super) froude: f64,
}

/// The state on the axis, and how the gas is spread about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Across {
    /// Partial density and excess of density on the axis, kg/m3.
    pub(super) axis: (f64, f64),
    /// Radius of the undiluted core, m; 0 beyond the zone of flow establishment.
    pub(super) core_m: f64,
    /// Radius of the profile of concentration beyond the core, m.
    pub(super) wide_m: f64,
    pub(super) x_m: f64,
    pub(super) z_m: f64,
    pub(super) direction: (f64, f64),
}

impl Across {
    /// Value of the profile at a distance from the axis.
    fn profile(&self, radius_m: f64) -> f64 {
        let beyond = (radius_m - self.core_m).max(0.0) / self.wide_m;
        exp(-beyond * beyond)
    }

    /// Radius within which the profile is at least g, m; 0 where it is nowhere.
    pub(super) fn radius_m(&self, g: f64) -> f64 {
        if g > 1.0 { 0.0 } else { self.core_m + self.wide_m * (-ln(g.max(1e-300))).max(0.0).sqrt() }
    }
}

fn between(low: f64, high: f64, share: f64) -> f64 {
    low + share * (high - low)
}

impl GasJetField {
    /// The jet at the pressure of the air, behind the shocks.
    #[must_use]
    pub fn origin(&self) -> &JetOrigin {
        &self.origin
    }

    /// The throat of the hole; none for a vent whose flow was given.
    #[must_use]
    pub fn throat(&self) -> Option<&JetThroat> {
        self.throat.as_ref()
    }

    /// Places of the axis from the end of the zone of flow establishment on.
    #[must_use]
    pub fn stations(&self) -> &[JetStation] {
        &self.stations
    }

    /// Why the axis ends where it does.
    #[must_use]
    pub fn end(&self) -> JetEnd {
        self.end
    }

    /// Length of the axis, m.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        self.stations.last().map_or(0.0, |last| last.distance_m)
    }

    /// Length of the zone of flow establishment, m.
    #[must_use]
    pub fn establishment_m(&self) -> f64 {
        self.stations[0].distance_m
    }

    /// Densimetric Froude number at the notional nozzle.
    #[must_use]
    pub fn froude_ratio(&self) -> f64 {
        self.froude
    }

    /// Distance up to which momentum rules, m: `0.53 Fr (rho/rho_a)^(1/4) d` (Chen and Rodi 1980, eq. 4 of Papanikolaou et
    /// al. 2012).
    #[must_use]
    pub fn momentum_controlled_m(&self) -> f64 {
        let ratio = self.origin.density_kg_m3 / self.mixing.air_kg_m3;
        0.53 * self.froude * ratio.sqrt().sqrt() * self.origin.diameter_m
    }

    /// Mole fraction on the axis by the similarity law of [`super::similarity_mass_frac`], to compare with.
    #[must_use]
    pub fn similarity_mole_frac(&self, distance_m: f64) -> f64 {
        let ratio = self.hole.0 / self.mixing.air_kg_m3;
        self.mixing.mole_of_mass_frac(super::similarity_mass_frac(ratio, self.hole.1, distance_m))
    }

    /// Index of the station at or before a distance, and the share of the way to the next.
    fn place(&self, distance_m: f64) -> (usize, f64) {
        let count = self.stations.len();
        if count < 2 {
            return (0, 0.0);
        }
        let after = self.stations.partition_point(|station| station.distance_m <= distance_m).clamp(1, count - 1);
        let (low, high) = (self.stations[after - 1].distance_m, self.stations[after].distance_m);
        (after - 1, ((distance_m - low) / (high - low)).clamp(0.0, 1.0))
    }

    /// The jet at a distance along the axis, within its length. Between stations what is linear in a pure jet is
    /// interpolated: 1/c, width, and the excess of density over c.
    pub(super) fn across(&self, distance_m: f64) -> Across {
        let first = &self.stations[0];
        if distance_m < first.distance_m {
            return self.core(distance_m.max(0.0) / first.distance_m);
        }
        let (index, share) = self.place(distance_m);
        let low = &self.stations[index];
        let high = self.stations.get(index + 1).unwrap_or(low);
        let gas_kg_m3 = 1.0 / between(1.0 / low.concentration_kg_m3, 1.0 / high.concentration_kg_m3, share);
        let lighter =
            |station: &JetStation| (station.density_kg_m3 - self.mixing.air_kg_m3) / station.concentration_kg_m3;
        Across {
            axis: (gas_kg_m3, gas_kg_m3 * between(lighter(low), lighter(high), share)),
            core_m: 0.0,
            wide_m: SPREADING_RATIO * between(low.width_m, high.width_m, share),
            x_m: between(low.x_m, high.x_m, share),
            z_m: between(low.z_m, high.z_m, share),
            direction: (
                between(low.direction.0, high.direction.0, share),
                between(low.direction.1, high.direction.1, share),
            ),
        }
    }

    /// The zone of flow establishment: a cone of the gas as released, with edges that grow; linear between the two ends.
    fn core(&self, share: f64) -> Across {
        let first = &self.stations[0];
        let released = (self.origin.density_kg_m3, self.origin.density_kg_m3 - self.mixing.air_kg_m3);
        let established = (first.concentration_kg_m3, first.density_kg_m3 - self.mixing.air_kg_m3);
        Across {
            axis: (between(released.0, established.0, share), between(released.1, established.1, share)),
            core_m: 0.5 * self.origin.diameter_m * (1.0 - share),
            wide_m: SPREADING_RATIO * first.width_m * share.max(1e-9),
            x_m: first.x_m * share,
            z_m: between(self.height_m, first.z_m, share),
            direction: self.direction,
        }
    }

    /// Mole fraction on the axis; 1 at and before the hole, 0 beyond the end of the axis.
    #[must_use]
    pub fn axis_mole_frac(&self, distance_m: f64) -> f64 {
        if distance_m > self.length_m() {
            return 0.0;
        }
        self.mixing.mole_frac(self.across(distance_m).axis, 1.0)
    }

    /// Mass fraction on the axis.
    #[must_use]
    pub fn axis_mass_frac(&self, distance_m: f64) -> f64 {
        if distance_m > self.length_m() {
            return 0.0;
        }
        let (gas_kg_m3, excess_kg_m3) = self.across(distance_m).axis;
        (gas_kg_m3 / (self.mixing.air_kg_m3 + excess_kg_m3)).min(1.0)
    }

    /// Temperature on the axis, K; that of the air beyond its end.
    #[must_use]
    pub fn axis_temperature_k(&self, distance_m: f64) -> f64 {
        if distance_m > self.length_m() {
            return self.mixing.air_k;
        }
        self.mixing.temperature_k(self.across(distance_m).axis)
    }

    /// Velocity on the axis, m/s; 0 beyond its end.
    #[must_use]
    pub fn axis_velocity_m_s(&self, distance_m: f64) -> f64 {
        if distance_m > self.length_m() {
            return 0.0;
        }
        let first = &self.stations[0];
        if distance_m < first.distance_m {
            let share = distance_m.max(0.0) / first.distance_m;
            return between(self.origin.velocity_m_s, first.velocity_m_s, share);
        }
        let (index, share) = self.place(distance_m);
        let low = &self.stations[index];
        let high = self.stations.get(index + 1).unwrap_or(low);
        1.0 / between(1.0 / low.velocity_m_s, 1.0 / high.velocity_m_s, share)
    }

    /// Radius at which the concentration is 1/e of that on the axis, m.
    #[must_use]
    pub fn axis_width_m(&self, distance_m: f64) -> f64 {
        let across = self.across(distance_m.min(self.length_m()));
        across.core_m + across.wide_m
    }

    /// Horizontal distance and height of a place of the axis, m.
    #[must_use]
    pub fn axis_place_m(&self, distance_m: f64) -> (f64, f64) {
        let across = self.across(distance_m.min(self.length_m()));
        (across.x_m, across.z_m)
    }

    /// The cross-section through a point and the distance of the point from the axis, m; none behind the hole and beyond
    /// the end.
    fn nearest(&self, (x_m, y_m, z_m): (f64, f64, f64)) -> Option<(Across, f64)> {
        let start = (0.0, self.height_m, 0.0);
        let mut before = start;
        let mut best: Option<(f64, f64)> = None;
        for station in &self.stations {
            let after = (station.x_m, station.z_m, station.distance_m);
            let (along_x, along_z) = (after.0 - before.0, after.1 - before.1);
            let length_sq = along_x * along_x + along_z * along_z;
            let share = ((x_m - before.0) * along_x + (z_m - before.1) * along_z) / length_sq;
            let held = share.clamp(0.0, 1.0);
            let outside = (before == start && share < 0.0) || (station.distance_m >= self.length_m() && share > 1.0);
            let (gap_x, gap_z) = (x_m - before.0 - held * along_x, z_m - before.1 - held * along_z);
            let gap_sq = gap_x * gap_x + gap_z * gap_z;
            if best.is_none_or(|(least_sq, _)| gap_sq < least_sq) {
                let distance_m = if outside { f64::NAN } else { between(before.2, after.2, held) };
                best = Some((gap_sq, distance_m));
            }
            before = after;
        }
        let (gap_sq, distance_m) = best.filter(|(_, distance_m)| !distance_m.is_nan())?;
        Some((self.across(distance_m), (gap_sq + y_m * y_m).sqrt()))
    }

    /// Mole fraction at a point: x along the direction of the release, y across it, z above ground, m. 0 behind the hole
    /// and beyond the end of the axis.
    #[must_use]
    pub fn mole_frac(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        let found = self.nearest((x_m, y_m, z_m));
        found.map_or(0.0, |(across, radius_m)| self.mixing.mole_frac(across.axis, across.profile(radius_m)))
    }

    /// Concentration at a point, kg/m3; as [`Self::mole_frac`].
    #[must_use]
    pub fn concentration_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        let found = self.nearest((x_m, y_m, z_m));
        found.map_or(0.0, |(across, radius_m)| across.axis.0 * across.profile(radius_m))
    }

    /// Value of the profile at which a level is reached; above 1 where it is nowhere.
    pub(super) fn profile_of(&self, across: &Across, level: DenseLevel) -> f64 {
        match level {
            DenseLevel::MassConcentration { concentration_kg_m3 } => concentration_kg_m3 / across.axis.0,
            DenseLevel::MoleFraction { mole_frac } => self.mixing.profile_of_mole_frac(across.axis, mole_frac),
        }
    }

    /// Farthest distance along the axis at which a level is reached, m; none where it is nowhere.
    #[must_use]
    pub fn axis_distance_m(&self, level: DenseLevel) -> Option<f64> {
        const HALVINGS: usize = 50;
        let reached = |distance_m: f64| self.profile_of(&self.across(distance_m), level) <= 1.0;
        let last = self.stations.iter().rposition(|station| reached(station.distance_m));
        let (mut low_m, mut high_m) = match last {
            Some(last) if last + 1 == self.stations.len() => return Some(self.stations[last].distance_m),
            Some(last) => (self.stations[last].distance_m, self.stations[last + 1].distance_m),
            None if reached(0.0) => (0.0, self.establishment_m()),
            None => return None,
        };
        for _ in 0..HALVINGS {
            let middle_m = 0.5 * (low_m + high_m);
            if reached(middle_m) {
                low_m = middle_m;
            } else {
                high_m = middle_m;
            }
        }
        Some(low_m)
    }
}
