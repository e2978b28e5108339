//! The document of a schedule: the hours, what they come to, and how to put it in force.

use super::size::tables::verdict;
use super::size::{answer_first, name_of};
use super::target::in_force_by;
use crate::measures::Measure;
use crate::report::actions::aws::{self, Version};
use crate::report::actions::{self, Action};
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, Document, InText, Language, Look, Section};
use crate::report::format::{escaped, thousands};
use crate::report::size::paste::{schedule_commands, schedule_toml};
use crate::report::{notation, start_up};
use crate::scenario::Scenario;
use crate::study::size::hourly::{Hour, Hourly};
use crate::study::size::{Point, Verdict};

/// The document of a schedule for a function of `scenario`.
pub(in crate::report) fn of_schedule(
    look: &Look,
    scenario: &Scenario,
    hourly: &Hourly,
) -> Document {
    let language = look.language;
    let name = name_of(scenario, &hourly.plan);
    let objectives = hourly.plan.objective_words(language.choose(" and ", ", "));
    let mut sections = vec![Section {
        id: "hours",
        heading: language.choose("Hour by hour", "시간대별"),
        blocks: vec![Block::Table(hours(language, hourly))],
        in_text: InText::Above,
        ..Section::default()
    }];
    if !hourly.schedule.is_empty() {
        let version = Version::of(scenario, hourly.plan.function);
        sections.push(in_force_by(
            language,
            schedule_toml(&hourly.schedule),
            &format!(
                "{}; {}",
                version.introduction(language),
                language.choose(aws::TIMES[0], aws::TIMES[1])
            ),
            &schedule_commands(version, &hourly.schedule),
        ));
        sections.extend(actions::section(
            language,
            &actions_of_schedule(scenario, hourly),
        ));
    }
    Document {
        language,
        title: escaped(&language.title_of(scenario)),
        subtitle: language.choose(
            format!("Provisioned concurrency of {name} by the hour for {objectives}"),
            format!("{name}의 시간대별 프로비저닝된 동시성, 목표 {objectives}"),
        ),
        words: vec![answer_first(
            sentences(language, hourly, &name),
            hourly.is_met(),
        )],
        sections,
        notes: vec![language.runs(hourly.runs)],
        ..Document::default()
    }
}

/// What to do with the answer; nothing where nothing is provisioned at any time.
pub(in crate::report) fn actions_of_schedule(scenario: &Scenario, hourly: &Hourly) -> Vec<Action> {
    if hourly.schedule.is_empty() {
        return Vec::new();
    }
    let function = hourly.plan.function;
    let commands = schedule_commands(Version::of(scenario, function), &hourly.schedule);
    vec![Action::schedule(
        scenario,
        function,
        &hourly.schedule,
        commands,
    )]
}

/// What each hour has, the worst of its days: what its objectives measure, and three figures that any hour has.
fn hours(language: Language, Hourly { hours, plan, .. }: &Hourly) -> Table {
    let always = [
        Measure::ColdStartRate,
        Measure::ThrottleRate,
        Measure::Utilization,
    ];
    let own = plan.objectives.iter().map(|one| one.measure);
    let mut measures = Vec::new();
    for measure in own.filter(|one| !always.contains(one)).chain(always) {
        if !measures.contains(&measure) {
            measures.push(measure);
        }
    }
    let rows = hours.iter().map(|hour| {
        let worst = measures.iter().map(|&measure| {
            worst_day(hour, measure).map_or_else(
                || "-".to_owned(),
                |value| notation::exact(measure.unit(), value),
            )
        });
        let provisioned = thousands(u64::from(hour.answer.value));
        let cells = std::iter::once(provisioned).chain(worst);
        let cells = cells.chain([verdict(language, hour.verdict())]);
        Row::new(format!("{:02}:00", hour.hour), cells.collect())
    });
    let heads = [
        language.choose("hour", "시각"),
        language.choose("provisioned", "프로비저닝"),
    ];
    let named = measures
        .iter()
        .map(|&measure| language.words(measure).short);
    let heads = heads
        .into_iter()
        .chain(named)
        .chain([language.objectives()]);
    Table {
        columns: heads.map(str::to_owned).collect(),
        rows: rows.collect(),
        ..Table::default()
    }
}

/// The highest mean of a measure in a day of an hour: what an objective measures may be no figure of every point.
fn worst_day(hour: &Hour, measure: Measure) -> Option<f64> {
    let of = |point: &Point| {
        let mut judged = point.judged.iter();
        let own = judged.find(|one| one.objective.measure == measure);
        own.map_or_else(|| point.figure(measure), |own| own.value)
    };
    let days = hour.days.iter().filter_map(|(_, point)| of(point));
    days.map(|value| value.mean).reduce(f64::max)
}

/// Hours, as a list of words.
fn list<'a>(hours: impl Iterator<Item = &'a Hour>) -> String {
    let hours = hours.map(|hour| format!("{:02}:00", hour.hour));
    hours.collect::<Vec<_>>().join(", ")
}

