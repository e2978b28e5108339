//! `burstsim compare`: what a user sees of variants of a scenario.

use std::path::Path;

use super::{Place, Ran, Row, SMALL, contents, json, rows, same_on_one_thread_and_two};

/// 5,000 callers at one instant who do not give up, and requests that outlast the run: every token
/// becomes an environment that stays.
const SPIKE: &str = r#"
title = "5,000 at once"
duration = "4m"
interval = "1s"

[region]
name = "us-east-1"
scaling = "regional-burst"
account_concurrency = 10000

[[functions]]
name = "api"
service_time = "1h"
cold_start = "0s"
requests_per_second_limit = false

[[functions.traffic]]
even.rate = 2000
"#;

/// Compares a scenario into `result`.
fn compare(place: &Place, scenario: &str, more: &[&str]) -> Ran {
    let fixed = ["compare", scenario, "--output", "result"];
    place.burstsim(&[&fixed, more].concat())
}

/// The row of `comparison.csv` about a metric of the account.
fn of_account<'a>(rows: &'a [Row], variant: &str, metric: &str) -> &'a Row {
    let mut found = rows.iter().filter(|row| {
        row.text("variant") == variant
            && row.text("function").is_empty()
            && row.text("metric") == metric
    });
    found
        .next()
        .unwrap_or_else(|| panic!("no {metric} of {variant}"))
}

/// The burst quota at once, and then 500 a minute, as AWS published it: at the end of second s there
/// are the quota and 500 (s + 1) / 60 environments, whole ones.
#[test]
fn each_region_scales_by_its_own_quota_second_by_second() {
    let place = Place::new();
    place.file("spike.toml", SPIKE);
    compare(&place, "spike.toml", &["--replications", "2"]).expect_code(0);
    let rows = rows(&place.path("result/timeseries.csv"));
    for (region, quota) in [
        ("us-east-1", 3000),
        ("ap-northeast-1", 1000),
        ("ap-northeast-2", 500),
    ] {
        let of_region = |row: &&Row| row.text("variant") == region && row.text("function") == "api";
        let of_region: Vec<_> = rows.iter().filter(of_region).collect();
        assert_eq!(of_region.len(), 240, "{region}");
        for (second, row) in of_region.into_iter().enumerate() {
            // 2,000 requests a second use up the quota within two seconds; a token that comes while
            // the bucket is drained is used by the next request, half a millisecond later.
            let tokens = quota as f64 + 500.0 * (second + 1) as f64 / 60.0;
            let expected = tokens.min(2000.0 * (second + 1) as f64);
            let got = row.number("environments_max");
            assert!(
                got <= expected && got > expected - 1.01,
                "{region}, second {second}: {got} environments, {expected} expected"
            );
            assert_eq!(row.number("arrivals"), 2000.0, "{region}, second {second}");
        }
    }
    let tidy = super::rows(&place.path("result/comparison.csv"));
    let difference = of_account(&tidy, "ap-northeast-2", "environments_max");
    assert_eq!(difference.number("difference"), -2500.0);
    assert_eq!(difference.text("significant"), "true");
    assert_eq!(
        of_account(&tidy, "us-east-1", "environments_max").text("difference"),
        ""
    );
}

