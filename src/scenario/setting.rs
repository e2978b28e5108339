//! The numbers of a scenario that a study may change: quotas of the account, and what a function
//! reserves and provisions.
//!
//! It knows where each of them is, what `--set` calls it, and the maximum that the rest of the scenario
//! leaves room for. It must not know why anybody would change one.

mod of_service;
mod of_source;
#[cfg(test)]
mod tests;

pub use of_service::ServiceQuantity;
pub use of_source::SourceQuantity;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::region::ScalingRule;
use super::units::{Concurrency, RequestRate};
use super::{
    Alias, EcsService, Function, ProvisionedConcurrency, Scenario, ServedBy, TrafficEntry, versions,
};

/// A quota of the account, or a setting of a function, which is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// The account's concurrency limit in the Region.
    AccountConcurrency,
    /// How many environments can be created at once.
    Burst,
    /// How many more in each minute.
    RampPerMinute,
    /// By how much a function's request rate may grow at once, under the per-function rule.
    RequestBurst,
    /// By how much more in each minute, likewise.
    RequestRampPerMinute,
    /// What the function with this index reserves.
    ReservedConcurrency(usize),
    /// What the function with this index provisions, or the alias that points to it.
    ProvisionedConcurrency(usize),
    /// What reads the queue of a source of the function with this index, the source being given by its number there.
    OfSource(SourceQuantity, usize, usize),
    /// Of the ECS service that serves the function with this index.
    OfService(ServiceQuantity, usize),
}

impl Setting {
    /// Its key, as `--set` takes it.
    pub fn key(self, scenario: &Scenario) -> String {
        let function = |index: usize| scenario.functions.get(index);
        let of_function = |index: usize, key: &str| {
            let name = function(index).map_or("", Function::unqualified_name);
            format!("functions.{}.{key}", dotted(name))
        };
        let of_version = |index: usize, key: &str| {
            let version = function(index).and_then(|one| one.version.as_ref());
            match version {
                Some(_) if provisioned_alias(scenario, index).is_some() => {
                    of_function(index, &format!("alias.{key}"))
                }
                Some(version) => {
                    let list = match version.alias {
                        Some(_) => "versions",
                        None => "aliases",
                    };
                    of_function(index, &format!("{list}.{}.{key}", dotted(&version.name)))
                }
                None => of_function(index, key),
            }
        };
        match self {
            Self::AccountConcurrency
            | Self::Burst
            | Self::RampPerMinute
            | Self::RequestBurst
            | Self::RequestRampPerMinute => format!("region.{}", self.name()),
            Self::ReservedConcurrency(index) => of_function(index, self.name()),
            Self::ProvisionedConcurrency(index) => of_version(index, self.name()),
            Self::OfService(quantity, index) => service_key(scenario, quantity, index),
            Self::OfSource(quantity, index, source) => of_function(
                index,
                &format!("traffic.{source}.invoked_by.{}", quantity.key()),
            ),
        }
    }

    /// How much of it serves this many requests at the same time; `None` of what is no capacity.
    pub fn serving(self, scenario: &Scenario, requests: u32) -> Option<u32> {
        match self {
            Self::OfService(quantity, index) => {
                quantity.serving(service(scenario, index)?, requests)
            }
            _ => Some(requests),
        }
    }

