//! A dense release: what is given, what is checked, how it is solved.

use super::blanket;
use super::constants;
use super::field::{DenseField, Passage, Release};
use super::mixture::Mixture;
use super::notes;
use super::plume::{Plume, PlumeEnd, PoolInflow, Reach};
use super::puff::{Handover, Puff, Supply};
use super::station::DenseStation;
use super::wind::SurfaceLayer;
use crate::dispersion::Atmosphere;
use crate::provenance::{FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::substance::Substance;
use std::f64::consts::FRAC_PI_4;

/// Card of [`DenseGas`].
pub const DENSE_GAS: ModelCard = ModelCard {
    id: "dense_gas",
    version: 1,
    title_en: "Dense-gas plume, jet and puff",
    title_zh: "重气扩散(烟羽、射流、云团)",
    citation: "D. L. Ermak (1990), User's manual for SLAB: an atmospheric dispersion model for denser-than-air \
               releases, UCRL-MA-105607, Lawrence Livermore National Laboratory: eq. 1 to 10 (plume), 15 to 26 \
               (puff), 29 and 30 (change), 32 to 39 (wind, entrainment, fluxes), 40 to 43 (thermodynamics), 45 to 47 \
               (rise of a vertical jet, after Hoot, Meroney and Peterka 1973), 48 to 55 (meander, averaging); solved \
               by the pair of Bogacki and Shampine (1989); hydrogen fluoride with the clusters of Spalthoff and Franck (1957), mist of \
               ammonia and water by Ziegler and Trepp (1984) with the coefficients of Ibrahim and Klein (1993)",
    domain: "flat open ground; wind of 1 m/s or more; pool, horizontal or vertical jet, or instantaneous cloud; to \
             about 10 km; averaging time up to 1 h; no chemistry and no deposition",
    verification: "tests: verification/dense_gas, dense_gas_vertical (examples 1 to 4 of the manual, mass balance, \
                   passive limit), cordon validate (Burro, Coyote, Maplin Sands, Desert Tortoise, Goldfish; docs/validation.md)",
    origin: Origin::Source,
};

/// Where a plume or puff stops being followed, m.
const FARTHEST_M: f64 = 5e4;
/// When a puff stops being followed, s.
const LATEST_S: f64 = 1e6;
/// Fastest jet, m/s: above the speed of sound of any gas but hydrogen and helium at ambient temperature, and that of those.
const FASTEST_JET_M_S: f64 = 1500.0;
/// Fastest vapour over a pool, m/s: several times that of the fastest boiling, of cryogens on water.
const FASTEST_VAPOUR_M_S: f64 = 5.0;
/// Share of a short release that stands for its start.
pub(super) const FIRST_SHARE: f64 = 0.02;

/// How the substance comes out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DenseSource {
    /// A horizontal jet downwind, of the diameter it has at ambient pressure.
    Jet {
        /// Release rate, kg/s, 1e-6 to 1e5.
        release_rate_kg_s: f64,
        /// Diameter after expansion to ambient pressure, m, 1e-3 to 100.
        source_diameter_m: f64,
        /// Duration, s, 1 to 1e9; `None` is lasting.
        duration_s: Option<f64>,
    },
    /// A jet straight up, denser than the air, of the diameter it has at ambient pressure.
    VerticalJet {
        /// Release rate, kg/s, 1e-6 to 1e5.
        release_rate_kg_s: f64,
        /// Diameter after expansion to ambient pressure, m, 1e-3 to 100.
        source_diameter_m: f64,
        /// Duration, s, 1 to 1e9; `None` is lasting.
        duration_s: Option<f64>,
    },
    /// Vapour from a pool on the ground.
    Pool {
        /// Evaporation rate, kg/s, 1e-6 to 1e5.
        release_rate_kg_s: f64,
        /// Diameter of the pool, m, 1e-3 to 1000.
        source_diameter_m: f64,
        /// Duration, s, 1 to 1e9; `None` is lasting.
        duration_s: Option<f64>,
    },
    /// A cloud that is there at once.
    Instantaneous {
        /// Mass, kg, 1e-6 to 1e8.
        mass_kg: f64,
        /// Diameter of the cloud, m, 1e-2 to 1000.
        source_diameter_m: f64,
    },
}

