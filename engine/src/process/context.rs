//! What processes may look up: substances and tables of standards, handed in by the caller.

use crate::provenance::Origin;
use crate::substance::SubstanceLibrary;
use serde::Serialize;

/// One row of GB 18218-2018 tables 1 to 4: what it covers, its critical quantity and its beta.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gb18218Entry {
    /// Symbol of the hazard class (`W5.1`) for a row of table 2; empty for a named substance.
    pub symbol: String,
    /// Names in any language.
    pub names: Vec<String>,
    /// CAS number of a named substance; empty for a class.
    pub cas: String,
    /// Critical quantity, t.
    pub critical_quantity_t: f64,
    /// Correction factor beta; none for a named substance that table 3 does not list.
    pub beta_coefficient: Option<f64>,
    /// Standard with edition.
    pub source: String,
    /// Mark of origin.
    pub origin: Origin,
}

/// Tables of standards that processes need.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StandardTables {
    /// Edition: content hash of the files they were read from, or `built-in`.
    pub edition: String,
    /// Hazard classes of GB 18218-2018 tables 2 and 4, and named substances of tables 1 and 3.
    pub gb18218: Vec<Gb18218Entry>,
}

/// Hazard classes: symbol, Chinese, English, critical quantity in t, beta.
const HAZARD_CLASSES: [(&str, &str, &str, f64, f64); 24] = [
    ("J1", "急性毒性类别1 气体", "acute toxicity category 1, gas", 5.0, 4.0),
    ("J2", "急性毒性类别1 固体、液体", "acute toxicity category 1, solid or liquid", 50.0, 1.0),
    ("J3", "急性毒性类别2、3 气体", "acute toxicity categories 2 and 3, gas", 50.0, 2.0),
    (
        "J4",
        "急性毒性类别2、3 吸入 沸点不高于35℃的液体",
        "acute toxicity 2 and 3 by inhalation, liquid boiling at 35 C or below",
        50.0,
        2.0,
    ),
    ("J5", "急性毒性类别2 其他液体、固体", "acute toxicity category 2, other liquid or solid", 500.0, 1.0),
    ("W1.1", "爆炸物 不稳定、1.1项", "explosives, unstable and division 1.1", 1.0, 2.0),
    ("W1.2", "爆炸物 1.2、1.3、1.5、1.6项", "explosives, divisions 1.2, 1.3, 1.5, 1.6", 10.0, 2.0),
    ("W1.3", "爆炸物 1.4项", "explosives, division 1.4", 50.0, 2.0),
    ("W2", "易燃气体类别1、2", "flammable gases, categories 1 and 2", 10.0, 1.5),
    ("W3", "气溶胶类别1、2", "aerosols, categories 1 and 2 (net)", 150.0, 1.0),
    ("W4", "氧化性气体类别1", "oxidising gases, category 1", 50.0, 1.0),
    (
        "W5.1",
        "易燃液体类别1,或类别2、3 工作温度高于沸点",
        "flammable liquids 1, or 2 and 3 above their boiling point",
        10.0,
        1.5,
    ),
    ("W5.2", "易燃液体类别2、3 特殊工艺条件", "flammable liquids 2 and 3 under special process conditions", 50.0, 1.0),
    ("W5.3", "其他易燃液体类别2", "other flammable liquids, category 2", 1000.0, 1.0),
    ("W5.4", "其他易燃液体类别3", "other flammable liquids, category 3", 5000.0, 1.0),
    ("W6.1", "自反应物质 A、B型", "self-reactive, types A and B", 10.0, 1.5),
    ("W6.2", "自反应物质 C、D、E型", "self-reactive, types C, D, E", 50.0, 1.0),
    ("W7.1", "有机过氧化物 A、B型", "organic peroxides, types A and B", 10.0, 1.5),
    ("W7.2", "有机过氧化物 C、D、E、F型", "organic peroxides, types C to F", 50.0, 1.0),
    ("W8", "自燃液体、固体类别1", "pyrophoric liquids and solids, category 1", 50.0, 1.0),
    ("W9.1", "氧化性固体、液体类别1", "oxidising solids and liquids, category 1", 50.0, 1.0),
    ("W9.2", "氧化性固体、液体类别2、3", "oxidising solids and liquids, categories 2 and 3", 200.0, 1.0),
    ("W10", "易燃固体类别1", "flammable solids, category 1", 200.0, 1.0),
    ("W11", "遇水放出易燃气体类别1、2", "emits flammable gas with water, categories 1 and 2", 200.0, 1.0),
];

impl Default for StandardTables {
    /// The hazard classes of GB 18218-2018, which need no file.
    fn default() -> Self {
        let gb18218 = HAZARD_CLASSES
            .iter()
            .map(|&(symbol, zh, en, critical_quantity_t, beta)| Gb18218Entry {
                symbol: symbol.into(),
                names: vec![zh.into(), en.into()],
                cas: String::new(),
                critical_quantity_t,
                beta_coefficient: Some(beta),
                source: "GB 18218-2018 tables 2 and 4".into(),
                origin: Origin::Source,
            })
            .collect();
        Self { edition: "built-in".into(), gb18218 }
    }
}

impl StandardTables {
    /// The row of a hazard class by its symbol, in either case.
    #[must_use]
    pub fn gb18218_class(&self, symbol: &str) -> Option<&Gb18218Entry> {
        self.gb18218.iter().find(|entry| !entry.symbol.is_empty() && entry.symbol.eq_ignore_ascii_case(symbol.trim()))
    }

    /// The row of a named substance, by CAS number or any of its names.
    #[must_use]
    pub fn gb18218_substance(&self, query: &str) -> Option<&Gb18218Entry> {
        let query = query.trim();
        self.gb18218.iter().filter(|entry| entry.symbol.is_empty()).find(|entry| {
            (!entry.cas.is_empty() && entry.cas == query)
                || entry.names.iter().any(|name| name.eq_ignore_ascii_case(query))
        })
    }
}

/// What a process may look up.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Substances.
    pub library: &'a SubstanceLibrary,
    /// Tables of standards.
    pub tables: &'a StandardTables,
}
