//! Substances: identity, correlations of physical properties, hazards, the library.
