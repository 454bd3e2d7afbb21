//! From the coordinates of a file to longitude and latitude.
//!
//! Whatever a CRS says of its axis order, x is easting or longitude here (traditional GIS order); files
//! that write northing first are recognised by where their coordinates would lie and turned.

use super::china_offset;
use super::error::ImportError;
use cordon_engine::units::{LonLat, LonLatBox};
use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
use geo::{CoordsIter, MapCoordsInPlace};
use geo_types::Geometry;
use std::cell::RefCell;

/// How a file's coordinates become longitude and latitude.
pub struct Placer {
    kind: Kind,
    /// What the user is told: `EPSG:2278`, `gcj02` ...
    pub name: String,
    /// Whether x and y are exchanged before anything else.
    pub axes_turned: bool,
    /// Where the CRS is meant to be used, degrees; whole earth when it does not say.
    pub area: LonLatBox,
}

enum Kind {
    Degrees,
    Gcj02,
    Bd09,
    Projected(CoordTransform),
}

const WHOLE_EARTH: LonLatBox = LonLatBox { west_deg: -180.0, south_deg: -90.0, east_deg: 180.0, north_deg: 90.0 };
/// A CRS is often used a little outside its area: this much is let pass, degrees.
const AREA_MARGIN_DEG: f64 = 3.0;

impl Placer {
    /// For a CRS as the user names it: `gcj02`, `bd09`, `EPSG:n`, a PROJ or WKT text.
    ///
    /// # Errors
    /// [`ImportError::UnknownCrs`].
    pub fn named(text: &str) -> Result<Self, ImportError> {
        match text.trim().to_lowercase().replace(['-', '_'], "").as_str() {
            "gcj02" | "火星坐标系" => Ok(Self::plain(Kind::Gcj02, "gcj02")),
            "bd09" | "bd09ll" => Ok(Self::plain(Kind::Bd09, "bd09")),
            _ => Self::of_definition(text),
        }
    }

    /// Plain longitude and latitude.
    #[must_use]
    pub fn degrees() -> Self {
        Self::plain(Kind::Degrees, "EPSG:4326")
    }

    fn plain(kind: Kind, name: &str) -> Self {
        Self { kind, name: name.into(), axes_turned: false, area: WHOLE_EARTH }
    }

    /// For a CRS in any text that PROJ understands.
    ///
    /// # Errors
    /// [`ImportError::UnknownCrs`].
    pub fn of_definition(text: &str) -> Result<Self, ImportError> {
        let unknown = |_| ImportError::UnknownCrs { crs: text.trim().into() };
        super::source::gdal_errors::listen();
        let mut source = SpatialRef::from_definition(text.trim()).map_err(unknown)?;
        let mut target = SpatialRef::from_epsg(4326).map_err(unknown)?;
        source.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        target.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        let name = source.authority().ok().or_else(|| source.name()).unwrap_or_else(|| text.trim().into());
        if !source.is_geographic() && !source.is_projected() {
            return Err(ImportError::UnknownCrs { crs: name });
        }
        let area = source.area_of_use().map_or(WHOLE_EARTH, |area| LonLatBox {
            west_deg: area.west_lon_degree,
            south_deg: area.south_lat_degree,
            east_deg: area.east_lon_degree,
            north_deg: area.north_lat_degree,
        });
        // CGCS2000, WGS 84 and NAD 83 degrees are kept as they are: they agree to a metre or better.
        let kind = if ["EPSG:4326", "EPSG:4490", "EPSG:4269"].contains(&name.as_str()) {
            Kind::Degrees
        } else {
            Kind::Projected(CoordTransform::new(&source, &target).map_err(unknown)?)
        };
        Ok(Self { kind, name, axes_turned: false, area })
    }

    /// Whether coordinates of the file are degrees of some kind.
    #[must_use]
    pub fn is_degrees(&self) -> bool {
        !matches!(self.kind, Kind::Projected(_))
    }

    /// Longitude and latitude of a coordinate pair of the file; `None` when the CRS does not reach there.
    #[must_use]
    pub fn place(&self, x: f64, y: f64) -> Option<LonLat> {
        let (x, y) = if self.axes_turned { (y, x) } else { (x, y) };
        let there = LonLat { lon_deg: x, lat_deg: y };
        match &self.kind {
            Kind::Degrees => Some(there),
            Kind::Gcj02 => Some(china_offset::from_gcj02(there)),
            Kind::Bd09 => Some(china_offset::from_bd09(there)),
            Kind::Projected(transform) => {
                let (mut xs, mut ys) = ([x], [y]);
                transform.transform_coords(&mut xs, &mut ys, &mut []).ok()?;
                let place = LonLat { lon_deg: xs[0], lat_deg: ys[0] };
                (xs[0].is_finite() && ys[0].is_finite()).then_some(place)
            }
        }
    }

