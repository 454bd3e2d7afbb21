//! What fails, and how: the containment and its release as a user states them.

use crate::source::{Expansion, Headspace, PoolSurface, VesselShape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ReleaseEvent {
    /// A hole in a vessel of gas, which empties through it.
    GasVessel(GasVessel),
    /// A hole below the level of a vessel of liquid, also of a gas liquefied by pressure or cold.
    LiquidVessel(LiquidVessel),
    /// A vessel of known shape with liquid that empties through a hole, over time: level, pressure and temperature fall.
    EmptyingVessel(EmptyingVessel),
    /// A vessel that bursts: the whole content at once.
    Rupture(Rupture),
    /// A broken or holed gas pipeline between valves.
    Pipeline(Pipeline),
    /// Liquid spilt on the ground, below its boiling point or boiling.
    Spill(Spill),
    /// A gas release whose rate is known.
    KnownRate(KnownRate),
}

/// A hole in a vessel of gas, which empties through it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GasVessel {
    /// Volume of the vessel, m3.
    #[schemars(range(min = 1e-6, max = 1e7))]
    pub volume_m3: f64,
    /// Pressure in the vessel, Pa absolute.
    #[schemars(range(min = 1.0, max = 1e9))]
    pub pressure_pa: f64,
    /// Temperature in the vessel, K.
    #[schemars(range(min = 10.0, max = 3000.0))]
    pub temperature_k: f64,
    /// Diameter of the hole, m.
    #[schemars(range(min = 1e-5, max = 10.0))]
    pub hole_diameter_m: f64,
    /// Discharge coefficient; 1.0 is taken, and told, when not given.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 1.0))]
    pub discharge_coefficient: Option<f64>,
    /// How the content expands.
    #[serde(default = "adiabatic")]
    pub expansion: Expansion,
    /// Time until the feed is shut off (detection and closing), s; until then it holds the pressure.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e7))]
    pub isolation_time_s: f64,
}

/// A hole below the level of a vessel of liquid, also of a gas liquefied by pressure or cold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LiquidVessel {
    /// Content, kg.
    #[schemars(range(min = 1e-3, max = 1e8))]
    pub mass_kg: f64,
    /// Temperature of the content, K.
    #[schemars(range(min = 10.0, max = 3000.0))]
    pub temperature_k: f64,
    /// Pressure above the liquid, Pa absolute; the vapour pressure or the air's, whichever is higher, when not given.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e9))]
    pub pressure_pa: Option<f64>,
    /// Height of the liquid above the hole, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 100.0))]
    pub liquid_head_m: f64,
    /// Diameter of the hole, m.
    #[schemars(range(min = 1e-5, max = 10.0))]
    pub hole_diameter_m: f64,
    /// Path from the vessel to the outer edge, m: from 0.1 m on a superheated liquid flashes on the way. 0, a hole in a thin
    /// wall, when not given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 100.0))]
    pub path_length_m: f64,
    /// Discharge coefficient; 0.61 (0.85 where the liquid flashes on the way) is taken, and told, when not given.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 1.0))]
    pub discharge_coefficient: Option<f64>,
    /// Time until the leak is shut off, s; when not given it runs until the vessel is empty.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e7))]
    pub isolation_time_s: Option<f64>,
}

/// A vessel of known shape with liquid that empties through a hole, over time: level, pressure and temperature fall.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmptyingVessel {
    /// Form of the vessel.
    pub shape: VesselShape,
    /// Inner diameter, m.
    #[schemars(range(min = 0.01, max = 200.0))]
    pub diameter_m: f64,
    /// Inner height of an upright cylinder, length of a lying one, m; not for a sphere.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 500.0))]
    pub length_m: Option<f64>,
    /// Part of the volume that is liquid at the start.
    #[schemars(range(min = 1e-3, max = 1.0))]
    pub fill_frac: f64,
    /// Temperature of the content, K.
    #[schemars(range(min = 10.0, max = 3000.0))]
    pub temperature_k: f64,
    /// What is above the liquid; when not given its own vapour for a liquid above its boiling point, and for others a held
    /// pressure where one is given, else the open air.
    #[serde(default)]
    pub headspace: Option<Headspace>,
    /// Pressure above the liquid, Pa absolute: asked for of a held or sealed headspace.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e9))]
    pub pressure_pa: Option<f64>,
    /// Height of the middle of the hole above the lowest point of the vessel, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 500.0))]
    pub hole_height_m: f64,
    /// Diameter of the hole, m.
    #[schemars(range(min = 1e-5, max = 10.0))]
    pub hole_diameter_m: f64,
    /// Path from the vessel to the outer edge, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 100.0))]
    pub path_length_m: f64,
    /// Time until the feed is shut off, s; until then it holds level and pressure.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e7))]
    pub isolation_time_s: f64,
    /// Time at which the hole itself is closed, s; never when not given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub closing_time_s: Option<f64>,
}

