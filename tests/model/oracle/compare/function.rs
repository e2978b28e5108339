//! The results of one function.

use burstsim::metrics::{
    DurationStatistics, EnvironmentCounts, FunctionInterval, FunctionMinute, FunctionResult,
    LatencyStatistics,
};
use burstsim::scenario::{Function, Scenario};

use super::{Differences, latencies, mean_millis, rows, sum};
use crate::oracle::Nanos;
use crate::oracle::limits::MINUTE;
use crate::oracle::log::{
    Entry, Start, What, count, environments, in_flight, level, open, provisioned_busy, within,
};
use crate::oracle::simulator::provisioned;

impl Differences {
    pub(super) fn about_function(
        &mut self,
        scenario: &Scenario,
        function: &Function,
        model: &FunctionResult,
        log: &[Entry],
    ) {
        let (from, end) = (scenario.warm_up.as_nanos(), scenario.duration.as_nanos());
        let name = &function.name;
        self.place = format!("{name}, after the warm-up: ");
        self.same("name", &model.name, name);
        let provisioned = provisioned(function);
        self.same("has_provisioned", model.has_provisioned, provisioned > 0);
        self.counts(&model.totals, log, from, end);
        self.level(
            "in_flight",
            model.in_flight,
            level(log, from, end, in_flight),
        );
        let opened = level(log, from, end, open);
        self.level("open", model.open, opened);
        self.same("open_at_start", model.open_at_start, opened.before);
        self.same("open_at_end", model.open_at_end, opened.at_end);
        let mut ages: Vec<Nanos> = model.open_ages.iter().map(|age| age.as_nanos()).collect();
        ages.sort_unstable();
        self.same("open_ages", ages, open_ages(log, end));
        let alive = level(log, from, end, environments);
        self.level("environments", model.environments, alive);
        let warm = count(log, 0, 1, |what| what == What::Warm);
        self.same("warm_at_start", model.warm_at_start, warm);
        let expected = EnvironmentCounts {
            alive_at_start: if from == 0 { warm } else { alive.before },
            created: count(log, from, end, |what| what == What::Created),
            stopped: count(log, from, end, |what| matches!(what, What::Stopped(_))),
            alive: alive.at_end,
        };
        self.same("environment_counts", model.environment_counts, expected);
        let billed = &model.billed;
        let model_bills = (billed.on_demand_ms, billed.init_ms, billed.provisioned_ms);
        self.same("billed", model_bills, bills(log, from, end));
        self.latency(&model.latency, &latencies(log, from, end));

        self.place = format!("{name}, during the warm-up: ");
        self.counts(&model.warm_up_counts, log, 0, from);

        let rows = rows(scenario.interval.as_nanos(), end);
        self.same("intervals", model.intervals.len(), rows.len());
        for (row, (from, to)) in model.intervals.iter().zip(rows) {
            self.place = format!("{name}, interval from {from} ns: ");
            self.interval(row, provisioned, log, from, to);
        }
        let rows = self::rows(MINUTE, end);
        self.same("minutes", model.minutes.len(), rows.len());
        for (row, (from, to)) in model.minutes.iter().zip(rows) {
            self.place = format!("{name}, minute from {from} ns: ");
            self.minute(row, provisioned, log, from, to);
        }
    }

    fn interval(
        &mut self,
        row: &FunctionInterval,
        provisioned: u64,
        log: &[Entry],
        from: Nanos,
        to: Nanos,
    ) {
        self.same("start", row.start.as_nanos(), from);
        self.counts(&row.counts, log, from, to);
        self.level("in_flight", row.in_flight, level(log, from, to, in_flight));
        self.level("open", row.open, level(log, from, to, open));
        let alive = level(log, from, to, environments);
        self.level("environments", row.environments, alive);
        let shown = (row.provisioned_allocated, row.provisioned_busy_max);
        self.provisioned(shown, provisioned, log, (from, to));
        let latencies = latencies(log, from, to);
        self.same("has latency", row.latency.is_some(), !latencies.is_empty());
        if let Some(LatencyStatistics {
            mean_ms,
            p50_ms,
            p99_ms,
        }) = row.latency
        {
            self.same("latency mean", mean_ms, mean_millis(&latencies));
            self.quantile(50, Some(p50_ms), &latencies);
            self.quantile(99, Some(p99_ms), &latencies);
        }
    }

    /// What is allocated, and the most of it that is busy.
    fn provisioned(
        &mut self,
        (allocated, busy_max): (u64, u64),
        provisioned: u64,
        log: &[Entry],
        (from, to): (Nanos, Nanos),
    ) {
        self.same("provisioned_allocated", allocated, provisioned);
        let busy = level(log, from, to, provisioned_busy).max;
        self.same("provisioned_busy_max", busy_max, busy);
    }

    fn minute(
        &mut self,
        row: &FunctionMinute,
        provisioned: u64,
        log: &[Entry],
        from: Nanos,
        to: Nanos,
    ) {
        self.same("start", row.start.as_nanos(), from);
        self.counts(&row.counts, log, from, to);
        let concurrency = level(log, from, to, in_flight).max;
        self.same("concurrency_max", row.concurrency_max, concurrency);
        let shown = (row.provisioned_allocated, row.provisioned_busy_max);
        self.provisioned(shown, provisioned, log, (from, to));
        let services = within(log, from, to)
            .iter()
            .filter_map(|entry| match entry.what {
                What::Started { service, .. } => Some(service),
                _ => None,
            });
        let services: Vec<Nanos> = services.collect();
        let DurationStatistics {
            count,
            sum_nanos,
            min,
            max,
        } = row.duration;
        self.same("durations", count, services.len() as u64);
        self.same("their sum", sum_nanos, sum(&services));
        let least = services.iter().min().copied().unwrap_or(0);
        self.same("the least", min.as_nanos(), least);
        let most = services.iter().max().copied().unwrap_or(0);
        self.same("the most", max.as_nanos(), most);
    }
}

/// How long ago the requests arrived that are open at the end; sorted.
fn open_ages(log: &[Entry], end: Nanos) -> Vec<Nanos> {
    let mut ages = Vec::new();
    for entry in log {
        match entry.what {
            What::Opened { arrival } => ages.push(end - arrival),
            What::Closed { arrival } => {
                let age = ages.iter().position(|age| *age == end - arrival);
                ages.remove(age.expect("what is closed was open"));
            }
            _ => {}
        }
    }
    ages.sort_unstable();
    ages
}

/// Milliseconds, each invocation rounded up: on demand without and for initialisation, and provisioned.
fn bills(log: &[Entry], from: Nanos, to: Nanos) -> (u64, u64, u64) {
    let whole = |span: Nanos| span.div_ceil(1_000_000);
    let (mut on_demand, mut init, mut provisioned) = (0, 0, 0);
    for entry in within(log, from, to) {
        let What::Started {
            start,
            service,
            init: before,
        } = entry.what
        else {
            continue;
        };
        match start {
            Start::Provisioned => provisioned += whole(service),
            Start::Warm | Start::Cold => {
                on_demand += whole(service);
                init += whole(before + service) - whole(service);
            }
        }
    }
    (on_demand, init, provisioned)
}
