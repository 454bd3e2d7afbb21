//! A layer in memory: columns, features and the indices that answer requests.

pub mod query;
pub mod table;

use crate::tile::index::TileIndex;
use crate::tile::prepare::Prepared;
use cordon_engine::city::BilingualName;
use cordon_engine::units::LonLatBox;
use geo::BoundingRect;
use geo_types::Geometry;
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use table::{Table, TableBuilder};

/// Columns that a symbol and its name are drawn from: all that a thinned tile carries, in which one
/// feature stands for several anyway.
pub const SYMBOL_COLUMNS: [&str; 10] =
    ["id", "facility_id", "name", "name_zh", "name_en", "kind", "use", "category", "class", "active"];

/// What a column of a layer holds, for queries and the API description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name, with its unit.
    pub name: String,
    /// JSON type: `string`, `number`, `integer`, `boolean`.
    pub json_type: &'static str,
}

/// A feature as it comes from the store.
#[derive(Debug, Clone)]
pub struct RawFeature {
    /// Number of the row in the store: the id of the feature in vector tiles.
    pub fid: u64,
    /// Key of the feature, unique in its layer.
    pub id: String,
    /// Geometry in degrees, longitude first.
    pub geometry: Option<Geometry<f64>>,
    /// One value for each column.
    pub values: Vec<Value>,
}

/// A layer ready to serve.
#[derive(Debug)]
pub struct Layer {
    /// Name in addresses.
    pub id: String,
    /// Title.
    pub title: BilingualName,
    /// GeoJSON name of the geometry (`Point`, `MultiPolygon`, `Geometry` for a mixture).
    pub geometry_type: &'static str,
    /// Columns.
    pub columns: Vec<Column>,
    /// Values.
    pub table: Table,
    all_columns: Box<[usize]>,
    symbol_columns: Box<[usize]>,
    fids: Vec<u64>,
    ids: Vec<String>,
    geometries: Vec<Option<Geometry<f64>>>,
    boxes: Vec<Option<LonLatBox>>,
    /// Geometries ready for tiles.
    pub prepared: Vec<Option<Prepared>>,
    /// Index of the tiles.
    pub index: TileIndex,
}

impl Layer {
    /// Takes the features of a layer and builds its indices.
    #[must_use]
    pub fn new(id: &str, title: BilingualName, columns: Vec<Column>, features: Vec<RawFeature>) -> Self {
        let mut table = TableBuilder::new(columns.iter().map(|column| column.name.clone()).collect());
        let (mut fids, mut ids, mut geometries) = (Vec::new(), Vec::new(), Vec::new());
        for feature in features {
            table.push(feature.values);
            fids.push(feature.fid);
            ids.push(feature.id);
            geometries.push(feature.geometry);
        }
        let table = table.finish();
        let all_columns = shared_first(&table);
        let is_symbol = |column: &usize| SYMBOL_COLUMNS.contains(&columns[*column].name.as_str());
        let prepared: Vec<_> =
            geometries.par_iter().map(|geometry| geometry.as_ref().and_then(Prepared::new)).collect();
        Self {
            id: id.into(),
            title,
            geometry_type: common_type(&geometries),
            symbol_columns: all_columns.iter().copied().filter(is_symbol).collect(),
            all_columns,
            columns,
            table,
            fids,
            ids,
            boxes: geometries.iter().map(|geometry| geometry.as_ref().and_then(box_of)).collect(),
            geometries,
            index: TileIndex::new(&prepared),
            prepared,
        }
    }

    /// Numbers of the columns that tiles of a zoom carry: all, or what symbols need where it is thinned.
    #[must_use]
    pub fn tile_columns(&self, z: u32) -> &[usize] {
        if self.index.is_thinned(z) { &self.symbol_columns } else { &self.all_columns }
    }

