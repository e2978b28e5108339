//! The page of a sizing: the answer in words, the candidates, and what each value does.

use super::figures::{BUSY, COLD_STARTS, COST, LATENCY, Plot, THROTTLES};
use crate::catalog::prices_date;
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Chart, Ink, Limit, Mark, View};
use crate::report::document::table::Table;
use crate::report::document::{Block, Document, Section, Words};
use crate::report::document::{Sentence, Tone};
use crate::report::format::{escaped, plural, span, thousands};
use crate::report::{Hints, terminal};
use crate::scenario::Scenario;
use crate::study::size::Sizing;

const PLOTS: [Plot; 5] = [COST, COLD_STARTS, LATENCY, THROTTLES, BUSY];

/// The page of a sizing of a function of `scenario`.
pub(in crate::report) fn of_sizing(
    scenario: &Scenario,
    sizing: &Sizing,
    hints: &Hints,
) -> Document {
    let function = scenario.functions.get(sizing.plan.function);
    let name = escaped(function.map_or("", |function| &function.name));
    let measured = (scenario.duration - scenario.warm_up).as_secs_f64();
    let axis = Values {
        name: "provisioned concurrency".to_owned(),
        places: sizing
            .curve
            .iter()
            .map(|one| f64::from(one.value))
            .collect(),
        shown: sizing
            .curve
            .iter()
            .map(|one| thousands(one.value.into()))
            .collect(),
        are_names: false,
    };
    Document {
        title: escaped(&scenario.title),
        subtitle: format!(
            "Provisioned concurrency of {name} for {} · means of {} of {}",
            sizing.plan.objective_words(" and "),
            plural(sizing.replications, "replication", "replications"),
            span(measured)
        ),
        words: vec![words(scenario, sizing, &name, hints)],
        axes: vec![Across::Values(axis)],
        shades: Vec::new(),
        scopes: Vec::new(),
        sections: vec![candidates(scenario, sizing), curve(sizing)],
        notes: notes(scenario, sizing),
    }
}

/// The answer, good news or bad, and what else is to be said.
fn words(scenario: &Scenario, sizing: &Sizing, name: &str, hints: &Hints) -> Words {
    let answer = match sizing.answer.met {
        true => Tone::Good,
        false => Tone::Bad,
    };
    let tones = std::iter::once(answer).chain(std::iter::repeat(Tone::Plain));
    let sentences = terminal::size::sentences(scenario, sizing, name, hints)
        .into_iter()
        .zip(tones);
    Words {
        heading: None,
        sentences: sentences
            .map(|(words, tone)| Sentence::new(tone).text(words))
            .collect(),
    }
}

fn candidates(scenario: &Scenario, sizing: &Sizing) -> Section {
    let (heads, rows) = terminal::size::candidates(scenario, sizing);
    Section {
        id: "candidates",
        heading: "Candidates",
        note: String::new(),
        blocks: vec![Block::Table(Table::of_cells(heads, rows))],
    }
}

fn curve(sizing: &Sizing) -> Section {
    let charts = PLOTS.iter().filter_map(|plot| chart(sizing, plot));
    Section {
        id: "curve",
        heading: "Against provisioned concurrency",
        note: "The mean of each value that was tried, with its 95 % interval; the tables have the \
               numbers."
            .to_owned(),
        blocks: charts.map(Block::Chart).collect(),
    }
}

/// `None` where nothing was measured.
fn chart(sizing: &Sizing, plot: &Plot) -> Option<Chart> {
    let series = plot.series(sizing.curve.iter())?;
    let objectives = sizing.plan.objectives.iter();
    let limits = objectives
        .filter(|one| one.measure == plot.measure)
        .map(|one| Limit {
            label: "objective".to_owned(),
            value: one.limit * plot.measure.unit().factor(),
        });
    Some(Chart {
        id: plot.id,
        axis: 0,
        heading: plot.heading(),
        unit: String::new(),
        logarithmic: false,
        views: vec![View {
            series: vec![series],
            areas: Vec::new(),
            limits: limits.collect(),
            marks: marks(sizing),
        }],
    })
}

fn marks(sizing: &Sizing) -> Vec<Mark> {
    let answer = match sizing.answer.met {
        true => "least that meets the objectives",
        false => "nearest to the objectives",
    };
    let mark = |label: &str, value: u32, ink, dashed| Mark {
        label: format!("{label}: {}", thousands(value.into())),
        value: f64::from(value),
        ink,
        dashed,
    };
    vec![
        mark("peak + 10 %", sizing.rule_of_thumb, Ink::Grey, true),
        mark("cheapest", sizing.cheapest, Ink::Orange, true),
        mark(answer, sizing.answer.value, Ink::Green, false),
    ]
}

fn notes(scenario: &Scenario, sizing: &Sizing) -> Vec<String> {
    vec![
        format!(
            "{} runs, {} of them to find the answer. Cost: all functions, a month of 730 h, list prices of \
             {} unless the scenario sets them.",
            thousands(sizing.runs),
            thousands(sizing.search_runs),
            prices_date()
        ),
        format!(
            "Scenario {}, seed {}. The numbers are in size.csv and size.json beside this page; \
             scenario.toml has the answer set.",
            escaped(&scenario.name),
            scenario.seed
        ),
    ]
}
