//! Individual risk by the polar method.
