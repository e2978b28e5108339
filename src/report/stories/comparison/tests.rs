//! The text about a comparison: narrow, plain and true.

use super::*;
use crate::measures::Measure;
use crate::report::document::Block;
use crate::report::document::chart::Chart;
use crate::report::fixture::{compared, compared_queues, english_in};
use crate::report::render::text::{Medium, text};
use crate::study::compare::Finding;

fn table(comparison: &Comparison, medium: Medium) -> String {
    text(&of_comparison(&Look::default(), comparison, None), medium)
}

const SMALL: [&str; 3] = ["us-east-1", "ap-northeast-1", "ap-northeast-2"];

#[test]
fn the_comparison_reads_well() {
    insta::assert_snapshot!(table(&compared(&SMALL, ""), Medium::Terminal));
}

#[test]
fn a_cost_at_the_price_of_another_region_is_marked() {
    let two = compared(&["us-east-1", "il-central-1"], "");
    let text = table(&two, Medium::Terminal);
    assert!(
        text.contains("* A price of the Region's own is not known, so that of us-east-1 stands in"),
        "{text}"
    );
}

/// The fixture varies the Region, whatever its variants are called.
#[test]
fn long_names_give_way_to_their_values_and_nothing_is_wider_than_80_columns() {
    let long = compared(&SMALL, " and a name that is far too long for any column");
    let text = table(&long, Medium::Terminal);
    assert!(text.contains("Each variant by its region.name"), "{text}");
    assert!(text.contains(" us-east-1 "), "{text}");
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
    // Three heads of figures, two of differences, and the baseline in their caption.
    let words: Vec<_> = text.split_whitespace().collect();
    assert!(
        words.iter().filter(|word| **word == "another").count() >= 6,
        "{text}"
    );
    let markdown = table(&long, Medium::Markdown);
    let label = "| ap-northeast-2 or another that is long |";
    assert!(markdown.contains(label), "{markdown}");
}

#[test]
fn many_variants_are_rows_and_their_long_names_go_on_in_the_line_below() {
    let regions = [1, 2, 3, 4, 5].map(|burst| format!("us-east-1:{}00", burst));
    let mut many = compared(&regions.each_ref().map(String::as_str), "");
    for variant in &mut many.variants {
        variant.name = format!("{} and a name that is far too long", variant.name);
        variant.settings[0].1 = format!("{} or another that is long", variant.settings[0].1);
    }
    let text = table(&many, Medium::Terminal);
    let widest = text.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{widest:?} columns:\n{text}");
    assert!(
        text.contains("\n us-east-1:300 or another that is "),
        "{text}"
    );
}

#[test]
fn a_korean_comparison_has_no_english_left_but_names() {
    let mut comparison = compared(&SMALL, "");
    for variant in &mut comparison.variants {
        variant.scenario.title = "제목".to_owned();
    }
    let document = of_comparison(&Look::of(Language::Korean), &comparison, None);
    let names = [
        "ap-northeast-1",
        "ap-northeast-2",
        "us-east-1",
        "api",
        "given_up_rate",
        "region.prices",
        "comparison",
        "timeseries",
    ];
    assert_eq!(english_in(&document, &names), [""; 0]);
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
        !text.contains("Difference from") && !text.contains("Holm"),
        "{text}"
    );

    let regions = ["ap-northeast-2", "us-east-1", "us-west-2"];
    let text = table(&compared(&regions, ""), Medium::Terminal);
    let said = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("us-east-1 throttles 0 % of attempts, ap-northeast-2 50.8 %"),
        "{text}"
    );
    assert!(!said.contains("us-west-2 throttles 0 % of"), "{text}");
    assert!(text.contains("All 10 differences"), "{text}");
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
        (Finding::TooFew, "? too few replications to tell; more may."),
        (Finding::Noise, "≈ no significant difference."),
    ] {
        let found = |metric: &Measure| {
            let difference = all.difference(1, Scope::Account, *metric);
            difference.is_some_and(|one| one.finding == finding)
        };
        let any = Measure::ALL.iter().any(found);
        assert_eq!(text.contains(words), any, "{finding:?}: {text}");
    }
}

