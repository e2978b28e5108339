//! The CSV files of a result, read back.
//!
//! Knows their columns by name, so that more may be added; must not know what is drawn of them.

use super::RedrawError;
use super::table::Table;
use crate::kernel::SimTime;
use crate::metrics::Counts;
use crate::report::cells;
use crate::report::environments;
use crate::report::folder::EarlierResult;
use crate::report::observed::{
    Interval, Latency, Mean, Means, Observed, ObservedFunction, ObservedService, ObservedSource,
    QueueInterval, ServiceRow,
};
use crate::scenario::Scenario;
use crate::study::diary::{Entry, MOST_ATTEMPTS, MOST_ENVIRONMENTS};

pub(super) const TIMESERIES: &str = "timeseries.csv";
pub(super) const ENVIRONMENTS: &str = "environments.csv";
pub(super) const SOURCES: &str = "sources.csv";
/// The file of ECS services.
pub(super) const SERVICES: &str = "services.csv";
const BANDS: &str = "bands.csv";

/// What `timeseries.csv` says: by time, and within an interval in the order of the functions.
pub(super) fn timeseries(
    result: &impl EarlierResult,
    scenario: &Scenario,
) -> Result<Observed, RedrawError> {
    let mut table = Table::open(result, TIMESERIES)?;
    let [time, function] = table.columns(["time_s", "function"])?;
    let row = Row::of(&table)?;
    let names: Vec<String> = names(scenario).collect();
    let on_lambda = scenario.functions.iter().filter(|one| one.is_on_lambda());
    let functions = on_lambda.map(|function| ObservedFunction {
        name: function.name.clone(),
        intervals: Vec::new(),
    });
    let mut observed = Observed {
        end: SimTime::ZERO + scenario.duration,
        functions: functions.collect(),
        ..Observed::default()
    };
    if names.is_empty() {
        return Ok(observed);
    }
    let mut expected = (0..names.len()).cycle();
    while table.next()? {
        let index = expected.next().unwrap_or_default();
        let start = table.time(time)?;
        if index == 0 {
            let is_later = observed.starts.last().is_none_or(|last| *last < start);
            if !is_later || start > observed.end {
                return Err(table.malformed("the rows are not in the order of time".to_owned()));
            }
            observed.starts.push(start);
        }
        if observed.starts.last() != Some(&start) || table.cell(function) != names[index] {
            let expected = &names[index];
            return Err(table.malformed(format!(
                "expected a row of the function `{expected}`, as in scenario.toml"
            )));
        }
        let interval = row.read(&table)?;
        observed.functions[index].intervals.push(interval);
    }
    if expected.next() != Some(0) || observed.starts.is_empty() {
        return Err(table.malformed("the last rows are missing".to_owned()));
    }
    Ok(observed)
}

fn names(scenario: &Scenario) -> impl Iterator<Item = String> + '_ {
    let functions = scenario.functions.iter().filter(|one| one.is_on_lambda());
    functions.map(|function| cells::name(&function.name))
}

/// Where the columns are that charts show.
struct Row {
    counts: [usize; 11],
    open: [usize; 2],
    environments: [usize; 2],
    provisioned_allocated: usize,
    latency: [usize; 2],
    function_errors: Option<(usize, usize)>,
}

impl Row {
    fn of(table: &Table<'_>) -> Result<Self, RedrawError> {
        Ok(Self {
            counts: table.columns([
                "arrivals",
                "attempts",
                "invocations",
                "provisioned_invocations",
                "cold_starts",
                "throttles_scaling",
                "throttles_concurrency",
                "throttles_rate",
                "errors",
                "given_up",
                "completions",
            ])?,
            // Results of earlier versions have none of these.
            function_errors: table
                .column("function_errors")
                .ok()
                .zip(table.column("timeouts").ok()),
            open: table.columns(["open_mean", "open_max"])?,
            environments: table.columns(["environments_mean", "environments_max"])?,
            provisioned_allocated: table.column("provisioned_allocated")?,
            latency: table.columns(["latency_p50_ms", "latency_p99_ms"])?,
        })
    }

