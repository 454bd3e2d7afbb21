//! Files under 500 lines: a longer one holds more than one thing.

const MAX_LINES: usize = 500;

#[test]
fn no_source_file_is_longer_than_500_lines() {
    let problems: Vec<String> = ["engine", "datasets", "api", "tests", "benches"]
        .into_iter()
        .flat_map(super::rust_files)
        .filter_map(|path| {
            let lines = super::read(&path).lines().count();
            (lines > MAX_LINES).then(|| format!("{}: {lines} lines", path.display()))
        })
        .collect();
    super::fail_on(&problems, "at most 500 lines a file");
}
