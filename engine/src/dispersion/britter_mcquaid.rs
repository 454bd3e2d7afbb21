//! The workbook of Britter and McQuaid: nomographs for the far end of a dense cloud, as an independent check.

use crate::math::{cbrt, log10, pow};
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::units::{GAS_CONSTANT_J_MOL_K, STANDARD_GRAVITY_M_S2};
use std::f64::consts::PI;

/// Card of [`BritterMcQuaid`].
pub const BRITTER_MCQUAID: ModelCard = ModelCard {
    id: "britter_mcquaid",
    version: 1,
    title_en: "Britter-McQuaid workbook",
    title_zh: "Britter-McQuaid 重气扩散图表法",
    citation: "R. E. Britter and J. McQuaid (1988), Workbook on the dispersion of dense gases, HSE Contract Research \
               Report 17/1988; nomographs in the fitted form of AIChE/CCPS (1999), Guidelines for consequence \
               analysis of chemical releases, section 2.1 (Britter-McQuaid model), read in the correlation set of \
               GasDispersion.jl; criteria for a dense cloud recalled",
    domain: "release at ground level, flat rural ground, concentration ratio 0.002 to 0.1 (continuous) or 0.001 to 0.1 \
             (instantaneous), correlation parameter up to 1; about 10 minutes' mean (continuous), ensemble mean \
             (instantaneous); stability has no part",
    verification: "tests: verification/dense_gas (CCPS 1999 p. 122)",
    origin: Origin::Source,
};

/// One piece of a fitted curve: up to this correlation parameter, beta = slope alpha + constant.
struct Piece {
    upto: f64,
    slope: f64,
    constant: f64,
}

const fn piece(upto: f64, slope: f64, constant: f64) -> Piece {
    Piece { upto, slope, constant }
}

const ENDLESS: f64 = f64::INFINITY;

/// Continuous release: concentration ratio and beta = log10(x / sqrt(V/u)) over alpha (CCPS 1999).
const CONTINUOUS: [(f64, &[Piece]); 6] = [
    (0.1, &[piece(-0.55, 0.0, 1.75), piece(-0.14, 0.24, 1.88), piece(ENDLESS, -0.5, 1.78)]),
    (0.05, &[piece(-0.68, 0.0, 1.92), piece(-0.29, 0.36, 2.16), piece(-0.18, 0.0, 2.06), piece(ENDLESS, -0.56, 1.96)]),
    (0.02, &[piece(-0.69, 0.0, 2.08), piece(-0.31, 0.45, 2.39), piece(-0.16, 0.0, 2.25), piece(ENDLESS, -0.54, 2.16)]),
    (0.01, &[piece(-0.70, 0.0, 2.25), piece(-0.29, 0.49, 2.59), piece(-0.20, 0.0, 2.45), piece(ENDLESS, -0.52, 2.35)]),
    (0.005, &[piece(-0.67, 0.0, 2.40), piece(-0.28, 0.59, 2.80), piece(-0.15, 0.0, 2.63), piece(ENDLESS, -0.48, 2.56)]),
    (0.002, &[piece(-0.69, 0.0, 2.60), piece(-0.25, 0.39, 2.87), piece(-0.13, 0.0, 2.77), piece(ENDLESS, -0.50, 2.71)]),
];

/// Instantaneous release: concentration ratio and beta = log10(x / V^(1/3)) over alpha (CCPS 1999).
const INSTANTANEOUS: [(f64, &[Piece]); 7] = [
    (0.1, &[piece(-0.44, 0.0, 0.70), piece(0.43, 0.26, 0.81), piece(ENDLESS, 0.0, 0.93)]),
    (0.05, &[piece(-0.56, 0.0, 0.85), piece(0.31, 0.26, 1.00), piece(ENDLESS, -0.12, 1.12)]),
    (0.02, &[piece(-0.66, 0.0, 0.95), piece(0.32, 0.36, 1.19), piece(ENDLESS, -0.26, 1.38)]),
    (0.01, &[piece(-0.71, 0.0, 1.15), piece(0.37, 0.34, 1.39), piece(ENDLESS, -0.38, 1.66)]),
    (0.005, &[piece(-0.52, 0.0, 1.48), piece(0.24, 0.26, 1.62), piece(ENDLESS, -0.30, 1.75)]),
    (0.002, &[piece(0.27, 0.0, 1.83), piece(ENDLESS, -0.32, 1.92)]),
    (0.001, &[piece(-0.10, 0.0, 2.075), piece(ENDLESS, -0.27, 2.05)]),
];

