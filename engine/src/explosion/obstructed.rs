//! Which parts of a flammable cloud explode strongly: the places full of obstacles that it covers, each a blast of its own.

use super::congestion::{IgnitionEnergy, Obstruction, kinsella};
use super::multi_energy::{CLASS_OVERPRESSURE_PA, STOICHIOMETRIC_ENERGY_J_M3};
use crate::math;
use crate::provenance::{ModelCard, Origin};
use geo::{Area, BooleanOps, Centroid, Intersects};
use geo_types::{Coord, MultiPolygon};

/// Blast sources of a cloud over congested regions.
pub const CONGESTED_REGIONS: ModelCard = ModelCard {
    id: "congested_regions",
    version: 1,
    title_en: "Blast sources of a cloud over congested regions (multi-energy method)",
    title_zh: "可燃云团覆盖拥塞区时的爆源(多能法)",
    citation: "M. Johansson (2017) Gasexplosion i det fria, MSB document B06-105: section 3.2.2 and fig. 3.1 (each region inside the cloud \
               explodes by itself about its own middle, with the lesser of what fits into it and of the cloud; the rest of the cloud adds \
               nothing to them), section 5.2.1 (AIChE 1994: class 7 fits trials and accidents, 1 to 3 without congestion), table 5.10 \
               (Kinsella 1993 as edited), section 5.5 (van den Berg 1985: separate regions do not explode at the same moment; van den Berg \
               and Mos 2005, RIGOS: separation distance, one explosion with the sum of the energies at their weighted middle where it is \
               not kept). TNO Yellow Book CPR 14E chapter 5 names the same steps (recalled)",
    domain: "regions much smaller than their distance to who is exposed: each explodes as a hemisphere; a region that is covered in plan \
             counts as filled to its full height; flat ground",
    verification: "tests/verification/congested.rs: cases by hand; tests/property/congested.rs",
    origin: Origin::Source,
};

/// Class of a region of which nothing but its outline is known (AIChE 1994: it fits trials and accidents better than 10).
pub const USUAL_STRENGTH_FACTOR: f64 = 7.0;
/// Share of the volume that obstacles fill from which they count as many: the least that Pierorazio et al. (2005) call medium,
/// which MSB (section 5.2.3) sets equal to the many of Kinsella.
const MANY_OBSTACLES_FRAC: f64 = 0.043;
/// Free distance over the extent of a region of class 7 (100 kPa) and more, and of class 4 (10 kPa) and less (van den Berg and Mos 2005).
const SEPARATION_RATIOS: [f64; 2] = [0.5, 0.25];
/// Overpressures to which they belong, Pa.
const SEPARATION_OVERPRESSURES_PA: [f64; 2] = [1e5, 1e4];
/// Least energy of a blast, J.
const LEAST_ENERGY_J: f64 = 1.0;
/// Least overlap in plan that counts, m2: below it the figures are rounding.
const LEAST_OVERLAP_M2: f64 = 1e-3;

/// A place full of obstacles, in metres of any flat frame.
#[derive(Debug, Clone, PartialEq)]
pub struct CongestedArea {
    /// Outline.
    pub area: MultiPolygon,
    /// Volume that gas can fill, m3; none where it is not known.
    pub free_volume_m3: Option<f64>,
    /// Class of its blast, 1 to 10.
    pub strength_factor: f64,
}

/// What is on record of a region; much of it may be missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RegionRecord {
    /// Area in plan, m2.
    pub area_m2: f64,
    /// Height, m.
    pub height_m: Option<f64>,
    /// Volume that gas can fill, m3.
    pub free_volume_m3: Option<f64>,
    /// Share of the volume that obstacles fill, 0 to 1.
    pub blockage_frac: Option<f64>,
    /// Class of its blast, 1 to 10.
    pub strength_factor: Option<f64>,
    /// Whether planes confine the flame.
    pub between_planes: bool,
}

