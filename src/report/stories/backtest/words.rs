//! What a backtest found, in sentences: the verdict, what is off, and which assumption is likeliest wrong.

use super::names::{figure, interval, name, own_value, value};
use crate::report::document::{Language, Sentence, Tone};
use crate::report::format::{escaped, number, percent, thousands};
use crate::study::Backtest;
use crate::study::backtest::{Compared, NEGLIGIBLE, Quantity, Series, Suspect, TOLERANCE};

/// So many quantities that are off are named in the verdict; all are in the table.
const MOST_NAMED: usize = 3;
/// So many further assumptions that would explain what is off are named.
const MOST_SUSPECTS: usize = 2;

/// The verdict first.
pub(super) fn sentences(language: Language, backtest: &Backtest) -> Vec<Sentence> {
    if backtest.is_good() {
        let tolerance = tolerance();
        return vec![Sentence::new(Tone::Good).text(language.choose(
            format!(
                "Good enough to decide by: every total lies within its 95 % interval or within {tolerance} of what \
                 was measured."
            ),
            format!("결정의 근거로 쓰기에 충분합니다. 측정값이 모두 95 % 구간 안에 있거나 {tolerance} 이내로 일치합니다."),
        ))];
    }
    let mut sentences = vec![verdict(language, backtest)];
    let suspicion = &backtest.suspicion;
    let explaining: Vec<&Suspect> = suspicion
        .suspects
        .iter()
        .filter(|one| one.explains())
        .collect();
    match explaining.split_first() {
        Some((first, others)) => {
            sentences.push(likeliest(language, first));
            let others = others.iter().take(MOST_SUSPECTS);
            sentences.extend(others.map(|other| further(language, other)));
        }
        None => sentences.push(unexplained(language, backtest)),
    }
    sentences
}

fn verdict(language: Language, backtest: &Backtest) -> Sentence {
    let off = backtest.functions.iter().flat_map(|function| {
        let series = function
            .series
            .iter()
            .filter(|series| !series.total.is_good);
        series.map(move |series| (function, series))
    });
    let off: Vec<(&Compared, &Series)> = off.collect();
    let named = off.iter().take(MOST_NAMED).map(|(function, series)| {
        let (quantity, total) = (series.quantity, &series.total);
        let function = escaped(&function.name);
        let measured = figure(quantity, total.measured);
        let mean = figure(quantity, total.simulated.mean);
        let ends = interval(language, quantity, total.simulated);
        let ends = ends.map_or_else(String::new, |ends| format!(" ({ends})"));
        let quantity = name(language, quantity);
        language.choose(
            format!("{quantity} of {function}: measured {measured}, simulated {mean}{ends}"),
            format!("{function}의 {quantity}: 측정 {measured}, 시뮬레이션 {mean}{ends}"),
        )
    });
    let named = named.collect::<Vec<_>>().join("; ");
    let more = off.len().saturating_sub(MOST_NAMED) as u64;
    let more = match more {
        0 => String::new(),
        more => language.choose(
            format!("; and {} more", thousands(more)),
            format!("; 그 밖에 {}개", thousands(more)),
        ),
    };
    Sentence::new(Tone::Bad).text(language.choose(
        format!("Not good enough to decide by. Off: {named}{more}."),
        format!("결정의 근거로 쓰기에 부족합니다. 어긋난 값: {named}{more}."),
    ))
}

/// What would come of a change: "the throttles of api would be 1,180, measured 1,204".
fn effect(language: Language, suspect: &Suspect) -> String {
    let effect = &suspect.effect;
    let function = escaped(&effect.function);
    let [simulated, measured] =
        [effect.simulated, effect.measured].map(|one| figure(effect.quantity, one));
    let quantity = name(language, effect.quantity);
    language.choose(
        format!("the {quantity} of {function} would be {simulated}, measured {measured}"),
        format!("{function}의 {quantity}은(는) {simulated}, 측정값은 {measured}"),
    )
}

fn likeliest(language: Language, suspect: &Suspect) -> Sentence {
    let change = &suspect.change;
    let key = escaped(&change.key);
    let (from, to) = (own_value(language, change.from), value(language, change.to));
    let (effect, removed) = (effect(language, suspect), percent(suspect.removed));
    Sentence::new(Tone::Plain).text(language.choose(
        format!(
            "{key} is likeliest wrong: with {to} instead of {from}, {effect}. That removes {removed} of what is off."
        ),
        format!(
            "{key}이(가) 틀렸을 가능성이 가장 높습니다. {from} 대신 {to}이면 {effect}입니다. 어긋난 정도의 {removed}이(가) \
             사라집니다."
        ),
    ))
}

