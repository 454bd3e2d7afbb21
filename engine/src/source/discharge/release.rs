//! What is asked of a discharge, and the regimes that it runs through.

use super::field::{DischargeField, Part};
use super::liquid::{Boiling, Cushion, Draining, Fall, content_kg};
use super::notes;
use super::opening::Opening;
use super::saturation::{Saturated, SaturationTable};
use super::vapour::{Emptying, Venting};
use super::walk::walk;
use super::{Headspace, VesselDischarge};
use crate::provenance::{Caveat, FieldProblem, InvalidInput, Solved};
use crate::source::FlashFigures;
use crate::source::properties::refused;
use crate::source::two_phase::{EQUILIBRIUM_PATH_M, FlashingFluid, OMEGA_PRESSURE_FRAC};
use crate::substance::{PropertyError, Substance};

/// Departure from the vapour pressure that correlations cannot tell from none.
const SATURATION_TOLERANCE: f64 = 0.02;

/// Excess over the pressure outside from which on a liquid boils there.
const BOILING_EXCESS: f64 = 1e-4;

/// Part of the volume below which there is no liquid left.
const DRY_FRAC: f64 = 1e-9;

/// The liquid as the discharge begins.
#[derive(Debug, Clone, Copy)]
struct Start {
    /// Pressure above the liquid, Pa.
    pressure_pa: f64,
    /// Vapour pressure, Pa; 0 where it lies below the published range.
    vapour_pa: f64,
    level_m: f64,
    density_kg_m3: f64,
}

impl Start {
    fn boils(&self, ambient_pa: f64) -> bool {
        self.vapour_pa > ambient_pa * (1.0 + BOILING_EXCESS)
    }
}

impl VesselDischarge {
    /// The discharge of a substance.
    ///
    /// # Errors
    /// All problems: quantities not finite or out of range, a hole larger or higher than the vessel, a temperature without
    /// liquid, a headspace that the vapour pressure rules out, a hole above a liquid that does not boil, a property that
    /// cannot be had.
    pub fn release(&self, substance: &Substance) -> Result<Solved<DischargeField>, InvalidInput> {
        InvalidInput::check(self.problems(substance))?;
        let start = self.start(substance)?;
        InvalidInput::check(self.state_problems(&start, substance))?;
        let refuse = |error: PropertyError| refused("temperature_k", &error);
        let parts = match self.headspace {
            Headspace::OwnVapour => self.boiling_parts(&start, substance),
            _ => self.draining_parts(&start, substance),
        }
        .map_err(refuse)?;
        let field = DischargeField::new(parts, self.isolation_time_s, self.closing_time_s);
        let caveats = self.caveats(&field, &start, substance);
        Ok(Solved { field, caveats })
    }

