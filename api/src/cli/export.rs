//! `cordon export`: the city, a layer or the risk to a file.

use super::CliError;
use super::assess::assessment_of;
use super::file::{self, Format};
use super::output::say;
use crate::load;
use crate::risk::export::records;
use clap::Args;
use cordon_datasets::layers::{INDIVIDUAL_RISK, LAYERS, find};
use cordon_datasets::store::{ExportLayer, Feature, Query, Store};
use cordon_engine::provenance::FieldProblem;
use serde_json::json;
use std::path::PathBuf;

/// What `--layer` calls the bands of individual risk.
const RISK: &str = "risk";
const ENDINGS: &str = "a file ending in .geojson (one layer), .tif (raster of risk) or .gpkg (all layers, or one)";

/// Write the city, a layer or the risk to a file.
#[derive(Debug, Args)]
pub struct Export {
    /// Store of the city (GeoPackage).
    #[arg(long)]
    data: PathBuf,
    /// Layer to write, `risk` for the bands of individual risk. GeoJSON needs one, a GeoPackage takes all without.
    #[arg(long)]
    layer: Option<String>,
    /// File to write: .geojson (RFC 7946), .tif (raster of risk, per year), .gpkg. Replaced only when the new one is whole.
    #[arg(short, long)]
    output: PathBuf,
    /// Side of a cell of the risk, m.
    #[arg(long, default_value_t = 100.0)]
    cell_m: f64,
}

/// What was written, for the report.
#[derive(Default)]
struct Written {
    /// Layers with their numbers of features.
    layers: Vec<(String, usize)>,
    /// Layers that could not be made, with the reason.
    left_out: Vec<(String, String)>,
}

impl Export {
    pub(super) fn run(self, json: bool) -> Result<(), CliError> {
        let format = self.check()?;
        let risk_only = self.layer.as_deref() == Some(RISK) || format == Format::Raster;
        let written = match (format, &self.layer) {
            (Format::Package, None) => self.whole_city(json)?,
            (Format::Package, _) => self.one_layer_geopackage(json)?,
            _ if risk_only => self.risk_file(format, json)?,
            (_, layer) => self.layer_geojson(layer.as_deref().unwrap_or_default())?,
        };
        self.report(&written, json)
    }

    /// All that is wrong with the wish, before any work.
    fn check(&self) -> Result<Format, CliError> {
        let format = Format::of(&self.output);
        let mut problems = Vec::new();
        if format.is_none() {
            problems.push(file::unknown_format(&self.output, ENDINGS));
        }
        let names: Vec<&str> = LAYERS.iter().map(|layer| layer.name).chain([RISK]).collect();
        let one_of = format!("one of: {}", names.join(", "));
        match (self.layer.as_deref(), format) {
            (None, Some(Format::Features)) => problems.push(FieldProblem::new("--layer", "", one_of, "missing")),
            (Some(layer), _) if !names.contains(&layer) => {
                problems.push(FieldProblem::new("--layer", layer, one_of, "unknown_layer"));
            }
            (Some(layer), Some(Format::Raster)) if layer != RISK => {
                problems.push(FieldProblem::new("--layer", layer, "risk: a raster holds nothing else", "not_allowed"));
            }
            _ => {}
        }
        match format {
            Some(format) if problems.is_empty() => Ok(format),
            _ => Err(CliError::Refused { problems }),
        }
    }

    fn layer_geojson(&self, name: &str) -> Result<Written, CliError> {
        let (city, layers) = load::city_and_layers(&self.data)?;
        let Some(layer) = layers.iter().find(|layer| layer.id == name) else {
            return Err(CliError::failed(name, "the store has no such layer"));
        };
        file::layer(&self.output, layer, city.demonstration)?;
        Ok(Written { layers: vec![(layer.id.clone(), layer.len())], ..Written::default() })
    }

    /// The raster or the bands of risk.
    fn risk_file(&self, format: Format, json: bool) -> Result<Written, CliError> {
        let assessment = assessment_of(&load::city(&self.data)?, self.cell_m, json)?;
        if format == Format::Raster {
            file::geotiff(&self.output, &assessment)?;
            return Ok(Written::default());
        }
        let bands = file::risk_bands(&self.output, &assessment)?;
        Ok(Written { layers: vec![(RISK.into(), bands)], ..Written::default() })
    }

    /// A snapshot of the city, and the bands of risk where it can be assessed.
    fn whole_city(&self, json: bool) -> Result<Written, CliError> {
        let store = load::store(&self.data)?;
        let mut written = Written::default();
        for layer in store.layers()? {
            written.layers.push((layer.definition.name.into(), layer.count as usize));
        }
        match self.bands(&store, json) {
            Ok(bands) => {
                written.layers.push((INDIVIDUAL_RISK.name.into(), bands.len()));
                store.export_city(&self.output, &[ExportLayer { definition: &INDIVIDUAL_RISK, features: &bands }])?;
            }
            Err(reason) => {
                written.left_out.push((INDIVIDUAL_RISK.name.into(), reason.to_string()));
                store.export_city(&self.output, &[])?;
            }
        }
        Ok(written)
    }

    fn one_layer_geopackage(&self, json: bool) -> Result<Written, CliError> {
        let store = load::store(&self.data)?;
        let (definition, features) = match self.layer.as_deref().and_then(find) {
            Some(definition) => (definition, store.features(definition.name, &Query::default())?),
            None => (&INDIVIDUAL_RISK, self.bands(&store, json)?),
        };
        store.export_layers(&self.output, &[ExportLayer { definition, features: &features }])?;
        Ok(Written { layers: vec![(definition.name.into(), features.len())], ..Written::default() })
    }

    fn bands(&self, store: &Store, json: bool) -> Result<Vec<Feature>, CliError> {
        Ok(records(&assessment_of(&load::loaded(store)?, self.cell_m, json)?)?)
    }

    fn report(&self, written: &Written, json: bool) -> Result<(), CliError> {
        if json {
            let layers = written.layers.iter().map(|(layer, features)| json!({"layer": layer, "features": features}));
            let left_out = written.left_out.iter().map(|(layer, reason)| json!({"layer": layer, "reason": reason}));
            let report = json!({"output": self.output, "layers": layers.collect::<Vec<_>>(),
                "left_out": left_out.collect::<Vec<_>>()});
            return say!("{report}");
        }
        for (layer, features) in written.layers.iter().filter(|(_, features)| *features > 0) {
            say!("{features:>8} {layer}")?;
        }
        for (layer, reason) in &written.left_out {
            say!("{layer} left out: {reason}")?;
        }
        say!("written to {}", self.output.display())
    }
}