impl RegionRecord {
    /// Its free volume, m3, and where that comes from: the record; area times height times what obstacles leave free (computed), or all
    /// of it where the blocked share is not known (assumed, an upper bound); none without a height.
    #[must_use]
    pub fn volume(&self) -> (Option<f64>, Origin) {
        if self.free_volume_m3.is_some() {
            return (self.free_volume_m3, Origin::Source);
        }
        let origin = if self.blockage_frac.is_some() { Origin::Computed } else { Origin::Assumed };
        let free_frac = 1.0 - self.blockage_frac.unwrap_or(0.0);
        (self.height_m.map(|height_m| self.area_m2 * height_m * free_frac), origin)
    }

    /// Its class, and where that comes from: the record; Kinsella's guide by the blocked share (computed); the usual one (assumed).
    #[must_use]
    pub fn strength(&self) -> (f64, Origin) {
        match (self.strength_factor, self.blockage_frac) {
            (Some(known), _) => (known, Origin::Source),
            (None, Some(blocked)) => (strength_of_blockage_factor(blocked, self.between_planes), Origin::Computed),
            (None, None) => (USUAL_STRENGTH_FACTOR, Origin::Assumed),
        }
    }
}

/// The part of a region that a cloud covers.
#[derive(Debug, Clone, PartialEq)]
pub struct Covered {
    /// Place of the region in the list.
    pub index: usize,
    /// Part of it that is covered.
    pub area: MultiPolygon,
    /// Middle of that part, m.
    pub middle: Coord,
    /// Share of the region in plan, 0 to 1.
    pub covered_frac: f64,
    /// Free volume of that part, m3; none where that of the region is not known.
    pub volume_m3: Option<f64>,
    /// Class of its blast, 1 to 10.
    pub strength_factor: f64,
}

/// What explodes of one region.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SourcePart {
    /// Place of the region in the list.
    pub index: usize,
    /// Share of the region in plan that the cloud covers, 0 to 1.
    pub covered_frac: f64,
    /// Volume of mixture that explodes in it, m3 of stoichiometric mixture of 3.5 MJ.
    pub volume_m3: f64,
    /// Its energy, J.
    pub energy_j: f64,
}

/// One blast.
#[derive(Debug, Clone, PartialEq)]
pub struct CongestedSource {
    /// Its middle, m.
    pub middle: Coord,
    /// Its energy, J.
    pub energy_j: f64,
    /// Its class, 1 to 10.
    pub strength_factor: f64,
    /// The regions that explode in it: one, or several that are too near to each other; none for the rest of the cloud.
    pub parts: Vec<SourcePart>,
}

/// The class that a share of blocked volume stands for: Kinsella's guide for a weak source of ignition.
#[must_use]
pub fn strength_of_blockage_factor(blockage_frac: f64, between_planes: bool) -> f64 {
    let obstruction = match blockage_frac {
        share if share >= MANY_OBSTACLES_FRAC => Obstruction::High,
        share if share > 0.0 => Obstruction::Low,
        _ => Obstruction::None,
    };
    f64::from(kinsella(IgnitionEnergy::Low, obstruction, between_planes).recommended)
}

/// Class of the part of a cloud that is in no region: Kinsella's guide without obstacles or planes, weak ignition.
#[must_use]
pub fn open_strength_factor() -> f64 {
    strength_of_blockage_factor(0.0, false)
}

/// The regions that a cloud covers, wholly or in part, in their order.
#[must_use]
pub fn covered(footprint: &MultiPolygon, regions: &[CongestedArea]) -> Vec<Covered> {
    let part = |(index, region): (usize, &CongestedArea)| {
        if !region.area.intersects(footprint) {
            return None;
        }
        let area = region.area.intersection(footprint);
        let (inside_m2, whole_m2) = (area.unsigned_area(), region.area.unsigned_area());
        let middle = area.centroid().filter(|_| inside_m2 > LEAST_OVERLAP_M2.min(0.5 * whole_m2))?;
        let covered_frac = (inside_m2 / whole_m2).min(1.0);
        Some(Covered {
            index,
            area,
            middle: middle.0,
            covered_frac,
            volume_m3: region.free_volume_m3.map(|volume_m3| covered_frac * volume_m3),
            strength_factor: region.strength_factor,
        })
    };
    regions.iter().enumerate().filter_map(part).collect()
}

