//! What a page shows, as plain data.

use super::across::Across;
use super::chart::Chart;
use super::heat::HeatMap;
use super::table::Table;
use crate::report::findings::Sentence;

/// The name of the file in the result folder.
pub(in crate::report) const FILE: &str = "report.html";

/// A page, before it is written.
pub(in crate::report) struct Page {
    pub(super) title: String,
    pub(super) subtitle: String,
    /// The findings, the first group without a heading and its first sentence the headline.
    pub(super) words: Vec<Words>,
    /// The horizontal axes of the charts.
    pub(super) axes: Vec<Across>,
    /// Times that every chart marks.
    pub(super) shades: Vec<Shade>,
    /// What a chart with several views has one view of; empty if there is nothing to choose from.
    pub(super) scopes: Vec<String>,
    pub(super) sections: Vec<Section>,
    /// What a reader must know of the page as a whole.
    pub(super) notes: Vec<String>,
}

/// A group of sentences.
pub(super) struct Words {
    pub(super) heading: Option<String>,
    pub(super) sentences: Vec<Sentence>,
}

/// A stretch of time that differs from the rest, in seconds.
pub(super) struct Shade {
    pub(super) from: f64,
    pub(super) to: f64,
}

/// A part of the page under its own heading.
pub(in crate::report) struct Section {
    /// Distinct within the page; lower-case letters and hyphens.
    pub(super) id: &'static str,
    pub(super) heading: &'static str,
    pub(super) note: String,
    pub(super) blocks: Vec<Block>,
}

/// What stands in a section.
pub(super) enum Block {
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
    pub(super) fn charts(&self) -> impl Iterator<Item = &Chart> {
        let blocks = self.sections.iter().flat_map(|section| &section.blocks);
        blocks.filter_map(|block| match block {
            Block::Chart(chart) => Some(chart),
            _ => None,
        })
    }
}
