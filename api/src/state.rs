//! What a running server holds: the city, its layers, its risk once computed, rendered tiles.

use crate::assessed::{self, Assessed};
use crate::error::ApiError;
use crate::exposed::Surroundings;
use crate::layer::Layer;
use crate::risk::RiskField;
use crate::risk::levels::{RiskLevel, standard_levels};
use crate::tile::cache::TileCache;
use cordon_engine::city::City;
use cordon_engine::exposed::Presence;
use cordon_engine::process::{Context, Registry, StandardTables};
use cordon_engine::progress::ProgressToken;
use cordon_engine::scenario::{Assessment, AssessmentSettings, SocietalRisk, assess};
use cordon_engine::substance::SubstanceLibrary;
use std::sync::{Arc, OnceLock};

/// Threads of the pool that answers requests; assessments run on a pool of their own.
const INTERACTIVE_THREADS: usize = 2;
/// Version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A computed risk with what is drawn from it.
pub struct CityRisk {
    /// The assessment.
    pub assessment: Assessment,
    /// Its raster.
    pub field: RiskField,
    /// Which things of the hazard layers it holds.
    pub assessed: Assessed,
    /// Seconds it took.
    pub elapsed_s: f64,
}

/// Everything a request may need; shared by all workers.
pub struct AppState {
    /// The city.
    pub city: City,
    /// Its layers, in the order of their definition.
    pub layers: Vec<Layer>,
    /// Substances.
    pub library: &'static SubstanceLibrary,
    /// Processes.
    pub registry: Registry,
    /// Tables of standards for the processes.
    pub standards: &'static StandardTables,
    /// Levels at which risk is drawn.
    pub levels: Vec<RiskLevel>,
    /// Rendered tiles.
    pub tiles: TileCache,
    /// Edition of the data.
    pub edition: Arc<str>,
    /// Edition of data and program, in every tile address: a newer program may draw them otherwise.
    tile_edition: Arc<str>,
    /// The same for layers whose tiles tell what is assessed, once that is known.
    assessed_edition: Arc<str>,
    surroundings: Surroundings,
    risk: OnceLock<Result<CityRisk, String>>,
    societal: OnceLock<Result<SocietalRisk, String>>,
    progress: ProgressToken,
    interactive: rayon::ThreadPool,
}

impl AppState {
    /// Takes a city and its layers; the risk is not computed yet.
    ///
    /// # Errors
    /// When the pool of threads cannot be started.
    pub fn new(city: City, layers: Vec<Layer>) -> Result<Self, rayon::ThreadPoolBuildError> {
        Ok(Self {
            edition: city.edition.as_str().into(),
            tile_edition: format!("{}-{VERSION}", city.edition).into(),
            assessed_edition: format!("{}-{VERSION}-assessed", city.edition).into(),
            surroundings: Surroundings::new(&city, &layers),
            city,
            layers,
            library: cordon_datasets::substances::library(),
            registry: Registry::standard(),
            standards: cordon_datasets::tables::standard_tables(),
            levels: standard_levels(),
            tiles: TileCache::default(),
            risk: OnceLock::new(),
            societal: OnceLock::new(),
            progress: ProgressToken::new(),
            interactive: pool("interactive", INTERACTIVE_THREADS)?,
        })
    }

    /// Computes the risk now, on the calling thread's pool, and publishes it.
    pub fn compute_risk(&self) {
        let start = std::time::Instant::now();
        let outcome = assess(&self.city, self.library, &AssessmentSettings::default(), &self.progress);
        let risk = outcome.map_err(|error| error.to_string()).map(|assessment| {
            let field = RiskField::new(*assessment.grid().spec(), assessment.grid().values_per_year());
            let assessed = Assessed::new(&self.city, assessment.not_assessed(), &self.layers);
            CityRisk { assessment, field, assessed, elapsed_s: start.elapsed().as_secs_f64() }
        });
        match &risk {
            Ok(risk) => tracing::info!(elapsed_s = risk.elapsed_s, "risk computed"),
            Err(reason) => tracing::warn!(reason, "risk not computed"),
        }
        // a second computation of the same city gives the same bits: the first one stays
        let _ = self.risk.set(risk);
        let _ = self.societal.set(self.count_societal());
    }

