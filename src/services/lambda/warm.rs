//! How many on-demand environments a function has when a run begins.
//!
//! AWS says nothing of it. A number is taken as it is. `"steady"` is what the demand of the first minutes
//! would keep, had it gone on like that before ([`kept`]); what is provisioned serves first, and only
//! what goes beyond needs environments on demand.
//!
//! It knows demand and idle timeouts; it must not know what environments do.

use crate::kernel::SimDuration;
use crate::scenario::{Function, FunctionId, Scenario, WarmEnvironments, most_on_demand, versions};
use crate::workload::first_minutes::{Demand, first_minutes};

/// Where nothing else ends an environment, those of the last day count.
const A_DAY_S: f64 = 86_400.0;

/// On-demand environments of a function, or of a version, that are idle and warm at the start: never more
/// than it can use.
pub(super) fn at_start(scenario: &Scenario, id: FunctionId) -> u64 {
    let functions = &scenario.functions;
    let function = &functions[id.index()];
    let most = most_on_demand(functions, id.index(), scenario.region.account_concurrency);
    let most = u64::from(most.get());
    match function.warm_environments {
        None => 0,
        Some(WarmEnvironments::Count(count)) => most.min(count.get().into()),
        Some(WarmEnvironments::Steady) => {
            let provisioned = u64::from(function.initial_provisioned().get());
            let kept = kept(demand(scenario, id), function, most + provisioned);
            most.min(kept.saturating_sub(provisioned))
        }
    }
}

/// What a version gets of the demand on its function.
fn demand(scenario: &Scenario, id: FunctionId) -> Demand {
    let functions = &scenario.functions;
    let first = &functions[versions(functions, id.index()).start];
    let all = first_minutes(first, scenario.duration);
    let alias = functions[id.index()].version.as_ref();
    let share = alias.map_or(1.0, |alias| alias.weight);
    Demand {
        rate: all.rate * share,
        load: all.load * share,
        ..all
    }
}

/// How many environments a steady demand keeps, at most `most`.
///
/// With the most recently used first, environments are a stack: the k-th serves only while k - 1 others
/// do, and it stays if that happens again before it has idled too long. Assumed: arrivals are Poisson and
/// nobody is refused. Then the number in service is Poisson with the load as its mean, whatever the
/// distribution of service times (M/G/infinity), arrivals see it so (PASTA), and within a time T
/// rate x T x P(k - 1 in service) of them are expected to need the k-th. It is kept if that is at least
/// one.
fn kept(demand: Demand, function: &Function, most: u64) -> u64 {
    let Demand { rate, load, users } = demand;
    let most = users.map_or(most, |users| most.min(users));
    if rate <= 0.0 || most == 0 {
        return 0;
    }
    if !load.is_finite() {
        return most;
    }
    let arrivals = rate * memory_s(demand, function);
    let is_kept = |in_service: u64| arrivals * libm::exp(ln_poisson(in_service, load)) >= 1.0;
    // From the most likely number on, the probability falls.
    let likely = (load as u64).min(most);
    if likely == most || !is_kept(likely) {
        return likely;
    }
    let (mut kept, mut not) = (likely, most);
    while not - kept > 1 {
        let middle = kept + (not - kept) / 2;
        match is_kept(middle) {
            true => kept = middle,
            false => not = middle,
        }
    }
    kept + 1
}

/// For how long a use keeps an environment: until its own clock, its age, or the function's clock ends it.
fn memory_s(Demand { rate, load, .. }: Demand, function: &Function) -> f64 {
    let secs = SimDuration::as_secs_f64;
    let own = function.surplus_idle_timeout.map(secs);
    let age = function.max_lifetime.as_ref().map(|age| age.mean_secs());
    // The mean time until a Poisson process, and what is in service, first pauses for so long.
    let pause = function.idle_timeout.map(|timeout| {
        let expected = load + rate * timeout.as_secs_f64();
        libm::expm1(expected) / rate
    });
    let ends = [own, age, pause].into_iter().flatten();
    ends.fold(A_DAY_S, f64::min)
}

/// The logarithm of the probability of `count`, by Poisson's distribution.
fn ln_poisson(count: u64, mean: f64) -> f64 {
    if count == 0 {
        return -mean;
    }
    let count = count as f64;
    count * libm::log(mean) - mean - libm::lgamma(count + 1.0)
}
