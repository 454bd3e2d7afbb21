//! Legal criteria as data: levels of individual risk.
