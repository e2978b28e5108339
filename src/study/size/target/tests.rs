//! The search over targets against trying every pair, and what stays of a function's autoscaling.

use super::*;
use crate::measures::Measure;
use crate::study::size::candidate;
use crate::study::size::size;
use crate::study::size::tests::{one, plan, scenario};

/// Half an hour whose load rises to some nine in flight and falls again; autoscaling follows quickly. By
/// the average over time the cheapest target lies within the range, by the default beyond its end.
fn hill(seed: u64) -> Scenario {
    one(
        1800,
        seed,
        "reserved_concurrency = 40\nservice_time.exponential = { mean = \"4s\" }\n\
         cold_start = \"2s\"\nidle_timeout = \"30s\"\n\
         provisioned_concurrency = { autoscaling = { min = 2, max = 16, out_datapoints = 1, \
         in_datapoints = 2, statistic = \"time-average\" } }",
        "poisson.stages = [{ duration = \"3m\", target = 0.3 }, { duration = \"10m\", target = 2.2 }, \
         { duration = \"5m\", target = 2.2 }, { duration = \"8m\", target = 0.3 }, \
         { duration = \"4m\", target = 0.3 }]",
    )
}

fn tracked(scenario: &Scenario, objective: &str) -> Tracking {
    let plan = plan(scenario, &[objective], 20);
    target(plan, scenario, &()).unwrap().unwrap()
}

fn monthly(point: &Point) -> f64 {
    point.figure(Measure::MonthlyCost).unwrap().mean
}

/// The cheapest pair that meets of some targets and all lower bounds, and its cost.
fn cheapest_of_all(
    scenario: &Scenario,
    found: &Tracking,
    targets: impl Iterator<Item = u32>,
) -> (u32, u32, f64) {
    let mut cheapest = (0, 0, f64::INFINITY);
    for percent in targets {
        let of = |min| candidate::tracked(scenario, 0, percent, min);
        let mut every = Trials::new(&found.plan, of, &());
        for min in found.lower_bounds.least..=found.lower_bounds.most {
            if every.judge(min).unwrap() == Verdict::Met {
                let cost = every.mean(min, found.replications, Measure::MonthlyCost);
                let cost = cost.unwrap().unwrap();
                let cheaper = cost < cheapest.2 || (cost == cheapest.2 && percent > cheapest.0);
                let mut meets = |replications| {
                    every.point(min, replications).unwrap().verdict() == Verdict::Met
                };
                if cheaper && meets(found.replications) && meets(found.confirmed_by) {
                    cheapest = (percent, min, cost);
                }
            }
        }
    }
    cheapest
}

#[test]
fn the_pair_is_that_of_trying_every_one() {
    for (seed, objective) in [(32, "spillover_rate < 20%"), (36, "spillover_rate < 40%")] {
        let scenario = hill(seed);
        let found = tracked(&scenario, objective);
        assert!(found.is_met(), "{objective}");
        let targets: Vec<_> = found.tried.iter().map(|one| one.percent).collect();
        assert!((10..=90).step_by(10).all(|one| targets.contains(&one)));
        let answer = &found.answer;
        // Neither of those tried nor beside the answer is one that is clearly cheaper.
        let beside = [answer.percent - 1, answer.percent + 1];
        let all = targets.into_iter().chain(beside);
        let (percent, min, cost) = cheapest_of_all(&scenario, &found, all);
        let of = |min| candidate::tracked(&scenario, 0, answer.percent, min);
        let mut own = Trials::new(&found.plan, of, &());
        let own = own.mean(answer.point.value, found.replications, Measure::MonthlyCost);
        let own = own.unwrap().unwrap();
        assert!(
            own <= 1.002 * cost,
            "{objective}: {own} at {}, {cost} at {percent}",
            answer.percent
        );
        assert!(answer.point.value.abs_diff(min) <= 1, "{objective}");
    }
}

/// The cheapest tooth of the saw may lie between the targets tried: here it is at 66 %, of all whole
/// percents.
#[test]
fn targets_between_those_tried_are_hardly_cheaper() {
    let scenario = hill(35);
    let found = tracked(&scenario, "spillover_rate < 10%");
    let others = (12..90).step_by(6).chain([66]);
    let (.., cost) = cheapest_of_all(&scenario, &found, others);
    assert!(monthly(&found.answer.point) <= 1.005 * cost);
}

