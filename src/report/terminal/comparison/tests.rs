//! The text about a comparison: narrow, plain and true.

use super::*;
use crate::measures::Measure;
use crate::report::fixture::compared;

const SMALL: [&str; 3] = ["us-east-1", "ap-northeast-1", "ap-northeast-2"];

#[test]
fn the_comparison_reads_well() {
    insta::assert_snapshot!(table(&compared(&SMALL, ""), Medium::Terminal));
}

/// The fixture varies the Region, whatever its variants are called.
#[test]
fn long_names_give_way_to_their_values_and_nothing_is_wider_than_80_columns() {
    let long = compared(&SMALL, " and a name that is far too long for any column");
    let text = table(&long, Medium::Terminal);
    assert!(text.contains("Each variant by its region.name"), "{text}");
    assert!(text.contains("\n ap-northeast-2 "), "{text}");
    assert!(!text.contains("variant 1"), "{text}");
    let widest = text.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{widest:?} columns:\n{text}");
}

#[test]
fn values_that_are_long_go_on_in_the_line_below() {
    let mut long = compared(&SMALL, " and a name that is far too long for any column");
    for variant in &mut long.variants {
        variant.settings[0].1 = format!("{} or another that is long", variant.settings[0].1);
    }
    let text = table(&long, Medium::Terminal);
    let widest = text.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{widest:?} columns:\n{text}");
    let words: Vec<_> = text.split_whitespace().collect();
    assert_eq!(
        words.iter().filter(|word| **word == "another").count(),
        6,
        "{text}"
    );
    let markdown = table(&long, Medium::Markdown);
    let label = "| ap-northeast-2 or another that is long |";
    assert!(markdown.contains(label), "{markdown}");
}

#[test]
fn variants_that_are_alike_are_said_to_be_once_and_shown_as_one() {
    let text = table(&compared(&["us-east-1", "us-west-2"], ""), Medium::Terminal);
    let words: Vec<_> = text.split_whitespace().collect();
    let said = words.join(" ");
    let alike = "us-east-1 and us-west-2 do not differ: they give the same results in every replication, and \
                 are shown as one.";
    assert_eq!(said.matches(alike).count(), 1, "{text}");
    // There is nothing left to differ, and nothing to judge.
    assert!(
        !text.contains("Difference to") && !text.contains("Holm"),
        "{text}"
    );

    let regions = ["ap-northeast-2", "us-east-1", "us-west-2"];
    let text = table(&compared(&regions, ""), Medium::Terminal);
    assert_eq!(
        text.matches("Against ap-northeast-2, us-east-1 ").count(),
        1,
        "{text}"
    );
    assert!(
        !text.contains("Against ap-northeast-2, us-west-2"),
        "{text}"
    );
    assert!(text.contains("All 11 differences"), "{text}");
}

/// Four replications are too few for a sign test among eleven differences.
#[test]
fn what_is_not_shown_to_differ_is_not_said_to_be_equal() {
    let text = table(
        &compared(&["us-east-1", "ap-northeast-1"], ""),
        Medium::Terminal,
    );
    assert!(!text.contains("do not differ"), "{text}");
    let all = compared(&["us-east-1", "ap-northeast-1"], "");
    for (finding, words) in [
        (
            Finding::TooFew,
            "? too few replications to tell: more could.",
        ),
        (Finding::Noise, "≈ no significant difference."),
    ] {
        let found = |metric: &Measure| {
            let difference = all.difference(1, SCOPE, *metric);
            difference.is_some_and(|one| one.finding == finding)
        };
        let any = Measure::ALL.iter().any(found);
        assert_eq!(text.contains(words), any, "{finding:?}: {text}");
    }
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
