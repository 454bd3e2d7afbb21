//! The clouds of a release: which model spreads each, and its solution.

use super::calm::CalmCloud;
use super::course::Course;
use super::field::CloudField;
use super::ground::Pool;
use super::letdown::LetDown;
use super::outflow::Form;
use super::quantity::Quantity;
use super::sheet::{Basis, Sheet, Step};
use crate::dispersion::{
    Atmosphere, BRITTER_MCQUAID, BritterMcQuaid, BritterMcQuaidRelease, CALM_RELEASE, CalmRelease, DENSE_GAS, DenseGas,
    DenseSource, LOW_WIND_M_S, PlumeSource, Spread, TRANSIENT_PLUME, TransientOptions, TransientPlume,
};
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput};
use crate::source::burst_diameter_m;
use crate::substance::{MOLAR_MASS_AIR_KG_MOL, Substance};
use crate::units::GAS_CONSTANT_J_MOL_K;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::FRAC_PI_4;

/// What harm a solution is for: concentrations are averaged over the time in which that harm is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Breathing it.
    Toxic,
    /// Its burning.
    Flammable,
}

impl Purpose {
    /// Averaging time, s: ten minutes, to which probits and limits are used; 20 s for flammable gas (TNO Purple Book, recalled;
    /// 18.75 s in common codes).
    fn averaging_time_s(self) -> f64 {
        match self {
            Self::Toxic => 600.0,
            Self::Flammable => 20.0,
        }
    }

    /// Window of the steady rate that stands for a varying one, s: the averaging time, but at least the minute of ALOHA's sustained
    /// rate, about the time in which gas travels to its lower flammable limit.
    fn window_s(self) -> f64 {
        self.averaging_time_s().max(60.0)
    }

    fn quantity(self) -> Quantity {
        match self {
            Self::Toxic => Quantity::ToxicAveragingTimeS,
            Self::Flammable => Quantity::FlammableAveragingTimeS,
        }
    }
}

/// Where the gas of a cloud comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CloudOrigin {
    /// From the containment, as gas, vapour and mist.
    Containment,
    /// From the pool.
    Pool,
    /// From both at a time.
    Both,
}

/// Which model of dispersion is to be taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModelChoice {
    /// By the criterion of Britter and McQuaid; the calm model below 1 m/s.
    #[default]
    Auto,
    /// The dense-gas model.
    DenseGas,
    /// The passive model.
    Passive,
}

/// Where a jet points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JetDirection {
    /// Along the ground downwind: the farthest reach of most clouds.
    #[default]
    Downwind,
    /// Straight up.
    Up,
}

/// What a cloud starts as.
#[derive(Debug, Clone)]
struct CloudSource {
    origin: CloudOrigin,
    form: Form,
    temperature_k: f64,
    density_kg_m3: f64,
    mist_frac: f64,
    diameter_m: f64,
    is_pool: bool,
    /// Has momentum of its own.
    is_jet: bool,
}

/// A cloud, solved for each harm that its substance does.
#[derive(Debug, Clone)]
pub struct Cloud {
    /// Where its gas comes from.
    pub origin: CloudOrigin,
    /// Name of the model that spreads it.
    pub model: &'static str,
    /// Gas over time, from 0 s on; a burst comes in a second.
    pub course: Course,
    /// A solution for each harm, with its averaging time, s.
    pub solutions: Vec<(Purpose, f64, CloudField)>,
}

impl Cloud {
    /// The solution for a harm.
    #[must_use]
    pub fn solution(&self, purpose: Purpose) -> Option<&(Purpose, f64, CloudField)> {
        self.solutions.iter().find(|(known, ..)| *known == purpose)
    }
}

/// What the clouds are made of and in.
pub(super) struct Setting<'a> {
    pub substance: &'a Substance,
    pub air: &'a Atmosphere,
    pub relative_humidity_frac: f64,
    pub release_height_m: f64,
    pub choice: ModelChoice,
    pub jet: JetDirection,
    pub purposes: Vec<Purpose>,
}

