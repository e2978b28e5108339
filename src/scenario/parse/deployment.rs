//! Decodes `deployment` of an alias: weights as CodeDeploy shifts them.
//!
//! It must not know what an alias is for.

use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use super::qualifier::{named, unknown};
use crate::kernel::SimDuration;
use crate::scenario::alias::Weights;
use crate::scenario::deployment::Deployment;

/// The weights of versions with these names, from the start of the run on.
pub(super) fn deployment(
    cx: &mut Context<'_>,
    given: Given<'_>,
    names: &[&str],
) -> Option<Vec<Weights>> {
    let from = given.with("from", |given| version(cx, given, names));
    let to = given.with("to", |given| version(cx, given, names));
    let config = Deployment::parse(&given.take::<String>("config")?)?;
    let at: SimDuration = given.take("at")?;
    let (from, to) = (from?, to?);
    if from == to {
        return cx.report(
            Problem::new(given.place("to"), "a deployment goes to another version")
                .label("the version that it comes from")
                .related(given.place("from"), "from here"),
        );
    }
    let weights = |at, percent: u32| {
        let mut of_versions = vec![0.0; names.len()];
        for (place, percent) in [(from, 100 - percent), (to, percent)] {
            if let Some(of_version) = of_versions.get_mut(place) {
                *of_version = f64::from(percent) / 100.0;
            }
        }
        Weights { at, of_versions }
    };
    let before = (!at.is_zero()).then(|| weights(SimDuration::ZERO, 0));
    let shifted = config.shifted().map(|(after, percent)| {
        let minutes = SimDuration::from_secs(60 * u64::from(after));
        weights(at + minutes, percent)
    });
    Some(before.into_iter().chain(shifted).collect())
}

fn version(cx: &mut Context<'_>, given: Given<'_>, names: &[&str]) -> Option<usize> {
    let name: String = given.value()?;
    named(&name, names).or_else(|| cx.report(unknown(&name, given.span(), names)))
}
