//! Decodes `client`: what the callers of a function do about a refusal, and how many they are.

use std::num::NonZeroU32;

use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use super::tree::Node;
use crate::scenario::client::{ClientRetry, RetryPolicy};
use crate::scenario::function::Function;

/// The retry mode, and the number of clients.
pub(super) fn client(
    cx: &mut Context<'_>,
    given: Given<'_>,
) -> Option<(ClientRetry, Option<NonZeroU32>)> {
    let retry = given.with("retry", retry)?;
    let clients: Option<NonZeroU32> = given.take("clients")?;
    if retry == ClientRetry::Adaptive && clients.is_none() {
        let title = "`adaptive` needs the number of clients, because each limits its own rate";
        return cx.report(
            Problem::new(given.place("retry"), title)
                .label("how many clients share the requests?")
                .help("add client.clients, 1 for a single service that calls, or use \"standard\""),
        );
    }
    Some((retry, clients))
}

fn retry(given: Given<'_>) -> Option<ClientRetry> {
    if !given.is_table() {
        return given.value();
    }
    let (_, given) = given.chosen()?;
    Some(ClientRetry::Custom(RetryPolicy {
        max_attempts: given.take("max_attempts")?,
        base: given.take("base")?,
        cap: given.take("cap")?,
        jitter: given.take("jitter")?,
    }))
}

/// Warnings about functions, each with its place in the file, whose number of clients changes nothing.
pub(super) fn without_quota<'f>(
    root: &Node,
    functions: impl Iterator<Item = (String, &'f Function)>,
) -> Vec<Problem> {
    let idle = functions.filter(|(_, function)| {
        let is_set = function.clients.is_some() && function.is_first_version();
        is_set && !function.client_retry.has_quota()
    });
    let warning = |(key, function): (String, &Function)| {
        let title = format!(
            "the number of clients of `{}` changes nothing",
            function.unqualified_name()
        );
        let why = match function.client_retry {
            ClientRetry::None => "it limits retries, and there are none",
            _ => "it limits retries, but not in the `legacy` mode",
        };
        Problem::new(root.place(&format!("{key}.client.clients")), title)
            .label(why)
            .help("set client.retry = \"standard\", or leave client.clients out")
    };
    idle.map(warning).collect()
}
