//! Decodes `[functions.alias]`: the pointer to versions, with its weights over time.
//!
//! It knows what an alias of AWS may point to; it must not know what comes of it.

use std::collections::BTreeMap;

use super::context::Context;
use super::deployment::deployment;
use super::given::Given;
use super::problem::Problem;
use super::qualifier::unknown;
use crate::kernel::SimDuration;
use crate::scenario::alias::{Alias, Weights};
use crate::scenario::format::plain::Share;
use crate::scenario::units::Concurrency;

/// How far weights may be from adding up to 1: as far as their rounding goes.
const TOLERANCE: f64 = 1e-9;

/// The maximum number of weights of an alias, times versions: each version has one in each.
const MOST_WEIGHTS: usize = 100_000;

/// This many mistakes of one kind are explained; it also keeps a file of nothing else cheap.
const EXPLAINED: usize = 10;

/// An alias of versions with these names.
pub(super) fn alias(cx: &mut Context<'_>, given: Given<'_>, names: &[&str]) -> Option<Alias> {
    let weights = given.with_set("weights", |given| weights(cx, given, names));
    let deployment = given.with_set("deployment", |given| deployment(cx, given, names));
    let steps = match (weights?, deployment?) {
        (Some(_), Some(_)) => {
            return cx.report(
                Problem::new(
                    given.place("deployment"),
                    "a deployment sets the weights of its alias",
                )
                .label("either this")
                .related(given.place("weights"), "or these")
                .help("remove one of them"),
            );
        }
        (Some(steps), None) | (None, Some(steps)) => steps,
        // Without any version the weights are not what is missing.
        (None, None) if names.len() < 2 => vec![Weights {
            at: SimDuration::ZERO,
            of_versions: vec![1.0; names.len()],
        }],
        (None, None) => {
            let all = names.first().copied().unwrap_or_default();
            return cx.report(
                Problem::new(given.span(), "which version does this alias point to?")
                    .label("`weights` is missing")
                    .help(format!(
                        "add for instance: weights = {{ {all} = \"100%\" }}"
                    )),
            );
        }
    };
    let provisioned: Concurrency = given.take("provisioned_concurrency")?;
    Some(Alias {
        name: given.take("name")?,
        steps,
        provisioned_concurrency: (provisioned > Concurrency::default()).then_some(provisioned),
        shift: given.take("shift")?,
    })
}

/// Weights for the whole run in one table, or a list of them with times.
fn weights(cx: &mut Context<'_>, given: Given<'_>, names: &[&str]) -> Option<Vec<Weights>> {
    let places = names.iter().enumerate();
    let places: BTreeMap<_, _> = places.map(|(place, name)| (*name, place)).collect();
    let versions = (names, &places);
    if given.is_table() {
        let only = step(cx, given, versions)?;
        follows(cx, (&only, given), None)?;
        return Some(vec![only]);
    }
    let count = given.items().len();
    if count.saturating_mul(names.len()) > MOST_WEIGHTS {
        let title = format!(
            "{count} weights of {} versions are more than can be kept",
            names.len()
        );
        return cx.report(
            Problem::new(given.span(), title)
                .label(format!(
                    "at most {MOST_WEIGHTS}, counting each for each version"
                ))
                .help("remove versions that get no requests, or simulate a shorter duration"),
        );
    }
    let steps: Vec<_> = {
        let decoded = given.items().map(|item| step(cx, item, versions));
        let mut wrong = 0;
        let until_clear = decoded.take_while(|step| {
            wrong += usize::from(step.is_none());
            wrong <= EXPLAINED
        });
        let steps: Vec<_> = until_clear.collect();
        steps.into_iter().collect::<Option<_>>()?
    };
    let mut before = None;
    for pair in steps.iter().zip(given.items()) {
        follows(cx, pair, before)?;
        before = Some(pair);
    }
    Some(steps).filter(|steps| !steps.is_empty())
}

/// Checks that weights come in the order of time, the first at the start.
fn follows(
    cx: &mut Context<'_>,
    (step, given): (&Weights, Given<'_>),
    before: Option<(&Weights, Given<'_>)>,
) -> Option<()> {
    let at = given.place(Weights::AT);
    let problem = match (before, given.get(Weights::AT).is_some()) {
        (None, true) if !step.at.is_zero() => {
            Problem::new(at, "the first weights hold from the start on")
                .label("what does the alias point to before?")
                .help("begin with what it points to at the start, at = \"0s\"")
        }
        (Some(_), false) => Problem::new(at, "later weights have a time")
            .label("`at` is missing")
            .help("add for instance: at = \"10m\""),
        (Some((earlier, item)), true) if step.at <= earlier.at => {
            Problem::new(at, "weights come in the order of time")
                .label("not after those before it")
                .related(item.place(Weights::AT), "those before it")
        }
        _ => return Some(()),
    };
    cx.report(problem)
}

/// Weights from a time on: those of versions that are not named are 0.
fn step(
    cx: &mut Context<'_>,
    given: Given<'_>,
    (names, places): (&[&str], &BTreeMap<&str, usize>),
) -> Option<Weights> {
    if !given.is_table() {
        return None;
    }
    let mut of_versions = vec![0.0; names.len()];
    let mut wrong = 0;
    for (entry, given) in given.named() {
        let weight: Option<Share> = given.value();
        let place = places
            .get(&*entry.key)
            .copied()
            .or_else(|| cx.report(unknown(&entry.key, entry.key_span, names)));
        match place
            .and_then(|place| of_versions.get_mut(place))
            .zip(weight)
        {
            Some((of_version, Share(weight))) => *of_version = weight,
            None => wrong += 1,
        }
        if wrong == EXPLAINED {
            break;
        }
    }
    let at: Option<SimDuration> = given.set(Weights::AT)?;
    if wrong > 0 {
        return None;
    }
    let sum: f64 = of_versions.iter().sum();
    if (sum - 1.0).abs() > TOLERANCE {
        let percent = (sum * 1e8).round() / 1e6;
        return cx.report(
            Problem::new(
                given.span(),
                format!("the weights add up to {percent}%, not to 100%"),
            )
            .label("every request goes to one version")
            .help("a version that is not named gets none"),
        );
    }
    let count = of_versions.iter().filter(|weight| **weight > 0.0).count();
    if count > Alias::MOST_VERSIONS {
        return cx.report(
            Problem::new(given.span(), format!("an alias points to {count} versions"))
                .label("at most two at a time, on AWS")
                .help("move the requests in steps of two versions"),
        );
    }
    let at = at.unwrap_or_default();
    Some(Weights { at, of_versions })
}
