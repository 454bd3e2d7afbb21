//! The store that an import writes to. A new store grows beside its place and appears there complete.

use super::ImportOptions;
use crate::import::bounds::CityBounds;
use crate::import::error::ImportError;
use crate::store::{CityInfo, Draft, Query, Store, StoreError, WriteTransaction};
use cordon_engine::units::LonLatBox;
use geo_types::{Geometry, MultiPolygon};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Around the facilities there are, a city reaches at least this much farther, degrees.
const MARGIN_AROUND_FACILITIES_DEG: f64 = 0.5;

/// The store of an import, or none: a trial without a store.
pub struct Destination {
    path: PathBuf,
    /// Closed before its draft is removed: fields are dropped in this order.
    store: Option<Store>,
    draft: Option<Draft>,
}

impl Destination {
    /// Opens the store; a missing one is begun as a draft, except for a trial.
    pub fn open(options: &ImportOptions) -> Result<Self, ImportError> {
        let path = options.data.clone();
        let fail = |error: StoreError| failed(&path, &error);
        if path.exists() {
            let store = Store::open(&path).map_err(fail)?;
            return Ok(Self { path, store: Some(store), draft: None });
        }
        if options.dry_run {
            return Ok(Self { path, store: None, draft: None });
        }
        let (zh, en) = options.city_name.clone().unwrap_or_else(|| default_name(&path));
        let info = CityInfo { extent: options.extent, ..CityInfo::named(&zh, &en) };
        let draft = Draft::begin(&path);
        let store = Store::create(draft.path(), &info).map_err(fail)?;
        Ok(Self { path, store: Some(store), draft: Some(draft) })
    }

    /// Where the city is: the extent asked for, its boundary, its stated extent, its facilities.
    pub fn bounds(&self, asked: Option<LonLatBox>) -> Result<Option<CityBounds>, ImportError> {
        if let Some(extent) = asked {
            return Ok(Some(CityBounds::of_box(extent)));
        }
        let Some(store) = &self.store else { return Ok(None) };
        let fail = |error: StoreError| failed(&self.path, &error);
        let boundaries = store.features("boundary", &Query::default()).map_err(fail)?;
        if let Some(bounds) = CityBounds::of_polygons(boundaries.into_iter().filter_map(|b| polygons(b.geometry?))) {
            return Ok(Some(bounds));
        }
        if let Some(extent) = store.info().map_err(fail)?.extent {
            return Ok(Some(CityBounds::of_box(extent)));
        }
        let layers = store.layers().map_err(fail)?;
        let facilities = layers.iter().find(|layer| layer.definition.name == "facility").and_then(|l| l.extent);
        Ok(facilities.map(|extent| CityBounds::of_box(widened(extent))))
    }

    /// All keys of a layer.
    pub fn keys(&self, layer: &str) -> Result<HashSet<String>, ImportError> {
        let Some(store) = &self.store else { return Ok(HashSet::new()) };
        let features = store.features(layer, &Query::default()).map_err(|error| failed(&self.path, &error))?;
        Ok(features.into_iter().map(|feature| feature.id).collect())
    }

    /// Begins the transaction of a real import; `None` for a trial.
    pub fn begin(&self, dry_run: bool) -> Result<Option<WriteTransaction<'_>>, ImportError> {
        match &self.store {
            Some(store) if !dry_run => store.write().map(Some).map_err(|error| failed(&self.path, &error)),
            _ => Ok(None),
        }
    }

    /// An error of the store, told of its path.
    pub fn failed(&self, error: &StoreError) -> ImportError {
        failed(&self.path, error)
    }

    /// Closes the store. A draft takes its place when something was committed, and is removed otherwise.
    pub fn close(mut self, committed: bool) -> Result<(), ImportError> {
        let closed = self.store.take().map_or(Ok(()), Store::close);
        // What was committed is safe in the log; folding it in is left to the next who opens the store.
        let Some(draft) = self.draft.take() else { return Ok(()) };
        closed.map_err(|error| failed(&self.path, &error))?;
        if !committed {
            return Ok(());
        }
        let unplaced = |error: std::io::Error| ImportError::Store {
            path: self.path.display().to_string(),
            reason: error.to_string(),
        };
        draft.put_new().map_err(unplaced)
    }
}

fn failed(path: &Path, error: &StoreError) -> ImportError {
    ImportError::Store { path: path.display().to_string(), reason: error.to_string() }
}

fn default_name(path: &Path) -> (String, String) {
    let stem = path.file_stem().map_or_else(|| "city".into(), |stem| stem.to_string_lossy().into_owned());
    (stem.clone(), stem)
}

fn polygons(geometry: Geometry<f64>) -> Option<MultiPolygon<f64>> {
    match geometry {
        Geometry::MultiPolygon(polygons) => Some(polygons),
        Geometry::Polygon(polygon) => Some(MultiPolygon(vec![polygon])),
        _ => None,
    }
}

fn widened(extent: LonLatBox) -> LonLatBox {
    LonLatBox {
        west_deg: extent.west_deg - MARGIN_AROUND_FACILITIES_DEG,
        south_deg: extent.south_deg - MARGIN_AROUND_FACILITIES_DEG,
        east_deg: extent.east_deg + MARGIN_AROUND_FACILITIES_DEG,
        north_deg: extent.north_deg + MARGIN_AROUND_FACILITIES_DEG,
    }
}
