//! Who can be hurt.

use super::definition::{
    ACTIVE, Choice, FieldDefinition, GeometryKind, KIND, LayerDefinition, NAME_EN, NAME_ZH, NOTE, Participation,
    STATUS, Title, Unit,
};

type F = FieldDefinition;

const fn choice(value: &'static str, zh: &'static str, en: &'static str) -> Choice {
    Choice { value, title: Title { zh, en } }
}

/// Classes of GB 36894-2018.
const PROTECTION_CLASSES: &[Choice] = &[
    choice("high_sensitivity", "高敏感防护目标", "high sensitivity"),
    choice("important", "重要防护目标", "important"),
    choice("general_class_1", "一般防护目标一类", "general, class 1"),
    choice("general_class_2", "一般防护目标二类", "general, class 2"),
    choice("general_class_3", "一般防护目标三类", "general, class 3"),
];

const SERVICES: &[Choice] = &[
    choice("in_service", "在役", "in service"),
    choice("new", "新建、改建、扩建", "new, rebuilt or extended"),
    choice("planned", "规划", "planned land use"),
];

/// Places where people live or stay.
pub(super) const POPULATED_PLACE: LayerDefinition = LayerDefinition {
    name: "populated_place",
    title: Title { zh: "人口聚集点", en: "Populated places" },
    geometry: GeometryKind::Any,
    geometry_required: true,
    key_aliases: &["place_id", "geoid"],
    fields: &[
        NAME_ZH,
        NAME_EN,
        KIND,
        F::count("population", "人口", "people", 100_000_000).aliases(&["population_2010", "people"]),
        F::count("households", "户数", "households", 100_000_000).aliases(&["occupied_units_2010"]),
        F::count("floors", "层数", "floors", 300),
        F::text("district", "辖区", "district").aliases(&["county"]),
        STATUS,
        ACTIVE,
        NOTE,
    ],
    named: true,
    parent: None,
    participation: Some(Participation::BY_STATUS),
};

/// Protected objects of GB 36894.
pub(super) const PROTECTED_OBJECT: LayerDefinition = LayerDefinition {
    name: "protected_object",
    title: Title { zh: "防护目标", en: "Protected objects" },
    geometry: GeometryKind::Any,
    geometry_required: true,
    key_aliases: &["object_id"],
    fields: &[
        NAME_ZH,
        NAME_EN,
        F::choice("protection_class", "防护目标分类", "class (GB 36894)", PROTECTION_CLASSES),
        F::text("use", "用途", "use").aliases(&["type"]),
        F::count("people", "人数", "people", 10_000_000),
        F::count("households", "户数", "households", 10_000_000),
        F::count("beds", "床位", "beds", 1_000_000),
        F::real("floor_area_m2", "建筑面积", "floor area", Unit::SquareMetre, (0.0, 1e8)),
        F::count("floors", "层数", "floors", 300),
        F::choice("service", "建设状态", "new or in service", SERVICES),
        STATUS,
        ACTIVE,
        NOTE,
    ],
    named: true,
    parent: None,
    participation: Some(Participation::BY_STATUS),
};

/// Cells of a population raster.
pub(super) const POPULATION_GRID: LayerDefinition = LayerDefinition {
    name: "population_grid",
    title: Title { zh: "人口网格", en: "Population grid" },
    geometry: GeometryKind::Point,
    geometry_required: true,
    key_aliases: &["cell_id"],
    fields: &[
        F::real("population", "人口", "people in the cell", Unit::Person, (0.0, 1e7)),
        F::real("cell_m", "网格边长", "side of the cell", Unit::Metre, (0.1, 100_000.0)),
        F::count("column", "列", "column from the west", 1_000_000),
        F::count("row", "行", "row from the north", 1_000_000),
    ],
    named: false,
    parent: None,
    participation: None,
};
