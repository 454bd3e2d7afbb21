//! A vessel with liquid that empties through a hole: closed forms, balances, reference equations of state.

use super::process::{answer, pairs, problems};
use super::support::assert_close;
use cordon_datasets::substances;
use cordon_engine::source::{
    DischargeEnd, DischargeField, DischargePhase, Headspace, Vessel, VesselDischarge, VesselShape,
};
use cordon_engine::substance::Substance;
use serde_json::json;

const GRAVITY_M_S2: f64 = 9.806_65;
const ATMOSPHERE_PA: f64 = 101_325.0;

fn substance(name: &str) -> &'static Substance {
    substances::library().find(name).expect("in the library")
}

fn vessel(shape: VesselShape, diameter_m: f64, length_m: f64) -> Vessel {
    Vessel { shape, diameter_m, length_m }
}

fn solve(discharge: VesselDischarge, name: &str) -> DischargeField {
    discharge.release(substance(name)).unwrap_or_else(|error| panic!("{name}: {error}")).field
}

/// `Cd a sqrt(2 g)`, m2.5/s.
fn torricelli(discharge: &VesselDischarge) -> f64 {
    let area_m2 = std::f64::consts::FRAC_PI_4 * discharge.orifice_diameter_m.powi(2);
    discharge.liquid_discharge_coefficient * area_m2 * (2.0 * GRAVITY_M_S2).sqrt()
}

#[test]
fn an_upright_tank_drains_by_its_head() {
    // t = A/(Cd a) sqrt(2/g) (sqrt h0 - sqrt h), any textbook of hydraulics.
    let tank = VesselDischarge {
        hole_height_m: 0.5,
        ..VesselDischarge::to_atmosphere(
            vessel(VesselShape::VerticalCylinder, 10.0, 15.0),
            0.8,
            293.15,
            Headspace::Vented,
            0.1,
        )
    };
    let field = solve(tank, "benzene");
    let surface_m2 = std::f64::consts::FRAC_PI_4 * 100.0;
    let seconds = |head_m: f64| 2.0 * surface_m2 / torricelli(&tank) * (11.5_f64.sqrt() - head_m.sqrt());
    for head_m in [11.4, 9.0, 4.0, 1.0, 0.01] {
        let state = field.at(seconds(head_m));
        assert_close("level", state.liquid_level_m - 0.5, head_m, 1e-6);
        let density_kg_m3 = substance("benzene").liquid_density_kg_m3(293.15).unwrap();
        assert_close("rate", state.release_rate_kg_s, density_kg_m3 * torricelli(&tank) * head_m.sqrt(), 1e-6);
    }
    assert_close("duration", field.duration_s(), seconds(0.0), 1e-7);
    assert_eq!(field.end(), DischargeEnd::LevelAtHole);
    assert_eq!(field.at(2.0 * field.duration_s()).release_rate_kg_s, 0.0);
}

#[test]
fn a_sphere_and_a_lying_cylinder_drain_from_the_top() {
    // From full to empty by a hole at the bottom: the integrals of surface over root of the head are
    // 4/15 pi D^2.5 for a sphere and 4/3 L D^1.5 for a lying cylinder.
    for (shape, expected) in [
        (VesselShape::Sphere, 4.0 / 15.0 * std::f64::consts::PI * 12.0_f64.powf(2.5)),
        (VesselShape::HorizontalCylinder, 4.0 / 3.0 * 30.0 * 12.0_f64.powf(1.5)),
    ] {
        let full = VesselDischarge::to_atmosphere(vessel(shape, 12.0, 30.0), 1.0, 293.15, Headspace::Vented, 0.05);
        let field = solve(full, "toluene");
        assert_close("duration", field.duration_s(), expected / torricelli(&full), 1e-7);
        assert!(field.at(field.duration_s()).mass_kg.abs() < 1e-9 * field.content_kg());
    }
}

