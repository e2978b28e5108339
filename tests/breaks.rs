//! Each break of `tests/breaks.toml` still applies: the text that it changes stands once in its file. `scripts/breaks`
//! makes the breaks and looks whether the validation notices.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on may fail loudly"
)]

use std::collections::BTreeSet;
use std::path::Path;

#[derive(serde::Deserialize)]
struct Breaks {
    breaks: Vec<Break>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Break {
    rule: String,
    file: String,
    before: String,
    after: String,
}

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn breaks() -> Vec<Break> {
    let all: Breaks = toml::from_str(&read("tests/breaks.toml")).expect("breaks");
    all.breaks
}

#[test]
fn each_break_still_applies() {
    for one in breaks() {
        let times = read(&one.file).matches(&one.before).count();
        assert_eq!(times, 1, "{}: {:?} in {}", one.rule, one.before, one.file);
        assert_ne!(one.before, one.after, "{}", one.rule);
    }
}

#[test]
fn each_rule_is_broken_once_and_every_break_is_in_the_table() {
    let all = breaks();
    let rules: BTreeSet<&str> = all.iter().map(|one| one.rule.as_str()).collect();
    assert_eq!(rules.len(), all.len(), "two breaks of one rule");
    let table = read("docs/breaks.md");
    for rule in rules {
        let row = format!("| {rule} |");
        assert!(
            table.contains(&row),
            "docs/breaks.md lacks {rule:?}: run scripts/breaks"
        );
    }
    assert!(
        !table.contains("**not noticed**"),
        "docs/breaks.md has a break that goes unnoticed"
    );
}
