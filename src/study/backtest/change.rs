//! An assumption of a scenario, and another value for it.
//!
//! Knows where a scenario has it; must not know why it is tried.

use super::multiplied::{multiplied, times};
use crate::kernel::SimDuration;
use crate::scenario::{
    Function, Lifecycle, ScalingRule, Scenario, Setting, TraceRow, Traffic, WarmEnvironments,
    versions,
};

/// An assumption with another value.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The key of the scenario.
    pub key: String,
    /// Its value in the scenario.
    pub from: Value,
    /// The value that is tried.
    pub to: Value,
    kind: Kind,
}

/// A value as a scenario has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A whole number.
    Number(u32),
    /// A time in seconds.
    Span(f64),
    /// The mean of a distribution of times, in seconds.
    Mean(f64),
    /// This many times as much.
    Factor(f64),
    /// A word of the scenario's.
    Word(&'static str),
}

/// What is changed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Number(Setting, u32),
    Scaling(ScalingRule),
    /// Of the function with this index, by a factor.
    ServiceTime(usize, f64),
    Lifecycle(usize, Lifecycle),
    /// Of all environments, as the key alone means it, unless those of an active function have one of their own.
    IdleTimeout(usize, Option<SimDuration>),
    SurplusIdleTimeout(usize, Option<SimDuration>),
    Warm(usize, Option<WarmEnvironments>),
    Traffic(f64),
}

/// What a scenario writes for what never happens, or is not there.
const NONE: &str = "none";

impl Change {
    /// A change of a scenario; `None` if it would be refused, or is none.
    pub(super) fn new(scenario: &Scenario, kind: Kind) -> Option<Self> {
        let function = |index: usize| scenario.functions.get(index);
        let (key, from, to) = match &kind {
            Kind::Number(setting, to) => {
                if !setting.accepts(scenario, *to) {
                    return None;
                }
                let from = setting.value(scenario);
                let from = from.map_or(Value::Word(NONE), Value::Number);
                (setting.key(scenario), from, Value::Number(*to))
            }
            Kind::Scaling(rule) => {
                let from = Value::Word(scenario.region.scaling.key());
                ("region.scaling".to_owned(), from, Value::Word(rule.key()))
            }
            Kind::ServiceTime(index, factor) => {
                let mean = function(*index)?.service_time.mean_secs();
                let (from, to) = match mean.is_finite() {
                    true => (Value::Mean(mean), Value::Mean(mean * factor)),
                    false => (Value::Factor(1.0), Value::Factor(*factor)),
                };
                (key_of(scenario, *index, "service_time"), from, to)
            }
            Kind::Lifecycle(index, to) => {
                let from = Value::Word(function(*index)?.lifecycle.key());
                let key = key_of(scenario, *index, "lifecycle");
                (key, from, Value::Word(to.key()))
            }
            Kind::IdleTimeout(index, to) => {
                let from = function(*index)?.idle_timeout;
                (
                    key_of(scenario, *index, "idle_timeout"),
                    span(from),
                    span(*to),
                )
            }
            Kind::SurplusIdleTimeout(index, to) => {
                let from = function(*index)?.surplus_idle_timeout;
                let key = key_of(scenario, *index, "surplus_idle_timeout");
                (key, span(from), span(*to))
            }
            Kind::Warm(index, to) => {
                let from = function(*index)?.warm_environments;
                let key = key_of(scenario, *index, "warm_environments");
                (key, warm(from), warm(*to))
            }
            Kind::Traffic(factor) => {
                scenario.with_traffic(*factor)?;
                let to = Value::Factor(scenario.scale * factor);
                ("scale".to_owned(), Value::Factor(scenario.scale), to)
            }
        };
        (from != to).then_some(Self {
            key,
            from,
            to,
            kind,
        })
    }

    /// The value as a number, for values between others to be found.
    pub(super) fn number(&self) -> Option<f64> {
        match self.to {
            Value::Number(value) => Some(f64::from(value)),
            Value::Span(value) | Value::Mean(value) | Value::Factor(value) => Some(value),
            Value::Word(_) => None,
        }
    }

