//! Versions of a function and the alias that points to them: what they share, what each has for itself, and, in
//! `shifts`, what moves with the weights.

mod shifts;

use burstsim::metrics::{AllocationFailure, Counts, FunctionResult, RunResult};
use burstsim::scenario::parse::{NoFiles, Source, parse};
use burstsim::scenario::{ScalingRule, Scenario};
use burstsim::world::simulate;

use crate::support::{request_rate, secs};
use crate::theory::erlang_b;

/// A run of `seconds` in an account of 1,000 with a burst of `burst` environments at once, under a rule.
fn parsed(rule: &str, burst: u32, seconds: u32, function: &str) -> Scenario {
    let text = format!(
        "duration = \"{seconds}s\"\nseed = 3\n[region]\nname = \"us-east-1\"\nscaling = \"{rule}\"\n\
         account_concurrency = 1000\nburst = {burst}\nunreserved_minimum = 0\n\
         [[functions]]\nname = \"checkout\"\ncold_start = \"0s\"\nmax_lifetime = \"none\"\n\
         {function}\n"
    );
    let source = Source {
        name: "versions",
        default_name: "versions",
        text: &text,
    };
    parse(source, &[], &NoFiles)
        .expect("a valid scenario")
        .scenario
}

fn run(scenario: &Scenario) -> RunResult {
    let result = simulate(scenario, 0);
    assert_eq!(result.check_conservation(), Ok(()));
    result
}

/// Requests of ten seconds, all at the start of 20 seconds under the regional rule.
fn at_once(burst: u32, requests: u64, keys: &str) -> RunResult {
    run(&parsed(
        "regional-burst",
        burst,
        20,
        &format!(
            "service_time = \"10s\"\ntraffic = [{{ batch = {{ at = [\"0s\"], requests = {requests} }} }}]\n{keys}"
        ),
    ))
}

fn alias(name: &str, weight: &str, provisioned: u32) -> String {
    format!(
        "[[functions.aliases]]\nname = \"{name}\"\nweight = \"{weight}\"\n\
         provisioned_concurrency = {provisioned}\n"
    )
}

/// Served on provisioned environments, served cold, refused for concurrency and refused for scaling.
fn outcome(counts: &Counts) -> (u64, u64, u64, u64) {
    (
        counts.provisioned_invocations,
        counts.cold_starts,
        counts.throttles_concurrency,
        counts.throttles_scaling,
    )
}

fn outcomes(result: &RunResult) -> Vec<(u64, u64, u64, u64)> {
    let functions = result.functions.iter();
    functions
        .map(|function| outcome(&function.totals))
        .collect()
}

#[test]
fn each_version_has_results_under_its_qualified_name() {
    let split = at_once(
        3000,
        10,
        &(alias("live", "90%", 0) + &alias("canary", "10%", 0)),
    );
    let names: Vec<_> = split.functions.iter().map(|one| &one.name[..]).collect();
    assert_eq!(names, ["checkout:live", "checkout:canary"]);
}

#[test]
fn idle_provisioned_environments_of_one_version_do_not_serve_another() {
    let split = at_once(
        3000,
        700,
        &(alias("live", "0%", 400) + &alias("canary", "100%", 0)),
    );
    // 400 of the account's 1,000 are claimed although they are idle.
    assert_eq!(outcomes(&split), [(0, 0, 0, 0), (0, 600, 100, 0)]);

    let whole = at_once(3000, 700, "provisioned_concurrency = 400");
    assert_eq!(outcomes(&whole), [(400, 300, 0, 0)]);
}

/// AWS's walk-through of 400 provisioned serves 1,000 of 1,001 requests at once; with the 400 split
/// over two versions, those of the one without traffic are lost to the other.
#[test]
fn provisioned_concurrency_split_over_versions_serves_less() {
    let split = at_once(
        3000,
        1001,
        &(alias("live", "100%", 300) + &alias("canary", "0%", 100)),
    );
    assert_eq!(outcomes(&split), [(300, 600, 101, 0), (0, 0, 0, 0)]);

    let whole = at_once(3000, 1001, "provisioned_concurrency = 400");
    assert_eq!(outcomes(&whole), [(400, 600, 1, 0)]);
}

fn sum(result: &RunResult) -> (u64, u64, u64, u64) {
    outcome(&result.totals())
}

const HALVES: [(&str, &str); 2] = [("live", "50%"), ("canary", "50%")];

fn halves(provisioned: [u32; 2]) -> String {
    let aliases = HALVES.iter().zip(provisioned);
    aliases
        .map(|((name, weight), count)| alias(name, weight, count))
        .collect()
}

