//! A sizing for the terminal: the candidates side by side, and the answer in words, in 80 columns.

use super::room;
use crate::billing::Usd;
use crate::catalog::prices_date;
use crate::measures::Measure;
use crate::report::Hints;
use crate::report::document::Language;
use crate::report::format::{capital, escaped, plural, span, thousands, usd};
use crate::report::notation;
use crate::report::render::text::Medium;
use crate::report::start_up;
use crate::scenario::Scenario;
use crate::study::size::{Judged, Point, Sizing, Verdict};

/// Heading, candidates, and what they come to in words.
pub(in crate::report) fn table(scenario: &Scenario, sizing: &Sizing, hints: &Hints) -> String {
    let name = scenario.functions.get(sizing.plan.function);
    let name = escaped(name.map_or("", |function| &function.name));
    let measured = (scenario.duration - scenario.warm_up).as_secs_f64();
    let heading = format!(
        "Provisioned concurrency of {name} for {}; means of {} of {}",
        sizing.plan.objective_words(" and "),
        plural(sizing.replications, "replication", "replications"),
        span(measured),
    );
    let (heads, rows) = candidates(scenario, sizing);
    let runs = format!(
        "{} runs, {} of them to find the answer. {}",
        thousands(sizing.runs),
        thousands(sizing.search_runs),
        cost_note()
    );
    let medium = Medium::Terminal;
    let sentences = sentences(scenario, sizing, &name, hints);
    let sentences = sentences.iter().map(|one| medium.sentence(one));
    format!(
        "{}{}\n{}\n{}\n{}",
        medium.title(&scenario.title),
        medium.heading(&heading),
        medium.table(heads, rows, 1),
        sentences.collect::<String>(),
        medium.sentence(&runs),
    )
}

/// What a cost of a month is.
pub(super) fn cost_note() -> String {
    format!(
        "Cost: all functions, a month of 730 h, list prices of {} unless the scenario sets them.",
        prices_date()
    )
}

/// The rows of the table of candidates.
const ROWS: [Measure; 8] = [
    Measure::ColdStartRate,
    Measure::SpilloverRate,
    Measure::ThrottleRate,
    Measure::AccountThrottleRate,
    Measure::GivenUpRate,
    Measure::LatencyP99,
    Measure::Utilization,
    Measure::MonthlyCost,
];

/// A verdict as a cell.
pub(super) const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Open => "not certain",
        Verdict::Missed => "MISSED",
    }
}

pub(super) fn dollars(value: f64) -> String {
    usd(Usd::new(value))
}

/// Heads and rows of the table of candidates, whose first column names the rows.
pub(in crate::report) fn candidates(
    scenario: &Scenario,
    sizing: &Sizing,
) -> (Vec<String>, Vec<Vec<String>>) {
    let answer = match sizing.answer.met {
        true => "least that meets",
        false => "nearest",
    };
    let named = [
        ("none", 0),
        (answer, sizing.answer.value),
        ("cheapest", sizing.cheapest),
        ("peak + 10 %", sizing.rule_of_thumb),
    ];
    let points = named.map(|(_, value)| sizing.point(value));
    let heads = std::iter::once("").chain(named.map(|(name, _)| name));
    let heads = heads.map(str::to_owned).collect();
    let values = row("provisioned", &points, |point| {
        thousands(u64::from(point.value))
    });
    let rows = std::iter::once(values).chain(figures(scenario, &points));
    (heads, rows.collect())
}

/// What points have been measured to do: a row for each figure, and one for the objectives.
pub(super) fn figures(scenario: &Scenario, points: &[Option<&Point>]) -> Vec<Vec<String>> {
    let is_shown =
        |one: &Measure| *one != Measure::AccountThrottleRate || scenario.functions.len() > 1;
    let figures = ROWS.into_iter().filter(is_shown).map(|measure| {
        let words = Language::English.words(measure);
        let name = match measure {
            // It stands below that of the function.
            Measure::AccountThrottleRate => format!("- {}", words.short),
            _ => words.name.to_owned(),
        };
        row(&name, points, |point| figure(point, measure))
    });
    let objectives = row("objectives", points, |point| {
        word(point.verdict()).to_owned()
    });
    figures.chain([objectives]).collect()
}

/// The mean of a measure as a cell.
pub(super) fn figure(point: &Point, measure: Measure) -> String {
    let value = point.figure(measure);
    value.map_or_else(
        || "-".to_owned(),
        |value| notation::exact(measure.unit(), value.mean),
    )
}

/// A row: its name, and a cell for each point.
pub(super) fn row(
    name: &str,
    points: &[Option<&Point>],
    cell: impl Fn(&Point) -> String,
) -> Vec<String> {
    let cells = points.iter();
    let cells = cells.map(|point| point.map_or_else(String::new, &cell));
    std::iter::once(name.to_owned()).chain(cells).collect()
}