/// The clouds of what enters the air directly and of the pool.
///
/// # Errors
/// What the models of dispersion refuse.
pub(super) fn clouds(
    let_down: &LetDown,
    pool: Option<&Pool>,
    setting: &Setting<'_>,
    sheet: &mut Sheet,
) -> Result<Vec<Cloud>, InvalidInput> {
    let direct = let_down.airborne.as_ref().map(|form| setting.direct(form, let_down, sheet));
    let vapour = pool.map(|pool| setting.vapour_of(pool));
    let sources: Vec<CloudSource> = direct.into_iter().chain(vapour).collect();
    let sources = match &sources[..] {
        [direct, pool] => together(direct, pool).map_or_else(|| sources.clone(), |both| vec![both]),
        _ => sources,
    };
    if sources.len() > 1 {
        sheet.tell([apart()]);
    }
    let mut solved = Vec::with_capacity(sources.len());
    for source in &sources {
        let is_dense = setting.is_dense(source, sheet);
        if is_dense && source.origin == CloudOrigin::Both {
            sheet.tell([one_source(source.is_pool)]);
        }
        solved.push(setting.solve(source, is_dense, sheet).map_err(of_weather)?);
    }
    Ok(solved)
}

/// A flow from the containment and the vapour of its pool as one source: rates and volumes add; place, size and temperature are
/// those of the stronger. `None` for a burst, which is gone before its pool has given off much.
fn together(direct: &CloudSource, pool: &CloudSource) -> Option<CloudSource> {
    let (Form::Flow(jet), Form::Flow(vapour)) = (&direct.form, &pool.form) else { return None };
    let course = jet.plus(vapour);
    let (from_jet, from_pool) = (jet.total_kg() / course.total_kg(), vapour.total_kg() / course.total_kg());
    let stronger = if from_pool > from_jet { pool } else { direct };
    Some(CloudSource {
        origin: CloudOrigin::Both,
        form: Form::Flow(course),
        mist_frac: from_jet * direct.mist_frac,
        density_kg_m3: 1.0 / (from_jet / direct.density_kg_m3 + from_pool / pool.density_kg_m3),
        ..stronger.clone()
    })
}

fn one_source(is_pool: bool) -> Caveat {
    let (en, zh) = if is_pool { ("pool", "液池") } else { ("jet", "射流") };
    Caveat::new(
        CaveatCode::AssumedValue,
        DENSE_GAS.id,
        format!(
            "the outflow and the vapour of its pool were taken as one source, the {en}, with the sum of their rates"
        ),
        format!("泄漏直接进入空气的部分与液池蒸气合并为一个源({zh}),速率相加"),
    )
}

fn apart() -> Caveat {
    Caveat::new(
        CaveatCode::NotModelled,
        "clouds",
        "the burst and what evaporates from its pool afterwards are two clouds: their zones are drawn apart, receptors breathe both",
        "瞬时释放与其后的液池蒸发按两个云团计算:影响区分别绘制,受体暴露两者相加",
    )
}

/// Problems of the models of dispersion under the names that they have in the scenario.
fn of_weather(refused: InvalidInput) -> InvalidInput {
    let renamed = |mut problem: FieldProblem| {
        problem.field = match problem.field.as_str() {
            "temperature_k" | "cloud_temperature_k" => "overrides.cloud_temperature_k".into(),
            "source_diameter_m" => "overrides.cloud_diameter_m".into(),
            "wind_speed_m_s"
            | "wind_reference_height_m"
            | "roughness_length_m"
            | "mixing_height_m"
            | "pressure_pa"
            | "air_temperature_k" => format!("weather.{}", problem.field),
            _ => problem.field,
        };
        problem
    };
    InvalidInput { problems: refused.problems.into_iter().map(renamed).collect() }
}

