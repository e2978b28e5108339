//! Versions of a function and the alias that points to them: what they share, what each has for itself, and
//! what moves with the weights.

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

/// Two versions and an alias with these keys.
fn pointer(keys: &str) -> String {
    format!(
        "versions = [{{ name = \"v1\" }}, {{ name = \"v2\" }}]\nalias = {{ name = \"live\", {keys} }}\n"
    )
}

/// Ten requests a second of a tenth of a second each, for `seconds`.
fn shifted(rule: &str, seconds: u32, reserve: &str, alias: &str) -> RunResult {
    let function = format!(
        "service_time = \"100ms\"\ntraffic = [{{ even.rate = 10 }}]\n{reserve}{}",
        pointer(alias)
    );
    run(&parsed(rule, 1000, seconds, &function))
}

/// Requests of each version in each second.
fn arrivals(result: &RunResult) -> [Vec<u64>; 2] {
    [0, 1].map(|version| {
        let rows = result.functions[version].intervals.iter();
        rows.map(|row| row.counts.arrivals).collect()
    })
}

/// The second from which on all requests go to the second version; before it all go to the first.
fn moved_at(result: &RunResult) -> usize {
    let [old, new] = arrivals(result);
    let at = new.iter().position(|count| *count > 0).unwrap_or(new.len());
    assert!(old[at..].iter().all(|count| *count == 0), "{old:?}");
    assert!(old[..at].iter().all(|count| *count == 10), "{old:?}");
    at
}

const AT_10: &str = "weights = [{ v1 = 1 }, { at = \"10s\", v2 = 1 }]";

#[test]
fn constant_weights_of_an_alias_are_those_of_the_older_form() {
    for rule in ["regional-burst", "per-function"] {
        let keys = "service_time = \"400ms\"\ntraffic = [{ poisson.rate = 90 }]\n";
        let older = alias("v1", "70%", 20) + &alias("v2", "30%", 10);
        let older = run(&parsed(rule, 20, 300, &format!("{keys}{older}")));
        let newer = "versions = [{ name = \"v1\", provisioned_concurrency = 20 }, \
                     { name = \"v2\", provisioned_concurrency = 10 }]\n\
                     alias = { name = \"live\", weights = { v1 = \"70%\", v2 = \"30%\" } }\n";
        let newer = run(&parsed(rule, 20, 300, &format!("{keys}{newer}")));
        let whole =
            pointer("weights = { v1 = \"70%\", v2 = \"30%\" }, provisioned_concurrency = 30");
        // 70 % of 30 is 21: not the same environments, but the same requests.
        let whole = run(&parsed(rule, 20, 300, &format!("{keys}{whole}")));
        for version in [0, 1] {
            let [older, newer] = [&older, &newer].map(|result| &result.functions[version]);
            assert!(observed(older) == observed(newer), "{rule}");
            let arrivals = whole.functions[version].totals.arrivals;
            assert_eq!(arrivals, older.totals.arrivals, "{rule}");
        }
    }
}

#[test]
fn weights_without_provisioned_concurrency_are_in_force_at_their_time() {
    for rule in ["regional-burst", "per-function"] {
        assert_eq!(moved_at(&shifted(rule, 30, "", AT_10)), 10);
    }
}

/// Preparation takes 60 s; under the rule of 2023 the 4 environments are then 40 ms away.
#[test]
fn requests_follow_the_alias_when_its_provisioned_concurrency_is_allocated() {
    let keys = format!("{AT_10}, provisioned_concurrency = 4");
    for (rule, second) in [("regional-burst", 70), ("per-function", 70)] {
        let result = shifted(rule, 90, "", &keys);
        let [old, new] = [0, 1].map(|version| &result.functions[version]);
        let first = new.intervals.iter().position(|row| row.counts.arrivals > 0);
        assert_eq!(first, Some(second), "{rule}");
        assert_eq!(
            result.totals().cold_starts,
            0,
            "{rule}: nothing spills over"
        );
        let allocated = |function: &FunctionResult, second: usize| {
            function.intervals[second].provisioned_allocated
        };
        assert_eq!([allocated(old, 69), allocated(new, 69)], [4, 0], "{rule}");
        assert_eq!([allocated(old, 71), allocated(new, 71)], [0, 4], "{rule}");
        assert_eq!(
            result.account.claimed.max, 8,
            "{rule}: both are claimed for a minute"
        );
    }
}

