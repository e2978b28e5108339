//! What alone would have prevented a period, and what would not.

use crate::catalog;
use crate::measures::Measure;
use crate::report::document::clock::Clock;
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, Language};
use crate::report::format::{escaped, thousands, usd};
use crate::scenario::{ScalingRule, Scenario, Setting};
use crate::study::explain::{Effect, Explained, Outcome, Remedy, Trouble, Verdict};

/// The table of changes, and what else there is to say.
pub(super) fn blocks(
    language: Language,
    scenario: &Scenario,
    explained: &Explained,
) -> impl Iterator<Item = Block> {
    let changes = changes(language, scenario, explained);
    let is_known = !explained
        .remedies
        .iter()
        .any(|remedy| remedy.verdict == Verdict::NotSearched);
    let nothing = (changes.rows.is_empty() && is_known).then(|| {
        language
            .choose(
                "No single quota or setting would have been enough.",
                "할당량이나 설정 하나만 바꿔서는 부족합니다.",
            )
            .to_owned()
    });
    let notes = [
        nothing,
        moves(language, scenario, explained),
        unconfirmed(language, scenario, explained),
        not_searched(language, scenario, explained),
        regions(language, scenario, explained),
        not_enough(language, scenario, explained),
        account(language, scenario, explained),
    ];
    let table = (!changes.rows.is_empty()).then_some(Block::Table(changes));
    table
        .into_iter()
        .chain(notes.into_iter().flatten().map(Block::Note))
}

/// A row for each setting that would have been enough, the best first.
fn changes(language: Language, scenario: &Scenario, explained: &Explained) -> Table {
    let enough: Vec<_> = removed(explained).collect();
    let are_confirmed = enough
        .iter()
        .all(|(.., outcome)| outcome.whole_run.is_some());
    let count = |value: u32| thousands(value.into());
    let none = || language.choose("none", "없음").to_owned();
    let rows = enough.into_iter().map(|(remedy, needed, outcome)| {
        let run = outcome.whole_run;
        let of_run = |cell: &dyn Fn(&Effect) -> String| run.as_ref().map_or("-".to_owned(), cell);
        let own = vec![remedy.from.map_or_else(none, count), count(needed)];
        let in_period = [
            thousands(outcome.in_period.throttles),
            thousands(outcome.in_period.cold_starts),
        ];
        let whole = [
            of_run(&|run| thousands(run.throttles)),
            of_run(&|run| thousands(run.cold_starts)),
            of_run(&|run| usd(run.cost)),
        ];
        let in_period = in_period.into_iter().filter(|_| !are_confirmed);
        let cells = own.into_iter().chain(in_period).chain(whole).collect();
        Row::new(short_key(remedy.setting, scenario), cells)
    });
    let cost = if scenario.billing.monthly {
        Measure::MonthlyCost
    } else {
        Measure::Cost
    };
    let short = |measure| language.words(measure).short.to_owned();
    let here = |measure| {
        let short = short(measure);
        language.choose(format!("{short} here"), format!("이 기간 {short}"))
    };
    let own = [
        language.choose("enough by itself", "단독으로 충분한 변경"),
        language.choose("now", "현재"),
        language.choose("needed", "필요"),
    ];
    let in_period = [here(Measure::Throttles), here(Measure::ColdStarts)];
    let whole = [
        short(Measure::Throttles),
        short(Measure::ColdStarts),
        short(cost),
    ];
    let in_period = in_period.into_iter().filter(|_| !are_confirmed);
    let columns = own.map(str::to_owned).into_iter().chain(in_period);
    Table {
        columns: columns.chain(whole).collect(),
        rows: rows.collect(),
        ..Table::default()
    }
}

/// The settings that would have been enough, in their order.
fn removed(explained: &Explained) -> impl Iterator<Item = (&Remedy, u32, Outcome)> {
    let remedies = explained.remedies.iter();
    remedies.filter_map(|remedy| match remedy.verdict {
        Verdict::Removed { value, outcome } => Some((remedy, value, outcome)),
        _ => None,
    })
}