    /// Societal risk of the assessment that was published.
    fn count_societal(&self) -> Result<SocietalRisk, String> {
        let risk = self.risk().map_err(|error| error.to_string())?;
        let start = std::time::Instant::now();
        let exposed = self.surroundings.exposed();
        let counted = risk.assessment.societal(exposed, &Presence::default(), &self.progress);
        tracing::info!(elapsed_s = start.elapsed().as_secs_f64(), done = counted.is_ok(), "societal risk counted");
        counted.map_err(|error| error.to_string())
    }

    /// Starts computing the risk in the background, on a pool of its own.
    ///
    /// # Errors
    /// When the pool of threads cannot be started.
    pub fn compute_risk_in_background(self: &Arc<Self>) -> Result<(), rayon::ThreadPoolBuildError> {
        let pool = pool("assessment", 0)?;
        let state = Arc::clone(self);
        std::thread::spawn(move || pool.install(|| state.compute_risk()));
        Ok(())
    }

    /// Asks a running computation to stop.
    pub fn cancel(&self) {
        self.progress.cancel();
    }

    /// The risk.
    ///
    /// # Errors
    /// [`ApiError::RiskNotReady`] while it is computed, [`ApiError::NoRisk`] when it cannot be.
    pub fn risk(&self) -> Result<&CityRisk, ApiError> {
        self.published(&self.risk)
    }

    /// The societal risk; it is counted after the individual risk is published.
    ///
    /// # Errors
    /// [`ApiError::RiskNotReady`] while it is counted, [`ApiError::NoRisk`] when it cannot be.
    pub fn societal(&self) -> Result<&SocietalRisk, ApiError> {
        self.published(&self.societal)
    }

    fn published<'a, T>(&self, computed: &'a OnceLock<Result<T, String>>) -> Result<&'a T, ApiError> {
        match computed.get() {
            Some(Ok(found)) => Ok(found),
            Some(Err(reason)) => Err(ApiError::NoRisk { reason: reason.clone() }),
            None => {
                let (done, total) = self.progress.state();
                Err(ApiError::RiskNotReady { done, total })
            }
        }
    }

    /// Edition of the tiles of a layer: it changes when the risk is there and they tell more.
    #[must_use]
    pub fn edition_of(&self, layer: &str) -> &Arc<str> {
        if assessed::is_told(layer) && self.risk().is_ok() { &self.assessed_edition } else { &self.tile_edition }
    }

    /// What processes may look up.
    #[must_use]
    pub fn context(&self) -> Context<'_> {
        let city = Some(self.surroundings.view(&self.city));
        Context { library: self.library, tables: self.standards, city }
    }

    /// A layer by name.
    ///
    /// # Errors
    /// [`ApiError::Unknown`].
    pub fn layer(&self, id: &str) -> Result<&Layer, ApiError> {
        let found = self.layers.iter().find(|layer| layer.id == id);
        found.ok_or_else(|| ApiError::Unknown { kind: "collection", id: id.into() })
    }

    /// Runs work on the pool for requests, so that async workers never compute.
    ///
    /// # Errors
    /// What the work returns, or an internal fault when it panicked.
    pub async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let state = Arc::clone(self);
        self.interactive.spawn(move || {
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&state)));
            // the client may have gone: then nobody wants the answer
            let _ = sender.send(outcome.unwrap_or_else(|_| Err(ApiError::internal("a computation panicked"))));
        });
        receiver.await.unwrap_or_else(|_| Err(ApiError::internal("a computation was dropped")))
    }
}

/// A named pool; 0 threads means one for each core.
fn pool(name: &'static str, threads: usize) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).thread_name(move |index| format!("{name}-{index}")).build()
}
