//! Where the people of a city are, as squares with people in them.

use super::area::Area;
use super::city::{Exposed, Kind, PeopleBasis};
use crate::spatial::LocalPoint;
use geo_types::MultiPolygon;

/// People spread evenly over an upright square, or at one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeopleSquare {
    /// Its middle, in the frame of the city.
    pub centre: LocalPoint,
    /// Its side, m; 0 for a point.
    pub side_m: f64,
    /// Residents in it.
    pub inside_people: f64,
}

impl PeopleSquare {
    /// The middles of its equal parts, so many on a side: they stand for it, row by row.
    pub fn middles(&self, parts_on_side: u32) -> impl Iterator<Item = LocalPoint> {
        let offset_m =
            move |index: u32, side_m: f64| ((f64::from(index) + 0.5) / f64::from(parts_on_side) - 0.5) * side_m;
        let Self { centre, side_m, .. } = *self;
        (0..parts_on_side).flat_map(move |row| {
            (0..parts_on_side).map(move |column| LocalPoint {
                x_m: centre.x_m + offset_m(column, side_m),
                y_m: centre.y_m + offset_m(row, side_m),
            })
        })
    }
}

/// All residents of a city.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Residents {
    /// Where they live, in the order of the records.
    pub squares: Vec<PeopleSquare>,
    /// Populated places without a number of people: never counted as nobody.
    pub places_without_number: usize,
}

impl Exposed {
    /// All residents: from the population grid where the city has one, else from its populated places, each spread evenly over its
    /// points. Never from both, so that nobody counts twice.
    #[must_use]
    pub fn residents(&self) -> Residents {
        let mut found = Residents::default();
        if self.people_basis() == PeopleBasis::PopulationGrid {
            found.squares = self.grid_squares().collect();
            return found;
        }
        for (index, thing) in self.things().iter().enumerate().filter(|(_, thing)| thing.kind == Kind::PopulatedPlace) {
            let Some(people) = thing.on_record_people else {
                found.places_without_number += 1;
                continue;
            };
            let points = self.points_of(index);
            let share = people / points.len() as f64;
            found.squares.extend(points.iter().map(|point| PeopleSquare {
                centre: LocalPoint { x_m: point.x, y_m: point.y },
                side_m: 0.0,
                inside_people: share,
            }));
        }
        found
    }

    /// The same city with the boundaries of its sites, by the key of their facility: who is inside is not the public of that facility.
    #[must_use]
    pub fn with_sites(mut self, sites: impl IntoIterator<Item = (String, MultiPolygon)>) -> Self {
        for (facility_id, boundary) in sites {
            let area = self.area(&boundary);
            self.sites.entry(facility_id).or_default().push(area);
        }
        self
    }

    /// The boundary of the site of a facility; empty when it is not on record.
    #[must_use]
    pub fn site_of(&self, facility_id: &str) -> &[Area] {
        self.sites.get(facility_id).map_or(&[], Vec::as_slice)
    }
}