#[test]
fn requests_that_do_not_wait_spill_over_until_it_is() {
    let keys = format!("{AT_10}, provisioned_concurrency = 4, shift = \"at-once\"");
    let result = shifted("per-function", 90, "reserved_concurrency = 5\n", &keys);
    assert_eq!(moved_at(&result), 10);
    let new = &result.functions[1].totals;
    assert_eq!(new.cold_starts, 1);
    // From 70.04 s on those that arrive find what was allocated.
    assert_eq!(new.invocations - new.provisioned_invocations, 601);
}

/// A reserve of 7 has no room for 4 and 4.
#[test]
fn requests_stay_where_they_are_if_the_account_refuses() {
    let keys = format!("{AT_10}, provisioned_concurrency = 4");
    let result = shifted("per-function", 200, "reserved_concurrency = 7\n", &keys);
    assert_eq!(result.functions[1].totals.arrivals, 0);
    let provisioned = result.functions[1]
        .provisioned
        .as_ref()
        .expect("it changes");
    let refused: Vec<_> = provisioned
        .changes
        .iter()
        .map(|change| change.failure)
        .collect();
    assert_eq!(refused, [Some(AllocationFailure::Reserve)]);
}

#[test]
fn later_weights_are_followed_after_some_that_the_account_refused() {
    let weights = "weights = [{ v1 = 1 }, { at = \"10s\", v2 = 1 }, \
                   { at = \"20s\", v1 = \"50%\", v2 = \"50%\" }], provisioned_concurrency = 4";
    let result = shifted("per-function", 200, "reserved_concurrency = 7\n", weights);
    let new = &result.functions[1].totals;
    assert!((500..720).contains(&new.arrivals), "{}", new.arrivals);
}

#[test]
fn a_version_that_gets_its_requests_back_at_once_had_never_lost_them() {
    let weights = "weights = [{ v1 = 1 }, { at = \"10s\", v2 = 1 }, { at = \"40s\", v1 = 1 }], \
                   provisioned_concurrency = 4";
    let result = shifted("per-function", 200, "", weights);
    assert_eq!(result.functions[1].totals.arrivals, 0);
    let rows = &result.functions[0].intervals;
    assert!(rows.iter().all(|row| row.provisioned_allocated == 4));
    // What the other was given meanwhile is taken back.
    assert_eq!(result.functions[1].intervals[199].provisioned_allocated, 0);
}

/// Of 400 requests a tenth, of the next 400 nine tenths: the bounds are four standard errors.
#[test]
fn requests_are_split_by_the_weights_in_force() {
    let weights =
        "weights = [{ v1 = \"90%\", v2 = \"10%\" }, { at = \"40s\", v1 = \"10%\", v2 = \"90%\" }]";
    let [old, new] = arrivals(&shifted("per-function", 80, "", weights));
    let sum = |part: &[u64]| part.iter().sum::<u64>();
    assert!((16..=64).contains(&sum(&new[..40])), "{new:?}");
    assert!((16..=64).contains(&sum(&old[40..])), "{old:?}");
}

/// Whatever waits, the versions together always have at least what the alias provides, and exactly that when
/// nothing is under way; where requests do not wait it is never more.
#[test]
fn the_shares_of_an_alias_add_up() {
    let weights = "weights = [{ v1 = 1 }, { at = \"10s\", v1 = \"67%\", v2 = \"33%\" }, \
                   { at = \"100s\", v2 = 1 }, { at = \"130s\", v1 = \"15%\", v2 = \"85%\" }], \
                   provisioned_concurrency = 7";
    let sums = |result: &RunResult| -> Vec<u64> {
        let [old, new] = [0, 1].map(|version| &result.functions[version].intervals);
        let rows = old.iter().zip(new);
        rows.map(|(one, other)| one.provisioned_allocated + other.provisioned_allocated)
            .collect()
    };
    let waiting = sums(&shifted("per-function", 300, "", weights));
    assert!(waiting.iter().all(|sum| *sum >= 7), "{waiting:?}");
    assert_eq!([waiting[0], waiting[80], waiting[299]], [7; 3]);
    let at_once = sums(&shifted(
        "per-function",
        300,
        "",
        &format!("{weights}, shift = \"at-once\""),
    ));
    assert!(at_once.iter().all(|sum| *sum <= 7), "{at_once:?}");
    assert_eq!([at_once[0], at_once[80], at_once[299]], [7; 3]);
}
