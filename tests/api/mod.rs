//! The service: in-process with the router of production, then the real binary and real clients.

mod bad_input;
mod batch;
mod binary;
mod diff;
mod export;
mod features;
mod gdal;
mod harm_levels;
mod incident;
mod openapi;
mod processes;
mod risk;
mod scenario;
mod societal;
mod substances;
mod support;
mod tiles;
mod validate;
mod web;
