//! What a sweep says, in a terminal and in Korean.

use super::*;
use crate::report::document::Block;
use crate::report::fixture::{english_in, swept};
use crate::report::render::text::{Medium, text};

const MEASURES: [Measure; 3] = [Measure::ThrottleRate, Measure::LatencyP99, Measure::Cost];

fn told(sweep: &Sweep) -> String {
    text(
        &of_sweep(&Look::default(), sweep, &MEASURES),
        Medium::Terminal,
    )
}

#[test]
fn a_small_sweep_is_listed() {
    insta::assert_snapshot!(told(&swept(&[
        "region.burst=10,20",
        "region.account_concurrency=100,200"
    ])));
}

#[test]
fn of_a_larger_one_the_lowest_and_the_highest_are_shown() {
    insta::assert_snapshot!(told(&swept(&["region.burst=10..40:1"])));
}

/// Bursts of 1,000 in an account of 2,000 lose nothing for good, and all others do.
#[test]
fn heat_maps_frame_the_cells_that_meet_the_objectives_and_line_up() {
    let sweep = swept(&[
        "region.burst=10,1000",
        "region.account_concurrency=100,2000",
    ]);
    let verdicts = sweep.points.iter().map(|point| point.outcome.slo_met);
    let met = verdicts.filter(|met| *met == Some(true)).count();
    assert!(0 < met && met < 4, "{met} of 4 meet the objectives");
    let document = of_sweep(&Look::default(), &sweep, &MEASURES);
    let blocks = document.sections.iter().flat_map(|section| &section.blocks);
    let maps = blocks.filter_map(|block| match block {
        Block::HeatMap(map) => Some(map),
        _ => None,
    });
    let maps: Vec<_> = maps.collect();
    assert_eq!(maps.len(), MEASURES.len());
    for map in &maps {
        let cells = map.rows.iter().flat_map(|(_, cells)| cells);
        assert_eq!(
            cells.filter(|cell| cell.is_framed).count(),
            met,
            "{}",
            map.id
        );
        assert!(
            map.objectives.contains(&format!("({met} of 4 points)")),
            "{}",
            map.objectives
        );
        assert!(map.ends.is_some(), "{} has no scale", map.id);
        assert_eq!(map.column_width, maps[0].column_width);
    }
    let page = document.html();
    assert_eq!(page.matches("<td class=\"met\"").count(), met * maps.len());
}

#[test]
fn a_korean_sweep_has_no_english_left_but_names() {
    let names = [
        "burst",
        "region.",
        "account_concurrency",
        "first-point",
        "sweep",
        "P99",
        "spike",
    ];
    let swept = [
        swept(&["region.burst=10,20"]),
        swept(&["region.burst=10,20", "region.account_concurrency=100,200"]),
        swept(&["region.burst=10..40:1"]),
    ];
    for mut sweep in swept {
        sweep.first.title = "제목".to_owned();
        let document = of_sweep(&Look::of(Language::Korean), &sweep, &MEASURES);
        assert_eq!(english_in(&document, &names), [""; 0]);
    }
}
