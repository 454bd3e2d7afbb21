//! Fuzz targets: one for each process of the registry and one for each parser that takes a user's bytes.
//!
//! A target is a plain function of bytes that panics when something that must hold does not. Two engines drive the
//! same functions: [`runner`] with pseudo-random bytes from a fixed seed, on any machine and in every run of the tests
//! (`tests/fuzz`), and libFuzzer, guided by coverage, from `fuzz/` (`make fuzz`). How to run and add: CONTRIBUTING.md.

pub mod check;
pub mod draw;
pub mod files;
pub mod generate;
pub mod http;
pub mod mutate;
pub mod process;
pub mod runner;
pub mod texts;

/// What a target does with its bytes.
type Check = Box<dyn Fn(&[u8]) + Send + Sync>;

/// A target with what its inputs are made from.
pub struct Target {
    /// Name; that of a process is `process_` and its id.
    pub name: String,
    /// Inputs that the target takes, changed by the runner; none where any bytes will do.
    pub seeds: Vec<Vec<u8>>,
    /// Words that are thrown in between.
    pub words: &'static [&'static str],
    /// One input costs about as much as this many of a cheap target.
    pub cost: usize,
    run: Check,
}

impl Target {
    /// Runs the target.
    ///
    /// # Panics
    /// When something does not hold that must.
    pub fn run(&self, data: &[u8]) {
        (self.run)(data);
    }
}

/// A parser's target: function, seeds and words.
type Parser = (&'static str, fn(&[u8]), &'static [&'static str], &'static [&'static str], usize);

/// All targets of parsers. Each has a file of its name in `fuzz/fuzz_targets`.
pub const PARSERS: [Parser; 11] = [
    ("substance_file", texts::substance_file, &texts::SUBSTANCE_FILES, &texts::SUBSTANCE_WORDS, 4),
    ("weather_file", texts::weather_file, &texts::WEATHER_FILES, &texts::WEATHER_WORDS, 1),
    ("table_cells", texts::table_cells, &texts::CELLS, &texts::CELL_WORDS, 1),
    ("column_mapping", texts::column_mapping, &texts::MAPPINGS, &texts::CELL_WORDS, 1),
    ("geometry_blob", texts::geometry_blob, &[], &[], 1),
    ("import_table", files::import_table, &files::TABLES, &texts::CELL_WORDS, 4),
    ("validation_folder", files::validation_folder, &files::FOLDERS, &files::FOLDER_WORDS, 20),
    ("basemap_file", files::basemap_file, &files::BASEMAPS, &[], 4),
    ("basemap_address", texts::basemap_address, &texts::ADDRESSES, &texts::ADDRESS_WORDS, 1),
    ("http_address", http::http_address, &http::ADDRESSES, &http::WORDS, 10),
    ("http_execution", http::http_execution, &http::BODIES, &http::WORDS, 10),
];

/// Processes whose model takes milliseconds, with their cost.
const DEAR: [(&str, usize); 6] = [
    ("scenario", 40),
    ("dense_gas", 20),
    ("transient_plume", 20),
    ("pool_evaporation", 10),
    ("pipeline_release", 10),
    ("gas_blowdown", 10),
];

/// All targets; those of processes from the registry itself, so that none can be forgotten.
#[must_use]
pub fn targets() -> Vec<Target> {
    let processes = process::ids().map(|id| Target {
        name: format!("process_{id}"),
        seeds: Vec::new(),
        words: &[],
        cost: DEAR.iter().find(|(dear, _)| *dear == id).map_or(1, |(_, cost)| *cost),
        run: Box::new(move |data| process::process(id, data)),
    });
    let parsers = PARSERS.iter().map(|(name, run, seeds, words, cost)| Target {
        name: (*name).into(),
        seeds: seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect(),
        words,
        cost: *cost,
        run: Box::new(*run),
    });
    processes.chain(parsers).collect()
}
