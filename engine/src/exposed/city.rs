//! The people and things of a city, projected and indexed once.

use super::area::Area;
use super::people::PeopleSquare;
use super::sample::points_of;
use crate::spatial::{LocalFrame, LocalPoint};
use crate::substance::BilingualName;
use crate::units::{LonLat, LonLatBox};
use geo::BoundingRect;
use geo_types::{Coord, Geometry, MultiPolygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Points on a side of a grid cell, where it is not far away.
pub const CELL_POINTS: u32 = 4;
/// Farther than this from the city an area is not counted: the frame of the city is not made for it, m.
const FARTHEST_M: f64 = 300_000.0;

/// What a thing is: the layer it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Where people live or stay.
    PopulatedPlace,
    /// A protected object of GB 36894: school, hospital, home for the aged, monument.
    ProtectedObject,
    /// A hospital, shelter, fire station or depot.
    EmergencyResource,
    /// A hazard unit that takes part.
    HazardUnit,
}

/// A thing of the city.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    /// Layer.
    pub kind: Kind,
    /// Key in its layer.
    pub id: String,
    /// Name.
    pub name: BilingualName,
    /// Class or use, as the record words it; the facility of a hazard unit.
    pub class: String,
    /// People on record; `None` when not known, which is not nobody.
    pub on_record_people: Option<f64>,
    /// In longitude and latitude.
    pub geometry: Geometry,
}

/// A cell of a population grid: a square, upright in the frame of the city.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridCell {
    /// Its middle.
    pub centre: LonLat,
    /// Its side, m.
    pub side_m: f64,
    /// People in it.
    pub inside_people: f64,
}

/// From what people are counted: never from two layers at a time, so that nobody counts twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeopleBasis {
    /// The population grid, where the city has one.
    PopulationGrid,
    /// The populated places.
    PopulatedPlaces,
    /// Nothing: the city has neither.
    None,
}

/// People inside an area.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeopleInside {
    /// People whose number is on record.
    #[serde(rename = "known")]
    pub known_people: f64,
    /// Populated places inside, wholly or in part, without a number of people: never counted as nobody.
    pub places_without_number: usize,
}

/// A thing that is inside, wholly or in part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InsideThing {
    /// Its number in [`Exposed::things`].
    pub index: usize,
    /// Share of its points inside the zone, 0 to 1; 0 where only the wider area holds it.
    pub zone_frac: f64,
    /// Share of its points inside the zone or the wider area.
    pub wider_frac: f64,
    /// That of its points inside which is nearest to the source: in the zone, else in the wider area.
    pub nearest: LonLat,
}

/// What lies inside a zone and the wider area about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inside {
    /// People inside the zone.
    pub zone: PeopleInside,
    /// People inside the zone or the wider area.
    pub wider: PeopleInside,
    /// Things inside either, in rising order of their numbers.
    pub things: Vec<InsideThing>,
}

/// An entry of the index: a box with the number of a thing, or of a cell after all things.
type Entry = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// The people and things of a city.
#[derive(Debug, Clone)]
pub struct Exposed {
    frame: LocalFrame,
    centre: LocalPoint,
    things: Vec<Thing>,
    places: Vec<LonLat>,
    /// Points of all things, one thing after the other; `starts` has one entry more than there are things.
    points: Vec<Coord>,
    starts: Vec<usize>,
    cells: Vec<(Coord, GridCell)>,
    tree: RTree<Entry>,
    pub(super) sites: BTreeMap<String, Vec<Area>>,
}

