//! What `dense_gas` answers over time: zones, frames, flammable mass.

use super::ProcessError;
use super::transient_answer::Frame;
use super::zone_outline::{Outline, Pen};
use crate::dispersion::{
    DENSE_GAS, DenseCourse, DenseField, DenseLevel, DenseMoment, FlammableCourse, FlammableMoment, ZonePart,
};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode};
use crate::substance::Substance;
use crate::vulnerability::MAX_TOXIC_EXPOSURE_S;
use schemars::JsonSchema;
use serde::Serialize;

/// Difference between the mass in the air and the mass released that is told.
const TOLD_IMBALANCE_RATIO: f64 = 0.02;

/// What the threshold of a zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ZoneKind {
    /// One of `thresholds`.
    Threshold,
    /// Upper flammable limit.
    UpperFlammableLimit,
    /// Lower flammable limit.
    LowerFlammableLimit,
    /// Half the lower flammable limit.
    HalfLowerFlammableLimit,
}

/// The area within which a threshold is reached: at any time, or at the moment of a frame.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Zone {
    /// What the threshold is.
    kind: ZoneKind,
    /// Threshold as a concentration, kg/m3.
    threshold_kg_m3: Option<f64>,
    /// Threshold as a mole fraction.
    threshold_mole_frac: Option<f64>,
    /// Farthest distance downwind at which it is reached, m; none when it is reached nowhere.
    pub(super) reach_m: Option<f64>,
    /// Greatest half-width, m.
    half_width_m: f64,
    /// The area, its rings and lines of confidence.
    #[serde(flatten)]
    outline: Outline,
}

/// A flammable mass and when it is there.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Flammable {
    /// When, s.
    time_s: f64,
    /// Mass, kg.
    mass_kg: f64,
}

impl From<FlammableMoment> for Flammable {
    fn from(FlammableMoment { time_s, mass_kg }: FlammableMoment) -> Self {
        Self { time_s, mass_kg }
    }
}

/// Levels for which zones are drawn.
pub(super) struct DenseLevels {
    levels: Vec<(ZoneKind, DenseLevel)>,
    /// Flammable limits, mole fractions.
    pub(super) limits: Option<(f64, f64)>,
}

impl DenseLevels {
    /// The flammable limits of a flammable substance, then the thresholds, kg/m3.
    pub(super) fn new(substance: &Substance, thresholds_kg_m3: impl Iterator<Item = f64>) -> Self {
        let limits = [
            (ZoneKind::UpperFlammableLimit, substance.ufl_mole_frac),
            (ZoneKind::LowerFlammableLimit, substance.lfl_mole_frac),
            (ZoneKind::HalfLowerFlammableLimit, substance.lfl_mole_frac.map(|limit| 0.5 * limit)),
        ];
        let flammable = limits
            .into_iter()
            .filter_map(|(kind, limit)| limit.map(|mole_frac| (kind, DenseLevel::MoleFraction { mole_frac })));
        let asked = thresholds_kg_m3
            .map(|concentration_kg_m3| (ZoneKind::Threshold, DenseLevel::MassConcentration { concentration_kg_m3 }));
        let levels = flammable.chain(asked).collect();
        Self { levels, limits: substance.lfl_mole_frac.zip(substance.ufl_mole_frac) }
    }
}

/// What is needed to draw a dense cloud.
pub(super) struct DenseDrawing<'a> {
    pub(super) field: &'a DenseField,
    pub(super) course: &'a DenseCourse<'a>,
    pub(super) levels: &'a DenseLevels,
    pub(super) height_m: f64,
    pub(super) pen: Pen,
}

