//! Where a quantity is off most: intervals in a row.
//!
//! Knows what was measured and predicted of single intervals; must not know of totals.

use super::grid::Slot;
use super::prediction::Prediction;
use super::quantity::Quantity;

/// One interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// What was measured.
    pub measured: Option<f64>,
    /// What is simulated.
    pub simulated: Option<Prediction>,
}

/// Intervals in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// From the start of the first to the end of the last.
    pub slot: Slot,
    /// What was measured in them: counts added up, the highest level, or the mean.
    pub measured: f64,
    /// What is simulated.
    pub simulated: f64,
}

/// The intervals in a row, off in the same direction, that are off by the most in all.
pub(super) fn worst(quantity: Quantity, slots: &[Slot], points: &[Point]) -> Option<Stretch> {
    let mut worst: Option<(f64, Stretch)> = None;
    let mut start = 0;
    while start < points.len() {
        let direction = off(&points[start]).map(|off| off > 0.0);
        let same = |point: &&Point| off(point).map(|off| off > 0.0) == direction;
        let length = points[start..].iter().take_while(same).count().max(1);
        let end = start + length;
        if direction.is_some() {
            let far: f64 = points[start..end].iter().filter_map(off).sum();
            let stretch = stretch(quantity, &slots[start..end], &points[start..end]);
            if worst.is_none_or(|(most, _)| far.abs() > most) {
                worst = stretch.map(|stretch| (far.abs(), stretch)).or(worst);
            }
        }
        start = end;
    }
    worst.map(|(_, stretch)| stretch)
}

/// By how much the simulation is off, where the measured value lies outside of the interval.
fn off(point: &Point) -> Option<f64> {
    let (measured, simulated) = (point.measured?, point.simulated?);
    let is_off = !simulated.covers(measured);
    is_off.then_some(simulated.mean - measured)
}

fn stretch(quantity: Quantity, slots: &[Slot], points: &[Point]) -> Option<Stretch> {
    let (first, last) = (slots.first()?, slots.last()?);
    let together = |values: &mut dyn Iterator<Item = f64>| match quantity {
        Quantity::Concurrency => values.fold(0.0, f64::max),
        Quantity::Duration => values.sum::<f64>() / points.len() as f64,
        _ => values.sum(),
    };
    let simulated = points.iter().filter_map(|one| one.simulated);
    Some(Stretch {
        slot: Slot {
            from: first.from,
            to: last.to,
        },
        measured: together(&mut points.iter().filter_map(|one| one.measured)),
        simulated: together(&mut simulated.map(|one| one.mean)),
    })
}
