//! A cloud over congested regions: what of each it covers, energies, middles and reaches by hand and by the process of one blast.

use super::process::{answer as execute, number, problems};
use super::support::assert_close;
use cordon_engine::process::ProcessOutput;
use serde_json::{Value, json};

/// Heat of combustion of propane, J/kg (substance library).
const HEAT_J_KG: f64 = 46.34e6;

fn leak(more: Value) -> Value {
    let mut scenario = json!({"substance": "propane", "release_height_m": 1, "zone_height_m": 0,
        "release": {"kind": "known_rate", "release_rate_kg_s": 20, "duration_s": 900},
        "weather": {"wind_speed_m_s": 3, "stability": "D", "terrain": "rural"}});
    more.as_object().unwrap().iter().for_each(|(name, value)| scenario[name] = value.clone());
    scenario
}

/// A rectangle, downwind and to the left.
fn block(x_m: [f64; 2], y_m: [f64; 2]) -> Value {
    json!([[x_m[0], y_m[0]], [x_m[1], y_m[0]], [x_m[1], y_m[1]], [x_m[0], y_m[1]]])
}

fn explosion(output: &ProcessOutput) -> Value {
    let effects = output.result["effects"].as_array().unwrap();
    effects.iter().find(|effect| effect["kind"] == "explosion").unwrap().clone()
}

fn figure(effect: &Value, name: &str) -> f64 {
    let figures = effect["figures"].as_array().unwrap();
    figures.iter().find(|figure| figure["name"] == name).unwrap()["value"].as_f64().unwrap()
}

fn zone<'a>(effect: &'a Value, level: &str) -> Option<&'a Value> {
    effect["zones"].as_array().unwrap().iter().find(|zone| zone["level"] == level)
}

fn told(output: &ProcessOutput, words: &str) -> bool {
    output.caveats.iter().any(|caveat| caveat.message_en.contains(words) && !caveat.message_zh.is_empty())
}

/// Distance at which a blast falls to a level, by the process of one blast.
fn reach_m(energy_j: f64, class: f64, level_pa: f64) -> f64 {
    let input = json!({"energy_j": energy_j, "strength_class": class, "distance_m": 1000, "levels_pa": [level_pa]});
    execute("multi_energy", input).result["levels"][0]["reached"]["distance_m"].as_f64().unwrap()
}

/// Half-width at the lower flammable limit on the ground over distance at a time; when most of the cloud can burn without one.
fn half_widths(at_s: Option<f64>) -> (f64, Vec<(f64, f64)>) {
    let at_s = at_s.unwrap_or_else(|| {
        let tnt = leak(json!({"explosion": {"kind": "tnt_equivalence"}}));
        explosion(&execute("scenario", tnt))["begin_s"].as_f64().unwrap()
    });
    let output =
        execute("scenario", leak(json!({"times_s": [at_s], "thresholds": [{"kind": "lower_flammable_limit"}]})));
    let zones = output.result["clouds"][0]["frames"][0]["zones"].as_array().unwrap();
    let ring = zones.iter().find(|zone| zone["level"] == "lower_flammable_limit").unwrap()["rings_m"][0].clone();
    let corners = ring.as_array().unwrap().iter().map(|at| (at[0].as_f64().unwrap(), at[1].as_f64().unwrap()));
    let mut left: Vec<(f64, f64)> = corners.filter(|(_, y_m)| *y_m >= 0.0).collect();
    left.sort_by(|a, b| a.0.total_cmp(&b.0));
    (left.last().unwrap().0, left)
}

/// Area between the axis and the left edge over a stretch, m2, by the trapezium rule on many strips of straight pieces.
fn left_area_m2(left: &[(f64, f64)], from_m: f64, to_m: f64) -> f64 {
    let width_m = |x_m: f64| {
        let after = left.partition_point(|(at_m, _)| *at_m <= x_m).clamp(1, left.len() - 1);
        let ((ax, ay), (bx, by)) = (left[after - 1], left[after]);
        ay + (by - ay) * (x_m - ax) / (bx - ax)
    };
    let (strips, step_m) = (20_000, (to_m - from_m) / 20_000.0);
    (0..strips).map(|strip| width_m(from_m + (f64::from(strip) + 0.5) * step_m) * step_m).sum()
}

