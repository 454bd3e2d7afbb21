//! Against independent sources.
