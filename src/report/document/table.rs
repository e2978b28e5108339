//! Tables: a heading for each column, the first of which names the rows.

/// A table of texts that are ready to be read.
pub(in crate::report) struct Table {
    pub(in crate::report) caption: String,
    pub(in crate::report) columns: Vec<String>,
    pub(in crate::report) rows: Vec<Row>,
    /// How many of the first columns hold words, whose others hold numbers: at least that of the names.
    pub(in crate::report) words: usize,
    /// Whether rows and columns change places on a page where there are many columns.
    pub(in crate::report) may_turn: bool,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            caption: String::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            words: 1,
            may_turn: false,
        }
    }
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
            columns,
            rows: rows.collect(),
            ..Self::default()
        }
    }
}

impl Table {
    /// Rows as columns and columns as rows.
    pub(in crate::report) fn turned(&self) -> Self {
        let corner = self.columns.first().cloned().unwrap_or_default();
        let names = self.rows.iter().map(|row| row.name.clone());
        let rows = self
            .columns
            .iter()
            .enumerate()
            .skip(1)
            .map(|(index, name)| {
                let cells = self.rows.iter().map(|row| row.cells.get(index - 1));
                Row::new(
                    name.clone(),
                    cells
                        .map(|cell| cell.cloned().unwrap_or_default())
                        .collect(),
                )
            });
        Self {
            caption: self.caption.clone(),
            columns: std::iter::once(corner).chain(names).collect(),
            rows: rows.collect(),
            words: 1,
            may_turn: false,
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
