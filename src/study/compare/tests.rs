//! The same requests in each variant, narrower intervals for it, and honest verdicts.

use super::variant::{Incomparable, check_comparable};
use super::*;
use crate::kernel::SimDuration;
use crate::measures::Measure;
use crate::metrics::RunResult;
use crate::scenario::Traffic;
use crate::scenario::parse::{NoFiles, Source, parse};
use crate::study::replications::replicate;

/// A function that chance throttles now and then, at a limit given by its reserve.
fn variant(reserve: u32, seed: u64) -> Variant {
    let text = format!(
        "duration = \"60s\"\nseed = {seed}\n\
         [region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
         [[functions]]\nname = \"f\"\nreserved_concurrency = {reserve}\n\
         service_time.lognormal = {{ median = \"300ms\", p99 = \"2s\" }}\n\
         client.retry = \"standard\"\ntraffic = [{{ poisson.rate = 20 }}]\n"
    );
    let source = Source {
        name: "test",
        default_name: "test",
        text: &text,
    };
    Variant {
        name: reserve.to_string(),
        settings: Vec::new(),
        usual: None,
        platform: None,
        scenario: parse(source, &[], &NoFiles).unwrap().scenario,
    }
}

fn compared(variants: Vec<Variant>, replications: u64) -> Comparison {
    compared_by(variants, Looks::exactly(replications))
}

fn compared_by(variants: Vec<Variant>, looks: Looks) -> Comparison {
    compare(variants, looks, &()).unwrap()
}

#[test]
fn every_variant_meets_the_same_requests() {
    let (few, many) = (variant(5, 3), variant(20, 3));
    let arrivals = |variant: &Variant| -> Vec<Vec<u64>> {
        let results = replicate(&variant.scenario, 0..3, &()).unwrap();
        let of = |result: &RunResult| {
            let rows = result.functions[0].intervals.iter();
            rows.map(|row| row.counts.arrivals).collect()
        };
        results.iter().map(of).collect()
    };
    assert_eq!(arrivals(&few), arrivals(&many));
    let comparison = compared(vec![few, many], 3);
    assert!(comparison.same_requests());
    let series = |variant| {
        comparison
            .series(variant)
            .mean(Scope::Account, Measure::Requests)
    };
    assert_eq!(series(0), series(1));
}

/// Counting requests is not enough: here as many come, at another instant.
#[test]
fn other_traffic_is_not_the_same_requests() {
    let at = |second| {
        let mut variant = variant(5, 3);
        variant.scenario.functions[0].traffic = vec![
            Traffic::Batch {
                at: vec![SimDuration::from_secs(second)],
                requests: 3,
            }
            .into(),
        ];
        variant
    };
    assert!(compared(vec![at(1), at(1)], 2).same_requests());
    assert!(!compared(vec![at(1), at(2)], 2).same_requests());
}

#[test]
fn pairs_tell_differences_that_means_alone_do_not() {
    let comparison = compared(vec![variant(9, 1), variant(10, 1)], 20);
    let metric = Measure::Throttles;
    let of = |variant| {
        comparison
            .estimate(variant, Scope::Account, metric)
            .unwrap()
    };
    let unpaired = of(0).half_width.hypot(of(1).half_width);
    let difference = comparison.difference(1, Scope::Account, metric).unwrap();
    assert!((difference.estimate.mean - (of(1).mean - of(0).mean)).abs() < 1e-9);
    assert!(
        difference.estimate.half_width < 0.5 * unpaired,
        "{} and {unpaired}",
        difference.estimate.half_width
    );
    assert_eq!(difference.finding, Finding::Differs);
    assert!(
        difference.estimate.high() < 0.0,
        "more room, fewer throttles"
    );
}

#[test]
fn variants_that_are_alike_do_not_differ() {
    let comparison = compared(vec![variant(9, 1), variant(9, 1)], 4);
    for scope in comparison.scopes() {
        for metric in Measure::COMPARED {
            let Some(difference) = comparison.difference(1, scope, metric) else {
                continue;
            };
            assert_eq!(difference.finding, Finding::Equal, "{}", metric.key());
            assert_eq!(difference.estimate.mean, 0.0);
            assert_eq!(difference.estimate.half_width, 0.0);
        }
        assert!(
            comparison
                .difference(0, scope, Measure::Throttles)
                .is_none()
        );
    }
}