impl Setting<'_> {
    /// Gas, vapour and mist from the containment. The diameter is that of the jet at the pressure of the air, `4 q / (pi rho u)`; of
    /// an upright cylinder as high as wide for a burst; and for a rate without a hole that for which gas leaves with the wind.
    fn direct(&self, form: &Form, let_down: &LetDown, sheet: &mut Sheet) -> CloudSource {
        let density = let_down.density_kg_m3;
        let diameter = match form {
            Form::Burst { mass_kg } => burst_diameter_m(mass_kg / density),
            Form::Flow(course) => {
                let speed =
                    let_down.jet_m_s.unwrap_or_else(|| self.air.transport_wind_speed_m_s(self.release_height_m));
                (course.first_rate_kg_s() / (density * speed * FRAC_PI_4)).sqrt()
            }
        };
        let diameter_m =
            sheet.enter(Step::Cloud, Quantity::CloudDiameterM, diameter.max(1e-3), Basis::Computed, "let_down");
        let form = match form {
            Form::Burst { mass_kg } => {
                let mass_kg = sheet.enter(Step::Cloud, Quantity::BurstMassKg, *mass_kg, Basis::Computed, "let_down");
                Form::Burst { mass_kg }
            }
            Form::Flow(course) => Form::Flow(course.clone()),
        };
        CloudSource {
            origin: CloudOrigin::Containment,
            form,
            temperature_k: let_down.cloud_k,
            density_kg_m3: density,
            mist_frac: let_down.mist_frac,
            diameter_m,
            is_pool: false,
            is_jet: let_down.jet_m_s.is_some(),
        }
    }

    fn vapour_of(&self, pool: &Pool) -> CloudSource {
        let temperature_k = pool.temperature_k.min(self.substance.boiling_point_at_k(self.air.pressure_pa));
        CloudSource {
            origin: CloudOrigin::Pool,
            form: Form::Flow(pool.vapour.clone()),
            temperature_k,
            density_kg_m3: self.vapour_over_pool_kg_m3(temperature_k),
            mist_frac: 0.0,
            diameter_m: pool.diameter_m,
            is_pool: true,
            is_jet: false,
        }
    }

    /// Density of air saturated with vapour over a pool, kg/m3; pure vapour over a boiling one.
    fn vapour_over_pool_kg_m3(&self, temperature_k: f64) -> f64 {
        let air = self.air;
        let part = self.substance.vapour_pressure_pa(temperature_k).map_or(1.0, |pa| (pa / air.pressure_pa).min(1.0));
        let own_kg_mol =
            self.substance.molar_mass_kg_mol * self.substance.association_ratio(temperature_k, part * air.pressure_pa);
        let molar_kg_mol = part * own_kg_mol + (1.0 - part) * MOLAR_MASS_AIR_KG_MOL;
        air.pressure_pa * molar_kg_mol / (GAS_CONSTANT_J_MOL_K * temperature_k)
    }

    fn is_calm(&self) -> bool {
        self.air.transport_wind_speed_m_s(self.release_height_m) < LOW_WIND_M_S
    }

    /// Whether the dense-gas model is taken, by the workbook's criterion unless the user chose.
    fn is_dense(&self, source: &CloudSource, sheet: &mut Sheet) -> bool {
        let ratio = self.density_criterion_ratio(source);
        let ratio = sheet.computed(Step::Cloud, Quantity::DensityCriterionRatio, ratio, &BRITTER_MCQUAID);
        if self.is_calm() {
            sheet.tell((ratio >= 1.0).then(dense_in_calm));
            return false;
        }
        match self.choice {
            ModelChoice::Auto => ratio >= 1.0,
            ModelChoice::DenseGas => true,
            ModelChoice::Passive => {
                sheet.tell((ratio >= 1.0).then(passive_by_choice));
                false
            }
        }
    }

    fn density_criterion_ratio(&self, source: &CloudSource) -> f64 {
        let release = match &source.form {
            Form::Burst { mass_kg } => BritterMcQuaidRelease::Instantaneous { mass_kg: *mass_kg },
            Form::Flow(course) => {
                let steady = course.steady(Purpose::Toxic.window_s());
                BritterMcQuaidRelease::Continuous { release_rate_kg_s: steady.map_or(0.0, |steady| steady.rate_kg_s) }
            }
        };
        let workbook = BritterMcQuaid {
            release,
            molar_mass_kg_mol: self.substance.molar_mass_kg_mol,
            source_density_kg_m3: source.density_kg_m3,
            temperature_k: source.temperature_k,
            wind_speed_m_s: self.air.wind_speed_at_m_s(10.0),
            air_density_kg_m3: self.air_density_kg_m3(),
            air_temperature_k: self.air.temperature_k,
        };
        let (criterion, least) = workbook.dense_criterion();
        criterion / least
    }

    fn air_density_kg_m3(&self) -> f64 {
        self.air.pressure_pa * MOLAR_MASS_AIR_KG_MOL / (GAS_CONSTANT_J_MOL_K * self.air.temperature_k)
    }

    fn solve(&self, source: &CloudSource, is_dense: bool, sheet: &mut Sheet) -> Result<Cloud, InvalidInput> {
        let course = match &source.form {
            Form::Burst { mass_kg } => Course::constant(*mass_kg, 1.0),
            Form::Flow(course) => course.clone(),
        };
        let model = match (is_dense, self.is_calm()) {
            (true, _) => &DENSE_GAS,
            (false, true) => &CALM_RELEASE,
            (false, false) => &TRANSIENT_PLUME,
        };
        sheet.uses(model);
        let mut solutions = Vec::new();
        for &purpose in &self.purposes {
            let asked_s = purpose.averaging_time_s();
            let averaging_s = sheet.enter(Step::Dispersion, purpose.quantity(), asked_s, Basis::Assumed, model.id);
            let (field, in_force_s) = match (is_dense, self.is_calm()) {
                (true, _) => self.dense(source, purpose, averaging_s, sheet)?,
                (false, true) => (self.calm(source, &course, sheet)?, averaging_s),
                (false, false) => self.passive(source, &course, averaging_s, sheet)?,
            };
            solutions.push((purpose, in_force_s, field));
        }
        Ok(Cloud { origin: source.origin, model: model.id, course, solutions })
    }

    fn dense(
        &self,
        source: &CloudSource,
        purpose: Purpose,
        averaging_time_s: f64,
        sheet: &mut Sheet,
    ) -> Result<(CloudField, f64), InvalidInput> {
        let source_diameter_m = source.diameter_m;
        let dense_source = match &source.form {
            Form::Burst { mass_kg } => DenseSource::Instantaneous { mass_kg: *mass_kg, source_diameter_m },
            Form::Flow(course) => {
                let (release_rate_kg_s, duration_s) = self.steady(course, purpose, sheet);
                let duration_s = Some(duration_s.max(1.0));
                match (source.is_pool, self.jet) {
                    (true, _) => DenseSource::Pool { release_rate_kg_s, source_diameter_m, duration_s },
                    (false, JetDirection::Downwind) => {
                        DenseSource::Jet { release_rate_kg_s, source_diameter_m, duration_s }
                    }
                    (false, JetDirection::Up) => {
                        DenseSource::VerticalJet { release_rate_kg_s, source_diameter_m, duration_s }
                    }
                }
            }
        };
        let gas = DenseGas {
            source: dense_source,
            temperature_k: Some(source.temperature_k),
            liquid_frac: source.mist_frac,
            release_height_m: if source.is_pool { 0.0 } else { self.release_height_m },
            averaging_time_s,
            relative_humidity_frac: self.relative_humidity_frac,
            inverse_obukhov_per_m: None,
        };
        let field = sheet.take(gas.solve(self.substance, self.air)?);
        let in_force_s = field.averaging_time_s();
        let duration_s = match dense_source {
            DenseSource::Jet { duration_s, .. }
            | DenseSource::VerticalJet { duration_s, .. }
            | DenseSource::Pool { duration_s, .. } => duration_s.unwrap_or(0.0),
            DenseSource::Instantaneous { .. } => 0.0,
        };
        let clocks = Box::new(gas.clocks(&field));
        Ok((CloudField::Dense { field: Box::new(field), gas: Box::new(gas), duration_s, clocks }, in_force_s))
    }

    /// The steady release that stands for a varying one, with both figures on the sheet.
    fn steady(&self, course: &Course, purpose: Purpose, sheet: &mut Sheet) -> (f64, f64) {
        let found = course.steady(purpose.window_s());
        let (rate, duration) = found.map_or((0.0, 1.0), |steady| (steady.rate_kg_s, steady.duration_s));
        let mut enter = |quantity, value| sheet.enter(Step::Cloud, quantity, value, Basis::Computed, DENSE_GAS.id);
        let (rate_kg_s, duration_s) = (enter(Quantity::CloudRateKgS, rate), enter(Quantity::CloudDurationS, duration));
        if course.end_s() > 1.05 * duration {
            sheet.tell([held_steady(rate, purpose.window_s())]);
        }
        (rate_kg_s, duration_s)
    }

    fn passive(
        &self,
        source: &CloudSource,
        course: &Course,
        averaging_time_s: f64,
        sheet: &mut Sheet,
    ) -> Result<(CloudField, f64), InvalidInput> {
        let release = TransientPlume {
            periods: course.periods(),
            release_height_m: if source.is_pool { 0.0 } else { self.release_height_m },
            averaging_time_s,
        };
        let is_burst = matches!(source.form, Form::Burst { .. });
        let options = TransientOptions {
            spread: if is_burst { Spread::Puff } else { Spread::Plume },
            source: if source.is_pool { PlumeSource::round(source.diameter_m) } else { PlumeSource::default() },
            ..TransientOptions::default()
        };
        let field = sheet.take(release.solve(self.air, options)?);
        sheet.tell((source.is_jet && !source.is_pool).then(momentum_left_out));
        let in_force_s = field.averaging_time_s().unwrap_or(1.0);
        Ok((CloudField::Passive { field: Box::new(field), densest_kg_m3: source.density_kg_m3 }, in_force_s))
    }

    fn calm(&self, source: &CloudSource, course: &Course, sheet: &mut Sheet) -> Result<CloudField, InvalidInput> {
        let release_height_m = if source.is_pool { 0.0 } else { self.release_height_m };
        let release = CalmRelease { periods: course.periods(), release_height_m };
        let field = sheet.take(release.solve(self.air)?);
        sheet.tell([any_direction()]);
        let densest_kg_m3 = source.density_kg_m3;
        Ok(CloudField::Calm(Box::new(CalmCloud { field, end_s: course.end_s(), densest_kg_m3 })))
    }
}

