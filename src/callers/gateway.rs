//! API Gateway in front of functions: the account's throttle and the integration timeout.
//!
//! AWS (api-gateway-request-throttling): a token bucket for the account and Region, for all its APIs; a request beyond
//! it is answered with 429. A request that takes longer than the integration timeout is answered with 504, and the
//! function runs on.

use crate::kernel::{SimDuration, SimTime};
use crate::scenario::InvokedBy;
use crate::workload::{Meter, SourceId};

/// The account's API Gateway.
#[derive(Clone, Debug)]
pub(super) struct Gateway {
    throttle: Meter,
    /// Of each source, the integration timeout of the API that it calls; `None` if it calls none.
    timeouts: Vec<Option<SimDuration>>,
}

impl Gateway {
    /// That of all traffic entries, in their order, if any of them calls through it.
    pub(super) fn new<'a>(sources: impl Iterator<Item = &'a InvokedBy>) -> Option<Self> {
        let mut throttle = None;
        let timeouts = sources.map(|source| match source {
            InvokedBy::ApiGateway(api) => {
                throttle = Some(Meter::new(api.rate.get().into(), api.burst.get().into()));
                Some(api.timeout)
            }
            _ => None,
        });
        let timeouts = timeouts.collect();
        throttle.map(|throttle| Self { throttle, timeouts })
    }

    /// Whether an attempt from a source gets through; one that does not call an API does.
    pub(super) fn admits(&mut self, now: SimTime, source: SourceId) -> bool {
        self.timeouts[source.index()].is_none() || self.throttle.try_take(now)
    }

    /// After how long a client of a source has its answer at the latest.
    pub(super) fn timeout(&self, source: SourceId) -> Option<SimDuration> {
        self.timeouts[source.index()]
    }
}