/// The blasts of a cloud with so much energy between its flammable limits: those of the regions it covers, whose volume is known, in
/// their order, then that of the rest of the cloud about `middle`. No more explodes than burns: where the regions would hold more than
/// the cloud, each has its share of the cloud.
#[must_use]
pub fn congested_sources(cloud_energy_j: f64, middle: Coord, covered: &[Covered]) -> Vec<CongestedSource> {
    let known: Vec<(&Covered, f64)> = covered.iter().filter_map(|one| Some((one, one.volume_m3?))).collect();
    let fits_j = |volume_m3: f64| (STOICHIOMETRIC_ENERGY_J_M3 * volume_m3).min(cloud_energy_j);
    let wanted_j = known.iter().fold(0.0, |sum_j, (_, volume_m3)| sum_j + fits_j(*volume_m3));
    let share = if wanted_j > cloud_energy_j { cloud_energy_j / wanted_j } else { 1.0 };
    let parts: Vec<(&Covered, SourcePart)> = known
        .into_iter()
        .map(|(one, volume_m3)| {
            let energy_j = share * fits_j(volume_m3);
            let volume_m3 = energy_j / STOICHIOMETRIC_ENERGY_J_M3;
            (one, SourcePart { index: one.index, covered_frac: one.covered_frac, volume_m3, energy_j })
        })
        .filter(|(_, part)| part.energy_j >= LEAST_ENERGY_J)
        .collect();
    let mut sources: Vec<CongestedSource> = groups(&parts).iter().map(|group| one_source(group)).collect();
    let rest_j = cloud_energy_j - parts.iter().fold(0.0, |sum_j, (_, part)| sum_j + part.energy_j);
    if rest_j >= LEAST_ENERGY_J {
        let strength_factor = open_strength_factor();
        sources.push(CongestedSource { middle, energy_j: rest_j, strength_factor, parts: Vec::new() });
    }
    sources
}

type Part<'a> = (&'a Covered, SourcePart);

/// Regions that explode as one, in the order of their first.
fn groups<'a>(parts: &[Part<'a>]) -> Vec<Vec<Part<'a>>> {
    let mut group_of: Vec<usize> = (0..parts.len()).collect();
    for one in 0..parts.len() {
        for other in one + 1..parts.len() {
            if group_of[one] != group_of[other] && explode_as_one(parts[one].0, parts[other].0) {
                let (keep, join) = (group_of[one].min(group_of[other]), group_of[one].max(group_of[other]));
                group_of.iter_mut().filter(|group| **group == join).for_each(|group| *group = keep);
            }
        }
    }
    let of =
        |group: usize| (0..parts.len()).filter(|&index| group_of[index] == group).map(|index| parts[index]).collect();
    (0..parts.len()).filter(|&index| group_of[index] == index).map(of).collect()
}

