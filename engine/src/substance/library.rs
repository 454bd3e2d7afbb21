//! The library: substances by CAS number, name in either language, alias and UN number.

use super::limits::check_limits;
use super::{BilingualName, CasNumber, Substance};
use crate::provenance::{FieldProblem, InvalidInput};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Words that mark a record as a solution, after [`search_key`].
const SOLUTION_WORDS: [&str; 4] = ["solution", "aqueous", "溶液", "水溶"];

/// Something that registers name and that cannot be assessed, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnassessedSubstance {
    /// Key.
    pub id: String,
    /// CAS number or the register's own code; may be empty.
    pub code: String,
    /// Name.
    pub name: BilingualName,
    /// Other names.
    pub aliases: Vec<String>,
    /// Why it cannot be assessed.
    pub reason: BilingualName,
}

/// What a record's substance turns out to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Resolution<'a> {
    /// A substance with figures.
    Known(&'a Substance),
    /// The record names a solution of this substance: the figures of the pure substance do not hold.
    SolutionOf(&'a Substance),
    /// Known by name, and not assessable for the stated reason.
    NotAssessable(&'a UnassessedSubstance),
    /// Not in the library.
    Unknown,
}

/// All substances with figures, and those known to be without.
#[derive(Debug, Clone)]
pub struct SubstanceLibrary {
    edition: String,
    substances: Vec<Substance>,
    unassessed: Vec<UnassessedSubstance>,
    by_key: BTreeMap<String, usize>,
    by_un: BTreeMap<u32, Vec<usize>>,
    unassessed_by_key: BTreeMap<String, usize>,
}

impl SubstanceLibrary {
    /// A library of checked substances, in the given order; `edition` is the content hash of the
    /// files they were read from.
    ///
    /// # Errors
    /// [`InvalidInput`] with every problem: wrong CAS check digit, a key or name that two substances
    /// share, limits out of order, an empty or inverted range, a constant out of range.
    pub fn new(
        edition: impl Into<String>,
        substances: Vec<Substance>,
        unassessed: Vec<UnassessedSubstance>,
    ) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        let mut by_key = BTreeMap::new();
        let mut by_un: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (index, substance) in substances.iter().enumerate() {
            check_substance(substance, &mut problems);
            insert_keys(&mut by_key, index, &substance.id, names_of(substance), &mut problems);
            if let Some(un_number) = substance.un_number {
                by_un.entry(un_number).or_default().push(index);
            }
        }
        let mut unassessed_by_key = BTreeMap::new();
        for (index, entry) in unassessed.iter().enumerate() {
            let names = [&entry.id, &entry.code, &entry.name.en, &entry.name.zh].into_iter().chain(&entry.aliases);
            insert_keys(&mut unassessed_by_key, index, &entry.id, names, &mut problems);
        }
        InvalidInput::check(problems)?;
        Ok(Self { edition: edition.into(), substances, unassessed, by_key, by_un, unassessed_by_key })
    }

    /// The substance with this key.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Substance> {
        self.substances.iter().find(|substance| substance.id == id)
    }

    /// The substance with this CAS number, English or Chinese name, alias, key or UN number
    /// (`1017`, `UN 1017`). Case, spaces, punctuation and full-width forms do not matter. Of several
    /// substances with one UN number the first of the library; see [`Self::find_by_un`].
    #[must_use]
    pub fn find(&self, query: &str) -> Option<&Substance> {
        let key = search_key(query);
        if let Some(index) = self.by_key.get(&key) {
            return self.substances.get(*index);
        }
        let un_number = parse_un_number(&key)?;
        self.find_by_un(un_number).next()
    }

    /// All substances with this UN number.
    pub fn find_by_un(&self, un_number: u32) -> impl Iterator<Item = &Substance> {
        self.by_un.get(&un_number).into_iter().flatten().filter_map(|index| self.substances.get(*index))
    }

    /// Substances whose key, CAS or UN number, name or alias holds what is typed, for a list of suggestions: those that are called so
    /// first, then those that begin so, then the rest; all of them where nothing is typed. Compared as in [`Self::find`].
    #[must_use]
    pub fn search(&self, typed: &str) -> Vec<&Substance> {
        let key = search_key(typed);
        let rank_of = |name: &str| match name.find(&key) {
            Some(0) if name.len() == key.len() => Some(0),
            Some(0) => Some(1),
            Some(_) => Some(2),
            None => None,
        };
        let rank = |substance: &Substance| {
            let names = names_of(substance).map(|name| search_key(name));
            let un_number = substance.un_number.map(|number| format!("un{number:04}"));
            names.chain(un_number).filter_map(|name| rank_of(&name)).min()
        };
        let mut found: Vec<(u8, &Substance)> =
            self.iter().filter_map(|substance| Some((rank(substance)?, substance))).collect();
        if !key.is_empty() {
            found.sort_by_key(|(rank, _)| *rank);
        }
        found.into_iter().map(|(_, substance)| substance).collect()
    }

    /// What a register's row means: its CAS number (or code) and its name together.
    ///
    /// A name that stands in the list of things not assessable decides first (EPA lists aqueous
    /// ammonia under the CAS number of ammonia), then the CAS number, then the name.
    #[must_use]
    pub fn resolve(&self, cas: &str, name: &str) -> Resolution<'_> {
        let name_key = search_key(name);
        if let Some(entry) = self.unassessed(&name_key) {
            return Resolution::NotAssessable(entry);
        }
        let cas_key = search_key(cas);
        let by_cas = self.by_key.get(&cas_key).and_then(|index| self.substances.get(*index));
        if by_cas.is_none()
            && let Some(entry) = self.unassessed(&cas_key)
        {
            return Resolution::NotAssessable(entry);
        }
        match by_cas.or_else(|| self.find(name)) {
            Some(substance) if is_solution(&name_key) => Resolution::SolutionOf(substance),
            Some(substance) => Resolution::Known(substance),
            None => Resolution::Unknown,
        }
    }

    /// All substances with figures, in the order of the library.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Substance> {
        self.substances.iter()
    }
    /// All entries known to be not assessable.
    pub fn iter_unassessed(&self) -> impl ExactSizeIterator<Item = &UnassessedSubstance> {
        self.unassessed.iter()
    }
    /// Number of substances with figures.
    #[must_use]
    pub fn len(&self) -> usize {
        self.substances.len()
    }
    /// Whether the library is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.substances.is_empty()
    }
    /// Edition: content hash of the files.
    #[must_use]
    pub fn edition(&self) -> &str {
        &self.edition
    }

    fn unassessed(&self, key: &str) -> Option<&UnassessedSubstance> {
        self.unassessed_by_key.get(key).and_then(|index| self.unassessed.get(*index))
    }
}

