//! What is released and how it is spread: the input of the transient plume.

use super::field::{AlongWind, CrossSection, TransientField};
use super::history::{self, ReleasePeriod};
use crate::dispersion::plume::{GAUSSIAN_PLUME, GaussianPlume, PlumeOptions, PlumeSource};
use crate::dispersion::puff::{GAUSSIAN_PUFF, GaussianPuff, PuffSource};
use crate::dispersion::{Atmosphere, PlumeSigmaSet, PuffSigmaSet};
use crate::provenance::{Caveat, CaveatCode, InvalidInput, ModelCard, Origin, Solved};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Card of [`TransientPlume`].
pub const TRANSIENT_PLUME: ModelCard = ModelCard {
    id: "transient_plume",
    version: 1,
    title_en: "Plume of a release that varies in time",
    title_zh: "随时间变化的泄漏烟羽",
    citation: "Palazzi, De Faveri, Fumarola and Ferraiolo, Diffusion from a steady source of short duration, Atmospheric \
               Environment 16 (1982) 2785-2790, with sigma-x at the path of each edge (variants: GasDispersion.jl \
               palazzi_puff.jl; TNO Yellow Book CPR 14E (2005) eq. 4.60b); sigma-x = 0.13 x: Yellow Book chapter 4 as in \
               GasDispersion.jl tno.jl; sigma-y, sigma-z: those of gaussian_plume or gaussian_puff",
    domain: "passive gas, flat ground, one wind during release and passage, wind of 1 m/s or more, 100 m to 10 km (4 km with \
             puff coefficients)",
    verification: "tests: verification/transient (GasDispersion.jl integrated puff to 12 digits, steady and puff limits), \
                   property/transient (mass in every frame, continuity)",
    origin: Origin::Source,
};

/// Coefficients that spread a transient plume.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// sigma-y and sigma-z of the steady plume, sigma-y cut to the averaging time or the whole release, whichever is
    /// shorter; along the wind 0.13 of the path (TNO Yellow Book).
    #[default]
    Plume,
    /// Slade's puff coefficients in all directions, for releases of seconds.
    Puff,
}

/// A release of a passive gas whose rate varies in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TransientPlume {
    /// Periods of constant rate in time, 1 to 1000, not overlapping; what lies between them releases nothing.
    pub periods: Vec<ReleasePeriod>,
    /// Release height above ground, m, 0 to 1000, below the lid.
    pub release_height_m: f64,
    /// Averaging time of the crosswind spread, s, 1 to 86 400; no part in [`Spread::Puff`].
    pub averaging_time_s: f64,
}

/// What may be chosen beside the release.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TransientOptions {
    /// Coefficients.
    #[serde(default)]
    pub spread: Spread,
    /// Plume set; `None` takes [`PlumeSigmaSet::for_terrain`]. No part in [`Spread::Puff`].
    pub sigma_set: Option<PlumeSigmaSet>,
    /// Size of the source across the wind and in height; a point by default.
    #[serde(default)]
    pub source: PlumeSource,
}

impl TransientPlume {
    /// Checks everything once and returns a field that can be evaluated as often as needed.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range.
    pub fn solve(
        &self,
        atmosphere: &Atmosphere,
        options: TransientOptions,
    ) -> Result<Solved<TransientField>, InvalidInput> {
        let section = self.section(atmosphere, options);
        let mut problems = history::problems(&self.periods);
        if let Err(refused) = &section {
            problems.extend_from_slice(&refused.problems);
        }
        InvalidInput::check(problems)?;
        let Solved { field: section, caveats } = section?;
        let along = match options.spread {
            Spread::Plume => AlongWind::Tno,
            Spread::Puff => AlongWind::Puff(PuffSigmaSet::default(), atmosphere.stability),
        };
        let field = TransientField::new(history::steps(&self.periods), section, along);
        Ok(Solved { field, caveats: self.caveats(options, caveats) })
    }

