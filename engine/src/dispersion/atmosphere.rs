//! The atmosphere as the passive models see it: stability, wind profile, roughness, lid.

use crate::math::{ln, pow, sin};
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput};
use crate::units::STANDARD_ATMOSPHERE_PA;
use crate::weather::{StabilityClass, Terrain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Below this wind speed the steady plume does not hold: calm and meandering dominate.
///
/// EPA regulatory practice treats lower speeds as calm (ISC3 user's guide vol. II, EPA-454/B-95-003b).
pub const LOW_WIND_M_S: f64 = 1.0;
/// Wind is taken as constant below this height, ISC3 `WSADJ` (EPA-454/B-95-003b).
const PROFILE_FLOOR_M: f64 = 10.0;
/// Wind is taken as constant above this height, ISC2 `WSADJ`.
const PROFILE_TOP_M: f64 = 200.0;
/// Von Karman's constant.
const VON_KARMAN: f64 = 0.4;
/// Earth's angular velocity, rad/s.
const EARTH_ROTATION_RAD_S: f64 = 7.292_1e-5;
/// Latitude of the default mixing height, 40 degrees in radians (that of EPA's SCREEN3 and of GasDispersion.jl).
const DEFAULT_LATITUDE_RAD: f64 = 40.0 * std::f64::consts::PI / 180.0;

/// Exponents of the power law u = u_ref (z / z_ref)^p, by class A to F.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WindProfile {
    /// Irwin 1979 as used by ISC3 (EPA-454/B-95-003b): rural 0.07 0.07 0.10 0.15 0.35 0.55, urban 0.15
    /// 0.15 0.20 0.25 0.30 0.30.
    #[default]
    Isc3,
    /// CCPS 1999, *Guidelines for Consequence Analysis of Chemical Releases*: rural as ISC3, urban 0.15
    /// 0.15 0.20 0.25 0.40 0.60.
    Ccps,
}

const RURAL_EXPONENTS: [f64; 6] = [0.07, 0.07, 0.10, 0.15, 0.35, 0.55];
const ISC3_URBAN_EXPONENTS: [f64; 6] = [0.15, 0.15, 0.20, 0.25, 0.30, 0.30];
const CCPS_URBAN_EXPONENTS: [f64; 6] = [0.15, 0.15, 0.20, 0.25, 0.40, 0.60];

impl WindProfile {
    /// Exponent p of the power law, a pure number.
    #[must_use]
    pub fn exponent_ratio(self, stability: StabilityClass, terrain: Terrain) -> f64 {
        let exponents = match (self, terrain) {
            (_, Terrain::Rural) => RURAL_EXPONENTS,
            (Self::Isc3, Terrain::Urban) => ISC3_URBAN_EXPONENTS,
            (Self::Ccps, Terrain::Urban) => CCPS_URBAN_EXPONENTS,
        };
        exponents[stability.index()]
    }
}

/// Weather and surroundings of one release.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Atmosphere {
    /// Pasquill class.
    pub stability: StabilityClass,
    /// Mean wind speed at the reference height, m/s, 0.1 to 60.
    pub wind_speed_m_s: f64,
    /// Height of the wind reading, m, 0.5 to 200.
    pub wind_reference_height_m: f64,
    /// Surroundings: decides the wind exponents and the default sigma set.
    pub terrain: Terrain,
    /// Set of wind-profile exponents.
    pub wind_profile: WindProfile,
    /// Aerodynamic roughness length, m, 1e-5 to 3. Used by the friction velocity only.
    pub roughness_length_m: f64,
    /// Mixing height, m, 20 to 10 000; `None` takes the default of [`Self::effective_mixing_height_m`].
    pub mixing_height_m: Option<f64>,
    /// Air temperature, K, 200 to 350.
    pub temperature_k: f64,
    /// Air pressure, Pa absolute, 50 000 to 120 000.
    pub pressure_pa: f64,
}

impl Atmosphere {
    /// Roughness length taken for open country, m (memory: the usual default of Dutch QRA guidance, CPR 18E).
    pub const RURAL_ROUGHNESS_M: f64 = 0.1;
    /// Roughness length taken for built-up area, m (memory, as above).
    pub const URBAN_ROUGHNESS_M: f64 = 1.0;
    /// Air temperature taken when not given, K.
    pub const DEFAULT_TEMPERATURE_K: f64 = 293.15;

