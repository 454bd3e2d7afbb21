//! Process `safety_distance`: the zone within a distance of a place, line or area.

use super::geometry::GeoJson;
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::provenance::{ModelCard, Origin};
use crate::spatial::buffer_lon_lat;
use geo::GeodesicArea;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Safety-distance zone.
pub(super) const SAFETY_DISTANCE: ModelCard = ModelCard {
    id: "safety_distance",
    version: 1,
    title_en: "Zone within a safety distance",
    title_zh: "安全距离范围",
    citation: "buffer in a local transverse Mercator frame on the ellipsoid of WGS 84 / CGCS2000 (spatial::buffer_lon_lat); area by \
               Karney (2013)",
    domain: "distances of 0.01 m to 100 km, latitudes within 85 degrees, geometries that do not cross the antimeridian",
    verification: "tests of the spatial module against geodesics",
    origin: Origin::Computed,
};

/// Buffer of a geometry.
pub(super) struct SafetyDistance;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Place, line or area, GeoJSON in longitude and latitude.
    geometry: GeoJson,
    /// Distance, m.
    #[schemars(range(min = 0.01, max = 100_000.0))]
    distance_m: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// The zone, GeoJSON MultiPolygon in longitude and latitude.
    geometry: GeoJson,
    /// Its area on the ellipsoid, m2.
    area_m2: f64,
}

impl Model for SafetyDistance {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: SAFETY_DISTANCE.id,
        title: Title { zh: SAFETY_DISTANCE.title_zh, en: SAFETY_DISTANCE.title_en },
        description: Title {
            zh: "点、线、面周围给定距离内的范围(椭球面上量取)。",
            en: "The zone within a distance of a point, line or area, measured on the ellipsoid.",
        },
        cards: &[&SAFETY_DISTANCE],
        example: r#"{"geometry": {"type": "Point", "coordinates": [114.3, 30.6]}, "distance_m": 500}"#,
    };

    fn run(input: Input, _: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let zone = buffer_lon_lat(&input.geometry.to_geometry(), input.distance_m)?;
        let area_m2 = zone.geodesic_area_unsigned();
        Ok(Answer::new(Output { geometry: GeoJson::from(&zone), area_m2 }))
    }
}
