//! What is wrong is said once, with place and remedy, and earlier results stay as they were.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;

use super::{Place, Ran, SMALL, contents};

/// Asserts that a command failed as it should: with one of `codes`, without a panic, with one
/// error whose text contains each of `said`, and with nothing on standard output.
#[track_caller]
fn assert_refused(ran: &Ran, codes: &[i32], said: &[&str]) {
    assert!(
        ran.code.is_some_and(|code| codes.contains(&code)),
        "exit code of {ran:#?}"
    );
    assert!(!ran.stderr.contains("panicked"), "a panic: {ran:#?}");
    assert_eq!(ran.stdout, "", "words belong on standard error");
    let errors = ran.stderr.lines().filter(|line| line.starts_with("error"));
    assert_eq!(
        errors.count(),
        1,
        "there should be one error: {}",
        ran.stderr
    );
    for words in said {
        assert!(
            ran.stderr.contains(words),
            "the error does not say {words:?}: {}",
            ran.stderr
        );
    }
}

/// Runs a file over an earlier result and asserts that it is refused and the result unchanged.
#[track_caller]
fn refuses(contents_of_file: impl AsRef<[u8]>, said: &[&str]) {
    let place = Place::new();
    place.file("good.toml", SMALL);
    let good = ["run", "good.toml", "--no-charts", "--output", "result"];
    place.burstsim(&good).expect_code(0);
    let before = contents(&place.path("result"));

    place.file("bad.toml", contents_of_file);
    for verb in ["check", "run"] {
        let mut arguments = vec![verb, "bad.toml"];
        if verb == "run" {
            arguments.extend(["--output", "result"]);
        }
        let ran = place.burstsim(&arguments);
        assert_refused(&ran, &[1, 2], said);
        assert!(
            ran.stderr.contains("bad.toml"),
            "which file is wrong? {}",
            ran.stderr
        );
    }
    assert!(
        contents(&place.path("result")) == before,
        "the earlier result has changed"
    );
}

/// `SMALL` with one passage replaced.
#[track_caller]
fn small_with(passage: &str, replacement: &str) -> String {
    assert_eq!(
        SMALL.matches(passage).count(),
        1,
        "{passage:?} in the scenario"
    );
    SMALL.replace(passage, replacement)
}

