//! Outflow over time and of flashing liquids against closed forms, printed examples and reference equations of state.
//!
//! Figures marked CoolProp were computed with CoolProp 8.0 (reference equations of state; hydrogen: Leachman et al. 2009),
//! which shares no code and no correlation with ours.

use super::process::answer;
use super::support::assert_close;
use cordon_datasets::substances;
use cordon_engine::process::ProcessOutput;
use cordon_engine::source::{
    AbelNobleGas, Expansion, FlashingFluid, FlashingRelease, GasBlowdown, GasProperties, HYDROGEN_CO_VOLUME_M3_KG,
    OutflowPhase, PipelineRelease, TwoPhaseOrifice,
};
use cordon_engine::substance::Substance;
use serde_json::{Value, json};

const AIR: AbelNobleGas = AbelNobleGas {
    gas: GasProperties { molar_mass_kg_mol: 0.028_964_4, heat_capacity_ratio: 1.4 },
    co_volume_m3_kg: 0.0,
};

fn substance(name: &str) -> &'static Substance {
    substances::library().find(name).expect("in the library")
}

/// `Cd A a0 (2/(g+1))^((g+1)/(2(g-1))) / V` of a hole of 1 cm in 1 m3 of air at 300 K, per second.
fn choked_constant_per_s() -> f64 {
    let sound_m_s = (1.4 * 8.314_462_618_153_24 / 0.028_964_4 * 300.0_f64).sqrt();
    0.8 * std::f64::consts::FRAC_PI_4 * 1e-4 * sound_m_s * (2.0 / 2.4_f64).powf(3.0)
}

#[test]
fn choked_blowdown_by_its_closed_forms() {
    // Textbook results for an ideal gas while the hole is choked. Adiabatic, from V drho/dt = -m with p ~ rho^g:
    // p/p0 = (1 + (g-1)/2 k t)^(-2g/(g-1)); isothermal: p/p0 = exp(-k t).
    let vessel = GasBlowdown { discharge_coefficient: 0.8, ..GasBlowdown::to_atmosphere(1.0, 2e7, 300.0, 0.01) };
    let adiabatic = vessel.solve_with(AIR).unwrap().field;
    let isothermal = GasBlowdown { expansion: Expansion::Isothermal, ..vessel }.solve_with(AIR).unwrap().field;
    let k_per_s = choked_constant_per_s();
    for time_s in [0.0, 1.0, 7.0, 30.0, 90.0, 150.0, 280.0] {
        let state = adiabatic.at(time_s);
        let expected_pa = 2e7 * (1.0 + 0.2 * k_per_s * time_s).powf(-7.0);
        assert!(state.choked, "at {time_s} s");
        assert_close("adiabatic", state.pressure_pa, expected_pa, 1e-6);
        assert_close("temperature", state.temperature_k, 300.0 * (expected_pa / 2e7).powf(2.0 / 7.0), 1e-6);
        assert_close("isothermal", isothermal.at(time_s).pressure_pa, 2e7 * (-k_per_s * time_s).exp(), 1e-6);
    }
}

#[test]
fn hydrogen_by_the_reference_equation_of_state() {
    // CoolProp: density (kg/m3) and greatest isentropic mass flux (kg/m2 s). The co-volume is one constant for all
    // temperatures: 1.3 % in density; the flux also lives on constant heat capacities: 2 %.
    let hydrogen = substance("hydrogen");
    for (pressure_pa, temperature_k, density_kg_m3) in
        [(13.45e6, 297.0, 10.1497), (35e6, 288.15, 23.9948), (70e6, 288.15, 40.1722), (90e6, 315.15, 44.6517)]
    {
        let gas = AbelNobleGas::of(hydrogen, temperature_k).unwrap();
        assert_eq!(gas.co_volume_m3_kg, HYDROGEN_CO_VOLUME_M3_KG);
        assert_close("density", gas.density_kg_m3(pressure_pa, temperature_k), density_kg_m3, 0.013);
    }
    for (pressure_pa, temperature_k, flux_kg_m2_s) in
        [(13.45e6, 297.0, 8223.6), (35e6, 288.15, 21_178.7), (70e6, 288.15, 40_532.7)]
    {
        let vessel = GasBlowdown::to_atmosphere(1.0, pressure_pa, temperature_k, 0.01);
        let rate_kg_s = vessel.release(hydrogen).unwrap().field.first_rate_kg_s();
        assert_close("flux", rate_kg_s / (std::f64::consts::FRAC_PI_4 * 1e-4), flux_kg_m2_s, 0.02);
    }
}

