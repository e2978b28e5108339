//! Provisioned concurrency that changes during the run: what asks for a change, how long allocation
//! takes, and what becomes of environments that are too many.
//!
//! A function whose provisioned concurrency is a number for the whole run has none of this state and
//! takes none of these paths.
//!
//! | module | what it holds |
//! |---|---|
//! | [`allocation`] | from a request to environments that can be used |
//! | [`autoscaling`] | target tracking on the utilization of each minute |
//! | `drive` | what happens at each event |

pub mod allocation;
pub mod autoscaling;
mod drive;

use self::allocation::Allocation;
use self::autoscaling::TargetTracking;
use super::model::Event;
use crate::kernel::{Calendar, Phase, SimDuration, SimTime};
use crate::metrics::MINUTE;
use crate::scenario::{Function, ProvisionedChanges, Scenario, ScheduledValue};

pub(super) use allocation::AllocationQuota;

const DAY: SimDuration = SimDuration::from_secs(86_400);

/// Something that is due for a function's provisioned concurrency.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub enum Due {
    /// A scheduled change.
    Scheduled {
        /// Index of the function.
        function: u32,
        /// Index of the change in its schedule.
        entry: u32,
    },
    /// A minute has ended that autoscaling looks at.
    Evaluation {
        /// Index of the function.
        function: u32,
    },
    /// Environments may be ready.
    Ready {
        /// Index of the function.
        function: u32,
    },
}

impl Due {
    fn function(self) -> usize {
        match self {
            Self::Scheduled { function, .. }
            | Self::Evaluation { function }
            | Self::Ready { function } => function as usize,
        }
    }
}

/// The state of a function's provisioned concurrency that changes.
#[derive(Debug)]
pub struct ChangingProvisioned {
    allocation: Allocation,
    driver: Driver,
    /// When it is to look for environments that are ready; `None` if it waits for none.
    wakes_at: Option<SimTime>,
}

/// What asks for changes.
#[derive(Debug)]
enum Driver {
    Schedule(Vec<ScheduledValue>),
    Autoscaling(TargetTracking),
}

impl ChangingProvisioned {
    /// The state at the start of a scenario: all that is in force then is allocated. `None` for a
    /// function whose provisioned concurrency does not change.
    pub fn new(scenario: &Scenario, function: &Function) -> Option<Box<Self>> {
        let driver = match function.provisioned_changes()? {
            ProvisionedChanges::Schedule(schedule) => Driver::Schedule(schedule.clone()),
            ProvisionedChanges::Autoscaling(autoscaling) => Driver::Autoscaling(
                TargetTracking::new(autoscaling.clone(), scenario.time_of_day_start),
            ),
        };
        Some(Box::new(Self {
            allocation: Allocation::ready(function.initial_provisioned().get().into()),
            driver,
            wakes_at: None,
        }))
    }

    /// Environments that are there to be used; more may be busy that are on their way out.
    pub fn ready_environments(&self) -> u64 {
        self.allocation.ready_count()
    }
}

/// Has scheduled changes and evaluations come.
pub fn schedule(scenario: &Scenario, calendar: &mut Calendar<Event>) {
    let start = SimTime::ZERO;
    let mut put = |at, due| calendar.schedule(at, Phase::Control, Event::Provisioned(due));
    for (function, settings) in (0u32..).zip(&scenario.functions) {
        let times: Vec<_> = match settings.provisioned_changes() {
            None => continue,
            Some(ProvisionedChanges::Schedule(schedule)) => {
                schedule.iter().map(|entry| entry.at).collect()
            }
            Some(ProvisionedChanges::Autoscaling(autoscaling)) => {
                put(start + MINUTE, Due::Evaluation { function });
                autoscaling.schedule.iter().map(|entry| entry.at).collect()
            }
        };
        for (entry, time) in (0u32..).zip(times) {
            let first = start + scenario.time_of_day_start.until(time);
            put(first, Due::Scheduled { function, entry });
        }
    }
}
