//! Tables whose cells are coloured by their values.

use crate::report::shown::sweep::heat;

/// A table of values over two keys.
pub(super) struct HeatMap {
    pub(super) caption: String,
    /// What columns and rows are.
    pub(super) corner: String,
    pub(super) columns: Vec<String>,
    /// Each with its name.
    pub(super) rows: Vec<(String, Vec<Cell>)>,
}

/// A value.
pub(super) struct Cell {
    pub(super) shown: String,
    /// Where it lies between the lowest and the highest, from 0 to 1; `None` without a value.
    pub(super) share: Option<f64>,
}

impl Cell {
    /// Its colours: those of the pictures, with the ink that can be read on them.
    pub(super) fn style(&self) -> Option<String> {
        let (paper, ink) = heat(self.share?);
        Some(format!("background:{paper};color:{ink}"))
    }
}
