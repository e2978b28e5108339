//! The tables of a sweep.

use super::subject::Of;
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, Section};
use crate::report::format::{escaped, plural, thousands};
use crate::report::notation;
use crate::report::terminal::sweep::{End, extremes_of, place, short};
use crate::study::Scope;

impl Of<'_> {
    /// Where each metric is lowest and highest.
    pub(super) fn extremes(&self) -> Section {
        let rows = self.metrics.iter().flat_map(|&metric| {
            let name = self.language.axis(metric);
            let Some(ends) = extremes_of(self.sweep, metric) else {
                return vec![Row::new(name, vec!["-".to_owned(); 3])];
            };
            let row = |(which, end): (&str, &End)| {
                let more = match end.others {
                    0 => String::new(),
                    others => format!(", and {}", plural(others, "other", "others")),
                };
                let at = format!("{}{more}", place(self.sweep, end.point));
                let cells = vec![
                    which.to_owned(),
                    notation::plain(metric.unit(), end.value),
                    at,
                ];
                Row::new(name.clone(), cells)
            };
            ["lowest", "highest"]
                .into_iter()
                .zip(&ends)
                .map(row)
                .collect()
        });
        let columns = ["figure", "", "value", "at"];
        Section {
            id: "extremes",
            heading: "Lowest and highest",
            note: "Of the whole account; of equals the first point.".to_owned(),
            blocks: vec![Block::Table(Table {
                caption: String::new(),
                columns: columns.map(str::to_owned).into(),
                rows: rows.collect(),
                ..Table::default()
            })],
            ..Section::default()
        }
    }

    /// Every point of a small sweep.
    pub(super) fn listed(&self) -> Section {
        let sweep = self.sweep;
        let mut points = sweep.points.iter();
        let judged = points.any(|point| point.outcome.slo_met.is_some());
        let rows = sweep.points.iter().enumerate().map(|(index, point)| {
            let values = point.values.iter().map(|value| escaped(value));
            let figures = self.metrics.iter().map(|&metric| {
                let one = sweep.estimate(index, Scope::Account, metric);
                one.map_or_else(
                    || "-".to_owned(),
                    |one| notation::plain(metric.unit(), one.mean),
                )
            });
            let met = judged.then(|| match point.outcome.slo_met {
                Some(true) => "met".to_owned(),
                Some(false) => "missed".to_owned(),
                None => "-".to_owned(),
            });
            let name = thousands(index as u64 + 1);
            Row::new(name, values.chain(figures).chain(met).collect())
        });
        let keys = (0..sweep.keys.len()).map(|key| short(sweep, key));
        let metrics = self.metrics.iter();
        let metrics = metrics.map(|&metric| self.language.axis(metric));
        let met = judged.then(|| "objectives".to_owned());
        let columns = std::iter::once("point".to_owned()).chain(keys);
        Section {
            id: "all-points",
            heading: "All points",
            note: "Means, of the whole account.".to_owned(),
            blocks: vec![Block::Table(Table {
                caption: String::new(),
                columns: columns.chain(metrics).chain(met).collect(),
                rows: rows.collect(),
                ..Table::default()
            })],
            ..Section::default()
        }
    }
}
