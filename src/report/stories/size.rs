//! The document of a sizing: the answer in words, the candidates, and what each value does.

mod quantity;
pub(super) mod room;
pub(super) mod tables;
mod words;

use super::figures::{BUSY, COLD_STARTS, COST, LATENCY, Plot, THROTTLES};
use crate::catalog::prices_date;
use crate::report::Hints;
use crate::report::actions::{self, Action};
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Chart, Ink, Limit, Mark, View};
use crate::report::document::{
    Block, Document, Figure, InText, Language, Layout, Look, Pane, Section, Sentence, Tone, Words,
};
use crate::report::format::{capital, escaped, plural, thousands};
use crate::scenario::{Scenario, Setting};
use crate::study::size::{Plan, Sizing};

pub(super) use words::shortfall;

const PLOTS: [Plot; 5] = [COST, COLD_STARTS, LATENCY, THROTTLES, BUSY];
/// The charts of the picture.
const PICTURE: &[&str] = &["cost", "cold-starts", "latency", "throttles"];

/// The document of a sizing of a function of `scenario`.
pub(in crate::report) fn of_sizing(
    look: &Look,
    scenario: &Scenario,
    sizing: &Sizing,
    hints: &Hints,
) -> Document {
    let language = look.language;
    let actions = actions_of_sizing(scenario, sizing);
    let name = name_of(scenario, &sizing.plan);
    let setting = sizing.plan.setting;
    let sized = quantity::name(language, setting);
    let values = sizing.curve.iter().map(|point| point.value);
    let axis = Values {
        name: quantity::name(language, setting).to_owned(),
        places: values.clone().map(f64::from).collect(),
        shown: values.map(|value| thousands(value.into())).collect(),
        are_names: false,
    };
    let sentences = words::sentences(language, scenario, sizing, &name, hints);
    let (count, search) = (thousands(sizing.runs), thousands(sizing.search_runs));
    let mut runs = language.choose(
        format!("{count} runs, {search} of them to find the answer."),
        format!("실행 {count}회, 그중 답을 찾는 데 {search}회."),
    );
    if !sizing.is_whole {
        runs.push_str(language.choose(
            " Interrupted after the answer stood: what is shown around it is not complete.",
            " 답이 나온 뒤에 중단되었습니다. 주변 값은 완전하지 않습니다.",
        ));
    }
    Document {
        language,
        title: escaped(&language.title_of(scenario)),
        subtitle: subtitle(
            language,
            scenario,
            &sizing.plan,
            sizing.replications,
            &language.choose(
                match setting {
                    Setting::AccountConcurrency => format!("{} ({name})", capital(sized)),
                    _ => format!("{} of {name}", capital(sized)),
                },
                format!("{name}의 {sized}"),
            ),
        ),
        words: vec![answer_first(sentences, sizing.answer.met)],
        axes: vec![Across::Values(axis)],
        sections: vec![
            Section {
                id: "candidates",
                heading: language.choose("Candidates", "후보"),
                blocks: vec![Block::Table(tables::candidates(language, scenario, sizing))],
                in_text: InText::Above,
                ..Section::default()
            },
            curve(language, sizing),
        ]
        .into_iter()
        .chain(in_force(language, &actions))
        .chain(actions::section(language, &actions))
        .collect(),
        notes: vec![format!("{runs} {}", cost_note(language, scenario))],
        page_notes: vec![files_note(language, scenario)],
        figures: vec![figure_of(
            look,
            scenario,
            &sizing.plan,
            sizing.replications,
            "curve",
            PICTURE,
        )],
        ..Document::default()
    }
}

/// What to do with the answer: to provision it, or to ask for an account that has room for it.
pub(in crate::report) fn actions_of_sizing(scenario: &Scenario, sizing: &Sizing) -> Vec<Action> {
    let answer = sizing.answer;
    let own = (answer.met && answer.value > 0)
        .then(|| Action::of_answer(scenario, sizing.plan.setting, answer.value))
        .flatten();
    let larger = sizing
        .larger_account
        .map(|larger| Action::larger_account(scenario, larger.account_concurrency));
    own.into_iter().chain(larger).collect()
}

/// How the answer is put in force; `None` where there is nothing to do.
fn in_force(language: Language, actions: &[Action]) -> Option<Section> {
    (!actions.is_empty()).then(|| Section {
        id: "in-force",
        heading: language.choose("How to put it in force", "적용하는 방법"),
        blocks: actions.iter().map(|one| one.block(language)).collect(),
        in_text: InText::Below,
        ..Section::default()
    })
}

/// The name of the function that was sized.
pub(super) fn name_of(scenario: &Scenario, plan: &Plan) -> String {
    let function = scenario.functions.get(plan.function);
    escaped(function.map_or("", |function| &function.name))
}

/// What was sized, for which objectives, and how often each value was tried.
pub(super) fn subtitle(
    language: Language,
    scenario: &Scenario,
    plan: &Plan,
    replications: u64,
    what: &str,
) -> String {
    let measured = language.span((scenario.duration - scenario.warm_up).as_secs_f64());
    let objectives = plan.objective_words(language.choose(" and ", ", "));
    let means = language.mean_of_up_to(replications);
    language.choose(
        format!("{what} for {objectives} · {means} of {measured}"),
        format!("{what}, 목표 {objectives} · {measured}, {means}"),
    )
}

