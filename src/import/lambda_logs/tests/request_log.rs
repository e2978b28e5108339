//! burstsim's log of requests, and the trace of a scenario.

use super::*;

#[test]
fn a_log_of_requests_has_clients_times() {
    let rows = "# measured\narrival_s,elapsed_ms,cold,environment\n0.5,2000,1,a\n10,1500.5,0,a\n10.25,1500,false,b\n";
    let counted = read(rows);
    assert_eq!(
        (
            counted.report.kind,
            counted.report.rows,
            counted.report.used
        ),
        ("burstsim-requests", 3, 3)
    );
    let of = |kept: &Kept| (kept.arrival, kept.duration, kept.cold, kept.environment);
    let kept: Vec<_> = counted.kept().iter().map(of).collect();
    assert_eq!(
        kept,
        [
            (500_000_000, None, Some(true), 1),
            (10_000_000_000, Some(1_500_500), Some(false), 1),
            (10_250_000_000, Some(1_500_000), Some(false), 2),
        ]
    );
    assert!(!counted.function().has_clock);
    assert!(
        counted.assumes("initialization"),
        "{:?}",
        counted.report.assumed
    );

    let dated = read(
        "environment;cold;elapsed_ms;time\nb;0;12.5;2026-02-14T22:46:53.500Z\nb;0;x;2026-02-14T22:46:53Z\nb;2;1;0\nb;0;1;soon\n",
    );
    assert_eq!(dated.arrivals(), ["2026-02-14T22:46:53.500Z"]);
    assert!(dated.function().has_clock);
    assert_eq!(dated.skipped("elapsed_ms"), Some((1, 3)));
    assert_eq!(dated.skipped("neither 0 nor 1"), Some((1, 4)));
    assert_eq!(dated.skipped("has a time"), Some((1, 5)));
}

#[test]
fn the_trace_of_a_scenario_has_service_times() {
    let rows = "arrival_s,service_ms,cold\n0.5,20,1\n0.25,,\n0.25,,0\nsoon,1,0\n1,-1,0\n1,1,2\n";
    let counted = read(rows);
    let FileReport {
        kind, rows, used, ..
    } = counted.report;
    assert_eq!((kind, rows, used), ("burstsim-trace", 6, 3));
    let of = |kept: &Kept| (kept.arrival, kept.duration, kept.cold, kept.environment);
    let kept: Vec<_> = counted.kept().iter().map(of).collect();
    assert_eq!(
        kept,
        [
            (500_000_000, Some(20_000), Some(true), 0),
            (250_000_000, None, None, 0),
            (250_000_000, None, Some(false), 0),
        ]
    );
    assert!(!counted.function().has_clock);
    assert_eq!(counted.skipped("has a time"), Some((1, 5)));
    assert_eq!(counted.skipped("service_ms"), Some((1, 6)));
    assert_eq!(counted.skipped("neither 0 nor 1"), Some((1, 7)));

    let dated =
        "Time;SERVICE_MS;note\n2026-02-14T22:46:53.5Z;12.5;a\n2026-02-14T22:46:53.5Z;12.5;a\n";
    let dated = read(dated);
    let twice = ["2026-02-14T22:46:53.500Z"; 2];
    assert_eq!(dated.arrivals(), twice, "both are requests");
    assert_eq!(read("time\n1769847300\n").kept().len(), 1);
    assert_eq!(read("arrival_s\tpath\n3\t/\n").kept().len(), 1);
    // Of this nobody knows what its rows are.
    assert!(refusal("time,latency\n1769847300,5\n").contains("no format"));
}