    /// Number of features.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are no features.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Bounds of all features; `None` when none has a geometry.
    #[must_use]
    pub fn extent(&self) -> Option<LonLatBox> {
        self.boxes.iter().flatten().copied().reduce(|a, b| LonLatBox {
            west_deg: a.west_deg.min(b.west_deg),
            south_deg: a.south_deg.min(b.south_deg),
            east_deg: a.east_deg.max(b.east_deg),
            north_deg: a.north_deg.max(b.north_deg),
        })
    }

    /// Row of the feature with a key (or with a row number, for clients that count).
    #[must_use]
    pub fn row_of(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|known| known == id).or_else(|| {
            let number: u64 = id.parse().ok()?;
            self.fids.iter().position(|&fid| fid == number)
        })
    }

    /// Key of a row.
    #[must_use]
    pub fn id_of(&self, row: usize) -> &str {
        &self.ids[row]
    }

    /// Row number in the store.
    #[must_use]
    pub fn fid_of(&self, row: usize) -> u64 {
        self.fids[row]
    }

    /// Bounds of a row.
    #[must_use]
    pub fn box_of(&self, row: usize) -> Option<LonLatBox> {
        self.boxes[row]
    }

    /// Geometry of a row.
    #[must_use]
    pub fn geometry_of(&self, row: usize) -> Option<&Geometry<f64>> {
        self.geometries[row].as_ref()
    }

    /// Properties of a row; values that are not known are left in as null.
    #[must_use]
    pub fn properties(&self, row: usize) -> Map<String, Value> {
        let names = self.columns.iter().map(|column| column.name.clone());
        names.zip(self.table.row(row).cloned()).collect()
    }

    /// A row as a GeoJSON feature (RFC 7946).
    #[must_use]
    pub fn feature(&self, row: usize, demonstration: bool) -> Value {
        let geometry = self.geometries[row].as_ref().map_or(Value::Null, geometry_json);
        let mut properties = self.properties(row);
        if demonstration {
            properties.insert("demonstration".into(), Value::Bool(true));
        }
        json!({"type": "Feature", "id": self.ids[row], "geometry": geometry, "properties": properties})
    }
}

/// The columns, those first of which most values stand in several rows: features then begin with the
/// same bytes, which pack faster and smaller.
fn shared_first(table: &Table) -> Box<[usize]> {
    let mut alone = vec![0_usize; table.names().len()];
    for row in 0..table.rows() {
        for (count, &cell) in alone.iter_mut().zip(table.cells_of(row)) {
            *count += usize::from(cell as usize >= table.shared());
        }
    }
    let mut columns: Vec<usize> = (0..alone.len()).collect();
    columns.sort_by_key(|&column| 2 * alone[column] > table.rows());
    columns.into()
}

/// GeoJSON of a geometry, seven decimals (about a centimetre).
#[must_use]
pub fn geometry_json(geometry: &Geometry<f64>) -> Value {
    use geo::MapCoords;
    let rounded =
        geometry.map_coords(|coord| geo_types::Coord { x: round_degrees(coord.x), y: round_degrees(coord.y) });
    serde_json::to_value(geojson::GeometryValue::from(&rounded)).unwrap_or(Value::Null)
}

/// Seven decimals of a degree.
#[must_use]
pub fn round_degrees(value_deg: f64) -> f64 {
    (value_deg * 1e7).round() / 1e7
}

fn box_of(geometry: &Geometry<f64>) -> Option<LonLatBox> {
    geometry.bounding_rect().map(|rect| LonLatBox {
        west_deg: rect.min().x,
        south_deg: rect.min().y,
        east_deg: rect.max().x,
        north_deg: rect.max().y,
    })
}

fn common_type(geometries: &[Option<Geometry<f64>>]) -> &'static str {
    let mut kinds: Vec<_> = geometries.iter().flatten().map(type_name).collect();
    kinds.sort_unstable();
    kinds.dedup();
    match kinds[..] {
        [kind] => kind,
        ["MultiPolygon", "Polygon"] => "MultiPolygon",
        ["LineString", "MultiLineString"] => "MultiLineString",
        ["MultiPoint", "Point"] => "MultiPoint",
        _ => "Geometry",
    }
}

fn type_name(geometry: &Geometry<f64>) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}
