//! `burstsim explain`: what a user learns about throttles and cold starts.

use super::{Place, contents, json, rows};

/// 900 requests at once that stay for an hour, where the burst quota is 500.
const BATCH: &str = r#"
title = "900 at once"
duration = "4m"

[region]
name = "eu-west-2"
scaling = "regional-burst"
account_concurrency = 1500

[[functions]]
name = "=api | x"
service_time = "1h"
cold_start = "0s"

[[functions.traffic]]
batch = { at = ["60s"], requests = 900 }
"#;

#[test]
fn the_answer_reads_well_and_is_the_same_in_all_formats() {
    let place = Place::new();
    place.file("batch.toml", BATCH);
    let explain = |more: &[&str]| {
        let fixed = ["explain", "batch.toml", "--output", "why"];
        place.burstsim(&[&fixed, more].concat())
    };
    let ran = explain(&[]);
    ran.expect_code(0);
    insta::assert_snapshot!(ran.stdout);
    let files = contents(&place.path("why"));
    let names: Vec<_> = files.keys().map(|name| name.to_string_lossy()).collect();
    assert_eq!(
        names,
        [
            "actions.md",
            "explanation.csv",
            "explanation.json",
            "explanation.md",
            "manifest.json",
            "report.html",
            "scenario.toml"
        ]
    );
    let md = explain(&["--format", "md"]);
    insta::assert_snapshot!(md.stdout);
    for (format, file) in [("md", "md"), ("csv", "csv"), ("json", "json")] {
        let file = std::fs::read_to_string(place.path(&format!("why/explanation.{file}"))).unwrap();
        let printed = explain(&["--format", format]).stdout;
        assert_eq!(printed.trim_end(), file.trim_end(), "{format}");
    }
    let tree = json(&place.path("why/explanation.json"));
    let throttled = &tree["periods"][0];
    assert_eq!(throttled["trouble"], "throttles");
    assert_eq!(throttled["limits"][0]["limit"], "regional-burst");
    assert_eq!(throttled["remedies"][1]["key"], "region.burst");
    assert_eq!(throttled["remedies"][1]["value"], 900);
    let csv = rows(&place.path("why/explanation.csv"));
    let burst = csv
        .iter()
        .find(|row| row.text("trouble") == "throttles" && row.text("setting") == "region.burst");
    let burst = burst.expect("a row about the burst quota");
    assert_eq!(burst.text("function"), "'=api | x");
    assert_eq!(burst.number("value_needed"), 900.0);
    assert_eq!(burst.text("left_at_most"), "");
}

/// What it says of a shipped scenario holds for whoever runs it: with the value nothing is throttled,
/// with one less something is.
#[test]
fn each_answer_holds_when_it_is_tried() {
    let place = Place::new();
    let story = "operator-guide-on-demand-3";
    place
        .burstsim(&["explain", story, "--output", "why", "--quiet"])
        .expect_code(0);
    let tree = json(&place.path("why/explanation.json"));
    let periods = tree["periods"].as_array().expect("periods");
    let mut tried = 0;
    for period in periods.iter().filter(|one| one["trouble"] == "throttles") {
        for remedy in period["remedies"].as_array().expect("remedies") {
            let Some(value) = remedy["value"].as_u64() else {
                continue;
            };
            let key = remedy["key"].as_str().expect("a key");
            let throttles = |value: u64| {
                let set = format!("{key}={value}");
                place.result_of(story, &["--set", &set]);
                json(&place.path("result/summary.json"))["account"]["throttles"].clone()
            };
            assert_eq!(throttles(value), 0, "{key}={value}");
            assert_ne!(throttles(value - 1), 0, "{key}={value} less one");
            tried += 1;
        }
    }
    assert_eq!(tried, 2, "a burst quota of 3,333, and 333 provisioned");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let place = Place::new();
    let explain = |threads, output| {
        let arguments = [
            "explain",
            "noisy-neighbour",
            "--periods",
            "1",
            "--set",
            "duration=4m",
            "--threads",
            threads,
            "--output",
            output,
        ];
        place.burstsim(&arguments).expect_code(0);
        contents(&place.path(output))
    };
    assert!(explain("1", "one") == explain("3", "three"));
}