    /// The unit release behind the field: a steady plume of 1 kg/s or a puff of 1 kg.
    fn section(
        &self,
        atmosphere: &Atmosphere,
        options: TransientOptions,
    ) -> Result<Solved<CrossSection>, InvalidInput> {
        let release_height_m = self.release_height_m;
        match options.spread {
            Spread::Plume => {
                let plume =
                    GaussianPlume { release_rate_kg_s: 1.0, release_height_m, averaging_time_s: self.averaging_time_s };
                let options = PlumeOptions {
                    sigma_set: options.sigma_set,
                    release_duration_s: self.duration_s(),
                    source: options.source,
                };
                let solved = plume.solve_with(atmosphere, options)?;
                Ok(Solved { field: CrossSection::Plume(solved.field), caveats: solved.caveats })
            }
            Spread::Puff => {
                let source = PuffSource { sigma_y_m: options.source.sigma_y_m, sigma_z_m: options.source.sigma_z_m };
                let solved = GaussianPuff { mass_kg: 1.0, release_height_m }.solve_with(atmosphere, source)?;
                Ok(Solved { field: CrossSection::Puff(solved.field), caveats: solved.caveats })
            }
        }
    }

    /// From the first release to the last, s; at least 1 s, below which no averaging law goes. None for a list that is
    /// refused anyhow.
    fn duration_s(&self) -> Option<f64> {
        let (first, last) = (self.periods.first()?, self.periods.last()?);
        let duration_s = last.end_s() - first.start_s;
        (duration_s.is_finite() && duration_s <= 1e9).then(|| duration_s.max(1.0))
    }

    fn caveats(&self, options: TransientOptions, mut caveats: Vec<Caveat>) -> Vec<Caveat> {
        for caveat in &mut caveats {
            if caveat.subject == GAUSSIAN_PLUME.id || caveat.subject == GAUSSIAN_PUFF.id {
                caveat.subject = TRANSIENT_PLUME.id.into();
            }
        }
        if options.spread == Spread::Puff {
            caveats.push(not_averaged(self.averaging_time_s));
        }
        caveats
    }
}

fn not_averaged(averaging_time_s: f64) -> Caveat {
    Caveat::new(
        CaveatCode::NotModelled,
        TRANSIENT_PLUME.id,
        format!("averaging time of {averaging_time_s} s has no part with puff coefficients"),
        format!("采用烟团扩散参数时平均时间 {averaging_time_s} s 不参与计算"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weather::{StabilityClass, Terrain};

    fn air() -> Atmosphere {
        Atmosphere::new(StabilityClass::D, 5.0, 10.0, Terrain::Rural)
    }

    fn release(duration_s: f64) -> TransientPlume {
        TransientPlume {
            periods: vec![ReleasePeriod { start_s: 0.0, duration_s, rate_kg_s: 1.0 }],
            release_height_m: 0.0,
            averaging_time_s: 600.0,
        }
    }

    #[test]
    fn a_short_release_cuts_the_averaging_time_and_says_so() {
        let solved = release(60.0).solve(&air(), TransientOptions::default()).unwrap();
        let told = solved.caveats.iter().find(|caveat| caveat.message_en.contains("averaging time cut")).unwrap();
        assert_eq!(told.subject, "transient_plume");
        let puff = TransientOptions { spread: Spread::Puff, ..TransientOptions::default() };
        let solved = release(60.0).solve(&air(), puff).unwrap();
        assert!(solved.caveats.iter().any(|caveat| caveat.code == CaveatCode::NotModelled));
    }

    #[test]
    fn problems_of_history_weather_and_height_come_together() {
        let bad = TransientPlume { release_height_m: -1.0, averaging_time_s: 0.0, ..release(-5.0) };
        let thin = Atmosphere { wind_speed_m_s: 0.0, ..air() };
        let refused = bad.solve(&thin, TransientOptions::default()).unwrap_err();
        let fields: Vec<_> = refused.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields[0], "periods[0].duration_s");
        for field in ["wind_speed_m_s", "averaging_time_s", "release_height_m"] {
            assert!(fields.contains(&field), "{field} in {fields:?}");
        }
    }
}
