//! Decisions out of bytes: the same bytes always decide the same.

/// Bytes that are used up one decision after the other; after the last one every decision is the first choice.
#[derive(Debug, Clone)]
pub struct Draw<'a> {
    bytes: &'a [u8],
}

impl<'a> Draw<'a> {
    /// Decisions out of these bytes.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The next byte; 0 when there is none.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        *first
    }

    /// A whole number below `count`; 0 when there is nothing to choose from.
    pub fn below(&mut self, count: usize) -> usize {
        let wide = usize::from(self.byte());
        let wide = if count > 256 { wide << 8 | usize::from(self.byte()) } else { wide };
        wide % count.max(1)
    }

    /// True in one of `times` cases, about.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of a few things.
    ///
    /// # Panics
    /// When there is none.
    pub fn pick<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }

    /// A fraction from 0 to 1, both included.
    pub fn fraction(&mut self) -> f64 {
        f64::from(u16::from(self.byte()) << 8 | u16::from(self.byte())) / f64::from(u16::MAX)
    }

    /// What is left.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_bytes_is_no_end_of_decisions() {
        let mut draw = Draw::new(&[7, 255, 255]);
        assert_eq!((draw.below(5), draw.fraction(), draw.below(300), draw.one_in(2)), (2, 1.0, 0, false));
        assert_eq!(*draw.pick(&["first", "second"]), "first");
    }
}