    fn problems(&self, substance: &Substance) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        check("diameter_m", self.vessel.diameter_m, 0.01, 200.0, "m");
        check("length_m", self.vessel.length_m, 0.01, 500.0, "m");
        check("fill_frac", self.fill_frac, 1e-3, 1.0, "");
        check("temperature_k", self.temperature_k, 10.0, 3000.0, "K");
        check("hole_height_m", self.hole_height_m, 0.0, 500.0, "m");
        check("orifice_diameter_m", self.orifice_diameter_m, 1e-5, 10.0, "m");
        check("path_length_m", self.path_length_m, 0.0, 100.0, "m");
        check("liquid_discharge_coefficient", self.liquid_discharge_coefficient, 0.01, 1.0, "");
        check("vapour_discharge_coefficient", self.vapour_discharge_coefficient, 0.01, 1.0, "");
        check("ambient_pressure_pa", self.ambient_pressure_pa, 1.0, 1e8, "Pa");
        check("isolation_time_s", self.isolation_time_s, 0.0, 1e7, "s");
        if let Some(closing_time_s) = self.closing_time_s {
            check("closing_time_s", closing_time_s, 0.0, 1e9, "s");
        }
        if let Some(pressure_pa) = self.pressure_pa {
            check("pressure_pa", pressure_pa, 1.0, 1e9, "Pa");
        }
        if problems.is_empty() { self.fit_problems(substance) } else { problems }
    }

    /// A hole that does not fit the vessel, a temperature without liquid, a pressure that is missing.
    fn fit_problems(&self, substance: &Substance) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut refuse = |field: &str, value: f64, allowed: String| {
            problems.push(FieldProblem::new(field, value, allowed, "out_of_range"));
        };
        let height_m = self.vessel.height_m();
        let widest_m = height_m.min(self.vessel.diameter_m);
        if self.hole_height_m > height_m {
            refuse("hole_height_m", self.hole_height_m, format!("at most the {height_m} m of the vessel"));
        }
        if self.orifice_diameter_m > widest_m {
            refuse("orifice_diameter_m", self.orifice_diameter_m, format!("at most the {widest_m} m of the vessel"));
        }
        let critical_k = substance.critical_temperature_k;
        if self.temperature_k >= critical_k {
            let allowed = format!("below the critical temperature of {critical_k:.2} K: above it there is no liquid");
            refuse("temperature_k", self.temperature_k, allowed);
        }
        if matches!(self.headspace, Headspace::Held | Headspace::Sealed) && self.pressure_pa.is_none() {
            problems.push(FieldProblem::new(
                "pressure_pa",
                "",
                "the pressure of a held or sealed headspace",
                "missing",
            ));
        }
        problems
    }

    fn start(&self, substance: &Substance) -> Result<Start, InvalidInput> {
        let refuse = |error: PropertyError| refused("temperature_k", &error);
        let vapour_pa = match substance.vapour_pressure_pa(self.temperature_k) {
            // Colder than the published range of a liquid far from boiling.
            Err(PropertyError::OutOfRange { .. }) if self.temperature_k < substance.boiling_point_k => 0.0,
            other => other.map_err(refuse)?,
        };
        let pressure_pa = match self.headspace {
            Headspace::OwnVapour => vapour_pa,
            Headspace::Vented => self.ambient_pressure_pa,
            Headspace::Held | Headspace::Sealed => self.pressure_pa.unwrap_or(self.ambient_pressure_pa),
        };
        let level_m = self.vessel.level_m(self.fill_frac * self.vessel.volume_m3());
        let density_kg_m3 = substance.liquid_density_kg_m3(self.temperature_k).map_err(refuse)?;
        Ok(Start { pressure_pa, vapour_pa, level_m, density_kg_m3 })
    }

    fn state_problems(&self, start: &Start, substance: &Substance) -> Vec<FieldProblem> {
        let mut problems: Vec<FieldProblem> =
            self.headspace_problem(start, substance).into_iter().chain(self.pressure_problem(start)).collect();
        let mut refuse = |field: &str, value: f64, allowed: String| {
            problems.push(FieldProblem::new(field, value, allowed, "out_of_range"));
        };
        if matches!(self.headspace, Headspace::OwnVapour | Headspace::Sealed) && self.fill_frac > 0.999 {
            refuse("fill_frac", self.fill_frac, "at most 0.999 in a closed vessel".into());
        }
        if self.hole_height_m >= start.level_m && self.headspace != Headspace::OwnVapour {
            let allowed = format!("below the level of {:.3} m: above it no liquid leaves", start.level_m);
            refuse("hole_height_m", self.hole_height_m, allowed);
        }
        problems
    }

    /// A liquid that boils outside cannot stand open; one that does not has no pressure of its own.
    fn headspace_problem(&self, start: &Start, substance: &Substance) -> Option<FieldProblem> {
        let (name, at_k, vapour_pa) = (&substance.name.en, self.temperature_k, start.vapour_pa);
        let (given, allowed) = match (self.headspace, start.boils(self.ambient_pressure_pa)) {
            (Headspace::OwnVapour, false) => {
                let why =
                    format!("at {at_k} K {name} has {vapour_pa:.0} Pa of vapour pressure, not above that outside");
                ("own_vapour", format!("vented, held or sealed: {why}"))
            }
            (Headspace::Vented, true) => {
                let why = format!("at {at_k} K {name} boils with {vapour_pa:.0} Pa and cannot stand open");
                ("vented", format!("own_vapour, held or sealed: {why}"))
            }
            _ => return None,
        };
        Some(FieldProblem::new("headspace", given, allowed, "contradiction"))
    }

    fn pressure_problem(&self, start: &Start) -> Option<FieldProblem> {
        let (ambient_pa, vapour_pa, pressure_pa) = (self.ambient_pressure_pa, start.vapour_pa, self.pressure_pa?);
        let (low_pa, high_pa) = match self.headspace {
            Headspace::OwnVapour => {
                ((1.0 - SATURATION_TOLERANCE) * vapour_pa, (1.0 + SATURATION_TOLERANCE) * vapour_pa)
            }
            Headspace::Vented => (0.999 * ambient_pa, 1.001 * ambient_pa),
            Headspace::Held | Headspace::Sealed => (ambient_pa.max(vapour_pa), f64::INFINITY),
        };
        let allowed = if pressure_pa < low_pa {
            format!("at least {low_pa:.0} Pa: vapour pressure {vapour_pa:.0} Pa, outside {ambient_pa:.0} Pa")
        } else if pressure_pa > high_pa {
            format!("{low_pa:.0} to {high_pa:.0} Pa, or a held or sealed headspace")
        } else {
            return None;
        };
        Some(FieldProblem::new("pressure_pa", pressure_pa, allowed, "out_of_range"))
    }

    fn opening(&self) -> Opening {
        Opening {
            diameter_m: self.orifice_diameter_m,
            path_m: self.path_length_m,
            liquid_coefficient: self.liquid_discharge_coefficient,
            vapour_coefficient: self.vapour_discharge_coefficient,
            ambient_pa: self.ambient_pressure_pa,
        }
    }

    fn fall(&self, from_m: f64, to_m: f64) -> Fall {
        Fall { from_m, to_m, hole_m: self.hole_height_m }
    }

    /// A liquid at one temperature: one regime, or two where a sealed pad comes down to the pressure outside on the way.
    fn draining_parts(&self, start: &Start, substance: &Substance) -> Result<Vec<Part>, PropertyError> {
        let boils = start.boils(self.ambient_pressure_pa);
        let (omega, flash_frac) = if boils { self.flashing(substance)? } else { (0.0, 0.0) };
        let gas_volume_m3 = (1.0 - self.fill_frac) * self.vessel.volume_m3();
        let (vapour_pa, pad_pa) = (start.vapour_pa, start.pressure_pa - start.vapour_pa);
        let sealed = Cushion::Sealed { vapour_pa, pad_pa, gas_volume_m3 };
        let draining = |from_m: f64, to_m: f64, cushion: Cushion| Draining {
            vessel: self.vessel,
            opening: self.opening(),
            fall: self.fall(from_m, to_m),
            cushion,
            density_kg_m3: start.density_kg_m3,
            saturation_pa: vapour_pa,
            omega,
            temperature_k: self.temperature_k,
            flash_frac,
            vapour_kg: 0.0,
        };
        let liquid = |draining: Draining| Part::liquid(walk(&draining, 0.0));
        if self.headspace != Headspace::Sealed {
            let whole = draining(start.level_m, self.hole_height_m, Cushion::Constant(start.pressure_pa));
            return Ok(vec![liquid(whole)]);
        }
        let spent_m = if boils { 0.0 } else { self.spent_level_m(vapour_pa, pad_pa, gas_volume_m3) };
        if spent_m <= self.hole_height_m {
            return Ok(vec![liquid(draining(start.level_m, self.hole_height_m, sealed))]);
        }
        let open = Cushion::Constant(self.ambient_pressure_pa);
        let mut parts = Vec::with_capacity(2);
        if spent_m < start.level_m {
            parts.push(liquid(draining(start.level_m, spent_m, sealed)));
        }
        parts.push(liquid(draining(spent_m.min(start.level_m), self.hole_height_m, open)));
        Ok(parts)
    }

    /// Level at which a sealed pad has come down to the pressure outside, m.
    fn spent_level_m(&self, vapour_pa: f64, pad_pa: f64, gas_volume_m3: f64) -> f64 {
        let spent_m3 = pad_pa * gas_volume_m3 / (self.ambient_pressure_pa - vapour_pa);
        self.vessel.level_m(self.vessel.volume_m3() - spent_m3)
    }

    /// Omega and flashing share of the liquid as it is at the start.
    fn flashing(&self, substance: &Substance) -> Result<(f64, f64), PropertyError> {
        let fluid = FlashingFluid::of(substance, self.temperature_k, 0.0)?;
        let omega = (fluid.density_kg_m3 / fluid.expanded_density_kg_m3 - 1.0) / (1.0 / OMEGA_PRESSURE_FRAC - 1.0);
        let boiling_k = substance.saturation_temperature_k(self.ambient_pressure_pa)?;
        Ok((omega, FlashFigures::of(substance, self.temperature_k, boiling_k)?.flash_frac()))
    }

    /// A liquid under its own vapour: liquid until the level is at the hole or the pressure that outside; then vapour over
    /// liquid; then vapour alone.
    fn boiling_parts(&self, start: &Start, substance: &Substance) -> Result<Vec<Part>, PropertyError> {
        let boiling_k = substance.saturation_temperature_k(self.ambient_pressure_pa)?;
        let table = SaturationTable::new(substance, boiling_k, self.temperature_k)?;
        let heat_capacity_ratio = substance.heat_capacity_ratio(self.temperature_k)?;
        let mut parts = Vec::with_capacity(3);
        let (mut level_m, mut temperature_k) = (start.level_m, self.temperature_k);
        if self.hole_height_m < level_m {
            let fall = self.fall(level_m, self.hole_height_m);
            let boiling = Boiling { vessel: self.vessel, opening: self.opening(), fall, table: &table };
            let walked = walk(&boiling, temperature_k);
            let last = walked.at(walked.duration_s());
            (level_m, temperature_k) = (last.level_m, walked.last_unknown);
            parts.push(Part::liquid(walked));
        }
        if temperature_k <= boiling_k * (1.0 + 1e-12) {
            parts.extend(self.drained_by_head(&table, level_m));
            return Ok(parts);
        }
        let state = table.at(temperature_k);
        let liquid_m3 = self.vessel.volume_below_m3(level_m);
        let mut mass_kg = content_kg(&state, liquid_m3, self.vessel.volume_m3());
        if liquid_m3 > DRY_FRAC * self.vessel.volume_m3() {
            let venting = Venting {
                vessel: self.vessel,
                opening: self.opening(),
                table: &table,
                from_k: temperature_k,
                heat_capacity_ratio,
            };
            let walked = walk(&venting, mass_kg);
            mass_kg = walked.last_unknown;
            temperature_k = walked.at(walked.duration_s()).temperature_k;
            parts.push(Part::vapour(walked));
        }
        parts.extend(self.emptied(&table.at(temperature_k), mass_kg, temperature_k, heat_capacity_ratio));
        Ok(parts)
    }

    /// What the head still drives out once the liquid has cooled to its boiling point at the pressure outside.
    fn drained_by_head(&self, table: &SaturationTable, level_m: f64) -> Option<Part> {
        let state = table.at(table.boiling_k());
        let gas_m3 = self.vessel.volume_m3() - self.vessel.volume_below_m3(level_m);
        (level_m > self.hole_height_m).then(|| {
            let draining = Draining {
                vessel: self.vessel,
                opening: self.opening(),
                fall: self.fall(level_m, self.hole_height_m),
                cushion: Cushion::Constant(self.ambient_pressure_pa),
                density_kg_m3: 1.0 / state.liquid_m3_kg,
                saturation_pa: 0.0,
                omega: 0.0,
                temperature_k: table.boiling_k(),
                flash_frac: 0.0,
                vapour_kg: gas_m3 / state.vapour_m3_kg,
            };
            Part::liquid(walk(&draining, 0.0))
        })
    }

    /// Vapour without liquid.
    fn emptied(&self, state: &Saturated, mass_kg: f64, temperature_k: f64, ratio: f64) -> Option<Part> {
        let dry = mass_kg * state.vapour_m3_kg <= self.vessel.volume_m3() * (1.0 + 1e-6);
        (dry && state.pressure_pa > self.ambient_pressure_pa * (1.0 + 1e-9)).then(|| {
            let emptying = Emptying {
                opening: self.opening(),
                mass_kg,
                volume_m3: self.vessel.volume_m3(),
                pressure_pa: state.pressure_pa,
                temperature_k,
                heat_capacity_ratio: ratio,
            };
            Part::vapour(walk(&emptying, 0.0))
        })
    }

    fn caveats(&self, field: &DischargeField, start: &Start, substance: &Substance) -> Vec<Caveat> {
        let end = field.at(field.duration_s());
        let boils = start.boils(self.ambient_pressure_pa);
        let own = self.headspace == Headspace::OwnVapour;
        let mut caveats = vec![notes::no_trial()];
        if own {
            caveats.push(notes::equilibrium());
            if field.vents_over_liquid() {
                caveats.push(notes::swelling());
            }
            if end.temperature_k < substance.boiling_point_k - 1.0 && field.empties_of_vapour() {
                caveats.push(notes::condenses(end.temperature_k, substance.boiling_point_k));
            }
            if field.keeps_liquid() {
                caveats.push(notes::cold_rest(end.mass_kg));
            }
        } else if boils {
            caveats.push(notes::padded(self.headspace));
        }
        if self.headspace == Headspace::Sealed {
            caveats.push(notes::sealed(boils));
        }
        if boils && self.path_length_m > 0.0 && self.path_length_m < EQUILIBRIUM_PATH_M {
            caveats.push(notes::short_path(self.path_length_m));
        }
        if self.orifice_diameter_m > notes::POINT_HOLE_FRAC * self.vessel.height_m() {
            caveats.push(notes::large_hole(self.orifice_diameter_m, self.vessel.height_m()));
        }
        if self.isolation_time_s > 0.0 {
            caveats.push(notes::fed(self.isolation_time_s));
        }
        if substance.mixture.is_some() && boils {
            caveats.push(notes::mixture(substance));
        }
        caveats
    }
}
