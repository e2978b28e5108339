//! `burstsim size`: what a user sees of the search for provisioned concurrency.

use super::{Place, Ran, SMALL, contents, json, rows, same_on_one_thread_and_two};

/// A steady load on one function with slow cold starts; environments do not idle for long.
const STEADY: &str = r#"
title = "Steady"
duration = "60s"

[region]
name = "us-east-1"
scaling = "regional-burst"

[[functions]]
name = "checkout"
service_time.exponential = { mean = "300ms" }
cold_start = "800ms"
idle_timeout = "5s"
reserved_concurrency = 60

[[functions.traffic]]
poisson.rate = 20
"#;

fn size(place: &Place, scenario: &str, more: &[&str]) -> Ran {
    let fixed = ["size", scenario, "--output", "result"];
    place.burstsim(&[&fixed, more].concat())
}

#[test]
fn the_result_is_complete_and_the_table_reads_well() {
    let place = Place::new();
    place.file("steady.toml", STEADY);
    let objectives = ["--slo", "cold_start_rate < 1%", "--slo", "latency_p99<2s"];
    let ran = size(&place, "steady.toml", &objectives);
    ran.expect_code(0);
    insta::assert_snapshot!(ran.stdout);
    // A command is one line, to copy.
    let mut words = ran.stdout.lines().filter(|line| !line.starts_with("aws "));
    assert!(words.all(|line| line.chars().count() <= 80));
    let files = contents(&place.path("result"));
    let names: Vec<_> = files.keys().map(|name| name.to_string_lossy()).collect();
    let expected = [
        "actions.md",
        "cost-latency.png",
        "cost-latency.svg",
        "curve.png",
        "curve.svg",
        "manifest.json",
        "report.html",
        "scenario.toml",
        "size.csv",
        "size.json",
    ];
    assert_eq!(names, expected);

    let tree = json(&place.path("result/size.json"));
    let answer = &tree["provisioned_concurrency"];
    let action = &tree["actions"][0];
    assert_eq!(&action["value"], answer);
    let command = format!(
        "aws lambda put-provisioned-concurrency-config --function-name checkout --qualifier ALIAS \
         --provisioned-concurrent-executions {answer} --region us-east-1"
    );
    assert_eq!(action["aws_cli"][0], command);
    assert!(ran.stdout.contains(&command), "{}", ran.stdout);
    let written = std::fs::read_to_string(place.path("result/actions.md")).expect("actions");
    for words in [
        &command[..],
        "resource \"aws_lambda_provisioned_concurrency_config\" \"checkout\"",
        &format!("ProvisionedConcurrentExecutions: {answer}"),
        &format!("provisionedConcurrency: {answer}"),
    ] {
        assert!(written.contains(words), "no {words} in {written}");
    }
    assert_eq!(tree["met"], true);
    assert_eq!(tree["function"], "checkout");
    assert_eq!(tree["verdict"], "met");
    assert_eq!(tree["largest_possible"], 60);
    let cold = tree["metrics"]["cold_start_rate"]["mean"].as_f64();
    assert!(cold.is_some_and(|cold| cold < 0.01), "{cold:?}");
    assert!(tree["monthly_cost"].as_f64().is_some_and(|cost| cost > 0.0));
    let limit = tree["objectives"][0]["confidence_limit"].as_f64();
    assert!(cold < limit && limit < Some(0.01), "{cold:?} {limit:?}");

    // One less is not enough, and the CSV says the same as the JSON.
    let rows = rows(&place.path("result/size.csv"));
    let row = |value: f64| {
        let mut found = rows.iter();
        found.find(|row| row.number("provisioned_concurrency") == value)
    };
    let value = answer.as_f64().expect("a number");
    let (own, less) = (row(value).expect("a row"), row(value - 1.0).expect("a row"));
    assert!(own.text("mark").contains("answer"));
    assert_eq!(
        (own.text("verdict"), own.number("replications")),
        ("met", tree["replications"].as_f64().expect("a number"))
    );
    assert_ne!(less.text("verdict"), "met");
    assert!(row(0.0).expect("a row").text("mark").starts_with("none"));
    let cheapest = rows
        .iter()
        .find(|row| row.text("mark").contains("cheapest"));
    let least = cheapest.expect("a cheapest").number("monthly_cost_usd");
    // By fewer replications another may seem to cost a little less.
    for row in &rows {
        let cost = row.number("monthly_cost_usd");
        assert!(
            cost >= 0.99 * least,
            "{cost} against {least} of the cheapest"
        );
    }

    // The scenario that is written has the answer, and a run of it the numbers.
    let replications = tree["replications"].to_string();
    let run = [
        "run",
        "result/scenario.toml",
        "--output",
        "again",
        "--no-charts",
    ];
    let run = [&run[..], &["--replications", &replications]].concat();
    place.burstsim(&run).expect_code(0);
    let again = json(&place.path("again/summary.json"));
    let again = again["functions"][0]["cold_start_rate"].as_f64();
    assert_eq!(again, cold);
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    same_on_one_thread_and_two(|threads| {
        let place = Place::new();
        place.file("steady.toml", STEADY);
        let slo = ["--slo", "spillover_rate < 10%", "--threads", threads];
        let ran = size(&place, "steady.toml", &slo);
        (place, ran)
    });
}

