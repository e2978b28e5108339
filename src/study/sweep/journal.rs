//! Keeping the points of a sweep that are done, so that one that is cut off goes on where it was.
//!
//! It knows what a point is kept by; it must not know where.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use super::outcome::{Outcome, Reduced};
use crate::study::key::PointKey;

/// Keeps the points that are done. Points end on any thread, one at a time.
pub trait Journal: Sync {
    /// Why a point could not be kept.
    type Error: Send;

    /// What an earlier sweep found at a point, if it got so far.
    fn earlier(&self, key: PointKey) -> Option<Outcome>;

    /// The replications of a point that is not all known which are, by their numbers.
    fn earlier_runs(&self, key: PointKey) -> BTreeMap<u64, Reduced> {
        let _ = key;
        BTreeMap::new()
    }

    /// Keeps a point.
    ///
    /// # Errors
    /// Why it could not be kept, which ends the sweep.
    fn keep(&self, key: PointKey, outcome: &Outcome) -> Result<(), Self::Error>;
}

/// Nothing is kept: a sweep that is cut off begins anew.
impl Journal for () {
    type Error = Infallible;

    fn earlier(&self, _: PointKey) -> Option<Outcome> {
        None
    }

    fn keep(&self, _: PointKey, _: &Outcome) -> Result<(), Infallible> {
        Ok(())
    }
}

/// Points are kept in memory.
impl Journal for Mutex<BTreeMap<PointKey, Outcome>> {
    type Error = Infallible;

    fn earlier(&self, key: PointKey) -> Option<Outcome> {
        let kept = self.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&key).cloned()
    }

    fn keep(&self, key: PointKey, outcome: &Outcome) -> Result<(), Infallible> {
        let mut kept = self.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(key, outcome.clone());
        Ok(())
    }
}
