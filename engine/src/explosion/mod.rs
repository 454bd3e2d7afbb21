//! Blast: Kingery-Bulmash, TNT equivalence, the overpressure formula of Chinese blasting rules.

mod gb6722;
mod kb_coefficients;
mod kingery_bulmash;
mod tnt;

pub use gb6722::{GB6722_OVERPRESSURE, Gb6722Blast};
pub use kingery_bulmash::{BlastDistance, BlastPoint, Burst, KINGERY_BULMASH, KingeryBulmash};
pub use tnt::{DEFAULT_YIELD_FRAC, HEAT_OF_TNT_J_KG, TNT_EQUIVALENCE, TntEquivalence, tnt_equivalent_mass_kg};
