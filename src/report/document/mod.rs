//! What a study has to say, as plain data: headings, sentences, tables, figures and charts.
//!
//! A [`Document`] is made by `stories` and shown by `render`: as text, Markdown, a page for a browser, pictures.
//! Names come from users; whoever shows a text makes it safe for its format.
//!
//! | module | what it holds |
//! |---|---|
//! | `chart` | charts: series in one or several views, limits, the words for who cannot see them |
//! | `across` | horizontal axes: time, or values of a setting |
//! | `clock` | how moments of a run are written |
//! | `captions` | what stands below a chart |
//! | `points` | series over time, reduced to as many points as a page can carry |
//! | `table`, `heat` | tables, and tables whose cells are coloured by their values |
//! | `tile` | key figures |
//! | `sentence` | sentences whose figures are marked |
//! | `axis` | ranges, ticks and labels |
//! | `look`, `words`, `measures` | language, theme and size; every word, and what measures are called, in each language |
//! | `limit`, `subject` | the limits that charts draw; what was simulated, in one line |
//!
//! It knows formats of numbers only; it must not know results, studies, or how anything is drawn.

pub(super) mod across;
pub(super) mod axis;
mod captions;
pub(super) mod chart;
pub(super) mod clock;
pub(super) mod heat;
pub(super) mod limit;
pub(super) mod look;
mod measures;
pub(super) mod points;
pub(super) mod sentence;
mod subject;
pub(super) mod table;
pub(super) mod tile;
mod words;

pub(super) use limit::{account_limit, limit_of};
pub(super) use look::{Language, Look};
pub(super) use sentence::{Piece, Sentence, Tone};
pub(super) use subject::{slug, subtitle};

use across::Across;
use chart::Chart;
use heat::HeatMap;
use table::Table;
use tile::Tile;

/// The name of the file in the result folder.
pub(in crate::report) const FILE: &str = "report.html";

/// What a study has to say: headings, sentences, tables and charts, for renderers to make a text or a page of.
#[derive(Default)]
pub struct Document {
    /// Of all words that are not the user's own.
    pub(in crate::report) language: Language,
    pub(in crate::report) title: String,
    pub(in crate::report) subtitle: String,
    /// The key figures, for pages.
    pub(in crate::report) tiles: Vec<Tile>,
    /// The findings, the first group without a heading and its first sentence the headline.
    pub(in crate::report) words: Vec<Words>,
    /// The horizontal axes of the charts.
    pub(in crate::report) axes: Vec<Across>,
    /// Times that every chart marks.
    pub(in crate::report) shades: Vec<Shade>,
    /// What a chart with several views has one view of; empty if there is nothing to choose from.
    pub(in crate::report) scopes: Vec<String>,
    pub(in crate::report) sections: Vec<Section>,
    /// What a reader must know of the whole.
    pub(in crate::report) notes: Vec<String>,
    /// What a reader of the page must know of it.
    pub(in crate::report) page_notes: Vec<String>,
    /// Pages beside this one in the folder of the result: the name of the file, and what it shows.
    pub(in crate::report) beside: Vec<(&'static str, &'static str)>,
    /// The charts that are pictures of their own, too.
    pub(in crate::report) figures: Vec<Figure>,
}

/// A picture: charts of the document on one canvas.
pub(in crate::report) struct Figure {
    /// Of its files, without extension.
    pub(in crate::report) name: String,
    pub(in crate::report) title: String,
    pub(in crate::report) subtitle: String,
    pub(in crate::report) layout: Layout,
    pub(in crate::report) panes: Vec<Pane>,
}

/// How the panes of a figure lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Layout {
    /// Below each other, over the same horizontal axis.
    Rows,
    /// Side by side in so many columns, each with axes of its own.
    Grid(usize),
    /// Side by side on the same axes, each under a title of its own.
    Tiles,
    /// A heat map alone.
    HeatMap,
}

/// A chart, or a heat map, in a figure.
#[derive(Default)]
pub(in crate::report) struct Pane {
    /// Its identifier in the document.
    pub(in crate::report) id: String,
    /// Which of its views.
    pub(in crate::report) view: usize,
    /// Its title, in forms that grow shorter; none for the chart's own.
    pub(in crate::report) titles: Vec<String>,
}

/// A group of sentences.
#[derive(Default)]
pub(in crate::report) struct Words {
    pub(in crate::report) heading: Option<String>,
    pub(in crate::report) sentences: Vec<Sentence>,
    /// Whether they are about what only a page shows.
    pub(in crate::report) is_for_pages: bool,
}

/// A stretch of time that differs from the rest, in seconds.
pub(in crate::report) struct Shade {
    pub(in crate::report) cause: Cause,
    pub(in crate::report) from: f64,
    pub(in crate::report) to: f64,
}

/// Why a stretch of time differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Cause {
    /// It is not counted.
    WarmUp,
    /// The service is out of order.
    Outage,
}

/// A part of the page under its own heading.
#[derive(Default)]
pub(in crate::report) struct Section {
    /// Distinct within the page; lower-case letters and hyphens.
    pub(in crate::report) id: &'static str,
    pub(in crate::report) heading: &'static str,
    pub(in crate::report) note: String,
    pub(in crate::report) blocks: Vec<Block>,
    /// Whether a page leaves it out: too much for a browser, and shown by pictures.
    pub(in crate::report) is_for_pictures: bool,
    pub(in crate::report) in_text: InText,
}

/// Where a section stands in a terminal or in Markdown, which show less than a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::report) enum InText {
    /// Nowhere.
    #[default]
    No,
    /// Above the sentences, of which the last line of a terminal is the nearest to its reader's eyes.
    Above,
    /// Below them.
    Below,
}

/// What stands in a section.
pub(in crate::report) enum Block {
    Chart(Chart),
    Table(Table),
    HeatMap(Box<HeatMap>),
    /// A heading below the section's.
    Heading(String),
    /// A sentence or several.
    Note(String),
    /// Words, and commands to copy, a line each.
    Command(String, String),
}

impl Section {
    /// The section with another chart at its end, if there is one.
    pub(in crate::report) fn and(mut self, chart: Option<Chart>) -> Self {
        self.blocks.extend(chart.map(Block::Chart));
        self
    }
}

impl Pane {
    /// A view of a chart under the chart's own title.
    pub(in crate::report) fn of(id: impl Into<String>, view: usize) -> Self {
        let id = id.into();
        Self {
            id,
            view,
            ..Self::default()
        }
    }
}

impl Document {
    pub(in crate::report) fn chart(&self, id: &str) -> Option<&Chart> {
        self.charts().find(|chart| chart.id == id)
    }

    pub(in crate::report) fn heat_map(&self, id: &str) -> Option<&HeatMap> {
        let mut blocks = self.sections.iter().flat_map(|section| &section.blocks);
        blocks.find_map(|block| match block {
            Block::HeatMap(map) if map.id == id => Some(map.as_ref()),
            _ => None,
        })
    }

    /// The sections that a page has.
    pub(in crate::report) fn on_the_page(&self) -> impl Iterator<Item = &Section> {
        self.sections
            .iter()
            .filter(|section| !section.is_for_pictures)
    }

    pub(in crate::report) fn charts(&self) -> impl Iterator<Item = &Chart> {
        let blocks = self.sections.iter().flat_map(|section| &section.blocks);
        blocks.filter_map(|block| match block {
            Block::Chart(chart) => Some(chart),
            _ => None,
        })
    }
}
