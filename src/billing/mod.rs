//! What a run costs, and what the service level agreement pays back: the bill by function and line, from
//! counters and prices; the credit, from availability and the bill.
//!
//! It knows what AWS charges for, the month's tiers and the free tier. It must not know how the
//! counters came about, nor how a bill is shown.
//!
//! | module | what it holds |
//! |---|---|
//! | `period` | what a bill is for: what was measured, or a month of it |
//! | `usage` | what a run used of what has a price, and what a month of such runs would |
//! | `prices` | the prices that hold for a scenario: its own, the list's, or a stand-in |
//! | `services` | usage and lines of ECS services |
//! | `charge` | usage at prices: the month's tiers, the free tier |
//! | `bill` | what comes of it: items, lines, sums |
//! | `sla` | uptime, and the credit for a low one |
//! | `money` | amounts |

mod bill;
mod charge;
mod money;
mod period;
mod prices;
mod services;
mod sla;
#[cfg(test)]
mod tests;
mod usage;

use crate::metrics::RunResult;
use crate::scenario::Scenario;

pub use bill::{Bill, FunctionBill, Item, Line, Unit, stand_in_regions};
use charge::charge;
pub use money::Usd;
pub use period::Period;
pub use prices::{Price, PriceOrigin};
pub use sla::{ServiceCredit, service_credit};
use usage::usage;

/// The bills of a run.
#[derive(Clone, Debug)]
pub struct Bills {
    /// What was measured, billed as if it were all that the account uses in the month.
    pub run: Bill,
    /// A month of what was measured, where the scenario asks for it: of 730 h, or of some events.
    pub month: Option<Bill>,
}

/// The bills that a scenario asks for.
pub fn bills(scenario: &Scenario, result: &RunResult) -> Bills {
    #[cfg(test)]
    crate::metrics::counted::count("bills");
    let monthly = scenario.billing.monthly;
    Bills {
        run: bill(scenario, result, Period::Run),
        month: monthly.then(|| bill(scenario, result, Period::Month)),
    }
}

/// The bill of what a run measured after its warm-up, or of a month of it.
pub fn bill(scenario: &Scenario, result: &RunResult, period: Period) -> Bill {
    PartOfMonth::new(scenario, result, period).bill(scenario)
}

/// What a run used in a part of a month, or in all of it.
#[derive(Clone, Debug, Default)]
pub struct PartOfMonth(Vec<usage::Usage>);

impl PartOfMonth {
    /// What was used in a period of a month.
    pub fn new(scenario: &Scenario, result: &RunResult, period: Period) -> Self {
        Self(usage(scenario, result, period))
    }

    /// Adds what another part of the same month used.
    pub fn add(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// The bill of all parts together, as the account of `scenario` pays it: tiers and free tier apply to their sum. A
    /// function that has usage in several parts has a bill for each.
    pub fn bill(&self, scenario: &Scenario) -> Bill {
        charge(&self.0, &scenario.region, &scenario.billing)
    }
}
