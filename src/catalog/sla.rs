//! The AWS Lambda Service Level Agreement.
//!
//! It knows the agreement's numbers, in `sla.toml` with source and date; it must not know how available
//! a run was.

use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded::{embedded, read};

/// What AWS promises, and what it credits when it breaks the promise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceLevelAgreement {
    /// When it was read, `YYYY-MM-DD`.
    pub checked: String,
    /// Over what availability is measured.
    pub interval: MeasuringInterval,
    /// What is credited.
    pub credits: Credits,
}

/// Over what availability is measured; a month's uptime is the average of its intervals.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasuringInterval {
    /// Length of an interval.
    pub minutes: u32,
    /// Where this is published.
    pub source: String,
}

/// What is credited.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credits {
    /// Where this is published.
    pub source: String,
    /// From the highest uptime down.
    pub tiers: Vec<CreditTier>,
}

/// A share of the month's charges for a low uptime.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditTier {
    /// It holds for a monthly uptime below this, in percent.
    pub below_percent: f64,
    /// How much of the charges is credited, in percent.
    pub credit_percent: f64,
}

static SLA: LazyLock<ServiceLevelAgreement> =
    LazyLock::new(|| embedded(read(include_str!("sla.toml"))));

/// The agreement for Lambda.
pub fn sla() -> &'static ServiceLevelAgreement {
    &SLA
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::is_date;

    #[test]
    fn the_agreement_has_source_date_and_the_tiers_that_aws_publishes() {
        let sla = sla();
        assert!(is_date(&sla.checked), "{:?}", sla.checked);
        for source in [&sla.interval.source, &sla.credits.source] {
            assert!(source.contains("aws.amazon.com/lambda/sla"), "{source}");
        }
        let tiers = sla.credits.tiers.iter();
        let tiers: Vec<_> = tiers
            .map(|tier| (tier.below_percent, tier.credit_percent))
            .collect();
        assert_eq!(tiers, [(99.95, 10.0), (99.0, 25.0), (95.0, 100.0)]);
        assert_eq!(sla.interval.minutes, 5);
    }
}
