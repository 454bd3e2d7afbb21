//! The vocabulary of harm levels: that its colours can be told apart, and that every level of a zone is in it.
//!
//! Sight is simulated by the matrices of Machado, Oliveira and Fernandes (2009), A physiologically-based model for simulation of
//! color vision deficiency, severity 1.0, on linear sRGB; distances are CIE 1976 in L*a*b* (D65), contrasts those of WCAG 2.1.

use cordon_engine::math::{cbrt, pow};
use cordon_engine::substance::ToxicLimit;
use cordon_engine::vulnerability::{Family, HARM_LEVELS, LevelEntry, lfl_share_id};

type Rgb = [f64; 3];
type Matrix = [Rgb; 3];

const NORMAL: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
const PROTANOPIA: Matrix =
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]];
const DEUTERANOPIA: Matrix =
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]];
/// Least distance of any two levels of different colour, in every sight; about 2.3 is just seen.
const LEAST_DISTANCE: f64 = 10.0;
/// Least distance to the four colours of risk levels, in normal sight.
const LEAST_FROM_RISK: f64 = 25.0;
/// Least contrast of a line to its ground (WCAG 2.1, 1.4.11).
const LEAST_CONTRAST: f64 = 3.0;
/// Ground of the map by day and by night (api/web/src/map/palette.ts), and paper.
const GROUNDS: [(&str, &str); 2] = [("#f8f8f6", "#12161d"), ("#ffffff", "#12161d")];
/// Red, orange, yellow and blue of shared/standards/colour_levels.csv.
const RISK: [&str; 5] = ["#ff0000", "#ffa500", "#ff6100", "#ffff00", "#0000ff"];

/// A colour as light, 0 to 1 (IEC 61966-2-1).
fn linear(colour: &str) -> Rgb {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6).expect("#rrggbb");
    [0, 2, 4].map(|start| {
        let share = f64::from(u8::from_str_radix(&digits[start..start + 2], 16).unwrap()) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { pow((share + 0.055) / 1.055, 2.4) }
    })
}

fn times(matrix: Matrix, colour: Rgb) -> Rgb {
    matrix.map(|row| row.iter().zip(colour).map(|(factor, part)| factor * part).sum())
}

/// L*, a*, b* of light.
fn lab(light: Rgb) -> Rgb {
    const XYZ: Matrix =
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]];
    let white = [0.95047, 1.0, 1.08883];
    let step = 6.0_f64 / 29.0;
    let curve = |t: f64| if t > step * step * step { cbrt(t) } else { t / (3.0 * step * step) + 4.0 / 29.0 };
    let [x, y, z] = times(XYZ, light);
    let [fx, fy, fz] = [x / white[0], y / white[1], z / white[2]].map(curve);
    [116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)]
}

fn distance(sight: Matrix, one: &str, other: &str) -> f64 {
    let seen = |colour: &str| lab(times(sight, linear(colour)).map(|part| part.clamp(0.0, 1.0)));
    let (one, other) = (seen(one), seen(other));
    one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

fn luminance(colour: &str) -> f64 {
    let [red, green, blue] = linear(colour);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

fn themes() -> [fn(&LevelEntry) -> &'static str; 2] {
    [|level| level.colour_day, |level| level.colour_night]
}

#[test]
fn the_measures_know_their_own_examples() {
    // black on white is 21 by definition; white is L* = 100 with no hue; a grey is seen alike by all
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    let white = lab(linear("#ffffff"));
    assert!((white[0] - 100.0).abs() < 1e-3 && white[1].abs() < 0.02 && white[2].abs() < 0.02, "{white:?}");
    for sight in [PROTANOPIA, DEUTERANOPIA] {
        let grey = times(sight, linear("#808080"));
        assert!(grey.iter().all(|part| (part - linear("#808080")[0]).abs() < 1e-3), "{grey:?}");
    }
    // pure red and a dark olive are far apart for most, near for a protanope
    assert!(distance(NORMAL, "#ff0000", "#4b4500") > 80.0 && distance(PROTANOPIA, "#ff0000", "#4b4500") < 25.0);
}

#[test]
fn levels_are_told_apart_by_every_eye() {
    for colour in themes() {
        for (index, one) in HARM_LEVELS.iter().enumerate() {
            for other in &HARM_LEVELS[..index] {
                if colour(one) == colour(other) {
                    // the same number of another programme, or the same harm as a dose
                    let pair = (one.family, other.family);
                    let alike = matches!(pair, (Family::Toxic, Family::Toxic) | (Family::HeatDose, Family::Heat));
                    assert!(alike && one.rank == other.rank, "{} {}", one.id, other.id);
                    continue;
                }
                for sight in [NORMAL, PROTANOPIA, DEUTERANOPIA] {
                    let apart = distance(sight, colour(one), colour(other));
                    assert!(apart >= LEAST_DISTANCE, "{} {}: {apart:.1}", one.id, other.id);
                }
            }
        }
    }
}

#[test]
fn no_level_looks_like_a_risk_level() {
    for (colour, level) in themes().into_iter().flat_map(|colour| HARM_LEVELS.iter().map(move |level| (colour, level)))
    {
        for risk in RISK {
            let apart = distance(NORMAL, colour(level), risk);
            assert!(apart >= LEAST_FROM_RISK, "{} {risk}: {apart:.1}", level.id);
        }
    }
}

#[test]
fn every_level_stands_out_from_the_ground() {
    for (day, night) in GROUNDS {
        for level in HARM_LEVELS {
            for (colour, ground) in [(level.colour_day, day), (level.colour_night, night)] {
                let found = contrast(colour, ground);
                assert!(found >= LEAST_CONTRAST, "{} on {ground}: {found:.2}", level.id);
            }
        }
    }
}

/// Within a family the worse is the darker by day and the lighter by night, so that print and every eye keep the order.
#[test]
fn the_worse_of_a_family_is_the_stronger() {
    for pair in HARM_LEVELS.windows(2).filter(|pair| pair[0].family == pair[1].family && pair[0].rank > pair[1].rank) {
        assert!(luminance(pair[0].colour_day) < luminance(pair[1].colour_day), "{}", pair[1].id);
        assert!(luminance(pair[0].colour_night) > luminance(pair[1].colour_night), "{}", pair[1].id);
    }
}

#[test]
fn every_programme_of_limits_has_its_levels() {
    for limit in ToxicLimit::ALL {
        for level in 1..=limit.levels() {
            let id = limit.level_id(level);
            assert!(LevelEntry::find(&id).is_some_and(|entry| entry.id == id && entry.value.is_none()), "{id}");
        }
    }
    for share_frac in [0.01, 0.25, 0.5, 0.999, 1.0] {
        assert!(LevelEntry::find(&lfl_share_id(share_frac)).is_some(), "{share_frac}");
    }
    assert!(LevelEntry::find("lfl").is_none() && LevelEntry::find("lower_flammable_limit_much").is_none());
}
