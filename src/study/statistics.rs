//! Estimates with confidence intervals.
//!
//! Knows numbers; must not know where they come from.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// The confidence of every interval in the program.
pub const CONFIDENCE: f64 = 0.95;

/// The mean of independent observations, with its two-sided 95 % confidence interval by Student's t.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Arithmetic mean.
    pub mean: f64,
    /// Half the width of the interval: infinite for a single observation, which says nothing of
    /// its own error.
    pub half_width: f64,
    /// Number of observations.
    pub n: u64,
}

impl Estimate {
    /// The estimate from independent observations; `None` if there are none.
    pub fn new(observations: &[f64]) -> Option<Self> {
        let (&first, rest) = observations.split_first()?;
        let n = observations.len() as f64;
        // Equal observations have that mean exactly, whatever rounding would make of it.
        if rest.iter().all(|&value| value == first) && !rest.is_empty() {
            return Some(Self {
                mean: first,
                half_width: 0.0,
                n: observations.len() as u64,
            });
        }
        let mean = observations.iter().sum::<f64>() / n;
        // Two passes: exact where a sum of squares would cancel.
        let squares: f64 = observations
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum();
        let half_width = match rest.len() {
            0 => f64::INFINITY,
            degrees => t_quantile(degrees as f64) * (squares / degrees as f64 / n).sqrt(),
        };
        Some(Self {
            mean,
            half_width,
            n: observations.len() as u64,
        })
    }

    /// Lower end of the interval.
    pub fn low(&self) -> f64 {
        self.mean - self.half_width
    }

    /// Upper end of the interval.
    pub fn high(&self) -> f64 {
        self.mean + self.half_width
    }

    /// Whether the interval contains `value`.
    pub fn covers(&self, value: f64) -> bool {
        (self.low()..=self.high()).contains(&value)
    }

    /// Half width over the size of the mean: 0 for an exact estimate, infinite where the mean is
    /// zero but its error is not.
    pub fn relative_half_width(&self) -> f64 {
        if self.half_width == 0.0 {
            0.0
        } else {
            self.half_width / self.mean.abs()
        }
    }
}

/// Number, mean and sum of squared deviations of observations that are not kept, by Welford's
/// recurrence (Technometrics 4, 1962), which is stable and gives equal observations no variance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Moments {
    n: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Adds an observation. The order of observations matters to the last bit.
    pub(crate) fn add(&mut self, observation: f64) {
        self.n += 1;
        let deviation = observation - self.mean;
        self.mean += deviation / self.n as f64;
        self.squares += deviation * (observation - self.mean);
    }

    /// Number of observations.
    pub(crate) fn n(&self) -> u64 {
        self.n
    }

    /// Sum of the squared deviations from the mean.
    pub(crate) fn squares(&self) -> f64 {
        self.squares
    }

    /// The estimate, with the quantiles of Student's t from a table.
    pub(crate) fn estimate(&self, t: &TTable) -> Option<Estimate> {
        let n = self.n;
        (n > 0).then(|| Estimate {
            mean: self.mean,
            half_width: match n {
                1 => f64::INFINITY,
                _ if self.squares == 0.0 => 0.0,
                _ => t.quantile(n - 1) * (self.squares / (n - 1) as f64 / n as f64).sqrt(),
            },
            n,
        })
    }
}

/// The quantiles of Student's t for all small degrees of freedom: a band needs the same few for
/// each of its points.
#[derive(Clone, Debug)]
pub(crate) struct TTable(Vec<f64>);

impl TTable {
    /// The table for up to `n` observations.
    pub(crate) fn up_to(n: u64) -> Self {
        Self(
            (1..n.max(1))
                .map(|degrees| t_quantile(degrees as f64))
                .collect(),
        )
    }

    fn quantile(&self, degrees: u64) -> f64 {
        let known = usize::try_from(degrees - 1)
            .ok()
            .and_then(|index| self.0.get(index));
        known.copied().unwrap_or_else(|| t_quantile(degrees as f64))
    }
}

