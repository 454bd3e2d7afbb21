//! The assessment of a small city with the real substance library.

use cordon_datasets::substances::library;
use cordon_engine::city::{BilingualName, City, Facility, HazardUnit, StorageState};
use cordon_engine::frequency::Outcome;
use cordon_engine::progress::ProgressToken;
use cordon_engine::provenance::{CaveatCode, Origin};
use cordon_engine::scenario::{
    Assessment, AssessmentError, AssessmentSettings, NotAssessedReason, assess, unit_hazards,
};
use cordon_engine::units::{LonLat, LonLatBox};
use cordon_engine::weather::{JointFrequencyTable, StabilityClass, Terrain, WeatherClass};
use std::time::{Duration, Instant};

const CENTRE: LonLat = LonLat { lon_deg: 114.3, lat_deg: 30.6 };

fn weather() -> JointFrequencyTable {
    let class = |stability, wind_speed_m_s| WeatherClass { stability, wind_speed_m_s, includes_calm: false };
    let classes = vec![
        class(StabilityClass::B, 3.0),
        class(StabilityClass::D, 1.5),
        class(StabilityClass::D, 5.0),
        class(StabilityClass::D, 9.0),
        class(StabilityClass::E, 5.0),
        class(StabilityClass::F, 1.5),
    ];
    let sectors = 16;
    let raw: Vec<f64> = (0..2 * classes.len() * sectors).map(|i| 1.0 + libm::sin(i as f64 * 0.9).abs()).collect();
    let sum: f64 = raw.iter().sum();
    JointFrequencyTable {
        station: "test".into(),
        source: "test".into(),
        origin: Origin::Assumed,
        sectors,
        classes,
        calm_frac: 0.0,
        hours: 8760,
        hours_missing: 0,
        probability: raw.into_iter().map(|value| value / sum).collect(),
    }
}

fn unit(id: &str, substance: &str, quantity_kg: Option<f64>, east_deg: f64) -> HazardUnit {
    HazardUnit {
        id: id.into(),
        facility_id: "works".into(),
        name: id.into(),
        substance_name: substance.into(),
        cas: String::new(),
        substance_id: library().get(substance).map(|s| s.id.clone()),
        quantity_kg,
        quantity_origin: Origin::Source,
        quantity_note: String::new(),
        temperature_k: None,
        pressure_pa: None,
        storage_state: None,
        place: LonLat { lon_deg: CENTRE.lon_deg + east_deg, lat_deg: CENTRE.lat_deg },
        active: true,
    }
}

fn city(hazard_units: Vec<HazardUnit>) -> City {
    let name = |zh: &str, en: &str| BilingualName { zh: zh.into(), en: en.into() };
    City {
        congested_regions: vec![],
        name: name("测试市", "Test City"),
        demonstration: true,
        extent: LonLatBox { west_deg: 114.2, south_deg: 30.5, east_deg: 114.4, north_deg: 30.7 },
        terrain: Terrain::Rural,
        facilities: vec![Facility {
            id: "works".into(),
            name: name("化工厂", "Works"),
            place: CENTRE,
            active: true,
            status: "active".into(),
        }],
        hazard_units,
        weather: Some(weather()),
        edition: "e1".into(),
        caveats: vec![],
    }
}

fn mixed_city() -> City {
    let mut inactive = unit("closed", "chlorine", Some(1e4), 0.0);
    inactive.active = false;
    let mut stand_in = unit("ammonia", "ammonia", Some(4535.9), 0.01);
    stand_in.quantity_origin = Origin::Assumed;
    let mut solid = unit("salt", "chlorine", Some(1.0), 0.0);
    solid.storage_state = Some(StorageState::Solid);
    city(vec![
        unit("chlorine", "chlorine", Some(1000.0), 0.0),
        stand_in,
        unit("propane", "propane", Some(20_000.0), -0.01),
        unit("tnt", "tnt", Some(5000.0), 0.02),
        unit("mystery", "no such substance", Some(10.0), 0.0),
        unit("empty", "chlorine", None, 0.0),
        inactive,
        solid,
    ])
}

fn run(city: &City) -> Assessment {
    assess(city, library(), &AssessmentSettings::default(), &ProgressToken::new()).unwrap()
}