impl DenseDrawing<'_> {
    /// The zones over all time.
    pub(super) fn zones(&self, progress: &ProgressToken) -> Result<Vec<Zone>, ProcessError> {
        let mut zones = Vec::new();
        for &(kind, level) in &self.levels.levels {
            progress.check()?;
            let parts = self.field.zone_over_time(level, self.height_m);
            let zone = self.zone(kind, level, &parts);
            zones.push(Zone {
                reach_m: self.field.reach_m(level, self.height_m),
                half_width_m: self.field.greatest_half_width_m(level, self.height_m),
                ..zone
            });
        }
        Ok(zones)
    }

    /// The cloud at each time.
    pub(super) fn frames(&self, times_s: &[f64], progress: &ProgressToken) -> Result<Vec<Frame<Zone>>, ProcessError> {
        let mut frames = Vec::with_capacity(times_s.len());
        for &time_s in times_s {
            progress.check()?;
            frames.push(self.frame(&self.course.at(time_s)));
        }
        Ok(frames)
    }

    fn frame(&self, moment: &DenseMoment<'_>) -> Frame<Zone> {
        let (time_s, cut) = (moment.time_s(), moment.frame());
        let (released_mass_kg, airborne_mass_kg) = (self.course.released_mass_kg(time_s), cut.airborne_mass_kg());
        let zone = |&(kind, level): &(ZoneKind, DenseLevel)| self.zone(kind, level, &cut.zone(level, self.height_m));
        Frame {
            time_s,
            released_mass_kg,
            airborne_mass_kg,
            mass_balance_ratio: (released_mass_kg > 0.0).then(|| airborne_mass_kg / released_mass_kg),
            flammable_mass_kg: self.levels.limits.map(|(lower, upper)| cut.mass_between_kg(lower, upper)),
            zones: self.levels.levels.iter().map(zone).collect(),
        }
    }

    fn zone(&self, kind: ZoneKind, level: DenseLevel, parts: &[ZonePart]) -> Zone {
        let (threshold_kg_m3, threshold_mole_frac) = match level {
            DenseLevel::MassConcentration { concentration_kg_m3 } => (Some(concentration_kg_m3), None),
            DenseLevel::MoleFraction { mole_frac } => (None, Some(mole_frac)),
        };
        Zone {
            kind,
            threshold_kg_m3,
            threshold_mole_frac,
            reach_m: parts.last().map(ZonePart::reach_m),
            half_width_m: parts.iter().map(ZonePart::half_width_m).fold(0.0, f64::max),
            outline: self.pen.outline(parts),
        }
    }

    /// Flammable mass over the life of the cloud; none for a substance without limits.
    pub(super) fn flammable(&self, progress: &ProgressToken) -> Result<Option<FlammableCourse>, ProcessError> {
        progress.check()?;
        Ok(self.levels.limits.map(|(lower, upper)| self.course.flammable_course(lower, upper)))
    }
}

/// The frame that is farthest from holding what was released, when it is told.
pub(super) fn imbalance(frames: &[Frame<Zone>]) -> Option<Caveat> {
    let off = |frame: &Frame<Zone>| frame.mass_balance_ratio.map(|ratio| (frame.time_s, ratio));
    let worst = frames.iter().filter_map(off).max_by(|a, b| (a.1 - 1.0).abs().total_cmp(&(b.1 - 1.0).abs()))?;
    let (time_s, ratio) = worst;
    ((ratio - 1.0).abs() > TOLD_IMBALANCE_RATIO).then(|| {
        Caveat::new(
            CaveatCode::OutsideValidity,
            DENSE_GAS.id,
            format!(
                "the frame at {time_s} s holds {ratio:.3} of the mass released: a cloud is followed to 50 km, and what lies \
                 beyond 100 km does not count"
            ),
            format!("{time_s} s 时刻的云团含已释放质量的 {ratio:.3}:云团追踪至 50 km,100 km 以外不计"),
        )
    })
}

/// The caveat of a lasting release whose exposure has no end of its own.
pub(super) fn exposure_assumed() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        DENSE_GAS.id,
        format!(
            "a lasting release: exposure of receptors counted for {MAX_TOXIC_EXPOSURE_S} s from arrival (AQ/T 3046)"
        ),
        format!("持续泄漏:受体暴露自气云到达起按 {MAX_TOXIC_EXPOSURE_S} s 计(AQ/T 3046)"),
    )
}