/// Greatest correlation parameter of the nomographs.
const GREATEST_PARAMETER: f64 = 1.0;
/// Scaled distance up to which the near-source formula of a continuous release holds.
const NEAR_SOURCE_RATIO: f64 = 30.0;
/// Constants of the near-source formulas c = k / (k + x^2).
const NEAR_CONTINUOUS: f64 = 306.0;
const NEAR_INSTANTANEOUS: f64 = 3.24;
/// No distance is said beyond this, m.
const FARTHEST_M: f64 = 1e6;
/// Below these a cloud is passive from the start (recalled).
const DENSE_CONTINUOUS: f64 = 0.15;
const DENSE_INSTANTANEOUS: f64 = 0.20;

/// How the substance comes out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BritterMcQuaidRelease {
    /// Steady release.
    Continuous {
        /// Rate, kg/s, 1e-6 to 1e5.
        release_rate_kg_s: f64,
    },
    /// Release at once.
    Instantaneous {
        /// Mass, kg, 1e-6 to 1e8.
        mass_kg: f64,
    },
}

/// A dense release at ground level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BritterMcQuaid {
    /// How it comes out.
    pub release: BritterMcQuaidRelease,
    /// Molar mass of the substance, kg/mol, 1e-3 to 1.
    pub molar_mass_kg_mol: f64,
    /// Density of the release at ambient pressure, kg/m3, 0.05 to 100.
    pub source_density_kg_m3: f64,
    /// Temperature of the release, K, 50 to 1500.
    pub temperature_k: f64,
    /// Wind speed at 10 m, m/s, 0.1 to 60.
    pub wind_speed_m_s: f64,
    /// Density of the air, kg/m3, 0.3 to 2.5.
    pub air_density_kg_m3: f64,
    /// Temperature of the air, K, 200 to 350.
    pub air_temperature_k: f64,
}

impl BritterMcQuaid {
    /// Checks everything and reads the nomographs at the correlation parameter of the release.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range.
    pub fn solve(&self) -> Result<Solved<BritterMcQuaidField>, InvalidInput> {
        InvalidInput::check(self.problems())?;
        let field = BritterMcQuaidField::new(self);
        Ok(Solved { caveats: self.caveats(&field), field })
    }

    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |field, value, min, max, unit| {
            FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        };
        match self.release {
            BritterMcQuaidRelease::Continuous { release_rate_kg_s } => {
                check("release_rate_kg_s", release_rate_kg_s, 1e-6, 1e5, "kg/s");
            }
            BritterMcQuaidRelease::Instantaneous { mass_kg } => check("mass_kg", mass_kg, 1e-6, 1e8, "kg"),
        }
        check("molar_mass_kg_mol", self.molar_mass_kg_mol, 1e-3, 1.0, "kg/mol");
        check("source_density_kg_m3", self.source_density_kg_m3, 0.05, 100.0, "kg/m3");
        check("temperature_k", self.temperature_k, 50.0, 1500.0, "K");
        check("wind_speed_m_s", self.wind_speed_m_s, 0.1, 60.0, "m/s");
        check("air_density_kg_m3", self.air_density_kg_m3, 0.3, 2.5, "kg/m3");
        check("air_temperature_k", self.air_temperature_k, 200.0, 350.0, "K");
        problems
    }

    /// Volume (m3) or volume rate (m3/s) at release.
    fn volume(&self) -> f64 {
        match self.release {
            BritterMcQuaidRelease::Continuous { release_rate_kg_s } => release_rate_kg_s / self.source_density_kg_m3,
            BritterMcQuaidRelease::Instantaneous { mass_kg } => mass_kg / self.source_density_kg_m3,
        }
    }

    /// Reduced gravity, m/s2; 0 for a release no heavier than air.
    fn reduced_gravity_m_s2(&self) -> f64 {
        let excess = self.source_density_kg_m3 - self.air_density_kg_m3;
        (STANDARD_GRAVITY_M_S2 * excess / self.air_density_kg_m3).max(0.0)
    }

    fn caveats(&self, field: &BritterMcQuaidField) -> Vec<Caveat> {
        let note = |code, en: String, zh: String| Caveat::new(code, BRITTER_MCQUAID.id, en, zh);
        let mut caveats = vec![note(
            CaveatCode::FlatTerrain,
            "flat rural ground without obstacles was assumed".into(),
            "按平坦无障碍乡村地形计算".into(),
        )];
        caveats.push(note(
            CaveatCode::WeakValidation,
            "a check of order, on the high side: of 26 arcs of LNG pool trials one in five lies within a factor of 2, 3.6 \
             times too high on average"
                .into(),
            "仅作量级校核,结果偏高:26 个 LNG 液池试验弧线中五分之一在两倍以内,平均高估 3.6 倍".into(),
        ));
        let (criterion, least) = self.dense_criterion();
        if criterion < least {
            caveats.push(note(
                CaveatCode::OutsideValidity,
                format!("the cloud is passive from the start ({criterion:.3} is below {least}, limit recalled)"),
                format!("云团自始即为非重气({criterion:.3} 低于 {least},界限为记忆值)"),
            ));
        }
        if field.parameter > GREATEST_PARAMETER {
            let parameter = field.parameter;
            caveats.push(note(
                CaveatCode::OutsideValidity,
                format!(
                    "correlation parameter {parameter:.2} is beyond the nomographs: their end at {GREATEST_PARAMETER} is taken"
                ),
                format!("关联参数 {parameter:.2} 超出图表上限:取 {GREATEST_PARAMETER}"),
            ));
        }
        caveats
    }

    /// The workbook's measure of density at the source, and what it must reach for a dense cloud.
    ///
    /// `(g' q / (u^3 l))^(1/3)` with `l = (q/u)^(1/2)` for a steady release, `(g' V)^(1/2) / (u V^(1/3))` for an instantaneous one;
    /// the limits 0.15 and 0.20 are recalled.
    #[must_use]
    pub fn dense_criterion(&self) -> (f64, f64) {
        let (gravity, volume, wind_m_s) = (self.reduced_gravity_m_s2(), self.volume(), self.wind_speed_m_s);
        match self.release {
            BritterMcQuaidRelease::Continuous { .. } => {
                let length_m = (volume / wind_m_s).sqrt();
                (cbrt(gravity * volume / length_m) / wind_m_s, DENSE_CONTINUOUS)
            }
            BritterMcQuaidRelease::Instantaneous { .. } => {
                ((gravity * volume).sqrt() / (wind_m_s * cbrt(volume)), DENSE_INSTANTANEOUS)
            }
        }
    }
}

