//! The heat maps of a sweep over two keys, and the same values as lines.

use super::charts::{series, view_of};
use super::extremes::extremes_of;
use super::material::{Charted, Material};
use super::names::short;
use super::scale::{ends, estimates, scale, shares};
use crate::measures::Measure;
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Ink, LineStyle, View};
use crate::report::document::heat::{Cell, HeatMap};
use crate::report::document::{Block, Layout, Pane, Section, slug};
use crate::report::format::{capital, escaped, thousands};
use crate::report::notation;
use crate::study::Scope;

/// More lines in a chart cannot be told apart.
const MOST_LINES: usize = 16;

impl Material<'_> {
    /// For each measure a heat map over both keys; and the same as lines.
    pub(super) fn heat_maps(&self) -> Charted {
        let sweep = self.sweep;
        let (columns, rows) = (sweep.values_of(0), sweep.values_of(1));
        let maps = self.heat_maps_of(&columns, &rows);
        // A map of one value is no more than a sentence, which is among the findings; its picture is kept.
        let is_flat = |map: &HeatMap| map.ends.as_ref().is_some_and(|[low, high]| low == high);
        let (flat, worth): (Vec<HeatMap>, Vec<HeatMap>) = maps.into_iter().partition(is_flat);
        let pictured = (!flat.is_empty()).then(|| Section {
            id: "heat-maps-of-one-value",
            blocks: flat.into_iter().map(block).collect(),
            is_for_pictures: true,
            ..Section::default()
        });
        let shown = (!worth.is_empty()).then(|| Section {
            id: "heat-maps",
            heading: self.language.choose("Over both keys", "두 키에 따라"),
            note: self
                .language
                .choose(
                    "Means of the whole account: the lighter, the higher. Columns line up from map to map.",
                    "계정 전체의 평균이며 밝을수록 높습니다. 모든 표의 열은 같은 위치에 있습니다.",
                )
                .to_owned(),
            blocks: worth.into_iter().map(block).collect(),
            ..Section::default()
        });
        let mut sections: Vec<Section> = shown.into_iter().chain(pictured).collect();
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
        let is_of_one = sweep.first.functions.len() == 1;
        let (measures, _) = self.worth_charts();
        let charts = measures.into_iter().map(|measure| {
            let lines = rows.iter().enumerate();
            let lines = lines.map(|(number, row)| {
                let order: Vec<Option<usize>> = columns
                    .iter()
                    .map(|column| self.point_at(column, row))
                    .collect();
                let look = match axis.are_names {
                    true => LineStyle::Dots,
                    false => LineStyle::Pattern(number),
                };
                let label = format!("{} {}", short(sweep, 1), escaped(row));
                let means = order
                    .iter()
                    .map(|point| self.mean(measure, (*point)?))
                    .collect();
                let ink = Ink::CYCLE[number % Ink::CYCLE.len()];
                series(label, measure, ink, look, means)
            });
            let objectives = match is_of_one {
                true => self.objectives_on(measure),
                false => Vec::new(),
            };
            let views = vec![View {
                limits: self.limits(&objectives),
                ..view_of(lines.collect())
            }];
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

    /// The heat map of each measure, with columns as wide as the widest cell of any.
    fn heat_maps_of(&self, columns: &[&str], rows: &[&str]) -> Vec<HeatMap> {
        let maps = self.measures.iter();
        let mut maps: Vec<HeatMap> = maps
            .map(|&measure| self.heat_map(measure, columns, rows))
            .collect();
        let cells = maps.iter().flat_map(|map| &map.rows);
        let cells = cells.flat_map(|(_, cells)| cells).map(|cell| &cell.shown);
        let heads = maps.iter().flat_map(|map| &map.columns);
        let widths = cells.chain(heads).map(|text| text.chars().count());
        let width = widths.max().unwrap_or(0);
        for map in &mut maps {
            map.column_width = width;
        }
        maps
    }

    fn heat_map(&self, measure: Measure, columns: &[&str], rows: &[&str]) -> HeatMap {
        let shares = shares(self.sweep, measure);
        let (meeting, asked) = self.meeting();
        let meets = |point: usize| self.sweep.points[point].outcome.slo_met == Some(true);
        let cell = |column: &str, row: &str| {
            let point = self.point_at(column, row);
            let mean = point.and_then(|point| self.sweep.estimate(point, Scope::Account, measure));
            Cell {
                shown: mean.map_or_else(
                    || "-".to_owned(),
                    |one| notation::plain(measure.unit(), one.mean),
                ),
                share: point.and_then(|point| *shares.get(point)?),
                is_framed: meeting < asked && point.is_some_and(meets),
            }
        };
        // Upwards, as on the picture.
        let rows = rows.iter().rev().map(|row| {
            let cells = columns.iter().map(|column| cell(column, row));
            (escaped(row), cells.collect())
        });
        let values = estimates(self.sweep, measure);
        let means = ends(values.iter().flatten().map(|one| one.mean));
        let extremes = extremes_of(self.sweep, measure);
        HeatMap {
            id: heat_id(measure),
            keys: [0, 1].map(|key| short(self.sweep, key)),
            scale: scale(self.language, measure, means),
            ends: extremes.map(|both| both.map(|end| notation::plain(measure.unit(), end.value))),
            objectives: self.objectives(),
            column_width: 0,
            caption: capital(&self.language.axis(measure)),
            corner: format!("{} ↓ {} →", short(self.sweep, 1), short(self.sweep, 0)),
            columns: columns.iter().map(|value| escaped(value)).collect(),
            rows: rows.collect(),
        }
    }

    /// How many points meet the objectives, of how many that have any.
    fn meeting(&self) -> (usize, usize) {
        let verdicts = self.sweep.points.iter();
        let verdicts: Vec<bool> = verdicts.filter_map(|one| one.outcome.slo_met).collect();
        let meeting = verdicts.iter().filter(|met| **met).count();
        (meeting, verdicts.len())
    }

    /// Which cells meet the objectives; nothing where there are none.
    fn objectives(&self) -> String {
        let language = self.language;
        let (meeting, asked) = self.meeting();
        let [met, all] = [meeting, asked].map(|count| thousands(count as u64));
        match meeting {
            _ if asked == 0 => String::new(),
            0 => language.choose(
                "no point meets the objectives".to_owned(),
                "목표를 충족하는 지점 없음".to_owned(),
            ),
            _ if meeting == asked => language.choose(
                format!("all {all} points meet the objectives"),
                format!("지점 {all}개 모두 목표 충족"),
            ),
            _ => language.choose(
                format!("meets the objectives ({met} of {all} points)"),
                format!("목표 충족(지점 {all}개 중 {met}개)"),
            ),
        }
    }

    /// The point of a grid of two keys.
    fn point_at(&self, column: &str, row: &str) -> Option<usize> {
        let mut points = self.sweep.points.iter();
        points.position(|point| point.values == [column, row])
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
}

fn block(map: HeatMap) -> Block {
    Block::HeatMap(Box::new(map))
}

/// The heat map of a measure, and its picture.
fn heat_id(measure: Measure) -> String {
    format!("heatmap-{}", slug(measure.column()))
}
