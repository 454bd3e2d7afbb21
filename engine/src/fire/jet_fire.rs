//! Jet fire: a jet of flammable gas that burns.

use super::bent_flame::BentInput;
use super::chamberlain::{self, FlareInput};
use super::hydrogen_flame::{self, HydrogenFlame, POINTS, WIDTH_RATIO};
use super::jet_fire_cards::{JET_FIRE, JET_FIRE_AQT3046, JET_FIRE_MULTI_SOURCE, JET_FIRE_WEIGHTED_SOURCES};
use super::jet_fire_field::{JetFireField, Points, Radiator};
use super::jet_fire_notes as notes;
use super::jet_state::{BurningJet, JetFireSource, air_density_kg_m3, source_diameter_m};
use super::{HumidAir, TwoDiscFlame, heat_of_combustion_j_kg};
use crate::dispersion::{GasJet, JetSource, NotionalNozzle};
use crate::math;
use crate::provenance::{FieldProblem, InvalidInput, ModelCard, Solved};
use crate::source::{AbelNobleGas, GasProperties};
use crate::substance::Substance;
use crate::units::{GAS_CONSTANT_J_MOL_K, STANDARD_ATMOSPHERE_PA};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// Name of hydrogen in the tables of substances.
const HYDROGEN_CAS: &str = "1333-74-0";

/// How the flame is modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JetFireModel {
    /// Frustum of Chamberlain (1987): hydrocarbons.
    SolidFlame,
    /// Weighted points on a hydrogen flame, as HyRAM+.
    MultiSource,
    /// Point source of AQ/T 3046.
    PointSource,
    /// Weighted points along a flame of a paraffin that buoyancy and wind bend, as HyRAM+.
    WeightedSources,
}

impl JetFireModel {
    /// Whether a substance is the one that [`JetFireModel::MultiSource`] is for.
    #[must_use]
    pub fn is_for_hydrogen(substance: &Substance) -> bool {
        substance.cas == HYDROGEN_CAS
    }

    /// The model whose published range the fire is in: points for hydrogen; for paraffins below 45 degrees, where no trial
    /// bears the frustum out, the flame that bends; else the frustum.
    #[must_use]
    pub fn by_range(substance: &Substance, elevation_rad: f64) -> Self {
        if Self::is_for_hydrogen(substance) {
            Self::MultiSource
        } else if elevation_rad < FRAC_PI_4 - 1e-9 && notes::is_paraffin(substance) {
            Self::WeightedSources
        } else {
            Self::SolidFlame
        }
    }

    /// Where the model comes from.
    #[must_use]
    pub fn card(self) -> &'static ModelCard {
        match self {
            Self::SolidFlame => &JET_FIRE,
            Self::MultiSource => &JET_FIRE_MULTI_SOURCE,
            Self::PointSource => &JET_FIRE_AQT3046,
            Self::WeightedSources => &JET_FIRE_WEIGHTED_SOURCES,
        }
    }
}

/// What a jet fire has to know of its fuel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JetFuel {
    /// Molar mass and ratio of heat capacities.
    pub gas: AbelNobleGas,
    /// Heat of combustion (lower), J/kg.
    pub heat_of_combustion_j_kg: f64,
    /// Mass of fuel in a mass of stoichiometric mixture with air.
    pub stoichiometric_mass_frac: f64,
    /// Whether it is hydrogen.
    pub hydrogen: bool,
}

impl JetFuel {
    /// Reads a substance at the temperature before the hole.
    ///
    /// # Errors
    /// When the heat of combustion is not known or the heat capacity cannot be had.
    pub fn of(substance: &Substance, temperature_k: f64) -> Result<Self, InvalidInput> {
        let hydrogen = JetFireModel::is_for_hydrogen(substance);
        let heat_of_combustion_j_kg = heat_of_combustion_j_kg(substance)?;
        let stoichiometric_mass_frac = if hydrogen {
            hydrogen_flame::STOICHIOMETRIC_MASS_FRAC
        } else {
            chamberlain::paraffin_mass_frac(substance.molar_mass_kg_mol)
        };
        let gas = AbelNobleGas::of(substance, temperature_k)?;
        Ok(Self { gas, heat_of_combustion_j_kg, stoichiometric_mass_frac, hydrogen })
    }
}

