//! Takes note of what the model does, and closes intervals and minutes.
//!
//! The hot path touches only cumulative counters, gauges and histograms; a row of the series is
//! the difference between two boundaries, and so are the statistics of a run with a warm-up: at its
//! end everything cumulative is noted as a baseline, and the maxima and the latencies begin anew.
//!
//! A function's rows are closed when something next happens to it, not when they end, so that
//! what it costs to have many functions depends on what they do. [`FunctionRecorder::boundary_by`]
//! tells when that is due.

mod function;
mod observed;
mod rows;
mod series;

pub use function::FunctionRecorder;
pub use observed::{Start, ThrottleCause};

use super::account_recorder::AccountRecorder;
use super::result::RunResult;
use super::services::ServiceRecorder;
use super::sources::SourceRecorder;
use super::windows::WindowRecorder;
use std::collections::BTreeMap;

use crate::kernel::{SimDuration, SimTime};
use crate::scenario::{FunctionId, Objective};
use crate::workload::SourceId;

/// Observations of a whole run.
#[derive(Clone, Debug)]
pub struct Recorder {
    interval: SimDuration,
    warm_up: SimDuration,
    /// Throttled attempts of all functions.
    throttles: u64,
    /// Each function, in the order of the scenario.
    functions: Vec<FunctionRecorder>,
    /// Each source with a queue, at its place among all sources.
    sources: Vec<Option<Box<SourceRecorder>>>,
    /// Each function that tasks serve, by its number.
    services: BTreeMap<FunctionId, ServiceRecorder>,
    /// The account.
    pub(crate) account: AccountRecorder,
}

impl Recorder {
    /// A recorder for functions with the given names, whose rows are `interval` long.
    pub fn new(interval: SimDuration, functions: impl IntoIterator<Item = String>) -> Self {
        let recorder = |name| FunctionRecorder::new(name, interval);
        Self {
            interval,
            warm_up: SimDuration::ZERO,
            throttles: 0,
            functions: functions.into_iter().map(recorder).collect(),
            sources: Vec::new(),
            services: BTreeMap::new(),
            account: AccountRecorder::default(),
        }
    }

    /// Has every window of a length, a multiple of the interval, judged by objectives.
    pub fn judge_windows(&mut self, length: SimDuration, objectives: &[Objective]) {
        for function in &mut self.functions {
            let windows = WindowRecorder::new(length, objectives.to_vec());
            function.series.windows = Some(windows);
        }
    }

    /// A copy without the rows that were closed, and without windows: for a run that goes on another way from
    /// here. A day of rows is larger than everything else by far.
    pub(crate) fn without_rows(&self) -> Self {
        let functions = self.functions.iter();
        let sources = self.sources.iter();
        Self {
            functions: functions.map(FunctionRecorder::without_rows).collect(),
            sources: sources
                .map(|source| Some(Box::new(source.as_ref()?.without_rows())))
                .collect(),
            services: self
                .services
                .iter()
                .map(|(&id, service)| (id, service.without_rows()))
                .collect(),
            account: self.account.without_rows(),
            ..*self
        }
    }

    /// Adds a source, in the order of all of a run: of those with a queue, the function and what it is there.
    pub fn add_source(&mut self, queued: Option<(FunctionId, (usize, &'static str))>) {
        let recorder = queued.map(|(function, source)| {
            Box::new(SourceRecorder::new(function, source, self.interval))
        });
        self.sources.push(recorder);
    }

    /// What is noted of a source with a queue.
    pub fn source(&mut self, source: SourceId) -> Option<&mut SourceRecorder> {
        self.sources.get_mut(source.index())?.as_deref_mut()
    }

    /// Adds the tasks that serve a function.
    pub fn add_service(&mut self, function: FunctionId) {
        let recorder = ServiceRecorder::new(self.interval);
        self.services.insert(function, recorder);
    }

    /// What is noted of the tasks that serve a function; `None` on Lambda.
    pub fn service(&mut self, function: FunctionId) -> Option<&mut ServiceRecorder> {
        self.services.get_mut(&function)
    }

    /// Length of an interval.
    pub fn interval(&self) -> SimDuration {
        self.interval
    }

    /// What is noted of a function.
    #[inline]
    pub fn function(&mut self, id: FunctionId) -> &mut FunctionRecorder {
        &mut self.functions[id.index()]
    }

    /// Reads something of each cache line that an arrival at a function needs.
    #[inline]
    pub fn touch_arrival(&self, id: FunctionId) -> u64 {
        self.functions[id.index()].touch_arrival()
    }

    /// Reads something of each cache line that a completion of a function needs.
    #[inline]
    pub fn touch_completion(&self, id: FunctionId) -> u64 {
        self.functions[id.index()].touch_completion()
    }

    /// Reads something of the list that a completion of a function adds to.
    #[inline]
    pub fn touch_list(&self, id: FunctionId) -> u64 {
        self.functions[id.index()].touch_list()
    }

    /// An attempt of a function was refused.
    #[inline]
    pub fn throttled(&mut self, function: FunctionId, cause: ThrottleCause) {
        self.throttles += 1;
        self.function(function).throttled(cause);
    }

    /// Closes all rows of the functions under way at the end of the run.
    pub fn close_rest(&mut self, end: SimTime) {
        for function in &mut self.functions {
            function.close_rest(end);
        }
        for service in self.services.values_mut() {
            service.close_rest(end);
        }
    }

    /// Ends the account's interval under way at `now` and begins the next.
    pub fn close_account_interval(&mut self, now: SimTime, scaling_tokens: f64) {
        self.account
            .close_interval(now, scaling_tokens, self.throttles);
    }

    /// Ends the account's minute under way at `now` and begins the next.
    pub fn close_account_minute(&mut self, now: SimTime) {
        self.account.close_minute(now);
    }

    /// Ends the warm-up: all that came before `now` is left to the series, and the statistics of
    /// the run begin.
    pub fn end_warm_up(&mut self, now: SimTime) {
        self.warm_up = now.since(SimTime::ZERO);
        for function in &mut self.functions {
            function.end_warm_up(now);
        }
        for source in self.sources.iter_mut().flatten() {
            source.end_warm_up(now);
        }
        for service in self.services.values_mut() {
            service.end_warm_up(now);
        }
        self.account.end_warm_up(now);
    }

    /// The result of a run that ended at `end`, with every interval and minute closed.
    pub fn finish(self, end: SimTime) -> RunResult {
        let simulated = end.since(SimTime::ZERO);
        let measured = simulated - self.warm_up;
        let functions = self.functions.into_iter();
        let mut functions: Vec<_> = functions
            .map(|function| function.finish(end, measured, self.warm_up))
            .collect();
        for source in self.sources.into_iter().flatten() {
            let of = source.function();
            functions[of.index()]
                .sources
                .push(source.finish(end, measured));
        }
        for (id, service) in self.services {
            functions[id.index()].service = Some(Box::new(service.finish(end, measured)));
        }
        RunResult {
            simulated,
            warm_up: self.warm_up,
            interval: self.interval,
            account: self.account.finish(end, measured),
            functions,
        }
    }
}
