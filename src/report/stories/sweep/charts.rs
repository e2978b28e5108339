//! The charts of a sweep: lines over one key, points over each of more.

use super::extremes::extremes_of;
use super::material::{Charted, Material};
use super::names::short;
use super::scale::placed;
use crate::measures::Measure;
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Band, Chart, Ink, Limit, LineStyle, Series, View};
use crate::report::document::points::Points;
use crate::report::document::{Block, Figure, Layout, Pane, Section, slug};
use crate::report::format::{capital, escaped};
use crate::report::notation;
use crate::report::stories::crossings::Crossings;
use crate::report::stories::figures::{FEWEST_IN_A_BAND, objective_line};
use crate::scenario::Objective;
use crate::study::{Estimate, Scope};

/// Keys that have a chart each.
pub(super) const MOST_KEYS: usize = 12;
/// Functions beyond these have no charts of their own.
const MOST_FUNCTIONS: usize = 24;
/// Values of a page, above which fewer functions have charts of their own.
const MOST_VALUES: usize = 100_000;
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
        let is_of_one = sweep.first.functions.len() == 1;
        let (measures, flat) = self.worth_charts();
        let charts = measures.iter().map(|&measure| {
            let view = |&scope: &Scope| {
                let (means, band) = self.estimates(measure, scope, &order);
                let label = self.language.mean().to_owned();
                let mut series = series(label, measure, Ink::Blue, style, means);
                series.band = Some(band);
                // Objectives are those of each function.
                let objectives = match scope {
                    Scope::Account if !is_of_one => Vec::new(),
                    _ => self.objectives_on(measure),
                };
                View {
                    limits: self.limits(&objectives),
                    conclusion: self.conclusion(measure, scope, (&axis, &order), &objectives),
                    ..view_of(vec![series])
                }
            };
            let views = scopes.iter().map(view).collect();
            Block::Chart(self.chart(slug(measure.column()), 0, measure, views))
        });
        let figures = measures
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
            note: self.note(&flat),
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

    /// The measures that are ever anything but nothing, and the others; all of them where none is.
    pub(super) fn worth_charts(&self) -> (Vec<Measure>, Vec<Measure>) {
        let is_flat = |measure: &Measure| {
            let ends = extremes_of(self.sweep, *measure);
            ends.is_some_and(|[_, highest]| highest.value == 0.0)
        };
        let (flat, measures): (Vec<Measure>, Vec<Measure>) =
            self.measures.iter().partition(|measure| is_flat(measure));
        match measures.is_empty() {
            true => (flat, measures),
            false => (measures, flat),
        }
    }

    /// What is drawn of each point, and what has no chart.
    fn note(&self, flat: &[Measure]) -> String {
        let language = self.language;
        let drawn = match self.sweep.replications {
            1 => "",
            2 => language.choose(
                "The mean of each point; the interval of two replications is too wide to draw. ",
                "각 지점의 평균입니다. 반복 2회의 구간은 너무 넓어 그리지 않습니다. ",
            ),
            _ => language.choose(
                "The mean of each point, with its 95 % interval. ",
                "각 지점의 평균과 95 % 구간입니다. ",
            ),
        };
        let zero = |measure: &Measure| notation::plain(measure.unit(), 0.0);
        let flat = flat.iter().map(|measure| {
            let (name, zero) = (capital(&language.heading(*measure)), zero(measure));
            language.choose(
                format!("{name}: {zero} at every point. "),
                format!("{name}: 모든 지점에서 {zero}. "),
            )
        });
        let note = drawn.to_owned() + &flat.collect::<String>();
        note.trim_end().to_owned()
    }

    /// The objectives on a measure; none where windows are judged, not the whole run.
    pub(super) fn objectives_on(&self, measure: Measure) -> Vec<Objective> {
        let first = &self.sweep.first;
        let own = first.slo.iter().filter(|one| one.measure == measure);
        match first.slo_windows {
            None => own.copied().collect(),
            Some(_) => Vec::new(),
        }
    }

    pub(super) fn limits(&self, objectives: &[Objective]) -> Vec<Limit> {
        let limits = objectives.iter();
        limits
            .map(|one| objective_line(self.language, one))
            .collect()
    }

    /// Where the objectives are met along the key.
    fn conclusion(
        &self,
        measure: Measure,
        scope: Scope,
        (axis, order): (&Values, &[usize]),
        objectives: &[Objective],
    ) -> String {
        let mean = |point: usize| Some(self.sweep.estimate(point, scope, measure)?.mean);
        let tried = axis.shown.iter().zip(order);
        let key = format!("{} ", short(self.sweep, 0));
        let crossings = Crossings {
            language: self.language,
            measure,
            key: &key,
            are_ordered: !axis.are_names,
            tried: tried
                .map(|(shown, &point)| (shown.clone(), mean(point)))
                .collect(),
        };
        crossings.sentences(objectives).join(" ")
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

    pub(super) fn chart(
        &self,
        id: String,
        axis: usize,
        measure: Measure,
        views: Vec<View>,
    ) -> Chart {
        Chart {
            id,
            axis,
            heading: capital(&self.language.axis(measure)),
            views,
            ..Chart::default()
        }
    }

    /// A key as an axis, and the points in the order of their places.
    pub(super) fn axis(&self, key: usize) -> (Values, Vec<usize>) {
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

    /// The mean of a measure at a point, in the unit of its axis.
    pub(super) fn mean(&self, measure: Measure, point: usize) -> Option<f64> {
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
        let ends = |of: fn(&Estimate) -> f64| -> Vec<Option<f64>> {
            let are_enough = |&point: &usize| {
                let estimate = self.sweep.estimate(point, scope, measure);
                estimate.is_some_and(|one| one.n >= FEWEST_IN_A_BAND)
            };
            let known = values(of).into_iter().zip(order);
            known
                .map(|(end, point)| end.filter(|_| are_enough(point)))
                .collect()
        };
        let band = (ends(Estimate::low), ends(Estimate::high));
        (values(|one| one.mean), band)
    }
}

pub(super) fn series(
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

pub(super) fn view_of(series: Vec<Series>) -> View {
    View {
        series,
        ..View::default()
    }
}

/// The chart of every point over a key.
fn key_id(key: usize) -> String {
    format!("key-{}", key + 1)
}
