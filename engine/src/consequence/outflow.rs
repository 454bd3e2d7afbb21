//! What leaves the containment: how much, when, in what state, how fast.

use super::course::Course;
use super::event::ReleaseEvent;
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

/// A liquid that takes longer to run out (30 years) does not run out, s.
const LONGEST_LEAK_S: f64 = 1e9;

/// Longest release that is followed, s: a day.
const LONGEST_FOLLOWED_S: f64 = 86_400.0;

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
    let found = match *event {
        ReleaseEvent::GasVessel { .. } => release.gas_vessel(event, sheet),
        ReleaseEvent::LiquidVessel { .. } => release.liquid_vessel(event, sheet),
        ReleaseEvent::EmptyingVessel { .. } => release.emptying_vessel(event, sheet),
        ReleaseEvent::Pipeline { .. } => release.pipeline(event, sheet),
        ReleaseEvent::Rupture { mass_kg, temperature_k, is_gas } => release.rupture(mass_kg, temperature_k, is_gas),
        ReleaseEvent::Spill { mass_kg, duration_s, temperature_k } => {
            Ok(release.spill(mass_kg, duration_s, temperature_k))
        }
        ReleaseEvent::KnownRate { release_rate_kg_s, duration_s, temperature_k } => {
            Ok(release.known_rate(release_rate_kg_s, duration_s, temperature_k))
        }
    };
    let mut outflow = found.map_err(of_release)?;
    outflow.form = in_force(outflow.form, sheet)?;
    Ok(outflow)
}

/// The course that is in force when the user has put a rate, a duration or a mass in the place of the computed one.
fn in_force(form: Form, sheet: &mut Sheet) -> Result<Form, InvalidInput> {
    let course = match form {
        Form::Burst { mass_kg } => {
            let mass_kg = sheet.enter(Step::Outflow, Quantity::ReleasedMassKg, mass_kg, Basis::Computed, "content");
            return Ok(Form::Burst { mass_kg });
        }
        Form::Flow(course) => course,
    };
    let (first_kg_s, end_s, total_kg) = (course.first_rate_kg_s(), course.end_s(), course.total_kg());
    let (new_rate, new_end) =
        (sheet.is_overridden(Quantity::ReleaseRateKgS), sheet.is_overridden(Quantity::ReleaseDurationS));
    let rate_kg_s = sheet.enter(Step::Outflow, Quantity::ReleaseRateKgS, first_kg_s, Basis::Computed, "outflow");
    let emptied_s = if new_rate { total_kg / rate_kg_s } else { end_s };
    let duration_s = sheet.enter(Step::Outflow, Quantity::ReleaseDurationS, emptied_s, Basis::Computed, "outflow");
    let course = match (new_rate, new_end) {
        (true, _) => Course::constant(rate_kg_s, duration_s),
        (false, true) => course.until(duration_s),
        (false, false) => course,
    };
    let course = followed(course, sheet);
    let kept_kg = course.total_kg();
    let mass_kg = sheet.enter(Step::Outflow, Quantity::ReleasedMassKg, kept_kg, Basis::Computed, "outflow");
    if mass_kg > kept_kg * (1.0 + 1e-9) {
        let allowed = format!("up to {kept_kg:.6} kg, what the release gives; raise the rate or the duration instead");
        return Err(refused("overrides.released_mass_kg", mass_kg, allowed));
    }
    if kept_kg > total_kg * (1.0 + 1e-9) {
        sheet.tell([more_than_content(kept_kg, total_kg)]);
    }
    Ok(Form::Flow(if mass_kg < kept_kg { course.until(course.time_of_kg(mass_kg)) } else { course }))
}

/// No longer than the chain follows: an exposure that counts is over by then.
fn followed(course: Course, sheet: &mut Sheet) -> Course {
    if course.end_s() <= LONGEST_FOLLOWED_S {
        return course;
    }
    let (end_s, total_kg) = (course.end_s(), course.total_kg());
    let course = course.until(LONGEST_FOLLOWED_S);
    let kept_kg = course.total_kg();
    sheet.tell([Caveat::new(
        CaveatCode::NotModelled,
        "release_duration_s",
        format!("the release goes on for {end_s:.3e} s; it is followed for a day, in which {kept_kg:.4} of {total_kg:.4} kg come out"),
        format!("泄漏将持续 {end_s:.3e} s;仅计算一天,其间泄漏 {kept_kg:.4} kg(共 {total_kg:.4} kg)"),
    )]);
    course
}

