//! Whether a value meets objectives, with confidence.
//!
//! An objective is *met* where the one-sided confidence limit of its mean on the limit's far side still
//! meets it, *missed* where the limit on the other side misses it, and open between. Replications are
//! added until the verdict is clear: it is looked at after 10, 20, 40 ..., and by Bonferroni's inequality
//! each of the looks may err in 5 % / looks only, so that all of them together err in 5 % at most.
//!
//! Several objectives need no further correction: all are claimed to be met only where each of them is
//! (the intersection-union test: Berger, Technometrics 24, 1982). Nor does trying several values, as
//! long as more is not worse: values are then tried in an order of their own, and the first false claim
//! is the one that counts (fixed-sequence testing: Maurer, Hothorn, Lehmacher 1995).
//!
//! Knows numbers and objectives; must not know what the values are.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::measures::Better;
use crate::scenario::{Comparison, Objective};
use crate::study::Estimate;

/// What replications say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// With confidence, the objective is met.
    Met,
    /// More replications could tell.
    Open,
    /// With confidence, it is missed.
    Missed,
}

impl Verdict {
    /// Its name in data files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Open => "open",
            Self::Missed => "missed",
        }
    }
}

/// One objective, judged by replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// The objective.
    pub objective: Objective,
    /// The mean with its two-sided 95 % interval, for show; `None` where nothing was asked of the
    /// function.
    pub value: Option<Estimate>,
    /// The confidence limit that must meet the objective.
    pub bound: Option<f64>,
    /// The confidence limit on the other side: where that misses, the objective is missed.
    pub best: Option<f64>,
    /// What they say.
    pub verdict: Verdict,
}

impl Judged {
    /// How far the confidence limit is beyond the objective's, as a share of that; negative within.
    pub fn excess(&self) -> f64 {
        self.bound
            .map_or(f64::NEG_INFINITY, |bound| beyond(&self.objective, bound))
    }

    /// The same of the other confidence limit: positive where the objective is certain to be missed.
    pub(super) fn excess_at_best(&self) -> f64 {
        self.best
            .map_or(f64::NEG_INFINITY, |best| beyond(&self.objective, best))
    }
}

/// How far a value is beyond an objective's limit, as a share of that; negative within.
pub(super) fn beyond(objective: &Objective, value: f64) -> f64 {
    let limit = objective.limit;
    let beyond = if is_at_most(objective) {
        value - limit
    } else {
        limit - value
    };
    beyond / if limit > 0.0 { limit } else { 1.0 }
}

/// Whether an objective sets an upper limit.
pub fn is_at_most(objective: &Objective) -> bool {
    matches!(
        objective.comparison,
        Comparison::Less | Comparison::LessOrEqual
    )
}

/// Whether an objective asks for more of what is good, as provisioned concurrency gives it.
pub fn can_be_sized_for(objective: &Objective) -> bool {
    let more_is_better = objective.measure.entry().better == Better::More;
    is_at_most(objective) != more_is_better
}

/// Judges an objective by its values in the replications: `None` where nothing was asked of the
/// function, an infinite one where it was and it answered nothing. `risk` is the share of such verdicts that may be
/// wrong.
pub(super) fn judge(objective: Objective, values: &[Option<f64>], risk: f64) -> Judged {
    let values: Vec<f64> = values.iter().copied().flatten().collect();
    let of = |value, [bound, best]: [Option<f64>; 2], verdict| Judged {
        objective,
        value,
        bound,
        best,
        verdict,
    };
    if values.iter().any(|value| value.is_infinite()) {
        return of(None, [Some(f64::INFINITY); 2], Verdict::Missed);
    }
    let Some(estimate) = Estimate::new(&values) else {
        return of(None, [None; 2], Verdict::Met);
    };
    let reach = reach(&values, estimate.mean, risk);
    let holds = |value| objective.comparison.holds(value, objective.limit);
    let [worse, better] = match is_at_most(&objective) {
        true => [estimate.mean + reach, estimate.mean - reach],
        false => [estimate.mean - reach, estimate.mean + reach],
    };
    let verdict = match (holds(worse), holds(better)) {
        (true, _) => Verdict::Met,
        (false, true) => Verdict::Open,
        (false, false) => Verdict::Missed,
    };
    of(Some(estimate), [Some(worse), Some(better)], verdict)
}

