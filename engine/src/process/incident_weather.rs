//! The weather of an incident: given by hand, or the most frequent state of the city's station where nothing is given.

use super::Context;
use super::fields::{standard_atmosphere_pa, ten_metres};
use crate::dispersion::Atmosphere;
use crate::provenance::{Caveat, CaveatCode, FieldProblem};
use crate::units::Bearing;
use crate::weather::{JointFrequencyTable, Period, StabilityClass, Terrain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the weather comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum WeatherBasis {
    /// All of it is given.
    Given,
    /// What is not given is the most frequent state of the city's station.
    Station,
}

/// Weather of an incident.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IncidentWeather {
    /// `given`: wind, speed and stability are needed. `station`: what of them is missing is the most frequent state of the
    /// city's station.
    source: WeatherBasis,
    /// Direction the wind comes from, degrees clockwise from north.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 360.0))]
    wind_from_deg: Option<f64>,
    /// Mean wind speed at the reference height, m/s.
    #[serde(default)]
    #[schemars(range(min = 0.1, max = 60.0))]
    wind_speed_m_s: Option<f64>,
    /// Pasquill class.
    #[serde(default)]
    stability: Option<StabilityClass>,
    /// Height of the wind reading, m.
    #[serde(default = "ten_metres")]
    #[schemars(range(min = 0.5, max = 200.0))]
    wind_reference_height_m: f64,
    /// Surroundings; those of the city when not given.
    #[serde(default)]
    terrain: Option<Terrain>,
    /// Roughness length, m; by terrain when not given.
    #[serde(default)]
    #[schemars(range(min = 1e-5, max = 3.0))]
    roughness_length_m: Option<f64>,
    /// Mixing height, m; by stability when not given.
    #[serde(default)]
    #[schemars(range(min = 20.0, max = 1e4))]
    mixing_height_m: Option<f64>,
    /// Temperature of the air, K.
    #[serde(default = "air_k")]
    #[schemars(range(min = 200.0, max = 350.0))]
    air_temperature_k: f64,
    /// Pressure of the air, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 5e4, max = 1.2e5))]
    pressure_pa: f64,
    /// Relative humidity of the air.
    #[serde(default = "half")]
    #[schemars(range(min = 0.0, max = 1.0))]
    relative_humidity_frac: f64,
}

fn air_k() -> f64 {
    Atmosphere::DEFAULT_TEMPERATURE_K
}

fn half() -> f64 {
    0.5
}

/// Weather in force.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WeatherAnswer {
    /// Direction the wind comes from, degrees clockwise from north.
    pub(super) wind_from_deg: f64,
    /// Mean wind speed at the reference height, m/s.
    wind_speed_m_s: f64,
    /// Pasquill class.
    pub(super) stability: StabilityClass,
    /// Temperature of the air, K.
    air_temperature_k: f64,
    /// Relative humidity of the air.
    relative_humidity_frac: f64,
    /// Pressure of the air, Pa absolute.
    pressure_pa: f64,
    /// Where it comes from.
    basis: WeatherBasis,
    /// The station that stood in for what was not given.
    station: Option<String>,
    /// Part of all hours with that state at the station: this class of weather and this sector of wind, day and night.
    frequency_frac: Option<f64>,
}

/// Weather in force, as the models take it.
pub(super) struct WeatherTaken {
    pub(super) answer: WeatherAnswer,
    pub(super) air: Atmosphere,
    pub(super) relative_humidity_frac: f64,
    pub(super) caveat: Option<Caveat>,
}

/// A state of the station: direction the wind comes from, speed, class, part of the hours.
struct State {
    wind_from_deg: f64,
    wind_speed_m_s: f64,
    stability: StabilityClass,
    frequency_frac: f64,
}

impl IncidentWeather {
    /// The weather in force; none, with every problem, where something is missing.
    pub(super) fn taken(&self, context: &Context<'_>, problems: &mut Vec<FieldProblem>) -> Option<WeatherTaken> {
        let state = self.state(context, problems);
        let mut missing = |field: &str, allowed: &str| {
            let field = format!("weather.{field}");
            problems.push(FieldProblem::new(field, "", allowed, "missing"));
        };
        let of_city = context.city.map(|view| view.city.terrain);
        let terrain = self.terrain.or(of_city);
        if terrain.is_none() {
            missing("terrain", "rural or urban, as no city is loaded");
        }
        if self.source == WeatherBasis::Given {
            if self.wind_from_deg.is_none() {
                missing("wind_from_deg", "the direction the wind comes from, 0 to 360 degrees");
            }
            if self.wind_speed_m_s.is_none() {
                missing("wind_speed_m_s", "the wind speed, 0.1 to 60 m/s");
            }
            if self.stability.is_none() {
                missing("stability", "one of A, B, C, D, E, F");
            }
        }
        let wind_from_deg = self.wind_from_deg.or(state.as_ref().map(|state| state.wind_from_deg))?;
        let wind_speed_m_s = self.wind_speed_m_s.or(state.as_ref().map(|state| state.wind_speed_m_s))?;
        let stability = self.stability.or(state.as_ref().map(|state| state.stability))?;
        let air = Atmosphere::new(stability, wind_speed_m_s, self.wind_reference_height_m, terrain?);
        let air = Atmosphere {
            roughness_length_m: self.roughness_length_m.unwrap_or(air.roughness_length_m),
            mixing_height_m: self.mixing_height_m,
            temperature_k: self.air_temperature_k,
            pressure_pa: self.pressure_pa,
            ..air
        };
        let table = state.as_ref().and(context.city).and_then(|view| view.city.weather.as_ref());
        let station = table.map(|table| table.station.clone());
        Some(self.of(air, wind_from_deg, state.as_ref(), station))
    }

