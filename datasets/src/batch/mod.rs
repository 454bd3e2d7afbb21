//! Scenarios by the hundred thousand: a table of inputs of one process goes in, a Parquet file of figures comes out.
//!
//! Rows are read in blocks of a fixed number ([`Plan::block_rows`]). While one block is computed on all threads the one before
//! is written and the next is read, so that memory holds three blocks whatever the length of the table. A block becomes a file
//! of its own beside the output, complete or not there; when all are there they are joined into the output. A run that was
//! killed goes on with the first block that is missing: no row is lost, none is there twice. Each row is computed alone, and
//! blocks are joined in their order: the output has the same bytes at any number of threads and after any number of kills.
//!
//! Rows that are refused go to a file of their own with all their problems; they stop nobody.

mod cell;
mod column;
mod input_schema;
mod parts;
mod read;
mod run;
mod write;

pub use cell::{Cell, Kind};
pub use column::{Column, columns_of, selection};
pub use input_schema::{CellReader, InputSchema};
pub use read::{InputFormat, Row, RowReader};
pub use run::{BatchError, Plan, Pulse, Summary, run};
