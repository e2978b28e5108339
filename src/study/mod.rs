//! Many runs, or one long one, and what they say with how much certainty.
//!
//! This room calls [`simulate`](crate::world::simulate()) and judges its results with statistics. It
//! must not know the rules of Lambda, nor how results are written. Runs go to all cores that there are; results
//! are folded in the order of their numbers, so that the number of threads changes nothing.
//!
//! | module | what it holds |
//! |---|---|
//! | [`calibration`] | estimates of the lifecycle of environments from measured logs |
//! | [`statistics`] | estimates with confidence intervals |
//! | [`replications`], [`precision`] | independent runs of one scenario, and how many are enough |
//! | `looks` | after how many replications something is judged |
//! | [`sample`], `judgements` | what replications say together, and of the objectives |
//! | [`compare`] | variants of a scenario that meet the same requests, and how they differ |
//! | [`explain`](mod@explain) | why a run throttled or started cold, and the least change that prevents it |
//! | [`size`] | the lowest provisioned concurrency that meets objectives, and the curve around it |
//! | [`sweep`] | many points of a grid or a sample, and what each gave |
//! | [`backtest`](mod@backtest) | a scenario held against what was measured, and which assumption is likeliest wrong |
//! | [`bands`] | confidence bands of measures over time |
//! | [`effort`] | what a run takes, before it is made: requests, rows, bytes |
//! | [`finished`] | a run that is over, with its bills, verdicts and availability |
//! | [`diary`] | what each environment of a small run did |
//! | [`containers`] | what the tasks and instances of a small run did |
//! | [`steady_state`] | one long run: where its warm-up ends, and what holds after it |
//! | `mser`, [`batch_means`] | the end of a transient; confidence intervals from one run |
//! | [`parallel`] | work for all cores, or for the calling thread where there are no others |
//! | [`validate`] | the model against independent references |
//! | `variants` | what variants of one scenario must have in common |
//! | [`key`], [`lines`] | what figures depend on; what is kept of runs, for a study that is cut off |
//! | [`watch`], [`steps`] | how all of these are watched and stopped; how far they have come |
//! | [`workers`] | runs that other processes make |

#[cfg(feature = "import")]
pub mod backtest;
pub mod bands;
pub mod batch_means;
pub mod calibration;
pub mod compare;
pub mod containers;
pub mod diary;
pub mod effort;
pub mod explain;
pub mod finished;
mod judgements;
pub mod key;
pub mod lines;
mod looks;
mod mser;
pub mod parallel;
pub mod precision;
pub mod replications;
pub mod sample;
pub mod size;
pub mod statistics;
pub mod steady_state;
pub mod steps;
pub mod sweep;
pub mod validate;
mod variants;
pub mod watch;
#[cfg(feature = "workers")]
pub mod workers;

#[cfg(feature = "import")]
pub use backtest::Backtest;
pub use bands::{Bands, Scope};
pub use compare::{Comparison, Variant};
pub use finished::Finished;
pub use judgements::SampleVerdict;
pub use looks::Looks;
pub use precision::Goal;
pub use replications::{Enough, Replications, replicate, replicate_until};
pub use sample::Sample;
pub use statistics::Estimate;
pub use steady_state::SteadyState;
pub use sweep::Sweep;
pub use watch::Watch;
