//! How far replications of a value are apart, and how much more of it that takes to be certain.
//!
//! Knows what was tried; must not know which is tried next.

use super::Trials;
use crate::scenario::Scenario;
use crate::study::size::verdict::{self, Verdict};
use crate::world::Interrupted;

/// A value is taken to need at most this share more of itself to be certain.
const MOST_MARGIN: f64 = 0.25;

impl<S: Fn(u32) -> Scenario + Sync> Trials<'_, S> {
    /// Standard deviation of how far replications of a value are beyond the objectives, each by the worst of them, as a
    /// share of the limit; infinite where that is not known.
    pub(in crate::study::size) fn spread(&self, value: u32) -> f64 {
        let observed = self.tried.get(&value).map_or(&[][..], Vec::as_slice);
        let each = observed.iter().map(|one| {
            let pairs = self.plan.objectives.iter().zip(&one.objectives);
            let beyond =
                pairs.filter_map(|(objective, one)| Some(verdict::beyond(objective, (*one)?)));
            beyond.fold(f64::NEG_INFINITY, f64::max)
        });
        let each: Vec<f64> = each.collect();
        let n = each.len() as f64;
        let mean = each.iter().sum::<f64>() / n;
        let squares: f64 = each.iter().map(|one| (one - mean).powi(2)).sum();
        let spread = (squares / (n - 1.0)).sqrt();
        if spread.is_finite() {
            spread
        } else {
            f64::INFINITY
        }
    }

    /// By which share of itself a value that was judged to meet is more than what meets the objectives by the mean of
    /// its first replications, so that a first look is certain of it; 0 where that is not known.
    pub(in crate::study::size) fn margin(
        &mut self,
        value: u32,
        replications: u64,
    ) -> Result<f64, Interrupted> {
        let look = self.judged_after(value);
        let judged = self.judgements(value, look)?;
        let excess = judged.iter().map(verdict::Judged::excess);
        let reach = excess.fold(f64::NEG_INFINITY, f64::max) - self.leaning(value, look);
        // What fewer replications are less certain of.
        let less = (look as f64 / self.first_look() as f64).sqrt() - 1.0;
        let beyond = reach * less - self.leaning(value, replications);
        let margin = beyond / self.slope_at(value) / f64::from(value);
        Ok(if margin.is_finite() {
            margin.clamp(0.0, MOST_MARGIN)
        } else {
            0.0
        })
    }

    /// As many replications as it takes for the spread of their mean to be no more than what so many environments more
    /// change, and no more than `most`.
    pub(in crate::study::size) fn enough_for(&self, value: u32, more: u32, most: u64) -> u64 {
        let spreads = self.spread(value) / (self.slope_at(value) * f64::from(more));
        // Nothing known, not a number, is taken for the most; a cast of too much is the largest number.
        let enough = if spreads.is_nan() {
            most
        } else {
            (spreads * spreads).ceil() as u64
        };
        enough.clamp(1, most)
    }

    /// How far a value's confidence limit is beyond the objectives, by this many of its own replications at the risk of
    /// a look divided by a number, and whether that meets them.
    pub(in crate::study::size) fn at_share_of_risk(
        &mut self,
        value: u32,
        replications: u64,
        shared_by: usize,
    ) -> Result<(Verdict, f64), Interrupted> {
        let risk = self.plan.looks.risk() / shared_by.max(1) as f64;
        let judged = self.judgements_at(value, replications, risk)?;
        let excess = judged.iter().map(verdict::Judged::excess);
        Ok((
            verdict::together(&judged),
            excess.fold(f64::NEG_INFINITY, f64::max),
        ))
    }
}