/// What a name is compared by: lower case, letters and digits only, full-width forms folded.
#[must_use]
pub fn search_key(text: &str) -> String {
    text.chars().map(fold_width).filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Full-width ASCII (U+FF01 to U+FF5E) to plain ASCII.
fn fold_width(letter: char) -> char {
    match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
        other => other,
    }
}

fn parse_un_number(key: &str) -> Option<u32> {
    let digits = key.strip_prefix("un").unwrap_or(key);
    if digits.len() == 4 { digits.parse().ok() } else { None }
}

fn is_solution(name_key: &str) -> bool {
    SOLUTION_WORDS.iter().any(|word| name_key.contains(word))
}

fn names_of(substance: &Substance) -> impl Iterator<Item = &String> {
    [&substance.id, &substance.cas, &substance.name.en, &substance.name.zh].into_iter().chain(&substance.aliases)
}

/// Enters every name of one entry; a name that another entry already has is a problem.
fn insert_keys<'a>(
    keys: &mut BTreeMap<String, usize>,
    index: usize,
    id: &str,
    names: impl Iterator<Item = &'a String>,
    problems: &mut Vec<FieldProblem>,
) {
    for name in names {
        let key = search_key(name);
        if key.is_empty() {
            continue;
        }
        let holder = *keys.entry(key).or_insert(index);
        if holder != index {
            problems.push(FieldProblem::new(format!("{id}.name"), name, "a name no other entry has", "duplicate"));
        }
    }
}

