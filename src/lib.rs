//! A discrete-event simulator of AWS Lambda concurrency scaling.

pub mod catalog;
pub mod cli;
pub mod kernel;
pub mod lambda;
pub mod metrics;
pub mod report;
pub mod scenario;
pub mod workload;
