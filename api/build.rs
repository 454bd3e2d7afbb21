//! Lists the built front end (`web/dist`) for embedding; a placeholder stands in when it is not
//! built. Never runs npm: `make` builds the front end first.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Cordon</title>\
<h1>Cordon</h1><p>The map is not built into this server: run <code>make</code>, which builds api/web first. \
The interface for programs works: <a href=\"/?f=json\">landing page</a>, <a href=\"/collections\">collections</a>, \
<a href=\"/api\">OpenAPI</a>.</p><p>本服务器未内置地图前端：请运行 <code>make</code>。</p></html>";

fn main() -> io::Result<()> {
    let dist = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("web/dist");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    // a watched path that does not exist would rebuild every time
    fs::create_dir_all(&dist)?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    collect(&dist, &mut files)?;
    let mut root = dist;
    if !files.iter().any(|file| file.ends_with("index.html")) {
        root = out.clone();
        files = vec![out.join("index.html")];
        fs::write(&files[0], PLACEHOLDER)?;
    }
    files.sort();
    fs::write(out.join("web_files.rs"), listing(&root, &files))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn listing(root: &Path, files: &[PathBuf]) -> String {
    let mut text = String::from("static FILES: &[(&str, &[u8])] = &[\n");
    for file in files {
        let name = file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let _ = writeln!(text, "    ({name:?}, include_bytes!({:?})),", file.display().to_string());
    }
    text + "];\n"
}
