//! Closed forms of queueing theory, and the chi-squared test.
//!
//! Knows mathematics only; shares nothing with the model. Each formula is tested against a value
//! that others published, or against a second way to the same number.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Erlang's loss formula: the blocked share of Poisson arrivals with `offered` erlangs on `servers`
/// servers, by its stable recursion (Erlang 1917).
pub fn erlang_b(offered: f64, servers: u32) -> f64 {
    (1..=servers).fold(1.0, |b, n| offered * b / (f64::from(n) + offered * b))
}

/// Probability that a Poisson variable of the given mean is `count`.
pub fn poisson(mean: f64, count: u32) -> f64 {
    let k = f64::from(count);
    libm::exp(k * libm::log(mean) - mean - libm::lgamma(k + 1.0))
}

/// A service time for which the mean of M(t)/G/infinity has a closed form here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Service {
    /// Exponential with this mean in seconds.
    Exponential(f64),
    /// Always this many seconds.
    Constant(f64),
}

/// Mean number in service at `t` where arrivals begin at 0 with a rate that grows by one per second
/// each second (Eick, Massey, Whitt 1993, "The physics of the Mt/G/infinity queue", theorem 1:
/// the integral of the rate times the probability of a service that long).
pub(crate) fn mean_after_ramp(service: Service, t: f64) -> f64 {
    if t <= 0.0 {
        return 0.0;
    }
    match service {
        Service::Exponential(mean) => mean * (t + mean * libm::expm1(-t / mean)),
        Service::Constant(length) => (t * t - (t - length).max(0.0).powi(2)) / 2.0,
    }
}

/// A rate `mean + amplitude x cos(2 pi (t - peak_at) / period)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sinusoid {
    /// Mean rate.
    pub mean: f64,
    /// Half the difference between peak and trough.
    pub amplitude: f64,
    /// Length of a wave in seconds.
    pub period: f64,
    /// When it peaks.
    pub peak_at: f64,
}

/// Mean number in service at `t` where arrivals begin at 0 with a sinusoidal rate (the same theorem;
/// for t far from the start it is Eick, Massey, Whitt 1993, "Mt/G/infinity queues with sinusoidal
/// arrival rates").
pub(crate) fn mean_after_sinusoid(service: Service, rate: Sinusoid, t: f64) -> f64 {
    let Sinusoid {
        mean,
        amplitude,
        period,
        peak_at,
    } = rate;
    let omega = std::f64::consts::TAU / period;
    let phase = |at: f64| omega * (at - peak_at);
    match service {
        Service::Exponential(length) => {
            // The integral of cos(phase(t - u)) exp(-u / length) over u from 0 to t.
            let lag = omega * length;
            let stationary = |at: f64| libm::cos(phase(at)) + lag * libm::sin(phase(at));
            let forgotten = libm::exp(-t / length);
            let wave = length * (stationary(t) - forgotten * stationary(0.0)) / (1.0 + lag * lag);
            mean * length * (1.0 - forgotten) + amplitude * wave
        }
        Service::Constant(length) => {
            let since = (t - length).max(0.0);
            let wave = (libm::sin(phase(t)) - libm::sin(phase(since))) / omega;
            mean * (t - since) + amplitude * wave
        }
    }
}

/// Pearson's statistic of observed counts against a Poisson law, and its degrees of freedom.
/// Neighbouring values are joined until each class expects at least five.
pub(crate) fn chi_squared_of_poisson(mean: f64, observed: &[u64]) -> (f64, f64) {
    let sample = observed.len() as f64;
    let largest = observed.iter().copied().max().unwrap_or(0);
    let (mut statistic, mut classes) = (0.0, 0.0);
    let (mut expected, mut found, mut expected_so_far) = (0.0, 0.0, 0.0);
    for value in 0..=largest.max((mean + 10.0 * mean.sqrt()) as u64) {
        expected += sample * poisson(mean, value as u32);
        found += observed.iter().filter(|&&seen| seen == value).count() as f64;
        // The last class takes the whole upper tail, so what remains must be enough for one more.
        let remains = sample - expected_so_far - expected;
        if expected >= 5.0 && remains >= 5.0 {
            statistic += (found - expected).powi(2) / expected;
            classes += 1.0;
            expected_so_far += expected;
            (expected, found) = (0.0, 0.0);
        }
    }
    let tail = sample - expected_so_far;
    statistic += (found - tail).powi(2) / tail;
    (statistic, classes)
}

