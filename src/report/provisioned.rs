//! Provisioned concurrency that changes, in `summary.json`.
//!
//! It knows which changes were granted or refused; it must not know what asked for them.

use serde::Serialize;

use super::figures::Extent;
use crate::metrics::{AllocationFailure, ChangeCause, ProvisionedChange, ProvisionedResult};

/// What became of a function's provisioned concurrency.
#[derive(Debug, Serialize)]
pub(super) struct ProvisionedSummary {
    /// What could be used.
    allocated: Extent,
    /// Every change that was asked for, in the order of time.
    allocations: Vec<Change>,
}

#[derive(Debug, Serialize)]
struct Change {
    at_s: f64,
    cause: &'static str,
    from: u64,
    requested: u64,
    usable_at_s: Option<f64>,
    failed: Option<&'static str>,
    repeats: u64,
}

impl ProvisionedSummary {
    pub(super) fn new(provisioned: &ProvisionedResult) -> Self {
        let change = |change: &ProvisionedChange| Change {
            at_s: change.at.as_secs_f64(),
            cause: match change.cause {
                ChangeCause::Schedule => "schedule",
                ChangeCause::Autoscaling => "autoscaling",
                ChangeCause::Alias => "alias",
            },
            from: change.from,
            requested: change.to,
            usable_at_s: change.usable_at.map(|at| at.as_secs_f64()),
            failed: change.failure.map(reason),
            repeats: change.repeats,
        };
        Self {
            allocated: Extent::new(provisioned.allocated),
            allocations: provisioned.changes.iter().map(change).collect(),
        }
    }
}

/// Why a change was refused.
pub(super) fn reason(failure: AllocationFailure) -> &'static str {
    match failure {
        AllocationFailure::Reserve => "it is more than the function reserves",
        AllocationFailure::AccountLimit => {
            "it is more than the account's limit less what must stay unreserved"
        }
        AllocationFailure::InFlight => {
            "requests in flight leave too little of the account's concurrency"
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::kernel::{SimDuration, SimTime};
    use crate::metrics::FunctionResult;
    use crate::metrics::Level;
    use crate::report::fixture;
    use crate::report::replications::without_changes;

    fn change(seconds: u64, to: u64, failure: Option<AllocationFailure>) -> ProvisionedChange {
        let at = SimTime::ZERO + SimDuration::from_secs(seconds);
        ProvisionedChange {
            at,
            cause: ChangeCause::Autoscaling,
            from: 100,
            to,
            usable_at: failure.is_none().then_some(at + SimDuration::from_secs(60)),
            failure,
            repeats: u64::from(failure.is_some()) * 3,
        }
    }

    /// A function whose account refused a change, and granted it later.
    pub(in crate::report) fn function() -> FunctionResult {
        let mut function = fixture::small().functions.remove(0);
        function.provisioned = Some(Box::new(ProvisionedResult {
            allocated: Level {
                mean: 1234.5,
                max: 2000,
            },
            changes: vec![
                change(180, 143, Some(AllocationFailure::InFlight)),
                change(420, 143, None),
            ],
            enabled: Vec::new(),
        }));
        function
    }

    #[test]
    fn the_summary_lists_every_change() {
        let provisioned = function()
            .provisioned
            .map(|all| ProvisionedSummary::new(&all));
        let mut summary = serde_json::json!({ "functions": [{ "provisioned": provisioned }] });
        insta::assert_snapshot!(format!("{summary:#}"));
        without_changes(&mut summary);
        assert_eq!(
            summary["functions"][0]["provisioned"],
            serde_json::json!({ "allocated": { "mean": 1234.5, "max": 2000 } })
        );
    }
}
