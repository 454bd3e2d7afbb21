//! Risk as a PNG tile: every pixel in the colour of its level, clear below the lowest.

use super::RiskField;
use super::levels::RiskLevel;
use crate::tile::{EXTENT, TileId, to_lon_lat};
use cordon_engine::spatial::LocalPoint;

/// Pixels along the side of an image tile.
pub const PIXELS: usize = 256;
/// Opacity of a level.
const ALPHA: u8 = 170;
/// The map between pixels and metres is smooth: it is computed at every 16th pixel, linear between
/// (at zoom 10 the error is a few centimetres).
const STEP: usize = 16;

/// The PNG bytes of a tile; empty when the risk is below the lowest level everywhere in it.
///
/// # Errors
/// When the image cannot be written (never in practice: it is written to memory).
pub fn png(field: &RiskField, levels: &[RiskLevel], tile: TileId) -> Result<Vec<u8>, png::EncodingError> {
    let scale = field.finest();
    let colours: Vec<[u8; 4]> = levels.iter().map(|level| rgba(level.colour)).collect();
    let mut pixels = vec![0_u8; PIXELS * PIXELS * 4];
    let mut any = false;
    for (index, point) in pixel_points(field, tile).enumerate() {
        let risk_per_year = scale.risk_at_per_year(point);
        if let Some(level) = levels.iter().rposition(|level| risk_per_year >= level.per_year) {
            pixels[4 * index..4 * index + 4].copy_from_slice(&colours[level]);
            any = true;
        }
    }
    if any { encode(&pixels) } else { Ok(Vec::new()) }
}

/// Local points of the pixel centres, row by row from the north-west.
fn pixel_points(field: &RiskField, tile: TileId) -> impl Iterator<Item = LocalPoint> {
    let frame = field.finest().grid.frame;
    let units = f64::from(EXTENT) / PIXELS as f64;
    let knots = PIXELS / STEP + 1;
    let knot = move |column: usize, row: usize| {
        let place = |index: usize| ((index * STEP) as f64 + 0.5) * units;
        frame.to_local(to_lon_lat(tile.world([place(column), place(row)])))
    };
    let net: Vec<LocalPoint> = (0..knots * knots).map(|index| knot(index % knots, index / knots)).collect();
    (0..PIXELS * PIXELS).map(move |index| {
        let (column, row) = (index % PIXELS, index / PIXELS);
        let corner = row / STEP * knots + column / STEP;
        let (u, v) = ((column % STEP) as f64 / STEP as f64, (row % STEP) as f64 / STEP as f64);
        let mix = |a: LocalPoint, b: LocalPoint, t: f64| LocalPoint {
            x_m: a.x_m + t * (b.x_m - a.x_m),
            y_m: a.y_m + t * (b.y_m - a.y_m),
        };
        let upper = mix(net[corner], net[corner + 1], u);
        let lower = mix(net[corner + knots], net[corner + knots + 1], u);
        mix(upper, lower, v)
    })
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
