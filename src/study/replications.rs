//! Independent runs of one scenario, on all cores: as many as asked for, or as precision takes.
//!
//! It knows runs and what is kept of each; it must not know what that is.

use std::ops::Range;

use super::finished::Finished;
use super::parallel;
use super::precision::{Goal, next_look};
use super::sample::Sample;
use super::watch::{Step, Watch, simulate_watched};
use crate::metrics::{Counts, RunResult, Verdict};
use crate::scenario::Scenario;
use crate::world::Interrupted;

/// How many replications there are to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Enough {
    /// This many, but at least one.
    Exactly(u64),
    /// As many as it takes to meet a goal.
    Precise(Goal),
}

impl Enough {
    /// Replications before anything is looked at.
    fn first_look(&self) -> u64 {
        match self {
            Self::Exactly(count) => *count,
            Self::Precise(goal) => Goal::BATCH.min(goal.most),
        }
        .max(1)
    }

    fn into_goal(self) -> Option<Goal> {
        match self {
            Self::Exactly(_) => None,
            Self::Precise(goal) => Some(goal),
        }
    }
}

/// Replications of a scenario, with what is kept of each.
#[derive(Clone, Debug)]
pub struct Replications<K> {
    sample: Sample,
    kept: Vec<K>,
    /// For each function, its counts over all replications, and how many replications had a throttle.
    totals: Vec<(Counts, u64)>,
    goal: Option<Goal>,
}

/// Runs the replications with the given numbers and returns their results in that order, whatever
/// the number of threads.
///
/// # Errors
/// [`Interrupted`] if the study is to stop.
pub fn replicate(
    scenario: &Scenario,
    numbers: Range<u64>,
    watch: &dyn Watch,
) -> Result<Vec<RunResult>, Interrupted> {
    parallel::try_map(&numbers.collect::<Vec<u64>>(), |&number| {
        simulate_watched(scenario, number, watch)
    })
}

