//! In the place of `charts` where the feature `pictures` is left out: no result has a chart.
//!
//! Knows what is asked for; must not know why. With it the rest of the room need not ask whether there are
//! pictures.

use crate::report::document::{Document, Look};
use crate::report::observed::Observed;
use crate::scenario::Scenario;

/// A form of a chart, of which there are none.
#[derive(Clone, Copy)]
pub(in crate::report) enum Form {}

/// A chart, of which there are none.
pub(in crate::report) enum Chart {}

impl Chart {
    pub(in crate::report) fn name(&self) -> &str {
        match *self {}
    }

    pub(in crate::report) fn forms(&self) -> std::iter::Empty<Form> {
        match *self {}
    }

    pub(in crate::report) fn file(&self, _: Form) -> String {
        match *self {}
    }

    pub(in crate::report) fn drawn(&self, _: Form) -> Result<Vec<u8>, String> {
        match *self {}
    }
}

pub(in crate::report) fn of_document(_: &Look, _: &Document) -> Vec<Chart> {
    Vec::new()
}

pub(in crate::report) fn environments(_: &Look, _: &Scenario, _: &Observed) -> Option<Chart> {
    None
}
