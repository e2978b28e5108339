//! The document of autoscaling that was sized: the answer in words, what it competes with, the targets tried,
//! and how to put it in force.

mod tables;
mod words;

use super::figures::{BUSY, COLD_STARTS, COST, LATENCY, Plot};
use super::size::{answer_first, cost_note, figure_of, files_note, name_of, subtitle, trade_off};
use crate::measures::Measure;
use crate::report::Hints;
use crate::report::actions::aws::Version;
use crate::report::actions::{self, Action};
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Chart, Ink, Limit, LineStyle, Mark, Series, View};
use crate::report::document::points::Points;
use crate::report::document::{
    Block, Document, Figure as Picture, InText, Language, Layout, Look, Section,
};
use crate::report::format::{capital, escaped, thousands};
use crate::report::size::paste::{autoscaling_commands, autoscaling_toml};
use crate::scenario::Scenario;
use crate::study::size::target::{Tracking, Tried};

/// A chart reaches so far beyond the answer and the constant value.
const REACH: f64 = 1.5;
/// The charts of the picture.
const PICTURE: &[&str] = &["cost", "provisioned"];
/// The number of the page's axis of costs; the first is of targets.
const COSTS: usize = 1;
/// Below the cost.
const OTHERS: [Plot; 3] = [BUSY, COLD_STARTS, LATENCY];

/// The document of autoscaling of a function of `scenario`, in which the answer is set.
pub(in crate::report) fn of_tracking(
    look: &Look,
    scenario: &Scenario,
    tracking: &Tracking,
    hints: &Hints,
) -> Document {
    let language = look.language;
    let name = name_of(scenario, &tracking.plan);
    let percents = tracking.tried.iter().map(|one| one.percent);
    let axis = Values {
        name: language.tracking_target().to_owned(),
        places: percents.clone().map(f64::from).collect(),
        shown: percents.map(|percent| format!("{percent} %")).collect(),
        are_names: false,
    };
    let sentences = words::sentences(language, scenario, tracking, &name, hints);
    let runs = language.runs(tracking.runs);
    let (costs, trade_off) = against_latency(language, tracking).unzip();
    let cost_latency = trade_off.is_some().then_some(trade_off::ID);
    let figure = |name: &str, charts: &[&str]| figure(look, scenario, tracking, (name, charts));
    Document {
        language,
        title: escaped(&language.title_of(scenario)),
        subtitle: subtitle(
            language,
            scenario,
            &tracking.plan,
            tracking.confirmed_by,
            &language.choose(
                format!("Autoscaling of the provisioned concurrency of {name}"),
                format!("{name}의 프로비저닝된 동시성 자동 확장"),
            ),
        ),
        words: vec![answer_first(sentences, tracking.is_met())],
        axes: std::iter::once(Across::Values(axis)).chain(costs).collect(),
        sections: vec![Section {
            id: "candidates",
            heading: language.choose("Candidates", "후보"),
            blocks: vec![Block::Table(tables::candidates(
                language, scenario, tracking,
            ))],
            in_text: InText::Above,
            ..Section::default()
        }]
        .into_iter()
        .chain(trade_off)
        .chain([
            curves(language, tracking),
            Section {
                id: "targets",
                heading: language.choose("Targets tried", "시도한 목표"),
                blocks: vec![Block::Table(tables::targets(language, tracking))],
                in_text: InText::Above,
                ..Section::default()
            },
            in_force(language, scenario, tracking),
        ])
        .chain(actions::section(
            language,
            &actions_of_tracking(scenario, tracking),
        ))
        .collect(),
        notes: vec![format!("{runs} {}", cost_note(language, scenario))],
        page_notes: vec![files_note(language, scenario)],
        figures: std::iter::once(figure("targets", PICTURE))
            .chain(cost_latency.map(|id| figure(id, &[id])))
            .collect(),
        ..Document::default()
    }
}

fn figure(
    look: &Look,
    scenario: &Scenario,
    tracking: &Tracking,
    (name, charts): (&str, &[&str]),
) -> Picture {
    let (plan, replications) = (&tracking.plan, tracking.confirmed_by);
    Picture {
        layout: Layout::Rows,
        ..figure_of(look, scenario, plan, replications, name, charts)
    }
}

/// Cost against latency of every target, and of the constant value, with the axis of costs.
fn against_latency(language: Language, tracking: &Tracking) -> Option<(Across, Section)> {
    let constant = &tracking.constant_point;
    let fixed = thousands(constant.value.into());
    let targets = tracking.tried.iter().map(|one| trade_off::Tried {
        point: &one.point,
        label: format!("{} %", one.percent),
    });
    let tried = targets.chain([trade_off::Tried {
        point: constant,
        label: fixed.clone(),
    }]);
    let tried: Vec<_> = tried.collect();
    let answer = match tracking.is_met() {
        true => language.cheapest_that_meets(),
        false => language.nearest(),
    };
    let percent = format!("{} %", tracking.answer.percent);
    let marked = [
        (percent, answer.to_owned(), Ink::Green),
        (fixed, language.constant().to_owned(), Ink::Blue),
    ];
    let what = language.choose("a target that was tried", "시도한 목표");
    let objectives = &tracking.plan.objectives;
    trade_off::of(language, (objectives, what), &tried, &marked, COSTS)
}

fn curves(language: Language, tracking: &Tracking) -> Section {
    let constant = thousands(tracking.constant_point.value.into());
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
        heading: language.choose("Against the tracking target", "추적 목표에 따라"),
        note: language.choose(
            format!(
                "Each target with its cheapest minimum that meets the objectives, or the nearest: means, with their 95 % \
                 intervals from three replications on. A hollow dot misses the objectives. The dashed line is the constant \
                 value, {constant}."
            ),
            format!(
                "각 목표와 그에 맞는 가장 저렴한(또는 가장 가까운) 최솟값: 평균이며, 반복이 세 번 이상이면 95 % 구간도 표시합니다. 속이 빈 점은 \
                 목표 미달입니다. 점선은 고정값 {constant}입니다."
            ),
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
    let heading = plot.title(language);
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

fn in_force(language: Language, scenario: &Scenario, tracking: &Tracking) -> Section {
    let version = Version::of(scenario, tracking.plan.function);
    let toml = autoscaling_toml(scenario, tracking.plan.function);
    let commands = autoscaling_commands(version, &tracking.autoscaling);
    in_force_by(language, toml, &version.introduction(language), &commands)
}

/// What to do with the answer.
pub(in crate::report) fn actions_of_tracking(
    scenario: &Scenario,
    tracking: &Tracking,
) -> Vec<Action> {
    let function = tracking.plan.function;
    let commands = autoscaling_commands(Version::of(scenario, function), &tracking.autoscaling);
    vec![Action::autoscaling(
        scenario,
        function,
        &tracking.autoscaling,
        commands,
    )]
}

/// How an answer is put in force: in the scenario, and by commands of AWS's command line.
pub(super) fn in_force_by(
    language: Language,
    toml: String,
    introduction: &str,
    commands: &[String],
) -> Section {
    Section {
        id: "in-force",
        heading: language.choose("How to put it in force", "적용하는 방법"),
        blocks: vec![
            Block::Command(
                language
                    .choose("For the scenario:", "시나리오에는:")
                    .to_owned(),
                toml,
            ),
            Block::Command(format!("{introduction}:"), commands.join("\n")),
        ],
        in_text: InText::Below,
        ..Section::default()
    }
}
