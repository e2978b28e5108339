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

/// A price of one tier of monthly usage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ListPrice {
    /// Monthly usage above which it applies, in the item's unit.
    pub above: f64,
    /// USD per unit.
    pub usd: f64,
    /// Whether the Region's own price is not known, and this is that of [`STAND_IN_REGION`].
    pub stand_in: bool,
    /// Where the price comes from.
    pub source: &'static str,
    /// When the source was read, `YYYY-MM-DD`.
    pub checked: &'static str,
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
