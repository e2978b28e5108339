//! Service level objectives judged by the mean of many replications.
//!
//! It keeps a number for each objective, function and replication, and no result. It must not know
//! which scenario the results are of.

use super::statistics::Estimate;
use crate::metrics::Verdict;
use crate::scenario::Objective;

/// What replications say of the objectives, folded in one after another.
#[derive(Clone, Debug, Default)]
pub(super) struct Judgements {
    /// For each verdict on them in one replication, the values of all.
    judged: Vec<Judged>,
}

/// What the replications said of one objective in one function.
#[derive(Clone, Debug)]
struct Judged {
    objective: Objective,
    function: String,
    values: Vec<f64>,
    /// Whether one missed it that had nothing to measure, because something was turned away in it.
    missed_unmeasured: bool,
}

/// One objective, judged for one function by the mean of many replications.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleVerdict {
    /// The objective.
    pub objective: Objective,
    /// Name of the function it was judged for.
    pub function: String,
    /// What was measured; `None` if no replication gave anything to measure.
    pub value: Option<Estimate>,
    /// Whether the mean meets the objective. A replication without a value counts for nothing, unless it missed the
    /// objective ([`holds_unmeasured`](crate::metrics::objectives::holds_unmeasured)): then it is missed.
    pub met: bool,
    /// Whether the whole confidence interval lies on the same side of the limit as the mean. If
    /// not, more replications could turn the verdict.
    pub certain: bool,
}

impl Judgements {
    /// Folds in the verdicts on the next replication, in the order of their numbers.
    pub(super) fn fold(&mut self, verdicts: Vec<Verdict>) {
        if self.judged.is_empty() {
            let nothing = |verdict: &Verdict| Judged {
                objective: verdict.objective,
                function: verdict.function.clone(),
                values: Vec::new(),
                missed_unmeasured: false,
            };
            self.judged = verdicts.iter().map(nothing).collect();
        }
        for (judged, verdict) in self.judged.iter_mut().zip(verdicts) {
            judged.values.extend(verdict.value);
            judged.missed_unmeasured |= verdict.value.is_none() && !verdict.met;
        }
    }

    /// Judges each objective for every function it applies to, in the order of
    /// [`objectives::evaluate`](crate::metrics::objectives::evaluate).
    pub(super) fn judge(&self) -> Vec<SampleVerdict> {
        self.judged.iter().map(verdict).collect()
    }
}

fn verdict(judged: &Judged) -> SampleVerdict {
    let objective = judged.objective;
    let holds = |value| objective.comparison.holds(value, objective.limit);
    let value = Estimate::new(&judged.values);
    let met = !judged.missed_unmeasured && value.is_none_or(|value| holds(value.mean));
    let is_clear = |value: Estimate| holds(value.low()) == met && holds(value.high()) == met;
    SampleVerdict {
        objective,
        function: judged.function.clone(),
        value,
        met,
        certain: judged.missed_unmeasured || value.is_none_or(is_clear),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Measure;
    use crate::scenario::Comparison;

    #[test]
    fn a_verdict_is_certain_if_the_interval_does_not_straddle_the_limit() {
        let objective = Objective {
            measure: Measure::ThrottleRate,
            comparison: Comparison::Less,
            limit: 0.1,
        };
        let with = |values: &[f64], missed_unmeasured| {
            let judged = Judged {
                objective,
                function: "f".to_owned(),
                values: values.to_vec(),
                missed_unmeasured,
            };
            let verdict = verdict(&judged);
            (verdict.met, verdict.certain)
        };
        let judged = |values| with(values, false);
        // Half widths of 12.7 (t of 1 degree of freedom) times half the difference.
        assert_eq!(judged(&[0.049, 0.051]), (true, true));
        assert_eq!(judged(&[0.085, 0.095]), (true, false));
        assert_eq!(judged(&[0.105, 0.115]), (false, false));
        assert_eq!(judged(&[0.149, 0.151]), (false, true));
        assert_eq!(
            judged(&[0.05]),
            (true, false),
            "one says nothing of its error"
        );
        assert_eq!(judged(&[]), (true, true), "nothing to measure");
        for values in [&[][..], &[0.049, 0.051]] {
            let missed = with(values, true);
            assert_eq!(missed, (false, true), "turned away in one: {values:?}");
        }
    }
}
