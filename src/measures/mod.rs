//! Everything that is measured, once: what it is called in data files and in words, its unit, how it is added up, and
//! whether less of it is better.
//!
//! Objectives, sizings, comparisons, sweeps, bands, tables, charts and data files iterate these entries. What the
//! value of an entry is in a run stands in one place, too: [`metrics::readings`](crate::metrics::readings). It knows
//! names and units; it must not know what a run is.
//!
//! A new measure is an entry in `catalogue`, its place in the lists that are to show it, a line in
//! [`metrics::readings`](crate::metrics::readings), and a row in `docs/measures.md`; the compiler and the tests name
//! whatever is missing.
//!
//! | module | what it holds |
//! |---|---|
//! | `catalogue` | the entries |
//! | `entry` | what an entry says |
//! | `lists` | which measures are objectives, which are compared, sized, shown over time |
//! | `trouble` | what other measures get worse with |
//! | `unit` | units |

mod catalogue;
mod entry;
mod lists;
mod trouble;
mod unit;

pub use catalogue::Measure;
pub use entry::{Better, Entry, OverTime, Words};
pub use trouble::Trouble;
pub use unit::Unit;