/// 60 studies of 10 replications against the mean of 2,000: the nominal 57 give or take chance
/// (a binomial count below 50 has a probability below 0.001).
#[test]
fn paired_intervals_cover_the_difference() {
    let metric = Measure::Throttles;
    let difference = |seed, replications| {
        let variants = vec![variant(9, seed), variant(10, seed)];
        let comparison = compared(variants, replications);
        comparison
            .difference(1, Scope::Account, metric)
            .unwrap()
            .estimate
    };
    let truth = difference(999, 2000).mean;
    let covering = (0..60).filter(|&seed| difference(seed, 10).covers(truth));
    let covering = covering.count();
    assert!(covering >= 50, "{covering} of 60 intervals cover {truth}");
}

#[test]
fn what_must_be_the_same_is_checked() {
    let (a, mut b) = (variant(9, 1), variant(10, 1));
    let check_comparable = |variants: &[Variant]| check_comparable(variants, &[0, 0]);
    assert_eq!(check_comparable(&[a.clone(), b.clone()]), Ok(()));
    b.scenario.functions[0].name = "g".to_owned();
    assert_eq!(
        check_comparable(&[a.clone(), b]),
        Err(Incomparable::Variants("functions"))
    );
    let other = variant(9, 2);
    assert_eq!(
        check_comparable(&[a, other]),
        Err(Incomparable::Variants("seed"))
    );
}

/// What is obvious is told after the first look; what is not is looked at again, until it is or until the cap.
#[test]
fn replications_are_added_until_verdicts_are_clear() {
    let of = |reserves: [u32; 2], looks| {
        let variants = reserves.map(|reserve| variant(reserve, 1)).to_vec();
        compared_by(variants, looks)
    };
    let is_clear = |comparison: &Comparison| {
        let findings = Measure::COMPARED
            .into_iter()
            .filter_map(|metric| comparison.difference(1, Scope::Account, metric));
        findings
            .into_iter()
            .all(|one| one.finding != Finding::TooFew)
    };
    let alike = of([40, 41], Looks::up_to(40));
    assert_eq!(alike.replications(), 10, "no limit binds: equal at once");
    assert!(is_clear(&alike));
    // The nearer no limit binds, the harder it is to tell.
    let pairs = (10..24).map(|reserve| of([reserve, reserve + 1], Looks::up_to(40)));
    let pairs: Vec<_> = pairs.collect();
    for comparison in &pairs {
        assert!([10, 20, 40].contains(&comparison.replications()));
        assert!(is_clear(comparison) || comparison.replications() == 40);
    }
    let near = pairs.iter().find(|one| one.replications() > 10);
    let near = near.expect("ten replications do not tell all of these");
    let few = of([9, 10], Looks::exactly(3));
    assert_eq!(few.replications(), 3, "what is asked for exactly stays");
    assert!(!is_clear(&few));
    // Looking earlier changes no replication.
    let reserve = |variant: usize| {
        let function = &near.variants[variant].scenario.functions[0];
        function
            .reserved_concurrency
            .map_or(0, |reserve| reserve.get())
    };
    let all = of(
        [reserve(0), reserve(1)],
        Looks::exactly(near.replications()),
    );
    let observed = |comparison: &Comparison| {
        comparison
            .observations(1, Scope::Account, Measure::Throttles)
            .to_vec()
    };
    assert_eq!(observed(&all), observed(near));
}