#[test]
fn a_held_pressure_drives_by_the_difference_of_speeds() {
    // A/(Cd a g) (v0 - v1) with v = sqrt(2 dp/rho + 2 g h).
    let held = VesselDischarge {
        pressure_pa: Some(3e5),
        ..VesselDischarge::to_atmosphere(
            vessel(VesselShape::VerticalCylinder, 3.0, 8.0),
            0.9,
            293.15,
            Headspace::Held,
            0.04,
        )
    };
    let field = solve(held, "methanol");
    let density_kg_m3 = substance("methanol").liquid_density_kg_m3(293.15).unwrap();
    let speed = |level_m: f64| (2.0 * (3e5 - ATMOSPHERE_PA) / density_kg_m3 + 2.0 * GRAVITY_M_S2 * level_m).sqrt();
    let surface_over_hole = (3.0 / 0.04_f64).powi(2) / held.liquid_discharge_coefficient;
    let seconds = |level_m: f64| surface_over_hole / GRAVITY_M_S2 * (speed(7.2) - speed(level_m));
    for level_m in [7.0, 5.0, 2.0, 0.3] {
        assert_close("level", field.at(seconds(level_m)).liquid_level_m, level_m, 1e-7);
    }
    assert_close("duration", field.duration_s(), seconds(0.0), 1e-7);
}

#[test]
fn a_sealed_pad_loses_pressure_with_its_volume() {
    // Without head: t = V1/(Cd a sqrt(2 pa/rho)) [F(x)] from x0 to x, F = asin sqrt x - sqrt(x (1-x)), x the volume of the pad over
    // V1, that at which it is at the pressure outside. Head is kept small by a flat vessel, vapour pressure by a cold heavy liquid.
    let flat = vessel(VesselShape::VerticalCylinder, 60.0, 0.02);
    let sealed = VesselDischarge {
        pressure_pa: Some(2e6),
        ..VesselDischarge::to_atmosphere(flat, 0.5, 293.15, Headspace::Sealed, 0.01)
    };
    let field = solve(sealed, "n-decane");
    let decane = substance("n-decane");
    let density_kg_m3 = decane.liquid_density_kg_m3(293.15).unwrap();
    let vapour_pa = decane.vapour_pressure_pa(293.15).unwrap();
    let half_m3 = 0.5 * flat.volume_m3();
    let spent_m3 = (2e6 - vapour_pa) * half_m3 / (ATMOSPHERE_PA - vapour_pa);
    let primitive = |x: f64| x.sqrt().asin() - (x * (1.0 - x)).sqrt();
    let area_m2 = std::f64::consts::FRAC_PI_4 * 1e-4;
    let scale_s = spent_m3
        / (sealed.liquid_discharge_coefficient * area_m2 * (2.0 * (ATMOSPHERE_PA - vapour_pa) / density_kg_m3).sqrt());
    for part in [1.1, 1.5, 1.9] {
        let gas_m3 = part * half_m3;
        let seconds = scale_s * (primitive(gas_m3 / spent_m3) - primitive(half_m3 / spent_m3));
        let state = field.at(seconds);
        assert_close("pressure", state.pressure_pa, vapour_pa + (2e6 - vapour_pa) / part, 1e-4);
    }
    // With its head, against a plain sum of A dh / (Cd a v) over 200 000 strips.
    let tall = VesselDischarge { vessel: vessel(VesselShape::VerticalCylinder, 2.0, 10.0), ..sealed };
    let field = solve(VesselDischarge { pressure_pa: Some(2.5e5), ..tall }, "n-decane");
    let strips = 200_000;
    let mut seconds = 0.0;
    for strip in 0..strips {
        let level_m = 5.0 * (1.0 - (f64::from(strip) + 0.5) / f64::from(strips)).powi(2);
        let wide_m = 10.0 * (1.0 - (f64::from(strip) + 0.5) / f64::from(strips)) / f64::from(strips);
        let pad_pa = (vapour_pa + (2.5e5 - vapour_pa) * 5.0 / (10.0 - level_m)).max(ATMOSPHERE_PA);
        let speed = (2.0 * (pad_pa - ATMOSPHERE_PA) / density_kg_m3 + 2.0 * GRAVITY_M_S2 * level_m).sqrt();
        seconds += wide_m * 4e4 / (tall.liquid_discharge_coefficient * speed);
    }
    assert_close("duration", field.duration_s(), seconds, 1e-6);
}

/// A vessel of liquefied gas in one of its courses.
fn liquefied(fill_frac: f64, temperature_k: f64, orifice_diameter_m: f64, hole_height_m: f64) -> VesselDischarge {
    VesselDischarge {
        hole_height_m,
        ..VesselDischarge::to_atmosphere(
            vessel(VesselShape::VerticalCylinder, 2.0, 6.0),
            fill_frac,
            temperature_k,
            Headspace::OwnVapour,
            orifice_diameter_m,
        )
    }
}

