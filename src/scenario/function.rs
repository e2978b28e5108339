//! One function: its configuration, its callers and its traffic.

use super::words::words;
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;

use super::alias::Alias;
use super::architecture::Architecture;
use super::client::ClientRetry;
use super::container::{Container, EcsService, Platform, ServedBy, Tasks};
use super::distribution::Distribution;
use super::lifecycle::Lifecycle;
use super::provisioned::{ProvisionedChanges, ProvisionedConcurrency};
use super::traffic::{Traffic, TrafficEntry};
use super::units::{Concurrency, EphemeralStorage, Memory};
use super::warm::WarmEnvironments;
use crate::kernel::{SimDuration, SimTime, id_type};

/// A Lambda function as a scenario configures it.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Distinct name, which its results have; random streams belong to it. That of a version is [qualified](Version::qualified).
    pub name: String,
    /// Which version of its function it is, where the scenario tells versions apart.
    pub version: Option<Version>,
    /// Who serves its requests. Of a function that an ECS service serves, whatever is said of environments, of memory
    /// and of concurrency means nothing.
    pub served_by: ServedBy,
    /// Configured memory.
    pub memory: Memory,
    /// Instruction set.
    pub architecture: Architecture,
    /// Configured ephemeral storage; it only costs.
    pub ephemeral_storage: EphemeralStorage,
    /// Time a request runs in a warm environment.
    pub service_time: Distribution,
    /// What each message or record of a batch adds to that; nothing for other requests.
    pub service_time_per_item: Option<Distribution>,
    /// An invocation that would run longer ends then as an error, and the environment starts anew. `None` for never.
    pub timeout: Option<SimDuration>,
    /// The share of invocations, from 0 to 1, in which the handler fails after its service time.
    pub error_rate: f64,
    /// Time an environment takes to initialise before its first request.
    pub cold_start: Distribution,
    /// The measured lifecycle whose values hold where the scenario sets none of its own: for the reader,
    /// because the four values that follow are what counts.
    pub lifecycle: Lifecycle,
    /// The function's clock: once none of its on-demand environments has had an invocation in
    /// progress for this long, all of them are stopped. `None` for never.
    pub idle_timeout: Option<SimDuration>,
    /// The environment's own clock: one that has idled for this long is stopped although others of
    /// the function go on serving. `None` for never.
    pub surplus_idle_timeout: Option<SimDuration>,
    /// Age at which an on-demand environment is retired; a busy one finishes first. `None` for
    /// never.
    pub max_lifetime: Option<Distribution>,
    /// Age at which an on-demand environment is stopped for AWS's own reasons, if it is not
    /// retired before; a busy one finishes first. `None` for never.
    pub early_stop: Option<Distribution>,
    /// Which idle environment the next request gets.
    pub reuse: ReuseOrder,
    /// On-demand environments at the start. `None` where the scenario says nothing: none, and answers
    /// that this decides say so.
    pub warm_environments: Option<WarmEnvironments>,
    /// Reserved concurrency: both a guarantee and a maximum.
    pub reserved_concurrency: Option<Concurrency>,
    /// Provisioned concurrency: for the whole run, or as a schedule or autoscaling changes it.
    pub provisioned_concurrency: Option<ProvisionedConcurrency>,
    /// Whether the limit of 10 requests per second for each unit of concurrency applies.
    pub requests_per_second_limit: bool,
    /// What callers do when a request is throttled or fails.
    pub client_retry: ClientRetry,
    /// How many SDK clients its callers are, each with a retry quota of its own. `None`: so many that no
    /// quota is ever used up.
    pub clients: Option<NonZeroU32>,
    /// Sources of traffic, superposed; the scenario's `scale` is in it.
    pub traffic: Vec<TrafficEntry>,
    /// The same as the scenario writes it, where its `scale` makes something else of it.
    pub written_traffic: Option<Vec<TrafficEntry>>,
}

/// A version of a function: it has environments of its own, and shares everything else with the function's
/// other versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// Name of the function.
    pub function: String,
    /// Name of the version, without a colon.
    pub name: String,
    /// The share of the function's requests that it gets at the start, from 0 to 1; those of a function add
    /// up to 1.
    pub weight: f64,
    /// Its place among the function's versions, from 0. They follow each other in this order in the scenario,
    /// and the first has the traffic.
    pub position: usize,
    /// The alias that points to the function's versions, the same for all of them. `None` where a scenario
    /// gives each version a weight of its own, `[[functions.aliases]]`.
    pub alias: Option<Arc<Alias>>,
}

