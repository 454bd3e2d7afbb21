//! One substance: identity, constants, correlations, hazards.

use super::{Basis, Correlation, DangerousToxicLoad, Mixture, PropertyError, StorageState, ToxicEndpoint};
use crate::math::ln;
use crate::provenance::{Caveat, CaveatCode, Origin};
use crate::units::{GAS_CONSTANT_J_MOL_K, STANDARD_ATMOSPHERE_PA};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Molar mass of dry air, kg/mol. US Standard Atmosphere 1976, table 3: 28.9644 g/mol.
pub const MOLAR_MASS_AIR_KG_MOL: f64 = 0.028_964_4;

/// A name in both languages; an empty string where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BilingualName {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// Publication with table, or words on the choice.
    pub source: String,
    /// How it came to us.
    pub origin: Origin,
}

/// Temperature-dependent properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PropertyName {
    /// Vapour pressure of the liquid, Pa.
    VapourPressure,
    /// Density of the saturated liquid.
    LiquidDensity,
    /// Heat of vaporisation.
    LatentHeat,
    /// Heat capacity of the ideal gas at constant pressure.
    GasHeatCapacity,
    /// Heat capacity of the liquid.
    LiquidHeatCapacity,
}

impl PropertyName {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::VapourPressure, Self::LiquidDensity, Self::LatentHeat, Self::GasHeatCapacity, Self::LiquidHeatCapacity];

    /// The name used in files (`vapour_pressure`).
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::VapourPressure => "vapour_pressure",
            Self::LiquidDensity => "liquid_density",
            Self::LatentHeat => "latent_heat",
            Self::GasHeatCapacity => "gas_heat_capacity",
            Self::LiquidHeatCapacity => "liquid_heat_capacity",
        }
    }
}

impl std::fmt::Display for PropertyName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.key().replace('_', " "))
    }
}

/// Reactivity class for the probability of direct ignition of a gas (TNO Purple Book CPR 18E,
/// table 4.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reactivity {
    /// Ignites with difficulty (methane, ammonia, carbon monoxide).
    Low,
    /// Most hydrocarbons.
    Average,
    /// Ignites easily (acetylene, ethylene oxide, hydrogen sulfide).
    High,
}

/// Constants of a toxic probit Pr = k1 + k2 ln(C^n t), with C in mg/m3 and t in minutes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ToxicProbitConstants {
    /// Intercept for C in mg/m3 and t in minutes.
    pub k1: f64,
    /// Slope.
    pub k2: f64,
    /// Exponent of the concentration.
    pub n: f64,
    /// Publication with table.
    pub source: String,
    /// How the constants came to us.
    pub origin: Origin,
}

/// Critical quantity of GB 18218-2018 for this substance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CriticalQuantity {
    /// Critical quantity, kg.
    pub quantity_kg: f64,
    /// `table 1 no. 12`, or the symbol of table 2 (`W5.1`).
    pub entry: String,
    /// Correction factor beta of table 3 or 4, where it is known.
    pub beta_coefficient: Option<f64>,
    /// Standard with edition.
    pub source: String,
    /// How it came to us.
    pub origin: Origin,
}

/// A substance with its figures. Every value names its source: constants in
/// [`Substance::provenance`], the others beside the value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Substance {
    /// Key (`chlorine`).
    pub id: String,
    /// CAS Registry Number.
    pub cas: String,
    /// United Nations number of the dangerous-goods entry; several substances may share one.
    pub un_number: Option<u32>,
    /// Name.
    pub name: BilingualName,
    /// Other names in any language, and other CAS numbers.
    pub aliases: Vec<String>,
    /// Key of the pure substance whose figures stand for this mixture; `None` for a pure one.
    pub surrogate: Option<String>,
    /// Composition of a mixture whose figures are put together from its components; `None` for a pure substance.
    pub mixture: Option<Mixture>,
    /// What to tell the user about this substance or surrogate; empty when there is nothing.
    pub note: BilingualName,
    /// Molar mass, kg/mol; of the vapour for a mixture.
    pub molar_mass_kg_mol: f64,
    /// Normal boiling point (101,325 Pa), K; infinite for a solid that decomposes before it boils.
    pub boiling_point_k: f64,
    /// Critical temperature, K; infinite for a solid that decomposes.
    pub critical_temperature_k: f64,
    /// Critical pressure, Pa; infinite for a solid that decomposes.
    pub critical_pressure_pa: f64,
    /// Melting point, K.
    pub melting_point_k: Option<f64>,
    /// Closed-cup flash point, K.
    pub flash_point_k: Option<f64>,
    /// Lower flammable limit in air, mole fraction.
    pub lfl_mole_frac: Option<f64>,
    /// Upper flammable limit in air, mole fraction.
    pub ufl_mole_frac: Option<f64>,
    /// Net (lower) heat of combustion of the gas at 298.15 K, J/kg.
    pub heat_of_combustion_j_kg: Option<f64>,
    /// Whether the law counts it as acutely toxic (40 CFR 68.130 toxic list or GB 18218 table 3).
    /// Without a probit its toxic effect is then *not assessed*, never none.
    pub acutely_toxic: bool,
    /// Constants of the toxic probit; `None` when no published probit is at hand.
    pub toxic_probit: Option<ToxicProbitConstants>,
    /// Published concentration limits.
    pub toxic_endpoints: Vec<ToxicEndpoint>,
    /// Dangerous toxic loads (SLOT, SLOD).
    pub toxic_loads: Vec<DangerousToxicLoad>,
    /// Reactivity class for direct ignition.
    pub reactivity: Option<Reactivity>,
    /// Mass of TNT with the blast of one unit mass, for explosives.
    pub tnt_equivalence: Option<f64>,
    /// Storage state that custom prescribes against the rule of boiling points.
    pub stated_storage: Option<StorageState>,
    /// Critical quantity of GB 18218-2018; `None` when the class is not settled.
    pub critical_quantity: Option<CriticalQuantity>,
    /// Correlations by property.
    pub correlations: BTreeMap<PropertyName, Correlation>,
    /// Source and origin of the constants, by field name (`boiling_point_k`).
    pub provenance: BTreeMap<String, Provenance>,
}

