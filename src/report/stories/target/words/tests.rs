//! Every sentence about a sizing of autoscaling, forced by a result that has it.

use super::*;
use crate::measures::Measure;
use crate::report::document::Language;
use crate::scenario::parse::{NoFiles, Source, parse, parse_objectives};
use crate::study::Estimate;
use crate::study::size::{Looks, Plan, candidate, target};

/// A quarter of an hour of a load that stays, sized for what is easily met.
fn sized() -> (Scenario, Tracking) {
    let text = "duration = \"20m\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
        [[functions]]\nname = \"f\"\nservice_time = \"4s\"\nreserved_concurrency = 12\n\
        traffic = [{ poisson.rate = 1 }]\n";
    let source = Source {
        name: "test",
        default_name: "test",
        text,
    };
    let scenario = parse(source, &[], &NoFiles).unwrap().scenario;
    let plan = Plan {
        function: 0,
        objectives: parse_objectives("--slo", &["spillover_rate < 60%".to_owned()]).unwrap(),
        setting: crate::scenario::Setting::ProvisionedConcurrency(0),
        lower: 0,
        upper: candidate::most(&scenario, 0),
        looks: Looks::up_to(2),
        curve: true,
    };
    let tracking = target(plan, &scenario, &()).unwrap().unwrap();
    (scenario, tracking)
}

fn judge(point: &mut Point, verdict: Verdict) {
    point
        .judged
        .iter_mut()
        .for_each(|one| one.verdict = verdict);
}

fn set_met(tracking: &mut Tracking, met: bool) {
    tracking.answer.least.met = met;
    let verdict = if met { Verdict::Met } else { Verdict::Missed };
    judge(&mut tracking.answer.point, verdict);
}

fn usd(mean: f64, half_width: f64) -> Option<Estimate> {
    Some(Estimate {
        mean,
        half_width,
        n: 10,
    })
}

/// The sentence that begins with some words.
fn said(scenario: &Scenario, tracking: &Tracking, beginning: &str) -> String {
    let all = sentences(Language::English, scenario, tracking, "f", &Hints::PLAIN);
    let found = all.iter().find(|one| one.starts_with(beginning));
    found
        .cloned()
        .unwrap_or_else(|| panic!("no {beginning:?} in {all:#?}"))
}

#[test]
fn a_sentence_names_a_constant_once() {
    let (scenario, mut tracking) = sized();
    set_met(&mut tracking, true);
    tracking.constant.met = true;
    tracking.constant.value = 7;
    let [near, far] = [1.0, 6.0].map(|half_width| usd_plus_minus(5.0, half_width));
    for (chosen, constant) in [
        (7, "7, the lowest constant value that meets them"),
        (
            9,
            "9, the cheapest constant value that meets them as surely (7 is the lowest)",
        ),
    ] {
        tracking.constant_point.value = chosen;
        for (beyond, expected) in [
            (usd(0.0, 0.0), format!("It costs the same as {constant}.")),
            (
                usd(-5.0, 1.0),
                format!("It costs {near} a month less than {constant}."),
            ),
            (
                usd(-5.0, 6.0),
                format!(
                    "It costs {far} a month less than {constant}, which is within the noise of the \
                     replications."
                ),
            ),
            (
                usd(5.0, 1.0),
                format!("It does not pay: {constant}, costs {near} a month less."),
            ),
            (
                usd(5.0, 6.0),
                format!(
                    "It does not pay: {constant}, costs {far} a month less, which is within the noise \
                     of the replications."
                ),
            ),
        ] {
            tracking.beyond_constant = beyond;
            let sentence = said(&scenario, &tracking, "It ");
            assert_eq!(sentence, expected);
            let value = format!("{chosen}, ");
            assert_eq!(sentence.matches(&value).count(), 1, "{sentence}");
        }
    }
    tracking.constant.met = false;
    let none = "No constant value up to 12 is shown to meet them, either.";
    assert_eq!(said(&scenario, &tracking, "No constant"), none);
}

#[test]
fn the_cheapest_of_all_is_named_whichever_it_is() {
    let (scenario, mut tracking) = sized();
    let begin = "Cheapest of all that meet the objectives: ";
    for (met, expected) in [
        ([true, false, false, false], "none at all, at ".to_owned()),
        (
            [false, true, false, false],
            format!("a constant {}, at ", tracking.constant_point.value),
        ),
        (
            [false, false, true, false],
            format!("the rule of thumb, {}, at ", tracking.thumb.value),
        ),
        ([false, false, false, true], "autoscaling, at ".to_owned()),
    ] {
        let verdict = |met| if met { Verdict::Met } else { Verdict::Missed };
        judge(&mut tracking.none, verdict(met[0]));
        tracking.constant.met = met[1];
        judge(&mut tracking.thumb_point, verdict(met[2]));
        set_met(&mut tracking, met[3]);
        let sentence = said(&scenario, &tracking, begin);
        assert!(
            sentence.starts_with(&format!("{begin}{expected}")),
            "{sentence}"
        );
    }
    set_met(&mut tracking, false);
    let all = sentences(Language::English, &scenario, &tracking, "f", &Hints::PLAIN);
    assert!(!all.iter().any(|one| one.starts_with(begin)), "{all:#?}");
}

#[test]
fn the_answer_says_how_sure_it_is() {
    let (scenario, mut tracking) = sized();
    set_met(&mut tracking, true);
    said(&scenario, &tracking, "A target of ");
    tracking.answer.least.value = 5;
    tracking.answer.least.least_possible = 3;
    let doubt = said(&scenario, &tracking, "Not certain: ");
    assert!(doubt.contains("a minimum of 3 may be enough"), "{doubt}");
    tracking.lower_bounds.least = tracking.lower_bounds.most;
    let min = tracking.answer.point.value;
    let only = format!("{min} was the only minimum that could be tried.");
    assert_eq!(said(&scenario, &tracking, &format!("{min} was")), only);

    set_met(&mut tracking, false);
    let missed = said(&scenario, &tracking, "No target of ");
    assert!(missed.contains(" makes f meet its objectives."), "{missed}");
    said(&scenario, &tracking, "The nearest pair is ");
    judge(&mut tracking.answer.point, Verdict::Open);
    let open = said(&scenario, &tracking, "No target of ");
    assert!(open.contains(" is shown to make f meet "), "{open}");
}

#[test]
fn a_run_that_lets_autoscaling_do_nothing_is_reported() {
    let (mut scenario, mut tracking) = sized();
    set_met(&mut tracking, true);
    let most = tracking.answer.point.figure(Measure::ProvisionedMax);
    tracking.autoscaling.min =
        crate::scenario::Concurrency::new(most.unwrap().mean as u32 + 1).unwrap();
    said(
        &scenario,
        &tracking,
        "Autoscaling never went beyond its minimum",
    );
    let short = |scenario: &mut Scenario, seconds| {
        scenario.duration = crate::kernel::SimDuration::from_secs(seconds);
    };
    short(&mut scenario, 600);
    let sentence = said(&scenario, &tracking, "The run of ");
    assert!(
        sentence.contains("too short for autoscaling to scale in"),
        "{sentence}"
    );
    short(&mut scenario, 60);
    let sentence = said(&scenario, &tracking, "The run of ");
    assert!(
        sentence.contains("too short for autoscaling to act"),
        "{sentence}"
    );
}
