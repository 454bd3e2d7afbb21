//! Local metric frame, grids, buffers, contours.
