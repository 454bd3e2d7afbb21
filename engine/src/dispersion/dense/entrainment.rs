//! Turbulent mixing: how fast the cloud takes in air, and what it exchanges with ground and wind.

use super::mixture::CloudState;
use super::wind::{STABLE_SLOPE, SurfaceLayer, UNSTABLE_SLOPE, VON_KARMAN};
use crate::math::cbrt;
use crate::units::STANDARD_GRAVITY_M_S2;

/// sqrt(3): ratio of the half-width of the box to the standard deviation of its profile (eq. 35a, 36a).
pub(super) const SQRT_THREE: f64 = 1.732_050_807_568_877_2;
/// Constant of vertical entrainment (eq. 35a).
const VERTICAL: f64 = 1.5;
/// Drag coefficient at the top of the cloud (eq. 35e).
const TOP_DRAG: f64 = 0.02;
/// Weight of the cloud's own stratification (eq. 35d).
const STRATIFICATION: f64 = 0.025;
/// Constant of thermal turbulence (eq. 35e).
const THERMAL: f64 = 0.14;
/// Weight of the turbulence that vapour rising from a pool makes (eq. 35e).
const POOL_SHEAR: f64 = 0.05;
/// Constant of longitudinal shear (eq. 36b).
const LONGITUDINAL_SHEAR: f64 = 0.6;
/// Gap below a cloud, in its heights, at which its underside mixes freely.
const UNDERSIDE_RAMP: f64 = 0.2;
/// Decay of lateral mixing with width, 1/m (eq. 36a).
pub(super) const LATERAL_DECAY_PER_M: f64 = 0.0004;
/// Meander-free lateral mixing of a neutral layer, 0.08 (10 s / 900 s)^0.2 (eq. 36a at zero averaging time).
pub(super) const LATERAL_RATIO: f64 = 0.032_526_810_919_118_26;

/// Form and motion of the cloud at one place: what the closures look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) height_m: f64,
    pub(super) half_width_m: f64,
    /// Half-length of a puff; none for a steady plume.
    pub(super) half_length_m: Option<f64>,
    pub(super) centre_height_m: f64,
    pub(super) speed_m_s: f64,
    /// Crosswind gravity flow at the edge, m/s.
    pub(super) crosswind_m_s: f64,
    /// Downwind gravity flow at the end of a puff, m/s.
    pub(super) alongwind_m_s: f64,
    /// Rate of change of the centre height, m/s.
    pub(super) rise_m_s: f64,
    /// Vertical speed of vapour from the pool, in force here, m/s.
    pub(super) pool_speed_m_s: f64,
}

impl Form {
    /// Height of the cloud's top (eq. 13).
    pub(super) fn top_m(&self) -> f64 {
        top_m(self.centre_height_m, self.height_m)
    }
    /// Whether there is air below the cloud.
    pub(super) fn is_aloft(&self) -> bool {
        self.centre_height_m > 0.5 * self.height_m
    }
}

/// Height of the top of a cloud of a given thickness (eq. 13).
pub(super) fn top_m(centre_height_m: f64, height_m: f64) -> f64 {
    if centre_height_m > 0.5 * height_m { centre_height_m + 0.5 * height_m } else { height_m }
}

/// Vertical standard deviation of the profile (eq. 13, 14).
pub(super) fn sigma_m(centre_height_m: f64, height_m: f64) -> f64 {
    (top_m(centre_height_m, height_m) - centre_height_m) / SQRT_THREE
}

/// Rates at one place.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rates {
    /// Vertical entrainment velocity W_e, m/s (eq. 35a).
    pub(super) vertical_m_s: f64,
    /// Crosswind entrainment velocity V_e, m/s (eq. 36a).
    pub(super) crosswind_m_s: f64,
    /// Downwind entrainment velocity of a puff, m/s (eq. 36b).
    pub(super) alongwind_m_s: f64,
    /// Forces and heat per unit half-length (eq. 37 to 39): N/m, N/m, N/m, N/m, W/m.
    pub(super) drag: f64,
    pub(super) alongwind_drag: f64,
    pub(super) crosswind_drag: f64,
    pub(super) vertical_drag: f64,
    pub(super) heat: f64,
}

