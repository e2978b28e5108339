//! An explanation in words and tables, for the terminal and as Markdown.
//!
//! It knows explanations and how figures look; it prints nothing.

use crate::catalog;
use crate::report::Hints;
use crate::report::format::{clock, escaped, plural, span, thousands, usd};
use crate::report::render::text::Medium;
use crate::scenario::{ScalingRule, Scenario, Setting};
use crate::study::explain::{
    Effect, Explained, Explanation, Limit, Remedy, Rest, Trouble, Verdict,
};

const NOTHING_ALONE: &str = "no single quota or setting would have been enough";

/// What is said of a period.
pub(in crate::report) struct Part {
    /// Function, time and trouble.
    pub(in crate::report) heading: String,
    /// The limits that refused; none for cold starts.
    pub(in crate::report) by: Option<String>,
    /// A row for each setting that would have been enough, under [`HEADING`]; none if none is.
    pub(in crate::report) rows: Vec<Vec<String>>,
    /// What else there is to say.
    pub(in crate::report) below: Vec<String>,
}

/// Columns of the least changes: the first holds words.
pub(in crate::report) const HEADING: [&str; 6] = [
    "enough by itself",
    "now",
    "needed",
    "throttles",
    "cold starts",
    "cost",
];

/// For a terminal or as Markdown.
pub(super) fn text(
    scenario: &Scenario,
    explanation: &Explanation,
    hints: &Hints,
    medium: Medium,
) -> String {
    let mut text = medium.title(&scenario.title);
    text.push_str(&body(scenario, explanation, hints, medium));
    text
}

/// The same without the title of the scenario.
pub(super) fn body(
    scenario: &Scenario,
    explanation: &Explanation,
    hints: &Hints,
    medium: Medium,
) -> String {
    let mut text = String::new();
    for paragraph in opening(scenario, explanation) {
        text.push_str(&medium.sentence(&paragraph));
    }
    for part in parts(scenario, explanation) {
        text.push_str(medium.gap());
        text.push_str(&medium.heading(&part.heading));
        if let Some(by) = part.by {
            text.push_str(&medium.sentence(&by));
        }
        if !part.rows.is_empty() {
            text.push_str(&medium.table(HEADING, part.rows, 1));
        }
        for words in part.below {
            text.push_str(&medium.sentence(&words));
        }
    }
    if let Some(closing) = closing(explanation, hints) {
        text.push_str(medium.gap());
        text.push_str(&medium.sentence(&closing));
    }
    text
}

/// What is said of each period, the most severe first.
pub(in crate::report) fn parts(scenario: &Scenario, explanation: &Explanation) -> Vec<Part> {
    let part = |explained: &Explained| {
        let rows = rows(scenario, explained);
        let nothing = rows.is_empty().then(|| NOTHING_ALONE.to_owned());
        let below = [
            nothing,
            regions(scenario, explained),
            not_enough(scenario, explained),
            account(scenario, explained),
        ];
        Part {
            heading: what(scenario, explained),
            by: limits(scenario, explained),
            rows,
            below: below.into_iter().flatten().collect(),
        }
    };
    explanation.periods.iter().map(part).collect()
}

/// What the whole run came to.
pub(in crate::report) fn opening(scenario: &Scenario, explanation: &Explanation) -> Vec<String> {
    let run = &explanation.as_it_is;
    let after = match scenario.warm_up.is_zero() {
        true => String::new(),
        false => format!(
            " after the warm-up of {}",
            span(scenario.warm_up.as_secs_f64())
        ),
    };
    let counts = format!(
        "{} and {}{after}; {}.",
        plural(run.throttles, "throttle", "throttles"),
        plural(run.cold_starts, "cold start", "cold starts"),
        costs(scenario, run),
    );
    let mut sentences = vec![counts];
    if explanation.periods.is_empty() {
        sentences.push(nothing(explanation).to_owned());
    }
    sentences.extend((run.errors > 0).then(|| {
        format!(
            "An outage failed {} with a server error (5xx), which no quota or setting prevents.",
            plural(run.errors, "attempt", "attempts")
        )
    }));
    sentences
}

/// Why no period is explained.
pub(in crate::report) fn nothing(explanation: &Explanation) -> &'static str {
    let run = &explanation.as_it_is;
    match run.throttles + run.cold_starts {
        0 => "Nothing to explain: no attempt was throttled, and no request met a cold start.",
        // Such an interval counts in part and is no part of a period.
        _ => "Nothing to explain: all of it fell into the interval in which the warm-up ended.",
    }
}

