//! How many requests of a log were in service at once.

use std::collections::BTreeMap;

use super::gathered::Kept;

/// A request of a log.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Seen {
    arrival: i64,
    end: i64,
}

/// The most of some requests that were in service at once.
pub(super) fn peak<'a>(kept: impl Iterator<Item = &'a Kept>) -> u32 {
    let all: Vec<Kept> = kept.copied().collect();
    concurrency(&all, |_| 0).into_values().max().unwrap_or(0)
}

/// The most requests in service at once, per minute; in a minute without an arrival those that began before it.
pub(super) fn concurrency(kept: &[Kept], minute: impl Fn(i64) -> i64) -> BTreeMap<i64, u32> {
    let mut seen: Vec<Seen> = kept
        .iter()
        .filter_map(|request| {
            let micros = u64::from(request.duration?) + u64::from(request.init.unwrap_or(0));
            let arrival = request.arrival;
            Some(Seen {
                arrival,
                end: arrival.saturating_add(i64::try_from(micros).ok()?.saturating_mul(1000)),
            })
        })
        .collect();
    seen.sort_by_key(|request| request.arrival);
    let mut ends: Vec<i64> = seen.iter().map(|request| request.end).collect();
    ends.sort_unstable();
    let mut most: BTreeMap<i64, u32> = BTreeMap::new();
    let (mut running, mut ended) = (0_u32, 0);
    for request in &seen {
        while ends.get(ended).is_some_and(|end| *end <= request.arrival) {
            ended += 1;
            running = running.saturating_sub(1);
        }
        running += 1;
        let now = most.entry(minute(request.arrival)).or_default();
        *now = running.max(*now);
    }
    most
}
