//! Periods of trouble in a run: when a function was throttled or started cold, how often, and which
//! limits were in force.
//!
//! It knows the series of a run; it must not know what would have helped.

use crate::kernel::{SimDuration, SimTime};
use crate::metrics::{Counts, FunctionInterval, FunctionResult, MINUTE, RunResult};
use crate::scenario::{Function, ScalingRule, Scenario};

/// What is to be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Only this function, by its index.
    pub function: Option<usize>,
    /// Periods of each kind of trouble: the worst.
    pub periods: usize,
}

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// Attempts were throttled.
    Throttles,
    /// Requests waited for the initialisation of an environment.
    ColdStarts,
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

/// A time in which a function was in trouble again and again, with less than a minute between.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// What went wrong.
    pub trouble: Trouble,
    /// Index of the function.
    pub function: usize,
    /// The start of the first interval with trouble.
    pub from: SimTime,
    /// The end of the last one.
    pub to: SimTime,
    /// All that the function counted meanwhile.
    pub counts: Counts,
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

impl Trouble {
    /// Both, the worse first.
    pub const ALL: [Self; 2] = [Self::Throttles, Self::ColdStarts];

    /// Its name in data files, which is that of its column.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Throttles => "throttles",
            Self::ColdStarts => "cold_starts",
        }
    }

    /// How often it happened.
    pub fn count(self, counts: &Counts) -> u64 {
        match self {
            Self::Throttles => counts.throttles(),
            Self::ColdStarts => counts.cold_starts,
        }
    }
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
    /// How many throttles or cold starts.
    pub fn count(&self) -> u64 {
        self.trouble.count(&self.counts)
    }

    /// How often the same trouble befell the same function in the same time of another run.
    pub(super) fn count_in(&self, result: &RunResult) -> u64 {
        let intervals = &result.functions[self.function].intervals;
        let meanwhile = |row: &&FunctionInterval| self.from <= row.start && row.start < self.to;
        let rows = intervals.iter().filter(meanwhile);
        rows.map(|row| self.trouble.count(&row.counts)).sum()
    }
}

/// The worst periods of each kind, in the order of time, and what the others come to.
pub(super) fn worst(
    scenario: &Scenario,
    result: &RunResult,
    question: Question,
) -> (Vec<Period>, Vec<Rest>) {
    let (mut worst, mut rest) = (Vec::new(), Vec::new());
    for trouble in Trouble::ALL {
        let functions = scenario.functions.iter().zip(&result.functions).enumerate();
        let mut periods: Vec<Period> = functions
            .filter(|(index, _)| question.function.is_none_or(|only| only == *index))
            .flat_map(|(index, (settings, function))| {
                let ends = SimTime::ZERO + result.simulated;
                let period = |rows| period(trouble, index, rows, ends, settings, scenario);
                runs_of_trouble(trouble, function, result.interval)
                    .into_iter()
                    .map(period)
                    .collect::<Vec<_>>()
            })
            .collect();
        // Of equals the first, in time and in the scenario.
        periods.sort_by_key(|period| (std::cmp::Reverse(period.count()), period.from));
        let others = periods.split_off(question.periods.min(periods.len()));
        worst.append(&mut periods);
        if !others.is_empty() {
            rest.push(Rest {
                trouble,
                periods: others.len() as u64,
                count: others.iter().map(Period::count).sum(),
            });
        }
    }
    worst.sort_by_key(|period| (period.from, period.trouble, period.function));
    (worst, rest)
}

/// The intervals of a function from trouble to trouble, wherever less than a minute passes without.
fn runs_of_trouble(
    trouble: Trouble,
    function: &FunctionResult,
    interval: SimDuration,
) -> Vec<&[FunctionInterval]> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    let rows = &function.intervals;
    let troubled = |row: &FunctionInterval| trouble.count(&row.counts) > 0;
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| troubled(row)) {
        match runs.last_mut() {
            Some(run) if row.start < rows[run.end - 1].start + interval + MINUTE => {
                run.end = index + 1;
            }
            _ => runs.push(index..index + 1),
        }
    }
    runs.into_iter().map(|run| &rows[run]).collect()
}

fn period(
    trouble: Trouble,
    index: usize,
    rows: &[FunctionInterval],
    end_of_run: SimTime,
    settings: &Function,
    scenario: &Scenario,
) -> Period {
    let mut counts = Counts::default();
    for row in rows {
        counts += row.counts;
    }
    let limits = match trouble {
        Trouble::Throttles => limits(&counts, settings, &scenario.region.scaling),
        Trouble::ColdStarts => Vec::new(),
    };
    let start = |row: Option<&FunctionInterval>| row.map_or(SimTime::ZERO, |row| row.start);
    Period {
        trouble,
        function: index,
        from: start(rows.first()),
        to: end_of_run.min(start(rows.last()) + scenario.interval),
        counts,
        limits,
    }
}

/// The limits behind the causes of throttles.
fn limits(counts: &Counts, settings: &Function, rule: &ScalingRule) -> Vec<(Limit, u64)> {
    let scaling = match rule {
        ScalingRule::RegionalBurst { .. } => Limit::RegionalBurst,
        ScalingRule::PerFunction { .. } => Limit::FunctionScaling,
    };
    let (concurrency, rate) = match settings.reserved_concurrency {
        Some(_) => (Limit::ReservedConcurrency, Limit::ReservedRequestRate),
        None => (Limit::AccountConcurrency, Limit::AccountRequestRate),
    };
    let mut limits = vec![
        (scaling, counts.throttles_scaling),
        (concurrency, counts.throttles_concurrency),
        (rate, counts.throttles_rate),
    ];
    limits.retain(|(_, count)| *count > 0);
    limits.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    limits
}
