//! Usage at prices: the lines of a bill, with the month's tiers and the free tier.
//!
//! Tiers and free tier belong to the account: each is applied to the sum over its functions, and
//! every function pays the same mixture of prices for what it used. Its lines therefore add up to
//! the account's.

use super::money::Usd;
use super::prices::{Price, PriceOrigin, prices};
use super::usage::Usage;
use crate::catalog::{PricedItem, billing_rules};
use crate::scenario::{Architecture, Region};

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
}

/// The unit of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// One request.
    Request,
    /// A gigabyte for a second.
    GbSecond,
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
    /// The function's name.
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
    pub const ALL: [Self; 6] = [
        Self::Requests,
        Self::Duration,
        Self::Init,
        Self::Provisioned,
        Self::ProvisionedDuration,
        Self::Storage,
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
        }
    }

    /// The unit of its quantity.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Requests => Unit::Request,
            _ => Unit::GbSecond,
        }
    }

    const fn priced_as(self) -> PricedItem {
        match self {
            Self::Requests => PricedItem::Requests,
            Self::Duration | Self::Init => PricedItem::Duration,
            Self::Provisioned => PricedItem::Provisioned,
            Self::ProvisionedDuration => PricedItem::ProvisionedDuration,
            Self::Storage => PricedItem::Storage,
        }
    }
}

impl Unit {
    /// Its name in data files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::GbSecond => "GB-s",
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
        let stands_in = |item: &Item| {
            let mut lines = self.lines.iter();
            lines.any(|line| line.item == *item && line.price.origin == PriceOrigin::StandIn)
        };
        Item::ALL.into_iter().filter(stands_in).collect()
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

    /// Whether a function has a line for the item.
    pub fn has(&self, item: Item) -> bool {
        self.functions.iter().any(|bill| bill.has(item))
    }

    /// The items that were billed at the price of another Region, for want of the Region's own.
    pub fn stand_ins(&self) -> Vec<Item> {
        let stands_in = |item: &Item| {
            self.functions
                .iter()
                .any(|bill| bill.stand_ins().contains(item))
        };
        Item::ALL.into_iter().filter(stands_in).collect()
    }
}

/// The bill of what an account's functions used in `region`, as if it were the account's usage of the
/// month.
///
/// Duration has tiers by the month's GB-seconds of an architecture, initialisation included. The
/// free tier covers requests and duration on demand, nothing on provisioned concurrency, as AWS's
/// pricing examples have it; of several functions and architectures it covers the same share
/// (assumed: AWS does not say whose usage it covers first).
pub fn charge(usage: &[Usage], region: &Region, free_tier: bool) -> Bill {
    let free = FreeShares::new(usage, free_tier);
    let mixtures = Architecture::ALL.map(|architecture| {
        let pool = usage.iter().filter(|one| one.architecture == architecture);
        let used = pool.fold(0.0, |sum, one| sum + one.duration + one.init);
        let paid = used * (1.0 - free.duration);
        let tiers = prices(region, architecture, PricedItem::Duration);
        (
            architecture,
            Mixture::new(tiers, paid).with_free(free.duration),
        )
    });
    let function = |usage: &Usage| {
        let flat =
            |item: Item| Mixture::new(prices(region, usage.architecture, item.priced_as()), 0.0);
        let requests = flat(Item::Requests);
        let of_architecture = mixtures.iter().find(|(one, _)| *one == usage.architecture);
        let mut lines = Vec::new();
        let mut add = |item, quantity, mixture: &Mixture| mixture.lines(item, quantity, &mut lines);
        // Requests on provisioned concurrency cost the same, but are never free.
        let free_requests = usage.requests * free.requests;
        let paid_requests = usage.requests - free_requests + usage.provisioned_requests;
        if free_requests > 0.0 {
            add(Item::Requests, free_requests, &Mixture::free());
        }
        add(Item::Requests, paid_requests, &requests);
        if let Some((_, duration)) = of_architecture {
            add(Item::Duration, usage.duration, duration);
            add(Item::Init, usage.init, duration);
        }
        if let Some(provisioned) = usage.provisioned {
            let item = Item::Provisioned;
            add(item, provisioned.allocated, &flat(item));
            let item = Item::ProvisionedDuration;
            add(item, provisioned.duration, &flat(item));
        }
        if let Some(storage) = usage.storage {
            add(Item::Storage, storage, &flat(Item::Storage));
        }
        FunctionBill {
            name: usage.function.clone(),
            lines,
        }
    };
    Bill {
        functions: usage.iter().map(function).collect(),
    }
}

/// What share of the usage that may be free is free.
struct FreeShares {
    requests: f64,
    duration: f64,
}

impl FreeShares {
    fn new(usage: &[Usage], free_tier: bool) -> Self {
        let rules = billing_rules();
        let share = |free: f64, used: f64| match free_tier && used > 0.0 {
            true => (free / used).min(1.0),
            false => 0.0,
        };
        let sum = |quantity: fn(&Usage) -> f64| usage.iter().map(quantity).fold(0.0, |a, b| a + b);
        Self {
            requests: share(rules.free_requests, sum(|one| one.requests)),
            duration: share(rules.free_gb_seconds, sum(|one| one.duration + one.init)),
        }
    }
}

/// Prices, each with the share of a quantity that it applies to; the shares add up to 1.
struct Mixture(Vec<(Price, f64)>);

impl Mixture {
    /// The tiers that usage of `pool` in all reaches.
    fn new(tiers: Vec<Price>, pool: f64) -> Self {
        let ends = tiers.iter().skip(1).map(|tier| tier.above);
        let ends: Vec<_> = ends.chain([f64::INFINITY]).collect();
        let shares = tiers.into_iter().zip(ends).map(|(tier, end)| {
            let first = tier.above == 0.0;
            let share = match pool > 0.0 {
                true => (pool.min(end) - tier.above).max(0.0) / pool,
                // Of nothing the first price still holds: a line says what it would cost.
                false => f64::from(u8::from(first)),
            };
            (tier, share)
        });
        Self(shares.filter(|(_, share)| *share > 0.0).collect())
    }

    /// All of it free.
    fn free() -> Self {
        let price = Price {
            above: 0.0,
            usd: 0.0,
            origin: PriceOrigin::FreeTier,
        };
        Self(vec![(price, 1.0)])
    }

    /// The same where a share is free.
    fn with_free(self, free: f64) -> Self {
        if free == 0.0 {
            return self;
        }
        let shared = |(price, share)| (price, share * free);
        let free_part = Self::free().0.into_iter().map(shared);
        let rest = self.0.into_iter();
        let rest = rest.map(|(price, share)| (price, share * (1.0 - free)));
        Self(free_part.chain(rest).collect())
    }

    /// A line for each price. Where nothing is used, one line with the first price.
    fn lines(&self, item: Item, quantity: f64, lines: &mut Vec<Line>) {
        for (price, share) in &self.0 {
            let quantity = quantity * share;
            lines.push(Line {
                item,
                quantity,
                price: *price,
            });
        }
    }
}
