//! Frequencies and ignition probabilities against the shared tables (both from memory, as the cards say).

use super::support::rows;
use cordon_engine::frequency::{
    IGNITION, IgnitionClass, LEAK_FREQUENCIES, LossOfContainment, ReleaseSize, VesselKind, immediate_ignition_prob,
    vessel_frequencies,
};
use cordon_engine::provenance::Origin;

#[test]
fn vessels_have_the_frequencies_of_the_table() {
    let Some(table) = rows("validation/failure_frequencies.csv") else { return };
    let find = |equipment: &str, scenarios: &[&str]| -> f64 {
        table
            .iter()
            .find(|row| {
                row["set"].starts_with("Purple Book")
                    && row["equipment"] == equipment
                    && scenarios.contains(&row["scenario"].as_str())
            })
            .unwrap_or_else(|| panic!("no row for {equipment}"))["frequency"]
            .parse()
            .unwrap()
    };
    for (kind, equipment) in [
        (VesselKind::PressureVessel, "pressure vessel"),
        (VesselKind::ProcessVessel, "process vessel"),
        (VesselKind::ReactorVessel, "reactor vessel"),
        (VesselKind::AtmosphericTank, "atmospheric tank, single containment"),
    ] {
        for leak in vessel_frequencies(kind) {
            let scenarios: &[&str] = match leak.event {
                LossOfContainment::Instantaneous => &["instantaneous release", "instantaneous to atmosphere"],
                LossOfContainment::WithinTenMinutes => &["whole inventory in 10 min", "10 min to atmosphere"],
                LossOfContainment::TenMillimetreHole => &["10 mm hole"],
            };
            assert_eq!(leak.frequency_per_year, find(equipment, scenarios), "{kind:?} {:?}", leak.event);
            assert_eq!(leak.origin, Origin::Memory);
        }
    }
    assert_eq!((LEAK_FREQUENCIES.origin, IGNITION.origin), (Origin::Memory, Origin::Memory));
}

#[test]
fn immediate_ignition_follows_the_table() {
    let Some(table) = rows("validation/ignition_probabilities.csv") else { return };
    for row in table.iter().filter(|row| row["set"].contains("stationary")) {
        let class = match row["substance_class"].as_str() {
            "gas, average or high reactivity" => IgnitionClass::AverageOrHighReactivityGas,
            "gas, low reactivity" => IgnitionClass::LowReactivityGas,
            _ => IgnitionClass::K1Liquid,
        };
        let sizes = match row["release_size"].as_str() {
            size if size.contains("< 10") => [(1.0, 100.0)].as_slice(),
            size if size.contains("10 to 100") => &[(50.0, 5000.0)],
            size if size.contains("> 100") => &[(500.0, 50_000.0)],
            _ => &[(1.0, 100.0), (500.0, 50_000.0)],
        };
        let expected: f64 = row["probability"].parse().unwrap();
        for &(release_rate_kg_s, mass_kg) in sizes {
            assert_eq!(immediate_ignition_prob(class, ReleaseSize::Continuous { release_rate_kg_s }), expected);
            assert_eq!(immediate_ignition_prob(class, ReleaseSize::Instantaneous { mass_kg }), expected);
        }
    }
}
