//! Blast energy of a bursting vessel with a liquid above its boiling point (BLEVE).

use super::{Burst, HEAT_OF_TNT_J_KG, KingeryBulmash};
use crate::math;
use crate::provenance::{FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::substance::{PropertyError, Substance};

/// Blast of a BLEVE.
pub const BLEVE_BLAST: ModelCard = ModelCard {
    id: "bleve_blast",
    version: 1,
    title_en: "Blast of a BLEVE (expansion of a superheated liquid)",
    title_zh: "沸腾液体扩展蒸气爆炸(BLEVE)冲击波",
    citation: "Planas-Cuchi E., Salla J.M., Casal J. (2004) Calculating overpressure from BLEVE explosions, J. Loss Prev. Process Ind. 17, \
               431-436 (adiabatic irreversible expansion against the pressure of the air; equations and worked example read in a public \
               analysis of S. K. McNeill, 2019); isentropic expansion of the saturated fluid as upper bound; share in the blast 40 % \
               (ductile vessel) or 80 % (fragile), Casal et al. as quoted there; energy as TNT of 4.68 MJ/kg by Kingery and Bulmash",
    domain: "saturated liquid and vapour between the boiling point and the range of the property correlations; the liquid is taken to \
             boil through (below the superheat limit it may not: then an upper bound); the vessel is a point, so near it the blast is \
             overrated",
    verification: "tests/verification/vessel_blast.rs: worked example of Planas-Cuchi et al. 2004 (propane, 250 m3, 328 K)",
    origin: Origin::Source,
};

/// How a vessel comes apart, which decides the share of the energy that is left for the blast.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum VesselFailure {
    /// Tears and throws large parts: 40 % of the energy is blast.
    #[default]
    Ductile,
    /// Shatters: 80 % of the energy is blast.
    Fragile,
}

impl VesselFailure {
    /// Share of the mechanical energy in the blast.
    #[must_use]
    pub fn blast_frac(self) -> f64 {
        match self {
            Self::Ductile => 0.4,
            Self::Fragile => 0.8,
        }
    }
}

/// How the content is taken to expand.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum BleveExpansion {
    /// Against the pressure of the air, as Planas-Cuchi et al. take it; the realistic one.
    #[default]
    Irreversible,
    /// Without loss: the most that is possible.
    Isentropic,
}

/// A vessel with a liquid and its vapour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bleve {
    /// Volume of the vessel, m3, 1e-3 to 1e6.
    pub volume_m3: f64,
    /// Share of it that is liquid, 0.01 to 0.99.
    pub fill_frac: f64,
    /// Temperature at failure, K.
    pub temperature_k: f64,
    /// Pressure of the air, Pa, 5e4 to 1.2e5.
    pub ambient_pressure_pa: f64,
}

/// What a BLEVE has to give.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BleveEnergy {
    /// Vapour pressure at failure, Pa.
    pub burst_pressure_pa: f64,
    /// Mass of the liquid, kg.
    pub liquid_mass_kg: f64,
    /// Mass of the vapour above it, kg.
    pub vapour_mass_kg: f64,
    /// Share of the whole mass that is vapour after an irreversible expansion.
    pub flashed_frac: f64,
    /// Work of the irreversible expansion, J.
    pub irreversible_j: f64,
    /// Work of the isentropic expansion, J.
    pub isentropic_j: f64,
}

/// One saturated state, energies and entropies over those of the liquid at its boiling point.
struct Saturated {
    pressure_pa: f64,
    liquid_m3_kg: f64,
    evaporation_m3_kg: f64,
    latent_j_kg: f64,
    liquid_enthalpy_j_kg: f64,
    liquid_entropy_j_kg_k: f64,
    temperature_k: f64,
}

/// Half the step of the slope of the vapour pressure, K.
const SLOPE_STEP_K: f64 = 0.02;

impl Saturated {
    /// A state by the library; the volume of evaporation is that of Clapeyron, so that the vapour need not be ideal.
    fn of(substance: &Substance, temperature_k: f64, boiling_k: f64) -> Result<Self, PropertyError> {
        let middle_k = 0.5 * (temperature_k + boiling_k);
        let capacity_j_kg_k = substance.liquid_heat_capacity_j_kg_k(middle_k)?;
        let latent_j_kg = substance.latent_heat_j_kg(temperature_k)?;
        let rise_pa = substance.vapour_pressure_pa(temperature_k + SLOPE_STEP_K)?
            - substance.vapour_pressure_pa(temperature_k - SLOPE_STEP_K)?;
        Ok(Self {
            pressure_pa: substance.vapour_pressure_pa(temperature_k)?,
            liquid_m3_kg: 1.0 / substance.liquid_density_kg_m3(temperature_k)?,
            evaporation_m3_kg: latent_j_kg * 2.0 * SLOPE_STEP_K / (temperature_k * rise_pa),
            latent_j_kg,
            liquid_enthalpy_j_kg: capacity_j_kg_k * (temperature_k - boiling_k),
            liquid_entropy_j_kg_k: capacity_j_kg_k * math::ln(temperature_k / boiling_k),
            temperature_k,
        })
    }

