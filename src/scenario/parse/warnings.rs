//! What is valid but most likely not meant: traffic that ends early, or never comes; outages after the
//! end; schedules and clients that never change anything; versions and aliases; quotas of one scaling rule under the other.
//! Queues and function errors have `invocation_warnings`, tasks `container_warnings`, what runs too long `overlong`.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::bounds;
use super::checks::provisioned_key;
use super::client;
use super::container_warnings;
use super::invocation_warnings;
use super::overlong;
use super::pointers;
use super::problem::Problem;
use super::tree::{Node, Value};
use crate::catalog;
use crate::kernel::{SimDuration, SimTime};
use crate::scenario::Scenario;
use crate::scenario::function::Function;
use crate::scenario::provisioned::ProvisionedChanges;
use crate::scenario::quantities::print_duration;
use crate::scenario::region::{Outage, Refill, ScalingRule};
use crate::scenario::traffic::{RateProfile, Stage, Traffic};

/// All warnings about a scenario, in the order of the file.
pub(super) fn about(root: &Node, scenario: &Scenario) -> Vec<Problem> {
    let mut warnings = about_scaling(root, &scenario.region.scaling);
    warnings.extend(about_outages(
        root,
        scenario.duration,
        &scenario.region.outages,
    ));
    let written = Places::of(root);
    warnings.extend(about_traffic(
        root,
        scenario.duration,
        written.keys(&scenario.functions),
    ));
    warnings.extend(about_dates(root, written.keys(&scenario.functions)));
    warnings.extend(about_schedules(root, scenario, &written));
    let places = written.on_lambda(&scenario.functions).enumerate();
    for (place, (index, _)) in places.filter(|(_, (_, one))| one.is_first_version()) {
        warnings.extend(pointers::about(root, scenario, index, place));
    }
    let functions = written.on_lambda(&scenario.functions);
    for (index, function) in functions.filter(|(_, one)| one.is_first_version()) {
        warnings.extend(overlong::about(root, index, function, scenario.duration));
    }
    warnings.extend(client::without_quota(
        root,
        written.keys(&scenario.functions),
    ));
    warnings.extend(invocation_warnings::about(
        root,
        written.on_lambda(&scenario.functions),
    ));
    warnings.extend(container_warnings::about(
        root,
        (scenario.time_of_day_start, scenario.duration),
        written.keys(&scenario.functions),
    ));
    warnings.sort_by_key(|warning| warning.span);
    warnings
}

/// A file written for the rule of 2018 to 2023 may bring its larger burst quota or its refill along
/// when only the rule is changed.
fn about_scaling(root: &Node, rule: &ScalingRule) -> Vec<Problem> {
    if !matches!(rule, ScalingRule::PerFunction { .. }) {
        return Vec::new();
    }
    let aws = catalog::defaults();
    let mut warnings = Vec::new();
    for (key, value, published) in [
        ("burst", rule.burst(), aws.per_function_burst),
        (
            "ramp_per_minute",
            rule.ramp_per_minute(),
            aws.per_function_ramp_per_minute,
        ),
    ] {
        if value.get() > published {
            let title = format!("`{key}` is {value}, more than AWS gives a function");
            warnings.push(
                Problem::new(root.place(&format!("region.{key}")), title)
                    .label("applies to each function under scaling = \"per-function\"")
                    .help(format!("without this key it is {published}, AWS's quota")),
            );
        }
    }
    if rule.refill() == Refill::Stepped {
        let title = "a stepped refill is not what AWS describes for scaling = \"per-function\"";
        warnings.push(
            Problem::new(root.place("region.refill"), title)
                .label("at each whole minute; AWS refills continuously")
                .help("without this key it is continuous"),
        );
    }
    warnings
}

fn about_outages(root: &Node, duration: SimDuration, outages: &[Outage]) -> Vec<Problem> {
    let late = outages.iter().filter(|outage| outage.from >= duration);
    let warning = |outage: &Outage| {
        let title = format!(
            "an outage begins at {}, when the run of {} has ended",
            print_duration(outage.from),
            print_duration(duration)
        );
        Problem::new(root.place("region.outages"), title)
    };
    late.map(warning).collect()
}

