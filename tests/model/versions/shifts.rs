//! What moves with the weights of an alias: requests, and provisioned concurrency.

use burstsim::metrics::{AllocationFailure, FunctionResult, RunResult};

use super::{alias, observed, parsed, run};

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
        let keys = "service_time = \"400ms\"\ntraffic = [{ poisson.rate = 90 }]\n".to_owned();
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

/// From 0 and 4 environments to 1 and 3, in a reserve that has room for 4.
#[test]
fn what_one_version_gives_back_makes_room_for_another() {
    let weights = "weights = [{ v2 = 1 }, { at = \"10s\", v1 = \"25%\", v2 = \"75%\" }], \
                   provisioned_concurrency = 4, shift = \"at-once\"";
    let result = shifted("per-function", 200, "reserved_concurrency = 4\n", weights);
    let provisioned = result.functions[0].provisioned.as_ref();
    let changes = &provisioned.expect("it changes").changes;
    let refused: Vec<_> = changes.iter().map(|change| change.failure).collect();
    assert_eq!(refused, [None], "what the first version asks for");
    let rows = [0, 1].map(|version| result.functions[version].intervals.last());
    let allocated = rows.map(|row| row.map(|row| row.provisioned_allocated));
    assert_eq!(allocated, [Some(1), Some(3)], "allocated in the end");
}
