//! How a problem is drawn, whatever the text around it.

use burstsim::scenario::parse::{NoFiles, Source, parse};
use proptest::prelude::*;

use burstsim::report::diagnostics::{SHOWN, render, render_warnings};

fn errors(text: &str, overrides: &[&str]) -> String {
    let overrides: Vec<_> = overrides.iter().map(|text| (*text).to_owned()).collect();
    let source = Source {
        name: "a.toml",
        default_name: "a",
        text,
    };
    match parse(source, &overrides, &NoFiles) {
        Ok(parsed) => render_warnings(&parsed, false),
        Err(error) => render(&error, false),
    }
}

#[test]
fn a_problem_at_the_end_of_a_file_is_drawn() {
    let text = errors("duration = \"15m\"\nseed =", &[]);
    assert!(text.contains("a.toml:2:"), "{text}");
    assert!(text.contains("2 | seed ="), "{text}");
}

#[test]
fn tabs_and_wide_characters_keep_the_mark_in_place() {
    let text = errors("\ttitle\t=\t\"größe 漢字\" # é\n\tsede = 1\n", &[]);
    let lines: Vec<_> = text.lines().collect();
    let at = lines.iter().position(|line| line.contains("sede = 1"));
    let (source, mark) = (lines[at.unwrap()], lines[at.unwrap() + 1]);
    assert_eq!(source.find("sede"), mark.find("^^^^"), "{text}");
}

#[test]
fn a_huge_line_is_cut_around_the_problem() {
    let filler = "x".repeat(200_000);
    let text = errors(
        &format!("title = \"{filler}\"\nduration = {{ a = \"{filler}\", b = 1 }}"),
        &[],
    );
    assert!(text.contains("expected a duration"), "{text:.200}");
    assert!(text.len() < 10_000, "{} bytes were drawn", text.len());
}

#[test]
fn thousands_of_problems_are_counted_and_some_are_drawn() {
    let keys: String = (0..1000).map(|key| format!("key{key} = 1\n")).collect();
    let text = errors(&keys, &[]);
    assert_eq!(text.matches("error: ").count(), SHOWN, "{text:.200}");
    assert!(
        text.contains("1003 problems, of which 50 are shown"),
        "{text:.200}"
    );
}

#[test]
fn colour_only_where_asked_for() {
    let source = Source {
        name: "a.toml",
        default_name: "a",
        text: "x = 1",
    };
    let error = parse(source, &[], &NoFiles).unwrap_err();
    assert!(!render(&error, false).contains('\u{1b}'));
    assert!(render(&error, true).contains('\u{1b}'));
}

proptest! {
    #[test]
    fn any_text_can_be_drawn(text in "([a-z_]{1,9} = |\\[\\[|\\]|\"|'|\\{|,|\n|\r\n|\t|[0-9]|é|漢|\\PC){0,60}", set in ".{0,30}") {
        errors(&text, &[&set]);
    }
}
