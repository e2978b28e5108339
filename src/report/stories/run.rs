//! The page of a run, or of many replications of one, of which it shows the first.

mod charts;
mod curves;
mod tables;

use crate::billing::bills;
use crate::metrics::RunResult;
use crate::report::document::across::Across;
use crate::report::document::chart::{Chart, View};
use crate::report::document::points::Timeline;
use crate::report::document::{Block, Document, Section, Words};
use crate::report::document::{Look, subtitle};
use crate::report::document::{Sentence, Tone};
use crate::report::format;
use crate::report::format::{escaped, plus_minus, span, thousands, usd_plus_minus};
use crate::report::observed::Observed;
use crate::report::replications::Replications;
use crate::report::stories::findings;
use crate::scenario::Scenario;
use curves::Curves;

/// What the document of a run is made from.
pub(super) struct Run<'a> {
    scenario: &'a Scenario,
    result: &'a RunResult,
    curves: Curves<'a>,
}

/// The pictures of what was observed, which may be an earlier result.
pub(in crate::report) fn of_observed(
    look: &Look,
    scenario: &Scenario,
    observed: &Observed,
) -> Document {
    let curves = Curves::new(scenario, observed, look.language);
    let charts = [
        curves.scaling(),
        curves.throttles(),
        curves.cold_starts(),
        curves.latency(),
    ];
    let means = observed
        .means
        .as_ref()
        .map(|means| curves.mean_scaling(means));
    Document {
        axes: vec![Across::Time(curves.timeline)],
        shades: curves.shades(),
        figures: curves.figures(look),
        sections: vec![Section {
            blocks: means.into_iter().chain(charts).map(Block::Chart).collect(),
            ..Section::default()
        }],
        ..Document::default()
    }
}

/// The page of a run, or of many replications of which `result` is the first, with what would have been
/// enough, if that was asked.
pub(in crate::report) fn of_run(
    look: &Look,
    scenario: &Scenario,
    result: &RunResult,
    observed: &Observed,
    replications: Option<&Replications>,
    explained: Option<Section>,
) -> Document {
    let run = Run::new(look, scenario, result, observed);
    let mut page = run.document(look, replications);
    match explained {
        // After the scaling diagram and what limited the run.
        Some(section) => {
            let limits = page.sections.iter().position(|one| one.id == "limits");
            page.sections.insert(limits.map_or(1, |at| at + 1), section);
        }
        None => run.hint(&mut page),
    }
    page
}

impl<'a> Run<'a> {
    pub(super) fn new(
        look: &Look,
        scenario: &'a Scenario,
        result: &'a RunResult,
        observed: &'a Observed,
    ) -> Self {
        let curves = Curves::new(scenario, observed, look.language);
        Self {
            scenario,
            result,
            curves,
        }
    }

    /// How to learn what would have helped, where anything was throttled.
    fn hint(&self, page: &mut Document) {
        // What was throttled in the warm-up is not explained.
        if self.result.totals().throttles() == 0 {
            return;
        }
        if let Some(limits) = page.sections.iter_mut().find(|one| one.id == "limits") {
            // The scenario lies beside the page, so that the command needs no name of the user's.
            limits.blocks.push(Block::Command(
                "Which least change would have been enough? In the folder of this page:".to_owned(),
                "burstsim explain scenario.toml".to_owned(),
            ));
        }
    }

    pub(super) fn document(&self, look: &Look, replications: Option<&Replications>) -> Document {
        Document {
            title: escaped(&self.scenario.title),
            subtitle: subtitle(look, self.scenario),
            words: self.words(replications),
            axes: vec![Across::Time(self.curves.timeline)],
            shades: self.curves.shades(),
            scopes: self.curves.scopes(),
            sections: self.sections(),
            notes: self.notes(replications, "timeseries.csv, account.csv and summary.json"),
            ..Document::default()
        }
    }

