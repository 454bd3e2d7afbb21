//! Which row of GB 18218-2018 holds for a substance or class, and what must be said beside it.

use super::Context;
use super::context::Gb18218Entry;
use super::gb18218_grade::{GB18218_GRADE, Item};
use crate::provenance::{Caveat, CaveatCode, FieldProblem, Origin};
use crate::substance::{BilingualName, CriticalQuantity};

/// Row, critical quantity and beta of an item.
pub(super) struct Row {
    /// Where it stands in the standard.
    pub entry: String,
    /// What it covers.
    pub name: BilingualName,
    /// Critical quantity, t.
    pub critical_quantity_t: f64,
    /// Correction factor beta.
    pub beta_coefficient: f64,
    /// What to tell beside it.
    pub caveats: Vec<Caveat>,
}

/// The question of one item.
#[derive(Clone, Copy)]
pub(super) struct Query<'a, 'c> {
    /// Tables and library.
    pub context: &'a Context<'c>,
    /// Position of the item.
    pub index: usize,
}

impl<'c> Query<'_, 'c> {
    /// The row of an item.
    ///
    /// A substance of table 1 has its critical quantity there and its beta in table 3, else that of its
    /// class. For any other substance the class decides: the one given, else the one of the library.
    pub fn row(self, item: &Item) -> Result<Row, FieldProblem> {
        let class = item.category.as_deref().map(|symbol| self.class(symbol)).transpose()?;
        let Some(name) = &item.substance else {
            return match class {
                Some(class) => self.of_class(class, Vec::new()),
                None => Err(self.problem("substance", "", "a substance or a category", "missing")),
            };
        };
        if let Some(entry) = self.named(name)? {
            return self.of_entry(entry, name, class);
        }
        match (class, self.critical_quantity(name)) {
            (Some(class), _) => self.of_class(class, vec![not_in_table_1(name, &class.symbol)]),
            (None, Some(critical)) => self.of_library(name, critical),
            (None, None) => Err(self.unknown(name)),
        }
    }

    fn class(self, symbol: &str) -> Result<&'c Gb18218Entry, FieldProblem> {
        let tables = self.context.tables;
        tables.gb18218_class(symbol).ok_or_else(|| {
            let known: Vec<&str> = tables.gb18218.iter().map(|e| e.symbol.as_str()).filter(|s| !s.is_empty()).collect();
            self.problem("category", symbol, format!("one of {}", known.join(", ")), "not_allowed")
        })
    }

    /// The row of table 1 that names the substance, directly or through the library's synonyms.
    fn named(self, name: &str) -> Result<Option<&'c Gb18218Entry>, FieldProblem> {
        let tables = self.context.tables;
        let mut rows = tables.gb18218_substance(name);
        if rows.is_empty()
            && let Some(substance) = self.context.library.find(name)
        {
            rows = tables.gb18218_substance(&substance.cas);
        }
        if rows.len() > 1 {
            let choices =
                rows.iter().map(|row| format!("{} ({}: {} t)", row.row, row.name.zh, row.critical_quantity_t));
            let allowed = format!("one of the rows of it: {}", choices.collect::<Vec<_>>().join("; "));
            return Err(self.problem("substance", name, allowed, "ambiguous"));
        }
        Ok(rows.first().copied())
    }

    fn critical_quantity(self, name: &str) -> Option<&'c CriticalQuantity> {
        self.context.library.find(name)?.critical_quantity.as_ref()
    }

    fn of_entry(self, entry: &Gb18218Entry, asked: &str, class: Option<&Gb18218Entry>) -> Result<Row, FieldProblem> {
        let by_class = class.and_then(|class| class.beta_coefficient);
        let by_library = || self.critical_quantity(asked).and_then(|critical| critical.beta_coefficient);
        let Some(beta_coefficient) = entry.beta_coefficient.or(by_class).or_else(by_library) else {
            let allowed = "the hazard class whose beta counts: table 3 does not name this substance";
            return Err(self.problem("category", "", allowed, "missing"));
        };
        let mut caveats = recalled(entry.origin, &entry.row);
        if entry.is_qualified() && !entry.name.zh.eq_ignore_ascii_case(asked.trim()) {
            caveats.push(qualified(entry));
        }
        Ok(Row {
            entry: entry.row.clone(),
            name: entry.name.clone(),
            critical_quantity_t: entry.critical_quantity_t,
            beta_coefficient,
            caveats,
        })
    }

    fn of_class(self, class: &Gb18218Entry, mut caveats: Vec<Caveat>) -> Result<Row, FieldProblem> {
        let Some(beta_coefficient) = class.beta_coefficient else {
            return Err(self.problem(
                "category",
                &class.symbol,
                "a class whose beta table 4 gives",
                "property_not_known",
            ));
        };
        caveats.extend(recalled(class.origin, &class.row));
        Ok(Row {
            entry: class.row.clone(),
            name: class.name.clone(),
            critical_quantity_t: class.critical_quantity_t,
            beta_coefficient,
            caveats,
        })
    }

    /// A substance that table 1 does not name, by the class that the library computed for it.
    fn of_library(self, name: &str, critical: &CriticalQuantity) -> Result<Row, FieldProblem> {
        let class = self.context.tables.gb18218_class(&critical.entry);
        let Some(beta_coefficient) = critical.beta_coefficient else {
            return Err(self.problem("category", "", "the hazard class of this substance", "missing"));
        };
        let mut caveats = recalled(critical.origin, &critical.entry);
        if class.is_some() {
            caveats.push(not_in_table_1(name, &critical.entry));
        }
        Ok(Row {
            entry: critical.entry.clone(),
            name: class.map(|class| class.name.clone()).unwrap_or_default(),
            critical_quantity_t: critical.quantity_kg / 1e3,
            beta_coefficient,
            caveats,
        })
    }

    fn unknown(self, name: &str) -> FieldProblem {
        if self.context.library.find(name).is_some() {
            let allowed = "a substance whose critical quantity is settled, or its category too";
            return self.problem("substance", name, allowed, "property_not_known");
        }
        let allowed = "a substance of table 1 or of the library, by CAS number or name; any other with its category";
        self.problem("substance", name, allowed, "unknown_substance")
    }

    fn problem(self, field: &str, value: &str, allowed: impl Into<String>, code: &str) -> FieldProblem {
        FieldProblem::new(format!("items[{}].{field}", self.index), value, allowed, code)
    }
}

