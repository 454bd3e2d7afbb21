//! Every fuzz target over its seeds and pseudo-random inputs from a fixed seed.
//!
//! `CORDON_FUZZ_INPUTS` says how many inputs a cheap target gets (a dear one its share of them), `CORDON_FUZZ_SEED` from
//! which seed, `CORDON_FUZZ_TARGET` which target (the beginning of its name), `CORDON_FUZZ_INPUT` runs one input of a
//! finding again. See CONTRIBUTING.md.

mod found;

use cordon_tests::fuzz::runner::{self, Outcome};
use cordon_tests::fuzz::{PARSERS, Target, process, targets};

/// Inputs of a cheap target in a run of all tests.
const INPUTS: usize = 600;
/// The fixed seed.
const SEED: u64 = 20_261_122;

fn setting<T: std::str::FromStr>(name: &str) -> Option<T> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

fn chosen(wanted: impl Fn(&Target) -> bool) -> Vec<Target> {
    let name = setting("CORDON_FUZZ_TARGET").unwrap_or_else(String::new);
    targets().into_iter().filter(|target| wanted(target) && target.name.starts_with(&name)).collect()
}

fn run_all(targets: &[Target]) {
    if let Some(digits) = setting::<String>("CORDON_FUZZ_INPUT") {
        let data = runner::from_hex(&digits).expect("pairs of hexadecimal digits");
        targets.iter().for_each(|target| run_one(target, &data));
        return;
    }
    let (inputs, seed) = (setting("CORDON_FUZZ_INPUTS").unwrap_or(INPUTS), setting("CORDON_FUZZ_SEED").unwrap_or(SEED));
    let mut findings = Vec::new();
    for target in targets {
        let Outcome { inputs, elapsed, slowest, findings: found } =
            runner::run(target, inputs.div_ceil(target.cost), seed);
        let (longest, input) = slowest;
        eprintln!("{}: {inputs} inputs in {elapsed:.2?}, longest {longest:.2?} {input:.80}", target.name);
        findings.extend(found);
    }
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
}

fn run_one(target: &Target, data: &[u8]) {
    if let Some(id) = target.name.strip_prefix("process_") {
        eprintln!("{}: {}", target.name, process::input_of(id, data));
    }
    target.run(data);
}

#[test]
fn every_process_survives() {
    run_all(&chosen(|target| target.name.starts_with("process_")));
}

#[test]
fn every_parser_survives() {
    run_all(&chosen(|target| !target.name.starts_with("process_")));
}

#[test]
fn every_parser_has_a_file_for_libfuzzer() {
    let folder = cordon_tests::project_dir().join("fuzz");
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for name in PARSERS.iter().map(|(name, ..)| *name).chain(["process"]) {
        assert!(folder.join("fuzz_targets").join(format!("{name}.rs")).is_file(), "fuzz/fuzz_targets/{name}.rs");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "fuzz/Cargo.toml: {name}");
    }
}
