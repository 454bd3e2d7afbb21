//! Properties of what is counted about a release.

use cordon_datasets::substances::library;
use cordon_datasets::tables::standard_tables;
use cordon_engine::city::{BilingualName, City};
use cordon_engine::exposed::{Exposed, Kind, Thing};
use cordon_engine::process::{CityView, Context, Registry};
use cordon_engine::progress::ProgressToken;
use cordon_engine::units::{LonLat, LonLatBox};
use cordon_engine::weather::Terrain;
use geo_types::Point;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Villages on a net of 21 by 21 places, 0.001 degrees apart, symmetric about the source.
fn villages() -> Vec<Thing> {
    let places = (-10..=10).flat_map(|row| (-10..=10).map(move |column| (row, column)));
    let village = |(row, column): (i32, i32)| Thing {
        kind: Kind::PopulatedPlace,
        id: format!("{row}:{column}"),
        name: BilingualName::default(),
        class: String::new(),
        on_record_people: ((row + column) % 3 != 0).then_some(10.0),
        geometry: Point::new(114.3 + 0.001 * f64::from(column), 30.6 + 0.001 * f64::from(row)).into(),
    };
    places.map(village).collect()
}

fn city() -> City {
    City {
        congested_regions: vec![],
        name: BilingualName::default(),
        demonstration: true,
        extent: LonLatBox { west_deg: 114.2, south_deg: 30.5, east_deg: 114.4, north_deg: 30.7 },
        terrain: Terrain::Rural,
        facilities: vec![],
        hazard_units: vec![],
        weather: None,
        edition: "made".into(),
        caveats: vec![],
    }
}

fn answer(city: &City, exposed: &Exposed, rate_kg_s: f64, wind_from_deg: f64) -> Value {
    let context = Context {
        library: library(),
        tables: standard_tables(),
        city: Some(CityView { city, exposed, pipelines: &[] }),
    };
    let input = json!({"substance": "carbon monoxide", "place": {"lon_deg": 114.3, "lat_deg": 30.6},
        "release": {"kind": "known_rate", "release_rate_kg_s": rate_kg_s, "duration_s": 900},
        "weather": {"source": "given", "wind_from_deg": wind_from_deg, "wind_speed_m_s": 3, "stability": "D"}});
    Registry::standard().execute("incident", &context, input, &ProgressToken::new()).unwrap().result
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Where a zone lies it may lie: the people within its confidence line are those inside it and more, as both are laid together.
    /// The opposite wind turns the zones about the source: same size, and no village but those about the source is in both.
    #[test]
    fn turning_the_wind_moves_the_zones(rate_kg_s in 0.5..20.0_f64, wind_from_deg in 0.0..180.0_f64) {
        let city = city();
        let exposed = Exposed::new(&city.extent, villages(), vec![]);
        let (one, other) = (answer(&city, &exposed, rate_kg_s, wind_from_deg), answer(&city, &exposed, rate_kg_s, wind_from_deg + 180.0));
        let zones = |answer: &Value| answer["zones"].as_array().unwrap().clone();
        for (a, b) in zones(&one).iter().zip(&zones(&other)) {
            prop_assert_eq!(&a["area_m2"], &b["area_m2"]);
            prop_assert_eq!(&a["reach_m"], &b["reach_m"]);
            let count = |zone: &Value, field: &str, part: &str| zone[field][part].as_f64().unwrap();
            for part in ["known", "places_without_number"] {
                for zone in [a, b] {
                    prop_assert!(count(zone, "people_inside_confidence", part) >= count(zone, "people_inside", part));
                }
            }
        }
        // the village opposite is inside where this one was: the net is symmetric, but for the metres to a degree north and south
        let far = |answer: &Value| -> Vec<String> {
            // blasts reach all around; clouds do not
            let in_cloud = |place: &Value| place["worst"]["zone"].as_str().unwrap().starts_with("containment-");
            let is_far = |place: &&Value| {
                let held = place["worst"]["only_confidence"] == false && in_cloud(place);
                held && place["distance_m"].as_f64().unwrap() > 400.0
            };
            let places = answer["places"].as_array().unwrap().iter();
            places.filter(is_far).map(|place| place["id"].as_str().unwrap().to_owned()).collect()
        };
        let (here, there) = (far(&one), far(&other));
        prop_assert!(here.iter().all(|id| !there.contains(id)), "{:?} {:?}", here, there);
        for answer in [&one, &other] {
            for place in answer["places"].as_array().unwrap() {
                prop_assert!(place["distance_m"].as_f64().unwrap() >= 0.0);
                let bearing_deg = place["bearing_deg"].as_f64().unwrap();
                prop_assert!((0.0..360.0).contains(&bearing_deg));
            }
        }
    }

    #[test]
    fn the_place_of_a_release_may_be_anywhere(lon_deg in -180.0..180.0_f64, lat_deg in -85.0..85.0_f64) {
        let city = city();
        let exposed = Exposed::new(&city.extent, villages(), vec![]);
        let near = exposed.is_near(LonLat { lon_deg, lat_deg });
        let off_deg = (lon_deg - 114.3).abs().max((lat_deg - 30.6).abs());
        prop_assert!(!near || off_deg < 6.0);
    }
}