fn more_than_content(released_kg: f64, content_kg: f64) -> Caveat {
    Caveat::new(
        CaveatCode::UserFigure,
        "released_mass_kg",
        format!(
            "rate and duration put in release {released_kg:.1} kg, more than the {content_kg:.1} kg of the computed release"
        ),
        format!("用户给定的速率与时间合计泄漏 {released_kg:.1} kg,超过计算泄漏量 {content_kg:.1} kg"),
    )
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

    fn gas_vessel(&self, event: &ReleaseEvent, sheet: &mut Sheet) -> Result<Outflow, InvalidInput> {
        let &ReleaseEvent::GasVessel {
            volume_m3,
            pressure_pa,
            temperature_k,
            hole_diameter_m,
            discharge_coefficient,
            expansion,
            isolation_time_s,
        } = event
        else {
            unreachable!("called for a gas vessel")
        };
        check_hole(hole_diameter_m, volume_m3)?;
        let gas = self.gas(temperature_k, sheet)?;
        let vessel = GasBlowdown {
            volume_m3,
            pressure_pa,
            temperature_k,
            orifice_diameter_m: hole_diameter_m,
            discharge_coefficient: coefficient(
                discharge_coefficient,
                DEFAULT_GAS_DISCHARGE_COEFFICIENT,
                GAS_BLOWDOWN.id,
                sheet,
            ),
            ambient_pressure_pa: self.air.pressure_pa,
            expansion,
            isolation_time_s,
        };
        let known = AbelNobleGas::of(self.substance, temperature_k)?;
        sheet.uses(&GAS_BLOWDOWN);
        // the caveats of the substance come with `release`; the figures in force may be the user's
        sheet.tell(vessel.release(self.substance)?.caveats);
        let field = vessel.solve_with(AbelNobleGas { gas, ..known })?.field;
        let course = Course::sampled(field.duration_s(), |time_s| field.at(time_s).released_mass_kg);
        let exit = self.gas_exit(gas, pressure_pa, temperature_k)?;
        if expansion == Expansion::Adiabatic {
            sheet.tell([jet_stays_warm()]);
        }
        Ok(Outflow {
            phase: Phase::Gas,
            form: Form::Flow(course),
            stored_k: temperature_k,
            exit: Some(exit),
            vapour_from_s: None,
        })
    }

    fn pipeline(&self, event: &ReleaseEvent, sheet: &mut Sheet) -> Result<Outflow, InvalidInput> {
        let &ReleaseEvent::Pipeline {
            pipe_diameter_m,
            length_m,
            other_length_m,
            hole_diameter_m,
            darcy_friction_factor,
            pressure_pa,
            temperature_k,
            isolation_time_s,
        } = event
        else {
            unreachable!("called for a pipeline")
        };
        let gas = self.gas(temperature_k, sheet)?;
        let pipe = PipelineRelease {
            other_length_m,
            hole_diameter_m: hole_diameter_m.unwrap_or(pipe_diameter_m),
            ambient_pressure_pa: self.air.pressure_pa,
            isolation_time_s,
            ..PipelineRelease::full_bore(pipe_diameter_m, length_m, darcy_friction_factor, pressure_pa, temperature_k)
        };
        sheet.uses(&PIPELINE_RELEASE);
        sheet.tell(pipe.release(self.substance)?.caveats);
        let field = pipe.solve_with(gas)?.field;
        let course = Course::sampled(field.duration_s(), |time_s| field.released_mass_kg(time_s));
        let exit = self.gas_exit(gas, pressure_pa, temperature_k)?;
        Ok(Outflow {
            phase: Phase::Gas,
            form: Form::Flow(course),
            stored_k: temperature_k,
            exit: Some(exit),
            vapour_from_s: None,
        })
    }

    fn liquid_vessel(&self, event: &ReleaseEvent, sheet: &mut Sheet) -> Result<Outflow, InvalidInput> {
        let &ReleaseEvent::LiquidVessel {
            mass_kg,
            temperature_k,
            liquid_head_m,
            hole_diameter_m,
            isolation_time_s,
            ..
        } = event
        else {
            unreachable!("called for a vessel of liquid")
        };
        self.check_is_liquid(temperature_k)?;
        let superheated = temperature_k > self.substance.boiling_point_k;
        let fluid = self.fluid(temperature_k, superheated, sheet)?;
        check_hole(hole_diameter_m, mass_kg / fluid.density_kg_m3)?;
        let (rate_kg_s, exit) = if superheated {
            self.flashing(event, fluid, sheet)?
        } else {
            self.cold(event, fluid.density_kg_m3, sheet)?
        };
        let empty_s = mass_kg / rate_kg_s;
        let duration_s = isolation_time_s.unwrap_or(empty_s).min(empty_s);
        // a rate of nothing makes the mass over it infinite, and the released mass NaN
        if !(rate_kg_s > 0.0 && duration_s <= LONGEST_LEAK_S) {
            let allowed =
                "a head of liquid, or with pressure_pa a pressure above it, that drives it out within 30 years";
            return Err(refused("liquid_head_m", liquid_head_m, allowed));
        }
        sheet.tell([rate_held()]);
        let course = Course::constant(rate_kg_s, duration_s);
        let phase = if superheated { Phase::Superheated } else { Phase::Liquid };
        Ok(Outflow { phase, form: Form::Flow(course), stored_k: temperature_k, exit: Some(exit), vapour_from_s: None })
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
        event: &ReleaseEvent,
        fluid: FlashingFluid,
        sheet: &mut Sheet,
    ) -> Result<(f64, Exit), InvalidInput> {
        let &ReleaseEvent::LiquidVessel {
            temperature_k,
            pressure_pa,
            liquid_head_m,
            hole_diameter_m,
            path_length_m,
            discharge_coefficient,
            ..
        } = event
        else {
            unreachable!("called for a vessel of liquid")
        };
        let default = match path_length_m < EQUILIBRIUM_PATH_M {
            true => DEFAULT_LIQUID_DISCHARGE_COEFFICIENT,
            false => DEFAULT_TWO_PHASE_DISCHARGE_COEFFICIENT,
        };
        let above_pa = pressure_pa.unwrap_or(fluid.saturation_pressure_pa);
        let hole = TwoPhaseOrifice {
            pressure_pa: above_pa + fluid.density_kg_m3 * STANDARD_GRAVITY_M_S2 * liquid_head_m,
            temperature_k,
            vapour_mass_frac: 0.0,
            orifice_diameter_m: hole_diameter_m,
            path_length_m,
            discharge_coefficient: coefficient(discharge_coefficient, default, TWO_PHASE_ORIFICE.id, sheet),
            ambient_pressure_pa: self.air.pressure_pa,
        };
        sheet.uses(&TWO_PHASE_ORIFICE);
        let release = sheet.take(hole.release_with(fluid)?);
        let area_m2 = hole.discharge_coefficient * FRAC_PI_4 * hole_diameter_m * hole_diameter_m;
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
        event: &ReleaseEvent,
        density_kg_m3: f64,
        sheet: &mut Sheet,
    ) -> Result<(f64, Exit), InvalidInput> {
        let &ReleaseEvent::LiquidVessel {
            temperature_k,
            pressure_pa,
            liquid_head_m,
            hole_diameter_m,
            discharge_coefficient,
            ..
        } = event
        else {
            unreachable!("called for a vessel of liquid")
        };
        let default = DEFAULT_LIQUID_DISCHARGE_COEFFICIENT;
        let hole = LiquidOrifice {
            pressure_pa: pressure_pa.unwrap_or(self.air.pressure_pa),
            temperature_k,
            liquid_head_m,
            orifice_diameter_m: hole_diameter_m,
            discharge_coefficient: coefficient(discharge_coefficient, default, LIQUID_ORIFICE.id, sheet),
            ambient_pressure_pa: self.air.pressure_pa,
        };
        sheet.uses(&LIQUID_ORIFICE);
        let release = sheet.take(hole.release_with(density_kg_m3)?);
        let exit = Exit { velocity_m_s: release.velocity_m_s, pressure_pa: self.air.pressure_pa, density_kg_m3 };
        Ok((release.release_rate_kg_s, exit))
    }

    fn rupture(&self, mass_kg: f64, temperature_k: f64, is_gas: bool) -> Result<Outflow, InvalidInput> {
        if !is_gas {
            self.check_is_liquid(temperature_k)?;
        }
        let phase = match (is_gas, temperature_k > self.substance.boiling_point_k) {
            (true, _) => Phase::Gas,
            (false, true) => Phase::Superheated,
            (false, false) => Phase::Liquid,
        };
        Ok(Outflow { phase, form: Form::Burst { mass_kg }, stored_k: temperature_k, exit: None, vapour_from_s: None })
    }

    fn spill(&self, mass_kg: f64, duration_s: Option<f64>, temperature_k: Option<f64>) -> Outflow {
        let stored_k = temperature_k.unwrap_or(self.air.temperature_k.min(self.substance.boiling_point_k));
        let form = match duration_s {
            Some(duration_s) => Form::Flow(Course::constant(mass_kg / duration_s, duration_s)),
            None => Form::Burst { mass_kg },
        };
        Outflow { phase: Phase::Liquid, form, stored_k, exit: None, vapour_from_s: None }
    }

    fn known_rate(&self, release_rate_kg_s: f64, duration_s: f64, temperature_k: Option<f64>) -> Outflow {
        let course = Course::constant(release_rate_kg_s, duration_s);
        let stored_k = temperature_k.unwrap_or(self.air.temperature_k.max(self.substance.boiling_point_k));
        Outflow { phase: Phase::Gas, form: Form::Flow(course), stored_k, exit: None, vapour_from_s: None }
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
