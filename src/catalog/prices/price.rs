//! What has a price, and a price with its source.

/// The Region whose prices stand in for those that are not known.
pub const STAND_IN_REGION: &str = "us-east-1";

/// What has a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PricedItem {
    /// Requests, per million.
    Requests,
    /// Time of on-demand invocations, initialisation included, per GB-second.
    Duration,
    /// Provisioned concurrency that is allocated, busy or not, per GB-second.
    Provisioned,
    /// Time of invocations on provisioned concurrency, per GB-second.
    ProvisionedDuration,
    /// Ephemeral storage beyond the free 512 MB, per GB-second.
    Storage,
    /// Event pollers of provisioned mode for SQS, per hour.
    EventPollers,
}

/// How a price is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// A list says it of the Region.
    Listed,
    /// No list that was read says it: it follows from other prices of the Region, as it does where both are listed.
    Inferred,
    /// The Region's own is not known, and this is that of another: of the one with this code.
    StandIn(&'static str),
}

/// A price of one tier of monthly usage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ListPrice {
    /// Monthly usage above which it applies, in the item's unit.
    pub above: f64,
    /// USD per unit.
    pub usd: f64,
    /// How it is known.
    pub known: Known,
    /// Where the price comes from, or how it was inferred.
    pub source: &'static str,
    /// When the source was read, `YYYY-MM-DD`.
    pub checked: &'static str,
}

impl ListPrice {
    /// What follows from this price by a factor: inferred, or still a stand-in if this is one. Rounded to ten decimals,
    /// as AWS's finest prices are, so that it is what AWS lists where both are known.
    pub(in crate::catalog) fn scaled(self, factor: f64, source: &'static str) -> Self {
        let known = match self.known {
            Known::StandIn(region) => Known::StandIn(region),
            Known::Listed | Known::Inferred => Known::Inferred,
        };
        Self {
            usd: (self.usd * factor * 1e10).round() / 1e10,
            known,
            source,
            ..self
        }
    }
}

/// What AWS's price list says beside prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BillingRules {
    /// Requests a month that the free tier covers.
    pub free_requests: f64,
    /// GB-seconds of on-demand duration a month that it covers.
    pub free_gb_seconds: f64,
    /// Ephemeral storage that costs nothing, in MB.
    pub free_storage_mb: f64,
    /// Provisioned time is rounded up to a multiple of this, in seconds.
    pub provisioned_step_s: f64,
    /// Length of a month by AWS's Pricing Calculator, in seconds: 730 h.
    pub month_s: f64,
}
