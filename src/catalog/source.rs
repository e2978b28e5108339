//! Where a value of a data file comes from.
//!
//! It knows the shape of a source; it must not know of what.

use serde::Deserialize;

/// An entry of `[sources]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub(super) text: String,
    /// When it was read, `YYYY-MM-DD`.
    pub(super) checked: String,
}
