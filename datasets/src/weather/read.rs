//! Readers of the hourly formats. The format is told by the content, not by the file's name.

use super::hourly::{Hour, HourlySeries, StationPlace, ceiling_from_code_m, within};
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

/// The formats of hourly weather that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeatherFormat {
    /// EnergyPlus weather: starts with `LOCATION,`, eight header lines.
    Epw,
    /// TMY3: a station line, then a header that starts with `Date (MM/DD/YYYY)`.
    Tmy3,
    /// Comma-separated with a header line and our column names (`wind_speed_m_s`, `wind_from_deg` ...).
    Csv,
}

/// Why a weather file was refused.
#[derive(Debug, thiserror::Error)]
pub enum WeatherFileError {
    /// It could not be opened or read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// It holds nothing.
    #[error("{path} is empty")]
    Empty {
        /// The file.
        path: String,
    },
    /// It is none of the known formats.
    #[error("{path} is no hourly weather file: allowed are EPW, TMY3 and CSV with the columns {columns}")]
    UnknownFormat {
        /// The file.
        path: String,
        /// The columns that a CSV needs.
        columns: String,
    },
}

/// Columns that the CSV format needs.
const CSV_NEEDED: [&str; 5] = ["date", "hour_ending_lst", "wind_speed_m_s", "wind_from_deg", "total_cloud_tenths"];
/// A longer file than this is not hourly weather of some years.
const MAX_BYTES: u64 = 64 << 20;

/// Reads a file of hourly weather.
///
/// # Errors
/// [`WeatherFileError`].
pub fn read_hourly(path: &Path) -> Result<(WeatherFormat, HourlySeries), WeatherFileError> {
    let shown = path.display().to_string();
    let unreadable = |reason: String| WeatherFileError::Unreadable { path: shown.clone(), reason };
    let file = std::fs::File::open(path).map_err(|error| unreadable(error.to_string()))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(error.to_string()))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(unreadable(format!("longer than {} MB", MAX_BYTES >> 20)));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(WeatherFileError::Empty { path: shown });
    }
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    parse_hourly(text).ok_or_else(|| WeatherFileError::UnknownFormat { path: shown, columns: CSV_NEEDED.join(", ") })
}

/// The format and hours of a text; `None` when it is no known format.
#[must_use]
pub fn parse_hourly(text: &str) -> Option<(WeatherFormat, HourlySeries)> {
    let mut lines = text.lines();
    let (first, second) = (lines.next()?, lines.next().unwrap_or(""));
    if first.starts_with("LOCATION,") {
        Some((WeatherFormat::Epw, parse_epw(text)))
    } else if second.starts_with("Date (MM/DD/YYYY)") {
        Some((WeatherFormat::Tmy3, parse_tmy3(text)))
    } else if CSV_NEEDED.iter().all(|name| first.split(',').any(|column| column.trim() == *name)) {
        Some((WeatherFormat::Csv, parse_csv(text)))
    } else {
        None
    }
}

fn records(text: &str) -> csv::StringRecordsIntoIter<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes()).into_records()
}

fn number(record: &csv::StringRecord, index: usize) -> Option<f64> {
    record.get(index)?.trim().parse().ok().filter(|v: &f64| v.is_finite())
}

/// Collects hours from the records after `header_rows`, keeping those that cannot be read.
fn collect(
    text: &str,
    header_rows: usize,
    hour_of: impl Fn(&csv::StringRecord) -> Option<Hour>,
) -> (Vec<Hour>, Vec<(u64, String)>) {
    let (mut hours, mut unreadable) = (Vec::new(), Vec::new());
    for (index, record) in records(text).enumerate().skip(header_rows) {
        let row = index as u64 + 1;
        match record {
            Err(error) => unreadable.push((row, error.to_string())),
            Ok(record) => match hour_of(&record).filter(is_calendar_hour) {
                Some(hour) => hours.push(hour),
                None => unreadable.push((row, record.iter().take(5).collect::<Vec<_>>().join(","))),
            },
        }
    }
    (hours, unreadable)
}

fn is_calendar_hour(hour: &Hour) -> bool {
    (1..=12).contains(&hour.month) && (1..=31).contains(&hour.day) && (1..=24).contains(&hour.hour_ending)
}

/// EPW: fields by position (EnergyPlus auxiliary programs guide, weather file format).
fn parse_epw(text: &str) -> HourlySeries {
    const HEADER_ROWS: usize = 8;
    let (hours, unreadable) = collect(text, HEADER_ROWS, |record| {
        Some(Hour {
            month: record.get(1)?.trim().parse().ok()?,
            day: record.get(2)?.trim().parse().ok()?,
            hour_ending: record.get(3)?.trim().parse().ok()?,
            wind_from_deg: within(number(record, 20), 0.0, 360.0),
            wind_speed_m_s: within(number(record, 21), 0.0, 90.0),
            total_cloud_frac: within(number(record, 22), 0.0, 10.0).map(|tenths| tenths / 10.0),
            ceiling_m: number(record, 25).and_then(ceiling_from_code_m),
        })
    });
    let location = records(text).next().and_then(Result::ok).unwrap_or_default();
    let place = (|| {
        Some(StationPlace {
            lat_deg: number(&location, 6)?,
            lon_deg: number(&location, 7)?,
            utc_offset_h: number(&location, 8)?,
        })
    })();
    let station = format!("{} {}", location.get(1).unwrap_or(""), location.get(5).unwrap_or(""));
    HourlySeries { station: station.trim().into(), place, hours, unreadable }
}

