//! Kill -9 at 50 moments of an import: the store is as before or as after, never between.

use super::support::{file, in_city, run};
use cordon_datasets::store::Store;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROWS: usize = 2000;
const KILLS: usize = 50;

pub(super) fn binary() -> PathBuf {
    let built = std::env::current_exe().ok().and_then(|test| Some(test.parent()?.parent()?.join("cordon")));
    let path = std::env::var_os("CORDON_BIN").map(PathBuf::from).or(built).unwrap();
    assert!(path.exists(), "build the binary first: cargo build -p cordon ({})", path.display());
    path
}

fn import_command(folder: &Path) -> Command {
    let mut command = Command::new(binary());
    command
        .args(["import", "--json", "--layer", "facility", "--replace", "--data"])
        .arg(folder.join("city.gpkg"))
        .arg(folder.join("many.csv"))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn edition_and_count(folder: &Path) -> (String, usize) {
    let store = Store::open(&folder.join("city.gpkg")).unwrap();
    let summary = store.layers().unwrap().into_iter().find(|layer| layer.definition.name == "facility").unwrap();
    (store.edition().unwrap(), summary.count as usize)
}

/// A fresh city with one facility.
fn start_over(folder: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let _ = std::fs::remove_file(folder.join(format!("city.gpkg{suffix}")));
    }
    std::fs::copy(folder.join("start.gpkg"), folder.join("city.gpkg")).unwrap();
}

#[test]
fn fifty_kills_leave_the_store_before_or_after() {
    let folder = tempfile::tempdir().unwrap();
    let one = file(folder.path(), "one.csv", "id,name,lon,lat\nF1,Works,114.3,30.6\n");
    run(&in_city(folder.path(), "facility", &one)).unwrap();
    let before = edition_and_count(folder.path());
    std::fs::rename(folder.path().join("city.gpkg"), folder.path().join("start.gpkg")).unwrap();
    let mut text = String::from("id,name,lon,lat\n");
    for row in 0..ROWS {
        text.push_str(&format!("M{row},Plant {row},{},{}\n", 114.1 + row as f64 * 1e-4, 30.6));
    }
    file(folder.path(), "many.csv", text);

    start_over(folder.path());
    let started = Instant::now();
    assert!(import_command(folder.path()).status().unwrap().success());
    let whole = started.elapsed();
    let after = edition_and_count(folder.path());
    assert_eq!((before.1, after.1), (1, ROWS));

    let mut random = ChaCha8Rng::seed_from_u64(20_261_122);
    let (mut seen_before, mut seen_after) = (0, 0);
    for kill in 0..KILLS {
        start_over(folder.path());
        let mut child = import_command(folder.path()).spawn().unwrap();
        // Up to a little beyond the end, so that the commit itself is hit too.
        std::thread::sleep(whole.mul_f64(random.random_range(0.0..1.1)).min(Duration::from_secs(20)));
        child.kill().ok();
        child.wait().unwrap();
        let state = edition_and_count(folder.path());
        if state == before {
            seen_before += 1;
        } else {
            assert_eq!(state, after, "kill {kill}: neither before nor after");
            seen_after += 1;
        }
    }
    assert_eq!(seen_before + seen_after, KILLS);
    println!("{seen_before} of {KILLS} before, {seen_after} after; a whole import took {whole:?}");
}