#[test]
fn what_is_left_out_is_counted_with_its_reason() {
    let assessment = run(&mixed_city());
    let counts = assessment.counts();
    println!("{:?} {:?}", counts, assessment.not_assessed());
    assert_eq!(counts.units, 8);
    assert_eq!(counts.inactive, 1);
    assert_eq!(counts.assessed + counts.not_assessed + counts.inactive, counts.units);
    let reason = |id: &str| &assessment.not_assessed().iter().find(|unit| unit.unit_id == id).unwrap().reason;
    assert_eq!(*reason("empty"), NotAssessedReason::UnknownQuantity);
    assert_eq!(*reason("salt"), NotAssessedReason::Solid);
    assert!(matches!(reason("mystery"), NotAssessedReason::UnknownSubstance { .. }));
    for code in [
        CaveatCode::Demonstration,
        CaveatCode::NotAssessed,
        CaveatCode::StandInQuantity,
        CaveatCode::AssumedValue,
        CaveatCode::DenseGasByPassiveModel,
        CaveatCode::MemoryFigure,
        CaveatCode::NotModelled,
        CaveatCode::FlatTerrain,
    ] {
        assert!(assessment.caveats().iter().any(|caveat| caveat.code == code), "{code:?}");
    }
}

#[test]
fn the_listed_parts_add_up_to_the_shown_risk() {
    let assessment = run(&mixed_city());
    let mut seen = 0;
    for step in 0..200 {
        let place = LonLat {
            lon_deg: CENTRE.lon_deg + 0.03 * libm::sin(step as f64),
            lat_deg: CENTRE.lat_deg + 0.01 * libm::cos(2.0 * step as f64),
        };
        let risk = assessment.risk_at(place);
        let units: f64 = risk.contributions.iter().map(|part| part.risk_per_year).sum();
        assert!((units - risk.risk_per_year).abs() <= 1e-9 * risk.risk_per_year);
        for part in &risk.contributions {
            let events: f64 = part.events.iter().map(|event| event.risk_per_year).sum();
            assert!((events - part.risk_per_year).abs() <= 1e-9 * part.risk_per_year, "{part:?}");
            assert_eq!(part.facility_name.en, "Works");
        }
        seen += usize::from(!risk.contributions.is_empty());
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn the_raster_and_the_point_agree_at_cell_centres() {
    let assessment = run(&mixed_city());
    let spec = assessment.grid().spec();
    for row in (0..spec.rows).step_by(7) {
        for column in (0..spec.columns).step_by(7) {
            let place = assessment.frame().to_lon_lat(spec.cell_centre(column, row));
            let (cell, point) = (assessment.grid().risk_per_year(column, row), assessment.risk_at(place).risk_per_year);
            assert!((cell - point).abs() <= 1e-7 * point + 1e-15, "{cell} and {point}");
        }
    }
}

#[test]
fn an_explosive_store_is_a_circle_of_30_kpa() {
    // Hemispherical 1 kg TNT reaches 30 kPa at a scaled distance near 5.8 m/kg^(1/3) (Kingery-Bulmash curve), so
    // 1000 kg near 58 m; one event of 1e-5 per year.
    let mut store = unit("tnt", "tnt", Some(1000.0), 0.0);
    store.place = CENTRE;
    let assessment = run(&city(vec![store]));
    let at = |east_m: f64| {
        let centre = assessment.frame().to_local(CENTRE);
        let place = cordon_engine::spatial::LocalPoint { x_m: centre.x_m + east_m, y_m: centre.y_m };
        assessment.risk_at(assessment.frame().to_lon_lat(place)).risk_per_year
    };
    assert!((at(40.0) / 1e-5 - 1.0).abs() < 1e-9, "{}", at(40.0));
    assert_eq!(at(90.0), 0.0);
}

#[test]
fn branches_sum_to_one_and_zones_shrink_with_the_level() {
    let city = mixed_city();
    for unit in
        city.hazard_units.iter().filter(|unit| ["chlorine", "ammonia", "propane", "tnt"].contains(&unit.id.as_str()))
    {
        let hazards = unit_hazards(&city, library(), unit).unwrap();
        assert!(hazards.assessed, "{}: {:?}", unit.id, hazards.reason_not_assessed);
        assert!(!hazards.events.is_empty());
        for event in &hazards.events {
            let sum: f64 = event.branches.iter().map(|branch| branch.conditional_prob).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{}: {sum}", unit.id);
            println!(
                "{} {}: {:?}",
                unit.id,
                event.id,
                event
                    .zones
                    .iter()
                    .map(|z| (z.level.as_str(), z.weather.clone(), z.distance_m as i64))
                    .collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn the_bits_do_not_depend_on_threads_or_on_the_order_of_units() {
    let run_on = |threads: usize, reverse: bool| {
        let mut city = mixed_city();
        if reverse {
            city.hazard_units.reverse();
        }
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| run(&city).grid().clone())
    };
    let one = run_on(1, false);
    assert!(one.max_per_year() > 0.0);
    assert_eq!(one, run_on(2, false));
    assert_eq!(one, run_on(8, true));
}

#[test]
fn cancelling_stops_within_200_ms() {
    let units =
        (0..400).map(|i| unit(&format!("u{i}"), "chlorine", Some(1000.0 + 37.0 * f64::from(i)), 1e-3 * f64::from(i)));
    let city = city(units.collect());
    let token = ProgressToken::new();
    let (result, late) = std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let result = assess(&city, library(), &AssessmentSettings::default(), &token);
            (result.err(), Instant::now())
        });
        std::thread::sleep(Duration::from_millis(30));
        let asked = Instant::now();
        token.cancel();
        let (error, ended) = worker.join().unwrap();
        (error, ended.saturating_duration_since(asked))
    });
    assert_eq!(result, Some(AssessmentError::Cancelled(cordon_engine::progress::Cancelled)));
    assert!(late < Duration::from_millis(200), "{late:?}");
}

#[test]
fn refusals_name_the_field() {
    let city = mixed_city();
    let settings = AssessmentSettings { cell_m: -1.0, ..AssessmentSettings::default() };
    let Err(AssessmentError::InvalidInput(refused)) = assess(&city, library(), &settings, &ProgressToken::new()) else {
        panic!("a negative cell must be refused")
    };
    assert_eq!(refused.problems[0].field, "cell_m");
    let area = LonLatBox { west_deg: 100.0, south_deg: 20.0, east_deg: 120.0, north_deg: 40.0 };
    let settings = AssessmentSettings { cell_m: 5.0, area: Some(area), ..AssessmentSettings::default() };
    let refused = assess(&city, library(), &settings, &ProgressToken::new()).err().unwrap();
    assert!(matches!(refused, AssessmentError::InvalidInput(_)), "{refused}");
    let mut calm = city;
    calm.weather = None;
    let refused = assess(&calm, library(), &AssessmentSettings::default(), &ProgressToken::new()).err();
    assert_eq!(refused, Some(AssessmentError::NoWeather));
}

#[test]
fn an_empty_city_has_an_empty_map() {
    let assessment = run(&city(vec![]));
    assert_eq!(assessment.grid().max_per_year(), 0.0);
    assert_eq!(assessment.risk_at(CENTRE).contributions.len(), 0);
}

#[test]
fn liquids_evaporate_from_their_pool_and_are_in_the_risk() {
    let mut cold = unit("cold", "ammonia", Some(500_000.0), 0.0);
    cold.storage_state = Some(StorageState::RefrigeratedLiquefiedGas);
    let city = city(vec![
        unit("acrylonitrile", "acrylonitrile", Some(100_000.0), 0.0),
        unit("benzene", "benzene", Some(100_000.0), 0.01),
        unit("styrene", "styrene", Some(100_000.0), 0.02),
        cold,
    ]);
    assert_eq!(run(&city).counts().assessed, 4);
    let described = |id: &str| {
        let unit = city.hazard_units.iter().find(|unit| unit.id == id).unwrap();
        unit_hazards(&city, library(), unit).unwrap()
    };
    for id in ["acrylonitrile", "benzene", "styrene", "cold"] {
        let hazards = described(id);
        assert_eq!(hazards.events.len(), 3, "{id}");
        let pools = hazards.caveats.iter().filter(|c| c.code == CaveatCode::AssumedValue && c.subject == "pool");
        assert_eq!(pools.count(), 1, "{id}");
        for event in &hazards.events {
            let sum: f64 = event.branches.iter().map(|branch| branch.conditional_prob).sum();
            assert!((sum - 1.0).abs() < 1e-12);
            let lit_pool = event.branches.iter().find(|branch| branch.outcome == Outcome::PoolFire).unwrap();
            assert!(!lit_pool.modelled, "{id}: a pool fire is not in the risk");
        }
    }
    let reach_m = |id: &str, event: usize| {
        described(id).events[event].zones.iter().map(|zone| zone.distance_m).fold(0.0, f64::max)
    };
    for id in ["acrylonitrile", "benzene", "cold"] {
        // everything at once reaches no less far than the hole, and no farther than a few kilometres
        assert!(reach_m(id, 0) >= reach_m(id, 2) && reach_m(id, 2) > 1.0, "{id}");
        assert!(reach_m(id, 0) < 20_000.0, "{id}: {}", reach_m(id, 0));
    }
    // styrene at 20 C is below its flash point (304 K): its saturated vapour cannot burn
    assert_eq!(reach_m("styrene", 0), 0.0);
}

#[test]
fn what_rains_out_adds_to_the_cloud() {
    // butane at 20 C flashes to an eighth: most of it lies on the ground and boils off there
    let city = city(vec![unit("butane", "n-butane", Some(50_000.0), 0.0)]);
    let hazards = unit_hazards(&city, library(), &city.hazard_units[0]).unwrap();
    let left_out =
        |subject: &str| hazards.caveats.iter().any(|c| c.code == CaveatCode::NotModelled && c.subject == subject);
    assert!(left_out("pool_fire") && !left_out("pool"));
    assert!(hazards.events.iter().all(|event| !event.zones.is_empty()));
}
