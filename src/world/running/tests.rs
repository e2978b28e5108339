//! A run in steps, and copies of it, against runs in one go.

use super::*;
use crate::kernel::SimDuration;
use crate::scenario::Setting;
use crate::scenario::parse::{NoFiles, Source, parse};
use crate::scenario::shipped;
use crate::world::{simulate, simulate_observed};

/// Of different kinds: two functions, weights of an alias that move provisioned concurrency, a reserve, autoscaling,
/// rates that grow.
const SHIPPED: [&str; 5] = [
    "noisy-neighbour",
    "alias-shift",
    "walkthrough-reserved",
    "scaling-with-provisioned-autoscaling",
    "november-2023",
];

fn shipped(name: &str, overrides: &[&str]) -> Scenario {
    let found = shipped::find(name).unwrap_or_else(|| panic!("no {name}"));
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    let read = found.read(&overrides);
    read.unwrap_or_else(|error| panic!("{name}: {error}"))
        .scenario
}

/// The times that cut a run into uneven parts.
fn cuts(scenario: &Scenario) -> impl Iterator<Item = SimTime> {
    let length = scenario.duration.as_nanos();
    let part = move |percent: u64| SimTime::from_nanos(length / 100 * percent + percent);
    [0, 13, 77].into_iter().map(part)
}

fn run_to(run: Running, until: SimTime) -> Running {
    run.run_until(until, &mut ()).unwrap()
}

fn end(scenario: &Scenario) -> SimTime {
    SimTime::ZERO + scenario.duration
}

#[test]
fn a_run_in_steps_and_each_copy_of_it_are_the_same_as_one_in_one_go() {
    for name in SHIPPED {
        let scenario = shipped(name, &[]);
        let whole = format!("{:?}", simulate(&scenario, 0));
        let mut run = Running::start(&scenario, 0);
        let mut copies = Vec::new();
        for cut in cuts(&scenario) {
            run = run_to(run, cut);
            assert_eq!(run.now(), cut);
            copies.push(run.clone());
        }
        for run in copies.into_iter().chain([run]) {
            let at = run.now();
            let result = run_to(run, end(&scenario)).finish(&mut ());
            assert!(format!("{result:?}") == whole, "{name}, cut at {at} s");
        }
    }
}

#[test]
fn an_observer_hears_the_same_of_a_run_in_steps() {
    #[derive(Default)]
    struct Notes(Vec<(SimTime, u64)>);
    impl Observer for Notes {
        fn served(&mut self, served: &crate::metrics::Served) {
            self.0.push((served.at, served.environment));
        }
        fn stopped(&mut self, stopped: &crate::metrics::Stopped) {
            self.0.push((stopped.at, stopped.environment));
        }
    }
    let scenario = shipped("walkthrough-reserved", &[]);
    let (mut whole, mut parts) = (Notes::default(), Notes::default());
    simulate_observed(&scenario, 0, &mut whole).unwrap();
    let mut run = Running::start(&scenario, 0);
    for cut in cuts(&scenario).chain([end(&scenario)]) {
        run = run.run_until(cut, &mut parts).unwrap();
    }
    let _ = run.finish(&mut parts);
    assert!(whole.0 == parts.0 && !whole.0.is_empty());
}

#[test]
fn a_fork_has_the_rows_that_follow_and_none_that_came_before() {
    for name in SHIPPED {
        let scenario = shipped(name, &[]);
        let whole = simulate(&scenario, 0);
        for cut in cuts(&scenario) {
            let fork = run_to(Running::start(&scenario, 0), cut).fork();
            // Nothing changes where nothing is adopted.
            let fork = fork.adopt(&scenario, &scenario);
            let rest = run_to(fork, end(&scenario)).cut_off();
            let account = whole.account.intervals.len() - rest.account.intervals.len();
            assert_eq!(
                account as u64,
                cut.as_nanos() / scenario.interval.as_nanos()
            );
            for (rest, whole) in rest.functions.iter().zip(&whole.functions) {
                let rows = |rows: &[_]| format!("{rows:?}");
                let from = whole.intervals.len() - rest.intervals.len();
                assert!(
                    rows(&rest.intervals) == rows(&whole.intervals[from..]),
                    "{name} from {cut} s"
                );
                assert_eq!(rest.totals, whole.totals, "{name} from {cut} s");
            }
        }
    }
}