/// Slip against the wind, and the wind itself, at one place.
struct Shear {
    wind_m_s: f64,
    /// u*/<ua>.
    drag_ratio: f64,
    /// (rho_a/rho) (<ua> - U), m/s.
    slip_m_s: f64,
    /// (rho_a/rho) V_g/2, m/s.
    lateral_slip_m_s: f64,
    /// rho_a/rho.
    density_ratio: f64,
}

/// Gradient function of heat (eq. 35c).
fn damping(height_m: f64, inverse_obukhov_per_m: f64) -> f64 {
    let ratio = height_m * inverse_obukhov_per_m;
    if ratio < 0.0 { 1.0 / (1.0 - UNSTABLE_SLOPE * ratio).sqrt() } else { 1.0 + STABLE_SLOPE * ratio }
}

/// Entrainment velocities, drag and heat of a cloud in air of a density and temperature.
pub(super) fn rates(layer: &SurfaceLayer, (air_density, air_k): (f64, f64), form: &Form, cloud: &CloudState) -> Rates {
    let wind = layer.wind(form.top_m());
    let density_ratio = air_density / cloud.density_kg_m3;
    let shear = Shear {
        wind_m_s: wind.mean_m_s,
        drag_ratio: layer.friction_velocity_m_s / wind.mean_m_s,
        slip_m_s: (wind.mean_m_s - form.speed_m_s) * density_ratio,
        lateral_slip_m_s: 0.5 * form.crosswind_m_s * density_ratio,
        density_ratio,
    };
    let top_squared = TOP_DRAG * (shear.slip_m_s * shear.slip_m_s + shear.lateral_slip_m_s * shear.lateral_slip_m_s);
    let ground_squared = ground_friction_squared(layer, form, &shear, top_squared);
    let exchange_m_s = shear.drag_ratio * ground_squared.sqrt();
    let thermal_squared = thermal_squared(form, cloud, exchange_m_s, air_k);
    let friction_squared = (ground_squared + top_squared + thermal_squared).max(1e-12);
    let excess = (STRATIFICATION * STANDARD_GRAVITY_M_S2 * (1.0 - density_ratio)).max(0.0);
    let ambient = layer.friction_velocity_m_s * layer.friction_velocity_m_s;
    let inverse_obukhov_per_m = (layer.ambient_obukhov_per_m(form.top_m()) * ambient + excess) / friction_squared;
    let mixing = lid_and_damping(layer, form, inverse_obukhov_per_m);
    let reduced_m_s = VERTICAL * VON_KARMAN * friction_squared.sqrt() * mixing / wind.over_reference;
    let lateral = LATERAL_RATIO * layer.lateral_stability;
    let shear_m_s = VERTICAL * VON_KARMAN * TOP_DRAG.sqrt() * shear.slip_m_s;
    let mut rates = Rates {
        vertical_m_s: SQRT_THREE * reduced_m_s.max(0.0),
        crosswind_m_s: SQRT_THREE * hypotenuse(spread(lateral, shear.wind_m_s, form.half_width_m), shear_m_s),
        ..Rates::default()
    };
    if let Some(half_length_m) = form.half_length_m {
        let ambient_m_s = spread(lateral, shear.wind_m_s, half_length_m);
        rates.alongwind_m_s = SQRT_THREE * hypotenuse(ambient_m_s, longitudinal_shear_m_s(layer, form));
    }
    fluxes(&mut rates, layer, form, cloud, &shear, (exchange_m_s, air_k));
    rates
}

fn hypotenuse(a: f64, b: f64) -> f64 {
    (a * a + b * b).sqrt()
}

/// Lateral mixing by ambient turbulence, slower for a wide cloud (eq. 36a).
fn spread(lateral: f64, wind_m_s: f64, half_m: f64) -> f64 {
    lateral * wind_m_s / (1.0 + 0.5 * LATERAL_DECAY_PER_M / lateral * half_m / SQRT_THREE)
}