/// A jet fire.
///
/// # Example
/// ```
/// use cordon_engine::fire::{JetFire, JetFireModel, JetFireSource, JetFuel};
/// use cordon_engine::source::{AbelNobleGas, GasProperties};
/// let gas = GasProperties { molar_mass_kg_mol: 0.016_043, heat_capacity_ratio: 1.31 };
/// let fuel = JetFuel {
///     gas: AbelNobleGas { gas, co_volume_m3_kg: 0.0 },
///     heat_of_combustion_j_kg: 50e6,
///     stoichiometric_mass_frac: 0.0547,
///     hydrogen: false,
/// };
/// let source = JetFireSource {
///     release_rate_kg_s: Some(2.9),
///     pressure_pa: None,
///     temperature_k: 288.15,
///     orifice_diameter_m: 0.0203,
///     discharge_coefficient: 1.0,
/// };
/// let fire = JetFire { wind_speed_m_s: 5.0, ..JetFire::level(source, JetFireModel::SolidFlame) };
/// let field = fire.solve_with(fuel).unwrap().field;
/// assert!(field.incident_flux_w_m2([10.0, 30.0, 1.5]) < field.incident_flux_w_m2([10.0, 15.0, 1.5]));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JetFire {
    /// The hole.
    pub source: JetFireSource,
    /// How the flame is modelled.
    pub model: JetFireModel,
    /// Direction of the release above the horizontal, rad, 0 to pi/2.
    pub elevation_rad: f64,
    /// Height of the hole above ground, m, 0 to 500.
    pub release_height_m: f64,
    /// Wind speed, m/s, 0 to 40.
    pub wind_speed_m_s: f64,
    /// Where the wind blows to, anticlockwise from the horizontal direction of the release, rad, -pi to pi.
    pub wind_to_release_rad: f64,
    /// Air on the way.
    pub air: HumidAir,
    /// Pressure of the air, Pa absolute.
    pub air_pressure_pa: f64,
    /// Share of the heat that is radiated; none: that of the model.
    pub radiative_frac: Option<f64>,
}

impl JetFire {
    /// A level jet 1 m above ground in still air.
    #[must_use]
    pub fn level(source: JetFireSource, model: JetFireModel) -> Self {
        Self {
            source,
            model,
            elevation_rad: 0.0,
            release_height_m: 1.0,
            wind_speed_m_s: 0.0,
            wind_to_release_rad: 0.0,
            air: HumidAir::default(),
            air_pressure_pa: STANDARD_ATMOSPHERE_PA,
            radiative_frac: None,
        }
    }

    /// The fire of a substance.
    ///
    /// # Errors
    /// As [`JetFire::solve_with`], when a property is not known, and when the bending flame is asked for no paraffin.
    pub fn solve(&self, substance: &Substance) -> Result<Solved<JetFireField>, InvalidInput> {
        let fuel = JetFuel::of(substance, self.source.temperature_k)?;
        let mut problems = self.problems(fuel);
        if self.model == JetFireModel::WeightedSources && !fuel.hydrogen && !notes::is_paraffin(substance) {
            let allowed = "solid_flame or point_source: the flame that bends is published for paraffins";
            problems.push(FieldProblem::new("model", "weighted_sources", allowed, "not_allowed"));
        }
        InvalidInput::check(problems)?;
        let mut solved = self.solve_with(fuel)?;
        solved.caveats.extend(notes::of_substance(self, substance));
        Ok(solved)
    }