/// The changes that move throttling to another function.
fn moves(language: Language, scenario: &Scenario, explained: &Explained) -> Option<String> {
    let moves = removed(explained).filter_map(|(remedy, value, outcome)| {
        let (name, more) = moved_to(scenario, outcome)?;
        let (key, value) = (short_key(remedy.setting, scenario), thousands(value.into()));
        Some(language.choose(
            format!(
                "{key} {value} moves throttling to {name}, which then has {more} more throttles."
            ),
            format!(
                "{key} {value}은(는) 스로틀링을 {name}(으)로 옮겨 스로틀링이 {more}회 늘어납니다."
            ),
        ))
    });
    let moves = moves.collect::<Vec<_>>().join(" ");
    (!moves.is_empty()).then_some(moves)
}

/// The function that throttling moves to, and how many more throttles it then has.
fn moved_to(scenario: &Scenario, outcome: Outcome) -> Option<(String, String)> {
    let moved = outcome.moved?;
    let function = scenario.functions.get(moved.function)?;
    Some((escaped(&function.name), thousands(moved.more)))
}

/// What no whole run has confirmed, or what one has refuted.
fn unconfirmed(language: Language, scenario: &Scenario, explained: &Explained) -> Option<String> {
    let name = |remedy: &Remedy, value: u32| {
        let key = short_key(remedy.setting, scenario);
        format!("{key} {}", thousands(value.into()))
    };
    let open: Vec<_> = removed(explained)
        .filter(|(.., outcome)| outcome.whole_run.is_none())
        .collect();
    let untried: Vec<String> = open
        .iter()
        .filter(|(.., outcome)| outcome.left_in_whole_run.is_none())
        .map(|(remedy, value, _)| name(remedy, *value))
        .collect();
    let clock = Clock::of(scenario, scenario.duration.as_secs_f64());
    let from = clock.at(explained.tried_from.as_secs_f64());
    let untried = (!untried.is_empty()).then(|| {
        let untried = untried.join(", ");
        language.choose(
            format!("Not confirmed by a whole run, but tried from {from} on: {untried}."),
            format!("전체 실행으로 확인하지 않음({from}부터 시뮬레이션): {untried}."),
        )
    });
    let refuted = open.iter().filter_map(|(remedy, value, outcome)| {
        let left = thousands(outcome.left_in_whole_run?);
        let name = name(remedy, *value);
        Some(language.choose(
            format!("{name} is not quite enough: a whole run with it leaves {left} here."),
            format!("{name}은(는) 조금 부족합니다. 전체 실행에서 이 기간에 {left}회가 남습니다."),
        ))
    });
    let words: Vec<String> = untried.into_iter().chain(refuted).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The settings that were not tried, because the study was stopped.
fn not_searched(language: Language, scenario: &Scenario, explained: &Explained) -> Option<String> {
    let is_open = |remedy: &&Remedy| remedy.verdict == Verdict::NotSearched;
    let open = explained.remedies.iter().filter(is_open);
    let open: Vec<String> = open
        .map(|remedy| short_key(remedy.setting, scenario))
        .collect();
    (!open.is_empty()).then(|| {
        let open = open.join(", ");
        language.choose(
            format!("Not searched, because the program was interrupted: {open}."),
            format!("중단되어 찾지 못함: {open}."),
        )
    })
}

/// The last part of a setting's key: the function's name stands above.
pub(super) fn short_key(setting: Setting, scenario: &Scenario) -> String {
    let key = setting.key(scenario);
    key.rsplit('.').next().unwrap_or_default().to_owned()
}

/// The Regions whose burst quota would have been enough, where that is what is asked for.
fn regions(language: Language, scenario: &Scenario, explained: &Explained) -> Option<String> {
    if !matches!(scenario.region.scaling, ScalingRule::RegionalBurst { .. }) {
        return None;
    }
    let needed = enough_of(explained, Setting::Burst)?;
    let regions = catalog::regions().iter();
    let large = regions.filter(|region| region.burst_quota >= needed);
    let names: Vec<_> = large.map(|region| region.code.as_str()).collect();
    let is_every = names.len() == catalog::regions().len();
    let (needed, names) = (thousands(needed.into()), names.join(", "));
    Some(if is_every {
        language.choose(
            format!("Every Region has a burst quota of {needed} or more."),
            format!("모든 리전의 버스트 할당량이 {needed} 이상입니다."),
        )
    } else if names.is_empty() {
        language.choose(
            format!("No Region has a burst quota of {needed}."),
            format!("버스트 할당량이 {needed} 이상인 리전이 없습니다."),
        )
    } else {
        language.choose(
            format!("Regions with a burst quota of {needed} or more: {names}."),
            format!("버스트 할당량이 {needed} 이상인 리전: {names}."),
        )
    })
}

/// The value of a setting that would have been enough; `None` where none is.
fn enough_of(explained: &Explained, setting: Setting) -> Option<u32> {
    let mut remedies = explained.remedies.iter();
    remedies.find_map(|remedy| match remedy.verdict {
        Verdict::Removed { value, .. } if remedy.setting == setting => Some(value),
        _ => None,
    })
}

/// The settings of which no value would have been enough, with what they would have left.
fn not_enough(language: Language, scenario: &Scenario, explained: &Explained) -> Option<String> {
    let settings = explained.remedies.iter().filter_map(|remedy| {
        let Verdict::Remains { most, left } = remedy.verdict else {
            return None;
        };
        let (key, left) = (short_key(remedy.setting, scenario), thousands(left));
        // Beyond what the account has only the quotas themselves can go.
        if most > scenario.region.account_concurrency.get() {
            return Some(format!("{key} ({left})"));
        }
        let most = thousands(most.into());
        Some(language.choose(
            format!("{key} ({left} at {most})"),
            format!("{key}({most}에서 {left})"),
        ))
    });
    let settings: Vec<String> = settings.collect();
    let (trouble, korean) = match explained.period.observed.trouble {
        Trouble::Throttles => ("throttles", "스로틀링"),
        Trouble::ColdStarts => ("cold starts", "콜드 스타트"),
    };
    (!settings.is_empty()).then(|| {
        let settings = settings.join(", ");
        language.choose(
            format!("Not enough by itself (with the {trouble} left in this period): {settings}."),
            format!("단독으로는 부족함(이 기간에 남는 {korean} 수): {settings}."),
        )
    })
}

/// Which account limit to ask for, where this one has no room for what would have been enough.
fn account(language: Language, scenario: &Scenario, explained: &Explained) -> Option<String> {
    let account = thousands(scenario.region.account_concurrency.get().into());
    let larger = explained.remedies.iter().filter_map(|remedy| {
        let larger = remedy.larger_account.as_ref()?;
        let (key, value) = (
            short_key(remedy.setting, scenario),
            thousands(larger.value.into()),
        );
        let limit = thousands(larger.account_concurrency.into());
        let moved = moved_to(scenario, larger.outcome).map(|(name, more)| {
            language.choose(
                format!(
                    " (but it moves throttling to {name}, which then has {more} more throttles)"
                ),
                format!("(다만 스로틀링이 {name}(으)로 옮겨 가 {more}회 늘어납니다)"),
            )
        });
        let moved = moved.unwrap_or_default();
        Some(language.choose(
            format!("{key} {value} would be enough, with an account limit of {limit}{moved}"),
            format!("계정 한도가 {limit}이면 {key} {value}(으)로 충분합니다{moved}"),
        ))
    });
    let larger = larger.collect::<Vec<_>>().join("; ");
    if !larger.is_empty() {
        return Some(language.choose(
            format!("The account limit of {account} leaves no room for it: {larger}."),
            format!("계정 한도 {account}에는 여유가 없습니다. {larger}."),
        ));
    }
    let is_without_room = |remedy: &&Remedy| remedy.verdict == Verdict::NoRoom;
    let no_room = explained.remedies.iter().filter(is_without_room);
    let no_room: Vec<String> = no_room
        .map(|remedy| short_key(remedy.setting, scenario))
        .collect();
    if no_room.is_empty() {
        return None;
    }
    let needed = enough_of(explained, Setting::AccountConcurrency);
    let ask = needed.map_or_else(String::new, |limit| {
        let limit = thousands(limit.into());
        language.choose(
            format!(" Request a limit of {limit}."),
            format!(" 한도 {limit}을(를) 요청하세요."),
        )
    });
    Some(language.choose(
        format!(
            "The account limit of {account} leaves no room for any {}.{ask}",
            no_room.join(" or ")
        ),
        format!(
            "계정 한도 {account}에는 {}의 여유가 없습니다.{ask}",
            no_room.join(", ")
        ),
    ))
}
