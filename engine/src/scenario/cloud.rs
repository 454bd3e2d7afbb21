//! Clouds: toxic and flash-fire footprints of a release in one class of weather.

use super::trace::{Edge, trace_circle, trace_cloud};
use crate::dispersion::{
    Atmosphere, GaussianPlume, GaussianPuff, PlumeField, PlumeOptions, PlumeSource, PuffField, PuffSource,
};
use crate::math::{exp, ln};
use crate::provenance::{Caveat, InvalidInput, Solved, push_caveat};
use crate::risk::Footprint;
use crate::source::{PoolField, PoolVapour, VesselRelease};
use crate::vulnerability::{MAX_TOXIC_EXPOSURE_S, ToxicLoad, ToxicProbit, farthest_distance_m};

/// Nearest distance that is looked at, m.
const NEAREST_M: f64 = 1.0;
/// Farthest distance that is looked at, m; a cloud that is lethal there is cut, which no released
/// mass of a city should reach by these models; zones that end there say so.
pub(super) const FARTHEST_M: f64 = 60_000.0;
/// Toxic lethality below this is taken as none.
const LEAST_LETHALITY_PROB: f64 = 1e-3;
/// Lethality samples across a toxic footprint.
const TOXIC_SAMPLES: usize = 13;
/// Averaging time of toxic concentrations, s: the ten minutes to which probits are used.
const TOXIC_AVERAGING_S: f64 = 600.0;
/// Averaging time of flammable concentrations, s (20 s: TNO Purple Book, recalled; 18.75 s in common codes).
pub(super) const FLAMMABLE_AVERAGING_S: f64 = 20.0;
/// Averaging time of the rate at which a pool feeds a flammable cloud, s: the minute of ALOHA's sustained release rate,
/// about the time in which vapour travels to the lower flammable limit.
const FLAMMABLE_POOL_S: f64 = 60.0;
/// Slower releases have no cloud, kg/s: less than a breath of vapour.
const LEAST_RATE_KG_S: f64 = 1e-9;
/// Below this distance the sigma sets are not supported; clouds start there, so it is not caveated.
const SIGMA_NEAREST_M: f64 = 100.0;
/// Steps of the search for the greatest burning circle of a puff.
const PUFF_SCAN_STEPS: u32 = 240;

/// A footprint with the caveats of the models behind it; `None` where nothing is reached.
pub(super) type CloudFootprint = Solved<Option<Footprint>>;

/// What a pool gives off, as steady sources for the two kinds of harm.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pool {
    pub toxic: Option<PoolVapour>,
    pub flammable: Option<PoolVapour>,
}

impl Pool {
    pub fn of(field: &PoolField) -> Self {
        Self { toxic: field.vapour(TOXIC_AVERAGING_S), flammable: field.vapour(FLAMMABLE_POOL_S) }
    }
}

/// The clouds of a release: the puff of what bursts out at once, and the plume of what comes out over time.
struct Cloud {
    puff: Option<PuffField>,
    /// With its duration, s.
    plume: Option<(PlumeField, f64)>,
}

/// What gets into the air at once, the density of its undiluted vapour, which bounds how small the cloud can start, and
/// what evaporates from the pool.
#[derive(Debug, Clone, Copy)]
pub(super) struct CloudSource<'a> {
    pub release: &'a VesselRelease,
    pub vapour_density_kg_m3: f64,
    pub pool: Option<PoolVapour>,
}

/// Vapour that comes out over time.
struct Steady {
    rate_kg_s: f64,
    duration_s: f64,
    size: PlumeSource,
}