#[test]
fn a_quiet_run_needs_no_explanation() {
    let place = Place::new();
    let calm = BATCH.replace("=api | x", "api").replace(
        "cold_start = \"0s\"",
        "provisioned_concurrency = 1400\ncold_start = \"0s\"",
    );
    place.file("calm.toml", calm);
    let ran = place.burstsim(&["explain", "calm.toml"]);
    ran.expect_code(0);
    assert!(ran.stdout.contains("Nothing to explain"), "{}", ran.stdout);
}

/// The run has no other trouble: without a word on the errors it would pass for a quiet one.
#[test]
fn what_an_outage_fails_is_said_although_nothing_prevents_it() {
    let place = Place::new();
    let outage = BATCH.replace("requests = 900", "requests = 400").replace(
        "[[functions]]",
        "[[region.outages]]\nfrom = \"50s\"\nto = \"70s\"\nerrors = \"100%\"\n\n[[functions]]",
    );
    place.file("outage.toml", outage);
    let ran = place.burstsim(&["explain", "outage.toml", "--output", "why"]);
    ran.expect_code(0);
    let words = "An outage failed 400 attempts with a server error (5xx), which no quota or setting prevents.";
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(words), "{}", ran.stdout);
    let tree = json(&place.path("why/explanation.json"));
    assert_eq!(tree["as_it_is"]["errors"], 400);
    let page = std::fs::read_to_string(place.path("why/report.html")).unwrap();
    assert!(page.contains(words));
}

#[test]
fn wrong_questions_are_refused() {
    let place = Place::new();
    for (arguments, words) in [
        (
            &["flash-sale", "--function", "shopp"][..],
            "no function called `shopp`: did you mean `shop`?",
        ),
        (
            &["flash-sale", "--function", "\u{7}queue"],
            "no function called `\\u{7}queue`: it has `shop`",
        ),
        (&["flash-sale", "--periods", "0"], "0 is not in 1..=1000"),
        (&["flash-sal"], "Did you mean `flash-sale`?"),
    ] {
        let ran = place.burstsim(&[&["explain"], arguments].concat());
        ran.expect_code(2);
        assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
    }
}

/// A 20 ms function at 30,000 requests a second: AWS serves ten a second for each unit of concurrency, and one
/// second's worth more once. In 20 s that is 210 for each unit, so that all 600,000 requests take a quota of
/// 2,858 (600,000 / 210 = 2,857.1), however little is in flight. While it starts, concurrency refuses, too.
const TEN_A_SECOND: &str = r#"
duration = "20s"
WARM_UP

[region]
name = "us-east-1"
scaling = "regional-burst"
account_concurrency = 1000

[[functions]]
name = "f"
service_time = "20ms"
traffic = [{ even.rate = 30000 }]
"#;

#[test]
fn throttles_while_a_function_starts_do_not_hide_what_cures_the_rest() {
    // 20,000 a second after the warm-up. In all 600,000 less the 209,999 that 1,000 units let pass by the last
    // request, at 19.99997 s, and 7,100 more while it starts.
    for (warm_up, from, throttles) in [("warm_up = \"10s\"", 10.0, 200_000), ("", 1.0, 397_101)] {
        let place = Place::new();
        place.file("fast.toml", TEN_A_SECOND.replace("WARM_UP", warm_up));
        place
            .burstsim(&["explain", "fast.toml", "--output", "why"])
            .expect_code(0);
        let tree = json(&place.path("why/explanation.json"));
        let worst = &tree["periods"][0];
        assert_eq!(worst["trouble"], "throttles");
        assert_eq!(worst["from_s"], from, "{warm_up}");
        assert_eq!(worst["to_s"], 20.0);
        let limits = worst["limits"].as_array().expect("limits");
        assert_eq!(limits.len(), 1, "{limits:?}");
        assert_eq!(limits[0]["limit"], "account-request-rate");
        let remedies = worst["remedies"].as_array().expect("remedies");
        let account = remedies
            .iter()
            .find(|one| one["key"] == "region.account_concurrency");
        assert_eq!(account.expect("the account")["value"], 2858, "{warm_up}");
        // What is counted is counted after the warm-up.
        assert_eq!(tree["as_it_is"]["throttles"], throttles);
    }
}

