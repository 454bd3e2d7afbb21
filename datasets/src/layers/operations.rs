//! Help, measurement and what inspections found.

use super::definition::{
    ACTIVE, FieldDefinition, GeometryKind, KIND, LayerDefinition, NAME_EN, NAME_ZH, NOTE, Participation, STATUS, Title,
    Unit,
};

type F = FieldDefinition;

/// Fire stations, hospitals, shelters, depots, teams.
pub(super) const EMERGENCY_RESOURCE: LayerDefinition = LayerDefinition {
    name: "emergency_resource",
    title: Title { zh: "应急资源", en: "Emergency resources" },
    geometry: GeometryKind::Point,
    geometry_required: true,
    key_aliases: &["resource_id"],
    fields: &[
        NAME_ZH,
        NAME_EN,
        KIND,
        F::count("capacity", "容量", "capacity: beds, people or vehicles", 10_000_000).aliases(&["beds"]),
        F::text("district", "辖区", "district").aliases(&["county"]),
        F::text("address", "地址", "address").aliases(&["city", "地址"]),
        F::text("contact", "联系方式", "contact"),
        STATUS,
        ACTIVE,
        NOTE,
    ],
    named: true,
    parent: None,
    participation: Some(Participation::BY_STATUS),
};

/// Sensors; their readings are not kept in the store.
pub(super) const SENSOR: LayerDefinition = LayerDefinition {
    name: "sensor",
    title: Title { zh: "监测设备", en: "Sensors" },
    geometry: GeometryKind::Point,
    geometry_required: true,
    key_aliases: &["sensor_id"],
    fields: &[
        NAME_ZH,
        NAME_EN,
        KIND,
        F::text("facility_id", "所属企业编号", "key of its facility"),
        F::text("quantity", "监测量", "what it measures"),
        F::text("unit", "单位", "unit of its readings"),
        F::real("height_m", "高度", "height above ground", Unit::Metre, (0.0, 500.0)),
        STATUS,
        ACTIVE,
        NOTE,
    ],
    named: true,
    parent: None,
    participation: Some(Participation::BY_STATUS),
};

/// Weather stations; their joint frequency tables are kept beside them under the station's key.
pub(super) const WEATHER_STATION: LayerDefinition = LayerDefinition {
    name: "weather_station",
    title: Title { zh: "气象站", en: "Weather stations" },
    geometry: GeometryKind::Point,
    geometry_required: false,
    key_aliases: &["station_id"],
    fields: &[
        NAME_ZH,
        NAME_EN,
        F::real("height_m", "海拔", "height above sea level", Unit::Metre, (-500.0, 9_000.0)),
        F::real("anemometer_height_m", "风速计高度", "height of the anemometer", Unit::Metre, (0.5, 200.0)),
        F::text("years", "年份", "years of the hours"),
        NOTE,
    ],
    named: true,
    parent: None,
    participation: None,
};

/// What is wrong, by which clause, since when, closed by whom.
pub(super) const FINDING: LayerDefinition = LayerDefinition {
    name: "finding",
    title: Title { zh: "隐患与问题", en: "Findings" },
    geometry: GeometryKind::Any,
    geometry_required: false,
    key_aliases: &["finding_id"],
    fields: &[
        F::text("subject_layer", "对象图层", "layer of its subject"),
        F::text("subject_id", "对象编号", "key of its subject"),
        F::text("rule", "规则", "rule pack and clause"),
        F::text("text_zh", "内容", "what is wrong, Chinese"),
        F::text("text_en", "内容（英文）", "what is wrong, English"),
        F::text("level", "等级", "level"),
        F::text("since", "发现时间", "since when (RFC 3339)"),
        F::text("closed_at", "整改时间", "closed when (RFC 3339)"),
        F::text("closed_by", "整改人", "closed by whom"),
        NOTE,
    ],
    named: false,
    parent: None,
    participation: None,
};