/// Every request takes 300 ms on average: no provisioned concurrency brings the median to 1 ms.
#[test]
fn what_cannot_be_met_names_the_nearest_and_exits_with_99() {
    let place = Place::new();
    place.file("steady.toml", STEADY);
    let ran = size(
        &place,
        "steady.toml",
        &["--slo", "latency_p50 < 1ms", "--no-charts"],
    );
    ran.expect_code(99);
    for words in [
        "No provisioned concurrency up to 60",
        "The nearest is",
        "instead of < 1ms",
    ] {
        assert!(ran.stdout.contains(words), "{words}: {}", ran.stdout);
    }
    let tree = json(&place.path("result/size.json"));
    assert_eq!(tree["met"], false);
    let reached = tree["objectives"][0]["value"]["mean"].as_f64();
    assert!(
        reached.is_some_and(|ms| (150.0..300.0).contains(&ms)),
        "{reached:?}"
    );
}

#[test]
fn other_formats_are_the_files_and_the_scenarios_objectives_are_the_default() {
    for (format, file) in [("json", "size.json"), ("csv", "size.csv")] {
        let place = Place::new();
        let slo = "[slo]\nspillover_rate = \"< 20%\"\n";
        let provisioned = STEADY.replace("reserved", "provisioned_concurrency = 1\nreserved");
        place.file("steady.toml", format!("{provisioned}\n{slo}"));
        let more = ["--format", format, "--quiet", "--no-charts"];
        let ran = size(&place, "steady.toml", &more);
        ran.expect_code(0);
        let written = std::fs::read_to_string(place.path("result").join(file));
        assert_eq!(ran.stdout.trim_end(), written.expect("a file").trim_end());
        assert_eq!(ran.stderr, "");
    }
}

#[test]
fn wrong_arguments_are_explained() {
    for (arguments, words) in [
        (
            &["--function", "fron", "--slo", "throttle_rate < 1%"][..],
            &["`fron`", "did you mean `front`"][..],
        ),
        (
            &["--function", "zzz", "--slo", "throttle_rate < 1%"],
            &["`front`, `back`"],
        ),
        (
            &["--slo", "throttle_rate < 1%"],
            &["several functions", "--function"],
        ),
        (&["--function", "front"], &["no objective", "--slo"]),
        (
            &["--function", "front", "--slo", "cold_start_rat < 1%"],
            &["--slo", "^^^^^^^^^^^^^^", "did you mean `cold_start_rate`"],
        ),
        (
            &[
                "--function",
                "front",
                "--slo",
                "throttle_rate < 5",
                "--slo",
                "latency_p99 < 3",
            ],
            &["needs its %", "needs a unit"],
        ),
        (
            &["--function", "front", "--slo", "throttle_rate > 1%"],
            &["only < and <="],
        ),
        (
            &[
                "--function",
                "front",
                "--slo",
                "throttle_rate < 1%",
                "--max-replications",
                "1",
            ],
            &["--max-replications"],
        ),
    ] {
        let place = Place::new();
        place.file("small.toml", SMALL);
        let ran = size(&place, "small.toml", arguments);
        ran.expect_code(2);
        for word in words {
            assert!(
                ran.stderr.contains(word),
                "{arguments:?} without {word}: {}",
                ran.stderr
            );
        }
        assert!(
            !place.path("result").exists(),
            "{arguments:?} left a result"
        );
    }
}

