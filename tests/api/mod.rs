//! The HTTP interface, in process and as the real binary.
