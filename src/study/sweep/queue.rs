//! The runs of a sweep: a queue of (point, replication) that every thread takes the next from.
//!
//! Points are begun in their order, so that few are under way at a time and a sweep that is cut off
//! has lost little. What is known of a point is asked for, and its scenario made, when its first run begins; both are
//! dropped with its last.

use std::collections::BTreeMap;
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

/// What is to be made of a point.
#[derive(Debug)]
pub(super) struct Left {
    /// Its number.
    pub(super) point: usize,
    /// The replications to simulate.
    pub(super) replications: Vec<u64>,
    /// How what they give is handed out.
    pub(super) yields: Yields,
}

/// How the runs of a point are handed out.
#[derive(Debug)]
pub(super) enum Yields {
    /// Together, with these that are known, once there is none left: the outcome of the point.
    Outcome(BTreeMap<u64, Reduced>),
    /// Each by itself.
    Runs,
}

/// What has been made.
#[derive(Debug)]
pub(super) enum Made {
    /// A point.
    Point(Outcome),
    /// A replication of a point, by its number.
    Run(u64, Reduced),
}

/// A point under way.
struct Begun {
    point: usize,
    replications: Vec<u64>,
    scenario: OnceLock<Arc<Scenario>>,
    /// What is known of it, and how many runs it takes to know all; `None` if each is handed out by itself.
    gathered: Option<Mutex<BTreeMap<u64, Reduced>>>,
    whole: usize,
}

impl Begun {
    fn new(left: Left) -> Self {
        let (gathered, whole) = match left.yields {
            Yields::Outcome(known) => {
                let whole = known.len() + left.replications.len();
                (Some(Mutex::new(known)), whole)
            }
            Yields::Runs => (None, 0),
        };
        Self {
            point: left.point,
            replications: left.replications,
            scenario: OnceLock::new(),
            gathered,
            whole,
        }
    }

    /// What there is to hand out after a run: the outcome if it was the last of the point.
    fn made(&self, replication: u64, run: Reduced) -> Option<Made> {
        let Some(gathered) = &self.gathered else {
            return Some(Made::Run(replication, run));
        };
        let mut gathered = locked(gathered);
        gathered.insert(replication, run);
        if gathered.len() < self.whole {
            return None;
        }
        let complete: Vec<Reduced> = std::mem::take(&mut *gathered).into_values().collect();
        Some(Made::Point(Outcome::new(&complete)))
    }
}

/// The points that are not begun, and where the last that is has come to.
struct Next<I> {
    points: I,
    begun: Option<(Arc<Begun>, usize)>,
}

impl<I: Iterator<Item = Left>> Next<I> {
    fn run(&mut self) -> Option<(Arc<Begun>, u64)> {
        loop {
            if let Some((begun, place)) = &mut self.begun
                && let Some(&replication) = begun.replications.get(*place)
            {
                *place += 1;
                return Some((Arc::clone(begun), replication));
            }
            self.begun = Some((Arc::new(Begun::new(self.points.next()?)), 0));
        }
    }
}

/// The state that threads share.
struct Queue<'a, I, S, K, E> {
    scenario: S,
    watch: &'a dyn Watch,
    next: Mutex<Next<I>>,
    keep: Mutex<K>,
    ended: Mutex<Option<Ended<E>>>,
}

/// Makes what is left of points on the threads of the current pool. `scenario` makes the scenario of a point by its
/// number; `keep` is given what has been made, one at a time and in any order.
///
/// # Errors
/// Why not all was made; what was has been kept.
pub(super) fn run<E: Send>(
    points: impl Iterator<Item = Left> + Send,
    scenario: impl Fn(usize) -> Result<Scenario, E> + Sync,
    keep: impl FnMut(usize, Made) -> Result<(), E> + Send,
    watch: &dyn Watch,
) -> Result<(), Ended<E>> {
    let begun = None;
    let queue = Queue {
        scenario,
        watch,
        next: Mutex::new(Next { points, begun }),
        keep: Mutex::new(keep),
        ended: Mutex::new(None),
    };
    parallel::on_each(|| queue.drain());
    unpoisoned(queue.ended.into_inner()).map_or(Ok(()), Err)
}

impl<I, S, K, E> Queue<'_, I, S, K, E>
where
    I: Iterator<Item = Left>,
    S: Fn(usize) -> Result<Scenario, E>,
    K: FnMut(usize, Made) -> Result<(), E>,
{
    /// Takes runs until there are none left or something stopped the sweep.
    fn drain(&self) {
        while locked(&self.ended).is_none() {
            let next = locked(&self.next).run();
            let Some((begun, replication)) = next else {
                return;
            };
            if let Err(reason) = self.one(&begun, replication) {
                locked(&self.ended).get_or_insert(reason);
            }
        }
    }

    fn one(&self, begun: &Begun, replication: u64) -> Result<(), Ended<E>> {
        let scenario = match begun.scenario.get() {
            Some(scenario) => Arc::clone(scenario),
            None => {
                // Two threads may make it at the same time; both are the same.
                let made = (self.scenario)(begun.point).map_err(Ended::Failed)?;
                Arc::clone(begun.scenario.get_or_init(|| Arc::new(made)))
            }
        };
        let result = simulate_watched(&scenario, replication, self.watch)
            .map_err(|Interrupted| Ended::Interrupted)?;
        match begun.made(replication, Reduced::new(&scenario, &result)) {
            None => Ok(()),
            Some(made) => {
                let mut keep = locked(&self.keep);
                keep(begun.point, made).map_err(Ended::Failed)
            }
        }
    }
}

/// A thread that panicked is passed on; what it left locked says nothing more.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    unpoisoned(mutex.lock())
}

fn unpoisoned<T>(result: Result<T, PoisonError<T>>) -> T {
    result.unwrap_or_else(PoisonError::into_inner)
}