/// Points of a curve: log10 of scaled distance and concentration ratio, falling.
#[derive(Debug, Clone, Copy)]
struct Curve {
    points: [(f64, f64); 8],
    count: usize,
    near: f64,
}

impl Curve {
    fn new(table: &[(f64, &[Piece])], parameter: f64, near: f64) -> Self {
        let parameter = parameter.min(GREATEST_PARAMETER);
        let mut points = [(0.0, 0.0); 8];
        for (slot, (ratio, pieces)) in points[1..].iter_mut().zip(table) {
            let piece = pieces.iter().find(|piece| parameter <= piece.upto);
            *slot = (piece.map_or(0.0, |piece| piece.slope * parameter + piece.constant), *ratio);
        }
        // a curve of larger ratio may not lie beyond one of smaller ratio
        for index in 2..=table.len() {
            points[index].0 = points[index].0.max(points[index - 1].0 + 1e-3);
        }
        let first = points[1].0;
        let join = if near == NEAR_CONTINUOUS { log10(NEAR_SOURCE_RATIO).min(first - 0.15) } else { first - 0.15 };
        let distance = pow(10.0, join);
        points[0] = (join, (near / (near + distance * distance)).max(points[1].1));
        Self { points, count: table.len() + 1, near }
    }

    /// Concentration ratio at a scaled distance: the near-source formula, the nomograph, the inverse square.
    fn ratio(&self, distance: f64) -> f64 {
        if distance <= 0.0 {
            return 1.0;
        }
        let beta = log10(distance);
        let points = &self.points[..self.count];
        let last = points[self.count - 1];
        if beta <= points[0].0 {
            return (self.near / (self.near + distance * distance)).max(points[1].1);
        }
        if beta >= last.0 {
            return last.1 * pow(10.0, 2.0 * (last.0 - beta));
        }
        let high = points.partition_point(|point| point.0 <= beta).clamp(1, self.count - 1);
        let (low, high) = (points[high - 1], points[high]);
        low.1 + (beta - low.0) / (high.0 - low.0) * (high.1 - low.1)
    }

