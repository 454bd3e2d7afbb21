//! Statistics by group, gates, the plots and the refusals, on made-up trials.

use super::*;

fn pair(group: &str, observed: f64, predicted: f64, recalled: bool) -> Pair {
    Pair {
        trial: format!("{group} 1"),
        group: group.into(),
        also_in: vec!["both".into()],
        along: 50.0,
        observed,
        predicted,
        recalled,
    }
}

fn study(pairs: Vec<Pair>) -> StudyResult {
    let runs = vec![Run { model: "dense_gas".into(), pairs }];
    StudyResult::new(&STUDIES[1], Outcome::Run { runs, left_out: Vec::new() })
}

#[test]
fn statistics_by_group_with_and_without_memory() {
    let result =
        study(vec![pair("Burro", 0.1, 0.1, false), pair("Burro", 0.1, 0.4, false), pair("Goldfish", 0.1, 0.05, true)]);
    let row = |group: &str, rows: Series| {
        result.statistics.iter().find(|row| row.group == group && row.rows == rows).map(|row| row.agreement)
    };
    // Burro: ratios 1 and 4, so FAC2 1/2 and MG exp(-ln 4 / 2) = 1/2; nothing recalled, so no second row
    let burro = row("Burro", Series::All).flatten().unwrap();
    assert_eq!((burro.count, burro.fac2_frac, burro.worst_ratio), (2, 0.5, 4.0));
    assert!((burro.mg_ratio - 0.5).abs() < 1e-15);
    assert_eq!(row("Burro", Series::WithoutMemory), None);
    // Goldfish: all of it recalled, nothing is left
    assert_eq!(row("Goldfish", Series::All).flatten().unwrap().fac2_frac, 1.0);
    assert_eq!(row("Goldfish", Series::WithoutMemory), Some(None));
    // all: ratios 1, 4, 1/2: MG exp((ln 2 - ln 4) / 3) = 2^(-1/3); without memory it is Burro
    let all = row("all", Series::All).flatten().unwrap();
    assert!((all.mg_ratio - 0.793_700_526).abs() < 1e-9 && all.count == 3);
    assert_eq!(row("both", Series::WithoutMemory).flatten().unwrap(), burro);
}

#[test]
fn gates_are_met_missed_or_not_judged() {
    let judged = gates::judge(&[study(vec![pair("Burro", 0.1, 0.4, false), pair("Coyote", 0.1, 0.4, false)])]);
    let find = |group: &str, measure, standing| {
        let fits = |judged: &&Judged| {
            let gate = &judged.gate;
            (gate.study, gate.group, gate.measure, gate.standing) == ("flat_trials", group, measure, standing)
        };
        *judged.iter().find(fits).unwrap()
    };
    // both are four times too high: FAC2 0, MG 1/4, VG exp(ln^2 4) = 6.833
    let held = find("Burro", Measure::Fac2, Standing::Held);
    assert_eq!((held.verdict, held.value, held.is_broken()), (Verdict::Missed, Some(0.0), true));
    let published = find("Coyote", Measure::Mg, Standing::Published);
    assert_eq!((published.verdict, published.is_broken()), (Verdict::Missed, false));
    assert!((published.value.unwrap() - 0.25).abs() < 1e-15);
    assert!(find("Coyote", Measure::Vg, Standing::Floor).is_broken());
    assert_eq!(find("Goldfish", Measure::Vg, Standing::Floor).verdict, Verdict::NoData);
    assert!(held.to_string().contains("Burro: FAC2 >= 0.7 (held): missed, 0.000"), "{held}");
}

#[test]
fn gates_name_studies_that_exist() {
    for gate in GATES {
        assert!(STUDIES.iter().any(|study| study.id == gate.study), "{gate}");
    }
}

/// Tags balanced, attributes quoted, entities known: what a parser needs.
fn assert_well_formed(xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    for (place, piece) in xml.split('<').enumerate().skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("piece {place} is not closed: {piece}"));
        for entity in text.split('&').skip(1).chain(tag.split('&').skip(1)) {
            assert!(["amp;", "lt;", "gt;", "quot;"].iter().any(|known| entity.starts_with(known)), "{entity}");
        }
        let name = tag.trim_end_matches('/').split(' ').next().unwrap();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else {
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            assert_eq!(tag.matches('=').count(), tag.matches("=\"").count(), "{tag}");
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn the_plot_is_well_formed_whatever_the_names_are() {
    let mut pairs = vec![
        pair("A & B <i>\"x\"</i>\u{0}", 0.1, 0.4, false),
        pair("Goldfish", 0.01, 0.05, true),
        pair("Goldfish", 0.01, 0.0, true),
    ];
    pairs.extend((0..9).map(|place| pair(&format!("group {place}"), 0.2, 0.1, false)));
    let result = study(pairs);
    let svg = scatter_svg(&result, &result.runs()[0]);
    assert_well_formed(&svg);
    // observed 0.1 on axes of 0.01 to 1 is in the middle: 86 + 430 / 2
    assert!(svg.contains("<circle cx=\"301.0\""), "{svg}");
    for text in
        ["observed mole fraction, arc maximum, mol/mol", "predicted zero, not drawn: 1", "open: recalled figures"]
    {
        assert!(svg.contains(text), "{text}");
    }
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    let none = study(Vec::new());
    assert_well_formed(&scatter_svg(&none, &none.runs()[0]));
}

#[test]
fn printed_digits() {
    assert_eq!(worked::digits("0.67202"), (5, 0));
    assert_eq!(worked::digits("2.18855e-05"), (5, -5));
    assert_eq!(worked::digits("287766"), (0, 0));
}
