//! Which assumption is likeliest wrong: each that could be is changed, simulated again, and ranked by how much of what
//! is off goes away.
//!
//! Knows runs and misfits; must not know why a change was thought of.

use super::candidates::candidates;
use super::change::Change;
use super::compared::Compared;
use super::matching::Case;
use super::misfit::{Runs, Yardstick, total};
use super::quantity::Quantity;
use super::tally::{Rows, Tally};
use crate::scenario::Scenario;
use crate::study::parallel;
use crate::study::watch::{OneRun, Step, Watch};
use crate::world::{Interrupted, simulate_observed};

/// An assumption, what it would have to be, and what that would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspect {
    /// The assumption.
    pub change: Change,
    /// The share of what is off that goes away: 1 is all of it.
    pub removed: f64,
    /// What is off most, with the change.
    pub effect: Effect,
}

/// A total with a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Which function.
    pub function: String,
    /// Of what.
    pub quantity: Quantity,
    /// What was measured.
    pub measured: f64,
    /// What is simulated with the change.
    pub simulated: f64,
}

impl Suspect {
    /// An assumption explains what is off if this share of it goes away.
    pub const EXPLAINS: f64 = 0.5;

    /// Whether it explains most of what is off.
    pub fn explains(&self) -> bool {
        self.removed >= Self::EXPLAINS
    }
}

/// What was found about assumptions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suspicion {
    /// Those of which a change makes anything better, the one that removes most first; each once.
    pub suspects: Vec<Suspect>,
    /// The keys that were changed, in the order in which they were thought of.
    pub tried: Vec<String>,
}

/// Runs of each change: a few tell half of what is off from nothing of it.
const RUNS: u64 = 3;
/// Above this many invocations in a run of the scenario a single one has to do: chance is small then.
const LARGE: u64 = 3_000_000;
/// A change that leaves no more than this share of what is off is not improved any further.
const FOUND: f64 = 0.1;

/// A change that was simulated.
struct Tried {
    change: Change,
    misfit: f64,
    /// The totals of cold starts and of throttles, of all functions: what values between others are found by.
    guide: [f64; 2],
    effect: f64,
}

/// Simulates some replications of each of the cases.
pub(super) fn runs(
    cases: &[Case],
    replications: u64,
    watch: &dyn Watch,
) -> Result<Runs, Interrupted> {
    let numbers = |case| (0..replications).map(move |number| (case, number));
    let tasks: Vec<(&Case, u64)> = cases.iter().flat_map(numbers).collect();
    watch.planned(Step::Run, tasks.len() as u64);
    let made = parallel::try_map(&tasks, |(case, number)| {
        run(case, &case.scenario, *number, watch)
    })?;
    let mut made = made.into_iter();
    let of_case = |_| made.by_ref().take(replications as usize).collect();
    Ok(cases.iter().map(of_case).collect())
}

fn run(
    case: &Case,
    scenario: &Scenario,
    replication: u64,
    watch: &dyn Watch,
) -> Result<Rows, Interrupted> {
    if watch.is_stopped() {
        return Err(Interrupted);
    }
    let grids = case.functions.iter().map(|function| &function.grid);
    let mut observers = (OneRun::of(scenario, watch), Tally::new(&case.place, grids));
    simulate_observed(scenario, replication, &mut observers)?;
    let (one_run, tally) = observers;
    one_run.end();
    Ok(tally.finish())
}

/// Looks for what explains that a scenario is off.
pub(super) fn suspicion(
    scenario: &Scenario,
    cases: &[Case],
    base: &Runs,
    compared: &[Compared],
    watch: &dyn Watch,
) -> Result<Suspicion, Interrupted> {
    let search = Search {
        scenario,
        cases,
        yardstick: Yardstick::new(cases, base, compared),
        runs: match invocations(base) {
            LARGE.. => 1,
            _ => RUNS,
        },
        watch,
    };
    let Some(worst) = search.yardstick.worst() else {
        return Ok(Suspicion::default());
    };
    let changes = candidates(scenario, compared);
    let mut tried = search.all(&changes, worst)?;
    let between = search.between(&tried, compared);
    tried.extend(search.all(&between, worst)?);
    let mut keys: Vec<String> = Vec::new();
    for change in &changes {
        if !keys.contains(&change.key) {
            keys.push(change.key.clone());
        }
    }
    // Stable: of equals the one that was thought of first.
    tried.sort_by(|one, other| one.misfit.total_cmp(&other.misfit));
    let (base, mut suspects) = (search.yardstick.base(), Vec::<Suspect>::new());
    for one in tried {
        let removed = 1.0 - one.misfit / base;
        let is_known = suspects
            .iter()
            .any(|known| known.change.key == one.change.key);
        if removed > 0.0 && !is_known {
            suspects.extend(search.suspect(one, removed, worst, compared));
        }
    }
    Ok(Suspicion {
        suspects,
        tried: keys,
    })
}

