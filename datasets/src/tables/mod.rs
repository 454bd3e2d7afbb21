//! Reference tables: figures of standards and handbooks as typed rows.
