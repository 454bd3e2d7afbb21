//! What happens when: the release, the pool, the cloud.

use super::effect::{Effect, EffectField, EffectKind};
use super::ground::Pool;
use super::outflow::Form;
use super::tree::ReleaseTree;
use crate::dispersion::FlammableMoment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A thing that happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moment {
    /// When, s after the release began.
    pub time_s: f64,
    /// What, in English.
    pub text_en: String,
    /// The same in Chinese.
    pub text_zh: String,
}

/// Moments in time.
pub type Timeline = Vec<Moment>;

fn moment(time_s: f64, text_en: impl Into<String>, text_zh: impl Into<String>) -> Moment {
    Moment { time_s, text_en: text_en.into(), text_zh: text_zh.into() }
}

/// The moments of a release, its pool and its clouds, in time.
pub(super) fn timeline(
    form: &Form,
    pool: Option<&Pool>,
    burning: &[Option<FlammableMoment>],
    tree: &ReleaseTree,
) -> Timeline {
    let mut found = released(form);
    found.extend(pool.into_iter().flat_map(of_pool));
    found.extend(burning.iter().flatten().filter_map(most_flammable));
    found.extend(tree.effects.iter().enumerate().filter_map(|(index, effect)| lit(index, effect, tree)));
    found.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    found
}

fn released(form: &Form) -> Vec<Moment> {
    match form {
        Form::Burst { mass_kg } => {
            vec![moment(0.0, format!("{mass_kg:.1} kg are released at once"), format!("瞬间释放 {mass_kg:.1} kg"))]
        }
        Form::Flow(course) => {
            let (rate, total, end_s) = (course.first_rate_kg_s(), course.total_kg(), course.end_s());
            let half_s = course.time_of_kg(0.5 * total);
            vec![
                moment(0.0, format!("the release begins at {rate:.3} kg/s"), format!("开始泄漏,速率 {rate:.3} kg/s")),
                moment(half_s, format!("half of the {total:.1} kg is out"), format!("已泄漏总量 {total:.1} kg 的一半")),
                moment(end_s, format!("the release ends: {total:.1} kg"), format!("泄漏结束,合计 {total:.1} kg")),
            ]
        }
    }
}

fn of_pool(pool: &Pool) -> Vec<Moment> {
    let Some(field) = &pool.field else { return Vec::new() };
    let widest = field.steps().iter().fold((0.0, 0.0), |best: (f64, f64), step| {
        if step.radius_m > best.1 * (1.0 + 1e-6) { (step.time_s, step.radius_m) } else { best }
    });
    let diameter_m = 2.0 * widest.1;
    let mut found = vec![moment(
        widest.0,
        format!("the pool has its greatest diameter, {diameter_m:.1} m"),
        format!("液池达到最大直径 {diameter_m:.1} m"),
    )];
    let vapour_kg = field.evaporated_mass_kg();
    found.push(match field.liquid_mass_kg() {
        left if left > 0.01 * field.released_mass_kg() => moment(
            field.end_time_s(),
            format!("the pool is followed no longer: {vapour_kg:.1} kg have evaporated, {left:.1} kg are left"),
            format!("液池计算终止:已蒸发 {vapour_kg:.1} kg,剩余 {left:.1} kg"),
        ),
        _ => moment(
            field.end_time_s(),
            format!("the pool is dry: {vapour_kg:.1} kg have evaporated"),
            format!("液池蒸干,共蒸发 {vapour_kg:.1} kg"),
        ),
    });
    found
}

/// When most of a cloud lies between the flammable limits.
fn most_flammable(greatest: &FlammableMoment) -> Option<Moment> {
    let mass_kg = greatest.mass_kg;
    (mass_kg > 0.0).then(|| {
        moment(
            greatest.time_s,
            format!("most gas between its flammable limits: {mass_kg:.1} kg"),
            format!("可燃范围内气体量最大:{mass_kg:.1} kg"),
        )
    })
}

/// When a fire or a blast begins, if it comes to that.
fn lit(index: usize, effect: &Effect, tree: &ReleaseTree) -> Option<Moment> {
    if matches!(effect.field, EffectField::Clouds(_)) {
        return None;
    }
    let (en, zh) = effect.kind.titles();
    if effect.kind == EffectKind::VesselBurst {
        return Some(moment(effect.begin_s, en, zh));
    }
    let with = tree.branches.iter().filter(|branch| branch.effects.contains(&index));
    let prob: f64 = with.map(|branch| branch.conditional_prob).sum();
    Some(moment(
        effect.begin_s,
        format!("if lit (probability {prob:.3}): {en}"),
        format!("如被点燃(概率 {prob:.3}):{zh}"),
    ))
}
