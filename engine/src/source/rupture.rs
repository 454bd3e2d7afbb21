//! A vessel of liquefied gas that bursts: what is in the air at once, as the start of a cloud.

use super::flash::{FlashFigures, airborne_frac, burst_diameter_m};
use super::properties::refused;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::substance::{PropertyError, Substance};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Cloud of a burst vessel.
pub const INSTANTANEOUS_RELEASE: ModelCard = ModelCard {
    id: "instantaneous_release",
    version: 1,
    title_en: "Cloud of a burst vessel of liquefied gas",
    title_zh: "液化气容器瞬时破裂的初始云团",
    citation: "isenthalpic flash f = cp (T - Tb)/L (CCPS 1996 eq. 4-14); mist as much as or twice the flashed vapour (rule of thumb, as quoted in a \
               public worked example after CCPS), or the share in the air of the Purple Book CPR 18E (recalled)",
    domain: "one substance, liquid above its boiling point outside; all of it let out at once; cloud at the boiling point with no air in it",
    verification: "tests/verification/droplets.rs: flash of the butane worked example, balance of mass, volume by hand",
    origin: Origin::Source,
};

/// How much of the liquid that does not flash stays in the air as mist.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MistRule {
    /// Vapour and mist by the Purple Book: twice the flash below 0.1, all from 0.36 on (recalled).
    #[default]
    PurpleBook,
    /// As much mist as vapour.
    EqualToFlash,
    /// Twice as much mist as vapour.
    TwiceTheFlash,
    /// All of the liquid: the upper bound.
    All,
}

/// A vessel that bursts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VesselRupture {
    /// Liquid in the vessel, kg.
    pub mass_kg: f64,
    /// Its temperature, K.
    pub temperature_k: f64,
    /// Pressure outside, Pa absolute.
    pub ambient_pressure_pa: f64,
    /// How much stays as mist.
    pub mist_rule: MistRule,
}

/// The cloud before air has mixed in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RuptureCloud {
    /// Share that flashes to vapour, 0 to 1.
    pub flash_frac: f64,
    /// Vapour, kg.
    pub vapour_mass_kg: f64,
    /// Mist, kg.
    pub mist_mass_kg: f64,
    /// Liquid that is left for a pool, kg.
    pub pool_mass_kg: f64,
    /// Mist in the cloud by mass, 0 to 1.
    pub liquid_frac: f64,
    /// Temperature of cloud and pool: the boiling point outside, K.
    pub temperature_k: f64,
    /// Volume of vapour and mist, m3.
    pub volume_m3: f64,
    /// Diameter of a cylinder of that volume as high as its radius, m.
    pub source_diameter_m: f64,
}

impl VesselRupture {
    /// The cloud of a substance.
    ///
    /// # Errors
    /// All problems: quantities out of range; a liquid that does not boil outside; a temperature without liquid; a property
    /// that cannot be had.
    pub fn cloud(&self, substance: &Substance) -> Result<Solved<RuptureCloud>, InvalidInput> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "mass_kg", self.mass_kg, 1e-3, 1e8, "kg");
        FieldProblem::check_range(&mut problems, "ambient_pressure_pa", self.ambient_pressure_pa, 5e4, 1.2e5, "Pa");
        FieldProblem::check_range(&mut problems, "temperature_k", self.temperature_k, 10.0, 3000.0, "K");
        InvalidInput::check(problems)?;
        let boiling_k = substance
            .saturation_temperature_k(self.ambient_pressure_pa)
            .map_err(|error| refused("ambient_pressure_pa", &error))?;
        let (critical_k, given_k) = (substance.critical_temperature_k, self.temperature_k);
        if given_k >= critical_k || given_k <= boiling_k {
            let allowed = format!(
                "above the boiling point of {boiling_k:.2} K outside and below the critical temperature of {critical_k:.2} K: a liquid that \
                 flashes"
            );
            let problem = FieldProblem::new("temperature_k", given_k, allowed, "out_of_range");
            return Err(InvalidInput { problems: vec![problem] });
        }
        let field = self.flashed(substance, boiling_k).map_err(|error| refused("temperature_k", &error))?;
        Ok(Solved { field, caveats: self.caveats() })
    }

    fn flashed(&self, substance: &Substance, boiling_k: f64) -> Result<RuptureCloud, PropertyError> {
        let flash = FlashFigures::of(substance, self.temperature_k, boiling_k)?.flash_frac();
        let airborne = match self.mist_rule {
            MistRule::PurpleBook => airborne_frac(flash),
            MistRule::EqualToFlash => 2.0 * flash,
            MistRule::TwiceTheFlash => 3.0 * flash,
            MistRule::All => 1.0,
        };
        let airborne = airborne.clamp(flash, 1.0);
        let (vapour_mass_kg, mist_mass_kg) = (flash * self.mass_kg, (airborne - flash) * self.mass_kg);
        let volume_m3 = vapour_mass_kg / substance.vapour_density_kg_m3(boiling_k, self.ambient_pressure_pa)
            + mist_mass_kg / substance.liquid_density_kg_m3(boiling_k)?;
        Ok(RuptureCloud {
            flash_frac: flash,
            vapour_mass_kg,
            mist_mass_kg,
            pool_mass_kg: (1.0 - airborne) * self.mass_kg,
            liquid_frac: mist_mass_kg / (vapour_mass_kg + mist_mass_kg),
            temperature_k: boiling_k,
            volume_m3,
            source_diameter_m: burst_diameter_m(volume_m3),
        })
    }

    fn caveats(&self) -> Vec<Caveat> {
        let note = |code, en: &str, zh: &str| Caveat::new(code, INSTANTANEOUS_RELEASE.id, en, zh);
        let mut caveats = vec![
            note(
                CaveatCode::NotModelled,
                "the air that the burst itself mixes in, and its speed, are not in the cloud: no published rule for them could be read; the \
                 model of dispersion starts from pure substance",
                "破裂本身卷入的空气及其速度未计入云团(未能查阅公开规则);扩散模型自纯物质开始",
            ),
            note(
                CaveatCode::WeakValidation,
                "how much liquid stays as mist is a rule of thumb, not compared with a trial; run the other rules for the spread",
                "液体留为雾滴的份额为经验规则,未与实测比对;请以其他规则计算其离散范围",
            ),
        ];
        if self.mist_rule == MistRule::PurpleBook {
            caveats.push(note(
                CaveatCode::MemoryFigure,
                "the share in the air follows the Purple Book as recalled, not checked in it",
                "空气中份额按记忆中的紫皮书规则,未经原文核对",
            ));
        }
        caveats
    }
}
