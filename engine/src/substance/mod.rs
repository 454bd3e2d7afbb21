//! Substances: identity, correlations of physical properties, hazards, the library.
//!
//! A [`Substance`] carries constants and [`Correlation`]s of published form; each value has its
//! source and its [`Origin`](crate::provenance::Origin) beside it, and each correlation refuses
//! temperatures outside its published range with a [`PropertyError`]. Nothing is read here: the
//! figures come from `datasets`, which hands parsed rows to [`SubstanceLibrary::new`].
//! Theory, forms and sources: `docs/models/substances.md`.

mod cas;
mod correlation;
mod error;
mod library;
mod properties;
mod storage;

pub use cas::{CasError, CasNumber};
pub use correlation::{Basis, Correlation, Equation};
pub use error::PropertyError;
pub use library::{Resolution, SubstanceLibrary, UnassessedSubstance, search_key};
pub use properties::{
    BilingualName, CriticalQuantity, MOLAR_MASS_AIR_KG_MOL, PropertyName, Provenance, Reactivity, Substance,
    ToxicEndpoint, ToxicProbitConstants,
};
pub use storage::{STORAGE_AMBIENT_TEMPERATURE_K, StorageChoice, StorageState};
