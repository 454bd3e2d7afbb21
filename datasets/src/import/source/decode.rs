//! A reader that turns bytes of any encoding into UTF-8 on the way.

use encoding_rs::{CoderResult, Decoder, Encoding};
use std::io::{self, Read};

const CHUNK: usize = 1 << 16;

/// Decodes what it reads; malformed bytes become U+FFFD.
pub struct DecodingReader<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_filled: usize,
    decoded: Vec<u8>,
    position: usize,
    at_end: bool,
}

impl<R: Read> DecodingReader<R> {
    /// Reads `inner` in this encoding; a byte-order mark is dropped.
    pub fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK],
            raw_filled: 0,
            decoded: Vec::new(),
            position: 0,
            at_end: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        let read = self.inner.read(&mut self.raw[self.raw_filled..])?;
        self.at_end = read == 0;
        self.raw_filled += read;
        self.decoded.resize(CHUNK * 4, 0);
        let source = &self.raw[..self.raw_filled];
        let (result, consumed, written, _) = self.decoder.decode_to_utf8(source, &mut self.decoded, self.at_end);
        debug_assert!(result == CoderResult::InputEmpty, "the buffer holds any chunk");
        self.decoded.truncate(written);
        self.raw.copy_within(consumed..self.raw_filled, 0);
        self.raw_filled -= consumed;
        self.position = 0;
        Ok(())
    }
}

impl<R: Read> Read for DecodingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.position == self.decoded.len() {
            if self.at_end {
                return Ok(0);
            }
            self.refill()?;
        }
        let count = buffer.len().min(self.decoded.len() - self.position);
        buffer[..count].copy_from_slice(&self.decoded[self.position..self.position + count]);
        self.position += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_chinese_text_survives_chunk_borders() {
        let text = "安澜市，危险化学品,123\n".repeat(20_000);
        let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
        let mut decoded = String::new();
        DecodingReader::new(&bytes[..], encoding_rs::GB18030).read_to_string(&mut decoded).unwrap();
        assert!(decoded == text);
    }

    #[test]
    fn a_byte_order_mark_is_dropped() {
        let mut decoded = String::new();
        DecodingReader::new(&b"\xef\xbb\xbfa,b"[..], encoding_rs::UTF_8).read_to_string(&mut decoded).unwrap();
        assert_eq!(decoded, "a,b");
    }
}
