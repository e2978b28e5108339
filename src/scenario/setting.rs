//! The numbers of a scenario that a study may change: quotas of the account, and what a function
//! reserves and provisions.
//!
//! It knows where each of them is, what `--set` calls it, and the most that the rest of the scenario
//! leaves room for. It must not know why anybody would change one.

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;

use super::region::ScalingRule;
use super::units::{Concurrency, RequestRate};
use super::{
    Alias, EcsService, Function, InvokedBy, LaunchType, ProvisionedConcurrency, ProvisionedPollers,
    Scenario, ServedBy, TaskTarget, TrafficEntry, versions,
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

/// A number of an ECS service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServiceQuantity {
    /// The least tasks.
    MinimumTasks,
    /// The most tasks.
    MaximumTasks,
    /// The least EC2 instances.
    MinimumInstances,
    /// What target tracking leaves of the tasks' CPU, in per cent: 100 less its target.
    CpuHeadroom,
}

impl ServiceQuantity {
    /// Its key below the service or the container.
    const fn key(self, is_container: bool) -> &'static str {
        match (self, is_container) {
            (Self::MinimumTasks, _) => "scaling.minimum",
            (Self::MaximumTasks, _) => "scaling.maximum",
            (Self::MinimumInstances, false) => "platform.ec2.minimum",
            (Self::MinimumInstances, true) => "instance.minimum",
            (Self::CpuHeadroom, _) => "scaling.target.cpu",
        }
    }

    /// What it is called.
    const fn name(self) -> &'static str {
        match self {
            Self::MinimumTasks => "minimum_tasks",
            Self::MaximumTasks => "maximum_tasks",
            Self::MinimumInstances => "minimum_instances",
            Self::CpuHeadroom => "cpu_headroom",
        }
    }

    /// Whether a service has such a thing.
    pub fn is_of(self, service: &EcsService) -> bool {
        match self {
            Self::MinimumTasks | Self::MaximumTasks => true,
            Self::MinimumInstances => service.ec2().is_some(),
            Self::CpuHeadroom => matches!(service.tasks.scaling.target, Some(TaskTarget::Cpu(_))),
        }
    }

    fn value(self, service: &EcsService) -> Option<u32> {
        let scaling = &service.tasks.scaling;
        match (self, scaling.target) {
            (Self::MinimumTasks, _) => Some(scaling.minimum.get()),
            (Self::MaximumTasks, _) => Some(scaling.maximum.get()),
            (Self::MinimumInstances, _) => service.ec2().map(|ec2| ec2.minimum.get()),
            (Self::CpuHeadroom, Some(TaskTarget::Cpu(target))) => {
                Some(100 - (target * 100.0).round() as u32)
            }
            (Self::CpuHeadroom, _) => None,
        }
    }

    /// How much of it serves so many requests at the same time; `None` of what is no capacity.
    fn serving(self, service: &EcsService, requests: u32) -> Option<u32> {
        let task = &service.tasks.task;
        let tasks = requests.div_ceil(task.concurrency.get());
        match self {
            Self::MinimumTasks | Self::MaximumTasks => Some(tasks),
            Self::MinimumInstances => {
                let each = service.ec2()?.tasks_per_instance(task);
                Some(tasks.div_ceil(each.max(1)))
            }
            Self::CpuHeadroom => None,
        }
    }

    const fn least(self) -> u32 {
        match self {
            Self::MinimumTasks | Self::MaximumTasks => 1,
            Self::MinimumInstances | Self::CpuHeadroom => 0,
        }
    }

    /// The most that is tried. Tasks that nothing scales have their number for maximum, which then goes with it.
    fn useful(self, service: &EcsService) -> u32 {
        let scaling = &service.tasks.scaling;
        let many = |own: Concurrency| own.get().saturating_mul(100).clamp(100, 10_000);
        match self {
            Self::MinimumTasks if scaling.target.is_some() => scaling.maximum.get(),
            Self::MinimumTasks => many(scaling.minimum),
            Self::MaximumTasks => many(scaling.maximum),
            Self::MinimumInstances => service.ec2().map_or(0, |ec2| ec2.maximum.get()),
            Self::CpuHeadroom => 99,
        }
    }

    fn set(self, service: &mut EcsService, value: u32) {
        let scaling = &mut service.tasks.scaling;
        let tasks = Concurrency::new(value).unwrap_or(Concurrency::MAX);
        match self {
            Self::MinimumTasks => {
                if scaling.initial == scaling.minimum {
                    scaling.initial = tasks;
                }
                scaling.minimum = tasks;
                scaling.maximum = match scaling.target {
                    Some(_) => scaling.maximum.max(tasks),
                    None => tasks,
                };
            }
            Self::MaximumTasks => {
                scaling.maximum = tasks;
                scaling.minimum = scaling.minimum.min(tasks);
                scaling.initial = scaling.initial.min(tasks);
            }
            Self::MinimumInstances => {
                if let LaunchType::Ec2(ec2) = &mut service.launch_type {
                    ec2.minimum = tasks;
                }
            }
            Self::CpuHeadroom => {
                if let Some(TaskTarget::Cpu(target)) = &mut scaling.target {
                    *target = f64::from(100 - value.min(99)) / 100.0;
                }
            }
        }
    }
}