impl Substance {
    /// Vapour pressure of the liquid at `temperature_k`, Pa.
    ///
    /// # Errors
    /// [`PropertyError`] when not known or out of the published range.
    pub fn vapour_pressure_pa(&self, temperature_k: f64) -> Result<f64, PropertyError> {
        self.evaluate(PropertyName::VapourPressure, temperature_k)
    }
    /// Density of the saturated liquid at `temperature_k`, kg/m3.
    ///
    /// # Errors
    /// [`PropertyError`] when not known or out of the published range.
    pub fn liquid_density_kg_m3(&self, temperature_k: f64) -> Result<f64, PropertyError> {
        self.evaluate(PropertyName::LiquidDensity, temperature_k)
    }
    /// Heat of vaporisation at `temperature_k`, J/kg.
    ///
    /// # Errors
    /// [`PropertyError`] when not known or out of the published range.
    pub fn latent_heat_j_kg(&self, temperature_k: f64) -> Result<f64, PropertyError> {
        self.evaluate(PropertyName::LatentHeat, temperature_k)
    }
    /// Heat capacity of the ideal gas at constant pressure at `temperature_k`, J/(kg K).
    ///
    /// # Errors
    /// [`PropertyError`] when not known or out of the published range.
    pub fn gas_heat_capacity_j_kg_k(&self, temperature_k: f64) -> Result<f64, PropertyError> {
        self.evaluate(PropertyName::GasHeatCapacity, temperature_k)
    }
    /// Heat capacity of the liquid at `temperature_k`, J/(kg K).
    ///
    /// # Errors
    /// [`PropertyError`] when not known or out of the published range.
    pub fn liquid_heat_capacity_j_kg_k(&self, temperature_k: f64) -> Result<f64, PropertyError> {
        self.evaluate(PropertyName::LiquidHeatCapacity, temperature_k)
    }
    /// Ratio of the heat capacities of the ideal gas, cp/(cp - R/M).
    ///
    /// # Errors
    /// [`PropertyError`] when cp is not known or out of range.
    pub fn heat_capacity_ratio(&self, temperature_k: f64) -> Result<f64, PropertyError> {
        let cp = self.gas_heat_capacity_j_kg_k(temperature_k)?;
        Ok(cp / (cp - GAS_CONSTANT_J_MOL_K / self.molar_mass_kg_mol))
    }
    /// Density of the ideal gas of single molecules, p M/(R T), kg/m3. No range: the ideal-gas law holds well at
    /// ambient pressure and overstates less than 10 % up to about 0.5 MPa. See [`Self::vapour_density_kg_m3`] for pure vapour.
    #[must_use]
    pub fn gas_density_kg_m3(&self, temperature_k: f64, pressure_pa: f64) -> f64 {
        pressure_pa * self.molar_mass_kg_mol / (GAS_CONSTANT_J_MOL_K * temperature_k)
    }
    /// Whether the gas at `temperature_k` is denser than dry air at `ambient_temperature_k` and the
    /// same pressure. Mist in the cloud, which makes ammonia heavy, is not counted.
    #[must_use]
    pub fn is_denser_than_air(&self, temperature_k: f64, ambient_temperature_k: f64) -> bool {
        let heavier = self.association_ratio(temperature_k, STANDARD_ATMOSPHERE_PA);
        heavier * self.molar_mass_kg_mol / temperature_k > MOLAR_MASS_AIR_KG_MOL / ambient_temperature_k
    }
    /// Temperature at which the vapour pressure is `pressure_pa`, K, by bisection within the range
    /// of the vapour-pressure correlation (to 1e-9 K).
    ///
    /// # Errors
    /// [`PropertyError`] when not known, or when the range does not reach this pressure.
    pub fn saturation_temperature_k(&self, pressure_pa: f64) -> Result<f64, PropertyError> {
        let property = PropertyName::VapourPressure;
        let correlation = self.correlation(property)?;
        let (mut low_k, mut high_k) = (correlation.temperature_min_k, correlation.temperature_max_k);
        let (low_pa, high_pa) = (correlation.equation.value_at(low_k), correlation.equation.value_at(high_k));
        if !(low_pa..=high_pa).contains(&pressure_pa) {
            return Err(PropertyError::OutOfRange {
                substance: self.id.clone(),
                property,
                value: pressure_pa,
                unit: "Pa",
                allowed: format!("{low_pa:.0} to {high_pa:.0}"),
            });
        }
        while high_k - low_k > 1e-9 {
            let middle_k = 0.5 * (low_k + high_k);
            if correlation.equation.value_at(middle_k) < pressure_pa {
                low_k = middle_k;
            } else {
                high_k = middle_k;
            }
        }
        Ok(0.5 * (low_k + high_k))
    }

