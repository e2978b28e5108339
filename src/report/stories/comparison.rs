//! The document of a comparison: the variants over each other, their figures, and what differs.

mod diagrams;

use crate::catalog::{STAND_IN_REGION, prices_date};
use crate::measures::{Measure, Unit};
use crate::report::comparison::variants::{self, Shown};
use crate::report::document::Language;
use crate::report::document::across::Across;
use crate::report::document::chart::{Chart, Ink, LineStyle, Series, View};
use crate::report::document::points::Timeline;
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, Document, Look, Section, Words};
use crate::report::document::{Sentence, Tone};
use crate::report::format::{escaped, percent, plus_minus, span, thousands, usd_plus_minus};
use crate::report::terminal;
use crate::study::compare::{Comparison, Finding};
use crate::study::{Estimate, Scope};
use diagrams::Diagrams;

/// Functions beyond these have no charts of their own.
const MOST_FUNCTIONS: usize = 24;

/// A chart: its identifier, heading, unit, quantity, and whether that is a count to be shown per second.
type Plot = (&'static str, &'static str, &'static str, Measure, bool);

const PLOTS: [Plot; 4] = [
    (
        "open",
        "Open requests",
        "In flight or waiting to retry, mean of each interval",
        Measure::OpenMean,
        false,
    ),
    (
        "environments",
        "Function instances",
        "Environments, mean of each interval",
        Measure::EnvironmentsMean,
        false,
    ),
    (
        "throttles",
        "Throttled attempts",
        "Per second",
        Measure::Throttles,
        true,
    ),
    (
        "arrivals",
        "Requests arriving",
        "Per second",
        Measure::Requests,
        true,
    ),
];

/// The measures of the table of figures.
const COLUMNS: [Measure; 11] = [
    Measure::Requests,
    Measure::ThrottleRate,
    Measure::Throttles,
    Measure::GivenUp,
    Measure::ColdStartRate,
    Measure::ColdStarts,
    Measure::LatencyP99,
    Measure::InFlightMax,
    Measure::EnvironmentsMax,
    Measure::Cost,
    Measure::MonthlyCost,
];

/// What a measure is called whose numbers are bare; amounts of money bring their sign.
fn label(measure: Measure) -> String {
    match measure.unit() {
        Unit::Usd => Language::English.words(measure).name.to_owned(),
        _ => Language::English.column(measure),
    }
}

/// A number in the unit of its label.
fn figure(unit: Unit, estimate: Estimate) -> String {
    match unit {
        Unit::Usd => usd_plus_minus(estimate.mean, estimate.half_width),
        _ => plus_minus(
            estimate.mean * unit.factor(),
            estimate.half_width * unit.factor(),
        ),
    }
}

/// A difference with its sign in front of everything else.
fn signed(unit: Unit, estimate: Estimate) -> String {
    let sign = if estimate.mean < 0.0 { "−" } else { "+" };
    let size = Estimate {
        mean: estimate.mean.abs(),
        ..estimate
    };
    format!("{sign}{}", figure(unit, size))
}

/// The page of a comparison.
pub(in crate::report) fn of_comparison(look: &Look, comparison: &Comparison) -> Document {
    let shown = variants::shown(comparison);
    let Some(baseline) = comparison.variants.first().map(|one| &one.scenario) else {
        return Document::default();
    };
    let scopes: Vec<Scope> = comparison.scopes().take(1 + MOST_FUNCTIONS).collect();
    // The account and its only function are the same.
    let scopes = if scopes.len() == 2 {
        vec![Scope::Account]
    } else {
        scopes
    };
    let scope_names = scopes.iter().map(|scope| match scope {
        Scope::Account => look.language.all_functions().to_owned(),
        Scope::Function(index) => {
            let function = baseline.functions.get(*index);
            function.map_or_else(String::new, |function| escaped(&function.name))
        }
    });
    let series = PLOTS.len() * shown.len() * scopes.len();
    let intervals = comparison.starts().len();
    let timeline = Timeline::new(intervals, baseline.interval, baseline.duration, series);
    let replications = thousands(comparison.replications());
    let diagrams = Diagrams::new(look, comparison, baseline, &shown, timeline);
    let mut sections = sections(comparison, &shown, &scopes, &timeline);
    sections.insert(1, diagrams.section());
    Document {
        title: escaped(&baseline.title),
        subtitle: format!(
            "{} variants · means of {replications} replications · {} simulated",
            comparison.variants.len(),
            span(timeline.end)
        ),
        words: vec![Words {
            heading: None,
            sentences: words(comparison, &shown),
            ..Words::default()
        }],
        axes: vec![Across::Time(timeline)],
        shades: diagrams.shades(),
        scopes: scope_names.collect(),
        sections,
        page_notes: notes(&timeline),
        figures: diagrams.figures(),
        ..Document::default()
    }
}

fn words(comparison: &Comparison, shown: &[Shown]) -> Vec<Sentence> {
    let mut sentences = vec![headline(comparison, shown)];
    sentences.extend(
        terminal::comparison::sentences(comparison)
            .into_iter()
            .map(|sentence| Sentence::new(Tone::Plain).text(sentence)),
    );
    for Shown { index, name, .. } in shown {
        let verdicts = comparison.judge(*index);
        for verdict in verdicts.iter().filter(|verdict| !verdict.met) {
            let (key, function) = (verdict.objective.measure.key(), escaped(&verdict.function));
            sentences.push(Sentence::new(Tone::Bad).text(format!(
                "{name} misses the objective {key} {} in {function}.",
                verdict.objective
            )));
        }
    }
    if !comparison.same_requests() {
        sentences
            .push(Sentence::new(Tone::Plain).text("The variants do not meet the same requests."));
    }
    sentences
}

/// Which variant is throttled least, and which most.
fn headline(comparison: &Comparison, shown: &[Shown]) -> Sentence {
    let rate = |index| comparison.estimate(index, Scope::Account, Measure::ThrottleRate);
    let rates = shown.iter();
    let mut rates: Vec<(&String, f64)> = rates
        .filter_map(|one| Some((&one.name, rate(one.index)?.mean)))
        .collect();
    // Stable: of equals the one given first.
    rates.sort_by(|a, b| a.1.total_cmp(&b.1));
    match rates[..] {
        [] => Sentence::new(Tone::Plain).text("No variant received any requests."),
        [.., (_, 0.0)] => {
            Sentence::new(Tone::Good).text("No variant was throttled in any replication.")
        }
        [(_, least), .., (_, most)] if least == most => Sentence::new(Tone::Plain).text(format!(
            "Every variant throttles {} of its attempts.",
            percent(most)
        )),
        [(_, rate)] => Sentence::new(Tone::Plain).text(format!(
            "The only variant throttles {} of its attempts.",
            percent(rate)
        )),
        [(best, least), .., (worst, most)] => Sentence::new(Tone::Plain).text(format!(
            "{best} throttles least, {} of its attempts; {worst} most, {}.",
            percent(least),
            percent(most)
        )),
    }
}

fn sections(
    comparison: &Comparison,
    shown: &[Shown],
    scopes: &[Scope],
    timeline: &Timeline,
) -> Vec<Section> {
    let charts = PLOTS
        .into_iter()
        .map(|plot| Block::Chart(chart(comparison, shown, scopes, timeline, plot)));
    let mut figures = vec![Block::Table(table(comparison, shown))];
    figures.extend(differences(comparison, shown).map(Block::Table));
    vec![
        Section {
            id: "figures",
            heading: "Figures of all functions together",
            note: format!(
                "Means with half the width of their 95 % confidence intervals. List prices of {}; where a \
                 Region's price is not known, that of {STAND_IN_REGION} stands in.",
                prices_date()
            ),
            blocks: figures,
            ..Section::default()
        },
        Section {
            id: "over-time",
            heading: "Over time",
            note: "The mean over the replications of each variant.".to_owned(),
            blocks: charts.collect(),
            ..Section::default()
        },
    ]
}

fn chart(
    comparison: &Comparison,
    shown: &[Shown],
    scopes: &[Scope],
    timeline: &Timeline,
    (id, heading, unit, quantity, per_second): Plot,
) -> Chart {
    let series = |scope: Scope, index: usize, one: &Shown| {
        let values = comparison
            .series(one.index)
            .mean(scope, quantity)
            .unwrap_or_default();
        let points = match per_second {
            true => timeline.points(timeline.rates(values.into_iter()).map(Some)),
            false => timeline.points(values.into_iter().map(Some)),
        };
        // After a round of colours the lines are dashed.
        let round = index / Ink::CYCLE.len();
        Series {
            unit: if per_second { "/s" } else { "" },
            ..Series::new(
                one.name.clone(),
                Ink::CYCLE[index % Ink::CYCLE.len()],
                if round.is_multiple_of(2) {
                    LineStyle::Line
                } else {
                    LineStyle::Dashed
                },
                points,
            )
        }
    };
    let view = |scope: &Scope| View {
        series: shown
            .iter()
            .enumerate()
            .map(|(index, one)| series(*scope, index, one))
            .collect(),
        ..View::default()
    };
    Chart {
        id: id.to_owned(),
        heading: heading.to_owned(),
        unit: unit.to_owned(),
        views: scopes.iter().map(view).collect(),
        ..Chart::default()
    }
}

/// The columns that any variant has a figure for.
fn columns(comparison: &Comparison) -> Vec<Measure> {
    let has = |measure: &Measure| {
        let mut variants = 0..comparison.variants.len();
        variants.any(|index| {
            comparison
                .estimate(index, Scope::Account, *measure)
                .is_some()
        })
    };
    COLUMNS.into_iter().filter(has).collect()
}

/// A row for each figure, a column for each variant: figures are few, variants may be many.
fn table(comparison: &Comparison, shown: &[Shown]) -> Table {
    let rows = columns(comparison).into_iter().map(|measure| {
        let cells = shown.iter().map(|one| {
            let estimate = comparison.estimate(one.index, Scope::Account, measure);
            estimate.map_or_else(|| "-".to_owned(), |one| figure(measure.unit(), one))
        });
        Row::new(label(measure), cells.collect())
    });
    Table {
        caption: "Each variant".to_owned(),
        columns: std::iter::once("figure")
            .chain(shown.iter().map(|one| one.name.as_str()))
            .map(str::to_owned)
            .collect(),
        rows: rows.collect(),
        ..Table::default()
    }
}

/// How the others differ from the baseline; `None` without others.
fn differences(comparison: &Comparison, shown: &[Shown]) -> Option<Table> {
    let (baseline, others) = shown
        .split_first()
        .filter(|(_, others)| !others.is_empty())?;
    let rows = columns(comparison).into_iter().map(|measure| {
        let cells = others.iter().map(|other| {
            match comparison.difference(other.index, Scope::Account, measure) {
                None => "-".to_owned(),
                Some(one) if one.finding == Finding::Equal => "equal".to_owned(),
                Some(one) if one.finding == Finding::Noise => {
                    format!("≈ {}", signed(measure.unit(), one.estimate))
                }
                Some(one) if one.finding == Finding::TooFew => {
                    format!("? {}", signed(measure.unit(), one.estimate))
                }
                Some(one) => signed(measure.unit(), one.estimate),
            }
        });
        Row::new(label(measure), cells.collect())
    });
    Some(Table {
        caption: format!(
            "Difference to {}; ≈ marks no significant difference, ? too few replications to tell",
            baseline.name
        ),
        columns: std::iter::once("figure")
            .chain(others.iter().map(|one| one.name.as_str()))
            .map(str::to_owned)
            .collect(),
        rows: rows.collect(),
        ..Table::default()
    })
}

fn notes(timeline: &Timeline) -> Vec<String> {
    let length = span(timeline.step);
    let intervals = thousands(timeline.intervals as u64);
    let point = match timeline.per_bucket {
        1 => format!("A point of a chart is one interval of {length}; a run has {intervals}."),
        many => format!(
            "A run has {intervals} intervals of {length}. A chart shows {many} of them as two points, the \
             smallest and the largest value among them."
        ),
    };
    vec![
        point,
        "The numbers are in comparison.csv, comparison.json and timeseries.csv beside this page."
            .to_owned(),
    ]
}