/// The value that a chi-squared variable exceeds with probability `tail`.
pub(crate) fn chi_squared_critical(degrees: f64, tail: f64) -> f64 {
    ChiSquared::new(degrees).map_or(f64::NAN, |law| law.inverse_cdf(1.0 - tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(got: f64, expected: f64, relative: f64, what: &str) {
        assert!(
            (got / expected - 1.0).abs() < relative,
            "{what}: {got}, not {expected}"
        );
    }

    #[test]
    fn erlang_b_agrees_with_published_tables() {
        // ITU teletraffic tables: the load at which 1 % is blocked.
        for (offered, servers) in [(0.0101, 1), (1.3608, 5), (4.4612, 10), (84.064, 100)] {
            assert_close(erlang_b(offered, servers), 0.01, 1e-3, "1 % blocked");
        }
        assert_eq!(erlang_b(5.0, 0), 1.0);
    }

    #[test]
    fn poisson_probabilities_agree_with_tables() {
        // Abramowitz and Stegun, table 26.7 (as cumulative sums): mean 5.
        assert_close(poisson(5.0, 0), 0.006_737_947, 1e-6, "none");
        assert_close(poisson(5.0, 5), 0.175_467_37, 1e-7, "five");
    }

    #[test]
    fn critical_values_agree_with_tables() {
        // NIST/SEMATECH e-Handbook, 1.3.6.7.4.
        for (degrees, tail, expected) in [
            (1.0, 0.05, 3.841),
            (10.0, 0.05, 18.307),
            (50.0, 0.001, 86.661),
        ] {
            assert_close(
                chi_squared_critical(degrees, tail),
                expected,
                2e-4,
                "chi squared",
            );
        }
    }

    #[test]
    fn the_statistic_by_hand() {
        // Poisson(1), 20 observations: 0 expects 7.36, 1 expects 7.36, 2 and more 5.28.
        let observed = [vec![0; 8], vec![1; 6], vec![2; 4], vec![4; 2]].concat();
        let (statistic, degrees) = chi_squared_of_poisson(1.0, &observed);
        let e = libm::exp(-1.0);
        let (a, b) = (20.0 * e, 20.0 * (1.0 - 2.0 * e));
        let expected = (8.0 - a).powi(2) / a + (6.0 - a).powi(2) / a + (6.0 - b).powi(2) / b;
        assert_close(statistic, expected, 1e-12, "statistic");
        assert_eq!(degrees, 2.0);
    }

    /// The theorem itself: the integral of rate(t - u) P(S > u), by Simpson's rule.
    fn by_quadrature(service: Service, rate: impl Fn(f64) -> f64, t: f64) -> f64 {
        let end = match service {
            Service::Exponential(_) => t,
            Service::Constant(length) => length.min(t),
        };
        let survival = |u: f64| match service {
            Service::Exponential(mean) => libm::exp(-u / mean),
            Service::Constant(_) => 1.0,
        };
        let steps = 10_000;
        let h = end / f64::from(steps);
        let weight = |i: i32| match i {
            0 => 1.0,
            i if i == steps => 1.0,
            i if i % 2 == 1 => 4.0,
            _ => 2.0,
        };
        let value = |i: i32| weight(i) * rate(t - h * f64::from(i)) * survival(h * f64::from(i));
        (0..=steps).map(value).sum::<f64>() * h / 3.0
    }

    const SERVICES: [Service; 2] = [Service::Exponential(3.0), Service::Constant(4.0)];
    const WAVE: Sinusoid = Sinusoid {
        mean: 5.0,
        amplitude: 4.0,
        period: 20.0,
        peak_at: 3.0,
    };

    #[test]
    fn time_dependent_means_are_the_integrals_of_the_theorem() {
        let omega = std::f64::consts::TAU / WAVE.period;
        let wave = |t: f64| WAVE.mean + WAVE.amplitude * libm::cos(omega * (t - WAVE.peak_at));
        for service in SERVICES {
            for t in [1.0, 3.9, 10.0, 57.0] {
                let what = format!("{service:?} at {t}");
                assert_close(
                    mean_after_ramp(service, t),
                    by_quadrature(service, |t| t, t),
                    1e-9,
                    &what,
                );
                let sinusoid = mean_after_sinusoid(service, WAVE, t);
                assert_close(sinusoid, by_quadrature(service, wave, t), 1e-9, &what);
            }
        }
    }

    /// Eick, Massey and Whitt (1993): for a linear rate the mean lags by E[Se] = E[S^2] / 2 E[S]; for a
    /// sinusoid and exponential service, the amplitude falls by 1 / sqrt(1 + (omega E[S])^2) and
    /// the peak lags by atan(omega E[S]) / omega.
    #[test]
    fn lag_and_damping_are_those_of_the_paper() {
        for (service, mean, lag) in [(SERVICES[0], 3.0, 3.0), (SERVICES[1], 4.0, 2.0)] {
            assert_close(
                mean_after_ramp(service, 200.0),
                mean * (200.0 - lag),
                1e-12,
                "ramp",
            );
        }
        let lag = std::f64::consts::TAU / WAVE.period * 3.0;
        let peak = WAVE.peak_at + libm::atan(lag) * 3.0 / lag + 10.0 * WAVE.period;
        let expected = WAVE.mean * 3.0 + WAVE.amplitude * 3.0 / (1.0 + lag * lag).sqrt();
        assert_close(
            mean_after_sinusoid(SERVICES[0], WAVE, peak),
            expected,
            1e-12,
            "peak",
        );
    }
}
