//! Independent runs of one scenario, on all cores, and how many of them are enough.

use crate::measures::Measure;
use std::ops::Range;

use super::parallel;
use super::sample::Sample;
use crate::metrics::{RunResult, objectives};
use crate::scenario::Scenario;
use crate::world::{Interrupted, Observer, simulate_observed};

/// Runs the replications with the given numbers and returns their results in that order, whatever
/// the number of threads. `observe` makes the observer of each run.
///
/// # Errors
/// [`Interrupted`] if an observer stopped its run.
pub fn replicate<O: Observer>(
    scenario: &Scenario,
    numbers: Range<u64>,
    observe: impl Fn(u64) -> O + Sync,
) -> Result<Vec<RunResult>, Interrupted> {
    parallel::try_map(&numbers.collect::<Vec<u64>>(), |&number| {
        simulate_observed(scenario, number, &mut observe(number))
    })
}

/// Like [`replicate`], but hands the results one after another to `take`, in the order of their
/// numbers, and keeps only two for each thread at a time.
///
/// The work is done in waves of that size. How long a wave is depends on the number of threads,
/// but not what `take` sees.
///
/// # Errors
/// [`Interrupted`] if an observer stopped its run.
pub fn replicate_in_order<O: Observer>(
    scenario: &Scenario,
    numbers: Range<u64>,
    observe: impl Fn(u64) -> O + Sync,
    mut take: impl FnMut(RunResult),
) -> Result<(), Interrupted> {
    let wave = 2 * parallel::threads() as u64;
    let mut next = numbers.start;
    while next < numbers.end {
        let end = numbers.end.min(next + wave);
        replicate(scenario, next..end, &observe)?
            .into_iter()
            .for_each(&mut take);
        next = end;
    }
    Ok(())
}

/// How precise estimates are to be, and how many replications that may cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Largest half width of a 95 % confidence interval, relative to its mean.
    pub relative: f64,
    /// The metrics it is asked of, for each function they apply to.
    pub metrics: Vec<Measure>,
    /// Most replications.
    pub most: u64,
}

impl Goal {
    /// Replications before the first look, and between two looks. A fixed number: the number of
    /// threads must not decide when to stop, and fewer say too little of their own spread.
    pub const BATCH: u64 = 10;
}

/// A metric of a function whose interval is wider than any other's.
#[derive(Clone, Debug, PartialEq)]
pub struct Widest {
    /// The function's name.
    pub function: String,
    /// The metric.
    pub metric: Measure,
    /// Half width relative to the mean; infinite where the mean is zero and its error is not.
    pub relative: f64,
}

/// The widest of the intervals that the goal is about; `None` if nothing was measured.
pub fn widest(sample: &Sample, metrics: &[Measure]) -> Option<Widest> {
    let functions = sample.first().functions.iter().enumerate();
    let all = functions.flat_map(|(index, function)| {
        let applying = metrics
            .iter()
            .filter(|metric| objectives::applies(**metric, function));
        applying.filter_map(move |&metric| {
            Some(Widest {
                function: function.name.clone(),
                metric,
                relative: sample.estimate(index, metric)?.relative_half_width(),
            })
        })
    });
    // The first of equals, for the order of the scenario is the reader's.
    all.reduce(|widest, next| {
        if next.relative > widest.relative {
            next
        } else {
            widest
        }
    })
}

/// Whether the sample meets the goal.
pub(crate) fn is_precise(sample: &Sample, goal: &Goal) -> bool {
    widest(sample, &goal.metrics).is_none_or(|widest| widest.relative <= goal.relative)
}

/// The number of replications to have before the next look at the sample; `None` to stop.
///
/// This is the sequential procedure of Chow and Robbins (Annals of Mathematical Statistics 36,
/// 1965) with a relative goal, as in Law, *Simulation Modeling and Analysis*, section 9.4.1: look
/// at the interval after each batch, and stop when it is narrow enough. Stopping at a moment when
/// the interval happens to be narrow makes it cover a little less often than 95 %; the loss
/// vanishes as the goal gets finer. It is held down by not looking before [`Goal::BATCH`]
/// replications, and only after each further [`Goal::BATCH`].
pub fn next_look(sample: &Sample, goal: &Goal) -> Option<u64> {
    let done = sample.replications();
    (done < goal.most && !is_precise(sample, goal)).then(|| goal.most.min(done + Goal::BATCH))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::{NoFiles, Source, parse};
    use crate::study::parallel::Threads;

    fn scenario() -> Scenario {
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
        parse(source, &[], &NoFiles).unwrap().scenario
    }

    fn sample(scenario: &Scenario, replications: u64) -> Sample {
        let mut results = replicate(scenario, 0..replications, |_| ()).unwrap();
        let mut sample = Sample::new(&[], results.remove(0));
        results.iter().for_each(|result| sample.add(result));
        sample
    }

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        let scenario = scenario();
        let alone: Vec<_> = (0..11)
            .map(|number| crate::world::simulate(&scenario, number))
            .map(|result| format!("{result:?}"))
            .collect();
        for count in [1, 2, 5] {
            let mut seen = Vec::new();
            let run = || {
                let take = |result| seen.push(format!("{result:?}"));
                replicate_in_order(&scenario, 0..11, |_| (), take)
            };
            let threads = Threads::start(Some(count)).unwrap();
            threads.run(run).unwrap();
            assert!(seen == alone, "{count} threads");
        }
    }

    #[test]
    fn replications_go_on_until_every_interval_is_narrow_or_the_cap_is_reached() {
        let scenario = scenario();
        let mut goal = Goal {
            relative: 0.2,
            metrics: vec![Measure::ThrottleRate],
            most: 25,
        };
        let ten = sample(&scenario, 10);
        let width = widest(&ten, &goal.metrics).unwrap();
        assert_eq!(
            (width.function.as_str(), width.metric),
            ("f", Measure::ThrottleRate)
        );
        let estimate = ten.estimate(0, Measure::ThrottleRate).unwrap();
        assert_eq!(width.relative, estimate.half_width / estimate.mean);

        goal.relative = width.relative;
        assert_eq!(next_look(&ten, &goal), None, "precise enough");
        goal.relative = width.relative * 0.999;
        assert_eq!(next_look(&ten, &goal), Some(20), "a batch more");
        goal.relative = 1e-9;
        assert_eq!(
            next_look(&sample(&scenario, 20), &goal),
            Some(25),
            "up to the cap"
        );
        assert_eq!(
            next_look(&sample(&scenario, 25), &goal),
            None,
            "and no further"
        );
        // Nothing is provisioned: nothing spills over, and nothing is to be measured.
        goal.metrics = vec![Measure::SpilloverRate];
        assert!(is_precise(&ten, &goal));
    }
}
