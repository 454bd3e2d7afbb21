//! The residents as one release sees them: by distance and bearing, present by day and night.

use crate::exposed::{Area, CELL_POINTS, PeopleSquare, Presence};
use crate::math::bearing_turns;
use crate::risk::source::RiskSource;
use crate::spatial::LocalPoint;
use crate::weather::Period;
use geo_types::Coord;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

/// From this many of its own sides away a square is a point: it then spans less than a degree and a half.
const POINT_FROM_SIDES: f64 = 40.0;
const PERIODS: usize = Period::ALL.len();

/// All residents, indexed.
#[derive(Debug, Clone)]
pub struct Crowd {
    squares: Vec<PeopleSquare>,
    tree: RTree<GeomWithData<[f64; 2], usize>>,
    widest_m: f64,
    /// Shares outdoors and indoors by period.
    shares: [(f64, f64); PERIODS],
}

/// People at one place as a release sees them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PolarPeople {
    pub distance_m: f64,
    /// Bearing from the release point clockwise from true north, as a part of a turn.
    pub bearing_frac: f64,
    /// People outdoors by period.
    pub outdoor_people: [f64; PERIODS],
    /// People indoors by period.
    pub indoor_people: [f64; PERIODS],
}

impl Crowd {
    /// Indexes the residents; squares without people or without a finite place are left out.
    #[must_use]
    pub fn new(squares: Vec<PeopleSquare>, presence: &Presence) -> Self {
        let counted = |s: &PeopleSquare| s.inside_people > 0.0 && s.centre.x_m.is_finite() && s.centre.y_m.is_finite();
        let squares: Vec<PeopleSquare> = squares.into_iter().filter(counted).collect();
        let entry =
            |(index, square): (usize, &PeopleSquare)| GeomWithData::new([square.centre.x_m, square.centre.y_m], index);
        Self {
            tree: RTree::bulk_load(squares.iter().enumerate().map(entry).collect()),
            widest_m: squares.iter().map(|square| square.side_m).fold(0.0, f64::max),
            squares,
            shares: Period::ALL.map(|period| presence.outdoor_and_indoor_frac(period)),
        }
    }

    /// All residents.
    #[must_use]
    pub fn total_people(&self) -> f64 {
        self.squares.iter().map(|square| square.inside_people).sum()
    }

    /// The people within reach of a source and outside its site, nearest first.
    pub(super) fn around(&self, source: &RiskSource, reach_m: f64, site: &[Area]) -> Vec<PolarPeople> {
        let span_m = reach_m + self.widest_m;
        let (x_m, y_m) = (source.place.x_m, source.place.y_m);
        let envelope = AABB::from_corners([x_m - span_m, y_m - span_m], [x_m + span_m, y_m + span_m]);
        let mut near: Vec<usize> = self.tree.locate_in_envelope(&envelope).map(|entry| entry.data).collect();
        // in the order of the records, so that sums have the same bits whatever the tree looks like
        near.sort_unstable();
        let mut found = Vec::with_capacity(near.len());
        for square in near.into_iter().map(|index| self.squares[index]) {
            self.add_square(&square, source, reach_m, site, &mut found);
        }
        // stable: people at one distance stay in the order of the records
        found.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
        found
    }

    fn add_square(
        &self,
        square: &PeopleSquare,
        source: &RiskSource,
        reach_m: f64,
        site: &[Area],
        found: &mut Vec<PolarPeople>,
    ) {
        let away_m = square.centre.distance_m(source.place);
        let split = square.side_m > 0.0 && away_m < POINT_FROM_SIDES * square.side_m;
        let points = if split { CELL_POINTS } else { 1 };
        let people = square.inside_people / f64::from(points * points);
        let on_site = |at: LocalPoint| site.iter().any(|area| area.contains(Coord { x: at.x_m, y: at.y_m }));
        let counts = |at: &LocalPoint| at.distance_m(source.place) <= reach_m && !on_site(*at);
        found.extend(square.middles(points).filter(counts).map(|at| self.seen_from(source, at, people)));
    }

    fn seen_from(&self, source: &RiskSource, at: LocalPoint, people: f64) -> PolarPeople {
        let (east_m, north_m) = source.true_offset_m(at.x_m - source.place.x_m, at.y_m - source.place.y_m);
        PolarPeople {
            distance_m: at.distance_m(source.place),
            bearing_frac: bearing_turns(east_m, north_m),
            outdoor_people: self.shares.map(|(outdoor, _)| people * outdoor),
            indoor_people: self.shares.map(|(_, indoor)| people * indoor),
        }
    }
}
