//! Well-known binary (OGC 06-103r4, ISO 13249-3): written little-endian in two dimensions, read in
//! both byte orders; heights and measures are read and dropped.

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};

/// Why a blob is not a geometry.
pub(super) type Reason = &'static str;

/// Appends the well-known binary of a geometry.
pub(super) fn write(geometry: &Geometry, out: &mut Vec<u8>) {
    match geometry {
        Geometry::Point(point) => {
            head(1, out);
            coord(point.0, out);
        }
        Geometry::Line(line) => write_line(&LineString(vec![line.start, line.end]), out),
        Geometry::LineString(line) => write_line(line, out),
        Geometry::Polygon(polygon) => write_polygon(polygon, out),
        Geometry::MultiPoint(points) => {
            counted(4, points.0.len(), out);
            points.iter().for_each(|point| write(&Geometry::Point(*point), out));
        }
        Geometry::MultiLineString(lines) => {
            counted(5, lines.0.len(), out);
            lines.iter().for_each(|line| write_line(line, out));
        }
        Geometry::MultiPolygon(polygons) => {
            counted(6, polygons.0.len(), out);
            polygons.iter().for_each(|polygon| write_polygon(polygon, out));
        }
        Geometry::GeometryCollection(parts) => {
            counted(7, parts.0.len(), out);
            parts.iter().for_each(|part| write(part, out));
        }
        Geometry::Rect(rect) => write_polygon(&rect.to_polygon(), out),
        Geometry::Triangle(triangle) => write_polygon(&triangle.to_polygon(), out),
    }
}

fn head(kind: u32, out: &mut Vec<u8>) {
    out.push(1);
    out.extend(kind.to_le_bytes());
}

fn counted(kind: u32, count: usize, out: &mut Vec<u8>) {
    head(kind, out);
    out.extend((count as u32).to_le_bytes());
}

fn coord(coord: Coord, out: &mut Vec<u8>) {
    out.extend(coord.x.to_le_bytes());
    out.extend(coord.y.to_le_bytes());
}

fn write_line(line: &LineString, out: &mut Vec<u8>) {
    counted(2, line.0.len(), out);
    line.0.iter().for_each(|c| coord(*c, out));
}

fn write_polygon(polygon: &Polygon, out: &mut Vec<u8>) {
    let rings: Vec<&LineString> =
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).filter(|ring| !ring.0.is_empty()).collect();
    counted(3, rings.len(), out);
    for ring in rings {
        out.extend((ring.0.len() as u32).to_le_bytes());
        ring.0.iter().for_each(|c| coord(*c, out));
    }
}

/// Reads one geometry that fills the whole slice.
pub(super) fn read(bytes: &[u8]) -> Result<Geometry, Reason> {
    let mut reader = Reader { bytes, little: true, extra_numbers: 0 };
    let geometry = reader.geometry(0)?;
    if reader.bytes.is_empty() { Ok(geometry) } else { Err("bytes after the end of the geometry") }
}

/// Deepest nesting of collections.
const MAX_DEPTH: u32 = 16;