    fn read(&self, table: &Table<'_>) -> Result<Interval, RedrawError> {
        let [
            arrivals,
            attempts,
            invocations,
            provisioned_invocations,
            cold_starts,
            throttles_scaling,
            throttles_concurrency,
            throttles_rate,
            errors,
            given_up,
            completions,
        ] = table.counts(self.counts)?;
        let (function_errors, timeouts) = match self.function_errors {
            Some((errors, timeouts)) => (table.value(errors)?, table.value(timeouts)?),
            None => (0, 0),
        };
        let [p50, p99] = self.latency;
        let latency = table.number(p50)?.zip(table.number(p99)?);
        Ok(Interval {
            counts: Counts {
                arrivals,
                attempts,
                invocations,
                provisioned_invocations,
                cold_starts,
                throttles_scaling,
                throttles_concurrency,
                throttles_rate,
                errors: errors.saturating_sub(function_errors),
                given_up,
                completions,
                function_errors,
                timeouts,
                ..Counts::default()
            },
            open: table.level(self.open[0], self.open[1])?,
            environments: table.level(self.environments[0], self.environments[1])?,
            provisioned_allocated: table.value(self.provisioned_allocated)?,
            latency: latency.map(|(p50_ms, p99_ms)| Latency { p50_ms, p99_ms }),
        })
    }
}

/// What `sources.csv` says: by time, and within an interval in the order of the functions and their traffic.
pub(super) fn sources(
    result: &impl EarlierResult,
    scenario: &Scenario,
    starts: &[SimTime],
) -> Result<Vec<ObservedSource>, RedrawError> {
    let mut table = Table::open(result, SOURCES)?;
    let [time, function, source] = table.columns(["time_s", "function", "source"])?;
    let row = QueueRow::of(&table)?;
    let names: Vec<String> = names(scenario).collect();
    let mut sources = queued(scenario);
    for start in starts {
        for one in &mut sources {
            let name = &names[one.function];
            let is_next = table.next()?
                && table.time(time)? == *start
                && table.cell(function) == name
                && table.value::<usize>(source)? == one.source;
            if !is_next {
                let number = one.source;
                return Err(table.malformed(format!(
                    "expected a row of the source {number} of `{name}`, as in scenario.toml"
                )));
            }
            one.intervals.push(row.read(&table)?);
        }
    }
    match table.next()? {
        true => Err(table.malformed("it has more rows than a run writes".to_owned())),
        false => Ok(sources),
    }
}

/// What `services.csv` says, and when its intervals begin: by time, and within an interval in the order of the services.
pub(super) fn services(
    result: &impl EarlierResult,
    scenario: &Scenario,
) -> Result<(Vec<SimTime>, Vec<ObservedService>), RedrawError> {
    let mut table = Table::open(result, SERVICES)?;
    let [time, service] = table.columns(["time_s", "service"])?;
    let counts = table.columns([
        "arrivals",
        "rejected",
        "timed_out",
        "queue_max",
        "in_flight_max",
        "tasks_running",
        "tasks_pending",
        "instances_running",
        "instances_pending",
    ])?;
    let [utilization, p50, p99] =
        table.columns(["cpu_utilization", "latency_p50_ms", "latency_p99_ms"])?;
    let functions = scenario.functions.iter().filter(|one| !one.is_on_lambda());
    let mut services: Vec<_> = functions
        .map(|function| ObservedService {
            name: function.name.clone(),
            intervals: Vec::new(),
        })
        .collect();
    let mut starts: Vec<SimTime> = Vec::new();
    let mut expected = (0..services.len()).cycle();
    while table.next()? {
        let index = expected.next().unwrap_or_default();
        let start = table.time(time)?;
        if index == 0 {
            if starts.last().is_some_and(|last| *last >= start) {
                return Err(table.malformed("the rows are not in the order of time".to_owned()));
            }
            starts.push(start);
        }
        let name = services.get(index).map(|one| cells::name(&one.name));
        if starts.last() != Some(&start) || name.as_deref() != Some(table.cell(service)) {
            let name = name.unwrap_or_default();
            return Err(table.malformed(format!(
                "expected a row of the service `{name}`, as in scenario.toml"
            )));
        }
        let [
            arrivals,
            rejected,
            timed_out,
            queue_max,
            in_flight_max,
            tasks_running,
            tasks_pending,
            instances_running,
            instances_pending,
        ] = table.counts(counts)?;
        let latency = table.number(p50)?.zip(table.number(p99)?);
        let used = table.number(utilization)?;
        services[index].intervals.push(ServiceRow {
            arrivals,
            rejected,
            timed_out,
            queue_max,
            in_flight_max,
            tasks_running,
            tasks_pending,
            instances_running,
            instances_pending,
            cpu_utilization: used.ok_or_else(|| table.unreadable(utilization, ""))?,
            latency: latency.map(|(p50_ms, p99_ms)| Latency { p50_ms, p99_ms }),
        });
    }
    match expected.next() {
        Some(0) => Ok((starts, services)),
        _ => Err(table.malformed("the last rows are missing".to_owned())),
    }
}