fn check_substance(substance: &Substance, problems: &mut Vec<FieldProblem>) {
    let field = |name: &str| format!("{}.{name}", substance.id);
    if let Err(error) = CasNumber::parse(&substance.cas) {
        problems.push(FieldProblem::new(field("cas"), &substance.cas, error.to_string(), "bad_cas"));
    }
    FieldProblem::check_range(problems, &field("molar_mass_kg_mol"), substance.molar_mass_kg_mol, 0.001, 1.0, "kg/mol");
    for (name, value) in [
        ("boiling_point_k", substance.boiling_point_k),
        ("critical_temperature_k", substance.critical_temperature_k),
        ("critical_pressure_pa", substance.critical_pressure_pa),
    ] {
        if value.is_nan() || value <= 0.0 {
            problems.push(FieldProblem::new(field(name), value, "above 0", "out_of_range"));
        }
    }
    check_flammable_range(substance, problems);
    check_limits(substance, problems);
    for (property, correlation) in &substance.correlations {
        if !(0.0 < correlation.temperature_min_k && correlation.temperature_min_k <= correlation.temperature_max_k) {
            let range = format!("{} to {}", correlation.temperature_min_k, correlation.temperature_max_k);
            problems.push(FieldProblem::new(field(property.key()), range, "a rising range above 0 K", "bad_range"));
        }
    }
}