/// Simpson's sum of the rate between the changes of regime, kg.
fn summed_kg(field: &DischargeField) -> f64 {
    let mut ends_s: Vec<f64> = field.changes().iter().map(|change| change.time_s).collect();
    ends_s.push(field.duration_s());
    let piece = |from_s: f64, to_s: f64| {
        let steps = 4000;
        // Fine towards both ends, where rates fall with a root of time.
        let time_s = |i: i32| {
            let x = f64::from(i) / f64::from(steps);
            from_s + (to_s - from_s) * x * x * (3.0 - 2.0 * x)
        };
        (0..steps)
            .map(|i| {
                let (a_s, b_s) = (time_s(i), time_s(i + 1));
                let rate = |part: f64| field.at(a_s + part * (b_s - a_s)).release_rate_kg_s;
                (b_s - a_s) / 18.0
                    * (5.0 * rate(0.5 - 0.15_f64.sqrt()) + 8.0 * rate(0.5) + 5.0 * rate(0.5 + 0.15_f64.sqrt()))
            })
            .sum::<f64>()
    };
    ends_s.windows(2).map(|ends| piece(ends[0], ends[1])).sum()
}

#[test]
fn what_leaves_the_hole_is_what_the_vessel_loses() {
    let long = |discharge: VesselDischarge| VesselDischarge { path_length_m: 0.3, ..discharge };
    let lying = |discharge: VesselDischarge| VesselDischarge {
        vessel: vessel(VesselShape::HorizontalCylinder, 2.0, 6.0),
        ..discharge
    };
    for (what, discharge, tolerance) in [
        ("bottom", liquefied(0.8, 298.15, 0.05, 0.0), 1e-6),
        ("side", liquefied(0.8, 298.15, 0.05, 1.0), 1e-6),
        ("top", liquefied(0.8, 298.15, 0.05, 5.9), 1e-6),
        ("lying", lying(liquefied(0.9, 298.15, 0.05, 0.0)), 1e-6),
        ("pipe", long(liquefied(0.8, 298.15, 0.05, 1.0)), 1e-6),
        ("nearly dry", liquefied(0.01, 298.15, 0.02, 3.0), 1e-6),
    ] {
        let field = solve(discharge, "propane");
        let lost_kg = field.content_kg() - field.at(field.duration_s()).mass_kg;
        assert_close(what, summed_kg(&field), lost_kg, tolerance);
        assert_close("released", field.at(field.duration_s()).released_mass_kg, lost_kg, 1e-12);
    }
}

/// Substance, diameter and height (m) of an upright vessel, fill, K, hole and its height (m); first rate and content, time,
/// temperature and mass when the level is at the hole (none for a hole above it), the same at lower pressures.
///
/// CoolProp 8.0: mass and internal energy marched in steps of 1e-4 of the content by reference equations of state, saturated
/// liquid or vapour leaving at its enthalpy, liquid by Bernoulli with 0.61, vapour by the perfect-gas nozzle with the reference
/// density.
struct Course {
    name: &'static str,
    measures_m: (f64, f64),
    fill_frac: f64,
    temperature_k: f64,
    hole_m: (f64, f64),
    first: (f64, f64),
    at_hole: Option<(f64, f64, f64)>,
    /// Pressure (Pa), time (s), temperature (K), mass (kg).
    later: &'static [(f64, f64, f64, f64)],
}

