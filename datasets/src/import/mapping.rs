//! Which column fills which field: as the user says with `--map`, else by name.

use super::error::ImportError;
use super::report::UsedColumn;
use super::units::{self, Dimension, Unit};
use crate::layers::{FieldDefinition, FieldKind, LayerDefinition};

/// A field that a column can fill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// The key of the record.
    Id,
    /// A name whose language is told by its letters (`name_zh` or `name_en`).
    Name,
    /// Longitude, easting or x.
    X,
    /// Latitude, northing or y.
    Y,
    /// A field of the layer.
    Field(&'static FieldDefinition),
}

impl Target {
    /// Name as in `--map` and in the report.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::X => "lon",
            Self::Y => "lat",
            Self::Field(field) => field.name,
        }
    }
}

/// A column bound to a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// What it fills.
    pub target: Target,
    /// Index of the column.
    pub column: usize,
    /// Unit that its numbers are in.
    pub unit: Option<Unit>,
    /// Density that turns a volume into a mass, kg/m3.
    pub density_kg_m3: Option<f64>,
}

/// All columns of a file that are used.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The bound columns.
    pub bound: Vec<Bound>,
    /// Fields with the same value in every record (`--set`).
    pub constants: Vec<(Target, String)>,
    columns: Vec<String>,
    /// Things to tell the user once: (field, column, what, code).
    pub remarks: Vec<(String, String, String, &'static str)>,
}

/// One `--map` as written: `field=column`, `field=column:unit`, `field=column:m3@density`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapArgument {
    /// Left of the equals sign.
    pub field: String,
    /// Right of it.
    pub column: String,
}

impl std::str::FromStr for MapArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((field, column)) if !field.trim().is_empty() && !column.trim().is_empty() => {
                Ok(Self { field: field.trim().into(), column: column.trim().into() })
            }
            _ => Err(format!("`{text}` is not field=column")),
        }
    }
}

/// What the user says about columns.
#[derive(Debug, Clone, Default)]
pub struct MappingWishes {
    /// `--map`.
    pub maps: Vec<MapArgument>,
    /// `--set field=value`.
    pub constants: Vec<MapArgument>,
    /// `--parent-key column`.
    pub parent_key: Option<String>,
}

impl Plan {
    /// Binds the columns of a file to the fields of a layer.
    ///
    /// # Errors
    /// [`ImportError::Mapping`] when a wish does not fit file or layer.
    pub fn new(
        layer: &'static LayerDefinition,
        columns: &[String],
        wishes: &MappingWishes,
    ) -> Result<Self, ImportError> {
        let mut plan =
            Self { bound: Vec::new(), constants: Vec::new(), columns: columns.to_vec(), remarks: Vec::new() };
        for map in &wishes.maps {
            plan.bind_wish(layer, map)?;
        }
        if let Some(column) = &wishes.parent_key {
            plan.bind_parent_key(layer, column)?;
        }
        for constant in &wishes.constants {
            let target = find_target(layer, &constant.field).ok_or_else(|| no_field(layer, constant))?;
            plan.constants.push((target, constant.column.clone()));
        }
        plan.bind_by_name(layer);
        Ok(plan)
    }

    /// The column of a target.
    #[must_use]
    pub fn column_of(&self, target: &str) -> Option<&Bound> {
        self.bound.iter().find(|bound| bound.target.name() == target)
    }

    /// Whether something fills this target.
    #[must_use]
    pub fn fills(&self, target: &str) -> bool {
        self.column_of(target).is_some() || self.constants.iter().any(|(set, _)| set.name() == target)
    }

    /// For the report.
    #[must_use]
    pub fn used(&self) -> Vec<UsedColumn> {
        let used = |bound: &Bound| UsedColumn {
            field: bound.target.name().into(),
            column: self.columns[bound.column].clone(),
            unit: bound.unit.map_or(String::new(), |unit| unit.name.into()),
        };
        self.bound.iter().map(used).collect()
    }

    /// For the report.
    #[must_use]
    pub fn unused(&self) -> Vec<String> {
        let is_used = |index: &usize| self.bound.iter().any(|bound| bound.column == *index);
        (0..self.columns.len()).filter(|index| !is_used(index)).map(|index| self.columns[index].clone()).collect()
    }

    /// Name of a column.
    #[must_use]
    pub fn column_name(&self, bound: &Bound) -> &str {
        &self.columns[bound.column]
    }

