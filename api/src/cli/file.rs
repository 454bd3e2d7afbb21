//! Files that commands write: each grows beside its place and takes it only when it is whole.

use super::CliError;
use crate::layer::Layer;
use crate::risk::export;
use cordon_datasets::store::Draft;
use cordon_engine::provenance::FieldProblem;
use cordon_engine::scenario::Assessment;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

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

/// The problem of a path that no file can take: a folder, or a file in one that is not there.
pub(super) fn unwritable(option: &str, path: &Path) -> Option<FieldProblem> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let is_unwritable = path.is_dir() || folder.is_some_and(|folder| !folder.is_dir());
    is_unwritable.then(|| FieldProblem::new(option, path.display(), "a file in a folder that is there", "no_folder"))
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

/// Writes a text.
pub(super) fn text(path: &Path, text: &str) -> Result<(), CliError> {
    whole(path, |draft| std::fs::write(draft, text))
}

/// A folder that a report may take: not there, empty, or holding an earlier report and nothing else.
#[derive(Debug)]
pub(super) struct ReportFolder {
    place: PathBuf,
}

impl ReportFolder {
    /// Looks at the place; `is_ours` tells the names that a report writes.
    pub(super) fn check(place: &Path, is_ours: impl Fn(&str) -> bool) -> Result<Self, CliError> {
        let foreign = match std::fs::read_dir(place) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(CliError::file(place, error)),
            Ok(mut entries) => entries.find_map(|entry| {
                let name = entry.ok()?.file_name().to_string_lossy().into_owned();
                (!is_ours(&name)).then_some(name)
            }),
        };
        match foreign {
            None => Ok(Self { place: place.components().collect() }),
            Some(name) => {
                let allowed = "a folder that is not there, is empty, or holds an earlier report and nothing else";
                let value = format!("{}, which holds {name}", place.display());
                Err(CliError::Refused { problems: vec![FieldProblem::new("--output", value, allowed, "not_ours")] })
            }
        }
    }

    /// Writes all files beside the place, then takes it: the old report stays until the new one is whole.
    pub(super) fn write(&self, files: &BTreeMap<String, String>) -> Result<(), CliError> {
        let beside = |ending: &str| {
            let mut name = self.place.clone().into_os_string();
            name.push(format!(".{}.{ending}", std::process::id()));
            PathBuf::from(name)
        };
        let (draft, old) = (beside("draft"), beside("old"));
        let written = write_folder(&draft, files).and_then(|()| {
            if self.place.exists() {
                std::fs::rename(&self.place, &old)?;
            }
            // should the new one not take the place, the old one goes back
            std::fs::rename(&draft, &self.place).inspect_err(|_| drop(std::fs::rename(&old, &self.place)))
        });
        let _ = std::fs::remove_dir_all(if written.is_ok() { &old } else { &draft });
        written.map_err(|error| CliError::file(&self.place, error))
    }
}

fn write_folder(folder: &Path, files: &BTreeMap<String, String>) -> std::io::Result<()> {
    let _ = std::fs::remove_dir_all(folder); // of a dead process with our number
    std::fs::create_dir_all(folder)?;
    files.iter().try_for_each(|(name, text)| std::fs::write(folder.join(name), text))
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
    fn a_report_replaces_a_report_and_nothing_else() {
        let root = std::env::temp_dir().join(format!("cordon-report-{}", std::process::id()));
        let place = root.join("out/");
        let names = || {
            let entries = std::fs::read_dir(&place).unwrap().flatten();
            let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        let report = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), "text".to_owned())).collect();
        let is_ours = |name: &str| name.starts_with("ours");
        ReportFolder::check(&place, is_ours).unwrap().write(&report(&["ours1", "ours2"])).unwrap();
        ReportFolder::check(&place, is_ours).unwrap().write(&report(&["ours3"])).unwrap();
        assert_eq!(names(), ["ours3"]);
        assert_eq!(std::fs::read_dir(&root).unwrap().count(), 1, "nothing is left beside it");
        std::fs::write(place.join("thesis.doc"), "years of work").unwrap();
        let refused = ReportFolder::check(&place, is_ours).unwrap_err().to_string();
        assert!(refused.contains("thesis.doc") && refused.contains("not_ours"), "{refused}");
        std::fs::remove_dir_all(&root).unwrap();
        std::fs::write(&root, "a file").unwrap();
        assert!(ReportFolder::check(&root, is_ours).is_err());
        std::fs::remove_file(&root).unwrap();
    }

    #[test]
    fn endings_tell_formats() {
        let of = |name: &str| Format::of(Path::new(name));
        assert_eq!((of("a.TIF"), of("a.b.gpkg")), (Some(Format::Raster), Some(Format::Package)));
        assert_eq!((of("a.pmtiles"), of("gpkg")), (None, None));
    }
}
