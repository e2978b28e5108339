//! The search against trying every value, against Erlang's formula, and on fresh seeds.

mod by_hour;

use super::*;
use crate::measures::Measure;
use crate::scenario::parse::{NoFiles, Source, parse, parse_objectives};
use crate::study::validate::formulas::erlang_b;

pub(in crate::study::size) fn scenario(text: &str) -> Scenario {
    let source = Source {
        name: "test",
        default_name: "test",
        text,
    };
    let parsed = parse(source, &[], &NoFiles);
    parsed.unwrap_or_else(|error| panic!("{error}")).scenario
}

pub(in crate::study::size) fn plan(scenario: &Scenario, objectives: &[&str], most: u64) -> Plan {
    let objectives: Vec<_> = objectives.iter().map(|&one| one.to_owned()).collect();
    Plan {
        function: 0,
        objectives: parse_objectives("--slo", &objectives).unwrap(),
        setting: Setting::ProvisionedConcurrency(0),
        lower: 0,
        upper: candidate::most(scenario, 0),
        looks: Looks::up_to(most),
        curve: true,
    }
}

fn sized(scenario: &Scenario, plan: &Plan) -> Sizing {
    let of = |count| candidate::provisioned(scenario, plan.function, count);
    size_by(plan.clone(), (Some(0), None), of, &()).unwrap()
}

/// A function in a Region with a burst quota of 40; `rest` are further keys of its own.
pub(in crate::study::size) fn one(seconds: u32, seed: u64, rest: &str, traffic: &str) -> Scenario {
    scenario(&format!(
        "duration = \"{seconds}s\"\nseed = {seed}\ninterval = \"{seconds}s\"\n\
         [region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\nburst = 40\n\
         [[functions]]\nname = \"f\"\n{rest}\n[[functions.traffic]]\n{traffic}\n"
    ))
}

/// Three scenarios in which different things decide: steady load and cold starts, a spike and
/// throttles, latency and cold starts at once.
fn three() -> [(Scenario, &'static [&'static str]); 3] {
    [
        (
            one(
                60,
                1,
                "reserved_concurrency = 300\nservice_time.exponential = { mean = \"500ms\" }\n\
                 cold_start = \"400ms\"\nidle_timeout = \"8s\"",
                "poisson.rate = 40",
            ),
            &["cold_start_rate < 0.2%"],
        ),
        (
            one(
                45,
                2,
                "reserved_concurrency = 450\nservice_time = \"1s\"\ncold_start = \"2s\"",
                "poisson.stages = [{ duration = \"15s\", target = 5 }, \
                 { duration = \"10s\", target = 120 }, { duration = \"20s\", target = 10 }]",
            ),
            &["throttle_rate < 1%", "cold_start_rate < 3%"],
        ),
        (
            one(
                30,
                3,
                "reserved_concurrency = 300\n\
                 service_time.lognormal = { median = \"120ms\", p99 = \"900ms\" }\n\
                 cold_start = \"1500ms\"\nidle_timeout = \"5s\"",
                "poisson.diurnal = { mean = 60, amplitude = 50, period = \"30s\", peak_at = \"15s\" }",
            ),
            &["latency_p99 < 950ms", "spillover_rate < 20%"],
        ),
    ]
}

#[test]
fn the_answer_is_that_of_trying_every_value_with_a_tenth_of_the_runs() {
    for (scenario, objectives) in three() {
        let plan = plan(&scenario, objectives, 40);
        let sizing = sized(&scenario, &plan);
        let of = |count| candidate::provisioned(&scenario, 0, count);
        let mut every = Trials::new(&plan, of, &());
        let verdicts: Vec<_> = (0..=plan.upper)
            .map(|value| every.judge(value).unwrap())
            .collect();
        let least = verdicts.iter().position(|one| *one == Verdict::Met);
        let possible = verdicts.iter().position(|one| *one != Verdict::Missed);
        let answer = sizing.answer;
        assert!(answer.met, "{objectives:?}");
        assert!(answer.value > 5, "{objectives:?}: nothing to search");
        assert_eq!(Some(answer.value as usize), least, "{objectives:?}");
        assert_eq!(
            Some(answer.least_possible as usize),
            possible,
            "{objectives:?}"
        );
        assert!(
            10 * sizing.search_runs <= every.runs(),
            "{objectives:?}: {} runs, every value takes {}",
            sizing.search_runs,
            every.runs()
        );

        let mut cost = |value| every.mean(value, sizing.replications, Measure::MonthlyCost);
        let mut cost = |value: u32| cost(value).unwrap().unwrap();
        // Beyond twice the cheapest nothing but idle environments is added.
        let cheapest = sizing.cheapest.unwrap();
        let end = (2 * cheapest + 10).min(plan.upper);
        let costs: Vec<f64> = (0..=end).map(&mut cost).collect();
        let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
        // Found by one replication, and by all hardly less.
        let found = costs[cheapest as usize];
        assert!(
            found <= 1.005 * least,
            "{objectives:?}: {found}, least {least}"
        );
    }
}