/// The ratio of two sums, such as throttles over attempts, with its interval.
///
/// The classical ratio estimator: for pairs (x, y) the estimate is the quotient of the sums, and
/// its variance that of the residuals x - ratio y, divided by n and the squared mean of y
/// (Cochran, Sampling Techniques, 3rd ed. 1977, section 6.4). Unlike the mean of the quotients it
/// gives a pair with little in its denominator little weight. `None` if the denominators are zero.
pub fn ratio(pairs: &[(f64, f64)]) -> Option<Estimate> {
    let (x, y) = pairs
        .iter()
        .fold((0.0, 0.0), |(x, y), pair| (x + pair.0, y + pair.1));
    if y <= 0.0 {
        return None;
    }
    let ratio = x / y;
    let residuals: Vec<f64> = pairs.iter().map(|(x, y)| x - ratio * y).collect();
    let spread = Estimate::new(&residuals)?;
    Some(Estimate {
        mean: ratio,
        half_width: spread.half_width / (y / spread.n as f64),
        n: spread.n,
    })
}

/// The quantile of Student's t that leaves 2.5 % above it.
pub(super) fn t_quantile(degrees: f64) -> f64 {
    // Positive degrees of freedom are all the distribution asks for.
    StudentsT::new(0.0, 1.0, degrees).map_or(f64::INFINITY, |t| {
        t.inverse_cdf(1.0 - (1.0 - CONFIDENCE) / 2.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_quantiles_are_those_of_the_tables() {
        // Fisher and Yates, Statistical Tables, table III.
        for (degrees, expected) in [
            (1.0, 12.706),
            (4.0, 2.776),
            (9.0, 2.262),
            (29.0, 2.045),
            (120.0, 1.980),
        ] {
            let got = t_quantile(degrees);
            assert!(
                (got - expected).abs() < 5e-4,
                "{degrees} degrees of freedom: {got}"
            );
        }
    }

    #[test]
    fn an_interval_by_hand() {
        // Mean 3, variance 2.5, standard error sqrt(2.5 / 5).
        let estimate = Estimate::new(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
        assert_eq!((estimate.mean, estimate.n), (3.0, 5));
        assert!((estimate.half_width - 2.776_445 * 0.5f64.sqrt()).abs() < 1e-5);
        assert!(estimate.covers(3.0) && !estimate.covers(5.0));
    }

    #[test]
    fn moments_agree_with_all_observations_at_once() {
        let observations: Vec<f64> = (0..40).map(|i| 1e6 + f64::from(i * i % 17)).collect();
        let mut moments = Moments::default();
        observations.iter().for_each(|&value| moments.add(value));
        let (table, all) = (TTable::up_to(40), Estimate::new(&observations).unwrap());
        let folded = moments.estimate(&table).unwrap();
        assert!((folded.mean - all.mean).abs() < 1e-9 * all.mean);
        assert!((folded.half_width - all.half_width).abs() < 1e-9 * all.half_width);
        assert_eq!(folded.n, 40);
        // Beyond the table, and with nothing to vary.
        assert_eq!(moments.estimate(&TTable::up_to(2)).unwrap(), folded);
        let mut equal = Moments::default();
        (0..30).for_each(|_| equal.add(0.1));
        assert_eq!(
            equal.estimate(&table).unwrap(),
            Estimate::new(&[0.1; 30]).unwrap()
        );
        assert_eq!(Moments::default().estimate(&table), None);
    }

    #[test]
    fn a_ratio_by_hand() {
        // 6 / 30; residuals -1, 2, -1 with standard deviation sqrt(3); t of 2 degrees 4.302653.
        let estimate = ratio(&[(1.0, 10.0), (4.0, 10.0), (1.0, 10.0)]).unwrap();
        assert_eq!((estimate.mean, estimate.n), (0.2, 3));
        assert!((estimate.half_width - 4.302_653 * (3.0f64 / 3.0).sqrt() / 10.0).abs() < 1e-6);
        // A batch without attempts says nothing of the rate, and does not spoil it.
        assert_eq!(ratio(&[(1.0, 10.0), (0.0, 0.0)]).unwrap().mean, 0.1);
        assert_eq!(ratio(&[(0.0, 0.0)]), None);
    }

    #[test]
    fn one_observation_says_nothing_of_its_error_and_equal_ones_have_none() {
        assert_eq!(Estimate::new(&[]), None);
        assert_eq!(Estimate::new(&[7.0]).unwrap().half_width, f64::INFINITY);
        let equal = Estimate::new(&[0.1; 30]).unwrap();
        assert_eq!(
            (equal.mean, equal.half_width, equal.relative_half_width()),
            (0.1, 0.0, 0.0)
        );
    }
}
