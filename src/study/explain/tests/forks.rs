//! Values that were found from copies of a run, against those of whole runs; and what happens where copies mislead.

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::kernel::SimDuration;
use crate::scenario::shipped;
use crate::study::watch::Watch;

fn shipped(name: &str, overrides: &[&str]) -> Scenario {
    let found = shipped::find(name).unwrap_or_else(|| panic!("no {name}"));
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    let read = found.read(&overrides);
    read.unwrap_or_else(|error| panic!("{name}: {error}"))
        .scenario
}

/// Trials from copies, a short while ahead of each period.
pub(super) fn from_copies(lead: u64, whole_runs: usize) -> Method {
    Method {
        large: 0,
        lead: SimDuration::from_secs(lead),
        whole_runs,
    }
}

fn by(method: Method, scenario: &Scenario, base: &BaseRun, periods: usize) -> Explanation {
    let question = Question {
        function: None,
        periods,
    };
    explain_by(method, scenario, base, question, &(), &())
}

/// Whether whole runs say the same of a value: with it the period passes without trouble and with one less it does
/// not; or not even with the maximum there may be.
fn whole_runs_agree(
    scenario: &Scenario,
    period: &Period,
    setting: Setting,
    found: Option<u32>,
) -> bool {
    let passes = |value: u32| {
        let changed = setting.set(scenario, value);
        setting.accepts(scenario, value)
            && period.count_in(&crate::world::simulate(&changed, 0)) == 0
    };
    match found {
        // Below the least there is no such setting.
        Some(value) => {
            passes(value) && (value <= setting.least(scenario).max(1) || !passes(value - 1))
        }
        None => setting.most(scenario).is_none_or(|most| !passes(most)),
    }
}

/// What each setting would have to be; `None` where no value is enough.
fn values(explanation: &Explanation) -> Vec<(Period, Setting, Option<u32>)> {
    let mut values = Vec::new();
    for one in &explanation.periods {
        for remedy in &one.remedies {
            let value = value(&remedy.verdict);
            values.push((one.period.clone(), remedy.setting, value));
        }
    }
    values
}

/// Smaller than they are shipped, since the reference makes dozens of whole runs.
fn smaller() -> Vec<(Scenario, u64)> {
    let traffic = |rate: u32, peak: u32| {
        format!(
            "functions.shop.traffic=[{{ poisson.stages = [{{ duration = \"1m\", target = {rate}, \
             shape = \"step\" }}, {{ duration = \"10s\", target = {peak}, shape = \"exponential\" }}, \
             {{ duration = \"20s\", target = {peak} }}, {{ duration = \"1m\", target = {rate}, shape = \
             \"exponential\" }}] }}]"
        )
    };
    vec![
        (
            shipped(
                "flash-sale",
                &[
                    "duration=150s",
                    "region.burst=50",
                    "functions.shop.provisioned_concurrency=0",
                    &traffic(20, 1500),
                ],
            ),
            30,
        ),
        (shipped("noisy-neighbour", &["duration=5m"]), 60),
        (shipped("walkthrough-reserved", &[]), 20),
        (shipped("operator-guide-on-demand-3", &[]), 30),
        (shipped("counted-day", &[]), 900),
    ]
}

#[test]
fn values_found_from_copies_are_those_of_whole_runs() {
    let (mut compared, mut forked) = (0, 0);
    for (scenario, lead) in smaller() {
        let base = BaseRun::of(&scenario, &()).unwrap();
        let name = &scenario.name;
        let explanation = by(from_copies(lead, 0), &scenario, &base, 1);
        for (period, setting, found) in values(&explanation) {
            let agree = whole_runs_agree(&scenario, &period, setting, found);
            assert!(agree, "{name}: {setting:?} {found:?} of {period:?}");
            compared += 1;
        }
        let late = |one: &&Explained| one.tried_from > SimTime::ZERO;
        forked += explanation.periods.iter().filter(late).count();
    }
    assert!(
        compared > 25 && forked >= 5,
        "{compared} values, {forked} periods"
    );
}

#[test]
fn the_first_remedy_of_each_period_is_confirmed_and_others_say_that_they_are_not() {
    let (scenario, lead) = smaller().swap_remove(0);
    let base = BaseRun::of(&scenario, &()).unwrap();
    let whole = by(Method::default(), &scenario, &base, 1);
    let forked = by(from_copies(lead, 4), &scenario, &base, 1);
    for (whole, forked) in whole.periods.iter().zip(&forked.periods) {
        let mut is_first = true;
        for remedy in &forked.remedies {
            let Verdict::Removed { value, outcome } = remedy.verdict else {
                continue;
            };
            let reference = whole
                .remedies
                .iter()
                .find(|one| one.setting == remedy.setting);
            let Some(Verdict::Removed {
                outcome: reference, ..
            }) = reference.map(|one| &one.verdict)
            else {
                panic!("{remedy:?}");
            };
            assert_eq!(outcome.whole_run.is_some(), is_first, "{remedy:?}");
            if is_first {
                let setting = remedy.setting;
                assert_eq!(
                    outcome.whole_run, reference.whole_run,
                    "{setting:?} {value}"
                );
            }
            is_first = false;
        }
    }
}

