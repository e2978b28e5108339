//! A comparison of the simulation with a reference, and its verdict.
//!
//! Knows numbers and significance; must not know what they measure.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::study::Estimate;
use crate::study::statistics::CONFIDENCE;

/// Probability that one statistical comparison fails although the model is right.
///
/// The whole suite makes at most [`MOST_COMPARISONS`] of them, so by Bonferroni's inequality, which
/// asks for no independence, it fails by chance in fewer than 1 of 1000 sets of seeds.
pub const SIGNIFICANCE: f64 = 1e-5;

/// Most statistical comparisons that the suite may make; a test counts them.
pub const MOST_COMPARISONS: usize = 100;

/// Widest 95 % interval, relative to the reference, that still says anything.
const WIDEST: f64 = 0.10;

/// How close "equal" is for numbers that went through floating-point arithmetic.
const ROUNDING: f64 = 1e-9;

/// A comparison of the simulation with a reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What is compared.
    pub name: String,
    /// What the reference says.
    pub expected: f64,
    /// What the simulation says.
    pub simulated: f64,
    /// Its 95 % confidence interval, where it is an estimate.
    pub interval: Option<(f64, f64)>,
    /// By which rule the two are compared.
    pub rule: Rule,
    /// What came of it.
    pub verdict: Verdict,
    /// What a reader should know besides; empty if nothing.
    pub note: String,
}

/// How a simulated value is compared with its reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Equal, but for rounding.
    Exact,
    /// Apart by no more than chance explains, at [`SIGNIFICANCE`].
    Chance,
    /// A test statistic no greater than its critical value at [`SIGNIFICANCE`].
    GoodnessOfFit,
    /// No greater than a mark that is stated in advance.
    AtMost,
    /// Not judged: shown for the reader.
    Reported,
}

/// The outcome of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Simulation and reference agree.
    Pass,
    /// They do not.
    Fail,
    /// Shown without judgement.
    Reported,
}

impl Rule {
    /// The rule's name in data.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Chance => "chance",
            Self::GoodnessOfFit => "goodness-of-fit",
            Self::AtMost => "at-most",
            Self::Reported => "reported",
        }
    }

    /// Whether a right model may fail it by chance.
    pub(crate) const fn is_statistical(self) -> bool {
        matches!(self, Self::Chance | Self::GoodnessOfFit)
    }
}

impl Verdict {
    /// The verdict's name, for people and in data.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "FAIL",
            Self::Reported => "reported",
        }
    }
}

impl Case {
    /// A value that must be equal.
    pub fn exact(name: impl Into<String>, expected: f64, simulated: f64) -> Self {
        let equal = Self::equal(expected, simulated);
        Self::judged(name, Rule::Exact, expected, simulated, equal)
    }

    /// Whether two values are equal but for rounding.
    pub(crate) fn equal(expected: f64, simulated: f64) -> bool {
        (simulated - expected).abs() <= ROUNDING * expected.abs()
    }

    /// Whether simulation and reference agree.
    pub(crate) fn passes(&self) -> bool {
        self.verdict == Verdict::Pass
    }

    /// A value estimated from independent replications, which must agree within its own error. An
    /// interval too wide to tell a right model from a wrong one is a failure, too.
    pub fn chance(name: impl Into<String>, expected: f64, observations: &[f64]) -> Self {
        let Some(estimate) = Estimate::new(observations) else {
            let nothing = Self::judged(name, Rule::Chance, expected, f64::NAN, false);
            return nothing.noted("nothing was observed");
        };
        let tolerance = estimate.half_width * widening(estimate.n);
        let agrees = (estimate.mean - expected).abs() <= tolerance;
        let says_enough = estimate.half_width <= WIDEST * expected.abs();
        let case = Self::judged(
            name,
            Rule::Chance,
            expected,
            estimate.mean,
            agrees && says_enough,
        );
        let case = case.with_interval(&estimate);
        if says_enough {
            case
        } else {
            case.noted("the interval is too wide to tell")
        }
    }

