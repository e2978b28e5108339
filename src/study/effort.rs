//! What running a scenario takes, before anything of it is run: requests, rows, bytes of results, and memory.
//!
//! Nothing is drawn: traffic counts with its means, and memory as a range from what is needed in any case to what is
//! needed if everything waits that can. It knows the traffic of functions and the sizes of what a run keeps; it must not
//! know which machine runs it, nor how many runs a study makes.
//!
//! The numbers that are not sizes of types were measured; `docs/performance.md` has the commands.

use std::mem::{size_of, size_of_val};
use std::ops::{Add, Mul};

use crate::kernel::SimDuration;
use crate::metrics::{
    AccountInterval, AccountMinute, FunctionInterval, FunctionMinute, MINUTE, SourceInterval,
};
use crate::scenario::{ClientRetry, Distribution, Function, Scenario, Traffic, TrafficEntry};
use crate::workload::first_minutes::of_source;

/// Simulated requests a second on one core: half of what is measured with one function, twice of what is measured with
/// ten thousand. Requests that are refused and tried again count once.
pub const REQUESTS_PER_SECOND: f64 = 5e6;

/// No run is begun that comes to more requests: they take 23 days on one core. More are most likely a slip.
pub const MOST_REQUESTS: f64 = 1e13;

/// The program itself, with its texts and what it draws pictures with, in bytes.
const PROGRAM: Bytes = Bytes::new(10e6, 40e6);
/// An environment with the request in it: its state, its place among the idle and two events.
const ENVIRONMENT: Bytes = Bytes::new(0.0, 400.0);
/// A request that waits for its next try, or in a queue. Measured: 97 (SQS) to 211 (client.retry = "legacy").
const WAITING: Bytes = Bytes::new(60.0, 250.0);
/// A user of closed traffic: what is noted of its request, and the event at which it asks again.
const USER: Bytes = Bytes::new(100.0, 500.0);
/// How much more than on average may wait at a time: traffic comes in bursts.
const BURSTS: f64 = 10.0;
/// For so long a request waits in a queue that is read much faster than it fills, in seconds.
const QUEUED: f64 = 60.0;

/// Bytes of a row of `timeseries.csv`, without the function's name. An interval without requests has 70.
const SERIES_ROW: f64 = 110.0;
/// Bytes of a row of `account.csv`.
const ACCOUNT_ROW: f64 = 30.0;
/// Bytes that a minute of a function has in `cloudwatch.csv`: 9 rows, without its name.
const MINUTE_ROWS: f64 = 9.0 * 34.0;
/// Bytes of a row of `sources.csv`, without the function's name.
const SOURCE_ROW: f64 = 50.0;
/// Bytes of the files that every result has, and of its charts and its page.
const OTHER_FILES: f64 = 2e6;

/// A number of bytes, of which only bounds are known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bytes {
    /// Needed in any case.
    pub least: f64,
    /// Enough, as far as is known.
    pub most: f64,
}

impl Bytes {
    const fn new(least: f64, most: f64) -> Self {
        Self { least, most }
    }

    /// This many of something.
    fn of(self, least: f64, most: f64) -> Self {
        Self::new(self.least * least, self.most * most)
    }
}

impl Add for Bytes {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.least + other.least, self.most + other.most)
    }
}

impl Mul<f64> for Bytes {
    type Output = Self;

    fn mul(self, times: f64) -> Self {
        self.of(times, times)
    }
}

impl std::iter::Sum for Bytes {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

/// A source of traffic, as a scenario names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The key of the function's traffic, such as `functions.checkout.traffic`.
    pub key: String,
    /// Which of its sources, from 0.
    pub source: usize,
    /// How many: requests, or callers that wait.
    pub count: f64,
}

/// What one run of a scenario takes.
///
/// ```
/// use burstsim::scenario::shipped;
/// use burstsim::study::effort::Effort;
///
/// let scenario = shipped::find("flash-sale").unwrap().read(&[]).unwrap().scenario;
/// let effort = Effort::of(&scenario);
/// assert!(effort.requests > 100_000.0 && effort.seconds() < 1.0);
/// assert!(effort.memory(1.0, 1.0).most < 200e6);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Effort {
    /// Requests on average, retries not counted. Users of closed traffic who are refused at the concurrency limit, think
    /// and ask again.
    pub requests: f64,
    /// Rows of the series: a row for the account and for each function in each interval and in each minute.
    pub rows: f64,
    /// Bytes of the result's files, with charts and the files that the scenario names.
    pub result_bytes: f64,
    /// The source with the most requests; `None` without traffic.
    pub busiest: Option<Place>,
    /// The source with the most callers that wait at a time; `None` where hardly any do.
    pub waiting: Option<Place>,
    /// Memory of a run under way, without its result: environments, and requests that wait.
    pub run: Bytes,
    /// Memory of one result.
    pub result: Bytes,
    /// Memory that all runs share: the files that the scenario names, and what was read of them.
    pub shared: Bytes,
}