    /// The last part of its key: what it is, wherever it is set.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccountConcurrency => "account_concurrency",
            Self::Burst => "burst",
            Self::RampPerMinute => "ramp_per_minute",
            Self::RequestBurst => "request_burst",
            Self::RequestRampPerMinute => "request_ramp_per_minute",
            Self::ReservedConcurrency(_) => "reserved_concurrency",
            Self::ProvisionedConcurrency(_) => "provisioned_concurrency",
            Self::OfSource(quantity, ..) => quantity.name(),
            Self::OfService(quantity, _) => quantity.name(),
        }
    }

    /// Its value; `None` if the scenario does not set it, has no such thing, or lets it change in time.
    pub fn value(self, scenario: &Scenario) -> Option<u32> {
        let region = &scenario.region;
        match self {
            Self::AccountConcurrency => Some(region.account_concurrency.get()),
            Self::Burst => Some(region.scaling.burst().get()),
            Self::RampPerMinute => Some(region.scaling.ramp_per_minute().get()),
            Self::RequestBurst => request_quotas(&region.scaling).map(|(burst, _)| burst),
            Self::RequestRampPerMinute => request_quotas(&region.scaling).map(|(_, ramp)| ramp),
            Self::ReservedConcurrency(index) => {
                reserved(scenario.functions.get(index)?).map(Concurrency::get)
            }
            Self::ProvisionedConcurrency(index) => {
                if let Some(alias) = provisioned_alias(scenario, index) {
                    return alias.provisioned_concurrency.map(Concurrency::get);
                }
                let function = scenario.functions.get(index)?;
                let provisioned = function.provisioned_concurrency.as_ref()?;
                provisioned.as_constant().map(Concurrency::get)
            }
            Self::OfService(quantity, index) => quantity.value(service(scenario, index)?),
            Self::OfSource(quantity, index, number) => {
                quantity.value(&source(scenario, index, number)?.invoked_by)
            }
        }
    }

    /// The lowest it may be while everything else stays as it is.
    pub fn least(self, scenario: &Scenario) -> u32 {
        match self {
            Self::ReservedConcurrency(index) => {
                initially_provisioned(scenario, versions(&scenario.functions, index))
            }
            Self::OfSource(quantity, ..) => quantity.least(),
            Self::OfService(quantity, _) => quantity.least(),
            _ => 0,
        }
    }

    /// How much there is room for by what the others leave.
    pub(super) fn room(self, scenario: &Scenario) -> u32 {
        self.useful(scenario)
    }

    /// The maximum that is of any use, by what the others leave.
    pub(super) fn useful(self, scenario: &Scenario) -> u32 {
        let account = scenario.region.account_concurrency.get();
        match self {
            Self::AccountConcurrency | Self::RampPerMinute => Concurrency::MAX.get(),
            // The model caps the bucket at the account's limit.
            Self::Burst => account.max(scenario.region.scaling.burst().get()),
            Self::RequestBurst | Self::RequestRampPerMinute => RequestRate::MAX.get(),
            Self::ReservedConcurrency(index) => {
                left_by_others(scenario, versions(&scenario.functions, index))
            }
            Self::OfService(quantity, index) => {
                service(scenario, index).map_or(0, |service| quantity.useful(service))
            }
            Self::OfSource(quantity, index, number) => {
                let source = source(scenario, index, number);
                source.map_or(0, |source| quantity.useful(&source.invoked_by))
            }
            Self::ProvisionedConcurrency(index) => {
                let own = match provisioned_alias(scenario, index) {
                    Some(_) => versions(&scenario.functions, index),
                    None => index..index + 1,
                };
                match scenario.functions.get(index).and_then(reserved) {
                    None => left_by_others(scenario, own),
                    Some(reserve) => {
                        let versions = versions(&scenario.functions, index);
                        let all = initially_provisioned(scenario, versions);
                        let own = initially_provisioned(scenario, own);
                        reserve.get().saturating_sub(all - own)
                    }
                }
            }
        }
    }

    /// The scenario with another value of it; unchanged where it has no such thing. Whoever keeps to
    /// [`Setting::most`] gets a valid scenario from a valid one.
    #[must_use]
    pub fn set(self, scenario: &Scenario, value: u32) -> Scenario {
        let mut scenario = scenario.clone();
        let region = &mut scenario.region;
        let concurrency = Concurrency::new(value).unwrap_or(Concurrency::MAX);
        let rate = RequestRate::new(value).unwrap_or(RequestRate::MAX);
        match self {
            Self::AccountConcurrency => region.set_account_concurrency(concurrency),
            Self::Burst => match &mut region.scaling {
                ScalingRule::RegionalBurst { burst, .. }
                | ScalingRule::PerFunction { burst, .. } => *burst = concurrency,
            },
            Self::RampPerMinute => match &mut region.scaling {
                ScalingRule::RegionalBurst {
                    ramp_per_minute, ..
                }
                | ScalingRule::PerFunction {
                    ramp_per_minute, ..
                } => *ramp_per_minute = concurrency,
            },
            Self::RequestBurst => {
                if let ScalingRule::PerFunction { request_burst, .. } = &mut region.scaling {
                    *request_burst = rate;
                }
            }
            Self::RequestRampPerMinute => {
                if let ScalingRule::PerFunction {
                    request_ramp_per_minute,
                    ..
                } = &mut region.scaling
                {
                    *request_ramp_per_minute = rate;
                }
            }
            Self::OfService(quantity, index) => {
                let function = scenario.functions.get_mut(index);
                if let Some(ServedBy::Ecs(service)) = function.map(|one| &mut one.served_by) {
                    quantity.set(Arc::make_mut(service), value);
                }
            }
            Self::OfSource(quantity, index, number) => {
                let function = scenario.functions.get_mut(index);
                let all = function.into_iter().flat_map(|function| {
                    std::iter::once(&mut function.traffic).chain(&mut function.written_traffic)
                });
                for source in all.filter_map(|traffic| traffic.get_mut(number)) {
                    quantity.set(&mut source.invoked_by, value);
                }
            }
            Self::ReservedConcurrency(index) => {
                let versions = versions(&scenario.functions, index);
                for function in scenario.functions.get_mut(versions).into_iter().flatten() {
                    function.reserved_concurrency = Some(concurrency);
                }
            }
            Self::ProvisionedConcurrency(index) => {
                if let Some(alias) = provisioned_alias(&scenario, index) {
                    let alias = Arc::new(Alias {
                        provisioned_concurrency: (value > 0).then_some(concurrency),
                        ..alias.clone()
                    });
                    let versions = versions(&scenario.functions, index);
                    for function in scenario.functions.get_mut(versions).into_iter().flatten() {
                        if let Some(version) = &mut function.version {
                            function.provisioned_concurrency =
                                alias.provisioned_of(version.position);
                            version.alias = Some(Arc::clone(&alias));
                        }
                    }
                } else if let Some(function) = scenario.functions.get_mut(index) {
                    let constant = ProvisionedConcurrency::constant(concurrency);
                    function.provisioned_concurrency = (value > 0).then_some(constant);
                }
            }
        }
        scenario
    }
}

