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

/// The quantile of Student's t that leaves 2.5 % above it.
fn t_quantile(degrees: f64) -> f64 {
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
