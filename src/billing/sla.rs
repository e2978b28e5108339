//! What the service level agreement pays back: monthly uptime and the service credit.
//!
//! AWS's definitions (aws.amazon.com/lambda/sla): the monthly uptime percentage is "the average of the
//! Availability for all 5-minute intervals in a monthly billing cycle"; availability is "the percentage
//! of Requests processed by Lambda that do not fail with Errors"; without requests an interval is "100%
//! available"; an error is a request "that returns a 500 or 503 error code".
//!
//! A throttled attempt (429) was refused and not processed: it is neither a request here nor an error.
//! AWS does not spell that out; counting it as processed would only raise the availability.
//!
//! It knows how available a run was and what it costs; it must not know why anything failed.

use super::Bills;
use super::money::Usd;
use crate::catalog::{CreditTier, billing_rules, sla};
use crate::metrics::{Availability, RunResult};

/// How available a run was, and what AWS would credit for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceCredit {
    /// Mean availability over the intervals that were measured, from 0 to 1.
    pub uptime: f64,
    /// The same over the month: what was measured is the month, unless there is a bill of a month.
    /// Then the rest of its 730 h had no outage, because one that happened once does not come back with every
    /// repetition of the run, as its traffic does.
    pub monthly_uptime: f64,
    /// How much of the month's charges is credited, in percent.
    pub percent: f64,
    /// That share of what Lambda costs: of the month's bill if there is one, else of the run's.
    pub amount: Usd,
}

/// What is credited for a run with the given bills.
pub fn service_credit(result: &RunResult, bills: &Bills) -> ServiceCredit {
    #[cfg(test)]
    crate::metrics::counted::count("availability");
    let interval = sla().interval.minutes;
    let intervals = result.availability(interval);
    let measured = intervals.len() as f64;
    let in_month = (billing_rules().month_s / (60.0 * f64::from(interval))).round();
    let (bill, of_month) = match &bills.month {
        Some(month) => (month, measured.max(in_month)),
        None => (&bills.run, measured),
    };
    let monthly_uptime = uptime(&intervals, of_month);
    let percent = credit_percent(monthly_uptime);
    ServiceCredit {
        uptime: uptime(&intervals, measured),
        monthly_uptime,
        percent,
        amount: Usd::new(bill.of_lambda().get() * (percent / 100.0)),
    }
}

/// The mean availability of `count` intervals, of which all but the given ones were available.
fn uptime(intervals: &[Availability], count: f64) -> f64 {
    let lost: f64 = intervals.iter().map(Availability::error_rate).sum();
    parts(1.0 - lost / count.max(1.0)) as f64 / PARTS
}

/// Uptimes are compared with their boundaries in whole parts of this many: a sum of doubles may miss
/// a boundary by a rounding, in which there is money.
const PARTS: f64 = 1e12;

fn parts(share: f64) -> u64 {
    (share * PARTS).round() as u64
}

/// The credit for a monthly uptime; one that equals a boundary is not below it.
fn credit_percent(uptime: f64) -> f64 {
    let below = |tier: &&CreditTier| parts(uptime) < parts(tier.below_percent / 100.0);
    let tiers = sla().credits.tiers.iter().filter(below);
    tiers.map(|tier| tier.credit_percent).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests;
