//! The risk of a city as files: the raster as GeoTIFF, its bands as GeoJSON and as records.

use super::levels::{RiskLevel, standard_levels};
use cordon_datasets::layers::{FieldValue, Properties};
use cordon_datasets::store::{Feature, RecordSource};
use cordon_engine::provenance::InvalidInput;
use cordon_engine::scenario::Assessment;
use cordon_engine::spatial::{Ellipsoid, GridSpec, Interpolation, LocalPoint, isobands};
use geo::MapCoords;
use geo_types::{Coord, MultiPolygon};
use serde_json::{Value, json};
use std::path::Path;

/// The area between a level and the next one.
struct Band<'a> {
    index: usize,
    level: &'a RiskLevel,
    upper_per_year: Option<f64>,
    /// In longitude and latitude.
    area: MultiPolygon,
}

fn bands<'a>(assessment: &Assessment, levels: &'a [RiskLevel]) -> Result<Vec<Band<'a>>, InvalidInput> {
    let grid = assessment.grid();
    let limits: Vec<f64> = levels.iter().map(|level| level.per_year).collect();
    let bands = isobands(grid.spec(), &grid.values_per_year(), &limits, Interpolation::Logarithmic)?;
    let in_degrees = |band: cordon_engine::spatial::Isoband| Band {
        index: band.level,
        level: &levels[band.level],
        upper_per_year: limits.get(band.level + 1).copied(),
        area: band.area.map_coords(|coord| lon_lat(grid.spec(), coord)),
    };
    Ok(bands.into_iter().map(in_degrees).collect())
}

fn lon_lat(grid: &GridSpec, coord: Coord<f64>) -> Coord<f64> {
    let place = grid.frame.to_lon_lat(LocalPoint { x_m: coord.x, y_m: coord.y });
    Coord { x: place.lon_deg, y: place.lat_deg }
}

/// Bands of the levels as GeoJSON, with the caveats and the manifest.
///
/// # Errors
/// [`InvalidInput`] when the raster cannot be contoured.
pub fn geojson(assessment: &Assessment) -> Result<Value, InvalidInput> {
    let levels = standard_levels();
    let features: Vec<Value> = bands(assessment, &levels)?
        .into_iter()
        .map(|band| {
            json!({"type": "Feature", "geometry": crate::layer::geometry_json(&band.area.into()), "properties": {
                "level": band.index, "lower_per_year": band.level.per_year, "upper_per_year": band.upper_per_year,
                "label": band.level.label, "colour": band.level.colour, "origin": band.level.origin,
                "provenance": band.level.provenance}})
        })
        .collect();
    Ok(json!({"type": "FeatureCollection", "features": features, "caveats": assessment.caveats(),
        "manifest": assessment.manifest()}))
}

/// Bands that have an area as records of the layer
/// [`INDIVIDUAL_RISK`](cordon_datasets::layers::INDIVIDUAL_RISK).
///
/// # Errors
/// As [`geojson`].
pub fn records(assessment: &Assessment) -> Result<Vec<Feature>, InvalidInput> {
    let levels = standard_levels();
    let source = RecordSource {
        source: format!("Cordon {}, individual risk", env!("CARGO_PKG_VERSION")),
        edition: assessment.edition().to_owned(),
        ..RecordSource::default()
    };
    let bands = bands(assessment, &levels)?.into_iter().filter(|band| !band.area.0.is_empty());
    Ok(bands.map(|band| record(band, &source)).collect())
}

fn record(band: Band<'_>, source: &RecordSource) -> Feature {
    let origin = json!(band.level.origin);
    let mut properties = Properties::from([
        ("level", FieldValue::Integer(band.index as i64)),
        ("lower_per_year", FieldValue::Real(band.level.per_year)),
        ("label_zh", FieldValue::from(band.level.label.zh.as_str())),
        ("label_en", FieldValue::from(band.level.label.en.as_str())),
        ("colour", FieldValue::from(band.level.colour)),
        ("origin", FieldValue::from(origin.as_str().unwrap_or_default())),
        ("provenance", FieldValue::from(band.level.provenance.as_str())),
    ]);
    properties.extend(band.upper_per_year.map(|upper| ("upper_per_year", FieldValue::Real(upper))));
    Feature {
        id: format!("level-{}", band.index),
        geometry: Some(band.area.into()),
        properties,
        source: source.clone(),
    }
}

/// Writes the raster as a cloud-optimised GeoTIFF in its own metric frame.
///
/// # Errors
/// Those of GDAL.
pub fn geotiff(path: &Path, assessment: &Assessment) -> Result<(), gdal::errors::GdalError> {
    use gdal::Metadata;
    use gdal::raster::{Buffer, RasterCreationOptions};
    let (grid, spec) = (assessment.grid().values_per_year(), assessment.grid().spec());
    let memory = gdal::DriverManager::get_driver_by_name("MEM")?;
    let mut raster = memory.create_with_band_type::<f64, _>("", spec.columns, spec.rows, 1)?;
    let north_m = spec.origin_y_m + spec.rows as f64 * spec.cell_m;
    raster.set_geo_transform(&[spec.origin_x_m, spec.cell_m, 0.0, north_m, 0.0, -spec.cell_m])?;
    let known = spec.frame.epsg_code().map(gdal::spatial_ref::SpatialRef::from_epsg);
    let reference = known.unwrap_or_else(|| gdal::spatial_ref::SpatialRef::from_proj4(&proj_text(spec)))?;
    raster.set_spatial_ref(&reference)?;
    let caveats: Vec<&str> = assessment.caveats().iter().map(|caveat| caveat.message_en.as_str()).collect();
    raster.set_metadata_item("CAVEATS", &caveats.join("; "), "")?;
    raster.set_metadata_item("EDITION", assessment.edition(), "")?;
    // GeoTIFF counts rows from the north
    let values = grid.chunks(spec.columns).rev().flatten().copied().collect();
    let mut band = raster.rasterband(1)?;
    band.write((0, 0), (spec.columns, spec.rows), &mut Buffer::new((spec.columns, spec.rows), values))?;
    band.set_description("location-specific individual risk, per year")?;
    let cog = gdal::DriverManager::get_driver_by_name("COG")?;
    let options = RasterCreationOptions::from_iter(["COMPRESS=DEFLATE", "OVERVIEW_RESAMPLING=NEAREST"]);
    raster.create_copy(&cog, path, &options)?.close()
}

fn proj_text(grid: &GridSpec) -> String {
    let frame = grid.frame.spec();
    format!(
        "+proj=tmerc +lat_0={} +lon_0={} +k={} +x_0={} +y_0={} +ellps={} +units=m +no_defs",
        frame.origin_lat_deg,
        frame.central_meridian_deg,
        frame.scale_ratio,
        frame.false_easting_m,
        frame.false_northing_m,
        if frame.ellipsoid == Ellipsoid::Wgs84 { "WGS84" } else { "GRS80" },
    )
}
