//! Comparisons and sweeps for the terminal.

pub(super) mod comparison;
pub(super) mod sweep;
