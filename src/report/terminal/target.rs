//! Autoscaling that was sized, for the terminal: what it competes with, the targets tried, the answer in
//! words, and how to put it in force.

use super::size::{cost_note, dollars, figure, figures, row, shortfall, word};
use crate::measures::Measure;
use crate::report::Hints;
use crate::report::document::Language;
use crate::report::format::{capital, escaped, number, plural, span, thousands, usd_plus_minus};
use crate::report::render::text::Medium;
use crate::report::size::aws::Version;
use crate::report::size::paste::{autoscaling_commands, autoscaling_toml};
use crate::report::start_up;
use crate::scenario::Scenario;
use crate::study::size::target::{Cheapest, Tracking, Tried, time_to_act};
use crate::study::size::{Point, Verdict};

/// Heading, candidates, targets, the answer in words, TOML and commands.
pub(in crate::report) fn table(scenario: &Scenario, tracking: &Tracking, hints: &Hints) -> String {
    let name = scenario.functions.get(tracking.plan.function);
    let name = name.map_or("", |function| &function.name);
    let version = Version::of(scenario, tracking.plan.function);
    let heading = format!(
        "Autoscaling of the provisioned concurrency of {name} for {}; means of {} of {}",
        tracking.plan.objective_words(" and "),
        plural(tracking.replications, "replication", "replications"),
        span((scenario.duration - scenario.warm_up).as_secs_f64()),
    );
    let medium = Medium::Terminal;
    let sentences = sentences(scenario, tracking, &escaped(name), hints);
    let sentences = sentences.iter().map(|one| medium.sentence(one));
    let runs = format!("{} runs. {}", thousands(tracking.runs), cost_note());
    format!(
        "{}{}\n{}\n{}{}\n{}\n{}\nFor the scenario:\n\n{}\n{}\n{}\n",
        medium.title(&scenario.title),
        medium.heading(&heading),
        table_of(candidates(scenario, tracking), 1),
        medium.sentence(match tracking.is_met() {
            true => "The targets tried, each with the cheapest minimum that meets:",
            false => "The targets tried, each with the nearest minimum:",
        }),
        table_of(targets(tracking), 0),
        sentences.collect::<String>(),
        medium.sentence(&runs),
        autoscaling_toml(scenario, tracking.plan.function),
        medium.sentence(&format!("{}:", version.introduction())),
        autoscaling_commands(version, &tracking.autoscaling).join("\n"),
    )
}

/// Heads and rows of a table.
pub(in crate::report) type Cells = (Vec<String>, Vec<Vec<String>>);

fn table_of((heads, rows): Cells, words: usize) -> String {
    Medium::Terminal.table(heads, rows, words)
}

/// Autoscaling beside what it competes with.
pub(in crate::report) fn candidates(scenario: &Scenario, tracking: &Tracking) -> Cells {
    let constant = match tracking.constant.met {
        true => "constant",
        false => "nearest constant",
    };
    let points = [
        Some(&tracking.none),
        Some(&tracking.constant_point),
        Some(&tracking.thumb_point),
        Some(&tracking.answer.point),
    ];
    let mut target = vec!["tracking target".to_owned()];
    target.extend(["-"; 3].map(str::to_owned));
    target.push(percent(tracking.answer.percent));
    let mut rows = vec![target];
    rows.push(row("provisioned, least", &points, |point| {
        thousands(u64::from(point.value))
    }));
    for measure in [Measure::ProvisionedMean, Measure::ProvisionedMax] {
        let name = format!("- {}", Language::English.words(measure).short);
        rows.push(row(&name, &points, |point| environments(point, measure)));
    }
    rows.extend(figures(scenario, &points));
    let heads = ["", "none", constant, "peak + 10 %", "autoscaling"];
    (heads.map(str::to_owned).to_vec(), rows)
}

fn percent(percent: u32) -> String {
    format!("{percent} %")
}

/// A number of environments, which as a mean may lie between two.
fn environments(point: &Point, figure: Measure) -> String {
    let value = point.figure(figure);
    value.map_or_else(|| "-".to_owned(), |value| number(value.mean))
}

/// A row for each target.
pub(in crate::report) fn targets(tracking: &Tracking) -> Cells {
    let rows = tracking.tried.iter().map(|one| {
        let point = &one.point;
        let objectives = match one.least.met {
            true if one.percent == tracking.answer.percent => "met, answer",
            true => "met",
            false => word(point.verdict()),
        };
        vec![
            percent(one.percent),
            thousands(u64::from(point.value)),
            environments(point, Measure::ProvisionedMean),
            environments(point, Measure::ProvisionedMax),
            figure(point, Measure::Utilization),
            figure(point, Measure::MonthlyCost),
            objectives.to_owned(),
        ]
    });
    let heads = [
        "target",
        "min",
        "on average",
        "at most",
        "busy",
        "a month",
        "objectives",
    ];
    (heads.map(str::to_owned).to_vec(), rows.collect())
}

fn cost(point: &Point) -> Option<f64> {
    Some(point.figure(Measure::MonthlyCost)?.mean)
}