#[test]
fn gases_that_are_not_ideal_say_so() {
    // CoolProp: Z of methane at 288.15 K is 0.828 at 10 MPa and 0.981 at 1 MPa; the estimate gives 0.81 and 0.98.
    let vessel = |pressure_pa| GasBlowdown {
        expansion: Expansion::Isothermal,
        ..GasBlowdown::to_atmosphere(1.0, pressure_pa, 288.15, 0.01)
    };
    let methane = substance("methane");
    let caveats = vessel(1e7).release(methane).unwrap().caveats;
    assert_eq!(caveats.len(), 1, "{caveats:?}");
    assert!(caveats[0].message_en.contains("compressibility factor is about 0.8"), "{}", caveats[0].message_en);
    assert!(vessel(1e6).release(methane).unwrap().caveats.is_empty());
    assert!(vessel(7e7).release(substance("hydrogen")).unwrap().caveats.is_empty());
}

/// Mass flux of a frictionless nozzle, kg/(m2 s).
fn flux_kg_m2_s(hole: TwoPhaseOrifice, fluid: FlashingFluid) -> (f64, FlashingRelease) {
    let hole = TwoPhaseOrifice { discharge_coefficient: 1.0, ..hole };
    let release = hole.release_with(fluid).unwrap().field;
    (release.release_rate_kg_s / (std::f64::consts::FRAC_PI_4 * hole.orifice_diameter_m.powi(2)), release)
}

#[test]
fn two_phase_examples_of_api_520() {
    // API 520 part I, 10th ed., example C.2.2.2, p. 136 (as quoted in the tests of PolyKin): 216 560 kg/h at 5.564 bar with
    // 0.01945 m3/kg, 0.02265 m3/kg at nine tenths of it, back pressure 2.045 bar, Kd 0.85: 24 400 mm2, critical 3.6721 bar.
    // The standard reads its critical ratio, 0.66, off a figure: 1 %.
    let fluid = FlashingFluid {
        saturation_pressure_pa: 5.564e5,
        density_kg_m3: 1.0 / 0.01945,
        expanded_density_kg_m3: 1.0 / 0.02265,
    };
    let mixture = TwoPhaseOrifice {
        vapour_mass_frac: 0.1,
        ambient_pressure_pa: 2.045e5,
        ..TwoPhaseOrifice::to_atmosphere(5.564e5, 366.5, 0.1)
    };
    let (flux, release) = flux_kg_m2_s(mixture, fluid);
    assert!(release.choked && release.phase == OutflowPhase::TwoPhase);
    assert_close("C.2.2.2 flux", flux, 216_560.0 / 3600.0 / (0.85 * 24_400e-6), 0.01);
    assert_close("C.2.2.2 critical pressure", release.throat_pressure_pa, 3.6721e5, 0.01);
    assert_close("C.2.2.2 omega", release.omega_ratio, 1.482, 2e-3);
    // Example C.2.3, p. 143: subcooled propane, 378.5 l/min of 511.3 kg/m3 (262.7 at nine tenths of 7.419 bar) at 20.733 bar,
    // Kd 0.65: 134.5 mm2, high subcooling.
    let fluid = FlashingFluid { saturation_pressure_pa: 7.419e5, density_kg_m3: 511.3, expanded_density_kg_m3: 262.7 };
    let subcooled =
        TwoPhaseOrifice { ambient_pressure_pa: 1.703e5, ..TwoPhaseOrifice::to_atmosphere(20.733e5, 288.7, 0.1) };
    let (flux, release) = flux_kg_m2_s(subcooled, fluid);
    assert!(release.choked && release.phase == OutflowPhase::Liquid);
    assert_eq!(release.throat_pressure_pa, 7.419e5);
    assert_close("C.2.3 flux", flux, 378.5e-3 / 60.0 * 511.3 / (0.65 * 134.5e-6), 5e-3);
}

