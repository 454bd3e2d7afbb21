//! Where accidents can start.

use super::definition::{
    ACTIVE, CAS, Choice, FieldDefinition, GeometryKind, KIND, LayerDefinition, NAME_EN, NAME_ZH, NOTE, Parent,
    Participation, STATUS, SUBSTANCE, SUBSTANCE_ID, Title, Unit,
};

type F = FieldDefinition;

const fn choice(value: &'static str, zh: &'static str, en: &'static str) -> Choice {
    Choice { value, title: Title { zh, en } }
}

/// Key of the owner, for layers that belong to facilities.
const FACILITY_ID: FieldDefinition = F::text("facility_id", "所属企业编号", "key of its facility");
const OF_FACILITY: Option<Parent> = Some(Parent { layer: "facility", field: "facility_id" });

/// Words of [`cordon_engine::city::StorageState`].
const STORAGE_STATES: &[Choice] = &[
    choice("pressurised_liquefied_gas", "压力液化气体", "pressurised liquefied gas"),
    choice("refrigerated_liquefied_gas", "低温液化气体", "refrigerated liquefied gas"),
    choice("compressed_gas", "压缩气体", "compressed gas"),
    choice("atmospheric_liquid", "常压液体", "atmospheric liquid"),
    choice("solid", "固体", "solid"),
    choice("condensed_explosive", "凝聚相爆炸物", "condensed explosive"),
];

/// Words of [`cordon_engine::provenance::Origin`].
const ORIGINS: &[Choice] = &[
    choice("source", "来源数据", "read in a source"),
    choice("computed", "计算", "computed"),
    choice("memory", "未核对", "recalled, not checked"),
    choice("assumed", "假定", "assumed"),
];

/// Hazardous facilities (enterprises).
pub(super) const FACILITY: LayerDefinition = LayerDefinition {
    name: "facility",
    title: Title { zh: "危险企业", en: "Hazardous facilities" },
    geometry: GeometryKind::Point,
    geometry_required: true,
    key_aliases: &["facility_id", "epa_facility_id", "enterprise_id", "企业编号"],
    fields: &[
        NAME_ZH,
        NAME_EN,
        KIND,
        F::text("industry_zh", "行业", "industry, Chinese"),
        F::text("industry_en", "行业（英文）", "industry, English").aliases(&["naics_description"]),
        F::text("industry_code", "行业代码", "industry code").aliases(&["naics_code"]),
        F::text("district", "辖区", "district").aliases(&["county"]),
        F::text("address", "地址", "address").aliases(&["city", "地址"]),
        F::count("largest_shift_staff", "最大班人数", "staff of the largest shift", 1_000_000),
        STATUS,
        F::text("status_text", "状态说明", "status in words"),
        ACTIVE,
        NOTE,
    ],
    named: true,
    parent: None,
    participation: Some(Participation::BY_STATUS),
};

/// Site boundaries: what is inside is not the public.
pub(super) const SITE_BOUNDARY: LayerDefinition = LayerDefinition {
    name: "site_boundary",
    title: Title { zh: "厂界", en: "Site boundaries" },
    geometry: GeometryKind::Polygon,
    geometry_required: true,
    key_aliases: &["site_id"],
    fields: &[NAME_ZH, NAME_EN, FACILITY_ID.required(), NOTE],
    named: true,
    parent: OF_FACILITY,
    participation: None,
};

/// Vessels and stores with one substance each.
pub(super) const HAZARD_UNIT: LayerDefinition = LayerDefinition {
    name: "hazard_unit",
    title: Title { zh: "危险单元", en: "Hazard units" },
    geometry: GeometryKind::Point,
    geometry_required: false,
    key_aliases: &["unit_id"],
    fields: &[
        F::text("name", "名称", "name").aliases(&["unit_name", "单元名称"]),
        FACILITY_ID.required().aliases(&["epa_facility_id"]),
        SUBSTANCE.required(),
        CAS,
        SUBSTANCE_ID,
        F::real("quantity_kg", "存量", "content", Unit::Kilogram, (0.0, 1e9)).aliases(&["quantity"]),
        F::choice("quantity_origin", "存量出处", "origin of the content", ORIGINS),
        F::text("quantity_note", "存量说明", "note on the content"),
        F::real("temperature_k", "温度", "storage temperature", Unit::Kelvin, (1.0, 2_500.0)).aliases(&["temperature"]),
        F::real("pressure_pa", "绝对压力", "storage pressure, absolute", Unit::Pascal, (100.0, 2e8))
            .aliases(&["pressure"]),
        F::choice("storage_state", "储存状态", "storage state", STORAGE_STATES),
        F::real("volume_m3", "容积", "vessel volume", Unit::CubicMetre, (0.0, 1e6)),
        F::real("diameter_m", "直径", "vessel diameter", Unit::Metre, (0.0, 200.0)),
        F::real("height_m", "高度", "height of the content above ground", Unit::Metre, (0.0, 300.0)),
        F::real("bund_area_m2", "围堰面积", "bund area", Unit::SquareMetre, (0.0, 1e6)),
        STATUS,
        ACTIVE,
        NOTE,
    ],
    named: false,
    parent: OF_FACILITY,
    participation: Some(Participation::BY_STATUS),
};