#[test]
fn a_region_in_part_in_the_cloud_is_a_blast_about_that_part() {
    let (far_m, left) = half_widths(None);
    let (from_m, to_m) = (0.4 * far_m, 0.4 * far_m + 30.0);
    // from the axis to far beyond the edge of the cloud: what is covered lies between both
    let wide_m = 2.0 * left.iter().map(|(_, y_m)| *y_m).fold(0.0, f64::max);
    let region = json!([{"name": "unit", "corners_m": block([from_m, to_m], [0.0, wide_m]), "volume_m3": 600, "strength_class": 7}]);
    let output = execute("scenario", leak(json!({"congested_regions": region})));
    let blast = explosion(&output);
    let sources = blast["blast_sources"].as_array().unwrap();
    assert_eq!(sources.len(), 2);
    // a cloud that is fed steadily is lit when it has all but grown, not at the end of the 900 s for which it is fed
    assert!(blast["begin_s"].as_f64().unwrap() < 0.9 * 900.0, "{}", blast["begin_s"]);
    // as the cloud lies when this one is lit
    let (_, left) = half_widths(blast["begin_s"].as_f64());
    let covered_frac = left_area_m2(&left, from_m, to_m) / (30.0 * wide_m);
    assert!(covered_frac > 0.2 && covered_frac < 0.8, "{covered_frac}");
    assert_close("share", number_of(&sources[0]["regions"][0], "covered_frac"), covered_frac, 1e-4);
    let energy_j = 3.5e6 * 600.0 * covered_frac;
    assert_close("energy", number_of(&sources[0], "energy_j"), energy_j, 1e-4);
    assert_eq!(sources[0]["regions"][0]["name"]["en"], "unit");
    assert_eq!(sources[0]["regions"][0]["volume_origin"], "user");
    // its middle lies off the axis, in the covered part
    let (x_m, y_m) = (number_of(&sources[0], "x_m"), number_of(&sources[0], "y_m"));
    assert!(x_m > from_m && x_m < to_m && y_m > 0.0 && y_m < covered_frac * wide_m, "{x_m} {y_m}");
    // the rest of the cloud burns weakly on the axis: what is left of the heat, class 3
    let whole_j = figure(&blast, "flammable_mass_kg") * HEAT_J_KG;
    assert_close("rest", number_of(&sources[1], "energy_j"), whole_j - energy_j, 1e-4);
    assert_eq!((&sources[1]["strength_class"], &sources[1]["y_m"]), (&json!(3.0), &json!(0.0)));
    // 10 kPa is that of the region alone, as far from its middle as one blast of its energy reaches
    let ten = zone(&blast, "blast_10_kpa").unwrap();
    let radius_m = reach_m(energy_j, 7.0, 1e4);
    assert_close("reach", number_of(ten, "reach_m"), x_m.hypot(y_m) + radius_m, 1e-4);
    for corner in ten["rings_m"][0].as_array().unwrap() {
        let away_m = (corner[0].as_f64().unwrap() - x_m).hypot(corner[1].as_f64().unwrap() - y_m);
        assert_close("corner", away_m, radius_m, 1e-4);
    }
    assert_close("half-width", number_of(ten, "half_width_m"), radius_m, 1e-4);
    assert!(told(&output, "overpressures are not added") && told(&output, "explodes weakly"));
}

fn number_of(value: &Value, name: &str) -> f64 {
    value[name].as_f64().unwrap_or_else(|| panic!("{name} in {value}"))
}

