//! What a person writes: a TOML file, checked and with every default filled in.
//!
//! [`Scenario`] and the types below it hold only valid values; [`parse`](parse::parse) is the way from text to a
//! [`Scenario`], and reports *all* problems of a file at once, each with its place and a remedy.
//! [`resolved`] is the way back: a scenario as TOML with every default spelled out.
//! [`schema`](mod@schema) tells editors the format.
//!
//! This room knows the file format and what AWS allows. It does no I/O: files a scenario refers
//! to (traces, empirical distributions) come through the [`Files`](parse::Files) trait. It must not know how
//! the model uses the values.

mod accepted;
pub mod alias;
pub mod architecture;
pub mod billing;
pub mod client;
pub mod container;
mod deployment;
pub mod distribution;
pub mod folder_name;
mod format;
pub mod function;
pub mod invocation;
pub mod lifecycle;
mod named;
pub mod parse;
pub mod provisioned;
pub mod quantities;
pub mod region;
mod requests;
pub mod resolved;
mod room;
mod scale;
pub mod schema;
pub mod setting;
pub mod shipped;
pub mod slo;
pub mod time_zone;
mod trace_rows;
pub mod traffic;
pub mod units;
pub mod warm;
mod words;
mod zones;

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::kernel::SimDuration;

pub use alias::{Alias, Shift, Weights};
pub use architecture::Architecture;
pub use billing::{ArchitecturePrices, Billing, Discounts, PriceOverrides, PriceTier, SavingsTerm};
pub use client::{ClientRetry, Jitter, RetryPolicy};
pub use container::{
    Balancing, Container, Ec2, EcsService, Fargate, Instance, LaunchType, Placement, Platform,
    QueueAt, RequestQueue, ServedBy, Task, TaskScaling, TaskTarget, Tasks,
};
pub use distribution::{Distribution, Gamma, Lognormal};
pub use function::{Function, FunctionId, ReuseOrder, Version, most_on_demand, versions};
pub use invocation::{
    ApiGateway, AsyncInvocation, InvokedBy, ProvisionedPollers, SqsSource, StreamKind,
    StreamSource, is_poison,
};
pub use lifecycle::Lifecycle;
pub use named::NoFunction;
pub use provisioned::{
    Autoscaling, Bounds, ProvisionedAllocation, ProvisionedChanges, ProvisionedConcurrency,
    ScheduledBounds, ScheduledValue, TimeOfDay, UtilizationStatistic,
};
pub use region::{FargateLaunches, Outage, Refill, Region, ScalingRule};
pub use scale::MAX_SCALE;
pub use setting::{ServiceQuantity, Setting, SourceQuantity};
pub use slo::{Comparison, Objective, Windows};
pub use time_zone::TimeZone;
pub(crate) use trace_rows::Packing;
pub use trace_rows::{TraceRow, TraceRows, TraceRowsIter};
pub use traffic::{
    CountRow, Counts, RateProfile, Spacing, Stage, StageShape, Trace, Traffic, TrafficEntry,
};
pub use units::{Concurrency, EphemeralStorage, Memory, Rate, RequestRate};
pub use warm::WarmEnvironments;

