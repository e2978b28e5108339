//! The diary of a small run: what each environment did, request by request.
//!
//! Watches a run; must not know how a diary is written or drawn. A run with more than can be looked at one
//! by one has none.

use std::collections::{BTreeMap, BTreeSet};

use crate::kernel::SimTime;
use crate::metrics::Start;
use crate::world::{Observer, Refused, RequestId, Served, Stopped};

/// Nobody looks at more of them one by one.
pub const MOST_ENVIRONMENTS: usize = 60;
/// Attempts, retries included.
pub const MOST_ATTEMPTS: usize = 500;

/// What happened to an attempt or an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A new environment was created for the attempt.
    Cold,
    /// An idle environment served it.
    Warm,
    /// A provisioned environment served it.
    Provisioned,
    /// A limit refused it.
    Throttled,
    /// The service failed it.
    Failed,
    /// An environment stopped.
    Stopped,
}

/// An environment of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Environment {
    /// Of its provisioned concurrency; with its number from 0.
    Provisioned(u64),
    /// Created on demand; with its number from 0.
    OnDemand(u64),
}

/// One line of a diary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Index of the function in the scenario.
    pub function: usize,
    /// `None` of an attempt that none served.
    pub environment: Option<Environment>,
    /// What happened.
    pub what: What,
    /// Number of the request in the order of first attempts, from 1; `None` where an environment stops.
    pub request: Option<u64>,
    /// When it happened, or began.
    pub from: SimTime,
    /// When the environment was initialised; later than `from` only at a cold start.
    pub ready: SimTime,
    /// When it was over.
    pub until: SimTime,
}

/// Keeps the diary of a run while it is small.
#[derive(Debug, Default)]
pub struct Diary {
    entries: Vec<Entry>,
    attempts: usize,
    numbers: BTreeMap<RequestId, u64>,
    environments: BTreeSet<(usize, Environment)>,
    is_full: bool,
}

impl Diary {
    /// The entries in the order of time; `None` if there were too many, or nothing happened.
    pub fn entries(mut self) -> Option<Vec<Entry>> {
        // Of an environment that idled too long the diary hears late.
        self.entries.sort_by_key(|entry| entry.from);
        (!self.is_full && !self.entries.is_empty()).then_some(self.entries)
    }

    fn number(&mut self, request: RequestId) -> u64 {
        let next = self.numbers.len() as u64 + 1;
        *self.numbers.entry(request).or_insert(next)
    }

    fn add(&mut self, entry: Entry) {
        self.attempts += usize::from(entry.request.is_some());
        if let Some(environment) = entry.environment {
            self.environments.insert((entry.function, environment));
        }
        self.entries.push(entry);
        self.is_full = self.attempts > MOST_ATTEMPTS || self.environments.len() > MOST_ENVIRONMENTS;
        if self.is_full {
            *self = Self {
                is_full: true,
                ..Self::default()
            };
        }
    }
}

impl Observer for Diary {
    fn served(&mut self, served: &Served) {
        if self.is_full {
            return;
        }
        let (what, environment) = match served.start {
            Start::Cold => (What::Cold, Environment::OnDemand(served.environment)),
            Start::Warm => (What::Warm, Environment::OnDemand(served.environment)),
            Start::Provisioned => (
                What::Provisioned,
                Environment::Provisioned(served.environment),
            ),
        };
        let request = Some(self.number(served.request));
        self.add(Entry {
            function: served.function.index(),
            environment: Some(environment),
            what,
            request,
            from: served.at,
            ready: served.ready,
            until: served.until,
        });
    }

    fn refused(&mut self, refused: &Refused) {
        if self.is_full {
            return;
        }
        let request = Some(self.number(refused.request));
        self.add(Entry {
            function: refused.function.index(),
            environment: None,
            what: match refused.failed {
                true => What::Failed,
                false => What::Throttled,
            },
            request,
            from: refused.at,
            ready: refused.at,
            until: refused.at,
        });
    }

    fn stopped(&mut self, stopped: &Stopped) {
        if self.is_full {
            return;
        }
        self.add(Entry {
            function: stopped.function.index(),
            environment: Some(Environment::OnDemand(stopped.environment)),
            what: What::Stopped,
            request: None,
            from: stopped.at,
            ready: stopped.at,
            until: stopped.at,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::shipped;
    use crate::world::simulate_observed;

    fn diary_of(name: &str) -> Option<Vec<Entry>> {
        let scenario = shipped::find(name).unwrap().read(&[]).unwrap().scenario;
        let mut diary = Diary::default();
        simulate_observed(&scenario, 0, &mut diary).unwrap();
        diary.entries()
    }

    /// AWS's figure: requests 1 to 5 create A to E, 6 to 8 reuse A to C, 9 creates F, 10 reuses D.
    #[test]
    fn awss_ten_requests_go_to_the_environments_of_awss_figure() {
        let entries = diary_of("ten-requests").unwrap();
        let served: Vec<_> = entries
            .iter()
            .filter_map(|entry| Some((entry.request?, entry.environment?, entry.what)))
            .collect();
        let expected = [0, 1, 2, 3, 4, 0, 1, 2, 5, 3].into_iter().zip(1..);
        let expected: Vec<_> = expected
            .map(|(environment, request)| {
                let is_new = request <= 5 || request == 9;
                let what = if is_new { What::Cold } else { What::Warm };
                (request, Environment::OnDemand(environment), what)
            })
            .collect();
        assert_eq!(served, expected);
        for entry in entries {
            let init = entry.ready.since(entry.from).as_millis_f64();
            assert_eq!(init, if entry.what == What::Cold { 100.0 } else { 0.0 });
        }
    }

    #[test]
    fn a_large_run_has_no_diary() {
        assert_eq!(diary_of("operator-guide-on-demand-4"), None);
    }
}
