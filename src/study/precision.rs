//! How many replications are enough: a sequential procedure with a relative goal.
//!
//! It knows what replications said together; it must not know how they are run.

use super::sample::Sample;
use crate::measures::Measure;
use crate::metrics::objectives;
use crate::scenario::Scenario;

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

    /// Most replications where nobody says how many.
    pub const USUAL_MOST: u64 = 200;

    /// The goal of a scenario where nothing but the width is said: its objectives' metrics, or the usual
    /// ones, and not more than the usual number of replications.
    pub fn of(scenario: &Scenario, relative: f64) -> Self {
        let of_slo = scenario.slo.iter().map(|objective| objective.measure);
        let metrics = if scenario.slo.is_empty() {
            USUAL_METRICS.to_vec()
        } else {
            of_slo.collect()
        };
        Self {
            relative,
            metrics,
            most: Self::USUAL_MOST,
        }
    }
}

/// What precision is asked of where a scenario has no objective.
const USUAL_METRICS: [Measure; 2] = [Measure::ThrottleRate, Measure::LatencyP99];

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
pub(super) fn next_look(sample: &Sample, goal: &Goal) -> Option<u64> {
    let done = sample.replications();
    (done < goal.most && !is_precise(sample, goal)).then(|| goal.most.min(done + Goal::BATCH))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::{NoFiles, Source, parse};
    use crate::study::replications::replicate;

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
        let mut results = replicate(scenario, 0..replications, &()).unwrap();
        let mut sample = Sample::new(results.remove(0), Vec::new());
        results
            .iter()
            .for_each(|result| sample.add(result, Vec::new()));
        sample
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
