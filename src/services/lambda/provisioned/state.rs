//! The state of one function's provisioned concurrency that changes, and what is due for it.

use super::allocation::Allocation;
use super::autoscaling::TargetTracking;
use crate::kernel::{SimDuration, SimTime};
use crate::metrics::MINUTE;
use crate::scenario::{
    Function, FunctionId, ProvisionedChanges, Scenario, ScheduledValue, TimeOfDay,
};

/// A schedule comes again each day.
pub(super) const DAY: SimDuration = SimDuration::from_secs(86_400);

/// Something that is due for a function's provisioned concurrency.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub(crate) enum Due {
    /// A scheduled change.
    Scheduled {
        /// The function.
        function: FunctionId,
        /// Index of the change in its schedule.
        entry: u32,
    },
    /// A minute has ended that autoscaling looks at.
    Evaluation {
        /// The function.
        function: FunctionId,
    },
    /// Environments may be ready.
    Ready {
        /// The function.
        function: FunctionId,
    },
}

impl Due {
    /// Whose it is.
    pub(crate) fn function(self) -> FunctionId {
        match self {
            Self::Scheduled { function, .. }
            | Self::Evaluation { function }
            | Self::Ready { function } => function,
        }
    }
}

/// The state of a function's provisioned concurrency that changes.
#[derive(Clone, Debug)]
pub(crate) struct ChangingProvisioned {
    pub(super) allocation: Allocation,
    pub(super) driver: Driver,
    /// When it is to look for environments that are ready; `None` if it waits for none.
    pub(super) wakes_at: Option<SimTime>,
}

/// What asks for changes.
#[derive(Clone, Debug)]
pub(super) enum Driver {
    Schedule(Vec<ScheduledValue>),
    Autoscaling(TargetTracking),
    /// The alias that points to this version.
    Alias,
}

impl ChangingProvisioned {
    /// The state at the start of a scenario: all that is in force then is allocated. `None` for a
    /// function whose provisioned concurrency does not change.
    pub(crate) fn new(scenario: &Scenario, function: &Function) -> Option<Box<Self>> {
        let driver = match function.provisioned_changes()? {
            ProvisionedChanges::Schedule(schedule) => Driver::Schedule(schedule.clone()),
            ProvisionedChanges::Autoscaling(autoscaling) => Driver::Autoscaling(
                TargetTracking::new(autoscaling.clone(), scenario.time_of_day_start),
            ),
            ProvisionedChanges::ByAlias => Driver::Alias,
        };
        Some(Box::new(Self {
            allocation: Allocation::ready(function.initial_provisioned().get().into()),
            driver,
            wakes_at: None,
        }))
    }

    /// What was asked for: ready or under way.
    pub(crate) fn requested(&self) -> u64 {
        self.allocation.requested()
    }

    /// Environments that are there to be used; more may be busy that are on their way out.
    pub(crate) fn ready_environments(&self) -> u64 {
        self.allocation.ready_count()
    }
}

/// When scheduled changes and evaluations are due for the first time.
pub(crate) fn first_due(scenario: &Scenario) -> impl Iterator<Item = (SimTime, Due)> {
    let functions = scenario.functions.iter().enumerate();
    functions.flat_map(move |(index, settings)| {
        let function = FunctionId::new(index);
        let evaluation = (SimTime::ZERO + MINUTE, Due::Evaluation { function });
        let (evaluation, times): (_, Vec<TimeOfDay>) = match settings.provisioned_changes() {
            None | Some(ProvisionedChanges::ByAlias) => (None, Vec::new()),
            Some(ProvisionedChanges::Schedule(schedule)) => {
                (None, schedule.iter().map(|entry| entry.at).collect())
            }
            Some(ProvisionedChanges::Autoscaling(autoscaling)) => {
                let schedule = autoscaling.schedule.iter();
                (Some(evaluation), schedule.map(|entry| entry.at).collect())
            }
        };
        let scheduled = (0u32..).zip(times).map(move |(entry, time)| {
            let first = SimTime::ZERO + scenario.time_of_day_start.until(time);
            (first, Due::Scheduled { function, entry })
        });
        evaluation.into_iter().chain(scheduled)
    })
}
