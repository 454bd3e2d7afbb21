//! A vessel of known shape with liquid that empties over time.

use super::course::Course;
use super::event::{EmptyingVessel, LiquidVessel};
use super::outflow::{Outflow, Phase, Release, liquid_coefficient};
use super::sheet::Sheet;
use crate::provenance::{Caveat, CaveatCode, InvalidInput};
use crate::source::{DischargeField, DischargePhase, Headspace, VESSEL_DISCHARGE, Vessel, VesselDischarge};

impl Release<'_> {
    pub(super) fn emptying_vessel(&self, vessel: &EmptyingVessel, sheet: &mut Sheet) -> Result<Outflow, InvalidInput> {
        let discharge = VesselDischarge {
            pressure_pa: vessel.pressure_pa,
            hole_height_m: vessel.hole_height_m,
            path_length_m: vessel.path_length_m,
            liquid_discharge_coefficient: liquid_coefficient(vessel.path_length_m),
            ambient_pressure_pa: self.air.pressure_pa,
            isolation_time_s: vessel.isolation_time_s,
            closing_time_s: vessel.closing_time_s,
            ..VesselDischarge::to_atmosphere(
                Vessel::of(vessel.shape, vessel.diameter_m, vessel.length_m)?,
                vessel.fill_frac,
                vessel.temperature_k,
                self.headspace(vessel, sheet),
                vessel.hole_diameter_m,
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
        let course = Course::sampled(field.duration_s(), |time_s| field.at(time_s).released_mass_kg);
        let (first, stored_k) = (field.at(0.0), discharge.temperature_k);
        if first.phase == DischargePhase::Vapour {
            let gas = self.gas(stored_k, sheet)?;
            let exit = self.gas_exit(gas, first.pressure_pa, stored_k)?;
            return Ok(Outflow::flow(Phase::Gas, course, stored_k, Some(exit)));
        }
        let superheated = stored_k > self.boiling_k();
        let fluid = self.fluid(stored_k, superheated, sheet)?;
        let hole = LiquidVessel {
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
        let phase = if superheated { Phase::Superheated } else { Phase::Liquid };
        let vapour_from_s = vapour.map(|change| change.time_s);
        Ok(Outflow { vapour_from_s, ..Outflow::flow(phase, course, stored_k, Some(exit)) })
    }

    /// What is above the liquid, with a caveat when nobody said.
    fn headspace(&self, vessel: &EmptyingVessel, sheet: &mut Sheet) -> Headspace {
        let (taken, assumed) = Headspace::in_force(
            vessel.headspace,
            self.substance,
            vessel.temperature_k,
            vessel.pressure_pa,
            self.air.pressure_pa,
        );
        sheet.tell(assumed);
        taken
    }
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