/// A load that stays: whatever autoscaling does costs more than the right number.
#[test]
fn a_steady_load_is_no_case_for_autoscaling() {
    let scenario = one(
        1200,
        41,
        "reserved_concurrency = 40\nservice_time.exponential = { mean = \"3s\" }\n\
         cold_start = \"2s\"\nidle_timeout = \"30s\"",
        "poisson.rate = 2",
    );
    let found = tracked(&scenario, "spillover_rate < 5%");
    assert!(found.is_met() && found.constant.met);
    let beyond = found.beyond_constant.unwrap();
    let costs = monthly(&found.answer.point) - monthly(&found.constant_point);
    assert!((beyond.mean - costs).abs() < 1e-9, "{beyond:?} {costs}");
    assert!(beyond.mean >= 0.0, "{beyond:?}");
    assert_eq!(found.cheapest(), Some(Cheapest::Constant));
    let sizing = size(found.plan.clone(), &scenario, &()).unwrap();
    assert_eq!(found.constant, sizing.answer);
    assert_eq!(Some(found.thumb.value), sizing.rule_of_thumb);
}

#[test]
fn what_no_pair_meets_is_known_after_the_ends() {
    let scenario = hill(5);
    let found = tracked(&scenario, "latency_p50 < 1s");
    assert!(!found.is_met() && !found.constant.met);
    assert_eq!(found.cheapest(), None);
    assert_eq!(found.tried.len(), 9);
    assert_eq!(found.answer.point.verdict(), Verdict::Missed);
    // Both ends of nine targets, and what the constants took.
    let constants = size(found.plan.clone(), &scenario, &());
    assert!(
        found.runs <= constants.unwrap().runs + 2 * 9 * 10,
        "{}",
        found.runs
    );
}

/// What autoscaling has stays but for target and lower bound.
#[test]
fn a_lower_bound_keeps_to_the_rest_of_the_autoscaling() {
    let with = |provisioned: &str| {
        scenario(&format!(
            "duration = \"1h\"\ntime_of_day_start = \"09:00\"\n[region]\nname = \"us-east-1\"\n\
             scaling = \"regional-burst\"\naccount_concurrency = 1000\n\
             [[functions]]\nname = \"f\"\nservice_time = \"1s\"\n{provisioned}\n\
             traffic = [{{ poisson.rate = 1 }}]\n"
        ))
    };
    let bounds = |provisioned: &str| {
        let between = candidate::lower_bounds(&with(provisioned), 0);
        between.map(|one| (one.least, one.most))
    };
    // Without any: all but the 100 that must stay unreserved.
    assert_eq!(bounds(""), Some((1, 900)));
    assert_eq!(bounds("provisioned_concurrency = 7"), Some((1, 900)));
    assert_eq!(bounds("reserved_concurrency = 30"), Some((1, 30)));
    assert_eq!(bounds("reserved_concurrency = 0"), None);
    let own = "min = 3, max = 50, cooldown_in = \"5m\", in_datapoints = 3";
    assert_eq!(
        bounds(&format!(
            "provisioned_concurrency.autoscaling = {{ {own} }}"
        )),
        Some((1, 50))
    );
    let scheduled = |entry: &str| {
        format!(
            "provisioned_concurrency = {{ autoscaling = {{ {own} }}, schedule = [{{ at = \"20:00\", {entry} }}] }}"
        )
    };
    assert_eq!(bounds(&scheduled("max = 20")), Some((1, 20)));
    assert_eq!(
        bounds(&scheduled("min = 5")),
        Some((3, 3)),
        "it is the schedule's"
    );

    let changed = |provisioned: &str| {
        let scenario = candidate::tracked(&with(provisioned), 0, 57, 4);
        scenario.functions[0].provisioned_concurrency.clone()
    };
    let expected = |provisioned: &str| {
        with(provisioned).functions[0]
            .provisioned_concurrency
            .clone()
    };
    assert_eq!(
        changed(&format!(
            "provisioned_concurrency.autoscaling = {{ {own} }}"
        )),
        expected(&format!(
            "provisioned_concurrency.autoscaling = {{ {}, target = \"57%\" }}",
            own.replace("min = 3", "min = 4")
        ))
    );
    // A value at the start that was given stays, as far as it may.
    for (before, after) in [(10, 10), (4, 4)] {
        let text = |value, min, rest| {
            format!(
                "provisioned_concurrency = {{ value = {value}, autoscaling = {{ min = {min}, max = 50{rest} }} }}"
            )
        };
        assert_eq!(
            changed(&text(before, 3, "")),
            expected(&text(after, 4, ", target = \"57%\""))
        );
    }
    assert_eq!(
        changed("provisioned_concurrency = 7"),
        expected("provisioned_concurrency.autoscaling = { min = 4, max = 900, target = \"57%\" }")
    );
}