    fn bind_wish(&mut self, layer: &'static LayerDefinition, map: &MapArgument) -> Result<(), ImportError> {
        let target = find_target(layer, &map.field).ok_or_else(|| no_field(layer, map))?;
        let (column, unit, density_kg_m3) = self.split_unit(map)?;
        let dimension = dimension_of(&target);
        let unit = unit.or_else(|| units::in_header(&self.columns[column]).filter(|u| Some(u.dimension) == dimension));
        if let (Some(unit), false) = (unit, matches!(target, Target::X | Target::Y)) {
            check_dimension(map, unit, dimension, density_kg_m3)?;
        }
        self.push(Bound { target, column, unit, density_kg_m3 });
        Ok(())
    }

    fn bind_parent_key(&mut self, layer: &'static LayerDefinition, name: &str) -> Result<(), ImportError> {
        let wish = MapArgument { field: "--parent-key".into(), column: name.into() };
        let column = self.index_of(name).ok_or_else(|| self.no_column(&wish))?;
        let field = layer.parent.and_then(|parent| layer.field(parent.field)).ok_or_else(|| ImportError::Mapping {
            mapping: format!("--parent-key {name}"),
            reason: format!("layer {} belongs to no other layer", layer.name),
        })?;
        self.push(Bound { target: Target::Field(field), column, unit: None, density_kg_m3: None });
        Ok(())
    }

    /// Splits `column:unit@density`, unless the whole is a column.
    fn split_unit(&self, map: &MapArgument) -> Result<(usize, Option<Unit>, Option<f64>), ImportError> {
        if let Some(index) = self.index_of(&map.column) {
            return Ok((index, None, None));
        }
        let Some((name, unit_text)) = map.column.rsplit_once(':') else { return Err(self.no_column(map)) };
        let index = self.index_of(name).ok_or_else(|| self.no_column(map))?;
        let (unit_name, density) = match unit_text.split_once('@') {
            Some((unit_name, density)) => (unit_name, Some(density)),
            None => (unit_text, None),
        };
        let wrong = |reason: &str| ImportError::Mapping { mapping: shown(map), reason: reason.into() };
        let unit = units::find(unit_name).ok_or_else(|| {
            wrong("the unit is not known; allowed are for example kg, t, lb, degC, K, MPa_gauge, kPa, bar, m3@850 (with density)")
        })?;
        let density_kg_m3 = match density.map(str::parse::<f64>) {
            None => None,
            Some(Ok(value)) if value > 0.0 && value < 30_000.0 => Some(value),
            Some(_) => return Err(wrong("the density after @ must be a number of kg/m3, 0 to 30000")),
        };
        Ok((index, Some(unit), density_kg_m3))
    }

    fn bind_by_name(&mut self, layer: &'static LayerDefinition) {
        let plain: Vec<String> = self.columns.iter().map(|column| header_key(column)).collect();
        for (target, names) in candidates(layer) {
            if self.fills(target.name()) {
                continue;
            }
            let free = |plan: &Self, index: usize| plan.bound.iter().all(|bound| bound.column != index);
            let found = names
                .iter()
                .find_map(|name| plain.iter().position(|column| column == name && !name.is_empty()))
                .filter(|&index| free(self, index));
            if let Some(column) = found {
                self.bind_found(target, column);
            }
        }
        self.bind_last_resort_name(layer, &plain);
    }

    /// Binds a column found by name, with the unit of its header; a pressure that leaves open whether it
    /// is gauge or absolute is not guessed.
    fn bind_found(&mut self, target: Target, column: usize) {
        let header = self.columns[column].clone();
        let unit = units::in_header(&header).filter(|unit| Some(unit.dimension) == dimension_of(&target));
        if unit.is_some_and(|unit| unit.unsaid_gauge && unit.name != "Pa") {
            let name = target.name().to_owned();
            let allowed = format!("say --map {name}={header}:MPa_gauge or :MPa_abs (in its own unit)");
            self.remarks.push((name, header, allowed, "gauge_or_absolute"));
            return;
        }
        self.push(Bound { target, column, unit, density_kg_m3: None });
    }

    /// A name field that found nothing takes the only column that ends with "name".
    fn bind_last_resort_name(&mut self, layer: &'static LayerDefinition, plain: &[String]) {
        let target = if layer.named { Some(Target::Name) } else { layer.field("name").map(Target::Field) };
        let Some(target) = target else { return };
        if ["name", "name_en", "name_zh"].iter().any(|name| self.fills(name)) {
            return;
        }
        let ending: Vec<usize> =
            (0..plain.len()).filter(|&i| plain[i].ends_with("name") || plain[i].ends_with("名称")).collect();
        if let [only] = ending[..]
            && self.bound.iter().all(|bound| bound.column != only)
        {
            self.push(Bound { target, column: only, unit: None, density_kg_m3: None });
        }
    }

