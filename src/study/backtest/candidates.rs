//! Which assumptions could be wrong, by what is off, and what they would have to be.
//!
//! Knows what a limit, a service time or an idle timeout leaves in the figures; must not know how a change is judged:
//! each of them is simulated.

use super::change::{Change, Kind};
use super::compared::Compared;
use super::grid::Slot;
use super::quantity::Quantity;
use crate::catalog;
use crate::kernel::SimDuration;
use crate::scenario::{
    Concurrency, Lifecycle, Refill, RequestRate, ScalingRule, Scenario, Setting, WarmEnvironments,
};
use std::collections::BTreeMap;

/// A quantity that is off by less than this share is no reason to doubt what it depends on.
const CLOSE: f64 = 0.03;
/// What a limit is multiplied by where the measurement throttles less.
const RAISED: [f64; 4] = [1.25, 1.5, 2.0, 4.0];
/// Burst quotas of AWS's Regions, and that of each function under the rule since November 2023.
const BURSTS: [u32; 3] = [500, 1000, 3000];
/// Idle timeouts in seconds that are tried.
const TIMEOUTS: [u64; 10] = [60, 120, 180, 300, 420, 600, 900, 1200, 1800, 3600];

/// What is seen of a function in all cases together.
struct Seen {
    function: usize,
    measured: [Option<f64>; 5],
    simulated: [f64; 5],
    is_off: [bool; 5],
}

impl Seen {
    fn new(function: usize) -> Self {
        Self {
            function,
            measured: [None; 5],
            simulated: [0.0; 5],
            is_off: [false; 5],
        }
    }

    fn add(&mut self, compared: &Compared) {
        for series in &compared.series {
            let place = series.quantity.place();
            let (total, before) = (&series.total, self.measured[place]);
            let add = |one: f64, other: f64| match series.quantity {
                quantity if quantity.is_count() => one + other,
                _ => one.max(other),
            };
            self.measured[place] =
                Some(before.map_or(total.measured, |one| add(one, total.measured)));
            self.simulated[place] = add(self.simulated[place], total.simulated.mean);
            self.is_off[place] |= !total.is_good;
        }
    }

    fn measured(&self, quantity: Quantity) -> Option<f64> {
        self.measured[quantity.place()]
    }

    fn simulated(&self, quantity: Quantity) -> f64 {
        self.simulated[quantity.place()]
    }

    fn is_off(&self, quantity: Quantity) -> bool {
        self.is_off[quantity.place()]
    }

    /// Measured by simulated; `None` where either is nothing.
    fn ratio(&self, quantity: Quantity) -> Option<f64> {
        let ratio = self.measured(quantity)? / self.simulated(quantity);
        (ratio.is_finite() && ratio > 0.0).then_some(ratio)
    }
}

/// The changes that could explain what is off; of one key the value that is nearest to the scenario's comes first.
pub(super) fn candidates(scenario: &Scenario, compared: &[Compared]) -> Vec<Change> {
    let mut all: BTreeMap<usize, Seen> = BTreeMap::new();
    for one in compared {
        let seen = all
            .entry(one.function)
            .or_insert_with(|| Seen::new(one.function));
        seen.add(one);
    }
    let seen: Vec<Seen> = all.into_values().collect();
    let kinds = limits(scenario, compared, &seen)
        .into_iter()
        .chain(seen.iter().flat_map(service_times))
        .chain(seen.iter().flat_map(|one| lifecycles(scenario, one)))
        .chain(traffic(compared, &seen));
    let mut changes: Vec<Change> = Vec::new();
    for kind in kinds {
        let change = Change::new(scenario, kind);
        changes.extend(change.filter(|one| !changes.contains(one)));
    }
    changes
}