#[test]
#[cfg(unix)]
fn an_interrupted_search_leaves_nothing() {
    let place = Place::new();
    place.file("steady.toml", STEADY);
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("burstsim"));
    let year = ["--set", "duration=8760h", "--set", "interval=1h"];
    command
        .args(["size", "steady.toml", "--slo", "throttle_rate < 1%"])
        .args(year)
        .current_dir(place.path(""))
        .stderr(std::process::Stdio::null());
    let mut child = command.spawn().expect("burstsim runs");
    // The program listens from its first moments on.
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert!(
        child.try_wait().expect("a child").is_none(),
        "still going on"
    );
    let mut kill = std::process::Command::new("kill");
    let sent = kill.args(["-INT", &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "no signal");
    let status = child.wait().expect("the end of burstsim");
    assert_eq!(status.code(), Some(130));
    assert!(!place.path("output").exists(), "it left a result");
}

#[test]
#[cfg(unix)]
fn an_answer_that_stands_is_kept_when_interrupted() {
    use std::io::{BufRead, BufReader};
    let place = Place::new();
    place.file("steady.toml", STEADY);
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("burstsim"));
    command
        .args(["size", "steady.toml", "--slo", "cold_start_rate < 1%"])
        .args([
            "--set",
            "duration=12h",
            "--set",
            "interval=1h",
            "--threads",
            "1",
        ])
        .current_dir(place.path(""))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped());
    let mut child = command.spawn().expect("burstsim runs");
    let words = BufReader::new(child.stderr.take().expect("its words"));
    let mut words = words.lines().map_while(Result::ok);
    let stands = words.any(|line| line.contains("is the lowest value that meets"));
    assert!(stands, "the answer is reported on the way");
    let mut kill = std::process::Command::new("kill");
    let sent = kill.args(["-INT", &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "no signal");
    let rest: Vec<String> = words.collect();
    let status = child.wait().expect("the end of burstsim");
    assert_eq!(status.code(), Some(130), "{rest:?}");
    let said = rest.iter().any(|line| line.contains("the answer stands"));
    assert!(said, "{rest:?}");
    let tree = json(&place.path("output/steady-size/size.json"));
    assert_eq!(
        (&tree["met"], &tree["complete"]),
        (&true.into(), &false.into())
    );
}

/// Killed in the middle, the same command makes only the runs that are missing, and ends with the same bytes.
#[test]
fn a_killed_search_resumes_and_ends_as_if_it_had_not_been() {
    let place = Place::new();
    place.file("steady.toml", STEADY);
    let longer = [
        "--slo",
        "cold_start_rate < 1%",
        "--no-charts",
        "--set",
        "duration=4h",
    ];
    let longer = [&longer[..], &["--set", "interval=1h"]].concat();
    let fixed = ["size", "steady.toml", "--output", "result"];
    let journal = ".result.journal";
    place.killed_once_kept(&[&fixed[..], &longer].concat(), journal, 8);
    assert!(
        !place.path("result").exists(),
        "only a complete result makes the folder"
    );

    let ran = size(&place, "steady.toml", &longer);
    ran.expect_code(0);
    assert!(
        ran.stderr.contains("resuming: an interrupted command kept"),
        "{}",
        ran.stderr
    );
    assert!(
        !place.path(journal).exists(),
        "it goes when the result is there"
    );
    let resumed = contents(&place.path("result"));
    std::fs::remove_dir_all(place.path("result")).expect("removed");
    size(&place, "steady.toml", &longer).expect_code(0);
    let anew = contents(&place.path("result"));
    for name in ["size.json", "size.csv", "scenario.toml"] {
        let name = std::path::Path::new(name);
        assert!(
            resumed.get(name) == anew.get(name),
            "{} differs",
            name.display()
        );
    }
}

#[test]
fn a_reserve_and_an_account_are_sized_by_their_own_names() {
    let place = Place::new();
    place.file("steady.toml", STEADY);
    for quantity in ["reserved_concurrency", "account_concurrency"] {
        let more = [
            "--quantity",
            quantity,
            "--slo",
            "throttle_rate < 1%",
            "--no-curve",
        ];
        let more = [
            &more[..],
            &["--set", "functions.checkout.reserved_concurrency=9"],
        ]
        .concat();
        let more = if quantity == "account_concurrency" {
            &more[..5]
        } else {
            &more[..]
        };
        let ran = size(&place, "steady.toml", more);
        ran.expect_code(0);
        let tree = json(&place.path("result/size.json"));
        assert_eq!(tree["quantity"], quantity);
        assert!(tree[quantity].is_u64(), "{tree}");
        assert!(tree["candidates"]["cheapest"].is_null());
        // The account has more than it needs: there is nothing to ask for.
        let asked = tree["actions"][0].get("value");
        let is_own = quantity == "reserved_concurrency";
        assert_eq!(asked, is_own.then_some(&tree[quantity]), "{tree}");
        let head = rows(&place.path("result/size.csv"));
        assert!(head.iter().any(|row| row.text("mark").contains("answer")));
        assert!(head[0].text(quantity).parse::<u32>().is_ok());
    }
    let both = ["--quantity", "reserved_concurrency", "--target"];
    size(&place, "steady.toml", &both).expect_code(2);
}

