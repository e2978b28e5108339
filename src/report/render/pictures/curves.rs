//! What a view of a chart shows, drawn into its panel: areas, curves, bands, stacks, limits and marks.

use super::hatch::{Band, Fill};
use super::panel::Panel;
use super::picture::{Picture, Point};
use super::shown::{Shown, Stretch};
use super::strokes::{self, pale, stack_fill, stroke};
use super::style::WHITE;
use super::{labels, peaks};
use crate::report::document::across::Across;
use crate::report::document::chart::{self, LineStyle, Series};

/// More dots than these run together on a line.
const MOST_DOTS: usize = 60;

impl Shown<'_> {
    pub(super) fn draw(&self, picture: &mut Picture, panel: &Panel) {
        if self.is_empty() {
            let words = match self.chart.empty.as_str() {
                "" => self.language.nothing_to_measure(),
                words => words,
            };
            panel.words(picture, words);
            return;
        }
        self.draw_areas(picture, panel);
        for mark in &self.view.marks {
            panel.upright(picture, mark.value, strokes::upright(mark));
        }
        let uprights: Vec<f64> = self.view.marks.iter().map(|mark| mark.value).collect();
        for limit in self.references() {
            panel.reference(picture, limit.value, &limit.label(), &uprights);
        }
        if self.chart.stacked {
            self.draw_stack(picture, panel);
        } else {
            self.draw_curves(picture, panel);
            peaks::draw(self, picture, panel);
            labels::draw(self, picture, panel);
        }
        self.draw_marks(picture, panel);
    }

    /// Each area from its curve down to that of the next, the last to the axis.
    fn draw_areas(&self, picture: &mut Picture, panel: &Panel) {
        let curve = |area: &chart::Area| {
            let points = area.edge.as_ref();
            let points = points.or_else(|| Some(&self.view.series.get(area.under)?.points));
            points.map_or_else(
                || panel.base(),
                |points| self.line(panel, &self.stretches(points)),
            )
        };
        let curves: Vec<Vec<Point>> = self.view.areas.iter().map(curve).collect();
        for (index, area) in self.view.areas.iter().enumerate() {
            let base = panel.base();
            let below = curves.get(index + 1).unwrap_or(&base);
            if let (Some(fill), Some(own)) = (strokes::area_fill(area.fill), curves.get(index)) {
                Band::between(own, below).fill(picture, fill);
            }
        }
    }

    /// Bands first; then thick lines before thin ones, so that both show where they coincide; lines with gaps last.
    fn draw_curves(&self, picture: &mut Picture, panel: &Panel) {
        for series in self.curves() {
            self.draw_band(picture, panel, series);
        }
        let mut curves: Vec<&Series> = self.curves().collect();
        curves.sort_by_key(|series| {
            let is_one_of_many = matches!(series.style, LineStyle::Pattern(_));
            (is_one_of_many, std::cmp::Reverse(stroke(series).width))
        });
        for series in curves {
            let stretches = self.stretches(&series.points);
            if series.style == LineStyle::Dots {
                self.draw_dots(picture, panel, series, &stretches);
                continue;
            }
            let inside = match self.view.window {
                Some(_) => below(&stretches, panel.y.end()),
                None => stretches.clone(),
            };
            for part in inside.chunk_by(|(_, a), (_, b)| a.is_some() == b.is_some()) {
                let mut line = self.line(panel, part);
                // A lone value in a long run is still a visible mark.
                if let (Some(_), [start, .., end]) = (self.across.timeline(), line.as_mut_slice()) {
                    end.0 = end.0.max(start.0 + 4);
                }
                if part.iter().any(|(_, value)| value.is_some()) {
                    picture.line(line, stroke(series));
                }
            }
            if self.across.timeline().is_none() && stretches.len() <= MOST_DOTS {
                self.draw_dots(picture, panel, series, &stretches);
            }
        }
    }

    fn draw_band(&self, picture: &mut Picture, panel: &Panel, series: &Series) {
        let Some((low, high)) = series.band.as_ref().filter(|_| series.has_band()) else {
            return;
        };
        let (low, high) = (self.stretches_of(low), self.stretches_of(high));
        let ends: Vec<(Stretch, Stretch)> = low.into_iter().zip(high).collect();
        let end = panel.y.end();
        let is_known = |(low, high): &(Stretch, Stretch)| {
            low.1.is_some() && high.1.is_some_and(|high| high <= end)
        };
        let runs = ends.chunk_by(|a, b| is_known(a) == is_known(b));
        for run in runs.filter(|run| run.first().is_some_and(is_known)) {
            let (low, high): (Vec<Stretch>, Vec<Stretch>) = run.iter().copied().unzip();
            let (low, high) = (self.line(panel, &low), self.line(panel, &high));
            match self.across {
                Across::Values(values) if values.are_names || run.len() == 1 => {
                    for (low, high) in low.into_iter().zip(high) {
                        picture.line(vec![low, high], strokes::whisker(series.ink));
                    }
                }
                _ => Band::between(&high, &low).fill(picture, Fill::Plain(pale(series.ink))),
            }
        }
    }

    fn draw_dots(&self, picture: &mut Picture, panel: &Panel, series: &Series, all: &[Stretch]) {
        let are_many = all.len() > MOST_DOTS;
        for (index, ((place, _), value)) in all.iter().enumerate() {
            let Some(value) = value.filter(|&value| value <= panel.y.end()) else {
                continue;
            };
            let at = panel.place(*place, value);
            picture.dot(at, 13, stroke(series).color);
            if series.missed.get(index) == Some(&true) {
                picture.dot(at, 4, WHITE);
            } else if are_many {
                picture.dot(at, 4, pale(series.ink));
            }
        }
    }

    /// Marks below the axis where a count is not zero.
    fn draw_marks(&self, picture: &mut Picture, panel: &Panel) {
        let marks = self
            .view
            .series
            .iter()
            .filter(|series| series.style == LineStyle::Marks);
        for series in marks {
            let is_marked = |value: Option<f64>| value.is_some_and(|value| value > 0.0);
            let stretches = self.stretches(&series.points);
            for part in stretches.chunk_by(|(_, a), (_, b)| is_marked(*a) == is_marked(*b)) {
                if let ([(first, value), ..], Some((last, _))) = (part, part.last())
                    && is_marked(*value)
                {
                    panel.mark(picture, (first.0, last.1), strokes::marks(series.ink));
                }
            }
        }
    }

    /// A line through values, each of which has one.
    fn line(&self, panel: &Panel, stretches: &[Stretch]) -> Vec<Point> {
        let known = stretches
            .iter()
            .filter_map(|&(span, value)| Some((span, value?)));
        let known: Vec<_> = known.collect();
        match self.across {
            Across::Time(_) => panel.path(&known, self.chart.in_steps),
            Across::Values(_) => known
                .into_iter()
                .map(|((place, _), value)| panel.place(place, value))
                .collect(),
        }
    }

    fn draw_stack(&self, picture: &mut Picture, panel: &Panel) {
        let stack = self.stack();
        let mut below = panel.base();
        for (series, values) in self.curves().zip(&stack) {
            let top = panel.path(values, self.chart.in_steps);
            Band::between(&top, &below).fill(picture, stack_fill(series.ink));
            below = top;
        }
        // Edges come last, so that no area covers them.
        let mut below: Vec<f64> = stack
            .first()
            .map_or_else(Vec::new, |one| vec![0.0; one.len()]);
        for (series, tops) in self.curves().zip(&stack) {
            panel.draw_edge(picture, tops, &below, strokes::edge(series.ink));
            below = tops.iter().map(|(_, value)| *value).collect();
        }
    }
}

