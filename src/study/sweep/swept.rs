//! A sweep whose points are all done.
//!
//! Knows values and outcomes; must not know how points were chosen or run.

use super::design::Kind;
use super::outcome::Outcome;
use crate::measures::Measure;
use crate::scenario::Scenario;
use crate::scenario::parse::quantity::Quantity;
use crate::study::Scope;
use crate::study::key::PointKey;
use crate::study::statistics::Estimate;

/// A sweep whose points are all done.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The scenario at the first point, which names what is the same at all of them.
    pub first: Scenario,
    /// The dotted keys that are swept.
    pub keys: Vec<String>,
    /// How the points were chosen.
    pub kind: Kind,
    /// Replications of each point.
    pub replications: u64,
    /// The points in the order of the design.
    pub points: Vec<Point>,
}

/// A point of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// A value for each swept key, as a scenario takes it.
    pub values: Vec<String>,
    /// What its figures depend on.
    pub key: PointKey,
    /// What its replications said.
    pub outcome: Outcome,
}

impl Sweep {
    /// The account and each function.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> + use<> {
        let functions = (0..self.first.functions.len()).map(Scope::Function);
        std::iter::once(Scope::Account).chain(functions)
    }

    /// The distinct values of a swept key in the order of the points, which is that of the option for
    /// a grid.
    pub fn values_of(&self, key: usize) -> Vec<&str> {
        let mut values: Vec<&str> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for point in &self.points {
            if let Some(value) = point.values.get(key)
                && seen.insert(value.as_str())
            {
                values.push(value);
            }
        }
        values
    }

    /// The values of a swept key at each point as quantities; `None` if one is not, or they are of
    /// different natures.
    pub fn quantities_of(&self, key: usize) -> Option<Vec<Quantity>> {
        use crate::scenario::parse::quantity::Kind;
        let read = |point: &Point| Quantity::read(point.values.get(key)?.trim_matches('"'));
        let quantities: Vec<Quantity> = self.points.iter().map(read).collect::<Option<_>>()?;
        let nature = |one: &Quantity| match one.kind {
            Kind::Integer | Kind::Decimal(_) => 0,
            Kind::Duration => 1,
            Kind::Size => 2,
        };
        let first = nature(quantities.first()?);
        quantities
            .iter()
            .all(|one| nature(one) == first)
            .then_some(quantities)
    }

    /// The mean of a metric at a point; `None` if none of its replications has a value.
    pub fn estimate(&self, point: usize, scope: Scope, metric: Measure) -> Option<Estimate> {
        self.points.get(point)?.outcome.estimate(scope, metric)
    }
}
