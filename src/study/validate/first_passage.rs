//! A pool whose idle environments expire: exact cold-start probability, and the published
//! approximation.
//!
//! The exact result. Let requests arrive as a Poisson process and run for exponential times, and
//! let the environment used last serve next. Then idle environments form a stack: a completion
//! pushes, an arrival pops. Number the places by the concurrency at which they are used: place j
//! is taken when concurrency rises from j - 1 to j, and given back when it falls below j. An arrival
//! that raises concurrency to j is cold if and only if concurrency has stayed below j for longer
//! than the timeout. Concurrency is an M/M/infinity queue, whatever expires, so with p(n) its Poisson
//! law and F(j) the first-passage time from j - 1 to j,
//!
//! ```text
//! P(cold)         = sum over j of p(j - 1) P(F(j) > timeout)
//! E[environments] = sum over j of P(N >= j) + rate p(j - 1) E[min(F(j), timeout)]
//! ```
//!
//! The first is PASTA; the second counts, in each cycle between two rises to j, the time at or
//! above j and the time idle. F(j) is the time between overflows of j - 1 servers (Riordan 1962).
//!
//! Knows mathematics only; shares nothing with the model.

use super::formulas::{erlang_b, poisson};

/// Poisson arrivals to a pool that reuses the most recent and expires after idling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pool {
    /// Arrivals per second.
    pub rate: f64,
    /// Mean of the exponential service time in seconds.
    pub service: f64,
    /// Idle timeout in seconds.
    pub timeout: f64,
}

/// What is known of a pool in the long run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Steady {
    /// Probability that an arrival is cold.
    pub cold: f64,
    /// Mean number of environments alive.
    pub environments: f64,
}

/// Places used less often than this count for nothing.
const NEGLIGIBLE: f64 = 1e-11;

impl Pool {
    fn offered(&self) -> f64 {
        self.rate * self.service
    }

    /// The exact result.
    pub(super) fn exact(&self) -> Steady {
        let mut steady = Steady::default();
        let mut at_or_above = 1.0;
        for place in 1.. {
            let used = poisson(self.offered(), place - 1);
            at_or_above -= used;
            let (stays_below, idle) = self.below(place, self.timeout);
            steady.cold += used * stays_below;
            steady.environments += at_or_above + self.rate * used * idle;
            if used < NEGLIGIBLE && f64::from(place) > self.offered() {
                break;
            }
        }
        steady
    }

    /// P(F > horizon) and E[min(F, horizon)] for the first passage F of concurrency from `place` - 1 to
    /// `place`: the backward equations, by the classical Runge-Kutta method.
    fn below(&self, place: u32, horizon: f64) -> (f64, f64) {
        let fastest = self.rate + f64::from(place) / self.service;
        let steps = (horizon * fastest / 0.1).ceil().max(1.0);
        let h = horizon / steps;
        let mut survival = vec![1.0; place as usize];
        let mut stage = survival.clone();
        let (mut slope, mut total) = (survival.clone(), survival.clone());
        let mut integral = 0.0;
        for _ in 0..steps as u64 {
            let before = survival.last().copied().unwrap_or(0.0);
            stage.copy_from_slice(&survival);
            total.fill(0.0);
            // (weight of this slope in the step, how far to follow it to the next stage)
            for (weight, ahead) in [(1.0, 0.5), (2.0, 0.5), (2.0, 1.0), (1.0, 0.0)] {
                self.backward(&stage, &mut slope);
                for n in 0..stage.len() {
                    total[n] += weight * slope[n];
                    stage[n] = survival[n] + ahead * h * slope[n];
                }
            }
            // Hermite's rule: trapezium with the slopes at both ends, of the same order.
            self.backward(&survival, &mut slope);
            let slope_before = slope.last().copied().unwrap_or(0.0);
            for n in 0..survival.len() {
                survival[n] += h / 6.0 * total[n];
            }
            self.backward(&survival, &mut slope);
            let slope_after = slope.last().copied().unwrap_or(0.0);
            let after = survival.last().copied().unwrap_or(0.0);
            integral += h / 2.0 * (before + after) + h * h / 12.0 * (slope_before - slope_after);
        }
        (survival.last().copied().unwrap_or(0.0), integral)
    }

    /// d/dt of the probability, from each concurrency, of not having reached the place by t.
    fn backward(&self, survival: &[f64], slope: &mut [f64]) {
        for n in 0..survival.len() {
            let above = survival.get(n + 1).copied().unwrap_or(0.0);
            let below = if n == 0 {
                0.0
            } else {
                survival[n - 1] - survival[n]
            };
            slope[n] = self.rate * (above - survival[n]) + n as f64 / self.service * below;
        }
    }

