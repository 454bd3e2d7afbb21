//! GeoPackage geometry blobs (OGC 12-128r18, clause 2.1.3): a header with the bounds, then WKB.

use super::wkb::{self, Reason};
use geo::BoundingRect;
use geo_types::Geometry;

/// Flags: little-endian header, bounds in x and y.
const LITTLE_ENDIAN: u8 = 0b0000_0001;
const ENVELOPE_XY: u8 = 0b0000_0010;
const EMPTY: u8 = 0b0001_0000;

/// West, east, south, north.
pub(super) type Envelope = [f64; 4];

/// The blob of a geometry. Points carry no bounds: they are their own.
pub(super) fn encode(geometry: &Geometry, srs_id: i32) -> Vec<u8> {
    let bounds = geometry.bounding_rect();
    let is_point = matches!(geometry, Geometry::Point(_));
    let mut blob = b"GP\0".to_vec();
    blob.push(match bounds {
        None => LITTLE_ENDIAN | EMPTY,
        Some(_) if is_point => LITTLE_ENDIAN,
        Some(_) => LITTLE_ENDIAN | ENVELOPE_XY,
    });
    blob.extend(srs_id.to_le_bytes());
    if let Some(rect) = bounds.filter(|_| !is_point) {
        let envelope = [rect.min().x, rect.max().x, rect.min().y, rect.max().y];
        envelope.iter().for_each(|value| blob.extend(value.to_le_bytes()));
    }
    wkb::write(geometry, &mut blob);
    blob
}

/// What the header says.
struct Header {
    empty: bool,
    envelope: Option<Envelope>,
    /// Where the WKB starts.
    body: usize,
}

fn header(blob: &[u8]) -> Result<Header, Reason> {
    let Some((head, rest)) = blob.split_first_chunk::<8>() else { return Err("shorter than its header") };
    if &head[..3] != b"GP\0" {
        return Err("no GeoPackage geometry header");
    }
    let flags = head[3];
    let bytes = match flags >> 1 & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err("unknown bounds in the header"),
    };
    if flags >> 5 & 1 == 1 {
        return Err("an extended geometry");
    }
    let bounds = rest.get(..bytes).ok_or("shorter than its header")?;
    let envelope = (bytes > 0).then(|| {
        std::array::from_fn(|i| {
            let mut number = [0; 8];
            number.copy_from_slice(&bounds[8 * i..8 * i + 8]);
            if flags & LITTLE_ENDIAN == 1 { f64::from_le_bytes(number) } else { f64::from_be_bytes(number) }
        })
    });
    Ok(Header { empty: flags & EMPTY != 0, envelope, body: 8 + bytes })
}

/// The geometry of a blob.
pub(super) fn decode(blob: &[u8]) -> Result<Geometry, Reason> {
    wkb::read(&blob[header(blob)?.body..])
}

/// Bounds of a blob; `None` when it is empty. Reads the header only, where it has them.
pub(super) fn envelope(blob: &[u8]) -> Result<Option<Envelope>, Reason> {
    let header = header(blob)?;
    if header.empty {
        return Ok(None);
    }
    match header.envelope {
        Some(envelope) => Ok(Some(envelope)),
        None => {
            let rect = wkb::read(&blob[header.body..])?.bounding_rect();
            Ok(rect.map(|r| [r.min().x, r.max().x, r.min().y, r.max().y]).filter(|e| e.iter().all(|v| v.is_finite())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{LineString, MultiPolygon, Point};

    /// Worked by hand from clause 2.1.3: GP, version 0, flags 1, srs 4326 = 0x10E6, WKB POINT(1 2).
    #[test]
    fn a_point_byte_for_byte() {
        let mut expected = vec![0x47, 0x50, 0x00, 0x01, 0xE6, 0x10, 0x00, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00];
        expected.extend([0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0x00, 0x40]);
        let blob = encode(&Point::new(1.0, 2.0).into(), 4326);
        assert_eq!(blob, expected);
        assert_eq!(envelope(&blob), Ok(Some([1.0, 1.0, 2.0, 2.0])));
    }

    #[test]
    fn lines_carry_their_bounds_and_nothing_has_none() {
        let line: Geometry = LineString::from(vec![(3.0, 1.0), (2.0, 5.0)]).into();
        let blob = encode(&line, 4490);
        assert_eq!(envelope(&blob), Ok(Some([2.0, 3.0, 1.0, 5.0])));
        assert_eq!(decode(&blob), Ok(line));
        assert_eq!(envelope(&encode(&MultiPolygon::<f64>(Vec::new()).into(), 4490)), Ok(None));
    }

    #[test]
    fn refuses_other_bytes() {
        assert!(decode(b"").is_err());
        assert!(decode(b"XX\0\x01\0\0\0\0").is_err());
        assert!(envelope(b"GP\0\x03\0\0\0\0short").is_err());
    }
}
