//! The substance library, from the tables of `data/substances`.
//!
//! The tables are compiled in, read once and checked; a bad row is a fault of the project, found by
//! its tests. Columns and sources: `datasets/README.md` and `docs/models/substances.md`.

mod rows;
mod user;

pub use user::{UserFileError, library_with, note_user_figures, read_user_file};

use crate::hash::edition_of;
use cordon_engine::provenance::InvalidInput;
use cordon_engine::substance::SubstanceLibrary;
use std::sync::OnceLock;

/// The files, in the order in which they enter the edition.
const FILES: [&str; 9] = [
    include_str!("../../data/substances/substances.csv"),
    include_str!("../../data/substances/constants.csv"),
    include_str!("../../data/substances/correlations.csv"),
    include_str!("../../data/substances/toxic_probits.csv"),
    include_str!("../../data/substances/toxic_endpoints.csv"),
    include_str!("../../data/substances/toxic_loads.csv"),
    include_str!("../../data/substances/critical_quantities.csv"),
    include_str!("../../data/substances/mixtures.csv"),
    include_str!("../../data/substances/unassessed.csv"),
];

/// The library in use when the user gave one of their own; set once, before anything is computed.
static EXTENDED: OnceLock<SubstanceLibrary> = OnceLock::new();

/// The library of this process: the built-in one, or that with the user's substances after [`use_library`].
#[must_use]
pub fn library() -> &'static SubstanceLibrary {
    EXTENDED.get().unwrap_or_else(|| built_in())
}

/// Makes a library with the user's substances the one of this process; false when there is one already.
pub fn use_library(library: SubstanceLibrary) -> bool {
    EXTENDED.set(library).is_ok()
}

/// The library that ships with Cordon.
///
/// # Panics
/// Never on a released build: a test reads the same compiled-in tables.
#[must_use]
pub fn built_in() -> &'static SubstanceLibrary {
    static LIBRARY: OnceLock<SubstanceLibrary> = OnceLock::new();
    LIBRARY.get_or_init(|| match load() {
        Ok(library) => library,
        Err(error) => panic!("the compiled-in substance tables are faulty: {error}"),
    })
}

/// Why the tables could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SubstanceTableError {
    /// A row does not have the columns or types of its table.
    #[error("table {table}: {source}")]
    Row {
        /// Name of the table.
        table: &'static str,
        /// What the reader says, with the line.
        source: csv::Error,
    },
    /// A row with a property, form or substance that does not exist.
    #[error("table {table}, substance {substance}: {problem}")]
    Content {
        /// Name of the table.
        table: &'static str,
        /// Key of the substance.
        substance: String,
        /// What is wrong.
        problem: String,
    },
    /// The rows are well formed, and the library refuses what they say.
    #[error(transparent)]
    Refused(#[from] InvalidInput),
}

/// Reads and checks the compiled-in tables.
///
/// # Errors
/// [`SubstanceTableError`] with the first faulty row, or everything the library refuses.
pub fn load() -> Result<SubstanceLibrary, SubstanceTableError> {
    let [identities, constants, correlations, probits, endpoints, loads, quantities, mixtures, unassessed] = FILES;
    let mut substances = rows::identities(identities)?;
    rows::constants(constants, &mut substances)?;
    rows::correlations(correlations, &mut substances)?;
    rows::probits(probits, &mut substances)?;
    rows::endpoints(endpoints, &mut substances)?;
    rows::loads(loads, &mut substances)?;
    rows::quantities(quantities, &mut substances)?;
    rows::apply_mixtures(rows::mixtures(mixtures)?, &mut substances, &[])?;
    Ok(SubstanceLibrary::new(edition_of(&FILES), substances, rows::unassessed(unassessed)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_in_tables_are_sound() {
        let library = load().unwrap();
        assert!(library.len() >= 95, "{} substances", library.len());
        assert_eq!(library.edition().len(), 16);
    }
}
