//! What the page of a sweep is made from, and what its parts give.

use crate::measures::Measure;
use crate::report::document::Section;
use crate::report::document::across::Across;
use crate::study::sweep::Sweep;

/// What the page is made from.
pub(super) struct Of<'a> {
    pub(super) sweep: &'a Sweep,
    pub(super) metrics: &'a [Measure],
}

/// The axes, scopes and sections of charts.
pub(super) type Shown = (Vec<Across>, Vec<String>, Vec<Section>);
