//! Which limit refused how much.

use crate::metrics::Counts;
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
    pub(in crate::report) fn name(self, scenario: &Scenario) -> String {
        let words = self.words(scenario);
        match words.find(" (") {
            Some(end) if !matches!(self, Self::ReservedConcurrency(_)) => words[..end].to_owned(),
            _ => words,
        }
    }

    /// The limit with its value, to begin a clause with.
    pub(in crate::report) fn words(self, scenario: &Scenario) -> String {
        let region = &scenario.region;
        let account = region.account_concurrency;
        let count = |count: u32| thousands(u64::from(count));
        match self {
            Self::RegionalBurst => format!(
                "the regional burst quota ({} at once, then {} a minute)",
                // A burst quota beyond the account's limit is of no use.
                count(region.scaling.burst().min(account).get()),
                count(region.scaling.ramp_per_minute().get()),
            ),
            Self::FunctionScaling => {
                let environments = count(region.scaling.burst().min(account).get());
                let ramp = count(region.scaling.ramp_per_minute().get());
                format!(
                    "the scaling rate of a function ({environments} environments at once, then {ramp} a \
                     minute, or as fast a growth of its requests)"
                )
            }
            Self::AccountConcurrency => {
                let set_aside: u64 = scenario
                    .functions
                    .iter()
                    .map(|function| u64::from(function.set_aside().get()))
                    .sum();
                let account = count(account.get());
                let mut functions = scenario.functions.iter();
                let changes = functions.any(|function| {
                    function.reserved_concurrency.is_none()
                        && function.provisioned_changes().is_some()
                });
                let aside = thousands(set_aside);
                match (set_aside, changes) {
                    (_, true) => format!(
                        "the account concurrency limit ({account}, of which {aside} are set aside at \
                         first)"
                    ),
                    (0, false) => format!("the account concurrency limit ({account})"),
                    (_, false) => format!(
                        "the account concurrency limit ({account}, of which {aside} are set aside)"
                    ),
                }
            }
            Self::ReservedConcurrency(index) => {
                let function = index.and_then(|index| scenario.functions.get(index));
                match function.and_then(|one| Some((one, one.reserved_concurrency?))) {
                    Some((function, reserved)) => format!(
                        "the reserved concurrency of {} ({})",
                        escaped(function.unqualified_name()),
                        count(reserved.get())
                    ),
                    None => "reserved concurrency of several functions".to_owned(),
                }
            }
            Self::RequestsPerSecond => "a limit of requests per second".to_owned(),
        }
    }
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
