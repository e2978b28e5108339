//! The charts of a sweep, and its heat maps.

use super::material::{Charted, Material};
use super::names::short;
use super::scale::{ends, estimates, placed, scale, shares};
use crate::measures::Measure;
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Band, Chart, Ink, LineStyle, Series, View};
use crate::report::document::heat::{Cell, HeatMap};
use crate::report::document::points::Points;
use crate::report::document::{Block, Figure, Layout, Pane, Section, slug};
use crate::report::format::{capital, escaped};
use crate::report::notation;
use crate::study::{Estimate, Scope};

/// Keys that have a chart each.
pub(super) const MOST_KEYS: usize = 12;
/// Functions beyond these have no charts of their own.
const MOST_FUNCTIONS: usize = 24;
/// Values of a page, above which fewer functions have charts of their own.
const MOST_VALUES: usize = 100_000;
/// More lines in a chart cannot be told apart.
const MOST_LINES: usize = 16;

/// More panels have no room in a picture.
const PANELS: usize = 4;
/// More keys have no room in the picture of points.
const MOST_IN_A_PICTURE: usize = 6;

impl Material<'_> {
    /// A chart for each measure over the one key, of the account and of each function.
    pub(super) fn lines(&self) -> Charted {
        let sweep = self.sweep;
        let (axis, order) = self.axis(0);
        let values = 3 * sweep.points.len() * self.measures.len();
        let charted = match sweep.first.functions.len() {
            1 => 0,
            many => many.min(MOST_FUNCTIONS).min(MOST_VALUES / values.max(1)),
        };
        let scopes: Vec<Scope> = sweep.scopes().take(1 + charted).collect();
        let functions = sweep.first.functions.iter().take(charted);
        let names = functions.map(|function| escaped(&function.name));
        let names = std::iter::once(self.language.all_functions().to_owned()).chain(names);
        let style = if axis.are_names {
            LineStyle::Dots
        } else {
            LineStyle::Line
        };
        let charts = self.measures.iter().map(|&measure| {
            let view = |&scope: &Scope| {
                let (means, band) = self.estimates(measure, scope, &order);
                let label = self.language.mean().to_owned();
                let mut series = series(label, measure, Ink::Blue, style, means);
                series.band = Some(band);
                view_of(vec![series])
            };
            let views = scopes.iter().map(view).collect();
            Block::Chart(self.chart(slug(measure.column()), 0, measure, views))
        });
        let figures = self
            .measures
            .chunks(PANELS)
            .enumerate()
            .map(|(index, measures)| {
                let name = match index {
                    0 => "sweep".to_owned(),
                    more => format!("sweep-{}", more + 1),
                };
                let panes = measures
                    .iter()
                    .map(|measure| Pane::of(slug(measure.column()), 0));
                self.figure(name, "", Layout::Grid(2), panes.collect())
            });
        let section = Section {
            id: "over-the-key",
            heading: self.language.choose("Over the key", "키에 따라"),
            note: match sweep.replications {
                1 => String::new(),
                _ => self
                    .language
                    .choose(
                        "The mean of each point, with its 95 % interval.",
                        "각 지점의 평균과 95 % 구간입니다.",
                    )
                    .to_owned(),
            },
            blocks: charts.collect(),
            ..Section::default()
        };
        Charted {
            axes: vec![Across::Values(axis)],
            scopes: names.collect(),
            sections: vec![section],
            figures: figures.collect(),
        }
    }

    /// For each measure a heat map over both keys; and the same as lines.
    pub(super) fn heat_maps(&self) -> Charted {
        let sweep = self.sweep;
        let (columns, rows) = (sweep.values_of(0), sweep.values_of(1));
        let maps = self
            .measures
            .iter()
            .map(|&measure| Block::HeatMap(self.heat_map(measure, &columns, &rows)));
        let mut sections = vec![Section {
            id: "heat-maps",
            heading: self.language.choose("Over both keys", "두 키에 따라"),
            note: self
                .language
                .choose(
                    "Dark is low, light is high. Means of the whole account.",
                    "어두울수록 낮고 밝을수록 높습니다. 계정 전체의 평균입니다.",
                )
                .to_owned(),
            blocks: maps.collect(),
            ..Section::default()
        }];
        let figures = self.measures.iter().map(|&measure| {
            let name = heat_id(measure);
            let subject = format!("{} · ", self.language.axis(measure));
            let panes = vec![Pane::of(name.as_str(), 0)];
            self.figure(name, &subject, Layout::HeatMap, panes)
        });
        let figures = figures.collect();
        if rows.len() > MOST_LINES || columns.len() < 2 {
            return Charted {
                sections,
                figures,
                ..Charted::default()
            };
        }
        let (axis, columns) = self.columns();
        let charts = self.measures.iter().map(|&measure| {
            let lines = rows.iter().enumerate();
            let lines = lines.map(|(number, row)| {
                let order: Vec<Option<usize>> = columns
                    .iter()
                    .map(|column| self.point_at(column, row))
                    .collect();
                let look = match number / Ink::CYCLE.len() {
                    _ if axis.are_names => LineStyle::Dots,
                    0 => LineStyle::Line,
                    _ => LineStyle::Dashed,
                };
                let label = format!("{} {}", short(sweep, 1), escaped(row));
                let means = order
                    .iter()
                    .map(|point| self.mean(measure, (*point)?))
                    .collect();
                let ink = Ink::CYCLE[number % Ink::CYCLE.len()];
                series(label, measure, ink, look, means)
            });
            let views = vec![view_of(lines.collect())];
            Block::Chart(self.chart(slug(measure.column()), 0, measure, views))
        });
        sections.push(Section {
            id: "lines",
            heading: self.language.choose("As lines", "선으로"),
            note: self
                .language
                .choose(
                    "The same means, with a line for each value of the second key.",
                    "같은 평균을 둘째 키의 값마다 선 하나로 표시합니다.",
                )
                .to_owned(),
            blocks: charts.collect(),
            ..Section::default()
        });
        Charted {
            axes: vec![Across::Values(axis)],
            scopes: Vec::new(),
            sections,
            figures,
        }
    }

    fn heat_map(&self, measure: Measure, columns: &[&str], rows: &[&str]) -> HeatMap {
        let shares = shares(self.sweep, measure);
        let cell = |column: &str, row: &str| {
            let point = self.point_at(column, row);
            let mean = point.and_then(|point| self.sweep.estimate(point, Scope::Account, measure));
            Cell {
                shown: mean.map_or_else(
                    || "-".to_owned(),
                    |one| notation::plain(measure.unit(), one.mean),
                ),
                share: point.and_then(|point| *shares.get(point)?),
            }
        };
        // Upwards, as on the picture.
        let rows = rows.iter().rev().map(|row| {
            let cells = columns.iter().map(|column| cell(column, row));
            (escaped(row), cells.collect())
        });
        let values = estimates(self.sweep, measure);
        let means = ends(values.iter().flatten().map(|one| one.mean));
        HeatMap {
            id: heat_id(measure),
            keys: [0, 1].map(|key| short(self.sweep, key)),
            scale: scale(self.language, measure, means),
            caption: capital(&self.language.axis(measure)),
            corner: format!("{} ↓ {} →", short(self.sweep, 1), short(self.sweep, 0)),
            columns: columns.iter().map(|value| escaped(value)).collect(),
            rows: rows.collect(),
        }
    }

    /// Every point over each key; a reader chooses the measure.
    pub(super) fn points(&self) -> Charted {
        let keys = 0..self.sweep.keys.len();
        let (mut axes, mut charts) = (Vec::new(), Vec::new());
        for key in keys.take(MOST_KEYS) {
            let (axis, order) = self.axis(key);
            let view = |&measure: &Measure| {
                let (means, _) = self.estimates(measure, Scope::Account, &order);
                let label = self.language.axis(measure);
                view_of(vec![series(
                    label,
                    measure,
                    Ink::Blue,
                    LineStyle::Dots,
                    means,
                )])
            };
            let views = self.measures.iter().map(view).collect();
            charts.push(Block::Chart(Chart {
                id: key_id(key),
                axis: key,
                heading: axis.name.clone(),
                views,
                ..Chart::default()
            }));
            axes.push(Across::Values(axis));
        }
        let measures = self.measures.iter();
        let names = measures
            .map(|&measure| capital(&self.language.axis(measure)))
            .collect();
        let section = Section {
            id: "points",
            heading: self.language.choose("Every point over each key", "각 키에 따른 모든 지점"),
            note: self.language.choose("Each dot is a point, and every chart has the same points: the other keys cause the spread above a value.", "점 하나가 지점 하나이며 모든 차트에 같은 지점이 있습니다. 한 값 위의 흩어짐은 다른 키 때문입니다.").to_owned(),
            blocks: charts,
            ..Section::default()
        };
        Charted {
            axes,
            scopes: names,
            sections: vec![section],
            figures: self.point_figures(),
        }
    }

    /// For each measure every point, once over each key.
    fn point_figures(&self) -> Vec<Figure> {
        let keys = self.sweep.keys.len();
        let shown = keys.min(MOST_IN_A_PICTURE);
        let first = if shown < keys {
            format!("{} · ", self.language.first_keys(shown, keys))
        } else {
            String::new()
        };
        let columns = if shown <= 3 { shown } else { shown.div_ceil(2) };
        let measures = self.measures.iter().enumerate();
        let figures = measures.map(|(view, measure)| {
            let panes = (0..shown).map(|key| Pane {
                id: key_id(key),
                view,
                titles: vec![self.language.axis(*measure)],
            });
            self.figure(
                format!("points-{}", slug(measure.column())),
                &format!("{} · {first}", self.language.each_dot()),
                Layout::Grid(columns),
                panes.collect(),
            )
        });
        figures.collect()
    }

    fn chart(&self, id: String, axis: usize, measure: Measure, views: Vec<View>) -> Chart {
        Chart {
            id,
            axis,
            heading: capital(&self.language.axis(measure)),
            views,
            ..Chart::default()
        }
    }

    /// The point of a grid of two keys.
    fn point_at(&self, column: &str, row: &str) -> Option<usize> {
        let mut points = self.sweep.points.iter();
        points.position(|point| point.values == [column, row])
    }

    /// A key as an axis, and the points in the order of their places.
    fn axis(&self, key: usize) -> (Values, Vec<usize>) {
        let placed = placed(self.sweep, key);
        let mut order: Vec<usize> = (0..placed.places.len()).collect();
        order.sort_by(|&a, &b| placed.places[a].total_cmp(&placed.places[b]));
        let value = |point: usize| {
            let value = self.sweep.points[point].values.get(key);
            escaped(value.map_or("", |value| value.trim_matches('"')))
        };
        let axis = Values {
            name: placed.name,
            places: order.iter().map(|&point| placed.places[point]).collect(),
            shown: order.iter().map(|&point| value(point)).collect(),
            are_names: !placed.is_number,
        };
        (axis, order)
    }

    /// The first key of a grid of two as an axis of its distinct values, which come with it.
    fn columns(&self) -> (Values, Vec<&str>) {
        let (all, order) = self.axis(0);
        let mut columns: Vec<&str> = Vec::new();
        let (mut places, mut shown) = (Vec::new(), Vec::new());
        for ((point, place), name) in order.into_iter().zip(all.places).zip(all.shown) {
            let value = self.sweep.points[point].values.first();
            let value = value.map_or("", String::as_str);
            if !columns.contains(&value) {
                columns.push(value);
                places.push(place);
                shown.push(name);
            }
        }
        let axis = Values {
            name: all.name,
            places,
            shown,
            are_names: all.are_names,
        };
        (axis, columns)
    }

    /// The mean of a measure at a point, in the unit of its axis.
    fn mean(&self, measure: Measure, point: usize) -> Option<f64> {
        let estimate = self.sweep.estimate(point, Scope::Account, measure)?;
        Some(estimate.mean * measure.unit().factor())
    }

    /// The means of a measure, and the ends of their intervals, in the unit of its axis.
    fn estimates(
        &self,
        measure: Measure,
        scope: Scope,
        order: &[usize],
    ) -> (Vec<Option<f64>>, Band) {
        let factor = measure.unit().factor();
        let values = |of: fn(&Estimate) -> f64| -> Vec<Option<f64>> {
            let points = order.iter();
            let estimates = points.map(|&point| self.sweep.estimate(point, scope, measure));
            let scaled = estimates.map(|one| Some(of(&one?) * factor));
            scaled
                .map(|one| one.filter(|value| value.is_finite()))
                .collect()
        };
        let band = (values(Estimate::low), values(Estimate::high));
        (values(|one| one.mean), band)
    }
}

fn series(
    label: String,
    measure: Measure,
    ink: Ink,
    style: LineStyle,
    means: Vec<Option<f64>>,
) -> Series {
    Series {
        unit: measure.unit().behind(),
        ..Series::new(label, ink, style, Points::each(means))
    }
}

fn view_of(series: Vec<Series>) -> View {
    View {
        series,
        ..View::default()
    }
}

/// The chart of every point over a key.
fn key_id(key: usize) -> String {
    format!("key-{}", key + 1)
}

/// The heat map of a measure, and its picture.
fn heat_id(measure: Measure) -> String {
    format!("heatmap-{}", slug(measure.column()))
}
