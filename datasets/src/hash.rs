//! Editions: short content hashes.

use sha2::{Digest, Sha256};

/// First 16 hexadecimal digits of the SHA-256 of the texts, each preceded by its length.
#[must_use]
pub fn edition_of(texts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::edition_of;

    #[test]
    fn the_bounds_between_texts_count() {
        assert_ne!(edition_of(&["ab", "c"]), edition_of(&["a", "bc"]));
        assert_eq!(edition_of(&["ab", "c"]), edition_of(&["ab", "c"]));
    }
}
