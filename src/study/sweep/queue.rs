//! The runs of a sweep: a queue of (point, replication) that every thread takes the next from.
//!
//! Points are begun in their order, so that few are under way at a time and a sweep that is cut off
//! has lost little. The scenario of a point is made when its first replication begins and dropped with
//! its last.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::outcome::{Outcome, Reduced};
use crate::scenario::Scenario;
use crate::study::parallel;
use crate::study::watch::{Watch, simulate_watched};
use crate::world::Interrupted;

/// Why the queue was not emptied.
#[derive(Debug)]
pub(super) enum Ended<E> {
    /// The study was stopped.
    Interrupted,
    /// A point could not be made or kept.
    Failed(E),
}

/// A point under way.
#[derive(Default)]
struct Begun {
    scenario: OnceLock<Arc<Scenario>>,
    reduced: Mutex<BTreeMap<u64, Reduced>>,
}

/// The state that threads share.
struct Queue<'a, S, K, E> {
    scenario: S,
    keep: K,
    watch: &'a dyn Watch,
    points: &'a [usize],
    replications: u64,
    next: AtomicU64,
    begun: Mutex<BTreeMap<usize, Arc<Begun>>>,
    done: Mutex<Vec<(usize, Outcome)>>,
    ended: Mutex<Option<Ended<E>>>,
}

/// Runs as many replications of each of the points, which are told by their numbers, on the threads
/// of the current pool. `scenario` makes the scenario of a point; `keep` is given each that has ended, one at a
/// time and in any order. What they gave is in no particular order.
///
/// # Errors
/// Why not all points were finished; those that were have been kept.
pub(super) fn run<E: Send>(
    points: &[usize],
    replications: u64,
    scenario: impl Fn(usize) -> Result<Scenario, E> + Sync,
    keep: impl Fn(usize, &Outcome) -> Result<(), E> + Sync,
    watch: &dyn Watch,
) -> Result<Vec<(usize, Outcome)>, Ended<E>> {
    let queue = Queue {
        scenario,
        keep,
        watch,
        points,
        replications,
        next: AtomicU64::new(0),
        begun: Mutex::default(),
        done: Mutex::default(),
        ended: Mutex::new(None),
    };
    parallel::on_each(|| queue.drain());
    match unpoisoned(queue.ended.into_inner()) {
        Some(ended) => Err(ended),
        None => Ok(unpoisoned(queue.done.into_inner())),
    }
}

impl<S, K, E> Queue<'_, S, K, E>
where
    S: Fn(usize) -> Result<Scenario, E>,
    K: Fn(usize, &Outcome) -> Result<(), E>,
{
    /// Takes runs until there are none left or something stopped the sweep.
    fn drain(&self) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let point = usize::try_from(number / self.replications.max(1));
            let point = point.ok().and_then(|index| self.points.get(index));
            let Some(&point) = point else { return };
            if locked(&self.ended).is_some() {
                return;
            }
            if let Err(reason) = self.one(point, number % self.replications.max(1)) {
                locked(&self.ended).get_or_insert(reason);
                return;
            }
        }
    }

    fn one(&self, point: usize, replication: u64) -> Result<(), Ended<E>> {
        let begun = Arc::clone(locked(&self.begun).entry(point).or_default());
        let scenario = match begun.scenario.get() {
            Some(scenario) => Arc::clone(scenario),
            None => {
                // Two threads may make it at the same time; both are the same.
                let made = (self.scenario)(point).map_err(Ended::Failed)?;
                Arc::clone(begun.scenario.get_or_init(|| Arc::new(made)))
            }
        };
        let result = simulate_watched(&scenario, replication, self.watch)
            .map_err(|Interrupted| Ended::Interrupted)?;
        let complete = {
            let mut reduced = locked(&begun.reduced);
            reduced.insert(replication, Reduced::new(&scenario, &result));
            (reduced.len() as u64 == self.replications).then(|| std::mem::take(&mut *reduced))
        };
        let Some(complete) = complete else {
            return Ok(());
        };
        locked(&self.begun).remove(&point);
        let outcome = Outcome::new(&scenario, complete.into_values().collect());
        let mut done = locked(&self.done);
        (self.keep)(point, &outcome).map_err(Ended::Failed)?;
        done.push((point, outcome));
        Ok(())
    }
}

/// A thread that panicked is passed on; what it left locked says nothing more.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    unpoisoned(mutex.lock())
}

fn unpoisoned<T>(result: Result<T, PoisonError<T>>) -> T {
    result.unwrap_or_else(PoisonError::into_inner)
}
