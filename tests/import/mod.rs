//! Real files in, store and report out.

mod store;
