//! Rendered tiles, kept by address and edition, each in the encodings that clients asked for.

use super::TileId;
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::{Arc, OnceLock};

/// Bytes of rendered tiles that are kept.
const CAPACITY_BYTES: u64 = 256 << 20;
/// Brotli quality: 4 is as fast as gzip's default and smaller.
const BROTLI_QUALITY: i32 = 4;
/// Level of gzip: the fastest that still finds matches; tiles are small and made while a user waits.
const GZIP_LEVEL: u32 = 1;
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

/// Content encoding of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// gzip (RFC 1952).
    Gzip,
    /// Brotli (RFC 7932).
    Brotli,
}

impl Encoding {
    /// The best encoding that an `Accept-Encoding` header allows.
    #[must_use]
    pub fn negotiate(accept: &str) -> Self {
        let allows = |name: &str| {
            accept.split(',').any(|item| {
                let mut parts = item.split(';').map(str::trim);
                parts.next().is_some_and(|coding| coding.eq_ignore_ascii_case(name))
                    && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
            })
        };
        if allows("br") {
            Self::Brotli
        } else if allows("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }
}

/// A rendered tile.
#[derive(Debug)]
pub struct RenderedTile {
    bytes: actix_web::web::Bytes,
    gzip: OnceLock<actix_web::web::Bytes>,
    brotli: OnceLock<actix_web::web::Bytes>,
    hash: String,
    format: TileFormat,
}

impl RenderedTile {
    /// Takes the bytes and hashes them.
    #[must_use]
    pub fn new(bytes: Vec<u8>, format: TileFormat) -> Self {
        let hash = Sha256::digest(&bytes).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        Self { bytes: bytes.into(), gzip: OnceLock::new(), brotli: OnceLock::new(), hash, format }
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

    /// Entity tag of an encoding, quoted.
    #[must_use]
    pub fn etag(&self, encoding: Encoding) -> String {
        match encoding {
            Encoding::Identity => format!("\"{}\"", self.hash),
            Encoding::Gzip => format!("\"{}-gzip\"", self.hash),
            Encoding::Brotli => format!("\"{}-br\"", self.hash),
        }
    }

    /// Body in an encoding; compressed on first demand, then kept.
    #[must_use]
    pub fn body(&self, encoding: Encoding) -> actix_web::web::Bytes {
        match encoding {
            Encoding::Identity => self.bytes.clone(),
            Encoding::Gzip => self.gzip.get_or_init(|| gzip(&self.bytes).into()).clone(),
            Encoding::Brotli => self.brotli.get_or_init(|| brotli(&self.bytes).into()).clone(),
        }
    }

    /// Whether the body is ready without work.
    #[must_use]
    pub fn is_ready(&self, encoding: Encoding) -> bool {
        match encoding {
            Encoding::Identity => true,
            Encoding::Gzip => self.gzip.get().is_some(),
            Encoding::Brotli => self.brotli.get().is_some(),
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP_LEVEL));
    // writing to memory cannot fail; an empty body would be noticed by the entity tag
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: BROTLI_QUALITY, lgwin: 20, ..Default::default() };
    let mut out = Vec::new();
    let mut reader = bytes;
    match brotli::BrotliCompress(&mut reader, &mut out, &parameters) {
        Ok(_) => out,
        Err(_) => Vec::new(),
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
            // the compressed copies are about a quarter each
            (tile.bytes.len() + tile.bytes.len() / 2 + key.layer.len() + 200).try_into().unwrap_or(u32::MAX)
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

    /// The tile, rendered now if it is not there; several askers wait for one rendering.
    pub fn get_or_render(&self, key: TileKey, render: impl FnOnce() -> RenderedTile) -> Arc<RenderedTile> {
        self.tiles.get_with(key, || Arc::new(render()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn the_best_allowed_encoding_is_taken() {
        assert_eq!(Encoding::negotiate("gzip, deflate, br"), Encoding::Brotli);
        assert_eq!(Encoding::negotiate("gzip;q=0.8, br;q=0"), Encoding::Gzip);
        assert_eq!(Encoding::negotiate("deflate"), Encoding::Identity);
    }

    #[test]
    fn both_encodings_give_the_bytes_back() {
        let bytes: Vec<u8> = (0..10_000_u32).map(|i| (i % 97) as u8).collect();
        let tile = RenderedTile::new(bytes.clone(), TileFormat::Mvt);
        let (mut gzip, mut brotli) = (Vec::new(), Vec::new());
        flate2::read::GzDecoder::new(&tile.body(Encoding::Gzip)[..]).read_to_end(&mut gzip).unwrap();
        brotli::Decompressor::new(&tile.body(Encoding::Brotli)[..], 4096).read_to_end(&mut brotli).unwrap();
        assert_eq!(gzip, bytes);
        assert_eq!(brotli, bytes);
        assert_ne!(tile.etag(Encoding::Gzip), tile.etag(Encoding::Brotli));
    }
}
