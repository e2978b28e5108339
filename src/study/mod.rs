//! Many runs: replications and what they say together.
//!
//! This room calls [`simulate`](crate::lambda::simulate()) and judges its results with statistics. It
//! must not know the rules of Lambda, nor how results are written. Runs go to all cores; results
//! are collected in the order of their numbers, so that the number of threads changes nothing.
//!
//! | module | what it holds |
//! |---|---|
//! | [`calibration`] | estimates of the lifecycle of environments from measured logs |
//! | [`statistics`] | estimates with confidence intervals |
//! | [`replications`] | independent runs of one scenario |
//! | [`validate`] | the model against independent references |

pub mod calibration;
pub mod replications;
pub mod statistics;
pub mod validate;

pub use replications::replicate;
pub use statistics::Estimate;