/// A release of a gas that may be heavier than air, with or without mist.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DenseGas {
    /// How it comes out.
    pub source: DenseSource,
    /// Temperature as released, K, 50 to 1500; `None` takes the lower of boiling point and air. With mist the
    /// boiling point at ambient pressure is taken whatever is given.
    pub temperature_k: Option<f64>,
    /// Mass fraction of mist in the release, 0 to 0.99.
    pub liquid_frac: f64,
    /// Height of the middle of a jet or cloud above ground, m, 0 to 200.
    pub release_height_m: f64,
    /// Averaging time of the concentration asked for, s, 1 to 86 400.
    pub averaging_time_s: f64,
    /// Relative humidity of the air, 0 to 1.
    pub relative_humidity_frac: f64,
    /// Inverse Obukhov length, 1/m, -1 to 1, where it is known; `None` derives it from the Pasquill class.
    pub inverse_obukhov_per_m: Option<f64>,
}

impl DenseSource {
    fn diameter_m(self) -> f64 {
        match self {
            Self::Jet { source_diameter_m, .. }
            | Self::VerticalJet { source_diameter_m, .. }
            | Self::Pool { source_diameter_m, .. }
            | Self::Instantaneous { source_diameter_m, .. } => source_diameter_m,
        }
    }

    fn area_m2(self) -> f64 {
        FRAC_PI_4 * self.diameter_m() * self.diameter_m()
    }

    /// Duration, s; `None` for a lasting or instantaneous release.
    pub(super) fn duration_s(self) -> Option<f64> {
        match self {
            Self::Jet { duration_s, .. } | Self::VerticalJet { duration_s, .. } | Self::Pool { duration_s, .. } => {
                duration_s
            }
            Self::Instantaneous { .. } => None,
        }
    }

    fn check(self, problems: &mut Vec<FieldProblem>) {
        let (field, value, range, unit, widths) = match self {
            Self::Jet { release_rate_kg_s, .. } | Self::VerticalJet { release_rate_kg_s, .. } => {
                ("release_rate_kg_s", release_rate_kg_s, (1e-6, 1e5), "kg/s", (1e-3, 100.0))
            }
            Self::Pool { release_rate_kg_s, .. } => {
                ("release_rate_kg_s", release_rate_kg_s, (1e-6, 1e5), "kg/s", (1e-3, 1000.0))
            }
            Self::Instantaneous { mass_kg, .. } => ("mass_kg", mass_kg, (1e-6, 1e8), "kg", (1e-2, 1000.0)),
        };
        FieldProblem::check_range(problems, field, value, range.0, range.1, unit);
        FieldProblem::check_range(problems, "source_diameter_m", self.diameter_m(), widths.0, widths.1, "m");
        if let Some(duration_s) = self.duration_s() {
            FieldProblem::check_range(problems, "duration_s", duration_s, 1.0, 1e9, "s");
        }
    }
}

/// The release with everything that the equations need worked out.
struct Setting {
    layer: SurfaceLayer,
    mixture: Mixture,
    averaging_time_s: f64,
}

impl DenseGas {
    /// Checks everything, reads the properties once, integrates, and returns a field.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range, and properties that the library does not have.
    pub fn solve(&self, substance: &Substance, air: &Atmosphere) -> Result<Solved<DenseField>, InvalidInput> {
        let mut problems = self.problems(air);
        let release_k = self.release_temperature_k(substance, air);
        let constants = constants::read(substance, (release_k, air.temperature_k), self.liquid_frac > 0.0);
        let constants = match constants {
            Ok(constants) if problems.is_empty() => constants,
            Ok(_) => return Err(InvalidInput { problems }),
            Err(problem) => {
                problems.push(problem);
                return Err(InvalidInput { problems });
            }
        };
        let ambient = (air.temperature_k, air.pressure_pa, self.relative_humidity_frac);
        let mixture = Mixture::new(constants, ambient, (release_k, self.liquid_frac));
        let layer = SurfaceLayer::new(air, self.inverse_obukhov_per_m);
        self.check_heights(&layer, &mixture)?;
        self.check_speed(&mixture)?;
        self.check_density(&mixture)?;
        let duration_s = self.source.duration_s().unwrap_or(f64::INFINITY);
        let setting = Setting { layer, mixture, averaging_time_s: self.averaging_time_s.min(duration_s) };
        let mut caveats = notes::caveats(self, substance, air, (setting.layer.lid_m, release_k));
        let field = self.integrate(&setting);
        check_followed(field.stations())?;
        caveats.extend(notes::lift_off(field.stations()));
        Ok(Solved { field, caveats })
    }

