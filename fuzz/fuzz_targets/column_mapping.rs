#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cordon_tests::fuzz::texts::column_mapping(data));