/// Where a passage begins in a text, as errors give it: line and column, from 1.
fn place_of(passage: &str, text: &str) -> String {
    let before = &text[..text.find(passage).expect("the passage is in the text")];
    let line = before.matches('\n').count() + 1;
    let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1;
    format!("bad.toml:{line}:{column}")
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_known_one() {
    let text = small_with("account_concurrency", "account_concurency");
    let place = place_of("account_concurency", &text);
    refuses(
        &text,
        &["account_concurency", "account_concurrency", &place],
    );
}

#[test]
fn a_misspelt_region_is_refused_with_the_nearest_one() {
    let text = small_with("us-east-1", "us-eats-1");
    let place = place_of("\"us-eats-1\"", &text);
    refuses(&text, &["us-eats-1", "us-east-1", &place]);
}

#[test]
fn a_negative_rate_is_refused() {
    let text = small_with("rate = 60", "rate = -60");
    let place = place_of("-60", &text);
    refuses(&text, &["-60", &place]);
}

#[test]
fn a_reserve_above_the_account_limit_is_refused() {
    let text = small_with("reserved_concurrency = 20", "reserved_concurrency = 300");
    refuses(&text, &["300", "200", &place_of("300\n", &text)]);
}

#[test]
fn reserves_that_leave_less_than_100_are_refused() {
    let text = small_with("reserved_concurrency = 20", "reserved_concurrency = 101");
    refuses(&text, &["101", "100", &place_of("101\n", &text)]);
}

/// AWS refuses any reserve or provisioned concurrency in an account of 10, 50 or 100, the limits of new
/// accounts: github.com/sst/sst issue 5829, aws-samples/s3-to-lambda-patterns issue 36,
/// aws-samples/one-observability-demo issue 278.
#[test]
fn in_a_new_account_nothing_can_be_set_aside() {
    for limit in [10, 50, 100] {
        for key in ["reserved_concurrency", "provisioned_concurrency"] {
            let text = small_with("reserved_concurrency = 20", &format!("{key} = 1"))
                .replace("= 200", &format!("= {limit}"));
            let said = [
                "at most 0 can be",
                &format!("AWS keeps {limit} of the account's {limit} unreserved"),
                "account_concurrency = 106",
                key,
            ];
            refuses(&text, &said);
        }
    }
}

#[test]
fn provisioned_concurrency_leaves_100_unreserved_too() {
    let text = small_with("reserved_concurrency = 20", "provisioned_concurrency = 950")
        .replace("= 200", "= 1000");
    refuses(
        &text,
        &[
            "950",
            "at most 900",
            "account_concurrency = 1055",
            &place_of("950\n", &text),
        ],
    );
}

#[test]
fn provisioned_above_reserved_is_refused() {
    let text = small_with(
        "reserved_concurrency = 20",
        "reserved_concurrency = 20\nprovisioned_concurrency = 21",
    );
    refuses(&text, &["21", "20", &place_of("21\n", &text)]);
}

#[test]
fn a_lognormal_with_p99_below_its_median_is_refused() {
    let text = small_with("p99 = \"2s\"", "p99 = \"200ms\"");
    refuses(&text, &["p99", "median", &place_of("\"200ms\"", &text)]);
}

#[test]
fn a_missing_trace_file_is_refused_by_its_name() {
    let text = small_with("poisson.rate = 60", "trace.file = \"no-such-log.csv\"");
    refuses(
        &text,
        &["no-such-log.csv", &place_of("\"no-such-log.csv\"", &text)],
    );
}

#[test]
fn a_bad_row_of_a_trace_is_refused_with_its_line() {
    let place = Place::new();
    place.file("log.csv", "arrival_s\n0.5\n# a comment\nsoon\n");
    place.file(
        "bad.toml",
        small_with("poisson.rate = 60", "trace.file = \"log.csv\""),
    );
    let ran = place.burstsim(&["run", "bad.toml"]);
    assert_refused(&ran, &[2], &["log.csv", "soon", "4"]);
}

#[test]
fn an_empty_file_is_refused() {
    refuses("", &["empty"]);
}

#[test]
fn text_that_is_not_utf8_is_refused() {
    refuses(b"title = \"caf\xe9\"\n", &["UTF-8"]);
}

#[test]
fn a_hundred_megabytes_of_junk_are_refused() {
    let place = Place::new();
    let mut file = std::fs::File::create(place.path("bad.toml")).expect("a file");
    let junk = [b'x'; 1 << 20];
    for _ in 0..100 {
        file.write_all(&junk).expect("room for 100 MB");
    }
    drop(file);
    assert_refused(
        &place.burstsim(&["run", "bad.toml"]),
        &[1, 2],
        &["bad.toml"],
    );
}

#[test]
fn all_problems_of_a_file_come_in_one_go() {
    let text = small_with("rate = 60", "rate = -60").replace("us-east-1", "us-eats-1");
    let place = Place::new();
    place.file("bad.toml", &text);
    let ran = place.burstsim(&["check", "bad.toml"]);
    ran.expect_code(2);
    for passage in ["-60", "\"us-eats-1\""] {
        let place = place_of(passage, &text);
        assert!(ran.stderr.contains(&place), "no {place} in {}", ran.stderr);
    }
}

#[test]
fn a_misspelt_scenario_name_is_refused_with_the_nearest_one() {
    let ran = Place::new().burstsim(&["run", "flash-sail"]);
    assert_refused(&ran, &[2], &["flash-sail", "`flash-sale`", "--list"]);
}

#[test]
fn a_missing_file_and_a_folder_are_no_scenarios() {
    let place = Place::new();
    assert_refused(&place.burstsim(&["run", "none.toml"]), &[1], &["none.toml"]);
    std::fs::create_dir(place.path("folder.toml")).expect("a folder");
    assert_refused(
        &place.burstsim(&["run", "folder.toml"]),
        &[1],
        &["folder.toml"],
    );
}

#[test]
fn a_wrong_override_is_refused_by_its_name() {
    let place = Place::new();
    for (setting, said) in [
        (
            "functions.shop.provisioned_concurency=200",
            "provisioned_concurency",
        ),
        ("functions.shopp.provisioned_concurrency=200", "shopp"),
        ("region.account_concurrency", "region.account_concurrency"),
        ("seed=-1", "seed"),
    ] {
        let ran = place.burstsim(&["run", "flash-sale", "--set", setting]);
        assert_refused(&ran, &[2], &[said]);
    }
    assert!(contents(&place.path("")).is_empty(), "nothing was written");
}

#[test]
fn a_result_folder_that_cannot_be_is_refused() {
    let place = Place::new();
    // Below a regular file nothing can be created, not even by root.
    place.file("occupied", "a regular file");
    for folder in ["occupied", "occupied/below"] {
        let ran = place.burstsim(&["run", "ten-requests", "--quiet", "--output", folder]);
        assert_refused(&ran, &[1], &["occupied"]);
    }
    let files = contents(&place.path(""));
    assert_eq!(files.len(), 1, "{:?}", files.keys());
    assert_eq!(files[Path::new("occupied")], b"a regular file");
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let place = Place::new();
    for arguments in [
        &["regions"][..],
        &["run", "--list"],
        &["run", "ten-requests", "--no-charts"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        // The reader is gone before the first byte: every write fails.
        drop(reader);
        let mut command = std::process::Command::new(cargo_bin!("burstsim"));
        command
            .args(arguments)
            .current_dir(place.path(""))
            .stdout(writer);
        let output = command.output().expect("burstsim runs");
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(
            !words.contains("error") && !words.contains("panicked"),
            "{arguments:?}: {words}"
        );
        assert_eq!(output.status.code(), Some(0), "exit code of {arguments:?}");
    }
    let result = place.path("output/ten-requests/summary.json");
    assert!(result.is_file(), "the result is written all the same");
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_leaves_the_earlier_result() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let run = ["run", "small.toml", "--no-charts", "--output", "result"];
    place.burstsim(&run).expect_code(0);
    let before = contents(&place.path(""));

    // A year of traffic would take hours.
    let year = ["--set", "duration=8760h", "--set", "interval=1h"];
    let mut command = std::process::Command::new(cargo_bin!("burstsim"));
    command.args(run).args(year).current_dir(place.path(""));
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.expect("burstsim runs");
    // The program listens from its first moments on; before that, SIGINT ends it without a code.
    std::thread::sleep(Duration::from_secs(1));
    assert!(
        child.try_wait().expect("a child").is_none(),
        "the run should still be going on"
    );
    let kill = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(
        kill.is_ok_and(|status| status.success()),
        "the signal was not sent"
    );

    let output = child.wait_with_output().expect("the end of burstsim");
    assert_eq!(
        output.status.code(),
        Some(130),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(contents(&place.path("")) == before, "files have changed");
}

/// A file system of a few kilobytes, unmounted at the end.
#[cfg(target_os = "linux")]
struct TinyDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl TinyDisk {
    /// `None` where this user may not mount.
    fn mount(at: std::path::PathBuf) -> Option<Self> {
        std::fs::create_dir(&at).expect("a folder");
        let mut mount = std::process::Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", "size=128k", "burstsim-test"])
            .arg(&at);
        mount
            .output()
            .is_ok_and(|output| output.status.success())
            .then_some(Self(at))
    }
}

#[cfg(target_os = "linux")]
impl Drop for TinyDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

/// Says why a test did not happen; visible with `cargo test -- --nocapture`.
#[allow(clippy::print_stderr, reason = "a test has no other way to speak")]
#[cfg(target_os = "linux")]
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_refused_and_the_earlier_result_stays() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let Some(disk) = TinyDisk::mount(place.path("disk")) else {
        skipped("this user may not mount a tiny disk");
        return;
    };
    let run = [
        "run",
        "small.toml",
        "--quiet",
        "--no-charts",
        "--output",
        "disk/result",
    ];
    place.burstsim(&run).expect_code(0);
    let before = contents(&disk.0);
    // 1,200 rows of some 100 bytes for each function do not fit.
    let ran = place.burstsim(&[&run[..], &["--set", "interval=100ms"]].concat());
    assert_refused(&ran, &[1], &["disk/result"]);
    assert!(
        contents(&disk.0) == before,
        "the earlier result has changed, or something was left"
    );
}

/// As a volume of a container is: what lies beside the folder is on another file system.
#[test]
#[cfg(target_os = "linux")]
fn a_result_goes_to_where_a_file_system_begins() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let Some(disk) = TinyDisk::mount(place.path("disk")) else {
        skipped("this user may not mount a tiny disk");
        return;
    };
    let run = ["run", "small.toml", "--no-charts", "--output"];
    for seed in ["1", "2"] {
        place
            .burstsim(&[&run[..], &["disk", "--seed", seed]].concat())
            .expect_code(0);
        place
            .burstsim(&[&run[..], &["other", "--seed", seed]].concat())
            .expect_code(0);
        assert!(
            contents(&disk.0) == contents(&place.path("other")),
            "seed {seed}: the results differ, or something was left"
        );
    }
}

#[test]
fn a_word_that_is_no_command_is_answered_with_the_one_that_is_meant() {
    let place = Place::new();
    place.file("mine", SMALL);
    for (word, said) in [
        ("my.toml", "burstsim run my.toml"),
        ("mine", "burstsim run mine"),
        ("flash-sale", "burstsim run flash-sale"),
        ("rnu", "did you mean `run`?"),
        ("sweeep", "did you mean `sweep`?"),
        ("frobnicate", "burstsim --help"),
    ] {
        let ran = place.burstsim(&[word]);
        assert_refused(&ran, &[2], &[word, said]);
    }
}

#[test]
fn what_is_no_scenario_at_all_is_named_in_one_error() {
    let sam = "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\n\
               Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
               Timeout: 3\n";
    let terraform = "resource \"aws_lambda_function\" \"f\" {\n  function_name = \"f\"\n  \
                     timeout = 3\n}\n";
    let json =
        "{\n  \"Resources\": {\n    \"F\": { \"Type\": \"AWS::Lambda::Function\" }\n  }\n}\n";
    for (text, what) in [
        (sam, "an AWS SAM template,"),
        ("duration: 15m\nregion:\n  name: us-east-1\n", "YAML,"),
        (terraform, "a Terraform configuration,"),
        (json, "a CloudFormation template in JSON,"),
        ("{ \"duration\": \"15m\" }\n", "JSON,"),
        ("arrival_s,service_ms\n1,20\n2,20\n", "a table of requests,"),
    ] {
        refuses(text, &["this is ", what, "not a scenario", "= help: "]);
    }
}

/// What people try of a function's configuration on AWS, each in one error that says whether it is
/// modeled.
#[test]
fn settings_of_aws_are_refused_with_what_is_modeled_instead() {
    for (key, said) in [
        ("timeout = 3", &["a number without a unit", "\"3s\""][..]),
        ("Timeout = \"3s\"", &["AWS's name", "timeout = \"30s\""]),
        ("memory_size = 512", &["another", "memory = \"512 MB\""]),
        ("MemorySize = 512", &["another", "memory = \"512 MB\""]),
        (
            "event_source = \"sqs\"",
            &["invoked_by.sqs", "[[functions.traffic]]"],
        ),
        (
            "event_source = { batch_size = 10 }",
            &["invoked_by.sqs", "[[functions.traffic]]"],
        ),
        ("batch_size = 10", &["invoked_by.sqs", "invoked_by.stream"]),
        ("snap_start = true", &["not modeled yet", "cold_start"]),
        ("runtime = \"nodejs22.x\"", &["cold_start.runtime"]),
        ("vpc = true", &["changes nothing"]),
        (
            "dead_letter_queue = \"q\"",
            &["invoked_by.async", "max_receive_count"],
        ),
        ("retries = 2", &["client.retry"]),
    ] {
        let text = small_with("reserved_concurrency = 20", key);
        let name = key.split(' ').next().expect("a key");
        let place = place_of("reserved_concurrency = 20", SMALL);
        refuses(&text, &[&[name, &place][..], said].concat());
    }
}

/// Of the nine values six leave too little unreserved: that is one mistake.
#[test]
fn one_mistake_in_a_range_is_one_error() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    for (over, said) in [
        (
            "functions.front.provisioned_concurrency=0..800:100",
            &[
                "at most 80 can be provisioned",
                "ther values are wrong in the same way",
            ][..],
        ),
        ("region.brust=0..700:100", &["unknown key `brust`"]),
        (
            "functions.back.reserved_concurrency=-800..-100:100",
            &["cannot be negative"],
        ),
    ] {
        let ran = place.burstsim(&["sweep", "small.toml", "--over", over]);
        assert_refused(&ran, &[2], said);
    }
}

/// Counts per minute that cannot be read, each with its place.
#[test]
fn a_bad_row_of_counts_is_an_error_with_its_line() {
    let place = Place::new();
    let counted = r#"counts = { file = "per-minute.csv" }"#;
    place.file("bad.toml", small_with("poisson.rate = 60", counted));
    for (row, said) in [
        (
            "60,1.5",
            &["`count` must be a whole number", "per-minute.csv:3:4"][..],
        ),
        ("60,2,5", &["this row has 3 cells", "per-minute.csv:3"]),
        (
            "0,7",
            &["the start of an earlier row", "per-minute.csv:3:1"],
        ),
        ("noon,7", &["`start_s`", "per-minute.csv:3:1"]),
    ] {
        place.file("per-minute.csv", format!("start_s,count\n0,5\n{row}\n"));
        let ran = place.burstsim(&["run", "bad.toml", "--output", "result"]);
        assert_refused(&ran, &[1, 2], said);
    }
}
