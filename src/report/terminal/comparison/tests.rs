//! The text about a comparison: narrow, plain and true.

use super::*;
use crate::report::fixture::compared;

const SMALL: [&str; 3] = ["us-east-1", "ap-northeast-1", "ap-northeast-2"];

#[test]
fn the_comparison_reads_well() {
    insta::assert_snapshot!(table(&compared(&SMALL, ""), Medium::Terminal));
}

#[test]
fn long_names_are_numbered_and_nothing_is_wider_than_80_columns() {
    let long = compared(&SMALL, " and a name that is far too long for any column");
    let text = table(&long, Medium::Terminal);
    assert!(
        text.contains("variant 3: ap-northeast-2 and a name"),
        "{text}"
    );
    let widest = text.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{widest:?} columns:\n{text}");
}

#[test]
fn variants_that_are_alike_are_said_to_be() {
    let text = table(&compared(&["us-east-1", "us-west-2"], ""), Medium::Terminal);
    assert!(
        text.contains("us-west-2 and us-east-1 do not differ at all."),
        "{text}"
    );
}

/// Only an interval is called one: brackets in a name stay as they are.
#[test]
fn a_name_with_brackets_stays_as_it_is() {
    let text = table(
        &compared(&["us-east-1", "sa-east-1"], " (b)"),
        Medium::Terminal,
    );
    let words: Vec<_> = text.split_whitespace().collect();
    let text = words.join(" ");
    assert!(
        text.contains("Against us-east-1 (b), sa-east-1 (b) throttles "),
        "{text}"
    );
    assert_eq!(text.matches("(95 % interval ").count(), 1, "{text}");
}
