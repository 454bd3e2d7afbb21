//! Import of foreign files: Houston as it lies there, every format and fault, kill -9; the store.

mod bad_input;
mod drafts;
mod formats;
mod houston;
mod kill;
mod store;
mod store_fixture;
mod support;
mod weather;