    /// A test statistic and its critical value.
    pub fn goodness_of_fit(name: impl Into<String>, critical: f64, statistic: f64) -> Self {
        let fits = statistic <= critical;
        Self::judged(name, Rule::GoodnessOfFit, critical, statistic, fits)
    }

    /// A value that must not exceed a mark.
    pub fn at_most(name: impl Into<String>, mark: f64, simulated: f64) -> Self {
        Self::judged(name, Rule::AtMost, mark, simulated, simulated <= mark)
    }

    /// A value that is only shown.
    pub fn reported(name: impl Into<String>, expected: f64, simulated: f64) -> Self {
        Self {
            verdict: Verdict::Reported,
            ..Self::judged(name, Rule::Reported, expected, simulated, true)
        }
    }

    /// The case with the interval of an estimate.
    #[must_use]
    pub(crate) fn with_interval(self, estimate: &Estimate) -> Self {
        Self {
            interval: Some((estimate.low(), estimate.high())),
            ..self
        }
    }

    /// The case with a note.
    #[must_use]
    pub fn noted(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }

    fn judged(
        name: impl Into<String>,
        rule: Rule,
        expected: f64,
        simulated: f64,
        agrees: bool,
    ) -> Self {
        Self {
            name: name.into(),
            expected,
            simulated,
            interval: None,
            rule,
            verdict: if agrees { Verdict::Pass } else { Verdict::Fail },
            note: String::new(),
        }
    }
}

/// By how much the tolerance at [`SIGNIFICANCE`] is wider than the 95 % interval of `n` observations.
fn widening(n: u64) -> f64 {
    let quantile = |tail: f64| {
        StudentsT::new(0.0, 1.0, n.saturating_sub(1) as f64)
            .map_or(f64::INFINITY, |t| t.inverse_cdf(1.0 - tail / 2.0))
    };
    quantile(SIGNIFICANCE) / quantile(1.0 - CONFIDENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tolerance_is_students_t_at_the_significance() {
        // Large samples: the normal quantiles 4.417 (two-sided 1e-5) and 1.960.
        assert!((widening(1_000_000) - 4.417_17 / 1.959_96).abs() < 1e-3);
        // Two degrees of freedom: t = sqrt(2) (2p - 1) / sqrt(2 p (1 - p) x 2) in closed form.
        let closed = |p: f64| (2.0 * p - 1.0) / (2.0 * p * (1.0 - p)).sqrt();
        let expected = closed(1.0 - SIGNIFICANCE / 2.0) / closed(0.975);
        assert!((widening(3) / expected - 1.0).abs() < 1e-6);
    }

    #[test]
    fn chance_forgives_what_chance_explains_and_nothing_else() {
        let observations: Vec<f64> = (0..100).map(|i| 99.5 + f64::from(i % 2)).collect();
        let verdict = |expected| Case::chance("x", expected, &observations).verdict;
        assert_eq!(verdict(100.0), Verdict::Pass);
        // The standard error is 0.05; 4.6 of them are allowed.
        assert_eq!(verdict(100.2), Verdict::Pass);
        assert_eq!(verdict(100.3), Verdict::Fail);
    }

    #[test]
    fn an_interval_that_says_nothing_is_a_failure() {
        let case = Case::chance("x", 1.0, &[0.0, 1.0, 2.0]);
        assert_eq!(case.verdict, Verdict::Fail);
        assert_eq!(case.note, "the interval is too wide to tell");
        assert_eq!(Case::chance("x", 1.0, &[]).verdict, Verdict::Fail);
    }

    #[test]
    fn the_other_rules_are_what_they_say() {
        assert_eq!(Case::exact("x", 3.0, 3.0).verdict, Verdict::Pass);
        assert_eq!(Case::exact("x", 3.0, 3.000_001).verdict, Verdict::Fail);
        assert_eq!(Case::at_most("x", 0.25, 0.26).verdict, Verdict::Fail);
        assert_eq!(
            Case::goodness_of_fit("x", 30.0, 12.0).verdict,
            Verdict::Pass
        );
        assert_eq!(Case::reported("x", 1.0, 9.0).verdict, Verdict::Reported);
    }
}