/// The sources with a queue that a scenario has.
fn queued(scenario: &Scenario) -> Vec<ObservedSource> {
    let functions = scenario.functions.iter().enumerate();
    let sources = functions.flat_map(|(function, settings)| {
        let traffic = settings.traffic.iter().enumerate();
        let queued = traffic.filter(|(_, entry)| entry.invoked_by.is_queued());
        queued.map(move |(source, _)| ObservedSource {
            function,
            source,
            intervals: Vec::new(),
        })
    });
    sources.collect()
}

/// Where the columns are that charts show of queues.
struct QueueRow {
    counts: [usize; 7],
    oldest_age: usize,
}

impl QueueRow {
    fn of(table: &Table<'_>) -> Result<Self, RedrawError> {
        Ok(Self {
            counts: table.columns([
                "received",
                "deleted",
                "dead_lettered",
                "dropped",
                "backlog_max",
                "concurrency_max",
                "pollers",
            ])?,
            oldest_age: table.column("oldest_age_s")?,
        })
    }

    fn read(&self, table: &Table<'_>) -> Result<QueueInterval, RedrawError> {
        let [
            received,
            deleted,
            dead_lettered,
            dropped,
            backlog_max,
            concurrency_max,
            pollers,
        ] = table.counts(self.counts)?;
        Ok(QueueInterval {
            received,
            deleted,
            dead_lettered,
            dropped,
            backlog_max,
            oldest_age_s: table.number(self.oldest_age)?.unwrap_or_default(),
            concurrency_max,
            pollers,
        })
    }
}

/// What `environments.csv` says.
pub(super) fn diary(
    result: &impl EarlierResult,
    scenario: &Scenario,
) -> Result<Vec<Entry>, RedrawError> {
    let mut table = Table::open(result, ENVIRONMENTS)?;
    let [from, ready, until, function, environment, event, request] =
        table.columns(environments::COLUMNS)?;
    let names: Vec<String> = names(scenario).collect();
    let mut entries = Vec::new();
    while table.next()? {
        let index = names.iter().position(|name| name == table.cell(function));
        let named = table.cell(environment);
        let environment_of = match named {
            "" => None,
            named => Some(
                environments::read_label(named)
                    .ok_or_else(|| table.unreadable(environment, named))?,
            ),
        };
        let what = environments::read_event(table.cell(event));
        let number = match table.cell(request) {
            "" => None,
            _ => Some(table.value(request)?),
        };
        entries.push(Entry {
            function: index.ok_or_else(|| table.unreadable(function, table.cell(function)))?,
            environment: environment_of,
            what: what.ok_or_else(|| table.unreadable(event, table.cell(event)))?,
            request: number,
            from: table.time(from)?,
            ready: table.time(ready)?,
            until: table.time(until)?,
        });
        if entries
            .last()
            .is_some_and(|one| one.from > one.ready || one.ready > one.until)
        {
            return Err(table.malformed("its times are not in order".to_owned()));
        }
        if entries.len() > MOST_ATTEMPTS + MOST_ENVIRONMENTS {
            return Err(table.malformed("it has more rows than a run writes".to_owned()));
        }
    }
    Ok(entries)
}

/// What `bands.csv` says of the metrics that charts show.
pub(super) fn bands(
    result: &impl EarlierResult,
    scenario: &Scenario,
    starts: &[SimTime],
    replications: u64,
) -> Result<Means, RedrawError> {
    let mut table = Table::open(result, BANDS)?;
    let [time, function, metric, mean, low, high] =
        table.columns(["time_s", "function", "metric", "mean", "low", "high"])?;
    // The account, which has no name, comes first.
    let names: Vec<String> = std::iter::once(String::new())
        .chain(names(scenario))
        .collect();
    let mut scopes = vec![[const { Vec::new() }; 3]; names.len()];
    while table.next()? {
        let column = Means::METRICS
            .iter()
            .position(|kept| kept.series_column() == table.cell(metric));
        let Some(column) = column else {
            continue;
        };
        let scope = names.iter().position(|name| name == table.cell(function));
        let scope = scope.ok_or_else(|| table.unreadable(function, table.cell(function)))?;
        let series: &mut Vec<Option<Mean>> = &mut scopes[scope][column];
        if starts.get(series.len()) != Some(&table.time(time)?) {
            return Err(table.malformed(format!("its times are not those of {TIMESERIES}")));
        }
        let [mean, low, high] = [table.number(mean)?, table.number(low)?, table.number(high)?];
        series.push(match (mean, low, high) {
            (Some(mean), Some(low), Some(high)) => Some(Mean { mean, low, high }),
            _ => None,
        });
    }
    let is_whole = |series: &Vec<_>| series.len() == starts.len();
    if !scopes.iter().flatten().all(is_whole) {
        return Err(table.malformed("the last rows are missing".to_owned()));
    }
    Ok(Means {
        replications,
        scopes,
    })
}