/// TMY3: fields by the names of the second line (NREL/TP-581-43156).
fn parse_tmy3(text: &str) -> HourlySeries {
    const HEADER_ROWS: usize = 2;
    let header = records(text).nth(1).and_then(Result::ok).unwrap_or_default();
    let columns = by_name(&header);
    let column = |name: &str| columns.get(name).copied().unwrap_or(usize::MAX);
    let (speed, direction) = (column("Wspd (m/s)"), column("Wdir (degrees)"));
    let (cloud, ceiling) = (column("TotCld (tenths)"), column("CeilHgt (m)"));
    let (hours, unreadable) = collect(text, HEADER_ROWS, |record| {
        let mut date = record.get(0)?.split('/');
        Some(Hour {
            month: date.next()?.parse().ok()?,
            day: date.next()?.parse().ok()?,
            hour_ending: record.get(1)?.split(':').next()?.parse().ok()?,
            wind_from_deg: within(number(record, direction), 0.0, 360.0),
            wind_speed_m_s: within(number(record, speed), 0.0, 90.0),
            total_cloud_frac: within(number(record, cloud), 0.0, 10.0).map(|tenths| tenths / 10.0),
            ceiling_m: number(record, ceiling).and_then(ceiling_from_code_m),
        })
    });
    let first = records(text).next().and_then(Result::ok).unwrap_or_default();
    let place = (|| {
        Some(StationPlace {
            utc_offset_h: number(&first, 3)?,
            lat_deg: number(&first, 4)?,
            lon_deg: number(&first, 5)?,
        })
    })();
    let station = format!("{} {}", first.get(0).unwrap_or(""), first.get(1).unwrap_or(""));
    HourlySeries { station: station.trim().into(), place, hours, unreadable }
}

fn parse_csv(text: &str) -> HourlySeries {
    let header = records(text).next().and_then(Result::ok).unwrap_or_default();
    let columns = by_name(&header);
    let column = |name: &str| columns.get(name).copied().unwrap_or(usize::MAX);
    let (date, hour, station) = (column("date"), column("hour_ending_lst"), column("station"));
    let (speed, direction) = (column("wind_speed_m_s"), column("wind_from_deg"));
    let (cloud, ceiling) = (column("total_cloud_tenths"), column("ceiling_m"));
    let (hours, unreadable) = collect(text, 1, |record| {
        let mut parts = record.get(date)?.split('-').skip(1);
        Some(Hour {
            month: parts.next()?.parse().ok()?,
            day: parts.next()?.parse().ok()?,
            hour_ending: record.get(hour)?.trim().parse().ok()?,
            wind_from_deg: within(number(record, direction), 0.0, 360.0),
            wind_speed_m_s: within(number(record, speed), 0.0, 90.0),
            total_cloud_frac: within(number(record, cloud), 0.0, 10.0).map(|tenths| tenths / 10.0),
            ceiling_m: number(record, ceiling).and_then(ceiling_from_code_m),
        })
    });
    let first = records(text).nth(1).and_then(Result::ok).unwrap_or_default();
    let station = first.get(station).unwrap_or("").to_owned();
    HourlySeries { place: place_in_text(&station), station, hours, unreadable }
}

fn by_name(header: &csv::StringRecord) -> HashMap<String, usize> {
    header.iter().enumerate().map(|(index, name)| (name.trim().to_owned(), index)).collect()
}

/// Place in a station text such as `722435 Houston ... 29.650 -95.283 13m UTC-6`.
fn place_in_text(text: &str) -> Option<StationPlace> {
    let offset = text.split("UTC").nth(1)?.split_whitespace().next()?.parse().ok()?;
    let decimals: Vec<f64> =
        text.split_whitespace().filter(|word| word.contains('.')).filter_map(|word| word.parse().ok()).collect();
    let [lat_deg, lon_deg] = decimals[..] else { return None };
    Some(StationPlace { lon_deg, lat_deg, utc_offset_h: offset })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_tells_its_place_in_the_station_name() {
        let text = "station,date,hour_ending_lst,wind_speed_m_s,wind_from_deg,total_cloud_tenths,ceiling_m\n\
                    1 Hobby 29.650 -95.283 13m UTC-6,1998-01-01,1,2.1,360.0,10,77777.0\n\
                    1 Hobby 29.650 -95.283 13m UTC-6,1998-01-01,25,,,,\n";
        let (format, series) = parse_hourly(text).unwrap();
        assert_eq!(format, WeatherFormat::Csv);
        assert_eq!(series.place, Some(StationPlace { lon_deg: -95.283, lat_deg: 29.65, utc_offset_h: -6.0 }));
        assert_eq!(series.hours.len(), 1);
        assert_eq!(series.hours[0].wind_from_deg, Some(360.0));
        assert_eq!(series.hours[0].ceiling_m, Some(f64::INFINITY));
        assert_eq!(series.unreadable.len(), 1);
    }

    #[test]
    fn missing_marks_become_none() {
        assert_eq!(within(Some(999.0), 0.0, 360.0), None);
        assert_eq!(within(Some(-9900.0), 0.0, 90.0), None);
        assert_eq!(ceiling_from_code_m(99_999.0), None);
        assert_eq!(ceiling_from_code_m(300.0), Some(300.0));
    }

    #[test]
    fn other_text_is_no_weather() {
        assert!(parse_hourly("a,b\n1,2\n").is_none());
    }
}
