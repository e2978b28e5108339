//! Which requests each source of traffic brings, for the kinds of traffic that leave nothing to
//! chance.

use burstsim::scenario::{
    Distribution, Function, InvokedBy, Rate, RateProfile, Scenario, Spacing, StageShape, Traffic,
};

use super::Nanos;

/// The requests of one source.
pub(super) struct Source {
    /// Index of the function it calls.
    pub(super) function: usize,
    /// Its number in the traffic of that function.
    pub(super) entry: usize,
    /// How its requests reach the function.
    pub(super) invoked_by: InvokedBy,
    /// Arrival and service time of each request, in order of time; none of closed traffic.
    pub(super) requests: Vec<(Nanos, Nanos)>,
    /// Users of closed traffic, who all ask at the start.
    pub(super) users: u32,
    /// How long each of them thinks after an answer.
    pub(super) think_time: Option<Nanos>,
    /// Service time of what they ask for.
    pub(super) service: Nanos,
}

/// All sources: by the names of their functions, then in the order of the scenario.
pub(super) fn sources(scenario: &Scenario) -> Vec<Source> {
    let mut functions: Vec<(usize, &Function)> = scenario.functions.iter().enumerate().collect();
    functions.sort_by(|one, other| one.1.name.cmp(&other.1.name));
    let end = scenario.duration.as_nanos();
    let mut sources = Vec::new();
    for (index, function) in functions {
        for (number, entry) in function.traffic.iter().enumerate() {
            let traffic = &entry.traffic;
            let mut requests = requests(function, traffic, end);
            requests.retain(|request| request.0 < end);
            let (users, think_time) = match traffic {
                Traffic::Closed { users, think_time } => (*users, Some(constant(think_time))),
                _ => (0, None),
            };
            sources.push(Source {
                function: index,
                entry: number,
                invoked_by: entry.invoked_by.clone(),
                requests,
                users,
                think_time,
                service: constant(&function.service_time),
            });
        }
    }
    sources
}

/// The value of a distribution that has only one.
pub(super) fn constant(distribution: &Distribution) -> Nanos {
    match distribution {
        Distribution::Constant(value) => value.as_nanos(),
        random => unreachable!("the scenarios have no random times, but {random:?}"),
    }
}

fn requests(function: &Function, traffic: &Traffic, end: Nanos) -> Vec<(Nanos, Nanos)> {
    let service = constant(&function.service_time);
    let arrivals: Vec<Nanos> = match traffic {
        Traffic::Even(RateProfile::Constant(rate)) => evenly(0, *rate, end),
        Traffic::Even(RateProfile::Stages(stages)) => {
            let mut start = 0;
            let mut arrivals = Vec::new();
            for stage in stages {
                assert_eq!(stage.shape, StageShape::Step, "stages of constant rates");
                let over = start + stage.duration.as_nanos();
                arrivals.extend(evenly(start, stage.target, over.min(end)));
                start = over;
            }
            arrivals
        }
        Traffic::Batch { at, requests } => {
            let requests = *requests as usize;
            let batches = at.iter().map(|at| vec![at.as_nanos(); requests]);
            batches.flatten().collect()
        }
        Traffic::Trace(trace) => {
            let row = |row: burstsim::scenario::TraceRow| {
                let recorded = row.service.map(|service| service.as_nanos());
                (row.arrival.as_nanos(), recorded.unwrap_or(service))
            };
            return trace.rows.iter().map(row).collect();
        }
        Traffic::Counts(counts) => {
            assert_eq!(counts.spacing, Spacing::Even, "nothing is left to chance");
            let length = u128::from(counts.interval.as_nanos());
            let mut arrivals = Vec::new();
            for row in &*counts.rows {
                for n in 0..row.requests {
                    let part = length * u128::from(n) / u128::from(row.requests);
                    arrivals.push(row.start.as_nanos() + part as Nanos);
                }
            }
            arrivals
        }
        Traffic::Closed { .. } => Vec::new(),
        random => unreachable!("the scenarios have no random traffic, but {random:?}"),
    };
    arrivals.into_iter().map(|at| (at, service)).collect()
}

/// Arrivals in equal gaps from `start` to `end`: as many as there are gaps between, rounded, so that the
/// last is followed by at least half a gap. Every gap is a whole number of nanoseconds, and every stage
/// that is not cut off brings a whole number of requests.
fn evenly(start: Nanos, rate: Rate, end: Nanos) -> Vec<Nanos> {
    if rate.per_second() == 0.0 {
        return Vec::new();
    }
    let gap = 1e9 / rate.per_second();
    assert_eq!(gap.fract(), 0.0, "{rate:?} has no gap in whole nanoseconds");
    let gap = gap as Nanos;
    let arrivals = (start..end).step_by(gap as usize);
    arrivals.filter(|at| 2 * (end - at) >= gap).collect()
}
