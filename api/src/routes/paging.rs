//! Pages of long answers: `limit`, `offset`, and links from one to the next.

use super::features::link;
use crate::error::ApiError;
use crate::layer::query::{DEFAULT_LIMIT, MAX_LIMIT, parse_count, repeated};
use cordon_engine::provenance::FieldProblem;
use serde_json::Value;

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    /// Items to pass over.
    pub offset: usize,
    /// Items to return at most.
    pub limit: usize,
}

impl Page {
    /// From the pairs of a query string that may hold nothing else (but `f`).
    pub(super) fn parse(pairs: &[(String, String)]) -> Result<Self, ApiError> {
        let mut page = Self { offset: 0, limit: DEFAULT_LIMIT };
        let mut problems = repeated(pairs);
        for (name, value) in pairs {
            let (target, least, most) = match name.as_str() {
                "limit" => (&mut page.limit, 1, MAX_LIMIT),
                "offset" => (&mut page.offset, 0, usize::MAX / 2),
                "f" => continue,
                _ => {
                    problems.push(FieldProblem::new(name, value, "one of: limit, offset", "unknown_field"));
                    continue;
                }
            };
            match parse_count(name, value, least, usize::MAX / 2) {
                Ok(count) => *target = count.min(most),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(page) } else { Err(problems.into()) }
    }

    /// The items of the page.
    pub(super) fn of<T>(self, items: &[T]) -> &[T] {
        let start = self.offset.min(items.len());
        &items[start..start.saturating_add(self.limit).min(items.len())]
    }

    /// Links to this page, the next and the one before, as far as there are any; other parameters stay.
    pub(super) fn links(self, address: &str, kind: &str, pairs: &[(String, String)], matched: usize) -> Vec<Value> {
        let at = |offset: usize| {
            let kept = pairs.iter().filter(|(name, _)| name != "offset" && name != "limit");
            let own = [("limit".to_owned(), self.limit.to_string()), ("offset".to_owned(), offset.to_string())];
            let text: Vec<String> =
                kept.chain(&own).map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
            format!("{address}?{}", text.join("&"))
        };
        let mut links = vec![link(&at(self.offset), "self", kind, "this page")];
        if self.offset + self.limit < matched {
            links.push(link(&at(self.offset + self.limit), "next", kind, "next page"));
        }
        if self.offset > 0 {
            links.push(link(&at(self.offset.saturating_sub(self.limit)), "prev", kind, "previous page"));
        }
        links
    }
}

/// Percent-encoding of everything but the unreserved characters of RFC 3986.
fn escape(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(offset: usize, limit: usize) -> Page {
        Page { offset, limit }
    }

    #[test]
    fn a_page_beyond_the_end_is_empty() {
        assert_eq!(page(1, 2).of(&[1, 2, 3, 4]), [2, 3]);
        assert_eq!(page(3, 2).of(&[1, 2, 3, 4]), [4]);
        assert!(page(9, 2).of(&[1, 2, 3, 4]).is_empty());
    }

    #[test]
    fn links_lead_on_only_where_there_is_more() {
        let relations = |page: Page| -> Vec<String> {
            let links = page.links("/a", "application/json", &[("f".into(), "json".into())], 4);
            links.iter().map(|link| link["rel"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(relations(page(0, 2)), ["self", "next"]);
        assert_eq!(relations(page(2, 2)), ["self", "prev"]);
        assert_eq!(relations(page(0, 4)), ["self"]);
    }
}
