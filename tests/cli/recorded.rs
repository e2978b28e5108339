//! Traces as people have them: refused with place and remedy where a row cannot be what is meant, and read
//! with other separators and clocks.

use super::{Place, json};

const SCENARIO: &str = r#"
duration = "100s"
[region]
name = "us-east-1"
scaling = "per-function"
[[functions]]
name = "f"
service_time = "100ms"
traffic = [{ trace.file = "log.csv" }]
"#;

/// Requests of a run with this log, and what was said on standard error.
fn run(log: &str) -> (u64, String) {
    let place = Place::new();
    place.file("log.csv", log);
    let scenario = place.file("a.toml", SCENARIO);
    let ran = place.burstsim(&["run", scenario, "--no-charts", "--output", "result"]);
    ran.expect_code(0);
    let summary = json(&place.path("result/summary.json"));
    let requests = &summary["functions"][0]["requests"];
    (requests.as_u64().expect("a number"), ran.stderr)
}

#[test]
fn rows_that_cannot_be_meant_are_refused_with_line_and_remedy() {
    let place = Place::new();
    let scenario = place.file("a.toml", SCENARIO);
    for (log, said) in [
        // A decimal comma: 0.1 s and 5 ms, or 0 s and 1 ms?
        (
            "arrival_s,service_ms\n0,1,5\n",
            ["log.csv:2:5", "3 cells", "2 columns", "0.5 and not 0,5"],
        ),
        (
            "arrival_s\n1\n1,2,3\n3\n",
            ["log.csv:3:3", "3 cells", "1 column", "semicolons"],
        ),
        (
            "arrival_s;service_ms\n0,1;5\n",
            [
                "log.csv:2:1",
                "`arrival_s` must be a number",
                "0.5, not 0,5",
                "log.csv",
            ],
        ),
        (
            "arrival_s,service_ms\n1,20\n2\n",
            ["log.csv:3:1", "1 cell,", "2 columns", "keep the separator"],
        ),
        (
            "arrival_s,arrival_s\n1,50\n",
            [
                "log.csv:1:11",
                "`arrival_s` twice",
                "the second",
                "keep one",
            ],
        ),
        (
            "arrival_s,cold\n1,2\n2,yes\n3,1\n",
            [
                "log.csv:2:3",
                "`cold` must be 0 or 1",
                "log.csv:3:3",
                "2 problems",
            ],
        ),
        (
            "arrival_s\n12.5\n1769847300\n",
            [
                "log.csv:3:1",
                "a Unix time in seconds",
                "from the start",
                "alike",
            ],
        ),
        (
            "time\n31/Jan/2026:08:15:00\n",
            [
                "log.csv:2:1",
                "`time` must be a number",
                "ISO 8601",
                "2026-01-31T08:15:00Z",
            ],
        ),
        (
            "arrival_s|service_ms\n1|2\n",
            [
                "log.csv:1:1",
                "`arrival_s` or `time`",
                "commas, semicolons or tabs",
                "names",
            ],
        ),
    ] {
        place.file("log.csv", log);
        let ran = place.burstsim(&["check", scenario]);
        ran.expect_code(2);
        for words in said {
            assert!(
                ran.stderr.contains(words),
                "{log:?}: no {words:?} in {}",
                ran.stderr
            );
        }
    }
}

#[test]
fn dates_of_every_notation_are_simulated_from_the_first_and_a_warning_says_when_that_is() {
    for log in [
        "arrival_s\n1769847300\n1769847301.5\n1769847399\n",
        "arrival_s\n1769847300000\n1769847301500\n1769847399000\n",
        "time\tservice_ms\n2026-01-31T08:15:00Z\t1\n2026-01-31T08:15:01.5Z\t1\n\
         2026-01-31T10:16:39+02:00\t1\n",
        "Time;Path\n2026-01-31 08:15:00;/a\n2026-01-31 08:15:01.5;/b\n2026-01-31 08:16:39;/a\n",
    ] {
        let (requests, said) = run(log);
        assert_eq!(requests, 3, "{log:?}");
        let begin = "the run begins at 2026-01-31T08:15:00Z";
        assert!(said.contains(begin), "{log:?}: {said}");
    }
    let (requests, said) = run("arrival_s\n0\n1.5\n99\n");
    assert_eq!(requests, 3);
    assert!(!said.contains("warning"), "{said}");
}

/// Two logs of the same morning keep the minute between them.
#[test]
fn traces_with_dates_keep_their_distances() {
    let place = Place::new();
    place.file("log.csv", "time\n2026-01-31T08:16:00Z\n");
    place.file("early.csv", "time\n2026-01-31T08:15:00Z\n");
    let second = "[[functions]]\nname = \"g\"\nservice_time = \"1s\"\n\
                  traffic = [{ trace.file = \"early.csv\" }]\n";
    let scenario = place.file("a.toml", format!("{SCENARIO}{second}"));
    let ran = place.burstsim(&["check", scenario]);
    ran.expect_code(0);
    insta::assert_snapshot!(ran.stderr);
}