#[test]
fn the_result_is_complete_and_the_table_reads_well() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let vary = [
        "--vary",
        "functions.back.reserved_concurrency=20,30",
        "--vary",
        "region.burst=10,20",
    ];
    let ran = compare(
        &place,
        "small.toml",
        &[&vary[..], &["--replications", "4"]].concat(),
    );
    ran.expect_code(0);
    insta::assert_snapshot!(ran.stdout);
    let files = contents(&place.path("result"));
    let names: Vec<_> = files
        .keys()
        .map(|name| name.to_string_lossy().replace('\\', "/"))
        .collect();
    let expected = [
        "comparison.csv",
        "comparison.json",
        "manifest.json",
        "report.html",
        "scaling-multiples.png",
        "scaling-multiples.svg",
        "scaling.png",
        "scaling.svg",
        "timeseries.csv",
        "variants/reserved-concurrency-20-burst-10.toml",
        "variants/reserved-concurrency-20-burst-20.toml",
        "variants/reserved-concurrency-30-burst-10.toml",
        "variants/reserved-concurrency-30-burst-20.toml",
    ];
    assert_eq!(names, expected);

    let tree = json(&place.path("result/comparison.json"));
    assert_eq!(tree["same_requests"], true);
    assert_eq!(tree["variants"][3]["settings"]["region.burst"], "20");
    let csv = rows(&place.path("result/comparison.csv"));
    let name = "reserved_concurrency=30 burst=20";
    let row = of_account(&csv, name, "throttles");
    let account = &tree["variants"][3]["account"]["throttles"];
    assert_eq!(account["mean"].as_f64(), Some(row.number("mean")));
    assert_eq!(
        account["difference"]["mean"].as_f64(),
        Some(row.number("difference"))
    );

    // The lines of the bill add up to it.
    let is_line = |row: &&Row| {
        let metric = row.text("metric");
        row.text("variant") == name && metric.starts_with("cost_") && metric != "cost_usd"
    };
    let total: f64 = csv
        .iter()
        .filter(is_line)
        .map(|row| row.number("mean"))
        .sum();
    let cost = of_account(&csv, name, "cost_usd").number("mean");
    assert!(
        cost > 0.0 && (total - cost).abs() < 1e-8,
        "{total} of {cost}"
    );
    let duration = &tree["variants"][3]["cost_by_item_usd"]["duration"];
    assert_eq!(
        duration.as_f64(),
        Some(of_account(&csv, name, "cost_duration_usd").number("mean"))
    );

    // A variant by itself gives replication 0 of what was compared.
    let resolved = "result/variants/reserved-concurrency-30-burst-20.toml";
    let run = [
        "run",
        resolved,
        "--output",
        "again",
        "--no-charts",
        "--replications",
        "4",
    ];
    place.burstsim(&run).expect_code(0);
    let again = json(&place.path("again/summary.json"));
    assert_eq!(again["account"]["throttles"], account["mean"]);
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    same_on_one_thread_and_two(|threads| {
        let place = Place::new();
        place.file("small.toml", SMALL);
        let ran = compare(
            &place,
            "small.toml",
            &["--replications", "5", "--threads", threads],
        );
        (place, ran)
    });
}

#[test]
fn wrong_variants_are_explained() {
    for (arguments, words) in [
        (
            &["--regions", "us-east-1,us-esat-2"][..],
            &["us-esat-2", "us-east-2", "--regions"][..],
        ),
        (
            &["--regions", "us-east-1,us-west-2", "--vary", "seed=1,2"],
            &["cannot be used with"],
        ),
        (
            &["--vary", "functions.front.provisioned_concurency=1,2"],
            &[
                "provisioned_concurency",
                "provisioned_concurrency",
                "--vary",
            ],
        ),
        (
            &["--vary", "functions.side.memory=1 GB,2 GB"],
            &["no function is called `side`"],
        ),
        (&["--vary", "region.burst=10"], &["one value"]),
        (&["--vary", "region.burst="], &["has no value"]),
        (&["--regions", ""], &["`region.name` has no value"]),
        (&["--vary", "region.burst=10,20,10"], &["10 is given twice"]),
        (
            &["--vary", "region.burst=10,20,10.0"],
            &["`burst=10` and `burst=10.0` are the same scenario"],
        ),
        (
            &["--vary", "region.burst=10,", "--no-charts"],
            &["the value is missing"],
        ),
        (&["--vary", "region.burst"], &["expected KEY=A,B"]),
        (&["--vary", "seed=1,2"], &["the same seed"]),
        (
            &["--vary", "functions.0.name=front,other"],
            &["the same functions"],
        ),
        (
            &[
                "--vary",
                "region.burst=1,2,3,4,5",
                "--vary",
                "duration=1m,2m,3m,4m,5m",
            ],
            &["25 variants"],
        ),
        (
            &["--scaling", "regional-burst,per-funktion"],
            &["per-function"],
        ),
    ] {
        let place = Place::new();
        place.file("small.toml", SMALL);
        let ran = compare(&place, "small.toml", arguments);
        ran.expect_code(2);
        for word in words {
            assert!(
                ran.stderr.contains(word),
                "{arguments:?} without {word}: {}",
                ran.stderr
            );
        }
        // A problem that variants share is told once.
        let errors = ran.stderr.lines().filter(|line| line.starts_with("error"));
        assert_eq!(errors.count(), 1, "{arguments:?}: {}", ran.stderr);
        assert!(
            !place.path("result").exists(),
            "{arguments:?} left a result"
        );
    }
}

