//! Paired differences, and which of many lie beyond noise.
//!
//! Variants meet the same requests in the same replication, so that what chance does to both cancels
//! in their difference: its interval, by Student's t over the replications' differences, is mostly
//! far narrower than those of the two means suggest (common random numbers; Law, *Simulation Modeling
//! and Analysis*, sections 10.2 and 11.2).
//!
//! Among many differences that are nothing but noise, one in twenty would pass a test at 5 %. Holm's
//! procedure (Scandinavian Journal of Statistics 6, 1979) holds the chance that *any* of a family
//! passes at 5 %, whatever their dependence.
//!
//! What does not pass is not shown to be equal. With few replications nothing but the largest of differences
//! can pass, and to call the others noise would deny the obvious: [`Finding::TooFew`].
//!
//! Knows numbers; must not know what they are figures of.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::study::Estimate;
use crate::study::statistics::t_quantile;

/// What a difference amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Equal in every replication.
    Equal,
    /// The replications are too few to tell. Either none could have been enough: if all of them had
    /// differed in the same direction, a test that takes nothing for granted of how differences are
    /// distributed, the sign test, could not have passed under Holm's procedure. Or the difference is beyond
    /// noise by itself, and not among this many.
    TooFew,
    /// It may be chance.
    Noise,
    /// It is more than chance, by Holm's procedure over all that is compared in the same scope.
    Differs,
}

impl Finding {
    /// Its name in data files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::TooFew => "too-few-replications",
            Self::Noise => "noise",
            Self::Differs => "differs",
        }
    }
}

/// How a figure of a variant differs from the baseline's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The difference with its paired 95 % confidence interval, which is its own: it is not widened
    /// for the number of comparisons.
    pub estimate: Estimate,
    /// What it amounts to.
    pub finding: Finding,
}

impl Difference {
    /// The difference of a variant that gave the baseline's results in every replication.
    pub(super) fn none(estimate: Estimate) -> Self {
        Self {
            estimate,
            finding: Finding::Equal,
        }
    }
}

/// The estimate of the difference, over the replications in which both have a value.
pub(super) fn paired(variant: &[Option<f64>], baseline: &[Option<f64>]) -> Option<Estimate> {
    let pairs = variant.iter().zip(baseline);
    let differences: Vec<f64> = pairs
        .filter_map(|(variant, baseline)| Some((*variant)? - (*baseline)?))
        .collect();
    Estimate::new(&differences)
}

/// Judges the estimates of a family together; the chance that any is wrongly found to differ is at most
/// `risk`.
pub(super) fn judge(family: &[Option<Estimate>], risk: f64) -> Vec<Option<Difference>> {
    let chances: Vec<Option<f64>> = family.iter().map(|one| one.as_ref().map(chance)).collect();
    let passed = holm(&chances, risk);
    let pairs = family.iter().zip(passed.beyond);
    let difference = |(estimate, beyond): (&Option<Estimate>, bool)| {
        let estimate = (*estimate)?;
        let finding = if is_equal(&estimate) {
            Finding::Equal
        } else if beyond {
            Finding::Differs
        } else if could_not_pass(&estimate, passed.bound) || !estimate.covers(0.0) {
            Finding::TooFew
        } else {
            Finding::Noise
        };
        Some(Difference { estimate, finding })
    };
    pairs.map(difference).collect()
}

/// Whether there is no difference in any replication, and more than one to say so.
fn is_equal(estimate: &Estimate) -> bool {
    estimate.mean == 0.0 && estimate.half_width == 0.0
}

/// Whether this many replications could not pass a bound even if all of them differed in the same direction.
fn could_not_pass(estimate: &Estimate, bound: f64) -> bool {
    // Two-sided: as likely as this many tosses of a coin that all fall alike.
    let smallest = 0.5_f64.powi(
        i32::try_from(estimate.n)
            .unwrap_or(i32::MAX)
            .saturating_sub(1),
    );
    smallest > bound
}

/// The chance of a difference at least so large if there were none (two-sided p-value).
fn chance(estimate: &Estimate) -> f64 {
    if estimate.half_width == 0.0 {
        // The same in every replication: exact.
        return if estimate.mean == 0.0 { 1.0 } else { 0.0 };
    }
    if estimate.n < 2 {
        return 1.0;
    }
    let degrees = (estimate.n - 1) as f64;
    let standard_error = estimate.half_width / t_quantile(degrees);
    let t = (estimate.mean / standard_error).abs();
    StudentsT::new(0.0, 1.0, degrees).map_or(1.0, |student| 2.0 * student.sf(t))
}

/// What Holm's procedure lets pass.
#[derive(Debug, PartialEq)]
struct Passed {
    /// Which of a family are beyond chance.
    beyond: Vec<bool>,
    /// What those that are not would have had to stay within.
    bound: f64,
}

