//! Charts over time: series in one or several views, limits, and the words that stand for them.

use super::points::{Points, Timeline};
use super::table::{Row, Table};
use crate::report::format::{clock, number};

/// A chart. With several views a reader chooses one, for all charts of the page at once.
pub(super) struct Chart {
    /// Distinct within the page; lower-case letters and hyphens.
    pub(super) id: &'static str,
    pub(super) heading: String,
    /// What the vertical axis measures.
    pub(super) unit: String,
    pub(super) logarithmic: bool,
    /// One, or one for each scope of the page.
    pub(super) views: Vec<View>,
}

/// What a chart shows of one scope.
#[derive(Default)]
pub(super) struct View {
    pub(super) series: Vec<Series>,
    pub(super) areas: Vec<Area>,
    pub(super) limits: Vec<Limit>,
}

/// A line, or marks where a value is not zero.
pub(super) struct Series {
    pub(super) label: String,
    pub(super) ink: Ink,
    pub(super) look: Look,
    /// Behind a value: ` ms`, `/s`.
    pub(super) unit: &'static str,
    pub(super) points: Points,
}

/// Colours that the style sheet defines for light and dark paper.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ink {
    Orange,
    Grey,
    Vermilion,
    Blue,
    Green,
    Purple,
    Sky,
    Black,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Look {
    Thick,
    Line,
    Thin,
    Dashed,
    /// Along the foot of the chart, wherever the value is above zero.
    Marks,
}

/// A filled area between a series and the axis, drawn where all of `needs` are shown, too.
pub(super) struct Area {
    pub(super) under: usize,
    pub(super) needs: Vec<usize>,
    pub(super) fill: Fill,
    pub(super) label: Option<&'static str>,
}

/// What an area is filled with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fill {
    /// Nothing, so that only what lies above it remains of the area below.
    Paper,
    /// Where open requests exceed instances.
    Possible,
    /// Diagonal stripes.
    Provisioned,
    /// Vertical stripes.
    Standard,
}

/// A horizontal line.
pub(super) struct Limit {
    pub(super) label: String,
    pub(super) value: f64,
}

impl Ink {
    /// For series that have no colour of their own.
    pub(super) const CYCLE: [Self; 8] = [
        Self::Orange,
        Self::Blue,
        Self::Green,
        Self::Purple,
        Self::Vermilion,
        Self::Sky,
        Self::Grey,
        Self::Black,
    ];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Orange => "orange",
            Self::Grey => "grey",
            Self::Vermilion => "vermilion",
            Self::Blue => "blue",
            Self::Green => "green",
            Self::Purple => "purple",
            Self::Sky => "sky",
            Self::Black => "black",
        }
    }
}

impl Look {
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Thick | Self::Line | Self::Thin => "line",
            Self::Dashed => "dashed",
            Self::Marks => "marks",
        }
    }

    pub(super) const fn width(self) -> &'static str {
        match self {
            Self::Thick => "thick",
            Self::Thin => "thin",
            Self::Line | Self::Dashed | Self::Marks => "line",
        }
    }
}

impl Fill {
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Possible => "possible",
            Self::Provisioned => "provisioned",
            Self::Standard => "standard",
        }
    }
}

impl View {
    /// The chart in a sentence, for who cannot see it.
    pub(super) fn words(&self, timeline: &Timeline) -> String {
        let parts: Vec<String> = self
            .series
            .iter()
            .map(|series| match &series.points.extent {
                None => format!("{}: no values", series.label),
                Some(extent) if extent.least == extent.most => {
                    format!(
                        "{}: {}{} throughout",
                        series.label,
                        number(extent.most),
                        series.unit
                    )
                }
                Some(extent) => format!(
                    "{}: at most {}{}, first at {}",
                    series.label,
                    number(extent.most),
                    series.unit,
                    clock(timeline.span(extent.most_at).0, timeline.end)
                ),
            })
            .collect();
        let mut text = format!("{}.", parts.join("; "));
        // Labels are lower-case, sentences are not.
        if text.is_char_boundary(1) {
            text[..1].make_ascii_uppercase();
        }
        text
    }

    /// What the chart shows, as a table.
    pub(super) fn table(&self, timeline: &Timeline) -> Table {
        let rows = self.series.iter().map(|series| {
            let cells = match &series.points.extent {
                None => vec!["-".to_owned(); 3],
                Some(extent) => vec![
                    format!("{}{}", number(extent.least), series.unit),
                    format!("{}{}", number(extent.most), series.unit),
                    clock(timeline.span(extent.most_at).0, timeline.end),
                ],
            };
            Row::new(series.label.clone(), cells)
        });
        let limits = self.limits.iter().map(|limit| {
            let cells = vec![String::new(), number(limit.value), String::new()];
            Row::new(limit.label.clone(), cells)
        });
        Table {
            caption: "Smallest and largest value of an interval".to_owned(),
            columns: ["series", "smallest", "largest", "first reached at"]
                .map(str::to_owned)
                .into(),
            rows: rows.chain(limits).collect(),
        }
    }
}
