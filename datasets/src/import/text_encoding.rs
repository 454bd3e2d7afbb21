//! Text of unknown encoding: UTF-8, UTF-16, GB18030 (with GBK and GB2312 inside it), Windows-1252.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes of a file decide its encoding at most.
pub const SAMPLE_BYTES: usize = 1 << 20;

/// Finds the encoding of a text from a sample of its bytes.
///
/// # Algorithm
/// 1. A byte-order mark decides.
/// 2. Valid UTF-8 (a character cut off at the end of the sample does not count) is UTF-8.
/// 3. What decodes as GB18030 without error, mostly into Chinese characters, is GB18030.
/// 4. The rest is Windows-1252.
#[must_use]
pub fn detect(sample: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return encoding;
    }
    if is_utf8_prefix(sample) {
        return UTF_8;
    }
    if looks_like_gb18030(sample) { GB18030 } else { WINDOWS_1252 }
}

/// The encoding of a name as a user writes it (`gbk`, `GB18030`, `utf-8` ...).
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(name.trim().as_bytes())?;
    // GBK is a part of GB18030; decoding by the whole loses nothing.
    Some(if encoding == encoding_rs::GBK { GB18030 } else { encoding })
}

/// Whether an encoding writes two bytes to a letter.
#[must_use]
pub fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

fn is_utf8_prefix(sample: &[u8]) -> bool {
    match std::str::from_utf8(sample) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && sample.len() - error.valid_up_to() < 4,
    }
}

fn looks_like_gb18030(sample: &[u8]) -> bool {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(sample.len() * 2);
    let (result, _) = decoder.decode_to_string_without_replacement(sample, &mut text, false);
    if matches!(result, encoding_rs::DecoderResult::Malformed(..)) {
        return false;
    }
    let foreign = text.chars().filter(|c| !c.is_ascii()).count();
    let chinese = text.chars().filter(|c| is_chinese(*c)).count();
    // A lone accented letter of Windows-1252 pairs up with its neighbour into a rare character.
    foreign > 0 && chinese * 10 >= foreign * 7
}

/// Common Chinese characters and punctuation.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' | '℃' | '㎡' | '°' | '—' | '·')
}

/// Text that a driver read as Latin-1, byte for byte, decoded by its true encoding.
#[must_use]
pub fn redecode_latin1(text: &str, encoding: &'static Encoding) -> String {
    encoding.decode_without_bom_handling(&latin1_bytes(text)).0.into_owned()
}

/// The bytes of a text that was read as Latin-1 (or as Windows-1252, whose extra letters are undone).
#[must_use]
pub fn latin1_bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or_else(|_| windows_1252_byte(c))).collect()
}

fn windows_1252_byte(c: char) -> u8 {
    let mut buffer = [0_u8; 4];
    let (bytes, _, _) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    bytes.first().copied().unwrap_or(b'?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_encodings_are_told_apart() {
        assert_eq!(detect("name,lon\nplant,1".as_bytes()), UTF_8);
        assert_eq!(detect("企业名称,经度\n安澜化工,114.3".as_bytes()), UTF_8);
        let (gb, _, _) = GB18030.encode("企业名称,经度\n安澜化工有限公司,114.3");
        assert_eq!(detect(&gb), GB18030);
        assert_eq!(detect(b"Caf\xe9 au lait,1\nM\xfcller GmbH,2"), WINDOWS_1252);
        assert_eq!(detect(b"\xff\xfea\0b\0"), UTF_16LE);
    }

    #[test]
    fn a_character_cut_at_the_end_of_the_sample_is_no_error() {
        let bytes = "企业名称".as_bytes();
        assert_eq!(detect(&bytes[..bytes.len() - 1]), UTF_8);
    }

    #[test]
    fn latin1_reading_is_undone() {
        let (gb, _, _) = GB18030.encode("液氯储罐");
        let misread: String = gb.iter().map(|&b| char::from(b)).collect();
        assert_eq!(redecode_latin1(&misread, GB18030), "液氯储罐");
        assert_eq!(by_name("gbk"), Some(GB18030));
    }
}
