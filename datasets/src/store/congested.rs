//! The congested regions of a store as the engine takes them.

use super::city::{name_of, records};
use super::error::StoreError;
use super::feature::Feature;
use cordon_engine::city::CongestedRegion;
use cordon_engine::explosion::RegionRecord;
use cordon_engine::spatial::LocalFrame;
use cordon_engine::units::LonLat;
use geo::Area;
use geo_types::{Geometry, LineString, MultiPolygon};
use rusqlite::Connection;

/// All regions with an area; what is not on record of them is derived where the record allows it, and marked.
pub(super) fn regions(connection: &Connection) -> Result<Vec<CongestedRegion>, StoreError> {
    Ok(records(connection, "congested_region")?.iter().filter_map(region).collect())
}

fn region(feature: &Feature) -> Option<CongestedRegion> {
    let geometry = feature.geometry.as_ref()?;
    let areas = match geometry {
        Geometry::Polygon(area) => MultiPolygon(vec![area.clone()]),
        Geometry::MultiPolygon(areas) => areas.clone(),
        _ => return None,
    };
    let frame = LocalFrame::centred_on_geometry(geometry)?;
    let record = RegionRecord {
        area_m2: frame.geometry_to_local(&areas).unsigned_area(),
        height_m: feature.real("height_m"),
        free_volume_m3: feature.real("volume_m3"),
        blockage_frac: feature.real("blockage_frac"),
        strength_factor: feature.real("blast_class"),
        between_planes: feature.properties.get("between_planes").and_then(|value| value.as_bool()).unwrap_or(false),
    };
    let ((free_volume_m3, volume_origin), (strength_factor, strength_origin)) = (record.volume(), record.strength());
    let rings = |line: &LineString| line.coords().map(|at| LonLat { lon_deg: at.x, lat_deg: at.y }).collect();
    Some(CongestedRegion {
        id: feature.id.clone(),
        name: name_of(feature),
        facility_id: feature.text("facility_id").into(),
        polygons: areas
            .iter()
            .map(|area| std::iter::once(area.exterior()).chain(area.interiors()).map(rings).collect())
            .collect(),
        height_m: record.height_m,
        free_volume_m3,
        volume_origin,
        strength_factor,
        strength_origin,
    })
}