    fn problems(&self, air: &Atmosphere) -> Vec<FieldProblem> {
        let mut problems = air.problems();
        self.source.check(&mut problems);
        let mut check = |field, value, min, max, unit| {
            FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        };
        if let Some(temperature_k) = self.temperature_k {
            check("temperature_k", temperature_k, 50.0, 1500.0, "K");
        }
        check("liquid_frac", self.liquid_frac, 0.0, 0.99, "");
        check("release_height_m", self.release_height_m, 0.0, 200.0, "m");
        check("averaging_time_s", self.averaging_time_s, 1.0, 86_400.0, "s");
        check("relative_humidity_frac", self.relative_humidity_frac, 0.0, 1.0, "");
        if let Some(inverse_per_m) = self.inverse_obukhov_per_m {
            check("inverse_obukhov_per_m", inverse_per_m, -1.0, 1.0, "1/m");
        }
        problems
    }

    /// Temperature as released: the boiling point at ambient pressure with mist, else what is given.
    fn release_temperature_k(&self, substance: &Substance, air: &Atmosphere) -> f64 {
        let boiling_k = substance.boiling_point_at_k(air.pressure_pa);
        if self.liquid_frac > 0.0 {
            return boiling_k;
        }
        self.temperature_k.filter(|given_k| given_k.is_finite()).unwrap_or(boiling_k.min(air.temperature_k))
    }

    /// A jet or cloud must lie below the lid.
    fn check_heights(&self, layer: &SurfaceLayer, mixture: &Mixture) -> Result<(), InvalidInput> {
        let half_m = match self.source {
            DenseSource::Jet { .. } | DenseSource::VerticalJet { .. } => 0.5 * self.source.area_m2().sqrt(),
            DenseSource::Instantaneous { mass_kg, .. } => {
                0.5 * mass_kg / (mixture.source_density_kg_m3() * self.source.area_m2())
            }
            DenseSource::Pool { .. } => 0.0,
        };
        let highest_m = layer.lid_m - half_m;
        if self.release_height_m <= highest_m {
            return Ok(());
        }
        let allowed = format!("at most {highest_m:.1} m, for the cloud to lie below the lid of {:.0} m", layer.lid_m);
        let problem = FieldProblem::new("release_height_m", self.release_height_m, allowed, "above_mixing_height");
        Err(InvalidInput { problems: vec![problem] })
    }

    /// A jet no faster than gas can go, a pool that evaporates no faster than liquids boil.
    fn check_speed(&self, mixture: &Mixture) -> Result<(), InvalidInput> {
        let (rate_kg_s, fastest_m_s) = match self.source {
            DenseSource::Jet { release_rate_kg_s, .. } | DenseSource::VerticalJet { release_rate_kg_s, .. } => {
                (release_rate_kg_s, FASTEST_JET_M_S)
            }
            DenseSource::Pool { release_rate_kg_s, .. } => (release_rate_kg_s, FASTEST_VAPOUR_M_S),
            DenseSource::Instantaneous { .. } => return Ok(()),
        };
        let least_m2 = rate_kg_s / (mixture.source_density_kg_m3() * fastest_m_s);
        if self.source.area_m2() >= least_m2 {
            return Ok(());
        }
        let least_m = (least_m2 / FRAC_PI_4).sqrt();
        let allowed = format!("at least {least_m:.3} m, for the release to come out at {fastest_m_s} m/s or less");
        let problem =
            FieldProblem::new("source_diameter_m", self.source.diameter_m(), allowed, "too_small_for_the_rate");
        Err(InvalidInput { problems: vec![problem] })
    }