/// A number of what reads a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceQuantity {
    /// The most batches of an SQS queue in flight.
    MaximumConcurrency,
    /// The least event pollers of provisioned mode for SQS.
    ProvisionedPollers,
    /// Shards of a stream.
    Shards,
}

impl SourceQuantity {
    /// Its key below `invoked_by`.
    const fn key(self) -> &'static str {
        match self {
            Self::MaximumConcurrency => "sqs.maximum_concurrency",
            Self::ProvisionedPollers => "sqs.provisioned_pollers.minimum",
            Self::Shards => "stream.shards",
        }
    }

    /// What it is called.
    const fn name(self) -> &'static str {
        match self {
            Self::MaximumConcurrency => "maximum_concurrency",
            Self::ProvisionedPollers => "provisioned_pollers",
            Self::Shards => "shards",
        }
    }

    /// Whether a source has such a thing.
    pub const fn is_of(self, invoked_by: &InvokedBy) -> bool {
        match self {
            Self::MaximumConcurrency | Self::ProvisionedPollers => {
                matches!(invoked_by, InvokedBy::Sqs(_))
            }
            Self::Shards => matches!(invoked_by, InvokedBy::Stream(_)),
        }
    }

    fn value(self, invoked_by: &InvokedBy) -> Option<u32> {
        let value = match (self, invoked_by) {
            (Self::MaximumConcurrency, InvokedBy::Sqs(queue)) => queue.maximum_concurrency,
            (Self::ProvisionedPollers, InvokedBy::Sqs(queue)) => {
                queue.provisioned_pollers.map(|pollers| pollers.minimum)
            }
            (Self::Shards, InvokedBy::Stream(stream)) => Some(stream.shards),
            _ => None,
        };
        value.map(NonZeroU32::get)
    }

    /// AWS's bounds: services-sqs-scaling, with-sqs.
    const fn least(self) -> u32 {
        match self {
            Self::MaximumConcurrency | Self::ProvisionedPollers => 2,
            Self::Shards => 1,
        }
    }

    /// The most that is tried: AWS's bounds, and of shards ten times as many as there are, at least 1,000.
    fn useful(self, invoked_by: &InvokedBy) -> u32 {
        match self {
            Self::MaximumConcurrency => 1000,
            Self::ProvisionedPollers => 200,
            Self::Shards => {
                let own = self.value(invoked_by).unwrap_or(1);
                own.saturating_mul(10).clamp(1000, 20_000)
            }
        }
    }

    fn set(self, invoked_by: &mut InvokedBy, value: u32) {
        let Some(value) = NonZeroU32::new(value) else {
            return;
        };
        match (self, invoked_by) {
            (Self::MaximumConcurrency, InvokedBy::Sqs(queue)) => {
                queue.maximum_concurrency = Some(value);
            }
            (Self::ProvisionedPollers, InvokedBy::Sqs(queue)) => {
                let before = queue.provisioned_pollers;
                let maximum = before.map_or(DEFAULT_MOST_POLLERS, |pollers| pollers.maximum);
                queue.provisioned_pollers = Some(ProvisionedPollers {
                    minimum: value,
                    maximum: maximum.max(value),
                });
            }
            (Self::Shards, InvokedBy::Stream(stream)) => stream.shards = value,
            _ => {}
        }
    }
}

