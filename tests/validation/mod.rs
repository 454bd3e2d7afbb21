//! Against field trials, tests and worked examples: the library of `cordon validate`, on the shared data.
//!
//! Inputs and gates are fixed in docs/validation-protocol.md; nothing in the models was fitted to these trials here.

mod surface_layer;

use cordon_datasets::validation::{Report, gates_table, markdown, run};
use std::sync::OnceLock;

/// The report on the shared data, run once; none (and a line on standard error) where they are absent.
fn report() -> Option<&'static Report> {
    static REPORT: OnceLock<Option<Report>> = OnceLock::new();
    let shared = cordon_tests::shared_dir()?.join("validation");
    REPORT.get_or_init(|| Some(run(&shared).expect("the shared data are sound"))).as_ref()
}

fn project_file(name: &str) -> String {
    let path = cordon_tests::project_dir().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Prints the statistics of a study, and fails when it has too few pairs or something held about it does not hold.
fn check(id: &str, least_pairs: usize) {
    let Some(report) = report() else { return };
    let study = report.study(id).expect("a study");
    println!("{id}; formulas: Chang and Hanna 2004 (cordon_engine::math::Agreement)");
    for row in &study.statistics {
        println!("{:<24} {:<24} {:?} {:?} {}", row.model, row.group, row.rows, row.agreement, row.worst_at);
    }
    let gates = report.gates.iter().filter(|judged| judged.gate.study == id);
    gates.clone().for_each(|judged| println!("{judged}"));
    let pairs: usize = study.runs().first().map_or(0, |run| run.pairs.len());
    assert!(pairs >= least_pairs, "{id}: {pairs} pairs");
    let broken: Vec<String> = gates.filter(|judged| judged.is_broken()).map(ToString::to_string).collect();
    assert!(broken.is_empty(), "held gates fail: {broken:#?}");
}

#[test]
fn prairie_grass_arc_maxima_of_the_runs_with_meteorology() {
    check("prairie_grass", 120); // 27 runs with five arcs each
}

#[test]
fn dense_gas_arc_maxima() {
    check("flat_trials", 35);
}

#[test]
fn hydrogen_blowdown_over_the_first_four_fifths_of_the_content() {
    check("blowdown_flow", 9);
}

#[test]
fn hydrogen_bottle_at_90_megapascal() {
    check("blowdown_pressure", 40);
}

#[test]
fn overpressure_of_hydrogen_jets_lit_late() {
    check("hydrogen_jet_blast", 30);
}

#[test]
fn heat_of_natural_gas_fires() {
    check("pool_fire_flux", 70); // two periods of Montoir 1, and Phoenix 1
}

#[test]
fn published_figures_are_reproduced_as_held() {
    let Some(report) = report() else { return };
    for (id, least) in [("worked_examples", 10), ("kingery_bulmash", 15)] {
        let checks = report.study(id).expect("a study").checks();
        assert!(checks.len() >= least, "{id}: {}", checks.len());
        for check in checks {
            println!("{check:?}");
            assert!(!check.is_broken(), "{check:#?}");
        }
    }
}

#[test]
fn trials_that_are_reported_only_have_no_gates_and_no_part_in_the_pooled_rows() {
    let Some(report) = report() else { return };
    for (id, pairs) in [("reported_trials", 10), ("lfl_distance", 2)] {
        check(id, pairs);
        assert!(report.gates.iter().all(|judged| judged.gate.study != id), "{id}");
        assert!(report.study(id).is_some_and(|study| study.remark.contains("No gates")), "{id}");
    }
    let flat = report.study("flat_trials").expect("a study");
    assert!(flat.runs().iter().flat_map(|run| &run.pairs).all(|pair| !pair.trial.starts_with("Falcon")));
    let left_out = report.study("reported_trials").expect("a study").left_out();
    assert!(left_out.iter().any(|entry| entry.what.starts_with("SpadeadamCO2") && entry.rows == 4), "{left_out:?}");
}

#[test]
fn hydrogen_jets_on_the_axis() {
    check("hydrogen_jet", 30);
}

#[test]
fn heat_and_length_of_jet_fires() {
    check("jet_fire_flux", 17);
    check("jet_fire_length", 2);
    check("jet_fire_hydrogen_flux", 16);
}

#[test]
fn heat_of_a_fireball_in_time() {
    check("fireball_flux", 45);
}

#[test]
fn the_protocol_lists_the_gates_of_the_code() {
    assert!(project_file("docs/validation-protocol.md").contains(&gates_table()), "it should hold\n{}", gates_table());
}

#[test]
fn the_page_of_results_is_what_the_command_writes() {
    let Some(report) = report() else { return };
    let (page, committed) = (markdown(report), project_file("docs/validation.md"));
    let drift = page.lines().zip(committed.lines()).find(|(new, old)| new != old);
    assert!(page == committed, "write docs/validation.md anew (its first lines say how); first drift: {drift:?}");
}
