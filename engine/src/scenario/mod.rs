//! From a hazard unit to events, footprints and the assessment of a city.
//!
//! Until scenarios are generated, every vessel has three events (instantaneous, whole content within
//! ten minutes, 10 mm hole) and every explosive store one. Each event is solved in each class of
//! weather, its branches weighed by an event tree, and handed to [`crate::risk`] as footprints with
//! frequencies. What is not modelled yet carries a caveat; what cannot be assessed is counted with
//! its reason. See `docs/models/risk.md`.

mod answer;
mod assess;
mod basis;
mod blast;
mod cloud;
mod describe;
mod ignition;
mod liquid;
mod radial;
mod reason;
mod release;
mod settings;
mod societal;
mod summary;
mod trace;
mod unit_model;
mod unit_release;
mod weather_air;
mod zones;

pub use answer::{AssessmentCounts, Contribution, EventContribution, NotAssessedUnit, PointRisk, SubstanceName};
pub use assess::{Assessment, AssessmentError, assess};
pub use describe::{BranchDescription, EventDescription, UnitHazards, unit_hazards};
pub use reason::NotAssessedReason;
pub use settings::AssessmentSettings;
pub use societal::{FacilityRank, SOCIETAL_RISK, SocietalError, SocietalRisk, SocietalSummary};
pub use summary::INDIVIDUAL_RISK;
pub use unit_release::{UnitRelease, unit_release};
pub use zones::Zone;