    /// Farthest scaled distance at which a concentration ratio below 1 is reached: [`Self::ratio`] turned round, piece by
    /// piece.
    fn distance(&self, ratio: f64) -> f64 {
        let points = &self.points[..self.count];
        let (first, last) = (points[0], points[self.count - 1]);
        if ratio > first.1 {
            return (self.near * (1.0 / ratio - 1.0)).sqrt();
        }
        let beta = if ratio <= last.1 {
            last.0 + 0.5 * log10(last.1 / ratio)
        } else {
            let high = points.partition_point(|point| point.1 >= ratio).clamp(1, self.count - 1);
            let (low, high) = (points[high - 1], points[high]);
            low.0 + (low.1 - ratio) / (low.1 - high.1) * (high.0 - low.0)
        };
        pow(10.0, beta)
    }
}

/// The nomographs at one release: total, allocation-free evaluation.
#[derive(Debug, Clone, Copy)]
pub struct BritterMcQuaidField {
    curve: Curve,
    parameter: f64,
    /// Length by which distances are scaled, m.
    scale_m: f64,
    /// Temperature of the release over that of the air.
    temperature_ratio: f64,
    /// p M / (R T_a), kg/m3.
    ambient_density: f64,
    extent: Extent,
}

/// Size of the cloud.
#[derive(Debug, Clone, Copy)]
enum Extent {
    /// Buoyancy length l_b and scale D of a plume, m.
    Plume { buoyancy_m: f64, scale_m: f64 },
    /// Volume, square root of its buoyancy, wind, of a cloud.
    Cloud { volume_m3: f64, spreading_m2_s: f64, wind_m_s: f64 },
}

impl BritterMcQuaidField {
    fn new(release: &BritterMcQuaid) -> Self {
        let (gravity, volume, wind_m_s) =
            (release.reduced_gravity_m_s2().max(1e-12), release.volume(), release.wind_speed_m_s);
        let cube = wind_m_s * wind_m_s * wind_m_s;
        let (curve, parameter, scale_m, extent) = match release.release {
            BritterMcQuaidRelease::Continuous { .. } => {
                let parameter = 0.2 * log10(gravity * gravity * volume / (cube * wind_m_s * wind_m_s));
                let scale_m = (volume / wind_m_s).sqrt();
                let extent = Extent::Plume { buoyancy_m: volume * gravity / cube, scale_m };
                (Curve::new(&CONTINUOUS, parameter, NEAR_CONTINUOUS), parameter, scale_m, extent)
            }
            BritterMcQuaidRelease::Instantaneous { .. } => {
                let scale_m = cbrt(volume);
                let parameter = 0.5 * log10(gravity * scale_m / (wind_m_s * wind_m_s));
                let spreading_m2_s = 1.2 * (gravity * volume).sqrt();
                let extent = Extent::Cloud { volume_m3: volume, spreading_m2_s, wind_m_s };
                (Curve::new(&INSTANTANEOUS, parameter, NEAR_INSTANTANEOUS), parameter, scale_m, extent)
            }
        };
        let pressure_pa = release.air_density_kg_m3 * GAS_CONSTANT_J_MOL_K * release.air_temperature_k
            / crate::substance::MOLAR_MASS_AIR_KG_MOL;
        Self {
            curve,
            parameter,
            scale_m,
            temperature_ratio: release.temperature_k / release.air_temperature_k,
            ambient_density: pressure_pa * release.molar_mass_kg_mol
                / (GAS_CONSTANT_J_MOL_K * release.air_temperature_k),
            extent,
        }
    }

    /// Correlation parameter alpha of the nomographs, a pure number.
    #[must_use]
    pub fn correlation_coefficient(&self) -> f64 {
        self.parameter
    }

    /// Greatest mole fraction at a distance downwind: `c = c' / (c' + (1 - c') T_0/T_a)` with c' of the nomograph;
    /// 1 at and upwind of the source.
    #[must_use]
    pub fn mole_frac(&self, x_m: f64) -> f64 {
        let ratio = self.curve.ratio(x_m / self.scale_m);
        ratio / (ratio + (1.0 - ratio) * self.temperature_ratio)
    }

    /// Greatest concentration at a distance downwind, kg/m3: the mole fraction in a mixture of the temperature
    /// that mixing gives.
    #[must_use]
    pub fn concentration_kg_m3(&self, x_m: f64) -> f64 {
        let mole_frac = self.mole_frac(x_m);
        mole_frac * self.ambient_density / (1.0 + mole_frac * (self.temperature_ratio - 1.0))
    }