    /// The geometry in longitude and latitude; `None` when the CRS does not reach there.
    #[must_use]
    pub fn geometry(&self, mut geometry: Geometry<f64>) -> Option<Geometry<f64>> {
        let places: Vec<LonLat> = match &self.kind {
            Kind::Projected(transform) => self.transformed(transform, &geometry)?,
            _ => geometry.coords_iter().map(|coord| self.place(coord.x, coord.y)).collect::<Option<_>>()?,
        };
        let next = RefCell::new(places.into_iter());
        geometry.map_coords_in_place(|coord| match next.borrow_mut().next() {
            Some(place) => geo_types::Coord { x: place.lon_deg, y: place.lat_deg },
            None => coord,
        });
        Some(geometry)
    }

    fn transformed(&self, transform: &CoordTransform, geometry: &Geometry<f64>) -> Option<Vec<LonLat>> {
        let (mut xs, mut ys): (Vec<f64>, Vec<f64>) = geometry.coords_iter().map(|coord| (coord.x, coord.y)).unzip();
        if self.axes_turned {
            std::mem::swap(&mut xs, &mut ys);
        }
        transform.transform_coords(&mut xs, &mut ys, &mut []).ok()?;
        let finite = xs.iter().chain(&ys).all(|v| v.is_finite());
        finite.then(|| xs.iter().zip(&ys).map(|(&lon_deg, &lat_deg)| LonLat { lon_deg, lat_deg }).collect())
    }

    /// Whether the pair, read by this CRS, lies in or near the area the CRS is made for.
    fn fits(&self, x: f64, y: f64) -> bool {
        let area = LonLatBox {
            west_deg: self.area.west_deg - AREA_MARGIN_DEG,
            south_deg: self.area.south_deg - AREA_MARGIN_DEG,
            east_deg: self.area.east_deg + AREA_MARGIN_DEG,
            north_deg: self.area.north_deg + AREA_MARGIN_DEG,
        };
        self.place(x, y).is_some_and(|place| area.contains(place))
    }
}

/// Settles how a file's coordinates are read: by the CRS asked for, else the one the file declares,
/// else by what a sample of its coordinates can only be.
///
/// # Errors
/// [`ImportError`]: unknown CRS, coordinates that do not fit it, or no CRS where one is needed.
pub fn settle(
    asked: Option<&str>,
    declared_wkt: Option<&str>,
    sample: &[(f64, f64)],
    path: &str,
) -> Result<Placer, ImportError> {
    let placer = match (asked, declared_wkt) {
        (Some(name), _) => Placer::named(name)?,
        (None, Some(wkt)) => Placer::of_definition(wkt)?,
        (None, None) if mostly(sample, is_degree_pair) => Placer::degrees(),
        (None, None) => return prefixed_zone(sample)?.ok_or_else(|| missing(sample, path)),
    };
    orient(placer, sample, path)
}

fn mostly(sample: &[(f64, f64)], test: impl Fn((f64, f64)) -> bool) -> bool {
    2 * sample.iter().filter(|&&pair| test(pair)).count() >= sample.len()
}

fn is_degree_pair((x, y): (f64, f64)) -> bool {
    x.abs() <= 360.0 && y.abs() <= 360.0
}

fn missing(sample: &[(f64, f64)], path: &str) -> ImportError {
    let example = sample.first().map_or_else(String::new, |(x, y)| format!("{x}, {y}"));
    ImportError::MissingCrs { path: path.into(), example }
}

/// Turns the axes when only that makes the sample fit; refuses a CRS that fits neither way.
fn orient(mut placer: Placer, sample: &[(f64, f64)], path: &str) -> Result<Placer, ImportError> {
    let wrong =
        |placer: &Placer, reason: String| ImportError::WrongCrs { path: path.into(), crs: placer.name.clone(), reason };
    if sample.is_empty() {
        return Ok(placer);
    }
    if placer.is_degrees() {
        // Single rows with turned axes are found row by row; here only what cannot be degrees at all.
        let example = sample.iter().find(|&&pair| !is_degree_pair(pair));
        return match example {
            Some((x, y)) if !mostly(sample, is_degree_pair) => Err(wrong(&placer, format!("{x}, {y} are not degrees"))),
            _ => Ok(placer),
        };
    }
    if mostly(sample, |(x, y)| placer.fits(x, y)) {
        return Ok(placer);
    }
    placer.axes_turned = true;
    if mostly(sample, |(x, y)| placer.fits(x, y)) {
        return Ok(placer);
    }
    // The CRS without zone prefix was named, the file has prefixed coordinates, or the other way round.
    if let Some(prefixed) = prefixed_zone(sample)? {
        return Ok(prefixed);
    }
    let (x, y) = sample[0];
    let area = placer.area;
    Err(wrong(
        &placer,
        format!(
            "{x}, {y} lie outside its area of use, longitude {} to {}, latitude {} to {}",
            area.west_deg, area.east_deg, area.south_deg, area.north_deg
        ),
    ))
}