/// Limits and scaling quotas, where throttles or the concurrency are off.
fn limits(scenario: &Scenario, compared: &[Compared], seen: &[Seen]) -> Vec<Kind> {
    let is_off = |quantity| seen.iter().any(|one| one.is_off(quantity));
    let throttled = |one: &Seen| one.is_off(Quantity::Throttles);
    if ![
        Quantity::Throttles,
        Quantity::Concurrency,
        Quantity::Invocations,
    ]
    .into_iter()
    .any(is_off)
    {
        return Vec::new();
    }
    let measured: f64 = seen
        .iter()
        .filter_map(|one| one.measured(Quantity::Throttles))
        .sum();
    let simulated: f64 = seen
        .iter()
        .map(|one| one.simulated(Quantity::Throttles))
        .sum();
    let is_less = measured < simulated;
    let mut kinds = Vec::new();
    let mut try_values = |setting: Setting, values: &[f64]| {
        let values = values.iter().filter(|value| **value >= 1.0);
        kinds.extend(values.map(|value| Kind::Number(setting, value.round() as u32)));
    };
    let raised = |setting: Setting| {
        let own = setting.value(scenario).filter(|_| is_less);
        let own = own
            .into_iter()
            .flat_map(|own| RAISED.map(|by| f64::from(own) * by));
        own.collect::<Vec<f64>>()
    };
    let peak = peak(compared);
    let account = Setting::AccountConcurrency;
    try_values(account, &[peak.as_slice(), &raised(account)].concat());
    for one in seen {
        let setting = Setting::ReservedConcurrency(one.function);
        let is_reserved = setting.value(scenario).is_some();
        if is_reserved || (seen.len() > 1 && throttled(one)) {
            let own: Vec<f64> = one.measured(Quantity::Concurrency).into_iter().collect();
            try_values(setting, &[own, raised(setting)].concat());
        }
    }
    if is_off(Quantity::Throttles) {
        let burst: Vec<f64> = first_refusal(compared).into_iter().collect();
        let usual = BURSTS.map(f64::from);
        try_values(
            Setting::Burst,
            &[&burst[..], &usual, &raised(Setting::Burst)].concat(),
        );
        let ramp = f64::from(scenario.region.scaling.ramp_per_minute().get());
        try_values(
            Setting::RampPerMinute,
            &[0.25, 0.5, 2.0, 4.0].map(|by| ramp * by),
        );
        kinds.extend(other_rule(scenario).map(Kind::Scaling));
    }
    kinds
}

/// The highest concurrency that was measured, of all functions together where their intervals are the same.
fn peak(compared: &[Compared]) -> Vec<f64> {
    let mut sums: BTreeMap<(usize, u64), f64> = BTreeMap::new();
    for (index, one) in compared.iter().enumerate() {
        let Some(series) = one.of(Quantity::Concurrency) else {
            continue;
        };
        // Recordings of one function are not at the same time.
        let apart = compared
            .iter()
            .filter(|other| other.function == one.function)
            .count()
            > 1;
        let case = if apart { 1 + index } else { 0 };
        for (slot, point) in one.slots.iter().zip(&series.points) {
            *sums.entry((case, slot.from)).or_default() += point.measured.unwrap_or(0.0);
        }
    }
    sums.into_values().reduce(f64::max).into_iter().collect()
}

/// The concurrency that was reached where the first attempt was throttled.
fn first_refusal(compared: &[Compared]) -> Option<f64> {
    let firsts = compared.iter().filter_map(|one| {
        let throttles = &one.of(Quantity::Throttles)?.points;
        let first = throttles
            .iter()
            .position(|point| point.measured > Some(0.0))?;
        let reached = one.of(Quantity::Concurrency)?.points.get(first)?.measured?;
        let slot: &Slot = one.slots.get(first)?;
        Some((slot.from, reached))
    });
    let first = firsts.min_by_key(|(from, _)| *from);
    first.map(|(_, reached)| reached)
}

/// The other generation of AWS's scaling rule, with its published quotas.
fn other_rule(scenario: &Scenario) -> Option<ScalingRule> {
    let defaults = catalog::defaults();
    let number = Concurrency::new;
    Some(match scenario.region.scaling {
        ScalingRule::RegionalBurst { .. } => ScalingRule::PerFunction {
            burst: number(defaults.per_function_burst)?,
            ramp_per_minute: number(defaults.per_function_ramp_per_minute)?,
            request_burst: RequestRate::new(defaults.request_burst)?,
            request_ramp_per_minute: RequestRate::new(defaults.request_ramp_per_minute)?,
            refill: Refill::default(),
        },
        ScalingRule::PerFunction { .. } => ScalingRule::RegionalBurst {
            burst: number(catalog::region(&scenario.region.name)?.burst_quota)?,
            ramp_per_minute: number(defaults.ramp_per_minute)?,
            refill: Refill::default(),
        },
    })
}