impl Effort {
    /// What a run of the scenario takes.
    pub fn of(scenario: &Scenario) -> Self {
        let sources: Vec<Source> = scenario
            .functions
            .iter()
            .flat_map(|function| Source::all(function, scenario))
            .collect();
        let requests = sources.iter().map(|one| one.requests).sum::<f64>();
        let environments = f64::from(scenario.region.account_concurrency.get()) * 2.0;
        let run = ENVIRONMENT.of(0.0, requests.min(environments))
            + sources.iter().map(Source::memory).sum();
        Self {
            requests,
            rows: rows(scenario),
            result_bytes: result_bytes(scenario),
            busiest: most(&sources, |one| one.requests),
            waiting: most(&sources, |one| one.waiting.most + one.users),
            run,
            result: result(scenario),
            shared: shared(scenario),
        }
    }

    /// Seconds that a run takes on one core.
    pub fn seconds(&self) -> f64 {
        self.requests / REQUESTS_PER_SECOND
    }

    /// Whether nobody would see its end.
    pub fn is_endless(&self) -> bool {
        self.requests > MOST_REQUESTS
    }

    /// Memory while this many runs are under way and this many results are kept, those of runs under way included.
    pub fn memory(&self, running: f64, results: f64) -> Bytes {
        PROGRAM + self.shared + self.run * running + self.result * results
    }
}

/// What a source of traffic brings.
struct Source {
    key: String,
    number: usize,
    requests: f64,
    /// Requests that wait at the same time.
    waiting: Bytes,
    users: f64,
}

impl Source {
    fn all<'a>(
        function: &'a Function,
        scenario: &'a Scenario,
    ) -> impl Iterator<Item = Self> + use<'a> {
        let traffic = function.traffic.iter().enumerate();
        traffic.map(move |(number, entry)| Self::of(number, entry, function, scenario))
    }

    fn of(number: usize, entry: &TrafficEntry, function: &Function, scenario: &Scenario) -> Self {
        let users = match entry.traffic {
            Traffic::Closed { users, .. } => f64::from(users),
            _ => 0.0,
        };
        Self {
            key: format!("functions.{}.traffic", function.unqualified_name()),
            number,
            requests: requests(&entry.traffic, function, scenario),
            waiting: waiting(entry, function, scenario),
            users,
        }
    }

    fn memory(&self) -> Bytes {
        WAITING.of(self.waiting.least, self.waiting.most) + USER * self.users
    }
}

/// The source with the most of something, if any has some.
fn most(sources: &[Source], of: impl Fn(&Source) -> f64) -> Option<Place> {
    let most = sources.iter().max_by(|a, b| of(a).total_cmp(&of(b)))?;
    (of(most) > 0.0).then(|| Place {
        key: most.key.clone(),
        source: most.number,
        count: of(most),
    })
}

/// Requests of a source in a whole run.
fn requests(traffic: &Traffic, function: &Function, scenario: &Scenario) -> f64 {
    let duration = scenario.duration.as_secs_f64();
    let service = function.service_time.mean_secs();
    let steady = || of_source(traffic, service, scenario.duration).0 * duration;
    match traffic {
        Traffic::Batch { .. } => batches(traffic, scenario) as f64 * at_once(traffic, scenario),
        Traffic::Closed { users, think_time } => {
            let users = f64::from(*users);
            let refused = users - ceiling(function, scenario);
            // Each of those who are refused asks again after it has thought.
            let asks = if function.is_on_lambda() {
                refused / think_time.mean_secs()
            } else {
                0.0
            };
            // Everybody asks once, at the start.
            steady().max(asks * duration).max(users)
        }
        _ => steady(),
    }
}

/// Batches within the run.
fn batches(traffic: &Traffic, scenario: &Scenario) -> usize {
    match traffic {
        Traffic::Batch { at, .. } => at.iter().filter(|&&at| at < scenario.duration).count(),
        _ => 0,
    }
}

/// Requests at one instant.
fn at_once(traffic: &Traffic, scenario: &Scenario) -> f64 {
    match traffic {
        Traffic::Batch { requests, .. } if batches(traffic, scenario) > 0 => *requests as f64,
        _ => 0.0,
    }
}

/// Requests that can be served at the same time, by the limits of concurrency alone.
fn ceiling(function: &Function, scenario: &Scenario) -> f64 {
    let account = scenario.region.account_concurrency;
    let limit = function.reserved_concurrency.unwrap_or(account);
    f64::from(limit.min(account).get())
}