const COURSES: [Course; 5] = [
    Course {
        name: "propane",
        measures_m: (2.0, 6.0),
        fill_frac: 0.8,
        temperature_k: 298.15,
        hole_m: (0.05, 1.0),
        first: (35.0390, 7502.38),
        at_hole: Some((167.818, 291.870, 1851.57)),
        later: &[
            (4e5, 278.708, 267.679, 1480.86),
            (2e5, 408.090, 247.699, 1263.86),
            (1.2e5, 530.767, 234.944, 1155.59),
        ],
    },
    Course {
        name: "ammonia",
        measures_m: (2.0, 6.0),
        fill_frac: 0.8,
        temperature_k: 298.15,
        hole_m: (0.05, 1.0),
        first: (39.9776, 9121.83),
        at_hole: Some((183.575, 294.071, 2021.57)),
        later: &[
            (4e5, 278.746, 271.277, 1811.73),
            (2e5, 395.585, 254.308, 1687.30),
            (1.2e5, 522.069, 243.257, 1617.40),
        ],
    },
    Course {
        name: "chlorine",
        measures_m: (1.5, 3.0),
        fill_frac: 0.85,
        temperature_k: 293.15,
        hole_m: (0.02, 0.1),
        first: (7.93139, 6362.91),
        at_hole: Some((805.567, 285.273, 342.998)),
        later: &[(4e5, 856.442, 275.709, 314.328), (2e5, 988.411, 255.843, 267.941)],
    },
    Course {
        name: "butane",
        measures_m: (2.0, 6.0),
        fill_frac: 0.5,
        temperature_k: 303.15,
        hole_m: (0.05, 5.0),
        first: (1.749_34, 5410.88),
        at_hole: None,
        later: &[(2e5, 270.940, 291.992, 5010.52), (1.2e5, 766.614, 277.196, 4551.55)],
    },
    Course {
        name: "propane",
        measures_m: (2.0, 6.0),
        fill_frac: 0.2,
        temperature_k: 298.15,
        hole_m: (0.05, 0.02),
        first: (34.7830, 2167.07),
        at_hole: Some((53.1122, 293.326, 372.695)),
        later: &[(4e5, 104.524, 267.679, 195.437)],
    },
];

/// When the pressure has come down to a value, s.
fn time_at_pressure_s(field: &DischargeField, pressure_pa: f64) -> f64 {
    let (mut low_s, mut high_s) = (0.0, field.duration_s());
    for _ in 0..60 {
        let middle_s = 0.5 * (low_s + high_s);
        if field.at(middle_s).pressure_pa > pressure_pa {
            low_s = middle_s;
        } else {
            high_s = middle_s;
        }
    }
    high_s
}

#[test]
fn boiling_vessels_by_reference_equations_of_state() {
    // Our correlations put vapour pressures and densities within 1 %; the course itself is the same balance.
    for course in COURSES {
        let name = course.name;
        let (diameter_m, height_m) = course.measures_m;
        let discharge = VesselDischarge {
            hole_height_m: course.hole_m.1,
            ..VesselDischarge::to_atmosphere(
                vessel(VesselShape::VerticalCylinder, diameter_m, height_m),
                course.fill_frac,
                course.temperature_k,
                Headspace::OwnVapour,
                course.hole_m.0,
            )
        };
        let field = solve(discharge, name);
        assert_close("first rate", field.first_rate_kg_s(), course.first.0, 0.006);
        assert_close("content", field.content_kg(), course.first.1, 0.004);
        let vapour = field.changes().into_iter().find(|change| change.phase == DischargePhase::Vapour).unwrap();
        if let Some((time_s, temperature_k, mass_kg)) = course.at_hole {
            let state = field.at(vapour.time_s);
            assert_close(&format!("{name}: time at the hole"), vapour.time_s, time_s, 0.008);
            assert!((state.temperature_k - temperature_k).abs() < 0.3, "{name}: {} K", state.temperature_k);
            assert_close(&format!("{name}: mass at the hole"), state.mass_kg, mass_kg, 0.006);
        }
        for &(pressure_pa, time_s, temperature_k, mass_kg) in course.later {
            let own_s = time_at_pressure_s(&field, pressure_pa);
            let state = field.at(own_s);
            assert_close(&format!("{name}: time to {pressure_pa} Pa"), own_s, time_s, 0.03);
            assert!((state.temperature_k - temperature_k).abs() < 0.5, "{name}: {} K", state.temperature_k);
            assert_close(&format!("{name}: mass at {pressure_pa} Pa"), state.mass_kg, mass_kg, 0.02);
        }
    }
}

