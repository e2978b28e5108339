//! What is said of each kind of result, once: a [`Document`] of its headings, sentences, tables and charts.
//!
//! | module | what it tells |
//! |---|---|
//! | `run`, `findings` | a run, or many of which it is the first |
//! | `backtest`, `comparison`, `explanation`, `size`, `target`, `schedule`, `sweep` | the studies |
//! | `queues` | what sources with a queue are called |
//! | `figures` | what a sizing measures, as lines of charts |
//! | `crossings` | where an objective is met along values that were tried |
//!
//! It knows results and studies; it must not know how they came about, nor how a document is shown.

#[cfg(feature = "import")]
mod backtest;
mod comparison;
mod crossings;
mod explanation;
mod figures;
pub(super) mod findings;
mod queues;
mod run;
mod schedule;
mod size;
pub(super) mod sweep;
mod target;
#[cfg(test)]
mod tests;

#[cfg(feature = "import")]
pub(super) use backtest::of_backtest;
#[cfg(feature = "pictures")]
pub(super) use comparison::of_compared;
pub(super) use comparison::of_comparison;
pub(super) use explanation::actions::of_explanation as actions_of_explanation;
pub(super) use explanation::{of_explanation, of_period, of_remedy, section as explained};
pub(super) use run::{Beside, of_observed, of_run};
pub(super) use schedule::{actions_of_schedule, of_schedule};
pub(super) use size::{actions_of_sizing, of_sizing};
pub(super) use sweep::of_sweep;
pub(super) use target::{actions_of_tracking, of_tracking};