/// Substance, K, vapour by mass, pressure over the vapour pressure, kg/(m2 s): CoolProp, greatest flux of the isentropic
/// homogeneous expansion. Four states for each of three substances, and three saturated liquids.
const HOMOGENEOUS: [(&str, f64, f64, f64, f64); 15] = [
    ("propane", 298.15, 0.0, 1.0, 6636.7),
    ("propane", 298.15, 0.05, 1.0, 5809.1),
    ("propane", 298.15, 0.3, 1.0, 4113.2),
    ("propane", 298.15, 0.0, 1.5, 21_847.4),
    ("ammonia", 298.15, 0.0, 1.0, 6512.1),
    ("ammonia", 298.15, 0.05, 1.0, 4901.3),
    ("ammonia", 298.15, 0.3, 1.0, 2932.0),
    ("ammonia", 298.15, 0.0, 1.5, 24_689.5),
    ("butane", 298.15, 0.0, 1.0, 2347.9),
    ("butane", 298.15, 0.05, 1.0, 1865.2),
    ("butane", 298.15, 0.3, 1.0, 1201.2),
    ("butane", 298.15, 0.0, 1.05, 3739.4),
    ("propylene", 298.15, 0.0, 1.0, 7860.7),
    ("sulfur dioxide", 298.15, 0.0, 1.0, 5260.5),
    ("propane", 273.15, 0.0, 1.0, 4084.8),
];

#[test]
fn omega_method_against_the_homogeneous_expansion() {
    // With properties of the reference equations the omega method itself is within 1.1 %. The rest is that of our correlations:
    // those of sulfur dioxide put the vapour pressure and with it the flux 4 % higher.
    for (name, temperature_k, vapour_mass_frac, over_saturation, expected) in HOMOGENEOUS {
        let substance = substance(name);
        let saturated = TwoPhaseOrifice::saturated(substance, temperature_k, 0.1).unwrap();
        let hole = TwoPhaseOrifice {
            vapour_mass_frac,
            pressure_pa: over_saturation * saturated.pressure_pa,
            // The pressure outside has no part in a choked flow.
            ambient_pressure_pa: 1e4,
            ..saturated
        };
        let fluid = FlashingFluid::of(substance, temperature_k, vapour_mass_frac).unwrap();
        let (flux, release) = flux_kg_m2_s(hole, fluid);
        println!("{name:<16} {temperature_k} K  x {vapour_mass_frac:<4} {over_saturation:<4} {:.4}", flux / expected);
        assert!(release.choked);
        assert_close(name, flux, expected, if name == "sulfur dioxide" { 0.05 } else { 0.015 });
    }
}

#[test]
fn a_superheated_gas_and_a_hot_liquid_are_told() {
    let chlorine = substance("chlorine");
    let low = TwoPhaseOrifice::to_atmosphere(3e5, 293.15, 0.05);
    let refused = low.release(chlorine).unwrap_err();
    assert_eq!((refused.problems.len(), refused.problems[0].field.as_str()), (1, "pressure_pa"));
    let hot = TwoPhaseOrifice::saturated(substance("propane"), 345.0, 0.05).unwrap();
    assert_eq!(hot.release(substance("propane")).unwrap().caveats.len(), 1);
}

const METHANE: GasProperties = GasProperties { molar_mass_kg_mol: 0.016_04, heat_capacity_ratio: 1.31 };

#[test]
fn a_long_pipe_broken_across_has_the_time_of_bell() {
    // The empirical model of the TNO Yellow Book (Bell 1978): t_B = 2/3 L/c sqrt(g f L/d); Wilson's tends to it as g f L/d grows.
    let pipe = PipelineRelease::full_bore(0.5, 100_000.0, 0.0117, 5e6, 288.15);
    let field = pipe.solve_with(METHANE).unwrap().field;
    let sound_m_s = (1.31 * 8.314_462_618_153_24 / 0.016_04 * 288.15_f64).sqrt();
    let bell_s = 2.0 / 3.0 * 1e5 / sound_m_s * (1.31 * 0.0117 * 1e5 / 0.5_f64).sqrt();
    assert_close("Bell's time", field.time_constant_s(), bell_s, 2e-3);
    assert_close("all leaves", field.released_mass_kg(1e9), field.content_kg() * (1.0 - 101_325.0 / 5e6), 1e-9);
}

