//! burstsim's log of requests.

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
