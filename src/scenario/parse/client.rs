//! Decodes `client`: what the callers of a function do about a refusal, and how many they are.

use std::num::NonZeroU32;

use super::cursor::{Context, Table, kind};
use super::problem::Problem;
use super::tree::{Node, Value};
use super::values::{duration, integer, positive_duration, word};
use crate::scenario::client::{ClientRetry, Jitter, MAX_ATTEMPTS, MAX_CLIENTS, RetryPolicy};
use crate::scenario::function::Function;

/// The retry mode, and the number of clients.
pub(super) fn client(
    cx: &mut Context<'_>,
    node: &Node,
) -> Option<(ClientRetry, Option<NonZeroU32>)> {
    let mut table = Table::open(cx, node, "client")?;
    let retry = table.or(cx, "retry", ClientRetry::default(), retry);
    let clients = table.or(cx, "clients", None, clients);
    table.close(cx);
    let (retry, clients) = (retry?, clients?);
    if retry == ClientRetry::Adaptive && clients.is_none() {
        return cx.report(
            Problem::new(
                node.place("retry"),
                "`adaptive` needs the number of clients, because each limits its own rate",
            )
            .label("how many clients share the requests?")
            .help("add client.clients, 1 for a single service that calls, or use \"standard\""),
        );
    }
    Some((retry, clients))
}

/// A number of clients, or `"many"`.
fn clients(cx: &mut Context<'_>, node: &Node) -> Option<Option<NonZeroU32>> {
    if matches!(&node.value, Value::Text(word) if word == "many") {
        return Some(None);
    }
    let count = integer(cx, node, "the number of clients", 1, MAX_CLIENTS)?;
    u32::try_from(count).ok().map(NonZeroU32::new)
}

fn retry(cx: &mut Context<'_>, node: &Node) -> Option<ClientRetry> {
    if matches!(node.value, Value::Table(_)) {
        let (_, node) = kind(cx, node, "client.retry", &["custom"])?;
        return custom_retry(cx, node).map(ClientRetry::Custom);
    }
    word(cx, node, &ClientRetry::MODES.map(|mode| (mode.key(), mode)))
}

fn custom_retry(cx: &mut Context<'_>, node: &Node) -> Option<RetryPolicy> {
    let mut table = Table::open(cx, node, "a custom retry policy")?;
    let max_attempts = table.required(cx, "max_attempts", "max_attempts = 3", |cx, node| {
        let count = integer(cx, node, "the number of attempts", 1, MAX_ATTEMPTS)?;
        u32::try_from(count).ok()
    });
    let base = table.required(cx, "base", r#"base = "1s""#, duration);
    let cap = table.required(cx, "cap", r#"cap = "20s""#, positive_duration);
    let jitter = table.or(cx, "jitter", Jitter::default(), |cx, node| {
        word(cx, node, &Jitter::ALL.map(|jitter| (jitter.key(), jitter)))
    });
    table.close(cx);
    Some(RetryPolicy {
        max_attempts: max_attempts?,
        base: base?,
        cap: cap?,
        jitter: jitter?,
    })
}

/// Warnings about functions, each with its place in the file, whose number of clients changes nothing.
pub(super) fn without_quota<'f>(
    root: &Node,
    functions: impl Iterator<Item = (usize, &'f Function)>,
) -> Vec<Problem> {
    let idle = functions.filter(|(_, function)| {
        let is_set = function.clients.is_some() && function.is_first_version();
        is_set && !function.client_retry.has_quota()
    });
    let warning = |(index, function): (usize, &Function)| {
        let title = format!(
            "the number of clients of `{}` changes nothing",
            function.unqualified_name()
        );
        let why = match function.client_retry {
            ClientRetry::None => "it limits retries, and there are none",
            _ => "it limits retries, but not in the `legacy` mode",
        };
        Problem::new(
            root.place(&format!("functions.{index}.client.clients")),
            title,
        )
        .label(why)
        .help("set client.retry = \"standard\", or leave client.clients out")
    };
    idle.map(warning).collect()
}
