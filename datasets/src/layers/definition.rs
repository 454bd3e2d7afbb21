//! What a layer and a field are.

use serde::Serialize;

/// A title in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Title {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// SI unit of a real field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// kg
    Kilogram,
    /// kg/s
    KilogramPerSecond,
    /// K
    Kelvin,
    /// Pa, absolute
    Pascal,
    /// m
    Metre,
    /// m2
    SquareMetre,
    /// m3
    CubicMetre,
    /// m/s
    MetrePerSecond,
    /// degrees clockwise from true north
    Degree,
    /// a count or rate per year
    PerYear,
    /// people, fractions allowed (a raster spreads them)
    Person,
    /// a pure number between 0 and 1
    Fraction,
}

impl Unit {
    /// Symbol for tables and legends.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Kilogram => "kg",
            Self::KilogramPerSecond => "kg/s",
            Self::Kelvin => "K",
            Self::Pascal => "Pa",
            Self::Metre => "m",
            Self::SquareMetre => "m2",
            Self::CubicMetre => "m3",
            Self::MetrePerSecond => "m/s",
            Self::Degree => "degree",
            Self::PerYear => "1/year",
            Self::Person => "people",
            Self::Fraction => "1",
        }
    }

    /// Ending of the names of fields in this unit.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Kilogram => "_kg",
            Self::KilogramPerSecond => "_kg_s",
            Self::Kelvin => "_k",
            Self::Pascal => "_pa",
            Self::Metre => "_m",
            Self::SquareMetre => "_m2",
            Self::CubicMetre => "_m3",
            Self::MetrePerSecond => "_m_s",
            Self::Degree => "_deg",
            Self::PerYear => "_per_year",
            Self::Person => "population",
            Self::Fraction => "_frac",
        }
    }
}

/// One allowed value of a choice field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Value as stored.
    pub value: &'static str,
    /// Title; importers accept it in place of the value.
    pub title: Title,
}

/// Type of a field and what is allowed in it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A finite number in an SI unit.
    Real {
        /// Unit.
        unit: Unit,
        /// Smallest and largest allowed value; beyond it is a mistake in the data.
        range: (f64, f64),
    },
    /// A whole number.
    Integer {
        /// Smallest and largest allowed value.
        range: (i64, i64),
    },
    /// Yes or no.
    Bool,
    /// One of a few words.
    Choice {
        /// The words.
        choices: &'static [Choice],
    },
}

/// A field of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FieldDefinition {
    /// Name, also the column in the store and the key in JSON.
    pub name: &'static str,
    /// Title.
    pub title: Title,
    /// Type and range.
    pub kind: FieldKind,
    /// Whether a record without it is refused.
    pub required: bool,
    /// Other names under which registers have it; importers take them without `--map`.
    pub aliases: &'static [&'static str],
}

impl FieldDefinition {
    const fn new(name: &'static str, zh: &'static str, en: &'static str, kind: FieldKind) -> Self {
        Self { name, title: Title { zh, en }, kind, required: false, aliases: &[] }
    }
    /// A text.
    pub(super) const fn text(name: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self::new(name, zh, en, FieldKind::Text)
    }
    /// A number with unit.
    pub(super) const fn real(
        name: &'static str,
        zh: &'static str,
        en: &'static str,
        unit: Unit,
        range: (f64, f64),
    ) -> Self {
        Self::new(name, zh, en, FieldKind::Real { unit, range })
    }
    /// A whole number from zero.
    pub(super) const fn count(name: &'static str, zh: &'static str, en: &'static str, max: i64) -> Self {
        Self::new(name, zh, en, FieldKind::Integer { range: (0, max) })
    }
    /// A whole number in a range.
    pub(super) const fn whole(name: &'static str, zh: &'static str, en: &'static str, range: (i64, i64)) -> Self {
        Self::new(name, zh, en, FieldKind::Integer { range })
    }
    /// Yes or no.
    pub(super) const fn flag(name: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self::new(name, zh, en, FieldKind::Bool)
    }
    /// A choice.
    pub(super) const fn choice(
        name: &'static str,
        zh: &'static str,
        en: &'static str,
        choices: &'static [Choice],
    ) -> Self {
        Self::new(name, zh, en, FieldKind::Choice { choices })
    }
    /// The same, required.
    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// The same, with other names.
    pub(super) const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
}

/// Geometry of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GeometryKind {
    /// Points.
    Point,
    /// Lines, stored as MultiLineString.
    Line,
    /// Areas, stored as MultiPolygon.
    Polygon,
    /// Points, lines or areas.
    Any,
}

impl GeometryKind {
    /// Name of the type in `gpkg_geometry_columns`.
    #[must_use]
    pub const fn geopackage_name(self) -> &'static str {
        match self {
            Self::Point => "POINT",
            Self::Line => "MULTILINESTRING",
            Self::Polygon => "MULTIPOLYGON",
            Self::Any => "GEOMETRY",
        }
    }
}