/// A schedule goes by the time of the day at which the run begins: midnight, if nothing is said.
fn about_schedules(root: &Node, scenario: &Scenario, written: &Places<'_>) -> Vec<Problem> {
    let start = scenario.time_of_day_start;
    let functions = written.on_lambda(&scenario.functions);
    let never_comes = functions.filter_map(|(index, function)| {
        let times: Vec<_> = match function.provisioned_changes()? {
            ProvisionedChanges::Schedule(schedule) => {
                schedule.iter().map(|change| change.at).collect()
            }
            ProvisionedChanges::Autoscaling(autoscaling) => autoscaling
                .schedule
                .iter()
                .map(|change| change.at)
                .collect(),
            ProvisionedChanges::ByAlias => return None,
        };
        let earliest = times.into_iter().map(|at| start.until(at)).min()?;
        (earliest >= scenario.duration).then_some((index, function))
    });
    let warning = |(index, function): (usize, &Function)| {
        let place = format!("{}.schedule", provisioned_key(index, function));
        let title = format!(
            "no change of the schedule of `{}` comes in the run",
            function.name
        );
        let problem = Problem::new(root.place(&place), title);
        bounds::never_comes(problem, start, scenario.duration)
    };
    never_comes.map(warning).collect()
}

/// Where functions and services are written, by their names.
struct Places<'n> {
    functions: BTreeMap<&'n str, usize>,
    services: BTreeMap<&'n str, usize>,
}

impl<'n> Places<'n> {
    fn of(root: &'n Node) -> Self {
        Self {
            functions: in_list(root, "functions"),
            services: in_list(root, "services"),
        }
    }

    /// All functions and services, each with its key in the file.
    fn keys<'f>(&self, functions: &'f [Function]) -> impl Iterator<Item = (String, &'f Function)> {
        functions.iter().filter_map(|function| {
            let name = function.unqualified_name();
            let key = |list: &str, index: &usize| format!("{list}.{index}");
            let in_functions = self.functions.get(name);
            let key = match in_functions.map(|index| key("functions", index)) {
                Some(key) => key,
                None => key("services", self.services.get(name)?),
            };
            Some((key, function))
        })
    }

    /// The functions that Lambda serves, each with its place in the file, which versions of a function share.
    fn on_lambda<'f>(
        &self,
        functions: &'f [Function],
    ) -> impl Iterator<Item = (usize, &'f Function)> {
        let functions = functions.iter().filter(|one| one.is_on_lambda());
        functions.filter_map(|one| Some((*self.functions.get(one.unqualified_name())?, one)))
    }
}

/// The places of a list in the file by the names that stand there.
fn in_list<'n>(root: &'n Node, list: &str) -> BTreeMap<&'n str, usize> {
    match root.get(list).map(|node| &node.value) {
        Some(Value::Array(items)) => {
            let named = items.iter().enumerate();
            named
                .filter_map(|(index, item)| Some((item.name()?, index)))
                .collect()
        }
        _ => BTreeMap::new(),
    }
}

fn about_traffic<'f>(
    root: &Node,
    duration: SimDuration,
    functions: impl Iterator<Item = (String, &'f Function)>,
) -> Vec<Problem> {
    let mut warnings = Vec::new();
    for (key, function) in functions {
        for (number, entry) in function.traffic.iter().enumerate() {
            let traffic = &entry.traffic;
            let source = format!("{key}.traffic.{number}");
            if is_silent(traffic, duration) {
                warnings.push(
                    Problem::new(
                        root.place(&source),
                        format!(
                            "a source of traffic of `{}` never sends a request",
                            function.unqualified_name()
                        ),
                    )
                    .label(format!(
                        "nothing within the {} of the run",
                        print_duration(duration)
                    )),
                );
            } else if let Some(title) = about_end_of_recording(traffic, duration) {
                warnings.push(Problem::new(root.place(&source), title));
            } else if let Some((kind, stages)) = stages(traffic) {
                let place = root.place(&format!("{source}.{kind}.stages"));
                warnings
                    .extend(about_length(stages, duration).map(|title| Problem::new(place, title)));
            }
        }
    }
    warnings
}

