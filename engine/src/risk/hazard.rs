//! What one unit can do, without its place: outcomes with frequencies and footprints.

use super::footprint::{Footprint, HASH_START, RadialProfile, hash_bits};
use std::sync::Arc;

/// An outcome that follows the wind, in one weather class.
#[derive(Debug, Clone, PartialEq)]
pub struct WindOutcome {
    /// Index of the event among those of the unit.
    pub event: usize,
    /// Index of the weather class.
    pub class: usize,
    /// Frequency of the event times the probability of the branch; the probability of the weather
    /// class and the direction come from the wind roses.
    pub frequency_per_year: f64,
    /// Where it is lethal to a person outdoors.
    pub footprint: Arc<Footprint>,
    /// Lethality indoors as a share of that outdoors, 0 to 1 (societal risk).
    pub indoor_frac: f64,
}

/// An outcome that does not ask for the wind.
#[derive(Debug, Clone, PartialEq)]
pub struct RadialOutcome {
    /// Index of the event among those of the unit.
    pub event: usize,
    /// Frequency of the event times the probability of the branch.
    pub frequency_per_year: f64,
    /// Where it is lethal to one person outdoors who stays there (individual risk).
    pub profile: Arc<RadialProfile>,
    /// Where it is lethal to the people outdoors, clothed and free to go (societal risk).
    pub outdoor: Arc<RadialProfile>,
    /// Where it is lethal to the people indoors (societal risk).
    pub indoor: Arc<RadialProfile>,
}

impl RadialOutcome {
    /// Beyond this distance nobody is hurt, outdoors or indoors.
    #[must_use]
    pub fn societal_reach_m(&self) -> f64 {
        self.outdoor.reach_m().max(self.indoor.reach_m())
    }
}

/// All outcomes of one unit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HazardSet {
    /// Outcomes that follow the wind.
    pub wind: Vec<WindOutcome>,
    /// Outcomes that do not.
    pub radial: Vec<RadialOutcome>,
}

impl HazardSet {
    /// Beyond this distance nobody is hurt.
    #[must_use]
    pub fn reach_m(&self) -> f64 {
        let wind = self.wind.iter().map(|o| o.footprint.reach_m());
        wind.chain(self.radial.iter().map(|o| o.profile.reach_m())).fold(0.0, f64::max)
    }

    /// Beyond this distance nobody is counted among the dead of an event.
    #[must_use]
    pub fn societal_reach_m(&self) -> f64 {
        let wind = self.wind.iter().map(|o| o.footprint.reach_m());
        wind.chain(self.radial.iter().map(RadialOutcome::societal_reach_m)).fold(0.0, f64::max)
    }

    /// Number of events (highest index plus one).
    #[must_use]
    pub fn events(&self) -> usize {
        let wind = self.wind.iter().map(|o| o.event + 1);
        wind.chain(self.radial.iter().map(|o| o.event + 1)).max().unwrap_or(0)
    }

    /// Hash of the content: equal sets have equal hashes, so that their tables are shared.
    #[must_use]
    pub fn content_hash(&self) -> u64 {
        let wind = self.wind.iter().flat_map(|o| {
            let numbers = [o.frequency_per_year.to_bits(), o.indoor_frac.to_bits()];
            [o.event as u64, o.class as u64].into_iter().chain(numbers).chain([o.footprint.content_hash()])
        });
        let radial = self.radial.iter().flat_map(|o| {
            let profiles = [&o.profile, &o.outdoor, &o.indoor].map(|profile| profile.content_hash());
            [o.event as u64, o.frequency_per_year.to_bits()].into_iter().chain(profiles)
        });
        hash_bits(HASH_START, std::iter::once(self.wind.len() as u64).chain(wind).chain(radial))
    }
}
