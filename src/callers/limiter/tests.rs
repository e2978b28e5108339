//! The limiter, against the classes of botocore 1.44.8 with a clock of our own, and against sums by hand.

use super::*;

fn at(millis: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_millis(millis)
}

fn assert_near(found: f64, expected: f64, what: &str) {
    assert!(
        (found - expected).abs() < 1e-6,
        "{what}: {found}, but botocore has {expected}"
    );
}

/// A response each 200 ms, of which those at 2 s, 2.2 s and 4.6 s are throttles.
#[test]
fn rates_are_those_of_botocore() {
    // Milliseconds, measured rate, rate and tokens of the bucket.
    let of_botocore = [
        (200, 0.0, 0.5, 0.2),
        (400, 0.0, 0.5, 0.3),
        (600, 4.8, 0.5, 0.4),
        (800, 4.8, 0.5, 0.5),
        (1000, 4.16, 0.5, 0.6),
        (1200, 4.16, 0.6912, 0.7),
        (1400, 4.16, 1.0976, 0.83824),
        (1600, 5.632, 1.6384, 1.05776),
        (1800, 5.632, 2.3328, 1.38544),
        (2000, 4.3264, 3.02848, 1.852),
        (2200, 4.3264, 2.119936, 2.119936),
        (2400, 4.3264, 2.474741, 2.119936),
        (2600, 5.66528, 2.722553, 2.474741),
        (2800, 5.66528, 2.882574, 2.722553),
        (3000, 4.333056, 2.974001, 2.882574),
        (3200, 4.333056, 3.016037, 2.974001),
        (3400, 4.333056, 3.027879, 3.016037),
        (3600, 5.666611, 3.02873, 3.027879),
        (3800, 5.666611, 3.037788, 3.02873),
        (4000, 4.333322, 3.074254, 3.037788),
        (4200, 4.333322, 3.157327, 3.074254),
        (4400, 4.333322, 3.306208, 3.157327),
        (4600, 5.666664, 2.314346, 2.314346),
        (4800, 5.666664, 2.692259, 2.314346),
        (5000, 4.333333, 2.959435, 2.692259),
    ];
    let mut limiter = RateLimiter::default();
    for (millis, measured, rate, tokens) in of_botocore {
        limiter.responded(at(millis), [2000, 2200, 4600].contains(&millis));
        assert_near(limiter.clocker.per_second, measured, "measured rate");
        assert_near(limiter.bucket.rate, rate, "rate");
        assert_near(limiter.bucket.tokens, tokens, "tokens");
    }
}

#[test]
fn nothing_is_limited_before_the_first_throttle() {
    let mut limiter = RateLimiter::default();
    for _ in 0..1000 {
        assert!(limiter.admits(at(1)));
        limiter.responded(at(1), false);
    }
    limiter.responded(at(2), true);
    assert!(!limiter.admits(at(2)), "there is no token yet");
}

/// At a throttle before the first half second is over no rate is known: the bucket falls to its minimum
/// of one token in 2 s.
#[test]
fn who_waits_for_a_token_gets_it_in_turn() {
    let [first, second] = [Waiting::new(7), Waiting::new(3)];
    let mut limiter = RateLimiter::default();
    limiter.responded(at(0), true);
    for waiting in [first, second] {
        assert!(!limiter.admits(at(0)));
        limiter.line_up(waiting);
    }
    assert_eq!(limiter.plan(at(0)), Some(at(2000)));
    assert_eq!(limiter.plan(at(500)), None, "that is planned already");
    assert!(!limiter.admits(at(2000)), "nobody overtakes the line");
    assert_eq!(limiter.wake(at(1999)), None);
    assert_eq!(limiter.wake(at(2000)), Some(first));
    assert_eq!(limiter.plan(at(2000)), Some(at(4000)));
    assert_eq!(limiter.wake(at(4000)), Some(second));
    assert_eq!(limiter.plan(at(4000)), None, "nobody waits");
    assert!(!limiter.admits(at(5999)));
    assert!(limiter.admits(at(6000)));
}

#[test]
fn a_new_rate_moves_the_next_token_and_the_old_plan_comes_to_nothing() {
    let waiting = Waiting::new(1);
    let mut limiter = RateLimiter::default();
    limiter.responded(at(0), true);
    limiter.line_up(waiting);
    assert_eq!(limiter.plan(at(0)), Some(at(2000)));
    // Two responses in 1.5 s, smoothed, are 1.0667 per second; the curve is at 0.4 x 1.5^3 = 1.35.
    limiter.responded(at(1500), false);
    assert_near(limiter.bucket.rate, 1.35, "rate");
    // 0.75 tokens were gained in 1.5 s, and the rest is at the new rate.
    let sooner = limiter.plan(at(1500)).unwrap();
    assert_near(sooner.as_secs_f64(), 1.5 + 0.25 / 1.35, "next token");
    assert_eq!(limiter.wake(sooner), Some(waiting));
    assert_eq!(limiter.wake(at(2000)), None, "the old plan");
}