/// Sum of the energies at their weighted middle, with the highest class of all: the source takes that of the region from which it
/// spreads, which cannot be known.
fn one_source(group: &[Part<'_>]) -> CongestedSource {
    let energy_j = group.iter().fold(0.0, |sum_j, (_, part)| sum_j + part.energy_j);
    let weighted = |along: fn(Coord) -> f64| match group {
        [(only, _)] => along(only.middle),
        _ => group.iter().fold(0.0, |sum, (one, part)| sum + along(one.middle) * (part.energy_j / energy_j)),
    };
    CongestedSource {
        middle: Coord { x: weighted(|middle| middle.x), y: weighted(|middle| middle.y) },
        energy_j,
        strength_factor: group.iter().map(|(one, _)| one.strength_factor).fold(1.0, f64::max),
        parts: group.iter().map(|(_, part)| *part).collect(),
    }
}

/// Whether the explosion of one of two regions goes over to the other: the way between them is shorter than its separation distance.
fn explode_as_one(one: &Covered, other: &Covered) -> bool {
    let apart_m = distance_m(&one.area, &other.area);
    let spreads = |donor: &Covered, acceptor: &Covered| {
        let extent_m = extent_m(&donor.area, donor.middle, acceptor.middle);
        separation_ratio(donor.strength_factor) * extent_m > apart_m
    };
    apart_m == 0.0 || spreads(one, other) || spreads(other, one)
}

/// Separation distance over the extent of the donor: between the two figures of the source straight by its overpressure.
#[must_use]
pub fn separation_ratio(strength_factor: f64) -> f64 {
    let [strong_pa, weak_pa] = SEPARATION_OVERPRESSURES_PA;
    let [strong, weak] = SEPARATION_RATIOS;
    let share = ((class_overpressure_pa(strength_factor) - weak_pa) / (strong_pa - weak_pa)).clamp(0.0, 1.0);
    weak + share * (strong - weak)
}

/// Greatest overpressure of a class, Pa; between two whole ones by logarithms.
fn class_overpressure_pa(strength_factor: f64) -> f64 {
    let lower = (strength_factor as usize).clamp(1, 9);
    let [low_pa, high_pa] = [CLASS_OVERPRESSURE_PA[lower - 1], CLASS_OVERPRESSURE_PA[lower]];
    low_pa * math::pow(high_pa / low_pa, strength_factor - lower as f64)
}

/// Extent of an area in the direction from one place to another, m; its diagonal where they are one place.
fn extent_m(area: &MultiPolygon, from: Coord, to: Coord) -> f64 {
    let away = to - from;
    let length_m = math::hypot(away.x, away.y);
    let corners = || area.iter().flat_map(|polygon| polygon.exterior().coords());
    let span_m = |along: &dyn Fn(&Coord) -> f64| {
        let (low_m, high_m) = corners()
            .map(along)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low_m, high_m), at_m| (low_m.min(at_m), high_m.max(at_m)));
        (high_m - low_m).max(0.0)
    };
    if length_m > 0.0 {
        span_m(&|corner| (corner.x * away.x + corner.y * away.y) / length_m)
    } else {
        math::hypot(span_m(&|corner| corner.x), span_m(&|corner| corner.y))
    }
}

/// Least distance between two areas, m; 0 where they touch or overlap.
fn distance_m(one: &MultiPolygon, other: &MultiPolygon) -> f64 {
    if one.intersects(other) {
        return 0.0;
    }
    let nearest = |from: &MultiPolygon, to: &MultiPolygon| {
        let corners = from.iter().flat_map(|polygon| polygon.exterior().coords());
        let of = |corner: &Coord| {
            let edges = to.iter().flat_map(|polygon| polygon.exterior().lines());
            edges.map(|edge| to_edge_m(*corner, edge.start, edge.end)).fold(f64::INFINITY, f64::min)
        };
        corners.map(of).fold(f64::INFINITY, f64::min)
    };
    nearest(one, other).min(nearest(other, one))
}

