//! What a study has to say, as plain data: headings, sentences, tables, figures and charts.
//!
//! A [`Document`] is made by `stories` and shown by `render`: as text, Markdown, a page for a browser, pictures.
//! Names come from users; whoever shows a text makes it safe for its format.
//!
//! | module | what it holds |
//! |---|---|
//! | `chart` | charts: series in one or several views, limits, the words for who cannot see them |
//! | `across` | horizontal axes: time, or values of a setting |
//! | `points` | series over time, reduced to as many points as a page can carry |
//! | `table`, `heat` | tables, and tables whose cells are coloured by their values |
//! | `sentence` | sentences whose figures are marked |
//! | `axis` | ranges, ticks and labels |
//! | `look`, `words` | language, theme and size; every word in each language |
//! | `measures` | what measures are called, with their unit |
//! | `limit`, `subject` | the limits that charts draw; what was simulated, in one line |
//!
//! It knows formats of numbers only; it must not know results, studies, or how anything is drawn.

pub(super) mod across;
#[cfg_attr(
    not(feature = "pictures"),
    allow(
        dead_code,
        reason = "a page needs places on a scale only; ticks and labels are of pictures"
    )
)]
pub(super) mod axis;
pub(super) mod chart;
pub(super) mod heat;
pub(super) mod limit;
pub(super) mod look;
mod measures;
pub(super) mod points;
pub(super) mod sentence;
mod subject;
pub(super) mod table;
#[cfg_attr(
    not(feature = "pictures"),
    allow(
        dead_code,
        reason = "most of the words are of pictures; all of a language are in one place"
    )
)]
mod words;

pub(super) use limit::{Limit, account_limit, limit_of};
pub(super) use look::{Language, Look};
pub(super) use sentence::{Piece, Sentence, Tone};
pub(super) use subject::{slug, subtitle};

use across::Across;
use chart::Chart;
use heat::HeatMap;
use table::Table;

/// The name of the file in the result folder.
pub(in crate::report) const FILE: &str = "report.html";

/// A page, before it is written.
pub(in crate::report) struct Document {
    pub(in crate::report) title: String,
    pub(in crate::report) subtitle: String,
    /// The findings, the first group without a heading and its first sentence the headline.
    pub(in crate::report) words: Vec<Words>,
    /// The horizontal axes of the charts.
    pub(in crate::report) axes: Vec<Across>,
    /// Times that every chart marks.
    pub(in crate::report) shades: Vec<Shade>,
    /// What a chart with several views has one view of; empty if there is nothing to choose from.
    pub(in crate::report) scopes: Vec<String>,
    pub(in crate::report) sections: Vec<Section>,
    /// What a reader must know of the page as a whole.
    pub(in crate::report) notes: Vec<String>,
}

/// A group of sentences.
pub(in crate::report) struct Words {
    pub(in crate::report) heading: Option<String>,
    pub(in crate::report) sentences: Vec<Sentence>,
}

/// A stretch of time that differs from the rest, in seconds.
pub(in crate::report) struct Shade {
    pub(in crate::report) from: f64,
    pub(in crate::report) to: f64,
}

/// A part of the page under its own heading.
pub(in crate::report) struct Section {
    /// Distinct within the page; lower-case letters and hyphens.
    pub(in crate::report) id: &'static str,
    pub(in crate::report) heading: &'static str,
    pub(in crate::report) note: String,
    pub(in crate::report) blocks: Vec<Block>,
}

/// What stands in a section.
pub(in crate::report) enum Block {
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

impl Document {
    pub(in crate::report) fn charts(&self) -> impl Iterator<Item = &Chart> {
        let blocks = self.sections.iter().flat_map(|section| &section.blocks);
        blocks.filter_map(|block| match block {
            Block::Chart(chart) => Some(chart),
            _ => None,
        })
    }
}
