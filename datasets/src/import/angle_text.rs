//! Coordinates as people write them: degrees, minutes and seconds in many spellings.

/// Reads a coordinate: plain decimal degrees, or degrees-minutes(-seconds) as text.
///
/// Understood: `29.65`, `-095.0113`, `29°38'55.2"N`, `114度18分30秒`, `E114 18 30.5`, `114:18:30`,
/// `29-38-55 N`. A letter S or W (or 南, 西) makes it negative. Full-width digits and signs are read as
/// their plain forms.
///
/// # Errors
/// `None` when the text is not a coordinate: minutes or seconds of 60 and more, a sign and a
/// southern or western letter together, more than three numbers, anything else left over.
#[must_use]
pub fn parse_coordinate_deg(text: &str) -> Option<f64> {
    let plain = to_plain(text);
    let trimmed = plain.trim();
    if let Ok(value) = trimmed.parse::<f64>() {
        return Some(value);
    }
    let (body, hemisphere) = take_hemisphere(trimmed)?;
    let (body, minus) = match body.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (body.strip_prefix('+').unwrap_or(body), false),
    };
    if minus && hemisphere < 0.0 {
        return None;
    }
    let magnitude = parse_parts(body)?;
    Some(if minus { -magnitude } else { magnitude * hemisphere })
}

fn to_plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{2212}' | '\u{2013}' | '\u{2014}' => '-',
            '\u{3000}' | '\u{a0}' => ' ',
            _ => c,
        })
        .collect()
}

/// Splits off a hemisphere letter at either end; +1 when there is none.
fn take_hemisphere(text: &str) -> Option<(&str, f64)> {
    const LETTERS: [(&str, f64); 12] = [
        ("北纬", 1.0),
        ("南纬", -1.0),
        ("东经", 1.0),
        ("西经", -1.0),
        ("N", 1.0),
        ("E", 1.0),
        ("S", -1.0),
        ("W", -1.0),
        ("北", 1.0),
        ("东", 1.0),
        ("南", -1.0),
        ("西", -1.0),
    ];
    for (letter, sign) in LETTERS {
        let lower = letter.to_lowercase();
        for spelling in [letter, lower.as_str()] {
            if let Some(rest) = text.strip_prefix(spelling).or_else(|| text.strip_suffix(spelling)) {
                return Some((rest.trim(), sign));
            }
        }
    }
    Some((text, 1.0))
}

fn parse_parts(body: &str) -> Option<f64> {
    let marks = |c: char| "°º˚度d'′’‘分m\"″”“秒:- ".contains(c) || c.is_whitespace();
    let parts: Vec<&str> = body.split(marks).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || parts.len() > 3 {
        return None;
    }
    let numbers: Vec<f64> = parts.iter().map(|part| part.parse::<f64>().ok()).collect::<Option<_>>()?;
    let sixtieths_ok = numbers[1..].iter().all(|v| (0.0..60.0).contains(v));
    let whole_before_parts = numbers[..numbers.len() - 1].iter().all(|v| v.fract() == 0.0);
    if numbers[0] < 0.0 || !sixtieths_ok || !whole_before_parts {
        return None;
    }
    Some(numbers.iter().rev().fold(0.0, |sum, v| sum / 60.0 + v))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(text: &str, expected: f64) {
        let got = parse_coordinate_deg(text);
        assert!(got.is_some_and(|v| (v - expected).abs() < 1e-12), "{text}: {got:?}, expected {expected}");
    }

    #[test]
    fn decimal_degrees_pass_through() {
        close("29.800194", 29.800194);
        close("-095.0113", -95.0113);
        close(" １１４．３ ", 114.3);
    }

    #[test]
    fn degrees_minutes_seconds_in_many_spellings() {
        let expected = 114.0 + 18.0 / 60.0 + 30.6 / 3600.0;
        for text in
            ["114°18'30.6\"E", "114°18′30.6″", "114度18分30.6秒", "东经114°18′30.6″", "E114 18 30.6", "114:18:30.6"]
        {
            close(text, expected);
        }
        close("30°36'", 30.6);
        close("95°20'4.4\" W", -(95.0 + 20.0 / 60.0 + 4.4 / 3600.0));
        close("-95 20 4.4", -(95.0 + 20.0 / 60.0 + 4.4 / 3600.0));
        close("29-38-55 N", 29.0 + 38.0 / 60.0 + 55.0 / 3600.0);
    }

    #[test]
    fn what_is_not_a_coordinate_is_refused() {
        for text in ["", "abc", "114°75'", "114°18'61\"", "-95 20 4 W", "1 2 3 4", "114.5°18'", "12,3"] {
            assert_eq!(parse_coordinate_deg(text), None, "{text}");
        }
    }
}