    fn words(&self, replications: Option<&Replications>) -> Vec<Words> {
        let findings = findings::of_run(self.scenario, self.result);
        let Some(many) = replications else {
            return vec![Words {
                heading: None,
                sentences: findings,
            }];
        };
        vec![
            Words {
                heading: Some(format!(
                    "Means of {} replications, with half the width of their 95 % intervals",
                    thousands(many.count())
                )),
                sentences: means(many),
            },
            Words {
                heading: Some("Replication 0, which the rest of this page shows".to_owned()),
                sentences: findings,
            },
        ]
    }

    pub(super) fn sections(&self) -> Vec<Section> {
        let bills = bills(self.scenario, self.result);
        let scaling = self.curves.scaling();
        let scaling_words = self.scaling_in_words(&scaling);
        let means = self.curves.observed.means.as_ref();
        let means = means.map(|means| self.curves.mean_scaling(means));
        let sections = [
            self.section(
                "scaling",
                "Scaling",
                scaling_words,
                means.into_iter().chain([scaling]).collect(),
            ),
            self.limits(),
            self.section("traffic", "Traffic", "", vec![self.curves.traffic()]),
            self.section(
                "cold-starts",
                "Cold starts",
                COLD_STARTS,
                vec![self.curves.cold_starts()],
            ),
            self.section("latency", "Latency", LATENCY, vec![self.curves.latency()]),
            self.section(
                "concurrency",
                "Concurrency against its limits",
                CONCURRENCY,
                vec![self.concurrency()],
            ),
            self.provisioned(),
            self.section(
                "tokens",
                "Scaling tokens",
                self.tokens_in_words(),
                vec![self.tokens()],
            ),
        ];
        let mut sections: Vec<Section> = sections
            .into_iter()
            .filter(|one| !one.blocks.is_empty())
            .collect();
        sections.push(Section {
            id: "figures",
            heading: "Figures",
            note: self.counted_in_words(),
            blocks: vec![Block::Table(tables::figures(self.result))],
            ..Section::default()
        });
        sections.push(tables::cost(self.scenario, &bills));
        sections
    }

    fn section(
        &self,
        id: &'static str,
        heading: &'static str,
        note: impl Into<String>,
        charts: Vec<Chart>,
    ) -> Section {
        Section {
            id,
            heading,
            note: note.into(),
            blocks: charts.into_iter().map(Block::Chart).collect(),
            ..Section::default()
        }
    }

    /// What limited the run, where anything did.
    fn limits(&self) -> Section {
        let totals = self.result.totals_with_warm_up();
        let charts = match totals.throttles() + totals.errors {
            0 => Vec::new(),
            _ => vec![self.curves.throttles()],
        };
        let words = match (totals.throttles(), totals.errors) {
            (_, 0) => "Attempts that were refused, by the limit that refused them.",
            (0, _) => "Attempts that an outage failed; no limit refused any.",
            _ => {
                "Attempts that were refused, by the limit that refused them, and those that failed."
            }
        };
        self.section("limits", "What limited it", words, charts)
    }

    /// How to read the diagram: of throttling only where there was any.
    fn scaling_in_words(&self, scaling: &Chart) -> String {
        let totals = self.result.totals_with_warm_up();
        let possible = scaling.views.iter().any(View::shows_throttling);
        let mut words =
            "Function instances (execution environments) follow the open requests as fast as the \
                         scaling quota lets them."
                .to_owned();
        if possible {
            words.push_str(
                " The tinted band is what waits after a throttle: more may be throttled there.",
            );
        }
        if totals.throttles() > 0 {
            words.push_str(" Marks at the foot show where attempts were throttled.");
        } else if totals.errors > 0 {
            words.push_str(
                " Nothing was throttled: open requests above the instances wait after a server error (5xx).",
            );
        }
        words
    }

    fn provisioned(&self) -> Section {
        let charts: Vec<Chart> = self.provisioned_use().into_iter().collect();
        let mut section = self.section(
            "provisioned",
            "Provisioned concurrency",
            PROVISIONED,
            charts,
        );
        if !section.blocks.is_empty() {
            section
                .blocks
                .push(Block::Table(tables::provisioned(self.result)));
        }
        section
    }

