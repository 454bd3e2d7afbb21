//! What outflow needs to know, read from a substance.

use super::abel_noble::{AbelNobleGas, HYDROGEN_CO_VOLUME_M3_KG};
use super::blowdown::{BlowdownField, GAS_BLOWDOWN, GasBlowdown};
use super::pipeline::{PIPELINE_RELEASE, PipelineField, PipelineRelease};
use super::two_phase::{FlashingFluid, FlashingRelease, OMEGA_PRESSURE_FRAC, TWO_PHASE_ORIFICE, TwoPhaseOrifice};
use super::{GasOrifice, GasProperties, GasRelease, LiquidOrifice, LiquidRelease};
use crate::math;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, Solved};
use crate::substance::{PropertyError, Substance};

/// CAS number of hydrogen, the one gas whose co-volume is known here.
const HYDROGEN_CAS: &str = "1333-74-0";

/// Departure of the compressibility factor from 1 from which on it is told.
const COMPRESSIBILITY_TOLERANCE: f64 = 0.05;

/// A property that cannot be had, as a problem of the field that asked for it.
pub(super) fn refused(field: &str, error: &PropertyError) -> InvalidInput {
    let problem = match error {
        PropertyError::OutOfRange { value, unit, allowed, property, .. } => {
            FieldProblem::new(field, value, format!("{allowed} {unit}, where {property} is published"), "out_of_range")
        }
        other => {
            FieldProblem::new("substance", other, "a substance whose figures the library has", "property_not_known")
        }
    };
    InvalidInput { problems: vec![problem] }
}

impl GasProperties {
    /// Molar mass and ratio of heat capacities at a temperature.
    ///
    /// # Errors
    /// When the heat capacity is not known or the temperature lies outside its published range.
    pub fn of(substance: &Substance, temperature_k: f64) -> Result<Self, InvalidInput> {
        let heat_capacity_ratio =
            substance.heat_capacity_ratio(temperature_k).map_err(|error| refused("temperature_k", &error))?;
        Ok(Self { molar_mass_kg_mol: substance.molar_mass_kg_mol, heat_capacity_ratio })
    }
}

impl GasOrifice {
    /// Outflow of a substance as an ideal gas.
    ///
    /// # Errors
    /// As [`GasOrifice::release_with`], and when the heat capacity cannot be had.
    pub fn release(&self, substance: &Substance) -> Result<Solved<GasRelease>, InvalidInput> {
        self.release_with(GasProperties::of(substance, self.temperature_k)?)
    }
}

impl LiquidOrifice {
    /// Outflow of a substance as a saturated liquid.
    ///
    /// # Errors
    /// As [`LiquidOrifice::release_with`], and when the density cannot be had.
    pub fn release(&self, substance: &Substance) -> Result<Solved<LiquidRelease>, InvalidInput> {
        let density_kg_m3 =
            substance.liquid_density_kg_m3(self.temperature_k).map_err(|error| refused("temperature_k", &error))?;
        self.release_with(density_kg_m3)
    }
}

impl AbelNobleGas {
    /// A substance with the co-volume known here: that of hydrogen; ideal otherwise.
    ///
    /// # Errors
    /// As [`GasProperties::of`].
    pub fn of(substance: &Substance, temperature_k: f64) -> Result<Self, InvalidInput> {
        let co_volume_m3_kg = if substance.cas == HYDROGEN_CAS { HYDROGEN_CO_VOLUME_M3_KG } else { 0.0 };
        Ok(Self { gas: GasProperties::of(substance, temperature_k)?, co_volume_m3_kg })
    }
}

impl GasBlowdown {
    /// Blowdown of a substance: hydrogen as an Abel-Noble gas, others as ideal ones, with a caveat where they are not.
    ///
    /// # Errors
    /// As [`GasBlowdown::solve_with`], and when the heat capacity cannot be had.
    pub fn release(&self, substance: &Substance) -> Result<Solved<BlowdownField>, InvalidInput> {
        let gas = AbelNobleGas::of(substance, self.temperature_k)?;
        let mut solved = self.solve_with(gas)?;
        if gas.co_volume_m3_kg == 0.0 {
            solved.caveats.extend(compressibility_caveat(
                substance,
                self.pressure_pa,
                self.temperature_k,
                GAS_BLOWDOWN.id,
            ));
        }
        let end_k = solved.field.at(solved.field.duration_s()).temperature_k;
        if end_k < substance.boiling_point_k {
            solved.caveats.push(condenses(substance, end_k));
        }
        Ok(solved)
    }
}

