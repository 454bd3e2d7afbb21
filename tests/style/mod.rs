//! The house rules, checked on the source.