/// CGCS2000 coordinates whose easting carries its zone (38 528 770 m: 3-degree zone 38), either order.
///
/// 3-degree zones 25 to 45 are EPSG 4488 + zone, 6-degree zones 13 to 23 EPSG 4478 + zone.
fn prefixed_zone(sample: &[(f64, f64)]) -> Result<Option<Placer>, ImportError> {
    let northing = |v: f64| (1.8e6..6.0e6).contains(&v);
    let zone_of = |v: f64| {
        let zone = (v / 1e6).floor();
        let in_zone = (100_000.0..900_000.0).contains(&(v - zone * 1e6));
        (in_zone && (13.0..=45.0).contains(&zone)).then_some(zone as u32)
    };
    for turned in [false, true] {
        let pair = |(x, y): (f64, f64)| if turned { (y, x) } else { (x, y) };
        let zones: Vec<u32> =
            sample.iter().map(|&p| pair(p)).filter(|&(_, y)| northing(y)).filter_map(|(x, _)| zone_of(x)).collect();
        let Some(&zone) = zones.first() else { continue };
        if 2 * zones.iter().filter(|&&z| z == zone).count() < sample.len() {
            continue;
        }
        let code = match zone {
            13..=23 => 4478 + zone,
            25..=45 => 4488 + zone,
            _ => continue,
        };
        let mut placer = Placer::of_definition(&format!("EPSG:{code}"))?;
        placer.axes_turned = turned;
        // Feet of some other system can look like a zone; they do not lie in its part of China.
        if mostly(sample, |(x, y)| placer.fits(x, y)) {
            return Ok(Some(placer));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (114.3, 30.6) in EPSG:4547 is (528770.2372, 3386666.2506): PostGIS, cs2cs and proj agree on it.
    const EAST: f64 = 528_770.237_2;
    const NORTH: f64 = 3_386_666.250_6;

    fn assert_there(placer: &Placer, x: f64, y: f64) {
        let place = placer.place(x, y).unwrap();
        assert!((place.lon_deg - 114.3).abs() < 1e-8 && (place.lat_deg - 30.6).abs() < 1e-8, "{place:?}");
    }

    #[test]
    fn easting_first_and_northing_first_give_the_same_place() {
        let plain = settle(Some("EPSG:4547"), None, &[(EAST, NORTH)], "f").unwrap();
        assert!(!plain.axes_turned);
        assert_there(&plain, EAST, NORTH);
        let turned = settle(Some("EPSG:4547"), None, &[(NORTH, EAST)], "f").unwrap();
        assert!(turned.axes_turned);
        assert_there(&turned, NORTH, EAST);
    }

    #[test]
    fn a_zone_prefix_is_recognised_without_any_crs_and_in_either_order() {
        let prefixed = 38e6 + EAST;
        for (x, y) in [(prefixed, NORTH), (NORTH, prefixed)] {
            let placer = settle(None, None, &[(x, y)], "f").unwrap();
            assert_eq!(placer.name, "EPSG:4526");
            assert_there(&placer, x, y);
        }
        let placer = settle(Some("EPSG:4547"), None, &[(prefixed, NORTH)], "f").unwrap();
        assert_there(&placer, prefixed, NORTH);
    }

    #[test]
    fn a_wrong_or_unknown_crs_is_refused() {
        let feet = [(3_100_000.0, 13_800_000.0)];
        assert!(matches!(settle(Some("EPSG:32615"), None, &feet, "f"), Err(ImportError::WrongCrs { .. })));
        assert!(matches!(settle(Some("EPSG:4326"), None, &feet, "f"), Err(ImportError::WrongCrs { .. })));
        assert!(matches!(settle(Some("EPSG:999999"), None, &feet, "f"), Err(ImportError::UnknownCrs { .. })));
        assert!(matches!(settle(None, None, &feet, "f"), Err(ImportError::MissingCrs { .. })));
        assert!(settle(Some("EPSG:2278"), None, &feet, "f").is_ok());
    }

    #[test]
    fn gcj02_and_bd09_are_undone() {
        let shifted = china_offset::to_bd09(LonLat { lon_deg: 114.3, lat_deg: 30.6 });
        assert_there(&Placer::named("BD-09").unwrap(), shifted.lon_deg, shifted.lat_deg);
        let shifted = china_offset::to_gcj02(LonLat { lon_deg: 114.3, lat_deg: 30.6 });
        assert_there(&Placer::named("gcj02").unwrap(), shifted.lon_deg, shifted.lat_deg);
    }
}
