//! Tiles of another server by address.

use super::refused;
use cordon_engine::provenance::FieldProblem;

/// Names of zoom, column and row in WMTS addresses, and in XYZ ones.
const WMTS_NAMES: [(&str, &str); 3] = [("{TileMatrix}", "{z}"), ("{TileCol}", "{x}"), ("{TileRow}", "{y}")];

/// Another server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// Address with `{z}`, `{x}` and `{y}`, or of a PMTiles file.
    pub address: String,
    /// Scheme, host and port, as a content security policy lists them.
    pub origin: String,
    /// A PMTiles file.
    pub is_archive: bool,
}

impl Remote {
    /// Checks an address.
    ///
    /// # Errors
    /// The one problem with it.
    pub fn parse(source: &str) -> Result<Self, FieldProblem> {
        let origin = origin_of(source)?;
        let path = source.split(['?', '#']).next().unwrap_or(source);
        if path.to_ascii_lowercase().ends_with(".pmtiles") {
            return Ok(Self { address: source.into(), origin, is_archive: true });
        }
        let mut address = source.to_owned();
        for (wmts, xyz) in WMTS_NAMES {
            address = replace_ignoring_case(&address, wmts, xyz);
        }
        let places: Vec<&str> = address.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        if let Some(other) = places.iter().find(|place| !matches!(**place, "z" | "x" | "y")) {
            return Err(refused(source, &format!("{{{other}}} is not filled in"), "unknown_placeholder"));
        }
        if let Some((_, missing)) = WMTS_NAMES.iter().find(|(_, xyz)| !address.contains(xyz)) {
            return Err(refused(source, &format!("no {missing}"), "missing_placeholder"));
        }
        Ok(Self { address, origin, is_archive: false })
    }

    /// Host and port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or(&*self.origin, |(_, host)| host)
    }
}

/// Only letters that cannot end a directive of the policy or start another are taken.
fn origin_of(source: &str) -> Result<String, FieldProblem> {
    let (scheme, rest) = source.split_once("://").unwrap_or(("", source));
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    if !["http", "https"].contains(&scheme) {
        return Err(refused(source, "it is no http(s) address", "bad_address"));
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte);
    if host.is_empty() || !host.bytes().all(plain) {
        return Err(refused(source, "its host cannot be read", "bad_address"));
    }
    Ok(format!("{scheme}://{}", host.to_ascii_lowercase()))
}

fn replace_ignoring_case(text: &str, what: &str, with: &str) -> String {
    match text.to_ascii_lowercase().find(&what.to_ascii_lowercase()) {
        Some(at) => format!("{}{with}{}", &text[..at], &text[at + what.len()..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_the_trade_are_understood() {
        let xyz = Remote::parse("https://Tiles.Example.org:8443/{z}/{x}/{y}.png?key=a").unwrap();
        assert_eq!((xyz.origin.as_str(), xyz.host()), ("https://tiles.example.org:8443", "tiles.example.org:8443"));
        let wmts = Remote::parse("http://10.0.0.7/wmts?TILEMATRIX={TileMatrix}&TILEROW={tilerow}&TILECOL={TileCol}");
        assert_eq!(wmts.unwrap().address, "http://10.0.0.7/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}");
        assert!(Remote::parse("https://example.org/city.PMTiles?v=1").unwrap().is_archive);
    }

    #[test]
    fn others_are_refused_with_the_reason() {
        for (address, code) in [
            ("https://example.org/tiles", "missing_placeholder"),
            ("https://t{s}.example.org/{z}/{x}/{y}", "bad_address"),
            ("https://example.org/{s}/{z}/{x}/{y}", "unknown_placeholder"),
            ("https://user:secret@example.org/{z}/{x}/{y}", "bad_address"),
            ("https://a;script-src *//{z}/{x}/{y}", "bad_address"),
            ("https:///{z}/{x}/{y}", "bad_address"),
            ("ht;script-src *://example.org/{z}/{x}/{y}", "bad_address"),
        ] {
            assert_eq!(Remote::parse(address).unwrap_err().code, code, "{address}");
        }
    }
}
