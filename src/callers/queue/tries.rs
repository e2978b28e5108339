//! As what request a batch is tried, and when it is tried again.

use super::item::Item;
use crate::kernel::{KeyedStream, SimDuration, Streams};
use crate::scenario::{ClientRetry, Function, Jitter, RetryPolicy};
use crate::workload::{Backoff, Request, RetryableError, Sampler};

/// What each item of a batch adds to its service time.
#[derive(Clone, Debug)]
pub(super) struct PerItem {
    time: Option<Sampler>,
    draws: KeyedStream,
}

impl PerItem {
    pub(super) fn new(function: &Function, entry: usize, streams: &Streams) -> Self {
        let purpose = format!("traffic {entry} service time per item");
        Self {
            time: function.service_time_per_item.as_ref().map(Sampler::new),
            draws: streams.keyed(function.unqualified_name(), &purpose),
        }
    }

    /// The request as which a batch is tried.
    pub(super) fn request(&self, items: &[Item]) -> Request {
        let mut request = items.first().map(|item| item.request).unwrap_or_default();
        if let Some(time) = &self.time {
            for item in items {
                let mut stream = self.draws.of(item.request.number);
                request.service = request.service + time.sample(&mut stream);
            }
        }
        request
    }
}

/// How what was refused is tried again: AWS says of asynchronous invocation that the wait "increases exponentially from
/// 1 second after the first attempt to a maximum of 5 minutes". Assumed: it doubles, and streams are tried again in the
/// same way, but for the jitter.
pub(super) fn retries(jitter: Jitter, draws: KeyedStream) -> Backoff {
    let policy = RetryPolicy {
        max_attempts: u32::MAX,
        base: SimDuration::from_secs(1),
        cap: SimDuration::from_secs(300),
        jitter,
    };
    Backoff::new(ClientRetry::Custom(policy), draws)
}

/// The wait before an item or batch is tried that was refused or failed this many times, one after the other.
pub(super) fn wait_after(retries: &Backoff, number: u64, times: u32) -> SimDuration {
    let wait = retries.wait(number, times, RetryableError::Throttling);
    wait.unwrap_or(SimDuration::MAX)
}