    fn of(&self, air: Atmosphere, wind_from_deg: f64, state: Option<&State>, station: Option<String>) -> WeatherTaken {
        let answer = WeatherAnswer {
            wind_from_deg,
            wind_speed_m_s: air.wind_speed_m_s,
            stability: air.stability,
            air_temperature_k: air.temperature_k,
            relative_humidity_frac: self.relative_humidity_frac,
            pressure_pa: air.pressure_pa,
            basis: if state.is_some() { WeatherBasis::Station } else { WeatherBasis::Given },
            frequency_frac: state.map(|state| state.frequency_frac),
            station,
        };
        let caveat = state.map(|state| from_station(&answer, state.frequency_frac));
        WeatherTaken { answer, air, relative_humidity_frac: self.relative_humidity_frac, caveat }
    }

    /// The state of the station that fills what is not given; none where all is given, or by hand.
    fn state(&self, context: &Context<'_>, problems: &mut Vec<FieldProblem>) -> Option<State> {
        let complete = self.wind_from_deg.is_some() && self.wind_speed_m_s.is_some() && self.stability.is_some();
        if self.source == WeatherBasis::Given || complete {
            return None;
        }
        let table = context.city.and_then(|view| view.city.weather.as_ref());
        let found = table.and_then(|table| self.most_frequent(table));
        if found.is_none() {
            let allowed = "given: no city with a weather station is loaded";
            problems.push(FieldProblem::new("weather.source", "station", allowed, "no_station"));
        }
        found
    }

    /// The most frequent class and sector, day and night together, among those that fit what is given: the sector of the wind,
    /// the class of stability, the classes nearest in speed. Of equal ones the first. Where no class fits, all do.
    fn most_frequent(&self, table: &JointFrequencyTable) -> Option<State> {
        let sector_deg = 360.0 / table.sectors as f64;
        let to_sector = |from_deg: f64| {
            (Bearing::from_wind_from_deg(from_deg).to_deg() / sector_deg).round() as usize % table.sectors
        };
        let wanted = self.wind_from_deg.map(to_sector);
        let off = |class: usize| (table.classes[class].wind_speed_m_s - self.wind_speed_m_s.unwrap_or(0.0)).abs();
        let mut classes: Vec<usize> = (0..table.classes.len())
            .filter(|&class| self.stability.is_none_or(|stability| table.classes[class].stability == stability))
            .collect();
        if classes.is_empty() {
            classes = (0..table.classes.len()).collect();
        }
        if self.wind_speed_m_s.is_some() {
            let least = classes.iter().map(|&class| off(class)).fold(f64::INFINITY, f64::min);
            classes.retain(|&class| off(class) <= least);
        }
        let mut best: Option<(f64, usize, usize)> = None;
        for &class in &classes {
            for sector in (0..table.sectors).filter(|&sector| wanted.is_none_or(|wanted| sector == wanted)) {
                let prob = Period::ALL.iter().map(|&period| table.joint_prob(period, class, sector)).sum();
                if best.is_none_or(|(known, ..)| prob > known) {
                    best = Some((prob, class, sector));
                }
            }
        }
        let (frequency_frac, class, sector) = best?;
        let class = &table.classes[class];
        Some(State {
            wind_from_deg: Bearing::from_wind_to_deg(sector as f64 * sector_deg).from_deg(),
            wind_speed_m_s: class.wind_speed_m_s,
            stability: class.stability,
            frequency_frac,
        })
    }
}

fn from_station(answer: &WeatherAnswer, frequency_frac: f64) -> Caveat {
    let WeatherAnswer { wind_from_deg, wind_speed_m_s, stability, station, .. } = answer;
    let (percent, station) = (100.0 * frequency_frac, station.as_deref().unwrap_or_default());
    Caveat::new(
        CaveatCode::AssumedValue,
        "weather",
        format!(
            "the weather was not measured now: what was not given is the most frequent state of the station ({station}), {percent:.1} % \
             of all hours; taken are wind from {wind_from_deg:.0} degrees, {wind_speed_m_s} m/s, class {stability:?}"
        ),
        format!(
            "并非实测天气:未给出的部分取气象站({station})最常见状态,占全部小时的 {percent:.1}%;所取为风向 {wind_from_deg:.0}°、风速 \
             {wind_speed_m_s} m/s、稳定度 {stability:?}"
        ),
    )
}
