//! What if it leaked now: counts by hand on a small made city, and the release of a unit's event.

use super::support::assert_close;
use cordon_datasets::substances::library;
use cordon_datasets::tables::standard_tables;
use cordon_engine::city::{BilingualName, City, HazardUnit, PipelineRecord, StorageState};
use cordon_engine::exposed::{Exposed, Kind, Thing};
use cordon_engine::frequency::LossOfContainment;
use cordon_engine::process::{CityView, Context, ProcessError, ProcessOutput, Registry};
use cordon_engine::progress::ProgressToken;
use cordon_engine::provenance::{CaveatCode, Origin};
use cordon_engine::scenario::{AssessmentSettings, unit_release};
use cordon_engine::source::VesselRelease;
use cordon_engine::spatial::{LocalFrame, LocalPoint};
use cordon_engine::units::{LonLat, LonLatBox};
use cordon_engine::weather::{JointFrequencyTable, StabilityClass, Terrain, WeatherClass};
use geo_types::Point;
use serde_json::{Value, json};

const SOURCE: LonLat = LonLat { lon_deg: 114.3, lat_deg: 30.6 };

/// A place so far east and north of the source, m.
fn at(east_m: f64, north_m: f64) -> LonLat {
    LocalFrame::centred_on(SOURCE).to_lon_lat(LocalPoint { x_m: east_m, y_m: north_m })
}

fn unit(id: &str, substance: &str, state: StorageState, quantity_kg: f64, place: LonLat) -> HazardUnit {
    HazardUnit {
        id: id.into(),
        facility_id: "works".into(),
        name: id.into(),
        substance_name: substance.into(),
        cas: String::new(),
        substance_id: library().find(substance).map(|found| found.id.clone()),
        quantity_kg: Some(quantity_kg),
        quantity_origin: Origin::Source,
        quantity_note: String::new(),
        temperature_k: None,
        pressure_pa: None,
        storage_state: Some(state),
        place,
        active: true,
    }
}

/// Two classes, 16 sectors: D 5 m/s has 0.0125 in every sector by day, and 0.1 more by night in the sector to 90 degrees (wind from
/// the west); F 2 m/s has the rest, evenly.
fn station() -> JointFrequencyTable {
    let class = |stability, wind_speed_m_s| WeatherClass { stability, wind_speed_m_s, includes_calm: false };
    let mut probability = vec![0.0; 2 * 2 * 16];
    (0..16).for_each(|sector| probability[sector] = 0.0125);
    probability[32 + 4] = 0.1;
    (0..16).for_each(|sector| probability[16 + sector] = 0.7 / 16.0);
    JointFrequencyTable {
        station: "Airfield".into(),
        source: "test".into(),
        origin: Origin::Assumed,
        sectors: 16,
        classes: vec![class(StabilityClass::D, 5.0), class(StabilityClass::F, 2.0)],
        calm_frac: 0.0,
        hours: 8760,
        hours_missing: 0,
        probability,
    }
}

fn city() -> City {
    use StorageState::{AtmosphericLiquid, CompressedGas, PressurisedLiquefiedGas, Solid};
    City {
        congested_regions: vec![],
        name: BilingualName { zh: "小城".into(), en: "Smalltown".into() },
        demonstration: true,
        extent: LonLatBox { west_deg: 114.2, south_deg: 30.5, east_deg: 114.4, north_deg: 30.7 },
        terrain: Terrain::Rural,
        facilities: vec![],
        hazard_units: vec![
            unit("chlorine", "chlorine", PressurisedLiquefiedGas, 6000.0, SOURCE),
            unit("benzene", "benzene", AtmosphericLiquid, 50_000.0, at(60.0, 0.0)),
            unit("monoxide", "carbon monoxide", CompressedGas, 500.0, at(5000.0, 5000.0)),
            unit("propane", "propane", PressurisedLiquefiedGas, 20_000.0, SOURCE),
            unit("nitrate", "ammonium nitrate", Solid, 1000.0, SOURCE),
        ],
        weather: Some(station()),
        edition: "made".into(),
        caveats: vec![],
    }
}

fn place(kind: Kind, id: &str, place: LonLat, people: Option<f64>) -> Thing {
    Thing {
        kind,
        id: id.into(),
        name: BilingualName { zh: id.into(), en: id.into() },
        class: "test".into(),
        on_record_people: people,
        geometry: Point::new(place.lon_deg, place.lat_deg).into(),
    }
}

