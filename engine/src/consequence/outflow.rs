//! What leaves the containment: how much, when, in what state, how fast.

use super::course::Course;
use super::event::{GasVessel, KnownRate, LiquidVessel, Pipeline, ReleaseEvent, Rupture, Spill};
use super::in_force::in_force;
use super::problems::{check_hole, missing, of_release, refused};
use super::quantity::Quantity;
use super::sheet::{Basis, Sheet, Step};
use crate::dispersion::Atmosphere;
use crate::provenance::{Caveat, CaveatCode, InvalidInput};
use crate::source::{
    AbelNobleGas, DEFAULT_GAS_DISCHARGE_COEFFICIENT, DEFAULT_LIQUID_DISCHARGE_COEFFICIENT,
    DEFAULT_TWO_PHASE_DISCHARGE_COEFFICIENT, EQUILIBRIUM_PATH_M, Expansion, FlashingFluid, GAS_BLOWDOWN, GasBlowdown,
    GasOrifice, GasProperties, LIQUID_ORIFICE, LiquidOrifice, PIPELINE_RELEASE, PipelineRelease, TWO_PHASE_ORIFICE,
    TwoPhaseOrifice,
};
use crate::substance::Substance;
use crate::units::{GAS_CONSTANT_J_MOL_K, STANDARD_GRAVITY_M_S2};
use std::f64::consts::FRAC_PI_4;

/// State in which the substance leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Gas,
    /// Liquid above its boiling point in the open: part of it flashes.
    Superheated,
    /// Liquid that does not flash.
    Liquid,
}

/// How it leaves.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    Burst { mass_kg: f64 },
    Flow(Course),
}

/// The flow at the narrowest place of the hole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Exit {
    pub velocity_m_s: f64,
    pub pressure_pa: f64,
    pub density_kg_m3: f64,
}

/// What leaves.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outflow {
    pub phase: Phase,
    pub form: Form,
    /// Temperature of the content, K.
    pub stored_k: f64,
    /// Through a hole; none for a burst, a spill or a known rate.
    pub exit: Option<Exit>,
    /// When nothing but vapour comes out any more, s; never when none.
    pub vapour_from_s: Option<f64>,
}

impl Outflow {
    /// Over time.
    pub fn flow(phase: Phase, course: Course, stored_k: f64, exit: Option<Exit>) -> Self {
        Self { phase, form: Form::Flow(course), stored_k, exit, vapour_from_s: None }
    }

    /// All at once.
    pub fn burst(phase: Phase, mass_kg: f64, stored_k: f64) -> Self {
        Self { phase, form: Form::Burst { mass_kg }, stored_k, exit: None, vapour_from_s: None }
    }
}

/// What an event releases, with every figure on the sheet.
///
/// # Errors
/// What the source models refuse, and figures that the library does not have.
pub(super) fn outflow(
    event: &ReleaseEvent,
    substance: &Substance,
    air: &Atmosphere,
    sheet: &mut Sheet,
) -> Result<Outflow, InvalidInput> {
    let release = Release { substance, air };
    let found = match event {
        ReleaseEvent::GasVessel(vessel) => release.gas_vessel(vessel, sheet),
        ReleaseEvent::LiquidVessel(vessel) => release.liquid_vessel(vessel, sheet),
        ReleaseEvent::EmptyingVessel(vessel) => release.emptying_vessel(vessel, sheet),
        ReleaseEvent::Pipeline(pipeline) => release.pipeline(pipeline, sheet),
        ReleaseEvent::Rupture(rupture) => release.rupture(rupture),
        ReleaseEvent::Spill(spill) => Ok(release.spill(spill)),
        ReleaseEvent::KnownRate(known) => Ok(release.known_rate(known)),
    };
    let mut outflow = found.map_err(of_release)?;
    outflow.form = in_force(outflow.form, sheet)?;
    Ok(outflow)
}

fn coefficient(given: Option<f64>, default: f64, subject: &'static str, sheet: &mut Sheet) -> f64 {
    if given.is_none() {
        sheet.tell([Caveat::new(
            CaveatCode::AssumedValue,
            subject,
            format!("discharge coefficient not given: {default} taken"),
            format!("未给出流量系数:取 {default}"),
        )]);
    }
    given.unwrap_or(default)
}

