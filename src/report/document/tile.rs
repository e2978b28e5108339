//! Key figures, which stand as tiles at the top of a page.

use super::sentence::Sentence;

/// A key figure. Texts do without it: a table or a sentence has the same figure.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Tile {
    /// What the figure is.
    pub(in crate::report) label: String,
    /// The figure, good or bad where an objective judges it.
    pub(in crate::report) figure: Sentence,
    /// What it is a part of, and the objective that judges it; may be empty.
    pub(in crate::report) note: String,
}
