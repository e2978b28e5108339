//! Many points of one scenario, each a few values of keys: a grid, or a sample of what lies between.
//!
//! Every point meets the same random numbers, as the variants of a comparison do. Runs are a queue of
//! (point, replication) for all cores; a run is reduced to its figures at once and a point to its
//! estimates once its replications are there, in the order of their numbers, so that neither memory
//! nor results depend on the length of runs or the number of threads.
//!
//! Knows scenarios and results. It must not know how points are kept between runs, nor how they are
//! shown.
//!
//! | module | what it holds |
//! |---|---|
//! | [`design`] | the points: all combinations, or a Latin hypercube |
//! | [`outcome`] | what a point gave |
//! | [`points`] | the points, checked and run |
//! | [`journal`] | what keeps the points that are done, for when a sweep is cut off |
//! | [`swept`] | a sweep whose points are all done |
//! | [`record`] | an outcome as a line of text that proves itself whole |
//! | `queue` | the runs |

pub mod design;
pub mod journal;
pub mod outcome;
pub mod points;
mod queue;
pub mod record;
pub mod swept;
#[cfg(test)]
mod tests;

pub use super::key::PointKey;
pub use design::{Design, Kind};
pub use journal::Journal;
pub use outcome::Outcome;
pub use points::{Points, Stopped, Wrong};
pub use swept::{Point, Sweep};
