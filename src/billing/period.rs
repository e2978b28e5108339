//! What a bill is for, and how usage that was measured becomes that.
//!
//! It knows spans of time; it must not know what was used in them.

use crate::catalog::billing_rules;
use crate::kernel::SimDuration;
use crate::scenario::Scenario;

/// What a bill is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Period {
    /// What was measured after the warm-up.
    Run,
    /// A month of 730 h like what was measured or, where that is an event, as many of it as a month has.
    Month,
    /// What is left of a month beside events that last this many seconds in all, like what was measured.
    MonthBeside(f64),
}

/// How usage that was measured becomes that of a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Span {
    /// It happens this many times.
    Times(f64),
    /// It goes on for this many seconds.
    GoesOn(f64),
}

impl Period {
    /// What this period is to the measurements of a scenario.
    pub(super) fn span(self, scenario: &Scenario) -> Span {
        let month = billing_rules().month_s;
        match (self, scenario.billing.events_per_month) {
            (Self::Run, _) => Span::Times(1.0),
            (Self::Month, Some(events)) => Span::Times(f64::from(events)),
            (Self::Month, None) => Span::GoesOn(month),
            (Self::MonthBeside(events), _) => Span::GoesOn((month - events).max(0.0)),
        }
    }
}

impl Span {
    /// How many times what was measured fits into the period.
    pub(super) fn times(self, measured: SimDuration) -> f64 {
        match self {
            Self::Times(times) => times,
            Self::GoesOn(seconds) => seconds / measured.as_secs_f64(),
        }
    }
}