#[test]
fn a_small_hole_in_a_pipe_is_a_hole_in_a_vessel() {
    // 1 km of 0.5 m pipe as an isothermal vessel of its volume; the hole has a 2500th of its cross-section.
    let pipe =
        PipelineRelease { hole_diameter_m: 0.01, ..PipelineRelease::full_bore(0.5, 1000.0, 0.0117, 5e6, 288.15) };
    let vessel = GasBlowdown {
        expansion: Expansion::Isothermal,
        ..GasBlowdown::to_atmosphere(std::f64::consts::FRAC_PI_4 * 250.0, 5e6, 288.15, 0.01)
    };
    let pipe = pipe.solve_with(METHANE).unwrap().field;
    let vessel = vessel.solve_with(AbelNobleGas { gas: METHANE, co_volume_m3_kg: 0.0 }).unwrap().field;
    for time_s in [1.0, 600.0, 3600.0, 2e4] {
        assert_close("rate", pipe.release_rate_kg_s(time_s), vessel.at(time_s).release_rate_kg_s, 2e-3);
        assert_close("mass", pipe.released_mass_kg(time_s), vessel.at(time_s).released_mass_kg, 2e-3);
    }
}

/// Length m, diameter m, Pa, Darcy factor, open part of the cross-section; then (s, kg/s): one-dimensional Euler equations of
/// methane (g = 1.31, 288.15 K, isothermal wall) with friction, by an HLL scheme written for this table (1000 cells; 400 for the
/// hole), choked at the break. Half the cells change the figures by up to 6 % at the end, mostly by under 1 %.
type PipeRun = (f64, f64, f64, f64, f64, &'static [(f64, f64)]);
const PIPE_RUNS: [PipeRun; 3] = [
    (
        10_000.0,
        0.5,
        5e6,
        0.0117,
        1.0,
        &[
            (1.27, 662.2),
            (4.93, 473.9),
            (12.06, 366.3),
            (29.48, 278.4),
            (71.99, 207.5),
            (175.76, 126.5),
            (429.17, 39.2),
        ],
    ),
    (
        1000.0,
        0.2,
        1e6,
        0.0164,
        1.0,
        &[(0.25, 22.49), (0.75, 17.69), (1.96, 13.72), (4.79, 10.55), (11.69, 6.321), (18.27, 3.875)],
    ),
    (
        1000.0,
        0.2,
        1e6,
        0.0164,
        0.1,
        &[(0.25, 5.057), (1.98, 4.867), (7.6, 4.316), (18.56, 3.293), (45.31, 1.698), (70.81, 0.904)],
    ),
];

#[test]
fn broken_pipes_against_a_numerical_solution() {
    for (length_m, pipe_diameter_m, pressure_pa, friction, open, rates) in PIPE_RUNS {
        let pipe = PipelineRelease {
            hole_diameter_m: pipe_diameter_m * f64::sqrt(open),
            ..PipelineRelease::full_bore(pipe_diameter_m, length_m, friction, pressure_pa, 288.15)
        };
        let field = pipe.solve_with(METHANE).unwrap().field;
        // A full break: first seconds up to 2.2 times too high, then up to 0.3 too low, as the caveat says. A hole: 8 %.
        let bounds = if open == 1.0 { 0.7..2.2 } else { 0.92..1.08 };
        for &(time_s, expected_kg_s) in rates {
            let ratio = field.release_rate_kg_s(time_s) / expected_kg_s;
            println!("{length_m} m, {pipe_diameter_m} m, open {open}: {time_s:>7.2} s  {ratio:.2}");
            assert!(bounds.contains(&ratio), "{time_s} s: {ratio}");
        }
    }
}

#[test]
fn a_path_that_is_not_given_is_said_to_be_assumed() {
    let ask = |path: Value| {
        let mut input = json!({
            "substance": "propane", "temperature_k": 298.15, "orifice_diameter_m": 0.01, "discharge_coefficient": 0.61
        });
        input.as_object_mut().unwrap().extend(path.as_object().unwrap().clone());
        answer("two_phase_orifice", input)
    };
    let subjects =
        |output: &ProcessOutput| output.caveats.iter().map(|caveat| caveat.subject.clone()).collect::<Vec<_>>();
    let (silent, thin, pipe) = (ask(json!({})), ask(json!({"path_length_m": 0.0})), ask(json!({"path_length_m": 0.2})));
    assert_eq!(subjects(&silent), ["path_length_m"]);
    assert_eq!(silent.result, thin.result);
    assert!(subjects(&thin).is_empty() && subjects(&pipe).is_empty());
    assert!(silent.result["release_rate_kg_s"].as_f64() > pipe.result["release_rate_kg_s"].as_f64());
}
