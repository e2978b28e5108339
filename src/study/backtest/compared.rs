//! A function as it was measured and as it is simulated: each interval, and all of them together.
//!
//! Knows the rule by which a figure is good enough; must not know how runs are made, nor what could be wrong.

use super::grid::{Grid, Slot};
use super::prediction::Prediction;
use super::quantity::Quantity;
use super::stretch::{Point, Stretch, worst};
use super::tally::Row;

/// A total that is off by no more than this share of what was measured is good enough.
pub const TOLERANCE: f64 = 0.1;
/// So is one of throttles or cold starts that is off by no more than this share of the invocations.
pub const NEGLIGIBLE: f64 = 0.001;

/// A function, measured and simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The function; of several recordings of one function, the recording.
    pub name: String,
    /// What the measurement calls it.
    pub measured_as: String,
    /// Index of the function in the scenario, of versions the first.
    pub function: usize,
    /// Whether the recorded requests took the place of the scenario's.
    pub is_replayed: bool,
    /// The measured intervals.
    pub slots: Vec<Slot>,
    /// What was measured, one entry for each quantity that the source has.
    pub series: Vec<Series>,
}

/// A quantity of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The quantity.
    pub quantity: Quantity,
    /// A value for each interval.
    pub points: Vec<Point>,
    /// All intervals that have a measured value together.
    pub total: Total,
    /// Mean of simulated less measured over the intervals that have both.
    pub bias: Option<f64>,
    /// Share of these intervals in which the measured value lies in its interval.
    pub share_within: Option<f64>,
    /// Where it is off most: intervals in a row that are off in the same direction.
    pub worst: Option<Stretch>,
}

/// Counts added up, the highest level, or the mean of all durations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Total {
    /// What was measured.
    pub measured: f64,
    /// What is simulated.
    pub simulated: Prediction,
    /// Whether that is good enough to decide by.
    pub is_good: bool,
}

impl Total {
    /// How far the simulation is off, as a share of what was measured; `None` where that is nothing.
    pub fn error(&self) -> Option<f64> {
        (self.measured > 0.0).then(|| (self.simulated.mean - self.measured) / self.measured)
    }
}

impl Compared {
    /// A quantity, if it was measured.
    pub fn of(&self, quantity: Quantity) -> Option<&Series> {
        self.series.iter().find(|one| one.quantity == quantity)
    }

    /// Whether all that was measured is predicted well enough.
    pub fn is_good(&self) -> bool {
        self.series.iter().all(|series| series.total.is_good)
    }
}

/// What each run did, laid over what was measured.
pub(super) fn series(grid: &Grid, runs: &[&[Row]]) -> Vec<Series> {
    let measured = Quantity::ALL.into_iter().filter(|one| grid.has(*one));
    measured
        .filter_map(|quantity| series_of(grid, runs, quantity))
        .collect()
}

/// The values of a quantity in all runs as a prediction.
fn predicted(quantity: Quantity, values: &[f64]) -> Option<Prediction> {
    match quantity {
        Quantity::Concurrency => Prediction::of_levels(values),
        _ if quantity.is_count() => Prediction::of_counts(values),
        _ => Prediction::of_values(values),
    }
}

fn series_of(grid: &Grid, runs: &[&[Row]], quantity: Quantity) -> Option<Series> {
    let measured = grid.of(quantity);
    let points: Vec<Point> = (0..grid.slots.len())
        .map(|index| {
            let rows = runs.iter().filter_map(|rows| rows.get(index));
            let values: Vec<f64> = rows.filter_map(|row| row.value(quantity)).collect();
            Point {
                measured: measured.get(index).copied().flatten(),
                simulated: predicted(quantity, &values),
            }
        })
        .collect();
    let total = total(grid, runs, quantity)?;
    let both = points
        .iter()
        .filter_map(|point| Some((point.measured?, point.simulated?)));
    let both: Vec<(f64, Prediction)> = both.collect();
    let count = both.len() as f64;
    let mean = |sum: f64| (count > 0.0).then(|| sum / count);
    let within = both.iter().filter(|(measured, one)| one.covers(*measured));
    Some(Series {
        quantity,
        total,
        bias: mean(both.iter().map(|(measured, one)| one.mean - measured).sum()),
        share_within: mean(within.count() as f64),
        worst: worst(quantity, &grid.slots, &points),
        points,
    })
}

