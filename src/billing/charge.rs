//! Usage at prices: from quantities to the lines of a bill, with the month's tiers and the free tier.
//!
//! Tiers and free tier belong to the account: each is applied to the sum over its functions, and
//! every function pays the same mixture of prices for what it used. Its lines therefore add up to
//! the account's.

use super::bill::{Bill, FunctionBill, Item, Line};
use super::prices::{Price, PriceOrigin, prices};
use super::services;
use super::usage::{FunctionUsage, Usage};
use crate::catalog::{PricedItem, billing_rules};
use crate::scenario::{Architecture, Billing, Region};

/// The bill of what an account's functions used in `region`, as if it were the account's usage of the
/// month.
///
/// Duration has tiers by the month's GB-seconds of an architecture, initialisation included. The
/// free tier covers requests and duration on demand, nothing on provisioned concurrency, as AWS's
/// pricing examples have it; of several functions and architectures it covers the same share
/// (assumed: AWS does not say whose usage it covers first).
pub(crate) fn charge(usage: &[Usage], region: &Region, billing: &Billing) -> Bill {
    let plan = billing.savings_plan.as_ref();
    // Requests and storage are not covered.
    let off = plan.map_or(0.0, |plan| plan.lambda);
    let functions: Vec<&FunctionUsage> = usage.iter().filter_map(Usage::function).collect();
    let free = FreeShares::new(&functions, billing.free_tier);
    let mixtures = Architecture::ALL.map(|architecture| {
        let pool = functions
            .iter()
            .filter(|one| one.architecture == architecture);
        let used = pool.fold(0.0, |sum, one| sum + one.duration + one.init);
        let paid = used * (1.0 - free.duration);
        let tiers = prices(region, architecture, PricedItem::Duration);
        (
            architecture,
            Mixture::new(tiers, paid).less(off).with_free(free.duration),
        )
    });
    let function = |usage: &FunctionUsage| {
        let flat = |item| Mixture::new(prices(region, usage.architecture, item), 0.0);
        let requests = flat(PricedItem::Requests);
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
            let covered = |item| flat(item).less(off);
            let allocated = covered(PricedItem::Provisioned);
            add(Item::Provisioned, provisioned.allocated, &allocated);
            let duration = covered(PricedItem::ProvisionedDuration);
            add(Item::ProvisionedDuration, provisioned.duration, &duration);
        }
        if let Some(storage) = usage.storage {
            add(Item::Storage, storage, &flat(PricedItem::Storage));
        }
        if let Some(pollers) = usage.event_pollers {
            add(Item::EventPollers, pollers, &flat(PricedItem::EventPollers));
        }
        FunctionBill {
            name: usage.function.clone(),
            lines,
        }
    };
    let bill = |usage: &Usage| match usage {
        Usage::Function(usage) => function(usage),
        Usage::Service(usage) => FunctionBill {
            name: usage.name.clone(),
            lines: services::lines(usage, region, plan),
        },
    };
    Bill {
        functions: usage.iter().map(bill).collect(),
    }
}

/// What share of the usage that may be free is free.
struct FreeShares {
    requests: f64,
    duration: f64,
}

impl FreeShares {
    fn new(usage: &[&FunctionUsage], free_tier: bool) -> Self {
        let rules = billing_rules();
        let share = |free: f64, used: f64| match free_tier && used > 0.0 {
            true => (free / used).min(1.0),
            false => 0.0,
        };
        let sum = |quantity: fn(&FunctionUsage) -> f64| {
            let all = usage.iter().map(|one| quantity(one));
            all.fold(0.0, |a, b| a + b)
        };
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

    /// The same where each price is lower by a share.
    fn less(self, share: f64) -> Self {
        let prices = self.0.into_iter();
        Self(
            prices
                .map(|(price, part)| (price.less(share), part))
                .collect(),
        )
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
