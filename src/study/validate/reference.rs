//! A reference: a name, where its values come from, and what runs its cases.

use super::bench::{Bench, Failure};
use super::case::Case;

/// Something independent of the model that says what must come out.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Short name, as `--only` takes it.
    pub name: &'static str,
    /// What is compared.
    pub title: &'static str,
    /// Where the reference values come from.
    pub source: &'static str,
    /// How many comparisons a right model may fail by chance, with full effort.
    pub comparisons: usize,
    /// Runs its cases.
    pub(super) run: fn(&Bench) -> Result<Vec<Case>, Failure>,
}

impl Reference {
    /// Runs all cases of the reference.
    ///
    /// # Errors
    /// A change made on purpose does not fit a scenario.
    pub fn cases(&self, bench: &Bench) -> Result<Vec<Case>, Failure> {
        let cases = (self.run)(bench)?;
        let statistical = cases.iter().filter(|case| case.rule.is_statistical());
        debug_assert!(statistical.count() <= self.comparisons);
        Ok(cases)
    }
}
