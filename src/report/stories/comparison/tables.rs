//! The tables of a comparison: what each variant came to, and how the others differ from the baseline.

use super::variants::Group;
use crate::measures::{Measure, Unit};
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, InText, Language, Section};
use crate::report::format::escaped;
use crate::report::notation;
use crate::scenario::Objective;
use crate::study::compare::{Comparison, Difference, Finding};
use crate::study::{Estimate, SampleVerdict, Scope};

/// More variants than these are rows, and the measures are columns.
const SIDE_BY_SIDE: usize = 4;
/// More objectives, each of a function, are judged in one row: sentences name those that are missed.
const MOST_OBJECTIVES: usize = 8;
/// In front of a difference that may be chance.
const NOISE: &str = "≈";
/// In front of one that the replications are too few to tell from chance.
const TOO_FEW: &str = "?";
/// Behind an amount with a price of another Region.
pub(super) const STAND_IN: &str = "*";

/// What each variant came to.
pub(super) fn figures(
    language: Language,
    comparison: &Comparison,
    names: &[Group],
    are_values: bool,
) -> Section {
    let by = are_values.then(|| Block::Note(by_values(language, comparison)));
    let rows = measured(comparison).map(|measure| {
        let unit = measure.unit();
        let cells = names.iter().map(|variant| {
            let estimate = comparison.estimate(variant.index, Scope::Account, measure);
            let figure = estimate.map(|estimate| notation::estimate(&estimate, unit));
            match figure {
                None => "-".to_owned(),
                Some(figure) if unit == Unit::Usd && variant.has_stand_ins => figure + STAND_IN,
                Some(figure) => figure,
            }
        });
        let name = match measure {
            // Their number stands below.
            Measure::ColdStartRate => language.choose("cold start rate", "콜드 스타트 비율"),
            _ => language.words(measure).name,
        };
        Row::new(name, cells.collect())
    });
    let table = Table {
        caption: language
            .choose(
                "Mean ± half the width of its 95 % interval",
                "평균 ± 95 % 신뢰 구간 폭의 절반",
            )
            .to_owned(),
        columns: heads(names),
        rows: rows
            .chain(events(language, comparison, names))
            .chain(objectives(language, comparison, names))
            .collect(),
        ..Table::default()
    };
    Section {
        id: "figures",
        heading: language.choose("All functions together", "모든 함수 합계"),
        blocks: by
            .into_iter()
            .chain([Block::Table(laid_out(table))])
            .collect(),
        in_text: InText::Above,
        ..Section::default()
    }
}

/// Which keys the values are of that variants are called by.
fn by_values(language: Language, comparison: &Comparison) -> String {
    let settings = comparison.variants.first().map(|one| &one.settings);
    let keys = settings.into_iter().flatten().map(|(key, _)| escaped(key));
    let keys = keys.collect::<Vec<_>>().join(", ");
    language.choose(
        format!("Each variant by its {keys}"),
        format!("변형은 {keys}의 값으로 표시합니다."),
    )
}

/// What one event of each variant costs beyond what is usual; no row without events.
fn events(language: Language, comparison: &Comparison, names: &[Group]) -> Option<Row> {
    let costs: Vec<Option<Estimate>> = names
        .iter()
        .map(|one| comparison.event_cost(one.index))
        .collect();
    if costs.iter().all(Option::is_none) {
        return None;
    }
    let cells = costs.iter().map(|cost| match cost {
        None => "-".to_owned(),
        Some(cost) => signed(cost, Unit::Usd),
    });
    let name = language.choose("one event beyond usual (USD)", "이벤트 1회 추가(USD)");
    Some(Row::new(name, cells.collect()))
}

/// Whether each variant meets each objective that any of them has, and then all of its own; no row without objectives.
fn objectives(language: Language, comparison: &Comparison, names: &[Group]) -> Vec<Row> {
    let verdicts: Vec<Vec<SampleVerdict>> = names
        .iter()
        .map(|one| comparison.judge(one.index))
        .collect();
    let word = |met: bool| match met {
        true => language.met(),
        false => language.missed(),
    };
    let mut asked: Vec<(String, Objective)> = Vec::new();
    for verdict in verdicts.iter().flatten() {
        let one = (verdict.function.clone(), verdict.objective);
        if !asked.contains(&one) {
            asked.push(one);
        }
    }
    if asked.is_empty() {
        return Vec::new();
    }
    let is_of_one = comparison.functions().len() == 1;
    let each = asked.iter().map(|(function, objective)| {
        let cells = verdicts.iter().map(|verdicts| {
            let mut own = verdicts.iter();
            let found = own.find(|one| one.function == *function && one.objective == *objective);
            found.map_or_else(|| "-".to_owned(), |one| word(one.met).to_owned())
        });
        let name = format!("{} {objective}", objective.measure.key());
        let name = match is_of_one {
            true => name,
            false => format!("{}: {name}", escaped(function)),
        };
        Row::new(name, cells.collect())
    });
    let all = verdicts.iter().map(|verdicts| match verdicts.as_slice() {
        [] => "-".to_owned(),
        own => word(own.iter().all(|verdict| verdict.met)).to_owned(),
    });
    let all = Row::new(language.choose("SLO", "목표"), all.collect());
    let listed = if asked.len() <= MOST_OBJECTIVES {
        asked.len()
    } else {
        0
    };
    each.take(listed).chain([all]).collect()
}

