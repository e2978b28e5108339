//! The numbers of what reads a queue that a study may change.

use std::num::NonZeroU32;

use crate::scenario::{InvokedBy, ProvisionedPollers};

/// A number of what reads a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceQuantity {
    /// The maximum number of batches of an SQS queue in flight.
    MaximumConcurrency,
    /// The minimum number of event pollers of provisioned mode for SQS.
    ProvisionedPollers,
    /// Shards of a stream.
    Shards,
}

impl SourceQuantity {
    /// Its key below `invoked_by`.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::MaximumConcurrency => "sqs.maximum_concurrency",
            Self::ProvisionedPollers => "sqs.provisioned_pollers.minimum",
            Self::Shards => "stream.shards",
        }
    }

    /// What it is called.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::MaximumConcurrency => "maximum_concurrency",
            Self::ProvisionedPollers => "provisioned_pollers",
            Self::Shards => "shards",
        }
    }

    /// Whether a source has such a thing.
    pub const fn is_of(self, invoked_by: &InvokedBy) -> bool {
        match self {
            Self::MaximumConcurrency | Self::ProvisionedPollers => {
                matches!(invoked_by, InvokedBy::Sqs(_))
            }
            Self::Shards => matches!(invoked_by, InvokedBy::Stream(_)),
        }
    }

    pub(super) fn value(self, invoked_by: &InvokedBy) -> Option<u32> {
        let value = match (self, invoked_by) {
            (Self::MaximumConcurrency, InvokedBy::Sqs(queue)) => queue.maximum_concurrency,
            (Self::ProvisionedPollers, InvokedBy::Sqs(queue)) => {
                queue.provisioned_pollers.map(|pollers| pollers.minimum)
            }
            (Self::Shards, InvokedBy::Stream(stream)) => Some(stream.shards),
            _ => None,
        };
        value.map(NonZeroU32::get)
    }

    /// AWS's bounds: services-sqs-scaling, with-sqs.
    pub(super) const fn least(self) -> u32 {
        match self {
            Self::MaximumConcurrency | Self::ProvisionedPollers => 2,
            Self::Shards => 1,
        }
    }

    /// The maximum that is tried: AWS's bounds, and of shards ten times as many as there are, at least 1,000.
    pub(super) fn useful(self, invoked_by: &InvokedBy) -> u32 {
        match self {
            Self::MaximumConcurrency => 1000,
            Self::ProvisionedPollers => 200,
            Self::Shards => {
                let own = self.value(invoked_by).unwrap_or(1);
                own.saturating_mul(10).clamp(1000, 20_000)
            }
        }
    }

    pub(super) fn set(self, invoked_by: &mut InvokedBy, value: u32) {
        let Some(value) = NonZeroU32::new(value) else {
            return;
        };
        match (self, invoked_by) {
            (Self::MaximumConcurrency, InvokedBy::Sqs(queue)) => {
                queue.maximum_concurrency = Some(value);
            }
            (Self::ProvisionedPollers, InvokedBy::Sqs(queue)) => {
                let before = queue.provisioned_pollers;
                let maximum = before.map_or(DEFAULT_MOST_POLLERS, |pollers| pollers.maximum);
                queue.provisioned_pollers = Some(ProvisionedPollers {
                    minimum: value,
                    maximum: maximum.max(value),
                });
            }
            (Self::Shards, InvokedBy::Stream(stream)) => stream.shards = value,
            _ => {}
        }
    }
}

/// What the maximum is where only a minimum is set.
const DEFAULT_MOST_POLLERS: NonZeroU32 = NonZeroU32::new(200).expect("not zero");
