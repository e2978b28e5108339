//! `docs/reference/verbs.md` is what `burstsim VERB --help` prints.

use std::fmt::Write;

use super::pages::root;
use super::program::{help, words};

const PATH: &str = "docs/reference/verbs.md";

/// The page of the book about a verb, from the reference.
fn page(verb: &str) -> Option<String> {
    let places = [format!("questions/{verb}.md"), format!("{verb}.md")];
    let other = match verb {
        "plot" => Some("questions/pictures.md"),
        "calibrate" => Some("calibration.md"),
        "validate" => Some("validation.md"),
        "new" | "check" | "schema" => Some("guide/own-scenario.md"),
        _ => None,
    };
    let mut places = places.into_iter().chain(other.map(str::to_owned));
    places.find(|place| root().join("docs").join(place).exists())
}

fn fresh() -> String {
    let mut text = String::from(
        "# Verbs and options\n\n\
         What `burstsim VERB --help` prints. Written by a test (`tests/docs/verbs.rs`), which fails if it is out of date.\n",
    );
    let all = words("--help");
    write!(text, "\n```text\n{}```\n", trimmed(&all)).expect("text");
    for (verb, help) in help() {
        write!(text, "\n## {verb}\n").expect("text");
        if let Some(page) = page(verb) {
            write!(text, "\nWith examples: [{page}](../{page}).\n").expect("text");
        }
        write!(text, "\n```text\n{}```\n", trimmed(help)).expect("text");
    }
    text
}

/// Without blanks at the ends of lines.
fn trimmed(help: &str) -> String {
    let lines = help.trim_end().lines();
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn the_reference_of_verbs_is_what_help_prints() {
    let file = root().join(PATH);
    let fresh = fresh();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&file, &fresh).expect("a page");
    }
    assert!(
        std::fs::read_to_string(file).expect("a page") == fresh,
        "{PATH} is out of date: run INSTA_UPDATE=always cargo test --test docs verbs"
    );
}