#[test]
fn two_regions_are_two_blasts_or_one_by_their_distance() {
    let (far_m, _) = half_widths(None);
    let near_m = 0.3 * far_m;
    // 10 m by 10 m about the axis, wholly inside; class 7: separate from 5 m on
    let regions = |gap_m: f64| {
        let first = block([near_m, near_m + 10.0], [-5.0, 5.0]);
        let second = block([near_m + 10.0 + gap_m, near_m + 20.0 + gap_m], [-5.0, 5.0]);
        json!({"congested_regions": [{"corners_m": first, "height_m": 4, "blockage_frac": 0.1},
            {"corners_m": second, "height_m": 8, "blockage_frac": 0.1, "strength_class": 7}]})
    };
    let apart = explosion(&execute("scenario", leak(regions(6.0))));
    let sources = apart["blast_sources"].as_array().unwrap();
    // 100 m2 times 4 m and 8 m, nine tenths free: 360 and 720 m3
    assert_eq!(sources.len(), 3);
    assert_close("first", number_of(&sources[0], "energy_j"), 360.0 * 3.5e6, 1e-6);
    assert_close("second", number_of(&sources[1], "energy_j"), 720.0 * 3.5e6, 1e-6);
    assert_eq!(sources[0]["regions"][0]["strength_origin"], "computed");
    let five = number_of(zone(&apart, "blast_30_kpa").unwrap(), "area_m2");
    let [small_m, large_m] = [360.0, 720.0].map(|volume_m3| reach_m(volume_m3 * 3.5e6, 7.0, 3e4));
    // 16 m between the middles: the union of two circles, the lens between them once
    let lens_m2 = {
        let (d, r, s) = (16.0_f64, large_m, small_m);
        let (a, b) = ((d * d + r * r - s * s) / (2.0 * d * r), (d * d + s * s - r * r) / (2.0 * d * s));
        r * r * a.acos() + s * s * b.acos() - 0.5 * ((-d + r + s) * (d + r - s) * (d - r + s) * (d + r + s)).sqrt()
    };
    let both_m2 = std::f64::consts::PI * (small_m * small_m + large_m * large_m) - lens_m2;
    assert_close("union", five, both_m2, 5e-3);
    let output = execute("scenario", leak(regions(4.0)));
    let joined = explosion(&output);
    let sources = joined["blast_sources"].as_array().unwrap();
    assert_eq!((sources.len(), sources[0]["regions"].as_array().unwrap().len()), (2, 2));
    assert_close("sum", number_of(&sources[0], "energy_j"), 1080.0 * 3.5e6, 1e-6);
    // middles 14 m apart, two thirds of the way to the larger
    assert_close("middle", number_of(&sources[0], "x_m"), near_m + 5.0 + 14.0 * 2.0 / 3.0, 1e-6);
    assert!(told(&output, "nearer to each other than their separation distance"));
}

#[test]
fn a_cloud_that_misses_is_weak_where_the_record_is_complete_and_tnt_where_nobody_says_so() {
    for (name, corners) in
        [("upwind", block([-300.0, -200.0], [-20.0, 20.0])), ("beside", block([50.0, 90.0], [800.0, 840.0]))]
    {
        let regions = json!([{"corners_m": corners, "volume_m3": 5000, "strength_class": 10}]);
        let alone = leak(json!({"congested_regions": regions, "explosion": {"kind": "congested_regions"}}));
        let blast = explosion(&execute("scenario", alone));
        let whole_j = figure(&blast, "flammable_mass_kg") * HEAT_J_KG;
        let sources = blast["blast_sources"].as_array().unwrap();
        assert_eq!(sources.len(), 1, "{name}");
        assert_close("energy", number_of(&sources[0], "energy_j"), whole_j, 1e-6);
        // class 3 has at most 5 kPa
        assert!(zone(&blast, "blast_10_kpa").is_none() && zone(&blast, "blast_9_kpa").is_none());
        let two = number_of(zone(&blast, "blast_2_kpa").unwrap(), "reach_m");
        assert_close("2 kPa", two, number_of(&sources[0], "x_m") + reach_m(whole_j, 3.0, 2e3), 1e-4);
        let output = execute("scenario", leak(json!({"congested_regions": regions})));
        let tnt = execute("scenario", leak(json!({"explosion": {"kind": "tnt_equivalence"}})));
        assert_eq!(explosion(&output)["zones"], explosion(&tnt)["zones"], "{name}");
        assert!(told(&output, "takes the record as complete"));
    }
}

#[test]
fn turning_wind_and_regions_together_turns_the_blast() {
    let placed = |wind_from_deg: f64, corners: Value| {
        let mut scenario = leak(json!({"place": {"lon_deg": 114.3, "lat_deg": 30.6},
            "congested_regions": [{"corners_deg": corners, "volume_m3": 900}]}));
        scenario["weather"]["wind_from_deg"] = json!(wind_from_deg);
        execute("scenario", scenario)
    };
    // 60 to 80 m east of the source and 10 m to either side; the same to the north (110.9 and 95.9 km a degree here)
    let square = |along: [f64; 2], across: [f64; 2], is_north: bool| {
        let corner = |a: f64, b: f64| if is_north { (b, a) } else { (a, b) };
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(i, j)| corner(along[i], across[j]));
        let frame = cordon_engine::spatial::LocalFrame::centred_on(SOURCE);
        let place = |(x_m, y_m): (f64, f64)| {
            let place = frame.to_lon_lat(cordon_engine::spatial::LocalPoint { x_m, y_m });
            [place.lon_deg, place.lat_deg]
        };
        json!(corners.map(place))
    };
    let (along, across) = ([60.0, 80.0], [-10.0, 10.0]);
    let north = placed(180.0, square(along, across, true));
    let east = placed(270.0, square(along, across, false));
    let area = |output: &ProcessOutput| number_of(zone(&explosion(output), "blast_10_kpa").unwrap(), "area_m2");
    assert_close("quarter turn", area(&north), area(&east), 1e-6);
    assert_eq!(explosion(&north)["blast_sources"].as_array().unwrap().len(), 2);
    // on the map it lies about the region: 70 m north of the source, 70 m east of it
    let middle = |output: &ProcessOutput| {
        let place = explosion(output)["blast_sources"][0]["place"]["coordinates"].clone();
        (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
    };
    assert!((middle(&north).0 - 114.3).abs() < 1e-6 && (middle(&north).1 - 30.6 - 70.0 / 110_860.0).abs() < 1e-6);
    assert!((middle(&east).1 - 30.6).abs() < 1e-6 && (middle(&east).0 - 114.3 - 70.0 / 95_890.0).abs() < 1e-6);
    // a whole turn is no turn
    let (none, whole) = (placed(0.0, square(along, across, false)), placed(360.0, square(along, across, false)));
    assert_eq!(explosion(&none), explosion(&whole));
}