/// Picked from many, the pair must not be a lucky one: before it had to be confirmed, a tenth of the
/// answers missed on fresh seeds; after, 1 of 75. These two were among them.
#[test]
fn the_pair_holds_on_fresh_seeds() {
    for (seed, objective) in [(101, "cold_start_rate < 3%"), (107, "spillover_rate < 10%")] {
        let mut scenario = hill(seed);
        let plan = plan(&scenario, &[objective], 40);
        let found = target(plan, &scenario, &()).unwrap().unwrap();
        assert!(found.is_met(), "{objective}");
        assert!(
            [10, 20, 40, 80].contains(&found.confirmed_by),
            "{objective}"
        );
        scenario.seed += 1000;
        let answer = &found.answer;
        let of = |min| candidate::tracked(&scenario, 0, answer.percent, min);
        let mut trials = Trials::new(&found.plan, of, &());
        let point = trials.point(answer.point.value, 400).unwrap();
        let judged = point.judged[0];
        assert!(
            judged.value.unwrap().mean < judged.objective.limit,
            "{judged:?}"
        );
    }
}

/// Where autoscaling never acts its runs are those of a constant, and of every target that is as high: they are not
/// made again, and figure for figure the same as if they were.
#[test]
fn a_run_in_which_autoscaling_never_acts_is_made_once() {
    const VALUES: [u32; 3] = [8, 16, 30];
    const EACH: u64 = 4;
    let scenario = one(
        1200,
        17,
        "reserved_concurrency = 40\nservice_time.exponential = { mean = \"3s\" }\n\
         cold_start = \"2s\"\nidle_timeout = \"30s\"",
        "poisson.rate = 2",
    );
    let plan = plan(&scenario, &["spillover_rate < 5%"], 10);
    let own = candidate::autoscaling(&scenario, 0);
    let mut idle = Idle::default();
    let constant = |count| candidate::provisioned(&scenario, 0, count);
    let mut constants = Trials::new(&plan, constant, &()).noting_idle(&own);
    constants.run_all(&VALUES, EACH).unwrap();
    idle.add(&constants);
    let made: Vec<u64> = [90, 60, 40, 10]
        .into_iter()
        .map(|percent| {
            let of = |min| candidate::tracked(&scenario, 0, percent, min);
            let mut with = Trials::new(&plan, of, &()).noting_idle(&own);
            with.take_idle(&idle, percent);
            let mut without = Trials::new(&plan, of, &());
            for value in VALUES {
                let [with, without] = [&mut with, &mut without]
                    .map(|trials| format!("{:?}", trials.point(value, EACH).unwrap()));
                assert!(with == without, "{percent} %, {value}: {with} {without}");
            }
            idle.add(&with);
            with.runs()
        })
        .collect();
    let all = EACH * VALUES.len() as u64;
    assert!(made[0] < all, "nothing was the same at 90 %: {made:?}");
    assert!(made.is_sorted(), "more act at lower targets: {made:?}");
    assert_eq!(made[3], all, "at 10 % it always acts: {made:?}");
}

/// Nothing above a value meets: that is known after a few values, not after each of them.
#[test]
fn the_next_that_meets_is_not_looked_for_one_by_one() {
    let scenario = one(
        120,
        23,
        "reserved_concurrency = 900\nservice_time = \"1s\"\ncold_start = \"1s\"",
        "poisson.rate = 10",
    );
    let plan = plan(&scenario, &["spillover_rate < 5%"], 20);
    let of = |value: u32| candidate::provisioned(&scenario, 0, value.min(5));
    let mut trials = Trials::new(&plan, of, &());
    let within = Between::up_to(900);
    let next = next_that_meets(&mut trials, (within, 5), 20);
    assert_eq!(next, Ok(None));
    assert!(trials.runs() < 250, "{} runs", trials.runs());
}

/// Thousands of environments: the pair is found in about the runs that a few take, and no less is nearly as cheap.
#[test]
fn thousands_of_environments_take_no_more_runs_than_a_few() {
    let scenario = scenario(
        "duration = \"10m\"\nseed = 5\ninterval = \"10m\"\n\
         [region]\nname = \"us-east-1\"\nscaling = \"per-function\"\naccount_concurrency = 4000\n\
         [[functions]]\nname = \"f\"\nservice_time = \"30s\"\ncold_start = \"2s\"\n\
         [[functions.traffic]]\npoisson.stages = [{ duration = \"1m\", target = 2, shape = \"step\" }, \
         { duration = \"4m\", target = 60, shape = \"step\" }, { duration = \"5m\", target = 4, shape = \"step\" }]\n",
    );
    let plan = plan(&scenario, &["spillover_rate < 5%"], 40);
    let found = target(plan.clone(), &scenario, &()).unwrap().unwrap();
    assert!(found.is_met());
    assert!(found.runs <= 400, "{} runs", found.runs);
    let answer = &found.answer;
    assert!(answer.point.value > 800, "{}", answer.point.value);
    // A hundredth less does not meet.
    let of = |min| candidate::tracked(&scenario, 0, answer.percent, min);
    let mut own = Trials::new(&plan, of, &());
    let less = answer.point.value - answer.point.value / 100;
    assert_ne!(own.judge(less).unwrap(), Verdict::Met, "{less}");
}
