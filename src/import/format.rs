//! One format that is recognised and read.

use super::head::Head;
use super::input::{Input, ReadError};
use super::reading::Reading;

/// One format. A family of formats lists its own; `recognise` asks them in order.
pub(super) struct Format {
    /// The word for it in `import.json`.
    pub(super) kind: &'static str,
    /// What a message calls it: "a log of Lambda".
    pub(super) title: &'static str,
    /// Whether a beginning is of this format.
    pub(super) is_like: fn(&Head) -> bool,
    /// Reads the whole file.
    pub(super) read: fn(&mut Input<'_>, &mut Reading<'_>) -> Result<(), ReadError>,
}
