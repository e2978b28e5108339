//! The page of a sizing: the answer in words, the candidates, and what each value does.

use super::figures::{BUSY, COLD_STARTS, COST, LATENCY, Plot, THROTTLES};
use crate::catalog::prices_date;
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Chart, Ink, Limit, Mark, View};
use crate::report::document::table::Table;
use crate::report::document::{
    Block, Document, Figure, Language, Layout, Look, Pane, Section, Words,
};
use crate::report::document::{Sentence, Tone};
use crate::report::format::{escaped, plural, span, thousands};
use crate::report::{Hints, terminal};
use crate::scenario::Scenario;
use crate::study::size::{Plan, Sizing};

const PLOTS: [Plot; 5] = [COST, COLD_STARTS, LATENCY, THROTTLES, BUSY];

/// The page of a sizing of a function of `scenario`.
pub(in crate::report) fn of_sizing(
    look: &Look,
    scenario: &Scenario,
    sizing: &Sizing,
    hints: &Hints,
) -> Document {
    let function = scenario.functions.get(sizing.plan.function);
    let name = escaped(function.map_or("", |function| &function.name));
    let measured = (scenario.duration - scenario.warm_up).as_secs_f64();
    let axis = Values {
        name: look.language.provisioned().to_owned(),
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
        sections: vec![candidates(scenario, sizing), curve(look, sizing)],
        notes: notes(scenario, sizing),
        figures: vec![figure_of(
            look,
            scenario,
            &sizing.plan,
            sizing.replications,
            "curve",
            PICTURE,
        )],
        ..Document::default()
    }
}

/// The charts of the picture.
const PICTURE: &[&str] = &["cost", "cold-starts", "latency", "throttles"];

/// A figure that names the function which was sized, its objectives, and how often each value was tried.
pub(super) fn figure_of(
    look: &Look,
    scenario: &Scenario,
    plan: &Plan,
    replications: u64,
    name: &str,
    charts: &[&str],
) -> Figure {
    let function = scenario.functions.get(plan.function);
    Figure {
        name: name.to_owned(),
        title: scenario.title.clone(),
        subtitle: format!(
            "{} · {} · {}",
            function.map_or("", |function| &function.name),
            plan.objective_words(", "),
            look.language.mean_of(replications),
        ),
        layout: Layout::Grid(2),
        panes: charts.iter().map(|id| Pane::of(*id, 0)).collect(),
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
        ..Section::default()
    }
}

fn curve(look: &Look, sizing: &Sizing) -> Section {
    let charts = PLOTS.iter().filter_map(|plot| chart(look, sizing, plot));
    Section {
        id: "curve",
        heading: "Against provisioned concurrency",
        note: "The mean of each value that was tried, with its 95 % interval; the tables have the \
               numbers."
            .to_owned(),
        blocks: charts.map(Block::Chart).collect(),
        ..Section::default()
    }
}

/// `None` where nothing was measured.
fn chart(look: &Look, sizing: &Sizing, plot: &Plot) -> Option<Chart> {
    let series = plot.series(look.language, sizing.curve.iter())?;
    let objectives = sizing.plan.objectives.iter();
    let limits = objectives
        .filter(|one| one.measure == plot.measure)
        .map(|one| Limit {
            label: look.language.objective().to_owned(),
            value: one.limit * plot.measure.unit().factor(),
        });
    Some(Chart {
        id: plot.id.to_owned(),
        heading: plot.heading(look.language),
        views: vec![View {
            series: vec![series],
            limits: limits.collect(),
            marks: marks(look.language, sizing),
            ..View::default()
        }],
        ..Chart::default()
    })
}

fn marks(language: Language, sizing: &Sizing) -> Vec<Mark> {
    let answer = match sizing.answer.met {
        true => language.least_that_meets(),
        false => language.nearest(),
    };
    let mark = |label: &str, value: u32, ink, dashed| Mark {
        label: format!("{label}: {}", thousands(value.into())),
        value: f64::from(value),
        ink,
        dashed,
    };
    vec![
        mark(
            language.peak_and_a_tenth(),
            sizing.rule_of_thumb,
            Ink::Grey,
            true,
        ),
        mark(language.cheapest(), sizing.cheapest, Ink::Orange, true),
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