impl CloudSource<'_> {
    /// Vapour and mist of the outflow together with what the pool gives off. The rates add up; the duration is that which
    /// keeps the mass. The size is the pool's where most comes from it, else a point.
    fn steady(&self) -> Option<Steady> {
        let (at_once_kg_s, release_s) = match *self.release {
            VesselRelease::Continuous { airborne_rate_kg_s, duration_s, .. } => (airborne_rate_kg_s, duration_s),
            VesselRelease::Instantaneous { .. } => (0.0, 0.0),
        };
        let Some(pool) = self.pool else {
            let alone = Steady { rate_kg_s: at_once_kg_s, duration_s: release_s, size: PlumeSource::default() };
            return (at_once_kg_s > 0.0).then_some(alone);
        };
        let rate_kg_s = at_once_kg_s + pool.evaporation_rate_kg_s;
        let mass_kg = at_once_kg_s * release_s + pool.evaporation_rate_kg_s * pool.duration_s;
        let from_pool = pool.evaporation_rate_kg_s > at_once_kg_s;
        let size = if from_pool { PlumeSource::round(pool.diameter_m) } else { PlumeSource::default() };
        Some(Steady { rate_kg_s, duration_s: mass_kg / rate_kg_s, size })
    }

    fn puff(&self, air: &Atmosphere, caveats: &mut Vec<Caveat>) -> Result<Option<PuffField>, InvalidInput> {
        let &VesselRelease::Instantaneous { airborne_mass_kg, .. } = self.release else { return Ok(None) };
        if airborne_mass_kg <= 0.0 {
            return Ok(None);
        }
        let size = PuffSource::undiluted(airborne_mass_kg, self.vapour_density_kg_m3);
        let solved = GaussianPuff { mass_kg: airborne_mass_kg, release_height_m: 0.0 }.solve_with(air, size)?;
        solved.caveats.into_iter().for_each(|caveat| push_caveat(caveats, caveat));
        Ok(Some(solved.field))
    }

    fn plume(
        &self,
        air: &Atmosphere,
        averaging_s: f64,
        caveats: &mut Vec<Caveat>,
    ) -> Result<Option<(PlumeField, f64)>, InvalidInput> {
        let Some(steady) = self.steady().filter(|steady| steady.rate_kg_s > LEAST_RATE_KG_S) else { return Ok(None) };
        let duration_s = steady.duration_s;
        let averaging_time_s = averaging_s.min(duration_s).max(1.0);
        let plume = GaussianPlume { release_rate_kg_s: steady.rate_kg_s, release_height_m: 0.0, averaging_time_s };
        let release_duration_s = Some(duration_s.max(1.0));
        let options = PlumeOptions { release_duration_s, source: steady.size, ..PlumeOptions::default() };
        let solved = plume.solve_with(air, options)?;
        solved.caveats.into_iter().for_each(|caveat| push_caveat(caveats, caveat));
        Ok(Some((solved.field, duration_s)))
    }

    fn cloud(&self, air: &Atmosphere, averaging_s: f64, caveats: &mut Vec<Caveat>) -> Result<Cloud, InvalidInput> {
        Ok(Cloud { puff: self.puff(air, caveats)?, plume: self.plume(air, averaging_s, caveats)? })
    }
}

impl Cloud {
    fn distance_caveats(&self, reach_m: f64) -> Vec<Caveat> {
        let farthest_m = reach_m.max(SIGMA_NEAREST_M);
        let plume = self.plume.iter().flat_map(|(field, _)| field.distance_caveats(SIGMA_NEAREST_M, farthest_m));
        plume.chain(self.puff.iter().flat_map(|field| field.distance_caveats(SIGMA_NEAREST_M, farthest_m))).collect()
    }

    fn told(&self, traced: Option<Footprint>, mut caveats: Vec<Caveat>) -> CloudFootprint {
        let reach_m = traced.as_ref().map(Footprint::reach_m);
        for caveat in reach_m.into_iter().flat_map(|reach_m| self.distance_caveats(reach_m)) {
            push_caveat(&mut caveats, caveat);
        }
        Solved { field: traced, caveats }
    }
}

/// Footprint of toxic lethality at the ground, outdoors, exposure capped at 30 minutes.
pub(super) fn toxic_footprint(
    source: CloudSource<'_>,
    air: &Atmosphere,
    probit: &ToxicProbit,
) -> Result<CloudFootprint, InvalidInput> {
    let mut caveats = Vec::new();
    let cloud = source.cloud(air, TOXIC_AVERAGING_S, &mut caveats)?;
    let traced = match (&cloud.puff, &cloud.plume) {
        (None, None) => None,
        (None, Some((field, duration_s))) => toxic_plume(field, *duration_s, probit)?,
        (Some(puff), plume) => toxic_puff(puff, plume.as_ref(), probit)?,
    };
    Ok(cloud.told(traced, caveats))
}

/// Probit value of the least lethality that is kept.
fn least_probit() -> f64 {
    // The 0.1 % quantile of the normal distribution is -3.090232 (standard tables).
    debug_assert!((LEAST_LETHALITY_PROB - 1e-3).abs() < 1e-15);
    5.0 - 3.090_232
}

fn toxic_plume(field: &PlumeField, duration_s: f64, probit: &ToxicProbit) -> Result<Option<Footprint>, InvalidInput> {
    let exposure_s = duration_s.min(MAX_TOXIC_EXPOSURE_S);
    let least_kg_m3 = probit.concentration_for_kg_m3(least_probit(), exposure_s);
    let axis = |x_m: f64| field.centreline_kg_m3(x_m, 0.0);
    let Some(reach_m) = farthest_distance_m(least_kg_m3, NEAREST_M, FARTHEST_M, axis) else { return Ok(None) };
    let edge = Edge::new(|x_m: f64, y_m: f64| field.concentration_kg_m3(x_m, y_m, 0.0), least_kg_m3);
    let lethality = |concentration_kg_m3: f64| probit.lethality_prob(concentration_kg_m3, exposure_s);
    trace_cloud(reach_m, TOXIC_SAMPLES, &edge, lethality).map(Some)
}