/// Nobody wrote down when a run begins: it does with the first of the dates in recordings.
fn about_dates<'f>(
    root: &Node,
    functions: impl Iterator<Item = (String, &'f Function)>,
) -> Vec<Problem> {
    let mut dated = Vec::new();
    for (key, function) in functions {
        let begins = function.traffic.iter().map(|entry| entry.traffic.begin());
        for (number, begin) in begins.enumerate() {
            let place = format!("{key}.traffic.{number}");
            dated.extend(begin.map(|begin| (begin, place)));
        }
    }
    let Some(origin) = dated.iter().map(|(begin, _)| *begin).min() else {
        return Vec::new();
    };
    // Whoever says when a run begins knows it; unless recordings begin at different times, there is nothing to add.
    let is_said = root.get("time_of_day_start").is_some();
    if is_said && dated.iter().all(|(begin, _)| *begin == origin) {
        return Vec::new();
    }
    let warning = |(begin, place): (Timestamp, String)| {
        let late = u64::try_from(begin.duration_since(origin).as_nanos()).unwrap_or(0);
        let label = match late {
            0 => "it begins at 0s".to_owned(),
            _ => format!(
                "it begins at {}, since another recording begins before it",
                print_duration(SimDuration::from_nanos(late))
            ),
        };
        Problem::new(
            root.place(&place),
            format!("this recording has dates: the run begins at {origin}"),
        )
        .label(label)
        .help("set time_of_day_start if schedules shall go by the time of the day")
    };
    dated.into_iter().map(warning).collect()
}

fn stages(traffic: &Traffic) -> Option<(&'static str, &[Stage])> {
    match traffic {
        Traffic::Poisson(RateProfile::Stages(stages)) => Some(("poisson", stages)),
        Traffic::Even(RateProfile::Stages(stages)) => Some(("even", stages)),
        _ => None,
    }
}

fn about_end_of_recording(traffic: &Traffic, duration: SimDuration) -> Option<String> {
    let end = SimTime::ZERO + duration;
    let (what, late, all) = match traffic {
        Traffic::Trace(trace) => {
            let late = trace.rows.iter().filter(|row| row.arrival >= end).count();
            ("trace's", late as u64, trace.rows.len() as u64)
        }
        Traffic::Counts(counts) => {
            // Of an interval that the end cuts, some come.
            let late = counts
                .rows
                .iter()
                .filter(|row| row.start >= end)
                .map(|row| row.requests)
                .sum();
            let all = counts.rows.iter().map(|row| row.requests).sum();
            ("file's", late, all)
        }
        _ => return None,
    };
    (late > 0).then(|| {
        format!(
            "{late} of the {what} {all} requests come after the run of {} has ended",
            print_duration(duration)
        )
    })
}

fn about_length(stages: &[Stage], duration: SimDuration) -> Option<String> {
    let total: SimDuration = stages.iter().map(|stage| stage.duration).sum();
    // Traffic that has already faded to nothing does not stop short.
    let still_on = stages
        .last()
        .is_some_and(|last| last.target.per_second() > 0.0);
    let (total_text, run) = (print_duration(total), print_duration(duration));
    if total > duration {
        Some(format!(
            "the stages last {total_text}, longer than the run of {run}, which cuts them off"
        ))
    } else if total < duration && still_on {
        Some(format!(
            "the stages end after {total_text}: the traffic stops there, before the run of {run} ends"
        ))
    } else {
        None
    }
}

/// Whether a source sends nothing before the end of the run.
fn is_silent(traffic: &Traffic, duration: SimDuration) -> bool {
    match traffic {
        // As many requests as rate times time, rounded: less than a half is none.
        Traffic::Even(RateProfile::Constant(rate)) => {
            rate.per_second() * duration.as_secs_f64() < 0.5
        }
        Traffic::Poisson(profile) | Traffic::Even(profile) => match profile {
            RateProfile::Constant(rate) => rate.per_second() == 0.0,
            RateProfile::Diurnal { mean, .. } => mean.per_second() == 0.0,
            RateProfile::Stages(stages) => stages_are_silent(stages, duration),
        },
        Traffic::Batch { at, requests } => {
            *requests == 0 || at.iter().all(|instant| *instant >= duration)
        }
        Traffic::Trace(trace) => trace
            .rows
            .iter()
            .next()
            .is_none_or(|row| row.arrival >= SimTime::ZERO + duration),
        Traffic::Counts(counts) => counts
            .rows
            .first()
            .is_none_or(|row| row.start >= SimTime::ZERO + duration),
        Traffic::Closed { .. } => false,
    }
}

fn stages_are_silent(stages: &[Stage], duration: SimDuration) -> bool {
    let mut start = SimDuration::ZERO;
    let mut before = 0.0;
    for stage in stages {
        let target = stage.target.per_second();
        let active = !stage.duration.is_zero() && (before > 0.0 || target > 0.0);
        if active && start < duration {
            return false;
        }
        start = start + stage.duration;
        before = target;
    }
    true
}