/// A second ahead of the batch, 20 requests are in service on environments that would not be there had 20 been
/// provisioned from the start: copies find a value that is too low, and whole runs raise it.
#[test]
fn a_value_that_a_whole_run_refutes_is_raised_or_said_to_be_refuted() {
    let mut scenario = scenario(
        "",
        "[[functions]]\nname = \"f\"\nservice_time = \"2s\"\ncold_start = \"5s\"\n\
         traffic = [{ even.rate = 10 }, { batch = { at = [\"200s\"], requests = 100 } }]",
    );
    scenario.interval = SimDuration::from_millis(100);
    let base = BaseRun::of(&scenario, &()).unwrap();
    let exact = by(Method::default(), &scenario, &base, 2);
    let with = |whole_runs| by(from_copies(1, whole_runs), &scenario, &base, 2);
    // Two runs are one for each period.
    let [exact, without, one, many] = [exact, with(0), with(2), with(50)].map(|explanation| {
        let cold = explanation
            .periods
            .iter()
            .find(|one| one.tried_from > SimTime::ZERO);
        let cold = cold.or(explanation.periods.last()).unwrap();
        let Verdict::Removed { value, outcome } = cold.remedies[0].verdict else {
            panic!("{cold:?}");
        };
        (value, outcome)
    });
    assert!(without.0 < exact.0, "{without:?} {exact:?}");
    assert_eq!(without.1.whole_run, None);
    assert!(
        one.1.whole_run.is_none() && one.1.left_in_whole_run > Some(0),
        "{one:?}"
    );
    assert!(
        many.0 >= exact.0 && many.1.whole_run.is_some(),
        "{many:?} {exact:?}"
    );
}

/// Stops after this many thousandths of a run.
struct Stopping {
    after: u64,
    planned: AtomicU64,
    advanced: AtomicU64,
}

impl Stopping {
    fn after(after: u64) -> Self {
        Self {
            after,
            planned: AtomicU64::new(0),
            advanced: AtomicU64::new(0),
        }
    }
}

impl Watch for Stopping {
    fn is_stopped(&self) -> bool {
        self.advanced.load(Ordering::Relaxed) >= self.after
    }

    fn planned_share(&self, thousandths: u64) {
        self.planned.fetch_add(thousandths, Ordering::Relaxed);
    }

    fn advanced(&self, thousandths: u64) {
        self.advanced.fetch_add(thousandths, Ordering::Relaxed);
    }
}

#[test]
fn all_that_was_planned_is_done_in_the_end() {
    let (scenario, lead) = smaller().swap_remove(0);
    let base = BaseRun::of(&scenario, &()).unwrap();
    for method in [Method::default(), from_copies(lead, 2)] {
        let watch = Stopping::after(u64::MAX);
        explain_by(method, &scenario, &base, Question::default(), &watch, &());
        assert_eq!(watch.planned.into_inner(), watch.advanced.into_inner());
    }
}

#[test]
fn a_study_that_is_stopped_delivers_what_it_has() {
    let (scenario, _) = smaller().swap_remove(0);
    let base = BaseRun::of(&scenario, &()).unwrap();
    let whole = by(Method::default(), &scenario, &base, 3);
    assert!(!whole.is_interrupted);
    for after in [0, 1000, 3000] {
        let watch = Stopping::after(after);
        let question = Question::default();
        let part = explain(&scenario, &base, question, &watch, &());
        assert!(part.is_interrupted, "after {after}");
        assert_eq!(part.as_it_is, whole.as_it_is);
        for (part, whole) in part.periods.iter().zip(&whole.periods) {
            assert_eq!(part.period, whole.period);
            assert_eq!(part.remedies.len(), whole.remedies.len());
            for remedy in &part.remedies {
                let same = whole
                    .remedies
                    .iter()
                    .find(|one| one.setting == remedy.setting);
                let same = same.expect("the same settings");
                let is_known = remedy.verdict != Verdict::NotSearched;
                assert!(!is_known || value(&remedy.verdict) == value(&same.verdict));
                assert!(after > 0 || !is_known, "nothing was tried");
            }
        }
    }
}
