#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cordon_tests::fuzz::texts::table_cells(data));
