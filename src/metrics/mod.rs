//! What is observed: counters, time-weighted gauges, latency histograms and interval series.
//!
//! The model tells a [`Recorder`] what happens; at the end of a run the
//! recorder becomes a [`RunResult`]. Every update costs O(1) and memory grows with the number of
//! intervals and functions, never with requests.
//!
//! This room knows counts and times. It must not know why anything happened, nor how results
//! are written.

mod account_recorder;
pub mod availability;
#[cfg(test)]
pub(crate) mod counted;
mod gauge;
pub mod latency;
pub mod objectives;
mod observer;
mod open_requests;
pub(crate) mod periods;
pub mod provisioned;
pub mod readings;
pub mod recorder;
pub mod result;
pub mod services;
pub mod sources;
pub mod start_up;
mod wide_sum;
mod windows;

pub use crate::measures::Trouble;
pub use availability::Availability;
pub use gauge::{Level, MINUTE};
pub use latency::{LatencyHistogram, LatencyStatistics};
pub use objectives::Verdict;
pub use observer::{
    Attempted, InstanceMoved, InstanceState, Observations, Observer, Refused, Served, Stopped,
    TaskMoved, TaskServes, TaskState,
};
pub use periods::{Period, periods};
pub use provisioned::{
    AllocationFailure, ChangeCause, EnabledSpan, ProvisionedChange, ProvisionedResult, Utilization,
};
pub use readings::Readings;
pub use recorder::{FunctionRecorder, Recorder, Start, ThrottleCause};
pub use result::{
    AccountInterval, AccountMinute, AccountResult, BilledTime, Counts, DurationStatistics,
    EnvironmentCounts, FunctionInterval, FunctionMinute, FunctionResult, RunResult, Window,
};
pub(crate) use services::Of;
pub use services::{
    InstanceChange, ServiceCounts, ServiceInterval, ServiceRecorder, ServiceResult, TaskChange,
    TaskChangeCause,
};
pub use sources::{
    QueueState, SourceCounts, SourceInterval, SourceMinute, SourceRecorder, SourceResult,
};
pub use start_up::StartUp;
