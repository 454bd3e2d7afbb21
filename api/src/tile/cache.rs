//! Rendered tiles, kept by address and edition, ready to be sent: compressed and with their entity tag.

use super::TileId;
use actix_web::http::header::HeaderValue;
use actix_web::web::Bytes;
use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use moka::sync::Cache;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

/// Bytes of rendered tiles that are kept.
const CAPACITY_BYTES: u64 = 256 << 20;
/// Level of gzip: the fastest that still finds matches; tiles are small and made while a user waits.
const GZIP_LEVEL: u32 = 1;
/// Bytes that are packed in one go.
const PIECE_BYTES: usize = 64 << 10;
/// RFC 1952: magic number, deflate, no flags, no time, fastest, system not told.
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255];
/// Shorter bodies are sent as they are.
const MIN_COMPRESSED_BYTES: usize = 256;

/// Format of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TileFormat {
    /// Mapbox vector tile.
    Mvt,
    /// GeoJSON feature collection.
    GeoJson,
    /// PNG image.
    Png,
}

impl TileFormat {
    /// Media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Mvt => "application/vnd.mapbox-vector-tile",
            Self::GeoJson => "application/geo+json",
            Self::Png => "image/png",
        }
    }

    /// From a file ending or the `f` parameter.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "mvt" | "pbf" => Some(Self::Mvt),
            "geojson" | "json" => Some(Self::GeoJson),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

/// Key of a rendered tile.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TileKey {
    /// Name of the layer.
    pub layer: String,
    /// Address.
    pub tile: TileId,
    /// Format.
    pub format: TileFormat,
    /// Edition of what it was rendered from.
    pub edition: Arc<str>,
}

/// Content encoding of an answer. Brotli is not among them: at the speed a first view asks for it
/// packs no better than gzip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// gzip (RFC 1952).
    Gzip,
}

impl Encoding {
    /// The best encoding that an `Accept-Encoding` header allows.
    #[must_use]
    pub fn negotiate(accept: &str) -> Self {
        let allowed = |coding: &str| {
            let mut found = None;
            for item in accept.split(',') {
                let mut parts = item.split(';').map(str::trim);
                if parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding)) {
                    found = Some(!parts.any(is_zero_weight));
                }
            }
            found
        };
        if allowed("gzip").or_else(|| allowed("*")).unwrap_or(false) { Self::Gzip } else { Self::Identity }
    }

    /// Name in `Content-Encoding`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
        }
    }
}

/// Whether a parameter such as `q=0.000` forbids its coding.
fn is_zero_weight(parameter: &str) -> bool {
    let weight = parameter.split_once('=').filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    weight.and_then(|(_, value)| value.trim().parse::<f64>().ok()) == Some(0.0)
}

/// The bytes of a tile in one encoding with their entity tag.
#[derive(Debug)]
pub struct Body {
    /// The bytes.
    pub bytes: Bytes,
    /// A hash of exactly these bytes, quoted: a strong entity tag.
    pub tag: HeaderValue,
}

impl Body {
    fn new(bytes: Bytes) -> Self {
        let hash: String = Sha256::digest(&bytes).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        // quoted hexadecimal digits are always a header value
        let tag = HeaderValue::try_from(format!("\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\""));
        Self { bytes, tag }
    }
}

/// A rendered tile. What clients do not ask for is not made: most never see the plain bytes hashed.
#[derive(Debug)]
pub struct RenderedTile {
    bytes: Bytes,
    plain: OnceLock<Body>,
    gzip: OnceLock<Body>,
    format: TileFormat,
}

impl RenderedTile {
    /// Takes the bytes.
    #[must_use]
    pub fn new(bytes: Vec<u8>, format: TileFormat) -> Self {
        Self { bytes: bytes.into(), plain: OnceLock::new(), gzip: OnceLock::new(), format }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Media type.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        self.format.media_type()
    }

    /// The encoding that is really used: images and short bodies stay as they are.
    #[must_use]
    pub fn usable(&self, wanted: Encoding) -> Encoding {
        let pays = self.format != TileFormat::Png && self.bytes.len() >= MIN_COMPRESSED_BYTES;
        if pays { wanted } else { Encoding::Identity }
    }

    /// Body in an encoding; made on first demand, then kept.
    #[must_use]
    pub fn body(&self, encoding: Encoding) -> &Body {
        let kept = match encoding {
            Encoding::Identity => &self.plain,
            Encoding::Gzip => &self.gzip,
        };
        if let Some(body) = kept.get() {
            return body;
        }
        // Made outside the lock: packing waits for other threads, and a thread that waits may be given
        // another request for this very tile. Of two made at once the first stays.
        let made = Body::new(match encoding {
            Encoding::Identity => self.bytes.clone(),
            Encoding::Gzip => gzip(&self.bytes).into(),
        });
        kept.get_or_init(|| made)
    }