fn things(city: &City, places: Vec<Thing>) -> Exposed {
    let units = city.hazard_units.iter().map(|unit| place(Kind::HazardUnit, &unit.id, unit.place, None));
    Exposed::new(&city.extent, places.into_iter().chain(units).collect(), vec![])
}

fn run_in(city: &City, exposed: &Exposed, input: Value) -> Result<ProcessOutput, ProcessError> {
    let pipelines = [PipelineRecord {
        id: "line".into(),
        name: BilingualName::default(),
        substance_name: "methane".into(),
        cas: String::new(),
        substance_id: Some("methane".into()),
        outer_diameter_m: Some(0.508),
        wall_thickness_m: None,
        pressure_pa: Some(6.3e6),
        middle: at(1000.0, 0.0),
    }];
    let view = CityView { city, exposed, pipelines: &pipelines };
    let context = Context { library: library(), tables: standard_tables(), city: Some(view) };
    Registry::standard().execute("incident", &context, input, &ProgressToken::new())
}

fn given(wind_from_deg: f64) -> Value {
    json!({"source": "given", "wind_from_deg": wind_from_deg, "wind_speed_m_s": 3, "stability": "D"})
}

fn zone<'a>(output: &'a ProcessOutput, level: &str) -> &'a Value {
    let zones = output.result["zones"].as_array().unwrap();
    zones.iter().find(|zone| zone["level"] == level).unwrap_or_else(|| panic!("{level} in {zones:?}"))
}