fn costs(scenario: &Scenario, run: &Effect) -> String {
    let what = match scenario.billing.monthly {
        true => "a month like it costs",
        false => "the run costs",
    };
    format!("{what} {}", usd(run.cost))
}

/// `checkout, 3:10 to 7:42: 41,200 of 500,000 attempts throttled.`
fn what(scenario: &Scenario, explained: &Explained) -> String {
    let period = &explained.period.observed;
    let function = scenario.functions.get(period.function);
    let name = function.map_or_else(String::new, |function| escaped(&function.name));
    let trouble = match period.trouble {
        Trouble::Throttles => format!(
            "{} of {} throttled",
            thousands(period.count()),
            plural(period.counts.attempts, "attempt", "attempts"),
        ),
        Trouble::ColdStarts => format!(
            "{} in {}",
            plural(period.count(), "cold start", "cold starts"),
            plural(period.counts.invocations, "invocation", "invocations"),
        ),
    };
    let end = scenario.duration.as_secs_f64();
    let (from, to) = (
        clock(period.from.as_secs_f64(), end),
        clock(period.to.as_secs_f64(), end),
    );
    format!("{name}, {from} to {to}: {trouble}")
}

/// Which limits refused, and how many each.
fn limits(scenario: &Scenario, explained: &Explained) -> Option<String> {
    let limits = &explained.period.limits;
    let one = |(limit, count): &(Limit, u64)| match limits.len() {
        1 => limit_in_words(scenario, explained, *limit),
        _ => format!(
            "{} ({})",
            limit_in_words(scenario, explained, *limit),
            thousands(*count)
        ),
    };
    let words: Vec<String> = limits.iter().map(one).collect();
    (!words.is_empty()).then(|| format!("by {}", words.join(", ")))
}

fn limit_in_words(scenario: &Scenario, explained: &Explained, limit: Limit) -> String {
    let region = &scenario.region;
    let count = |count: u32| thousands(count.into());
    let rule: &ScalingRule = &region.scaling;
    let scaling = format!(
        "{} at once and {} a minute",
        count(rule.burst().get()),
        count(rule.ramp_per_minute().get())
    );
    let account = count(region.account_concurrency.get());
    let function = scenario.functions.get(explained.period.observed.function);
    let reserve = function.and_then(|function| function.reserved_concurrency);
    let reserve = count(reserve.map_or(0, |reserve| reserve.get()));
    match limit {
        Limit::RegionalBurst => format!("the Region's burst quota, {scaling}"),
        Limit::FunctionScaling => format!("the scaling rate of a function, {scaling}"),
        Limit::AccountConcurrency => format!("the account's concurrency limit of {account}"),
        Limit::ReservedConcurrency => format!("the function's reserved concurrency of {reserve}"),
        Limit::AccountRequestRate => {
            format!(
                "requests per second, which follow the account's concurrency limit of {account}"
            )
        }
        Limit::ReservedRequestRate => {
            format!("requests per second, which follow the function's reserve of {reserve}")
        }
    }
}

/// A row for each setting that would have been enough, the cheapest run first.
fn rows(scenario: &Scenario, explained: &Explained) -> Vec<Vec<String>> {
    let enough = |remedy: &Remedy| match remedy.verdict {
        Verdict::Removed { value, effect } => Some((remedy.setting, remedy.from, value, effect)),
        Verdict::Remains { .. } | Verdict::NoRoom => None,
    };
    let mut rows: Vec<_> = explained.remedies.iter().filter_map(enough).collect();
    rows.sort_by(|(.., one), (.., other)| one.cost.get().total_cmp(&other.cost.get()));
    let count = |value: u32| thousands(value.into());
    let rows = rows.into_iter().map(|(setting, from, needed, run)| {
        vec![
            short_key(setting, scenario),
            from.map_or_else(|| "none".to_owned(), count),
            count(needed),
            thousands(run.throttles),
            thousands(run.cold_starts),
            usd(run.cost),
        ]
    });
    rows.collect()
}

/// The last part of a setting's key: the function's name stands above.
fn short_key(setting: Setting, scenario: &Scenario) -> String {
    let key = setting.key(scenario);
    key.rsplit('.').next().unwrap_or_default().to_owned()
}

