//! What replications say a measurement will be: a mean, and the interval in which a new observation lies with 95 %.
//!
//! The interval is that of one more observation and not that of the mean: a measurement happens once. For normally
//! distributed observations it is mean ± t s √(1 + 1/n). Few replications may agree by chance, and those of a rare
//! event all see none; so the interval of a count is no narrower than that of a Poisson variable whose mean is known
//! from the replications alone: a negative binomial distribution with S + 1/2 and n / (n + 1), where S is the sum of
//! the counts (Jeffreys' prior; Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, section 2.6).
//!
//! Knows numbers; must not know where they come from.

use crate::study::statistics::t_quantile;

/// What is predicted of a measurement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// Mean of the replications.
    pub mean: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Prediction {
    /// Whether a measurement lies in the interval.
    pub fn covers(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Of counts of events.
    pub(super) fn of_counts(observations: &[f64]) -> Option<Self> {
        let one = Self::of_values(observations)?;
        let sum = observations.iter().sum::<f64>().max(0.0);
        let (low, high) = poisson(sum, observations.len());
        Some(Self {
            // A single run says nothing of its own spread; that of a count is known all the same.
            low: if one.low.is_finite() {
                one.low.min(low).max(0.0)
            } else {
                low
            },
            high: if one.high.is_finite() {
                one.high.max(high)
            } else {
                high
            },
            ..one
        })
    }

    /// Of a level in whole numbers, which may be off by one for the instant at which it is looked at.
    pub(super) fn of_levels(observations: &[f64]) -> Option<Self> {
        let one = Self::of_values(observations)?;
        Some(Self {
            low: one.low.min(one.mean - 1.0).max(0.0),
            high: one.high.max(one.mean + 1.0),
            ..one
        })
    }

    /// Of values of any kind. Of a single one the interval is infinite.
    pub(super) fn of_values(observations: &[f64]) -> Option<Self> {
        let count = observations.len() as f64;
        if observations.is_empty() {
            return None;
        }
        let mean = observations.iter().sum::<f64>() / count;
        let squares: f64 = observations.iter().map(|one| (one - mean).powi(2)).sum();
        let half_width = match observations.len() - 1 {
            0 => f64::INFINITY,
            degrees => {
                let deviation = (squares / degrees as f64).sqrt();
                t_quantile(degrees as f64) * deviation * (1.0 + 1.0 / count).sqrt()
            }
        };
        Some(Self {
            mean,
            low: mean - half_width,
            high: mean + half_width,
        })
    }
}

/// From this mean on a normal distribution does as well.
const MANY: f64 = 200.0;
/// The normal distribution leaves 2.5 % above this many standard deviations.
const Z: f64 = 1.959_963_984_540_054;

/// The interval of a Poisson count of whose mean `runs` counts with this sum are known.
fn poisson(sum: f64, runs: usize) -> (f64, f64) {
    let runs = runs.max(1) as f64;
    let shape = sum + 0.5;
    let mean = shape / runs;
    if mean > MANY {
        let deviation = (mean * (1.0 + 1.0 / runs)).sqrt();
        return (mean - Z * deviation, mean + Z * deviation);
    }
    // P(0) = (n / (n + 1))^shape, and P(k + 1) = P(k) (k + shape) / (k + 1) / (n + 1).
    let mut probability = libm::pow(runs / (runs + 1.0), shape);
    let (mut below, mut count) = (0.0, 0.0);
    let mut low = None;
    loop {
        below += probability;
        if low.is_none() && below > 0.025 {
            low = Some(count);
        }
        // The bound ends what rounding could keep from ending.
        if below >= 0.975 || count > 4.0 * MANY {
            return (low.unwrap_or(0.0), count);
        }
        probability *= (count + shape) / (count + 1.0) / (runs + 1.0);
        count += 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_new_observation_by_hand() {
        // Mean 3, variance 2.5, t of 4 degrees 2.776445; √(1 + 1/5).
        let one = Prediction::of_values(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
        let half = 2.776_445 * 2.5f64.sqrt() * 1.2f64.sqrt();
        assert!((one.mean - 3.0).abs() < 1e-12);
        assert!((one.high - 3.0 - half).abs() < 1e-5, "{one:?}");
        assert!((3.0 - one.low - half).abs() < 1e-5, "{one:?}");
        assert_eq!(Prediction::of_values(&[7.0]).unwrap().high, f64::INFINITY);
        assert_eq!(Prediction::of_values(&[]), None);
    }

    #[test]
    fn equal_counts_are_still_counts() {
        // Ten runs that agree on 100: about ± 1.96 √(100 × 1.1) = ± 20.6.
        let one = Prediction::of_counts(&[100.0; 10]).unwrap();
        assert!((79.0..=81.0).contains(&one.low), "{one:?}");
        assert!((120.0..=123.0).contains(&one.high), "{one:?}");
        // P(X = 0) = (10 / 11)^(1/2) = 0.9535 < 0.975: one more may be seen of what ten runs did not see.
        let none = Prediction::of_counts(&[0.0; 10]).unwrap();
        assert_eq!((none.mean, none.low, none.high), (0.0, 0.0, 1.0));
        // The same by the normal distribution where counts are many: 10,000 ± 1.96 √11,000.
        let many = Prediction::of_counts(&[10_000.0; 10]).unwrap();
        assert!((many.high - 10_000.0 - 205.6).abs() < 0.5, "{many:?}");
    }

    #[test]
    fn a_single_run_of_counts_has_an_interval() {
        let one = Prediction::of_counts(&[100.0]).unwrap();
        assert!(one.low > 60.0 && one.high < 140.0, "{one:?}");
        assert!(one.covers(100.0) && !one.covers(150.0));
    }

    #[test]
    fn nineteen_of_twenty_new_counts_lie_within() {
        // Of a Poisson variable of mean 8, whose quantiles of 2.5 and 97.5 % are 3 and 14, known from very many runs.
        assert_eq!(poisson(80_000.0, 10_000), (3.0, 14.0));
    }
}
