//! What a killed first import leaves beside the city, and who clears it away.

use super::kill::binary;
use super::store_fixture::files_in;
use super::support::{file, in_city, run};
use cordon_datasets::store::Store;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

/// A process that does nothing until it is ended.
fn sleeper() -> Child {
    Command::new("sleep").arg("600").stdout(Stdio::null()).spawn().unwrap()
}

fn end(mut process: Child) {
    process.kill().unwrap();
    process.wait().unwrap();
}

fn one_facility(folder: &Path) -> PathBuf {
    file(folder, "one.csv", "id,name,lon,lat\nF1,Works,114.3,30.6\n")
}

#[test]
fn drafts_of_dead_processes_go_and_those_of_live_ones_stay() {
    let folder = tempfile::tempdir().unwrap();
    let (living, dead) = (sleeper(), sleeper());
    let (live_draft, dead_draft) = (format!("city.{}.draft", living.id()), format!("city.{}.draft", dead.id()));
    let others = ["city.12x.draft", "town.1.draft"];
    for name in [&live_draft, &dead_draft, &format!("{dead_draft}-wal")].into_iter().map(String::as_str).chain(others) {
        file(folder.path(), name, "half");
    }
    end(dead);
    let one = one_facility(folder.path());
    run(&in_city(folder.path(), "facility", &one)).unwrap();
    let mut expected = vec![others[0], &live_draft, "city.gpkg", "one.csv", others[1]];
    expected.sort_unstable();
    assert_eq!(files_in(folder.path()), expected, "after the first import");

    end(living);
    Store::open(&folder.path().join("city.gpkg")).unwrap();
    assert!(!folder.path().join(&live_draft).exists(), "its process is dead now, and the city was opened");
}

/// A draft that some process writes stays, even when the process of its name is not to be seen from here.
#[test]
fn a_draft_that_is_written_stays() {
    let folder = tempfile::tempdir().unwrap();
    let one = one_facility(folder.path());
    let gone = sleeper();
    let name = format!("city.{}.draft", gone.id());
    end(gone);
    run(&in_city(folder.path(), "facility", &one)).unwrap();
    std::fs::rename(folder.path().join("city.gpkg"), folder.path().join(&name)).unwrap();
    let store = Store::open(&folder.path().join(&name)).unwrap();
    // From its first transaction on, a writer keeps the log and its lock.
    drop(store.write().unwrap());
    // Another process imports: SQLite's locks are between processes.
    assert!(import_in_child(folder.path(), &one).success());
    assert!(folder.path().join(&name).exists(), "this process writes it");
    store.close().unwrap();
    assert!(import_in_child(folder.path(), &one).success());
    assert!(!folder.path().join(&name).exists(), "nobody writes it any more");
}

fn import_in_child(folder: &Path, file: &Path) -> ExitStatus {
    let city = folder.join("city.gpkg");
    let mut command = Command::new(binary());
    command.args(["import", "--json", "--layer", "facility", "--data"]).arg(city).arg(file);
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap()
}

/// The real thing: an import killed while its draft grows; the next one starts clean.
#[test]
fn a_killed_first_import_leaves_nothing_after_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("id,name,lon,lat\n");
    for row in 0..20_000 {
        text.push_str(&format!("M{row},Plant {row},{},30.6\n", 114.1 + f64::from(row) * 1e-5));
    }
    let many = file(folder.path(), "many.csv", text);
    let mut command = Command::new(binary());
    command.args(["import", "--json", "--layer", "facility", "--data"]).arg(folder.path().join("city.gpkg")).arg(&many);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let draft = folder.path().join(format!("city.{}.draft", child.id()));
    while !draft.exists() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    child.kill().ok();
    child.wait().unwrap();
    let one = one_facility(folder.path());
    run(&in_city(folder.path(), "facility", &one)).unwrap();
    assert_eq!(files_in(folder.path()), ["city.gpkg", "many.csv", "one.csv"]);
}