const SOURCE: cordon_engine::units::LonLat = cordon_engine::units::LonLat { lon_deg: 114.3, lat_deg: 30.6 };

#[test]
fn a_burst_is_lit_when_it_has_drifted_over_the_region() {
    // 5 t of propane at once: a region 150 m on is outside the cloud when most of it can burn near the vessel, or inside; lit where
    // more of a region explodes, and told with that time
    let burst = |regions: Value| {
        let mut scenario = leak(json!({"congested_regions": regions}));
        scenario["release"] = json!({"kind": "rupture", "mass_kg": 5000, "temperature_k": 293.15});
        execute("scenario", scenario)
    };
    let plain = explosion(&burst(json!([])));
    let mass_kg = figure(&plain, "flammable_mass_kg");
    let swept = burst(json!([]));
    let zones = swept.result["clouds"][0]["zones"].as_array().unwrap();
    let lower = zones.iter().find(|zone| zone["level"] == "lower_flammable_limit").unwrap();
    let far_m = number_of(lower, "reach_m");
    let corners = block([far_m - 25.0, far_m - 15.0], [-5.0, 5.0]);
    let output = burst(json!([{"corners_m": corners, "volume_m3": 300}]));
    let blast = explosion(&output);
    let source = &blast["blast_sources"][0];
    assert!(number_of(&source["regions"][0], "covered_frac") > 0.5, "{source}");
    assert!(blast["begin_s"].as_f64() >= plain["begin_s"].as_f64());
    assert!(figure(&blast, "flammable_mass_kg") <= mass_kg * 1.02);
}

#[test]
fn bad_regions_are_told_at_once() {
    let crossing = json!([[0.0, 0.0], [10.0, 10.0], [10.0, 0.0], [0.0, 10.0]]);
    let fine = block([10.0, 20.0], [-5.0, 5.0]);
    let found = problems(
        "scenario",
        leak(json!({"congested_regions": [
        {"corners_m": crossing, "volume_m3": 100},
        {"corners_m": fine},
        {"volume_m3": 100},
        {"corners_deg": [[114.3, 30.6], [114.4, 30.6], [114.4, 30.7]], "volume_m3": 100}]})),
    );
    let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "congested_regions[0].corners_m",
            "congested_regions[1].volume_m3",
            "congested_regions[2].corners_m",
            "congested_regions[3].corners_deg"
        ]
    );
    assert_eq!(found[0].1, "self_crossing");
    let ranges = problems(
        "scenario",
        leak(json!({"congested_regions": [
        {"corners_m": fine, "volume_m3": -1}, {"corners_m": fine, "volume_m3": 10, "strength_class": 0},
        {"corners_m": fine, "volume_m3": 10, "strength_class": 11}, {"corners_m": [[0.0, 0.0], [1.0, 1.0]], "volume_m3": 10}]})),
    );
    let fields: Vec<&str> = ranges.iter().map(|(field, _)| field.as_str()).collect();
    for field in [
        "congested_regions[0].volume_m3",
        "congested_regions[1].strength_class",
        "congested_regions[2].strength_class",
        "congested_regions[3].corners_m",
    ] {
        assert!(fields.contains(&field), "{field} in {fields:?}");
    }
}

#[test]
fn figures_of_the_explosion_have_their_units() {
    let output = execute("multi_energy", json!({"energy_j": 3.5e9, "strength_class": 7, "distance_m": 100}));
    // the distance by hand of tests/verification/cloud_blast.rs: 9.257 kPa at 100 m of 1000 m3
    assert_close("9.257 kPa", reach_m(3.5e9, 7.0, number(&output, "side_on_overpressure_pa")), 100.0, 1e-6);
}
