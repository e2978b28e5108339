//! Which limit refused how much.

use crate::metrics::Counts;
use crate::report::document::Language;
use crate::report::format::{escaped, thousands};
use crate::scenario::{Function, ScalingRule, Scenario, versions};

/// A limit that refuses attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Cause {
    /// The scaling quota that all functions of the Region share.
    RegionalBurst,
    /// The scaling rate that each function has.
    FunctionScaling,
    /// The account's concurrency limit, or what reserves leave of it.
    AccountConcurrency,
    /// The reserve of the function with this index; `None` for those of several.
    ReservedConcurrency(Option<usize>),
    /// Ten requests a second for each unit of concurrency.
    RequestsPerSecond,
}

impl Cause {
    /// The limit without its value.
    pub(in crate::report) fn name(self, language: Language, scenario: &Scenario) -> String {
        let words = self.words(language, scenario);
        match words.find(['(']) {
            Some(end) if !matches!(self, Self::ReservedConcurrency(_)) => {
                words[..end].trim_end().to_owned()
            }
            _ => words,
        }
    }

    /// The limit with its value, to begin a clause with.
    pub(in crate::report) fn words(self, language: Language, scenario: &Scenario) -> String {
        let region = &scenario.region;
        let count = |count: u32| thousands(u64::from(count));
        // A burst quota beyond the account's limit is of no use.
        let burst = count(region.scaling.burst().min(region.account_concurrency).get());
        let ramp = count(region.scaling.ramp_per_minute().get());
        match self {
            Self::RegionalBurst => language.choose(
                format!("the regional burst quota ({burst} at once, then {ramp} a minute)"),
                format!("리전 버스트 할당량(한 번에 {burst}, 이후 분당 {ramp})"),
            ),
            Self::FunctionScaling => language.choose(
                format!(
                    "the scaling rate of a function ({burst} environments at once, then {ramp} a minute, or as fast a \
                     growth of its requests)"
                ),
                format!("함수의 확장 속도(한 번에 환경 {burst}개, 이후 분당 {ramp}개 또는 그만한 요청 증가)"),
            ),
            Self::AccountConcurrency => account_words(language, scenario),
            Self::ReservedConcurrency(index) => {
                let function = index.and_then(|index| scenario.functions.get(index));
                match function.and_then(|one| Some((one, one.reserved_concurrency?))) {
                    Some((function, reserved)) => {
                        let (name, reserved) =
                            (escaped(function.unqualified_name()), count(reserved.get()));
                        language.choose(
                            format!("the reserved concurrency of {name} ({reserved})"),
                            format!("{name}의 예약된 동시성({reserved})"),
                        )
                    }
                    None => language
                        .choose("reserved concurrency of several functions", "여러 함수의 예약된 동시성")
                        .to_owned(),
                }
            }
            Self::RequestsPerSecond => language
                .choose("a limit of requests per second", "초당 요청 한도")
                .to_owned(),
        }
    }
}

/// The account's limit with what is set aside of it.
fn account_words(language: Language, scenario: &Scenario) -> String {
    let account = thousands(u64::from(scenario.region.account_concurrency.get()));
    let functions = scenario.functions.iter();
    let set_aside: u64 = functions.map(|one| u64::from(one.set_aside().get())).sum();
    let changes = scenario.functions.iter().any(|function| {
        function.reserved_concurrency.is_none() && function.provisioned_changes().is_some()
    });
    let aside = thousands(set_aside);
    let (of_which, korean) = match (set_aside, changes) {
        (0, false) => (String::new(), String::new()),
        (_, true) => (
            format!(", of which {aside} are set aside at first"),
            format!(", 처음에 따로 둔 {aside} 포함"),
        ),
        (_, false) => (
            format!(", of which {aside} are set aside"),
            format!(", 따로 둔 {aside} 포함"),
        ),
    };
    language.choose(
        format!("the account concurrency limit ({account}{of_which})"),
        format!("계정 동시성 한도({account}{korean})"),
    )
}

/// What each limit refused, the most first; `counts` has those of each function. Only limits that
/// refused anything.
pub(in crate::report) fn causes(
    scenario: &Scenario,
    counts: impl Iterator<Item = Counts>,
) -> Vec<(Cause, u64)> {
    let (mut scaling, mut account, mut reserved, mut rate) = (0, 0, 0, 0);
    let mut reserving = Vec::new();
    for (index, counts) in counts.enumerate() {
        scaling += counts.throttles_scaling;
        rate += counts.throttles_rate;
        match scenario.functions.get(index) {
            Some(Function {
                reserved_concurrency: Some(_),
                ..
            }) if counts.throttles_concurrency > 0 => {
                reserved += counts.throttles_concurrency;
                reserving.push(versions(&scenario.functions, index).start);
            }
            _ => account += counts.throttles_concurrency,
        }
    }
    reserving.dedup();
    let alone = match reserving[..] {
        [only] => Some(only),
        _ => None,
    };
    let quota = match scenario.region.scaling {
        ScalingRule::RegionalBurst { .. } => Cause::RegionalBurst,
        ScalingRule::PerFunction { .. } => Cause::FunctionScaling,
    };
    let mut all = vec![
        (quota, scaling),
        (Cause::AccountConcurrency, account),
        (Cause::ReservedConcurrency(alone), reserved),
        (Cause::RequestsPerSecond, rate),
    ];
    all.retain(|(_, count)| *count > 0);
    // Stable: of equals the order above.
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all
}