/// When attempts were throttled is the same in the terminal, on the page and in the explanation.
#[test]
fn all_that_say_when_say_the_same_and_the_worst_first() {
    let place = Place::new();
    let twice = BATCH.replace("=api | x", "api").replace(
        "batch = { at = [\"60s\"], requests = 900 }",
        "batch = { at = [\"60s\"], requests = 900 }\n\n[[functions.traffic]]\n\
         batch = { at = [\"2m30s\"], requests = 1450 }",
    );
    place.file("twice.toml", twice.replace("\"1h\"", "\"1s\""));
    let ran = place.burstsim(&["run", "twice.toml", "--explain", "--output", "result"]);
    ran.expect_code(0);
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = words(&ran.stdout);
    // 900 less the quota of 500; 1,450 less what idles since and the quota once more.
    let terminal = "in 2 periods between 1:00 and 2:31: the regional burst quota";
    assert!(said.contains(terminal), "{said}");
    let worst = "The most severe: from 2:30 to 2:31: 450 of 1,450 attempts in that time were refused (31.0 %)";
    assert!(said.contains(worst), "{said}");
    let tree = json(&place.path("result/explanation.json"));
    let throttled = tree["periods"].as_array().expect("periods").iter();
    let throttled = throttled.filter(|one| one["trouble"] == "throttles");
    let periods: Vec<_> = throttled
        .map(|one| (&one["from_s"], &one["count"]))
        .collect();
    assert_eq!(periods[0].0, 150.0);
    assert_eq!(periods[1].0, 60.0);
    assert_eq!((periods[0].1, periods[1].1), (&450.into(), &400.into()));
    let page = std::fs::read_to_string(place.path("result/report.html")).expect("a page");
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("no {words:?}"));
    assert!(page.contains("in 2 periods between 1:00 and 2:31"));
    assert!(
        at("The most severe: from 2:30 to 2:31: 450 of 1,450")
            < at("From 1:00 to 1:01: 400 of 900")
    );
}

#[test]
fn throttles_of_the_warm_up_alone_are_nothing_to_explain() {
    let place = Place::new();
    let early = BATCH.replace("duration = \"4m\"", "duration = \"4m\"\nwarm_up = \"2m\"");
    place.file("early.toml", early);
    let ran = place.burstsim(&["explain", "early.toml"]);
    ran.expect_code(0);
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("0 throttles and 0 cold starts after the warm-up of 2 min"),
        "{said}"
    );
    assert!(said.contains("Nothing to explain: no attempt"), "{said}");
    // Here it ends within the interval of the throttles.
    let explained = |more: &[&str]| {
        let fixed = ["explain", "early.toml", "--set", "warm_up=59.5s"];
        let ran = place.burstsim(&[&fixed[..], more].concat());
        ran.expect_code(0);
        ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for more in [&[][..], &["--set", "interval=10s"]] {
        let said = explained(more);
        assert!(!said.contains("Nothing to explain"), "{more:?}: {said}");
    }
    let said = explained(&["--set", "interval=7s"]);
    let words = "Nothing to explain: all of it fell into the interval in which the warm-up ended.";
    assert!(said.contains(words), "{said}");
}

/// In a small account most of what would help would be refused.
#[test]
fn what_is_advised_in_a_small_account_is_what_the_parser_takes() {
    for account in [50, 90, 120, 130] {
        let place = Place::new();
        place.file(
            "small.toml",
            format!(
                "duration = \"20s\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
                 account_concurrency = {account}\n[[functions]]\nname = \"api\"\nservice_time = \"1s\"\n\
                 cold_start = \"0s\"\ntraffic = [{{ batch = {{ at = [\"1s\"], requests = 60 }} }}]\n\
                 [[functions]]\nname = \"hog\"\nservice_time = \"1h\"\ncold_start = \"0s\"\n\
                 traffic = [{{ batch = {{ at = [\"0s\"], requests = 100 }} }}]\n"
            ),
        );
        place
            .burstsim(&["explain", "small.toml", "--output", "why"])
            .expect_code(0);
        let tree = json(&place.path("why/explanation.json"));
        let mut tried = 0;
        for period in tree["periods"].as_array().expect("periods") {
            for remedy in period["remedies"].as_array().expect("remedies") {
                let key = remedy["key"].as_str().expect("a key");
                for value in [&remedy["value"], &remedy["most"]] {
                    let Some(value) = value.as_u64() else {
                        continue;
                    };
                    let set = format!("{key}={value}");
                    place
                        .burstsim(&["check", "small.toml", "--set", &set])
                        .expect_code(0);
                    tried += 1;
                }
                let larger = &remedy["larger_account"];
                if let Some(value) = larger["value"].as_u64() {
                    let account = format!(
                        "region.account_concurrency={}",
                        larger["account_concurrency"]
                    );
                    let set = format!("{key}={value}");
                    let refused = place.burstsim(&["check", "small.toml", "--set", &set]);
                    refused.expect_code(2);
                    let both = ["check", "small.toml", "--set", &account, "--set", &set];
                    place.burstsim(&both).expect_code(0);
                    tried += 1;
                }
            }
        }
        assert!(tried > 3, "an account of {account}: {tried}");
    }
}