/// A vessel that bursts: the whole content at once.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rupture {
    /// Content, kg.
    #[schemars(range(min = 1e-3, max = 1e8))]
    pub mass_kg: f64,
    /// Temperature of the content, K.
    #[schemars(range(min = 10.0, max = 3000.0))]
    pub temperature_k: f64,
    /// Whether the content is a gas; else it is a liquid.
    #[serde(default)]
    pub is_gas: bool,
    /// Pressure of a gas when the vessel bursts, Pa absolute: without it the blast of the vessel is left out. A liquid above its boiling
    /// point bursts at its vapour pressure.
    #[serde(default)]
    #[schemars(range(min = 1e5, max = 2e8))]
    pub pressure_pa: Option<f64>,
    /// Part of the vessel that is liquid; 0.85 is taken, and told, when not given.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 0.99))]
    pub fill_frac: Option<f64>,
}

/// A broken or holed gas pipeline between valves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// Inner diameter of the pipe, m.
    #[schemars(range(min = 1e-3, max = 5.0))]
    pub pipe_diameter_m: f64,
    /// Length of pipe from the break to the closed valve or end, m.
    #[schemars(range(min = 1.0, max = 1e6))]
    pub length_m: f64,
    /// Length on the other side of a full break, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e6))]
    pub other_length_m: f64,
    /// Diameter of the hole, m; a full break when not given.
    #[serde(default)]
    #[schemars(range(min = 1e-4, max = 5.0))]
    pub hole_diameter_m: Option<f64>,
    /// Darcy friction factor (four times Fanning's).
    #[schemars(range(min = 1e-3, max = 0.2))]
    pub darcy_friction_factor: f64,
    /// Pressure in the pipe, Pa absolute.
    #[schemars(range(min = 1.0, max = 1e8))]
    pub pressure_pa: f64,
    /// Temperature of the gas, K.
    #[schemars(range(min = 100.0, max = 1000.0))]
    pub temperature_k: f64,
    /// Time until the valve at the end of the length is shut, s; until then the line feeds. Shut at once when not given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e7))]
    pub isolation_time_s: f64,
}

/// Liquid spilt on the ground, below its boiling point or boiling.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spill {
    /// Mass, kg.
    #[schemars(range(min = 1e-3, max = 1e8))]
    pub mass_kg: f64,
    /// Time in which it runs out, s; all at once when not given.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e6))]
    pub duration_s: Option<f64>,
    /// Temperature of the liquid, K; the lower of air and boiling point when not given.
    #[serde(default)]
    #[schemars(range(min = 10.0, max = 1000.0))]
    pub temperature_k: Option<f64>,
}

/// A gas release whose rate is known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownRate {
    /// Release rate, kg/s.
    #[schemars(range(min = 1e-6, max = 1e5))]
    pub release_rate_kg_s: f64,
    /// Duration, s.
    #[schemars(range(min = 1.0, max = 1e6))]
    pub duration_s: f64,
    /// Temperature as it enters the air, K; that of the air when not given, or the boiling point where that is higher.
    #[serde(default)]
    #[schemars(range(min = 50.0, max = 1500.0))]
    pub temperature_k: Option<f64>,
}

fn adiabatic() -> Expansion {
    Expansion::Adiabatic
}

/// The ground on which liquid runs out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// What the liquid lies on.
    #[serde(default = "concrete")]
    pub surface: PoolSurface,
    /// Area of the bund, m2; when not given the pool runs out to its least depth.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 1e7))]
    pub bund_area_m2: Option<f64>,
    /// Temperature of the ground, K; that of the air when not given.
    #[serde(default)]
    #[schemars(range(min = 200.0, max = 350.0))]
    pub temperature_k: Option<f64>,
    /// Heat of the sun that the pool takes up, W/m2.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1500.0))]
    pub solar_flux_w_m2: f64,
}

fn concrete() -> PoolSurface {
    PoolSurface::Concrete
}

impl Default for Ground {
    fn default() -> Self {
        Self { surface: concrete(), bund_area_m2: None, temperature_k: None, solar_flux_w_m2: 0.0 }
    }
}