/// The settings of which no value would have been enough, with what they would have left.
fn not_enough(scenario: &Scenario, explained: &Explained) -> Option<String> {
    let remains = |remedy: &Remedy| match remedy.verdict {
        Verdict::Remains { most, left } => {
            // Beyond what the account has only the quotas themselves can go.
            let at = match most > scenario.region.account_concurrency.get() {
                true => String::new(),
                false => format!(" at {}", thousands(most.into())),
            };
            let key = short_key(remedy.setting, scenario);
            Some(format!("{key} ({}{at})", thousands(left)))
        }
        Verdict::Removed { .. } | Verdict::NoRoom => None,
    };
    let settings: Vec<String> = explained.remedies.iter().filter_map(remains).collect();
    let trouble = match explained.period.observed.trouble {
        Trouble::Throttles => "throttles",
        Trouble::ColdStarts => "cold starts",
    };
    (!settings.is_empty()).then(|| {
        let settings = settings.join(", ");
        format!("not enough, with the {trouble} it would leave here: {settings}")
    })
}

/// Which account to ask for, where this one has no room for what would have been enough.
fn account(scenario: &Scenario, explained: &Explained) -> Option<String> {
    let account = thousands(scenario.region.account_concurrency.get().into());
    let remedies = || explained.remedies.iter();
    let larger = remedies().filter_map(|remedy| {
        let larger = remedy.larger_account.as_ref()?;
        Some(format!(
            "{} {} would be enough, with an account limit of {}",
            short_key(remedy.setting, scenario),
            thousands(larger.value.into()),
            thousands(larger.account_concurrency.into())
        ))
    });
    let larger: Vec<String> = larger.collect();
    if !larger.is_empty() {
        return Some(format!(
            "the account's limit of {account} leaves no room for it: {}",
            larger.join("; ")
        ));
    }
    let no_room = remedies().filter(|remedy| remedy.verdict == Verdict::NoRoom);
    let no_room: Vec<String> = no_room
        .map(|one| short_key(one.setting, scenario))
        .collect();
    if no_room.is_empty() {
        return None;
    }
    let enough = remedies().find_map(|remedy| match (remedy.setting, &remedy.verdict) {
        (Setting::AccountConcurrency, Verdict::Removed { value, .. }) => Some(*value),
        _ => None,
    });
    let ask = enough.map_or_else(String::new, |value| {
        format!(": the limit to ask for is {}", thousands(value.into()))
    });
    Some(format!(
        "the account's limit of {account} leaves no room for any {}{ask}",
        no_room.join(" or ")
    ))
}

/// The Regions whose burst quota would have been enough, where that is what is asked for.
fn regions(scenario: &Scenario, explained: &Explained) -> Option<String> {
    if !matches!(scenario.region.scaling, ScalingRule::RegionalBurst { .. }) {
        return None;
    }
    let mut remedies = explained.remedies.iter();
    let needed = remedies.find_map(|remedy| match (remedy.setting, &remedy.verdict) {
        (Setting::Burst, Verdict::Removed { value, .. }) => Some(*value),
        _ => None,
    })?;
    let regions = catalog::regions().iter();
    let large = regions.filter(|region| region.burst_quota >= needed);
    let names: Vec<_> = large.map(|region| region.code.as_str()).collect();
    let needed = thousands(needed.into());
    Some(match names.is_empty() {
        true => format!("no Region has a burst quota of {needed}"),
        false => format!(
            "Regions with a burst quota of {needed} or more: {}",
            names.join(", ")
        ),
    })
}

/// What is not explained, and for which requests the answers hold.
pub(in crate::report) fn closing(explanation: &Explanation, hints: &Hints) -> Option<String> {
    if explanation.periods.is_empty() {
        return None;
    }
    let rest = explanation.rest.iter().map(|rest: &Rest| {
        let periods = plural(rest.periods, "more period", "more periods");
        let count = match rest.trouble {
            Trouble::Throttles => plural(rest.count, "throttle", "throttles"),
            Trouble::ColdStarts => plural(rest.count, "cold start", "cold starts"),
        };
        format!("{periods} with {count} in all: {}.", hints.more_periods)
    });
    let holds = "Each row changes one thing and tells what the whole run would then come to, with the same \
                 requests; others of the same traffic may need a little more or less.";
    let sentences: Vec<String> = std::iter::once(holds.to_owned()).chain(rest).collect();
    Some(sentences.join(" "))
}