    fn counted_in_words(&self) -> String {
        match self.result.warm_up.is_zero() {
            true => "Over the whole run.".to_owned(),
            false => format!(
                "After the warm-up of {}, which the charts shade.",
                span(self.result.warm_up.as_secs_f64())
            ),
        }
    }

    pub(super) fn notes(&self, replications: Option<&Replications>, files: &str) -> Vec<String> {
        let Timeline {
            step,
            intervals,
            per_bucket,
            ..
        } = self.curves.timeline;
        let length = span(step);
        let intervals_in_words = thousands(intervals as u64);
        let mut notes = vec![match per_bucket {
            1 => format!(
                "A point of a chart is one interval of {length}; the run has {intervals_in_words}."
            ),
            many => format!(
                "The run has {intervals_in_words} intervals of {length}. A chart shows {many} of them as two \
                 points, the smallest and the largest value among them, so that no peak is lost; the words \
                 and tables count every interval."
            ),
        }];
        let functions = self.result.functions.len();
        if functions > self.curves.charted.len().max(1) {
            notes.push(format!(
                "Of {} functions the {} with the most requests have charts of their own.",
                thousands(functions as u64),
                self.curves.charted.len()
            ));
        }
        if !self.curves.shades().is_empty() {
            notes.push("Shaded: warm-up and outages.".to_owned());
        }
        let seed = match replications {
            Some(_) => format!("{}, replication 0", self.scenario.seed),
            None => self.scenario.seed.to_string(),
        };
        notes.push(format!(
            "Scenario {}, seed {seed}. The numbers are in {files} beside this page.",
            escaped(&self.scenario.name),
        ));
        notes
    }
}

/// A figure of the summary: its name in words, its key, and how mean and half width are shown.
type Figure = (&'static str, &'static str, fn(f64, f64) -> String);

/// The figures that matter most, over all replications.
fn means(many: &Replications) -> Vec<Sentence> {
    let figures: [Figure; 7] = [
        ("Attempts throttled", "/account/throttle_rate", percent),
        ("Throttles", "/account/throttles", plus_minus),
        ("Requests given up", "/account/given_up", plus_minus),
        ("Cold starts", "/account/cold_starts", plus_minus),
        ("Latency p99 in ms", "/account/latency_ms/p99", plus_minus),
        ("Most in flight", "/account/concurrency/max", plus_minus),
        ("Cost", "/account/cost/total", usd_plus_minus),
    ];
    let sentence = |(name, key, show): Figure| {
        let estimate = many.estimate(key)?;
        let shown = show(estimate.mean, estimate.half_width);
        Some(Sentence::new(Tone::Plain).text(format!("{name}: {shown}.")))
    };
    let mut sentences: Vec<Sentence> = figures.into_iter().filter_map(sentence).collect();
    for verdict in many.sample().judge() {
        let (tone, met) = match verdict.met {
            true => (Tone::Good, "met"),
            false => (Tone::Bad, "missed"),
        };
        let doubt = match verdict.certain {
            true => "",
            false => "; not certain, the interval straddles the limit",
        };
        let (key, function) = (verdict.objective.measure.key(), escaped(&verdict.function));
        sentences.push(Sentence::new(tone).text(format!(
            "Objective {met}: {key} {} in {function}{doubt}.",
            verdict.objective
        )));
    }
    sentences
}

fn percent(mean: f64, half_width: f64) -> String {
    format!("{} %", format::plus_minus(mean * 100.0, half_width * 100.0))
}

const COLD_STARTS: &str = "Invocations that waited for a new environment.";
const LATENCY: &str = "From a request's arrival to its completion, waits and cold start included, of the \
    requests completed in an interval. The axis is logarithmic.";
const CONCURRENCY: &str =
    "Requests in flight, most in each interval, and what the limits leave room for.";
const PROVISIONED: &str = "Environments that are kept ready, and how many of them were busy.";
