//! Process `droplet_rainout`.

use super::fields::{SUBSTANCES, find_substance, standard_atmosphere_pa};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::source::{DROPLET_RAINOUT, DropRainout, LiquidJet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Drops of a jet.
pub(super) struct DropletRainoutProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Temperature of the liquid behind the hole, K.
    #[schemars(range(min = 10.0, max = 3000.0))]
    temperature_k: f64,
    /// Pressure at the hole on the inside, Pa absolute.
    #[schemars(range(min = 1.0, max = 1e9))]
    pressure_pa: f64,
    /// Height of the jet above ground, m.
    #[serde(default = "one_metre")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    release_height_m: f64,
    /// Wind at the height of the jet, m/s.
    #[serde(default = "three_m_s")]
    #[schemars(range(min = 0.0, max = 100.0))]
    wind_speed_m_s: f64,
    /// Temperature of the air, K.
    #[serde(default = "air_k")]
    #[schemars(range(min = 200.0, max = 350.0))]
    air_temperature_k: f64,
    /// Pressure outside, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 5e4, max = 1.2e5))]
    ambient_pressure_pa: f64,
}

fn one_metre() -> f64 {
    1.0
}
fn three_m_s() -> f64 {
    3.0
}
fn air_k() -> f64 {
    293.15
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Velocity of the liquid out of the hole without friction, m/s.
    velocity_m_s: f64,
    /// Share that flashes to vapour.
    flash_frac: f64,
    /// Drop that holds against the air at a Weber number of 12, m.
    aerodynamic_diameter_m: f64,
    /// The same at a Weber number of 22, m.
    largest_aerodynamic_diameter_m: f64,
    /// Drop of flashing break-up, m; none for a liquid below its boiling point.
    flashing_diameter_m: Option<f64>,
    /// Mean drop: the smaller of the two, m.
    drop_diameter_m: f64,
    /// Speed at which it falls in still air, m/s.
    settling_speed_m_s: f64,
    /// Time in which it falls to the ground without evaporating, s.
    settling_time_s: f64,
    /// How far the wind carries it meanwhile, m.
    settling_distance_m: f64,
    /// Drop beyond which the liquid rains out by RELEASE, m.
    critical_diameter_m: f64,
    /// Share of the whole release that rains out by RELEASE.
    rainout_release_frac: f64,
    /// The same when as much stays as mist as flashes.
    rainout_equal_mist_frac: f64,
    /// The same when twice as much stays as mist.
    rainout_double_mist_frac: f64,
    /// The same by the Purple Book.
    rainout_purple_book_frac: f64,
}

impl From<DropRainout> for Output {
    fn from(drops: DropRainout) -> Self {
        Self {
            velocity_m_s: drops.velocity_m_s,
            flash_frac: drops.flash_frac,
            aerodynamic_diameter_m: drops.aerodynamic_diameter_m,
            largest_aerodynamic_diameter_m: drops.largest_aerodynamic_diameter_m,
            flashing_diameter_m: drops.flashing_diameter_m,
            drop_diameter_m: drops.drop_diameter_m,
            settling_speed_m_s: drops.settling_speed_m_s,
            settling_time_s: drops.settling_time_s,
            settling_distance_m: drops.settling_distance_m,
            critical_diameter_m: drops.critical_diameter_m,
            rainout_release_frac: drops.rainout_release_frac,
            rainout_equal_mist_frac: drops.rainout_equal_mist_frac,
            rainout_double_mist_frac: drops.rainout_double_mist_frac,
            rainout_purple_book_frac: drops.rainout_purple_book_frac,
        }
    }
}

impl Model for DropletRainoutProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: DROPLET_RAINOUT.id,
        title: Title { zh: DROPLET_RAINOUT.title_zh, en: DROPLET_RAINOUT.title_en },
        description: Title {
            zh: "液体射流破碎成的液滴直径(气动破碎与闪蒸破碎)、沉降速度,以及按数种公开规则并列给出的雨落份额。",
            en: "Diameter of the drops into which a jet of liquid breaks (by the air, by flashing), their speed of fall, and the share that \
                 rains out by several published rules beside one another.",
        },
        cards: &[&DROPLET_RAINOUT],
        example: r#"{"substance": "butane", "temperature_k": 298.15, "pressure_pa": 1825014, "release_height_m": 3.0, "wind_speed_m_s": 3.0}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let jet = LiquidJet {
            temperature_k: input.temperature_k,
            pressure_pa: input.pressure_pa,
            release_height_m: input.release_height_m,
            wind_speed_m_s: input.wind_speed_m_s,
            air_temperature_k: input.air_temperature_k,
            ambient_pressure_pa: input.ambient_pressure_pa,
        };
        let solved = jet.rainout(substance)?;
        Ok(Answer::new(Output::from(solved.field))
            .with_caveats(solved.caveats)
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
