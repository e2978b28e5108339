//! Confidence intervals from one long run: batch means.
//!
//! Neighbouring observations of one run are correlated, and an interval that took them for
//! independent would be far too narrow. The means of long batches are nearly independent; 10 to 30
//! batches are enough for the interval, and more would only be shorter (Schmeiser, *Batch size
//! effects in the analysis of simulation output*, Operations Research 30, 1982). Whether they are
//! independent enough is tested by von Neumann's ratio.
//!
//! Knows numbers; must not know what they measure.

use super::statistics::{Estimate, ratio};

/// Numbers of batches, tried in this order until neighbours are not correlated.
const BATCHES: [usize; 3] = [30, 20, 10];
/// The one-sided 5 % point of the normal distribution.
const NORMAL_95: f64 = 1.645;

/// An estimate from batches of one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchMeans {
    /// Mean and interval; its `n` is the number of batches.
    pub estimate: Estimate,
    /// Whether the means of neighbouring batches pass for independent. If they do not even with
    /// the longest batches, the run is too short and the interval too narrow.
    pub independent: bool,
}

/// The quotient of the sums of pairs (x, y), one for each observation in order of time. With y = 1
/// it is the mean of x. `None` if there are too few observations or y adds up to nothing.
///
/// Batches have equal numbers of observations; those that are left over are the first ones.
pub fn batch_means(observations: &[(f64, f64)]) -> Option<BatchMeans> {
    let mut last = None;
    for count in BATCHES {
        let size = observations.len() / count;
        if size == 0 {
            continue;
        }
        let kept = &observations[observations.len() - size * count..];
        let sums: Vec<(f64, f64)> = kept
            .chunks_exact(size)
            .map(|batch| {
                batch
                    .iter()
                    .fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
            })
            .collect();
        let estimate = ratio(&sums)?;
        let residuals: Vec<f64> = sums.iter().map(|(x, y)| x - estimate.mean * y).collect();
        let independent = !is_correlated(&residuals);
        last = Some(BatchMeans {
            estimate,
            independent,
        });
        if independent {
            break;
        }
    }
    last
}

/// Whether neighbours are positively correlated, at the 5 % level.
///
/// Von Neumann's ratio of the mean squared difference of neighbours to the variance (Annals of
/// Mathematical Statistics 12, 1941) is 2 for independent values; c = 1 - ratio / 2, computed from
/// sums, estimates the correlation of neighbours, and c sqrt((b^2 - 1) / (b - 2)) is nearly normal for
/// b batches (Fishman and Yarberry, INFORMS Journal on Computing 9, 1997).
fn is_correlated(values: &[f64]) -> bool {
    let b = values.len() as f64;
    let mean = values.iter().sum::<f64>() / b;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let differences: f64 = values
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).powi(2))
        .sum();
    if squares <= 0.0 {
        return false;
    }
    let c = 1.0 - differences / (2.0 * squares);
    c * ((b * b - 1.0) / (b - 2.0)).sqrt() > NORMAL_95
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    /// x_t = 10 + phi (x_(t-1) - 10) + noise, from its stationary law: mean 10, correlation of
    /// neighbours phi.
    fn autoregressive(phi: f64, n: usize, seed: u64) -> Vec<(f64, f64)> {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut normal = || {
            let (u, v): (f64, f64) = (random.random(), random.random());
            (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
        };
        let mut x = normal() / (1.0 - phi * phi).sqrt();
        (0..n)
            .map(|_| {
                let now = 10.0 + x;
                x = phi * x + normal();
                (now, 1.0)
            })
            .collect()
    }

    fn share(holds: impl Fn(u64) -> bool) -> f64 {
        (0..500).filter(|&seed| holds(seed)).count() as f64 / 500.0
    }

    #[test]
    fn intervals_of_an_autoregressive_process_cover_its_mean() {
        let covers = |phi, n| {
            share(|seed| {
                let estimate = batch_means(&autoregressive(phi, n, seed)).unwrap().estimate;
                estimate.covers(10.0)
            })
        };
        for (phi, n) in [(0.0, 300), (0.5, 2000), (0.9, 10_000)] {
            let share = covers(phi, n);
            assert!((0.92..=0.98).contains(&share), "phi {phi}: {share}");
        }
    }

    #[test]
    fn the_width_is_that_of_theory() {
        // The variance of the mean of n is 1 / (n (1 - phi)^2); with 29 degrees t is 2.045.
        let widths = (0..200).map(|seed| {
            let estimate = batch_means(&autoregressive(0.5, 30_000, seed))
                .unwrap()
                .estimate;
            estimate.half_width.powi(2)
        });
        let mean_square = widths.sum::<f64>() / 200.0;
        let expected = 2.045_f64.powi(2) / (30_000.0 * 0.25);
        assert!(
            (mean_square / expected - 1.0).abs() < 0.1,
            "{mean_square}, theory {expected}"
        );
    }

    #[test]
    fn a_run_too_short_for_its_memory_is_noticed() {
        let noticed = |phi, n| {
            share(|seed| {
                !batch_means(&autoregressive(phi, n, seed))
                    .unwrap()
                    .independent
            })
        };
        // Ten batches of 100 with a memory of some 1000 observations.
        let (short, long) = (noticed(0.999, 1000), noticed(0.5, 30_000));
        assert!(short > 0.8, "noticed in {short}");
        assert!(long < 0.02, "three tests at 5 % all fail in {long}");
    }

    #[test]
    fn too_few_observations_or_nothing_to_divide_by_give_nothing() {
        assert_eq!(batch_means(&[(1.0, 1.0); 9]), None);
        assert_eq!(batch_means(&[(0.0, 0.0); 100]), None);
        let constant = batch_means(&[(3.0, 1.0); 35]).unwrap();
        assert_eq!(
            (constant.estimate.mean, constant.estimate.half_width),
            (3.0, 0.0)
        );
        assert!(constant.independent);
    }
}
