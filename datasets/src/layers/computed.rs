//! Layers that are computed from a city and kept nowhere: they go into exports.

use super::definition::{FieldDefinition, GeometryKind, LayerDefinition, Title, Unit};

type F = FieldDefinition;

/// Areas between two levels of individual risk.
pub const INDIVIDUAL_RISK: LayerDefinition = LayerDefinition {
    name: "individual_risk",
    title: Title { zh: "个人风险等值区", en: "Bands of individual risk" },
    geometry: GeometryKind::Polygon,
    geometry_required: true,
    key_aliases: &[],
    fields: &[
        F::count("level", "等级序号", "number of the level, 0 for the lowest", 1_000),
        F::real("lower_per_year", "下限", "risk at the outer edge", Unit::PerYear, (0.0, 1.0)),
        F::real("upper_per_year", "上限", "risk at the inner edge; none for the highest", Unit::PerYear, (0.0, 1.0)),
        F::text("label_zh", "含义", "what the lower level means, Chinese"),
        F::text("label_en", "含义（英文）", "what the lower level means, English"),
        F::text("colour", "颜色", "colour, #rrggbb"),
        F::text("origin", "数据性质", "mark of origin of the level: source, computed, memory, assumed"),
        F::text("provenance", "等级出处", "where the level was read"),
    ],
    named: false,
    parent: None,
    participation: None,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_name_is_no_kept_layer() {
        assert!(super::super::find(INDIVIDUAL_RISK.name).is_none());
    }
}
