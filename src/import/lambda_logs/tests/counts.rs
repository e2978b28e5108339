//! The counts of a scenario.

use super::*;

fn counted(read: &Read) -> Vec<(i64, i64, u64)> {
    let counted = read.function().counted.iter();
    counted
        .map(|(start, interval)| {
            (
                start / 1_000_000_000,
                interval.length / 1_000_000_000,
                interval.requests,
            )
        })
        .collect()
}

#[test]
fn the_counts_of_a_scenario_are_requests_per_interval() {
    let rows = "# a day\nstart_s,count\n0,177\n600,181.0\n300,\n900,1.5\nsoon,1\n";
    let read = self::read(rows);
    let FileReport {
        kind, rows, used, ..
    } = read.report;
    assert_eq!((kind, rows, used), ("burstsim-counts", 5, 3));
    assert_eq!(
        counted(&read),
        [(0, 300, 177), (300, 300, 0), (600, 300, 181)],
        "an interval is as long as the smallest distance between two"
    );
    assert!(!read.function().has_clock);
    assert_eq!(read.skipped("not a whole number"), Some((1, 6)));
    assert_eq!(read.skipped("has a time"), Some((1, 7)));
}

#[test]
fn counts_may_have_dates_and_one_row() {
    let read = self::read("Time;Count\n2026-11-26T08:00:00Z;5\n");
    assert!(read.function().has_clock);
    assert_eq!(counted(&read)[0].1, 60, "CloudWatch's usual period");
    assert!(read.assumes("a minute"), "{:?}", read.report.assumed);
    assert!(
        refusal("time,count,latency\n1769847300,5,1\n").contains("no format"),
        "of this nobody knows what its rows are"
    );
}
