//! What of a release is in force: the user's rate, duration or mass in the place of the computed one, for a day at most.

use super::course::Course;
use super::outflow::Form;
use super::problems::refused;
use super::quantity::Quantity;
use super::sheet::{Basis, Sheet, Step};
use crate::provenance::{Caveat, CaveatCode, InvalidInput};

/// Longest release that is followed, s: a day.
const LONGEST_FOLLOWED_S: f64 = 86_400.0;

/// The course that is in force when the user has put a rate, a duration or a mass in the place of the computed one.
pub(super) fn in_force(form: Form, sheet: &mut Sheet) -> Result<Form, InvalidInput> {
    let course = match form {
        Form::Burst { mass_kg } => {
            let mass_kg = sheet.enter(Step::Outflow, Quantity::ReleasedMassKg, mass_kg, Basis::Computed, "content");
            return Ok(Form::Burst { mass_kg });
        }
        Form::Flow(course) => course,
    };
    let (first_kg_s, end_s, total_kg) = (course.first_rate_kg_s(), course.end_s(), course.total_kg());
    let (new_rate, new_end) =
        (sheet.is_overridden(Quantity::ReleaseRateKgS), sheet.is_overridden(Quantity::ReleaseDurationS));
    let rate_kg_s = sheet.enter(Step::Outflow, Quantity::ReleaseRateKgS, first_kg_s, Basis::Computed, "outflow");
    let emptied_s = if new_rate { total_kg / rate_kg_s } else { end_s };
    let duration_s = sheet.enter(Step::Outflow, Quantity::ReleaseDurationS, emptied_s, Basis::Computed, "outflow");
    let course = match (new_rate, new_end) {
        (true, _) => Course::constant(rate_kg_s, duration_s),
        (false, true) => course.until(duration_s),
        (false, false) => course,
    };
    let course = followed(course, sheet);
    let kept_kg = course.total_kg();
    let mass_kg = sheet.enter(Step::Outflow, Quantity::ReleasedMassKg, kept_kg, Basis::Computed, "outflow");
    if mass_kg > kept_kg * (1.0 + 1e-9) {
        let allowed = format!("up to {kept_kg:.6} kg, what the release gives; raise the rate or the duration instead");
        return Err(refused("overrides.released_mass_kg", mass_kg, allowed));
    }
    if kept_kg > total_kg * (1.0 + 1e-9) {
        sheet.tell([more_than_content(kept_kg, total_kg)]);
    }
    Ok(Form::Flow(if mass_kg < kept_kg { course.until(course.time_of_kg(mass_kg)) } else { course }))
}

/// No longer than the chain follows: an exposure that counts is over by then.
fn followed(course: Course, sheet: &mut Sheet) -> Course {
    if course.end_s() <= LONGEST_FOLLOWED_S {
        return course;
    }
    let (end_s, total_kg) = (course.end_s(), course.total_kg());
    let course = course.until(LONGEST_FOLLOWED_S);
    let kept_kg = course.total_kg();
    sheet.tell([Caveat::new(
        CaveatCode::NotModelled,
        "release_duration_s",
        format!("the release goes on for {end_s:.3e} s; it is followed for a day, in which {kept_kg:.4} of {total_kg:.4} kg come out"),
        format!("泄漏将持续 {end_s:.3e} s;仅计算一天,其间泄漏 {kept_kg:.4} kg(共 {total_kg:.4} kg)"),
    )]);
    course
}

fn more_than_content(released_kg: f64, content_kg: f64) -> Caveat {
    Caveat::new(
        CaveatCode::UserFigure,
        "released_mass_kg",
        format!(
            "rate and duration put in release {released_kg:.1} kg, more than the {content_kg:.1} kg of the computed release"
        ),
        format!("用户给定的速率与时间合计泄漏 {released_kg:.1} kg,超过计算泄漏量 {content_kg:.1} kg"),
    )
}
