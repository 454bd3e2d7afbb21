//! Reading the shared tables of expected values.

use std::collections::BTreeMap;

/// Rows of a shared CSV file by column name; `None` (and a line on standard error) when it is absent.
pub fn rows(relative: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let path = cordon_tests::shared_dir()?.join(relative);
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(reader.deserialize().map(|row| row.unwrap_or_else(|error| panic!("{}: {error}", path.display()))).collect())
}

/// Fails unless `value` is within a relative tolerance of `expected`.
pub fn assert_close(what: &str, value: f64, expected: f64, relative: f64) {
    assert!(
        (value - expected).abs() <= relative * expected.abs(),
        "{what}: {value}, expected {expected} within {:.3} %",
        100.0 * relative
    );
}