impl PipelineRelease {
    /// Release of a substance as an ideal gas, with a caveat where it is not one.
    ///
    /// # Errors
    /// As [`PipelineRelease::solve_with`], and when the heat capacity cannot be had.
    pub fn release(&self, substance: &Substance) -> Result<Solved<PipelineField>, InvalidInput> {
        let mut solved = self.solve_with(GasProperties::of(substance, self.temperature_k)?)?;
        let not_ideal = compressibility_caveat(substance, self.pressure_pa, self.temperature_k, PIPELINE_RELEASE.id);
        solved.caveats.extend(not_ideal);
        Ok(solved)
    }
}

/// Compressibility factor of a gas by its second virial coefficient, simple-fluid part: `1 + (0.083 - 0.422 Tr^-1.6) Pr/Tr`
/// (Smith, Van Ness & Abbott, eqs. 3.61 to 3.65; acentric part left out). An estimate, to tell real gases from ideal ones.
fn virial_compressibility(substance: &Substance, pressure_pa: f64, temperature_k: f64) -> f64 {
    let reduced = temperature_k / substance.critical_temperature_k;
    let b0 = 0.083 - 0.422 / math::pow(reduced, 1.6);
    1.0 + b0 * pressure_pa / substance.critical_pressure_pa / reduced
}

fn compressibility_caveat(
    substance: &Substance,
    pressure_pa: f64,
    temperature_k: f64,
    subject: &str,
) -> Option<Caveat> {
    let factor = virial_compressibility(substance, pressure_pa, temperature_k);
    ((factor - 1.0).abs() > COMPRESSIBILITY_TOLERANCE).then(|| {
        let (name, percent) = (&substance.name, 100.0 * (factor - 1.0));
        Caveat::new(
            CaveatCode::OutsideValidity,
            subject,
            format!(
                "{} is taken as an ideal gas; at {pressure_pa:.0} Pa and {temperature_k:.1} K its compressibility factor is \
                 about {factor:.2} ({percent:+.0} %, second virial coefficient): content and rate are off by as much or more",
                name.en
            ),
            format!(
                "{}按理想气体计算;在 {pressure_pa:.0} Pa、{temperature_k:.1} K 下压缩因子约为 {factor:.2}\
                 ({percent:+.0} %,按第二维里系数估算),存量与流量误差不小于此",
                name.zh
            ),
        )
    })
}

fn condenses(substance: &Substance, end_k: f64) -> Caveat {
    let boiling_k = substance.boiling_point_k;
    Caveat::new(
        CaveatCode::NotModelled,
        GAS_BLOWDOWN.id,
        format!(
            "without heat from the wall the content would cool to {end_k:.0} K, below the boiling point of {boiling_k:.0} K: \
             condensation and the heat of the wall are not modelled, the isothermal course is the other limit"
        ),
        format!(
            "若无器壁传热,内容物将冷至 {end_k:.0} K,低于沸点 {boiling_k:.0} K:凝结与器壁传热未建模,等温过程为另一极限"
        ),
    )
}

/// Part of the critical temperature up to which the omega method is used (API 520, limit recalled).
const REDUCED_TEMPERATURE_LIMIT: f64 = 0.9;

/// Half the step of the slope of the vapour pressure, K.
const SLOPE_STEP_K: f64 = 0.02;