fn caveat(code: CaveatCode, message_en: String, message_zh: String) -> Caveat {
    Caveat::new(code, GB18218_GRADE.id, message_en, message_zh)
}

fn recalled(origin: Origin, row: &str) -> Vec<Caveat> {
    if origin != Origin::Memory {
        return Vec::new();
    }
    let message_en = format!("the critical quantity of {row} is recalled, not checked in GB 18218");
    let message_zh = format!("{row}的临界量系按记忆取值,未经 GB 18218 原文核对");
    vec![caveat(CaveatCode::MemoryFigure, message_en, message_zh)]
}

/// A row for a stated quality was taken for a substance whose quality nobody stated.
fn qualified(entry: &Gb18218Entry) -> Caveat {
    let message_en = format!("{} was taken: it holds for {} only ({})", entry.row, entry.name.en, entry.name.zh);
    let message_zh = format!("按{}取值,该行仅适用于:{}", entry.row, entry.name.zh);
    caveat(CaveatCode::AssumedValue, message_en, message_zh)
}

fn not_in_table_1(name: &str, class: &str) -> Caveat {
    let message_en = format!("table 1 does not name {name}: hazard class {class} of table 2 decides");
    let message_zh = format!("表1未列出{name},按表2的危险类别{class}取值");
    caveat(CaveatCode::AssumedValue, message_en, message_zh)
}