fn to_edge_m(point: Coord, start: Coord, end: Coord) -> f64 {
    let (edge, off) = (end - start, point - start);
    let length2_m2 = edge.x * edge.x + edge.y * edge.y;
    let share = if length2_m2 > 0.0 { ((off.x * edge.x + off.y * edge.y) / length2_m2).clamp(0.0, 1.0) } else { 0.0 };
    math::hypot(off.x - share * edge.x, off.y - share * edge.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Rect, coord};

    fn block(west_m: f64, south_m: f64, east_m: f64, north_m: f64) -> MultiPolygon {
        MultiPolygon(vec![Rect::new(coord! {x: west_m, y: south_m}, coord! {x: east_m, y: north_m}).to_polygon()])
    }

    fn region(area: MultiPolygon, volume_m3: f64, strength_factor: f64) -> CongestedArea {
        CongestedArea { area, free_volume_m3: Some(volume_m3), strength_factor }
    }

    const MIDDLE: Coord = coord! {x: 50.0, y: 0.0};

    #[test]
    fn a_region_half_in_the_cloud_has_half_its_volume_about_the_middle_of_that_half() {
        let cloud = block(0.0, -50.0, 100.0, 50.0);
        let covered = covered(&cloud, &[region(block(80.0, 10.0, 120.0, 30.0), 4000.0, 7.0)]);
        assert!((covered[0].covered_frac - 0.5).abs() < 1e-9);
        let sources = congested_sources(1e11, MIDDLE, &covered);
        // 2000 m3 of 3.5 MJ, middle of 80 to 100 and 10 to 30; the rest of the cloud is class 3 about its own middle
        assert!((sources[0].energy_j / 7e9 - 1.0).abs() < 1e-9 && sources[0].strength_factor == 7.0);
        assert!((sources[0].middle.x - 90.0).abs() < 1e-6 && (sources[0].middle.y - 20.0).abs() < 1e-6);
        assert!((sources[1].energy_j / 93e9 - 1.0).abs() < 1e-9 && sources[1].strength_factor == 3.0);
        assert_eq!((sources[1].middle, sources.len()), (MIDDLE, 2));
    }

    #[test]
    fn no_more_explodes_than_burns() {
        let cloud = block(0.0, -50.0, 100.0, 50.0);
        let regions =
            [region(block(0.0, 0.0, 10.0, 10.0), 1000.0, 7.0), region(block(80.0, 0.0, 90.0, 10.0), 3000.0, 5.0)];
        // 3.5 and 10.5 GJ of room for 7 GJ: the second alone could take 7; 3.5 : 7 of 7 GJ
        let sources = congested_sources(7e9, MIDDLE, &covered(&cloud, &regions));
        assert_eq!(sources.len(), 2);
        assert!((sources[0].energy_j / (7e9 / 3.0) - 1.0).abs() < 1e-12);
        assert!((sources[1].energy_j / (14e9 / 3.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_cloud_that_misses_is_one_weak_blast_and_an_unknown_volume_none() {
        let cloud = block(0.0, -50.0, 100.0, 50.0);
        let away = [region(block(-40.0, 0.0, -20.0, 10.0), 1000.0, 7.0)];
        let sources = congested_sources(1e10, MIDDLE, &covered(&cloud, &away));
        assert_eq!((sources.len(), sources[0].energy_j, sources[0].strength_factor), (1, 1e10, 3.0));
        let unknown =
            [CongestedArea { area: block(10.0, 0.0, 20.0, 10.0), free_volume_m3: None, strength_factor: 7.0 }];
        let held = covered(&cloud, &unknown);
        assert_eq!((held.len(), held[0].volume_m3), (1, None));
        assert!(congested_sources(1e10, MIDDLE, &held)[0].parts.is_empty());
    }

    #[test]
    fn separation_by_hand() {
        // van den Berg and Mos: 0.5 of the extent at 100 kPa, 0.25 at 10 kPa, straight between: 50 kPa 0.25 + 0.25 * 40/90
        for (class, ratio) in [(1.0, 0.25), (4.0, 0.25), (6.0, 0.361_111), (7.0, 0.5), (10.0, 0.5)] {
            assert!((separation_ratio(class) - ratio).abs() < 1e-6, "{class}");
        }
        let cloud = block(0.0, -100.0, 500.0, 100.0);
        // two regions 40 m wide each, so 20 m at class 7 and 10 m at class 4
        let blasts = |gap_m: f64, class: f64| {
            let first = region(block(100.0, 0.0, 140.0, 20.0), 1000.0, class);
            let second = region(block(140.0 + gap_m, 0.0, 180.0 + gap_m, 20.0), 3000.0, class);
            congested_sources(1e12, MIDDLE, &covered(&cloud, &[first, second]))
        };
        assert_eq!((blasts(19.9, 7.0).len(), blasts(20.1, 7.0).len()), (2, 3));
        assert_eq!((blasts(9.9, 4.0).len(), blasts(10.1, 4.0).len()), (2, 3));
        // as one: 14 GJ at (1000 * 120 + 3000 * 170) / 4000 = 157.5 m where the gap is 10 m
        let one = &blasts(10.0, 7.0)[0];
        assert!((one.energy_j / 14e9 - 1.0).abs() < 1e-9 && (one.middle.x - 157.5).abs() < 1e-6);
        assert_eq!(one.parts.len(), 2);
    }

    #[test]
    fn a_chain_of_regions_is_one_and_a_strong_one_reaches_a_weak_one() {
        let cloud = block(0.0, -100.0, 500.0, 100.0);
        let row = |class: f64| [0.0, 55.0, 110.0].map(|x| region(block(x, 0.0, x + 40.0, 20.0), 100.0, class));
        assert_eq!(congested_sources(1e12, MIDDLE, &covered(&cloud, &row(7.0)))[0].parts.len(), 3);
        assert_eq!(congested_sources(1e12, MIDDLE, &covered(&cloud, &row(4.0))).len(), 4);
        let mut mixed = row(4.0);
        mixed[1].strength_factor = 7.0;
        let one = &congested_sources(1e12, MIDDLE, &covered(&cloud, &mixed))[0];
        assert_eq!((one.parts.len(), one.strength_factor), (3, 7.0));
    }

    #[test]
    fn classes_of_blocked_shares() {
        for (blockage_frac, between_planes, class) in
            [(0.0, false, 3.0), (0.02, false, 3.0), (0.02, true, 5.0), (0.05, false, 7.0), (0.4, true, 7.0)]
        {
            assert_eq!(strength_of_blockage_factor(blockage_frac, between_planes), class);
        }
    }

    #[test]
    fn figures_on_record_come_before_derived_ones_and_nothing_is_invented() {
        let bare = RegionRecord {
            area_m2: 800.0,
            height_m: None,
            free_volume_m3: None,
            blockage_frac: None,
            strength_factor: None,
            between_planes: false,
        };
        assert_eq!((bare.volume().0, bare.strength()), (None, (7.0, Origin::Assumed)));
        let high = RegionRecord { height_m: Some(10.0), ..bare };
        assert_eq!(high.volume(), (Some(8000.0), Origin::Assumed));
        let blocked = RegionRecord { blockage_frac: Some(0.25), ..high };
        assert_eq!((blocked.volume(), blocked.strength()), ((Some(6000.0), Origin::Computed), (7.0, Origin::Computed)));
        let known = RegionRecord { free_volume_m3: Some(500.0), strength_factor: Some(6.0), ..blocked };
        assert_eq!((known.volume(), known.strength()), ((Some(500.0), Origin::Source), (6.0, Origin::Source)));
    }

    #[test]
    fn distances_between_areas() {
        let one = block(0.0, 0.0, 10.0, 10.0);
        assert_eq!(distance_m(&one, &block(13.0, 14.0, 20.0, 20.0)), 5.0);
        assert_eq!(distance_m(&one, &block(5.0, 5.0, 20.0, 20.0)), 0.0);
        assert_eq!(distance_m(&block(12.0, -50.0, 13.0, 50.0), &one), 2.0);
        assert_eq!(extent_m(&one, coord! {x: 0.0, y: 0.0}, coord! {x: 0.0, y: 7.0}), 10.0);
    }
}