/// Runs as many replications as are enough, on all threads. Of each remains what `keep` makes of it, and
/// what [`Sample`] says of all of them; what comes of it does not depend on the number of threads.
///
/// ```
/// use burstsim::measures::Measure;
/// use burstsim::study::{Enough, Goal, replicate_until};
/// # use burstsim::scenario::parse::{NoFiles, Source, parse};
/// # let text = r#"
/// #     duration = "2m"
/// #     [region]
/// #     name = "us-east-1"
/// #     scaling = "per-function"
/// #     [[functions]]
/// #     name = "checkout"
/// #     reserved_concurrency = 5
/// #     service_time.exponential = { mean = "1s" }
/// #     traffic = [{ poisson.rate = 5 }]
/// # "#;
/// # let source = Source { name: "example.toml", default_name: "example", text };
/// # let scenario = parse(source, &[], &NoFiles)?.scenario;
/// let goal = Goal {
///     metrics: vec![Measure::ThrottleRate],
///     ..Goal::of(&scenario, 0.1)
/// };
/// let throttles = |run: &burstsim::study::Finished<'_>| run.result.totals().throttles();
/// let found = replicate_until(&scenario, Enough::Precise(goal), throttles, &())?;
///
/// let rate = found.sample().estimate(0, Measure::ThrottleRate).unwrap();
/// assert!(rate.half_width <= 0.1 * rate.mean);
/// assert_eq!(found.kept().len() as u64, found.count());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Interrupted`] if the study is to stop.
pub fn replicate_until<K: Send>(
    scenario: &Scenario,
    enough: Enough,
    keep: impl Fn(&Finished<'_>) -> K + Sync,
    watch: &dyn Watch,
) -> Result<Replications<K>, Interrupted> {
    let mut target = enough.first_look();
    watch.planned(Step::Run, target);
    let first = simulate_watched(scenario, 0, watch)?;
    let finished = Finished::new(scenario, &first);
    let (kept, verdicts) = (keep(&finished), finished.verdicts);
    let mut replications = Replications::begin(first, verdicts, kept, enough.into_goal());
    loop {
        replications.extend_to(target, scenario, &keep, watch)?;
        let goal = replications.goal.as_ref();
        match goal.and_then(|goal| next_look(&replications.sample, goal)) {
            Some(next) => {
                watch.planned(Step::Run, next - target);
                target = next;
            }
            None => return Ok(replications),
        }
    }
}

impl<K> Replications<K> {
    /// Replication 0 of a scenario; `goal` if there are to be as many as it takes.
    pub(crate) fn begin(
        first: RunResult,
        verdicts: Vec<Verdict>,
        kept: K,
        goal: Option<Goal>,
    ) -> Self {
        let mut totals = vec![(Counts::default(), 0); first.functions.len()];
        count(&mut totals, &first);
        Self {
            kept: vec![kept],
            totals,
            goal,
            sample: Sample::new(first, verdicts),
        }
    }

    /// Adds the next replication, in the order of their numbers.
    pub(crate) fn push(&mut self, result: &RunResult, verdicts: Vec<Verdict>, kept: K) {
        self.sample.add(result, verdicts);
        self.kept.push(kept);
        count(&mut self.totals, result);
    }

    /// What they say together.
    pub fn sample(&self) -> &Sample {
        &self.sample
    }

    /// What was kept of each, in the order of their numbers.
    pub fn kept(&self) -> &[K] {
        &self.kept
    }

    /// The precision asked for, if any.
    pub fn goal(&self) -> Option<&Goal> {
        self.goal.as_ref()
    }

    /// Number of replications.
    pub fn count(&self) -> u64 {
        self.sample.replications()
    }

    /// The counts of a function over all replications, and how many of these had a throttle.
    pub fn totals(&self, function: usize) -> (Counts, u64) {
        self.totals.get(function).copied().unwrap_or_default()
    }
}

impl<K: Send> Replications<K> {
    /// Runs the replications up to `target` in waves of two for each thread, and keeps no more results
    /// than those of a wave at a time. How long a wave is depends on the number of threads, but not what
    /// is folded.
    fn extend_to(
        &mut self,
        target: u64,
        scenario: &Scenario,
        keep: &(impl Fn(&Finished<'_>) -> K + Sync),
        watch: &dyn Watch,
    ) -> Result<(), Interrupted> {
        let wave = 2 * parallel::threads() as u64;
        while self.count() < target {
            let end = target.min(self.count() + wave);
            let numbers: Vec<u64> = (self.count()..end).collect();
            let ran = parallel::try_map(&numbers, |&number| {
                let result = simulate_watched(scenario, number, watch)?;
                let finished = Finished::new(scenario, &result);
                let (kept, verdicts) = (keep(&finished), finished.verdicts);
                Ok((result, verdicts, kept))
            })?;
            for (result, verdicts, kept) in ran {
                self.push(&result, verdicts, kept);
            }
        }
        Ok(())
    }
}

fn count(totals: &mut [(Counts, u64)], result: &RunResult) {
    for ((totals, throttled), function) in totals.iter_mut().zip(&result.functions) {
        *totals += function.totals;
        *throttled += u64::from(function.totals.throttles() > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::{NoFiles, Source, parse};
    use crate::study::parallel::Threads;

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        let text = "duration = \"20s\"\n\
            [region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\naccount_concurrency = 110\n\
            [[functions]]\nname = \"f\"\nreserved_concurrency = 5\n\
            service_time.exponential = { mean = \"1s\" }\n\
            traffic = [{ poisson.rate = 5 }]\n";
        let source = Source {
            name: "test",
            default_name: "test",
            text,
        };
        let scenario = parse(source, &[], &NoFiles).unwrap().scenario;
        let alone: Vec<_> = (0..11)
            .map(|number| crate::world::simulate(&scenario, number))
            .map(|result| format!("{result:?}"))
            .collect();
        for count in [1, 2, 5] {
            let threads = Threads::start(Some(count)).unwrap();
            let keep = |finished: &Finished<'_>| format!("{:?}", finished.result);
            let run = || replicate_until(&scenario, Enough::Exactly(11), keep, &());
            let found = threads.run(run).unwrap();
            assert!(found.kept() == alone, "{count} threads");
            assert_eq!(found.count(), 11);
        }
    }
}
