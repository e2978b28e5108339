//! When the service itself fails, and how often.
//!
//! AWS promises no error rate and publishes none: an outage is what a scenario asks, "what if Lambda
//! answered 5xx here?". Assumed: the attempt that fails is answered at once; it takes no
//! environment, no scaling token and no concurrency, and costs nothing. Limits come first, so that an
//! attempt that would have been throttled is throttled, outage or not; like every attempt it counts
//! against the limit of requests per second. Its caller may try again, as after a throttle.

use super::due::Due;
use crate::kernel::SimTime;
use crate::scenario::{Outage, Scenario};

/// The outages of a scenario, and the one under way.
#[derive(Clone, Debug)]
pub(crate) struct Outages {
    /// The share of attempts that fail now.
    errors: Option<f64>,
    all: Vec<Outage>,
}

impl Outages {
    /// The outages of a scenario, before the first.
    pub(crate) fn new(scenario: &Scenario) -> Self {
        Self {
            errors: None,
            all: scenario.region.outages.clone(),
        }
    }

    /// The share of attempts that fail now; `None` while there is no outage.
    #[inline]
    pub(crate) fn errors(&self) -> Option<f64> {
        self.errors
    }

    /// The outage with the given number begins.
    pub(crate) fn begin(&mut self, outage: u32) {
        self.errors = self.all.get(outage as usize).map(|outage| outage.errors);
    }

    /// The outage under way is over.
    pub(crate) fn end(&mut self) {
        self.errors = None;
    }
}

/// When outages begin and end. Where one begins as another ends, the end comes first: they are
/// in the order of time.
pub(crate) fn first_due(scenario: &Scenario) -> impl Iterator<Item = (SimTime, Due)> {
    let outages = (0u32..).zip(&scenario.region.outages);
    outages.flat_map(|(outage, settings)| {
        [
            (SimTime::ZERO + settings.from, Due::OutageBegins { outage }),
            (SimTime::ZERO + settings.to, Due::OutageEnds),
        ]
    })
}
