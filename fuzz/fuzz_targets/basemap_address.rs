#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cordon_tests::fuzz::texts::basemap_address(data));
