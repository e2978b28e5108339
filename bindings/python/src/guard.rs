//! Before anything is simulated: what cannot end, or does not fit into memory, is refused as the program refuses it.
//!
//! A process that runs out of memory is killed, and a notebook with it. Here as there the library estimates what a scenario
//! takes and says why not; this only knows which exception that is.

use std::sync::{Mutex, PoisonError};

use burstsim::disk::machine;
use burstsim::report::effort::{does_not_fit, endless};
use burstsim::scenario::Scenario;
use burstsim::scenario::parse::Parsed;
use burstsim::study::effort::Effort;

use crate::failure::Failure;

/// One run at a time, whose result is kept, is what every study needs at least.
pub(crate) fn guard(scenario: &Scenario) -> Result<(), Failure> {
    guard_within(machine::memory(), scenario)
}

fn guard_within(available: Option<f64>, scenario: &Scenario) -> Result<(), Failure> {
    let effort = Effort::of(scenario);
    if let Some(why) = endless(&effort) {
        return Err(Failure::Argument(why));
    }
    let fits_not = |available| does_not_fit(&effort, 1.0, (1.0, 1.0), available);
    match available.and_then(fits_not) {
        Some(why) => Err(Failure::Memory(why)),
        None => Ok(()),
    }
}

/// The guard of many scenarios, which are read on several threads; the machine is asked once.
pub(crate) struct GuardOfMany {
    available: Option<f64>,
    first: Mutex<Option<Failure>>,
}

impl GuardOfMany {
    pub(crate) fn new() -> Self {
        Self {
            available: machine::memory(),
            first: Mutex::default(),
        }
    }

    /// Looks at one of them, and hands it on.
    pub(crate) fn seen(&self, parsed: Parsed) -> Parsed {
        if let Err(failure) = guard_within(self.available, &parsed.scenario) {
            let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert(failure);
        }
        parsed
    }

    /// Whether all may be simulated.
    pub(crate) fn passed(self) -> Result<(), Failure> {
        let first = self
            .first
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        first.map_or(Ok(()), Err)
    }
}