/// The answer first.
pub(in crate::report) fn sentences(
    scenario: &Scenario,
    sizing: &Sizing,
    name: &str,
    hints: &Hints,
) -> Vec<String> {
    let mut sentences = answer(sizing, name, hints);
    sentences.extend(sizing.doubt.as_ref().map(start_up::of_sizing));
    sentences.extend(match sizing.larger_account {
        Some(larger) => Some(room::larger(scenario, &sizing.plan, larger)),
        None => room::floor(scenario, &sizing.plan, sizing.peak),
    });
    sentences
}

fn answer(sizing: &Sizing, name: &str, hints: &Hints) -> Vec<String> {
    let answer = sizing.answer;
    let value = thousands(u64::from(answer.value));
    let Some(point) = sizing.point(answer.value) else {
        return Vec::new();
    };
    if !answer.met {
        return infeasible(sizing, name, point, hints);
    }
    let cost = |value| {
        let point = sizing.point(value)?;
        Some(point.figure(Measure::MonthlyCost)?.mean)
    };
    let mut sentences = vec![match answer.value {
        0 => format!(
            "{name} meets its objectives without provisioned concurrency, with 95 % confidence."
        ),
        _ => format!(
            "{value} is the least provisioned concurrency with which {name} meets its objectives, with \
             95 % confidence."
        ),
    }];
    if !sizing.is_certain() {
        sentences.push(format!(
            "Not certain: {} may be enough. {} could tell.",
            thousands(u64::from(answer.least_possible)),
            capital(hints.more_replications)
        ));
    }
    if let (Some(own), Some(rule)) = (cost(answer.value), cost(sizing.rule_of_thumb))
        && sizing.rule_of_thumb != answer.value
    {
        let off = match rule >= own {
            true => format!("{} a month more", dollars(rule - own)),
            false => format!("{} a month less", dollars(own - rule)),
        };
        let meets = match sizing.point(sizing.rule_of_thumb).map(Point::verdict) {
            Some(Verdict::Met) | None => "",
            Some(_) => " and does not meet them with that confidence",
        };
        sentences.push(format!(
            "The rule of thumb, the mean peak of {} in flight without any and 10 %, is {}: it costs \
             {off}{meets}.",
            thousands(sizing.peak.round() as u64),
            thousands(u64::from(sizing.rule_of_thumb)),
        ));
    }
    if let (Some(own), Some(cheapest), Some(none)) =
        (cost(answer.value), cost(sizing.cheapest), cost(0))
        && cheapest < own
    {
        let cheap = thousands(u64::from(sizing.cheapest));
        let meets = sizing.point(sizing.cheapest).map(Point::verdict) == Some(Verdict::Met);
        sentences.push(match (sizing.cheapest, meets) {
            (_, true) => format!(
                "{cheap} meets them, too, and costs {} a month less: that much is busy enough to be \
                 cheaper than on demand.",
                dollars(own - cheapest)
            ),
            (0, false) => format!(
                "On demand alone is cheapest: the objectives cost {} a month.",
                dollars(own - none)
            ),
            (_, false) => format!(
                "{cheap} is cheapest, {} a month below none: that much is busy enough to be cheaper than \
                 on demand. The objectives cost {} more.",
                dollars(none - cheapest),
                dollars(own - cheapest)
            ),
        });
    }
    let given_up = |value| {
        let point = sizing.point(value)?;
        Some(point.figure(Measure::GivenUpRate)?.mean)
    };
    if given_up(sizing.cheapest) > given_up(answer.value) {
        sentences.push(
            "Requests that are given up are not billed: cheaper may mean turned away.".to_owned(),
        );
    }
    sentences
}

/// What can be reached where the objectives cannot be met.
fn infeasible(sizing: &Sizing, name: &str, nearest: &Point, hints: &Hints) -> Vec<String> {
    let value = thousands(u64::from(nearest.value));
    let doubt = match nearest.verdict() {
        Verdict::Missed => format!(
            "No provisioned concurrency up to {} makes {name} meet its objectives.",
            thousands(u64::from(sizing.plan.upper))
        ),
        _ => format!(
            "No provisioned concurrency up to {} is shown to meet the objectives of {name} with 95 % \
             confidence; {} could tell.",
            thousands(u64::from(sizing.plan.upper)),
            hints.more_replications
        ),
    };
    vec![
        doubt,
        format!(
            "The nearest is {value}, which reaches {}.",
            shortfall(nearest)
        ),
    ]
}

/// What a point reaches of the objectives that it does not meet.
pub(super) fn shortfall(point: &Point) -> String {
    let failed = point.judged.iter();
    let failed = failed.filter(|one| one.verdict != Verdict::Met);
    failed.map(reached).collect::<Vec<_>>().join(", ")
}

fn reached(judged: &Judged) -> String {
    let objective = judged.objective;
    let value = judged.value.map_or_else(
        || "nothing".to_owned(),
        |value| notation::estimate(&value, objective.measure.unit()),
    );
    format!("{} {value} instead of {objective}", objective.measure.key())
}