    /// A vertical jet denser than the air: the rise of lighter gas follows other laws.
    fn check_density(&self, mixture: &Mixture) -> Result<(), InvalidInput> {
        let (own, air) = (mixture.source_density_kg_m3(), mixture.air_density_kg_m3());
        if !matches!(self.source, DenseSource::VerticalJet { .. }) || own > air {
            return Ok(());
        }
        let allowed = format!("a vertical jet denser than the air, {air:.3} kg/m3");
        let problem = FieldProblem::new("release", format!("{own:.3} kg/m3"), allowed, "lighter_than_air");
        Err(InvalidInput { problems: vec![problem] })
    }

    fn integrate(&self, setting: &Setting) -> DenseField {
        match self.source {
            DenseSource::VerticalJet { release_rate_kg_s, duration_s, .. } => {
                let plume = Plume { layer: &setting.layer, mixture: &setting.mixture, release_rate_kg_s, pool: None };
                let (start, mut stations) = plume.start_at_stack(self.source.area_m2(), self.release_height_m);
                let end = plume.integrate(start, reach(duration_s));
                stations.extend(setting.follow(end, &plume, duration_s));
                setting.field(stations, duration_s, None)
            }
            DenseSource::Jet { release_rate_kg_s, duration_s, .. } => {
                let plume = Plume { layer: &setting.layer, mixture: &setting.mixture, release_rate_kg_s, pool: None };
                let start = plume.start_at_jet(self.source.area_m2(), self.release_height_m);
                let end = plume.integrate(start, reach(duration_s));
                let jet = release_rate_kg_s / self.source.area_m2();
                setting.field(setting.follow(end, &plume, duration_s), duration_s, Some(jet))
            }
            DenseSource::Pool { release_rate_kg_s, duration_s, .. } => {
                self.integrate_pool(setting, release_rate_kg_s, duration_s)
            }
            DenseSource::Instantaneous { mass_kg, .. } => {
                let supply = Supply { mass_kg, rate_kg_s: 0.0, until_s: 0.0, vapour_speed_m_s: 0.0 };
                setting.puff_field(supply, self.source.area_m2(), self.release_height_m)
            }
        }
    }

    fn integrate_pool(&self, setting: &Setting, release_rate_kg_s: f64, duration_s: Option<f64>) -> DenseField {
        let area_m2 = self.source.area_m2();
        let vapour_speed_m_s = release_rate_kg_s / (setting.mixture.source_density_kg_m3() * area_m2);
        let of_pool = |pool: PoolInflow| Plume {
            layer: &setting.layer,
            mixture: &setting.mixture,
            release_rate_kg_s,
            pool: Some(pool),
        };
        let own = PoolInflow { half_width_m: 0.5 * area_m2.sqrt(), vapour_speed_m_s };
        let mut walk = blanket::walk_over_source(own, &of_pool);
        let plume = *walk.plume();
        let end = match plume.pool {
            // the release ends while its first vapour is over the source: the walk must stop where that is
            Some(pool) if walk.is_done(reach(duration_s)) => {
                plume.integrate(plume.start_at_pool(pool), reach(duration_s))
            }
            _ => {
                walk.follow(reach(duration_s));
                walk.end()
            }
        };
        match duration_s {
            Some(duration_s) if end.within_source => {
                let supply = Supply {
                    mass_kg: FIRST_SHARE * release_rate_kg_s * duration_s,
                    rate_kg_s: release_rate_kg_s,
                    until_s: (1.0 - FIRST_SHARE) * duration_s,
                    vapour_speed_m_s,
                };
                setting.puff_field(supply, area_m2, 0.0)
            }
            _ => setting.field(setting.follow(end, &plume, duration_s), duration_s, None),
        }
    }
}