/// Two that are alike are one: they are judged once, and the third is not judged the harder for it.
#[test]
fn variants_with_the_same_results_are_one() {
    let names = |reserves: &[u32]| {
        let variants = reserves.iter().map(|&reserve| variant(reserve, 1));
        compared(variants.collect(), 4)
    };
    let comparison = names(&[40, 9, 41, 9]);
    assert_eq!(comparison.distinct().collect::<Vec<_>>(), [0, 1]);
    assert_eq!(comparison.alike(0).collect::<Vec<_>>(), [0, 2]);
    assert_eq!(comparison.alike(3).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(comparison.first_like(3), 1);
    let alone = names(&[40, 9]);
    for scope in comparison.scopes() {
        for metric in Measure::COMPARED {
            let of = |variant| comparison.difference(variant, scope, metric);
            assert_eq!(of(1), alone.difference(1, scope, metric));
            assert_eq!(of(3), of(1));
            assert!(of(2).is_none_or(|one| one.finding == Finding::Equal));
        }
    }
}

/// A scenario of its own: a day of `seconds`, some functions with a request a second each, and events a month.
fn day(name: &str, seconds: u64, functions: &[&str], billing: &str, rate: u32) -> Variant {
    let mut text = format!(
        "name = \"{name}\"\nduration = \"{seconds}s\"\n[billing]\nmonthly = true\n{billing}\n\
         [region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n"
    );
    for function in functions {
        text += &format!(
            "[[functions]]\nname = \"{function}\"\nservice_time = \"1s\"\ncold_start = \"0s\"\n\
             traffic = [{{ even.rate = {rate} }}]\n"
        );
    }
    let source = Source {
        name: "test",
        default_name: "test",
        text: &text,
    };
    Variant {
        name: name.to_owned(),
        settings: Vec::new(),
        usual: None,
        platform: None,
        scenario: parse(source, &[], &NoFiles).unwrap().scenario,
    }
}

#[test]
fn scenarios_of_their_own_have_the_functions_of_both() {
    let usual = day("usual", 60, &["a", "b"], "", 1);
    let sale = day("sale", 90, &["c", "b"], "", 2);
    assert_eq!(
        check_comparable(&[usual.clone(), sale.clone()], &[0, 1]),
        Ok(())
    );
    let comparison = compared(vec![usual, sale], 2);
    assert_eq!(comparison.functions(), ["a", "b", "c"]);
    assert!(!comparison.same_requests() && !comparison.same_duration());
    let requests = |variant, scope| {
        let mean = comparison.estimate(variant, scope, Measure::Requests);
        mean.map(|one| one.mean)
    };
    assert_eq!(requests(0, Scope::Account), Some(120.0));
    assert_eq!(requests(1, Scope::Account), Some(360.0));
    assert_eq!(requests(0, Scope::Function(1)), Some(60.0));
    assert_eq!(requests(1, Scope::Function(1)), Some(180.0));
    assert_eq!(requests(1, Scope::Function(0)), None);
    assert_eq!(requests(0, Scope::Function(2)), None);
    let difference =
        |function| comparison.difference(1, Scope::Function(function), Measure::Requests);
    assert_eq!(difference(1).map(|one| one.estimate.mean), Some(120.0));
    assert_eq!(difference(0), None);
    // Series go as far as each runs.
    assert_eq!(comparison.starts().len(), 90);
    let series = |variant, scope| comparison.series(variant).mean(scope, Measure::Requests);
    assert_eq!(series(0, Scope::Account).map(|all| all.len()), Some(60));
    assert_eq!(series(1, Scope::Account).map(|all| all.len()), Some(90));
    assert_eq!(series(0, Scope::Function(2)), None);
}

#[test]
fn scenarios_must_be_measured_alike() {
    let (usual, mut sale) = (
        day("usual", 60, &["a"], "", 1),
        day("sale", 60, &["a"], "", 2),
    );
    sale.scenario.interval = SimDuration::from_secs(10);
    let found = check_comparable(&[usual.clone(), sale], &[0, 1]);
    assert_eq!(found, Err(Incomparable::Scenarios("interval")));
    let mut sale = day("sale", 60, &["a"], "events_per_month = 1", 2);
    sale.usual = Some(0);
    sale.scenario.region.name = "eu-west-1".to_owned();
    let found = check_comparable(&[usual, sale], &[0, 1]);
    assert_eq!(found, Err(Incomparable::Month("region.name")));
}

/// A month of 730 h is 2,628,000 s: with 2 events of 90 s at 4 requests a second and the rest at 1.
#[test]
fn the_month_of_an_event_is_usual_for_the_rest() {
    let usual = day("usual", 60, &["a"], "", 1);
    let mut sale = day("sale", 90, &["a"], "events_per_month = 2", 4);
    sale.usual = Some(0);
    // A price a request for all that each takes: the first tier holds throughout.
    let per_request = 0.2e-6 + 0.125 * 0.000_016_666_7;
    let comparison = compared(vec![usual, sale], 2);
    let month = |variant, scope| {
        let cost = comparison.estimate(variant, scope, Measure::MonthlyCost);
        cost.unwrap().mean / per_request
    };
    let close = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-6, "{a} and {b}");
    close(month(0, Scope::Account), 2_628_000.0);
    let with_events = 2_628_000.0 - 180.0 + 2.0 * 360.0;
    close(month(1, Scope::Account), with_events);
    close(month(1, Scope::Function(0)), with_events);
    let event = comparison.event_cost(1).unwrap();
    close(event.mean / per_request, 360.0 - 90.0);
    assert_eq!(comparison.event_cost(0), None);
}