/// Records of a layer belong to records of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Parent {
    /// Layer of the owner.
    pub layer: &'static str,
    /// Field that holds the owner's key.
    pub field: &'static str,
}

/// Which records take part in assessments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Participation {
    /// Field with the status as the source words it.
    pub status_field: &'static str,
    /// Words (lower case) of which one, anywhere in the status, means: kept, but takes no part.
    pub inactive_words: &'static [&'static str],
}

/// Words for closed, in the languages of the registers.
const INACTIVE_WORDS: &[&str] = &[
    "closed",
    "deregistered",
    "inactive",
    "demolished",
    "decommissioned",
    "abandoned",
    "cancelled",
    "关闭",
    "关停",
    "停用",
    "注销",
    "拆除",
    "废弃",
    "退役",
    "销库",
    "闭库",
];

impl Participation {
    /// Participation by a field `status` and the usual words.
    pub(super) const BY_STATUS: Self = Self { status_field: "status", inactive_words: INACTIVE_WORDS };

    /// Whether a record with this status takes part.
    #[must_use]
    pub fn takes_part(&self, status: &str) -> bool {
        let status = status.to_lowercase();
        !self.inactive_words.iter().any(|word| status.contains(word))
    }
}

/// A layer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LayerDefinition {
    /// Name, also the table in the store and the collection in the API.
    pub name: &'static str,
    /// Title.
    pub title: Title,
    /// Geometry.
    pub geometry: GeometryKind,
    /// Whether a record without geometry is refused; a record with a parent may take its parent's.
    pub geometry_required: bool,
    /// Other names of the key field `id` in registers.
    pub key_aliases: &'static [&'static str],
    /// Fields besides the key `id` (text, unique), the geometry and [`PROVENANCE_FIELDS`].
    pub fields: &'static [FieldDefinition],
    /// Whether records have `name_zh` and `name_en`.
    pub named: bool,
    /// Owner.
    pub parent: Option<Parent>,
    /// Which records take part; a layer that has it also has the field `active`.
    pub participation: Option<Participation>,
}

impl LayerDefinition {
    /// The field of a name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static FieldDefinition> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Position of a field in [`Self::fields`].
    #[must_use]
    pub fn field_index(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }
}

/// What every record has beside its fields.
pub const PROVENANCE_FIELDS: &[FieldDefinition] = &[
    FieldDefinition::text("source", "来源", "source file or register"),
    FieldDefinition::text("source_crs", "来源坐标系", "coordinate system of the source"),
    FieldDefinition::text("edition", "数据版本", "edition of the source"),
    FieldDefinition::text("imported_at", "导入时间", "time of import (RFC 3339, UTC)"),
];

pub(super) const NAME_ZH: FieldDefinition =
    FieldDefinition::text("name_zh", "名称", "name, Chinese").aliases(&["名称", "企业名称", "单位名称"]);
pub(super) const NAME_EN: FieldDefinition =
    FieldDefinition::text("name_en", "英文名称", "name, English").aliases(&["name"]);
pub(super) const STATUS: FieldDefinition =
    FieldDefinition::text("status", "状态", "status as the source words it").aliases(&["状态", "经营状态"]);
pub(super) const ACTIVE: FieldDefinition =
    FieldDefinition::new("active", "参与评估", "takes part in assessments", FieldKind::Bool);
pub(super) const KIND: FieldDefinition =
    FieldDefinition::text("kind", "类别", "kind").aliases(&["type", "类别", "类型"]);
pub(super) const NOTE: FieldDefinition =
    FieldDefinition::text("note", "备注", "note").aliases(&["remark", "detail", "备注"]);
pub(super) const SUBSTANCE: FieldDefinition =
    FieldDefinition::text("substance", "物质", "substance as the source names it").aliases(&[
        "chemical",
        "commodity",
        "substance_name",
        "化学品名称",
        "物质名称",
        "介质",
    ]);
pub(super) const CAS: FieldDefinition =
    FieldDefinition::text("cas", "CAS 号", "CAS number as the source gives it").aliases(&["cas_number", "CAS号"]);
pub(super) const SUBSTANCE_ID: FieldDefinition = FieldDefinition::text(
    "substance_id",
    "物质库编号",
    "key in the substance library; empty when it is not known there",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_decides_who_takes_part() {
        let rule = Participation::BY_STATUS;
        for status in ["Active", "OPEN", "在产", "", "suspended", "停产检修"] {
            assert!(rule.takes_part(status), "{status}");
        }
        for status in ["Deregistered", "CLOSED", "已关停", "已闭库", "permanently closed"] {
            assert!(!rule.takes_part(status), "{status}");
        }
    }
}