    fn push(&mut self, bound: Bound) {
        self.bound.retain(|other| other.target.name() != bound.target.name());
        self.bound.push(bound);
    }

    fn index_of(&self, name: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|column| column == name);
        exact.or_else(|| self.columns.iter().position(|column| header_key(column) == header_key(name)))
    }

    fn no_column(&self, map: &MapArgument) -> ImportError {
        ImportError::Mapping {
            mapping: shown(map),
            reason: format!("the file has no such column; it has {}", self.columns.join(", ")),
        }
    }
}

fn shown(map: &MapArgument) -> String {
    format!("{}={}", map.field, map.column)
}

fn no_field(layer: &LayerDefinition, map: &MapArgument) -> ImportError {
    let fields: Vec<&str> = layer.fields.iter().map(|field| field.name).collect();
    ImportError::Mapping {
        mapping: shown(map),
        reason: format!("layer {} has no such field; it has id, name, lon, lat, {}", layer.name, fields.join(", ")),
    }
}

fn check_dimension(
    map: &MapArgument,
    unit: Unit,
    wanted: Option<Dimension>,
    density_kg_m3: Option<f64>,
) -> Result<(), ImportError> {
    let by_density = wanted == Some(Dimension::Mass) && unit.dimension == Dimension::Volume;
    let reason = match wanted {
        Some(wanted) if wanted == unit.dimension => return Ok(()),
        Some(_) if by_density && density_kg_m3.is_some() => return Ok(()),
        Some(_) if by_density => format!("a volume becomes a mass only with a density: {}@850 (kg/m3)", unit.name),
        Some(wanted) => format!("{} measures {:?}, the field {wanted:?}", unit.name, unit.dimension),
        None => "the field has no unit".into(),
    };
    Err(ImportError::Mapping { mapping: shown(map), reason })
}

/// Dimension of a target, from its field's unit.
fn dimension_of(target: &Target) -> Option<Dimension> {
    match target {
        Target::Field(field) => match field.kind {
            FieldKind::Real { .. } => units::dimension_of_field(field.name),
            _ => None,
        },
        _ => None,
    }
}

/// The target of a name as a user writes it: the field's own name, the name without its unit, an alias.
fn find_target(layer: &'static LayerDefinition, name: &str) -> Option<Target> {
    let direct = match name {
        "id" => Some(Target::Id),
        "name" if layer.named => Some(Target::Name),
        "lon" | "x" | "longitude" => Some(Target::X),
        "lat" | "y" | "latitude" => Some(Target::Y),
        _ => layer.field(name).map(Target::Field),
    };
    direct.or_else(|| {
        let key = header_key(name);
        candidates(layer).into_iter().find(|(_, names)| names.contains(&key)).map(|(target, _)| target)
    })
}

/// Each target with the header keys under which registers have it, best first.
fn candidates(layer: &'static LayerDefinition) -> Vec<(Target, Vec<String>)> {
    let keys = |own: &[&str]| own.iter().map(|name| header_key(name)).collect::<Vec<_>>();
    let mut all = vec![
        (Target::X, keys(&["lon", "longitude", "lng", "long", "经度", "x", "easting", "东坐标", "x坐标", "坐标x"])),
        (Target::Y, keys(&["lat", "latitude", "纬度", "y", "northing", "北坐标", "y坐标", "坐标y"])),
    ];
    for field in layer.fields {
        // The name field takes either language by its letters; it is bound once, for both.
        if layer.named && (field.name == "name_zh" || field.name == "name_en") {
            continue;
        }
        all.push((Target::Field(field), field_keys(field)));
    }
    let mut id_names: Vec<&str> = vec!["id"];
    id_names.extend(layer.key_aliases);
    id_names.extend(["编号", "代码", "code", "统一社会信用代码", "objectid"]);
    all.push((Target::Id, keys(&id_names)));
    if layer.named {
        for name in ["name_zh", "name_en"] {
            if let Some(field) = layer.field(name) {
                all.push((Target::Field(field), keys(&[name])));
            }
        }
        let aliases =
            layer.fields.iter().filter(|f| f.name.starts_with("name_")).flat_map(|f| f.aliases.iter().copied());
        let names: Vec<&str> = aliases.chain(["name", "名称", "title", "企业名称", "单位名称", "项目名称"]).collect();
        all.push((Target::Name, keys(&names)));
    }
    all
}

