//! Many points of one scenario, each a few values of keys: a grid, or a sample of what lies between.
//!
//! Every point meets the same random numbers, as the variants of a comparison do. Runs are a queue of
//! (point, replication) for all cores; a run is reduced to its figures at once and a point to its
//! estimates once its replications are there, in the order of their numbers, so that neither memory
//! nor results depend on the length of runs or the number of threads.
//!
//! Knows scenarios and results. It must not know how points are kept between runs, nor how they are
//! shown.
//!
//! | module | what it holds |
//! |---|---|
//! | [`design`] | the points: all combinations, or a Latin hypercube |
//! | [`key`] | what a point's figures depend on, as a hash |
//! | [`outcome`] | what a point gave |
//! | [`record`] | an outcome as a line of text that proves itself whole |
//! | [`queue`] | the runs |

pub mod design;
pub mod key;
pub mod outcome;
pub mod queue;
pub mod record;
#[cfg(test)]
mod tests;

use super::Scope;
use super::statistics::Estimate;
use crate::measures::Measure;
use crate::scenario::Scenario;
use crate::scenario::parse::quantity::Quantity;
pub use design::{Design, Kind};
pub use key::PointKey;
pub use outcome::Outcome;
pub use queue::{Stopped, run};

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
