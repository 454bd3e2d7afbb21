//! Atmosphere; passive (neutral-gas) dispersion: Gaussian plume and puff, plume near the ground by surface-layer
//! similarity ([`SurfaceLayerPlume`]); dense gas: [`DenseGas`]; gas jets: [`GasJet`].
//!
//! Theory, coefficient tables, a worked example and the reference list: `docs/models/dispersion.md`.
//!
//! # Coordinates
//! `x_m` runs downwind from the source, `y_m` across the wind, `z_m` up from flat ground.
//!
//! # Validity in one paragraph
//! Passive gas over flat, open ground, wind of at least 1 m/s, 100 m to 10 km from the source. Outside,
//! `solve` returns typed caveats, and [`PlumeField::distance_caveats`] those of the distances asked for;
//! nothing is clamped in silence.

mod atmosphere;
mod averaging;
mod britter_mcquaid;
mod dense;
mod golder;
mod grid;
mod jet;
mod octaves;
mod placement;
mod plume;
mod puff;
mod sigma;
mod surface_layer;
mod surface_layer_course;
mod surface_layer_notes;
mod surface_layer_plume;
mod transient;
mod vertical;
mod zones;

pub use atmosphere::{Atmosphere, LOW_WIND_M_S, WindProfile};
pub use averaging::{AveragingTime, REFERENCE_AVERAGING_TIME_S};
pub use britter_mcquaid::{BRITTER_MCQUAID, BritterMcQuaid, BritterMcQuaidField, BritterMcQuaidRelease};
pub use dense::{
    DENSE_GAS, DenseClocks, DenseCourse, DenseField, DenseFrame, DenseGas, DenseGrid, DenseLevel, DenseMeasure,
    DenseMoment, DenseSource, DenseStation, FlammableCourse,
};
pub use golder::{class_inverse_obukhov_per_m, stability_from_obukhov};
pub use grid::PlumeGrid;
pub use jet::{
    GAS_JET, GasJet, GasJetField, JetEnd, JetOrigin, JetSource, JetStation, JetThroat, JetZone,
    MOMENTUM_ENTRAINMENT_COEFFICIENT, NotionalNozzle, PLUME_ENTRAINMENT_COEFFICIENT, SIMILARITY_COEFFICIENT,
    SPREADING_RATIO, similarity_mass_frac,
};
pub use placement::Placement;
pub use plume::{GAUSSIAN_PLUME, GaussianPlume, PlumeField, PlumeOptions, PlumeSource};
pub use puff::{Exposure, GAUSSIAN_PUFF, GaussianPuff, PuffField, PuffSource};
pub use sigma::{PlumeSigmaSet, PuffSigmaSet};
pub use surface_layer::{SurfaceLayer, SurfaceWind};
pub use surface_layer_plume::{SURFACE_LAYER_PLUME, SurfaceLayerField, SurfaceLayerPlume};
pub use transient::{
    ASSUMED_AIR_CHANGES_PER_S, CALM_RELEASE, CalmField, CalmRelease, FlammableMoment, INDOOR_INFILTRATION,
    IndoorHistory, Indoors, PassageHistory, Passing, Peak, ReleasePeriod, Spread, TRANSIENT_PLUME, TransientField,
    TransientOptions, TransientPlume, ZonePart, ZoneStation, confidence_angle_rad, confidence_caveat, confidence_ring,
    thinned_line,
};
pub use zones::FlammablePuff;
