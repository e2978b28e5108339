//! The replications of each value: each is run once, and kept as a few numbers.
//!
//! Replication k of every value draws the same requests. Runs go to all cores and are kept by their
//! numbers, so that the number of threads changes nothing. A verdict is either a value's own, or foreseen from a
//! value near it ([`foresee`]), which takes a few runs instead of tens. Knows how to run and measure a value; must
//! not know which value is tried next.

mod foreseen;
mod idle;
mod observation;
mod spread;
mod weighed;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::search::Between;
use super::sized;
use super::verdict::{self, Judged, Verdict};
use super::{Plan, Point};
use crate::measures::Measure;
use crate::metrics::StartUp;
use crate::metrics::objectives::{holds_unmeasured, measure};
use crate::scenario::{Autoscaling, Scenario};
use crate::study::key::PointKey;
use crate::study::parallel;
use crate::study::watch::{Learnt, Step, Watch, simulate_watched};
use crate::world::Interrupted;
pub(super) use idle::Idle;
use observation::{Observation, estimate, figures, idle_from};
pub(super) use weighed::Weighed;

/// All values tried so far.
pub(super) struct Trials<'a, S> {
    plan: Plan,
    scenario: S,
    watch: &'a dyn Watch,
    tried: BTreeMap<u32, Vec<Observation>>,
    /// What is known of values, from their own replications or foreseen.
    weighed: BTreeMap<u32, Weighed>,
    /// Replications after which a value's own verdict stood.
    judged: BTreeMap<u32, u64>,
    runs: u64,
    tells: bool,
    /// Of which it is noted in which runs it would not act.
    autoscaling: Option<Autoscaling>,
    /// How finely values are told apart.
    within: Between,
    /// By how much less a value is beyond the objectives for each environment more, where its own trials do not say.
    slope: f64,
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
            weighed: BTreeMap::new(),
            runs: 0,
            tells: false,
            autoscaling: None,
            within: plan.within(),
            slope: 0.0,
        }
    }

    /// Reports on the way what the answer is near: for a search that is not one of many.
    pub(super) fn telling(self) -> Self {
        Self {
            tells: true,
            ..self
        }
    }

    /// Tells values apart only as finely as `within` says; `slope` is taken where its trials say none.
    pub(super) fn telling_apart(self, within: Between, slope: f64) -> Self {
        Self {
            within,
            slope,
            ..self
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

    /// Says which value the answer is likely to be near.
    pub(super) fn tell_near(&self, value: u32) {
        if self.tells {
            self.watch.learnt(Learnt::Near { value });
        }
    }

    /// Says that neither end of a range meets.
    pub(super) fn tell_ends_miss(&self, within: Between) {
        let Between { least, most, .. } = within;
        self.watch.learnt(Learnt::NeitherEndMeets { least, most });
    }

    /// The verdict on a value, with as many replications as it takes or as there may be.
    pub(super) fn judge(&mut self, value: u32) -> Result<Verdict, Interrupted> {
        if !self.judged.contains_key(&value) {
            let (look, own) =
                self.until_clear(value, |trials, look| trials.weigh_own(value, look))?;
            self.judged.insert(value, look);
            self.weighed.insert(value, own);
        }
        Ok(self.weigh(value)?.verdict)
    }

    /// Whether a value meets: by its own replications, unless it is foreseen that it does not.
    pub(super) fn meets(&mut self, value: u32) -> Result<bool, Interrupted> {
        let foreseen = self.weigh(value)?.verdict == Verdict::Met;
        Ok(foreseen && self.judge(value)? == Verdict::Met)
    }

    /// The verdict on a value, with as few replications of its own as it takes to foresee it.
    pub(super) fn weigh(&mut self, value: u32) -> Result<Weighed, Interrupted> {
        if let Some(weighed) = self.weighed.get(&value) {
            return Ok(*weighed);
        }
        let (_, weighed) = self.until_clear(value, |trials, look| trials.weigh_at(value, look))?;
        self.weighed.insert(value, weighed);
        Ok(weighed)
    }

    /// Looks until a verdict is clear or there are no more looks: the last look, and what it said. An open verdict is
    /// left open where a value that need not be told apart from this one is likely to be clear.
    fn until_clear(
        &mut self,
        value: u32,
        mut weigh: impl FnMut(&mut Self, u64) -> Result<Weighed, Interrupted>,
    ) -> Result<(u64, Weighed), Interrupted> {
        let mut last = (0, Weighed::UNKNOWN);
        for look in self.plan.looks.all().to_vec() {
            last = (look, weigh(self, look)?);
            if last.1.verdict != Verdict::Open || self.is_hardly_short(value, last.1.beyond) {
                break;
            }
        }
        Ok(last)
    }

    /// Whether what is beyond the objectives by so much is not with a value that need not be told apart from it.
    pub(super) fn is_hardly_short(&self, value: u32, beyond: f64) -> bool {
        let (grain, slope) = (self.within.grain(value), self.slope_at(value));
        grain > 1 && slope > 0.0 && beyond <= slope * f64::from(grain)
    }

    /// What a value's own replications say at a look.
    fn weigh_own(&mut self, value: u32, look: u64) -> Result<Weighed, Interrupted> {
        let judged = self.judgements(value, look)?;
        Ok(Weighed::of(&judged, self.plan.looks.most()))
    }

    /// How far a value is from meeting the objectives by the mean of its first replications, by the worst of them:
    /// no verdict, but a direction. Values that have fewer are run all at once.
    pub(super) fn lean(
        &mut self,
        values: &[u32],
        replications: u64,
    ) -> Result<Vec<f64>, Interrupted> {
        self.run_all(values, replications)?;
        let of = |value: &u32| self.leaning(*value, replications);
        Ok(values.iter().map(of).collect())
    }

    /// The same of what has been run.
    pub(super) fn leaning(&self, value: u32, replications: u64) -> f64 {
        let observed = self.tried.get(&value).map_or(&[][..], Vec::as_slice);
        let observed = &observed[..observed.len().min(replications as usize)];
        let objectives = self.plan.objectives.iter().enumerate();
        let each = objectives.map(|(index, objective)| {
            let values = observed.iter().filter_map(|one| one.objectives[index]);
            let (sum, count) =
                values.fold((0.0, 0.0), |(sum, count), one| (sum + one, count + 1.0));
            if count == 0.0 {
                f64::NEG_INFINITY
            } else {
                verdict::beyond(objective, sum / count)
            }
        });
        each.fold(f64::NEG_INFINITY, f64::max)
    }

    /// By how much less a value is beyond the objectives for each environment more, around a value: by one
    /// replication of those tried on its two sides. Zero where nothing is known.
    pub(super) fn slope_at(&self, value: u32) -> f64 {
        let apart = value / 32 + 1;
        let below = self.tried.range(..=value.saturating_sub(apart)).next_back();
        let above = self.tried.range(value.saturating_add(apart)..).next();
        let (Some((&below, _)), Some((&above, _))) = (below, above) else {
            return self.slope;
        };
        let fall = self.leaning(below, 1) - self.leaning(above, 1);
        let slope = fall / f64::from(above - below);
        if slope.is_finite() {
            slope.max(0.0)
        } else {
            0.0
        }
    }

    pub(super) fn count(&self, value: u32) -> u64 {
        self.tried.get(&value).map_or(0, Vec::len) as u64
    }

    /// After how many replications values are judged.
    pub(super) fn looks(&self) -> Vec<u64> {
        self.plan.looks.all().to_vec()
    }

    /// Replications before the first look.
    pub(super) fn first_look(&self) -> u64 {
        self.plan.looks.first()
    }

    /// Replications after which a value was judged; the first look's for one that was not.
    pub(super) fn judged_after(&self, value: u32) -> u64 {
        let judged = self.judged.get(&value).copied();
        judged.unwrap_or(self.plan.looks.first())
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

    /// The scenario of a value.
    pub(super) fn scenario(&self, value: u32) -> Scenario {
        (self.scenario)(value)
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

    /// Values with all that this many of their replications gave. What is missing is run at once.
    pub(super) fn points(&mut self, values: &[(u32, u64)]) -> Result<Vec<Point>, Interrupted> {
        self.run_missing(values)?;
        let each = values
            .iter()
            .map(|&(value, replications)| self.point(value, replications));
        each.collect()
    }

    /// What a month costs with each value, by the first `replications`, which are run at once; infinite where nothing
    /// was measured.
    pub(super) fn costs(
        &mut self,
        values: &[u32],
        replications: u64,
    ) -> Result<Vec<f64>, Interrupted> {
        self.run_all(values, replications)?;
        let cost = |&value: &u32| {
            let cost = self.mean(value, replications, Measure::MonthlyCost)?;
            Ok(cost.unwrap_or(f64::INFINITY))
        };
        values.iter().map(cost).collect()
    }

    /// A value with all that its first `replications` gave.
    pub(super) fn point(&mut self, value: u32, replications: u64) -> Result<Point, Interrupted> {
        let judged = self.judgements(value, replications)?;
        let is_short = replications < self.plan.looks.first();
        let foreseen = self.weighed.get(&value).filter(|_| is_short);
        let foreseen = foreseen.map(|weighed| weighed.verdict);
        let observed = self.observed(value, replications)?;
        let figures = Measure::SIZED.iter();
        Ok(Point {
            value,
            replications: observed.len() as u64,
            judged,
            foreseen,
            figures: figures.map(|&figure| estimate(observed, figure)).collect(),
        })
    }

    fn judgements(&mut self, value: u32, replications: u64) -> Result<Vec<Judged>, Interrupted> {
        self.judgements_at(value, replications, self.plan.looks.risk())
    }

    fn judgements_at(
        &mut self,
        value: u32,
        replications: u64,
        risk: f64,
    ) -> Result<Vec<Judged>, Interrupted> {
        let objectives = self.plan.objectives.clone();
        let observed = self.observed(value, replications)?;
        let judge = |(index, objective)| {
            let values = observed.iter().map(|one| one.objectives[index]);
            verdict::judge(objective, &values.collect::<Vec<_>>(), risk)
        };
        Ok(objectives.into_iter().enumerate().map(judge).collect())
    }

    /// The first `replications` of a value, of which those that are missing are run.
    fn observed(&mut self, value: u32, replications: u64) -> Result<&[Observation], Interrupted> {
        self.run_all(&[value], replications)?;
        let observed = self.tried.get(&value).map_or(&[][..], Vec::as_slice);
        Ok(&observed[..observed.len().min(replications as usize)])
    }

    /// Runs what is missing of the first `replications` of each value, all at once.
    pub(super) fn run_all(&mut self, values: &[u32], replications: u64) -> Result<(), Interrupted> {
        let wanted: Vec<_> = values.iter().map(|&value| (value, replications)).collect();
        self.run_missing(&wanted)
    }

    /// The same with a number of replications for each value.
    fn run_missing(&mut self, wanted: &[(u32, u64)]) -> Result<(), Interrupted> {
        let wanted: BTreeMap<u32, u64> = wanted.iter().copied().collect();
        let missing = |(&value, &most): (&u32, &u64)| {
            (self.count(value)..most).map(move |number| (value, number))
        };
        let missing: Vec<(u32, u64)> = wanted.iter().flat_map(missing).collect();
        if missing.is_empty() {
            return Ok(());
        }
        self.watch.planned(Step::Run, missing.len() as u64);
        let scenarios: BTreeMap<u32, (Scenario, Option<PointKey>)> = wanted
            .into_keys()
            .map(|value| {
                let scenario = (self.scenario)(value);
                let key = self.watch.keeper().map(|_| PointKey::of(&scenario, 1));
                (value, (scenario, key))
            })
            .collect();
        let ran = parallel::try_map(&missing, |&(value, number)| {
            let (scenario, key) = &scenarios[&value];
            self.one(scenario, *key, (value, number))
        })?;
        self.runs += missing.len() as u64;
        for ((value, _), observation) in missing.into_iter().zip(ran) {
            self.tried.entry(value).or_default().push(observation);
        }
        Ok(())
    }

    /// One run, and what is kept of it; one that an earlier study kept is not made again.
    fn one(
        &self,
        scenario: &Scenario,
        key: Option<PointKey>,
        (value, number): (u32, u64),
    ) -> Result<Observation, Interrupted> {
        let Some((keeper, key)) = self.watch.keeper().zip(key) else {
            return self.observe(scenario, (value, number));
        };
        let asked = format!("{} {}", self.plan.function, self.plan.objective_words(" "));
        let run = key.of_run(number, &asked);
        let objectives = self.plan.objectives.len();
        let earlier = keeper.kept(run);
        if let Some(observation) = earlier.and_then(|all| Observation::read(&all, objectives)) {
            self.watch.resumed(Step::Run, 1);
            return Ok(observation);
        }
        let observation = self.observe(scenario, (value, number))?;
        // How a run starts up is asked of few, which are made again.
        if observation.start_up.is_none() {
            keeper.keep(run, &observation.figures());
        }
        Ok(observation)
    }

    fn observe(
        &self,
        scenario: &Scenario,
        (value, number): (u32, u64),
    ) -> Result<Observation, Interrupted> {
        let result = simulate_watched(scenario, number, self.watch)?;
        let (whole, place) = sized::as_one(scenario, &result, self.plan.function);
        let function = whole.functions.get(place);
        let objectives = self.plan.objectives.iter().map(|objective| {
            let function = function?;
            let value = measure(objective.measure, objective.limit, function);
            let is_missed = !holds_unmeasured(objective.measure, function);
            value.or_else(|| is_missed.then_some(f64::INFINITY))
        });
        Ok(Observation {
            objectives: objectives.collect(),
            figures: figures(scenario, &result, &whole, place).unwrap_or_default(),
            idle_from: self.autoscaling.as_ref().and_then(|own| match whole {
                Cow::Borrowed(_) => idle_from(function?, own),
                // Versions of one function are scaled one by one.
                Cow::Owned(_) => None,
            }),
            // Only of nothing provisioned is it asked how runs start up.
            start_up: (value == 0)
                .then(|| sized::start_up(scenario, &result, self.plan.function))
                .flatten(),
        })
    }
}