/// Internal energy of a saturated content, J, from entropies and enthalpies of our own correlations: `dh = c dT + v dp` along the
/// saturated liquid, `L` and Clapeyron's volume above it.
fn energy_j(name: &str, temperature_k: f64, mass_kg: f64, vessel_m3: f64) -> (f64, f64, f64) {
    let known = substance(name);
    let pressure = |t_k: f64| known.vapour_pressure_pa(t_k).unwrap();
    let volume = |t_k: f64| 1.0 / known.liquid_density_kg_m3(t_k).unwrap();
    let slope = |t_k: f64| (pressure(t_k + 0.02) - pressure(t_k - 0.02)) / 0.04;
    // Enthalpy of the liquid above 240 K, by Simpson.
    let steps = 200;
    let step_k = (temperature_k - 240.0) / f64::from(steps);
    let integrand = |t_k: f64| known.liquid_heat_capacity_j_kg_k(t_k).unwrap() + volume(t_k) * slope(t_k);
    let enthalpy_j_kg: f64 = (0..steps)
        .map(|step| {
            let t_k = 240.0 + step_k * f64::from(step);
            step_k / 6.0 * (integrand(t_k) + 4.0 * integrand(t_k + 0.5 * step_k) + integrand(t_k + step_k))
        })
        .sum();
    let latent_j_kg = known.latent_heat_j_kg(temperature_k).unwrap();
    let evaporation_m3_kg = latent_j_kg / (temperature_k * slope(temperature_k));
    let vapour_kg = (vessel_m3 - mass_kg * volume(temperature_k)) / evaporation_m3_kg;
    let held_j = mass_kg * enthalpy_j_kg + vapour_kg * latent_j_kg - pressure(temperature_k) * vessel_m3;
    (held_j, enthalpy_j_kg, latent_j_kg)
}

#[test]
fn the_energy_of_the_content_goes_with_what_leaves() {
    for (hole_m, is_vapour) in [(0.2, false), (5.5, true)] {
        let field = solve(liquefied(0.7, 298.15, 0.05, hole_m), "propane");
        let volume_m3 = vessel(VesselShape::VerticalCylinder, 2.0, 6.0).volume_m3();
        let changes = field.changes();
        let end_s = if is_vapour { 0.8 * field.duration_s() } else { changes[1].time_s };
        let at = |time_s: f64| {
            let state = field.at(time_s);
            (state.mass_kg, energy_j("propane", state.temperature_k, state.mass_kg, volume_m3))
        };
        let (first, last) = (at(0.0).1.0, at(end_s * (1.0 - 1e-9)).1.0);
        // Trapezoids of the enthalpy over the mass that left.
        let pieces = 400;
        let mut carried_j = 0.0;
        for piece in 0..pieces {
            let time_s = |index: i32| end_s * (1.0 - 1e-9) * f64::from(index) / f64::from(pieces);
            let ((m0, e0), (m1, e1)) = (at(time_s(piece)), at(time_s(piece + 1)));
            let extra = |e: (f64, f64, f64)| if is_vapour { e.1 + e.2 } else { e.1 };
            carried_j += (m0 - m1) * 0.5 * (extra(e0) + extra(e1));
        }
        let scale_j = (field.at(0.0).mass_kg - field.at(end_s).mass_kg) * 4e5;
        assert!((first - last - carried_j).abs() < 2e-6 * scale_j, "{hole_m}: {} {scale_j}", first - last - carried_j);
    }
}

#[test]
fn a_feed_goes_before_and_a_closed_hole_ends_it() {
    let alone = solve(liquefied(0.8, 298.15, 0.05, 1.0), "propane");
    let fed = solve(
        VesselDischarge { isolation_time_s: 60.0, closing_time_s: Some(100.0), ..liquefied(0.8, 298.15, 0.05, 1.0) },
        "propane",
    );
    assert_eq!(fed.at(59.0).pressure_pa, fed.at(0.0).pressure_pa);
    assert_close("later", fed.at(90.0).pressure_pa, alone.at(30.0).pressure_pa, 1e-12);
    let fed_kg = 60.0 * alone.first_rate_kg_s();
    assert_close("released", fed.at(90.0).released_mass_kg, alone.at(30.0).released_mass_kg + fed_kg, 1e-9);
    assert_eq!((fed.duration_s(), fed.end()), (100.0, DischargeEnd::HoleClosed));
    assert_eq!(fed.at(500.0).released_mass_kg, fed.at(100.0).released_mass_kg);
    assert_eq!(fed.at(500.0).release_rate_kg_s, 0.0);
    // Closing long after the vessel is down changes nothing.
    let late = solve(VesselDischarge { closing_time_s: Some(1e6), ..liquefied(0.8, 298.15, 0.05, 1.0) }, "propane");
    assert_eq!((late.duration_s(), late.end()), (alone.duration_s(), DischargeEnd::PressureOutside));
}

