//! Times that are drawn for each of many: how long a task starts, an instance boots, Spot capacity stays.

use crate::kernel::{KeyedStream, SimDuration, Streams};
use crate::scenario::Distribution;
use crate::workload::Sampler;

/// A time that is drawn for each of many.
#[derive(Clone, Debug)]
pub(super) struct Timed {
    law: Sampler,
    draws: KeyedStream,
}

impl Timed {
    /// Draws by a law from the stream of a name and of what is timed.
    pub(super) fn new(law: &Distribution, streams: &Streams, name: &str, what: &str) -> Self {
        Self {
            law: Sampler::new(law),
            draws: streams.keyed(name, what),
        }
    }

    pub(super) fn of(&self, number: u32) -> SimDuration {
        self.law.sample(&mut self.draws.of(number.into()))
    }
}
