//! Runs in which autoscaling never acts: they are the same at every target that is as high, and that of a constant.
//!
//! Autoscaling scales out after some minutes in a row above its target, and in no further than to its lower bound. A run
//! that begins there and has no such minutes stays there: event for event it is the run of a constant value, and of each
//! target that those minutes do not exceed. It is made once, and every target has its observation.
//!
//! It knows runs and targets; it must not know which is tried next.

use std::collections::BTreeMap;

use super::{Observation, Trials};
use crate::scenario::{Autoscaling, ProvisionedChanges, Scenario};

/// Runs in which nothing was scaled, by value and in the order of replications.
#[derive(Clone, Debug, Default)]
pub(in crate::study::size) struct Idle(BTreeMap<u32, Vec<Observation>>);

impl Idle {
    /// Adds those of trials.
    pub(in crate::study::size) fn add<S>(&mut self, trials: &Trials<'_, S>) {
        for (&value, observed) in &trials.tried {
            let idle = observed.iter().take_while(|one| one.idle_from.is_some());
            for (number, one) in idle.enumerate() {
                let known = self.0.entry(value).or_default();
                match known.get_mut(number) {
                    Some(same) if one.idle_from < same.idle_from => *same = one.clone(),
                    Some(_) => {}
                    None => known.push(one.clone()),
                }
            }
        }
    }
}

impl<S: Fn(u32) -> Scenario + Sync> Trials<'_, S> {
    /// Notes of each run at which targets this autoscaling would not have acted in it.
    pub(in crate::study::size) fn noting_idle(self, autoscaling: &Autoscaling) -> Self {
        Self {
            autoscaling: Some(autoscaling.clone()),
            ..self
        }
    }

    /// Takes the runs that are the same with a tracking target, in percent.
    pub(in crate::study::size) fn take_idle(&mut self, idle: &Idle, percent: u32) {
        let target = f64::from(percent) / 100.0;
        for (&value, runs) in &idle.0 {
            let missing = runs.iter().skip(self.count(value) as usize);
            let same = missing.take_while(|one| one.idle_from.is_some_and(|from| from <= target));
            let same: Vec<Observation> = same.cloned().collect();
            if !same.is_empty() && self.begins_at_lower_bound(value) {
                self.tried.entry(value).or_default().extend(same);
            }
        }
    }

    /// Whether the run of a value has that from the start as its lower bound, and nothing else changes that.
    fn begins_at_lower_bound(&self, value: u32) -> bool {
        let scenario = self.scenario(value);
        let function = scenario.functions.get(self.plan.function);
        let provisioned = function.and_then(|function| function.provisioned_concurrency.as_ref());
        provisioned.is_some_and(|one| match &one.changes {
            Some(ProvisionedChanges::Autoscaling(own)) => {
                let bounds = [one.initial, own.min, own.min.min(own.max)];
                own.schedule.is_empty() && bounds.iter().all(|bound| bound.get() == value)
            }
            _ => false,
        })
    }
}