/// Stores of explosives.
pub(super) const EXPLOSIVE_STORE: LayerDefinition = LayerDefinition {
    name: "explosive_store",
    title: Title { zh: "爆炸物品库", en: "Explosives stores" },
    geometry: GeometryKind::Point,
    geometry_required: true,
    key_aliases: &["store_id"],
    fields: &[
        NAME_ZH,
        NAME_EN,
        F::text("facility_id", "所属企业编号", "key of its facility, if it has one"),
        F::real("tnt_equivalent_kg", "TNT 当量", "TNT equivalent", Unit::Kilogram, (0.0, 1e8)),
        F::text("hazard_class", "危险等级", "hazard class (UN)"),
        STATUS,
        ACTIVE,
        NOTE,
    ],
    named: true,
    parent: None,
    participation: Some(Participation::BY_STATUS),
};

/// Tailings ponds.
pub(super) const TAILINGS_POND: LayerDefinition = LayerDefinition {
    name: "tailings_pond",
    title: Title { zh: "尾矿库", en: "Tailings ponds" },
    geometry: GeometryKind::Any,
    geometry_required: true,
    key_aliases: &["pond_id"],
    fields: &[
        NAME_ZH,
        NAME_EN,
        F::real("dam_height_m", "坝高", "dam height", Unit::Metre, (0.0, 500.0)),
        F::real("volume_m3", "库容", "volume", Unit::CubicMetre, (0.0, 1e10)),
        F::text("construction", "筑坝方式", "way of construction"),
        F::real("downstream_bearing_deg", "下游方位", "downstream bearing", Unit::Degree, (0.0, 360.0)),
        F::count("downstream_residents", "下游居民", "residents downstream", 100_000_000),
        STATUS,
        ACTIVE,
        NOTE,
    ],
    named: true,
    parent: None,
    participation: Some(Participation::BY_STATUS),
};

/// Mines.
pub(super) const MINE: LayerDefinition = LayerDefinition {
    name: "mine",
    title: Title { zh: "矿山", en: "Mines" },
    geometry: GeometryKind::Any,
    geometry_required: true,
    key_aliases: &["mine_id"],
    fields: &[
        NAME_ZH,
        NAME_EN,
        F::text("commodity", "矿种", "commodity"),
        F::text("method", "开采方式", "mining method"),
        F::count("largest_shift_staff", "最大班人数", "staff of the largest shift", 1_000_000),
        STATUS,
        ACTIVE,
        NOTE,
    ],
    named: true,
    parent: None,
    participation: Some(Participation::BY_STATUS),
};

/// Pipelines with hazardous substances.
pub(super) const PIPELINE: LayerDefinition = LayerDefinition {
    name: "pipeline",
    title: Title { zh: "危险物质管道", en: "Pipelines" },
    geometry: GeometryKind::Line,
    geometry_required: true,
    key_aliases: &["pipeline_id"],
    fields: &[
        NAME_ZH,
        F::text("name_en", "英文名称", "name, English").aliases(&["name", "pipeline_name"]),
        KIND,
        SUBSTANCE,
        CAS,
        SUBSTANCE_ID,
        F::real("outer_diameter_m", "外径", "outer diameter", Unit::Metre, (0.005, 5.0)),
        F::real("wall_thickness_m", "壁厚", "wall thickness", Unit::Metre, (0.0005, 0.2)),
        F::real("pressure_pa", "绝对压力", "pressure, absolute", Unit::Pascal, (100.0, 1e8)),
        F::real("burial_depth_m", "埋深", "burial depth", Unit::Metre, (0.0, 100.0)),
        F::count("commissioned_year", "投产年份", "year of commissioning", 2_200),
        F::text("operator", "运营单位", "operator"),
        STATUS,
        ACTIVE,
        NOTE,
    ],
    named: true,
    parent: None,
    participation: Some(Participation::BY_STATUS),
};

/// Routes on which dangerous goods are carried.
pub(super) const ROUTE: LayerDefinition = LayerDefinition {
    name: "route",
    title: Title { zh: "危险货物运输线路", en: "Dangerous-goods routes" },
    geometry: GeometryKind::Line,
    geometry_required: true,
    key_aliases: &["route_id"],
    fields: &[
        NAME_ZH,
        NAME_EN,
        KIND,
        SUBSTANCE,
        CAS,
        SUBSTANCE_ID,
        F::real("trips_per_year", "年运次", "trips a year", Unit::PerYear, (0.0, 1e8)),
        F::real("load_kg", "单车载量", "load of one vehicle", Unit::Kilogram, (0.0, 1e7)),
        STATUS,
        ACTIVE,
        NOTE,
    ],
    named: true,
    parent: None,
    participation: Some(Participation::BY_STATUS),
};
