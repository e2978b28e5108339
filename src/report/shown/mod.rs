//! What charts and pages show alike: names in the language of the reader, limits, scales, the line below a
//! title.
//!
//! It knows scenarios and studies; it must not know how anything is drawn. It is there without the feature
//! `pictures`, too, for a page draws its charts in the browser.
//!
//! | module | what it holds |
//! |---|---|
//! | `look`, `words` | language, theme and size; every word in each language |
//! | `measures` | what measures are called, with their unit |
//! | `limit` | the concurrency limits that charts draw |
//! | `sweep` | names, places and colours of the points of a sweep |
//! | `axis` | ranges, ticks and labels |

#[cfg_attr(
    not(feature = "pictures"),
    allow(
        dead_code,
        reason = "a page needs places on a scale only; ticks and labels are of pictures"
    )
)]
pub(super) mod axis;
pub(super) mod limit;
pub(super) mod look;
mod measures;
pub(super) mod sweep;
#[cfg_attr(
    not(feature = "pictures"),
    allow(
        dead_code,
        reason = "most of the words are of pictures; all of a language are in one place"
    )
)]
mod words;

pub(super) use limit::{Limit, account_limit, limit_of};
pub(super) use look::{Language, Look};

use crate::scenario::Scenario;

/// What was simulated, in one line: Region, scaling rule and its quotas, account limit, length.
pub(in crate::report) fn subtitle(look: &Look, scenario: &Scenario) -> String {
    let (region, language) = (&scenario.region, look.language);
    format!(
        "{} · {} · {} · {}",
        region.name,
        language.quotas(&region.scaling),
        language.account_limit_of(region.account_concurrency.get()),
        language.simulated(scenario.duration.as_secs_f64()),
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
