//! Where the sun stands: solar elevation from place and time.
//!
//! # Source
//! Spencer J. W., Fourier series representation of the position of the sun, Search 2 (1971) 172, in
//! the form of NOAA's "General Solar Position Calculations": declination within 0.0006 rad of
//! its mean year (real years scatter by 0.4 degrees around the equinoxes), equation of time within 35 s. Refraction is left out (0.6 degrees at the horizon at most).

use super::hourly::StationPlace;
use cordon_engine::math;
use std::f64::consts::PI;

/// Elevation of the sun's centre above the horizon, degrees.
///
/// `hour` is local standard time as a decimal (13.5 is half past one).
#[must_use]
pub fn solar_elevation_deg(place: StationPlace, month: u32, day: u32, hour: f64) -> f64 {
    let year_angle = 2.0 * PI / 365.0 * (f64::from(day_of_year(month, day)) - 1.0 + (hour - 12.0) / 24.0);
    let solar_minutes =
        hour * 60.0 + equation_of_time_min(year_angle) + 4.0 * place.lon_deg - 60.0 * place.utc_offset_h;
    let hour_angle_rad = (solar_minutes / 4.0 - 180.0).to_radians();
    let (lat_rad, declination_rad) = (place.lat_deg.to_radians(), declination_rad(year_angle));
    let sine = math::sin(lat_rad) * math::sin(declination_rad)
        + math::cos(lat_rad) * math::cos(declination_rad) * math::cos(hour_angle_rad);
    let cosine = (1.0 - sine * sine).max(0.0).sqrt();
    math::atan2(sine, cosine).to_degrees()
}

/// Declination of the sun; `year_angle` in radians, 0 at the start of the year.
fn declination_rad(year_angle: f64) -> f64 {
    let (g, g2, g3) = (year_angle, 2.0 * year_angle, 3.0 * year_angle);
    0.006_918 - 0.399_912 * math::cos(g) + 0.070_257 * math::sin(g) - 0.006_758 * math::cos(g2)
        + 0.000_907 * math::sin(g2)
        - 0.002_697 * math::cos(g3)
        + 0.001_48 * math::sin(g3)
}

/// Apparent minus mean solar time, minutes.
fn equation_of_time_min(year_angle: f64) -> f64 {
    let (g, g2) = (year_angle, 2.0 * year_angle);
    229.18
        * (0.000_075 + 0.001_868 * math::cos(g)
            - 0.032_077 * math::sin(g)
            - 0.014_615 * math::cos(g2)
            - 0.040_849 * math::sin(g2))
}

/// Day of a 365-day year; the typical-year formats have no 29 February (it counts as the 28th).
fn day_of_year(month: u32, day: u32) -> u32 {
    const BEFORE: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let index = (month.clamp(1, 12) - 1) as usize;
    let day = if month == 2 { day.min(28) } else { day };
    BEFORE[index] + day
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Greenwich mean clock at longitude 0, so that noon is within 17 minutes of solar noon.
    fn at(lat_deg: f64) -> StationPlace {
        StationPlace { lon_deg: 0.0, lat_deg, utc_offset_h: 0.0 }
    }

    #[test]
    fn noon_at_solstice_and_equinox() {
        // 90 - latitude + declination; declination 23.44 at midsummer, -23.44 at midwinter, 0 at equinox.
        assert!((solar_elevation_deg(at(30.0), 6, 21, 12.0) - 83.44).abs() < 0.1);
        assert!((solar_elevation_deg(at(30.0), 12, 21, 12.0) - 36.56).abs() < 0.1);
        // The series knows no leap years: near the equinox it may be a day, 0.4 degrees, off.
        assert!((solar_elevation_deg(at(50.0), 3, 20, 12.12) - 40.0).abs() < 0.5);
    }

    #[test]
    fn the_sun_is_below_at_midnight_and_on_the_horizon_at_six_at_the_equinox() {
        assert!(solar_elevation_deg(at(30.0), 6, 21, 0.0) < -30.0);
        assert!(solar_elevation_deg(at(0.0), 3, 20, 6.12).abs() < 0.5);
    }

    #[test]
    fn clock_and_longitude_cancel() {
        // Houston, UTC-6, zone meridian 90 W: solar noon comes 21 min after clock noon plus the equation of time.
        let houston = StationPlace { lon_deg: -95.283, lat_deg: 29.65, utc_offset_h: -6.0 };
        let noon = solar_elevation_deg(houston, 4, 15, 12.0 + 21.13 / 60.0);
        for minutes in [-30.0, 30.0] {
            assert!(solar_elevation_deg(houston, 4, 15, 12.0 + (21.13 + minutes) / 60.0) < noon);
        }
    }
}
