//! What more replications of a value would say, foreseen from those of a value near it.
//!
//! Replication k of every value meets the same requests, so that two values near each other differ by much less
//! than two replications do. Where one of them, the anchor, has many replications, few of the other's are enough:
//! the missing ones are the anchor's plus the mean difference (the difference estimator of double sampling:
//! Cochran, Sampling Techniques, 1977, section 12.8). How far such a mean may be off is known from the spread of
//! the differences; a verdict that would change within that is not foreseen, and the value has to be run more
//! often.
//!
//! A foreseen verdict saves runs on values that are *not* the answer. The answer itself is always judged by
//! its own replications. It knows numbers; it must not know what they measure.

/// A foreseen mean is taken to be off by up to this many of its standard errors.
const ERRORS: f64 = 2.5;

/// The replications of a value, those that were not run foreseen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Foreseen {
    /// Its own replications, and the foreseen ones behind them.
    pub(super) values: Vec<f64>,
    /// How far the mean of all may be off.
    pub(super) error: f64,
}

/// Foresees as many replications as `anchor` has, from the first of them; `None` if fewer than two are known.
pub(super) fn foresee(own: &[f64], anchor: &[f64]) -> Option<Foreseen> {
    let known = own.len().min(anchor.len());
    if known < 2 {
        return None;
    }
    let differences: Vec<f64> = own.iter().zip(anchor).map(|(own, at)| own - at).collect();
    let (m, n) = (known as f64, anchor.len() as f64);
    let mean = differences.iter().sum::<f64>() / m;
    let squares: f64 = differences.iter().map(|one| (one - mean).powi(2)).sum();
    let spread = (squares / (m - 1.0)).sqrt();
    let missing = anchor.iter().skip(known).map(|at| at + mean);
    Some(Foreseen {
        values: own.iter().copied().take(known).chain(missing).collect(),
        // What is left to chance in the mean, and in the spread that a verdict is made with.
        error: ERRORS * spread * (1.0 / m - 1.0 / n).max(0.0).sqrt() + 0.5 * spread / n.sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_difference_is_foreseen_exactly() {
        let anchor = [10.0, 14.0, 9.0, 11.0, 16.0];
        let own = [12.0, 16.0];
        let foreseen = foresee(&own, &anchor).unwrap();
        assert_eq!(foreseen.values, [12.0, 16.0, 11.0, 13.0, 18.0]);
        assert_eq!(foreseen.error, 0.0);
    }

    /// Differences of 1, 2 and 3: mean 2, standard deviation 1. With three of twelve known the mean's standard
    /// error is sqrt(1/3 - 1/12) = 0.5.
    #[test]
    fn the_error_comes_from_the_spread_of_the_differences() {
        let anchor = [5.0; 12];
        let foreseen = foresee(&[6.0, 7.0, 8.0], &anchor).unwrap();
        assert_eq!(foreseen.values[3..], [7.0; 9]);
        let expected = ERRORS * 0.5 + 0.5 / 12_f64.sqrt();
        assert!((foreseen.error - expected).abs() < 1e-12, "{foreseen:?}");
    }

    #[test]
    fn one_replication_foresees_nothing() {
        assert_eq!(foresee(&[1.0], &[1.0, 2.0, 3.0]), None);
        assert_eq!(foresee(&[], &[1.0, 2.0]), None);
    }
}
