//! The `cordon` service and command line; knows no physics.
