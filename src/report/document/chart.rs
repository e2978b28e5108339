//! Charts: series in one or several views, limits, and the words that stand for them.

use super::across::{Across, Values};
use super::look::Language;
use super::points::{Points, Timeline};
use super::table::{Row, Table};
use crate::report::format::number;

/// More rows of a chart's table are not read by anybody.
const MOST_ROWS: usize = 200;

/// A chart. With several views a reader chooses one, for all charts of the page at once.
#[derive(Default)]
pub(in crate::report) struct Chart {
    /// Distinct within the document; lower-case letters, digits and hyphens.
    pub(in crate::report) id: String,
    /// Which of the page's horizontal axes.
    pub(in crate::report) axis: usize,
    pub(in crate::report) heading: String,
    /// What the vertical axis measures.
    pub(in crate::report) unit: String,
    /// Whether small and large values matter alike; a picture is so where they are far apart.
    pub(in crate::report) logarithmic: bool,
    /// Whether values are counts, which belong to their whole interval and to nothing beside it.
    pub(in crate::report) in_steps: bool,
    /// Whether series are parts of a whole: a picture puts them on top of each other.
    pub(in crate::report) stacked: bool,
    /// What is said in the place of a chart that has nothing to show.
    pub(in crate::report) empty: String,
    /// One, or one for each scope of the page.
    pub(in crate::report) views: Vec<View>,
}

impl Chart {
    /// Whether any line leaves the ground in any view.
    pub(in crate::report) fn shows_anything(&self) -> bool {
        let mut series = self.views.iter().flat_map(|view| &view.series);
        series.any(|one| one.points.extent.is_some_and(|extent| extent.most > 0.0))
    }
}

/// What a chart shows of one scope.
#[derive(Default)]
pub(in crate::report) struct View {
    pub(in crate::report) series: Vec<Series>,
    pub(in crate::report) areas: Vec<Area>,
    pub(in crate::report) limits: Vec<Limit>,
    /// Limits of objectives, each under a label that says all.
    pub(in crate::report) objectives: Vec<Limit>,
    pub(in crate::report) marks: Vec<Mark>,
    /// What the vertical axis shows, where that is not all of the series: far peaks of one would press the others to
    /// the ground, and what differs by little is not told apart above 0.
    pub(in crate::report) window: Option<(f64, f64)>,
    /// Whether it is of what may run out, so that its lowest value tells and its highest does not.
    pub(in crate::report) falls_short: bool,
    /// What follows from it, in a sentence or two; may be empty. What any chart tells by itself is added below it.
    pub(in crate::report) conclusion: String,
}

/// A line, or marks where a value is not zero.
pub(in crate::report) struct Series {
    pub(in crate::report) label: String,
    pub(in crate::report) ink: Ink,
    pub(in crate::report) style: LineStyle,
    /// Behind a value: ` ms`, `/s`.
    pub(in crate::report) unit: &'static str,
    pub(in crate::report) points: Points,
    /// The ends of each value's interval, low and high.
    pub(in crate::report) band: Option<Band>,
    /// Values that miss the objectives: their dots are hollow. Empty where that is not asked.
    pub(in crate::report) missed: Vec<bool>,
    /// Words beside each dot, where there is room for them. Empty where there are none.
    pub(in crate::report) labels: Vec<String>,
}

/// The lower and the upper end of the interval around each value of a series.
pub(in crate::report) type Band = (Vec<Option<f64>>, Vec<Option<f64>>);

/// A vertical line.
pub(in crate::report) struct Mark {
    pub(in crate::report) label: String,
    pub(in crate::report) value: f64,
    pub(in crate::report) ink: Ink,
    pub(in crate::report) dashed: bool,
}

/// Colours that the style sheet defines for light and dark paper.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) enum Ink {
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
pub(in crate::report) enum LineStyle {
    Thick,
    Line,
    Thin,
    Dashed,
    /// With dashes of its own, for one of several lines that may run together.
    Pattern(usize),
    /// Along the foot of the chart, wherever the value is above zero.
    Marks,
    /// A dot for each value, not joined.
    Dots,
}

