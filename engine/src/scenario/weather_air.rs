//! Weather classes of the station as atmospheres.

use super::settings::AssessmentSettings;
use crate::city::City;
use crate::dispersion::Atmosphere;
use crate::weather::{JointFrequencyTable, WeatherClass};

/// Height of the wind readings behind a weather class, m.
const WIND_REFERENCE_HEIGHT_M: f64 = 10.0;

/// One atmosphere a class.
pub(super) fn atmospheres(city: &City, table: &JointFrequencyTable, settings: &AssessmentSettings) -> Vec<Atmosphere> {
    table.classes.iter().map(|class| atmosphere(class, city, settings)).collect()
}

fn atmosphere(class: &WeatherClass, city: &City, settings: &AssessmentSettings) -> Atmosphere {
    let air = Atmosphere::new(class.stability, class.wind_speed_m_s, WIND_REFERENCE_HEIGHT_M, city.terrain);
    Atmosphere { temperature_k: settings.ambient_temperature_k, ..air }
}

/// Short label of an atmosphere: class and wind speed.
pub(super) fn label(air: &Atmosphere) -> String {
    format!("{:?} {} m/s", air.stability, air.wind_speed_m_s)
}
