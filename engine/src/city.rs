//! The city in memory, as the engine needs it. `datasets` builds it from files and stores.

use crate::provenance::{Caveat, Origin};
pub use crate::substance::{BilingualName, StorageState};
use crate::units::{LonLat, LonLatBox};
use crate::weather::{JointFrequencyTable, Terrain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A hazardous facility (enterprise).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Facility {
    /// Key, unique in the city.
    pub id: String,
    /// Name.
    pub name: BilingualName,
    /// Representative point.
    pub place: LonLat,
    /// Whether it takes part: deregistered and closed facilities are kept, and take none.
    pub active: bool,
    /// Status as the source words it.
    pub status: String,
}

/// A vessel, store or process unit that holds one substance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HazardUnit {
    /// Key, unique in the city.
    pub id: String,
    /// Key of its facility.
    pub facility_id: String,
    /// Name of the unit.
    pub name: String,
    /// Substance as the source names it.
    pub substance_name: String,
    /// CAS number as the source gives it (may be empty or a code such as EPA's 00-11-11).
    pub cas: String,
    /// Key in the substance library; `None` when the library does not know it.
    pub substance_id: Option<String>,
    /// Content, kg; `None` when not known.
    pub quantity_kg: Option<f64>,
    /// Where the quantity comes from; `Assumed` marks a stand-in.
    pub quantity_origin: Origin,
    /// Words on the quantity ("threshold quantity as stand-in").
    pub quantity_note: String,
    /// Storage temperature, K; `None` when not known.
    pub temperature_k: Option<f64>,
    /// Storage pressure, Pa absolute; `None` when not known.
    pub pressure_pa: Option<f64>,
    /// Storage state; `None` when not known (a stated default by substance is then taken).
    pub storage_state: Option<StorageState>,
    /// Representative point.
    pub place: LonLat,
    /// Whether it takes part (its own status and its facility's).
    pub active: bool,
}

/// A pipeline with a hazardous substance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PipelineRecord {
    /// Key, unique in the city.
    pub id: String,
    /// Name.
    pub name: BilingualName,
    /// Substance as the source names it.
    pub substance_name: String,
    /// CAS number as the source gives it.
    pub cas: String,
    /// Key in the substance library; `None` when the library does not know it.
    pub substance_id: Option<String>,
    /// Outer diameter, m; `None` when not known.
    pub outer_diameter_m: Option<f64>,
    /// Wall thickness, m; `None` when not known.
    pub wall_thickness_m: Option<f64>,
    /// Pressure, Pa absolute; `None` when not known.
    pub pressure_pa: Option<f64>,
    /// The place half-way along its longest line.
    pub middle: LonLat,
}

/// A place full of obstacles (process units, pipe racks, tanks close together) in which a cloud explodes strongly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CongestedRegion {
    /// Key, unique in the city.
    pub id: String,
    /// Name.
    pub name: BilingualName,
    /// Key of its facility; empty when not known.
    pub facility_id: String,
    /// Outline: areas, each its outer ring and then its holes, closed.
    pub polygons: Vec<Vec<Vec<LonLat>>>,
    /// Height, m; `None` when not known.
    pub height_m: Option<f64>,
    /// Volume that gas can fill, m3; `None` when not known and not to be had from the height.
    pub free_volume_m3: Option<f64>,
    /// Where the volume comes from: `Computed` from area, height and blocked share, `Assumed` without the last.
    pub volume_origin: Origin,
    /// Class of the multi-energy method, 1 to 10.
    pub strength_factor: f64,
    /// Where the class comes from: `Computed` from the blocked share, `Assumed` without.
    pub strength_origin: Origin,
}

/// The city as the engine's city processes take it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct City {
    /// Name.
    pub name: BilingualName,
    /// A fictitious city: every page, tile and answer says so.
    pub demonstration: bool,
    /// Bounds of the city.
    pub extent: LonLatBox,
    /// Surroundings for the dispersion coefficients.
    pub terrain: Terrain,
    /// Facilities.
    pub facilities: Vec<Facility>,
    /// Hazard units.
    pub hazard_units: Vec<HazardUnit>,
    /// Places full of obstacles.
    #[serde(default)]
    pub congested_regions: Vec<CongestedRegion>,
    /// Weather; `None` when there is no station yet.
    pub weather: Option<JointFrequencyTable>,
    /// Edition (content hash) of the store it was read from.
    pub edition: String,
    /// What reading it had to decide, told beside every result.
    #[serde(default)]
    pub caveats: Vec<Caveat>,
}
