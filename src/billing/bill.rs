//! A bill: items and lines of functions, and their sums.
//!
//! It knows quantities and prices; it must not know how the two came together.

use super::money::Usd;
use super::prices::{Price, PriceOrigin};
use crate::catalog::{LOAD_BALANCER_STAND_IN_REGION, STAND_IN_REGION};

/// What a line of the bill is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Invocations.
    Requests,
    /// Time of on-demand invocations, without initialisation.
    Duration,
    /// Initialisation before them.
    Init,
    /// Provisioned concurrency, busy or not.
    Provisioned,
    /// Time of invocations on it.
    ProvisionedDuration,
    /// Ephemeral storage beyond the free part.
    Storage,
    /// Event pollers of provisioned mode for SQS.
    EventPollers,
    /// vCPUs of tasks on Fargate.
    FargateVcpu,
    /// Memory of tasks on Fargate.
    FargateMemory,
    /// EC2 instances.
    Instances,
    /// A load balancer in front of a service.
    LoadBalancer,
    /// The capacity of a load balancer that was used.
    LoadBalancerCapacity,
}

/// The unit of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// One request.
    Request,
    /// A gigabyte for a second.
    GbSecond,
    /// A poller for an hour.
    PollerHour,
    /// A vCPU for an hour.
    VcpuHour,
    /// A gigabyte for an hour.
    GbHour,
    /// An instance for an hour.
    InstanceHour,
    /// A load balancer for an hour.
    LoadBalancerHour,
    /// A unit of its capacity, an LCU, for an hour.
    LcuHour,
}

/// A quantity at one price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// What it is for.
    pub item: Item,
    /// How much of it, in [`Item::unit`].
    pub quantity: f64,
    /// What a unit costs.
    pub price: Price,
}

/// What a function costs.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionBill {
    /// The name of the function or service.
    pub name: String,
    /// Its lines by item, one for each price; none for what it does not use.
    pub lines: Vec<Line>,
}

/// What an account's functions cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Bill {
    /// Each function, in the order of the scenario.
    pub functions: Vec<FunctionBill>,
}

impl Item {
    /// All, in the order of a bill.
    pub const ALL: [Self; 12] = [
        Self::Requests,
        Self::Duration,
        Self::Init,
        Self::Provisioned,
        Self::ProvisionedDuration,
        Self::Storage,
        Self::EventPollers,
        Self::FargateVcpu,
        Self::FargateMemory,
        Self::Instances,
        Self::LoadBalancer,
        Self::LoadBalancerCapacity,
    ];

    /// Those of ECS services.
    pub const OF_SERVICES: [Self; 5] = [
        Self::FargateVcpu,
        Self::FargateMemory,
        Self::Instances,
        Self::LoadBalancer,
        Self::LoadBalancerCapacity,
    ];

    /// Its name in data files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Duration => "duration",
            Self::Init => "init",
            Self::Provisioned => "provisioned",
            Self::ProvisionedDuration => "provisioned_duration",
            Self::Storage => "storage",
            Self::EventPollers => "event_pollers",
            Self::FargateVcpu => "fargate_vcpu",
            Self::FargateMemory => "fargate_memory",
            Self::Instances => "instances",
            Self::LoadBalancer => "load_balancer",
            Self::LoadBalancerCapacity => "load_balancer_capacity",
        }
    }

    /// The Region whose price stands in for one that is not known.
    pub const fn stand_in_region(self) -> &'static str {
        match self {
            Self::LoadBalancer | Self::LoadBalancerCapacity => LOAD_BALANCER_STAND_IN_REGION,
            _ => STAND_IN_REGION,
        }
    }

    /// The unit of its quantity.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Requests => Unit::Request,
            Self::EventPollers => Unit::PollerHour,
            Self::FargateVcpu => Unit::VcpuHour,
            Self::FargateMemory => Unit::GbHour,
            Self::Instances => Unit::InstanceHour,
            Self::LoadBalancer => Unit::LoadBalancerHour,
            Self::LoadBalancerCapacity => Unit::LcuHour,
            _ => Unit::GbSecond,
        }
    }
}