impl Version {
    /// What AWS calls it: `checkout:7`.
    pub fn qualified(&self) -> String {
        format!("{}:{}", self.function, self.name)
    }
}

impl Function {
    /// The function's name without that of a version.
    pub fn unqualified_name(&self) -> &str {
        match &self.version {
            Some(version) => &version.function,
            None => &self.name,
        }
    }

    /// A function that an ECS service serves, so far without traffic: what concerns Lambda alone is as if it had nothing.
    pub fn of_service(name: String, service_time: Distribution, service: EcsService) -> Self {
        Self {
            name,
            version: None,
            served_by: ServedBy::Ecs(Arc::new(service)),
            memory: Memory::LEAST,
            architecture: Architecture::default(),
            ephemeral_storage: EphemeralStorage::LEAST,
            service_time,
            service_time_per_item: None,
            timeout: None,
            error_rate: 0.0,
            cold_start: Distribution::Constant(SimDuration::ZERO),
            lifecycle: Lifecycle::default(),
            idle_timeout: None,
            surplus_idle_timeout: None,
            max_lifetime: None,
            early_stop: None,
            reuse: ReuseOrder::default(),
            warm_environments: None,
            reserved_concurrency: None,
            provisioned_concurrency: None,
            requests_per_second_limit: false,
            client_retry: ClientRetry::default(),
            clients: None,
            traffic: Vec::new(),
            written_traffic: None,
        }
    }

    /// The tasks that serve its requests, or would in containers.
    pub fn tasks(&self) -> Option<&Tasks> {
        match &self.served_by {
            ServedBy::Lambda(container) => container.as_deref().map(|one| &one.tasks),
            ServedBy::Ecs(service) => Some(&service.tasks),
        }
    }

    /// The ECS service that serves its requests; `None` on Lambda.
    pub fn ecs(&self) -> Option<&EcsService> {
        match &self.served_by {
            ServedBy::Lambda(_) => None,
            ServedBy::Ecs(service) => Some(service),
        }
    }

    /// Where its requests are served.
    pub fn platform(&self) -> Platform {
        self.ecs().map_or(Platform::Lambda, EcsService::platform)
    }

    /// Whether Lambda serves its requests.
    pub fn is_on_lambda(&self) -> bool {
        self.ecs().is_none()
    }

    /// How it would run in containers, where Lambda serves its requests and the scenario says so.
    pub fn container(&self) -> Option<&Container> {
        match &self.served_by {
            ServedBy::Lambda(container) => container.as_deref(),
            ServedBy::Ecs(_) => None,
        }
    }

    /// The same requests served by a platform; `None` where the scenario does not say how. In containers no request
    /// fails or is stopped at a timeout.
    #[must_use]
    pub fn moved(&self, platform: Platform) -> Option<Self> {
        if platform == self.platform() {
            return Some(self.clone());
        }
        let service = self.container()?.on(platform)?;
        let name = self.name.clone();
        Some(Self {
            client_retry: self.client_retry,
            clients: self.clients,
            traffic: self.traffic.clone(),
            written_traffic: self.written_traffic.clone(),
            ..Self::of_service(name, self.service_time.clone(), service)
        })
    }

    /// The alias that points to it, where the scenario has one.
    pub fn alias(&self) -> Option<&Alias> {
        self.version.as_ref()?.alias.as_deref()
    }

    /// What AWS calls that alias: `checkout:live`.
    pub fn qualified_alias(&self) -> Option<String> {
        let alias = self.alias()?;
        Some(format!("{}:{}", self.unqualified_name(), alias.name))
    }

    /// Whether it is the first of its function's versions, or the only one: what they share counts for
    /// this one.
    pub fn is_first_version(&self) -> bool {
        self.version
            .as_ref()
            .is_none_or(|version| version.position == 0)
    }

    /// The reserve, once for all versions of a function: `None` for each but the first.
    pub(crate) fn own_reserve(&self) -> Option<Concurrency> {
        self.reserved_concurrency
            .filter(|_| self.is_first_version())
    }

