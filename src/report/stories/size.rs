//! The document of a sizing: the answer in words, the candidates, and what each value does.

mod curve;
mod quantity;
pub(super) mod room;
pub(super) mod tables;
pub(super) mod trade_off;
mod words;

use crate::catalog::prices_date;
use crate::report::Hints;
use crate::report::actions::{self, Action};
use crate::report::document::across::{Across, Values};
use crate::report::document::{
    Block, Document, Figure, InText, Language, Layout, Look, Pane, Section, Sentence, Tone, Words,
};
use crate::report::format::{capital, escaped, plural, thousands};
use crate::scenario::{Scenario, Setting};
use crate::study::size::{Plan, Sizing};

pub(super) use words::shortfall;

/// The number of the page's axis of costs; the first is of what was sized.
const COSTS: usize = 1;

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
    let (costs, trade_off) = curve::trade_off(language, sizing, COSTS).unzip();
    let figure = |name: &str, charts: &[&str]| {
        let replications = sizing.replications;
        figure_of(look, scenario, &sizing.plan, replications, name, charts)
    };
    let cost_latency = trade_off.is_some().then(|| Figure {
        layout: Layout::Rows,
        ..figure(trade_off::ID, &[trade_off::ID])
    });
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
        axes: std::iter::once(Across::Values(axis)).chain(costs).collect(),
        sections: vec![Section {
            id: "candidates",
            heading: language.choose("Candidates", "후보"),
            blocks: vec![Block::Table(tables::candidates(language, scenario, sizing))],
            in_text: InText::Above,
            ..Section::default()
        }]
        .into_iter()
        .chain(trade_off)
        .chain([curve::section(language, sizing)])
        .chain(in_force(language, &actions))
        .chain(actions::section(language, &actions))
        .collect(),
        notes: vec![format!("{runs} {}", cost_note(language, scenario))],
        page_notes: vec![files_note(language, scenario)],
        figures: std::iter::once(figure("curve", &curve::pictured(language, sizing)))
            .chain(cost_latency)
            .collect(),
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
