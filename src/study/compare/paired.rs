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
//! Knows numbers; must not know what they are figures of.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::study::Estimate;
use crate::study::statistics::{CONFIDENCE, t_quantile};

/// What a difference amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Equal in every replication.
    Equal,
    /// It may be chance.
    Noise,
    /// It is more than chance, by Holm's procedure over all that is compared in the same scope.
    Differs,
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

/// The estimate of the difference, over the replications in which both have a value.
pub(super) fn paired(variant: &[Option<f64>], baseline: &[Option<f64>]) -> Option<Estimate> {
    let pairs = variant.iter().zip(baseline);
    let differences: Vec<f64> = pairs
        .filter_map(|(variant, baseline)| Some((*variant)? - (*baseline)?))
        .collect();
    Estimate::new(&differences)
}

/// Judges the estimates of a family together.
pub(super) fn judge(family: &[Option<Estimate>]) -> Vec<Option<Difference>> {
    let chances: Vec<Option<f64>> = family.iter().map(|one| one.as_ref().map(chance)).collect();
    let beyond = holm(&chances);
    let pairs = family.iter().zip(beyond);
    let difference = |(estimate, beyond): (&Option<Estimate>, bool)| {
        let estimate = (*estimate)?;
        let finding = match (estimate.mean == 0.0 && estimate.half_width == 0.0, beyond) {
            (true, _) => Finding::Equal,
            (false, true) => Finding::Differs,
            (false, false) => Finding::Noise,
        };
        Some(Difference { estimate, finding })
    };
    pairs.map(difference).collect()
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

/// Which of a family are beyond chance: from the smallest chance on, each against a bound that
/// grows with every one passed, until the first fails.
fn holm(chances: &[Option<f64>]) -> Vec<bool> {
    let mut ranked: Vec<(usize, f64)> = chances
        .iter()
        .enumerate()
        .filter_map(|(index, chance)| Some((index, (*chance)?)))
        .collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut beyond = vec![false; chances.len()];
    let mut left = ranked.len();
    for (index, chance) in ranked {
        if chance > (1.0 - CONFIDENCE) / left as f64 {
            break;
        }
        beyond[index] = true;
        left -= 1;
    }
    beyond
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holm_stops_at_the_first_failure() {
        // Bounds 0.0125, 0.0167, 0.025, 0.05: the third, 0.03, fails, and with it the fourth.
        let chances = [0.04, 0.001, 0.03, 0.016].map(Some);
        assert_eq!(holm(&chances), [false, true, false, true]);
        // What is not there takes nothing from the others.
        assert_eq!(holm(&[None, Some(0.04)]), [false, true]);
        assert!(holm(&[]).is_empty());
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
            let judged = judge(&[estimate])[0].unwrap();
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
        assert_eq!(finding([1.0, 3.0, 2.0], noisy).0, Finding::Noise);
    }

    #[test]
    fn only_replications_in_which_both_have_a_value_count() {
        let estimate = paired(&[Some(3.0), None, Some(5.0)], &[Some(1.0), Some(1.0), None]);
        assert_eq!(estimate.map(|one| (one.mean, one.n)), Some((2.0, 1)));
        assert_eq!(judge(&[estimate])[0].unwrap().finding, Finding::Noise);
        assert_eq!(paired(&[None], &[Some(1.0)]), None);
    }
}
