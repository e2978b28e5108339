//! In the place of `charts` where the feature `pictures` is left out: no result has a chart.
//!
//! Knows what is asked for; must not know why. With it the rest of the room need not ask whether there are
//! pictures.

use crate::measures::Measure;
use crate::metrics::RunResult;
use crate::report::document::Look;
use crate::scenario::Scenario;
use crate::study::compare::Comparison;
use crate::study::diary::Entry;
use crate::study::size::Sizing;
use crate::study::size::target::Tracking;
use crate::study::{Bands, Sweep};

/// A chart, of which there are none.
pub(in crate::report) enum Chart {}

impl Chart {
    pub(in crate::report) fn name(&self) -> &str {
        match *self {}
    }

    pub(in crate::report) fn files(&self) -> Result<Vec<(String, Vec<u8>)>, String> {
        match *self {}
    }
}

pub(in crate::report) fn of_run(
    _: &Look,
    _: &Scenario,
    _: &RunResult,
    _: Option<&Bands>,
    _: Option<&[Entry]>,
) -> Vec<Chart> {
    Vec::new()
}

pub(in crate::report) fn compared(_: &Look, _: &Comparison) -> Vec<Chart> {
    Vec::new()
}

pub(in crate::report) fn sized(_: &Look, _: &Scenario, _: &Sizing) -> Vec<Chart> {
    Vec::new()
}

pub(in crate::report) fn tracked(_: &Look, _: &Scenario, _: &Tracking) -> Vec<Chart> {
    Vec::new()
}

pub(in crate::report) fn swept(_: &Look, _: &Sweep, _: &[Measure]) -> Vec<Chart> {
    Vec::new()
}