    /// Internal energy, J/kg, of a mixture with a share of vapour.
    fn energy_j_kg(&self, vapour_frac: f64) -> f64 {
        let volume_m3_kg = self.liquid_m3_kg + vapour_frac * self.evaporation_m3_kg;
        self.liquid_enthalpy_j_kg + vapour_frac * self.latent_j_kg - self.pressure_pa * volume_m3_kg
    }

    /// Entropy, J/(kg K), of a mixture with a share of vapour.
    fn entropy_j_kg_k(&self, vapour_frac: f64) -> f64 {
        self.liquid_entropy_j_kg_k + vapour_frac * self.latent_j_kg / self.temperature_k
    }
}

impl Bleve {
    /// Energies of the expansion of a substance to the pressure of the air.
    ///
    /// The irreversible one balances `p0 (V2 - V1) = U1 - U2` with the end state saturated at `p0`; the isentropic one keeps
    /// the entropy of liquid and vapour each.
    ///
    /// # Errors
    /// Every value out of range; a liquid that is not above its boiling point; a property that is not known or not
    /// published at the temperature.
    pub fn solve(&self, substance: &Substance) -> Result<BleveEnergy, InvalidInput> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "volume_m3", self.volume_m3, 1e-3, 1e6, "m3");
        FieldProblem::check_range(&mut problems, "fill_frac", self.fill_frac, 0.01, 0.99, "");
        FieldProblem::check_range(&mut problems, "temperature_k", self.temperature_k, 50.0, 2000.0, "K");
        FieldProblem::check_range(&mut problems, "ambient_pressure_pa", self.ambient_pressure_pa, 5e4, 1.2e5, "Pa");
        InvalidInput::check(problems)?;
        let boiling_k = substance.boiling_point_at_k(self.ambient_pressure_pa);
        if self.temperature_k < boiling_k + 1.0 {
            let allowed = format!("more than 1 K above the boiling point of {boiling_k:.1} K: colder, nothing flashes");
            return Err(refused(FieldProblem::new("temperature_k", self.temperature_k, allowed, "out_of_range")));
        }
        let state = |at_k| Saturated::of(substance, at_k, boiling_k);
        let both = state(self.temperature_k).and_then(|hot| Ok((hot, state(boiling_k)?)));
        let (hot, cold) = both.map_err(|error| {
            let allowed = format!("within the published properties of the substance ({error})");
            refused(FieldProblem::new("temperature_k", self.temperature_k, allowed, "property_not_known"))
        })?;
        Ok(self.energy(&hot, &cold))
    }

    fn energy(&self, hot: &Saturated, cold: &Saturated) -> BleveEnergy {
        let liquid_mass_kg = self.fill_frac * self.volume_m3 / hot.liquid_m3_kg;
        let vapour_m3_kg = hot.liquid_m3_kg + hot.evaporation_m3_kg;
        let vapour_mass_kg = (1.0 - self.fill_frac) * self.volume_m3 / vapour_m3_kg;
        let mass_kg = liquid_mass_kg + vapour_mass_kg;
        let inner_j_kg = (liquid_mass_kg * hot.energy_j_kg(0.0) + vapour_mass_kg * hot.energy_j_kg(1.0)) / mass_kg;
        // u1 + p0 v1 = h2 = x L: the liquid at its boiling point has no enthalpy here
        let enthalpy_j_kg = inner_j_kg + cold.pressure_pa * self.volume_m3 / mass_kg;
        let flashed_frac = (enthalpy_j_kg / cold.latent_j_kg).clamp(0.0, 1.0);
        let end_m3 = mass_kg * (cold.liquid_m3_kg + flashed_frac * cold.evaporation_m3_kg);
        let isentropic_j_kg = |vapour_frac: f64| {
            let left_frac = (hot.entropy_j_kg_k(vapour_frac) * cold.temperature_k / cold.latent_j_kg).clamp(0.0, 1.0);
            hot.energy_j_kg(vapour_frac) - cold.energy_j_kg(left_frac)
        };
        BleveEnergy {
            burst_pressure_pa: hot.pressure_pa,
            liquid_mass_kg,
            vapour_mass_kg,
            flashed_frac,
            irreversible_j: cold.pressure_pa * (end_m3 - self.volume_m3),
            isentropic_j: liquid_mass_kg * isentropic_j_kg(0.0) + vapour_mass_kg * isentropic_j_kg(1.0),
        }
    }
}

impl BleveEnergy {
    /// Mass of TNT with the blast, kg.
    #[must_use]
    pub fn tnt_mass_kg(&self, expansion: BleveExpansion, failure: VesselFailure) -> f64 {
        let energy_j = match expansion {
            BleveExpansion::Irreversible => self.irreversible_j,
            BleveExpansion::Isentropic => self.isentropic_j,
        };
        failure.blast_frac() * energy_j / HEAT_OF_TNT_J_KG
    }

    /// The blast as that of TNT on the ground or in free air.
    ///
    /// # Errors
    /// When the mass of TNT is outside 1e-6 to 1e9 kg.
    pub fn blast(
        &self,
        expansion: BleveExpansion,
        failure: VesselFailure,
        burst: Burst,
    ) -> Result<Solved<KingeryBulmash>, InvalidInput> {
        KingeryBulmash::new(self.tnt_mass_kg(expansion, failure), burst)
    }
}

fn refused(problem: FieldProblem) -> InvalidInput {
    InvalidInput { problems: vec![problem] }
}