/// A curve without what lies above `end`, up to where it crosses that.
fn below(curve: &[Stretch], end: f64) -> Vec<Stretch> {
    let mut kept: Vec<Stretch> = Vec::new();
    for pair in curve.windows(2) {
        let [from, to] = *pair else { continue };
        if kept.is_empty() {
            kept.push((from.0, from.1.filter(|&value| value <= end)));
        }
        if let (Some(a), Some(b)) = (from.1, to.1)
            && (a <= end) != (b <= end)
        {
            let share = (end - a) / (b - a);
            let between = |from: f64, to: f64| from + share * (to - from);
            kept.push((
                (between(from.0.0, to.0.0), between(from.0.1, to.0.1)),
                Some(end),
            ));
        }
        kept.push((to.0, to.1.filter(|&value| value <= end)));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_ends_where_it_leaves_the_panel() {
        let curve = [(10.0, 40.0), (20.0, 20.0), (30.0, 5.0), (40.0, 25.0)]
            .map(|(place, value)| ((place, place), Some(value)));
        let shown = |end| -> Vec<(f64, Option<f64>)> {
            below(&curve, end)
                .into_iter()
                .map(|((place, _), value)| (place, value))
                .collect()
        };
        assert_eq!(
            shown(30.0),
            [
                (10.0, None),
                (15.0, Some(30.0)),
                (20.0, Some(20.0)),
                (30.0, Some(5.0)),
                (40.0, Some(25.0))
            ]
        );
        assert!(shown(1.0).iter().all(|(_, value)| value.is_none()));
    }
}
