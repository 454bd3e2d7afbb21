//! The zones of a plan, as they are drawn.

use super::effects::{effect_name, short_label};
use super::words::{Language, level_name, origin_name};
use super::{Solved, items, text};
use serde_json::Value;

/// A zone to be drawn.
pub(super) struct Shape<'a> {
    pub key: &'a str,
    pub name: String,
    /// Under which head of the legend it stands.
    pub head: String,
    /// How strongly it is filled: fires and blasts, which may or may not come, less than clouds.
    pub opacity: f64,
    /// Its line of confidence lies all around: a leak points where it will.
    pub any_direction: bool,
    pub reach_m: f64,
    pub rings_m: Vec<Vec<[f64; 2]>>,
    pub confidence_m: Vec<[f64; 2]>,
}

impl<'a> Shape<'a> {
    /// A zone without its name.
    fn of(zone: &'a Value, head: String, opacity: f64) -> Self {
        Self {
            key: text(&zone["level"]),
            name: String::new(),
            head,
            opacity,
            any_direction: false,
            reach_m: zone["reach_m"].as_f64().unwrap_or(0.0),
            rings_m: rings(&zone["rings_m"]),
            confidence_m: ring(&zone["confidence_ring_m"]),
        }
    }
}

/// The zones of the clouds.
pub(super) fn cloud_shapes<'a>(solved: &Solved<'a>, language: Language) -> Vec<Shape<'a>> {
    let of_cloud = |cloud: &'a Value| {
        let head = origin_name(text(&cloud["origin"]), language);
        items(&cloud["zones"]).map(move |zone| Shape {
            name: level_name(text(&zone["level"]), zone["exposure_s"].as_f64(), language),
            ..Shape::of(zone, head.into(), 0.55)
        })
    };
    items(&solved.result["clouds"]).flat_map(of_cloud).collect()
}

/// Fires and blasts are filled faintly: their zones lie one in the other.
pub(super) fn effect_shapes<'a>(solved: &Solved<'a>, language: Language) -> Vec<Shape<'a>> {
    let of_effect = |effect: &'a Value| {
        let head = effect_name(effect, language);
        let shape = move |zone| Shape {
            name: short_label(zone, language),
            any_direction: effect["kind"] == "jet_fire",
            ..Shape::of(zone, head.clone(), 0.14)
        };
        items(&effect["zones"]).map(shape)
    };
    items(&solved.result["effects"]).flat_map(of_effect).collect()
}

fn rings(value: &Value) -> Vec<Vec<[f64; 2]>> {
    items(value).map(ring).collect()
}

fn ring(value: &Value) -> Vec<[f64; 2]> {
    items(value).filter_map(|place| Some([place[0].as_f64()?, place[1].as_f64()?])).collect()
}
