//! What AWS refuses of queues and APIs together with the rest of a scenario.

use super::checks::Indexed;
use super::context::Context;
use super::problem::Problem;
use super::tree::Node;
use crate::kernel::SimDuration;
use crate::scenario::function::Function;
use crate::scenario::invocation::{ApiGateway, InvokedBy};
use crate::scenario::quantities::print_duration;

/// The visibility timeout that AWS advises, in timeouts of the function.
const ADVISED_TIMEOUTS: u64 = 6;

/// Where the sources of some functions are written, with how their requests reach the function.
pub(super) fn sources<'f>(
    functions: impl Iterator<Item = (usize, &'f Function)>,
) -> impl Iterator<Item = (String, (usize, &'f Function), &'f InvokedBy)> {
    functions.flat_map(|(index, function)| {
        let sources = function.traffic.iter().enumerate();
        sources.map(move |(number, source)| {
            let place = format!("functions.{index}.traffic.{number}.invoked_by");
            (place, (index, function), &source.invoked_by)
        })
    })
}

fn all_sources(
    functions: &[Indexed],
) -> impl Iterator<Item = (String, (usize, &Function), &InvokedBy)> {
    sources(functions.iter().map(|(index, function)| (*index, function)))
}

/// A message stays invisible at least as long as an invocation can take.
pub(super) fn visibility_covers_timeout(cx: &mut Context<'_>, root: &Node, functions: &[Indexed]) {
    for (place, (index, function), invoked_by) in all_sources(functions) {
        let (InvokedBy::Sqs(queue), Some(timeout)) = (invoked_by, function.timeout) else {
            continue;
        };
        if queue.visibility_timeout >= timeout {
            continue;
        }
        let title = format!(
            "a visibility timeout of {} is shorter than the timeout of `{}`, {}",
            print_duration(queue.visibility_timeout),
            function.unqualified_name().escape_debug(),
            print_duration(timeout)
        );
        let place = root.place(&format!("{place}.sqs.visibility_timeout"));
        cx.report::<()>(
            Problem::new(place, title)
                .label("AWS refuses the mapping")
                .related(
                    root.place(&format!("functions.{index}.timeout")),
                    "the function's timeout",
                )
                .help(format!(
                    "write visibility_timeout = \"{}\", six times the timeout, as AWS advises",
                    print_duration(advised_visibility(timeout))
                )),
        );
    }
}

/// The visibility timeout that AWS advises for a function's timeout.
pub(super) fn advised_visibility(timeout: SimDuration) -> SimDuration {
    SimDuration::from_nanos(timeout.as_nanos().saturating_mul(ADVISED_TIMEOUTS))
}

/// A number of an API.
type OfApi = fn(&ApiGateway) -> u32;

/// API Gateway's throttle is the account's, so all sources have the same.
pub(super) fn one_throttle(cx: &mut Context<'_>, root: &Node, functions: &[Indexed]) {
    let apis = all_sources(functions).filter_map(|(place, _, invoked_by)| match invoked_by {
        InvokedBy::ApiGateway(api) => Some((place, *api)),
        _ => None,
    });
    let apis: Vec<_> = apis.collect();
    let Some(((first, one), others)) = apis.split_first() else {
        return;
    };
    let keys: [(&str, OfApi); 2] = [
        ("rate", |api| api.rate.get()),
        ("burst", |api| api.burst.get()),
    ];
    for (place, other) in others {
        for (key, value) in keys {
            let (expected, found) = (value(one), value(other));
            if expected == found {
                continue;
            }
            let span = |place: &str| root.place(&format!("{place}.api_gateway.{key}"));
            let title =
                format!("API Gateway's {key} is {expected} for one source and {found} for another");
            cx.report::<()>(
                Problem::new(span(place), title)
                    .label(format!("{found} here"))
                    .related(span(first), format!("{expected} here"))
                    .help(
                        "the throttle is the account's, and all sources of a scenario share it: give \
                         all of them the same",
                    ),
            );
        }
    }
}

/// A batch goes to one version, and which version its messages are for is not known before it is made up.
pub(super) fn batches_have_one_version(cx: &mut Context<'_>, root: &Node, functions: &[Indexed]) {
    for (place, (_, function), invoked_by) in all_sources(functions) {
        let is_batched = matches!(invoked_by, InvokedBy::Sqs(_) | InvokedBy::Stream(_));
        if is_batched && function.version.is_some() {
            let title = format!(
                "a queue or stream for the versions of `{}` is not modeled yet",
                function.unqualified_name().escape_debug()
            );
            cx.report::<()>(
                Problem::new(root.place(&place), title)
                    .label("for which version is a batch?")
                    .help("write a function without versions, or two functions with a source each"),
            );
        }
    }
}
