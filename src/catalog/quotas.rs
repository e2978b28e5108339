//! Quotas of AWS Lambda by the names and codes that Service Quotas has for them.
//!
//! It knows what AWS raises on request and what it does not, in `quotas.toml` with source and date; it must not know
//! why anybody would ask.

use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded::{embedded, read};

/// Quotas that limit how a function scales.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quotas {
    /// When they were read, `YYYY-MM-DD`.
    pub checked: String,
    /// The account's concurrency limit in a Region.
    pub concurrent_executions: AdjustableQuota,
    /// How fast a function's environments and requests may grow, since November 2023.
    pub concurrency_scaling_rate: FixedQuota,
    /// How fast a Region's environments could grow before.
    pub burst_concurrency: FixedQuota,
}

/// A quota that AWS raises on request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdjustableQuota {
    /// Its name in Service Quotas.
    pub name: String,
    /// The code of the service that it is a quota of.
    pub service_code: String,
    /// Its own code.
    pub code: String,
    /// Where this is published.
    pub source: String,
}

/// A quota that nobody can have raised.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedQuota {
    /// What AWS calls it.
    pub name: String,
    /// Where this is published.
    pub source: String,
}

static QUOTAS: LazyLock<Quotas> = LazyLock::new(|| embedded(read(include_str!("quotas.toml"))));

/// The quotas.
pub fn quotas() -> &'static Quotas {
    &QUOTAS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::is_date;

    #[test]
    fn every_quota_has_a_source_and_what_can_be_raised_has_a_code() {
        let quotas = quotas();
        assert!(is_date(&quotas.checked), "{:?}", quotas.checked);
        let account = &quotas.concurrent_executions;
        assert_eq!(
            (&account.service_code[..], &account.code[..]),
            ("lambda", "L-B99A9384")
        );
        for source in [
            &account.source,
            &quotas.concurrency_scaling_rate.source,
            &quotas.burst_concurrency.source,
        ] {
            assert!(source.contains("docs.aws.amazon.com"), "{source}");
        }
    }
}
