//! Checks that a function can use the warm environments it starts with.

use super::checks::{Indexed, version_key};
use super::context::Context;
use super::problem::Problem;
use super::tree::Node;
use crate::scenario::function::reserved;
use crate::scenario::region::Region;
use crate::scenario::warm::WarmEnvironments;

/// No function starts with more environments than it can ever use: its reserve, or what reserves leave
/// of the account.
pub(super) fn are_of_use(
    cx: &mut Context<'_>,
    root: &Node,
    region: &Region,
    functions: &[Indexed],
) {
    let account = region.account_concurrency;
    let reserved = reserved(functions.iter().map(|(_, one)| one));
    for (index, function) in functions {
        let Some(WarmEnvironments::Count(count)) = function.warm_environments else {
            continue;
        };
        let most = function.most_on_demand(reserved, account);
        if count <= most {
            continue;
        }
        let title = format!(
            "`{}` starts with {count} warm environments, more than the {most} it can ever use",
            function.name.escape_debug()
        );
        let (limit, label, remedy) = match function.reserved_concurrency {
            Some(reserved) if reserved <= account => (
                root.place(&format!("functions.{index}.reserved_concurrency")),
                "its reserve".to_owned(),
                "raise reserved_concurrency",
            ),
            _ => (
                root.place("region.account_concurrency"),
                format!("the account's limit is {account}; reserves of others are not for it"),
                "raise account_concurrency",
            ),
        };
        let key = version_key(*index, function, "warm_environments");
        cx.report::<()>(
            Problem::new(root.place(&key), title)
                .label("more than can serve at the same time")
                .related(limit, label)
                .help(format!(
                    "write at most {most}, or \"{}\" for as many as the traffic keeps, or {remedy}",
                    WarmEnvironments::STEADY
                )),
        );
    }
}