#[cfg(test)]
mod tests {
    use crate::scenario::parse::{NoFiles, Source, parse};

    /// The titles of the warnings about one source of traffic in a run of a minute.
    fn warnings(traffic: &str) -> Vec<String> {
        all_warnings("scaling = \"regional-burst\"", traffic)
    }

    fn all_warnings(scaling: &str, traffic: &str) -> Vec<String> {
        let text = format!(
            "duration = \"1m\"\n[region]\nname = \"us-east-1\"\n{scaling}\n\
             [[functions]]\nname = \"f\"\nservice_time = \"1s\"\ntraffic = [{{ {traffic} }}]"
        );
        let source = Source {
            name: "a.toml",
            default_name: "a",
            text: &text,
        };
        let parsed = parse(source, &[], &NoFiles).unwrap_or_else(|error| panic!("{error}"));
        parsed
            .warnings
            .into_iter()
            .map(|warning| warning.title)
            .collect()
    }

    #[test]
    fn quotas_beyond_those_of_the_rule_are_noticed() {
        let found = |keys: &str| all_warnings(keys, "even.rate = 1");
        let regional = "scaling = \"regional-burst\"\n";
        let own = "scaling = \"per-function\"\n";
        for (keys, key) in [
            ("burst = 3000", "`burst`"),
            ("ramp_per_minute = 6001", "`ramp_per_minute`"),
            ("refill = \"stepped\"", "stepped"),
        ] {
            let titles = found(&format!("{own}{keys}"));
            assert!(
                titles.len() == 1 && titles[0].contains(key),
                "{keys}: {titles:?}"
            );
            assert_eq!(found(&format!("{regional}{keys}")), Vec::<String>::new());
        }
        let aws = format!("{own}burst = 1000\nramp_per_minute = 6000\nrefill = \"continuous\"");
        assert_eq!(found(&aws), Vec::<String>::new());
    }

    #[test]
    fn an_outage_after_the_end_is_noticed() {
        let found = |from: &str| {
            let outage = format!("outages = [{{ from = {from:?}, to = \"2m\", errors = \"1%\" }}]");
            let keys = format!("scaling = \"per-function\"\n{outage}");
            all_warnings(&keys, "even.rate = 1")
        };
        assert_eq!(found("59s"), Vec::<String>::new());
        let late = ["an outage begins at 1m, when the run of 1m has ended"];
        assert_eq!(found("1m"), late);
    }

    #[test]
    fn stages_are_compared_with_the_run() {
        let stages = |stages: &str| warnings(&format!("even.stages = [{stages}]"));
        for (text, part) in [
            (r#"{ duration = "30s", target = 5 }"#, "stops there"),
            (r#"{ duration = "2m", target = 5 }"#, "cuts them off"),
        ] {
            let found = stages(text);
            assert!(
                found.len() == 1 && found[0].contains(part),
                "{text}: {found:?}"
            );
        }
        for text in [
            r#"{ duration = "1m", target = 5 }"#,
            r#"{ duration = "10s", target = 5 }, { duration = "10s", target = 0 }"#,
        ] {
            assert_eq!(stages(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn traffic_that_never_comes_is_noticed() {
        for text in [
            "poisson.rate = 0",
            "even.rate = 0.008",
            r#"poisson.diurnal = { mean = 0, amplitude = 0, period = "1h" }"#,
            r#"batch = { at = ["1m", "2m"], requests = 5 }"#,
            r#"batch = { at = ["0s"], requests = 0 }"#,
            r#"even.stages = [{ duration = "1m", target = 0 }]"#,
            r#"even.stages = [{ duration = "0s", target = 9 }]"#,
            r#"even.stages = [{ duration = "1m", target = 0 }, { duration = "1m", target = 9 }]"#,
        ] {
            let found = warnings(text);
            assert!(
                found.len() == 1 && found[0].contains("never sends"),
                "{text}: {found:?}"
            );
        }
        for text in [
            "poisson.rate = 0.001",
            "even.rate = 0.009",
            r#"batch = { at = ["59s", "2m"], requests = 5 }"#,
            r#"closed = { users = 1, think_time = "5s" }"#,
        ] {
            assert_eq!(warnings(text), Vec::<String>::new(), "{text}");
        }
    }
}
