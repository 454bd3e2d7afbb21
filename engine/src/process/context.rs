//! What processes may look up: substances and tables of standards, handed in by the caller.

use crate::city::{City, PipelineRecord};
use crate::exposed::Exposed;
use crate::provenance::Origin;
use crate::substance::{BilingualName, SubstanceLibrary, search_key};
use serde::Serialize;

/// Brackets and signs behind which a name only says of which quality it speaks.
const QUALIFIERS: [char; 8] = ['(', '（', '[', '【', '<', '>', '≤', '≥'];

/// One row of GB 18218-2018 tables 1 to 4: what it covers, its critical quantity and its beta.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gb18218Entry {
    /// Where it stands, unique: `table 1 no. 12`, or the symbol of a class of table 2 (`W5.1`).
    pub row: String,
    /// Symbol of the hazard class for a row of table 2; empty for a named substance.
    pub symbol: String,
    /// Name of the substance or class as the standard words it, and in English.
    pub name: BilingualName,
    /// Other names in any language.
    pub aliases: Vec<String>,
    /// CAS numbers of a named substance; none for a class.
    pub cas: Vec<String>,
    /// Critical quantity, t.
    pub critical_quantity_t: f64,
    /// Correction factor beta; none for a named substance that table 3 does not list.
    pub beta_coefficient: Option<f64>,
    /// Standard with edition.
    pub source: String,
    /// Mark of origin.
    pub origin: Origin,
}

impl Gb18218Entry {
    /// Whether the row holds for a stated quality only ("nitric acid >70%").
    #[must_use]
    pub fn is_qualified(&self) -> bool {
        self.name.zh.contains(QUALIFIERS)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let names = [&self.row, &self.name.zh, &self.name.en].into_iter().chain(&self.aliases);
        names.map(String::as_str).filter(|name| !name.is_empty())
    }

    /// Whether the text is one of the names, letter by letter (case aside).
    fn is_named(&self, query: &str) -> bool {
        self.names().any(|name| name.eq_ignore_ascii_case(query.trim()))
    }

    /// Whether a CAS number or name has this search key.
    fn has_key(&self, key: &str) -> bool {
        self.names().chain(self.cas.iter().map(String::as_str)).any(|name| search_key(name) == key)
    }

    /// Whether a name without its qualification has this search key.
    fn has_bare_key(&self, key: &str) -> bool {
        self.names().any(|name| search_key(name.split(QUALIFIERS).next().unwrap_or(name)) == key)
    }
}

/// Tables of standards that processes need; by default none, for processes that need none.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StandardTables {
    /// Edition: content hash of the files they were read from.
    pub edition: String,
    /// Hazard classes of GB 18218-2018 tables 2 and 4, and named substances of tables 1 and 3.
    pub gb18218: Vec<Gb18218Entry>,
}

impl StandardTables {
    /// The row of a hazard class by its symbol, in either case.
    #[must_use]
    pub fn gb18218_class(&self, symbol: &str) -> Option<&Gb18218Entry> {
        self.gb18218.iter().find(|entry| !entry.symbol.is_empty() && entry.symbol.eq_ignore_ascii_case(symbol.trim()))
    }

    /// The rows of a named substance.
    ///
    /// The first of these that finds any decides: the exact name or place (`table 1 no. 44`); the CAS
    /// number or name whatever its case, spaces and punctuation; the name without its qualification.
    /// Several rows mean that the standard tells qualities of one substance apart.
    #[must_use]
    pub fn gb18218_substance(&self, query: &str) -> Vec<&Gb18218Entry> {
        let key = search_key(query);
        if key.is_empty() {
            return Vec::new();
        }
        let rules: [&dyn Fn(&Gb18218Entry) -> bool; 3] =
            [&|entry| entry.is_named(query), &|entry| entry.has_key(&key), &|entry| entry.has_bare_key(&key)];
        let named = |rule: &&dyn Fn(&Gb18218Entry) -> bool| -> Vec<&Gb18218Entry> {
            self.gb18218.iter().filter(|entry| entry.symbol.is_empty() && rule(entry)).collect()
        };
        rules.iter().map(named).find(|found| !found.is_empty()).unwrap_or_default()
    }
}

/// A city with what is indexed of it, once when it is loaded.
#[derive(Debug, Clone, Copy)]
pub struct CityView<'a> {
    /// The city.
    pub city: &'a City,
    /// Its people, places and units.
    pub exposed: &'a Exposed,
    /// Its pipelines.
    pub pipelines: &'a [PipelineRecord],
}

/// What a process may look up.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Substances.
    pub library: &'a SubstanceLibrary,
    /// Tables of standards.
    pub tables: &'a StandardTables,
    /// The city, where one is loaded.
    pub city: Option<CityView<'a>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(row: &str, zh: &str, en: &str, cas: &str) -> Gb18218Entry {
        Gb18218Entry {
            row: row.into(),
            symbol: String::new(),
            name: BilingualName { zh: zh.into(), en: en.into() },
            aliases: vec![],
            cas: vec![cas.into()],
            critical_quantity_t: 1.0,
            beta_coefficient: None,
            source: "test".into(),
            origin: Origin::Source,
        }
    }

    #[test]
    fn rows_are_found_by_name_cas_place_and_bare_name() {
        let gb18218 = vec![
            entry("table 1 no. 43", "硝酸铵(含可燃物>0.2%)", "ammonium nitrate >0.2%", "6484-52-2"),
            entry("table 1 no. 44", "硝酸铵(含可燃物≤0.2%)", "ammonium nitrate <=0.2%", "6484-52-2"),
            entry("table 1 no. 45", "硝酸铵肥料(含可燃物≤0.4%)", "ammonium nitrate fertiliser", ""),
        ];
        let tables = StandardTables { edition: "test".into(), gb18218 };
        let rows = |query: &str| -> Vec<String> {
            tables.gb18218_substance(query).iter().map(|entry| entry.row[12..].to_owned()).collect()
        };
        assert_eq!(rows("硝酸铵(含可燃物≤0.2%)"), ["44"]);
        assert_eq!(rows("Table 1 no. 43"), ["43"]);
        for both in ["6484-52-2", "6484 52 2", "硝酸铵", "Ammonium Nitrate"] {
            assert_eq!(rows(both), ["43", "44"], "{both}");
        }
        assert_eq!(rows("硝酸铵肥料"), ["45"]);
        for nothing in ["", "()", "硝酸", "7"] {
            assert!(rows(nothing).is_empty(), "{nothing}");
        }
    }
}
