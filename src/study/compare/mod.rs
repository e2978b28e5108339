//! Variants of one scenario: the same requests through each, and how their figures differ.
//!
//! A replication draws the same requests in every variant, because random streams are named after
//! function and purpose and know nothing of quotas (common random numbers). Runs go to all cores; each
//! is reduced at once to its figures and series and folded in by its number, so that the number of
//! threads changes nothing and memory does not grow with what a run observed.
//!
//! Knows scenarios and results. It must not know how a variant was asked for, nor how a comparison
//! is shown.
//!
//! | module | what it holds |
//! |---|---|
//! | [`factors`] | what is varied, crossed into variants |
//! | [`metric`] | the figures that are compared |
//! | `mean_series` | what a variant does over time |
//! | [`paired`] | paired differences, and which are beyond noise |

pub mod factors;
mod mean_series;
pub mod metric;
pub mod paired;
#[cfg(test)]
mod tests;

use super::judgements::{Judgements, SampleVerdict};
use super::{Estimate, Scope, parallel};
use crate::billing::{Item, bills};
use crate::kernel::SimTime;
use crate::metrics::{RunResult, Verdict, objectives};
use crate::scenario::{Scenario, Traffic};
use crate::world::{Interrupted, Observer, simulate_observed};
pub use mean_series::{MeanSeries, Quantity};
use metric::Figures;
pub use metric::Metric;
pub use paired::{Difference, Finding};

/// One of the scenarios that are compared.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What it is called; names are distinct.
    pub name: String,
    /// The keys that are varied, with their values here.
    pub settings: Vec<(String, String)>,
    /// The scenario.
    pub scenario: Scenario,
}

/// What variants must have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("variants are compared request by request and must have the same {0}")]
pub struct Incomparable(&'static str);

/// # Errors
/// The first thing that the variants should have in common and have not.
pub fn check_comparable(variants: &[Variant]) -> Result<(), Incomparable> {
    let Some((first, others)) = variants.split_first() else {
        return Ok(());
    };
    let names = |scenario: &Scenario| -> Vec<String> {
        let functions = scenario.functions.iter();
        functions.map(|function| function.name.clone()).collect()
    };
    let a = &first.scenario;
    for b in others.iter().map(|variant| &variant.scenario) {
        let checks = [
            ("name", a.name == b.name),
            ("seed", a.seed == b.seed),
            ("duration", a.duration == b.duration),
            ("interval", a.interval == b.interval),
            ("warm_up", a.warm_up == b.warm_up),
            ("functions", names(a) == names(b)),
        ];
        if let Some((key, _)) = checks.into_iter().find(|(_, equal)| !equal) {
            return Err(Incomparable(key));
        }
    }
    Ok(())
}

/// Two variants that are one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` and `{1}` are the same scenario: variants must differ")]
pub struct SameScenario(String, String);

/// Variants whose values are written differently may still say the same, as 500 and 500.0 do.
///
/// # Errors
/// The names of the first two variants with equal scenarios.
pub fn check_different(variants: &[Variant]) -> Result<(), SameScenario> {
    for (index, later) in variants.iter().enumerate() {
        let mut earlier = variants[..index].iter();
        if let Some(same) = earlier.find(|one| one.scenario == later.scenario) {
            return Err(SameScenario(same.name.clone(), later.name.clone()));
        }
    }
    Ok(())
}

/// Variants with what their replications said. The first variant is the baseline.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The variants, in the order they were given.
    pub variants: Vec<Variant>,
    replications: u64,
    starts: Vec<SimTime>,
    outcomes: Vec<Outcome>,
    /// By scope, then by variant, then by metric.
    differences: Vec<Vec<Vec<Option<Difference>>>>,
}

/// What the replications of one variant said.
#[derive(Clone, Debug)]
struct Outcome {
    /// By scope and metric, a value for each replication.
    observations: Vec<[Vec<Option<f64>>; Metric::ALL.len()]>,
    series: MeanSeries,
    judgements: Judgements,
    stand_ins: Vec<Item>,
}

/// What is kept of one run.
struct Reduced {
    figures: Vec<Figures>,
    series: MeanSeries,
    verdicts: Vec<Verdict>,
    stand_ins: Vec<Item>,
    starts: Vec<SimTime>,
}

/// Runs as many replications of each variant and compares them. `observe` makes the observer of a
/// run, `done` is told of each that has ended.
///
/// # Errors
/// [`Interrupted`] if an observer stopped its run.
pub fn compare<O: Observer>(
    variants: Vec<Variant>,
    replications: u64,
    observe: impl Fn() -> O + Sync,
    done: impl Fn() + Sync,
) -> Result<Comparison, Interrupted> {
    let mut outcomes: Vec<Outcome> = variants.iter().map(Outcome::new).collect();
    let mut starts = Vec::new();
    let count = variants.len().max(1) as u64;
    // Waves, so that what waits to be folded is bounded; long ones, so that cores seldom wait.
    let wave = 8 * parallel::threads() as u64;
    let runs = replications * variants.len() as u64;
    let mut next = 0;
    while next < runs {
        let end = runs.min(next + wave);
        let one = |&run: &u64| {
            let scenario = &variants[(run % count) as usize].scenario;
            let result = simulate_observed(scenario, run / count, &mut observe())?;
            done();
            Ok(Reduced::new(scenario, &result))
        };
        let numbers: Vec<u64> = (next..end).collect();
        let reduced: Vec<Reduced> = parallel::try_map(&numbers, one)?;
        for (run, reduced) in (next..end).zip(reduced) {
            starts.clone_from(&reduced.starts);
            outcomes[(run % count) as usize].add(reduced);
        }
        next = end;
    }
    Ok(Comparison {
        differences: differences(&outcomes),
        variants,
        replications,
        starts,
        outcomes,
    })
}