    /// Checks everything and sets the flame up.
    ///
    /// # Errors
    /// All problems: figures not finite or out of range, points asked for another fuel than hydrogen, a flow and a
    /// pressure that do not go together.
    pub fn solve_with(&self, fuel: JetFuel) -> Result<Solved<JetFireField>, InvalidInput> {
        InvalidInput::check(self.problems(fuel))?;
        let field = match self.model {
            JetFireModel::SolidFlame => self.solid(fuel)?,
            JetFireModel::MultiSource => self.points(fuel)?,
            JetFireModel::PointSource => self.point(fuel)?,
            JetFireModel::WeightedSources => self.bent(fuel)?,
        };
        Ok(Solved { caveats: notes::of_fire(self, fuel, &field), field })
    }

    fn problems(&self, fuel: JetFuel) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        check("elevation_rad", self.elevation_rad, 0.0, FRAC_PI_2, "rad");
        check("release_height_m", self.release_height_m, 0.0, 500.0, "m");
        check("wind_speed_m_s", self.wind_speed_m_s, 0.0, 40.0, "m/s");
        check("wind_to_release_rad", self.wind_to_release_rad, -PI, PI, "rad");
        check("air_pressure_pa", self.air_pressure_pa, 5e4, 1.2e5, "Pa");
        if let Some(share) = self.radiative_frac {
            check("radiative_frac", share, 0.01, 0.6, "");
        }
        check("heat_of_combustion_j_kg", fuel.heat_of_combustion_j_kg, 1e6, 1.5e8, "J/kg");
        check("stoichiometric_mass_frac", fuel.stoichiometric_mass_frac, 1e-3, 0.9, "");
        check("molar_mass_kg_mol", fuel.gas.gas.molar_mass_kg_mol, 1e-3, 1.0, "kg/mol");
        check("heat_capacity_ratio", fuel.gas.gas.heat_capacity_ratio, 1.01, 1.7, "");
        check("co_volume_m3_kg", fuel.gas.co_volume_m3_kg, 0.0, 0.1, "m3/kg");
        self.air.check(&mut problems);
        self.source.check(self.air_pressure_pa, &mut problems);
        if self.model == JetFireModel::WeightedSources && fuel.hydrogen {
            let allowed = "multi_source: the flame that bends is that of paraffins";
            problems.push(FieldProblem::new("model", "weighted_sources", allowed, "not_allowed"));
        }
        if self.model == JetFireModel::MultiSource && !fuel.hydrogen {
            let allowed = "solid_flame or point_source: the points are published for hydrogen";
            problems.push(FieldProblem::new("model", "multi_source", allowed, "not_allowed"));
        }
        if problems.is_empty() {
            problems.extend(self.drive_problem(fuel.gas.gas));
        }
        problems
    }

    /// A flow that no pressure drives, or one that moves too slowly to be a jet.
    fn drive_problem(&self, gas: GasProperties) -> Option<FieldProblem> {
        const GREATEST_PA: f64 = 1e8;
        const LEAST_M_S: f64 = 1.0;
        let pressure_pa = self.source.rest_pressure_pa(gas, self.air_pressure_pa);
        if !pressure_pa.is_finite() || pressure_pa > GREATEST_PA {
            let allowed =
                format!("a flow that at most {GREATEST_PA} Pa drive through the hole (here {pressure_pa:.3e} Pa)");
            let rate = self.source.release_rate_kg_s.unwrap_or_default();
            return Some(FieldProblem::new("release_rate_kg_s", rate, allowed, "out_of_range"));
        }
        let jet = self.source.isentropic_jet(gas, (self.air.temperature_k, self.air_pressure_pa));
        (jet.velocity_m_s < LEAST_M_S || jet.velocity_m_s.is_nan()).then(|| {
            let allowed =
                format!("a flow that leaves the hole at {LEAST_M_S} m/s or more: slower is no jet, see pool fires");
            FieldProblem::new("release_rate_kg_s", jet.release_rate_kg_s, allowed, "out_of_range")
        })
    }

    /// Axis of the hole.
    fn axis(&self) -> [f64; 3] {
        [math::cos(self.elevation_rad), 0.0, math::sin(self.elevation_rad)]
    }

    fn wind_to(&self) -> [f64; 3] {
        [math::cos(self.wind_to_release_rad), math::sin(self.wind_to_release_rad), 0.0]
    }

    fn air_state(&self) -> (f64, f64) {
        (self.air.temperature_k, self.air_pressure_pa)
    }

    fn air_kg_m3(&self) -> f64 {
        air_density_kg_m3(self.air.temperature_k, self.air_pressure_pa)
    }

    /// A place on a line from the hole.
    fn place_m(&self, direction: [f64; 3], distance_m: f64) -> [f64; 3] {
        let [x, y, z] = direction.map(|part| part * distance_m);
        [x, y, self.release_height_m + z]
    }

    /// The frustum of Chamberlain.
    fn solid(&self, fuel: JetFuel) -> Result<JetFireField, InvalidInput> {
        let gas = fuel.gas.gas;
        let jet = self.source.isentropic_jet(gas, self.air_state());
        let jet_kg_m3 = self.air_pressure_pa * gas.molar_mass_kg_mol / (GAS_CONSTANT_J_MOL_K * jet.temperature_k);
        let axis = self.axis();
        let shape = FlareInput {
            jet,
            stoichiometric_mass_frac: fuel.stoichiometric_mass_frac,
            air_density_ratio: self.air_kg_m3() / jet_kg_m3,
            wind_speed_m_s: self.wind_speed_m_s,
            axis_to_wind_rad: chamberlain::axis_to_wind_rad(axis, self.wind_to()),
        }
        .shape();
        let base_m = self.place_m(axis, shape.lift_off_m);
        let along = chamberlain::flame_direction(axis, self.wind_to(), shape.tilt_rad);
        let tip_m = [0, 1, 2].map(|i| base_m[i] + shape.frustum_length_m * along[i]);
        let flame = TwoDiscFlame::along_axis(base_m, 0.5 * shape.base_diameter_m, tip_m, 0.5 * shape.tip_diameter_m)?;
        let share = self.radiative_frac.unwrap_or_else(|| chamberlain::radiated_frac(jet.velocity_m_s));
        let surface_m2 = flame.surface_m2();
        self.field(fuel, jet, Radiator::Solid { flame, shape }, (base_m, tip_m), (share, surface_m2))
    }

    /// The hydrogen flame.
    fn points(&self, fuel: JetFuel) -> Result<JetFireField, InvalidInput> {
        let (jet, jet_kg_m3) = self.momentum_jet(fuel.gas)?;
        let flame = HydrogenFlame::of(&jet, jet_kg_m3, self.air_kg_m3(), self.air_state());
        let hole_m = [0.0, 0.0, self.release_height_m];
        let places_m = flame.points_m(hole_m, self.elevation_rad);
        let points = Box::new(Points {
            places_m,
            weights: hydrogen_flame::weights(),
            radius_m: 0.5 * WIDTH_RATIO * flame.length_m,
        });
        let share = self.radiative_frac.unwrap_or(flame.radiative_frac);
        let surface_m2 = PI * flame.width_m * flame.length_m;
        let ends_m = (hole_m, places_m[POINTS - 1]);
        self.field(fuel, jet, Radiator::Points { points, flame }, ends_m, (share, surface_m2))
    }

    /// The flame of a paraffin that bends; the share that it radiates is Chamberlain's, measured on natural gas in the field.
    fn bent(&self, fuel: JetFuel) -> Result<JetFireField, InvalidInput> {
        let (jet, jet_kg_m3) = self.momentum_jet(fuel.gas)?;
        let (flame, places_m) = BentInput {
            release_rate_kg_s: jet.release_rate_kg_s,
            velocity_m_s: jet.velocity_m_s,
            jet_kg_m3,
            molar_mass_kg_mol: fuel.gas.gas.molar_mass_kg_mol,
            heat_of_combustion_j_kg: fuel.heat_of_combustion_j_kg,
            air_kg_m3: self.air_kg_m3(),
            air: self.air_state(),
            wind_m_s: self.wind_to().map(|part| part * self.wind_speed_m_s),
            hole_m: [0.0, 0.0, self.release_height_m],
            axis: self.axis(),
        }
        .solve();
        let radius_m = 0.5 * flame.width_m;
        let points = Box::new(Points { places_m, weights: hydrogen_flame::weights(), radius_m });
        let flare_m_s = self.source.isentropic_jet(fuel.gas.gas, self.air_state()).velocity_m_s;
        let share = self.radiative_frac.unwrap_or_else(|| chamberlain::radiated_frac(flare_m_s));
        let surface_m2 = PI * flame.width_m * flame.length_m;
        let ends_m = (places_m[0], places_m[POINTS - 1]);
        self.field(fuel, jet, Radiator::Bent { points, flame }, ends_m, (share, surface_m2))
    }

    /// The point of AQ/T 3046, in the middle of a level flame of its length.
    fn point(&self, fuel: JetFuel) -> Result<JetFireField, InvalidInput> {
        let jet = self.source.isentropic_jet(fuel.gas.gas, self.air_state());
        let power_w = fuel.heat_of_combustion_j_kg * jet.release_rate_kg_s;
        let length_m = math::pow(power_w, 0.444) / 161.66;
        let axis = self.axis();
        let place_m = self.place_m(axis, 0.5 * length_m);
        let ends_m = (self.place_m(axis, 0.0), self.place_m(axis, length_m));
        let share = self.radiative_frac.unwrap_or_else(|| chamberlain::radiated_frac(jet.velocity_m_s));
        self.field(fuel, jet, Radiator::Point { place_m, length_m }, ends_m, (share, f64::INFINITY))
    }

    fn field(
        &self,
        fuel: JetFuel,
        jet: BurningJet,
        radiator: Radiator,
        (base_m, tip_m): ([f64; 3], [f64; 3]),
        (radiative_frac, surface_m2): (f64, f64),
    ) -> Result<JetFireField, InvalidInput> {
        let radiated_w = radiative_frac * fuel.heat_of_combustion_j_kg * jet.release_rate_kg_s;
        Ok(JetFireField {
            jet,
            radiator,
            base_m,
            tip_m,
            radiative_frac,
            radiated_w,
            surface_emissive_power_w_m2: radiated_w / surface_m2,
            water_vapour_pressure_pa: self.air.water_vapour_pressure_pa()?,
        })
    }

    /// The jet behind a notional nozzle that keeps mass, momentum and energy, and its density.
    fn momentum_jet(&self, gas: AbelNobleGas) -> Result<(BurningJet, f64), InvalidInput> {
        let slow = self.source.isentropic_jet(gas.gas, self.air_state());
        if !slow.choked {
            let jet_kg_m3 = self.air_pressure_pa / (gas.gas_constant_j_kg_k() * slow.temperature_k);
            return Ok((slow, jet_kg_m3));
        }
        let JetFireSource { temperature_k, orifice_diameter_m, discharge_coefficient, .. } = self.source;
        let jet = GasJet {
            source: JetSource::Vessel {
                pressure_pa: slow.pressure_pa,
                temperature_k,
                orifice_diameter_m,
                discharge_coefficient,
            },
            nozzle: NotionalNozzle::YuceilOtugen,
            elevation_rad: self.elevation_rad,
            release_height_m: self.release_height_m.max(0.01),
            air_temperature_k: self.air.temperature_k,
            air_pressure_pa: self.air_pressure_pa,
        };
        let (origin, _) = jet.origin_with(gas)?;
        let release_rate_kg_s = self.source.release_rate_kg_s.unwrap_or(origin.release_rate_kg_s);
        let (velocity_m_s, air_kg_m3) = (origin.velocity_m_s, self.air_kg_m3());
        let burning = BurningJet {
            release_rate_kg_s,
            velocity_m_s,
            temperature_k: origin.temperature_k,
            source_diameter_m: source_diameter_m(release_rate_kg_s, velocity_m_s, air_kg_m3),
            ..slow
        };
        Ok((burning, origin.density_kg_m3))
    }
}
