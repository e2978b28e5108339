//! What ECS services used of what has a price, and the lines of their bills.
//!
//! Fargate bills the vCPUs and the memory of a task by the second from its launch to its stop, at least a minute; EC2
//! bills instances likewise (aws.amazon.com/fargate/pricing, aws.amazon.com/ec2/pricing). Assumed: each service has a
//! load balancer of its own, which is billed for as long as the run lasts, and each request comes on a connection of
//! its own; bytes are not counted.

use super::bill::{Item, Line};
use super::period::Span;
use super::prices::{Price, PriceOrigin};
use crate::catalog::{ContainerItem, ListPrice, container_price, container_rules, instance_price};
use crate::kernel::SimDuration;
use crate::metrics::{FunctionResult, ServiceResult};
use crate::scenario::{
    Architecture, Discounts, EcsService, Instance, LaunchType, PriceOverrides, Region,
};

/// Seconds of an hour.
const HOUR: f64 = 3600.0;

/// What one service used.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ServiceUsage {
    /// The service's name.
    pub name: String,
    /// What its tasks ran on.
    pub compute: Compute,
    /// Hours of its load balancer.
    pub load_balancer: f64,
    /// LCU-hours of it.
    pub load_balancer_capacity: f64,
}

/// What tasks ran on.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Compute {
    /// vCPU-hours and GB-hours of tasks on Fargate.
    Fargate {
        architecture: Architecture,
        is_spot: bool,
        vcpu: f64,
        memory: f64,
    },
    /// Hours of instances.
    Ec2 { instance: Instance, hours: f64 },
}

/// What a service used in a period to which what was measured is `span`.
pub(super) fn service_usage(
    settings: &EcsService,
    (requests, tasks): (&FunctionResult, &ServiceResult),
    measured: SimDuration,
    span: Span,
) -> ServiceUsage {
    let times = span.times(measured);
    let hours = |seconds: f64| seconds / HOUR * times;
    let task = &settings.tasks.task;
    let compute = match &settings.launch_type {
        LaunchType::Fargate(fargate) => Compute::Fargate {
            architecture: fargate.architecture,
            is_spot: fargate.spot.is_some(),
            vcpu: hours(tasks.task_seconds) * task.vcpu(),
            memory: hours(tasks.task_seconds) * task.memory_gb(),
        },
        LaunchType::Ec2(ec2) => Compute::Ec2 {
            instance: ec2.instance.clone(),
            hours: hours(tasks.instance_seconds),
        },
    };
    let seconds = measured.as_secs_f64();
    let load_balancer = hours(seconds);
    ServiceUsage {
        name: requests.name.clone(),
        compute,
        load_balancer,
        load_balancer_capacity: lcus(requests, tasks, seconds) * load_balancer,
    }
}

/// Load balancer capacity units in the mean: of new and active connections the one that takes more of them.
fn lcus(requests: &FunctionResult, tasks: &ServiceResult, seconds: f64) -> f64 {
    let rules = container_rules();
    let new = requests.totals.attempts as f64 / seconds / rules.lcu_new_connections_per_second;
    let open = requests.in_flight.mean + tasks.queue.mean;
    new.max(open / rules.lcu_active_connections_per_minute)
}

/// The lines of a service's bill.
pub(super) fn lines(usage: &ServiceUsage, region: &Region, plan: Option<&Discounts>) -> Vec<Line> {
    let own = &region.prices;
    let line = |item, quantity, price| Line {
        item,
        quantity,
        price,
    };
    let hour = |architecture: Architecture, item: ContainerItem| {
        let of_scenario = overridden(own, item).map(of_scenario);
        of_scenario
            .unwrap_or_else(|| listed(&container_price(&region.name, architecture.key(), item)))
    };
    let any = Architecture::default();
    let mut lines = match &usage.compute {
        Compute::Fargate {
            architecture,
            is_spot,
            vcpu,
            memory,
        } => {
            let [vcpu_item, memory_item] = match is_spot {
                false => [ContainerItem::FargateVcpu, ContainerItem::FargateMemory],
                true => [
                    ContainerItem::FargateSpotVcpu,
                    ContainerItem::FargateSpotMemory,
                ],
            };
            // A plan covers no Spot.
            let off = plan.filter(|_| !is_spot).map_or(0.0, |plan| plan.fargate);
            [
                (Item::FargateVcpu, *vcpu, vcpu_item),
                (Item::FargateMemory, *memory, memory_item),
            ]
            .map(|(item, quantity, listed)| {
                line(item, quantity, hour(*architecture, listed).less(off))
            })
            .to_vec()
        }
        Compute::Ec2 { instance, hours } => {
            let of_scenario = instance.price.map(of_scenario);
            let price = of_scenario.or_else(|| {
                instance_price(&region.name, &instance.name)
                    .as_ref()
                    .map(listed)
            });
            let off = plan.map_or(0.0, |plan| plan.ec2);
            price
                .map(|price| line(Item::Instances, *hours, price.less(off)))
                .into_iter()
                .collect()
        }
    };
    lines.push(line(
        Item::LoadBalancer,
        usage.load_balancer,
        hour(any, ContainerItem::LoadBalancer),
    ));
    lines.push(line(
        Item::LoadBalancerCapacity,
        usage.load_balancer_capacity,
        hour(any, ContainerItem::LoadBalancerCapacity),
    ));
    lines
}

const fn overridden(prices: &PriceOverrides, item: ContainerItem) -> Option<f64> {
    match item {
        ContainerItem::FargateVcpu | ContainerItem::FargateSpotVcpu => prices.fargate_vcpu,
        ContainerItem::FargateMemory | ContainerItem::FargateSpotMemory => prices.fargate_memory,
        ContainerItem::LoadBalancer => prices.load_balancer,
        ContainerItem::LoadBalancerCapacity => prices.load_balancer_capacity,
    }
}

const fn of_scenario(usd: f64) -> Price {
    Price {
        above: 0.0,
        usd,
        origin: PriceOrigin::Scenario,
    }
}

fn listed(price: &ListPrice) -> Price {
    Price {
        above: 0.0,
        usd: price.usd,
        origin: price.known.into(),
    }
}