/// A cloud must have been followed to its end: one whose steps shrank to nothing on the way would read as clean air beyond.
fn check_followed(stations: &[DenseStation]) -> Result<(), InvalidInput> {
    let (x_m, time_s) = stations.last().map_or((0.0, 0.0), |last| (last.x_m, last.time_s));
    if x_m >= FARTHEST_M || time_s >= LATEST_S {
        return Ok(());
    }
    let allowed =
        format!("a release whose equations can be followed to {FARTHEST_M} m; they could not beyond {x_m:.3} m");
    Err(InvalidInput { problems: vec![FieldProblem::new("release", "", allowed, "not_followed")] })
}

fn reach(duration_s: Option<f64>) -> Reach {
    let half_duration_s = duration_s.map(|duration_s| 0.5 * duration_s);
    Reach { end_m: FARTHEST_M, half_duration_s, most_blocking: None }
}

impl Setting {
    /// The stations of a plume and, for a release that ends, of the puff it becomes.
    fn follow(&self, end: PlumeEnd, plume: &Plume<'_>, duration_s: Option<f64>) -> Vec<DenseStation> {
        let mut stations = end.stations;
        let (Some(duration_s), Some(last)) = (duration_s, stations.last().copied()) else { return stations };
        if last.x_m >= FARTHEST_M || last.time_s < 0.45 * duration_s {
            return stations;
        }
        let mass_kg = plume.release_rate_kg_s * duration_s;
        let supply = Supply { mass_kg, rate_kg_s: 0.0, until_s: 0.0, vapour_speed_m_s: 0.0 };
        let puff = Puff { layer: &self.layer, mixture: &self.mixture, supply };
        let handover = Handover {
            time_s: last.time_s + 0.5 * duration_s,
            duration_s,
            crosswind_m_s: end.crosswind_m_s,
            rise_m_s: end.rise_m_s,
            heat_j_kg: end.heat_j_kg,
        };
        let passing = puff.integrate(puff.start_from_plume(&last, handover), (FARTHEST_M, LATEST_S));
        stations.extend(passing.into_iter().skip(1));
        stations
    }

    fn field(
        &self,
        stations: Vec<DenseStation>,
        duration_s: Option<f64>,
        jet_density_speed: Option<f64>,
    ) -> DenseField {
        let passage = if duration_s.is_some() { Passage::Passing } else { Passage::Steady };
        DenseField::new(stations, self.release(passage, duration_s.unwrap_or(f64::INFINITY), jet_density_speed))
    }

    fn puff_field(&self, supply: Supply, area_m2: f64, centre_height_m: f64) -> DenseField {
        let puff = Puff { layer: &self.layer, mixture: &self.mixture, supply };
        let stations = puff.integrate(puff.start_at_rest(area_m2, centre_height_m), (FARTHEST_M, LATEST_S));
        DenseField::new(stations, self.release(Passage::Puff, 0.0, None))
    }

    fn release(&self, passage: Passage, duration_s: f64, jet_density_speed: Option<f64>) -> Release {
        Release {
            passage,
            duration_s,
            averaging_time_s: self.averaging_time_s,
            lateral_stability: self.layer.lateral_stability,
            air_density_kg_m3: self.mixture.air_density_kg_m3(),
            jet_density_speed,
            source_density_kg_m3: self.mixture.source_density_kg_m3(),
            lid_m: self.layer.lid_m,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{air, chlorine_pool, propane_cloud, propane_jet};
    use super::*;

    #[test]
    fn a_cloud_that_was_lost_on_the_way_is_refused() {
        for (gas, substance) in [chlorine_pool(None), propane_jet(Some(60.0)), propane_cloud()] {
            let field = gas.solve(&substance, &air()).unwrap().field;
            let (lost, whole) = (&field.stations()[..9], field.stations());
            assert!(check_followed(whole).is_ok());
            let refused = check_followed(lost).unwrap_err();
            assert_eq!(refused.problems[0].code, "not_followed");
        }
        assert!(check_followed(&[]).is_err());
    }
}