/// Requests of a source that wait at the same time, for their next try or in a queue.
fn waiting(entry: &TrafficEntry, function: &Function, scenario: &Scenario) -> Bytes {
    let patience = patience(entry, function, scenario);
    if patience == 0.0 || matches!(entry.traffic, Traffic::Closed { .. }) {
        return Bytes::default();
    }
    let duration = scenario.duration.as_secs_f64();
    let share = (BURSTS * patience / duration).min(1.0);
    let at_once = at_once(&entry.traffic, scenario);
    let steady = requests(&entry.traffic, function, scenario) * share;
    // A client whose quota is used up gives up, and tasks have limits of their own.
    let is_certain = function.is_on_lambda() && function.clients.is_none();
    let least = if is_certain {
        (at_once - ceiling(function, scenario)).max(0.0)
    } else {
        0.0
    };
    Bytes::new(least, steady.max(at_once))
}

/// For how many seconds a request of a source may wait, at most.
fn patience(entry: &TrafficEntry, function: &Function, scenario: &Scenario) -> f64 {
    if !function.is_on_lambda() || entry.invoked_by.is_queued() {
        return if has_slack(entry, function, scenario) {
            QUEUED
        } else {
            f64::INFINITY
        };
    }
    match (function.client_retry, function.client_retry.policy()) {
        // A client may hold its requests back for longer.
        (ClientRetry::Adaptive, _) => f64::INFINITY,
        (_, None) => 0.0,
        (_, Some(policy)) => {
            let (base, cap) = (policy.base.as_secs_f64(), policy.cap.as_secs_f64());
            let waits = (1..policy.max_attempts).scan(base, |next, _| {
                let wait = next.min(cap);
                *next *= 2.0;
                Some(wait)
            });
            waits.sum()
        }
    }
}

/// Whether a queue is read much faster than it fills, on average over the run: what waits then is soon gone.
fn has_slack(entry: &TrafficEntry, function: &Function, scenario: &Scenario) -> bool {
    let service = function.service_time.mean_secs();
    let per_item = function.service_time_per_item.as_ref();
    let each = service + per_item.map_or(0.0, Distribution::mean_secs);
    let (rate, _) = of_source(&entry.traffic, service, scenario.duration);
    function.is_on_lambda() && 2.0 * rate * each < ceiling(function, scenario)
}

fn intervals(scenario: &Scenario) -> f64 {
    parts(scenario, scenario.interval)
}

fn minutes(scenario: &Scenario) -> f64 {
    parts(scenario, MINUTE)
}

fn parts(scenario: &Scenario, length: SimDuration) -> f64 {
    let nanos = scenario.duration.as_nanos();
    nanos.div_ceil(length.as_nanos().max(1)) as f64
}

/// Sources with a queue.
fn queues(function: &Function) -> f64 {
    let queued = function.traffic.iter();
    let queued = queued.filter(|entry| entry.invoked_by.is_queued());
    queued.count() as f64
}

fn rows(scenario: &Scenario) -> f64 {
    let series = scenario.functions.len() as f64 + 1.0;
    (intervals(scenario) + minutes(scenario)) * series
}

/// The files of a result: a name stands in every row.
fn result_bytes(scenario: &Scenario) -> f64 {
    let (intervals, minutes) = (intervals(scenario), minutes(scenario));
    let functions = scenario.functions.iter().map(|function| {
        let name = function.name.len() as f64 + 1.0;
        intervals * (SERIES_ROW + name + queues(function) * (SOURCE_ROW + name))
            + minutes * (MINUTE_ROWS + 9.0 * name)
    });
    let inputs = scenario.inputs.iter();
    let inputs = inputs.map(|input| input.contents.len() as f64);
    OTHER_FILES + intervals * ACCOUNT_ROW + functions.sum::<f64>() + inputs.sum::<f64>()
}

/// A result in memory: its rows, in lists that grow by doubling.
fn result(scenario: &Scenario) -> Bytes {
    let (intervals, minutes) = (intervals(scenario), minutes(scenario));
    let each = |bytes: usize| bytes as f64;
    let functions = scenario.functions.iter().map(|function| {
        intervals
            * (each(size_of::<FunctionInterval>())
                + queues(function) * each(size_of::<SourceInterval>()))
            + minutes * each(size_of::<FunctionMinute>())
    });
    let account =
        intervals * each(size_of::<AccountInterval>()) + minutes * each(size_of::<AccountMinute>());
    let bytes = functions.sum::<f64>() + account;
    // Intervals in which nothing happened are written when something does.
    Bytes::new(bytes, 2.0 * bytes)
}

/// The files that the scenario names, and what was read of them.
fn shared(scenario: &Scenario) -> Bytes {
    let inputs = scenario.inputs.iter();
    let files: f64 = inputs.map(|input| input.contents.len() as f64).sum();
    let traffic = scenario.functions.iter().flat_map(|one| &one.traffic);
    let recorded: f64 = traffic
        .map(|entry| match &entry.traffic {
            Traffic::Trace(trace) => trace.rows.bytes() as f64,
            Traffic::Counts(counts) => size_of_val(&*counts.rows) as f64,
            _ => 0.0,
        })
        .sum();
    // What is packed is copied once.
    Bytes::new(files + recorded, files + 2.0 * recorded)
}

#[cfg(test)]
mod tests;
