//! What `transient_plume` answers: frames with zones.

use super::ProcessError;
use super::zone_outline::{Outline, Pen};
use crate::dispersion::{Atmosphere, TransientField, ZonePart};
use crate::fire::lfl_concentration_kg_m3;
use crate::progress::ProgressToken;
use crate::substance::Substance;
use schemars::JsonSchema;
use serde::Serialize;

/// What the threshold of a zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum LevelKind {
    /// One of `thresholds`.
    Threshold,
    /// Upper flammable limit.
    UpperFlammableLimit,
    /// Lower flammable limit.
    LowerFlammableLimit,
}

/// Concentrations for which zones are drawn.
pub(super) struct Levels {
    levels: Vec<(LevelKind, f64)>,
    flammable_kg_m3: Option<(f64, f64)>,
}

impl Levels {
    /// The flammable limits of a flammable substance, then the thresholds.
    pub(super) fn new(thresholds: Vec<f64>, substance: Option<&Substance>, air: &Atmosphere) -> Self {
        let flammable_kg_m3 = substance.and_then(|substance| {
            let (lower, upper) = substance.lfl_mole_frac.zip(substance.ufl_mole_frac)?;
            let mass =
                |limit| lfl_concentration_kg_m3(limit, substance.molar_mass_kg_mol, air.temperature_k, air.pressure_pa);
            Some((mass(lower), mass(upper)))
        });
        let limits = flammable_kg_m3.into_iter().flat_map(|(lower, upper)| {
            [(LevelKind::UpperFlammableLimit, upper), (LevelKind::LowerFlammableLimit, lower)]
        });
        let asked = thresholds.into_iter().map(|level| (LevelKind::Threshold, level));
        Self { levels: limits.chain(asked).collect(), flammable_kg_m3 }
    }

    /// Lower and upper flammable limit, kg/m3.
    pub(super) fn flammable_kg_m3(&self) -> Option<(f64, f64)> {
        self.flammable_kg_m3
    }
}

/// The cloud at a moment.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Frame<Z> {
    /// Time, s.
    pub(super) time_s: f64,
    /// Mass released until then, kg: the integral of the history.
    pub(super) released_mass_kg: f64,
    /// Mass in the air within 100 km, kg: the integral of the field.
    pub(super) airborne_mass_kg: f64,
    /// The second to the first; none before the release.
    pub(super) mass_balance_ratio: Option<f64>,
    /// Mass between the flammable limits, kg; none for a substance without limits.
    pub(super) flammable_mass_kg: Option<f64>,
    /// Zones: the flammable limits, then the thresholds.
    pub(super) zones: Vec<Z>,
}

/// The area within which a threshold is reached at a moment.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Zone {
    /// What the threshold is.
    kind: LevelKind,
    /// Threshold, kg/m3.
    threshold_kg_m3: f64,
    /// Farthest distance downwind at which it is reached, m; none when it is reached nowhere.
    reach_m: Option<f64>,
    /// Greatest half-width, m.
    half_width_m: f64,
    /// The area, its rings and lines of confidence.
    #[serde(flatten)]
    outline: Outline,
}

impl Frame<Zone> {
    /// Farthest distance of each zone, m.
    pub(super) fn reaches_m(&self) -> impl Iterator<Item = f64> + '_ {
        self.zones.iter().filter_map(|zone| zone.reach_m)
    }
    /// Whether any zone is not empty.
    pub(super) fn has_zones(&self) -> bool {
        self.reaches_m().next().is_some()
    }
}

/// What is needed to draw the cloud.
pub(super) struct Drawing<'a> {
    pub(super) field: &'a TransientField,
    pub(super) levels: &'a Levels,
    pub(super) height_m: f64,
    pub(super) pen: Pen,
}

impl Drawing<'_> {
    /// The cloud at each time.
    pub(super) fn frames(&self, times_s: &[f64], progress: &ProgressToken) -> Result<Vec<Frame<Zone>>, ProcessError> {
        let mut frames = Vec::with_capacity(times_s.len());
        for &time_s in times_s {
            progress.check()?;
            frames.push(self.frame(time_s));
            progress.advance(1);
        }
        Ok(frames)
    }

    fn frame(&self, time_s: f64) -> Frame<Zone> {
        let (released_mass_kg, airborne_mass_kg) =
            (self.field.released_mass_kg(time_s), self.field.airborne_mass_kg(time_s));
        let flammable = self.levels.flammable_kg_m3;
        Frame {
            time_s,
            released_mass_kg,
            airborne_mass_kg,
            mass_balance_ratio: (released_mass_kg > 0.0).then(|| airborne_mass_kg / released_mass_kg),
            flammable_mass_kg: flammable.map(|(lower, upper)| self.field.mass_between_kg(time_s, lower, upper)),
            zones: self.levels.levels.iter().map(|&(kind, level)| self.zone(kind, level, time_s)).collect(),
        }
    }

    fn zone(&self, kind: LevelKind, threshold_kg_m3: f64, time_s: f64) -> Zone {
        let parts = self.field.zone(self.height_m, time_s, threshold_kg_m3);
        Zone {
            kind,
            threshold_kg_m3,
            reach_m: parts.last().map(ZonePart::reach_m),
            half_width_m: parts.iter().map(ZonePart::half_width_m).fold(0.0, f64::max),
            outline: self.pen.outline(&parts),
        }
    }
}
