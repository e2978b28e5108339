//! The page of autoscaling that was sized: the answer in words, what it competes with, the targets tried,
//! and how to put it in force.

use super::figures::{BUSY, COLD_STARTS, COST, LATENCY, Plot};
use super::size::figure_of;
use crate::catalog::prices_date;
use crate::measures::Measure;
use crate::report::Hints;
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Chart, Ink, Limit, LineStyle, Mark, Series, View};
use crate::report::document::points::Points;
use crate::report::document::table::Table;
use crate::report::document::{
    Block, Document, Figure as Picture, Language, Layout, Look, Section, Words,
};
use crate::report::document::{Sentence, Tone};
use crate::report::format::{capital, escaped, plural, span, thousands};
use crate::report::size::aws::Version;
use crate::report::size::paste::{autoscaling_commands, autoscaling_toml};
use crate::report::terminal::target as terminal;
use crate::scenario::Scenario;
use crate::study::size::target::{Tracking, Tried};

/// A chart reaches so far beyond the answer and the constant value.
const REACH: f64 = 1.5;
/// The charts of the picture.
const PICTURE: &[&str] = &["cost", "provisioned"];
/// Below the cost.
const OTHERS: [Plot; 3] = [BUSY, COLD_STARTS, LATENCY];

/// The page of autoscaling of a function of `scenario`, in which the answer is set.
pub(in crate::report) fn of_tracking(
    look: &Look,
    scenario: &Scenario,
    tracking: &Tracking,
    hints: &Hints,
) -> Document {
    let function = scenario.functions.get(tracking.plan.function);
    let plain_name = function.map_or("", |function| &function.name);
    let name = escaped(plain_name);
    let percents = tracking.tried.iter().map(|one| one.percent);
    let axis = Values {
        name: look.language.tracking_target().to_owned(),
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
        sections: vec![
            section(
                "candidates",
                "Candidates",
                terminal::candidates(scenario, tracking),
            ),
            curves(look.language, tracking),
            section("targets", "Targets tried", terminal::targets(tracking)),
            in_force(scenario, tracking),
        ],
        notes: notes(scenario, tracking),
        figures: vec![figure(look, scenario, tracking)],
        ..Document::default()
    }
}

fn figure(look: &Look, scenario: &Scenario, tracking: &Tracking) -> Picture {
    let figure = figure_of(
        look,
        scenario,
        &tracking.plan,
        tracking.replications,
        "targets",
        PICTURE,
    );
    Picture {
        layout: Layout::Rows,
        ..figure
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
        ..Section::default()
    }
}

fn curves(language: Language, tracking: &Tracking) -> Section {
    let cost = measured(language, tracking, &COST).map(|cost| near_the_answer(tracking, cost));
    let others = OTHERS
        .iter()
        .filter_map(|plot| measured(language, tracking, plot));
    let charts = cost
        .into_iter()
        .chain([provisioned(language, tracking)])
        .chain(others);
    Section {
        id: "curve",
        heading: "Against the tracking target",
        note: format!(
            "Each target with its cheapest minimum that meets, or the nearest: means with their 95 % \
             intervals; the tables have the numbers. A hollow dot misses the objectives. The dashed line is the \
             constant value, {}.",
            thousands(tracking.constant_point.value.into())
        ),
        blocks: charts.map(Block::Chart).collect(),
        ..Section::default()
    }
}

/// Low targets cost many times what high ones do: the axis ends where the answer can still be told from its
/// neighbours, and does not begin at 0.
fn near_the_answer(tracking: &Tracking, mut chart: Chart) -> Chart {
    let shown = [&tracking.constant_point, &tracking.answer.point].map(|point| COST.mean(point));
    let known = || shown.iter().flatten().copied();
    let (lowest, shown) = (
        known().fold(f64::INFINITY, f64::min),
        known().fold(0.0, f64::max),
    );
    for view in &mut chart.views {
        let extents = view.series.iter().filter_map(|series| series.points.extent);
        let (least, most) = extents.fold((lowest, shown), |(least, most), extent| {
            (extent.least.min(least), extent.most.max(most))
        });
        let end = (shown * REACH).min(most);
        let room = (0.1 * (end - least)).max(0.01 * end);
        view.window = Some(((least - room).max(0.0), end + room));
    }
    chart
}

/// What there is of each target: at least, on average and at most.
fn provisioned(language: Language, tracking: &Tracking) -> Chart {
    let series = |label: &str, ink, style, value: &dyn Fn(&Tried) -> Option<f64>| Series {
        missed: missed(tracking),
        ..Series::new(
            label,
            ink,
            style,
            Points::each(tracking.tried.iter().map(value).collect()),
        )
    };
    let mean = |figure| move |one: &Tried| Some(one.point.figure(figure)?.mean);
    let constant = f64::from(tracking.constant_point.value);
    let minima = tracking.tried.iter().map(|one| f64::from(one.point.value));
    let own = tracking.answer.point.figure(Measure::ProvisionedMean);
    let shown = minima.fold(
        own.map_or(constant, |mean| constant.max(mean.mean)),
        f64::max,
    );
    let mut chart = chart(
        language,
        tracking,
        "provisioned",
        capital(language.provisioned()),
        vec![
            series(language.minimum(), Ink::Blue, LineStyle::Line, &|one| {
                Some(f64::from(one.point.value))
            }),
            series(
                language.on_average(),
                Ink::Sky,
                LineStyle::Dashed,
                &mean(Measure::ProvisionedMean),
            ),
            series(
                language.at_most(),
                Ink::Grey,
                LineStyle::Thin,
                &mean(Measure::ProvisionedMax),
            ),
        ],
        Some(constant),
    );
    for view in &mut chart.views {
        view.window = Some((0.0, shown * REACH));
    }
    chart
}

/// `None` where nothing was measured.
fn measured(language: Language, tracking: &Tracking, plot: &Plot) -> Option<Chart> {
    let series = Series {
        missed: missed(tracking),
        ..plot.series(language, tracking.tried.iter().map(|one| &one.point))?
    };
    let constant = plot.mean(&tracking.constant_point);
    let heading = plot.heading(language);
    Some(chart(
        language,
        tracking,
        plot.id,
        heading,
        vec![series],
        constant,
    ))
}

fn missed(tracking: &Tracking) -> Vec<bool> {
    tracking.tried.iter().map(|one| !one.least.met).collect()
}

fn chart(
    language: Language,
    tracking: &Tracking,
    id: &str,
    heading: String,
    series: Vec<Series>,
    constant: Option<f64>,
) -> Chart {
    let answer = match tracking.is_met() {
        true => language.cheapest_that_meets(),
        false => language.nearest(),
    };
    let limits = constant.map(|constant| Limit {
        label: language.constant().to_owned(),
        value: constant,
    });
    let percent = tracking.answer.percent;
    Chart {
        id: id.to_owned(),
        heading,
        views: vec![View {
            series,
            limits: limits.into_iter().collect(),
            marks: vec![Mark {
                label: format!("{answer}: {percent} %"),
                value: f64::from(percent),
                ink: Ink::Green,
                dashed: false,
            }],
            ..View::default()
        }],
        ..Chart::default()
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
        ..Section::default()
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
