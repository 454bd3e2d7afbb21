//! Header rows of registers: a title line above them, one row or two, units in a row of their own.

use crate::import::row::Cell;
use crate::import::units;

/// Rows at the top of a table that are looked at.
pub const LOOK_AHEAD: usize = 6;

/// The columns of a table and how many rows at its top are not data.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Names; of a two-row header `group/name`.
    pub columns: Vec<String>,
    /// Rows before the first data row.
    pub rows: usize,
}

/// Finds the header in the first rows of a table.
///
/// # Algorithm
/// 1. Leading rows with at most one filled cell, followed by a wider one, are titles.
/// 2. The next row is the header.
/// 3. The row after it belongs to the header when it holds text only and either consists of units, or the
///    first header row has gaps or repeats (merged cells) that it fills.
///
/// `asked_rows` overrides steps 2 and 3.
pub fn find(first_rows: &[Vec<Cell>], asked_rows: Option<usize>) -> Header {
    let titles = title_rows(first_rows);
    let empty = Vec::new();
    let upper = first_rows.get(titles).unwrap_or(&empty);
    let lower = first_rows.get(titles + 1);
    let two = match asked_rows {
        Some(rows) => rows >= 2,
        None => lower.is_some_and(|lower| is_second_header(upper, lower)),
    };
    match (asked_rows, lower) {
        (Some(0), _) => {
            Header { columns: (1..=upper.len()).map(|index| format!("column{index}")).collect(), rows: titles }
        }
        (_, Some(lower)) if two => Header { columns: join(upper, lower), rows: titles + 2 },
        _ => Header { columns: upper.iter().map(Cell::as_text).collect(), rows: titles + 1 },
    }
}

fn title_rows(rows: &[Vec<Cell>]) -> usize {
    let filled = |row: &Vec<Cell>| row.iter().filter(|cell| !cell.is_empty()).count();
    let widest = rows.iter().map(filled).max().unwrap_or(0);
    if widest < 2 {
        return 0;
    }
    rows.iter().take_while(|row| filled(row) <= 1).count()
}

fn is_second_header(upper: &[Cell], lower: &[Cell]) -> bool {
    let words: Vec<String> = lower.iter().filter(|cell| !cell.is_empty()).map(Cell::as_text).collect();
    if words.is_empty() || lower.iter().any(|cell| matches!(cell.as_number(), Ok(Some(_)))) {
        return false;
    }
    if words.iter().all(|word| units::find(strip_brackets(word)).is_some()) {
        return true;
    }
    let gap_filled = |index: usize| {
        let above = upper.get(index).map(Cell::as_text).unwrap_or_default();
        let repeats = index > 0 && !above.is_empty() && upper.get(index - 1).map(Cell::as_text) == Some(above.clone());
        (above.is_empty() || repeats) && lower.get(index).is_some_and(|cell| !cell.is_empty())
    };
    let blank_below = lower.iter().zip(upper).any(|(below, above)| below.is_empty() && !above.is_empty());
    (0..lower.len().max(upper.len())).any(gap_filled) && (blank_below || has_adjacent_repeat_or_gap(upper))
}

fn has_adjacent_repeat_or_gap(upper: &[Cell]) -> bool {
    upper.windows(2).any(|pair| pair[1].is_empty() || pair[0] == pair[1])
}

fn strip_brackets(word: &str) -> &str {
    word.trim_matches(|c| "()（）[]［］".contains(c))
}

/// Joins two header rows: `group/name`, `name (unit)`; a group reaches right until the next one.
fn join(upper: &[Cell], lower: &[Cell]) -> Vec<String> {
    let mut group = String::new();
    (0..upper.len().max(lower.len()))
        .map(|index| {
            let above = upper.get(index).map(Cell::as_text).unwrap_or_default();
            let below = lower.get(index).map(Cell::as_text).unwrap_or_default();
            if !above.is_empty() {
                group = above;
            }
            match (group.is_empty(), below.is_empty()) {
                (_, true) => group.clone(),
                (true, false) => below,
                (false, false) if units::find(strip_brackets(&below)).is_some() => {
                    format!("{group} ({})", strip_brackets(&below))
                }
                (false, false) => format!("{group}/{below}"),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[&str]) -> Vec<Vec<Cell>> {
        text.iter().map(|line| line.split(',').map(Cell::from_text).collect()).collect()
    }

    #[test]
    fn one_row() {
        let header = find(&rows(&["id,name,lon,lat", "1,Works,114.3,30.6"]), None);
        assert_eq!((header.columns[1].as_str(), header.rows), ("name", 1));
    }

    #[test]
    fn all_text_data_is_not_a_second_header() {
        let header = find(&rows(&["name,city,status", "Works,Anlan,Active", "Depot,Anlan,Closed"]), None);
        assert_eq!(header.rows, 1);
    }

    #[test]
    fn two_rows_with_merged_cells() {
        let header =
            find(&rows(&["企业名称,坐标,,储存,", ",经度,纬度,物质,数量（吨）", "甲,114.3,30.6,液氯,12"]), None);
        assert_eq!(header.columns, ["企业名称", "坐标/经度", "坐标/纬度", "储存/物质", "储存/数量（吨）"]);
        assert_eq!(header.rows, 2);
    }

    #[test]
    fn a_title_and_a_row_of_units() {
        let header = find(&rows(&["重大危险源台账,,", "名称,数量,压力", ",t,MPa", "甲,12,1.6"]), None);
        assert_eq!(header.columns, ["名称", "数量 (t)", "压力 (MPa)"]);
        assert_eq!(header.rows, 3);
    }

    #[test]
    fn the_user_may_say_how_many() {
        assert_eq!(find(&rows(&["a,b", "c,d", "1,2"]), Some(2)).columns, ["a/c", "b/d"]);
        assert_eq!(find(&rows(&["1,2"]), Some(0)).columns, ["column1", "column2"]);
    }
}