/// What a cost of a month is.
pub(super) fn cost_note(language: Language, scenario: &Scenario) -> String {
    let date = prices_date();
    let (month, month_korean) = match scenario.billing.events_per_month {
        None => ("a month of 730 h".to_owned(), "한 달 730시간".to_owned()),
        Some(events) => {
            let count = thousands(u64::from(events));
            (
                format!(
                    "a month with {}",
                    plural(u64::from(events), "such run", "such runs")
                ),
                format!("이런 실행이 {count}회 있는 한 달"),
            )
        }
    };
    language.choose(
        format!(
            "Cost: all functions, {month}, list prices of {date} unless the scenario sets them."
        ),
        format!(
            "비용: 모든 함수, {month_korean}, 시나리오에서 따로 정하지 않으면 {date}의 정가입니다."
        ),
    )
}

/// Where a reader of the page finds the numbers.
pub(super) fn files_note(language: Language, scenario: &Scenario) -> String {
    let (name, seed) = (escaped(&scenario.name), scenario.seed);
    language.choose(
        format!(
            "Scenario {name}, seed {seed}. The numbers are in size.csv and size.json beside this page; \
             scenario.toml has the answer set."
        ),
        format!(
            "시나리오 {name}, 시드 {seed}. 수치는 이 페이지 옆의 size.csv와 size.json에 있고, \
             scenario.toml에는 답이 들어 있습니다."
        ),
    )
}

/// Sentences whose first is the answer, good news or bad.
pub(super) fn answer_first(sentences: Vec<String>, is_met: bool) -> Words {
    let answer = if is_met { Tone::Good } else { Tone::Bad };
    let tones = std::iter::once(answer).chain(std::iter::repeat(Tone::Plain));
    let sentences = sentences.into_iter().zip(tones);
    Words {
        sentences: sentences
            .map(|(words, tone)| Sentence::new(tone).text(words))
            .collect(),
        ..Words::default()
    }
}

/// A figure that names the function which was sized, its objectives, and how often each value was tried.
pub(super) fn figure_of(
    look: &Look,
    scenario: &Scenario,
    plan: &Plan,
    replications: u64,
    name: &str,
    charts: &[&str],
) -> Figure {
    let function = scenario.functions.get(plan.function);
    Figure {
        name: name.to_owned(),
        title: look.language.title_of(scenario),
        subtitle: format!(
            "{} · {} · {}",
            function.map_or("", |function| &function.name),
            plan.objective_words(", "),
            look.language.mean_of_up_to(replications),
        ),
        layout: Layout::Grid(2),
        panes: charts.iter().map(|id| Pane::of(*id, 0)).collect(),
    }
}

fn curve(language: Language, sizing: &Sizing) -> Section {
    let charts = PLOTS
        .iter()
        .filter_map(|plot| chart(language, sizing, plot));
    Section {
        id: "curve",
        heading: match sizing.plan.setting {
            Setting::ReservedConcurrency(_) => {
                language.choose("Against reserved concurrency", "예약된 동시성에 따라")
            }
            Setting::AccountConcurrency => {
                language.choose("Against the account's limit", "계정 한도에 따라")
            }
            Setting::OfService(..) => language.choose("Against the size of the service", "서비스 규모에 따라"),
            Setting::OfSource(..) => language.choose("Against what reads the queue", "대기열을 읽는 규모에 따라"),
            _ => language.choose(
                "Against provisioned concurrency",
                "프로비저닝된 동시성에 따라",
            ),
        },
        note: language
            .choose(
                "The mean of a few replications of each value (more at the answer), with its 95 % interval; the tables have the numbers.",
                "각 값을 몇 번 반복한 평균(답은 더 많이)과 95 % 구간입니다. 수치는 표에 있습니다.",
            )
            .to_owned(),
        blocks: charts.map(Block::Chart).collect(),
        ..Section::default()
    }
}

/// `None` where nothing was measured.
fn chart(language: Language, sizing: &Sizing, plot: &Plot) -> Option<Chart> {
    let series = plot.series(language, sizing.curve.iter())?;
    let objectives = sizing.plan.objectives.iter();
    let limits = objectives
        .filter(|one| one.measure == plot.measure)
        .map(|one| Limit {
            label: language.objective().to_owned(),
            value: one.limit * plot.measure.unit().factor(),
        });
    Some(Chart {
        id: plot.id.to_owned(),
        heading: plot.heading(language),
        views: vec![View {
            series: vec![series],
            limits: limits.collect(),
            marks: marks(language, sizing),
            ..View::default()
        }],
        ..Chart::default()
    })
}

fn marks(language: Language, sizing: &Sizing) -> Vec<Mark> {
    let answer = if sizing.answer.met {
        language.least_that_meets()
    } else {
        language.nearest()
    };
    let mark = |label: &str, value: u32, ink, dashed| Mark {
        label: format!("{label}: {}", thousands(value.into())),
        value: f64::from(value),
        ink,
        dashed,
    };
    let rule = sizing
        .rule_of_thumb
        .map(|value| mark(language.peak_and_a_tenth(), value, Ink::Grey, true));
    let answer = mark(answer, sizing.answer.value, Ink::Green, false);
    let mut marks: Vec<Mark> = rule.into_iter().chain([answer]).collect();
    let cheapest = sizing
        .cheapest
        .map(|value| mark(language.cheapest(), value, Ink::Orange, true));
    marks.splice(1..1, cheapest);
    marks
}