/// Square of the friction velocity at the ground, or at the underside of a cloud aloft (eq. 35e).
fn ground_friction_squared(layer: &SurfaceLayer, form: &Form, shear: &Shear, top_squared: f64) -> f64 {
    if form.is_aloft() {
        return layer.friction_velocity_m_s * layer.friction_velocity_m_s + top_squared;
    }
    let (along, across) = (shear.drag_ratio * form.speed_m_s, 0.5 * shear.drag_ratio * form.crosswind_m_s);
    along * along + across * across + POOL_SHEAR * form.pool_speed_m_s * shear.wind_m_s
}

/// Square of the velocity of thermals from warm ground (eq. 35e).
fn thermal_squared(form: &Form, cloud: &CloudState, exchange_m_s: f64, air_k: f64) -> f64 {
    if form.is_aloft() || cloud.temperature_k >= air_k {
        return 0.0;
    }
    let mean_k = 0.5 * (air_k + cloud.temperature_k);
    let buoyancy = STANDARD_GRAVITY_M_S2 * (air_k - cloud.temperature_k) / mean_k;
    let root = cbrt(THERMAL * buoyancy * exchange_m_s * form.height_m);
    root * root
}

/// (1 - z/H) / phi at the top and, for a cloud aloft, also at its underside (eq. 35a). The underside opens on a
/// ramp, where the report has a step: a cloud that just lifts off would hover at the step.
fn lid_and_damping(layer: &SurfaceLayer, form: &Form, inverse_obukhov_per_m: f64) -> f64 {
    let at = |height_m: f64| (1.0 - height_m / layer.lid_m).max(0.0) / damping(height_m, inverse_obukhov_per_m);
    let gap_m = form.top_m() - form.height_m;
    let open = (gap_m / (UNDERSIDE_RAMP * form.height_m)).clamp(0.0, 1.0);
    if open > 0.0 { at(form.top_m()) + open * at(gap_m) } else { at(form.top_m()) }
}

/// Stretching of a puff by the wind's shear (eq. 36b).
fn longitudinal_shear_m_s(layer: &SurfaceLayer, form: &Form) -> f64 {
    let height_m = form.centre_height_m + 0.5 * sigma_m(form.centre_height_m, form.height_m);
    let near_ground = height_m / (height_m + layer.roughness_m());
    LONGITUDINAL_SHEAR * layer.friction_velocity_m_s / VON_KARMAN
        * near_ground
        * layer.gradient(height_m)
        * (1.0 - height_m / layer.lid_m).max(0.0)
}

/// Drag and heat (eq. 37 to 39); quadratic drag always opposes the motion.
fn fluxes(
    rates: &mut Rates,
    layer: &SurfaceLayer,
    form: &Form,
    cloud: &CloudState,
    shear: &Shear,
    (exchange_m_s, air_k): (f64, f64),
) {
    let (density, width_m, height_m) = (cloud.density_kg_m3, form.half_width_m, form.height_m);
    let top = TOP_DRAG * shear.slip_m_s.abs() * shear.slip_m_s;
    if form.is_aloft() {
        rates.drag = density * (2.0 * width_m + height_m) * top;
        rates.vertical_drag = -density * height_m * TOP_DRAG * form.rise_m_s.abs() * form.rise_m_s;
        return;
    }
    let square = |speed_m_s: f64| speed_m_s.abs() * speed_m_s;
    let ground = shear.drag_ratio * form.speed_m_s;
    let ambient = layer.friction_velocity_m_s * layer.friction_velocity_m_s;
    rates.drag = -density * (width_m * (ground * ground - ambient) - (width_m + height_m) * top);
    let across = 0.5 * shear.drag_ratio * form.crosswind_m_s;
    rates.crosswind_drag = -density * width_m * (square(across) + TOP_DRAG * square(shear.lateral_slip_m_s));
    let along = 0.5 * shear.drag_ratio * form.alongwind_m_s;
    let along_slip = 0.5 * form.alongwind_m_s * shear.density_ratio;
    rates.alongwind_drag = -density * width_m * (square(along) + TOP_DRAG * square(along_slip));
    rates.heat = density * width_m * exchange_m_s * cloud.heat_capacity_j_kg_k * (air_k - cloud.temperature_k);
}