#[test]
fn versions_share_the_bucket_of_the_region() {
    assert_eq!(sum(&at_once(500, 600, &halves([0, 0]))), (0, 500, 0, 100));
}

/// A reserve of 200 holds 150 provisioned environments, and 50 on demand for whoever needs them.
#[test]
fn versions_share_the_reserve() {
    let reserve = |reserve: u32| format!("reserved_concurrency = {reserve}\n");
    let on_demand = at_once(3000, 500, &(reserve(200) + &halves([0, 0])));
    assert_eq!(sum(&on_demand), (0, 200, 300, 0));
    assert!(
        on_demand
            .functions
            .iter()
            .all(|one| one.totals.cold_starts > 50)
    );

    let spilled = alias("live", "100%", 100) + &alias("canary", "0%", 50);
    let spilled = at_once(3000, 500, &(reserve(200) + &spilled));
    assert_eq!(outcomes(&spilled), [(100, 50, 350, 0), (0, 0, 0, 0)]);
    // What is reserved is claimed once.
    assert_eq!(spilled.account.claimed.max, 200);
    assert_eq!(spilled.account.unreserved_in_flight.max, 0);
}

/// A reserve of 10 allows 100 requests per second, whichever version they go to.
#[test]
fn versions_share_the_requests_per_second_of_the_reserve() {
    let function = format!(
        "service_time = \"1ms\"\nreserved_concurrency = 10\ntraffic = [{{ even.rate = 300 }}]\n{}",
        halves([0, 0])
    );
    let totals = run(&parsed("regional-burst", 3000, 10, &function)).totals();
    // And a hundred at once, which last for half a second: by the last request, at 9.9967 s, no more than
    // 100 + 100 x 9.9967 can have passed.
    assert_eq!((totals.invocations, totals.throttles_rate), (1099, 1901));
}

/// Since November 2023 each function has a bucket of its own: a function, not each of its versions.
#[test]
fn versions_share_the_bucket_of_the_function() {
    let function = format!(
        "service_time = \"10s\"\ntraffic = [{{ batch = {{ at = [\"0s\"], requests = 500 }} }}]\n{}",
        halves([0, 0])
    );
    let totals = run(&parsed("per-function", 300, 5, &function)).totals();
    assert_eq!(outcome(&totals), (0, 300, 0, 200));
}

/// What grows too fast for a function is refused, although each version would grow half as fast.
#[test]
fn versions_share_the_growth_of_the_request_rate() {
    let function = |aliases: &str| {
        format!("service_time = \"1ms\"\ntraffic = [{{ even.rate = 400 }}]\n{aliases}")
    };
    let refused = |aliases: &str| {
        let mut scenario = parsed("per-function", 1000, 10, &function(aliases));
        if let ScalingRule::PerFunction {
            request_burst,
            request_ramp_per_minute,
            ..
        } = &mut scenario.region.scaling
        {
            *request_burst = request_rate(300);
            *request_ramp_per_minute = request_rate(60);
        }
        run(&scenario).totals().throttles_scaling
    };
    let whole = refused("");
    assert!(whole > 500, "{whole}");
    assert_eq!(refused(&halves([0, 0])), whole);
}

/// Requests of both kinds, retries, a reserve, and provisioned concurrency that changes.
const BUSY: &str = "service_time.lognormal = { median = \"800ms\", p99 = \"3s\" }\n\
    reserved_concurrency = 60\nclient.retry = \"standard\"\n\
    traffic = [{ poisson.rate = 55 }, { closed = { users = 9, think_time = \"1s\" } }]\n";
const AUTOSCALING: &str =
    "provisioned_concurrency = { autoscaling = { min = 5, max = 40, target = 0.5 } }\n";

/// All that is counted, interval by interval.
fn observed(function: &FunctionResult) -> impl PartialEq + std::fmt::Debug {
    let rows = function.intervals.iter();
    let rows: Vec<_> = rows
        .map(|row| {
            (
                row.counts,
                row.in_flight,
                row.open,
                row.environments,
                row.latency,
            )
        })
        .collect();
    (function.totals, function.billed, rows)
}

#[test]
fn a_function_with_one_alias_is_the_function() {
    for rule in ["regional-burst", "per-function"] {
        let plain = run(&parsed(rule, 20, 600, &format!("{BUSY}{AUTOSCALING}")));
        let alias = format!("{BUSY}[[functions.aliases]]\nname = \"live\"\n{AUTOSCALING}");
        let alias = run(&parsed(rule, 20, 600, &alias));
        let [plain, alias] = [&plain, &alias].map(|result| &result.functions[0]);
        assert!(plain.totals.throttles() > 0 && plain.totals.provisioned_invocations > 0);
        assert!(
            plain
                .provisioned
                .as_ref()
                .is_some_and(|one| one.changes.len() > 2)
        );
        assert!(observed(plain) == observed(alias), "{rule}");
    }
}