    /// An atmosphere with the stated defaults for roughness, mixing height, temperature and pressure.
    ///
    /// Nothing is checked here; [`Self::problems`] and the models' `solve` do.
    #[must_use]
    pub fn new(stability: StabilityClass, wind_speed_m_s: f64, wind_reference_height_m: f64, terrain: Terrain) -> Self {
        Self {
            stability,
            wind_speed_m_s,
            wind_reference_height_m,
            terrain,
            wind_profile: WindProfile::default(),
            roughness_length_m: match terrain {
                Terrain::Rural => Self::RURAL_ROUGHNESS_M,
                Terrain::Urban => Self::URBAN_ROUGHNESS_M,
            },
            mixing_height_m: None,
            temperature_k: Self::DEFAULT_TEMPERATURE_K,
            pressure_pa: STANDARD_ATMOSPHERE_PA,
        }
    }

    /// Every value out of its range.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut found = Vec::new();
        let mut check = |field, value, min, max, unit| {
            FieldProblem::check_range(&mut found, field, value, min, max, unit);
        };
        check("wind_speed_m_s", self.wind_speed_m_s, 0.1, 60.0, "m/s");
        check("wind_reference_height_m", self.wind_reference_height_m, 0.5, 200.0, "m");
        check("roughness_length_m", self.roughness_length_m, 1e-5, 3.0, "m");
        check("temperature_k", self.temperature_k, 200.0, 350.0, "K");
        check("pressure_pa", self.pressure_pa, 5e4, 1.2e5, "Pa");
        if let Some(height_m) = self.mixing_height_m {
            check("mixing_height_m", height_m, 20.0, 1e4, "m");
        }
        found
    }

    /// Refuses what [`Self::problems`] finds.
    ///
    /// # Errors
    /// [`InvalidInput`] with all problems.
    pub fn validate(&self) -> Result<(), InvalidInput> {
        InvalidInput::check(self.problems())
    }

    /// Wind speed at a height by the power law u = u_ref (z / z_ref)^p, m/s; 0 at the ground.
    #[must_use]
    pub fn wind_speed_at_m_s(&self, height_m: f64) -> f64 {
        let exponent = self.wind_profile.exponent_ratio(self.stability, self.terrain);
        self.wind_speed_m_s * pow(height_m.max(0.0) / self.wind_reference_height_m, exponent)
    }

    /// Wind speed that carries a passive cloud released at a height, m/s.
    ///
    /// ISC3's rule (`WSADJ`): the power law between 10 m and 200 m, constant outside. With a reading
    /// taken below 10 m a lower release is carried by the reading itself.
    /// Unlike ISC3, a result below 1 m/s is not raised to 1 m/s: it raises a caveat instead.
    #[must_use]
    pub fn transport_wind_speed_m_s(&self, release_height_m: f64) -> f64 {
        if release_height_m >= PROFILE_FLOOR_M {
            self.wind_speed_at_m_s(release_height_m.min(PROFILE_TOP_M))
        } else if self.wind_reference_height_m > PROFILE_FLOOR_M {
            self.wind_speed_at_m_s(PROFILE_FLOOR_M)
        } else {
            self.wind_speed_m_s
        }
    }

    /// Friction velocity of the neutral logarithmic profile, u* = k u_ref / ln((z_ref + z0) / z0), m/s.
    #[must_use]
    pub fn friction_velocity_m_s(&self) -> f64 {
        let ratio = (self.wind_reference_height_m + self.roughness_length_m) / self.roughness_length_m;
        VON_KARMAN * self.wind_speed_m_s / ln(ratio)
    }

    /// The lid, m: the given mixing height, or 0.3 u* / f for classes A to D and none (infinite) for E and F.
    ///
    /// The default is the depth of the neutral, mechanically mixed layer (f the Coriolis parameter at 40
    /// degrees), as SCREEN3 takes it for neutral and unstable hours; it lies below the true convective
    /// depth of classes A and B, which errs to higher concentrations.
    #[must_use]
    pub fn effective_mixing_height_m(&self) -> f64 {
        match (self.mixing_height_m, self.stability) {
            (Some(height_m), _) => height_m,
            (None, StabilityClass::E | StabilityClass::F) => f64::INFINITY,
            (None, _) => Self::mechanical_mixing_height_m(self.friction_velocity_m_s()),
        }
    }

    /// Depth of the neutral, mechanically mixed layer, 0.3 u*/f at 40 degrees, m.
    pub(super) fn mechanical_mixing_height_m(friction_velocity_m_s: f64) -> f64 {
        0.3 * friction_velocity_m_s / (2.0 * EARTH_ROTATION_RAD_S * sin(DEFAULT_LATITUDE_RAD))
    }

    /// What to tell the user about this atmosphere for a cloud carried at `transport_wind_m_s`.
    #[must_use]
    pub fn caveats(&self, subject: &str, transport_wind_m_s: f64) -> Vec<Caveat> {
        let mut caveats = vec![Caveat::new(
            CaveatCode::FlatTerrain,
            subject,
            "flat ground without obstacles was assumed",
            "按平坦无障碍地形计算",
        )];
        if transport_wind_m_s < LOW_WIND_M_S {
            caveats.push(low_wind(subject, transport_wind_m_s));
        }
        if self.mixing_height_m.is_none() && self.effective_mixing_height_m().is_finite() {
            caveats.push(assumed_mixing_height(subject, self));
        }
        caveats
    }
}

