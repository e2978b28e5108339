//! What a sweep says, in a terminal and in Korean.

use super::*;
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
