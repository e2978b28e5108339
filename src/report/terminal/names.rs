//! Names at the heads of columns.

use crate::report::format;

/// Longer names are shortened: the table must keep its width.
const LONGEST_NAME: usize = 16;

pub(super) fn shortened(name: &str) -> String {
    format::shortened(name, LONGEST_NAME)
}