/// The service time: by the durations, else by the concurrency that as many invocations came to.
fn service_times(seen: &Seen) -> Vec<Kind> {
    let by_duration = seen.ratio(Quantity::Duration);
    let is_same = |ratio: f64| (ratio - 1.0).abs() <= CLOSE;
    let by_concurrency = || {
        let same = seen.ratio(Quantity::Invocations).is_none_or(is_same);
        let quiet = seen.simulated(Quantity::Throttles) == 0.0;
        seen.ratio(Quantity::Concurrency).filter(|_| same && quiet)
    };
    let known = seen.measured(Quantity::Duration).is_some();
    let factor = if known { by_duration } else { by_concurrency() };
    let factor = factor.filter(|factor| !is_same(*factor));
    factor
        .map(|factor| Kind::ServiceTime(seen.function, factor))
        .into_iter()
        .collect()
}

/// How long environments are kept, and whether there were any before, where cold starts are off.
fn lifecycles(scenario: &Scenario, seen: &Seen) -> Vec<Kind> {
    let Some(function) = scenario.functions.get(seen.function) else {
        return Vec::new();
    };
    let measured = seen.measured(Quantity::ColdStarts);
    let Some(measured) = measured.filter(|_| seen.is_off(Quantity::ColdStarts)) else {
        return Vec::new();
    };
    let are_more = measured > seen.simulated(Quantity::ColdStarts);
    let years = [Lifecycle::Measured2020, Lifecycle::Measured2021].into_iter();
    let is_measured = function.idle_timeout == Some(function.lifecycle.idle_timeout());
    let years = years.filter(|year| is_measured && *year != function.lifecycle);
    let years = years.map(|year| Kind::Lifecycle(seen.function, year));
    let timeouts = |own: Option<SimDuration>| {
        let mut all: Vec<SimDuration> = TIMEOUTS.map(SimDuration::from_secs).to_vec();
        all.retain(|one| own.is_none_or(|own| *one != own && (*one < own) == are_more));
        // The nearest first.
        if are_more {
            all.reverse();
        }
        let never = (!are_more && own.is_some()).then_some(None);
        all.into_iter().map(Some).chain(never).collect::<Vec<_>>()
    };
    let idle = timeouts(function.idle_timeout);
    let idle = idle
        .into_iter()
        .map(|to| Kind::IdleTimeout(seen.function, to));
    let surplus = timeouts(function.surplus_idle_timeout);
    let surplus = surplus
        .into_iter()
        .map(|to| Kind::SurplusIdleTimeout(seen.function, to));
    let warm = match function.warm_environments {
        _ if function.version.is_some() => None,
        Some(_) if are_more => Some(Kind::Warm(seen.function, None)),
        None if !are_more => Some(Kind::Warm(seen.function, Some(WarmEnvironments::Steady))),
        _ => None,
    };
    warm.into_iter()
        .chain(years)
        .chain(idle)
        .chain(surplus)
        .collect()
}

/// The traffic, where it is the scenario's own and the attempts are more or fewer.
fn traffic(compared: &[Compared], seen: &[Seen]) -> Option<Kind> {
    if compared.iter().any(|one| one.is_replayed) {
        return None;
    }
    let attempts = |of: &dyn Fn(&Seen, Quantity) -> f64| -> f64 {
        let both = [Quantity::Invocations, Quantity::Throttles];
        let each = seen
            .iter()
            .map(|one| both.map(|quantity| of(one, quantity)));
        each.flatten().sum()
    };
    if seen
        .iter()
        .all(|one| one.measured(Quantity::Invocations).is_none())
    {
        return None;
    }
    let measured = attempts(&|one, quantity| one.measured(quantity).unwrap_or(0.0));
    let simulated = attempts(&|one, quantity| one.simulated(quantity));
    let factor = measured / simulated;
    let is_other = factor.is_finite() && factor > 0.0 && (factor - 1.0).abs() > CLOSE;
    is_other.then_some(Kind::Traffic(factor))
}
