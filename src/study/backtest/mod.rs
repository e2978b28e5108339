//! A scenario held against what was measured: how well would the past have been predicted?
//!
//! The scenario is run several times over the measured time. Of each function, interval and quantity that the source
//! has, the measured value is laid over the interval in which a new observation would lie. If totals are off, the
//! assumptions that could be wrong are changed one by one and simulated again: the one whose change removes most of
//! what is off is the likeliest.
//!
//! It knows measurements by [`MeasuredFunction`](crate::import::MeasuredFunction) alone; it must not know where they
//! come from, nor how anything is shown.
//!
//! | module | what it holds |
//! |---|---|
//! | `study` | [`backtest()`] and its result |
//! | `matching`, `recording`, `grid` | which measured function is which of the scenario, its requests, and its intervals by the clock of the run |
//! | `quantity`, `tally` | what is compared, and what a run does of it in the measured intervals |
//! | `prediction`, `compared`, `stretch` | intervals of new observations; whether a figure is good enough; where it is off most |
//! | `change`, `multiplied`, `candidates`, `misfit`, `suspects` | assumptions that could be wrong, and the search for the likeliest |

mod candidates;
mod change;
mod compared;
mod grid;
mod matching;
mod misfit;
mod multiplied;
mod prediction;
mod quantity;
mod recording;
mod stretch;
mod study;
mod suspects;
mod tally;
#[cfg(test)]
mod tests;

pub use change::{Change, Value};
pub use compared::{Compared, NEGLIGIBLE, Series, TOLERANCE, Total};
pub use grid::Slot;
pub use matching::MatchError;
pub use prediction::Prediction;
pub use quantity::Quantity;
pub use stretch::{Point, Stretch};
pub use study::{Backtest, BacktestError, backtest, measured};
pub use suspects::{Effect, Suspect, Suspicion};
