//! `cordon serve`.

use super::CliError;
use super::output::say;
use crate::basemap::Basemap;
use crate::load;
use crate::routes::{AppSettings, app, guard};
use crate::state::AppState;
use clap::Args;
use cordon_engine::provenance::FieldProblem;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Shortest token that is taken: 16 characters, enough against guessing.
const MIN_TOKEN_LENGTH: usize = 16;
/// Workers of the HTTP server: they only pass messages, the pools compute.
const HTTP_WORKERS: usize = 2;

/// Serve a city.
#[derive(Debug, Args)]
pub struct Serve {
    /// Store of the city (GeoPackage).
    #[arg(long)]
    data: PathBuf,
    /// Address to listen on. Any other than loopback asks for --token-file.
    #[arg(long, default_value = "127.0.0.1:8080")]
    bind: SocketAddr,
    /// File with the token that clients must send as `Authorization: Bearer <token>`.
    #[arg(long)]
    token_file: Option<PathBuf>,
    /// Base map in place of the city's own: a PMTiles or MBTiles file, or the address of tiles
    /// (XYZ or WMTS, with {z} {x} {y} or {TileMatrix} {TileCol} {TileRow}) or of a PMTiles file.
    #[arg(long, value_name = "FILE_OR_ADDRESS")]
    basemap: Option<String>,
}

impl Serve {
    pub(super) fn run(self, json: bool) -> Result<(), CliError> {
        let settings = self.settings()?;
        start_log(json);
        let start = std::time::Instant::now();
        let state = Arc::new(load::state(&self.data)?);
        let system = actix_web::rt::System::new();
        system.block_on(serve(state, settings, self.bind, start)).map_err(|error| CliError::failed(self.bind, error))
    }

    fn settings(&self) -> Result<AppSettings, CliError> {
        let token_hash = self.token_file.as_deref().map(read_token).transpose()?;
        if token_hash.is_none() && !self.bind.ip().is_loopback() {
            let allowed = "a loopback address such as 127.0.0.1:8080, or any address together with --token-file";
            return Err(CliError::Refused {
                problems: vec![FieldProblem::new("--bind", self.bind, allowed, "token_required")],
            });
        }
        let basemap = self.basemap.as_deref().map(Basemap::open).transpose();
        let basemap = basemap.map_err(|problem| CliError::Refused { problems: vec![problem] })?;
        Ok(AppSettings { token_hash, basemap: basemap.map(Arc::new) })
    }
}

async fn serve(
    state: Arc<AppState>,
    settings: AppSettings,
    bind: SocketAddr,
    start: std::time::Instant,
) -> Result<(), String> {
    let shared = Arc::clone(&state);
    let server = actix_web::HttpServer::new(move || app(Arc::clone(&shared), settings.clone()))
        .workers(HTTP_WORKERS)
        .shutdown_timeout(2)
        .bind(bind)
        .map_err(|error| error.to_string())?;
    let addresses = server.addrs();
    state.compute_risk_in_background().map_err(|error| error.to_string())?;
    for address in addresses {
        // One plain line on standard output, so that scripts can wait for it and read the port. A script
        // that does not read it wants the server all the same.
        let _ =
            say!("cordon: serving {} on http://{address} ({:.2} s)", state.city.name.en, start.elapsed().as_secs_f64());
    }
    let outcome = server.run().await.map_err(|error| error.to_string());
    state.cancel();
    outcome
}

fn read_token(path: &Path) -> Result<[u8; 32], CliError> {
    let text = std::fs::read_to_string(path).map_err(|error| CliError::file(path, error))?;
    let token = text.trim();
    if token.len() < MIN_TOKEN_LENGTH || token.chars().any(char::is_whitespace) {
        let allowed = format!("one line of at least {MIN_TOKEN_LENGTH} characters without spaces");
        let problem = FieldProblem::new("--token-file", path.display(), allowed, "weak_token");
        return Err(CliError::Refused { problems: vec![problem] });
    }
    Ok(guard::token_hash(token))
}

fn start_log(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,actix_server=warn"));
    // a log that nobody reads any more is no reason to stop serving
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    // a log that is already there (tests) stays
    let _ = if json { log.json().try_init() } else { log.try_init() };
}