/// Invocations in a run of all cases.
fn invocations(base: &Runs) -> u64 {
    let firsts = base.iter().filter_map(|runs| runs.first());
    let rows = firsts.flatten().flatten();
    rows.map(|row| row.invocations + row.throttles).sum()
}

/// What all changes are judged with.
struct Search<'a> {
    scenario: &'a Scenario,
    cases: &'a [Case],
    yardstick: Yardstick,
    runs: u64,
    watch: &'a dyn Watch,
}

type Worst = (usize, usize, Quantity);

impl Search<'_> {
    fn all(&self, changes: &[Change], worst: Worst) -> Result<Vec<Tried>, Interrupted> {
        let runs = self.runs * self.cases.len() as u64;
        self.watch.planned(Step::Run, runs * changes.len() as u64);
        // Of the runs of a change only its figures stay: there may be many intervals.
        parallel::try_map(changes, |change| {
            let runs = self.changed(change)?;
            Ok(Tried {
                change: change.clone(),
                misfit: self.yardstick.misfit(self.cases, &runs),
                guide: [Quantity::ColdStarts, Quantity::Throttles].map(|one| self.sum(&runs, one)),
                effect: self.total(&runs, worst),
            })
        })
    }

    /// The runs of the cases with a change.
    fn changed(&self, change: &Change) -> Result<Runs, Interrupted> {
        let of_case = |case: &Case| {
            let scenario = change.apply(&case.scenario);
            let numbers = 0..self.runs;
            numbers
                .map(|number| run(case, &scenario, number, self.watch))
                .collect()
        };
        self.cases.iter().map(of_case).collect()
    }

    fn total(&self, runs: &Runs, (case, function, quantity): Worst) -> f64 {
        let grid = self
            .cases
            .get(case)
            .and_then(|one| one.functions.get(function));
        let both = grid.zip(runs.get(case));
        both.map_or(0.0, |(one, runs)| {
            total(&one.grid, runs, function, quantity)
        })
    }

    /// A quantity of all functions and cases.
    fn sum(&self, runs: &Runs, quantity: Quantity) -> f64 {
        let places = self.cases.iter().enumerate().flat_map(|(case, one)| {
            (0..one.functions.len()).map(move |function| (case, function, quantity))
        });
        places.map(|place| self.total(runs, place)).sum()
    }

    /// For each key a value between the two that enclose what was measured.
    fn between(&self, tried: &[Tried], compared: &[Compared]) -> Vec<Change> {
        let quantities = [Quantity::ColdStarts, Quantity::Throttles];
        let measured = quantities.map(|quantity| -> f64 {
            let series = compared.iter().filter_map(|one| one.of(quantity));
            series.map(|series| series.total.measured).sum()
        });
        let close = FOUND * self.yardstick.base();
        let mut all: Vec<Change> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for one in tried {
            if seen.contains(&one.change.key.as_str()) {
                continue;
            }
            seen.push(&one.change.key);
            let own = tried
                .iter()
                .filter(|other| other.change.key == one.change.key);
            if own.clone().any(|one| one.misfit <= close) {
                continue;
            }
            let place = usize::from(!one.change.key.ends_with("idle_timeout"));
            let known = own.filter_map(|one| Some((one.change.number()?, one.guide[place])));
            let value = interpolated(known.collect(), measured[place]);
            let change = value.and_then(|value| one.change.with_number(self.scenario, value));
            let is_new = |change: &Change| tried.iter().all(|other| other.change != *change);
            all.extend(change.filter(is_new));
        }
        all
    }

    fn suspect(
        &self,
        tried: Tried,
        removed: f64,
        (case, function, quantity): Worst,
        compared: &[Compared],
    ) -> Option<Suspect> {
        let before = self.cases.get(..case)?;
        let place = before.iter().map(|one| one.functions.len()).sum::<usize>() + function;
        let own = compared.get(place)?;
        Some(Suspect {
            change: tried.change,
            removed,
            effect: Effect {
                function: own.name.clone(),
                quantity,
                measured: own.of(quantity)?.total.measured,
                simulated: tried.effect,
            },
        })
    }
}

/// The value for which a figure would be what is wanted, from values with the figure of each: on a straight line over
/// the logarithm of the value, between the two that enclose it.
fn interpolated(mut known: Vec<(f64, f64)>, wanted: f64) -> Option<f64> {
    known.sort_by(|one, other| one.0.total_cmp(&other.0));
    known.windows(2).find_map(|pair| {
        let [(low, one), (high, other)] = pair else {
            return None;
        };
        let share = (wanted - one) / (other - one);
        let is_between = share > 0.0 && share < 1.0 && *low > 0.0;
        is_between.then(|| low * libm::pow(high / low, share))
    })
}

#[cfg(test)]
mod tests {
    use super::interpolated;

    #[test]
    fn a_value_is_found_between_two() {
        let known = vec![(400.0, 10.0), (100.0, 30.0), (25.0, 50.0)];
        let found = interpolated(known.clone(), 20.0).unwrap();
        assert!((found - 200.0).abs() < 1e-9, "{found}");
        assert_eq!(interpolated(known, 60.0), None, "beyond all of them");
    }
}
