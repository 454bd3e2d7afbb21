//! Any process: the one that `CORDON_FUZZ_PROCESS` names, else the one that the first byte chooses.
#![no_main]

use cordon_tests::fuzz::process;
use std::sync::OnceLock;

static CHOSEN: OnceLock<Option<String>> = OnceLock::new();

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    match CHOSEN.get_or_init(|| std::env::var("CORDON_FUZZ_PROCESS").ok()) {
        Some(id) => process::process(id, data),
        None => {
            let Some((first, rest)) = data.split_first() else { return };
            let ids: Vec<&str> = process::ids().collect();
            process::process(ids[usize::from(*first) % ids.len()], rest);
        }
    }
});