struct Reader<'a> {
    bytes: &'a [u8],
    little: bool,
    /// Numbers of a coordinate beyond x and y.
    extra_numbers: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Reason> {
        let (first, rest) = self.bytes.split_first_chunk::<N>().ok_or("ends too early")?;
        self.bytes = rest;
        Ok(*first)
    }

    fn number(&mut self) -> Result<u32, Reason> {
        let bytes = self.take::<4>()?;
        Ok(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn real(&mut self) -> Result<f64, Reason> {
        let bytes = self.take::<8>()?;
        Ok(if self.little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    /// A count of items of at least `size` bytes each, refused when they cannot fit.
    fn count(&mut self, size: usize) -> Result<usize, Reason> {
        let count = self.number()? as usize;
        if count.saturating_mul(size) <= self.bytes.len() { Ok(count) } else { Err("ends too early") }
    }

    fn head(&mut self) -> Result<u32, Reason> {
        self.little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            _ => return Err("unknown byte order"),
        };
        let code = self.number()?;
        self.extra_numbers = match code / 1000 {
            0 => 0,
            1 | 2 => 1,
            3 => 2,
            _ => return Err("unknown geometry type"),
        };
        Ok(code % 1000)
    }

    fn coord(&mut self) -> Result<Coord, Reason> {
        let coord = Coord { x: self.real()?, y: self.real()? };
        for _ in 0..self.extra_numbers {
            self.real()?;
        }
        Ok(coord)
    }

    fn coords(&mut self) -> Result<LineString, Reason> {
        let count = self.count(16)?;
        (0..count).map(|_| self.coord()).collect::<Result<Vec<Coord>, Reason>>().map(LineString)
    }

    fn geometry(&mut self, depth: u32) -> Result<Geometry, Reason> {
        if depth > MAX_DEPTH {
            return Err("nested too deeply");
        }
        match self.head()? {
            1 => Ok(Geometry::Point(Point(self.coord()?))),
            2 => Ok(Geometry::LineString(self.coords()?)),
            3 => self.polygon().map(Geometry::Polygon),
            4 => self
                .parts(depth, |part| if let Geometry::Point(p) = part { Some(p) } else { None })
                .map(|parts| Geometry::MultiPoint(MultiPoint(parts))),
            5 => self
                .parts(depth, |part| if let Geometry::LineString(l) = part { Some(l) } else { None })
                .map(|parts| Geometry::MultiLineString(MultiLineString(parts))),
            6 => self
                .parts(depth, |part| if let Geometry::Polygon(p) = part { Some(p) } else { None })
                .map(|parts| Geometry::MultiPolygon(MultiPolygon(parts))),
            7 => self.parts(depth, Some).map(|parts| Geometry::GeometryCollection(GeometryCollection(parts))),
            _ => Err("unknown geometry type"),
        }
    }

    fn polygon(&mut self) -> Result<Polygon, Reason> {
        let count = self.count(4)?;
        let mut rings = (0..count).map(|_| self.coords()).collect::<Result<Vec<LineString>, Reason>>()?.into_iter();
        let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Ok(Polygon::new(outer, rings.collect()))
    }

    fn parts<T>(&mut self, depth: u32, pick: impl Fn(Geometry) -> Option<T>) -> Result<Vec<T>, Reason> {
        let count = self.count(5)?;
        (0..count).map(|_| pick(self.geometry(depth + 1)?).ok_or("a part of another type")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{line_string, polygon};

    fn round_trip(geometry: Geometry) {
        let mut bytes = Vec::new();
        write(&geometry, &mut bytes);
        assert_eq!(read(&bytes), Ok(geometry));
        for end in 0..bytes.len() {
            assert!(read(&bytes[..end]).is_err());
        }
    }

    #[test]
    fn all_types_survive() {
        let square = polygon!(exterior: [(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.), (x: 0., y: 9.)],
            interiors: [[(x: 1., y: 1.), (x: 1., y: 2.), (x: 2., y: 2.)]]);
        let line = line_string![(x: 114.3, y: 30.6), (x: 114.4, y: 30.7)];
        round_trip(Point::new(-95.25, 29.75).into());
        round_trip(line.clone().into());
        round_trip(square.clone().into());
        round_trip(MultiPoint(vec![Point::new(1.0, 2.0)]).into());
        round_trip(MultiLineString(vec![line.clone(), line.clone()]).into());
        round_trip(MultiPolygon(vec![square.clone()]).into());
        round_trip(Geometry::GeometryCollection(GeometryCollection(vec![line.into(), square.into()])));
    }

    /// POINT Z (1 2 3), big-endian, type 1001.
    #[test]
    fn reads_big_endian_and_drops_heights() {
        let mut bytes = vec![0];
        bytes.extend(1001_u32.to_be_bytes());
        [1.0_f64, 2.0, 3.0].iter().for_each(|value| bytes.extend(value.to_be_bytes()));
        assert_eq!(read(&bytes), Ok(Point::new(1.0, 2.0).into()));
    }

    #[test]
    fn a_count_beyond_the_blob_allocates_nothing() {
        let mut bytes = vec![1];
        bytes.extend(2_u32.to_le_bytes());
        bytes.extend(u32::MAX.to_le_bytes());
        assert_eq!(read(&bytes), Err("ends too early"));
    }
}
