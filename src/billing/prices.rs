//! The prices that hold for a scenario: its own where it sets one, else the list's, else a stand-in.

use crate::catalog::{Known, PricedItem, list_prices};
use crate::scenario::{Architecture, PriceTier, Region};

/// A price of one tier of monthly usage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Monthly usage above which it applies, in the unit of its line.
    pub above: f64,
    /// USD per request or GB-second.
    pub usd: f64,
    /// Whose price it is.
    pub origin: PriceOrigin,
}

impl Price {
    /// The same less a share of it, unless the scenario says the price itself.
    pub(super) fn less(self, share: f64) -> Self {
        match self.origin {
            PriceOrigin::Scenario | PriceOrigin::FreeTier => self,
            _ => Self {
                usd: self.usd * (1.0 - share),
                ..self
            },
        }
    }
}

/// Whose price it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceOrigin {
    /// The Region's list price.
    List,
    /// The Region's, by no list: it follows from other prices of the Region.
    Inferred,
    /// The list price of another Region, the one with this code, because the Region's own is not known.
    StandIn(&'static str),
    /// The scenario's.
    Scenario,
    /// Nothing is charged: the free tier covers it.
    FreeTier,
}

impl From<Known> for PriceOrigin {
    fn from(known: Known) -> Self {
        match known {
            Known::Listed => Self::List,
            Known::Inferred => Self::Inferred,
            Known::StandIn(region) => Self::StandIn(region),
        }
    }
}

/// Requests are priced by the million, and billed one by one.
const REQUESTS_PER_PRICE: f64 = 1e6;

/// The tiers of a price in `region` for functions on `architecture`, from 0 up.
pub(super) fn prices(region: &Region, architecture: Architecture, item: PricedItem) -> Vec<Price> {
    let mut tiers = overridden(region, architecture, item).unwrap_or_else(|| {
        let listed = list_prices(&region.name, architecture.key(), item);
        let price = listed.into_iter().map(|price| Price {
            above: price.above,
            usd: price.usd,
            origin: price.known.into(),
        });
        price.collect()
    });
    if item == PricedItem::Requests {
        for price in &mut tiers {
            price.usd /= REQUESTS_PER_PRICE;
        }
    }
    tiers
}

fn overridden(region: &Region, architecture: Architecture, item: PricedItem) -> Option<Vec<Price>> {
    let of_architecture = region.prices.of(architecture);
    let flat = |usd: Option<f64>| {
        Some(vec![PriceTier {
            above: 0.0,
            usd: usd?,
        }])
    };
    let tiers = match item {
        PricedItem::Requests => flat(region.prices.requests),
        PricedItem::Storage => flat(region.prices.storage),
        PricedItem::EventPollers => flat(region.prices.event_pollers),
        PricedItem::Duration => of_architecture.duration.clone(),
        PricedItem::Provisioned => flat(of_architecture.provisioned),
        PricedItem::ProvisionedDuration => flat(of_architecture.provisioned_duration),
    };
    let price = |PriceTier { above, usd }| Price {
        above,
        usd,
        origin: PriceOrigin::Scenario,
    };
    tiers.map(|tiers| tiers.into_iter().map(price).collect())
}