fn sentences(language: Language, hourly: &Hourly, name: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let unmet = list(hourly.hours.iter().filter(|hour| !hour.answer.met));
    if !unmet.is_empty() {
        let upper = thousands(u64::from(hourly.plan.upper));
        sentences.push(language.choose(
            format!(
                "No value up to {upper} is shown to meet the objectives of {name} in the hours from {unmet}; the nearest \
                 is in the schedule."
            ),
            format!(
                "{unmet}부터의 시간대에는 {upper}까지의 어떤 값도 {name}의 목표를 충족한다고 할 수 없습니다. 가장 가까운 값을 일정에 \
                 넣었습니다."
            ),
        ));
    }
    if hourly.schedule.is_empty() {
        sentences.push(none_needed(language, hourly, name));
    } else {
        sentences.push(whole_run(language, hourly, name));
        sentences.extend(hours_that_inherit(language, hourly));
        sentences.extend(costs(language, hourly));
        let early = language.choose(
            "Each increase is requested some minutes before its hour, so that it is prepared and allocated by then. What \
             the last hour of the run has stays until the first comes again.",
            "증가는 그 시각까지 준비와 할당이 끝나도록 몇 분 먼저 요청합니다. 실행의 마지막 시간대 값은 첫 시간대가 다시 올 때까지 \
             유지됩니다.",
        );
        sentences.push(early.to_owned());
    }
    sentences.extend(
        hourly
            .doubt
            .as_ref()
            .map(|doubt| start_up::of_sizing(language, doubt)),
    );
    sentences
}

fn whole_run(language: Language, hourly: &Hourly, name: &str) -> String {
    let (whole, korean) = match hourly.whole.verdict() {
        Verdict::Met => ("meets its objectives", "목표를 충족합니다"),
        Verdict::Open => (
            "is not certain to meet its objectives",
            "목표를 충족하는지 확실하지 않습니다",
        ),
        Verdict::Missed => ("MISSES its objectives", "목표에 미달합니다"),
    };
    language.choose(
        format!(
            "With the schedule in force, {name} {whole} over the whole run, with 95 % confidence. The table shows what \
             each hour then has, the worst day where there are several."
        ),
        format!(
            "일정을 적용하면 {name}은(는) 전체 실행에서 95 % 신뢰도로 {korean}. 표는 그때의 시간대별 값이며, 여러 날이면 가장 나쁜 \
             날입니다."
        ),
    )
}

/// Hours whose value is enough by itself and not after the hour before.
fn hours_that_inherit(language: Language, hourly: &Hourly) -> Option<String> {
    let hours = hourly.hours.iter();
    let off = list(hours.filter(|hour| hour.answer.met && hour.verdict() != Verdict::Met));
    (!off.is_empty()).then(|| {
        language.choose(
            format!(
                "By itself, the value of each hour is enough; after the hour before it is not shown to be at {off}."
            ),
            format!("각 시간대의 값은 그 자체로 충분하지만, 앞 시간대에 이어서는 {off}에 충분하다고 할 수 없습니다."),
        )
    })
}

fn costs(language: Language, hourly: &Hourly) -> Option<String> {
    let month = |point: &Point| Some(notation::dollars(point.figure(Measure::MonthlyCost)?.mean));
    let own = month(&hourly.whole)?;
    let (constant, none) = (month(&hourly.constant_point)?, month(&hourly.none)?);
    let (which, korean) = if hourly.constant.met {
        (
            "the lowest constant value that meets them",
            "목표를 충족하는 가장 낮은 고정값",
        )
    } else {
        (
            "the nearest constant value, which does not meet them,",
            "목표에 미달하는 가장 가까운 고정값",
        )
    };
    let value = thousands(u64::from(hourly.constant.value));
    let means = language.mean_of(hourly.replications);
    Some(language.choose(
        format!(
            "It costs {own} a month; {which}, {value}, {constant}; none {none}. Each the {means} of the whole run."
        ),
        format!("매월 {own}. {korean} {value}은(는) {constant}, 없으면 {none}. 전체 실행, {means}."),
    ))
}

/// Where every hour gets along without.
fn none_needed(language: Language, hourly: &Hourly, name: &str) -> String {
    let cost = hourly.none.figure(Measure::MonthlyCost);
    let cost = cost.map(|cost| notation::dollars(cost.mean));
    let english = cost
        .as_ref()
        .map_or_else(String::new, |cost| format!(", which costs {cost} a month"));
    let korean = cost
        .as_ref()
        .map_or_else(String::new, |cost| format!("(매월 {cost})"));
    if hourly.is_met() {
        language.choose(
            format!(
                "{name} needs no provisioned concurrency at any hour: on demand alone{english}, it meets its objectives \
                 in each and over the whole run, with 95 % confidence."
            ),
            format!(
                "{name}에는 어느 시간대에도 프로비저닝된 동시성이 필요 없습니다. 온디맨드만으로{korean} 각 시간대와 전체 실행에서 95 % \
                 신뢰도로 목표를 충족합니다."
            ),
        )
    } else {
        language.choose(
            format!(
                "There is nothing to schedule: none at any hour is the best that was found, on demand alone{english}."
            ),
            format!("일정으로 정할 것이 없습니다. 어느 시간대에도 프로비저닝하지 않는 것이 가장 나았습니다{korean}."),
        )
    }
}