/// The Regions whose prices stand in for some items, each once, as words list them.
pub fn stand_in_regions(items: &[Item]) -> String {
    let mut regions: Vec<_> = items.iter().map(|item| item.stand_in_region()).collect();
    regions.sort_unstable();
    regions.dedup();
    regions.join(", ")
}

impl Unit {
    /// Its name in data files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::GbSecond => "GB-s",
            Self::PollerHour => "poller-h",
            Self::VcpuHour => "vCPU-h",
            Self::GbHour => "GB-h",
            Self::InstanceHour => "instance-h",
            Self::LoadBalancerHour => "load-balancer-h",
            Self::LcuHour => "LCU-h",
        }
    }
}

impl Line {
    /// Quantity times price.
    pub fn amount(&self) -> Usd {
        Usd::new(self.quantity * self.price.usd)
    }
}

impl FunctionBill {
    /// What an item costs; nothing where it is not used.
    pub fn amount(&self, item: Item) -> Usd {
        let lines = self.lines.iter().filter(|line| line.item == item);
        lines.map(Line::amount).sum()
    }

    /// The sum of all lines.
    pub fn total(&self) -> Usd {
        self.lines.iter().map(Line::amount).sum()
    }

    /// Whether there is a line for the item, be its quantity zero.
    pub fn has(&self, item: Item) -> bool {
        self.lines.iter().any(|line| line.item == item)
    }

    /// The items that were billed at the price of another Region, for want of the Region's own.
    pub fn stand_ins(&self) -> Vec<Item> {
        self.items_of(|origin| matches!(origin, PriceOrigin::StandIn(_)))
    }

    /// The items that were billed at a price that follows from others of the Region, because no list says it.
    pub fn inferred(&self) -> Vec<Item> {
        self.items_of(|origin| origin == PriceOrigin::Inferred)
    }

    fn items_of(&self, origin: fn(PriceOrigin) -> bool) -> Vec<Item> {
        let has = |item: &Item| {
            let mut lines = self.lines.iter();
            lines.any(|line| line.item == *item && origin(line.price.origin))
        };
        Item::ALL.into_iter().filter(has).collect()
    }
}

impl Bill {
    /// What an item costs over all functions.
    pub fn amount(&self, item: Item) -> Usd {
        self.functions.iter().map(|bill| bill.amount(item)).sum()
    }

    /// The sum over all functions.
    pub fn total(&self) -> Usd {
        self.functions.iter().map(FunctionBill::total).sum()
    }

    /// The sum over the functions that run on Lambda.
    pub fn of_lambda(&self) -> Usd {
        let on_lambda =
            |bill: &&FunctionBill| !Item::OF_SERVICES.iter().any(|item| bill.has(*item));
        let functions = self.functions.iter().filter(on_lambda);
        functions.map(FunctionBill::total).sum()
    }

    /// Whether a function has a line for the item.
    pub fn has(&self, item: Item) -> bool {
        self.functions.iter().any(|bill| bill.has(item))
    }

    /// The items that were billed at the price of another Region, for want of the Region's own.
    pub fn stand_ins(&self) -> Vec<Item> {
        self.items_of(FunctionBill::stand_ins)
    }

    /// The items that were billed at a price that follows from others of the Region, because no list says it.
    pub fn inferred(&self) -> Vec<Item> {
        self.items_of(FunctionBill::inferred)
    }

    fn items_of(&self, of_function: fn(&FunctionBill) -> Vec<Item>) -> Vec<Item> {
        let has = |item: &Item| {
            let mut bills = self.functions.iter();
            bills.any(|bill| of_function(bill).contains(item))
        };
        Item::ALL.into_iter().filter(has).collect()
    }
}
