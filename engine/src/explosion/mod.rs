//! Blast: charges of TNT and other explosives, vapour clouds, the overpressure formula of Chinese blasting rules.

mod bleve;
mod bst;
mod bst_impulse;
mod bst_overpressure;
mod cloud_blast;
mod congestion;
mod curves;
mod dust;
mod explosives;
mod fragments;
mod gb6722;
mod kb_coefficients;
mod kingery_bulmash;
mod me_curves;
mod multi_energy;
mod obstructed;
mod row;
mod tnt;
mod vessel_burst;
mod vessel_curves;

pub use bleve::{BLEVE_BLAST, Bleve, BleveEnergy, BleveExpansion, VesselFailure};
pub use bst::{BAKER_STREHLOW_TANG, BakerStrehlowTang, BakerStrehlowTangBlast, FLAME_MACH_RANGE};
pub use cloud_blast::{CloudBlastPoint, dynamic_pressure_pa, reflected_overpressure_pa, sachs_length_m};
pub use congestion::{
    Congestion, EXPLOSION_STRENGTH, Expansion, FlameReactivity, IgnitionEnergy, ObstacleRegion, Obstruction,
    SourceStrength, StrengthGuide, flame_mach_ratio, kinsella, strength_factor,
};
pub use dust::{DUST_EXPLOSION, DustClass, DustExplosion, DustOutside};
pub use explosives::{Explosive, TNT_EQUIVALENTS};
pub use fragments::{FRAGMENT_THROW, Flight, FragmentThrow, launch_velocity_m_s};
pub use gb6722::{GB6722_OVERPRESSURE, Gb6722Blast};
pub use kingery_bulmash::{BlastDistance, BlastPoint, Burst, KINGERY_BULMASH, KingeryBulmash};
pub use multi_energy::{
    CLASS_OVERPRESSURE_PA, MULTI_ENERGY, MultiEnergy, MultiEnergyBlast, STOICHIOMETRIC_ENERGY_J_M3, mixture_energy_j,
};
pub use obstructed::{
    CONGESTED_REGIONS, CongestedArea, CongestedSource, Covered, RegionRecord, SourcePart, USUAL_STRENGTH_FACTOR,
    congested_sources, covered, open_strength_factor, separation_ratio, strength_of_blockage_factor,
};
pub use row::OverpressureTable;
pub use tnt::{DEFAULT_YIELD_FRAC, HEAT_OF_TNT_J_KG, TNT_EQUIVALENCE, TntEquivalence, tnt_equivalent_mass_kg};
pub use vessel_burst::{
    ExpansionEnergies, VESSEL_BURST_BLAST, VesselBurst, VesselBurstBlast, burst_shock_pa, expansion_energies,
};
