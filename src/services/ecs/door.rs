//! All ECS services of a run, and the bucket of launches that they share.

use std::collections::BTreeMap;

use super::due::{Due, Outbox, TaskSlot};
use super::launches::AccountBucket;
use super::requests::Offered;
use super::service::Service;
use crate::kernel::{SimTime, Streams};
use crate::metrics::{Recorder, ServiceRecorder};
use crate::scenario::{FunctionId, Scenario};
use crate::workload::Request;

/// The ECS services of a run.
#[derive(Clone, Debug)]
pub(crate) struct Ecs {
    services: BTreeMap<FunctionId, Service>,
    bucket: AccountBucket,
}

impl Ecs {
    /// Those of a scenario, of which nothing runs until [`Due::Start`]; `None` if it has none.
    pub(crate) fn new(
        scenario: &Scenario,
        streams: &Streams,
        recorder: &mut Recorder,
    ) -> Option<Box<Self>> {
        let start = scenario.time_of_day_start;
        let mut services = BTreeMap::new();
        for (index, function) in scenario.functions.iter().enumerate() {
            let Some(settings) = function.ecs() else {
                continue;
            };
            let id = FunctionId::new(index);
            recorder.add_service(id);
            let service = Service::new(id, &function.name, settings, start, streams);
            services.insert(id, service);
        }
        let bucket = AccountBucket::new(scenario.region.fargate_launches);
        (!services.is_empty()).then(|| Box::new(Self { services, bucket }))
    }

    /// Whether it serves a function.
    #[inline]
    pub(crate) fn serves(&self, function: FunctionId) -> bool {
        self.services.contains_key(&function)
    }

    /// The number of a task among all of its service.
    pub(crate) fn number_of(&self, function: FunctionId, task: TaskSlot) -> Option<u32> {
        self.services.get(&function)?.number_of(task)
    }

    /// A request comes.
    pub(crate) fn offer(
        &mut self,
        now: SimTime,
        request: &Request,
        recorder: &mut Recorder,
        out: &mut Outbox,
    ) -> Offered {
        let offered = self.with(now, request.function, recorder, |service, recorder| {
            service.offer(now, request, recorder, out)
        });
        offered.unwrap_or(Offered::Rejected)
    }

    /// A task is done with a request.
    pub(crate) fn finish(
        &mut self,
        now: SimTime,
        (function, task): (FunctionId, TaskSlot),
        recorder: &mut Recorder,
        out: &mut Outbox,
    ) {
        self.with(now, function, recorder, |service, recorder| {
            service.finish(now, task, recorder, out);
        });
    }

    /// Does what is due.
    pub(crate) fn due(
        &mut self,
        now: SimTime,
        due: Due,
        recorder: &mut Recorder,
        out: &mut Outbox,
    ) {
        let mut of = |service, then: &mut dyn FnMut(&mut Service, &mut ServiceRecorder)| {
            self.with(now, service, recorder, then);
        };
        match due {
            Due::Start => {
                let ids: Vec<_> = self.services.keys().copied().collect();
                for id in ids {
                    self.with(now, id, recorder, |one, notes| one.start(notes, out));
                }
            }
            Due::AccountLaunch => {
                self.bucket.is_due();
                self.launch_in_turn(now, recorder, out);
            }
            Due::Launch { service } => self.launch(now, service, recorder, out),
            Due::TaskReady {
                service,
                slot,
                number,
            } => of(service, &mut |one, notes| {
                one.task_ready(now, (slot, number), notes, out);
            }),
            Due::Interruption {
                service,
                slot,
                number,
            } => of(service, &mut |one, notes| {
                one.interrupted(now, (slot, number), notes, out);
            }),
            Due::QueueTimeout { service } => {
                of(service, &mut |one, notes| one.time_out(now, notes, out));
            }
            Due::PeriodEnd { service } => {
                of(service, &mut |one, notes| one.period_ends(now, notes, out));
            }
            Due::Datapoint { service } => {
                of(service, &mut |one, notes| one.datapoint(now, notes, out));
            }
            Due::Scheduled { service, entry } => of(service, &mut |one, notes| {
                one.scheduled(now, entry, notes, out);
            }),
            Due::Capacity { service } => {
                of(service, &mut |one, notes| one.capacity(now, notes, out));
            }
            Due::InstanceReady { service, slot } => of(service, &mut |one, notes| {
                one.instance_ready(now, slot, notes, out);
            }),
        }
    }

    /// The requests that wait for a task.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Request> {
        let services = self.services.values();
        services.flat_map(|service| service.requests.waiting())
    }

    /// A service may launch a task by its own pace.
    fn launch(&mut self, now: SimTime, id: FunctionId, recorder: &mut Recorder, out: &mut Outbox) {
        let Some(service) = self.services.get_mut(&id) else {
            return;
        };
        service.pace.is_planned = false;
        if service.is_on_fargate() {
            self.bucket.wants(id);
            self.launch_in_turn(now, recorder, out);
            return;
        }
        self.with(now, id, recorder, |service, recorder| {
            service.launch(now, recorder, out);
            service.plan_launch(now, out);
        });
    }

    /// Launches a task of each service whose turn it is, as long as there are tokens.
    fn launch_in_turn(&mut self, now: SimTime, recorder: &mut Recorder, out: &mut Outbox) {
        while let Some(id) = self.bucket.next() {
            let Some(service) = self.services.get_mut(&id) else {
                continue;
            };
            if !service.can_launch() {
                continue;
            }
            if !self.bucket.take(now) {
                let at = self.bucket.back_in_line(now, id);
                out.later.extend(at.map(|at| (at, Due::AccountLaunch)));
                return;
            }
            self.with(now, id, recorder, |service, recorder| {
                service.launch(now, recorder, out);
                service.plan_launch(now, out);
            });
        }
    }

    /// Something happens to a service: its rows are brought up to `now` first.
    fn with<T>(
        &mut self,
        now: SimTime,
        id: FunctionId,
        recorder: &mut Recorder,
        then: impl FnOnce(&mut Service, &mut ServiceRecorder) -> T,
    ) -> Option<T> {
        let recorder = recorder.service(id)?;
        recorder.catch_up(now);
        Some(then(self.services.get_mut(&id)?, recorder))
    }
}
