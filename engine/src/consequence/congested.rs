//! The congested regions about a release: which of them its flammable cloud covers when it is lit, and when that is.

use super::cloud::Purpose;
use super::tree::Released;
use super::zone::Level;
use crate::dispersion::{FlammableMoment, ZonePart, confidence_angle_rad, confidence_ring};
use crate::explosion::{self, CongestedArea, Covered, congested_sources, covered};
use crate::provenance::Origin;
use crate::substance::BilingualName;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

/// Moments of the life of a cloud that are looked at where the moment of its greatest flammable mass is not that of its strongest blast.
const MOMENTS: u32 = 24;
/// A region that the cloud covers so much more of at another time is a reason to look for that time.
const MORE_FRAC: f64 = 0.01;

/// A place full of obstacles near a release.
#[derive(Debug, Clone, PartialEq)]
pub struct CongestedRegion {
    /// Key in its layer, or its number in the input.
    pub id: String,
    /// Name.
    pub name: BilingualName,
    /// Outline in m from the source, downwind and to the left of the wind; volume and class.
    pub area: CongestedArea,
    /// Where its volume comes from.
    pub volume_origin: Origin,
    /// Where its class comes from.
    pub strength_origin: Origin,
}

/// A cloud that is lit over congested regions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LitCloud {
    /// When it is lit, and its mass between the limits.
    pub moment: FlammableMoment,
    /// What it covers then.
    pub covered: Vec<Covered>,
    /// Regions that it covers at another time only.
    pub at_other_times: Vec<usize>,
    /// Regions that it covers only as the wind turns within its line of confidence.
    pub as_wind_turns: Vec<usize>,
}

impl Released<'_> {
    /// What can burn of a cloud at a time, on the ground or else at the height of the release.
    pub(super) fn burning_parts(&self, cloud: usize, time_s: f64) -> Vec<ZonePart> {
        self.at_heights(cloud, |field, lower, height_m| {
            field.zones_at(&[lower], height_m, time_s).into_iter().flatten().collect()
        })
    }

    fn at_heights(
        &self,
        cloud: usize,
        parts: impl Fn(&super::field::CloudField, &Level, f64) -> Vec<ZonePart>,
    ) -> Vec<ZonePart> {
        let Some((_, _, field)) = self.clouds[cloud].solution(Purpose::Flammable) else { return Vec::new() };
        let Some(lower) = self.lower else { return Vec::new() };
        let found = [0.0, self.release_height_m].into_iter().map(|height_m| parts(field, lower, height_m));
        found.into_iter().find(|parts| !parts.is_empty()).unwrap_or_default()
    }

    /// The cloud over the regions: when its flammable mass is greatest, or at another time at which more energy explodes in regions.
    pub(super) fn lit_over_regions(&self, cloud: usize, greatest: FlammableMoment) -> LitCloud {
        let areas: Vec<CongestedArea> = self.congested.iter().map(|region| region.area.clone()).collect();
        let at = |time_s: f64| covered(&footprint(&self.burning_parts(cloud, time_s)), &areas);
        let first = (greatest, at(greatest.time_s));
        let swept = self.at_heights(cloud, |field, lower, height_m| field.zone_over_time(lower, height_m));
        let ever = covered(&footprint(&swept), &areas);
        let share = |covered: &[Covered], index: usize| {
            covered.iter().find(|one| one.index == index).map_or(0.0, |one| one.covered_frac)
        };
        let more = ever.iter().any(|one| one.covered_frac > share(&first.1, one.index) + MORE_FRAC);
        let others = if more { self.other_moments(cloud, &swept) } else { Vec::new() };
        // the moment of the greatest mass comes before all others
        let mut tried = vec![first];
        tried.extend(others.into_iter().map(|moment| (moment, at(moment.time_s))));
        let energies_j: Vec<f64> = tried.iter().map(|one| self.in_regions_j(one)).collect();
        let greatest_j = energies_j.iter().copied().fold(0.0, f64::max);
        // a cloud that is fed steadily keeps its energy, and is lit when it first has nearly all of it
        let nearly_all_j = FlammableMoment::NEARLY_ALL_FRAC * greatest_j;
        let chosen = energies_j.iter().position(|&energy_j| energy_j >= nearly_all_j).unwrap_or(0);
        let (moment, covered) = tried.swap_remove(chosen);
        let missed = |one: &&Covered| covered.iter().all(|held| held.index != one.index);
        let at_other_times = ever.iter().filter(missed).map(|one| one.index).collect();
        let turned = area(confidence_ring(&swept, confidence_angle_rad(self.air.stability)));
        let new = |one: &Covered| ever.iter().all(|held| held.index != one.index);
        let turned = explosion::covered(&MultiPolygon(vec![turned]), &areas).into_iter().filter(new);
        LitCloud { moment, covered, at_other_times, as_wind_turns: turned.map(|one| one.index).collect() }
    }

    fn other_moments(&self, cloud: usize, swept: &[ZonePart]) -> Vec<FlammableMoment> {
        let Some((_, _, field)) = self.clouds[cloud].solution(Purpose::Flammable) else { return Vec::new() };
        let (Some(lower), Some(upper)) = (self.lower, self.upper) else { return Vec::new() };
        let reach_m = swept.iter().map(ZonePart::farthest_m).fold(0.0, f64::max);
        let life_s = field.life_s(reach_m);
        let moment = |index: u32| {
            let time_s = life_s * f64::from(index) / f64::from(MOMENTS);
            let mass_kg = field.mass_between_kg(lower, upper, time_s)?;
            (mass_kg > 0.0).then_some(FlammableMoment { time_s, mass_kg })
        };
        (1..=MOMENTS).filter_map(moment).collect()
    }

    /// Energy that explodes in regions, J.
    fn in_regions_j(&self, (moment, covered): &(FlammableMoment, Vec<Covered>)) -> f64 {
        let heat_j_kg = self.substance.heat_of_combustion_j_kg.unwrap_or(0.0);
        let sources = congested_sources(moment.mass_kg * heat_j_kg, Coord { x: 0.0, y: 0.0 }, covered);
        let strong = sources.iter().filter(|source| !source.parts.is_empty());
        strong.fold(0.0, |sum_j, source| sum_j + source.energy_j)
    }
}

/// The area of the parts of a zone.
fn footprint(parts: &[ZonePart]) -> MultiPolygon {
    MultiPolygon(parts.iter().map(|part| area(part.ring())).collect())
}

fn area(ring: Vec<[f64; 2]>) -> Polygon {
    Polygon::new(LineString(ring.into_iter().map(|[x, y]| Coord { x, y }).collect()), Vec::new())
}
