//! Is this throttling? Open requests above the instances wait to try again, and the band between the two
//! is AWS's "throttling possible". They wait because a limit refused them, or because an outage failed
//! them: only the first is throttling.
//!
//! This is the one place that decides it, for every chart and page. It knows levels and counts; it must
//! not know what is drawn from its answer.

/// What there was in one interval, or in several that a chart joins to one point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moment {
    /// Requests in flight or waiting to try again.
    pub(super) open: f64,
    /// Environments.
    pub(super) instances: f64,
    /// Attempts throttled.
    pub(super) throttles: f64,
    /// Attempts that an outage failed.
    pub(super) failures: f64,
}

/// The upper edge of the band in which throttling is possible, whose lower edge are the instances: the open
/// requests, but no more than the instances where what is open waits for something else. `None` where
/// throttling is possible at no time.
pub(super) fn possible(moments: impl IntoIterator<Item = Moment>) -> Option<Vec<f64>> {
    // Callers come back long after they were turned away: what turned them away last is what they wait for.
    let mut throttled_last = false;
    let mut anywhere = false;
    let edge = moments.into_iter().map(|moment| {
        if moment.throttles > 0.0 {
            throttled_last = true;
        } else if moment.failures > 0.0 {
            throttled_last = false;
        }
        let waits = moment.open > moment.instances;
        anywhere |= waits && throttled_last;
        if waits && !throttled_last {
            moment.instances
        } else {
            moment.open
        }
    });
    let edge = edge.collect();
    anywhere.then_some(edge)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(open: f64, throttles: f64, failures: f64) -> Moment {
        Moment {
            open,
            instances: 10.0,
            throttles,
            failures,
        }
    }

    #[test]
    fn requests_that_wait_after_a_throttle_are_throttling() {
        // They go on waiting after the last refusal.
        let edge = possible([
            moment(5.0, 0.0, 0.0),
            moment(30.0, 7.0, 0.0),
            moment(20.0, 0.0, 0.0),
        ]);
        assert_eq!(edge, Some(vec![5.0, 30.0, 20.0]));
    }

    #[test]
    fn requests_that_wait_after_a_failure_are_not() {
        let failed = [moment(30.0, 0.0, 7.0), moment(20.0, 0.0, 0.0)];
        assert_eq!(possible(failed), None);
    }

    #[test]
    fn an_outage_hides_no_throttling_and_throttling_no_outage() {
        let edge = possible([
            moment(30.0, 0.0, 7.0),
            moment(40.0, 1.0, 7.0),
            moment(50.0, 0.0, 0.0),
            moment(60.0, 0.0, 3.0),
        ]);
        assert_eq!(edge, Some(vec![10.0, 40.0, 50.0, 10.0]));
    }

    #[test]
    fn throttles_that_leave_nobody_waiting_make_no_band() {
        assert_eq!(possible([moment(10.0, 7.0, 0.0)]), None);
        assert_eq!(possible([]), None);
    }
}
