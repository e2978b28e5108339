//! `burstsim validate`: formats, selection, and exit codes.

use super::Place;

const TOKENS: [&str; 4] = ["validate", "--quick", "--only", "token-bucket"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [TOKENS.as_slice(), more].concat()
}

#[test]
fn agreement_is_a_table_a_sentence_and_exit_code_0() {
    let ran = Place::new().burstsim(&TOKENS);
    ran.expect_code(0);
    assert!(
        ran.stdout.contains("us-east-1, continuous"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .ends_with("All 12 cases agree with their references.\n"),
        "{}",
        ran.stdout
    );
    assert!(ran.stderr.starts_with("token-bucket: "), "{}", ran.stderr);
}

#[test]
fn a_rule_broken_on_purpose_ends_with_99() {
    let ran = Place::new().burstsim(&with(&["--set", "region.ramp_per_minute=505"]));
    ran.expect_code(99);
    assert!(
        ran.stdout
            .ends_with("10 of 12 cases disagree with their references.\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_change_that_does_not_fit_ends_with_2() {
    let ran = Place::new().burstsim(&with(&["--set", "region.ramp_per_minut=505"]));
    ran.expect_code(2);
    assert!(ran.stderr.contains("ramp_per_minute"), "{}", ran.stderr);
    let ran = Place::new().burstsim(&["validate", "--only", "erlang"]);
    ran.expect_code(2);
    assert!(ran.stderr.contains("erlang-b"), "{}", ran.stderr);
}

#[test]
fn programs_get_json_and_csv() {
    let ran = Place::new().burstsim(&with(&["--format", "json"]));
    let rows: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(
        rows[1]["case"],
        "us-east-1, continuous: instances after 10 min"
    );
    assert_eq!(rows[1]["expected"], 7999.0);
    assert_eq!(rows[1]["verdict"], "pass");
    let ran = Place::new().burstsim(&with(&["--format", "csv"]));
    assert!(
        ran.stdout.starts_with(
            "reference,case,expected,simulated,ci95_low,ci95_high,rule,verdict,note,source\n"
        ),
        "{}",
        ran.stdout
    );
}

#[test]
fn the_same_bytes_each_time() {
    let arguments = [
        "validate", "--quick", "--only", "erlang-b", "--format", "json",
    ];
    let first = Place::new().burstsim(&arguments);
    first.expect_code(0);
    assert_eq!(first.stdout, Place::new().burstsim(&arguments).stdout);
}

#[test]
fn the_chapter_holds_the_table_of_every_reference() {
    let chapter = include_str!("../../docs/validation.md");
    let ran = Place::new().burstsim(&["validate", "--help"]);
    let names = ran.stdout.split("[possible values: ").nth(1);
    let names = names
        .and_then(|rest| rest.split(']').next())
        .expect("the names");
    for name in names.split(',') {
        let heading = format!("### {}: ", name.trim());
        assert!(
            chapter.contains(&heading),
            "no {heading:?} in docs/validation.md"
        );
    }
}
