//! All processes by name.

use super::model::{Metadata, Typed};
use super::{
    Context, ProcessError, baker_strehlow_tang, blast_damage, bleve_blast, britter_mcquaid, calm_release, dense_gas,
    droplet_rainout, dust_explosion, explosion_strength, fireball, fragment_throw, gas_blowdown, gas_jet, gas_orifice,
    gaussian_plume, gaussian_puff, gb6722_overpressure, gb18218_grade, incident, instantaneous_release, jet_fire,
    kingery_bulmash, liquid_orifice, multi_energy, pipeline_hca_radius, pipeline_release, pool_evaporation, pool_fire,
    safety_distance, scenario, substance_sheet, surface_layer_plume, thermal_lethality, tnt_equivalence,
    toxic_lethality, transient_plume, two_phase_orifice, vessel_burst_blast, vessel_discharge, vessel_heating,
};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, RunManifest};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a process answers: `{"result": ..., "caveats": [...], "manifest": {...}}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProcessOutput {
    /// What it computed.
    pub result: Value,
    /// What to tell the user beside it.
    pub caveats: Vec<Caveat>,
    /// What it takes to get the same numbers again.
    pub manifest: RunManifest,
}

/// A named computation from JSON to JSON.
pub trait Process: Send + Sync {
    /// What it says of itself.
    fn metadata(&self) -> &'static Metadata;
    /// JSON Schema (2020-12) of the input.
    fn input_schema(&self) -> Value;
    /// JSON Schema (2020-12) of the whole answer with result, caveats and manifest.
    fn output_schema(&self) -> Value;
    /// Computes.
    ///
    /// # Errors
    /// [`ProcessError::InvalidInput`] with every problem at once, [`ProcessError::Cancelled`].
    fn execute(
        &self,
        context: &Context<'_>,
        input: Value,
        progress: &ProgressToken,
    ) -> Result<ProcessOutput, ProcessError>;

    /// Name.
    fn id(&self) -> &'static str {
        self.metadata().id
    }
    /// An input that works.
    ///
    /// # Errors
    /// [`ProcessError::Internal`] when the example is not JSON, which a test rules out.
    fn example(&self) -> Result<Value, ProcessError> {
        serde_json::from_str(self.metadata().example)
            .map_err(|error| ProcessError::Internal { id: self.id(), detail: error.to_string() })
    }
}

/// Processes by name, in the order of their names.
pub struct Registry {
    processes: Vec<Box<dyn Process>>,
}

impl Registry {
    /// All processes of the engine.
    #[must_use]
    pub fn standard() -> Self {
        Self::of(vec![
            Box::new(Typed::<baker_strehlow_tang::BakerStrehlowTangProcess>::default()),
            Box::new(Typed::<blast_damage::BlastDamageProcess>::default()),
            Box::new(Typed::<bleve_blast::BleveBlastProcess>::default()),
            Box::new(Typed::<britter_mcquaid::BritterMcQuaidProcess>::default()),
            Box::new(Typed::<calm_release::CalmReleaseProcess>::default()),
            Box::new(Typed::<dense_gas::DenseGasProcess>::default()),
            Box::new(Typed::<droplet_rainout::DropletRainoutProcess>::default()),
            Box::new(Typed::<explosion_strength::ExplosionStrengthProcess>::default()),
            Box::new(Typed::<fireball::FireballProcess>::default()),
            Box::new(Typed::<fragment_throw::FragmentThrowProcess>::default()),
            Box::new(Typed::<dust_explosion::DustExplosionProcess>::default()),
            Box::new(Typed::<gas_blowdown::GasBlowdownProcess>::default()),
            Box::new(Typed::<gas_jet::GasJetProcess>::default()),
            Box::new(Typed::<gas_orifice::GasOrificeProcess>::default()),
            Box::new(Typed::<gaussian_plume::GaussianPlumeProcess>::default()),
            Box::new(Typed::<gaussian_puff::GaussianPuffProcess>::default()),
            Box::new(Typed::<gb18218_grade::Gb18218Grade>::default()),
            Box::new(Typed::<gb6722_overpressure::Gb6722Process>::default()),
            Box::new(Typed::<incident::IncidentProcess>::default()),
            Box::new(Typed::<instantaneous_release::InstantaneousReleaseProcess>::default()),
            Box::new(Typed::<jet_fire::JetFireProcess>::default()),
            Box::new(Typed::<kingery_bulmash::KingeryBulmashProcess>::default()),
            Box::new(Typed::<liquid_orifice::LiquidOrificeProcess>::default()),
            Box::new(Typed::<multi_energy::MultiEnergyProcess>::default()),
            Box::new(Typed::<pipeline_hca_radius::PipelineHcaRadius>::default()),
            Box::new(Typed::<pipeline_release::PipelineReleaseProcess>::default()),
            Box::new(Typed::<pool_evaporation::PoolEvaporationProcess>::default()),
            Box::new(Typed::<pool_fire::PoolFireProcess>::default()),
            Box::new(Typed::<safety_distance::SafetyDistance>::default()),
            Box::new(Typed::<scenario::ScenarioProcess>::default()),
            Box::new(Typed::<substance_sheet::SubstanceSheet>::default()),
            Box::new(Typed::<surface_layer_plume::SurfaceLayerPlumeProcess>::default()),
            Box::new(Typed::<thermal_lethality::ThermalLethality>::default()),
            Box::new(Typed::<tnt_equivalence::TntEquivalenceProcess>::default()),
            Box::new(Typed::<toxic_lethality::ToxicLethality>::default()),
            Box::new(Typed::<transient_plume::TransientPlumeProcess>::default()),
            Box::new(Typed::<two_phase_orifice::TwoPhaseOrificeProcess>::default()),
            Box::new(Typed::<vessel_burst_blast::VesselBurstBlastProcess>::default()),
            Box::new(Typed::<vessel_discharge::VesselDischargeProcess>::default()),
            Box::new(Typed::<vessel_heating::VesselHeatingProcess>::default()),
        ])
    }

    /// A registry of given processes; of two with one name the first stays.
    #[must_use]
    pub fn of(mut processes: Vec<Box<dyn Process>>) -> Self {
        processes.sort_by_key(|process| process.id());
        processes.dedup_by_key(|process| process.id());
        Self { processes }
    }

    /// A process by name.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&dyn Process> {
        self.processes.iter().find(|process| process.id() == id).map(AsRef::as_ref)
    }

    /// All processes, by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &dyn Process> {
        self.processes.iter().map(AsRef::as_ref)
    }

    /// Runs a process by name.
    ///
    /// # Errors
    /// [`ProcessError::UnknownProcess`], or those of the process.
    pub fn execute(
        &self,
        id: &str,
        context: &Context<'_>,
        input: Value,
        progress: &ProgressToken,
    ) -> Result<ProcessOutput, ProcessError> {
        let process = self.get(id).ok_or_else(|| ProcessError::UnknownProcess {
            id: id.into(),
            known: self.iter().map(Process::id).collect::<Vec<_>>().join(", "),
        })?;
        process.execute(context, input, progress)
    }
}