    /// Boiling point at a pressure near that of the air by Clausius and Clapeyron from the normal one, K:
    /// `1 / (1/Tb - ln(p/p0) R / (L M z))`, z the molecules in a cluster of the vapour (1 but for hydrogen fluoride); the normal one
    /// where the latent heat is not known.
    #[must_use]
    pub fn boiling_point_at_k(&self, pressure_pa: f64) -> f64 {
        let normal_k = self.boiling_point_k;
        let Ok(latent_j_kg) = self.latent_heat_j_kg(normal_k) else { return normal_k };
        let clustered = self.association_ratio(normal_k, STANDARD_ATMOSPHERE_PA);
        let slope_k = clustered * latent_j_kg * self.molar_mass_kg_mol / GAS_CONSTANT_J_MOL_K;
        1.0 / (1.0 / normal_k - ln(pressure_pa / STANDARD_ATMOSPHERE_PA) / slope_k)
    }

    /// Whether it burns: both flammable limits are known.
    #[must_use]
    pub fn is_flammable(&self) -> bool {
        self.lfl_mole_frac.is_some() && self.ufl_mole_frac.is_some()
    }
    /// Whether it has a toxic probit.
    #[must_use]
    pub fn is_toxic(&self) -> bool {
        self.toxic_probit.is_some()
    }
    /// Whether it is acutely toxic and no probit is at hand: results must say that its toxic effect
    /// is not assessed.
    #[must_use]
    pub fn toxicity_not_assessed(&self) -> bool {
        self.acutely_toxic && self.toxic_probit.is_none()
    }
    /// Whether figures of it come from the user's own file.
    #[must_use]
    pub fn is_from_user(&self) -> bool {
        self.provenance.values().any(|known| known.origin == Origin::User)
    }
    /// What to say beside a result that rests on a substance of the user's file.
    #[must_use]
    pub fn user_caveat(&self) -> Caveat {
        Caveat::new(
            CaveatCode::UserFigure,
            &self.id,
            format!(
                "the figures of {} are the user's own, from a file; Cordon did not check their source",
                self.name.en
            ),
            format!("{}的数据由用户文件提供,Cordon 未核对其来源", self.name.zh),
        )
    }
    /// What to say beside a result that rests on this substance: figures of the user's own, or a mixture whose
    /// composition is recalled or assumed.
    #[must_use]
    pub fn figure_caveat(&self) -> Option<Caveat> {
        if self.is_from_user() {
            return Some(self.user_caveat());
        }
        let mixture = self.mixture.as_ref()?;
        let (code, en, zh) = match mixture.origin {
            Origin::Memory => {
                (CaveatCode::MemoryFigure, "recalled, not checked in its source", "系按记忆取值,未经原文核对")
            }
            Origin::Assumed => (CaveatCode::AssumedValue, "assumed", "为假定值"),
            Origin::Source | Origin::Computed | Origin::User => return None,
        };
        Some(Caveat::new(
            code,
            &self.id,
            format!("the composition of {} is {en}; {}", self.name.en, self.note.en),
            format!("{}的组成{zh};{}", self.name.zh, self.note.zh),
        ))
    }
    /// The correlation of a property.
    ///
    /// # Errors
    /// [`PropertyError::NotKnown`].
    pub fn correlation(&self, property: PropertyName) -> Result<&Correlation, PropertyError> {
        self.correlations.get(&property).ok_or_else(|| PropertyError::NotKnown { substance: self.id.clone(), property })
    }

    fn evaluate(&self, property: PropertyName, temperature_k: f64) -> Result<f64, PropertyError> {
        let correlation = self.correlation(property)?;
        let value = correlation.evaluate(&self.id, property, temperature_k)?;
        Ok(match (correlation.basis, property) {
            (Basis::Absolute | Basis::Mass, _) => value,
            (Basis::Molar, PropertyName::LiquidDensity) => value * self.molar_mass_kg_mol,
            (Basis::Molar, _) => value / self.molar_mass_kg_mol,
        })
    }
}
