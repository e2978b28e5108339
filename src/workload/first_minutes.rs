//! What the traffic of a function asks for in its first minutes: how many requests, and how much of
//! their time.
//!
//! For whoever wants to know the state of a service that ran before: nothing of it is drawn. It knows
//! traffic; it must not know what serves it.

use super::rate_curve::RateCurve;
use crate::kernel::{SimDuration, SimTime};
use crate::scenario::{Counts, Function, RateProfile, Trace, Traffic};

/// How long the first minutes are.
const FIRST_MINUTES: SimDuration = SimDuration::from_secs(300);
/// Traffic that rises within them was lower before: the first of them counts alone if less comes in it.
const FIRST_MINUTE: SimDuration = SimDuration::from_secs(60);

/// A demand that stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Demand {
    /// Requests per second.
    pub rate: f64,
    /// Requests in service on average, if none waits: rate x mean service time, in erlangs.
    pub load: f64,
    /// The maximum that can be in service, where a fixed number of users asks and nobody else.
    pub users: Option<u64>,
}

/// The demand of the first five minutes of a run of `duration`, or of its first minute if that is lower.
///
/// Of a rate it is the mean, of recorded and counted requests their number, of users the rate at which
/// they ask once they are out of step. A batch is an event, and no rate: it counts for nothing.
pub fn first_minutes(function: &Function, duration: SimDuration) -> Demand {
    let within = |span: SimDuration| over(function, span.min(duration));
    let [one, five] = [FIRST_MINUTE, FIRST_MINUTES].map(within);
    if one.load < five.load { one } else { five }
}

/// The demand of a run until `span`, on average; a batch counts for nothing.
pub fn over(function: &Function, span: SimDuration) -> Demand {
    let service = function.service_time.mean_secs();
    let mut sum = Demand::default();
    for entry in &function.traffic {
        let (rate, load) = of_source(&entry.traffic, service, span);
        sum.rate += rate;
        sum.load += load;
    }
    let users = function.traffic.iter().map(|entry| match &entry.traffic {
        Traffic::Closed { users, .. } => Some(u64::from(*users)),
        Traffic::Batch { .. } => Some(0),
        _ => None,
    });
    sum.users = users.sum();
    sum
}

/// Rate and load, on average until `span`, of a source whose requests take `service` seconds on average; a batch counts
/// for nothing.
pub(crate) fn of_source(traffic: &Traffic, service: f64, span: SimDuration) -> (f64, f64) {
    let seconds = span.as_secs_f64();
    let steady = |rate: f64| (rate, if rate > 0.0 { rate * service } else { 0.0 });
    match traffic {
        Traffic::Poisson(profile) | Traffic::Even(profile) => steady(mean_rate(profile, seconds)),
        Traffic::Counts(counts) => steady(counted(counts, span) / seconds),
        Traffic::Trace(trace) => traced(trace, service, span),
        Traffic::Batch { .. } => (0.0, 0.0),
        Traffic::Closed { users, think_time } => {
            let cycle = service + think_time.mean_secs();
            steady(f64::from(*users) / cycle)
        }
    }
}

fn mean_rate(profile: &RateProfile, seconds: f64) -> f64 {
    match profile {
        RateProfile::Constant(rate) => rate.per_second(),
        _ => RateCurve::new(profile).arrivals_by(seconds) / seconds,
    }
}

/// Requests counted before the end of a span; of an interval that it cuts, a part.
fn counted(counts: &Counts, span: SimDuration) -> f64 {
    let interval = counts.interval.as_secs_f64();
    let rows = counts.rows.iter();
    let rows = rows.take_while(|row| row.start < SimTime::ZERO + span);
    let parts = rows.map(|row| {
        let left = span.as_secs_f64() - row.start.as_secs_f64();
        row.requests as f64 * (left / interval).min(1.0)
    });
    parts.sum()
}

/// Recorded requests, each with its own service time if the trace has that.
fn traced(trace: &Trace, service: f64, span: SimDuration) -> (f64, f64) {
    let rows = trace.rows.iter();
    let rows = rows.take_while(|row| row.arrival < SimTime::ZERO + span);
    let (mut requests, mut seconds) = (0.0, 0.0);
    for row in rows {
        requests += 1.0;
        seconds += row.service.map_or(service, SimDuration::as_secs_f64);
    }
    let span = span.as_secs_f64();
    (requests / span, seconds / span)
}