/// Every request is what it is without aliases: it arrives when it does and runs as long as it does.
#[test]
fn aliases_change_no_request() {
    let function = |aliases: &str| {
        format!(
            "service_time.exponential = {{ mean = \"500ms\" }}\ntraffic = [{{ poisson.rate = 200 }}]\n{aliases}"
        )
    };
    let requests = |aliases: &str| {
        let result = run(&parsed("regional-burst", 3000, 100, &function(aliases)));
        let billed: u64 = result
            .functions
            .iter()
            .map(|one| one.billed.on_demand_ms)
            .sum();
        let mut arrivals = vec![0; result.functions[0].intervals.len()];
        for row in result
            .functions
            .iter()
            .flat_map(|one| one.intervals.iter().enumerate())
        {
            arrivals[row.0] += row.1.counts.arrivals;
        }
        (result.totals().arrivals, billed, arrivals)
    };
    assert_eq!(requests(&halves([0, 0])), requests(""));
}

/// 100,000 requests, a tenth of them to the canary: the standard error of its share is
/// √(0.1 × 0.9 / 100,000), and the bound four of them.
#[test]
fn requests_are_split_by_weight() {
    let aliases = alias("live", "90%", 0) + &alias("canary", "10%", 0);
    let function = format!("service_time = \"1ms\"\ntraffic = [{{ even.rate = 1000 }}]\n{aliases}");
    let result = run(&parsed("regional-burst", 3000, 100, &function));
    let [live, canary] = [0, 1].map(|index| result.functions[index].totals.arrivals as f64);
    let (share, error) = (canary / (live + canary), (0.1 * 0.9 / 1e5_f64).sqrt());
    assert!((share - 0.1).abs() < 4.0 * error, "{share}");
}

/// Requests routed by chance keep the Poisson process: 30 % of 40 erlangs on 10 provisioned environments
/// overflow by Erlang B. Successive arrivals are not independent, so the standard error is that of 40
/// batches of 200 s, a thousand service times each.
#[test]
fn the_spillover_of_a_version_is_erlang_b() {
    let aliases = alias("live", "70%", 20) + &alias("canary", "30%", 10);
    let function = format!(
        "service_time.exponential = {{ mean = \"200ms\" }}\ntraffic = [{{ poisson.rate = 200 }}]\n{aliases}"
    );
    let mut scenario = parsed("regional-burst", 3000, 8000, &function);
    scenario.interval = secs(200.0);
    let result = run(&scenario);
    for (version, offered, servers) in [(0, 28.0, 20), (1, 12.0, 10)] {
        let rows = &result.functions[version].intervals;
        let batches: Vec<f64> = rows
            .iter()
            .map(|row| {
                let counts = &row.counts;
                1.0 - counts.provisioned_invocations as f64 / counts.invocations as f64
            })
            .collect();
        let count = batches.len() as f64;
        let mean = batches.iter().sum::<f64>() / count;
        let squares = batches.iter().map(|one| (one - mean).powi(2)).sum::<f64>();
        let error = (squares / (count - 1.0) / count).sqrt();
        let expected = erlang_b(offered, servers);
        assert!(
            (mean - expected).abs() < 4.0 * error,
            "{mean} is not Erlang B's {expected} within 4 x {error}"
        );
        assert!(error < 0.01, "{error} tells nothing");
    }
}

/// Of a reserve of 30, one version holds 10: autoscaling of the other is refused what goes beyond 20.
#[test]
fn what_a_version_may_provision_is_what_the_others_leave_of_the_reserve() {
    let function = format!(
        "service_time = \"1s\"\nreserved_concurrency = 30\ntraffic = [{{ even.rate = 20 }}]\n{}\
         [[functions.aliases]]\nname = \"scaled\"\nweight = \"100%\"\n\
         provisioned_concurrency = {{ autoscaling = {{ min = 15, max = 25, target = 0.5 }} }}\n",
        alias("other", "0%", 10)
    );
    let result = run(&parsed("per-function", 1000, 600, &function));
    let provisioned = result.functions[1]
        .provisioned
        .as_ref()
        .expect("it changes");
    let refused = provisioned.changes.iter().find_map(|change| change.failure);
    assert_eq!(refused, Some(AllocationFailure::Reserve));
    assert_eq!(provisioned.allocated.max, 15);
}
