//! Process `dust_explosion`.

use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::explosion::{DUST_EXPLOSION, DustClass, DustExplosion};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput};
use crate::vulnerability::HarmLevel;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Vented dust explosion.
pub(super) struct DustExplosionProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Volume of the vessel, m3.
    #[schemars(range(min = 0.1, max = 1e4))]
    volume_m3: f64,
    /// Length of the vessel over its diameter.
    #[serde(default = "one")]
    #[schemars(range(min = 1.0, max = 20.0))]
    slenderness_ratio: f64,
    /// Dust constant KSt, Pa m/s (1 bar m/s is 1e5 Pa m/s).
    #[schemars(range(min = 1e6, max = 8e7))]
    kst_pa_m_s: f64,
    /// Greatest overpressure of the dust in a closed vessel, Pa.
    #[schemars(range(min = 5e5, max = 1.2e6))]
    max_overpressure_pa: f64,
    /// Overpressure at which the vent opens, Pa.
    #[serde(default = "tenth_of_a_bar")]
    #[schemars(range(min = 1e3, max = 1e5))]
    activation_overpressure_pa: f64,
    /// Overpressure that the vessel stands, Pa: the vent is sized for it; or give `vent_area_m2`, or both.
    #[serde(default)]
    #[schemars(range(min = 1e4, max = 2e5))]
    reduced_overpressure_pa: Option<f64>,
    /// Effective area of the vent that is there, m2.
    #[serde(default)]
    #[schemars(range(min = 1e-4, max = 1e4))]
    vent_area_m2: Option<f64>,
    /// Whether the vent blows upward; else to the side.
    #[serde(default)]
    is_upward: bool,
}

fn one() -> f64 {
    1.0
}

fn tenth_of_a_bar() -> f64 {
    1e4
}

/// How far an overpressure reaches outside.
#[derive(Debug, Serialize, JsonSchema)]
struct LevelDistance {
    /// Level: `blast_10_kpa` ...
    level: String,
    /// Overpressure, Pa.
    overpressure_pa: f64,
    /// Distance from the vent, m; null where it is nowhere reached.
    distance_m: Option<f64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Class of the dust.
    class: DustClass,
    /// Area of the vent that the vessel needs, m2; null without `reduced_overpressure_pa`.
    needed_vent_area_m2: Option<f64>,
    /// Whether the vent that is there is large enough; null without both figures.
    is_enough: Option<bool>,
    /// Overpressure in the vessel, Pa: that of the vent that is there, else of the one it needs; null where the vent is too small to hold 2 bar.
    reduced_overpressure_pa: Option<f64>,
    /// Reach of the flame from the vent, m; null where the vessel may burst.
    flame_length_m: Option<f64>,
    /// Greatest overpressure outside, Pa.
    outside_overpressure_pa: Option<f64>,
    /// Where it is, m from the vent.
    outside_distance_m: Option<f64>,
    /// Reach of the levels of blast outside.
    levels: Vec<LevelDistance>,
}

impl Input {
    fn vessel(&self) -> DustExplosion {
        DustExplosion {
            volume_m3: self.volume_m3,
            slenderness_ratio: self.slenderness_ratio,
            kst_pa_m_s: self.kst_pa_m_s,
            max_overpressure_pa: self.max_overpressure_pa,
            activation_overpressure_pa: self.activation_overpressure_pa,
        }
    }

    /// Area and reduced overpressure that go together: those of the vent that is there, else of the one that is needed.
    fn vented(&self, vessel: &DustExplosion, needed_m2: Option<f64>) -> Result<Option<(f64, f64)>, InvalidInput> {
        match (self.vent_area_m2, needed_m2, self.reduced_overpressure_pa) {
            (Some(area_m2), ..) => Ok(vessel.reduced_overpressure_pa(area_m2)?.map(|pa| (area_m2, pa))),
            (None, Some(area_m2), Some(reduced_pa)) => Ok(Some((area_m2, reduced_pa))),
            _ => {
                let allowed = "vent_area_m2, reduced_overpressure_pa or both";
                Err(InvalidInput { problems: vec![FieldProblem::new("vent_area_m2", "", allowed, "missing")] })
            }
        }
    }
}

impl Model for DustExplosionProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: DUST_EXPLOSION.id,
        title: Title { zh: DUST_EXPLOSION.title_zh, en: DUST_EXPLOSION.title_en },
        description: Title {
            zh: "粉尘爆炸筛查:爆炸等级、所需泄爆面积、既有泄爆口下的容器内压力,泄爆口外火焰长度与各超压等级的距离。",
            en: "Screening of dust explosions: class, vent area that is needed, pressure in a vessel with a given vent, flame and reach of blast levels outside.",
        },
        cards: &[&DUST_EXPLOSION],
        example: r#"{"volume_m3": 30, "slenderness_ratio": 2, "kst_pa_m_s": 1.5e7, "max_overpressure_pa": 800000, "reduced_overpressure_pa": 40000, "vent_area_m2": 2.5}"#,
    };

    fn run(input: Input, _: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let vessel = input.vessel();
        let needed_vent_area_m2 = input.reduced_overpressure_pa.map(|pa| vessel.vent_area_m2(pa)).transpose()?;
        let vented = input.vented(&vessel, needed_vent_area_m2)?;
        let outside = vented.map(|(area_m2, reduced_pa)| vessel.outside(area_m2, reduced_pa, input.is_upward));
        let level = |level: HarmLevel| LevelDistance {
            level: level.id.into(),
            overpressure_pa: level.value,
            distance_m: outside.as_ref().and_then(|solved| solved.field.distance_to_overpressure_m(level.value)),
        };
        let output = Output {
            class: DustClass::of(input.kst_pa_m_s),
            needed_vent_area_m2,
            is_enough: input.vent_area_m2.zip(needed_vent_area_m2).map(|(area_m2, needed_m2)| area_m2 >= needed_m2),
            reduced_overpressure_pa: vented.map(|(_, reduced_pa)| reduced_pa),
            flame_length_m: outside.as_ref().map(|solved| solved.field.flame_length_m),
            outside_overpressure_pa: outside.as_ref().map(|solved| solved.field.overpressure_pa),
            outside_distance_m: outside.as_ref().map(|solved| solved.field.distance_m),
            levels: HarmLevel::BLAST.into_iter().map(level).collect(),
        };
        Ok(Answer::new(output)
            .with_caveats(vented.is_none().then(too_small))
            .with_caveats(outside.map(|solved| solved.caveats).unwrap_or_default()))
    }
}

fn too_small() -> Caveat {
    Caveat::new(
        CaveatCode::OutsideValidity,
        DUST_EXPLOSION.id,
        "the vent is too small to hold the explosion to 2 bar: the vessel may burst, and no figure outside is given",
        "泄爆面积过小,压力将超过 2 bar:容器可能爆裂,不给出容器外数值",
    )
}
