//! The tables as the engine's processes take them.

use super::gb18218::{
    BetaRow, CriticalQuantityRow, gb18218_2018_beta as betas, gb18218_2018_critical_quantities as quantities,
};
use cordon_engine::process::{Gb18218Entry, StandardTables};
use cordon_engine::substance::BilingualName;
use std::sync::OnceLock;

/// Number in table 1 of coal gas, whose entry names carbon monoxide first; table 1 has no row of it alone.
const COAL_GAS_NUMBER: u16 = 13;
/// CAS number of carbon monoxide.
const CARBON_MONOXIDE_CAS: &str = "630-08-0";

/// The standard tables that processes look up, made of the compiled-in rows.
#[must_use]
pub fn standard_tables() -> &'static StandardTables {
    static TABLES: OnceLock<StandardTables> = OnceLock::new();
    TABLES.get_or_init(|| StandardTables { edition: super::edition().into(), gb18218: gb18218() })
}

fn gb18218() -> Vec<Gb18218Entry> {
    quantities().iter().map(entry).chain(carbon_monoxide()).collect()
}

/// A critical quantity with the beta of the same substance (table 3) or class (table 4).
fn entry(row: &CriticalQuantityRow) -> Gb18218Entry {
    let cas = split(&row.cas, ";");
    let beta = betas().iter().find(|beta| match row.table {
        1 => beta.table == 3 && cas.contains(&beta.cas),
        _ => beta.table == 4 && beta.symbol == row.symbol,
    });
    let place = row.number.map_or_else(|| row.symbol.clone(), |number| format!("table 1 no. {number}"));
    // "methane / natural gas" is two names, "water/ethanol" is none
    let english = split(&row.name_en, " / ");
    Gb18218Entry {
        row: place,
        symbol: row.symbol.clone(),
        name: BilingualName { zh: row.name_zh.clone(), en: row.name_en.clone() },
        aliases: split(&row.aliases_zh, ";").into_iter().chain(english).collect(),
        cas,
        critical_quantity_t: row.quantity_kg / 1e3,
        beta_coefficient: beta.map(|beta| beta.beta_coefficient),
        source: sources(row, beta),
        origin: beta.map_or(row.origin, |beta| beta.origin.max(row.origin)),
    }
}

/// Carbon monoxide: the critical quantity of coal gas with its own beta of table 3.
fn carbon_monoxide() -> Option<Gb18218Entry> {
    let coal_gas = quantities().iter().find(|row| row.number == Some(COAL_GAS_NUMBER))?;
    let beta = betas().iter().find(|row| row.cas == CARBON_MONOXIDE_CAS)?;
    Some(Gb18218Entry {
        row: format!("table 1 no. {COAL_GAS_NUMBER}, carbon monoxide"),
        symbol: String::new(),
        name: BilingualName { zh: beta.name_zh.clone(), en: beta.name_en.clone() },
        aliases: Vec::new(),
        cas: vec![beta.cas.clone()],
        critical_quantity_t: coal_gas.quantity_kg / 1e3,
        beta_coefficient: Some(beta.beta_coefficient),
        source: sources(coal_gas, Some(beta)),
        origin: beta.origin.max(coal_gas.origin),
    })
}

fn sources(row: &CriticalQuantityRow, beta: Option<&BetaRow>) -> String {
    beta.map_or_else(|| row.source.clone(), |beta| format!("{}; {}", row.source, beta.source))
}

fn split(text: &str, separator: &str) -> Vec<String> {
    text.split(separator).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::substances::library;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_is_there_once_with_its_beta() {
        let tables = standard_tables();
        let rows: BTreeSet<&str> = tables.gb18218.iter().map(|entry| entry.row.as_str()).collect();
        // 85 rows of table 1, 24 classes of table 2, carbon monoxide
        assert_eq!((tables.gb18218.len(), rows.len()), (110, 110));
        let with_beta = |named: bool| {
            tables.gb18218.iter().filter(|e| e.symbol.is_empty() == named && e.beta_coefficient.is_some()).count()
        };
        assert_eq!((with_beta(true), with_beta(false)), (14, 24), "all of table 3, all of table 4");
        assert_eq!(tables.edition, super::super::edition());
    }

    #[test]
    fn every_name_and_cas_number_of_table_1_finds_its_row() {
        let tables = standard_tables();
        for entry in tables.gb18218.iter().filter(|entry| entry.symbol.is_empty()) {
            for name in [&entry.row, &entry.name.zh, &entry.name.en].into_iter().chain(&entry.cas) {
                let found = tables.gb18218_substance(name);
                assert!(found.contains(&entry), "{name} does not find {}", entry.row);
            }
            assert_eq!(tables.gb18218_substance(&entry.name.zh), [entry], "{}", entry.name.zh);
        }
    }

    /// The library's own critical quantities are those of the tables.
    #[test]
    fn the_library_agrees_with_the_tables() {
        let tables = standard_tables();
        let mut compared = 0;
        for substance in library().iter() {
            let Some(critical) = &substance.critical_quantity else { continue };
            let class = tables.gb18218_class(&critical.entry);
            let rows = tables.gb18218_substance(&substance.cas);
            let row = class.or_else(|| rows.into_iter().find(|row| row.row.starts_with(&critical.entry)));
            let row = row.unwrap_or_else(|| panic!("{}: no row {}", substance.id, critical.entry));
            assert_eq!(row.critical_quantity_t, critical.quantity_kg / 1e3, "{}", substance.id);
            if let (Some(own), Some(table)) = (critical.beta_coefficient, row.beta_coefficient) {
                assert_eq!(own, table, "{}", substance.id);
            }
            compared += 1;
        }
        assert!(compared > 70, "{compared}");
    }
}
