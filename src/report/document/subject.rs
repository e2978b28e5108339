//! What was simulated, in one line, and the names of files.

use super::clock::Day;
use super::{Language, Look};
use crate::scenario::{Function, Scenario};

/// What was simulated, in one line: Region, length and, where functions run on Lambda, its scaling rule with the
/// quotas and the account limit.
pub(in crate::report) fn subtitle(look: &Look, scenario: &Scenario) -> String {
    let (region, language) = (&scenario.region, look.language);
    if !scenario.functions.iter().any(Function::is_on_lambda) {
        return format!("{} · {}", region.name, simulated(language, scenario));
    }
    format!(
        "{} · {} · {} · {}",
        region.name,
        language.quotas(&region.scaling),
        language.account_limit_of(region.account_concurrency.get()),
        simulated(language, scenario),
    )
}

/// For how long it was simulated, and what of that is not counted.
fn simulated(language: Language, scenario: &Scenario) -> String {
    let whole = language.simulated(scenario.duration.as_secs_f64());
    let whole = Day::of(scenario).map_or(whole.clone(), |day| {
        let begin = day.begin();
        language.choose(
            format!("{whole} from {begin}"),
            format!("{begin}부터 {whole}"),
        )
    });
    if scenario.warm_up.is_zero() {
        return whole;
    }
    let warm_up = language.span(scenario.warm_up.as_secs_f64());
    language.choose(
        format!("{whole}, a warm-up of {warm_up} not counted"),
        format!("{whole}, 준비 구간 {warm_up} 제외"),
    )
}

/// A function's name reduced to what every file system takes: lower-case letters, digits and
/// single hyphens, at most 40 of them. The number before it keeps the names distinct.
pub(in crate::report) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for sign in name.chars().flat_map(char::to_lowercase) {
        if sign.is_ascii_alphanumeric() {
            slug.push(sign);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(40);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "function".to_owned()
    } else {
        slug.to_owned()
    }
}
