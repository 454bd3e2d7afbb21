//! Bursting vessels against worked examples, the shock tube of Sod and TNT; explosives by their tables.

use super::process::{answer, number, pairs, problems};
use super::support::assert_close;
use cordon_datasets::substances;
use cordon_engine::explosion::{
    Bleve, Burst, FragmentThrow, KingeryBulmash, VesselBurst, burst_shock_pa, expansion_energies,
};
use cordon_engine::provenance::CaveatCode;
use serde_json::json;

#[test]
fn energies_of_a_gas_by_hand() {
    // 1 m3 at 10 bar against 1 bar, ratio 1.4: Brode 9e5/0.4 = 2.25 MJ; isentropic 2.5e6 (1 - 0.1^(2/7)) = 2.5e6 * 0.482053 =
    // 1.20513 MJ; isothermal 1e6 ln 10 = 2.302585 MJ; availability 1e6 (2.302585 - 0.9) = 1.402585 MJ.
    let found = expansion_energies(1.0, 1e6, 1.4, 1e5);
    assert_close("Brode", found.brode_j, 2.25e6, 1e-12);
    assert_close("isentropic", found.isentropic_j, 1.205_13e6, 1e-5);
    assert_close("isothermal", found.isothermal_j, 2.302_585e6, 1e-6);
    assert_close("availability", found.availability_j, 1.402_585e6, 1e-6);
}

#[test]
fn the_shock_tube_of_sod() {
    // Sod 1978: 1 and 0.1 in pressure, 1 and 0.125 in density, ratio 1.4: exact shock pressure 0.30313.
    let sound = |pressure: f64, density: f64| (1.4 * pressure / density).sqrt();
    let over = burst_shock_pa(1.0, (1.4, sound(1.0, 1.0)), (1.4, sound(0.1, 0.125)), 0.1);
    assert_close("shock", over + 0.1, 0.303_13, 1e-4);
}

#[test]
fn far_away_a_vessel_is_tnt_of_its_energy_in_free_air() {
    // The same family of charts has a curve for high explosive that the vessels join; TNT of 4.68 MJ/kg in free air.
    let vessel = VesselBurst {
        volume_m3: 1.0,
        burst_pressure_pa: 101_325.0 * 100.0,
        temperature_k: 293.15,
        molar_mass_kg_mol: 0.028_96,
        heat_capacity_ratio: 1.4,
        burst: Burst::FreeAir,
        ambient_pressure_pa: 101_325.0,
        ambient_temperature_k: 293.15,
    };
    let blast = vessel.solve().unwrap().field;
    let tnt = KingeryBulmash::new(blast.energies().brode_j / 4.68e6, Burst::FreeAir).unwrap().field;
    for distance_m in [20.0, 30.0, 50.0] {
        let ours = blast.at(distance_m).unwrap();
        let ratio = ours.side_on_overpressure_pa / tnt.side_on_overpressure_pa(distance_m).unwrap();
        assert!((0.75..1.35).contains(&ratio), "{ratio} at {distance_m} m");
    }
}

#[test]
fn the_worked_bleve_of_planas_cuchi() {
    // Planas-Cuchi, Salla and Casal 2004: 250 m3 of propane, 228.2 m3 of it liquid, 55 degrees Celsius, 1901 kPa: 100 007 kg of
    // liquid, 949.1 kg of vapour; afterwards 59.1 % vapour in 24 752 m3; U1 - U2 = 35 480 - 32 990 MJ and p0 dV = 101.3 kPa
    // (24 752 - 250) m3 = 2482 MJ. Properties are of another library: 5 %.
    let propane = substances::library().find("propane").unwrap();
    let vessel =
        Bleve { volume_m3: 250.0, fill_frac: 228.2 / 250.0, temperature_k: 328.15, ambient_pressure_pa: 101_325.0 };
    let found = vessel.solve(propane).unwrap();
    assert_close("pressure", found.burst_pressure_pa, 1.901e6, 0.02);
    assert_close("liquid", found.liquid_mass_kg, 100_007.0, 0.02);
    assert_close("vapour", found.vapour_mass_kg, 949.1, 0.10);
    assert_close("flashed", found.flashed_frac, 0.591, 0.05);
    assert_close("irreversible", found.irreversible_j, 2.482e9, 0.06);
    // Isentropic by the entropies and energies of the same table: liquid (1.501 - 0.6068)/(2.448 - 0.6068) = 0.4857, 349.2 -
    // (100.1 + 0.4857 * 383.6) = 62.8 kJ/kg; vapour 0.9359, 122.9 kJ/kg; together 6.40 GJ.
    assert_close("isentropic", found.isentropic_j, 6.40e9, 0.10);
}

#[test]
fn bleves_that_cannot_be() {
    let of = |substance: &str, temperature_k: f64| {
        problems(
            "bleve_blast",
            json!({"substance": substance, "volume_m3": 10, "fill_frac": 0.8,
            "temperature_k": temperature_k, "distance_m": 50}),
        )
    };
    assert_eq!(of("propane", 200.0), pairs(&[("temperature_k", "out_of_range")]));
    assert_eq!(of("propane", 400.0), pairs(&[("temperature_k", "property_not_known")]));
    assert_eq!(of("unobtainium", 300.0), pairs(&[("substance", "unknown_substance")]));
}