fn held_steady(rate_kg_s: f64, window_s: f64) -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        DENSE_GAS.id,
        format!(
            "the dense-gas model takes a steady release: the greatest mean over {window_s:.0} s, {rate_kg_s:.4} kg/s, for as long as \
             the mass lasts"
        ),
        format!("重气模型按稳定释放计算:取 {window_s:.0} s 内最大平均速率 {rate_kg_s:.4} kg/s,持续至全部质量释放完"),
    )
}

fn momentum_left_out() -> Caveat {
    Caveat::new(
        CaveatCode::NotModelled,
        TRANSIENT_PLUME.id,
        "the jet's own momentum and buoyancy are not in the passive plume: near the hole the cloud is another (a free jet of the \
         substance: process gas_jet)",
        "非重气烟羽未计射流自身的动量与浮力:泄漏口附近云团形态不同(自由射流见 gas_jet 模型)",
    )
}

fn passive_by_choice() -> Caveat {
    Caveat::new(
        CaveatCode::DenseGasByPassiveModel,
        TRANSIENT_PLUME.id,
        "the cloud is dense by the criterion, but the passive model was asked for: it is spread as a neutral gas",
        "按判据为重气,但用户指定非重气模型:按中性气体扩散计算",
    )
}

fn dense_in_calm() -> Caveat {
    Caveat::new(
        CaveatCode::DenseGasByPassiveModel,
        CALM_RELEASE.id,
        "the cloud is dense by the criterion and the wind below 1 m/s: a heavy gas spreads low and wide and follows slopes; the calm \
         model spreads it as a neutral gas",
        "按判据为重气且风速低于 1 m/s:重气低矮扩展并沿坡流动;静风模型按中性气体计算",
    )
}

fn any_direction() -> Caveat {
    Caveat::new(
        CaveatCode::LowWind,
        CALM_RELEASE.id,
        "below 1 m/s the wind has no sure direction: zones are discs about the source with the farthest reach as radius",
        "风速低于 1 m/s 时风向不定:影响区取以泄漏源为中心、最远影响距离为半径的圆",
    )
}