/// What an answer promises is a mean: that of a hundred new replications may miss the limit by no more
/// than their own error.
#[test]
fn the_answer_holds_on_fresh_seeds() {
    for (mut scenario, objectives) in three() {
        let plan = plan(&scenario, objectives, 40);
        let answer = sized(&scenario, &plan).answer.value;
        scenario.seed += 1000;
        let fresh = Plan {
            looks: Looks::up_to(100),
            ..plan
        };
        let of = |count| candidate::provisioned(&scenario, 0, count);
        let mut trials = Trials::new(&fresh, of, &());
        let at = |trials: &mut Trials<'_, _>, value| trials.point(value, 100).unwrap();
        let point = at(&mut trials, answer);
        for judged in &point.judged {
            let value = judged.value.unwrap();
            assert!(
                value.mean <= judged.objective.limit + value.half_width,
                "{}: {value:?}",
                judged.objective
            );
        }
        assert_ne!(point.verdict(), Verdict::Missed, "{objectives:?}");
        // And some values less are too few.
        let fewer = at(&mut trials, answer - answer.div_ceil(10));
        assert_ne!(fewer.verdict(), Verdict::Met, "{objectives:?}");
    }
}

/// Provisioned environments that all are busy lose requests to on-demand ones at the rate that Erlang
/// gave for lost calls, whatever the distribution of the service time.
#[test]
fn the_least_for_spillover_is_the_inverse_of_erlang_b() {
    const OFFERED: f64 = 20.0;
    for (seed, service, limit) in [
        (11, ".exponential = { mean = \"1s\" }", 0.02),
        (12, " = \"1s\"", 0.05),
        (13, ".lognormal = { mean = \"1s\", sd = \"1500ms\" }", 0.1),
    ] {
        let mut scenario = one(
            700,
            seed,
            &format!(
                "service_time{service}\ncold_start = \"0s\"\nidle_timeout = \"none\"\n\
                 max_lifetime = \"none\"\nrequests_per_second_limit = false"
            ),
            "poisson.rate = 20",
        );
        scenario.warm_up = crate::kernel::SimDuration::from_secs(100);
        {
            // A limit half-way between two values of the formula, so that one answer is right.
            let exact = (0..)
                .find(|&count| erlang_b(OFFERED, count) < limit)
                .unwrap();
            let (above, below) = (erlang_b(OFFERED, exact - 1), erlang_b(OFFERED, exact));
            let between = (above * below).sqrt();
            let objective = format!("spillover_rate < {between:.6}");
            let plan = plan(&scenario, &[&objective], 40);
            let sizing = sized(&scenario, &plan);
            assert_eq!(sizing.answer.value, exact, "{service}, {objective}");
            assert!(sizing.is_certain(), "{service}, {objective}");
            for value in [exact - 1, exact] {
                let point = sizing.point(value).unwrap();
                let spilled = point.figure(Measure::SpilloverRate).unwrap();
                // Four standard errors: the interval has about two.
                let off = (spilled.mean - erlang_b(OFFERED, value)).abs();
                assert!(
                    off < 2.0 * spilled.half_width,
                    "{service} {value} {spilled:?}"
                );
            }
        }
    }
}

/// Of 200 searches, how many claim that too little is enough, and how many that what is enough is certain to miss? The
/// truth is Erlang's: with 20 requests in flight on average and 25 provisioned, 6.5 % spill over. Each claim may be
/// wrong in 5 % of the searches, here a little more by the chance of 200: three standard errors.
#[test]
fn claims_are_wrong_as_seldom_as_they_say() {
    const TRUTH: u32 = 25;
    const SEEDS: u64 = 200;
    let spill = erlang_b(20.0, TRUTH);
    let seeds: Vec<u64> = (0..SEEDS).collect();
    let wrong = |limit: f64, is_wrong: fn(Answer) -> bool| {
        let answers = crate::study::parallel::map(&seeds, |&seed| {
            let mut scenario = one(
                160,
                5000 + seed,
                "service_time.exponential = { mean = \"1s\" }\ncold_start = \"0s\"\n\
                 idle_timeout = \"none\"\nmax_lifetime = \"none\"\nrequests_per_second_limit = false",
                "poisson.rate = 20",
            );
            scenario.warm_up = crate::kernel::SimDuration::from_secs(20);
            let plan = Plan {
                curve: false,
                ..plan(&scenario, &[&format!("spillover_rate < {limit:.9}")], 40)
            };
            sized(&scenario, &plan).answer
        });
        answers
            .into_iter()
            .filter(|&answer| is_wrong(answer))
            .count()
    };
    let most = 200.0 * (0.05 + 3.0 * (0.05 * 0.95 / 200.0_f64).sqrt());
    // A hair less than what spills over: whoever claims that 25 are enough, or fewer, is wrong.
    let enough = wrong(0.999 * spill, |answer| answer.met && answer.value <= TRUTH);
    assert!(
        enough as f64 <= most,
        "too little was enough in {enough} of 200"
    );
    // A hair more: whoever claims that 25 are certain to miss is wrong.
    let missed = wrong(1.001 * spill, |answer| answer.least_possible > TRUTH);
    assert!(
        missed as f64 <= most,
        "enough was missed in {missed} of 200"
    );
}