fn total(grid: &Grid, runs: &[&[Row]], quantity: Quantity) -> Option<Total> {
    let known: Vec<(usize, f64)> = grid
        .of(quantity)
        .iter()
        .enumerate()
        .filter_map(|(index, value)| Some((index, (*value)?)))
        .collect();
    let weight = |index: usize| match grid.of(Quantity::Invocations).get(index) {
        Some(Some(invocations)) => *invocations,
        _ => 1.0,
    };
    let measured = match quantity {
        Quantity::Concurrency => known.iter().map(|(_, value)| *value).reduce(f64::max)?,
        Quantity::Duration => {
            let all: f64 = known.iter().map(|(index, _)| weight(*index)).sum();
            let sum: f64 = known
                .iter()
                .map(|(index, value)| weight(*index) * value)
                .sum();
            (all > 0.0).then(|| sum / all)?
        }
        _ => known.iter().map(|(_, value)| value).sum(),
    };
    let of_run = |rows: &&[Row]| {
        let mut all = Row::default();
        for row in known.iter().filter_map(|(index, _)| rows.get(*index)) {
            all.invocations += row.invocations;
            all.throttles += row.throttles;
            all.cold_starts += row.cold_starts;
            all.concurrency = all.concurrency.max(row.concurrency);
            all.duration_nanos += row.duration_nanos;
        }
        all.value(quantity)
    };
    let values: Vec<f64> = runs.iter().filter_map(of_run).collect();
    let simulated = predicted(quantity, &values)?;
    let invocations: f64 = grid.of(Quantity::Invocations).iter().flatten().sum();
    Some(Total {
        measured,
        simulated,
        is_good: is_good(quantity, measured, simulated, invocations),
    })
}

/// Whether a total is predicted well enough: by chance it could be what was measured, or it is near enough for it not
/// to matter.
fn is_good(quantity: Quantity, measured: f64, simulated: Prediction, invocations: f64) -> bool {
    let off = (simulated.mean - measured).abs();
    let is_rare = matches!(quantity, Quantity::Throttles | Quantity::ColdStarts);
    simulated.covers(measured)
        || off <= TOLERANCE * measured
        || (is_rare && off <= NEGLIGIBLE * invocations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{MeasuredFunction, MeasuredInterval};

    const MINUTE: i64 = 60_000_000_000;

    fn grid(values: &[(f64, f64)]) -> Grid {
        let rows = values.iter().enumerate();
        let intervals = rows.map(|(index, (throttles, duration))| MeasuredInterval {
            start: index as i64 * MINUTE,
            length: MINUTE,
            invocations: Some(100.0),
            throttles: Some(*throttles),
            duration_mean_ms: Some(*duration),
            ..MeasuredInterval::default()
        });
        let measured = MeasuredFunction {
            intervals: intervals.collect(),
            ..MeasuredFunction::default()
        };
        Grid::new(&measured, 0, (0, u64::MAX / 2))
    }

    fn row(throttles: u64, millis: u128) -> Row {
        Row {
            invocations: 100,
            throttles,
            duration_nanos: millis * 1_000_000 * 100,
            ..Row::default()
        }
    }

    #[test]
    fn what_is_off_is_found_where_it_is() {
        let grid = grid(&[(0.0, 100.0), (50.0, 100.0), (70.0, 100.0), (0.0, 100.0)]);
        let quiet = [row(0, 100); 4];
        let runs = [&quiet[..], &quiet[..], &quiet[..]];
        let all = series(&grid, &runs);
        let keys: Vec<_> = all.iter().map(|one| one.quantity.key()).collect();
        assert_eq!(keys, ["invocations", "throttles", "duration_mean_ms"]);
        let throttles = &all[1];
        assert!(!throttles.total.is_good);
        assert_eq!(throttles.total.measured, 120.0);
        assert_eq!(throttles.total.error(), Some(-1.0));
        assert_eq!(throttles.bias, Some(-30.0));
        assert_eq!(throttles.share_within, Some(0.5));
        let worst = throttles.worst.unwrap();
        assert_eq!((worst.slot.from_s(), worst.slot.to_s()), (60.0, 180.0));
        assert_eq!((worst.measured, worst.simulated), (120.0, 0.0));
        assert!(all[0].total.is_good && all[2].total.is_good);
        assert_eq!(all[2].worst, None);
    }

    #[test]
    fn a_figure_is_good_by_chance_or_where_it_hardly_matters() {
        let none = Prediction {
            mean: 100.0,
            low: 100.0,
            high: 100.0,
        };
        for (quantity, measured, invocations, good) in [
            (Quantity::Duration, 100.0, 0.0, true),
            (Quantity::Duration, 91.0, 0.0, true),
            (Quantity::Duration, 90.0, 1e9, false),
            (Quantity::Throttles, 50.0, 50_000.0, true),
            (Quantity::Throttles, 50.0, 49_000.0, false),
        ] {
            let is = is_good(quantity, measured, none, invocations);
            assert_eq!(is, good, "{quantity:?} {measured}");
        }
    }
}