impl Exposed {
    /// Projects and indexes; things with an empty geometry are left out.
    #[must_use]
    pub fn new(extent: &LonLatBox, things: Vec<Thing>, cells: Vec<GridCell>) -> Self {
        let frame = LocalFrame::for_city(extent.centre());
        let (mut kept, mut places, mut points, mut starts) = (Vec::new(), Vec::new(), Vec::new(), vec![0]);
        for thing in things {
            let own = points_of(&frame.geometry_to_local(&thing.geometry));
            let Some(place) = middle(&own) else { continue };
            places.push(frame.to_lon_lat(LocalPoint { x_m: place.x, y_m: place.y }));
            points.extend(own);
            starts.push(points.len());
            kept.push(thing);
        }
        let cells: Vec<(Coord, GridCell)> = cells.into_iter().map(|cell| (local(&frame, cell.centre), cell)).collect();
        let boxes =
            (0..kept.len()).filter_map(|index| Some((bounds(&points[starts[index]..starts[index + 1]])?, index)));
        let of_cell = |(index, (centre, cell)): (usize, &(Coord, GridCell))| {
            let half_m = 0.5 * cell.side_m;
            let corners = ([centre.x - half_m, centre.y - half_m], [centre.x + half_m, centre.y + half_m]);
            (corners, kept.len() + index)
        };
        let entry = |((low, high), number)| GeomWithData::new(Rectangle::from_corners(low, high), number);
        let entries = boxes.chain(cells.iter().enumerate().map(of_cell)).map(entry).collect();
        let centre = frame.to_local(extent.centre());
        let (tree, sites) = (RTree::bulk_load(entries), BTreeMap::new());
        Self { frame, centre, tree, things: kept, places, points, starts, cells, sites }
    }

    /// The things, in the order of their numbers.
    #[must_use]
    pub fn things(&self) -> &[Thing] {
        &self.things
    }

    /// Points of a thing, in the frame of the city.
    pub(super) fn points_of(&self, index: usize) -> &[Coord] {
        &self.points[self.starts[index]..self.starts[index + 1]]
    }

    /// The cells of the population grid, in the frame of the city.
    pub(super) fn grid_squares(&self) -> impl Iterator<Item = PeopleSquare> {
        (0..self.cells.len()).map(|cell| self.square(cell))
    }

    fn square(&self, cell: usize) -> PeopleSquare {
        let (centre, GridCell { side_m, inside_people, .. }) = self.cells[cell];
        PeopleSquare { centre: LocalPoint { x_m: centre.x, y_m: centre.y }, side_m, inside_people }
    }

    /// Representative point of a thing: that of its points which is nearest to their middle.
    ///
    /// # Panics
    /// When there is no thing of that number.
    #[must_use]
    pub fn place_of(&self, index: usize) -> LonLat {
        self.places[index]
    }

    /// From what people are counted.
    #[must_use]
    pub fn people_basis(&self) -> PeopleBasis {
        if !self.cells.is_empty() {
            PeopleBasis::PopulationGrid
        } else if self.things.iter().any(|thing| thing.kind == Kind::PopulatedPlace) {
            PeopleBasis::PopulatedPlaces
        } else {
            PeopleBasis::None
        }
    }

    /// Whether the city has things of a kind.
    #[must_use]
    pub fn has(&self, kind: Kind) -> bool {
        self.things.iter().any(|thing| thing.kind == kind)
    }

    /// Whether a place is near enough to the city to be counted about: within 300 km of its middle.
    #[must_use]
    pub fn is_near(&self, place: LonLat) -> bool {
        let central_deg = self.frame.spec().central_meridian_deg;
        let off_deg = ((place.lon_deg - central_deg + 180.0).rem_euclid(360.0) - 180.0).abs();
        off_deg < 30.0 && self.frame.to_local(place).distance_m(self.centre) <= FARTHEST_M
    }

    /// An area of polygons in longitude and latitude, in the frame of the city.
    #[must_use]
    pub fn area(&self, polygons: &MultiPolygon) -> Area {
        Area::of_metres(&self.frame.geometry_to_local(polygons))
    }

    /// What lies inside a zone, and inside the wider area about it. What is inside the zone is inside the wider area too, whatever
    /// their outlines: they are laid together.
    #[must_use]
    pub fn inside(&self, zone: &Area, wider: &Area, source: LonLat) -> Inside {
        let mut found = Inside::default();
        let Some((low, high)) = both(zone.bounds(), wider.bounds()) else { return found };
        let source = local(&self.frame, source);
        let envelope = AABB::from_corners([low.x, low.y], [high.x, high.y]);
        let mut numbers: Vec<usize> =
            self.tree.locate_in_envelope_intersecting(&envelope).map(|entry| entry.data).collect();
        // in order, so that sums have the same bits whatever the tree looks like
        numbers.sort_unstable();
        let by_grid = self.people_basis() == PeopleBasis::PopulationGrid;
        for number in numbers {
            match number.checked_sub(self.things.len()) {
                Some(cell) => self.add_cell(cell, zone, wider, &mut found),
                None => self.add_thing(number, (zone, wider), source, by_grid, &mut found),
            }
        }
        found
    }

