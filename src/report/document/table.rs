//! Tables: a heading for each column, the first of which names the rows.

/// A table of texts that are ready to be read.
pub(in crate::report) struct Table {
    pub(in crate::report) caption: String,
    pub(in crate::report) columns: Vec<String>,
    pub(in crate::report) rows: Vec<Row>,
}

/// A row of a table.
pub(in crate::report) struct Row {
    pub(in crate::report) name: String,
    pub(in crate::report) cells: Vec<String>,
    /// Whether it sums the rows above it.
    pub(in crate::report) total: bool,
}

impl Table {
    /// A table without a caption, from cells as a terminal shows them: the first of a row names it.
    pub(in crate::report) fn of_cells(columns: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        let rows = rows.into_iter().map(|mut cells| {
            let others = cells.split_off(1.min(cells.len()));
            Row::new(cells.concat(), others)
        });
        Self {
            caption: String::new(),
            columns,
            rows: rows.collect(),
        }
    }
}

impl Row {
    pub(in crate::report) fn new(name: impl Into<String>, cells: Vec<String>) -> Self {
        Self {
            name: name.into(),
            cells,
            total: false,
        }
    }
}
