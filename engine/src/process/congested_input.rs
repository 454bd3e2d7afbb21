//! The congested regions of a release: those of the city about it, or as the input gives them.

use super::CityView;
use super::zone_outline::Pen;
use crate::consequence::CongestedRegion;
use crate::explosion::{CongestedArea, RegionRecord};
use crate::provenance::{FieldProblem, Origin};
use crate::substance::BilingualName;
use crate::units::LonLat;
use geo::{Area, Validation};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use schemars::JsonSchema;
use serde::Deserialize;

/// Farthest corner from the source, m.
const FARTHEST_M: f64 = 1e5;

/// A place full of obstacles, in which a cloud explodes strongly.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RegionInput {
    /// Name.
    #[serde(default)]
    #[schemars(length(max = 200))]
    name: String,
    /// Corners of its outline in order, each downwind and to the left of the wind in m from the source; or give `corners_deg`.
    #[serde(default)]
    #[schemars(length(min = 3, max = 500))]
    corners_m: Option<Vec<[f64; 2]>>,
    /// The same as longitude and latitude, degrees; needs `place` and `weather.wind_from_deg`.
    #[serde(default)]
    #[schemars(length(min = 3, max = 500))]
    corners_deg: Option<Vec<[f64; 2]>>,
    /// Volume that gas can fill, m3; area times height, less what obstacles fill, when not given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e8))]
    volume_m3: Option<f64>,
    /// Height, m.
    #[serde(default)]
    #[schemars(range(min = 0.1, max = 300.0))]
    height_m: Option<f64>,
    /// Share of the volume that obstacles fill.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 0.99))]
    blockage_frac: Option<f64>,
    /// Whether planes (decks, the ground and vehicles) confine the flame; has a part where the class follows from the blocked share.
    #[serde(default)]
    between_planes: bool,
    /// Strength class, 1 (weak) to 10 (detonation); by the blocked share when not given, or 7 without that.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 10.0))]
    strength_class: Option<f64>,
}

/// The regions of an input in the coordinates of the release, or every problem there is.
pub(super) fn of_input(regions: &[RegionInput], pen: &Pen) -> Result<Vec<CongestedRegion>, Vec<FieldProblem>> {
    let (mut found, mut problems) = (Vec::with_capacity(regions.len()), Vec::new());
    for (index, region) in regions.iter().enumerate() {
        match region.placed(index, pen) {
            Ok(region) => found.push(region),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

impl RegionInput {
    fn placed(&self, index: usize, pen: &Pen) -> Result<CongestedRegion, FieldProblem> {
        let problem = |field: &str, value: String, allowed: &str, code: &str| {
            FieldProblem::new(format!("congested_regions[{index}].{field}"), value, allowed, code)
        };
        let (field, corners) = match (&self.corners_m, &self.corners_deg) {
            (Some(corners), None) => ("corners_m", Some(corners.clone())),
            (None, Some(places)) => {
                let place = |&[lon_deg, lat_deg]: &[f64; 2]| {
                    let place = LonLat::from_degrees(lon_deg, lat_deg).ok()?;
                    pen.plume_coordinates_m(place).map(|(x_m, y_m)| [x_m, y_m])
                };
                ("corners_deg", places.iter().map(place).collect())
            }
            _ => {
                let allowed = "either corners_m or corners_deg";
                return Err(problem("corners_m", String::new(), allowed, "missing"));
            }
        };
        let Some(corners) = corners else {
            let allowed =
                "degrees of longitude and latitude, with place and weather.wind_from_deg of the scenario beside them";
            return Err(problem(field, String::new(), allowed, "missing"));
        };
        if let Some(far) = corners.iter().find(|corner| !corner.iter().all(|at_m| at_m.abs() <= FARTHEST_M)) {
            let allowed = format!("corners within {FARTHEST_M} m of the source");
            return Err(problem(field, format!("{far:?}"), &allowed, "out_of_range"));
        }
        let outline = Polygon::new(corners.iter().map(|&[x, y]| Coord { x, y }).collect(), Vec::new());
        if !outline.is_valid() || outline.unsigned_area() <= 0.0 {
            let allowed = "the corners of one area in order: no edge crosses another";
            return Err(problem(field, format!("{} corners", corners.len()), allowed, "self_crossing"));
        }
        if self.volume_m3.is_none() && self.height_m.is_none() {
            return Err(problem("volume_m3", String::new(), "volume_m3, or height_m in its place", "missing"));
        }
        Ok(self.region(index, MultiPolygon(vec![outline])))
    }

    fn region(&self, index: usize, area: MultiPolygon) -> CongestedRegion {
        let record = RegionRecord {
            area_m2: area.unsigned_area(),
            height_m: self.height_m,
            free_volume_m3: self.volume_m3,
            blockage_frac: self.blockage_frac,
            strength_factor: self.strength_class,
            between_planes: self.between_planes,
        };
        let given = |origin| if origin == Origin::Source { Origin::User } else { origin };
        let ((free_volume_m3, volume_origin), (strength_factor, strength_origin)) =
            (record.volume(), record.strength());
        CongestedRegion {
            id: format!("{}", index + 1),
            name: BilingualName { zh: self.name.clone(), en: self.name.clone() },
            area: CongestedArea { area, free_volume_m3, strength_factor },
            volume_origin: given(volume_origin),
            strength_origin: given(strength_origin),
        }
    }
}

/// The regions of a city in the coordinates of a release; none where it is too far from the city for one flat frame.
pub(super) fn of_city(view: CityView<'_>, source: LonLat, pen: &Pen) -> Vec<CongestedRegion> {
    if !view.exposed.is_near(source) {
        return Vec::new();
    }
    let corner = |&place: &LonLat| pen.plume_coordinates_m(place).map(|(x, y)| Coord { x, y });
    let placed = |region: &crate::city::CongestedRegion| {
        let ring = |places: &Vec<LonLat>| places.iter().map(corner).collect::<Option<LineString>>();
        let polygon = |rings: &Vec<Vec<LonLat>>| {
            let mut rings = rings.iter().map(ring).collect::<Option<Vec<_>>>()?.into_iter();
            Some(Polygon::new(rings.next()?, rings.collect()))
        };
        let area = MultiPolygon(region.polygons.iter().map(polygon).collect::<Option<_>>()?);
        let (free_volume_m3, strength_factor) = (region.free_volume_m3, region.strength_factor);
        Some(CongestedRegion {
            id: region.id.clone(),
            name: region.name.clone(),
            area: CongestedArea { area, free_volume_m3, strength_factor },
            volume_origin: region.volume_origin,
            strength_origin: region.strength_origin,
        })
    };
    view.city.congested_regions.iter().filter_map(placed).collect()
}
