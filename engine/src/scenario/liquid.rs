//! The liquid of a release on the ground: its pool in each class of weather, and what that is taken to lie on.

use super::basis::Content;
use super::reason::NotAssessedReason;
use super::release::{airborne_and_rest, refused};
use crate::dispersion::Atmosphere;
use crate::provenance::{Caveat, CaveatCode, InvalidInput, Solved};
use crate::source::{PoolAir, PoolField, PoolLiquid, PoolRelease, PoolSupply, PoolSurface, VesselRelease};
use crate::substance::{PropertyName, Substance};
use crate::vulnerability::MAX_TOXIC_EXPOSURE_S;

/// Greatest area of a pool when no bund is on record, m2 (recalled: Purple Book CPR 18E, pools on land without a bund).
const GREATEST_AREA_M2: f64 = 1500.0;
/// Ground when nothing is on record: that of most bunds and yards.
const ASSUMED_SURFACE: PoolSurface = PoolSurface::Concrete;
/// Less liquid than this leaves no pool, kg at once or kg/s: a splash, and the least that the model takes.
const LEAST_AT_ONCE_KG: f64 = 1e-3;
const LEAST_RATE_KG_S: f64 = 1e-6;
/// Height of the wind that the pool takes, m.
const WIND_HEIGHT_M: f64 = 10.0;

/// The liquid that a content leaves on the ground, read once for all its events and all weather.
#[derive(Debug)]
pub(super) struct Spill<'a> {
    substance: &'a Substance,
    liquid: PoolLiquid,
}

impl<'a> Spill<'a> {
    /// Reads the liquid of a content under the air of the city; the temperature of the air is the same in every class.
    pub fn of(content: &Content<'a>, air: &Atmosphere) -> Result<Self, NotAssessedReason> {
        let liquid = PoolLiquid::new(
            content.substance,
            content.temperature_k.min(content.substance.boiling_point_k),
            air.temperature_k,
            air.pressure_pa,
        );
        Ok(Self { substance: content.substance, liquid: liquid.map_err(refused)? })
    }

    /// The pool of a release in one class of weather, followed for the longest exposure; `None` when no liquid is left.
    pub fn pool(&self, release: &VesselRelease, air: &Atmosphere) -> Result<Option<Solved<PoolField>>, InvalidInput> {
        let Some(supply) = supply(release) else { return Ok(None) };
        let pool = PoolRelease {
            bund_area_m2: Some(GREATEST_AREA_M2),
            ..PoolRelease::new(supply, ASSUMED_SURFACE, MAX_TOXIC_EXPOSURE_S)
        };
        let over = PoolAir {
            wind_speed_10m_m_s: pool_wind_m_s(air),
            temperature_k: air.temperature_k,
            pressure_pa: air.pressure_pa,
        };
        pool.solve_with(&self.liquid, &over).map(Some)
    }

    /// Whether the vapour over the liquid can burn at all: saturated at a temperature, it reaches the lower limit.
    pub fn can_burn(&self, temperature_k: f64, pressure_pa: f64) -> bool {
        let (Some(limit), Ok(known)) =
            (self.substance.lfl_mole_frac, self.substance.correlation(PropertyName::VapourPressure))
        else {
            return false;
        };
        let inside_k = temperature_k.clamp(known.temperature_min_k, known.temperature_max_k);
        self.substance.vapour_pressure_pa(inside_k).is_ok_and(|vapour_pa| vapour_pa >= limit * pressure_pa)
    }
}

/// Wind that a pool feels, m/s.
pub(super) fn pool_wind_m_s(air: &Atmosphere) -> f64 {
    air.wind_speed_at_m_s(WIND_HEIGHT_M)
}

/// The liquid that a release leaves on the ground; `None` for a splash or nothing.
fn supply(release: &VesselRelease) -> Option<PoolSupply> {
    let (_, rest) = airborne_and_rest(release);
    match *release {
        VesselRelease::Instantaneous { .. } => {
            (rest >= LEAST_AT_ONCE_KG).then_some(PoolSupply::Instantaneous { mass_kg: rest })
        }
        VesselRelease::Continuous { duration_s, .. } => (rest >= LEAST_RATE_KG_S)
            .then_some(PoolSupply::Continuous { release_rate_kg_s: rest, duration_s: duration_s.max(1.0) }),
    }
}

/// Caveat of the ground that was assumed.
pub(super) fn ground_assumed() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        "pool",
        format!(
            "no bund is on record: liquid was taken to run out on concrete to 5 mm depth or to {GREATEST_AREA_M2} m2 (the Purple \
             Book's limit, recalled and not checked in it)"
        ),
        format!("无围堰资料:按混凝土地面扩展至 5 mm 厚或 {GREATEST_AREA_M2} m2(紫皮书上限,记忆值,未经原文核对)"),
    )
}

/// Caveat of the pool fire that is not in the risk.
pub(super) fn pool_fire_left_out() -> Caveat {
    Caveat::new(
        CaveatCode::NotModelled,
        "pool_fire",
        "the liquid that rains out evaporates; its pool fire is not modelled yet and left out of the risk",
        "沉降液体按液池蒸发计算;其池火暂无模型,未计入风险",
    )
}
