//! What a run costs, and what the service level agreement pays back: the bill by function and line, from
//! counters and prices; the credit, from availability and the bill.
//!
//! It knows what AWS charges for, the month's tiers and the free tier. It must not know how the
//! counters came about, nor how a bill is shown.
//!
//! | module | what it holds |
//! |---|---|
//! | `usage` | what a run used of what has a price, and what a month like it would |
//! | `prices` | the prices that hold for a scenario: its own, the list's, or a stand-in |
//! | `charge` | usage at prices: the month's tiers, the free tier |
//! | `bill` | what comes of it: items, lines, sums |
//! | `sla` | uptime, and the credit for a low one |
//! | `money` | amounts |

mod bill;
mod charge;
mod money;
mod prices;
mod sla;
#[cfg(test)]
mod tests;
mod usage;

use crate::metrics::RunResult;
use crate::scenario::Scenario;

pub use bill::{Bill, FunctionBill, Item, Line, Unit};
use charge::charge;
pub use money::Usd;
pub use prices::{Price, PriceOrigin};
pub use sla::{ServiceCredit, service_credit};
pub use usage::Period;
use usage::usage;

/// The bills of a run.
#[derive(Clone, Debug)]
pub struct Bills {
    /// What was measured, billed as if it were all that the account uses in the month.
    pub run: Bill,
    /// A month of 730 h like what was measured, where the scenario asks for it.
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

/// The bill of what a run measured after its warm-up, or of a month like it.
pub fn bill(scenario: &Scenario, result: &RunResult, period: Period) -> Bill {
    let usage = usage(scenario, result, period);
    charge(&usage, &scenario.region, scenario.billing.free_tier)
}
