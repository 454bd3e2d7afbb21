//! A synthetic city of any size, for scale tests: seeded, with inventories that are all different.

use super::{CityBundle, CityFeature, known_substance};
use crate::layers::{self, FieldValue, Properties};
use cordon_engine::city::BilingualName;
use cordon_engine::math;
use cordon_engine::spatial::{LocalFrame, LocalPoint};
use cordon_engine::units::{LonLat, LonLatBox};
use cordon_engine::weather::{JointFrequencyTable, Terrain};
use geo_types::{Geometry, Point};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What kind of synthetic city to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SynthOptions {
    /// Number of facilities; each has 1 to 4 hazard units.
    pub facilities: usize,
    /// Number of populated places.
    pub places: usize,
    /// Seed: the same options give the same city.
    pub seed: u64,
}

/// Where the city lies: an empty part of the Gobi, so that nobody takes it for a real place.
const CENTRE: LonLat = LonLat { lon_deg: 104.0, lat_deg: 42.0 };
/// Mean area for each facility, m2 (one in 4 km2, as in an industrial city).
const AREA_PER_FACILITY_M2: f64 = 4.0e6;
/// Smallest half-width of the city, m.
const MIN_HALF_WIDTH_M: f64 = 8_000.0;
/// Standard deviation of facilities around their industrial park, m.
const PARK_SPREAD_M: f64 = 1_500.0;
/// Facilities in a park, on average.
const FACILITIES_PER_PARK: usize = 24;

/// A kind of vessel: substance, CAS number, median content, spread of its logarithm, state.
struct VesselKind {
    substance: &'static str,
    cas: &'static str,
    median_kg: f64,
    sigma_ln: f64,
    storage_state: &'static str,
}

const fn kind(
    substance: &'static str,
    cas: &'static str,
    median_kg: f64,
    sigma_ln: f64,
    storage_state: &'static str,
) -> VesselKind {
    VesselKind { substance, cas, median_kg, sigma_ln, storage_state }
}

/// Vessel kinds of a mixed chemical city. Contents are illustrative, not statistics.
const KINDS: [VesselKind; 12] = [
    kind("chlorine", "7782-50-5", 8_000.0, 1.2, "pressurised_liquefied_gas"),
    kind("ammonia", "7664-41-7", 30_000.0, 1.4, "pressurised_liquefied_gas"),
    kind("propane", "74-98-6", 90_000.0, 1.3, "pressurised_liquefied_gas"),
    kind("n-butane", "106-97-8", 90_000.0, 1.3, "pressurised_liquefied_gas"),
    kind("vinyl chloride", "75-01-4", 120_000.0, 1.0, "pressurised_liquefied_gas"),
    kind("sulphur dioxide", "7446-09-5", 9_000.0, 1.2, "pressurised_liquefied_gas"),
    kind("hydrogen sulphide", "7783-06-4", 3_000.0, 1.0, "pressurised_liquefied_gas"),
    kind("propylene", "115-07-1", 150_000.0, 1.2, "pressurised_liquefied_gas"),
    kind("ethylene oxide", "75-21-8", 40_000.0, 1.0, "pressurised_liquefied_gas"),
    kind("hydrogen", "1333-74-0", 400.0, 1.0, "compressed_gas"),
    kind("methanol", "67-56-1", 900_000.0, 1.1, "atmospheric_liquid"),
    kind("benzene", "71-43-2", 700_000.0, 1.1, "atmospheric_liquid"),
];

/// Makes the city. `weather` is any joint frequency table (the demonstration city's will do).
#[must_use]
pub fn synthetic_city(options: SynthOptions, weather: JointFrequencyTable) -> CityBundle {
    let frame = LocalFrame::centred_on(CENTRE);
    let half_width_m = (0.5 * (options.facilities as f64 * AREA_PER_FACILITY_M2).sqrt()).max(MIN_HALF_WIDTH_M);
    let mut maker =
        Maker { frame, half_width_m, random: ChaCha8Rng::seed_from_u64(options.seed), features: Vec::new() };
    maker.facilities(options.facilities);
    maker.places(options.places);
    CityBundle {
        name: BilingualName { zh: "合成城市".into(), en: format!("Synthetic city {}", options.seed) },
        demonstration: true,
        extent: maker.extent(),
        terrain: Terrain::Urban,
        source: format!(
            "cordon synth --facilities {} --places {} --seed {}",
            options.facilities, options.places, options.seed
        ),
        features: maker.features,
        weather,
    }
}

struct Maker {
    frame: LocalFrame,
    half_width_m: f64,
    random: ChaCha8Rng,
    features: Vec<CityFeature>,
}

