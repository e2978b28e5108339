//! A scenario held against what was measured: the figures of each function, and whether they are good enough.
//!
//! Knows the order of work; must not know how anything is judged.

use super::compared::{Compared, series};
use super::matching::{MatchError, Matching, begin, matched};
use super::suspects::{Suspicion, runs, suspicion};
use super::tally::Row;
use crate::import::{Import, MeasuredFunction};
use crate::scenario::Scenario;
use crate::study::watch::Watch;
use crate::world::Interrupted;

/// A scenario held against what was measured.
#[derive(Clone, Debug)]
pub struct Backtest {
    /// The scenario.
    pub scenario: Scenario,
    /// Runs that each interval is from.
    pub replications: u64,
    /// The functions that were measured and simulated.
    pub functions: Vec<Compared>,
    /// Those that were measured only.
    pub only_measured: Vec<String>,
    /// Those that were simulated only.
    pub only_simulated: Vec<String>,
    /// What could be wrong; nothing where all is good enough.
    pub suspicion: Suspicion,
}

/// Why there is no backtest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BacktestError {
    /// Measurement and scenario do not fit together.
    #[error(transparent)]
    Match(#[from] MatchError),
    /// It was stopped.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

impl Backtest {
    /// Whether the scenario is good enough to decide by: all totals that were measured are predicted well enough.
    pub fn is_good(&self) -> bool {
        self.functions.iter().all(Compared::is_good)
    }
}

/// What an import says of functions over time, in intervals that fit the clock of a scenario: from the beginning of its
/// traffic where both have dates, else from the start of the recording.
pub fn measured(scenario: &Scenario, import: &Import) -> Vec<MeasuredFunction> {
    let dated = import.measured(begin(scenario));
    let undated = import.measured(0);
    let dated = dated.into_iter().filter(|one| one.has_clock);
    dated
        .chain(undated.into_iter().filter(|one| !one.has_clock))
        .collect()
}

/// Runs a scenario over the time in which functions were measured, and holds it against that.
///
/// # Errors
/// If nothing of it can be compared, or it is stopped.
pub fn backtest(
    scenario: Scenario,
    measured: &[MeasuredFunction],
    replications: u64,
    watch: &dyn Watch,
) -> Result<Backtest, BacktestError> {
    let Matching {
        cases,
        only_measured,
        only_simulated,
    } = matched(&scenario, measured)?;
    let base = runs(&cases, replications.max(1), watch)?;
    let mut functions = Vec::new();
    for (case, runs) in cases.iter().zip(&base) {
        for (index, function) in case.functions.iter().enumerate() {
            let own = runs.iter().filter_map(|rows| rows.get(index));
            let rows: Vec<&[Row]> = own.map(Vec::as_slice).collect();
            functions.push(Compared {
                name: function.name.clone(),
                measured_as: function.measured_as.clone(),
                function: function.members.start,
                is_replayed: function.is_replayed,
                slots: function.grid.slots.clone(),
                series: series(&function.grid, &rows),
            });
        }
    }
    let suspicion = match functions.iter().all(Compared::is_good) {
        true => Suspicion::default(),
        false => suspicion(&scenario, &cases, &base, &functions, watch)?,
    };
    Ok(Backtest {
        scenario,
        replications: replications.max(1),
        functions,
        only_measured,
        only_simulated,
        suspicion,
    })
}
