//! Whole cases; change detectors, not evidence.
