//! The replications of each value: each is run once, and kept as a few numbers.
//!
//! Replication k of every value draws the same requests. Runs go to all cores and are kept by their
//! numbers, so that the number of threads changes nothing. Knows how to run and measure a value; must
//! not know which value is tried next.

use std::collections::BTreeMap;
use std::ops::Range;

use super::search::Between;
use super::sized;
use super::verdict::{self, Judged, Verdict};
use super::{Plan, Point};
use crate::billing::{Period, bill};
use crate::measures::Measure;
use crate::metrics::objectives::measure;
use crate::metrics::{Readings, RunResult, StartUp};
use crate::scenario::Scenario;
use crate::study::watch::{Learnt, Step, Watch, simulate_watched};
use crate::study::{Estimate, parallel};
use crate::world::Interrupted;

/// What is kept of one run.
#[derive(Clone, Debug)]
struct Observation {
    /// By objective: `None` where nothing was asked, infinite where nothing was answered.
    objectives: Vec<Option<f64>>,
    figures: Figures,
    /// How the function's run started up, if the scenario does not say how it begins.
    start_up: Option<StartUp>,
}

/// All values tried so far.
pub(super) struct Trials<'a, S> {
    plan: Plan,
    scenario: S,
    watch: &'a dyn Watch,
    tried: BTreeMap<u32, Vec<Observation>>,
    /// Replications after which a value's verdict stood.
    judged: BTreeMap<u32, (u64, Verdict)>,
    runs: u64,
}

impl<'a, S: Fn(u32) -> Scenario + Sync> Trials<'a, S> {
    /// No value tried yet; `scenario` makes that of a value.
    pub(super) fn new(plan: &Plan, scenario: S, watch: &'a dyn Watch) -> Self {
        Self {
            plan: plan.clone(),
            scenario,
            watch,
            tried: BTreeMap::new(),
            judged: BTreeMap::new(),
            runs: 0,
        }
    }

    /// Runs so far.
    pub(super) fn runs(&self) -> u64 {
        self.runs
    }

    /// The values tried so far, in ascending order.
    pub(super) fn values_tried(&self) -> Vec<u32> {
        self.tried.keys().copied().collect()
    }

    /// Says that neither end of a range meets.
    pub(super) fn tell_ends_miss(&self, within: Between) {
        let Between { least, most } = within;
        self.watch.learnt(Learnt::NeitherEndMeets { least, most });
    }

    /// The verdict on a value, with as many replications as it takes or as there may be.
    pub(super) fn judge(&mut self, value: u32) -> Result<Verdict, Interrupted> {
        if let Some((_, verdict)) = self.judged.get(&value) {
            return Ok(*verdict);
        }
        let looks = self.plan.looks.all().to_vec();
        let mut last = (0, Verdict::Open);
        for look in looks {
            last = (look, verdict::together(&self.judgements(value, look)?));
            if last.1 != Verdict::Open {
                break;
            }
        }
        self.judged.insert(value, last);
        Ok(last.1)
    }

    /// Replications before the first look.
    pub(super) fn first_look(&self) -> u64 {
        self.plan.looks.first()
    }

    /// Replications after which a value was judged; the first look's for one that was not.
    pub(super) fn judged_after(&self, value: u32) -> u64 {
        let judged = self.judged.get(&value);
        judged.map_or(self.plan.looks.first(), |(look, _)| *look)
    }

    /// How far a value is from meeting the objectives, after the first look: by the worst of them.
    pub(super) fn excess(&mut self, value: u32) -> Result<f64, Interrupted> {
        let judged = self.judgements(value, self.plan.looks.first())?;
        let excesses = judged.iter().map(Judged::excess);
        Ok(excesses.fold(f64::NEG_INFINITY, f64::max))
    }

    /// The mean of a figure over the first `replications`.
    pub(super) fn mean(
        &mut self,
        value: u32,
        replications: u64,
        figure: Measure,
    ) -> Result<Option<f64>, Interrupted> {
        let observed = self.observed(value, replications)?;
        Ok(estimate(observed, figure).map(|estimate| estimate.mean))
    }

