//! What a property call can refuse.

use super::PropertyName;

/// Why a property cannot be given.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PropertyError {
    /// The argument lies outside the published range of the correlation. Never extrapolated.
    #[error("{property} of {substance}: value {value} {unit} is out of range, allowed is {allowed} {unit}")]
    OutOfRange {
        /// Key of the substance.
        substance: String,
        /// The property asked for.
        property: PropertyName,
        /// The argument as given (a temperature, K, unless `unit` says otherwise).
        value: f64,
        /// Unit of value and range.
        unit: &'static str,
        /// The range, as text.
        allowed: String,
    },
    /// The library has no figures for this property of this substance.
    #[error("{property} of {substance} is not known")]
    NotKnown {
        /// Key of the substance.
        substance: String,
        /// The property asked for.
        property: PropertyName,
    },
}
