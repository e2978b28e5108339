//! What points were measured to do, side by side.

use super::quantity;
use crate::measures::Measure;
use crate::report::document::Language;
use crate::report::document::table::{Row, Table};
use crate::report::format::thousands;
use crate::report::notation;
use crate::scenario::Scenario;
use crate::study::size::{Point, Sizing, Verdict};

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
pub(in crate::report::stories) fn verdict(language: Language, verdict: Verdict) -> String {
    match verdict {
        Verdict::Met => language.met(),
        Verdict::Open => language.not_certain(),
        Verdict::Missed => language.missed(),
    }
    .to_owned()
}

/// The answer beside what it competes with.
pub(super) fn candidates(language: Language, scenario: &Scenario, sizing: &Sizing) -> Table {
    let answer = if sizing.answer.met {
        language.choose("lowest that meets", "충족 최솟값")
    } else {
        language.choose("nearest", "가장 가까운 값")
    };
    let plan = &sizing.plan;
    let reference = if plan.is_provisioned() {
        language.choose("none", "없음")
    } else {
        language.choose("as it is", "현재")
    };
    let named = [
        (reference, sizing.reference),
        (answer, Some(sizing.answer.value)),
        (language.cheapest(), sizing.cheapest),
        (language.peak_and_a_tenth(), sizing.rule_of_thumb),
    ];
    let named = named
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    let (names, values): (Vec<&str>, Vec<u32>) = named.unzip();
    let points: Vec<Option<&Point>> = values
        .into_iter()
        .map(|value| sizing.point(value))
        .collect();
    let heads = std::iter::once("").chain(names);
    let values = row(quantity::short(language, plan.setting), &points, |point| {
        thousands(u64::from(point.value))
    });
    Table {
        columns: heads.map(str::to_owned).collect(),
        rows: std::iter::once(values)
            .chain(figures(language, scenario, &points))
            .collect(),
        ..Table::default()
    }
}

/// What points have been measured to do: a row for each measure, and one for the objectives.
pub(in crate::report::stories) fn figures(
    language: Language,
    scenario: &Scenario,
    points: &[Option<&Point>],
) -> Vec<Row> {
    let has = |one: Measure| points.iter().flatten().any(|at| at.figure(one).is_some());
    let has_others = scenario.functions.len() > 1;
    // Where nothing is provisioned, all is beyond it.
    let is_on_provisioned = |at: &&Point| {
        let spilled = at.figure(Measure::SpilloverRate);
        spilled.is_some_and(|spilled| spilled.mean < 1.0)
    };
    let has_provisioned = points.iter().flatten().any(is_on_provisioned);
    // What a service has none of has no row.
    let is_shown = |one: &Measure| {
        has(*one)
            && match one {
                Measure::AccountThrottleRate => has_others,
                Measure::SpilloverRate => has_provisioned,
                _ => true,
            }
    };
    let figures = ROWS.into_iter().filter(is_shown).map(|measure| {
        let words = language.words(measure);
        let name = match measure {
            // It stands below that of the function.
            Measure::AccountThrottleRate => format!("- {}", words.short),
            _ => words.name.to_owned(),
        };
        row(&name, points, |point| figure(point, measure))
    });
    let objectives = row(language.objectives(), points, |point| {
        verdict(language, point.verdict())
    });
    figures.chain([objectives]).collect()
}

/// The mean of a measure as a cell.
pub(in crate::report::stories) fn figure(point: &Point, measure: Measure) -> String {
    point.figure(measure).map_or_else(
        || "-".to_owned(),
        |value| notation::exact(measure.unit(), value.mean),
    )
}

/// A row: its name, and a cell for each point.
pub(in crate::report::stories) fn row(
    name: &str,
    points: &[Option<&Point>],
    cell: impl Fn(&Point) -> String,
) -> Row {
    let cells = points
        .iter()
        .map(|point| point.map_or_else(String::new, &cell));
    Row::new(name, cells.collect())
}