/// Where nothing was refused yet, and every token is back, quotas that are adopted are as if they had been there
/// from the start: to the last row that follows.
#[test]
fn larger_quotas_ahead_of_the_first_throttle_are_the_same_as_from_the_start() {
    // Requests of a tenth of a second: it is the request rate that grows too fast, not concurrency.
    let fast = [
        "functions.orders.service_time=100ms",
        "region.request_burst=1000",
        "region.request_ramp_per_minute=6000",
    ];
    // Less than the burst quota grants.
    let small = ["region.account_concurrency=2000"];
    let changes: [(_, &[&str], _, _, _); 8] = [
        ("flash-sale", &[], 50, Setting::Burst, 5000),
        ("flash-sale", &[], 50, Setting::RampPerMinute, 3000),
        (
            "flash-sale",
            &small,
            50,
            Setting::AccountConcurrency,
            20_000,
        ),
        (
            "noisy-neighbour",
            &[],
            120,
            Setting::AccountConcurrency,
            1500,
        ),
        (
            "noisy-neighbour",
            &[],
            120,
            Setting::ReservedConcurrency(0),
            300,
        ),
        ("november-2023", &[], 25, Setting::Burst, 3000),
        ("november-2023", &fast, 25, Setting::RequestBurst, 3000),
        (
            "november-2023",
            &fast,
            25,
            Setting::RequestRampPerMinute,
            90_000,
        ),
    ];
    for (name, overrides, at, setting, value) in changes {
        let scenario = shipped(name, overrides);
        let other = setting.set(&scenario, value);
        let at = SimTime::ZERO + SimDuration::from_secs(at);
        let run = run_to(Running::start(&scenario, 0), at);
        let forked = run_to(run.fork().adopt(&scenario, &other), end(&scenario)).cut_off();
        let rows = |result: &RunResult| {
            let functions = result.functions.iter().map(|function| {
                let after = function.intervals.iter().filter(|row| row.start > at);
                let counts = after.map(|row| (row.start, row.counts, row.in_flight.max));
                counts.collect::<Vec<_>>()
            });
            format!("{:?}", functions.collect::<Vec<_>>())
        };
        let whole = rows(&simulate(&other, 0));
        assert!(
            rows(&forked) == whole,
            "{name}: {setting:?} at {at} s is not as from the start"
        );
        assert!(
            rows(&simulate(&scenario, 0)) != whole,
            "{name}: {setting:?} changes nothing, which proves nothing"
        );
    }
}

/// What is provisioned at the fork serves as if it had been there all along, once what was in service has finished.
#[test]
fn environments_provisioned_at_a_fork_serve_from_there_on() {
    let text = "duration = \"10m\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
        [[functions]]\nname = \"f\"\nservice_time = \"2s\"\ncold_start = \"0s\"\n\
        traffic = [{ even.rate = 10 }, { batch = { at = [\"400s\"], requests = 100 } }]\n";
    let source = Source {
        name: "test",
        default_name: "test",
        text,
    };
    let scenario = parse(source, &[], &NoFiles).unwrap().scenario;
    for value in [10, 60, 110, 120, 200] {
        let other = Setting::ProvisionedConcurrency(0).set(&scenario, value);
        let at = SimTime::ZERO + SimDuration::from_secs(200);
        let run = run_to(Running::start(&scenario, 0), at);
        let forked = run_to(run.fork().adopt(&scenario, &other), end(&scenario)).cut_off();
        let whole = simulate(&other, 0);
        let seen = |result: &RunResult| {
            let rows = &result.functions[0].intervals;
            let after = rows.iter().filter(|row| row.start.as_secs_f64() >= 210.0);
            after.fold((0, 0, 0), |(cold, provisioned, max), row| {
                let counts = &row.counts;
                let max = row.environments.max.max(max);
                (
                    cold + counts.cold_starts,
                    provisioned + counts.provisioned_invocations,
                    max,
                )
            })
        };
        assert_eq!(seen(&forked), seen(&whole), "{value} provisioned");
    }
}