/// Three hours from 22:00 on with a load that peaks in the middle.
const EVENING: &str = r#"
duration = "3h"
interval = "1h"
time_of_day_start = "22:00"

[region]
name = "us-east-1"
scaling = "per-function"

[[functions]]
name = "desk"
service_time = "10s"
cold_start = "1s"
reserved_concurrency = 40
SCHEDULE
[[functions.traffic]]
poisson.diurnal = { mean = 0.5, amplitude = 0.45, period = "3h", peak_at = "90m" }
"#;

/// A schedule for the evening that meets an objective.
fn hourly(objective: &str, more: &[&str]) -> (Place, Ran) {
    let place = Place::new();
    place.file("evening.toml", EVENING.replace("SCHEDULE", ""));
    let fixed = ["--schedule", "hourly", "--slo", objective];
    let ran = size(&place, "evening.toml", &[&fixed[..], more].concat());
    (place, ran)
}

#[test]
fn a_schedule_can_be_pasted_and_gives_the_numbers_reported() {
    let (place, ran) = hourly("spillover_rate < 5%", &["--max-replications", "10"]);
    let tree = json(&place.path("result/size.json"));
    ran.expect_code(if tree["met"] == true { 0 } else { 99 });
    for hour in tree["hours"].as_array().expect("hours") {
        let (clock, value) = (&hour["hour"], &hour["provisioned_concurrency"]);
        let line = format!(
            "{:02}:00  {value} is the lowest value",
            clock.as_u64().expect("an hour")
        );
        assert!(ran.stderr.contains(&line), "{line}: {}", ran.stderr);
    }
    assert!(
        ran.stderr.contains("Every hour has its value"),
        "{}",
        ran.stderr
    );
    let table = ran.stdout.lines().find(|line| line.contains("provisioned"));
    let head = table.unwrap_or_default();
    assert!(head.contains("beyond"), "the objective's measure: {head}");
    let toml = tree["toml"].as_str().expect("TOML");
    assert!(ran.stdout.contains(toml), "{}", ran.stdout);
    let commands = tree["commands"].as_array().expect("commands");
    for command in commands {
        let command = command.as_str().expect("a command");
        assert!(ran.stdout.contains(command), "{command}");
        assert!(command.contains("--resource-id function:desk:ALIAS"));
    }
    let schedule = tree["schedule"].as_array().expect("a schedule");
    assert_eq!(commands.len(), schedule.len() + 1);
    for (entry, command) in schedule.iter().zip(&commands[1..]) {
        let (hour, minute) = entry["at"]
            .as_str()
            .and_then(|at| at.split_once(':'))
            .expect("a time");
        let number = |text: &str| text.parse::<u32>().expect("a number");
        let cron = format!("\"cron({} {} * * ? *)\"", number(minute), number(hour));
        let value = &entry["value"];
        let bounds = format!("MinCapacity={value},MaxCapacity={value}");
        let command = command.as_str().expect("a command");
        assert!(
            command.contains(&cron) && command.contains(&bounds),
            "{command}"
        );
    }

    place.file("pasted.toml", EVENING.replace("SCHEDULE", toml));
    let replications = tree["replications"].to_string();
    for scenario in ["pasted.toml", "result/scenario.toml"] {
        let run = ["run", scenario, "--output", "again", "--no-charts"];
        let run = [&run[..], &["--replications", &replications]].concat();
        place.burstsim(&run).expect_code(0);
        let again = json(&place.path("again/summary.json"));
        let again = &again["functions"][0];
        for metric in ["cold_start_rate", "spillover_rate"] {
            let mean = again[metric].as_f64();
            assert_eq!(
                mean,
                tree["metrics"][metric]["mean"].as_f64(),
                "{scenario} {metric}"
            );
        }
    }
}

