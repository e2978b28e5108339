//! Pages as a whole.

use super::*;
use crate::report::document::{Document, Look};
use crate::report::fixture;
use crate::report::observed::Observed;

fn page_of(scenario: &crate::scenario::Scenario, result: &crate::metrics::RunResult) -> Document {
    let observed = Observed::new(result, None, None);
    of_run(&Look::default(), scenario, result, &observed, None, None)
}

#[test]
fn a_run_has_its_sections_in_the_order_of_their_weight() {
    let (scenario, result) = (fixture::scenario(), fixture::small());
    let page = page_of(&scenario, &result);
    let ids: Vec<_> = page.sections.iter().map(|section| section.id).collect();
    let expected =
        "scaling limits traffic cold-starts latency concurrency provisioned tokens figures cost";
    assert_eq!(ids.join(" "), expected);
    assert_eq!(page.scopes, ["All functions", "checkout", "=search"]);
}

#[test]
fn a_chart_has_one_view_or_one_for_each_scope_and_its_areas_lie_under_its_series() {
    let (scenario, result) = (fixture::scenario(), fixture::small());
    let page = page_of(&scenario, &result);
    for chart in page.charts() {
        assert!(
            [1, page.scopes.len()].contains(&chart.views.len()),
            "{}",
            chart.id
        );
        for view in &chart.views {
            assert!(!view.series.is_empty(), "{}", chart.id);
            for area in &view.areas {
                let mut needed = area.needs.iter().chain([&area.under]);
                assert!(
                    needed.all(|&series| series < view.series.len()),
                    "{}",
                    chart.id
                );
            }
        }
    }
}

#[test]
fn the_same_result_gives_the_same_bytes() {
    let (scenario, result) = (fixture::scenario(), fixture::small());
    assert_eq!(
        page_of(&scenario, &result).html(),
        page_of(&scenario, &result).html()
    );
}

#[test]
fn what_was_never_refused_has_no_chart() {
    let (scenario, mut result) = (fixture::scenario(), fixture::small());
    result.functions.truncate(1);
    for row in &mut result.functions[0].intervals {
        row.counts = crate::metrics::Counts::default();
    }
    result.functions[0].totals = crate::metrics::Counts::default();
    let page = page_of(&scenario, &result);
    assert!(page.sections.iter().all(|section| section.id != "limits"));
}

/// Charts as pictures and charts on pages have the same colours on white paper.
#[cfg(feature = "pictures")]
#[test]
fn the_style_sheet_has_the_colours_of_the_pictures() {
    let style = include_str!("../render/page/assets/page.css");
    for (name, color) in crate::report::render::pictures::palette() {
        assert!(
            style.contains(&format!("{name}: {color};")),
            "{name} is not {color}"
        );
    }
}
