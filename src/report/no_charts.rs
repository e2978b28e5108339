//! In the place of `charts` where the feature `pictures` is left out: no result has a chart.
//!
//! Knows what is asked for; must not know why. With it the rest of the room need not ask whether there are
//! pictures.

use super::shown::Look;
use crate::measures::Measure;
use crate::metrics::RunResult;
use crate::scenario::Scenario;
use crate::study::compare::Comparison;
use crate::study::diary::Entry;
use crate::study::size::Sizing;
use crate::study::size::target::Tracking;
use crate::study::{Bands, Sweep};

/// A chart, of which there are none.
pub(super) enum Chart {}

impl Chart {
    pub(super) fn name(&self) -> &str {
        match *self {}
    }

    pub(super) fn files(&self) -> Result<Vec<(String, Vec<u8>)>, String> {
        match *self {}
    }
}

pub(super) fn of_run(
    _: &Look,
    _: &Scenario,
    _: &RunResult,
    _: Option<&Bands>,
    _: Option<&[Entry]>,
) -> Vec<Chart> {
    Vec::new()
}

pub(super) fn compared(_: &Look, _: &Comparison) -> Vec<Chart> {
    Vec::new()
}

pub(super) fn sized(_: &Look, _: &Scenario, _: &Sizing) -> Vec<Chart> {
    Vec::new()
}

pub(super) fn tracked(_: &Look, _: &Scenario, _: &Tracking) -> Vec<Chart> {
    Vec::new()
}

pub(super) fn swept(_: &Look, _: &Sweep, _: &[Measure]) -> Vec<Chart> {
    Vec::new()
}