/// How far a one-sided confidence limit of the given risk is from the mean, by Student's t.
fn reach(values: &[f64], mean: f64, risk: f64) -> f64 {
    let n = values.len() as f64;
    if values.iter().all(|value| Some(value) == values.first()) && values.len() > 1 {
        return 0.0;
    }
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let degrees = n - 1.0;
    StudentsT::new(0.0, 1.0, degrees).map_or(f64::INFINITY, |t| {
        t.inverse_cdf(1.0 - risk) * (squares / degrees / n).sqrt()
    })
}

/// The verdict on all objectives: met if each is, missed if any is.
pub(super) fn together(judged: &[Judged]) -> Verdict {
    let is = |verdict| move |one: &Judged| one.verdict == verdict;
    if judged.iter().any(is(Verdict::Missed)) {
        Verdict::Missed
    } else if judged.iter().all(is(Verdict::Met)) {
        Verdict::Met
    } else {
        Verdict::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Measure;
    use crate::study::looks::Looks;

    fn at_most(limit: f64) -> Objective {
        Objective {
            measure: Measure::ThrottleRate,
            comparison: Comparison::LessOrEqual,
            limit,
        }
    }

    fn verdict(limit: f64, values: &[f64], looks: &Looks) -> Verdict {
        let values: Vec<_> = values.iter().copied().map(Some).collect();
        judge(at_most(limit), &values, looks.risk()).verdict
    }

    #[test]
    fn a_verdict_needs_its_whole_one_sided_interval() {
        // Ten values of mean 5.5 and standard error 0.957; t of 9 degrees at 5 % is 1.833: 3.745 to 7.255.
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        let one_look = Looks::up_to(10);
        for (limit, expected) in [
            (7.26, Verdict::Met),
            (7.25, Verdict::Open),
            (3.75, Verdict::Open),
            (3.74, Verdict::Missed),
        ] {
            assert_eq!(verdict(limit, &values, &one_look), expected, "{limit}");
        }
        // A second look halves the risk of each: t at 2.5 % is 2.262, the limit 7.666.
        let two_looks = Looks::up_to(20);
        assert_eq!(verdict(7.66, &values, &two_looks), Verdict::Open);
        assert_eq!(verdict(7.67, &values, &two_looks), Verdict::Met);
    }

    #[test]
    fn what_does_not_vary_is_exact_and_what_was_not_answered_is_missed() {
        let looks = Looks::up_to(10);
        assert_eq!(verdict(0.3, &[0.3; 5], &looks), Verdict::Met);
        assert_eq!(verdict(0.29, &[0.3; 5], &looks), Verdict::Missed);
        assert_eq!(verdict(0.3, &[0.1], &looks), Verdict::Open, "one value");
        assert_eq!(verdict(0.3, &[], &looks), Verdict::Met, "nothing asked");
        let unanswered = [Some(0.0), Some(f64::INFINITY)];
        assert_eq!(
            judge(at_most(1.0), &unanswered, looks.risk()).verdict,
            Verdict::Missed
        );
    }

    #[test]
    fn all_objectives_must_be_met_and_one_is_enough_to_miss() {
        let looks = Looks::up_to(10);
        let judged =
            |limit, values: [f64; 2]| judge(at_most(limit), &values.map(Some), looks.risk());
        let (met, open, missed) = (
            judged(1.0, [0.5, 0.5]),
            judged(0.5, [0.4, 0.6]),
            judged(0.1, [0.5, 0.5]),
        );
        assert_eq!(together(&[met, met]), Verdict::Met);
        assert_eq!(together(&[met, open]), Verdict::Open);
        assert_eq!(together(&[met, open, missed]), Verdict::Missed);
        assert!(met.excess() < 0.0 && missed.excess() == 4.0);
    }
}
