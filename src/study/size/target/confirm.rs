//! Whether what was chosen from several stays certain with more replications, and what comes next where it does not.
//!
//! It knows trials and values; it must not know what a value stands for.

use super::super::answer::{met_near, steps};
use super::super::search::Between;
use super::super::trials::Trials;
use super::super::verdict::Verdict;
use crate::scenario::Scenario;
use crate::world::Interrupted;

/// A value that is confirmed to meet, and after how many replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Confirmed {
    pub(super) value: u32,
    pub(super) replications: u64,
}

/// What confirms that a value meets, or one above it that need not be told apart from it; `None` if nothing does after
/// the last replications, `most`.
///
/// It was chosen from several, so that it may have been judged to meet by luck. After the last look that counts for
/// little. Before, it is confirmed only at a risk that is shared by all it was chosen from (Bonferroni), and by half of
/// what the looks may get wrong: the early ones and the last err in less than 5 % together. A value above it is tried
/// where it is likely to be confirmed by as few replications, and is one more to choose from.
pub(super) fn confirmed<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    (within, value): (Between, u32),
    most: u64,
    mut chosen_from: usize,
) -> Result<Option<Confirmed>, Interrupted> {
    for look in trials.looks() {
        if look < trials.judged_after(value) || look >= most {
            continue;
        }
        let confirmed = |value| Confirmed {
            value,
            replications: look,
        };
        let (verdict, beyond) = trials.at_share_of_risk(value, look, 2 * chosen_from)?;
        if verdict == Verdict::Met {
            return Ok(Some(confirmed(value)));
        }
        let higher = value.saturating_add(within.grain(value));
        if trials.is_hardly_short(value, beyond) && higher <= within.most {
            chosen_from += 1;
            let (verdict, _) = trials.at_share_of_risk(higher, look, 2 * chosen_from)?;
            if verdict == Verdict::Met {
                return Ok(Some(confirmed(higher)));
            }
        }
    }
    let is_met = trials.point(value, most)?.verdict() == Verdict::Met;
    Ok(is_met.then_some(Confirmed {
        value,
        replications: most,
    }))
}

/// The next value above one that was not confirmed by `replications`: where it is likely to be, or above.
pub(super) fn next_that_meets<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    (within, value): (Between, u32),
    replications: u64,
) -> Result<Option<u32>, Interrupted> {
    let (_, beyond) = trials.at_share_of_risk(value, replications, 1)?;
    let more = steps(trials.slope_at(value))(value, beyond.max(0.0));
    let grain = within.grain(value);
    let next = value.saturating_add(more.clamp(grain, grain.max(value / 32)));
    if next > within.most {
        return Ok(None);
    }
    let above = Between {
        least: next,
        ..within
    };
    met_near(trials, above, next)
}
