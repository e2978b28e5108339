//! Many points of one scenario, each a few values of keys: a grid, or a sample of what lies between.
//!
//! Every point meets the same random numbers, as the variants of a comparison do. Runs are a queue of
//! (point, replication) for all cores; a run is reduced to its figures at once and a point to its
//! estimates once its replications are there, in the order of their numbers, so that neither memory
//! nor results depend on the length of runs or the number of threads.
//!
//! A sweep can be made by several machines, none of which knows of another: each makes a part of the runs and
//! writes a record of each, and whoever has the records makes the result of them, which is the same to the byte.
//!
//! Knows scenarios and results. It must not know how points are kept between runs, nor how they are
//! shown, nor who makes which part.
//!
//! | module | what it holds |
//! |---|---|
//! | [`design`] | the points: all combinations, or a Latin hypercube |
//! | [`outcome`] | what a point gave |
//! | [`points`] | the points, checked and run |
//! | [`journal`] | what keeps the points that are done, for when a sweep is cut off |
//! | [`swept`] | a sweep whose points are all done |
//! | [`record`] | a point, or a run of one, as a line of text that proves itself whole |
//! | [`records`] | what such lines from anywhere say of one sweep |
//! | [`part`] | which runs belong to one part of several |
//! | [`dealt`] | making one part |
//! | [`task`] | a sweep as tasks, for whoever hands them out one by one |
//! | `queue` | the runs |

pub mod dealt;
pub mod design;
pub mod journal;
pub mod outcome;
pub mod part;
pub mod points;
mod queue;
pub mod record;
pub mod records;
pub mod swept;
pub mod task;
#[cfg(test)]
mod tests;

pub use super::key::PointKey;
pub use dealt::Dealt;
pub use design::{Design, Kind};
pub use journal::Journal;
pub use outcome::{Outcome, Reduced};
pub use part::{Grain, Part};
pub use points::{Points, Stopped, Wrong};
pub use records::{Beside, Records};
pub use swept::{Point, Sweep};
pub use task::Task;