/// What was chosen from many must be met by more than what was tried alone.
#[test]
fn a_shared_risk_asks_for_more() {
    let (scenario, objectives) = &three()[1];
    let plan = plan(scenario, objectives, 40);
    let of = |count| candidate::provisioned(scenario, 0, count);
    let mut trials = Trials::new(&plan, of, &());
    let value = sized(scenario, &plan).answer.value;
    trials.judge(value).unwrap();
    let look = trials.judged_after(value);
    let mut is_met = |shared_by| {
        let (verdict, _) = trials.at_share_of_risk(value, look, shared_by).unwrap();
        verdict == Verdict::Met
    };
    assert!(is_met(1), "as it was judged");
    assert!(!is_met(1_000_000_000), "the answer is not that clear");
}

/// Stops when the answer stands.
#[derive(Default)]
struct StopsAtAnswer(std::sync::atomic::AtomicBool);

impl Watch for StopsAtAnswer {
    fn is_stopped(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::Relaxed)
    }

    fn learnt(&self, what: crate::study::watch::Learnt) {
        let stands = matches!(what, crate::study::watch::Learnt::Answer { .. });
        self.0
            .fetch_or(stands, std::sync::atomic::Ordering::Relaxed);
    }
}

#[test]
fn an_answer_that_stands_is_kept_when_the_study_is_stopped() {
    let (scenario, objectives) = &three()[1];
    let plan = plan(scenario, objectives, 40);
    let whole = size(plan.clone(), scenario, &()).unwrap();
    let stopped = size(plan, scenario, &StopsAtAnswer::default()).unwrap();
    assert!(whole.is_whole && !stopped.is_whole);
    assert_eq!(stopped.answer, whole.answer);
    assert_eq!(
        stopped.runs, stopped.search_runs,
        "nothing was run after it"
    );
    let point = |sizing: &Sizing| format!("{:?}", sizing.point(sizing.answer.value));
    assert_eq!(point(&stopped), point(&whole));
}

#[test]
fn without_a_curve_there_are_the_named_values() {
    let (scenario, objectives) = &three()[0];
    let plan = plan(scenario, objectives, 40);
    let with = size(plan.clone(), scenario, &()).unwrap();
    let without = size(
        Plan {
            curve: false,
            ..plan
        },
        scenario,
        &(),
    )
    .unwrap();
    assert_eq!(with.answer, without.answer);
    assert!(without.curve.len() <= 5 && with.curve.len() > 8);
    assert!(without.runs < with.runs, "{} {}", without.runs, with.runs);
}

/// A reserve and an account's limit against trying every value near the answer.
#[test]
fn the_least_reserve_and_the_least_account_are_found() {
    let scenario = scenario(
        "duration = \"60s\"\nseed = 9\ninterval = \"60s\"\n\
         [region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\naccount_concurrency = 250\n\
         [[functions]]\nname = \"f\"\nservice_time.exponential = { mean = \"500ms\" }\n\
         traffic = [{ poisson.rate = 60 }]\n\
         [[functions]]\nname = \"g\"\nservice_time = \"1s\"\ntraffic = [{ poisson.rate = 100 }]\n",
    );
    for setting in [Setting::ReservedConcurrency(0), Setting::AccountConcurrency] {
        let plan = plan(&scenario, &["throttle_rate < 1%"], 40).of(&scenario, setting);
        let sizing = size(plan.clone(), &scenario, &()).unwrap();
        assert!(sizing.answer.met, "{setting:?}");
        let of = |value| setting.set(&scenario, value);
        let mut every = Trials::new(&plan, of, &());
        let value = sizing.answer.value;
        assert_eq!(every.judge(value).unwrap(), Verdict::Met, "{setting:?}");
        for less in (value - 5).max(plan.lower)..value {
            assert_ne!(
                every.judge(less).unwrap(),
                Verdict::Met,
                "{setting:?} {less}"
            );
        }
        assert_eq!(sizing.reference, setting.value(&scenario));
    }
}

