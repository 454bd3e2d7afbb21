//! GB 18218-2018: grading of major hazard installations, worked by hand, and how its rows are found.
//!
//! S = sum q/Q, R = alpha sum beta q/Q; an installation from S = 1 on; grades 1: R >= 100, 2: 50 to 100,
//! 3: 10 to 50, 4: below 10.

use super::process::{answer, number, pairs, problems};
use cordon_datasets::tables::{alpha_for_residents, grade_for_r, standard_tables};
use cordon_engine::process::ProcessOutput;
use cordon_engine::provenance::CaveatCode;
use serde_json::{Value, json};

fn graded(items: Value, residents: u64) -> ProcessOutput {
    answer("gb18218_grade", json!({"items": items, "residents_within_500_m": residents}))
}

fn assert_graded(output: &ProcessOutput, s: f64, r: f64, grade: u8) {
    let near = |value: f64, expected: f64| (value - expected).abs() <= 1e-12 * expected;
    assert!(near(number(output, "s"), s) && near(number(output, "r"), r), "S {s}, R {r}: {}", output.result);
    assert_eq!(output.result["grade"], json!(grade), "{}", output.result);
}

#[test]
fn one_example_of_each_grade() {
    // Chlorine: Q 5 t, beta 4 (table 3). 62.5 t: S = 12.5; 100 residents, alpha 2: R = 2 x 4 x 12.5 = 100, grade 1.
    assert_graded(&graded(json!([{"substance": "chlorine", "quantity_t": 62.5}]), 100), 12.5, 100.0, 1);
    // Ammonia: Q 10 t, beta 2. 125 t: S = 12.5; alpha 2: R = 2 x 2 x 12.5 = 50, grade 2.
    assert_graded(&graded(json!([{"substance": "ammonia", "quantity_t": 125}]), 250), 12.5, 50.0, 2);
    // 20 t chlorine, 60 residents (alpha 1.5): S = 4, R = 1.5 x 4 x 4 = 24, grade 3.
    assert_graded(&graded(json!([{"substance": "chlorine", "quantity_t": 20}]), 60), 4.0, 24.0, 3);
    // LPG: Q 50 t; class W2, beta 1.5. 50 t, 10 residents (alpha 1): S = 1, R = 1.5, grade 4.
    let lpg = json!([{"substance": "液化石油气", "category": "W2", "quantity_t": 50}]);
    assert_graded(&graded(lpg, 10), 1.0, 1.5, 4);
}

#[test]
fn a_tank_farm_of_three_substances_and_a_class() {
    // H2S: Q 5, beta 5: 2 t: q/Q 0.4, beta q/Q 2.0.       SO2: Q 20, beta 2: 10 t: 0.5, 1.0.
    // Methanol: Q 500, W5.3 beta 1: 100 t: 0.2, 0.2.        Class J3: Q 50, beta 2: 15 t: 0.3, 0.6.
    // S = 1.4; 40 residents, alpha 1.2: R = 1.2 x 3.8 = 4.56, grade 4.
    let items = json!([
        {"substance": "7783-06-4", "quantity_t": 2}, {"substance": "二氧化硫", "quantity_t": 10},
        {"substance": "methanol", "category": "W5.3", "quantity_t": 100}, {"category": "J3", "quantity_t": 15}]);
    assert_graded(&graded(items, 40), 1.4, 4.56, 4);
}

