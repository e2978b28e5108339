//! Variants of one scenario, or of several: how their figures differ.
//!
//! A replication draws the same requests in every variant of a scenario, because random streams are named after
//! function and purpose and know nothing of quotas (common random numbers). Several scenarios have traffic of their own:
//! what a replication of one draws then says little of what one of another does, and intervals are as wide as that. Runs go to all cores; each
//! is reduced at once to its figures and series and folded in by its number, so that the number of
//! threads changes nothing and memory does not grow with what a run observed.
//!
//! Knows scenarios and results. It must not know how a variant was asked for, nor how a comparison
//! is shown.
//!
//! | module | what it holds |
//! |---|---|
//! | [`factors`] | what is varied, its combinations, and what they are called |
//! | [`crossed`](mod@crossed) | these combinations as variants |
//! | [`variant`] | a variant, and what all of them must have in common |
//! | [`regions`] | why Regions that are compared are alike |
//! | [`platforms`](mod@platforms) | the same functions on Lambda and in containers, as variants |
//! | [`capacity`] | what is paid for while it idles |
//! | [`break_even`](mod@break_even) | cost against load, and where the cheapest platform changes |
//! | `mean_series` | what a variant does over time |
//! | `waiting` | what waits in queues over time |
//! | `bills`, `month` | what variants cost by item; the month of an event: the event, and what is usual for the rest |
//! | `outcome` | what is kept of a run, and what the replications of a variant said |
//! | [`paired`] | paired differences, and which are beyond noise |

mod bills;
pub mod break_even;
pub mod capacity;
pub mod crossed;
pub mod factors;
mod mean_series;
mod month;
mod outcome;
pub mod paired;
pub mod platforms;
pub mod regions;
#[cfg(test)]
mod tests;
pub mod variant;
mod waiting;

use std::collections::BTreeMap;

use super::judgements::SampleVerdict;
use super::looks::Looks;
use super::watch::{Step, Watch, simulate_watched};
use super::{Estimate, Scope, parallel};
use crate::billing::Item;
use crate::kernel::SimTime;
use crate::measures::Measure;
use crate::scenario::{Scenario, Traffic};
use crate::world::Interrupted;
pub use break_even::{BreakEven, break_even};
pub use capacity::CapacitySeries;
pub use crossed::{CrossError, Crossed, crossed, crossed_scenarios};
pub use mean_series::MeanSeries;
use month::Months;
use outcome::{Outcome, Reduced};
pub use paired::{Difference, Finding};
pub use platforms::{PlatformError, platforms};
pub use regions::{AlikeRegions, USUAL_REGIONS, alike_regions};
pub use variant::{SCENARIO, Variant};
pub use waiting::{Waiting, WaitingSeries};

/// Variants with what their replications said. The first variant is the baseline.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The variants, in the order they were given.
    pub variants: Vec<Variant>,
    /// Names of all functions of any variant, in the order in which they come up.
    functions: Vec<String>,
    /// For each variant, the places of its own functions among all.
    places: Vec<Vec<usize>>,
    replications: u64,
    looks: Looks,
    starts: Vec<SimTime>,
    outcomes: Vec<Outcome>,
    /// For each variant the first that gave the same results.
    firsts: Vec<usize>,
    /// By scope, then by variant, then by metric.
    differences: Differences,
}

/// By scope, then by variant but the baseline, then by metric.
type Differences = Vec<Vec<Vec<Option<Difference>>>>;