/// The zone of a wind from the west lies east of the source, as long as its reach: places on its axis, beside it, behind it and
/// beyond its end are counted by where they stand.
#[test]
fn places_are_counted_by_where_they_stand() {
    let city = city();
    let input = json!({"unit": "chlorine", "event": "ten_millimetre_hole", "weather": given(270.0)});
    let empty = things(&city, vec![]);
    let bare = run_in(&city, &empty, input.clone()).unwrap();
    assert_eq!(bare.result["people_basis"], "none");
    assert!(zone(&bare, "aegl_3")["people_inside"].is_null());
    let number = |level: &str, field: &str| zone(&bare, level)[field].as_f64().unwrap();
    let (reach_m, wide_m) = (number("aegl_3", "reach_m"), number("aegl_3", "half_width_m"));
    let far_m = number("aegl_2", "reach_m");
    assert!(far_m > 1.2 * reach_m);
    let places = vec![
        place(Kind::PopulatedPlace, "axis", at(0.5 * reach_m, 0.0), Some(120.0)),
        place(Kind::PopulatedPlace, "silent", at(0.6 * reach_m, 0.0), None),
        place(Kind::PopulatedPlace, "beyond", at(1.1 * reach_m, 0.0), Some(1000.0)),
        place(Kind::PopulatedPlace, "behind", at(-0.5 * reach_m, 0.0), Some(10_000.0)),
        // a little beside the zone at its widest: a turn of a few degrees, of the 19.6 of class D (1.96 times 10), puts it inside
        place(Kind::PopulatedPlace, "beside", at(0.5 * reach_m, 1.2 * wide_m), Some(30.0)),
        place(Kind::ProtectedObject, "school", at(0.4 * reach_m, 0.0), Some(900.0)),
    ];
    let exposed = things(&city, places);
    let output = run_in(&city, &exposed, input).unwrap();
    let (worst, next) = (zone(&output, "aegl_3"), zone(&output, "aegl_2"));
    assert_eq!(worst["people_inside"], json!({"known": 120.0, "places_without_number": 1}));
    assert_eq!(worst["people_inside_confidence"], json!({"known": 150.0, "places_without_number": 1}));
    assert_eq!(worst["vulnerable_inside"], 1);
    // the weaker level is wide enough for the one beside too
    assert!(next["half_width_m"].as_f64().unwrap() > 1.2 * wide_m);
    assert_eq!(next["people_inside"]["known"], 1150.0);
    let listed: Vec<(&str, bool)> = output.result["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| (place["id"].as_str().unwrap(), place["worst"]["only_confidence"].as_bool().unwrap()))
        .collect();
    assert_eq!(listed.iter().map(|(id, _)| *id).collect::<Vec<_>>()[..3], ["school", "axis", "silent"]);
    assert!(listed.iter().all(|(id, _)| *id != "behind"), "{listed:?}");
    assert_eq!(output.result["places_total"], json!(listed.len()));
    let school = &output.result["places"][0];
    assert_close("distance_m", school["distance_m"].as_f64().unwrap(), 0.4 * reach_m, 1e-6);
    assert_close("bearing_deg", school["bearing_deg"].as_f64().unwrap(), 90.0, 1e-6);
    assert!(school["arrival_s"].as_f64().unwrap() > 0.0 && school["peak_kg_m3"].as_f64().unwrap() > 0.0);
    let outdoors = school["outdoor_lethality_prob"].as_f64().unwrap();
    assert!(outdoors >= school["indoor_lethality_prob"].as_f64().unwrap());
}

/// The rate on the sheet is that of the assessment's event, and so is the mass.
#[test]
fn a_units_event_is_the_release_of_the_assessment() {
    use LossOfContainment::{Instantaneous, TenMillimetreHole, WithinTenMinutes};
    let city = city();
    let exposed = things(&city, vec![]);
    let events = [
        (Instantaneous, "instantaneous"),
        (WithinTenMinutes, "within_ten_minutes"),
        (TenMillimetreHole, "ten_millimetre_hole"),
    ];
    for unit in &city.hazard_units[..4] {
        for (event, key) in events {
            let known = unit_release(unit, library(), &AssessmentSettings::default(), event).unwrap();
            let input = json!({"unit": unit.id, "event": key, "weather": given(270.0)});
            let output = run_in(&city, &exposed, input).unwrap();
            let released_kg = output.result["released_mass_kg"].as_f64().unwrap();
            let sheet = output.result["sheet"].as_array().unwrap();
            let rate = sheet.iter().find(|entry| entry["quantity"] == "release_rate_kg_s");
            match known.release {
                VesselRelease::Instantaneous { mass_kg, .. } => assert_close(key, released_kg, mass_kg, 1e-9),
                VesselRelease::Continuous { release_rate_kg_s, duration_s, .. } => {
                    let rate = rate.unwrap()["value"].as_f64().unwrap();
                    // a vessel of gas blows down: its rate is the mean of the first twenty-fifth of the mass, up to 2.2 % below that
                    // of the first moment; all others flow at that rate for that time
                    let blows_down = unit.id == "monoxide" && event == TenMillimetreHole;
                    let within = if blows_down { 0.022 } else { 2e-3 };
                    assert_close(&format!("{} {key}", unit.id), rate, release_rate_kg_s, within);
                    if !blows_down {
                        assert_close(key, released_kg, release_rate_kg_s * duration_s, 2e-3);
                    }
                }
            }
            assert!(output.caveats.iter().any(|caveat| caveat.code == CaveatCode::AssumedValue), "temperature assumed");
            let notes = output.result["not_known"].as_array().unwrap();
            assert!(notes.iter().any(|note| note["en"].as_str().unwrap().contains("293.1")), "{notes:?}");
        }
    }
}

/// By hand: D and the sector to 90 degrees have 0.0125 + 0.1, more than any other state (F: 0.04375); with F asked for the first
/// sector, wind from the south.
#[test]
fn the_station_gives_its_most_frequent_state() {
    let city = city();
    let exposed = things(&city, vec![]);
    let weather = |weather: Value| {
        let input = json!({"unit": "chlorine", "event": "ten_millimetre_hole", "weather": weather});
        run_in(&city, &exposed, input).unwrap().result["weather"].clone()
    };
    let most = weather(json!({"source": "station"}));
    assert_eq!(
        (&most["wind_from_deg"], &most["wind_speed_m_s"], &most["stability"]),
        (&json!(270.0), &json!(5.0), &json!("D"))
    );
    assert_close("frequency_frac", most["frequency_frac"].as_f64().unwrap(), 0.1125, 1e-12);
    assert_eq!((&most["basis"], &most["station"]), (&json!("station"), &json!("Airfield")));
    let still = weather(json!({"source": "station", "stability": "F"}));
    assert_eq!((&still["wind_from_deg"], &still["wind_speed_m_s"]), (&json!(180.0), &json!(2.0)));
    let north = weather(json!({"source": "station", "wind_from_deg": 10}));
    assert_eq!((&north["wind_from_deg"], &north["stability"]), (&json!(10.0), &json!("F")));
    let all = weather(json!({"source": "station", "wind_from_deg": 10, "stability": "D", "wind_speed_m_s": 4}));
    assert_eq!((&all["basis"], &all["station"]), (&json!("given"), &Value::Null));
}

/// A burst of propane: branches sum to one, every zone stands in its branches, and the tank 60 m away is in reach of the fireball.
#[test]
fn fires_have_branches_and_reach_other_units() {
    let city = city();
    let exposed = things(&city, vec![place(Kind::PopulatedPlace, "homes", at(30.0, 0.0), Some(50.0))]);
    let input = json!({"unit": "propane", "event": "instantaneous", "weather": given(270.0)});
    let output = run_in(&city, &exposed, input).unwrap();
    let branches = output.result["branches"].as_array().unwrap();
    let sum: f64 = branches.iter().map(|branch| branch["conditional_prob"].as_f64().unwrap()).sum();
    assert_close("branches", sum, 1.0, 1e-12);
    let ids: Vec<&str> =
        output.result["zones"].as_array().unwrap().iter().map(|zone| zone["id"].as_str().unwrap()).collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "{ids:?}");
    let ball = branches.iter().find(|branch| branch["outcome"] == "fireball").unwrap();
    let heat = ball["zones"].as_array().unwrap();
    assert!(heat.contains(&json!("fireball-heat_12_5_kw_m2")), "{heat:?}");
    assert!(heat.iter().all(|zone| ids.contains(&zone.as_str().unwrap())));
    let domino = output.result["domino"].as_array().unwrap();
    assert!(domino.iter().any(|unit| unit["id"] == "benzene"), "{domino:?}");
    assert!(domino.iter().all(|unit| unit["id"] != "propane"), "not itself");
    assert!(output.caveats.iter().any(|caveat| caveat.subject == "domino" && caveat.code == CaveatCode::MemoryFigure));
    let hot = zone(&output, "heat_12_5_kw_m2");
    assert_eq!(hot["people_inside"]["known"], 50.0);
    // danger to life at 12.5 kW/m2, pain at 4: the order in which places are listed
    assert_eq!((&hot["rank"], &zone(&output, "heat_4_kw_m2")["rank"]), (&json!(4), &json!(2)));
}

