//! A vessel of known shape with liquid that empties over time.

use super::course::Course;
use super::event::ReleaseEvent;
use super::outflow::{Form, Outflow, Phase, Release};
use super::sheet::Sheet;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput};
use crate::source::{
    DEFAULT_LIQUID_DISCHARGE_COEFFICIENT, DEFAULT_TWO_PHASE_DISCHARGE_COEFFICIENT, DischargeField, DischargePhase,
    EQUILIBRIUM_PATH_M, Headspace, VESSEL_DISCHARGE, Vessel, VesselDischarge, VesselShape,
};

impl Release<'_> {
    pub(super) fn emptying_vessel(&self, event: &ReleaseEvent, sheet: &mut Sheet) -> Result<Outflow, InvalidInput> {
        let &ReleaseEvent::EmptyingVessel {
            shape,
            diameter_m,
            length_m,
            fill_frac,
            temperature_k,
            headspace,
            pressure_pa,
            hole_height_m,
            hole_diameter_m,
            path_length_m,
            isolation_time_s,
            closing_time_s,
        } = event
        else {
            unreachable!("called for an emptying vessel")
        };
        let discharge = VesselDischarge {
            pressure_pa,
            hole_height_m,
            path_length_m,
            liquid_discharge_coefficient: liquid_coefficient(path_length_m),
            ambient_pressure_pa: self.air.pressure_pa,
            isolation_time_s,
            closing_time_s,
            ..VesselDischarge::to_atmosphere(
                vessel(shape, diameter_m, length_m)?,
                fill_frac,
                temperature_k,
                self.headspace(headspace, temperature_k, pressure_pa, sheet),
                hole_diameter_m,
            )
        };
        sheet.uses(&VESSEL_DISCHARGE);
        let field = sheet.take(discharge.release(self.substance)?);
        sheet.tell([coefficients_taken(&discharge)]);
        self.outflow_of(&discharge, &field, sheet)
    }

    /// The course of a solved discharge; its exit is that of the first moment.
    fn outflow_of(
        &self,
        discharge: &VesselDischarge,
        field: &DischargeField,
        sheet: &mut Sheet,
    ) -> Result<Outflow, InvalidInput> {
        let form = Form::Flow(Course::sampled(field.duration_s(), |time_s| field.at(time_s).released_mass_kg));
        let first = field.at(0.0);
        let stored_k = discharge.temperature_k;
        if first.phase == DischargePhase::Vapour {
            let gas = self.gas(stored_k, sheet)?;
            let exit = Some(self.gas_exit(gas, first.pressure_pa, stored_k)?);
            return Ok(Outflow { phase: Phase::Gas, form, stored_k, exit, vapour_from_s: None });
        }
        let superheated = stored_k > self.substance.boiling_point_k;
        let fluid = self.fluid(stored_k, superheated, sheet)?;
        let hole = ReleaseEvent::LiquidVessel {
            mass_kg: field.content_kg(),
            temperature_k: stored_k,
            pressure_pa: Some(if superheated {
                first.pressure_pa.max(fluid.saturation_pressure_pa)
            } else {
                first.pressure_pa
            }),
            liquid_head_m: (first.liquid_level_m - discharge.hole_height_m).max(0.0),
            hole_diameter_m: discharge.orifice_diameter_m,
            path_length_m: discharge.path_length_m,
            discharge_coefficient: Some(discharge.liquid_discharge_coefficient),
            isolation_time_s: None,
        };
        let (_, exit) = if superheated {
            self.flashing(&hole, fluid, sheet)?
        } else {
            self.cold(&hole, fluid.density_kg_m3, sheet)?
        };
        let vapour = field.changes().into_iter().find(|change| change.phase == DischargePhase::Vapour);
        if superheated {
            sheet.tell([flash_of_the_start()]);
        }
        Ok(Outflow {
            phase: if superheated { Phase::Superheated } else { Phase::Liquid },
            form,
            stored_k,
            exit: Some(exit),
            vapour_from_s: vapour.map(|change| change.time_s),
        })
    }

    /// What is above the liquid, with a caveat when nobody said.
    fn headspace(
        &self,
        given: Option<Headspace>,
        temperature_k: f64,
        pressure_pa: Option<f64>,
        sheet: &mut Sheet,
    ) -> Headspace {
        if let Some(given) = given {
            return given;
        }
        let boils =
            self.substance.vapour_pressure_pa(temperature_k).is_ok_and(|vapour_pa| vapour_pa > self.air.pressure_pa);
        let (taken, en, zh) = match (boils, pressure_pa) {
            (true, _) => (Headspace::OwnVapour, "the liquid's own vapour", "自身蒸气"),
            (false, Some(_)) => (Headspace::Held, "gas held at the pressure given", "恒压气体(按给定压力)"),
            (false, None) => (Headspace::Vented, "air that comes in freely", "自由进入的空气"),
        };
        sheet.tell([Caveat::new(
            CaveatCode::AssumedValue,
            VESSEL_DISCHARGE.id,
            format!("headspace not given: {en} was taken"),
            format!("未给出气相空间类型:取{zh}"),
        )]);
        taken
    }
}

fn liquid_coefficient(path_length_m: f64) -> f64 {
    if path_length_m < EQUILIBRIUM_PATH_M {
        DEFAULT_LIQUID_DISCHARGE_COEFFICIENT
    } else {
        DEFAULT_TWO_PHASE_DISCHARGE_COEFFICIENT
    }
}

fn vessel(shape: VesselShape, diameter_m: f64, length_m: Option<f64>) -> Result<Vessel, InvalidInput> {
    let refused = |value: f64, allowed: &str, code: &str| InvalidInput {
        problems: vec![FieldProblem::new("length_m", value, allowed, code)],
    };
    let length_m = match (shape, length_m) {
        (VesselShape::Sphere, None) => diameter_m,
        (VesselShape::Sphere, Some(length_m)) => {
            return Err(refused(length_m, "no length for a sphere", "contradiction"));
        }
        (_, Some(length_m)) => length_m,
        (_, None) => {
            let allowed = "height of an upright cylinder, length of a lying one";
            return Err(InvalidInput { problems: vec![FieldProblem::new("length_m", "", allowed, "missing")] });
        }
    };
    Ok(Vessel { shape, diameter_m, length_m })
}

fn coefficients_taken(discharge: &VesselDischarge) -> Caveat {
    let (liquid, vapour) = (discharge.liquid_discharge_coefficient, discharge.vapour_discharge_coefficient);
    Caveat::new(
        CaveatCode::AssumedValue,
        VESSEL_DISCHARGE.id,
        format!("discharge coefficients {liquid} for liquid and {vapour} for vapour taken"),
        format!("流量系数取:液体 {liquid},蒸气 {vapour}"),
    )
}

fn flash_of_the_start() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        "flash_frac",
        "the share that flashes was taken as at the start; it falls as the content cools, so what stays in the air is an upper bound",
        "闪蒸比例按初始温度取值;内容物降温后比例下降,留在空气中的量为上限",
    )
}
