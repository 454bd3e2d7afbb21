//! Substances: identity, correlations of physical properties, hazards, the library.
//!
//! A [`Substance`] carries constants and [`Correlation`]s of published form; each value has its
//! source and its [`Origin`](crate::provenance::Origin) beside it, and each correlation refuses
//! temperatures outside its published range with a [`PropertyError`]. Nothing is read here: the
//! figures come from `datasets`, which hands parsed rows to [`SubstanceLibrary::new`].
//! Theory, forms and sources: `docs/models/substances.md`.

mod association;
mod cas;
mod correlation;
mod error;
mod library;
mod limits;
mod mixture;
mod properties;
mod storage;

pub use association::{Association, ClusterSums, Clustered, Clusters, VAPOUR_ASSOCIATION};
pub use cas::{CasError, CasNumber};
pub use correlation::{Basis, Correlation, Equation, MixingRule, MixtureTerm};
pub use error::PropertyError;
pub use library::{Resolution, SubstanceLibrary, UnassessedSubstance, search_key};
pub use limits::{
    DangerousToxicLoad, LIMIT_TEMPERATURE_K, LimitError, TOXIC_LIMITS, ToxicEndpoint, ToxicLimit, ToxicLoadLevel,
    limit_molar_volume_m3_mol,
};
pub use mixture::{MIXTURE_VAPOUR_TEMPERATURE_K, Mixture, MixtureComponent, MixtureVapour};
pub use properties::{
    BilingualName, CriticalQuantity, MOLAR_MASS_AIR_KG_MOL, PropertyName, Provenance, Reactivity, Substance,
    ToxicProbitConstants,
};
pub use storage::{STORAGE_AMBIENT_TEMPERATURE_K, StorageChoice, StorageState};
