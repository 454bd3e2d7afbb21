//! Files that commands write: each grows beside its place and takes it only when it is whole.

use super::CliError;
use crate::layer::Layer;
use crate::risk::export;
use cordon_datasets::store::Draft;
use cordon_engine::provenance::FieldProblem;
use cordon_engine::scenario::Assessment;
use std::fmt::Display;
use std::io::{BufWriter, Write};
use std::path::Path;

/// A format of files, by the ending of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// GeoJSON, RFC 7946.
    Features,
    /// Cloud-optimised GeoTIFF.
    Raster,
    /// GeoPackage.
    Package,
}

impl Format {
    /// The format of a path; none when the ending tells none that is written.
    pub(super) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "geojson" | "json" => Some(Self::Features),
            "tif" | "tiff" => Some(Self::Raster),
            "gpkg" => Some(Self::Package),
            _ => None,
        }
    }
}

/// The problem of a path whose ending tells no format.
pub(super) fn unknown_format(path: &Path, allowed: &str) -> FieldProblem {
    FieldProblem::new("--output", path.display(), allowed, "unknown_format")
}

/// Writes the raster of risk.
pub(super) fn geotiff(path: &Path, assessment: &Assessment) -> Result<(), CliError> {
    whole(path, |draft| export::geotiff(draft, assessment))
}

/// Writes the bands of risk as GeoJSON; tells how many there are.
pub(super) fn risk_bands(path: &Path, assessment: &Assessment) -> Result<usize, CliError> {
    let document = export::geojson(assessment)?;
    whole(path, |draft| std::fs::write(draft, format!("{document}\n")))?;
    Ok(document["features"].as_array().map_or(0, Vec::len))
}

/// Writes a layer as GeoJSON.
pub(super) fn layer(path: &Path, layer: &Layer, demonstration: bool) -> Result<(), CliError> {
    whole(path, |draft| write_layer(draft, layer, demonstration))
}

/// A draft that takes its place when it was written without an error.
fn whole<E: Display>(path: &Path, write: impl FnOnce(&Path) -> Result<(), E>) -> Result<(), CliError> {
    let draft = Draft::begin(path);
    write(draft.path()).map_err(|error| CliError::file(path, error))?;
    draft.put().map_err(|error| CliError::file(path, error))
}

fn write_layer(path: &Path, layer: &Layer, demonstration: bool) -> std::io::Result<()> {
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    let mark = if demonstration { ",\"demonstration\":true" } else { "" };
    write!(file, "{{\"type\":\"FeatureCollection\",\"name\":\"{}\"{mark},\"features\":[", layer.id)?;
    for row in 0..layer.len() {
        let separator = if row == 0 { "\n" } else { ",\n" };
        write!(file, "{separator}{}", layer.feature(row, demonstration))?;
    }
    file.write_all(b"\n]}\n")?;
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_draft() {
        let folder = std::env::temp_dir().join(format!("cordon-file-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("out.geojson");
        std::fs::write(&path, "old").unwrap();
        let failed = whole(&path, |draft| {
            std::fs::write(draft, "half")?;
            Err(std::io::Error::other("no more"))
        });
        assert!(failed.is_err_and(|error| error.to_string().contains("no more")));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        whole(&path, |draft| std::fs::write(draft, "new")).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn endings_tell_formats() {
        let of = |name: &str| Format::of(Path::new(name));
        assert_eq!((of("a.TIF"), of("a.b.gpkg")), (Some(Format::Raster), Some(Format::Package)));
        assert_eq!((of("a.pmtiles"), of("gpkg")), (None, None));
    }
}