#[test]
fn a_variant_is_told_beside_the_baseline_and_with_the_difference() {
    let text = table(&compared(&["us-east-1", "sa-east-1"], ""), Medium::Terminal);
    let said = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains(
            "sa-east-1 throttles 50.8 % of attempts, us-east-1 0 % (+50.8 ± 1.3 points); "
        ),
        "{said}"
    );
}

/// The charts of queues in a page, and what the picture of them shows.
fn charts_of_queues(document: &Document) -> Vec<&Chart> {
    let sections = document.sections.iter().filter(|one| one.id == "queues");
    let charts = sections.flat_map(|section| &section.blocks);
    let charts = charts.map(|block| match block {
        Block::Chart(chart) => chart,
        _ => panic!("there are charts alone"),
    });
    charts.collect()
}

/// The account first, and then each function: the objective is a line, and each variant says when its queue was
/// worked off.
#[test]
fn variants_with_queues_show_what_waits_and_how_long() {
    let comparison = compared_queues(&[5, 20]);
    let document = of_comparison(&Look::default(), &comparison, None);
    let charts = charts_of_queues(&document);
    let shown = charts.iter().map(|chart| {
        let views = chart
            .views
            .iter()
            .zip(&document.scopes)
            .map(|(view, scope)| {
                let lines = view.series.iter().map(|line| line.label.as_str());
                let lines = lines.collect::<Vec<_>>().join(" | ");
                let objectives = view.objectives.iter().map(|one| one.label.as_str());
                let objectives = objectives.collect::<Vec<_>>().join(" | ");
                format!("{scope}: {lines}\n{objectives}\n{}", view.conclusion)
            });
        let views = views.collect::<Vec<_>>().join("\n");
        format!("{}: {}\n{views}", chart.id, chart.unit)
    });
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n\n"));
    let figure = document.figures.iter().find(|one| one.name == "queues");
    let panes = figure.map(|figure| figure.panes.len());
    assert_eq!(panes, Some(2), "the backlog and the age");
    let note = document.page_notes.last().unwrap();
    assert!(note.contains("queues.csv"), "{note}");
}

#[test]
fn variants_without_a_queue_show_none() {
    let document = of_comparison(&Look::default(), &compared(&SMALL, ""), None);
    assert!(charts_of_queues(&document).is_empty());
    assert!(document.figures.iter().all(|one| one.name != "queues"));
    let note = document.page_notes.last().unwrap();
    assert!(!note.contains("queues.csv"), "{note}");
}

/// More lines than six cannot be told apart: the picture says that it shows the first of them.
#[test]
fn of_many_variants_with_queues_the_first_are_drawn() {
    let comparison = compared_queues(&[2, 3, 4, 5, 6, 7, 8]);
    let document = of_comparison(&Look::default(), &comparison, None);
    for chart in charts_of_queues(&document) {
        assert_eq!(chart.views[0].series.len(), 6, "{}", chart.id);
    }
    let mut figures = document.figures.iter();
    let figure = figures.find(|one| one.name == "queues").unwrap();
    assert!(
        figure.subtitle.starts_with("the first 6 · "),
        "{}",
        figure.subtitle
    );
}

#[test]
fn a_korean_comparison_of_queues_has_no_english_left_but_names() {
    let mut comparison = compared_queues(&[5, 20]);
    for variant in &mut comparison.variants {
        variant.scenario.title = "제목".to_owned();
    }
    let document = of_comparison(&Look::of(Language::Korean), &comparison, None);
    let names = [
        "maximum_concurrency",
        "functions.orders.traffic.0.invoked_by.sqs",
        "oldest_age < 90s",
        "oldest_age",
        "orders",
        "thumbnails",
        "us-east-1",
        "region.prices",
        "comparison",
        "timeseries",
        "queues",
        "Lambda",
    ];
    assert_eq!(english_in(&document, &names), [""; 0]);
}