/// What the maximum is where only a minimum is set.
const DEFAULT_MOST_POLLERS: NonZeroU32 = NonZeroU32::new(200).expect("not zero");

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

    /// How much of it serves so many requests at the same time; `None` of what is no capacity.
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

    /// The least it may be while everything else stays as it is.
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

    /// The most that is of any use, by what the others leave.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::{NoFiles, Override, Source, parse_with};

    const SCENARIO: &str = r#"
        duration = "1m"
        [region]
        name = "us-east-1"
        scaling = "per-function"
        account_concurrency = 1000
        [[functions]]
        name = "my fn"
        service_time = "1s"
        reserved_concurrency = 300
        traffic = [{ even.rate = 1 }]
        [[functions]]
        name = "b"
        service_time = "1s"
        provisioned_concurrency = 50
        traffic = [{ even.rate = 1 }]
        [[functions]]
        name = "c"
        service_time = "1s"
        traffic = [{ even.rate = 1 }]
    "#;

    /// The same with a function behind two aliases, which come after the others.
    const WITH_ALIASES: &str = r#"
        [[functions]]
        name = "d"
        service_time = "1s"
        reserved_concurrency = 200
        traffic = [{ even.rate = 1 }]
        [[functions.aliases]]
        name = "v.1"
        weight = 0.5
        provisioned_concurrency = 60
        [[functions.aliases]]
        name = "v.2"
        weight = 0.5
        provisioned_concurrency = 30
    "#;

    fn parsed(overrides: &[String]) -> Option<Scenario> {
        parsed_from(SCENARIO, overrides)
    }

    fn parsed_from(text: &str, overrides: &[String]) -> Option<Scenario> {
        let overrides: Vec<_> = overrides.iter().map(|text| Override::set(text)).collect();
        let source = Source {
            name: "test",
            default_name: "test",
            text,
        };
        let parsed = parse_with(source, &overrides, &NoFiles).ok()?;
        Some(parsed.scenario)
    }

    fn all() -> Vec<Setting> {
        let mut all = vec![
            Setting::AccountConcurrency,
            Setting::Burst,
            Setting::RampPerMinute,
            Setting::RequestBurst,
            Setting::RequestRampPerMinute,
        ];
        for index in 0..3 {
            all.push(Setting::ReservedConcurrency(index));
            all.push(Setting::ProvisionedConcurrency(index));
        }
        all
    }

    #[test]
    fn a_setting_does_what_its_key_does_on_the_command_line() {
        let scenario = parsed(&[]).unwrap();
        for setting in all() {
            // Low for what shares the account, high for the account itself.
            let value = match setting {
                Setting::AccountConcurrency => 2345,
                _ => 123,
            };
            let typed = format!("{}={value}", setting.key(&scenario));
            let expected = parsed(std::slice::from_ref(&typed));
            let expected = expected.unwrap_or_else(|| panic!("{typed} is no override"));
            assert_eq!(setting.set(&scenario, value), expected, "{typed}");
            assert_eq!(setting.value(&expected), Some(value), "{typed}");
        }
    }

    #[test]
    fn the_most_is_the_last_valid_value() {
        let scenario = parsed(&[]).unwrap();
        for (setting, most) in [
            // 1,000 - 100 that stay unreserved - 50 provisioned.
            (Setting::ReservedConcurrency(0), 850),
            // 1,000 - 100 - 300: the reserve includes what is provisioned.
            (Setting::ReservedConcurrency(1), 600),
            // 1,000 - 100 - 300 - 50.
            (Setting::ReservedConcurrency(2), 550),
            // Its own reserve.
            (Setting::ProvisionedConcurrency(0), 300),
            // 1,000 - 100 - 300.
            (Setting::ProvisionedConcurrency(1), 600),
            // 1,000 - 100 - 300 - 50.
            (Setting::ProvisionedConcurrency(2), 550),
        ] {
            let key = setting.key(&scenario);
            assert_eq!(setting.most(&scenario), Some(most), "{key}");
            assert!(parsed(&[format!("{key}={most}")]).is_some(), "{key}={most}");
            let beyond = format!("{key}={}", most + 1);
            assert!(parsed(std::slice::from_ref(&beyond)).is_none(), "{beyond}");
        }
    }

    #[test]
    fn a_reserve_includes_what_is_provisioned() {
        let scenario = parsed(&[]).unwrap();
        let reserve = Setting::ReservedConcurrency(1);
        assert_eq!(reserve.least(&scenario), 50);
        assert!(parsed(&["functions.b.reserved_concurrency=50".to_owned()]).is_some());
        assert!(parsed(&["functions.b.reserved_concurrency=49".to_owned()]).is_none());
    }

    #[test]
    fn versions_share_a_reserve_and_provision_for_themselves() {
        let text = format!("{SCENARIO}{WITH_ALIASES}");
        let scenario = parsed_from(&text, &[]).unwrap();
        let key = Setting::ProvisionedConcurrency(4).key(&scenario);
        assert_eq!(key, r#"functions.d.aliases."v.2".provisioned_concurrency"#);
        for (setting, least, most) in [
            // 1,000 - 100 that stay unreserved - 300 - 50, and not less than 60 + 30.
            (Setting::ReservedConcurrency(3), 90, 550),
            (Setting::ReservedConcurrency(4), 90, 550),
            // 200 - 30, 200 - 60.
            (Setting::ProvisionedConcurrency(3), 0, 170),
            (Setting::ProvisionedConcurrency(4), 0, 140),
            // 1,000 - 100 - 300 - 200.
            (Setting::ProvisionedConcurrency(1), 0, 400),
        ] {
            let key = setting.key(&scenario);
            assert_eq!(setting.least(&scenario), least, "{key}");
            assert_eq!(setting.most(&scenario), Some(most), "{key}");
            for value in [least, most] {
                let typed = format!("{key}={value}");
                let expected = parsed_from(&text, std::slice::from_ref(&typed));
                assert_eq!(Some(setting.set(&scenario, value)), expected, "{typed}");
            }
            let beyond = format!("{key}={}", most + 1);
            let beyond_it = parsed_from(&text, std::slice::from_ref(&beyond));
            assert!(beyond_it.is_none(), "{beyond}");
        }
        assert!(parsed_from(&text, &["functions.d.reserved_concurrency=89".to_owned()]).is_none());
    }

    #[test]
    fn an_alias_provisions_for_its_versions_unless_they_do() {
        let pointed = |version: &str, alias: &str| {
            format!(
                "{SCENARIO}
                [[functions]]
                name = \"d\"
                service_time = \"1s\"
                reserved_concurrency = 200
                versions = [{{ name = \"1\"{version} }}, {{ name = \"2\" }}]
                [functions.alias]
                name = \"live\"
                weights = [{{ 1 = \"90%\", 2 = \"10%\" }}, {{ at = \"30s\", 2 = 1 }}]{alias}"
            )
        };
        for alias in ["", "\nprovisioned_concurrency = 15"] {
            let text = pointed("", alias);
            let scenario = parsed_from(&text, &[]).unwrap();
            for index in [3, 4] {
                let setting = Setting::ProvisionedConcurrency(index);
                let key = setting.key(&scenario);
                assert_eq!(key, "functions.d.alias.provisioned_concurrency");
                assert_eq!(setting.most(&scenario), Some(200));
                for value in [0, 1, 100, 200] {
                    let typed = format!("{key}={value}");
                    let expected = parsed_from(&text, std::slice::from_ref(&typed));
                    assert_eq!(Some(setting.set(&scenario, value)), expected, "{typed}");
                }
            }
        }
        let own = pointed(", provisioned_concurrency = 15", "");
        let scenario = parsed_from(&own, &[]).unwrap();
        let key = Setting::ProvisionedConcurrency(3).key(&scenario);
        assert_eq!(key, r#"functions.d.versions."1".provisioned_concurrency"#);
        assert!(parsed_from(&own, &[format!("{key}=20")]).is_some());
    }

    #[test]
    fn names_that_are_no_bare_keys_are_quoted() {
        for (name, written) in [
            ("checkout", "checkout"),
            ("my fn", "\"my fn\""),
            ("7", "\"7\""),
            ("a.b", "\"a.b\""),
            ("함수", "\"함수\""),
        ] {
            assert_eq!(dotted(name), written);
        }
        for awkward in ["a\nb\"c", "\u{7f}\u{1b}", "'\\"] {
            let document = format!("{}=0", dotted(awkward));
            let table = toml::de::DeTable::parse(&document).unwrap();
            let keys: Vec<_> = table.get_ref().keys().map(|key| key.get_ref()).collect();
            assert_eq!(keys, [awkward], "{document}");
        }
    }
}