/// 900 at once, of which a burst quota of 500 serves 500 in however large an account, and an account of 700
/// serves 700 however many are provisioned: it takes both.
#[test]
fn where_the_account_has_no_room_the_limit_to_ask_for_is_named() {
    let place = Place::new();
    let full = BATCH.replace("=api | x", "api").replace("1500", "700");
    place.file("full.toml", full);
    let ran = place.burstsim(&["explain", "full.toml", "--output", "why"]);
    ran.expect_code(0);
    let tree = json(&place.path("why/explanation.json"));
    let remedies = tree["periods"][0]["remedies"].as_array().expect("remedies");
    let key = "functions.api.provisioned_concurrency";
    let own = remedies.iter().find(|one| one["key"] == key);
    let larger = &own.expect("a remedy")["larger_account"];
    assert_eq!(larger["account_concurrency"], 900);
    let words = format!(
        "The account limit of 700 leaves no room for it: provisioned_concurrency {} would be enough, with \
         an account limit of 900",
        larger["value"]
    );
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(&words), "{words}\n{said}");
    for command in [
        "request-service-quota-increase",
        "put-provisioned-concurrency-config",
    ] {
        assert!(said.contains(command), "both are needed: {command}\n{said}");
    }
    let account = "region.account_concurrency=900";
    let throttles = |value: u64| {
        let own = format!("{key}={value}");
        place.result_of("full.toml", &["--set", account, "--set", &own]);
        json(&place.path("result/summary.json"))["account"]["throttles"].clone()
    };
    let value = larger["value"].as_u64().expect("a value");
    assert_eq!(throttles(value), 0);
}

/// Two million requests, and a batch near the end that a burst quota of 500 refuses: the run takes a moment, the
/// search for what would have been enough many of them.
#[cfg(unix)]
const LONG: &str = r#"
duration = "10m"

[region]
name = "eu-west-2"
scaling = "regional-burst"
account_concurrency = 1500

[[functions]]
name = "api"
service_time = "50ms"
cold_start = "0s"
traffic = [{ poisson.rate = 3500 }, { batch = { at = ["590s"], requests = 1100 } }]
"#;

