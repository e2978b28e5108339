//! The tables of a sweep: every point of a small one, and where each measure is lowest and highest.

use super::extremes::{End, extremes_of, mean};
use super::material::Material;
use super::names::short;
use crate::measures::Measure;
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, InText, Section};
use crate::report::format::{escaped, thousands};
use crate::report::notation;

/// Points that a text lists; of more it has the lowest and the highest.
const LISTED_IN_TEXT: usize = 24;
/// More points are listed nowhere.
const MOST_LISTED: usize = 200;

impl Material<'_> {
    /// All points where they are few, and the extremes of each measure.
    pub(super) fn tables(&self) -> Vec<Section> {
        let count = self.sweep.points.len();
        let is_small = count <= LISTED_IN_TEXT;
        let place = |in_text| if in_text { InText::Above } else { InText::No };
        let extremes = self.extremes(place(!is_small));
        let listed = (count <= MOST_LISTED).then(|| self.listed(place(is_small)));
        std::iter::once(extremes).chain(listed).collect()
    }

    /// Where each measure is lowest and highest.
    fn extremes(&self, in_text: InText) -> Section {
        let language = self.language;
        let measured = self
            .measures
            .iter()
            .filter_map(|&measure| Some((measure, extremes_of(self.sweep, measure)?)));
        let measured: Vec<(Measure, [End; 2])> = measured.collect();
        let has_ties = measured
            .iter()
            .flat_map(|(_, ends)| ends)
            .any(|end| end.others > 0);
        let names = [
            language.choose("lowest", "최저"),
            language.choose("highest", "최고"),
        ];
        let rows = measured.iter().flat_map(|(measure, ends)| {
            let name = language.words(*measure).name;
            names.into_iter().zip(ends).map(move |(which, end)| {
                let values = self.sweep.points[end.point].values.iter();
                let values = values.map(|value| escaped(value));
                let value = notation::plain(measure.unit(), end.value);
                let others = has_ties.then(|| thousands(end.others));
                let cells = std::iter::once(value).chain(values).chain(others);
                Row::new(format!("{name}, {which}"), cells.collect())
            })
        });
        let ties = has_ties.then(|| language.choose("equal points", "같은 지점").to_owned());
        let columns = [String::new(), language.choose("value", "값").to_owned()];
        let note = language.choose(
            "Means of the whole account; of equal points the first.",
            "계정 전체의 평균이며, 같은 값이면 첫 지점입니다.",
        );
        self.section(
            "extremes",
            language.choose("Lowest and highest", "최저와 최고"),
            note,
            Table {
                columns: columns.into_iter().chain(self.keys()).chain(ties).collect(),
                rows: rows.collect(),
                ..Table::default()
            },
            in_text,
        )
    }

    /// Every point.
    fn listed(&self, in_text: InText) -> Section {
        let (sweep, language) = (self.sweep, self.language);
        let mut points = sweep.points.iter();
        let is_judged = points.any(|point| point.outcome.slo_met.is_some());
        let rows = sweep.points.iter().enumerate().map(|(index, point)| {
            let values = point.values.iter().map(|value| escaped(value));
            let figures = self.measures.iter().map(|&measure| {
                let mean = mean(sweep, index, measure);
                mean.map_or_else(
                    || "-".to_owned(),
                    |mean| notation::plain(measure.unit(), mean),
                )
            });
            let verdict = is_judged.then(|| {
                let met = point.outcome.slo_met;
                let words = met.map(|met| {
                    if met {
                        language.met()
                    } else {
                        language.missed()
                    }
                });
                words.unwrap_or("-").to_owned()
            });
            let cells = values.chain(figures).chain(verdict);
            Row::new(thousands(index as u64 + 1), cells.collect())
        });
        let measures = self.measures.iter();
        let measures = measures.map(|&measure| language.words(measure).short.to_owned());
        let verdict = is_judged.then(|| language.choose("SLO", "목표").to_owned());
        let point = language.choose("point", "지점").to_owned();
        let columns = std::iter::once(point)
            .chain(self.keys())
            .chain(measures)
            .chain(verdict);
        self.section(
            "all-points",
            language.choose("All points", "모든 지점"),
            language.choose("Means of the whole account.", "계정 전체의 평균입니다."),
            Table {
                columns: columns.collect(),
                rows: rows.collect(),
                ..Table::default()
            },
            in_text,
        )
    }

    /// The keys as heads of columns.
    fn keys(&self) -> impl Iterator<Item = String> {
        (0..self.sweep.keys.len()).map(|key| short(self.sweep, key))
    }

    fn section(
        &self,
        id: &'static str,
        heading: &'static str,
        note: &str,
        table: Table,
        in_text: InText,
    ) -> Section {
        Section {
            id,
            heading,
            note: note.to_owned(),
            blocks: vec![Block::Table(table)],
            in_text,
            ..Section::default()
        }
    }
}
