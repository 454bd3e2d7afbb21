#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cordon_tests::fuzz::texts::substance_file(data));
