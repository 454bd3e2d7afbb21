//! Where, and when, processes are asked for a concentration.

use schemars::JsonSchema;
use serde::Deserialize;

/// A place in plume coordinates: x downwind, y across, z up.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlumePoint {
    /// Downwind, m.
    #[schemars(range(min = -1e6, max = 1e6))]
    pub x_m: f64,
    /// Across the wind, m.
    #[serde(default)]
    #[schemars(range(min = -1e6, max = 1e6))]
    pub y_m: f64,
    /// Above ground, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e4))]
    pub z_m: f64,
}

/// A place and a time: x downwind (any direction in a calm), y across, z up.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PuffPoint {
    /// Downwind, m.
    #[schemars(range(min = -1e6, max = 1e6))]
    pub x_m: f64,
    /// Across the wind, m.
    #[serde(default)]
    #[schemars(range(min = -1e6, max = 1e6))]
    pub y_m: f64,
    /// Above ground, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e4))]
    pub z_m: f64,
    /// Time after the release began, s.
    #[schemars(range(min = 0.0, max = 1e7))]
    pub t_s: f64,
}

/// Least and greatest of the distances that lie downwind, m; none when there is none.
pub(super) fn downwind_range_m(distances_m: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    distances_m.filter(|x_m| *x_m > 0.0).fold(None, |range, x_m| {
        let (near_m, far_m) = range.unwrap_or((x_m, x_m));
        Some((near_m.min(x_m), far_m.max(x_m)))
    })
}