fn field_keys(field: &'static FieldDefinition) -> Vec<String> {
    let mut names: Vec<&str> = vec![field.name];
    if let FieldKind::Real { unit, .. } = field.kind {
        names.push(field.name.strip_suffix(unit.suffix()).unwrap_or(field.name));
    }
    names.extend(field.aliases);
    names.extend([field.title.en, field.title.zh]);
    names.extend(more_names(field.name));
    names.iter().map(|name| header_key(name)).collect()
}

/// Words of registers beyond the layer's own aliases.
fn more_names(field: &str) -> &'static [&'static str] {
    match field {
        "substance" => &["危险化学品名称", "品名", "物料名称", "化学品"],
        "cas" => &["CAS No", "CAS编号", "cas_no"],
        "quantity_kg" => &["存量", "储量", "最大储量", "最大存量", "储存量", "实际存量", "数量", "最大储存量"],
        "temperature_k" => &["储存温度", "工作温度", "操作温度"],
        "pressure_pa" => &["储存压力", "工作压力", "操作压力", "压力"],
        "facility_id" => &["所属企业", "企业编号", "统一社会信用代码"],
        "largest_shift_staff" => &["当班人数", "最大班人数", "从业人数"],
        "population" => &["常住人口", "人口数"],
        _ => &[],
    }
}

/// A header as compared: lower case, letters and digits only, without unit, last part of `group/name`.
fn header_key(header: &str) -> String {
    let last = header.rsplit('/').next().unwrap_or(header);
    let end = last.find(['(', '（', '[', '［']).filter(|&at| at > 0).unwrap_or(last.len());
    last[..end].chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers;

    fn plan(layer: &str, columns: &[&str], maps: &[&str]) -> Result<Plan, ImportError> {
        let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
        let maps = maps.iter().map(|map| map.parse().unwrap()).collect();
        let wishes = MappingWishes { maps, ..MappingWishes::default() };
        Plan::new(layers::find(layer).unwrap(), &columns, &wishes)
    }

    fn column(plan: &Plan, field: &str) -> Option<String> {
        plan.column_of(field).map(|bound| plan.column_name(bound).to_owned())
    }

    #[test]
    fn chinese_headers_find_their_fields() {
        let plan = plan("facility", &["序号", "企业名称", "坐标/经度", "坐标/纬度", "地址"], &[]).unwrap();
        assert_eq!(column(&plan, "name").as_deref(), Some("企业名称"));
        assert_eq!(column(&plan, "lon").as_deref(), Some("坐标/经度"));
        assert_eq!(column(&plan, "lat").as_deref(), Some("坐标/纬度"));
        assert_eq!(column(&plan, "address").as_deref(), Some("地址"));
        assert_eq!(plan.unused(), ["序号"]);
    }

    #[test]
    fn units_come_from_the_wish_or_from_the_header() {
        let plan =
            plan("hazard_unit", &["物质名称", "存量（吨）", "P", "企业编号"], &["pressure=P:MPa_gauge"]).unwrap();
        let pressure = plan.column_of("pressure_pa").unwrap();
        assert_eq!(pressure.unit.unwrap().to_si(0.0), 101_325.0);
        assert_eq!(plan.column_of("quantity_kg").unwrap().unit.unwrap().to_si(2.0), 2000.0);
    }

    #[test]
    fn a_pressure_that_is_gauge_or_absolute_is_not_guessed() {
        let plan = plan("hazard_unit", &["储存压力(MPa)"], &[]).unwrap();
        assert!(plan.column_of("pressure_pa").is_none());
        assert_eq!(plan.remarks[0].3, "gauge_or_absolute");
    }

    #[test]
    fn volume_needs_a_density() {
        let columns = ["v"];
        assert!(plan("hazard_unit", &columns, &["quantity=v:m3"]).is_err());
        let plan = plan("hazard_unit", &columns, &["quantity=v:m3@850"]).unwrap();
        assert_eq!(plan.column_of("quantity_kg").unwrap().density_kg_m3, Some(850.0));
    }

    #[test]
    fn wishes_that_do_not_fit_are_refused() {
        for wish in ["colour=v", "quantity=w", "quantity=v:furlong", "quantity=v:degC", "name=v:t"] {
            assert!(plan("hazard_unit", &["v"], &[wish]).is_err(), "{wish}");
        }
    }
}