#[test]
fn every_name_of_a_substance_gives_the_same_row() {
    let of = |name: &str| graded(json!([{"substance": name, "quantity_t": 20}]), 60);
    let first = of("chlorine");
    assert_eq!(first.result["items"][0]["entry"], "table 1 no. 12");
    assert_eq!(first.result["items"][0]["name"], json!({"zh": "氯", "en": "chlorine"}));
    for name in ["氯", "液氯", "氯气", "Chlorine", " CHLORINE ", "7782-50-5", "Cl2", "UN 1017", "table 1 no. 12"] {
        assert_eq!(of(name).result, first.result, "{name}");
    }
    // In table 1 and not in the library of substances.
    for name in ["丙酮氰醇", "2-羟基异丁腈", "acetone cyanohydrin", "75-86-5"] {
        let output = graded(json!([{"substance": name, "category": "J3", "quantity_t": 20}]), 0);
        assert_graded(&output, 1.0, 0.5 * 2.0, 4);
        assert_eq!(output.result["items"][0]["entry"], "table 1 no. 18", "{name}");
    }
    // Table 3 has carbon monoxide, table 1 has it in the name of coal gas: Q 20 t, beta 2.
    let output = graded(json!([{"substance": "CO", "quantity_t": 20}]), 0);
    assert_graded(&output, 1.0, 1.0, 4);
}

#[test]
fn the_tables_take_part_with_their_edition() {
    let output = graded(json!([{"substance": "chlorine", "quantity_t": 20}]), 60);
    assert_eq!(output.manifest.data_editions["standards"], cordon_datasets::tables::edition());
    assert!(output.caveats.is_empty(), "{:?}", output.caveats);
}

#[test]
fn qualities_that_the_standard_tells_apart_must_be_named() {
    // Ammonium nitrate: no. 43 (combustibles above 0.2 %) 5 t, no. 44 50 t, and nobody said which.
    let bare = json!({"items": [{"substance": "ammonium nitrate", "quantity_t": 50}, {"substance": "硝化棉", "quantity_t": 1}],
        "residents_within_500_m": 0});
    let expected = [("items[0].substance", "ambiguous"), ("items[1].substance", "ambiguous")];
    assert_eq!(problems("gb18218_grade", bare), pairs(&expected));
    for name in ["table 1 no. 44", "硝酸铵(含可燃物≤0.2%)"] {
        assert_graded(&graded(json!([{"substance": name, "category": "W9.1", "quantity_t": 50}]), 0), 1.0, 0.5, 4);
    }
    // One row for one quality: taken, and said.
    let acid = graded(json!([{"substance": "nitric acid", "category": "W9.1", "quantity_t": 100}]), 0);
    assert_eq!(acid.result["items"][0]["entry"], "table 1 no. 81");
    assert!(acid.caveats.iter().any(|caveat| caveat.message_en.contains(">70%")), "{:?}", acid.caveats);
}

#[test]
fn outside_table_1_the_class_decides_and_is_said() {
    // Tetrahydrofuran is in neither table nor library; class W5.3: Q 1000 t, beta 1.
    let output = graded(json!([{"substance": "tetrahydrofuran", "category": "W5.3", "quantity_t": 1000}]), 0);
    assert_graded(&output, 1.0, 0.5, 4);
    assert_eq!(output.caveats.iter().map(|caveat| caveat.code).collect::<Vec<_>>(), [CaveatCode::AssumedValue]);
    // Propylene: the library's class W2 (Q 10 t, beta 1.5), unless another class is given.
    let propylene =
        |category: Option<&str>| graded(json!([{"substance": "propylene", "category": category, "quantity_t": 10}]), 0);
    assert_graded(&propylene(None), 1.0, 0.75, 4);
    assert_eq!(propylene(Some("W5.1")).result["items"][0]["entry"], "W5.1");
    assert!(!propylene(None).caveats.is_empty());
    let no_class = json!({"items": [{"substance": "丙酮氰醇", "quantity_t": 1}], "residents_within_500_m": 0});
    assert_eq!(problems("gb18218_grade", no_class), pairs(&[("items[0].category", "missing")]));
}