#[test]
fn quotas_that_do_not_differ_are_said_to_be_alike() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let quick = ["--replications", "2", "--no-charts"];
    // Two Regions with the same prices.
    let alike = [&quick[..], &["--regions", "us-east-1,us-west-2"]].concat();
    let ran = compare(&place, "small.toml", &alike);
    ran.expect_code(0);
    assert!(
        ran.stderr
            .contains("a burst quota of 10 instead of its own"),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("do not differ"), "{}", ran.stdout);

    // Here the quota is what is compared, and not in the way.
    let regions = ["--vary", "region.name=us-east-1,us-west-2"];
    let bursts = ["--vary", "region.burst=5,6"];
    let varied = [&quick[..], &regions, &bursts].concat();
    let ran = compare(&place, "small.toml", &varied);
    ran.expect_code(0);
    assert!(!ran.stderr.contains("remove the key"), "{}", ran.stderr);

    let place = Place::new();
    place.file(
        "spike.toml",
        SPIKE.replace("regional-burst", "per-function"),
    );
    let ran = compare(
        &place,
        "spike.toml",
        &[&quick[..], &["--set", "duration=5s"]].concat(),
    );
    assert!(
        ran.stderr.contains("every Region has the same quotas"),
        "{}",
        ran.stderr
    );
}

/// An objective that a variant misses is shown, and is no failure of the comparison.
#[test]
fn a_missed_objective_does_not_fail_a_comparison() {
    let place = Place::new();
    place.file(
        "small.toml",
        format!("{SMALL}\n[slo]\nthrottle_rate = \"< 0.1%\"\n"),
    );
    let quick = [
        "--replications",
        "2",
        "--no-charts",
        "--scaling",
        "regional-burst,per-function",
    ];
    let ran = compare(&place, "small.toml", &quick);
    ran.expect_code(0);
    assert!(ran.stdout.contains("MISSED"), "{}", ran.stdout);
}

#[test]
fn other_formats_are_the_files() {
    for (format, file) in [("json", "comparison.json"), ("csv", "comparison.csv")] {
        let place = Place::new();
        place.file("small.toml", SMALL);
        let ran = compare(
            &place,
            "small.toml",
            &["--replications", "2", "--format", format, "--quiet"],
        );
        ran.expect_code(0);
        let written = std::fs::read_to_string(place.path("result").join(Path::new(file)));
        assert_eq!(ran.stdout.trim_end(), written.expect("a file").trim_end());
        assert_eq!(ran.stderr, "");
    }
}

/// As a report had it: nearly all against none is the plainest of differences, and two replications may be
/// too few for the t-test to pass it among thirty.
#[test]
fn what_few_replications_cannot_tell_is_not_called_noise() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let vary = [
        "--vary",
        "functions.back.reserved_concurrency=20,30",
        "--no-charts",
    ];
    let ran = compare(
        &place,
        "small.toml",
        &[&vary[..], &["--replications", "2"]].concat(),
    );
    ran.expect_code(0);
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Too few replications to tell"), "{said}");
    assert!(
        !said.contains('≈') && !said.contains("No significant"),
        "{said}"
    );
    let tree = json(&place.path("result/comparison.json"));
    assert_eq!(tree["replications"], 2, "exactly as many as were asked for");
    // No verdict of two replications is that there is no difference.
    let rows = rows(&place.path("result/comparison.csv"));
    assert!(rows.iter().all(|row| row.text("finding") != "noise"));

    // Left to itself it goes on until it can tell, or to the cap.
    compare(&place, "small.toml", &vary).expect_code(0);
    let tree = json(&place.path("result/comparison.json"));
    let replications = tree["replications"].as_u64().expect("a count");
    assert!([10, 20, 40].contains(&replications), "{replications}");
    let rows = super::rows(&place.path("result/comparison.csv"));
    let open = rows.iter().any(|row| {
        row.text("function").is_empty() && row.text("finding") == "too-few-replications"
    });
    assert!(!open || replications == 40);
    assert_eq!(
        of_account(&rows, "reserved_concurrency=30", "throttles").text("significant"),
        "true"
    );
    let capped = [&vary[..], &["--max-replications", "10"]].concat();
    compare(&place, "small.toml", &capped).expect_code(0);
    assert_eq!(
        json(&place.path("result/comparison.json"))["replications"],
        10
    );
}

