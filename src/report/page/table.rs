//! Tables: a heading for each column, the first of which names the rows.

/// A table of texts that are ready to be read.
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A row of a table.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
    /// Whether it sums the rows above it.
    pub(super) total: bool,
}

impl Row {
    pub(super) fn new(name: impl Into<String>, cells: Vec<String>) -> Self {
        Self {
            name: name.into(),
            cells,
            total: false,
        }
    }
}
