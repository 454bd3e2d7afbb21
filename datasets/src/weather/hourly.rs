//! One hour of weather as all three formats give it, and a year of them.

/// Where the station stands and what clock it keeps: needed for the solar elevation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StationPlace {
    /// Longitude, degrees east.
    pub lon_deg: f64,
    /// Latitude, degrees north.
    pub lat_deg: f64,
    /// Local standard time minus UTC, hours (no daylight saving).
    pub utc_offset_h: f64,
}

/// One hour; `None` where the file marks the value missing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Hour {
    /// Month, 1 to 12.
    pub month: u32,
    /// Day of the month.
    pub day: u32,
    /// Hour of local standard time at its end, 1 to 24.
    pub hour_ending: u32,
    /// Wind speed at 10 m, m/s.
    pub wind_speed_m_s: Option<f64>,
    /// Direction the wind blows from, degrees clockwise from north; 0 stands for "no direction".
    pub wind_from_deg: Option<f64>,
    /// Total cloud, 0 to 1.
    pub total_cloud_frac: Option<f64>,
    /// Ceiling above ground, m; infinite when unlimited.
    pub ceiling_m: Option<f64>,
}

/// A series of hours of one station.
#[derive(Debug, Clone, PartialEq)]
pub struct HourlySeries {
    /// Station as the file names it.
    pub station: String,
    /// Place and clock, when the file tells.
    pub place: Option<StationPlace>,
    /// The hours in file order.
    pub hours: Vec<Hour>,
    /// Rows that could not be read as an hour (row, what was wrong).
    pub unreadable: Vec<(u64, String)>,
}

/// Ceiling codes of the TMY and EPW formats: unlimited, and cirriform of unknown height.
const UNLIMITED_CEILING_CODES: [f64; 2] = [77_777.0, 88_888.0];

/// Ceiling in metres from the code of TMY3 and EPW (77777 unlimited, 88888 cirriform cloud).
#[must_use]
pub fn ceiling_from_code_m(value: f64) -> Option<f64> {
    if UNLIMITED_CEILING_CODES.contains(&value) {
        Some(f64::INFINITY)
    } else {
        (0.0..50_000.0).contains(&value).then_some(value)
    }
}

/// Keeps a value only inside its range: the formats write -9900, 99, 999 and the like for missing.
#[must_use]
pub fn within(value: Option<f64>, min: f64, max: f64) -> Option<f64> {
    value.filter(|v| (min..=max).contains(v))
}
