//! Everything that happened in a run, and what can be read off it: counts, levels, spans of time.

use super::Nanos;

/// Why an attempt was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Scaling,
    Concurrency,
    Rate,
}

/// How an invocation began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    Provisioned,
    Warm,
    Cold,
}

/// Why an environment was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    /// It had idled too long.
    Idle,
    /// Its function had been inactive too long.
    Inactive,
    /// It had reached its lifetime.
    Retired,
}

/// What can happen to a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A request came for the first time.
    Arrived,
    /// A request was tried.
    Attempted,
    /// The attempt was refused.
    Throttled(Cause),
    /// The attempt failed in an outage.
    Failed,
    /// The attempt is served: after `init`, the function runs for `service`.
    Started {
        start: Start,
        service: Nanos,
        init: Nanos,
    },
    /// The invocation that has just started will end in an error.
    Errs { by_timeout: bool },
    /// An invocation is over.
    Finished { start: Start },
    /// A request or an item that had come at `arrival` is done.
    Completed { arrival: Nanos },
    /// API Gateway turned an attempt away.
    GatewayThrottled,
    /// API Gateway will answer before the invocation that has just started is over.
    GatewayTimesOut,
    /// The caller will not try again.
    GaveUp,
    /// From now on a request is in flight, or waits to be tried again.
    Opened { arrival: Nanos },
    /// From now on the request is neither.
    Closed { arrival: Nanos },
    /// An environment is there when the run begins.
    Warm,
    /// An environment came into being.
    Created,
    /// An environment was stopped.
    Stopped(End),
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) at: Nanos,
    pub(super) function: usize,
    pub(super) what: What,
}

/// Where an item went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Deleted,
    DeadLettered,
    TooOld,
    TriedOften,
}

/// What can happen to the items of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// An item came. Events of a function that is switched off do not wait even for an instant.
    Received { arrival: Nanos, waits: bool },
    /// A batch is tried, of which some items were tried before.
    Delivered { items: u64, again: u64 },
    /// An invocation begins whose youngest item is so old.
    Begun { youngest: Nanos },
    /// It takes an item with it.
    Taken { arrival: Nanos },
    /// An invocation is over.
    Ended,
    /// An item of it waits again.
    Returned { arrival: Nanos },
    /// An item is gone that waited until now.
    LeftWaiting { arrival: Nanos, fate: Fate },
    /// An item is gone that was in flight until now.
    LeftFlight { fate: Fate },
    /// What reads the queue became more or less.
    Readers { change: i64 },
}

/// Something that happened to the items of a source.
#[derive(Clone, Copy, Debug)]
pub(super) struct SourceEntry {
    pub(super) at: Nanos,
    pub(super) source: usize,
    pub(super) what: Of,
}

/// What can happen to an ECS service beside its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// A request waits, and does so no longer.
    Waits,
    WaitsNoMore,
    /// A place of a task was taken, or fell free.
    Busy {
        change: i64,
    },
    /// An attempt was refused, at once or after its wait.
    Rejected,
    TimedOut,
    /// Tasks that are asked for and do not run, and those that do.
    Pending {
        change: i64,
    },
    Running {
        change: i64,
    },
    /// A task was launched, stopped, or taken back.
    Launched,
    Stopped {
        launched: Nanos,
    },
    Interrupted,
    /// Another number of tasks is asked for.
    Asked {
        from: u32,
        to: u32,
        by_target: bool,
    },
    /// An instance was asked for, takes tasks, or is gone.
    InstanceAsked,
    InstanceRuns {
        booted: bool,
    },
    InstanceStopped {
        asked: Nanos,
    },
    /// Another number of instances is asked for.
    Instances {
        from: u32,
        to: u32,
    },
}

/// Something that happened to an ECS service.
#[derive(Clone, Copy, Debug)]
pub(super) struct ServiceEntry {
    pub(super) at: Nanos,
    pub(super) function: usize,
    pub(super) what: Beside,
}

/// What has a time.
pub(super) trait Timed {
    fn at(&self) -> Nanos;
}

impl Timed for Entry {
    fn at(&self) -> Nanos {
        self.at
    }
}

impl Timed for SourceEntry {
    fn at(&self) -> Nanos {
        self.at
    }
}

impl Timed for ServiceEntry {
    fn at(&self) -> Nanos {
        self.at
    }
}

/// Where a level stood over a span of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reached {
    pub(super) mean: f64,
    /// Level x nanoseconds.
    pub(super) area: i128,
    pub(super) max: u64,
    /// Just before the span, and at its end.
    pub(super) before: u64,
    pub(super) at_end: u64,
}

/// What happened in a span of time, `from` included and `to` not.
pub(super) fn within<T: Timed>(log: &[T], from: Nanos, to: Nanos) -> &[T] {
    let [start, end] = [from, to].map(|time| before(log, time).len());
    &log[start..end]
}

/// What happened before a time. The log is in order.
pub(super) fn before<T: Timed>(log: &[T], time: Nanos) -> &[T] {
    &log[..log.partition_point(|entry| entry.at() < time)]
}

/// How often something happened in a span of time.
pub(super) fn count(log: &[Entry], from: Nanos, to: Nanos, is: impl Fn(What) -> bool) -> u64 {
    let entries = within(log, from, to).iter();
    entries.filter(|entry| is(entry.what)).count() as u64
}

/// Where a level stood from `from` to `to` that `change` raises and lowers.
pub(super) fn level<T: Timed>(
    log: &[T],
    from: Nanos,
    to: Nanos,
    change: impl Fn(&T) -> i64,
) -> Reached {
    let before: i64 = before(log, from).iter().map(&change).sum();
    let (mut level, mut max, mut since, mut area) = (before, before, from, 0);
    for entry in within(log, from, to) {
        area += i128::from(level) * i128::from(entry.at() - since);
        since = entry.at();
        level += change(entry);
        max = max.max(level);
        assert!(level >= 0, "a level below zero");
    }
    area += i128::from(level) * i128::from(to - since);
    Reached {
        mean: area as f64 / (to - from) as f64,
        area,
        max: max as u64,
        before: before as u64,
        at_end: level as u64,
    }
}

/// Requests being served.
pub(super) fn in_flight(entry: &Entry) -> i64 {
    match entry.what {
        What::Started { .. } => 1,
        What::Finished { .. } => -1,
        _ => 0,
    }
}

/// Requests being served by on-demand environments.
pub(super) fn on_demand(entry: &Entry) -> i64 {
    in_flight(entry) - provisioned_busy(entry)
}

/// Provisioned environments that serve.
pub(super) fn provisioned_busy(entry: &Entry) -> i64 {
    match entry.what {
        What::Started { start, .. } | What::Finished { start } if start != Start::Provisioned => 0,
        _ => in_flight(entry),
    }
}

/// Requests in flight or waiting to be tried again.
pub(super) fn open(entry: &Entry) -> i64 {
    match entry.what {
        What::Opened { .. } => 1,
        What::Closed { .. } => -1,
        _ => 0,
    }
}

/// Environments alive.
pub(super) fn environments(entry: &Entry) -> i64 {
    match entry.what {
        What::Created | What::Warm => 1,
        What::Stopped(_) => -1,
        _ => 0,
    }
}

/// Places of tasks that are taken.
pub(super) fn places(entry: &ServiceEntry) -> i64 {
    match entry.what {
        Beside::Busy { change } => change,
        _ => 0,
    }
}

/// Tasks that run.
pub(super) fn tasks(entry: &ServiceEntry) -> i64 {
    match entry.what {
        Beside::Running { change } => change,
        _ => 0,
    }
}