/// The alias whose provisioned concurrency is that of the version at `index`: unless one of its versions has
/// provisioned concurrency of its own.
pub fn provisioned_alias(scenario: &Scenario, index: usize) -> Option<&Alias> {
    let alias = scenario.functions.get(index)?.alias()?;
    let all = scenario
        .functions
        .get(versions(&scenario.functions, index))?;
    let is_free = || all.iter().all(|one| one.provisioned_concurrency.is_none());
    (alias.provisioned_concurrency.is_some() || is_free()).then_some(alias)
}

/// What some of the functions have provisioned at the start.
fn initially_provisioned(scenario: &Scenario, functions: Range<usize>) -> u32 {
    scenario
        .functions
        .get(functions)
        .into_iter()
        .flatten()
        .map(|one| one.initial_provisioned().get())
        .sum()
}

fn service(scenario: &Scenario, function: usize) -> Option<&EcsService> {
    scenario.functions.get(function)?.ecs()
}

/// Where the scenario has the quantity: in its list of services, or in the container of a function.
fn service_key(scenario: &Scenario, quantity: ServiceQuantity, index: usize) -> String {
    let name = scenario.functions.get(index).map_or("", |one| &one.name);
    let is_container = service(scenario, index).is_some_and(|service| service.is_container);
    let place = match is_container {
        false => format!("services.{}", dotted(name)),
        true => format!("functions.{}.container", dotted(name)),
    };
    format!("{place}.{}", quantity.key(is_container))
}

fn source(scenario: &Scenario, function: usize, number: usize) -> Option<&TrafficEntry> {
    scenario.functions.get(function)?.traffic.get(number)
}

fn reserved(function: &Function) -> Option<Concurrency> {
    function.reserved_concurrency
}

fn request_quotas(rule: &ScalingRule) -> Option<(u32, u32)> {
    match rule {
        ScalingRule::RegionalBurst { .. } => None,
        ScalingRule::PerFunction {
            request_burst,
            request_ramp_per_minute,
            ..
        } => Some((request_burst.get(), request_ramp_per_minute.get())),
    }
}

/// What can be set aside besides what all functions but some have: their reserves, and what those without
/// one provision.
fn left_by_others(scenario: &Scenario, own: Range<usize>) -> u32 {
    let set_aside: u32 = scenario
        .functions
        .iter()
        .enumerate()
        .filter(|(other, _)| !own.contains(other))
        .map(|(_, other)| other.set_aside().get())
        .sum();
    scenario.region.can_be_set_aside().saturating_sub(set_aside)
}

/// A name as a part of a dotted key.
pub(super) fn dotted(name: &str) -> Cow<'_, str> {
    let is_bare = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
    // A number would be taken for an index.
    let is_number = name.chars().all(|sign| sign.is_ascii_digit());
    if !is_number && name.chars().all(is_bare) {
        Cow::Borrowed(name)
    } else {
        // The escapes of JSON are TOML's, but for the one control character that JSON lets stand; TOML's
        // own writer breaks a text over lines, which a key cannot be.
        let quoted = serde_json::Value::from(name).to_string();
        Cow::Owned(quoted.replace('\u{7f}', "\\u007f"))
    }
}