/// 40 and 50 are never reached: the results are the same in every replication.
#[test]
fn variants_that_tie_are_one_and_called_by_their_values() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let vary = ["--vary", "functions.back.reserved_concurrency=90,20,95"];
    let ran = compare(
        &place,
        "small.toml",
        &[&vary[..], &["--replications", "4"]].concat(),
    );
    ran.expect_code(0);
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let alike = "reserved_concurrency=90 and reserved_concurrency=95 do not differ: they give the same results \
                 in every replication, and are shown as one.";
    assert_eq!(said.matches(alike).count(), 1, "{said}");
    assert!(
        said.contains("Each variant by its functions.back.reserved_concurrency"),
        "{said}"
    );
    // One column has the figures of both.
    assert!(said.contains(" 90, 95 20 requests "), "{said}");
    assert!(!said.contains("variant 1"), "{said}");
    assert!(
        said.contains("All 9 differences are judged together"),
        "{said}"
    );
    let tree = json(&place.path("result/comparison.json"));
    let same_as: Vec<_> = (0..3)
        .map(|index| &tree["variants"][index]["same_as"])
        .collect();
    assert_eq!(same_as[2], "reserved_concurrency=90");
    assert!(same_as[0].is_null() && same_as[1].is_null());
    let svg = std::fs::read_to_string(place.path("result/scaling.svg")).expect("a chart");
    assert_eq!(
        svg.matches("reserved_concurrency=95").count(),
        1,
        "one line for both"
    );
    let widest = ran.stdout.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{}", ran.stdout);
}

/// `--monthly` is an override like any other: what is varied after it is not ignored.
#[test]
fn a_varied_month_holds_beside_the_option_for_all() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let vary = ["--vary", "billing.monthly=false,true", "--monthly"];
    let ran = compare(
        &place,
        "small.toml",
        &[&vary[..], &["--replications", "2"]].concat(),
    );
    ran.expect_code(0);
    assert!(ran.stdout.contains("monthly=true"), "{}", ran.stdout);
}

/// A day of even traffic, at a request a second on `functions` and what `more` says.
fn day(name: &str, rate: u32, functions: &[&str], more: &str) -> String {
    let mut text = format!(
        "name = \"{name}\"\ntitle = \"Shop, {name}\"\nduration = \"1h\"\ninterval = \"1m\"\n{more}\n\
         [region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n"
    );
    for function in functions {
        text += &format!(
            "[[functions]]\nname = \"{function}\"\nservice_time = \"1s\"\ncold_start = \"0s\"\n\
             traffic = [{{ even.rate = {rate} }}]\n"
        );
    }
    text
}

#[test]
fn scenarios_are_compared_with_the_traffic_and_functions_of_each() {
    let place = Place::new();
    place.file("normal.toml", day("normal", 1, &["shop", "search"], ""));
    place.file("sale.toml", day("sale", 4, &["shop", "offers"], "seed = 7"));
    let ran = place.burstsim(&[
        "compare",
        "normal.toml",
        "sale.toml",
        "--replications",
        "2",
        "--output",
        "result",
    ]);
    ran.expect_code(0);
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Shop, normal / Shop, sale",
        "The variants do not meet the same requests",
        "Not in every variant: search, offers.",
        "Difference from normal",
    ] {
        assert!(said.contains(words), "no {words:?} in {}", ran.stdout);
    }
    assert!(!said.contains("paired"), "{}", ran.stdout);
    let tidy = rows(&place.path("result/comparison.csv"));
    assert_eq!(
        of_account(&tidy, "normal", "requests").number("mean"),
        7200.0
    );
    let sale = of_account(&tidy, "sale", "requests");
    assert_eq!(
        (sale.number("mean"), sale.number("difference")),
        (28_800.0, 21_600.0)
    );
    let functions = |variant: &str| {
        let requests = tidy
            .iter()
            .filter(|row| row.text("variant") == variant && row.text("metric") == "requests");
        let names: Vec<String> = requests
            .map(|row| row.text("function").to_owned())
            .collect();
        names.join(",")
    };
    assert_eq!(functions("normal"), ",shop,search");
    assert_eq!(functions("sale"), ",shop,offers");
    let tree = json(&place.path("result/comparison.json"));
    assert_eq!(tree["variants"][1]["settings"]["scenario"], "sale");
    assert_eq!(tree["variants"][1]["seed"], 7);
    assert_eq!(tree["same_requests"], false);
    for file in [
        "variants/normal.toml",
        "variants/sale.toml",
        "scaling.png",
        "report.html",
    ] {
        assert!(place.path("result").join(file).exists(), "no {file}");
    }
    let again = place.burstsim(&["run", "result/variants/sale.toml", "--output", "again"]);
    again.expect_code(0);
    let summary = json(&place.path("again/summary.json"));
    assert_eq!(summary["account"]["requests"], 28_800);
}

