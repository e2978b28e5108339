//! After how many replications something is judged.
//!
//! Replications are added until a verdict is clear. Who looks several times errs more often: by Bonferroni's
//! inequality each of the looks may err in 5 % / looks only, so that all of them together err in 5 % at most.
//! Knows numbers; must not know what is judged.

use super::statistics::CONFIDENCE;

/// After how many replications something is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looks(Vec<u64>);

impl Looks {
    /// Replications before the first look; fewer say too little of their own spread.
    pub(crate) const FIRST: u64 = 10;

    /// After 10, 20, 40 ... replications, and after `most`. At least 2 are made.
    pub fn up_to(most: u64) -> Self {
        let most = most.max(2);
        let doubled = std::iter::successors(Some(Self::FIRST), |look| look.checked_mul(2));
        let mut looks: Vec<u64> = doubled.take_while(|&look| look < most).collect();
        looks.push(most);
        Self(looks)
    }

    /// Once, after this many replications.
    pub fn exactly(replications: u64) -> Self {
        Self(vec![replications])
    }

    /// All of them, in order.
    pub fn all(&self) -> &[u64] {
        &self.0
    }

    /// The first.
    pub fn first(&self) -> u64 {
        self.0.first().copied().unwrap_or(Self::FIRST)
    }

    /// The last.
    pub fn most(&self) -> u64 {
        self.0.last().copied().unwrap_or(Self::FIRST)
    }

    /// The share of verdicts that one look may get wrong.
    pub(super) fn risk(&self) -> f64 {
        (1.0 - CONFIDENCE) / self.0.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_double_up_to_the_most() {
        assert_eq!(Looks::up_to(40).all(), [10, 20, 40]);
        assert_eq!(Looks::up_to(50).all(), [10, 20, 40, 50]);
        assert_eq!(Looks::up_to(10).all(), [10]);
        assert_eq!(Looks::up_to(3).all(), [3]);
        assert_eq!(Looks::up_to(0).all(), [2]);
    }

    #[test]
    fn who_looks_once_may_err_in_five_percent() {
        assert_eq!(Looks::exactly(7).all(), [7]);
        assert!((Looks::exactly(7).risk() - 0.05).abs() < 1e-12);
        assert!((Looks::up_to(40).risk() - 0.05 / 3.0).abs() < 1e-12);
    }
}