impl Maker {
    /// Standard normal number by Box and Muller (1958).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * math::ln(1.0 - self.random.random::<f64>())).sqrt();
        radius * math::cos(2.0 * std::f64::consts::PI * self.random.random::<f64>())
    }

    fn uniform_m(&mut self) -> f64 {
        (2.0 * self.random.random::<f64>() - 1.0) * self.half_width_m
    }

    /// A point around `(x_m, y_m)`, kept inside the city.
    fn around(&mut self, x_m: f64, y_m: f64, spread_m: f64) -> LocalPoint {
        let limit_m = self.half_width_m;
        let x_m = (x_m + spread_m * self.normal()).clamp(-limit_m, limit_m);
        let y_m = (y_m + spread_m * self.normal()).clamp(-limit_m, limit_m);
        LocalPoint { x_m, y_m }
    }

    fn push(&mut self, layer: &str, id: String, at: LocalPoint, properties: Properties) {
        let Some(layer) = layers::find(layer) else { return };
        let place = self.frame.to_lon_lat(at);
        let geometry = Geometry::Point(Point::new(place.lon_deg, place.lat_deg));
        self.features.push(CityFeature { layer, id, geometry, properties });
    }

    fn facilities(&mut self, count: usize) {
        let parks: Vec<(f64, f64)> =
            (0..count.div_ceil(FACILITIES_PER_PARK)).map(|_| (self.uniform_m(), self.uniform_m())).collect();
        for number in 1..=count {
            let (x_m, y_m) = parks[self.random.random_range(0..parks.len())];
            let at = self.around(x_m, y_m, PARK_SPREAD_M);
            let facility_id = format!("F{number:06}");
            let properties = Properties::from([
                ("name_zh", format!("合成企业 {number}").into()),
                ("name_en", format!("Facility {number}").into()),
                ("kind", "hazardous_chemical_producer".into()),
                ("status", "active".into()),
                ("active", true.into()),
            ]);
            self.push("facility", facility_id.clone(), at, properties);
            for unit in 1..=self.random.random_range(1..=4) {
                self.unit(&facility_id, unit, at);
            }
        }
    }

    fn unit(&mut self, facility_id: &str, unit: usize, facility: LocalPoint) {
        let kind = &KINDS[self.random.random_range(0..KINDS.len())];
        let quantity_kg = kind.median_kg * math::exp(kind.sigma_ln * self.normal());
        let at = self.around(facility.x_m, facility.y_m, 60.0);
        let mut properties = Properties::from([
            ("name", format!("{} {unit}", kind.substance).into()),
            ("facility_id", facility_id.into()),
            ("substance", kind.substance.into()),
            ("cas", kind.cas.into()),
            ("quantity_kg", quantity_kg.into()),
            ("quantity_origin", "assumed".into()),
            ("quantity_note", "synthetic".into()),
            ("storage_state", kind.storage_state.into()),
            ("active", true.into()),
        ]);
        properties.extend(known_substance(kind.cas));
        self.push("hazard_unit", format!("{facility_id}-U{unit}"), at, properties);
    }

    fn places(&mut self, count: usize) {
        for number in 1..=count {
            let at = LocalPoint { x_m: self.uniform_m(), y_m: self.uniform_m() };
            let people = (60.0 * math::exp(1.1 * self.normal())).round().max(1.0);
            let properties = Properties::from([
                ("name_zh", format!("居民点 {number}").into()),
                ("name_en", format!("Place {number}").into()),
                ("kind", "residential".into()),
                ("population", FieldValue::Integer(people as i64)),
                ("active", true.into()),
            ]);
            self.push("populated_place", format!("P{number:07}"), at, properties);
        }
    }

    fn extent(&self) -> LonLatBox {
        let corner = |sign: f64| {
            let edge_m = sign * (self.half_width_m + 2_000.0);
            self.frame.to_lon_lat(LocalPoint { x_m: edge_m, y_m: edge_m })
        };
        let (low, high) = (corner(-1.0), corner(1.0));
        LonLatBox { west_deg: low.lon_deg, south_deg: low.lat_deg, east_deg: high.lon_deg, north_deg: high.lat_deg }
    }
}

#[cfg(test)]
mod tests {
    use super::super::demo_city;
    use super::*;
    use std::collections::BTreeSet;

    fn make(seed: u64) -> CityBundle {
        synthetic_city(SynthOptions { facilities: 40, places: 100, seed }, demo_city().unwrap().weather)
    }

    #[test]
    fn the_same_seed_gives_the_same_city_and_another_does_not() {
        assert_eq!(make(7).features, make(7).features);
        assert_ne!(make(7).features, make(8).features);
    }

    #[test]
    fn every_record_fits_its_layer_and_no_two_inventories_are_equal() {
        let city = make(3);
        let mut inventories = BTreeSet::new();
        for feature in &city.features {
            assert_eq!(feature.layer.check(&feature.properties), vec![], "{}", feature.id);
            if let Some(kg) = feature.properties.get("quantity_kg").and_then(FieldValue::as_real) {
                assert!(inventories.insert(kg.to_bits()), "{kg} twice");
            }
            let Geometry::Point(point) = feature.geometry else { panic!("not a point") };
            assert!(city.extent.contains(LonLat { lon_deg: point.x(), lat_deg: point.y() }));
        }
        assert!(inventories.len() >= 40);
    }
}
