//! From a hazard unit to events, footprints and the assessment of a city.
