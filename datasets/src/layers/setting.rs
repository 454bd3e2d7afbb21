//! What stands between: lines, areas, boundaries.

use super::definition::{
    ACTIVE, FieldDefinition, GeometryKind, KIND, LayerDefinition, NAME_EN, NAME_ZH, NOTE, Participation, STATUS, Title,
    Unit,
};

type F = FieldDefinition;

/// Railways, roads, power lines and rivers that safety distances name.
pub(super) const CORRIDOR: LayerDefinition = LayerDefinition {
    name: "corridor",
    title: Title { zh: "线性目标", en: "Corridor lines" },
    geometry: GeometryKind::Line,
    geometry_required: true,
    key_aliases: &["corridor_id"],
    fields: &[NAME_ZH, NAME_EN, KIND, NOTE],
    named: true,
    parent: None,
    participation: None,
};

/// Congested regions, in which a vapour cloud can explode.
pub(super) const CONGESTED_REGION: LayerDefinition = LayerDefinition {
    name: "congested_region",
    title: Title { zh: "受限拥挤区域", en: "Congested regions" },
    geometry: GeometryKind::Polygon,
    geometry_required: true,
    key_aliases: &["region_id"],
    fields: &[
        NAME_ZH,
        NAME_EN,
        F::text("facility_id", "所属企业编号", "key of its facility"),
        F::real("volume_m3", "自由体积", "volume that gas can fill", Unit::CubicMetre, (0.0, 1e8)),
        F::real("height_m", "高度", "height", Unit::Metre, (0.0, 300.0)),
        F::whole("blast_class", "爆炸强度等级", "blast class (multi-energy, 1 to 10)", (1, 10)),
        F::real("blockage_frac", "阻塞率", "part of the volume that is blocked", Unit::Fraction, (0.0, 1.0)),
        F::flag("between_planes", "上下有板约束", "confined between planes (decks)"),
        NOTE,
    ],
    named: true,
    parent: None,
    participation: None,
};

/// Places where a cloud can be ignited.
pub(super) const IGNITION_SOURCE: LayerDefinition = LayerDefinition {
    name: "ignition_source",
    title: Title { zh: "点火源", en: "Ignition sources" },
    geometry: GeometryKind::Any,
    geometry_required: true,
    key_aliases: &["source_id"],
    fields: &[
        NAME_ZH,
        NAME_EN,
        KIND,
        F::real(
            "ignition_prob_one_minute_frac",
            "一分钟点火概率",
            "probability of ignition in one minute",
            Unit::Fraction,
            (0.0, 1.0),
        ),
        F::real("present_frac", "存在时间比例", "part of the time it is present", Unit::Fraction, (0.0, 1.0)),
        STATUS,
        ACTIVE,
        NOTE,
    ],
    named: true,
    parent: None,
    participation: Some(Participation::BY_STATUS),
};

/// City, districts, sub-districts, parks.
pub(super) const BOUNDARY: LayerDefinition = LayerDefinition {
    name: "boundary",
    title: Title { zh: "边界", en: "Boundaries" },
    geometry: GeometryKind::Polygon,
    geometry_required: true,
    key_aliases: &["boundary_id", "geoid", "fips"],
    fields: &[NAME_ZH, NAME_EN, KIND, F::count("population", "人口", "people", 2_000_000_000), NOTE],
    named: true,
    parent: None,
    participation: None,
};

/// Rivers, lakes, reservoirs, the sea.
pub(super) const WATER: LayerDefinition = LayerDefinition {
    name: "water",
    title: Title { zh: "水系", en: "Water" },
    geometry: GeometryKind::Any,
    geometry_required: true,
    key_aliases: &["water_id"],
    fields: &[NAME_ZH, NAME_EN, KIND, NOTE],
    named: true,
    parent: None,
    participation: None,
};

/// Roads.
pub(super) const ROAD: LayerDefinition = LayerDefinition {
    name: "road",
    title: Title { zh: "道路", en: "Roads" },
    geometry: GeometryKind::Line,
    geometry_required: true,
    key_aliases: &["road_id"],
    fields: &[NAME_ZH, NAME_EN, KIND, NOTE],
    named: true,
    parent: None,
    participation: None,
};