/// A filled area between a series and the axis, drawn where all of `needs` are shown, too.
pub(in crate::report) struct Area {
    pub(in crate::report) under: usize,
    pub(in crate::report) needs: Vec<usize>,
    pub(in crate::report) fill: Fill,
    pub(in crate::report) label: Option<String>,
    /// Its upper edge, where that is not the series.
    pub(in crate::report) edge: Option<Points>,
}

/// What an area is filled with.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) enum Fill {
    /// Nothing, so that only what lies above it remains of the area below.
    Paper,
    /// Where throttling is possible.
    Possible,
    /// Diagonal stripes.
    Provisioned,
    /// Vertical stripes.
    Standard,
}

/// A horizontal line.
pub(in crate::report) struct Limit {
    pub(in crate::report) label: String,
    pub(in crate::report) value: f64,
}

/// A limit as it is drawn.
pub(in crate::report) struct Reference {
    pub(in crate::report) name: String,
    pub(in crate::report) value: f64,
    /// Whether the name says the value, as that of an objective does.
    pub(in crate::report) says_value: bool,
    /// It is drawn once a curve comes to this share of it: far above all curves it would press them to the ground.
    pub(in crate::report) near: f64,
}

/// See [`Reference::near`]. How far below its objective a curve stays is what its reader asks.
const NEAR_LIMIT: f64 = 0.6;
const NEAR_OBJECTIVE: f64 = 0.2;

#[cfg(any(test, feature = "pictures"))]
impl Reference {
    /// What stands at the line.
    pub(in crate::report) fn label(&self) -> String {
        match self.says_value {
            true => self.name.clone(),
            false => format!("{} {}", self.name, number(self.value)),
        }
    }
}

impl Ink {
    /// For series that have no colour of their own.
    pub(in crate::report) const CYCLE: [Self; 8] = [
        Self::Orange,
        Self::Blue,
        Self::Green,
        Self::Purple,
        Self::Vermilion,
        Self::Sky,
        Self::Grey,
        Self::Black,
    ];

    pub(in crate::report) const fn key(self) -> &'static str {
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

/// Dashes and the gaps between them, in pixels of a page, of lines that may run together: those of a later one show
/// the earlier between them.
const PATTERNS: [Option<[u8; 2]>; 6] = [
    None,
    Some([10, 5]),
    Some([4, 4]),
    Some([16, 4]),
    Some([2, 4]),
    Some([7, 7]),
];

impl LineStyle {
    /// Dashes and gaps; `None` for a continuous line.
    pub(in crate::report) fn dash(self) -> Option<[u8; 2]> {
        match self {
            Self::Dashed => Some([7, 5]),
            Self::Pattern(number) => PATTERNS[number % PATTERNS.len()],
            Self::Thick | Self::Line | Self::Thin | Self::Marks | Self::Dots => None,
        }
    }

    pub(in crate::report) const fn key(self) -> &'static str {
        match self {
            Self::Thick | Self::Line | Self::Thin | Self::Dashed | Self::Pattern(_) => "line",
            Self::Marks => "marks",
            Self::Dots => "dots",
        }
    }

    pub(in crate::report) const fn width(self) -> &'static str {
        match self {
            Self::Thick => "thick",
            Self::Thin => "thin",
            Self::Line | Self::Dashed | Self::Pattern(_) | Self::Marks | Self::Dots => "line",
        }
    }
}

impl Fill {
    pub(in crate::report) const fn key(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Possible => "possible",
            Self::Provisioned => "provisioned",
            Self::Standard => "standard",
        }
    }
}

