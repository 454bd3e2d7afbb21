//! Real files in, store and report out.