/// Runs replications of each variant until the verdicts on all differences of the account are clear, and
/// compares them. It looks at them after as many as `looks` says, whatever the number of threads.
///
/// # Errors
/// [`Interrupted`] if the study is to stop.
pub fn compare(
    variants: Vec<Variant>,
    looks: Looks,
    watch: &dyn Watch,
) -> Result<Comparison, Interrupted> {
    let (functions, places) = all_functions(&variants);
    let mut comparison = Comparison {
        outcomes: variants
            .iter()
            .map(|_| Outcome::new(functions.len()))
            .collect(),
        functions,
        places,
        firsts: (0..variants.len()).collect(),
        differences: Vec::new(),
        starts: Vec::new(),
        replications: 0,
        looks,
        variants,
    };
    for look in comparison.looks.all().to_vec() {
        let more = look.saturating_sub(comparison.replications);
        watch.planned(Step::Run, more * comparison.variants.len() as u64);
        comparison.replicate(look, watch)?;
        if comparison.is_clear() {
            break;
        }
    }
    Ok(comparison)
}

impl Comparison {
    /// Runs as many replications as are missing, and judges.
    fn replicate(&mut self, replications: u64, watch: &dyn Watch) -> Result<(), Interrupted> {
        let variants = &self.variants;
        let count = variants.len().max(1) as u64;
        // Waves, so that what waits to be folded is bounded; long ones, so that cores rarely wait.
        let wave = 8 * parallel::threads() as u64;
        let runs = replications * variants.len() as u64;
        let mut next = self.replications * variants.len() as u64;
        let mut months = Months::default();
        while next < runs {
            let end = runs.min(next + wave);
            let one = |&run: &u64| {
                let variant = (run % count) as usize;
                let scenario = &variants[variant].scenario;
                let result = simulate_watched(scenario, run / count, watch)?;
                let places = &self.places[variant];
                let count = self.functions.len();
                Ok(Reduced::new(variants, variant, (places, count), &result))
            };
            let numbers: Vec<u64> = (next..end).collect();
            let reduced: Vec<Reduced> = parallel::try_map(&numbers, one)?;
            for (run, mut reduced) in (next..end).zip(reduced) {
                let variant = (run % count) as usize;
                let parts = std::mem::take(&mut reduced.months);
                let (figures, bills) = (&mut reduced.figures, &mut reduced.bills);
                months.fold(variants, variant, &self.functions, parts, (figures, bills));
                if reduced.starts.len() > self.starts.len() {
                    self.starts.clone_from(&reduced.starts);
                }
                self.outcomes[variant].add(reduced);
            }
            next = end;
        }
        self.replications = replications;
        self.firsts = firsts(&self.outcomes);
        self.differences = differences(&self.outcomes, &self.firsts, self.looks.risk());
        Ok(())
    }

    /// Whether no difference of the account needs more replications to be told from noise.
    fn is_clear(&self) -> bool {
        let account = self.differences.first().into_iter().flatten().flatten();
        let mut findings = account.flatten().map(|one| one.finding);
        findings.all(|finding| finding != Finding::TooFew)
    }
}

/// For each variant the first that gave the same results in every replication, itself at the latest.
fn firsts(outcomes: &[Outcome]) -> Vec<usize> {
    let first = |(index, own): (usize, &Outcome)| {
        let mut earlier = outcomes.iter().take(index);
        earlier.position(|one| one.is_like(own)).unwrap_or(index)
    };
    outcomes.iter().enumerate().map(first).collect()
}

/// Each scope is a family of its own: the account is judged the same whatever its functions are. Variants
/// that are alike belong to it once.
fn differences(outcomes: &[Outcome], firsts: &[usize], risk: f64) -> Differences {
    let Some(baseline) = outcomes.first() else {
        return Vec::new();
    };
    let distinct = || (1..outcomes.len()).filter(|&index| firsts[index] == index);
    let of_scope = |scope: usize| {
        let pairs_of = |index: usize| {
            let pairs = outcomes[index].observations[scope].iter();
            let pairs = pairs.zip(&baseline.observations[scope]);
            pairs.map(|(variant, baseline)| paired::paired(variant, baseline))
        };
        let family: Vec<_> = distinct().flat_map(pairs_of).collect();
        let judged = paired::judge(&family, risk);
        let judged = judged.chunks(Measure::COMPARED.len()).map(<[_]>::to_vec);
        let judged: Vec<(usize, Vec<_>)> = distinct().zip(judged).collect();
        let of_variant = |index: usize| {
            let own = judged.iter().find(|(one, _)| *one == firsts[index]);
            own.map_or_else(
                // Like the baseline: nothing is to be judged.
                || {
                    pairs_of(index)
                        .map(|one| one.map(Difference::none))
                        .collect()
                },
                |(_, judged)| judged.clone(),
            )
        };
        (1..outcomes.len()).map(of_variant).collect()
    };
    (0..baseline.observations.len()).map(of_scope).collect()
}