#[test]
fn what_cannot_be_met_names_the_nearest() {
    // Each request takes two seconds, whatever is provisioned.
    let scenario = one(
        60,
        5,
        "reserved_concurrency = 80\nservice_time = \"2s\"\ncold_start = \"1s\"",
        "poisson.rate = 10",
    );
    let plan = plan(&scenario, &["latency_p99 < 1s"], 20);
    let sizing = sized(&scenario, &plan);
    assert!(!sizing.answer.met);
    let nearest = sizing.point(sizing.answer.value).unwrap();
    assert_eq!(nearest.verdict(), Verdict::Missed);
    let reached = nearest.judged[0].value.unwrap().mean;
    assert!((reached - 2000.0).abs() < 5.0, "{reached}");
    // The smallest of those that come as near, by the same replications of both.
    let of = |value| plan.setting.set(&scenario, value);
    let mut every = Trials::new(&plan, of, &());
    let values = [sizing.answer.value - 1, sizing.answer.value];
    let leaning = every.lean(&values, 3).unwrap();
    assert!(leaning[0] > leaning[1], "{leaning:?}");
}

/// More is not always better: where only values in the middle meet, and bisection sees none of them,
/// the scan does.
#[test]
fn a_range_in_the_middle_is_found() {
    let (scenario, objectives) = &three()[0];
    let plan = plan(scenario, objectives, 20);
    let least = sized(scenario, &plan).answer.value;
    // As many environments as the value is near 110: up to `least` and two more.
    let tent = |value: u32| (least + 2).saturating_sub(value.abs_diff(110));
    let of = |value| candidate::provisioned(scenario, 0, tent(value));
    let sizing = size_by(plan, (Some(0), None), of, &()).unwrap();
    assert_eq!((sizing.answer.met, sizing.answer.value), (true, 108));
}

/// Bisection comes by the upper of two ranges that meet; the curve shows the lower, whose least is taken.
#[test]
fn a_lower_range_that_the_curve_shows_is_taken() {
    let (scenario, objectives) = &three()[0];
    let plan = plan(scenario, objectives, 20);
    let least = sized(scenario, &plan).answer.value;
    // All that is needed from 40 to 70 and from 120 on, nothing between.
    let of = |value: u32| {
        let enough = (40..=70).contains(&value) || value >= 120;
        candidate::provisioned(scenario, 0, if enough { least } else { value.min(1) })
    };
    let sizing = size_by(plan, (Some(0), None), of, &()).unwrap();
    assert_eq!((sizing.answer.met, sizing.answer.value), (true, 40));
}

#[test]
fn the_curve_has_each_value_that_is_named() {
    let (scenario, objectives) = &three()[1];
    let sizing = sized(scenario, &plan(scenario, objectives, 20));
    let named = [
        0,
        sizing.answer.value - 1,
        sizing.answer.value,
        sizing.rule_of_thumb.unwrap(),
        sizing.cheapest.unwrap(),
    ];
    for value in named {
        assert!(sizing.point(value).is_some(), "{value} is not on the curve");
    }
    assert!(
        sizing
            .curve
            .windows(2)
            .all(|pair| pair[0].value < pair[1].value)
    );
    let utilisation = |value| sizing.point(value).unwrap().figure(Measure::Utilization);
    assert_eq!(utilisation(0), None);
    let busy = utilisation(sizing.answer.value).unwrap().mean;
    assert!((0.01..1.0).contains(&busy), "{busy}");
}

#[test]
fn the_most_that_can_be_provisioned_is_what_others_and_the_minimum_leave() {
    let text = |own: &str| {
        format!(
            "duration = \"1s\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
             account_concurrency = 1000\n\
             [[functions]]\nname = \"f\"\nservice_time = \"1s\"\n{own}\ntraffic = [{{ poisson.rate = 1 }}]\n\
             [[functions]]\nname = \"g\"\nservice_time = \"1s\"\nreserved_concurrency = 300\n\
             provisioned_concurrency = 100\ntraffic = [{{ poisson.rate = 1 }}]\n"
        )
    };
    assert_eq!(candidate::most(&scenario(&text("")), 0), 600);
    assert_eq!(
        candidate::most(&scenario(&text("reserved_concurrency = 50")), 0),
        50
    );
    assert_eq!(candidate::most(&scenario(&text("")), 1), 300);
}