    /// Whether the body is ready without work.
    #[must_use]
    pub fn is_ready(&self, encoding: Encoding) -> bool {
        match encoding {
            Encoding::Identity => self.plain.get().is_some(),
            Encoding::Gzip => self.gzip.get().is_some(),
        }
    }
}

/// One gzip member. Long bodies are packed in pieces of fixed size, side by side on the pool: the
/// same bytes come out on any number of threads, and a full tile takes half the time on two cores.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let pieces: Vec<&[u8]> = bytes.chunks(PIECE_BYTES).collect();
    let packed: Vec<(Vec<u8>, Crc)> =
        pieces.par_iter().enumerate().map(|(index, piece)| deflate(piece, index + 1 == pieces.len())).collect();
    let mut out = Vec::with_capacity(packed.iter().map(|(part, _)| part.len()).sum::<usize>() + 18);
    out.extend_from_slice(&GZIP_HEADER);
    let mut check = Crc::new();
    for (part, own) in &packed {
        out.extend_from_slice(part);
        check.combine(own);
    }
    out.extend_from_slice(&check.sum().to_le_bytes());
    out.extend_from_slice(&check.amount().to_le_bytes());
    out
}

/// A piece of a deflate stream (RFC 1951) that ends on a whole byte, and its checksum.
fn deflate(piece: &[u8], is_last: bool) -> (Vec<u8>, Crc) {
    let mut check = Crc::new();
    check.update(piece);
    let flush = if is_last { FlushCompress::Finish } else { FlushCompress::Sync };
    let mut packer = Compress::new(Compression::new(GZIP_LEVEL), false);
    // what cannot be packed grows by five bytes in 16 KiB: one call does it, the loop is for certainty
    let mut out = Vec::with_capacity(piece.len() + piece.len() / 64 + 64);
    loop {
        let rest = &piece[packer.total_in() as usize..];
        let ended = matches!(packer.compress_vec(rest, &mut out, flush), Ok(Status::StreamEnd) | Err(_));
        let is_whole = packer.total_in() as usize == piece.len() && out.len() < out.capacity();
        if ended || (is_whole && !is_last) {
            return (out, check);
        }
        out.reserve(piece.len() / 2 + 64);
    }
}

/// The rendered tiles of a server.
#[derive(Debug, Clone)]
pub struct TileCache {
    tiles: Cache<TileKey, Arc<RenderedTile>>,
}

impl Default for TileCache {
    fn default() -> Self {
        let weigh = |key: &TileKey, tile: &Arc<RenderedTile>| {
            // the compressed copy is about a third
            (tile.bytes.len() + tile.bytes.len() / 3 + key.layer.len() + 200).try_into().unwrap_or(u32::MAX)
        };
        Self { tiles: Cache::builder().weigher(weigh).max_capacity(CAPACITY_BYTES).build() }
    }
}

impl TileCache {
    /// A tile that is there.
    #[must_use]
    pub fn get(&self, key: &TileKey) -> Option<Arc<RenderedTile>> {
        self.tiles.get(key)
    }

    /// The tile, kept from now on; of two that were rendered at once the first stays.
    pub fn keep(&self, key: TileKey, tile: RenderedTile) -> Arc<RenderedTile> {
        self.tiles.get_with(key, || Arc::new(tile))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn the_best_allowed_encoding_is_taken() {
        assert_eq!(Encoding::negotiate("gzip, deflate, br"), Encoding::Gzip);
        assert_eq!(Encoding::negotiate("br;q=1.0, GZIP;q=0.8"), Encoding::Gzip);
        assert_eq!(Encoding::negotiate("*"), Encoding::Gzip);
        for none in ["", "deflate", "br", "gzip;q=0, *", "gzip;q=0.00"] {
            assert_eq!(Encoding::negotiate(none), Encoding::Identity, "{none}");
        }
    }

    #[test]
    fn every_encoding_gives_the_bytes_back_under_a_tag_of_its_own() {
        let bytes: Vec<u8> = (0..10_000_u32).map(|i| (i % 97) as u8).collect();
        let tile = RenderedTile::new(bytes.clone(), TileFormat::Mvt);
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&tile.body(Encoding::Gzip).bytes[..]).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, bytes);
        assert_eq!(tile.body(Encoding::Identity).bytes, bytes);
        assert_ne!(tile.body(Encoding::Gzip).tag, tile.body(Encoding::Identity).tag);
    }

    #[test]
    fn long_bodies_packed_in_pieces_are_one_stream() {
        for length in [PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 5 * PIECE_BYTES + 77] {
            // the second half does not repeat: it can hardly be packed
            let noise = |i: usize| (i.wrapping_mul(0x9E37_79B9) >> 11) as u8;
            let bytes: Vec<u8> =
                (0..length).map(|i| if i < length / 2 { (i % 7) as u8 } else { noise(i * i) }).collect();
            let packed = gzip(&bytes);
            let mut unpacked = Vec::new();
            flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).unwrap();
            assert!(unpacked == bytes, "{length}");
            assert!(packed.len() < length);
        }
    }
}