#[test]
fn what_cannot_be_is_refused_by_field() {
    let fields = |discharge: VesselDischarge, name: &str| -> Vec<String> {
        let refused = discharge.release(substance(name)).expect_err("refused");
        refused.problems.into_iter().map(|problem| problem.field).collect()
    };
    let boiling = liquefied(0.8, 298.15, 0.05, 1.0);
    assert_eq!(fields(VesselDischarge { orifice_diameter_m: 2.5, ..boiling }, "propane"), ["orifice_diameter_m"]);
    assert_eq!(fields(VesselDischarge { hole_height_m: 7.0, ..boiling }, "propane"), ["hole_height_m"]);
    // A gas asked for as a liquid, a liquid as one that boils, a boiling one in an open tank.
    assert_eq!(fields(VesselDischarge { temperature_k: 400.0, ..boiling }, "propane"), ["temperature_k"]);
    assert_eq!(fields(boiling, "benzene"), ["headspace"]);
    assert_eq!(fields(VesselDischarge { headspace: Headspace::Vented, ..boiling }, "propane"), ["headspace"]);
    // Pressures below the vapour pressure, or above it without a pad.
    assert_eq!(fields(VesselDischarge { pressure_pa: Some(5e5), ..boiling }, "propane"), ["pressure_pa"]);
    assert_eq!(fields(VesselDischarge { pressure_pa: Some(2e6), ..boiling }, "propane"), ["pressure_pa"]);
    let held = VesselDischarge { headspace: Headspace::Held, ..boiling };
    assert_eq!(fields(held, "propane"), ["pressure_pa"]);
    assert_eq!(fields(VesselDischarge { pressure_pa: Some(5e5), ..held }, "propane"), ["pressure_pa"]);
    let open = VesselDischarge { headspace: Headspace::Vented, hole_height_m: 5.0, ..boiling };
    assert_eq!(fields(open, "benzene"), ["hole_height_m"]);
    let bad = VesselDischarge { fill_frac: f64::NAN, isolation_time_s: -1.0, ..boiling };
    assert_eq!(fields(bad, "propane"), ["fill_frac", "isolation_time_s"]);
}

#[test]
fn the_process_answers_as_the_model_does() {
    let input = json!({"substance": "propane", "shape": "vertical_cylinder", "diameter_m": 2.0, "length_m": 6.0, "fill_frac": 0.8,
        "temperature_k": 298.15, "hole_height_m": 1.0, "orifice_diameter_m": 0.05, "moments": [{"time_s": 0}, {"time_s": 100}]});
    let output = answer("vessel_discharge", input.clone());
    let field = solve(liquefied(0.8, 298.15, 0.05, 1.0), "propane");
    assert_eq!(output.result["headspace"], "own_vapour");
    assert_eq!(output.result["end"], "pressure_outside");
    assert_eq!(output.result["phases"][1]["phase"], "vapour");
    assert_eq!(output.result["course"][1]["release_rate_kg_s"], field.at(100.0).release_rate_kg_s);
    let sum_kg = output.result["released_mass_kg"].as_f64().unwrap() + output.result["kept_mass_kg"].as_f64().unwrap();
    assert_close("mass", sum_kg, output.result["content_kg"].as_f64().unwrap(), 1e-12);
    // A path of 0.1 m or more lets the liquid come to equilibrium: less leaves, with its vapour.
    let mut long = input.clone();
    long["path_length_m"] = json!(0.3);
    let long = answer("vessel_discharge", long);
    assert!(
        long.result["initial_rate_kg_s"].as_f64().unwrap() < 0.7 * output.result["initial_rate_kg_s"].as_f64().unwrap()
    );
    assert!(
        long.result["phases"].as_array().unwrap().iter().any(|change| change["phase"] == "two_phase"),
        "{}",
        long.result
    );
    let refused = |field: &str, value: serde_json::Value| {
        let mut bad = input.clone();
        bad[field] = value;
        problems("vessel_discharge", bad)
    };
    assert_eq!(refused("headspace", json!("vented")), pairs(&[("headspace", "contradiction")]));
    assert_eq!(refused("shape", json!("sphere")), pairs(&[("length_m", "contradiction")]));
    assert_eq!(refused("length_m", json!(null)), pairs(&[("length_m", "missing")]));
    assert_eq!(refused("fill_frac", json!(1.5)), pairs(&[("fill_frac", "out_of_range")]));
    assert_eq!(refused("temperature_k", json!(400.0)), pairs(&[("temperature_k", "out_of_range")]));
}
