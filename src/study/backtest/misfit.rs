//! How far a simulation is from what was measured, as one number, for changes of the scenario to be ranked by.
//!
//! Of each quantity, the total and the course of time count by half; chance, by a standard deviation of a count, does
//! not count. Quantities that are good enough as they are count only for what a change makes worse of them.
//!
//! Knows rows and grids; must not know what was changed.

use super::compared::Compared;
use super::grid::Grid;
use super::matching::Case;
use super::quantity::Quantity;
use super::tally::Rows;

/// The runs of each case: for each run the rows of each of its functions.
pub(super) type Runs = Vec<Vec<Rows>>;

/// Into this many parts the time is divided: what is off in single minutes is mostly chance.
const PARTS: usize = 24;

/// What misfits are held against: the scenario as it is.
pub(super) struct Yardstick {
    all: Vec<Mark>,
}

/// A quantity of a function.
pub(super) struct Mark {
    case: usize,
    function: usize,
    pub(super) quantity: Quantity,
    /// What the differences of the total and of the parts are divided by.
    scales: [f64; 2],
    is_off: bool,
    /// Its misfit in the scenario as it is.
    misfit: f64,
}

impl Yardstick {
    /// From the runs of the scenario as it is, and what was said of them: functions in the order of the cases.
    pub(super) fn new(cases: &[Case], runs: &Runs, compared: &[Compared]) -> Self {
        let places = cases
            .iter()
            .enumerate()
            .flat_map(|(case, one)| (0..one.functions.len()).map(move |function| (case, function)));
        let mut all = Vec::new();
        for ((case, function), compared) in places.zip(compared) {
            for series in &compared.series {
                let (grid, runs) = (&cases[case].functions[function].grid, &runs[case]);
                let scale = |parts| {
                    let binned = binned(grid, runs, function, series.quantity, parts);
                    let sum: f64 = binned.iter().map(|(one, other)| one.max(*other)).sum();
                    sum.max(f64::MIN_POSITIVE)
                };
                let mut mark = Mark {
                    case,
                    function,
                    quantity: series.quantity,
                    scales: [scale(1), scale(PARTS)],
                    is_off: !series.total.is_good,
                    misfit: 0.0,
                };
                mark.misfit = mark.misfit(grid, runs);
                all.push(mark);
            }
        }
        Self { all }
    }

    /// The misfit of the scenario as it is.
    pub(super) fn base(&self) -> f64 {
        let off = self.all.iter().filter(|mark| mark.is_off);
        off.map(|mark| mark.misfit).sum()
    }

    /// The misfit of other runs of the same cases.
    pub(super) fn misfit(&self, cases: &[Case], runs: &Runs) -> f64 {
        let each = self.all.iter().filter_map(|mark| {
            let grid = &cases.get(mark.case)?.functions.get(mark.function)?.grid;
            let misfit = mark.misfit(grid, runs.get(mark.case)?);
            Some(match mark.is_off {
                true => misfit,
                false => (misfit - mark.misfit).max(0.0),
            })
        });
        each.sum()
    }

    /// What is off most: case, function in it, and quantity.
    pub(super) fn worst(&self) -> Option<(usize, usize, Quantity)> {
        let off = self.all.iter().filter(|mark| mark.is_off);
        let worst = off.max_by(|one, other| one.misfit.total_cmp(&other.misfit));
        worst.map(|mark| (mark.case, mark.function, mark.quantity))
    }
}

impl Mark {
    fn misfit(&self, grid: &Grid, runs: &[Rows]) -> f64 {
        let of = |parts, scale: f64| {
            let binned = binned(grid, runs, self.function, self.quantity, parts);
            let off = binned.iter().map(|one| excess(self.quantity, *one));
            off.sum::<f64>() / scale
        };
        (of(1, self.scales[0]) + of(PARTS, self.scales[1])) / 2.0
    }
}

/// By how much a simulated value is off beyond chance.
fn excess(quantity: Quantity, (measured, simulated): (f64, f64)) -> f64 {
    let most = measured.max(simulated);
    let allowed = match quantity {
        Quantity::Duration => 0.02 * most,
        Quantity::Concurrency => 0.05 * most + 1.0,
        _ => most.max(1.0).sqrt(),
    };
    ((measured - simulated).abs() - allowed).max(0.0)
}

/// Mean of a quantity over all intervals and runs.
pub(super) fn total(grid: &Grid, runs: &[Rows], function: usize, quantity: Quantity) -> f64 {
    let binned = binned(grid, runs, function, quantity, 1);
    binned.first().map_or(0.0, |(_, simulated)| *simulated)
}

/// Measured and simulated in parts of the time, intervals of which nothing was measured apart.
fn binned(
    grid: &Grid,
    runs: &[Rows],
    function: usize,
    quantity: Quantity,
    parts: usize,
) -> Vec<(f64, f64)> {
    let count = grid.slots.len();
    let size = count.div_ceil(parts).max(1);
    let measured = grid.of(quantity);
    let invocations = grid.of(Quantity::Invocations);
    let starts = (0..count).step_by(size);
    let bin = |start: usize| {
        let known = (start..(start + size).min(count))
            .filter_map(|index| Some((index, measured.get(index).copied().flatten()?)));
        let known: Vec<(usize, f64)> = known.collect();
        let simulated = runs.iter().filter_map(|rows| {
            let rows = rows.get(function)?;
            let own = || known.iter().filter_map(|(index, _)| rows.get(*index));
            let values = own().filter_map(|row| row.value(quantity));
            Some(match quantity {
                Quantity::Concurrency => values.fold(0.0, f64::max),
                Quantity::Duration => {
                    let nanos: u128 = own().map(|row| row.duration_nanos).sum();
                    let all: u64 = own().map(|row| row.invocations).sum();
                    nanos as f64 / 1e6 / all.max(1) as f64
                }
                _ => values.sum(),
            })
        });
        let simulated: Vec<f64> = simulated.collect();
        let simulated = simulated.iter().sum::<f64>() / simulated.len().max(1) as f64;
        let values = known.iter().map(|(_, value)| *value);
        let measured = match quantity {
            Quantity::Concurrency => values.fold(0.0, f64::max),
            Quantity::Duration => {
                let weight =
                    |index: usize| invocations.get(index).copied().flatten().unwrap_or(1.0);
                let all: f64 = known.iter().map(|(index, _)| weight(*index)).sum();
                let sum: f64 = known
                    .iter()
                    .map(|(index, value)| weight(*index) * value)
                    .sum();
                if all > 0.0 { sum / all } else { simulated }
            }
            _ => values.sum(),
        };
        (measured, simulated)
    };
    starts.map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_no_misfit() {
        for (quantity, measured, simulated, expected) in [
            (Quantity::ColdStarts, 37.0, 43.0, 0.0),
            (Quantity::ColdStarts, 100.0, 0.0, 90.0),
            (Quantity::Concurrency, 600.0, 620.0, 0.0),
            (Quantity::Duration, 1000.0, 2000.0, 960.0),
            (Quantity::Throttles, 0.0, 1.0, 0.0),
        ] {
            let got = excess(quantity, (measured, simulated));
            assert!((got - expected).abs() < 1e-9, "{quantity:?}: {got}");
        }
    }
}