pub(super) fn low_wind(subject: &str, wind_speed_m_s: f64) -> Caveat {
    Caveat::new(
        CaveatCode::LowWind,
        subject,
        format!(
            "wind of {wind_speed_m_s:.2} m/s is below 1 m/s: steady transport does not hold, values are indicative"
        ),
        format!("风速 {wind_speed_m_s:.2} m/s 低于 1 m/s：稳态输送假设不成立，结果仅供参考"),
    )
}

fn assumed_mixing_height(subject: &str, air: &Atmosphere) -> Caveat {
    let (height_m, roughness_m) = (air.effective_mixing_height_m(), air.roughness_length_m);
    Caveat::new(
        CaveatCode::AssumedValue,
        subject,
        format!(
            "mixing height not given: {height_m:.0} m taken (0.3 u*/f, neutral mechanical layer, roughness {roughness_m} m)"
        ),
        format!("未给出混合层高度：按中性机械混合层 0.3 u*/f（粗糙度 {roughness_m} m）取 {height_m:.0} m"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rural(stability: StabilityClass, wind_speed_m_s: f64) -> Atmosphere {
        Atmosphere::new(stability, wind_speed_m_s, 10.0, Terrain::Rural)
    }

    #[test]
    fn power_law_doubles_by_the_exponent() {
        // class D rural p = 0.15: 5 (40/10)^0.15 = 5 * 1.231144 = 6.15572
        let air = rural(StabilityClass::D, 5.0);
        assert!((air.wind_speed_at_m_s(40.0) - 6.155_72).abs() < 1e-5);
        assert_eq!(air.wind_speed_at_m_s(10.0), 5.0);
        assert_eq!(air.wind_speed_at_m_s(0.0), 0.0);
    }

    #[test]
    fn transport_wind_is_constant_below_ten_metres() {
        let air = rural(StabilityClass::F, 2.0);
        assert_eq!(air.transport_wind_speed_m_s(0.0), 2.0);
        let low_mast = Atmosphere { wind_reference_height_m: 2.0, ..air };
        assert_eq!(low_mast.transport_wind_speed_m_s(0.46), 2.0);
        // mast at 40 m, class F rural p = 0.55: 2 (10/40)^0.55 = 2 * 0.466517
        let tall_mast = Atmosphere { wind_reference_height_m: 40.0, ..air };
        assert!((tall_mast.transport_wind_speed_m_s(0.0) - 0.933_03).abs() < 1e-5);
    }

    #[test]
    fn default_lid_follows_the_friction_velocity() {
        // u* = 0.4 * 5 / ln(101) = 0.433358; f = 2 * 7.2921e-5 * sin 40 = 9.37454e-5; 0.3 u*/f = 1386.8 m
        let air = rural(StabilityClass::D, 5.0);
        assert!((air.effective_mixing_height_m() - 1386.8).abs() < 0.2);
        assert!(rural(StabilityClass::F, 2.0).effective_mixing_height_m().is_infinite());
        let given = Atmosphere { mixing_height_m: Some(300.0), ..rural(StabilityClass::F, 2.0) };
        assert_eq!(given.effective_mixing_height_m(), 300.0);
    }

    #[test]
    fn every_bad_value_is_reported() {
        let bad = Atmosphere {
            wind_speed_m_s: f64::NAN,
            mixing_height_m: Some(-3.0),
            temperature_k: 20.0,
            ..rural(StabilityClass::D, 5.0)
        };
        let fields: Vec<_> = bad.problems().into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["wind_speed_m_s", "temperature_k", "mixing_height_m"]);
    }

    #[test]
    fn light_wind_is_told_and_not_raised() {
        let air = rural(StabilityClass::F, 0.5);
        assert_eq!(air.transport_wind_speed_m_s(0.0), 0.5);
        assert!(air.caveats("test", 0.5).iter().any(|caveat| caveat.code == CaveatCode::LowWind));
        assert!(!air.caveats("test", 1.0).iter().any(|caveat| caveat.code == CaveatCode::LowWind));
    }
}