fn check_flammable_range(substance: &Substance, problems: &mut Vec<FieldProblem>) {
    let limits = (substance.lfl_mole_frac, substance.ufl_mole_frac);
    let sound = match limits {
        (Some(lfl), Some(ufl)) => 0.0 < lfl && lfl < ufl && ufl <= 1.0,
        (Some(lfl), None) => 0.0 < lfl && lfl < 1.0,
        (None, Some(_)) => false,
        (None, None) => true,
    };
    if !sound {
        problems.push(FieldProblem::new(
            format!("{}.lfl_mole_frac", substance.id),
            format!("{limits:?}"),
            "0 < LFL < UFL <= 1",
            "out_of_range",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::substance::StorageState;

    #[test]
    fn what_is_called_so_stands_before_what_begins_so_and_what_holds_it() {
        let named = |id: &str, cas: &str, zh: &str| substance(id, cas, zh, 239.1, 417.0);
        let all = vec![
            named("hydrogen chloride", "7647-01-0", "氯化氢"),
            named("chloride x", "74-87-3", "某氯"),
            named("chlor", "7782-50-5", "氯"),
        ];
        let library = SubstanceLibrary::new("test", all, vec![]).unwrap();
        let ids = |typed: &str| library.search(typed).iter().map(|found| found.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids("CHLOR"), ["chlor", "chloride x", "hydrogen chloride"]);
        assert_eq!(ids("氯"), ["chlor", "hydrogen chloride", "chloride x"]);
        assert_eq!(ids("7782 50"), ["chlor"]);
        assert_eq!((ids("").len(), ids("un1017").len(), ids("benzene").len()), (3, 3, 0));
    }

    fn substance(id: &str, cas: &str, zh: &str, boiling_point_k: f64, critical_temperature_k: f64) -> Substance {
        Substance {
            id: id.into(),
            cas: cas.into(),
            un_number: Some(1017),
            name: BilingualName { zh: zh.into(), en: id.into() },
            aliases: vec![],
            surrogate: None,
            mixture: None,
            note: BilingualName::default(),
            molar_mass_kg_mol: 0.07,
            boiling_point_k,
            critical_temperature_k,
            critical_pressure_pa: 7.0e6,
            melting_point_k: None,
            flash_point_k: None,
            lfl_mole_frac: None,
            ufl_mole_frac: None,
            heat_of_combustion_j_kg: None,
            acutely_toxic: false,
            toxic_probit: None,
            toxic_endpoints: vec![],
            toxic_loads: vec![],
            reactivity: None,
            tnt_equivalence: None,
            stated_storage: None,
            critical_quantity: None,
            correlations: BTreeMap::new(),
            provenance: BTreeMap::new(),
        }
    }

    fn chlorine() -> Substance {
        substance("chlorine", "7782-50-5", "氯", 239.0, 417.0)
    }

    fn flammable_mixture() -> UnassessedSubstance {
        UnassessedSubstance {
            id: "flammable-mixture".into(),
            code: "00-11-11".into(),
            name: BilingualName { zh: "易燃混合物".into(), en: "Flammable Mixture".into() },
            aliases: vec![],
            reason: BilingualName::default(),
        }
    }

    #[test]
    fn found_by_every_handle_whatever_the_spelling() {
        let library = SubstanceLibrary::new("e", vec![chlorine()], vec![]).unwrap();
        for query in
            ["7782-50-5", " 7782 50 5 ", "CHLORINE", "Chlor-ine", "氯", "1017", "UN1017", "un 1017", "ＵＮ１０１７"]
        {
            assert_eq!(library.find(query).map(|found| found.id.as_str()), Some("chlorine"), "{query}");
        }
        for query in ["", "-", "chlorin", "1018", "00-11-11", "UN"] {
            assert!(library.find(query).is_none(), "{query}");
        }
    }

    #[test]
    fn a_register_row_is_resolved() {
        let library = SubstanceLibrary::new("e", vec![chlorine()], vec![flammable_mixture()]).unwrap();
        assert_eq!(library.resolve("7782-50-5", "anything"), Resolution::Known(&chlorine()));
        assert_eq!(library.resolve("", "chlorine"), Resolution::Known(&chlorine()));
        assert_eq!(library.resolve("7782-50-5", "chlorine, aqueous"), Resolution::SolutionOf(&chlorine()));
        assert_eq!(library.resolve("00-11-11", ""), Resolution::NotAssessable(&flammable_mixture()));
        assert_eq!(library.resolve("7782-50-5", "flammable mixture"), Resolution::NotAssessable(&flammable_mixture()));
        assert_eq!(library.resolve("64-17-5", "ethanol"), Resolution::Unknown);
    }

    #[test]
    fn all_problems_come_at_once() {
        let mut bad = substance("bad", "7782-50-4", "氯", f64::NAN, 1.0);
        (bad.lfl_mole_frac, bad.ufl_mole_frac) = (Some(0.2), Some(0.1));
        let problems = SubstanceLibrary::new("e", vec![chlorine(), bad], vec![]).unwrap_err().problems;
        let codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
        assert_eq!(codes, ["bad_cas", "out_of_range", "out_of_range", "duplicate"]);
    }

    #[test]
    fn storage_follows_the_boiling_point() {
        let state = |boiling_k, critical_k, choice| {
            substance("x", "7782-50-5", "", boiling_k, critical_k).default_storage_at(293.15, choice)
        };
        use super::super::StorageChoice::{Ambient, Refrigerated};
        assert_eq!(state(239.0, 417.0, Ambient), StorageState::PressurisedLiquefiedGas);
        assert_eq!(state(239.0, 417.0, Refrigerated), StorageState::RefrigeratedLiquefiedGas);
        assert_eq!(state(111.0, 190.0, Ambient), StorageState::CompressedGas);
        assert_eq!(state(353.0, 562.0, Refrigerated), StorageState::AtmosphericLiquid);
    }
}