fn further(language: Language, suspect: &Suspect) -> Sentence {
    let change = &suspect.change;
    let key = escaped(&change.key);
    let (from, to) = (own_value(language, change.from), value(language, change.to));
    let removed = percent(suspect.removed);
    Sentence::new(Tone::Plain).text(language.choose(
        format!("{key} would explain {removed} of it: {to} instead of {from}."),
        format!("{key}도 {removed}을(를) 설명합니다: {from} 대신 {to}."),
    ))
}

fn unexplained(language: Language, backtest: &Backtest) -> Sentence {
    let suspicion = &backtest.suspicion;
    let tried: Vec<String> = suspicion.tried.iter().map(|key| escaped(key)).collect();
    let tried = match tried.is_empty() {
        true => language
            .choose("nothing could be tried", "시도할 수 있는 값 없음")
            .to_owned(),
        false => tried.join(", "),
    };
    let nearest = suspicion.suspects.first().map_or_else(String::new, |one| {
        let (key, to) = (escaped(&one.change.key), value(language, one.change.to));
        let removed = percent(one.removed);
        language.choose(
            format!(" The nearest, {key} with {to}, removes {removed} of what is off."),
            format!(" 가장 가까운 {key}({to})은(는) 어긋난 정도의 {removed}만 없앱니다."),
        )
    });
    Sentence::new(Tone::Plain).text(language.choose(
        format!("None of the assumptions that were tried explains it alone ({tried}).{nearest}"),
        format!("시도한 가정 중 혼자서 이를 설명하는 것은 없습니다({tried}).{nearest}"),
    ))
}

/// The rule, and what was left out.
pub(super) fn notes(language: Language, backtest: &Backtest) -> Vec<String> {
    let (tolerance, negligible) = (tolerance(), percent(NEGLIGIBLE));
    let rule = language.choose(
        format!(
            "A total is good enough within its 95 % interval or {tolerance} of what was measured; throttles and cold \
             starts also where they are off by no more than {negligible} of the invocations."
        ),
        format!(
            "합계는 95 % 구간 안에 있거나 측정값의 {tolerance} 이내이면 충분합니다. 스로틀링과 콜드 스타트는 호출의 {negligible} \
             이내로 어긋나도 충분합니다."
        ),
    );
    let has = |quantity| {
        backtest
            .functions
            .iter()
            .any(|one| one.of(quantity).is_some())
    };
    let missing = Quantity::ALL.into_iter().filter(|one| !has(*one));
    let missing: Vec<&str> = missing.map(|one| name(language, one)).collect();
    let missing = list(&missing).map(|names| {
        language.choose(
            format!("Not measured, so not judged: {names}."),
            format!("측정되지 않아 판단하지 않은 값: {names}."),
        )
    });
    let escaped_all = |names: &[String]| names.iter().map(|one| escaped(one)).collect::<Vec<_>>();
    let only = |names: &[String], english: &str, korean: &str| {
        let names = escaped_all(names).join(", ");
        let words = language.choose(english, korean);
        (!names.is_empty()).then(|| format!("{words}: {names}."))
    };
    let measured = only(
        &backtest.only_measured,
        "Measured but not in the scenario",
        "측정되었지만 시나리오에 없는 함수",
    );
    let simulated = only(
        &backtest.only_simulated,
        "In the scenario but not measured",
        "시나리오에 있지만 측정되지 않은 함수",
    );
    let replayed = backtest.functions.iter().filter(|one| one.is_replayed);
    let replayed: Vec<String> = replayed.map(|one| escaped(&one.name)).collect();
    let replayed = (!replayed.is_empty()).then(|| {
        let names = replayed.join(", ");
        language.choose(
            format!(
                "Logs without dates are replayed: their requests, by the minute, take the place of the scenario's \
                 ({names})."
            ),
            format!("날짜가 없는 로그는 재생합니다. 로그의 분 단위 요청이 시나리오의 요청을 대신합니다({names})."),
        )
    });
    std::iter::once(rule)
        .chain(
            [missing, measured, simulated, replayed]
                .into_iter()
                .flatten(),
        )
        .collect()
}

/// The tolerance as people read it.
fn tolerance() -> String {
    format!("{} %", number(TOLERANCE * 100.0))
}

fn list(names: &[&str]) -> Option<String> {
    (!names.is_empty()).then(|| names.join(", "))
}
