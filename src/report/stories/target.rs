//! The page of autoscaling that was sized: the answer in words, what it competes with, the targets tried,
//! and how to put it in force.

use super::figures::{BUSY, COLD_STARTS, COST, LATENCY, Plot};
use crate::catalog::prices_date;
use crate::measures::Measure;
use crate::report::Hints;
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Chart, Ink, Limit, LineStyle, Mark, Series, View};
use crate::report::document::points::Points;
use crate::report::document::table::Table;
use crate::report::document::{Block, Document, Section, Words};
use crate::report::document::{Sentence, Tone};
use crate::report::format::{escaped, plural, span, thousands};
use crate::report::size::aws::Version;
use crate::report::size::paste::{autoscaling_commands, autoscaling_toml};
use crate::report::terminal::target as terminal;
use crate::scenario::Scenario;
use crate::study::size::target::{Tracking, Tried};

/// Below the cost.
const OTHERS: [Plot; 3] = [BUSY, COLD_STARTS, LATENCY];

/// The page of autoscaling of a function of `scenario`, in which the answer is set.
pub(in crate::report) fn of_tracking(
    scenario: &Scenario,
    tracking: &Tracking,
    hints: &Hints,
) -> Document {
    let function = scenario.functions.get(tracking.plan.function);
    let plain_name = function.map_or("", |function| &function.name);
    let name = escaped(plain_name);
    let percents = tracking.tried.iter().map(|one| one.percent);
    let axis = Values {
        name: "tracking target, % of provisioned concurrency busy".to_owned(),
        places: percents.clone().map(f64::from).collect(),
        shown: percents.map(|percent| format!("{percent} %")).collect(),
        are_names: false,
    };
    Document {
        title: escaped(&scenario.title),
        subtitle: format!(
            "Autoscaling of the provisioned concurrency of {name} for {} · means of {} of {}",
            tracking.plan.objective_words(" and "),
            plural(tracking.replications, "replication", "replications"),
            span((scenario.duration - scenario.warm_up).as_secs_f64())
        ),
        words: vec![words(scenario, tracking, &name, hints)],
        axes: vec![Across::Values(axis)],
        shades: Vec::new(),
        scopes: Vec::new(),
        sections: vec![
            section(
                "candidates",
                "Candidates",
                terminal::candidates(scenario, tracking),
            ),
            curves(tracking),
            section("targets", "Targets tried", terminal::targets(tracking)),
            in_force(scenario, tracking),
        ],
        notes: notes(scenario, tracking),
    }
}

/// The answer, good news or bad, and what else is to be said.
fn words(scenario: &Scenario, tracking: &Tracking, name: &str, hints: &Hints) -> Words {
    let answer = match tracking.is_met() {
        true => Tone::Good,
        false => Tone::Bad,
    };
    let tones = std::iter::once(answer).chain(std::iter::repeat(Tone::Plain));
    let sentences = terminal::sentences(scenario, tracking, name, hints);
    let sentences = sentences.into_iter().zip(tones);
    Words {
        heading: None,
        sentences: sentences
            .map(|(words, tone)| Sentence::new(tone).text(words))
            .collect(),
    }
}

fn section(id: &'static str, heading: &'static str, (heads, rows): terminal::Cells) -> Section {
    Section {
        id,
        heading,
        note: String::new(),
        blocks: vec![Block::Table(Table::of_cells(heads, rows))],
    }
}

fn curves(tracking: &Tracking) -> Section {
    let cost = measured(tracking, &COST).into_iter();
    let others = OTHERS.iter().filter_map(|plot| measured(tracking, plot));
    let charts = cost.chain([provisioned(tracking)]).chain(others);
    Section {
        id: "curve",
        heading: "Against the tracking target",
        note: format!(
            "Each target with its cheapest minimum that meets, or the nearest: means with their 95 % \
             intervals; the tables have the numbers. The dashed line is the constant value, {}.",
            thousands(tracking.constant_point.value.into())
        ),
        blocks: charts.map(Block::Chart).collect(),
    }
}

/// What there is of each target: at least, on average and at most.
fn provisioned(tracking: &Tracking) -> Chart {
    let series = |label: &str, ink, look, value: &dyn Fn(&Tried) -> Option<f64>| Series {
        label: label.to_owned(),
        ink,
        look,
        unit: "",
        points: Points::each(tracking.tried.iter().map(value).collect()),
        band: None,
    };
    let mean = |figure| move |one: &Tried| Some(one.point.figure(figure)?.mean);
    let constant = &tracking.constant_point;
    chart(
        tracking,
        "provisioned",
        "Provisioned concurrency",
        vec![
            series("minimum", Ink::Blue, LineStyle::Line, &|one| {
                Some(f64::from(one.point.value))
            }),
            series(
                "on average",
                Ink::Sky,
                LineStyle::Dashed,
                &mean(Measure::ProvisionedMean),
            ),
            series(
                "at most",
                Ink::Grey,
                LineStyle::Thin,
                &mean(Measure::ProvisionedMax),
            ),
        ],
        Some(f64::from(constant.value)),
    )
}

/// `None` where nothing was measured.
fn measured(tracking: &Tracking, plot: &Plot) -> Option<Chart> {
    let series = plot.series(tracking.tried.iter().map(|one| &one.point))?;
    let constant = plot.mean(&tracking.constant_point);
    Some(chart(
        tracking,
        plot.id,
        &plot.heading(),
        vec![series],
        constant,
    ))
}

fn chart(
    tracking: &Tracking,
    id: &'static str,
    heading: &str,
    series: Vec<Series>,
    constant: Option<f64>,
) -> Chart {
    let answer = match tracking.is_met() {
        true => "cheapest that meets the objectives",
        false => "nearest to the objectives",
    };
    let limits = constant.map(|constant| Limit {
        label: "constant".to_owned(),
        value: constant,
    });
    let percent = tracking.answer.percent;
    Chart {
        id,
        axis: 0,
        heading: heading.to_owned(),
        unit: String::new(),
        logarithmic: false,
        views: vec![View {
            series,
            areas: Vec::new(),
            limits: limits.into_iter().collect(),
            marks: vec![Mark {
                label: format!("{answer}: {percent} %"),
                value: f64::from(percent),
                ink: Ink::Green,
                dashed: false,
            }],
        }],
    }
}

fn in_force(scenario: &Scenario, tracking: &Tracking) -> Section {
    let version = Version::of(scenario, tracking.plan.function);
    let toml = autoscaling_toml(scenario, tracking.plan.function);
    let mut blocks = vec![Block::Command(
        "For the scenario:".to_owned(),
        escaped(toml.trim_end()),
    )];
    let commands = autoscaling_commands(version, &tracking.autoscaling);
    let commands = commands.iter().map(|one| escaped(one));
    blocks.extend(commands.map(|one| Block::Command(format!("{}:", version.introduction()), one)));
    Section {
        id: "in-force",
        heading: "How to put it in force",
        note: String::new(),
        blocks,
    }
}

fn notes(scenario: &Scenario, tracking: &Tracking) -> Vec<String> {
    vec![
        format!(
            "{} runs. Cost: all functions, a month of 730 h, list prices of {} unless the scenario sets \
             them.",
            thousands(tracking.runs),
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