#[test]
#[cfg(unix)]
fn an_interrupted_explanation_delivers_what_it_has() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    let place = Place::new();
    place.file("long.toml", LONG);
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("burstsim"));
    command
        .args(["explain", "long.toml", "--output", "why", "--threads", "1"])
        .current_dir(place.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("burstsim runs");
    let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
    // The period is known long before all that could have prevented it.
    let is_period = |line: &String| line.contains("throttled, by the Region's burst quota");
    let said = lines.by_ref().map_while(Result::ok).find(is_period);
    assert!(said.is_some(), "nothing was said before the end");
    let mut kill = Command::new("kill");
    let sent = kill.args(["-INT", &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "no signal");
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    let ended = child.wait_with_output().expect("the end of burstsim");
    assert_eq!(ended.status.code(), Some(130), "{rest:?}");
    let last = rest.last().map_or("", String::as_str);
    assert!(
        last.starts_with("interrupted: the result has what was found"),
        "{rest:?}"
    );
    let stdout = String::from_utf8_lossy(&ended.stdout);
    assert!(
        stdout.contains("Interrupted: what was found by then"),
        "{stdout}"
    );
    assert!(stdout.contains("Not searched, because"), "{stdout}");
    let tree = json(&place.path("why/explanation.json"));
    assert_eq!(tree["interrupted"], true);
    assert_eq!(tree["periods"][0]["limits"][0]["limit"], "regional-burst");
    let remedies = tree["periods"][0]["remedies"].as_array().expect("remedies");
    assert!(
        remedies.iter().any(|one| one["removes"].is_null()),
        "{remedies:?}"
    );
}

/// In the shipped story a reserve for checkout takes from export, which is then throttled instead.
#[test]
fn a_change_that_moves_throttling_says_where_to_and_is_not_first() {
    let place = Place::new();
    let arguments = [
        "explain",
        "noisy-neighbour",
        "--function",
        "checkout",
        "--periods",
        "1",
        "--output",
        "why",
    ];
    let ran = place.burstsim(&arguments);
    ran.expect_code(0);
    let tree = json(&place.path("why/explanation.json"));
    let period = &tree["periods"][0];
    assert_eq!(period["function"], "checkout");
    let remedies = period["remedies"].as_array().expect("remedies");
    let removes: Vec<_> = remedies
        .iter()
        .filter(|one| one["removes"] == true)
        .collect();
    assert_eq!(
        removes[0]["key"], "region.account_concurrency",
        "{removes:?}"
    );
    assert!(
        removes.iter().all(|one| one["confirmed"] == true),
        "{removes:?}"
    );
    let moving = removes
        .iter()
        .position(|one| !one["moves_throttling_to"].is_null());
    if let Some(first) = moving {
        assert!(first > 0);
        assert_eq!(removes[first]["moves_throttling_to"]["function"], "export");
        assert!(
            ran.stdout.contains("moves throttling to export"),
            "{}",
            ran.stdout
        );
    }
}

/// A shard that takes a record at a time, 0.5 s each, at three records a second: twice as many shards are enough.
#[test]
fn a_backlog_is_explained_with_the_least_change_that_keeps_it_young() {
    let place = Place::new();
    place.file(
        "stream.toml",
        "duration = \"5m\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
         [[functions]]\nname = \"clicks\"\nservice_time = \"500ms\"\ncold_start = \"0s\"\n\
         [[functions.traffic]]\neven.rate = 3\ninvoked_by.stream = { shards = 1, batch_size = 1 }\n\
         [slo]\noldest_age = \"< 20s\"\n",
    );
    let ran = place.burstsim(&["explain", "stream.toml", "--output", "why"]);
    let backlog = &json(&place.path("why/explanation.json"))["backlogs"][0];
    assert_eq!(backlog["function"], "clicks");
    let remedy = &backlog["remedies"][0];
    let key = "functions.clicks.traffic.0.invoked_by.stream.shards";
    assert_eq!((&remedy["key"], &remedy["value"]), (&key.into(), &2.into()));
    for words in [
        "the oldest item in the queue waited for",
        "A stream has one batch in",
        "shards = 2 by itself would have",
    ] {
        assert!(
            ran.stdout.contains(words),
            "no {words:?} in\n{}",
            ran.stdout
        );
    }
    // The answer holds, and the value below does not.
    for (shards, code) in [("2", 0), ("1", 99)] {
        let set = format!("{key}={shards}");
        place
            .burstsim(&["run", "stream.toml", "--set", &set, "--output", "again"])
            .expect_code(code);
    }
}

/// Killed in the middle, the same command makes only the runs that are missing, and ends with the same bytes.
#[test]
fn a_killed_explanation_resumes_and_ends_as_if_it_had_not_been() {
    let place = Place::new();
    place.file("ramp.toml", RAMP);
    let fixed = ["explain", "ramp.toml", "--output", "why", "--no-charts"];
    let explain = |more: &[&str]| place.burstsim(&[&fixed, more].concat());
    let journal = ".why.journal";
    place.killed_once_kept(&fixed, journal, 4);

    let resumed = explain(&[]);
    resumed.expect_code(0);
    let words = "resuming: an interrupted command kept";
    assert!(resumed.stderr.contains(words), "{}", resumed.stderr);
    assert!(
        !place.path(journal).exists(),
        "it goes when the result is there"
    );
    let resumed = contents(&place.path("why"));
    let anew = explain(&["--fresh"]);
    anew.expect_code(0);
    assert!(!anew.stderr.contains("resuming"), "{}", anew.stderr);
    let anew = contents(&place.path("why"));
    for name in ["explanation.json", "explanation.csv", "explanation.md"] {
        let name = std::path::Path::new(name);
        assert!(
            resumed.get(name) == anew.get(name),
            "{} differs",
            name.display()
        );
    }
}

/// A rise that a burst quota refuses for a while; some seconds of runs.
const RAMP: &str = r#"
duration = "10m"
interval = "10s"

[region]
name = "us-east-1"
scaling = "regional-burst"
burst = 200
ramp_per_minute = 100

[[functions]]
name = "shop"
service_time.exponential.mean = "1s"

[[functions.traffic]]
poisson.stages = [{ duration = "1m", target = 500 }, { duration = "9m", target = 500 }]
"#;
