//! The charts of a sweep, and its heat maps.

use super::subject::{Of, Shown};
use crate::measures::Measure;
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Band, Chart, Ink, LineStyle, Series, View};
use crate::report::document::heat::{Cell, HeatMap};
use crate::report::document::points::Points;
use crate::report::document::{Block, Figure, Layout, Pane, Section, slug};
use crate::report::format::{capital, escaped};
use crate::report::notation;
use crate::report::stories::sweep::scale::{ends, estimates, placed, scale, shares};
use crate::report::terminal::sweep::short;
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

impl Of<'_> {
    /// A chart for each metric over the one key, of the account and of each function.
    pub(super) fn lines(&self) -> Shown {
        let sweep = self.sweep;
        let (axis, order) = self.axis(0);
        let values = 3 * sweep.points.len() * self.metrics.len();
        let charted = match sweep.first.functions.len() {
            1 => 0,
            many => many.min(MOST_FUNCTIONS).min(MOST_VALUES / values.max(1)),
        };
        let scopes: Vec<Scope> = sweep.scopes().take(1 + charted).collect();
        let functions = sweep.first.functions.iter().take(charted);
        let names = functions.map(|function| escaped(&function.name));
        let names = std::iter::once(self.language.all_functions().to_owned()).chain(names);
        let look = match axis.are_names {
            true => LineStyle::Dots,
            false => LineStyle::Line,
        };
        let charts = self.metrics.iter().map(|&metric| {
            let view = |&scope: &Scope| {
                let (means, band) = self.estimates(metric, scope, &order);
                let label = self.language.mean().to_owned();
                let mut series = series(label, metric, Ink::Blue, look, means);
                series.band = Some(band);
                view_of(vec![series])
            };
            let views = scopes.iter().map(view).collect();
            Block::Chart(self.chart(slug(metric.column()), 0, metric, views))
        });
        let figures = self
            .metrics
            .chunks(PANELS)
            .enumerate()
            .map(|(index, metrics)| {
                let name = match index {
                    0 => "sweep".to_owned(),
                    more => format!("sweep-{}", more + 1),
                };
                let panes = metrics
                    .iter()
                    .map(|metric| Pane::of(slug(metric.column()), 0));
                self.figure(name, "", Layout::Grid(2), panes.collect())
            });
        let section = Section {
            id: "over-the-key",
            heading: "Over the key",
            note: match sweep.replications {
                1 => String::new(),
                _ => "The mean of each point, with its 95 % interval.".to_owned(),
            },
            blocks: charts.collect(),
            ..Section::default()
        };
        Shown {
            axes: vec![Across::Values(axis)],
            scopes: names.collect(),
            sections: vec![section],
            figures: figures.collect(),
        }
    }

    /// For each metric a heat map over both keys; and the same as lines.
    pub(super) fn heat_maps(&self) -> Shown {
        let sweep = self.sweep;
        let (columns, rows) = (sweep.values_of(0), sweep.values_of(1));
        let maps = self
            .metrics
            .iter()
            .map(|&metric| Block::HeatMap(self.heat_map(metric, &columns, &rows)));
        let mut sections = vec![Section {
            id: "heat-maps",
            heading: "Over both keys",
            note: "Dark is low, light is high. Means, of the whole account.".to_owned(),
            blocks: maps.collect(),
            ..Section::default()
        }];
        let figures = self.metrics.iter().map(|&metric| {
            let name = heat_id(metric);
            let subject = format!("{} · ", self.language.axis(metric));
            let panes = vec![Pane::of(name.as_str(), 0)];
            self.figure(name, &subject, Layout::HeatMap, panes)
        });
        let figures = figures.collect();
        if rows.len() > MOST_LINES || columns.len() < 2 {
            return Shown {
                sections,
                figures,
                ..Shown::default()
            };
        }
        let (axis, columns) = self.columns();
        let charts = self.metrics.iter().map(|&metric| {
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
                    .map(|point| self.mean(metric, (*point)?))
                    .collect();
                let ink = Ink::CYCLE[number % Ink::CYCLE.len()];
                series(label, metric, ink, look, means)
            });
            let views = vec![view_of(lines.collect())];
            Block::Chart(self.chart(slug(metric.column()), 0, metric, views))
        });
        sections.push(Section {
            id: "lines",
            heading: "As lines",
            note: "The same means: a line for each value of the second key.".to_owned(),
            blocks: charts.collect(),
            ..Section::default()
        });
        Shown {
            axes: vec![Across::Values(axis)],
            scopes: Vec::new(),
            sections,
            figures,
        }
    }

    fn heat_map(&self, metric: Measure, columns: &[&str], rows: &[&str]) -> HeatMap {
        let shares = shares(self.sweep, metric);
        let cell = |column: &str, row: &str| {
            let point = self.point_at(column, row);
            let mean = point.and_then(|point| self.sweep.estimate(point, Scope::Account, metric));
            Cell {
                shown: mean.map_or_else(
                    || "-".to_owned(),
                    |one| notation::plain(metric.unit(), one.mean),
                ),
                share: point.and_then(|point| *shares.get(point)?),
            }
        };
        // Upwards, as on the picture.
        let rows = rows.iter().rev().map(|row| {
            let cells = columns.iter().map(|column| cell(column, row));
            (escaped(row), cells.collect())
        });
        let values = estimates(self.sweep, metric);
        let means = ends(values.iter().flatten().map(|one| one.mean));
        HeatMap {
            id: heat_id(metric),
            keys: [0, 1].map(|key| short(self.sweep, key)),
            scale: scale(self.language, metric, means),
            caption: capital(&self.language.axis(metric)),
            corner: format!("{} ↓ {} →", short(self.sweep, 1), short(self.sweep, 0)),
            columns: columns.iter().map(|value| escaped(value)).collect(),
            rows: rows.collect(),
        }
    }

    /// Every point over each key; a reader chooses the metric.
    pub(super) fn points(&self) -> Shown {
        let keys = 0..self.sweep.keys.len();
        let (mut axes, mut charts) = (Vec::new(), Vec::new());
        for key in keys.take(MOST_KEYS) {
            let (axis, order) = self.axis(key);
            let view = |&metric: &Measure| {
                let (means, _) = self.estimates(metric, Scope::Account, &order);
                let label = self.language.axis(metric);
                view_of(vec![series(
                    label,
                    metric,
                    Ink::Blue,
                    LineStyle::Dots,
                    means,
                )])
            };
            let views = self.metrics.iter().map(view).collect();
            charts.push(Block::Chart(Chart {
                id: key_id(key),
                axis: key,
                heading: axis.name.clone(),
                views,
                ..Chart::default()
            }));
            axes.push(Across::Values(axis));
        }
        let metrics = self.metrics.iter();
        let names = metrics
            .map(|&metric| capital(&self.language.axis(metric)))
            .collect();
        let section = Section {
            id: "points",
            heading: "Every point over each key",
            note: "Each dot is a point, the same points over every key: what spreads above one value is the \
                   doing of the other keys."
                .to_owned(),
            blocks: charts,
            ..Section::default()
        };
        Shown {
            axes,
            scopes: names,
            sections: vec![section],
            figures: self.point_figures(),
        }
    }

    /// For each metric every point, once over each key.
    fn point_figures(&self) -> Vec<Figure> {
        let keys = self.sweep.keys.len();
        let shown = keys.min(MOST_IN_A_PICTURE);
        let first = match shown < keys {
            true => format!("{} · ", self.language.first_keys(shown, keys)),
            false => String::new(),
        };
        let columns = if shown <= 3 { shown } else { shown.div_ceil(2) };
        let metrics = self.metrics.iter().enumerate();
        let figures = metrics.map(|(view, metric)| {
            let panes = (0..shown).map(|key| Pane {
                id: key_id(key),
                view,
                titles: vec![self.language.axis(*metric)],
            });
            self.figure(
                format!("points-{}", slug(metric.column())),
                &format!("{} · {first}", self.language.each_dot()),
                Layout::Grid(columns),
                panes.collect(),
            )
        });
        figures.collect()
    }

    fn chart(&self, id: String, axis: usize, metric: Measure, views: Vec<View>) -> Chart {
        Chart {
            id,
            axis,
            heading: capital(&self.language.axis(metric)),
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

    /// The mean of a metric at a point, in the unit of its axis.
    fn mean(&self, metric: Measure, point: usize) -> Option<f64> {
        let estimate = self.sweep.estimate(point, Scope::Account, metric)?;
        Some(estimate.mean * metric.unit().factor())
    }

    /// The means of a metric, and the ends of their intervals, in the unit of its axis.
    fn estimates(
        &self,
        metric: Measure,
        scope: Scope,
        order: &[usize],
    ) -> (Vec<Option<f64>>, Band) {
        let factor = metric.unit().factor();
        let values = |of: fn(&Estimate) -> f64| -> Vec<Option<f64>> {
            let points = order.iter();
            let estimates = points.map(|&point| self.sweep.estimate(point, scope, metric));
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
    metric: Measure,
    ink: Ink,
    style: LineStyle,
    means: Vec<Option<f64>>,
) -> Series {
    Series {
        unit: metric.unit().behind(),
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

/// The heat map of a metric, and its picture.
fn heat_id(metric: Measure) -> String {
    format!("heatmap-{}", slug(metric.column()))
}