/// From the smallest chance on, each against a bound that grows with every one passed, until the first
/// fails.
fn holm(chances: &[Option<f64>], risk: f64) -> Passed {
    let mut ranked: Vec<(usize, f64)> = chances
        .iter()
        .enumerate()
        .filter_map(|(index, chance)| Some((index, (*chance)?)))
        .collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut beyond = vec![false; chances.len()];
    let mut left = ranked.len();
    for (index, chance) in ranked {
        if chance > risk / left as f64 {
            break;
        }
        beyond[index] = true;
        left -= 1;
    }
    Passed {
        beyond,
        bound: risk / left.max(1) as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holm_stops_at_the_first_failure() {
        // Bounds 0.0125, 0.0167, 0.025, 0.05: the third, 0.03, fails, and with it the fourth.
        let chances = [0.04, 0.001, 0.03, 0.016].map(Some);
        let passed = holm(&chances, 0.05);
        assert_eq!(passed.beyond, [false, true, false, true]);
        assert!((passed.bound - 0.025).abs() < 1e-12);
        // What is not there takes nothing from the others.
        assert_eq!(holm(&[None, Some(0.04)], 0.05).beyond, [false, true]);
        assert!(holm(&[], 0.05).beyond.is_empty());
        // A look of several may err less.
        assert_eq!(holm(&[None, Some(0.04)], 0.025).beyond, [false, false]);
    }

    #[test]
    fn a_chance_of_five_percent_is_where_the_interval_touches_zero() {
        let observed = [1.0, 2.0, 4.0, 5.0, 9.0];
        let mut estimate = Estimate::new(&observed).unwrap();
        estimate.mean = estimate.half_width;
        assert!((chance(&estimate) - 0.05).abs() < 1e-6);
        estimate.mean = -2.0 * estimate.half_width;
        assert!(chance(&estimate) < 0.01);
    }

    #[test]
    fn what_is_the_same_in_every_replication_is_exact() {
        let some = |values: [f64; 3]| values.map(Some);
        let finding = |variant: [f64; 3], baseline: [f64; 3]| {
            let estimate = paired(&some(variant), &some(baseline));
            let judged = judge(&[estimate], 0.05)[0].unwrap();
            (
                judged.finding,
                judged.estimate.mean,
                judged.estimate.half_width,
            )
        };
        let noisy = [3.0, 1.0, 2.0];
        assert_eq!(finding(noisy, noisy), (Finding::Equal, 0.0, 0.0));
        assert_eq!(
            finding([5.0, 3.0, 4.0], noisy),
            (Finding::Differs, 2.0, 0.0)
        );
        // Three replications in the same direction are no rarer than one in four.
        assert_eq!(finding([1.0, 3.0, 2.0], noisy).0, Finding::TooFew);
    }

    /// As the issue had it: 651,265 ± 56,009 against 0, among 30 differences.
    #[test]
    fn what_few_replications_cannot_tell_is_not_called_noise() {
        let large = |n: u64| Estimate {
            mean: 651_265.0,
            half_width: 56_009.0,
            n,
        };
        let none = |n: u64| Estimate {
            mean: 1.0,
            half_width: 5.0,
            n,
        };
        let found = |n: u64, first: Estimate, others: usize| {
            let others = std::iter::repeat_n(Some(none(n)), others);
            let family: Vec<_> = std::iter::once(Some(first)).chain(others).collect();
            let judged = judge(&family, 0.05);
            [0, 1].map(|index| judged[index].map(|one| one.finding))
        };
        let both = |finding| [Some(finding), Some(finding)];
        assert_eq!(found(2, large(2), 29), both(Finding::TooFew));
        // By the t-test three are enough for the large one, and for no other.
        let expected = [Some(Finding::Differs), Some(Finding::TooFew)];
        assert_eq!(found(3, large(3), 29), expected);
        // 2^-10 is within 0.05 / 29, and 2^-9 is not.
        assert_eq!(found(10, large(10), 29)[1], Some(Finding::TooFew));
        assert_eq!(found(11, large(11), 29)[1], Some(Finding::Noise));
        // Beyond noise by itself, and not among this many.
        let small = Estimate {
            mean: 1.0,
            half_width: 0.9,
            n: 40,
        };
        assert_eq!(found(40, small, 29)[0], Some(Finding::TooFew));
        assert_eq!(found(40, none(40), 29), both(Finding::Noise));
    }

    #[test]
    fn only_replications_in_which_both_have_a_value_count() {
        let estimate = paired(&[Some(3.0), None, Some(5.0)], &[Some(1.0), Some(1.0), None]);
        assert_eq!(estimate.map(|one| (one.mean, one.n)), Some((2.0, 1)));
        assert_eq!(
            judge(&[estimate], 0.05)[0].unwrap().finding,
            Finding::TooFew
        );
        assert_eq!(paired(&[None], &[Some(1.0)]), None);
    }
}