    /// Farthest distance at which a mole fraction is reached, m, at most 1000 km; 0 above 1.
    #[must_use]
    pub fn distance_to_mole_frac_m(&self, mole_frac: f64) -> f64 {
        if mole_frac >= 1.0 || mole_frac <= 0.0 {
            return 0.0;
        }
        let ratio = mole_frac * self.temperature_ratio / (1.0 - mole_frac + mole_frac * self.temperature_ratio);
        (self.curve.distance(ratio) * self.scale_m).min(FARTHEST_M)
    }

    /// Half-width of the cloud when it reaches a distance, m: `D + 8 l_b + 2.5 (l_b x^2)^(1/3)` of a plume,
    /// `sqrt(R_0^2 + 1.2 t sqrt(g' V))` of a cloud whose centre moves at 0.4 u.
    #[must_use]
    pub fn half_width_m(&self, x_m: f64) -> f64 {
        let x_m = x_m.max(0.0);
        match self.extent {
            Extent::Plume { buoyancy_m, scale_m } => scale_m + 8.0 * buoyancy_m + 2.5 * cbrt(buoyancy_m * x_m * x_m),
            Extent::Cloud { volume_m3, spreading_m2_s, wind_m_s } => {
                let first_m = cbrt(0.75 * volume_m3 / PI);
                (first_m * first_m + spreading_m2_s * x_m / (0.4 * wind_m_s)).sqrt()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(table: &[(f64, &[Piece])], parameter: f64) -> Vec<f64> {
        table
            .iter()
            .map(|(_, pieces)| {
                pieces.iter().find(|one| parameter <= one.upto).map_or(0.0, |one| one.slope * parameter + one.constant)
            })
            .collect()
    }

    #[test]
    fn the_fits_at_a_few_parameters() {
        let close = |found: Vec<f64>, expected: &[f64]| {
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?} {expected:?}");
        };
        close(curve(&CONTINUOUS, -0.75), &[1.75, 1.92, 2.08, 2.25, 2.4, 2.6]);
        close(curve(&CONTINUOUS, -0.4), &[1.784, 2.016, 2.21, 2.394, 2.564, 2.714]);
        close(curve(&CONTINUOUS, 0.0), &[1.78, 1.96, 2.16, 2.35, 2.56, 2.71]);
        close(curve(&INSTANTANEOUS, -0.75), &[0.7, 0.85, 0.95, 1.15, 1.48, 1.83, 2.075]);
        close(curve(&INSTANTANEOUS, 0.75), &[0.93, 1.03, 1.185, 1.375, 1.525, 1.68, 1.8475]);
    }

    #[test]
    fn the_ratio_falls_without_a_jump() {
        for parameter in [-3.0, -0.7, -0.5, -0.2, 0.0, 0.4, 0.9, 2.0] {
            for (table, near) in [(&CONTINUOUS[..], NEAR_CONTINUOUS), (&INSTANTANEOUS[..], NEAR_INSTANTANEOUS)] {
                let curve = Curve::new(table, parameter, near);
                let mut last = 1.0;
                for i in 0..4000 {
                    let ratio = curve.ratio(pow(10.0, -1.0 + 0.001 * f64::from(i)));
                    assert!(ratio <= last && ratio > 0.9 * last - 1e-9, "{parameter} {i}: {ratio} after {last}");
                    last = ratio;
                }
            }
        }
    }

    #[test]
    fn a_distance_is_where_its_ratio_is_last_reached() {
        for parameter in [-3.0, -0.7, -0.2, 0.4, 2.0] {
            for (table, near) in [(&CONTINUOUS[..], NEAR_CONTINUOUS), (&INSTANTANEOUS[..], NEAR_INSTANTANEOUS)] {
                let curve = Curve::new(table, parameter, near);
                for ratio in [0.9, 0.3, 0.1, 0.07, 0.03, 0.012, 1e-3, 1e-5] {
                    let distance = curve.distance(ratio);
                    let (within, beyond) = (curve.ratio(0.9999 * distance), curve.ratio(1.0001 * distance));
                    assert!(within >= ratio && beyond < ratio, "{parameter} {ratio}: {within} {beyond} at {distance}");
                }
            }
        }
    }
}
