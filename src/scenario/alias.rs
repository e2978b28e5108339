//! An alias: the pointer to one or two versions of a function, with weights that may change during the run.
//!
//! AWS (Lambda developer guide, *Lambda function aliases*): an alias points to a version, or splits the
//! requests between two. Provisioned concurrency may be that of the alias (*Configuring provisioned
//! concurrency*): then it follows what the alias points to. It must not know when environments are ready.

use super::provisioned::{ProvisionedChanges, ProvisionedConcurrency};
use super::units::Concurrency;
use super::words::words;
use crate::kernel::SimDuration;

/// The alias that a function's requests come through.
#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    /// Its name, without a colon.
    pub name: String,
    /// What it points to, in the order of time: at least one, of which the first holds from the start on.
    pub steps: Vec<Weights>,
    /// Provisioned concurrency of the alias, which its versions have by their weights; more than 0.
    pub provisioned_concurrency: Option<Concurrency>,
    /// When requests follow new weights.
    pub shift: Shift,
}

/// What an alias points to from a time on.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// From when on.
    pub at: SimDuration,
    /// The share of the requests of each of the function's versions, in their order: they add up to 1, and
    /// at most two are above 0.
    pub of_versions: Vec<f64>,
}

impl Weights {
    /// How the scenario writes the time, beside the names of versions: no version is called so.
    pub(crate) const AT: &str = "at";
}

/// When the requests of an alias with provisioned concurrency follow new weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shift {
    /// Once all that the new weights give each version is allocated; until then nothing is taken away.
    #[default]
    WhenAllocated,
    /// At once, while what the new weights give is still being allocated.
    AtOnce,
}

impl Alias {
    /// The maximum number of versions that an alias points to at a time.
    pub const MOST_VERSIONS: usize = 2;

    /// Whether its weights change during the run.
    pub fn shifts(&self) -> bool {
        self.steps.len() > 1
    }

    /// What each version has of the alias's provisioned concurrency while the weights of a step are in force:
    /// its share, rounded by the largest remainders, so that the parts add up to the whole. Of equal
    /// remainders the earlier version's comes first.
    pub fn parts(&self, step: usize) -> Vec<u32> {
        let whole = self.provisioned_concurrency.map_or(0, Concurrency::get);
        self.steps
            .get(step)
            .map_or_else(Vec::new, |weights| parts(whole, &weights.of_versions))
    }

    /// Provisioned concurrency of the version at a position, as far as it has it of the alias; `None` for none
    /// in the whole run.
    pub fn provisioned_of(&self, position: usize) -> Option<ProvisionedConcurrency> {
        let mut all = self.provisioned_of_versions().into_iter();
        all.nth(position).flatten()
    }

    /// Provisioned concurrency of each version, as far as it has it of the alias; `None` for none in the whole
    /// run.
    pub fn provisioned_of_versions(&self) -> Vec<Option<ProvisionedConcurrency>> {
        let of_steps: Vec<_> = (0..self.steps.len()).map(|step| self.parts(step)).collect();
        let Some(initial) = of_steps.first() else {
            return Vec::new();
        };
        let of_version = |(position, initial): (usize, &u32)| {
            let mut parts = of_steps.iter().filter_map(|parts| parts.get(position));
            // A part of what is in range is in range.
            let initial = Concurrency::new(*initial)?;
            parts
                .any(|part| *part > 0)
                .then_some(ProvisionedConcurrency {
                    initial,
                    changes: self.shifts().then_some(ProvisionedChanges::ByAlias),
                })
        };
        initial.iter().enumerate().map(of_version).collect()
    }

    /// Whether the version at a position ever gets requests.
    pub fn points_to(&self, position: usize) -> bool {
        let mut weights = self.steps.iter().map(|step| &step.of_versions);
        weights.any(|all| all.get(position).is_some_and(|weight| *weight > 0.0))
    }
}

words!(Shift { WhenAllocated = "when-allocated", AtOnce = "at-once" });

/// `whole` in parts by weights that add up to 1.
fn parts(whole: u32, weights: &[f64]) -> Vec<u32> {
    let exact = |weight: &f64| f64::from(whole) * weight;
    let mut parts: Vec<u32> = weights.iter().map(|one| exact(one) as u32).collect();
    let left = whole.saturating_sub(parts.iter().sum());
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    // A percentage has no exact double: what is left of a whole number by its rounding does not count.
    let remainder = |index: &usize| {
        let exact = weights.get(*index).map_or(0.0, exact);
        ((exact - exact.floor()) * 1e6).round() as u64
    };
    // Stable: of equals the earlier.
    by_remainder.sort_by_key(|index| std::cmp::Reverse(remainder(index)));
    for index in by_remainder.into_iter().take(left as usize) {
        if let Some(part) = parts.get_mut(index) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_none_is_a_whole_one_away_from_its_share() {
        for percent in 0..=100_u32 {
            let weight = f64::from(percent) / 100.0;
            for whole in [0, 1, 2, 5, 7, 99, 120, 121, 1000, 100_001] {
                let parts = parts(whole, &[1.0 - weight, weight]);
                assert_eq!(parts.iter().sum::<u32>(), whole, "{percent} % of {whole}");
                let exact = f64::from(whole) * weight;
                assert!(
                    (f64::from(parts[1]) - exact).abs() < 1.0,
                    "{parts:?}, {exact}"
                );
            }
        }
    }

    #[test]
    fn parts_are_those_one_would_write_down() {
        for (whole, weights, expected) in [
            (120, [0.9, 0.1], [108, 12]),
            (120, [0.7, 0.3], [84, 36]),
            (100, [0.71, 0.29], [71, 29]),
            // Halves go to the earlier version.
            (5, [0.9, 0.1], [5, 0]),
            (5, [0.1, 0.9], [1, 4]),
            (1, [0.5, 0.5], [1, 0]),
            (7, [0.0, 1.0], [0, 7]),
        ] {
            assert_eq!(parts(whole, &weights), expected, "{whole} by {weights:?}");
        }
    }
}
