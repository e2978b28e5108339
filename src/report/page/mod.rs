//! `report.html`: one file that shows a result to people, in a browser and without a network.
//!
//! A [`Page`] is plain data: words, sections, charts and tables. What a page is *of* is decided in
//! one module each (`run`, `comparison`, ...): a further kind of result needs nothing but another such
//! module; how it looks is decided in `html` and in `assets/`. Names come from users: every text is
//! escaped on its way into the page, by `html` in markup and by `json` in data.
//!
//! | module | what it does |
//! |---|---|
//! | `run`, `comparison`, `explanation`, `size`, `sweep`, `target` | what the page of each kind of result shows |
//! | `across` | horizontal axes: time, or values of a setting |
//! | `figures` | what a sizing measures, as lines of charts |
//! | `points` | series over time, reduced to as many points as a page can carry |
//! | `chart` | charts: series in one or several views, limits, the words for who cannot see them |
//! | `table`, `heat` | tables, and tables whose cells are coloured by their values |
//! | `json` | the data of the charts, safe inside a script element |
//! | `html` | the markup |
//!
//! It knows results and studies; it must not know how they came about, and touches no file.

mod across;
mod chart;
mod comparison;
mod explanation;
mod figures;
mod heat;
mod html;
mod json;
mod points;
mod run;
mod size;
mod sweep;
mod table;
mod target;
#[cfg(test)]
mod tests;

pub(super) use comparison::of_comparison;
pub(super) use explanation::of_explanation;
pub(super) use run::of_report;
pub(super) use size::of_sizing;
pub(super) use sweep::of_sweep;
pub(super) use target::of_tracking;

use super::findings::Sentence;
use across::Across;
use chart::Chart;
use heat::HeatMap;
use table::Table;

/// Its name in the result folder.
pub(super) const FILE: &str = "report.html";

/// A page, before it is written.
pub(super) struct Page {
    title: String,
    subtitle: String,
    /// The findings, the first group without a heading and its first sentence the headline.
    words: Vec<Words>,
    /// The horizontal axes of the charts.
    axes: Vec<Across>,
    /// Times that every chart marks.
    shades: Vec<Shade>,
    /// What a chart with several views has one view of; empty if there is nothing to choose from.
    scopes: Vec<String>,
    sections: Vec<Section>,
    /// What a reader must know of the page as a whole.
    notes: Vec<String>,
}

/// A group of sentences.
struct Words {
    heading: Option<String>,
    sentences: Vec<Sentence>,
}

/// A stretch of time that differs from the rest, in seconds.
struct Shade {
    from: f64,
    to: f64,
}

/// A part of the page under its own heading.
struct Section {
    /// Distinct within the page; lower-case letters and hyphens.
    id: &'static str,
    heading: &'static str,
    note: String,
    blocks: Vec<Block>,
}

/// What stands in a section.
enum Block {
    Chart(Chart),
    Table(Table),
    HeatMap(HeatMap),
    /// A heading below the section's.
    Heading(String),
    /// A sentence or several.
    Note(String),
    /// Words, and a command to copy.
    Command(String, String),
}

impl Page {
    /// The bytes of the file: the same page, the same bytes.
    pub(super) fn html(&self) -> String {
        html::of(self)
    }
}
