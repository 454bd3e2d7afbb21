//! Pieces of SVG that plots and plans share.

/// Text safe within elements and attributes; characters that XML 1.0 forbids are dropped.
#[must_use]
pub fn escape(text: &str) -> String {
    let allowed = text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    let mut safe = String::with_capacity(text.len());
    for c in allowed {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_entities_and_control_characters_go() {
        assert_eq!(escape("<a> & \"b\"\u{1}"), "&lt;a&gt; &amp; &quot;b&quot;");
        assert_eq!(escape("氯气 1 km"), "氯气 1 km");
    }
}