#[test]
fn a_vessel_at_its_process() {
    let input = json!({"substance": "nitrogen", "volume_m3": 10, "burst_pressure_pa": 5e6, "temperature_k": 293.15,
        "distance_m": 50, "levels_pa": [10000]});
    let output = answer("vessel_burst_blast", input);
    // (50 - 1.01325) bar * 10 m3 / 0.4 = 122.5 MJ, within the heat capacity of the library.
    assert_close("Brode", number(&output, "brode_energy_j"), 1.225e8, 0.01);
    assert!(output.caveats.iter().any(|caveat| caveat.code == CaveatCode::MemoryFigure));
    assert!(number(&output, "side_on_overpressure_pa") < number(&output, "shock_overpressure_pa"));
    let low = json!({"substance": "nitrogen", "volume_m3": 10, "burst_pressure_pa": 1e5, "temperature_k": 293.15, "distance_m": 50});
    assert_eq!(problems("vessel_burst_blast", low), pairs(&[("burst_pressure_pa", "out_of_range")]));
}

#[test]
fn explosives_are_their_mass_of_tnt() {
    // DDESB TP 20: C-4 1.37 by pressure, 1.19 by impulse.
    let of = |input: serde_json::Value| answer("kingery_bulmash", input);
    let c4 = of(json!({"tnt_mass_kg": 100, "distance_m": 50, "explosive": "c4"}));
    let pressure = of(json!({"tnt_mass_kg": 137, "distance_m": 50}));
    let impulse = of(json!({"tnt_mass_kg": 119, "distance_m": 50}));
    for field in ["side_on_overpressure_pa", "reflected_overpressure_pa", "arrival_time_s"] {
        assert_close(field, number(&c4, field), number(&pressure, field), 1e-12);
    }
    for field in ["side_on_impulse_pa_s", "reflected_impulse_pa_s"] {
        assert_close(field, number(&c4, field), number(&impulse, field), 1e-12);
    }
    let anfo = of(json!({"tnt_mass_kg": 100, "distance_m": 50, "explosive": "anfo"}));
    assert_eq!(anfo.caveats[0].code, CaveatCode::AssumedValue);
    let powder = json!({"tnt_mass_kg": 1, "distance_m": 5, "explosive": "powder"});
    assert_eq!(problems("kingery_bulmash", powder), pairs(&[("explosive", "not_allowed")]));
}

#[test]
fn a_vertical_throw_with_drag_in_closed_form() {
    // Height v_t^2/(2g) ln(1 + v^2/v_t^2) with v_t^2 = 2 m g/(rho Cd A): 10 kg, 0.1 m2, Cd 1, 1.2 kg/m3, 100 m/s: v_t^2 =
    // 1634.44 m2/s2, 83.333 ln(1 + 6.11830) = 163.56 m; it lands at v v_t / sqrt(v^2 + v_t^2) = 37.481 m/s.
    let throw = FragmentThrow {
        mass_kg: 10.0,
        velocity_m_s: 100.0,
        drag_coefficient: 1.0,
        area_m2: 0.1,
        height_m: 0.0,
        air_density_kg_m3: 1.2,
    };
    let flight = throw.at_angle(std::f64::consts::FRAC_PI_2).unwrap();
    assert_close("height", flight.height_m, 163.56, 1e-3);
    assert_close("landing", flight.impact_velocity_m_s, 37.481, 5e-3);
    // Without air at 45 degrees: v^2/g = 1019.716 m.
    let stone = FragmentThrow { drag_coefficient: 0.0, ..throw };
    assert_close("parabola", stone.at_angle(std::f64::consts::FRAC_PI_4).unwrap().range_m, 1019.716, 1e-4);
}

#[test]
fn fragments_at_their_process() {
    // 60 % of 1e8 J over 10 t: sqrt(2 * 6e7 / 1e4) = 109.545 m/s; fragile, 20 %: 63.246 m/s.
    let of = |failure: &str| {
        answer(
            "fragment_throw",
            json!({"fragment_mass_kg": 500, "area_m2": 2, "drag_coefficient": 1.2, "energy_j": 1e8,
            "vessel_mass_kg": 10000, "failure": failure}),
        )
    };
    assert_close("ductile", number(&of("ductile"), "velocity_m_s"), 109.545, 1e-5);
    assert_close("fragile", number(&of("fragile"), "velocity_m_s"), 63.246, 1e-5);
    let output = of("ductile");
    assert!(number(&output, "range_m") < number(&output, "vacuum_range_m"));
    let none = json!({"fragment_mass_kg": 500, "area_m2": 2, "drag_coefficient": 1.2, "energy_j": 1e8});
    assert_eq!(problems("fragment_throw", none), pairs(&[("velocity_m_s", "missing")]));
}
