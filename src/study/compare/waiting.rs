//! What waits in queues over time, as means over replications.
//!
//! Only sums are kept, and only of functions with a queue. Knows the rows of a result; must not know how they are
//! shown.

use super::mean_series::by_place;
use crate::metrics::{RunResult, SourceResult};
use crate::study::Scope;

/// What waits in an interval, in the queues of a function or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Waiting {
    /// Most items that waited; of several queues the sum of the maxima.
    pub backlog: f64,
    /// How long the oldest of the items that wait at its end has waited, in seconds; 0 if none does.
    pub oldest_age_s: f64,
}

/// What waits over time in the account, and in each function; without rows where there is no queue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WaitingSeries {
    account: Vec<Waiting>,
    functions: Vec<Vec<Waiting>>,
    replications: u64,
}

impl WaitingSeries {
    /// That of one run, whose functions have these places among `count`.
    pub(super) fn of(result: &RunResult, places: &[usize], count: usize) -> Self {
        Self {
            account: together(result.functions.iter().flat_map(|one| &one.sources)),
            functions: by_place(result, places, count, |one| together(&one.sources)),
            replications: 1,
        }
    }

    /// Adds further runs. The order matters to the last bit.
    pub(super) fn add(&mut self, other: Self) {
        if self.replications == 0 {
            *self = other;
            return;
        }
        self.replications += other.replications;
        let sums = self.functions.iter_mut().chain([&mut self.account]);
        let others = other.functions.into_iter().chain([other.account]);
        for (sum, one) in sums.flatten().zip(others.flatten()) {
            sum.backlog += one.backlog;
            sum.oldest_age_s += one.oldest_age_s;
        }
    }

    /// The mean in each interval; none where there is no queue.
    pub fn means(&self, scope: Scope) -> impl Iterator<Item = Waiting> + '_ {
        let count = self.replications.max(1) as f64;
        let sums = match scope {
            Scope::Account => Some(&self.account),
            Scope::Function(index) => self.functions.get(index),
        };
        sums.into_iter().flatten().map(move |sum| Waiting {
            backlog: sum.backlog / count,
            oldest_age_s: sum.oldest_age_s / count,
        })
    }

    /// Whether there is a queue.
    pub fn is_there(&self) -> bool {
        !self.account.is_empty()
    }
}

/// The rows of several sources as those of one.
fn together<'s>(sources: impl IntoIterator<Item = &'s SourceResult>) -> Vec<Waiting> {
    let mut all: Vec<Waiting> = Vec::new();
    for source in sources {
        let length = all.len().max(source.intervals.len());
        all.resize(length, Waiting::default());
        for (one, row) in all.iter_mut().zip(&source.intervals) {
            let age = row.oldest_age.map_or(0.0, |age| age.as_secs_f64());
            one.backlog += row.backlog_max as f64;
            one.oldest_age_s = one.oldest_age_s.max(age);
        }
    }
    all
}