#[test]
fn scenarios_are_combined_with_what_is_varied() {
    let place = Place::new();
    place.file("normal.toml", day("normal", 1, &["shop"], ""));
    place.file("sale.toml", day("sale", 2, &["shop"], ""));
    let regions = [
        "--regions",
        "us-east-1,ap-northeast-2",
        "--replications",
        "2",
        "--no-charts",
        "--output",
        "result",
    ];
    let ran = place.burstsim(&[&["compare", "normal.toml", "sale.toml"][..], &regions].concat());
    ran.expect_code(0);
    let tree = json(&place.path("result/comparison.json"));
    let names = tree["variants"].as_array().expect("variants").iter();
    let names: Vec<_> = names
        .map(|one| one["name"].as_str().expect("a name"))
        .collect();
    let expected = [
        "normal us-east-1",
        "normal ap-northeast-2",
        "sale us-east-1",
        "sale ap-northeast-2",
    ];
    assert_eq!(names, expected);
    assert!(!ran.stderr.contains("warning"), "{}", ran.stderr);
}

/// By hand: 1 GB-second and a request cost 0.125 x 0.0000166667 + 0.0000002 at 128 MB; the sale day brings 3 requests a
/// second more for an hour.
#[test]
fn an_event_costs_what_it_brings_on_top_of_a_normal_day() {
    let place = Place::new();
    place.file("normal.toml", day("normal", 1, &["shop"], ""));
    place.file("sale.toml", day("sale", 4, &["shop"], ""));
    let compare = [
        "compare",
        "normal.toml",
        "sale.toml",
        "--events-per-month",
        "2",
        "--replications",
        "2",
    ];
    let ran = place.burstsim(&[&compare[..], &["--output", "result"]].concat());
    ran.expect_code(0);
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = "One sale (60 min) costs $0.025 more than 60 min of normal. A month with 2 such events costs";
    assert!(said.contains(expected), "{}", ran.stdout);
    let each = 0.2e-6 + 0.125 * 0.000_016_666_7;
    let close = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-4, "{a} and {b}");
    let tidy = rows(&place.path("result/comparison.csv"));
    let month = |variant| of_account(&tidy, variant, "monthly_cost_usd").number("mean");
    close(month("normal"), 730.0 * 3600.0 * each);
    close(month("sale"), (728.0 * 3600.0 + 2.0 * 4.0 * 3600.0) * each);
    close(
        of_account(&tidy, "sale", "event_cost_usd").number("mean"),
        3.0 * 3600.0 * each,
    );
    let tree = json(&place.path("result/comparison.json"));
    let event = &tree["variants"][1]["event"];
    assert_eq!(event["events_per_month"], 2);
    assert_eq!(event["usual"], "normal");
    close(
        event["event_cost_usd"]["mean"].as_f64().expect("a cost"),
        3.0 * 3600.0 * each,
    );

    // By itself, the month of an event is the events.
    let run = [
        "run",
        "sale.toml",
        "--events-per-month",
        "2",
        "--output",
        "run",
    ];
    let ran = place.burstsim(&run);
    ran.expect_code(0);
    assert!(ran.stdout.contains("2 such runs a month"), "{}", ran.stdout);
    let cost = &json(&place.path("run/summary.json"))["account"]["cost"];
    close(
        cost["monthly"]["total"].as_f64().expect("a month"),
        2.0 * 4.0 * 3600.0 * each,
    );
}

#[test]
fn scenarios_that_cannot_be_compared_say_why() {
    let place = Place::new();
    place.file("normal.toml", day("normal", 1, &["shop"], ""));
    place.file(
        "fine.toml",
        day("fine", 1, &["shop"], "").replace("1m", "1s"),
    );
    place.file(
        "seoul.toml",
        day("seoul", 1, &["shop"], "").replace("us-east-1", "ap-northeast-2"),
    );
    for (arguments, words) in [
        (
            &["normal.toml", "normal.toml"][..],
            "normal.toml is given twice for `scenario`",
        ),
        (
            &["normal.toml", "fine.toml"],
            "must have the same interval: set it for all of them",
        ),
        (&["normal.toml", "nosuch.toml"], "nosuch.toml"),
        (&["-", "-"], "is one scenario"),
        (
            &["normal.toml", "seoul.toml", "--events-per-month", "1"],
            "must have the same region.name",
        ),
        (
            &["normal.toml", "seoul.toml", "--events-per-month", "731"],
            "731 events of 1h do not fit into a month",
        ),
        (
            &["normal.toml", "seoul.toml", "--events-per-month", "0"],
            "must be at least 1",
        ),
        (&[], "which scenario?"),
    ] {
        let ran = place.burstsim(&[&["compare"], arguments].concat());
        assert!(matches!(ran.code, Some(1 | 2)), "{ran:#?}");
        assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
    }
}