/// A queue of 30 messages, each of which takes 1 s, beside a function that clients call.
fn with_a_queue(concurrency: u32) -> Variant {
    let text = format!(
        "duration = \"60s\"\nseed = 3\ninterval = \"1s\"\n\
         [region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
         [[functions]]\nname = \"api\"\nservice_time = \"1s\"\ntraffic = [{{ poisson.rate = 2 }}]\n\
         [[functions]]\nname = \"orders\"\nservice_time.exponential = {{ mean = \"1s\" }}\n\
         traffic = [{{ batch = {{ at = [\"5s\"], requests = 30 }}, \
         invoked_by.sqs = {{ batch_size = 1, maximum_concurrency = {concurrency} }} }}]\n"
    );
    let source = Source {
        name: "test",
        default_name: "test",
        text: &text,
    };
    Variant {
        name: concurrency.to_string(),
        settings: Vec::new(),
        usual: None,
        platform: None,
        scenario: parse(source, &[], &NoFiles).unwrap().scenario,
    }
}

#[test]
fn what_waits_is_the_mean_of_what_waited_in_each_replication() {
    let comparison = compared(vec![with_a_queue(2), with_a_queue(4)], 3);
    assert!(comparison.has_queues());
    for (index, variant) in comparison.variants.iter().enumerate() {
        let results = replicate(&variant.scenario, 0..3, &()).unwrap();
        let series = comparison.waiting(index);
        let own: Vec<Waiting> = series.means(Scope::Function(1)).collect();
        assert_eq!(own.len(), 60, "a row for each interval");
        for (row, waiting) in own.iter().enumerate() {
            let rows = results
                .iter()
                .map(|one| one.functions[1].sources[0].intervals[row]);
            let rows: Vec<_> = rows.collect();
            let backlog: u64 = rows.iter().map(|row| row.backlog_max).sum();
            let age = rows.iter().filter_map(|row| row.oldest_age);
            let age: f64 = age.map(|age| age.as_secs_f64()).sum();
            assert!(
                (waiting.backlog - backlog as f64 / 3.0).abs() < 1e-9,
                "{row}"
            );
            assert!((waiting.oldest_age_s - age / 3.0).abs() < 1e-9, "{row}");
        }
        assert!(own[6].backlog > 20.0, "{:?}", own[6]);
        // The only queue is all that waits in the account; the other function has none.
        assert_eq!(series.means(Scope::Account).collect::<Vec<_>>(), own);
        assert_eq!(series.means(Scope::Function(0)).count(), 0);
    }
    assert!(!compared(vec![variant(5, 3)], 1).has_queues());
}

#[test]
fn a_limit_of_a_mapping_does_not_change_what_comes() {
    let comparison = compared(vec![with_a_queue(2), with_a_queue(4)], 2);
    assert!(comparison.same_requests());
}