    /// A figure in each of the first `replications`.
    pub(super) fn each(
        &mut self,
        value: u32,
        replications: u64,
        figure: Measure,
    ) -> Result<Vec<Option<f64>>, Interrupted> {
        let observed = self.observed(value, replications)?.iter();
        Ok(observed.map(|one| one.value(figure)).collect())
    }

    /// How the first `replications` of a value started up, added up; `None` if the scenario says how they
    /// begin.
    pub(super) fn start_up(
        &mut self,
        value: u32,
        replications: u64,
    ) -> Result<Option<StartUp>, Interrupted> {
        let observed = self.observed(value, replications)?.iter();
        let each = observed.filter_map(|one| one.start_up);
        Ok(each.reduce(|mut sum, one| {
            sum += one;
            sum
        }))
    }

    /// A value with all that its first `replications` gave.
    pub(super) fn point(&mut self, value: u32, replications: u64) -> Result<Point, Interrupted> {
        let judged = self.judgements(value, replications)?;
        let observed = self.observed(value, replications)?;
        let figures = Measure::SIZED.iter();
        Ok(Point {
            value,
            judged,
            figures: figures.map(|&figure| estimate(observed, figure)).collect(),
        })
    }

    fn judgements(&mut self, value: u32, replications: u64) -> Result<Vec<Judged>, Interrupted> {
        let looks = self.plan.looks.clone();
        let objectives = self.plan.objectives.clone();
        let observed = self.observed(value, replications)?;
        let judge = |(index, objective)| {
            let values = observed.iter().map(|one| one.objectives[index]);
            verdict::judge(objective, &values.collect::<Vec<_>>(), &looks)
        };
        Ok(objectives.into_iter().enumerate().map(judge).collect())
    }

    /// The first `replications` of a value, of which those that are missing are run.
    fn observed(&mut self, value: u32, replications: u64) -> Result<&[Observation], Interrupted> {
        let done = self.tried.get(&value).map_or(0, Vec::len) as u64;
        if done < replications {
            self.watch.planned(Step::Run, replications - done);
            let more = self.run(value, done..replications)?;
            self.runs += replications - done;
            self.tried.entry(value).or_default().extend(more);
        }
        let observed = self.tried.get(&value).map_or(&[][..], Vec::as_slice);
        Ok(&observed[..observed.len().min(replications as usize)])
    }

    fn run(&self, value: u32, numbers: Range<u64>) -> Result<Vec<Observation>, Interrupted> {
        let scenario = (self.scenario)(value);
        let one = |&number: &u64| {
            let result = simulate_watched(&scenario, number, self.watch)?;
            let (whole, place) = sized::as_one(&scenario, &result, self.plan.function);
            let function = whole.functions.get(place);
            let objectives = self.plan.objectives.iter().map(|objective| {
                let function = function?;
                let value = measure(objective.measure, objective.limit, function);
                let unanswered = (function.totals.arrivals > 0).then_some(f64::INFINITY);
                value.or(unanswered)
            });
            Ok(Observation {
                objectives: objectives.collect(),
                figures: figures(&scenario, &result, &whole, place).unwrap_or_default(),
                start_up: sized::start_up(&scenario, &result, self.plan.function),
            })
        };
        parallel::try_map(&numbers.collect::<Vec<u64>>(), one)
    }
}

/// A value of each of [`Measure::SIZED`]; `None` where a run gave nothing to measure.
type Figures = [Option<f64>; Measure::SIZED.len()];

/// What a run measured of what is sized, which has a place in `whole`; its cost is that of all functions
/// together.
fn figures(
    scenario: &Scenario,
    result: &RunResult,
    whole: &RunResult,
    place: usize,
) -> Option<Figures> {
    let month = bill(scenario, result, Period::Month).total().get();
    let readings = Readings::of_function(whole, place)?;
    Some(readings.with_cost(None, Some(month)).values(Measure::SIZED))
}

impl Observation {
    fn value(&self, measure: Measure) -> Option<f64> {
        self.figures[measure.place_in(&Measure::SIZED)?]
    }
}

fn estimate(observed: &[Observation], figure: Measure) -> Option<Estimate> {
    let values = observed.iter().filter_map(|one| one.value(figure));
    Estimate::new(&values.collect::<Vec<f64>>())
}
