//! What is known of a value: whether it meets the objectives, and how far it is from them.

use crate::study::size::verdict::{self, Judged, Verdict};

/// What is known of whether a value meets the objectives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::study::size) struct Weighed {
    /// Whether it meets them, with confidence.
    pub(in crate::study::size) verdict: Verdict,
    /// How far the limit that must meet the objectives is likely to be beyond them after the last look, by the worst:
    /// negative within. Values whose verdicts stood at different looks can be compared by it.
    pub(in crate::study::size) beyond: f64,
    /// The same of the other confidence limit: positive where they are certain to be missed.
    pub(in crate::study::size) beyond_at_best: f64,
}

impl Weighed {
    /// Nothing is known.
    pub(super) const UNKNOWN: Self = Self {
        verdict: Verdict::Open,
        beyond: f64::INFINITY,
        beyond_at_best: f64::NEG_INFINITY,
    };

    /// What objectives that were judged come to; there may be as many replications as `most`.
    pub(super) fn of(judged: &[Judged], most: u64) -> Self {
        let worst = |each: &dyn Fn(&Judged) -> f64| {
            judged.iter().map(each).fold(f64::NEG_INFINITY, f64::max)
        };
        Self {
            verdict: verdict::together(judged),
            beyond: worst(&|one| at_last(one, one.excess(), most)),
            beyond_at_best: worst(&|one| at_last(one, one.excess_at_best(), most)),
        }
    }
}

/// How far a confidence limit is likely to be beyond an objective after `most` replications: as far from the mean as
/// it is now, by the square root of how many there are.
fn at_last(judged: &Judged, excess: f64, most: u64) -> f64 {
    let Some(value) = judged.value.filter(|_| excess.is_finite()) else {
        return excess;
    };
    let mean = verdict::beyond(&judged.objective, value.mean);
    let share = (value.n as f64 / most.max(value.n) as f64).sqrt();
    mean + (excess - mean) * share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Measure;
    use crate::scenario::{Comparison, Objective};

    /// Values whose mean is the same and whose verdicts stood at different looks seem as far from the objective.
    #[test]
    fn hints_of_different_looks_can_be_compared() {
        let objective = Objective {
            measure: Measure::ThrottleRate,
            comparison: Comparison::LessOrEqual,
            limit: 10.0,
        };
        let weighed = |replications: usize| {
            let values: Vec<_> = (0..replications).map(|at| Some((at % 2) as f64)).collect();
            Weighed::of(&[verdict::judge(objective, &values, 0.05 / 3.0)], 40)
        };
        let (early, late) = (weighed(10), weighed(40));
        assert!(
            (early.beyond - late.beyond).abs() < 0.01,
            "{early:?} {late:?}"
        );
        let judged = verdict::judge(objective, &[Some(0.0), Some(1.0)].repeat(20), 0.05 / 3.0);
        assert_eq!(late.beyond, judged.excess(), "the last look is as it is");
    }
}
