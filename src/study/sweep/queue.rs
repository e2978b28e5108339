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
use crate::world::{Interrupted, Observer, simulate_observed};

/// Why a sweep came to no end.
#[derive(Debug)]
pub enum Stopped<E> {
    /// An observer stopped a run.
    Interrupted,
    /// A point could not be made or kept.
    Failed(E),
}

/// What a sweep does beside simulating.
pub trait Work: Sync {
    /// Watches a run.
    type Watch: Observer;
    /// Why a point could not be made or kept.
    type Error: Send;

    /// The scenario of a point.
    ///
    /// # Errors
    /// Why there is none.
    fn scenario(&self, point: usize) -> Result<Scenario, Self::Error>;

    /// The observer of a run.
    fn watch(&self) -> Self::Watch;

    /// One more run has ended.
    fn run_done(&self);

    /// A point has ended. Points end in any order, one at a time.
    ///
    /// # Errors
    /// Why it could not be kept, which ends the sweep.
    fn keep(&self, point: usize, outcome: &Outcome) -> Result<(), Self::Error>;
}

/// A point under way.
#[derive(Default)]
struct Begun {
    scenario: OnceLock<Arc<Scenario>>,
    reduced: Mutex<BTreeMap<u64, Reduced>>,
}

/// The state that threads share.
struct Queue<'a, W: Work> {
    work: &'a W,
    points: &'a [usize],
    replications: u64,
    next: AtomicU64,
    begun: Mutex<BTreeMap<usize, Arc<Begun>>>,
    done: Mutex<Vec<(usize, Outcome)>>,
    stopped: Mutex<Option<Stopped<W::Error>>>,
}

/// Runs as many replications of each of the points, which are told by their numbers, on the threads
/// of the current pool. What they gave is in no particular order.
///
/// # Errors
/// Why not all points were finished; those that were have been kept.
pub fn run<W: Work>(
    points: &[usize],
    replications: u64,
    work: &W,
) -> Result<Vec<(usize, Outcome)>, Stopped<W::Error>> {
    let queue = Queue {
        work,
        points,
        replications,
        next: AtomicU64::new(0),
        begun: Mutex::default(),
        done: Mutex::default(),
        stopped: Mutex::new(None),
    };
    parallel::on_each(|| queue.drain());
    match unpoisoned(queue.stopped.into_inner()) {
        Some(stopped) => Err(stopped),
        None => Ok(unpoisoned(queue.done.into_inner())),
    }
}

impl<W: Work> Queue<'_, W> {
    /// Takes runs until there are none left or something stopped the sweep.
    fn drain(&self) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let point = usize::try_from(number / self.replications.max(1));
            let point = point.ok().and_then(|index| self.points.get(index));
            let Some(&point) = point else { return };
            if locked(&self.stopped).is_some() {
                return;
            }
            if let Err(reason) = self.one(point, number % self.replications.max(1)) {
                locked(&self.stopped).get_or_insert(reason);
                return;
            }
        }
    }

    fn one(&self, point: usize, replication: u64) -> Result<(), Stopped<W::Error>> {
        let begun = Arc::clone(locked(&self.begun).entry(point).or_default());
        let scenario = match begun.scenario.get() {
            Some(scenario) => Arc::clone(scenario),
            None => {
                // Two threads may make it at the same time; both are the same.
                let made = self.work.scenario(point).map_err(Stopped::Failed)?;
                Arc::clone(begun.scenario.get_or_init(|| Arc::new(made)))
            }
        };
        let result = simulate_observed(&scenario, replication, &mut self.work.watch())
            .map_err(|Interrupted| Stopped::Interrupted)?;
        self.work.run_done();
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
        self.work.keep(point, &outcome).map_err(Stopped::Failed)?;
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