    fn add_cell(&self, cell: usize, zone: &Area, wider: &Area, found: &mut Inside) {
        let square = self.square(cell);
        let (mut in_zone, mut in_wider) = (0_u32, 0_u32);
        for LocalPoint { x_m, y_m } in square.middles(CELL_POINTS) {
            let point = Coord { x: x_m, y: y_m };
            let held = zone.contains(point);
            in_zone += u32::from(held);
            in_wider += u32::from(held || wider.contains(point));
        }
        let all = f64::from(CELL_POINTS * CELL_POINTS);
        found.zone.known_people += square.inside_people * f64::from(in_zone) / all;
        found.wider.known_people += square.inside_people * f64::from(in_wider) / all;
    }

    fn add_thing(&self, index: usize, (zone, wider): (&Area, &Area), source: Coord, by_grid: bool, found: &mut Inside) {
        let points = self.points_of(index);
        let (mut in_zone, mut in_wider) = (0_usize, 0_usize);
        let mut nearest: Option<(bool, f64, Coord)> = None;
        for &point in points {
            let held = zone.contains(point);
            if !(held || wider.contains(point)) {
                continue;
            }
            in_zone += usize::from(held);
            in_wider += 1;
            let away = point - source;
            let distance2_m2 = away.x * away.x + away.y * away.y;
            if nearest.is_none_or(|(known, least, _)| (held, -distance2_m2) > (known, -least)) {
                nearest = Some((held, distance2_m2, point));
            }
        }
        let Some((_, _, nearest)) = nearest else { return };
        let share = |count: usize| count as f64 / points.len() as f64;
        let (zone_frac, wider_frac) = (share(in_zone), share(in_wider));
        let nearest = self.frame.to_lon_lat(LocalPoint { x_m: nearest.x, y_m: nearest.y });
        found.things.push(InsideThing { index, zone_frac, wider_frac, nearest });
        let thing = &self.things[index];
        if thing.kind == Kind::PopulatedPlace && !by_grid {
            found.zone.add(thing.on_record_people, zone_frac);
            found.wider.add(thing.on_record_people, wider_frac);
        }
    }
}

impl PeopleInside {
    fn add(&mut self, people: Option<f64>, share_frac: f64) {
        match people {
            Some(people) => self.known_people += people * share_frac,
            None => self.places_without_number += usize::from(share_frac > 0.0),
        }
    }
}

fn local(frame: &LocalFrame, place: LonLat) -> Coord {
    let point = frame.to_local(place);
    Coord { x: point.x_m, y: point.y_m }
}

/// The point nearest to the mean of all: with one point that itself, with an area a point inside it.
fn middle(points: &[Coord]) -> Option<Coord> {
    let finite = |point: &&Coord| point.x.is_finite() && point.y.is_finite();
    let sum = points.iter().filter(finite).fold(Coord { x: 0.0, y: 0.0 }, |sum, point| sum + *point);
    let mean = sum / points.iter().filter(finite).count().max(1) as f64;
    let distance2 = |point: &Coord| (point.x - mean.x) * (point.x - mean.x) + (point.y - mean.y) * (point.y - mean.y);
    points.iter().filter(finite).min_by(|a, b| distance2(a).total_cmp(&distance2(b))).copied()
}

fn bounds(points: &[Coord]) -> Option<([f64; 2], [f64; 2])> {
    let rect = geo_types::MultiPoint::from(points.to_vec()).bounding_rect()?;
    Some(([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]))
}

