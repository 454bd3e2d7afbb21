//! Risk as a PNG tile: every pixel in the colour of its level, clear below the lowest.

use super::RiskField;
use super::levels::RiskLevel;
use crate::tile::{EXTENT, TileId, to_lon_lat};
use cordon_engine::spatial::LocalPoint;
use cordon_engine::units::{LonLat, LonLatBox};

/// Pixels along the side of an image tile.
pub const PIXELS: usize = 256;
/// Opacity of a level.
const ALPHA: u8 = 170;
/// The map between pixels and metres is smooth: it is computed at every 16th pixel, linear between
/// (at zoom 10 the error is a few centimetres).
const STEP: usize = 16;
/// Below this zoom the net would be wider than a frame is good for.
const SMALLEST_NET_ZOOM: u32 = 6;

/// The PNG bytes of a tile; empty when the risk is below the lowest level everywhere in it.
///
/// # Errors
/// When the image cannot be written (never in practice: it is written to memory).
pub fn png(field: &RiskField, levels: &[RiskLevel], tile: TileId) -> Result<Vec<u8>, png::EncodingError> {
    let bounds = field.finest().grid.lon_lat_box();
    if !tile.lon_lat_box().intersects(&bounds) {
        return Ok(Vec::new());
    }
    let points = if tile.z < SMALLEST_NET_ZOOM { exact_points(field, tile, &bounds) } else { net_points(field, tile) };
    let scale = field.at_cell_size(super::tile_side_m(field, tile) / PIXELS as f64);
    let colours: Vec<[u8; 4]> = levels.iter().map(|level| rgba(level.colour)).collect();
    let mut pixels = vec![0_u8; PIXELS * PIXELS * 4];
    let mut any = false;
    for (index, point) in points.into_iter().enumerate() {
        let risk_per_year = point.map_or(0.0, |point| scale.risk_at_per_year(point));
        if let Some(level) = levels.iter().rposition(|level| risk_per_year >= level.per_year) {
            pixels[4 * index..4 * index + 4].copy_from_slice(&colours[level]);
            any = true;
        }
    }
    if any { encode(&pixels) } else { Ok(Vec::new()) }
}

/// Place of a pixel centre, in pixels from the north-western corner of the tile.
fn pixel_place(tile: TileId, column: f64, row: f64) -> LonLat {
    let units = f64::from(EXTENT) / PIXELS as f64;
    to_lon_lat(tile.world([(column + 0.5) * units, (row + 0.5) * units]))
}

/// Local points of the pixel centres inside the raster's bounds, row by row: for small scales, where
/// a city is a few pixels and the rest of the tile lies far outside its frame.
fn exact_points(field: &RiskField, tile: TileId, bounds: &LonLatBox) -> Vec<Option<LocalPoint>> {
    let frame = field.finest().grid.frame;
    (0..PIXELS * PIXELS)
        .map(|index| pixel_place(tile, (index % PIXELS) as f64, (index / PIXELS) as f64))
        .map(|place| bounds.contains(place).then(|| frame.to_local(place)))
        .collect()
}

/// Local points of the pixel centres, row by row, linear between the knots of a net.
fn net_points(field: &RiskField, tile: TileId) -> Vec<Option<LocalPoint>> {
    let frame = field.finest().grid.frame;
    let knots = PIXELS / STEP + 1;
    let place = |index: usize| (index * STEP) as f64;
    let knot = |index: usize| frame.to_local(pixel_place(tile, place(index % knots), place(index / knots)));
    let net: Vec<LocalPoint> = (0..knots * knots).map(knot).collect();
    let point = |index: usize| {
        let (column, row) = (index % PIXELS, index / PIXELS);
        let corner = row / STEP * knots + column / STEP;
        let (u, v) = ((column % STEP) as f64 / STEP as f64, (row % STEP) as f64 / STEP as f64);
        let upper = between(net[corner], net[corner + 1], u);
        let lower = between(net[corner + knots], net[corner + knots + 1], u);
        Some(between(upper, lower, v))
    };
    (0..PIXELS * PIXELS).map(point).collect()
}

fn between(a: LocalPoint, b: LocalPoint, t: f64) -> LocalPoint {
    LocalPoint { x_m: a.x_m + t * (b.x_m - a.x_m), y_m: a.y_m + t * (b.y_m - a.y_m) }
}

fn rgba(colour: &str) -> [u8; 4] {
    let channel = |at: usize| colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
    [channel(1), channel(3), channel(5), ALPHA]
}

fn encode(pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, PIXELS as u32, PIXELS as u32);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::super::levels::standard_levels;
    use super::super::tests::hill;
    use super::*;

    #[test]
    fn the_middle_of_the_hill_has_the_highest_colour() {
        let bytes = png(&hill(), &standard_levels(), TileId::new(12, 3348, 1682).unwrap()).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let colours: std::collections::BTreeSet<[u8; 4]> =
            pixels.chunks(4).map(|pixel| [pixel[0], pixel[1], pixel[2], pixel[3]]).collect();
        assert!(colours.contains(&rgba(standard_levels()[3].colour)));
    }

    #[test]
    fn a_tile_elsewhere_has_no_image() {
        assert!(png(&hill(), &standard_levels(), TileId::new(12, 0, 0).unwrap()).unwrap().is_empty());
    }
}
