//! An alias whose weights change during the run: which weights are in force, and what its versions are
//! allocated of its provisioned concurrency.
//!
//! "If you change the version that an alias points to, Lambda deallocates the provisioned concurrency from
//! the old version and allocates it to the new version" (Lambda developer guide, *Configuring provisioned
//! concurrency*). Meanwhile AWS keeps the requests on the old version by weights that it sets itself
//! (hashicorp/terraform-provider-aws, pull request 48116).
//!
//! Assumed: weights that split the requests are followed in the same way, once all that they give each version
//! is allocated, and until then nothing is taken away; where the account refuses it, requests stay where they
//! are. `shift = "at-once"` is the opposite assumption: requests follow at once, and so does what is taken
//! away.

use std::collections::VecDeque;

use super::drive::Drive;
use super::state::Due;
use crate::kernel::SimTime;
use crate::scenario::{Alias, FunctionId, Scenario, Shift};

/// The state of an alias whose weights change.
#[derive(Clone, Debug)]
pub(crate) struct ShiftingAlias {
    /// The first of the versions; the others follow it.
    first: FunctionId,
    shift: Shift,
    /// What each version has of the provisioned concurrency, for each set of weights.
    parts: Vec<Vec<u64>>,
    /// By which weights requests go.
    in_force: usize,
    /// Weights that wait for what they give to be allocated, in the order of time.
    waiting: VecDeque<usize>,
}

impl ShiftingAlias {
    /// All of a scenario, in the order of their versions.
    pub(crate) fn all(scenario: &Scenario) -> Vec<Self> {
        shifting(scenario)
            .map(|(first, alias)| {
                let parts = |step| alias.parts(step).into_iter().map(u64::from).collect();
                Self {
                    first,
                    shift: alias.shift,
                    parts: (0..alias.steps.len()).map(parts).collect(),
                    in_force: 0,
                    waiting: VecDeque::new(),
                }
            })
            .collect()
    }

    /// The first of its versions.
    pub(crate) fn first(&self) -> FunctionId {
        self.first
    }

    /// By which of its weights requests go now.
    pub(crate) fn in_force(&self) -> usize {
        self.in_force
    }

    /// Whether it has weights that wait.
    pub(crate) fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Its versions.
    pub(crate) fn versions(&self) -> impl Iterator<Item = FunctionId> + use<> {
        let first = self.first.index();
        let count = self.parts.first().map_or(0, Vec::len);
        (first..first + count).map(FunctionId::new)
    }

    /// The time of new weights has come; `later` takes what that makes due in turn.
    pub(crate) fn change(
        &mut self,
        step: usize,
        mut drive: Drive<'_>,
        later: &mut impl FnMut(SimTime, Due),
    ) {
        match self.shift {
            Shift::AtOnce => {
                self.in_force = step;
                self.ask(&mut drive, later);
            }
            Shift::WhenAllocated => {
                self.waiting.push_back(step);
                if !self.ask(&mut drive, later) {
                    self.waiting.pop_back();
                    // What another version was granted for these weights.
                    self.ask(&mut drive, later);
                }
                self.settle(drive, later);
            }
        }
    }

    /// Puts weights in force for which everything is allocated by now, and takes away what only earlier ones
    /// gave.
    pub(crate) fn settle(&mut self, mut drive: Drive<'_>, later: &mut impl FnMut(SimTime, Due)) {
        let before = self.in_force;
        while let Some(next) = self.waiting.front().copied()
            && self.is_ready(next, &drive)
        {
            self.in_force = next;
            self.waiting.pop_front();
        }
        if self.in_force != before {
            self.ask(&mut drive, later);
        }
    }

    fn is_ready(&self, step: usize, drive: &Drive<'_>) -> bool {
        let mut parts = self.versions().zip(&self.parts[step]);
        parts.all(|(version, part)| drive.ready(version) >= *part)
    }

    /// Asks the account for all that the weights in force and those that wait give; whether it was granted.
    fn ask(&self, drive: &mut Drive<'_>, later: &mut impl FnMut(SimTime, Due)) -> bool {
        let counts = |step: usize, place: usize| self.parts[step].get(place).copied().unwrap_or(0);
        let wanted = |place: usize| {
            let waiting = self.waiting.iter().map(|step| counts(*step, place));
            waiting.fold(counts(self.in_force, place), u64::max)
        };
        let mut targets: Vec<_> = self
            .versions()
            .enumerate()
            .map(|(place, version)| (version, wanted(place)))
            .collect();
        // What is given back makes room for what is asked for.
        targets.sort_by_key(|(version, target)| *target > drive.requested(*version));
        targets
            .into_iter()
            .fold(true, |granted, (version, target)| {
                drive.of(version).by_alias(target, &mut *later) && granted
            })
    }
}

/// When the weights of the aliases of a scenario change: the first version, and which weights.
pub(crate) fn weights_due(scenario: &Scenario) -> impl Iterator<Item = (SimTime, FunctionId, u32)> {
    shifting(scenario).flat_map(|(first, alias)| {
        let steps = (0u32..).zip(&alias.steps).skip(1);
        steps.map(move |(step, weights)| (SimTime::ZERO + weights.at, first, step))
    })
}

fn shifting(scenario: &Scenario) -> impl Iterator<Item = (FunctionId, &Alias)> {
    let functions = scenario.functions.iter().enumerate();
    let firsts = functions.filter(|(_, function)| function.is_first_version());
    let aliases =
        firsts.filter_map(|(index, first)| Some((FunctionId::new(index), first.alias()?)));
    aliases.filter(|(_, alias)| alias.shifts())
}
