//! Where the start-up transient of a series ends: MSER-5.
//!
//! White, *An effective truncation heuristic for bias reduction in simulation output*, Simulation
//! 69 (1997); in batches of five by Spratt (1998) and White, Cobb and Spratt, Proceedings of the
//! Winter Simulation Conference 2000. It leaves out as many observations as make the standard
//! error of the mean of the rest smallest: those that lie far from the rest cost more than their
//! number is worth.
//!
//! Knows numbers; must not know what they measure.

use super::statistics::Moments;

/// Observations in a batch.
const BATCH: usize = 5;
/// Fewer batches than this say nothing of where a transient ends.
const FEWEST: usize = 10;
/// At least this many batches, and a tenth of all, are always kept: the last few lie close to each
/// other by chance, and would look like a steady state.
const KEPT: usize = 5;

/// How many of the first observations belong to the transient; `None` if no steady state is to be
/// seen, because the series still changes in its second half or is too short.
///
/// For batch means z and a cut after the first d of k, the statistic is the sum over j > d of
/// (z_j - mean)^2 / (k - d)^2. The best cut has the smallest one, and is the earliest of equals. If
/// it lies in the second half, less than half of the run is steady, and its authors advise to
/// distrust it: then there is none.
pub(crate) fn transient(series: &[f64]) -> Option<usize> {
    let batches: Vec<f64> = series
        .chunks_exact(BATCH)
        .map(|batch| batch.iter().sum::<f64>() / BATCH as f64)
        .collect();
    let count = batches.len();
    if count < FEWEST {
        return None;
    }
    let latest_cut = count - KEPT.max(count / 10);
    let mut rest = Moments::default();
    let (mut smallest, mut best) = (f64::INFINITY, count);
    for (cut, batch) in batches.iter().enumerate().rev() {
        rest.add(*batch);
        let statistic = rest.squares() / (rest.n() as f64).powi(2);
        if cut <= latest_cut && statistic <= smallest {
            (smallest, best) = (statistic, cut);
        }
    }
    (best < count / 2).then_some(best * BATCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_by_hand() {
        // Batch means 9, 4, then 1 and 0 in turn. Statistics for k = 12: with both first ones kept
        // (102 - 18^2/12) / 144 = 0.521, with one (21 - 9^2/11) / 121 = 0.113, with none
        // (5 - 5^2/10) / 100 = 0.025, one further (4 - 4^2/9) / 81 = 0.027.
        let means = [9.0, 4.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0];
        let series: Vec<f64> = means.iter().flat_map(|&mean| [mean; 5]).collect();
        assert_eq!(transient(&series), Some(10));
    }

    #[test]
    fn what_is_steady_from_the_start_loses_nothing() {
        assert_eq!(transient(&[7.0; 60]), Some(0));
        let waves: Vec<f64> = (0..500).map(|i| f64::from(i).sin()).collect();
        assert_eq!(transient(&waves), Some(0));
    }

    #[test]
    fn an_exponential_approach_is_cut_where_it_has_faded_into_the_noise() {
        // A transient of size 100 and time constant 20 in waves of size 1: below 1 after 92, below
        // 0.1 after 138 observations.
        let series: Vec<f64> = (0..1000)
            .map(f64::from)
            .map(|t| 50.0 - 100.0 * (-t / 20.0).exp() + (t * 1.7).sin())
            .collect();
        let cut = transient(&series).unwrap();
        assert!((60..=140).contains(&cut), "cut after {cut}");
    }

    #[test]
    fn what_never_settles_or_is_too_short_has_no_steady_state() {
        let ramp: Vec<f64> = (0..1000).map(f64::from).collect();
        assert_eq!(transient(&ramp), None);
        let late: Vec<f64> = (0..1000).map(|i| f64::from(u8::from(i < 700))).collect();
        assert_eq!(transient(&late), None);
        assert_eq!(transient(&[1.0; 49]), None);
    }
}
