//! Process `kingery_bulmash`.

use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::explosion::{Burst, Explosive, KINGERY_BULMASH, KingeryBulmash, TNT_EQUIVALENTS};
use crate::progress::ProgressToken;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Blast of a TNT charge.
pub(super) struct KingeryBulmashProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Charge, kg of the explosive (TNT unless another is named).
    #[schemars(range(min = 1e-6, max = 1e9))]
    tnt_mass_kg: f64,
    /// What it is made of.
    #[serde(default)]
    explosive: Explosive,
    /// Distance from the charge, m.
    #[schemars(range(min = 1e-6, max = 1e6))]
    distance_m: f64,
    /// Place of the charge.
    #[serde(default)]
    burst: Burst,
}

/// All null, with a caveat, outside the range of the fits.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Scaled distance, m/kg^(1/3).
    scaled_distance_m_kg13: Option<f64>,
    /// Peak side-on overpressure, Pa.
    side_on_overpressure_pa: Option<f64>,
    /// Peak overpressure on a wall facing the charge, Pa.
    reflected_overpressure_pa: Option<f64>,
    /// Side-on impulse, Pa s.
    side_on_impulse_pa_s: Option<f64>,
    /// Impulse on a wall facing the charge, Pa s.
    reflected_impulse_pa_s: Option<f64>,
    /// Time of arrival, s.
    arrival_time_s: Option<f64>,
    /// Duration of the positive phase, s; its fit starts farther out than the others.
    positive_duration_s: Option<f64>,
}

impl Model for KingeryBulmashProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: KINGERY_BULMASH.id,
        title: Title { zh: KINGERY_BULMASH.title_zh, en: KINGERY_BULMASH.title_en },
        description: Title {
            zh: "TNT 或其他炸药装药在某一距离的入射与反射超压、冲量、到达时间和正压持续时间。",
            en: "Side-on and reflected overpressure and impulse, arrival time and duration of a charge of TNT or another explosive \
                 at a distance.",
        },
        cards: &[&KINGERY_BULMASH, &TNT_EQUIVALENTS],
        example: r#"{"tnt_mass_kg": 1000, "distance_m": 100, "burst": "hemispherical"}"#,
    };

    fn run(input: Input, _: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let explosive = input.explosive;
        let by_pressure = explosive.pressure_ratio();
        let by_impulse = explosive.impulse_ratio().unwrap_or(by_pressure);
        let solved = KingeryBulmash::new(by_pressure * input.tnt_mass_kg, input.burst)?;
        let impulse = KingeryBulmash::new(by_impulse * input.tnt_mass_kg, input.burst)?.field;
        let both = solved.field.at(input.distance_m).zip(impulse.at(input.distance_m));
        let output = both.map_or_else(Output::default, |(at, impulse)| Output {
            scaled_distance_m_kg13: Some(at.scaled_distance_m_kg13),
            side_on_overpressure_pa: Some(at.side_on_overpressure_pa),
            reflected_overpressure_pa: Some(at.reflected_overpressure_pa),
            side_on_impulse_pa_s: Some(impulse.side_on_impulse_pa_s),
            reflected_impulse_pa_s: Some(impulse.reflected_impulse_pa_s),
            arrival_time_s: Some(at.arrival_time_s),
            positive_duration_s: at.positive_duration_s,
        });
        let outside = solved.field.outside_range(input.distance_m).or_else(|| impulse.outside_range(input.distance_m));
        let caveats = solved.caveats.into_iter().chain(outside).chain(explosive.caveat());
        Ok(Answer::new(output).with_caveats(caveats))
    }
}
