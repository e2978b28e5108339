//! Recorded requests: whether a measurement has those of the scenario, and how they take their place.
//!
//! Knows traffic and what was measured of it; must not know how functions are matched.

use std::ops::Range;
use std::sync::Arc;

use super::grid::Grid;
use super::quantity::Quantity;
use crate::kernel::{SimDuration, SimTime};
use crate::scenario::{CountRow, Counts, Scenario, Spacing, Traffic, TrafficEntry};

/// Whether all traffic of some functions was recorded or counted.
pub(super) fn is_recorded(scenario: &Scenario, members: Range<usize>) -> bool {
    let functions = scenario.functions.get(members).unwrap_or_default();
    let mut traffic = functions.iter().flat_map(|function| &function.traffic);
    traffic.all(|entry| matches!(entry.traffic, Traffic::Trace(_) | Traffic::Counts(_)))
}

/// Requests that may be in other intervals, as a share of all, for traffic to be the same.
const SAME: f64 = 0.01;

/// Whether the recorded requests of the scenario are those of a measurement.
pub(super) fn is_same(scenario: &Scenario, members: Range<usize>, grid: &Grid) -> bool {
    let mut counts = vec![0.0; grid.slots.len()];
    let functions = scenario.functions.get(members).unwrap_or_default();
    for entry in functions.iter().flat_map(|function| &function.traffic) {
        let Traffic::Trace(trace) = &entry.traffic else {
            return false;
        };
        for row in trace.rows.iter() {
            let at = row.arrival.as_nanos();
            let place = grid.slots.partition_point(|slot| slot.to <= at);
            let slot = grid.slots.get(place).filter(|slot| slot.from <= at);
            match (slot, counts.get_mut(place)) {
                (Some(_), Some(count)) => *count += 1.0,
                _ => return false,
            }
        }
    }
    let measured = grid.of(Quantity::Invocations);
    let pairs = measured.iter().zip(&counts);
    let off: f64 = pairs
        .map(|(one, count)| (one.unwrap_or(0.0) - count).abs())
        .sum();
    off <= SAME * measured.iter().flatten().sum::<f64>()
}

/// Puts the measured requests in the place of the scenario's, and ends the run with them.
pub(super) fn replay(scenario: &mut Scenario, members: Range<usize>, grid: &Grid) {
    let measured = grid.of(Quantity::Invocations).iter().zip(&grid.slots);
    let rows: Vec<CountRow> = measured
        .map(|(count, slot)| CountRow {
            start: SimTime::from_nanos(slot.from),
            requests: count.unwrap_or(0.0).round() as u64,
        })
        .filter(|row| row.requests > 0)
        .collect();
    let (Some(first), Some(last)) = (grid.slots.first(), grid.slots.last()) else {
        return;
    };
    scenario.duration = SimDuration::from_nanos(last.to);
    scenario.interval = scenario.interval.min(scenario.duration);
    let Some(function) = scenario.functions.get_mut(members.start) else {
        return;
    };
    let counts = Traffic::Counts(Counts {
        file: "measured.csv".to_owned(),
        interval: SimDuration::from_nanos(first.to - first.from),
        spacing: Spacing::Poisson,
        rows: Arc::from(rows),
        begin: None,
    });
    let invoked_by = function
        .traffic
        .first()
        .map(|entry| entry.invoked_by.clone());
    function.traffic = vec![match invoked_by {
        Some(invoked_by) => TrafficEntry {
            traffic: counts,
            invoked_by,
        },
        None => counts.into(),
    }];
    function.written_traffic = None;
    // What was measured is all there was.
    scenario.scale = 1.0;
}