fn both(a: Option<(Coord, Coord)>, b: Option<(Coord, Coord)>) -> Option<(Coord, Coord)> {
    let (Some(a), Some(b)) = (a, b) else { return a.or(b) };
    Some((Coord { x: a.0.x.min(b.0.x), y: a.0.y.min(b.0.y) }, Coord { x: a.1.x.max(b.1.x), y: a.1.y.max(b.1.y) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Point, Rect};

    const CENTRE: LonLat = LonLat { lon_deg: 114.0, lat_deg: 30.6 };

    fn extent() -> LonLatBox {
        LonLatBox { west_deg: 113.9, south_deg: 30.5, east_deg: 114.1, north_deg: 30.7 }
    }

    /// On the central meridian of its zone the frame of the city has no scale error and points north.
    fn at(east_m: f64, north_m: f64) -> LonLat {
        let frame = LocalFrame::for_city(CENTRE);
        let centre = frame.to_local(CENTRE);
        frame.to_lon_lat(LocalPoint { x_m: centre.x_m + east_m, y_m: centre.y_m + north_m })
    }

    fn square(half_m: f64) -> MultiPolygon {
        let corner = |x: f64, y: f64| {
            let place = at(x * half_m, y * half_m);
            Coord { x: place.lon_deg, y: place.lat_deg }
        };
        let ring = vec![corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0), corner(-1.0, -1.0)];
        MultiPolygon(vec![geo_types::Polygon::new(ring.into(), vec![])])
    }

    fn home(id: &str, place: LonLat, people: Option<f64>) -> Thing {
        Thing {
            kind: Kind::PopulatedPlace,
            id: id.into(),
            name: BilingualName::default(),
            class: String::new(),
            on_record_people: people,
            geometry: Point::new(place.lon_deg, place.lat_deg).into(),
        }
    }

    #[test]
    fn points_count_whole_and_the_unknown_apart() {
        let things = vec![
            home("near", at(50.0, 0.0), Some(10.0)),
            home("wide", at(0.0, 150.0), Some(100.0)),
            home("out", at(0.0, 250.0), Some(1000.0)),
            home("silent", at(10.0, 10.0), None),
        ];
        let exposed = Exposed::new(&extent(), things, vec![]);
        let (zone, wider) = (exposed.area(&square(100.0)), exposed.area(&square(200.0)));
        let inside = exposed.inside(&zone, &wider, CENTRE);
        assert_eq!((inside.zone.known_people, inside.wider.known_people), (10.0, 110.0));
        assert_eq!((inside.zone.places_without_number, inside.wider.places_without_number), (1, 1));
        let found: Vec<(usize, f64)> = inside.things.iter().map(|thing| (thing.index, thing.zone_frac)).collect();
        assert_eq!(found, [(0, 1.0), (1, 0.0), (3, 1.0)]);
        assert_eq!(exposed.people_basis(), PeopleBasis::PopulatedPlaces);
    }

    #[test]
    fn a_cut_cell_counts_by_its_share_and_the_grid_alone() {
        // the zone ends 100 m east of the middle: half of a cell of 200 m about that edge is inside
        let cells = vec![GridCell { centre: at(100.0, 0.0), side_m: 100.0, inside_people: 80.0 }];
        let exposed = Exposed::new(&extent(), vec![home("near", CENTRE, Some(10.0))], cells);
        let zone = exposed.area(&square(100.0));
        let inside = exposed.inside(&zone, &Area::default(), CENTRE);
        assert_eq!((inside.zone.known_people, inside.wider.known_people), (40.0, 40.0));
        assert_eq!(inside.things.len(), 1);
    }

    #[test]
    fn a_place_with_an_extent_counts_by_its_share() {
        let (low, high) = (at(0.0, -50.0), at(200.0, 50.0));
        let mut village = home("village", CENTRE, Some(640.0));
        village.geometry = Rect::new((low.lon_deg, low.lat_deg), (high.lon_deg, high.lat_deg)).into();
        let exposed = Exposed::new(&extent(), vec![village], vec![]);
        let zone = exposed.area(&square(100.0));
        let inside = exposed.inside(&zone, &zone, CENTRE);
        assert!((inside.zone.known_people - 320.0).abs() < 20.0, "{inside:?}");
        let nearest = inside.things[0].nearest;
        assert!(nearest.lon_deg > CENTRE.lon_deg && nearest.lon_deg < at(20.0, 0.0).lon_deg);
    }

    #[test]
    fn far_away_is_not_near() {
        let exposed = Exposed::new(&extent(), vec![], vec![]);
        assert!(exposed.is_near(at(1e5, 0.0)) && !exposed.is_near(LonLat { lon_deg: -95.0, lat_deg: 29.7 }));
        assert!(!exposed.is_near(LonLat { lon_deg: 120.0, lat_deg: 30.6 }));
        assert_eq!(exposed.people_basis(), PeopleBasis::None);
        let nothing = exposed.inside(&Area::default(), &Area::default(), CENTRE);
        assert_eq!(nothing, Inside::default());
    }
}
