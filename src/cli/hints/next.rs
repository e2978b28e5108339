//! The verb to ask next: a command that runs as it is, and what it answers.
//!
//! It knows what came of a run and the verbs of this program; it must not know how a command is printed.

use burstsim::catalog;
use burstsim::measures::Measure;
use burstsim::metrics::objectives::Verdict;
use burstsim::report::Language;
use burstsim::scenario::{Function, MAX_SCALE, ScalingRule, Scenario};
use burstsim::study::Finished;

use crate::cli::quoting::shell_word;

/// A command to go on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Next {
    command: String,
    /// What it answers, in English and Korean.
    answers: [&'static str; 2],
}

impl Next {
    /// After a run of the scenario that `again` names in a shell: why attempts were throttled, how much would meet the
    /// objectives that were missed, whether it would be the same elsewhere, or how much more traffic would fit.
    pub(crate) fn after_run(finished: &Finished<'_>, again: &str) -> Option<Self> {
        let mut functions = finished.result.functions.iter();
        let next = |verb: &str, more: &str, answers| Self {
            command: format!("burstsim {verb} {again}{more}"),
            answers,
        };
        if functions.any(|function| function.totals.throttles() > 0) {
            let answers = [
                "the smallest change that would have prevented the throttles",
                "스로틀링을 막았을 가장 작은 변경",
            ];
            return Some(next("explain", "", answers));
        }
        let mut missed = finished.verdicts.iter().filter(|verdict| !verdict.met);
        if let Some(more) = missed.find_map(|verdict| sized(finished.scenario, verdict)) {
            let answers = [
                "the lowest value that meets the missed objectives",
                "미달한 목표를 충족하는 가장 낮은 값",
            ];
            return Some(next("size", &more, answers));
        }
        if finished.is_slo_missed() || !has_functions(finished.scenario) {
            return None;
        }
        let in_other_regions = [
            "the same requests in other Regions",
            "다른 리전에서 같은 요청",
        ];
        let of_more_traffic = [
            "how much more traffic would fit",
            "트래픽이 얼마나 더 늘어도 되는지",
        ];
        Some(if has_own_quota(finished.scenario) {
            next("compare", "", in_other_regions)
        } else {
            next("sweep", &more_traffic(finished.scenario)?, of_more_traffic)
        })
    }

    /// In a line that a shell takes, behind what tells it from the others.
    pub(crate) fn words(&self, language: Language) -> String {
        let [english, korean] = self.answers;
        let next = language.choose("next", "다음");
        let answers = language.choose(english, korean);
        format!("{next}: {}   # {answers}", self.command)
    }
}

/// The options of `size` that find what meets an objective which was missed; `None` where no size does.
fn sized(scenario: &Scenario, missed: &Verdict) -> Option<String> {
    let mut functions = scenario.functions.iter();
    let function = functions.find(|function| function.name == missed.function)?;
    let quantity = quantity(function, missed.objective.measure)?;
    let which = match scenario.functions.len() {
        1 => String::new(),
        _ => format!(" --function {}", shell_word(&function.name)),
    };
    Some(format!("{which}{quantity}"))
}

/// What of a function decides on a measure.
fn quantity(function: &Function, measure: Measure) -> Option<&'static str> {
    use Measure::{
        ColdStartRate, LatencyMean, LatencyP50, LatencyP90, LatencyP95, LatencyP99, LatencyP999,
        SpilloverRate,
    };
    let is_latency = matches!(
        measure,
        LatencyMean | LatencyP50 | LatencyP90 | LatencyP95 | LatencyP99 | LatencyP999
    );
    match function.is_on_lambda() {
        true if is_latency || matches!(measure, ColdStartRate | SpilloverRate) => Some(""),
        false if is_latency => Some(" --quantity minimum_tasks"),
        _ => None,
    }
}

/// The options of `sweep` that try more traffic than a scenario has; `None` where it has as much as any may have.
fn more_traffic(scenario: &Scenario) -> Option<String> {
    let scales = [1.0, 1.5, 2.0, 3.0].map(|factor| factor * scenario.scale);
    let is_fine = scales.iter().all(|scale| *scale <= f64::from(MAX_SCALE));
    let scales = scales.map(|scale| scale.to_string()).join(",");
    is_fine.then(|| format!(" --over scale={scales}"))
}

/// Whether Lambda serves anything, whose limits more traffic would reach.
fn has_functions(scenario: &Scenario) -> bool {
    scenario.functions.iter().any(Function::is_on_lambda)
}

/// Whether another Region would have another burst quota.
fn has_own_quota(scenario: &Scenario) -> bool {
    let region = &scenario.region;
    match region.scaling {
        ScalingRule::RegionalBurst { burst, .. } => {
            let published = catalog::region(&region.name).map(|entry| entry.burst_quota);
            published == Some(burst.get())
        }
        ScalingRule::PerFunction { .. } => false,
    }
}