/// A release of a substance into its air.
pub(super) struct Release<'a> {
    pub substance: &'a Substance,
    pub air: &'a Atmosphere,
}

impl Release<'_> {
    pub(super) fn gas(&self, temperature_k: f64, sheet: &mut Sheet) -> Result<GasProperties, InvalidInput> {
        let known = GasProperties::of(self.substance, temperature_k)?;
        let ratio = known.heat_capacity_ratio;
        let heat_capacity_ratio =
            sheet.enter(Step::Content, Quantity::HeatCapacityRatio, ratio, Basis::Library, "substances");
        Ok(GasProperties { heat_capacity_ratio, ..known })
    }

    pub(super) fn gas_exit(
        &self,
        gas: GasProperties,
        pressure_pa: f64,
        temperature_k: f64,
    ) -> Result<Exit, InvalidInput> {
        let hole = GasOrifice {
            ambient_pressure_pa: self.air.pressure_pa,
            ..GasOrifice::to_atmosphere(pressure_pa, temperature_k, 0.01)
        };
        let throat = hole.release_with(gas)?.field;
        let molar = throat.throat_pressure_pa * gas.molar_mass_kg_mol;
        Ok(Exit {
            velocity_m_s: throat.throat_velocity_m_s,
            pressure_pa: throat.throat_pressure_pa,
            density_kg_m3: molar / (GAS_CONSTANT_J_MOL_K * throat.throat_temperature_k),
        })
    }

    fn gas_vessel(&self, vessel: &GasVessel, sheet: &mut Sheet) -> Result<Outflow, InvalidInput> {
        let (pressure_pa, temperature_k) = (vessel.pressure_pa, vessel.temperature_k);
        check_hole(vessel.hole_diameter_m, vessel.volume_m3)?;
        let gas = self.gas(temperature_k, sheet)?;
        let (given, default) = (vessel.discharge_coefficient, DEFAULT_GAS_DISCHARGE_COEFFICIENT);
        let blowdown = GasBlowdown {
            volume_m3: vessel.volume_m3,
            pressure_pa,
            temperature_k,
            orifice_diameter_m: vessel.hole_diameter_m,
            discharge_coefficient: coefficient(given, default, GAS_BLOWDOWN.id, sheet),
            ambient_pressure_pa: self.air.pressure_pa,
            expansion: vessel.expansion,
            isolation_time_s: vessel.isolation_time_s,
        };
        let known = AbelNobleGas::of(self.substance, temperature_k)?;
        sheet.uses(&GAS_BLOWDOWN);
        // the caveats of the substance come with `release`; the figures in force may be the user's
        sheet.tell(blowdown.release(self.substance)?.caveats);
        let field = blowdown.solve_with(AbelNobleGas { gas, ..known })?.field;
        let course = Course::sampled(field.duration_s(), |time_s| field.at(time_s).released_mass_kg);
        if vessel.expansion == Expansion::Adiabatic {
            sheet.tell([jet_stays_warm()]);
        }
        let exit = self.gas_exit(gas, pressure_pa, temperature_k)?;
        Ok(Outflow::flow(Phase::Gas, course, temperature_k, Some(exit)))
    }

    fn pipeline(&self, pipeline: &Pipeline, sheet: &mut Sheet) -> Result<Outflow, InvalidInput> {
        let (pressure_pa, temperature_k) = (pipeline.pressure_pa, pipeline.temperature_k);
        let gas = self.gas(temperature_k, sheet)?;
        let pipe = PipelineRelease {
            other_length_m: pipeline.other_length_m,
            hole_diameter_m: pipeline.hole_diameter_m.unwrap_or(pipeline.pipe_diameter_m),
            ambient_pressure_pa: self.air.pressure_pa,
            isolation_time_s: pipeline.isolation_time_s,
            ..PipelineRelease::full_bore(
                pipeline.pipe_diameter_m,
                pipeline.length_m,
                pipeline.darcy_friction_factor,
                pressure_pa,
                temperature_k,
            )
        };
        sheet.uses(&PIPELINE_RELEASE);
        sheet.tell(pipe.release(self.substance)?.caveats);
        let field = pipe.solve_with(gas)?.field;
        let course = Course::sampled(field.duration_s(), |time_s| field.released_mass_kg(time_s));
        let exit = self.gas_exit(gas, pressure_pa, temperature_k)?;
        Ok(Outflow::flow(Phase::Gas, course, temperature_k, Some(exit)))
    }

    fn liquid_vessel(&self, vessel: &LiquidVessel, sheet: &mut Sheet) -> Result<Outflow, InvalidInput> {
        self.check_is_liquid(vessel.temperature_k)?;
        let superheated = vessel.temperature_k > self.boiling_k();
        let fluid = self.fluid(vessel.temperature_k, superheated, sheet)?;
        check_hole(vessel.hole_diameter_m, vessel.mass_kg / fluid.density_kg_m3)?;
        let (rate_kg_s, exit) = match superheated {
            true => self.flashing(vessel, fluid, sheet)?,
            false => self.cold(vessel, fluid.density_kg_m3, sheet)?,
        };
        let empty_s = vessel.mass_kg / rate_kg_s;
        if !empty_s.is_finite() {
            let allowed = "a head of liquid, or with pressure_pa a pressure above it, that drives it out";
            return Err(refused("liquid_head_m", vessel.liquid_head_m, allowed));
        }
        sheet.tell([rate_held()]);
        let course = Course::constant(rate_kg_s, vessel.isolation_time_s.unwrap_or(empty_s).min(empty_s));
        let phase = if superheated { Phase::Superheated } else { Phase::Liquid };
        Ok(Outflow::flow(phase, course, vessel.temperature_k, Some(exit)))
    }

    /// Boiling point at the pressure of the air, K.
    pub(super) fn boiling_k(&self) -> f64 {
        self.substance.boiling_point_at_k(self.air.pressure_pa)
    }

    /// A liquid exists below the critical temperature only.
    fn check_is_liquid(&self, temperature_k: f64) -> Result<(), InvalidInput> {
        let critical_k = self.substance.critical_temperature_k;
        if temperature_k < critical_k {
            return Ok(());
        }
        let name = &self.substance.name.en;
        Err(refused(
            "temperature_k",
            temperature_k,
            format!("below {critical_k:.1} K, above which {name} is no liquid"),
        ))
    }

    /// Density and vapour pressure of the content; a liquid that does not flash needs the density alone.
    pub(super) fn fluid(
        &self,
        temperature_k: f64,
        superheated: bool,
        sheet: &mut Sheet,
    ) -> Result<FlashingFluid, InvalidInput> {
        let known = if superheated {
            FlashingFluid::of(self.substance, temperature_k, 0.0).map_err(|error| missing(&error))?
        } else {
            let density_kg_m3 = self.substance.liquid_density_kg_m3(temperature_k).map_err(|error| missing(&error))?;
            FlashingFluid { saturation_pressure_pa: 0.0, density_kg_m3, expanded_density_kg_m3: density_kg_m3 }
        };
        let mut read = |quantity, value| sheet.enter(Step::Content, quantity, value, Basis::Library, "substances");
        let density_kg_m3 = read(Quantity::LiquidDensityKgM3, known.density_kg_m3);
        if !superheated {
            return Ok(FlashingFluid { density_kg_m3, ..known });
        }
        let saturation_pressure_pa = read(Quantity::VapourPressurePa, known.saturation_pressure_pa);
        let expanded = Quantity::ExpandedDensityKgM3;
        let expanded_density_kg_m3 =
            sheet.computed(Step::Content, expanded, known.expanded_density_kg_m3, &TWO_PHASE_ORIFICE);
        Ok(FlashingFluid { saturation_pressure_pa, density_kg_m3, expanded_density_kg_m3 })
    }

    pub(super) fn flashing(
        &self,
        vessel: &LiquidVessel,
        fluid: FlashingFluid,
        sheet: &mut Sheet,
    ) -> Result<(f64, Exit), InvalidInput> {
        let default = liquid_coefficient(vessel.path_length_m);
        let above_pa = vessel.pressure_pa.unwrap_or(fluid.saturation_pressure_pa);
        let hole = TwoPhaseOrifice {
            pressure_pa: above_pa + fluid.density_kg_m3 * STANDARD_GRAVITY_M_S2 * vessel.liquid_head_m,
            temperature_k: vessel.temperature_k,
            vapour_mass_frac: 0.0,
            orifice_diameter_m: vessel.hole_diameter_m,
            path_length_m: vessel.path_length_m,
            discharge_coefficient: coefficient(vessel.discharge_coefficient, default, TWO_PHASE_ORIFICE.id, sheet),
            ambient_pressure_pa: self.air.pressure_pa,
        };
        sheet.uses(&TWO_PHASE_ORIFICE);
        let release = sheet.take(hole.release_with(fluid)?);
        let area_m2 = hole.discharge_coefficient * FRAC_PI_4 * vessel.hole_diameter_m * vessel.hole_diameter_m;
        let flux_kg_m2_s = release.release_rate_kg_s / area_m2;
        let exit = Exit {
            velocity_m_s: release.throat_velocity_m_s,
            pressure_pa: release.throat_pressure_pa,
            density_kg_m3: flux_kg_m2_s / release.throat_velocity_m_s,
        };
        Ok((release.release_rate_kg_s, exit))
    }

    pub(super) fn cold(
        &self,
        vessel: &LiquidVessel,
        density_kg_m3: f64,
        sheet: &mut Sheet,
    ) -> Result<(f64, Exit), InvalidInput> {
        let default = DEFAULT_LIQUID_DISCHARGE_COEFFICIENT;
        let hole = LiquidOrifice {
            pressure_pa: vessel.pressure_pa.unwrap_or(self.air.pressure_pa),
            temperature_k: vessel.temperature_k,
            liquid_head_m: vessel.liquid_head_m,
            orifice_diameter_m: vessel.hole_diameter_m,
            discharge_coefficient: coefficient(vessel.discharge_coefficient, default, LIQUID_ORIFICE.id, sheet),
            ambient_pressure_pa: self.air.pressure_pa,
        };
        sheet.uses(&LIQUID_ORIFICE);
        let release = sheet.take(hole.release_with(density_kg_m3)?);
        let exit = Exit { velocity_m_s: release.velocity_m_s, pressure_pa: self.air.pressure_pa, density_kg_m3 };
        Ok((release.release_rate_kg_s, exit))
    }

    fn rupture(&self, rupture: &Rupture) -> Result<Outflow, InvalidInput> {
        if !rupture.is_gas {
            self.check_is_liquid(rupture.temperature_k)?;
        }
        let phase = match (rupture.is_gas, rupture.temperature_k > self.boiling_k()) {
            (true, _) => Phase::Gas,
            (false, true) => Phase::Superheated,
            (false, false) => Phase::Liquid,
        };
        Ok(Outflow::burst(phase, rupture.mass_kg, rupture.temperature_k))
    }

    fn spill(&self, spill: &Spill) -> Outflow {
        let stored_k = spill.temperature_k.unwrap_or(self.air.temperature_k.min(self.boiling_k()));
        match spill.duration_s {
            Some(duration_s) => {
                let course = Course::constant(spill.mass_kg / duration_s, duration_s);
                Outflow::flow(Phase::Liquid, course, stored_k, None)
            }
            None => Outflow::burst(Phase::Liquid, spill.mass_kg, stored_k),
        }
    }

    fn known_rate(&self, known: &KnownRate) -> Outflow {
        let course = Course::constant(known.release_rate_kg_s, known.duration_s);
        let stored_k = known.temperature_k.unwrap_or(self.air.temperature_k.max(self.boiling_k()));
        Outflow::flow(Phase::Gas, course, stored_k, None)
    }
}

/// Discharge coefficient of a liquid when none is given: that of a hole, or of a short pipe in which it flashes.
pub(super) fn liquid_coefficient(path_length_m: f64) -> f64 {
    if path_length_m < EQUILIBRIUM_PATH_M {
        DEFAULT_LIQUID_DISCHARGE_COEFFICIENT
    } else {
        DEFAULT_TWO_PHASE_DISCHARGE_COEFFICIENT
    }
}

fn rate_held() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        "outflow",
        "the vessel was taken to release at its first rate until it is empty or shut off: falling level and pressure are not in it, \
         so the rate is an upper bound and the duration a lower one",
        "按初始速率持续至排空或切断计算:未计液位与压力下降,速率为上限、持续时间为下限",
    )
}

fn jet_stays_warm() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        "cloud_temperature_k",
        "the jet was taken to be at the first temperature of the vessel after its expansion, while the content cools as it empties",
        "射流膨胀后温度按容器初始温度取值,未计内容物随泄放降温",
    )
}