/// Each scope is a family of its own: the account is judged the same whatever its functions are.
fn differences(outcomes: &[Outcome]) -> Vec<Vec<Vec<Option<Difference>>>> {
    let Some((baseline, others)) = outcomes.split_first() else {
        return Vec::new();
    };
    let of_scope = |scope: usize| {
        let family: Vec<_> = others
            .iter()
            .flat_map(|other| {
                let pairs = other.observations[scope].iter();
                pairs.zip(&baseline.observations[scope])
            })
            .map(|(variant, baseline)| paired::paired(variant, baseline))
            .collect();
        let judged = paired::judge(&family);
        judged
            .chunks(Metric::ALL.len())
            .map(<[_]>::to_vec)
            .collect()
    };
    (0..baseline.observations.len()).map(of_scope).collect()
}

impl Reduced {
    fn new(scenario: &Scenario, result: &RunResult) -> Self {
        let intervals = result.account.intervals.iter();
        let bills = bills(scenario, result);
        Self {
            figures: metric::figures(result, &bills),
            // A month reaches whatever price a run does.
            stand_ins: bills.month.as_ref().unwrap_or(&bills.run).stand_ins(),
            series: MeanSeries::of(result),
            verdicts: objectives::evaluate(&scenario.slo, result),
            starts: intervals.map(|interval| interval.start).collect(),
        }
    }
}

impl Outcome {
    fn new(variant: &Variant) -> Self {
        let scopes = 1 + variant.scenario.functions.len();
        Self {
            observations: vec![Default::default(); scopes],
            series: MeanSeries::default(),
            judgements: Judgements::new(&variant.scenario.slo),
            stand_ins: Vec::new(),
        }
    }

    fn add(&mut self, reduced: Reduced) {
        for (observations, figures) in self.observations.iter_mut().zip(reduced.figures) {
            for (values, value) in observations.iter_mut().zip(figures) {
                values.push(value);
            }
        }
        self.series.add(reduced.series);
        self.judgements.fold(reduced.verdicts);
        // Whose prices hold is the same in all replications.
        self.stand_ins = reduced.stand_ins;
    }
}

impl Comparison {
    /// Replications of each variant.
    pub fn replications(&self) -> u64 {
        self.replications
    }

    /// Starts of the intervals.
    pub fn starts(&self) -> &[SimTime] {
        &self.starts
    }

    /// The account and each function.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> + use<> {
        let functions = self
            .outcomes
            .first()
            .map_or(0, |one| one.observations.len());
        let functions = (0..functions.saturating_sub(1)).map(Scope::Function);
        std::iter::once(Scope::Account).chain(functions)
    }

    /// What each replication of a variant gave.
    pub(crate) fn observations(
        &self,
        variant: usize,
        scope: Scope,
        metric: Metric,
    ) -> &[Option<f64>] {
        let outcome = self.outcomes.get(variant);
        let scope = outcome.and_then(|outcome| outcome.observations.get(number(scope)));
        scope.map_or(&[], |scope| &scope[metric as usize])
    }

    /// The mean of a variant's replications; `None` if none has a value.
    pub fn estimate(&self, variant: usize, scope: Scope, metric: Metric) -> Option<Estimate> {
        let observed = self.observations(variant, scope, metric).iter();
        Estimate::new(&observed.flatten().copied().collect::<Vec<f64>>())
    }

    /// How a variant differs from the baseline; `None` for the baseline itself, and where the two
    /// have no replication with a value in common.
    pub fn difference(&self, variant: usize, scope: Scope, metric: Metric) -> Option<Difference> {
        let scope = self.differences.get(number(scope))?;
        let metrics = scope.get(variant.checked_sub(1)?)?;
        metrics.get(metric as usize).copied().flatten()
    }

    /// What a variant does over time.
    pub fn series(&self, variant: usize) -> &MeanSeries {
        &self.outcomes[variant].series
    }

    /// Whether a variant meets the objectives, judged by the means.
    pub fn judge(&self, variant: usize) -> Vec<SampleVerdict> {
        let outcome = self.outcomes.get(variant);
        outcome.map_or_else(Vec::new, |outcome| outcome.judgements.judge())
    }

    /// Items of a variant's bill for which another Region's price stands in.
    pub fn stand_ins(&self, variant: usize) -> &[Item] {
        let outcome = self.outcomes.get(variant);
        outcome.map_or(&[], |outcome| &outcome.stand_ins)
    }

    /// Whether every variant met the same requests in each replication: not where traffic itself is
    /// varied, nor, mostly, where users wait for their answers.
    pub fn same_requests(&self) -> bool {
        fn traffic(variant: &Variant) -> impl Iterator<Item = &Vec<Traffic>> {
            let functions = variant.scenario.functions.iter();
            functions.map(|function| &function.traffic)
        }
        // Other traffic may bring as many requests at other instants.
        let pairs = self.variants.iter().zip(self.variants.iter().skip(1));
        let mut pairs = pairs.map(|(one, other)| traffic(one).eq(traffic(other)));
        let same_traffic = pairs.all(|same| same);
        same_traffic
            && self.scopes().all(|scope| {
                let of = |variant| self.observations(variant, scope, Metric::Requests);
                (1..self.variants.len()).all(|variant| of(variant) == of(0))
            })
    }
}

const fn number(scope: Scope) -> usize {
    match scope {
        Scope::Account => 0,
        Scope::Function(index) => 1 + index,
    }
}