#[test]
fn an_hour_that_nothing_helps_is_named() {
    let (_, ran) = hourly("latency_p50 < 1s", &["--max-replications", "2"]);
    ran.expect_code(99);
    let words = "in the hours from 00:00, 22:00, 23:00";
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(words), "{}", ran.stdout);
}

/// Nothing is provisioned in the end, so an objective on spillover could not be read back.
#[test]
fn a_scenario_with_an_answer_of_none_can_be_run() {
    let place = Place::new();
    let provisioned = STEADY.replace("reserved", "provisioned_concurrency = 1\nreserved");
    let slo = "[slo]\nspillover_rate = \"<= 100%\"\n";
    place.file("steady.toml", format!("{provisioned}\n{slo}"));
    size(&place, "steady.toml", &["--no-charts"]).expect_code(0);
    assert_eq!(
        json(&place.path("result/size.json"))["provisioned_concurrency"],
        0
    );
    place
        .burstsim(&["check", "result/scenario.toml"])
        .expect_code(0);
}

/// A long search that will find nothing says so before it looks for the nearest.
#[test]
fn what_neither_end_of_the_range_meets_is_told_at_once() {
    let place = Place::new();
    place.file("steady.toml", STEADY);
    let told = |objective: &str, more: &[&str]| {
        let slo = ["--slo", objective, "--no-charts"];
        let ran = size(&place, "steady.toml", &[&slo, more].concat());
        ran.stderr.contains("Neither 0 nor 60")
    };
    assert!(told("latency_p50 < 1ms", &[]));
    assert!(!told("latency_p50 < 1ms", &["--quiet"]));
    assert!(!told("cold_start_rate < 1%", &[]));
}

#[test]
fn where_no_hour_needs_any_there_is_no_schedule() {
    let (place, ran) = hourly("latency_p50 < 30s", &[]);
    ran.expect_code(0);
    let words = "desk needs no provisioned concurrency at any hour";
    assert!(ran.stdout.contains(words), "{}", ran.stdout);
    for none in ["schedule = [", "aws "] {
        assert!(!ran.stdout.contains(none), "{none}: {}", ran.stdout);
    }
    let tree = json(&place.path("result/size.json"));
    assert_eq!(tree["schedule"], serde_json::json!([]));
    assert_eq!(tree["commands"], serde_json::json!([]));
    assert_eq!(tree["toml"], "provisioned_concurrency = 0\n");
    let check = ["check", "result/scenario.toml"];
    place.burstsim(&check).expect_code(0);
}

/// The text of a schedule is in the language that was chosen; a month is kept in its scenario.
#[test]
fn a_schedule_takes_no_option_that_does_nothing() {
    let (_, ran) = hourly("latency_p50 < 30s", &["--lang", "ko"]);
    ran.expect_code(0);
    assert!(ran.stdout.contains("시간대"), "{}", ran.stdout);
    let (place, ran) = hourly("latency_p50 < 30s", &["--monthly"]);
    ran.expect_code(0);
    let scenario = std::fs::read_to_string(place.path("result/scenario.toml"));
    assert!(scenario.is_ok_and(|text| text.contains("monthly = true")));
}

/// Of an account of 150, 100 stay unreserved, as AWS has it.
#[test]
fn where_the_unreserved_minimum_binds_the_account_limit_to_ask_for_is_named() {
    let place = Place::new();
    let shared = STEADY
        .replace("reserved_concurrency = 60", "")
        .replace(
            "regional-burst\"",
            "regional-burst\"\naccount_concurrency = 150",
        )
        .replace(
            "poisson.rate = 20",
            "batch = { at = [\"10s\"], requests = 80 }",
        );
    place.file("shared.toml", shared);
    let objective = ["--slo", "cold_start_rate < 1%", "--no-charts"];
    let ran = size(&place, "shared.toml", &objective);
    ran.expect_code(99);
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let room = "At most 50 can be provisioned: AWS keeps 100 of the account's 150 unreserved.";
    // What was simulated, and not a rule of thumb beside it.
    let note =
        format!("{room} 80 would meet them, with an account limit of 180: ask AWS for that.");
    assert!(said.contains(&note), "{}", ran.stdout);
    assert_eq!(said.matches("ask AWS for").count(), 1, "{}", ran.stdout);
    let tree = json(&place.path("result/size.json"));
    assert_eq!(tree["largest_possible"], 50);
    assert_eq!(tree["larger_account"]["account_concurrency"], 180);

    // Where the objectives are met, no larger account is simulated, and the rule of thumb has its own.
    let objective = ["--slo", "throttle_rate < 1%", "--no-charts"];
    let ran = size(&place, "shared.toml", &objective);
    ran.expect_code(0);
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let note =
        format!("{room} For 88, the mean peak plus 10 %, ask AWS for an account limit of 188.");
    assert!(said.contains(&note), "{}", ran.stdout);
}