/// The answer first, then what is cheapest of all, then what is to be known of either.
pub(in crate::report) fn sentences(
    scenario: &Scenario,
    tracking: &Tracking,
    name: &str,
    hints: &Hints,
) -> Vec<String> {
    let Tried {
        percent,
        least,
        point,
    } = &tracking.answer;
    let min = thousands(u64::from(point.value));
    let mut sentences = Vec::new();
    if least.met {
        sentences.push(format!(
            "A target of {percent} % with a minimum of {min} is the cheapest autoscaling found with which \
             {name} meets its objectives, with 95 % confidence and confirmed by {} replications.",
            thousands(tracking.confirmed_by)
        ));
    } else {
        sentences.extend(infeasible(tracking, name, hints));
    }
    sentences.extend(competition(tracking));
    if least.met && least.least_possible < least.value {
        sentences.push(format!(
            "Not certain: at that target a minimum of {} may be enough. {} could tell.",
            thousands(u64::from(least.least_possible)),
            capital(hints.more_replications)
        ));
    }
    if tracking.lower_bounds.least == tracking.lower_bounds.most {
        sentences.push(format!("{min} was the only minimum that could be tried."));
    }
    let floor = super::room::floor(scenario, &tracking.plan, tracking.thumb.peak);
    sentences.extend(tracking.doubt.as_ref().map(start_up::of_sizing));
    sentences.extend(floor);
    sentences.extend(action(scenario, tracking));
    sentences
}

/// What can be reached where the objectives cannot be met.
fn infeasible(tracking: &Tracking, name: &str, hints: &Hints) -> Vec<String> {
    let Tried { percent, point, .. } = &tracking.answer;
    let shown = match point.verdict() {
        Verdict::Missed => format!("makes {name} meet its objectives."),
        _ => format!(
            "is shown to make {name} meet its objectives with 95 % confidence; {} could tell.",
            hints.more_replications
        ),
    };
    vec![
        format!(
            "No target of 10 to 90 % with a minimum of up to {} {shown}",
            thousands(u64::from(tracking.lower_bounds.most))
        ),
        format!(
            "The nearest pair is a target of {percent} % with a minimum of {}, which reaches {}.",
            thousands(u64::from(point.value)),
            shortfall(point)
        ),
    ]
}

/// How autoscaling does beside a constant value, and what is cheapest of all that meets.
fn competition(tracking: &Tracking) -> Vec<String> {
    let mut sentences = Vec::new();
    let constant = &tracking.constant_point;
    let value = thousands(u64::from(constant.value));
    if !tracking.constant.met {
        sentences.push(format!(
            "No constant value up to {} is shown to meet them, either.",
            thousands(u64::from(tracking.plan.upper))
        ));
    } else if tracking.is_met()
        && let Some(beyond) = tracking.beyond_constant
    {
        let off = usd_plus_minus(beyond.mean.abs(), beyond.half_width);
        let least = match constant.value == tracking.constant.value {
            true => format!("{value}, the least constant value that meets them"),
            false => format!(
                "{value}, the cheapest constant value that meets them as surely ({} is the least)",
                thousands(u64::from(tracking.constant.value))
            ),
        };
        let noise = match beyond.mean.abs() > beyond.half_width {
            true => "",
            false => ", which is within the noise of the replications",
        };
        sentences.push(if beyond.mean == 0.0 {
            format!("It costs the same as {least}.")
        } else if beyond.mean < 0.0 {
            format!("It costs {off} a month less than {least}{noise}.")
        } else {
            format!("It does not pay: {least}, costs {off} a month less{noise}.")
        });
    }
    let cheapest = tracking.cheapest().and_then(|cheapest| {
        let (which, point) = match cheapest {
            Cheapest::None => ("none at all".to_owned(), &tracking.none),
            Cheapest::Constant => (format!("a constant {value}"), constant),
            Cheapest::RuleOfThumb => (
                format!(
                    "the rule of thumb, {}",
                    thousands(u64::from(tracking.thumb.value))
                ),
                &tracking.thumb_point,
            ),
            Cheapest::Tracking => ("autoscaling".to_owned(), &tracking.answer.point),
        };
        Some(format!(
            "Cheapest of all that meet the objectives: {which}, at {} a month.",
            dollars(cost(point)?)
        ))
    });
    sentences.extend(cheapest);
    sentences
}

/// Whether the run lets autoscaling do anything.
fn action(scenario: &Scenario, tracking: &Tracking) -> Vec<String> {
    let own = &tracking.autoscaling;
    let seconds = scenario.duration.as_secs_f64();
    let to_act = time_to_act(scenario, own).as_secs_f64();
    let preparation = scenario
        .region
        .provisioned_allocation
        .preparation
        .as_secs_f64();
    let mut sentences = Vec::new();
    if seconds <= to_act {
        sentences.push(format!(
            "The run of {} is too short for autoscaling to act: it takes {} above the target and {} of \
             preparation. Simulate for longer.",
            span(seconds),
            plural(u64::from(own.out_datapoints), "minute", "minutes"),
            span(preparation)
        ));
        return sentences;
    }
    if tracking.is_met() && tracking.is_idle() {
        sentences.push(
            "Autoscaling never went beyond its minimum in these runs: it is a constant by another name."
                .to_owned(),
        );
    }
    if seconds < 60.0 * f64::from(own.in_datapoints) {
        sentences.push(format!(
            "The run of {} is too short for autoscaling to scale in, which takes {} below the target: \
             in a longer one it may cost less.",
            span(seconds),
            plural(u64::from(own.in_datapoints), "minute", "minutes"),
        ));
    }
    sentences
}

#[cfg(test)]
mod tests;
