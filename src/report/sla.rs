//! The service level agreement as data: `sla` in `summary.json`.
//!
//! It knows credits; it must not know how they are worked out.

use serde::Serialize;

use super::cells;
use crate::billing::ServiceCredit;

/// Uptime, from 0 to 1, and what is credited for it.
#[derive(Debug, Serialize)]
pub(super) struct SlaSummary {
    /// Of the month: that of what was measured, unless the bill is extrapolated to a month.
    monthly_uptime: f64,
    /// In percent of the month's charges.
    credit_percent: f64,
    /// In USD.
    credit: f64,
    /// Of what was measured.
    uptime: f64,
}

impl SlaSummary {
    pub(super) fn new(credit: &ServiceCredit) -> Self {
        Self {
            monthly_uptime: credit.monthly_uptime,
            credit_percent: credit.percent,
            credit: cells::json_usd(credit.amount),
            uptime: credit.uptime,
        }
    }
}