/// The bands of alpha and the grades are those of the tables of standards.
#[test]
fn alpha_and_grades_are_those_of_the_tables() {
    for residents in [0, 1, 29, 30, 49, 50, 99, 100, 101, 5000] {
        let output = graded(json!([{"substance": "chlorine", "quantity_t": 20}]), residents);
        let alpha = alpha_for_residents(residents as u32).unwrap().alpha_coefficient;
        assert_eq!(number(&output, "alpha"), alpha, "{residents}");
    }
    // Chlorine without residents: R = 0.5 x 4 x q/5 = 0.4 q.
    for quantity_t in [5.0, 24.9, 25.0, 124.9, 125.0, 249.9, 250.0, 4000.0] {
        let output = graded(json!([{"substance": "chlorine", "quantity_t": quantity_t}]), 0);
        assert_eq!(output.result["grade"], json!(grade_for_r(number(&output, "r")).unwrap().grade), "{quantity_t} t");
    }
}

#[test]
fn major_hazard_vector_of_the_fact_sheet() {
    // 20 t ammonia (Q 10, beta 2), 10 t chlorine (Q 5, beta 4), 60 residents: S = 4, R = 1.5 (4 + 8) = 18, grade 3.
    let input = json!({"items": [{"substance": "ammonia", "quantity_t": 20}, {"substance": "氯", "quantity_t": 10}],
        "residents_within_500_m": 60});
    let output = answer("gb18218_grade", input);
    assert_eq!((number(&output, "s"), number(&output, "r")), (4.0, 18.0));
    assert_eq!(output.result["major_hazard"], json!(true));
    assert_eq!(output.result["grade"], json!(3));
}

#[test]
fn one_hundred_residents_belong_to_the_highest_class() {
    // Class W5.1: Q 10 t, beta 1.5: 100 t give S = 10 and R = alpha 15.
    for (residents, r, grade) in [(99, 22.5, 3), (100, 30.0, 3), (0, 7.5, 4), (1, 15.0, 3)] {
        let items = json!([{"category": "W5.1", "quantity_t": 100}]);
        let output = answer("gb18218_grade", json!({"items": items, "residents_within_500_m": residents}));
        assert_eq!(number(&output, "r"), r, "{residents} residents");
        assert_eq!(output.result["grade"], json!(grade));
    }
    let small = json!({"items": [{"category": "w2", "quantity_t": 9.999}], "residents_within_500_m": 1000});
    let output = answer("gb18218_grade", small);
    assert_eq!((&output.result["major_hazard"], &output.result["grade"]), (&json!(false), &json!(null)));
}

#[test]
fn every_item_of_a_bad_list_is_reported() {
    let items =
        json!([{"substance": "unobtainium", "quantity_t": 1}, {"category": "W99", "quantity_t": 1}, {"quantity_t": 1}]);
    let expected = [
        ("items[0].substance", "unknown_substance"),
        ("items[1].category", "not_allowed"),
        ("items[2].substance", "missing"),
    ];
    assert_eq!(problems("gb18218_grade", json!({"items": items, "residents_within_500_m": 1})), pairs(&expected));
}

#[test]
fn the_hazard_classes_are_those_of_the_shared_tables() {
    let (Some(quantities), Some(betas)) = (
        super::support::rows("standards/gb18218_critical_quantities.csv"),
        super::support::rows("standards/gb18218_beta.csv"),
    ) else {
        return;
    };
    let tables = standard_tables();
    let mut checked = 0;
    for row in quantities.iter().filter(|row| row["table"] == "2") {
        let class = tables.gb18218_class(&row["symbol"]).unwrap_or_else(|| panic!("no class {}", row["symbol"]));
        assert_eq!(class.critical_quantity_t, row["critical_t"].parse::<f64>().unwrap(), "{}", row["symbol"]);
        let beta = betas.iter().find(|beta| beta["symbol"] == row["symbol"]).unwrap();
        assert_eq!(class.beta_coefficient, beta["beta"].parse().ok(), "{}", row["symbol"]);
        checked += 1;
    }
    assert_eq!(checked, tables.gb18218.iter().filter(|entry| !entry.symbol.is_empty()).count());
}
