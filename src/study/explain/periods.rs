//! The most severe periods of trouble in a run, and which limits were in force in each.
//!
//! When a period begins and ends is said in [`metrics::periods`]. It knows periods and settings; it must not
//! know what would have helped.

use crate::metrics::{self, FunctionInterval, RunResult, Trouble};
use crate::scenario::{ScalingRule, Scenario};

/// What is to be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Only this function, by its index.
    pub function: Option<usize>,
    /// Periods of each kind of trouble: the worst.
    pub periods: usize,
}

/// The three worst periods of each kind, of whatever function.
impl Default for Question {
    fn default() -> Self {
        Self {
            function: None,
            periods: 3,
        }
    }
}

/// A limit that refuses attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The Region's burst quota and ramp, which all functions share.
    RegionalBurst,
    /// How fast one function may scale, in environments and in requests per second.
    FunctionScaling,
    /// The concurrency limit of the account.
    AccountConcurrency,
    /// The function's own reserve.
    ReservedConcurrency,
    /// Requests per second for each unit of the account's concurrency.
    AccountRequestRate,
    /// Requests per second for each unit of the function's reserve.
    ReservedRequestRate,
}

/// A period of trouble, with the limits that were in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// When, of what function, and what it counted meanwhile.
    pub observed: metrics::Period,
    /// The limits that refused attempts, with how many each, the most first; none for cold starts.
    pub limits: Vec<(Limit, u64)>,
}

/// The periods of one kind that are not among the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// What went wrong.
    pub trouble: Trouble,
    /// How many periods.
    pub periods: u64,
    /// How many throttles or cold starts in them.
    pub count: u64,
}

impl Limit {
    /// Its name in data files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::RegionalBurst => "regional-burst",
            Self::FunctionScaling => "function-scaling",
            Self::AccountConcurrency => "account-concurrency",
            Self::ReservedConcurrency => "reserved-concurrency",
            Self::AccountRequestRate => "account-request-rate",
            Self::ReservedRequestRate => "reserved-request-rate",
        }
    }
}

impl Period {
    /// How often the same trouble befell the same function in the same time of another run.
    pub(super) fn count_in(&self, result: &RunResult) -> u64 {
        let own = &self.observed;
        let intervals = &result.functions[own.function].intervals;
        let meanwhile = |row: &&FunctionInterval| own.from <= row.start && row.start < own.to;
        let rows = intervals.iter().filter(meanwhile);
        rows.map(|row| own.trouble.count(&row.counts)).sum()
    }
}

/// The most severe periods of each kind, throttles first, and what the others come to.
pub(super) fn worst(
    scenario: &Scenario,
    result: &RunResult,
    question: Question,
) -> (Vec<Period>, Vec<Rest>) {
    let (mut worst, mut rest) = (Vec::new(), Vec::new());
    for trouble in Trouble::ALL {
        let mut periods = metrics::periods(result, trouble);
        periods.retain(|one| question.function.is_none_or(|only| only == one.function));
        let others = periods.split_off(question.periods.min(periods.len()));
        worst.extend(periods.into_iter().map(|observed| Period {
            limits: limits(&observed, scenario),
            observed,
        }));
        if !others.is_empty() {
            rest.push(Rest {
                trouble,
                periods: others.len() as u64,
                count: others.iter().map(metrics::Period::count).sum(),
            });
        }
    }
    (worst, rest)
}

/// The limits behind the causes of throttles.
fn limits(observed: &metrics::Period, scenario: &Scenario) -> Vec<(Limit, u64)> {
    if observed.trouble != Trouble::Throttles {
        return Vec::new();
    }
    let scaling = match scenario.region.scaling {
        ScalingRule::RegionalBurst { .. } => Limit::RegionalBurst,
        ScalingRule::PerFunction { .. } => Limit::FunctionScaling,
    };
    let settings = scenario.functions.get(observed.function);
    let (concurrency, rate) = match settings.and_then(|own| own.reserved_concurrency) {
        Some(_) => (Limit::ReservedConcurrency, Limit::ReservedRequestRate),
        None => (Limit::AccountConcurrency, Limit::AccountRequestRate),
    };
    let counts = &observed.counts;
    let mut limits = vec![
        (scaling, counts.throttles_scaling),
        (concurrency, counts.throttles_concurrency),
        (rate, counts.throttles_rate),
    ];
    limits.retain(|(_, count)| *count > 0);
    limits.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    limits
}
