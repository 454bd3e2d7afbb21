//! `cordon export`: a layer to a file.

use super::CliError;
use crate::layer::Layer;
use crate::load;
use clap::Args;
use cordon_engine::provenance::FieldProblem;
use serde_json::json;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Write a layer to a file.
#[derive(Debug, Args)]
pub struct Export {
    /// Store of the city (GeoPackage).
    #[arg(long)]
    data: PathBuf,
    /// Layer to write.
    #[arg(long)]
    layer: String,
    /// File to write: .geojson (RFC 7946).
    #[arg(short, long)]
    output: PathBuf,
}

impl Export {
    pub(super) fn run(self, json: bool) -> Result<(), CliError> {
        let ending = self.output.extension().and_then(|ending| ending.to_str()).unwrap_or("");
        if !matches!(ending, "geojson" | "json") {
            let problem =
                FieldProblem::new("--output", self.output.display(), "a file ending in .geojson", "unknown_format");
            return Err(CliError::Refused { problems: vec![problem] });
        }
        let (city, layers) = load::city_and_layers(&self.data)?;
        let layer = layers.iter().find(|layer| layer.id == self.layer).ok_or_else(|| {
            let names: Vec<&str> = layers.iter().map(|layer| layer.id.as_str()).collect();
            let allowed = format!("one of: {}", names.join(", "));
            CliError::Refused { problems: vec![FieldProblem::new("--layer", &self.layer, allowed, "unknown_layer")] }
        })?;
        write_geojson(&self.output, layer, city.demonstration).map_err(|error| CliError::file(&self.output, error))?;
        if json {
            println!("{}", json!({"layer": layer.id, "features": layer.len(), "output": self.output}));
        } else {
            println!("{} features of {} written to {}", layer.len(), layer.id, self.output.display());
        }
        Ok(())
    }
}

/// Writes beside the file first, so that a broken write leaves the old file.
fn write_geojson(path: &Path, layer: &Layer, demonstration: bool) -> std::io::Result<()> {
    let partial = path.with_extension("partial");
    let mut file = BufWriter::new(std::fs::File::create(&partial)?);
    let mark = if demonstration { ",\"demonstration\":true" } else { "" };
    write!(file, "{{\"type\":\"FeatureCollection\",\"name\":\"{}\"{mark},\"features\":[", layer.id)?;
    for row in 0..layer.len() {
        let separator = if row == 0 { "\n" } else { ",\n" };
        write!(file, "{separator}{}", layer.feature(row, demonstration))?;
    }
    file.write_all(b"\n]}\n")?;
    file.into_inner()?.sync_all()?;
    std::fs::rename(partial, path)
}