/// The names of all functions, each once, and for each variant the places of its own among them.
fn all_functions(variants: &[Variant]) -> (Vec<String>, Vec<Vec<usize>>) {
    let mut names = Vec::new();
    let mut places = BTreeMap::new();
    let of_variant = |variant: &Variant| {
        let functions = variant.scenario.functions.iter();
        let place = |name: &String| {
            *places.entry(name.clone()).or_insert_with(|| {
                names.push(name.clone());
                names.len() - 1
            })
        };
        functions
            .map(|function| &function.name)
            .map(place)
            .collect()
    };
    let places = variants.iter().map(of_variant).collect();
    (names, places)
}

impl Comparison {
    /// Replications of each variant.
    pub fn replications(&self) -> u64 {
        self.replications
    }

    /// After how many replications the verdicts were, or would have been, looked at.
    pub fn looks(&self) -> &Looks {
        &self.looks
    }

    /// The variants that gave results of their own, each once: the first of those that are alike.
    pub fn distinct(&self) -> impl Iterator<Item = usize> + '_ {
        let firsts = self.firsts.iter().enumerate();
        let distinct = firsts.filter(|(index, first)| index == *first);
        distinct.map(|(index, _)| index)
    }

    /// The first variant that gave the same results as this one in every replication; often itself.
    pub fn first_like(&self, variant: usize) -> usize {
        self.firsts.get(variant).copied().unwrap_or(variant)
    }

    /// All variants with the results of this one, itself among them.
    pub fn alike(&self, variant: usize) -> impl Iterator<Item = usize> + '_ {
        let first = self.first_like(variant);
        (0..self.variants.len()).filter(move |&other| self.first_like(other) == first)
    }

    /// Names of all functions of any variant, by their number in [`Scope::Function`].
    pub fn functions(&self) -> &[String] {
        &self.functions
    }

    /// The scenario of the variant that lasts longest, the first of those.
    pub fn longest(&self) -> Option<&Scenario> {
        variant::longest(self.scenarios())
    }

    fn scenarios(&self) -> impl Iterator<Item = &Scenario> {
        self.variants.iter().map(|variant| &variant.scenario)
    }

    /// Starts of the intervals of the variant that lasts longest.
    pub fn starts(&self) -> &[SimTime] {
        &self.starts
    }

    /// The account and each function of any variant.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> + use<> {
        let functions = (0..self.functions.len()).map(Scope::Function);
        std::iter::once(Scope::Account).chain(functions)
    }

    /// What each replication of a variant gave.
    pub(crate) fn observations(
        &self,
        variant: usize,
        scope: Scope,
        metric: Measure,
    ) -> &[Option<f64>] {
        let outcome = self.outcomes.get(variant);
        let scope = outcome.and_then(|outcome| outcome.observations.get(number(scope)));
        let place = metric.place_in(&Measure::COMPARED);
        let values = scope.zip(place).and_then(|(scope, place)| scope.get(place));
        values.map_or(&[], Vec::as_slice)
    }

    /// The mean of a variant's replications; `None` if none has a value.
    pub fn estimate(&self, variant: usize, scope: Scope, metric: Measure) -> Option<Estimate> {
        let observed = self.observations(variant, scope, metric).iter();
        Estimate::new(&observed.flatten().copied().collect::<Vec<f64>>())
    }

    /// How a variant differs from the baseline; `None` for the baseline itself, and where the two
    /// have no replication with a value in common.
    pub fn difference(&self, variant: usize, scope: Scope, metric: Measure) -> Option<Difference> {
        let scope = self.differences.get(number(scope))?;
        let metrics = scope.get(variant.checked_sub(1)?)?;
        let place = metric.place_in(&Measure::COMPARED)?;
        metrics.get(place).copied().flatten()
    }

    /// What a variant does over time.
    pub fn series(&self, variant: usize) -> &MeanSeries {
        &self.outcomes[variant].series
    }

    /// Whether platforms are compared.
    pub fn is_of_platforms(&self) -> bool {
        self.variants
            .iter()
            .any(|variant| variant.platform.is_some())
    }

    /// What is paid for over time, and used of it, where platforms are compared.
    pub fn capacity(&self, variant: usize) -> &CapacitySeries {
        &self.outcomes[variant].capacity
    }

    /// What waits in the queues of a variant over time.
    pub fn waiting(&self, variant: usize) -> &WaitingSeries {
        &self.outcomes[variant].waiting
    }

    /// Whether any variant has a source with a queue.
    pub fn has_queues(&self) -> bool {
        self.outcomes.iter().any(|one| one.waiting.is_there())
    }

    /// The mean cost of a month of a variant by item, in USD; nothing where there is no bill of a month.
    pub fn month_by_item(&self, variant: usize) -> impl Iterator<Item = (Item, f64)> + '_ {
        self.outcomes[variant].bills.month(self.replications)
    }

    /// The mean cost of a run of a variant by item, in USD.
    pub fn run_by_item(&self, variant: usize) -> impl Iterator<Item = (Item, f64)> + '_ {
        self.outcomes[variant].bills.run(self.replications)
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
    /// varied, nor, mostly, where users wait for their answers, nor where scenarios differ.
    pub fn same_requests(&self) -> bool {
        // How requests reach a function changes what becomes of them, and not when they come.
        fn traffic(variant: &Variant) -> impl Iterator<Item = (&String, Vec<&Traffic>)> {
            let functions = variant.scenario.functions.iter();
            functions.map(|function| {
                let entries = function.traffic.iter();
                (
                    &function.name,
                    entries.map(|entry| &entry.traffic).collect(),
                )
            })
        }
        // Other traffic may bring as many requests at other instants.
        let pairs = self.variants.iter().zip(self.variants.iter().skip(1));
        let mut pairs = pairs.map(|(one, other)| {
            let (a, b) = (&one.scenario, &other.scenario);
            a.seed == b.seed && a.duration == b.duration && traffic(one).eq(traffic(other))
        });
        let same_traffic = pairs.all(|same| same);
        same_traffic
            && self.scopes().all(|scope| {
                let of = |variant| self.observations(variant, scope, Measure::Requests);
                (1..self.variants.len()).all(|variant| of(variant) == of(0))
            })
    }

    /// Whether all variants last equally long, so that their totals are of the same time.
    pub fn same_duration(&self) -> bool {
        variant::last_equally_long(self.scenarios())
    }

    /// What one event of a variant adds to a month beyond what is usual, in USD; `None` for a variant that is no event
    /// among usual days.
    pub fn event_cost(&self, variant: usize) -> Option<Estimate> {
        let event = self.variants.get(variant)?;
        let events = event.scenario.billing.events_per_month?;
        let of = |variant| self.observations(variant, Scope::Account, Measure::MonthlyCost);
        let month = paired::paired(of(variant), of(event.usual?))?;
        Some(Estimate {
            mean: month.mean / f64::from(events),
            half_width: month.half_width / f64::from(events),
            n: month.n,
        })
    }
}

const fn number(scope: Scope) -> usize {
    match scope {
        Scope::Account => 0,
        Scope::Function(index) => 1 + index,
    }
}