/// A validated scenario: one simulated account in one Region, its functions and their traffic.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Short name, used for the result folder: the key `name`, else the file's name.
    pub name: String,
    /// Title of charts and tables; by default the name.
    pub title: String,
    /// Simulated time. Arrivals stop here; what is in flight then is reported as open.
    pub duration: SimDuration,
    /// How much of the duration, from the start, statistics leave out; shorter than it.
    pub warm_up: SimDuration,
    /// The time of the day at which the run begins.
    pub time_of_day_start: TimeOfDay,
    /// Of the times of the day that reports print.
    pub timezone: Option<TimeZone>,
    /// Master seed of all random streams.
    pub seed: u64,
    /// How many times as much traffic there is as the sources say; their own is [`Function::written_traffic`].
    pub scale: f64,
    /// Resolution of `timeseries.csv` and `account.csv`.
    pub interval: SimDuration,
    /// The Region and the account's quotas in it.
    pub region: Region,
    /// At least one, with distinct names: the functions in the order of the file, of which one with versions stands
    /// here as these, one after the other; then the ECS services, which are functions [served](Function::served_by)
    /// by tasks.
    pub functions: Vec<Function>,
    /// Service level objectives; each must hold for every function.
    pub slo: Vec<Objective>,
    /// In how many windows the objectives must hold; without them, they must hold over the run.
    pub slo_windows: Option<Windows>,
    /// How the bill is made out.
    pub billing: Billing,
    /// Files the scenario refers to, kept so that a result folder can reproduce the run.
    pub inputs: Vec<InputFile>,
}

impl Scenario {
    /// The scenario with `factor` times the traffic, which is above 0; `None` where a source cannot be multiplied so.
    pub fn with_traffic(&self, factor: f64) -> Option<Self> {
        let mut scenario = self.clone();
        scenario.scale *= factor;
        for function in &mut scenario.functions {
            let written = function
                .written_traffic
                .get_or_insert_with(|| function.traffic.clone());
            let all = written.iter();
            let all = all.map(|entry| scale::scaled_entry(entry, scenario.scale).ok());
            function.traffic = all.collect::<Option<_>>()?;
        }
        Some(scenario)
    }

    /// When the run begins: where what was recorded has dates at the earliest of them, else at the time of the day at
    /// which it begins, on the first day of 1970.
    pub fn begin(&self) -> Timestamp {
        let traffic = self.functions.iter().flat_map(|function| &function.traffic);
        let recorded = traffic.filter_map(|source| source.traffic.begin()).min();
        recorded.unwrap_or_else(|| {
            let seconds = i64::from(self.time_of_day_start.seconds());
            Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
        })
    }

    /// The time of the day that reports call the beginning of the run, if they speak of the time of the day: the one that
    /// the scenario says or, where it has a time zone, that of what was recorded there. Without either a run has no place
    /// in the day.
    pub fn clock_start(&self) -> Option<TimeOfDay> {
        if self.time_of_day_start != TimeOfDay::default() {
            return Some(self.time_of_day_start);
        }
        let zone = self.timezone?;
        let traffic = self.functions.iter().flat_map(|function| &function.traffic);
        let recorded = traffic.filter_map(|source| source.traffic.begin()).min();
        let there = recorded.zip(zone.minutes()).and_then(|(begin, minutes)| {
            let seconds = begin.as_second() + 60 * i64::from(minutes);
            let of_day = seconds.rem_euclid(i64::from(TimeOfDay::DAY_S));
            TimeOfDay::from_seconds(u32::try_from(of_day).ok()?)
        });
        Some(there.unwrap_or_default())
    }

    /// The scenario without its ECS services: all of it where there are none.
    pub fn on_lambda(&self) -> Cow<'_, Self> {
        if self.functions.iter().all(Function::is_on_lambda) {
            return Cow::Borrowed(self);
        }
        let mut scenario = self.clone();
        scenario.functions.retain(Function::is_on_lambda);
        Cow::Owned(scenario)
    }

    /// What a run is held to: each objective over the whole run or, where there are windows, the share of those in
    /// which all of them hold.
    pub fn objectives(&self) -> Vec<Objective> {
        self.slo_windows
            .as_ref()
            .map_or_else(|| self.slo.clone(), |windows| vec![windows.objective()])
    }
}

/// A file that a scenario refers to, with its contents.
#[derive(Clone, Debug, PartialEq)]
pub struct InputFile {
    /// Path relative to the scenario, as the resolved scenario names it (`inputs/log.csv`).
    pub path: String,
    /// The file's bytes.
    pub contents: Arc<[u8]>,
}