    /// The same assumption with a value between those that were tried; `None` where there is none.
    pub(super) fn with_number(&self, scenario: &Scenario, value: f64) -> Option<Self> {
        let span = || Some(SimDuration::from_secs(value.round().max(1.0) as u64));
        let kind = match self.kind {
            Kind::Number(setting, _) => Kind::Number(setting, value.round() as u32),
            Kind::IdleTimeout(index, _) => Kind::IdleTimeout(index, span()),
            Kind::SurplusIdleTimeout(index, _) => Kind::SurplusIdleTimeout(index, span()),
            _ => return None,
        };
        Self::new(scenario, kind)
    }

    /// The scenario with the other value.
    pub(super) fn apply(&self, scenario: &Scenario) -> Scenario {
        let mut scenario = scenario.clone();
        match &self.kind {
            Kind::Number(setting, to) => return setting.set(&scenario, *to),
            Kind::Scaling(rule) => scenario.region.scaling = *rule,
            Kind::Traffic(factor) => return scenario.with_traffic(*factor).unwrap_or(scenario),
            Kind::ServiceTime(index, factor) => {
                for function in members(&mut scenario, *index) {
                    slow_down(function, *factor);
                }
            }
            Kind::Lifecycle(index, to) => {
                for function in members(&mut scenario, *index) {
                    function.lifecycle = *to;
                    function.idle_timeout = Some(to.idle_timeout());
                }
            }
            Kind::IdleTimeout(index, to) => {
                members(&mut scenario, *index).for_each(|one| set_idle_timeout(one, *to));
            }
            Kind::SurplusIdleTimeout(index, to) => {
                members(&mut scenario, *index).for_each(|one| one.surplus_idle_timeout = *to);
            }
            Kind::Warm(index, to) => {
                members(&mut scenario, *index).for_each(|one| one.warm_environments = *to);
            }
        }
        scenario
    }
}

/// The versions of a function, or itself.
fn members(scenario: &mut Scenario, index: usize) -> impl Iterator<Item = &mut Function> {
    let members = versions(&scenario.functions, index);
    scenario.functions.get_mut(members).into_iter().flatten()
}

/// The key of something that a function has.
fn key_of(scenario: &Scenario, index: usize, name: &str) -> String {
    let sibling = Setting::ReservedConcurrency(index);
    let key = sibling.key(scenario);
    let place = key.strip_suffix(sibling.name()).unwrap_or_default();
    format!("{place}{name}")
}

/// Whether the environments of an active function have no idle timeout of their own: then that of the function holds
/// for them once it is set.
fn shares_its_timeout(function: &Function) -> bool {
    let measured = Some(function.lifecycle.surplus_idle_timeout());
    [function.idle_timeout, measured].contains(&function.surplus_idle_timeout)
}

fn set_idle_timeout(function: &mut Function, to: Option<SimDuration>) {
    if shares_its_timeout(function) {
        function.surplus_idle_timeout = to;
    }
    function.idle_timeout = to;
}

fn span(value: Option<SimDuration>) -> Value {
    value.map_or(Value::Word(NONE), |value| Value::Span(value.as_secs_f64()))
}

fn warm(value: Option<WarmEnvironments>) -> Value {
    match value {
        None => Value::Number(0),
        Some(WarmEnvironments::Count(count)) => Value::Number(count.get()),
        Some(WarmEnvironments::Steady) => Value::Word(WarmEnvironments::STEADY),
    }
}

/// Multiplies all service times, also those that a trace records.
fn slow_down(function: &mut Function, factor: f64) {
    function.service_time = multiplied(&function.service_time, factor);
    let per_item = function.service_time_per_item.as_ref();
    function.service_time_per_item = per_item.map(|one| multiplied(one, factor));
    let written = function.written_traffic.iter_mut().flatten();
    for entry in function.traffic.iter_mut().chain(written) {
        if let Traffic::Trace(trace) = &mut entry.traffic
            && trace.rows.iter().any(|row| row.service.is_some())
        {
            let rows = trace.rows.iter().map(|row| TraceRow {
                service: row.service.map(|service| times(service, factor)),
                ..row
            });
            trace.rows = rows.collect();
        }
    }
}