/// How the others differ from the baseline; `None` without others.
pub(super) fn differences(
    language: Language,
    comparison: &Comparison,
    names: &[Group],
) -> Option<Section> {
    let (baseline, others) = names
        .split_first()
        .filter(|(_, others)| !others.is_empty())?;
    let rows = differing(comparison).filter_map(|measure| {
        let found = others
            .iter()
            .map(|other| comparison.difference(other.index, Scope::Account, measure));
        let found: Vec<Option<Difference>> = found.collect();
        if found.iter().all(Option::is_none) {
            return None;
        }
        let cells = found.iter().map(|difference| match difference {
            None => "-".to_owned(),
            Some(one) => marked(language, one, measure.unit()),
        });
        let name = language.words(measure).name;
        let name = match measure.unit() {
            Unit::Share => language.choose(format!("{name}, % points"), format!("{name}, %p")),
            _ => name.to_owned(),
        };
        Some(Row::new(name, cells.collect()))
    });
    let baseline = &baseline.name;
    let table = Table {
        caption: if comparison.same_requests() {
            language.choose(
                format!(
                    "Difference from {baseline}: mean ± half the width of its paired 95 % interval"
                ),
                format!("{baseline} 대비 차이: 평균 ± 대응 95 % 신뢰 구간 폭의 절반"),
            )
        } else {
            language.choose(
                format!("Difference from {baseline}: mean ± half the width of its 95 % interval"),
                format!("{baseline} 대비 차이: 평균 ± 95 % 신뢰 구간 폭의 절반"),
            )
        },
        columns: heads(others),
        rows: rows.collect(),
        ..Table::default()
    };
    Some(Section {
        id: "differences",
        heading: language.choose("Differences", "차이"),
        blocks: vec![
            Block::Table(laid_out(table)),
            Block::Note(legend(language, comparison)),
        ],
        in_text: InText::Above,
        ..Section::default()
    })
}

/// A difference with what it amounts to.
fn marked(language: Language, difference: &Difference, unit: Unit) -> String {
    let size = signed(&difference.estimate, unit);
    match difference.finding {
        Finding::Equal => language.choose("equal", "동일").to_owned(),
        Finding::Noise => format!("{NOISE} {size}"),
        Finding::TooFew => format!("{TOO_FEW} {size}"),
        Finding::Differs => size,
    }
}

/// A difference with its sign; that of shares in percentage points.
pub(super) fn signed(estimate: &Estimate, unit: Unit) -> String {
    let sign = if estimate.mean < 0.0 { "−" } else { "+" };
    let size = Estimate {
        mean: estimate.mean.abs() * unit.factor(),
        half_width: estimate.half_width * unit.factor(),
        n: estimate.n,
    };
    let size = match unit {
        Unit::Share if size.half_width == 0.0 => points(size.mean),
        Unit::Share => notation::estimate(&size, Unit::Count),
        unit => notation::estimate(&size, unit),
    };
    format!("{sign}{size}")
}

/// Percentage points: one decimal, and more where there are few.
fn points(points: f64) -> String {
    if points >= 0.1 || points == 0.0 {
        return format!("{points:.1}");
    }
    let decimals = (1.0 - points.log10().floor()).clamp(1.0, 9.0) as usize;
    format!("{points:.decimals$}")
}

/// What the marks mean that occur, and how the differences are judged.
fn legend(language: Language, comparison: &Comparison) -> String {
    let others = comparison.distinct().skip(1);
    let differences = others.flat_map(|index| {
        differing(comparison)
            .filter_map(move |measure| comparison.difference(index, Scope::Account, measure))
    });
    let findings: Vec<Finding> = differences.map(|one| one.finding).collect();
    let noise = language.choose("no significant difference.", "유의한 차이 없음.");
    let too_few = language.choose(
        "too few replications to tell; more may.",
        "반복이 적어 판단할 수 없음(반복을 늘려 확인).",
    );
    let marks = [
        (Finding::Noise, NOISE, noise),
        (Finding::TooFew, TOO_FEW, too_few),
    ];
    let marks = marks
        .into_iter()
        .filter(|(finding, ..)| findings.contains(finding))
        .map(|(_, mark, meaning)| format!("{mark} {meaning} "));
    let marks: String = marks.collect();
    let count = findings.len();
    language.choose(
        format!(
            "{marks}All {count} differences are judged together (Holm's procedure, 5 %); the intervals are not \
             adjusted."
        ),
        format!(
            "{marks}차이 {count}개를 함께 판정합니다(홀름 절차, 5 %). 각 구간은 보정하지 않습니다."
        ),
    )
}

/// The measures that any variant has a value of.
fn measured(comparison: &Comparison) -> impl Iterator<Item = Measure> {
    Measure::COMPARED.into_iter().filter(|&measure| {
        let mut variants = 0..comparison.variants.len();
        variants.any(|index| {
            comparison
                .estimate(index, Scope::Account, measure)
                .is_some()
        })
    })
}

/// Those in which variants can differ: the same requests are none.
fn differing(comparison: &Comparison) -> impl Iterator<Item = Measure> {
    let is_dull = |measure: &Measure| *measure == Measure::Requests && comparison.same_requests();
    measured(comparison).filter(move |measure| !is_dull(measure))
}

pub(super) fn heads(names: &[Group]) -> Vec<String> {
    let names = names.iter().map(|variant| variant.name.clone());
    std::iter::once(String::new()).chain(names).collect()
}

/// Few variants are columns; many are rows, which can be as many as there are.
pub(super) fn laid_out(table: Table) -> Table {
    if table.columns.len() - 1 > SIDE_BY_SIDE {
        table.turned()
    } else {
        table
    }
}