impl Series {
    /// A series without a unit, an interval or a verdict.
    pub(in crate::report) fn new(
        label: impl Into<String>,
        ink: Ink,
        style: LineStyle,
        points: Points,
    ) -> Self {
        Self {
            label: label.into(),
            ink,
            style,
            unit: "",
            points,
            band: None,
            missed: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// Whether any value has an interval.
    pub(in crate::report) fn has_band(&self) -> bool {
        let known = |ends: &[Option<f64>]| ends.iter().any(|end| end.is_some_and(f64::is_finite));
        self.band
            .as_ref()
            .is_some_and(|(low, high)| known(low) && known(high))
    }

    /// A value with its interval, as people read it.
    fn shown(&self, index: usize) -> String {
        let at = |values: &[Option<f64>]| values.get(index).copied().flatten();
        let Some(value) = at(&self.points.values) else {
            return "-".to_owned();
        };
        let band = self.band.as_ref();
        let interval = match band.map(|(low, high)| (at(low), at(high))) {
            Some((Some(low), Some(high))) if low < high => {
                format!(" ({} to {})", number(low), number(high))
            }
            _ => String::new(),
        };
        format!("{}{}{interval}", number(value), self.unit)
    }
}

impl View {
    /// Whether throttling is possible at any time of what is shown.
    pub(in crate::report) fn shows_throttling(&self) -> bool {
        let mut areas = self.areas.iter();
        areas.any(|area| matches!(area.fill, Fill::Possible))
    }

    /// The horizontal lines that it may have.
    pub(in crate::report) fn references(&self) -> impl Iterator<Item = Reference> {
        let limits = self.limits.iter().map(|limit| Reference {
            name: limit.label.clone(),
            value: limit.value,
            says_value: false,
            near: NEAR_LIMIT,
        });
        let objectives = self.objectives.iter().map(|objective| Reference {
            name: objective.label.clone(),
            value: objective.value,
            says_value: true,
            near: NEAR_OBJECTIVE,
        });
        limits.chain(objectives).filter(|one| one.value > 0.0)
    }

    /// What the chart shows, as a table.
    pub(in crate::report) fn table(&self, language: Language, across: &Across) -> Table {
        match across {
            Across::Time(timeline) => self.extremes(language, timeline),
            Across::Values(values) => self.listed(language, values),
        }
    }

    /// A row for each value, as many as anybody reads.
    fn listed(&self, language: Language, values: &Values) -> Table {
        let rows = values.shown.iter().enumerate().take(MOST_ROWS);
        let rows = rows.map(|(index, shown)| {
            let cells = self.series.iter().map(|series| series.shown(index));
            Row::new(shown.clone(), cells.collect())
        });
        let heads = self.series.iter().map(|series| series.label.clone());
        let caption = if values.shown.len() > MOST_ROWS {
            let all = values.shown.len();
            language.choose(
                format!("The first {MOST_ROWS} of {all} values"),
                format!("값 {all}개 중 처음 {MOST_ROWS}개"),
            )
        } else {
            String::new()
        };
        Table {
            caption,
            columns: std::iter::once(values.name.clone()).chain(heads).collect(),
            rows: rows.collect(),
            ..Table::default()
        }
    }

    fn extremes(&self, language: Language, timeline: &Timeline) -> Table {
        let rows = self.series.iter().map(|series| {
            let cells = match &series.points.extent {
                None => vec!["-".to_owned(); 3],
                Some(extent) => vec![
                    format!("{}{}", number(extent.least), series.unit),
                    format!("{}{}", number(extent.most), series.unit),
                    timeline.clock().at(timeline.span(extent.most_at).0),
                ],
            };
            Row::new(series.label.clone(), cells)
        });
        let limits = self.limits.iter().map(|limit| {
            let cells = vec![String::new(), number(limit.value), String::new()];
            Row::new(limit.label.clone(), cells)
        });
        let objectives = self.objectives.iter().map(|objective| {
            let cells = vec![String::new(), number(objective.value), String::new()];
            Row::new(objective.label.clone(), cells)
        });
        Table {
            caption: language
                .choose(
                    "Smallest and largest value of an interval",
                    "구간의 최솟값과 최댓값",
                )
                .to_owned(),
            columns: [
                language.choose("series", "계열"),
                language.choose("smallest", "최소"),
                language.choose("largest", "최대"),
                language.choose("first reached at", "처음 도달한 시각"),
            ]
            .map(str::to_owned)
            .into(),
            rows: rows.chain(limits).chain(objectives).collect(),
            ..Table::default()
        }
    }
}
