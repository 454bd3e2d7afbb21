//! The moments at which a release over time is asked for.

use schemars::JsonSchema;
use serde::Deserialize;

/// Moments given when none are asked for.
const DEFAULT_MOMENTS: usize = 21;

/// A moment.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Time since the start, s.
    #[schemars(range(min = 0.0, max = 1e9))]
    time_s: f64,
}

/// Times asked for, s; where there are none, times from the start to the end with the square of their number: a release
/// changes fastest at its start.
pub(super) fn times_s(asked: &[Asked], duration_s: f64) -> Vec<f64> {
    if asked.is_empty() {
        let part = |index: usize| index as f64 / (DEFAULT_MOMENTS - 1) as f64;
        (0..DEFAULT_MOMENTS).map(|index| duration_s * part(index) * part(index)).collect()
    } else {
        asked.iter().map(|asked| asked.time_s).collect()
    }
}