impl FlashingFluid {
    /// A saturated liquid with a mass fraction of its vapour, expanded isentropically to nine tenths of its pressure.
    ///
    /// The volume of evaporation is that of Clapeyron, `L / (T dp/dT)`, so that the vapour need not be ideal; the vapour
    /// at the lower pressure is `x9 = (x L/T + cp ln(T/T9)) T9/L9`.
    ///
    /// # Errors
    /// When a property is not known or the temperature lies outside its published range.
    pub fn of(substance: &Substance, temperature_k: f64, vapour_mass_frac: f64) -> Result<Self, PropertyError> {
        let saturation_pressure_pa = substance.vapour_pressure_pa(temperature_k)?;
        let expanded_k = substance.saturation_temperature_k(OMEGA_PRESSURE_FRAC * saturation_pressure_pa)?;
        let latent_j_kg = substance.latent_heat_j_kg(temperature_k)?;
        let expanded_latent_j_kg = substance.latent_heat_j_kg(expanded_k)?;
        let capacity_j_kg_k = substance.liquid_heat_capacity_j_kg_k(0.5 * (temperature_k + expanded_k))?;
        let entropy_j_kg_k =
            vapour_mass_frac * latent_j_kg / temperature_k + capacity_j_kg_k * math::ln(temperature_k / expanded_k);
        let expanded_vapour_frac = entropy_j_kg_k * expanded_k / expanded_latent_j_kg;
        let volume_m3_kg = |at_k: f64, vapour_frac: f64, latent_j_kg: f64| -> Result<f64, PropertyError> {
            let rise_pa = substance.vapour_pressure_pa(at_k + SLOPE_STEP_K)?
                - substance.vapour_pressure_pa(at_k - SLOPE_STEP_K)?;
            let evaporation_m3_kg = latent_j_kg * 2.0 * SLOPE_STEP_K / (at_k * rise_pa);
            Ok(1.0 / substance.liquid_density_kg_m3(at_k)? + vapour_frac * evaporation_m3_kg)
        };
        Ok(Self {
            saturation_pressure_pa,
            density_kg_m3: 1.0 / volume_m3_kg(temperature_k, vapour_mass_frac, latent_j_kg)?,
            expanded_density_kg_m3: 1.0 / volume_m3_kg(expanded_k, expanded_vapour_frac, expanded_latent_j_kg)?,
        })
    }
}

impl TwoPhaseOrifice {
    /// A pipe of 0.1 m or more to the standard atmosphere, behind a saturated liquid.
    ///
    /// # Errors
    /// When the vapour pressure is not known or the temperature lies outside its published range.
    pub fn saturated(substance: &Substance, temperature_k: f64, orifice_diameter_m: f64) -> Result<Self, InvalidInput> {
        let pressure_pa =
            substance.vapour_pressure_pa(temperature_k).map_err(|error| refused("temperature_k", &error))?;
        Ok(Self::to_atmosphere(pressure_pa, temperature_k, orifice_diameter_m))
    }

    /// Outflow of a substance of the given temperature, at the given or (when lower by less than the error of the
    /// correlations) at its own vapour pressure.
    ///
    /// # Errors
    /// As [`TwoPhaseOrifice::release_with`], and when a property cannot be had.
    pub fn release(&self, substance: &Substance) -> Result<Solved<FlashingRelease>, InvalidInput> {
        let fluid = FlashingFluid::of(substance, self.temperature_k, self.vapour_mass_frac)
            .map_err(|error| refused("temperature_k", &error))?;
        let mut solved = self.release_with(fluid)?;
        let reduced = self.temperature_k / substance.critical_temperature_k;
        if reduced > REDUCED_TEMPERATURE_LIMIT {
            solved.caveats.push(near_critical(reduced));
        }
        Ok(solved)
    }
}

fn near_critical(reduced: f64) -> Caveat {
    Caveat::new(
        CaveatCode::OutsideValidity,
        TWO_PHASE_ORIFICE.id,
        format!(
            "at {reduced:.2} of the critical temperature the omega method is doubtful (taken to hold up to \
             {REDUCED_TEMPERATURE_LIMIT}, limit recalled)"
        ),
        format!("温度为临界温度的 {reduced:.2} 倍,ω 法存疑(按 {REDUCED_TEMPERATURE_LIMIT} 以内适用,界限为记忆值)"),
    )
}