/// Toxic load of the passing puff, and of the plume that comes from its pool after it: the loads add up.
fn toxic_puff(
    field: &PuffField,
    pool: Option<&(PlumeField, f64)>,
    probit: &ToxicProbit,
) -> Result<Option<Footprint>, InvalidInput> {
    let load = |x_m: f64, y_m: f64| {
        let passage = field.frozen_passage_exposure(x_m, y_m, 0.0, probit.n);
        let exposure_s = passage.duration_s.min(MAX_TOXIC_EXPOSURE_S);
        let after = pool.map_or(0.0, |(plume, duration_s)| {
            probit.load_per_s(plume.concentration_kg_m3(x_m, y_m, 0.0)) * duration_s.min(MAX_TOXIC_EXPOSURE_S)
        });
        probit.load_per_s(passage.concentration_kg_m3) * exposure_s + after
    };
    let least_load = exp((least_probit() - probit.k1) / probit.k2);
    let axis = |x_m: f64| load(x_m, 0.0);
    let Some(reach_m) = farthest_distance_m(least_load, NEAREST_M, FARTHEST_M, axis) else { return Ok(None) };
    let lethality = |load: f64| probit.lethality_of_load_prob(ToxicLoad::from_mg_m3_n_min(load));
    trace_cloud(reach_m, TOXIC_SAMPLES, &Edge::new(load, least_load), lethality).map(Some)
}

/// Footprint of a flash fire: the lower flammable limit of the plume, or the greatest burning circle of the puff; of a
/// puff and the plume of its pool, which burn once, the one that reaches farther.
pub(super) fn flash_fire_footprint(
    source: CloudSource<'_>,
    air: &Atmosphere,
    lfl_concentration_kg_m3: f64,
) -> Result<CloudFootprint, InvalidInput> {
    let mut caveats = Vec::new();
    let cloud = source.cloud(air, FLAMMABLE_AVERAGING_S, &mut caveats)?;
    let puff = cloud.puff.as_ref().map(|field| flammable_puff(field, lfl_concentration_kg_m3)).transpose()?.flatten();
    let plume = cloud.plume.as_ref().map(|(field, _)| flammable_plume(field, lfl_concentration_kg_m3)).transpose()?;
    let farther = |a: Footprint, b: Footprint| if b.reach_m() > a.reach_m() { b } else { a };
    let traced = puff.into_iter().chain(plume.flatten()).reduce(farther);
    Ok(cloud.told(traced, caveats))
}

fn flammable_plume(field: &PlumeField, lfl_kg_m3: f64) -> Result<Option<Footprint>, InvalidInput> {
    let axis = |x_m: f64| field.centreline_kg_m3(x_m, 0.0);
    let Some(reach_m) = farthest_distance_m(lfl_kg_m3, NEAREST_M, FARTHEST_M, axis) else { return Ok(None) };
    let edge = Edge::new(|x_m: f64, y_m: f64| field.concentration_kg_m3(x_m, y_m, 0.0), lfl_kg_m3);
    trace_cloud(reach_m, 1, &edge, |_| 1.0).map(Some)
}

/// The puff burns when its flammable circle at the ground is greatest: radius
/// `sigma sqrt(2 ln(c0 / LFL))` around the centre.
fn flammable_puff(field: &PuffField, lfl_kg_m3: f64) -> Result<Option<Footprint>, InvalidInput> {
    let radius_m = |travel_m: f64| {
        let excess = field.column_kg_m3(travel_m, 0.0) / lfl_kg_m3;
        if excess > 1.0 { field.sigma_y_m(travel_m) * (2.0 * ln(excess)).sqrt() } else { 0.0 }
    };
    let mut greatest = (NEAREST_M, 0.0);
    for step in 0..=PUFF_SCAN_STEPS {
        let travel_m = NEAREST_M * exp(ln(FARTHEST_M / NEAREST_M) * f64::from(step) / f64::from(PUFF_SCAN_STEPS));
        let radius = radius_m(travel_m);
        if radius > greatest.1 {
            greatest = (travel_m, radius);
        }
    }
    if greatest.1 < NEAREST_M { Ok(None) } else { trace_circle(greatest.0, greatest.1).map(Some) }
}