    /// The approximation of Mahmoudi and Khazaei (2020): the number of environments is a birth and
    /// death process. With m of them an arrival is cold with probability B(m), Erlang's; environment k
    /// sees, as a Poisson stream, what overflows from the k - 1 before it, rate (B(k-1) - B(k)), and
    /// expires at the first gap longer than the timeout.
    ///
    /// The mean time to that gap is (exp(r T) - 1) / r for a Poisson stream of rate r. The authors' own
    /// program has a slightly different expression there, which counts the service time into the
    /// timeout.
    ///
    /// Where it holds: as long as requests hardly overlap, it is within 0.2 % of the exact result up to
    /// a rate x timeout of 3. Where it does not: the overflow of a busy pool comes in bursts, not as
    /// a Poisson stream, and the number of environments is tied to the concurrency that made them.
    /// At AWS's timeout and 0.05 to 0.9 requests a second it gives 9 to 17 % too few cold starts; with
    /// a timeout of the order of the service time it is off by a factor.
    pub(super) fn published(&self) -> Steady {
        let blocked = |m| erlang_b(self.offered(), m);
        let (mut weight, mut weights) = (1.0, 1.0);
        let (mut cold, mut environments) = (1.0, 0.0);
        let mut expiry_rate = 0.0;
        for m in 1.. {
            let stream = self.rate * (blocked(m - 1) - blocked(m));
            expiry_rate += stream / libm::expm1(stream * self.timeout);
            weight *= self.rate * blocked(m - 1) / expiry_rate;
            weights += weight;
            cold += weight * blocked(m);
            environments += weight * f64::from(m);
            if weight < NEGLIGIBLE * weights && f64::from(m) > self.offered() {
                break;
            }
        }
        Steady {
            cold: cold / weights,
            environments: environments / weights,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: Pool = Pool {
        rate: 3.0,
        service: 0.5,
        timeout: 2.0,
    };

    fn assert_close(got: f64, expected: f64, relative: f64) {
        assert!(
            (got / expected - 1.0).abs() < relative,
            "{got}, not {expected}"
        );
    }

    #[test]
    fn the_first_place_is_idle_for_an_exponential_time() {
        let (survival, mean) = POOL.below(1, 2.0);
        assert_close(survival, libm::exp(-6.0), 1e-5);
        assert_close(mean, (1.0 - libm::exp(-6.0)) / 3.0, 1e-6);
    }

    /// Place 2 by hand: from concurrency 1, with rates up 3 and down 2, then from 0 up 3.
    #[test]
    fn the_second_place_by_its_two_eigenvalues() {
        // s^2 + (3 + 2 + 3) s + 9 = 0; P(F > t) = (a exp(s1 t) - b exp(s2 t)), P' (0) = -3.
        let root = 7f64.sqrt();
        let (s1, s2) = (-4.0 + root, -4.0 - root);
        let a = (-3.0 - s2) / (s1 - s2);
        let expected = a * libm::exp(2.0 * s1) + (1.0 - a) * libm::exp(2.0 * s2);
        assert_close(POOL.below(2, 2.0).0, expected, 1e-6);
    }

    /// Overflows of j - 1 servers come at the rate that Erlang's formula says.
    #[test]
    fn the_mean_first_passage_is_that_of_erlangs_overflow() {
        for place in 1..6 {
            let (_, mean) = POOL.below(place, 2000.0);
            assert_close(mean, 1.0 / (3.0 * erlang_b(1.5, place - 1)), 1e-5);
        }
    }

    #[test]
    fn without_patience_all_is_cold_and_only_the_busy_live() {
        let exact = Pool {
            timeout: 1e-9,
            ..POOL
        }
        .exact();
        assert_close(exact.cold, 1.0, 1e-6);
        assert_close(exact.environments, 1.5, 1e-6);
    }

    #[test]
    fn both_agree_with_the_single_environment_where_nothing_overlaps() {
        let lone = Pool {
            rate: 1.0,
            service: 1e-6,
            timeout: 1.5,
        };
        assert_close(lone.published().cold, libm::exp(-1.5), 1e-4);
        let exact = Pool {
            service: 1e-3,
            ..lone
        }
        .exact();
        // Overlap of a thousandth makes about as many more cold.
        assert_close(exact.cold, libm::exp(-1.5), 5e-3);
    }
}