    /// The same as [`most_on_demand`], where all functions together reserve `reserved`.
    pub(crate) fn most_on_demand(&self, reserved: u64, account: Concurrency) -> Concurrency {
        if let Some(reserve) = self.reserved_concurrency {
            return reserve.min(account);
        }
        let left = u64::from(account.get()).saturating_sub(reserved);
        // Not above the account's limit, so it fits.
        Concurrency::new(left as u32).unwrap_or(account)
    }

    /// Cold starts that the function's traces record for a run of `duration`; `None` if no trace
    /// says which of its requests met one.
    pub fn recorded_cold_starts(&self, duration: SimDuration) -> Option<u64> {
        let end = SimTime::ZERO + duration;
        let traces = self
            .traffic
            .iter()
            .filter_map(|entry| match &entry.traffic {
                Traffic::Trace(trace) => Some(trace.rows.iter()),
                _ => None,
            });
        let known = traces
            .flatten()
            .filter(|row| row.arrival < end)
            .filter_map(|row| row.cold);
        known.fold(None, |count, cold| {
            Some(count.unwrap_or(0) + u64::from(cold))
        })
    }

    /// Provisioned concurrency at the start of the run; 0 without.
    pub fn initial_provisioned(&self) -> Concurrency {
        let provisioned = self.provisioned_concurrency.as_ref();
        provisioned.map_or(Concurrency::default(), |provisioned| provisioned.initial)
    }

    /// What changes its provisioned concurrency during the run, if anything does.
    pub fn provisioned_changes(&self) -> Option<&ProvisionedChanges> {
        self.provisioned_concurrency.as_ref()?.changes.as_ref()
    }

    /// Concurrency the function claims of the account at the start even without traffic: its
    /// reserve, which includes its provisioned concurrency, or without a reserve its provisioned
    /// concurrency. The reserve that versions share counts for the first.
    pub fn set_aside(&self) -> Concurrency {
        match self.reserved_concurrency {
            Some(_) => self.own_reserve().unwrap_or_default(),
            None => self.initial_provisioned(),
        }
    }
}

id_type! {
    /// A function of a scenario, or one version of it: its position in
    /// [`Scenario::functions`](super::Scenario::functions).
    pub struct FunctionId;
}

/// Where in the scenario the versions of the function with an index are: its own place, if it is not told
/// apart into versions.
pub fn versions(functions: &[Function], index: usize) -> Range<usize> {
    let position = |function: &Function| function.version.as_ref().map(|one| one.position);
    let first = index - functions.get(index).and_then(position).unwrap_or(0);
    let others = functions
        .iter()
        .skip(first + 1)
        .take_while(|other| position(other).is_some_and(|place| place > 0));
    first..first + 1 + others.count()
}

/// Functions that Lambda serves come first, then those that were moved into containers and the services; otherwise their
/// order stays.
pub(crate) fn on_lambda_first(mut functions: Vec<Function>) -> Vec<Function> {
    functions.sort_by_key(|one| !one.is_on_lambda());
    functions
}

/// The maximum number of on-demand environments that the function at `index` can ever use at once: its reserve, or
/// what the reserves of others leave of the account. Provisioned concurrency is not taken off, because
/// an idle environment holds no concurrency and what is provisioned may change.
pub fn most_on_demand(functions: &[Function], index: usize, account: Concurrency) -> Concurrency {
    let Some(function) = functions.get(index) else {
        return account;
    };
    function.most_on_demand(reserved(functions), account)
}

/// What functions reserve of the account, all together.
pub(crate) fn reserved<'f>(functions: impl IntoIterator<Item = &'f Function>) -> u64 {
    let reserves = functions.into_iter().filter_map(Function::own_reserve);
    reserves.map(|reserve| u64::from(reserve.get())).sum()
}

/// Which of several idle environments serves the next request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReuseOrder {
    /// The one that finished last; what AWS was measured to do.
    #[default]
    MostRecentlyUsed,
    /// The one that has idled longest.
    LeastRecentlyUsed,
    /// Any, with equal probability.
    Random,
}

words!(ReuseOrder { MostRecentlyUsed = "most-recently-used", LeastRecentlyUsed = "least-recently-used", Random = "random" });
