//! Autoscaling beside what it competes with, and the targets that were tried.

use crate::measures::Measure;
use crate::report::document::Language;
use crate::report::document::table::{Row, Table};
use crate::report::format::{number, thousands};
use crate::report::stories::size::tables::{figure, figures, row, verdict};
use crate::scenario::Scenario;
use crate::study::size::Point;
use crate::study::size::target::Tracking;

/// Autoscaling beside what it competes with.
pub(super) fn candidates(language: Language, scenario: &Scenario, tracking: &Tracking) -> Table {
    let constant = if tracking.constant.met {
        language.choose("constant", "고정값")
    } else {
        language.choose("nearest constant", "가장 가까운 고정값")
    };
    let points = [
        Some(&tracking.none),
        Some(&tracking.constant_point),
        Some(&tracking.thumb_point),
        Some(&tracking.answer.point),
    ];
    let mut targets = vec!["-".to_owned(); 3];
    targets.push(percent(tracking.answer.percent));
    let mut rows = vec![
        Row::new(language.choose("tracking target", "추적 목표"), targets),
        row(
            language.choose("provisioned, minimum", "프로비저닝(최소)"),
            &points,
            |point| thousands(u64::from(point.value)),
        ),
    ];
    for measure in [Measure::ProvisionedMean, Measure::ProvisionedMax] {
        let name = format!("- {}", language.words(measure).short);
        rows.push(row(&name, &points, |point| environments(point, measure)));
    }
    rows.extend(figures(language, scenario, &points));
    let heads = [
        "",
        language.choose("none", "없음"),
        constant,
        language.peak_and_a_tenth(),
        language.choose("autoscaling", "자동 확장"),
    ];
    Table {
        columns: heads.map(str::to_owned).to_vec(),
        rows,
        ..Table::default()
    }
}

/// A row for each target.
pub(super) fn targets(language: Language, tracking: &Tracking) -> Table {
    let rows = tracking.tried.iter().map(|one| {
        let point = &one.point;
        let is_answer = one.percent == tracking.answer.percent;
        let objectives = match one.least.met {
            true if is_answer => language.choose("met, answer", "충족, 답").to_owned(),
            true if one.is_judged => language.met().to_owned(),
            true => language.choose("likely", "충족 예상").to_owned(),
            false => verdict(language, point.verdict()),
        };
        let cells = vec![
            thousands(u64::from(point.value)),
            environments(point, Measure::ProvisionedMean),
            environments(point, Measure::ProvisionedMax),
            figure(point, Measure::Utilization),
            figure(point, Measure::MonthlyCost),
            objectives,
        ];
        Row::new(percent(one.percent), cells)
    });
    let heads = [
        language.choose("target", "목표"),
        language.choose("min", "최소"),
        language.words(Measure::ProvisionedMean).short,
        language.words(Measure::ProvisionedMax).short,
        language.words(Measure::Utilization).short,
        language.words(Measure::MonthlyCost).short,
        language.objectives(),
    ];
    let caption = if tracking.is_met() {
        language.choose(
            "The targets tried, each with the cheapest minimum that meets",
            "시도한 목표와 각각 목표를 충족하는 가장 저렴한 최솟값",
        )
    } else {
        language.choose(
            "The targets tried, each with the nearest minimum",
            "시도한 목표와 각각 가장 가까운 최솟값",
        )
    };
    Table {
        caption: caption.to_owned(),
        columns: heads.map(str::to_owned).to_vec(),
        rows: rows.collect(),
        words: 0,
        ..Table::default()
    }
}

fn percent(percent: u32) -> String {
    format!("{percent} %")
}

/// A number of environments, which as a mean may lie between two.
fn environments(point: &Point, measure: Measure) -> String {
    let value = point.figure(measure);
    value.map_or_else(|| "-".to_owned(), |value| number(value.mean))
}
