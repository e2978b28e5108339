//! The page of a sweep: lines over one key, heat maps over two, points over each of more.

mod charts;
pub(in crate::report) mod scale;
mod subject;
mod tables;

use crate::measures::Measure;
use crate::report::document::{Document, Look, Words};
use crate::report::document::{Sentence, Tone};
use crate::report::format::{capital, escaped, plural, thousands};
use crate::report::notation;
use crate::report::terminal::sweep::{extremes_of, notes, objectives};
use crate::study::sweep::{Kind, Sweep};
use subject::{Of, Shown};

/// More points make a page that is slow to open: it has their tables only.
const MOST_POINTS: usize = 2000;
/// More points are not listed.
const MOST_LISTED: usize = 200;

/// The page of a sweep, of `metrics`.
pub(in crate::report) fn of_sweep(look: &Look, sweep: &Sweep, metrics: &[Measure]) -> Document {
    let language = look.language;
    let of = Of {
        sweep,
        metrics,
        language,
    };
    let has_charts = sweep.points.len() <= MOST_POINTS;
    let Shown {
        axes,
        scopes,
        mut sections,
        figures,
    } = match (sweep.kind, sweep.keys.len()) {
        (Kind::Grid, 1) => of.lines(),
        (Kind::Grid, 2) => of.heat_maps(),
        _ => of.points(),
    };
    for section in &mut sections {
        section.is_for_pictures |= !has_charts;
    }
    sections.push(of.extremes());
    if sweep.points.len() <= MOST_LISTED {
        sections.push(of.listed());
    }
    let kind = match sweep.kind {
        Kind::Grid => "a grid",
        Kind::LatinHypercube => "a Latin hypercube",
    };
    Document {
        title: escaped(&sweep.first.title),
        subtitle: format!(
            "{} in {kind} · means of {} · the same random numbers at each",
            plural(sweep.points.len() as u64, "point", "points"),
            plural(sweep.replications, "replication", "replications")
        ),
        words: vec![of.words()],
        axes,
        scopes,
        sections,
        page_notes: of.notes(has_charts),
        figures,
        ..Document::default()
    }
}

impl Of<'_> {
    /// Which points meet the objectives, and where each metric is lowest and highest.
    fn words(&self) -> Words {
        let sweep = self.sweep;
        let mut sentences = Vec::new();
        if let Some(words) = objectives(sweep) {
            let mut points = sweep.points.iter();
            let tone = match points.any(|one| one.outcome.slo_met == Some(true)) {
                true => Tone::Good,
                false => Tone::Bad,
            };
            sentences.push(Sentence::new(tone).text(words));
        }
        for &metric in self.metrics {
            let Some([lowest, highest]) = extremes_of(sweep, metric) else {
                continue;
            };
            let name = capital(&self.language.axis(metric));
            let value = |value| notation::plain(metric.unit(), value);
            let words = match lowest.value == highest.value {
                true => format!("{name}: {} at every point.", value(lowest.value)),
                false => format!(
                    "{name}: from {} to {}.",
                    value(lowest.value),
                    value(highest.value),
                ),
            };
            sentences.push(Sentence::new(Tone::Plain).text(words));
        }
        Words {
            heading: None,
            sentences,
            ..Words::default()
        }
    }

    fn notes(&self, has_charts: bool) -> Vec<String> {
        let sweep = self.sweep;
        let keys: Vec<String> = sweep.keys.iter().map(|key| escaped(key)).collect();
        let mut all = vec![format!("Swept: {}.", keys.join(", "))];
        if !has_charts {
            all.push(format!(
                "More than {} points: the pictures beside this page show them.",
                thousands(MOST_POINTS as u64)
            ));
        }
        if sweep.keys.len() > charts::MOST_KEYS {
            all.push(format!("The first {} keys have charts.", charts::MOST_KEYS));
        }
        all.extend(notes(sweep, self.metrics));
        all.push(format!(
            "Scenario {}, seed {}. The numbers are in sweep.csv and sweep.json beside this page, the \
             scenario of the first point in first-point/.",
            escaped(&sweep.first.name),
            sweep.first.seed
        ));
        all
    }
}
