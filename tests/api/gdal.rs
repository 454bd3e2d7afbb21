//! GDAL as a client of the running server.

use super::support::{ogrinfo, small_state};
use actix_web::HttpServer;
use cordon_api::routes::{AppSettings, app};
use std::process::Command;

/// Serves the small city on a free port while `work` runs; gives it the address.
fn with_server(work: impl FnOnce(&str)) {
    let (sender, receiver) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let state = small_state();
            let server = HttpServer::new(move || app(state.clone(), AppSettings::default()));
            let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
            let address = server.addrs()[0].to_string();
            let server = server.run();
            sender.send((address, server.handle())).unwrap();
            server.await.unwrap();
        });
    });
    let (address, handle) = receiver.recv().unwrap();
    work(&format!("http://{address}"));
    actix_web::rt::System::new().block_on(handle.stop(false));
    thread.join().unwrap();
}

#[test]
fn gdal_reads_the_features() {
    with_server(|server| {
        let Some(text) = ogrinfo(&["-ro", "-al", &format!("OAPIF:{server}"), "facility"]) else { return };
        assert!(text.contains("Feature Count: 4"), "{text}");
        assert!(text.contains("name_zh (String) = 工厂 f-2"), "{text}");
        assert!(text.contains("POINT (114.31 30.61)"), "{text}");
    });
}

#[test]
fn gdal_reads_the_vector_tiles() {
    with_server(|server| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("10/837/420.pbf");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let address = format!("{server}/tiles/water/10/837/420.mvt");
        let fetched = Command::new("curl").args(["-sf", "-o"]).arg(&path).arg(&address).status();
        let Ok(status) = fetched else {
            eprintln!("skipped: curl is not installed");
            return;
        };
        assert!(status.success());
        let Some(text) = ogrinfo(&["-ro", "-al", &format!("MVT:{}", path.display())]) else { return };
        assert!(text.contains("Layer name: water") && text.contains("Feature Count: 1"), "{text}");
        assert!(text.contains("POLYGON"), "{text}");
    });
}