#[test]
fn a_pipeline_and_a_refused_unit() {
    let city = city();
    let exposed = things(&city, vec![]);
    let input = |unit: &str, event: &str| json!({"unit": unit, "event": event, "weather": given(270.0)});
    let output = run_in(&city, &exposed, input("line", "full_bore")).unwrap();
    assert_eq!(output.result["release"]["kind"], "pipeline");
    // 0.508 m less twice 2 % of it; (2 log10(3.7 * 0.48768 / 4.5e-5))^-2 = (2 * 4.60310)^-2 = 0.011799
    assert_close("diameter", output.result["release"]["pipe_diameter_m"].as_f64().unwrap(), 0.487_68, 1e-9);
    assert_close("friction", output.result["release"]["darcy_friction_factor"].as_f64().unwrap(), 0.011_799, 1e-4);
    assert!(output.caveats.iter().any(|caveat| caveat.message_en.contains("8 km of pipe")));
    // a hole is fed from both sides as one length of pipe; it is a tenth of the diameter
    let hole = run_in(&city, &exposed, input("line", "hole")).unwrap();
    assert_eq!(
        (&hole.result["release"]["length_m"], &hole.result["release"]["other_length_m"]),
        (&json!(16e3), &json!(0.0))
    );
    assert_close("hole", hole.result["release"]["hole_diameter_m"].as_f64().unwrap(), 0.048_768, 1e-9);
    assert!(hole.caveats.iter().any(|caveat| caveat.message_en.contains("8 km of pipe")));
    for (unit, event, field, code) in [
        ("nitrate", "instantaneous", "unit", "not_assessed"),
        ("nowhere", "instantaneous", "unit", "unknown_unit"),
        ("chlorine", "full_bore", "event", "not_allowed"),
        ("line", "instantaneous", "event", "not_allowed"),
    ] {
        let error = run_in(&city, &exposed, input(unit, event)).unwrap_err();
        let found: Vec<(&str, &str)> =
            error.problems().iter().map(|problem| (problem.field.as_str(), problem.code.as_str())).collect();
        assert_eq!(found, [(field, code)], "{unit} {event}");
    }
}