/// An account of ten, in which a peak of some forty is refused however many of the ten are provisioned.
#[test]
fn where_the_account_has_no_room_the_limit_to_ask_for_is_named() {
    let place = Place::new();
    place.file(
        "ten.toml",
        "duration = \"1m\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
         account_concurrency = 10\n[[functions]]\nname = \"api\"\nservice_time = \"1s\"\n\
         traffic = [{ even.rate = 40 }]\n",
    );
    let size = |objective| {
        let fixed = [
            "size",
            "ten.toml",
            "--output",
            "result",
            "--no-charts",
            "--slo",
        ];
        place.burstsim(&[&fixed[..], &[objective]].concat())
    };
    let ran = size("throttle_rate < 1%");
    ran.expect_code(99);
    let tree = json(&place.path("result/size.json"));
    let larger = &tree["larger_account"];
    let (value, account) = (
        &larger["provisioned_concurrency"],
        &larger["account_concurrency"],
    );
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = format!(
        "None can be provisioned: AWS keeps 10 of the account's 10 unreserved. {value} would meet them, with \
         an account limit of {account}: ask AWS for that."
    );
    assert!(said.contains(&words), "{words}\n{said}");
    // Nothing named here is refused there.
    let of = |value: &serde_json::Value| format!("functions.api.provisioned_concurrency={value}");
    for named in [&tree["provisioned_concurrency"], &tree["largest_possible"]] {
        place
            .burstsim(&["check", "ten.toml", "--set", &of(named)])
            .expect_code(0);
    }
    place
        .burstsim(&["check", "ten.toml", "--set", &of(value)])
        .expect_code(2);
    let account = format!("region.account_concurrency={account}");
    let both = ["check", "ten.toml", "--set", &account, "--set", &of(value)];
    place.burstsim(&both).expect_code(0);

    let ran = size("latency_p99 < 10ms");
    ran.expect_code(99);
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("but no larger account was found to be enough"),
        "{said}"
    );
}

/// A queue whose 40 messages at once take 1 s each has to have them all in flight within 9 s: 5 at a time are enough.
#[test]
fn what_reads_a_queue_is_sized_for_the_age_of_what_waits() {
    let place = Place::new();
    place.file(
        "queue.toml",
        "duration = \"2m\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
         [[functions]]\nname = \"f\"\nservice_time = \"1s\"\ncold_start = \"0s\"\n\
         [[functions.traffic]]\nbatch = { at = [\"1s\"], requests = 40 }\ninvoked_by.sqs.batch_size = 1\n",
    );
    let size = |quantity: &str, slo: &str| {
        place.burstsim(&[
            "size",
            "queue.toml",
            "--quantity",
            quantity,
            "--slo",
            slo,
            "--no-curve",
            "--output",
            "sized",
            "--fresh",
        ])
    };
    // The last five begin after seven others, each with a turnaround of 0.12 s: their wait is 7.84 s. With four, it is 10.08 s.
    size("maximum_concurrency", "oldest_age <= 8s").expect_code(0);
    let sized = json(&place.path("sized/size.json"));
    assert_eq!(sized["quantity"], "maximum_concurrency");
    assert_eq!(sized["maximum_concurrency"], 5);

    let refused = size("shards", "oldest_age < 1s");
    refused.expect_code(2);
    assert!(
        refused
            .stderr
            .contains("no source of the function is a stream"),
        "{}",
        refused.stderr
    );
}

#[test]
fn an_answer_can_be_pasted_into_a_review() {
    let place = Place::new();
    place.file("steady.toml", STEADY);
    let more = [
        "--slo",
        "spillover_rate < 20%",
        "--no-charts",
        "--format",
        "md",
    ];
    let ran = size(&place, "steady.toml", &more);
    ran.expect_code(0);
    let has = |start: &str| ran.stdout.lines().any(|line| line.starts_with(start));
    assert!(
        has("#") && has("|"),
        "no heading or no table:\n{}",
        ran.stdout
    );
}
