//! What belongs to the same request, wherever it stands.

use super::*;

#[test]
fn a_failure_is_told_before_or_after_the_report() {
    let at = format!("2026-02-14T22:46:54.000000+00:00 {STREAM}");
    let time_out =
        format!("{at} 2026-02-14T22:46:53.999Z {ID} Task timed out after 3.00 seconds\n");
    let exit = format!("{at} RequestId: {ID} Error: Runtime exited with error: exit status 1\n");
    let python = format!("{at} [ERROR] KeyError: 'x'\n");
    let good = request(OTHER, "10.0", "10.1", "2.15", "");
    let bad = request(ID, "51.0", "54.0", "3000.00", "");
    let (start, end) = bad.split_at(bad.find('\n').map_or(0, |end| end + 1));
    for text in [
        good.clone() + &bad + &time_out,
        good.clone() + start + &time_out + end,
        good.clone() + start + &exit + end,
        good.clone() + start + &python + end,
    ] {
        let read = read(&text);
        assert_eq!(read.function().totals.errors, 1, "{text}");
        assert_eq!(read.report.used, 2, "{text}");
    }
    let between = good.clone() + &python + &bad;
    assert_eq!(
        read(&between).function().totals.errors,
        0,
        "an initialisation failed, no request"
    );
}

#[test]
fn the_same_request_in_two_files_is_read_once() {
    let text = request(ID, "10.000000", "10.002000", "2.15", "");
    let mut gathered = Gathered::default();
    try_read_into(&mut gathered, text.as_bytes()).expect("a log");
    let both = text + &request(OTHER, "20.0", "20.1", "2.15", "");
    let report = try_read_into(&mut gathered, both.as_bytes()).expect("a log");
    assert_eq!(report.used, 1);
    let skipped = &report.skipped["the same request was read before"];
    assert_eq!((skipped.count, skipped.first_line), (1, 3));
    assert_eq!(gathered.functions[0].kept.len(), 2);
}

#[test]
fn the_latest_may_come_first() {
    let text = request(ID, "10.000000", "10.900000", "2.15", "")
        + &request(ID, "50.000000", "50.900000", "3.00", "");
    let reversed: Vec<&str> = text.lines().rev().collect();
    let read = read(&reversed.join("\n"));
    assert_eq!(
        read.arrivals(),
        ["2026-02-14T22:46:50.000Z", "2026-02-14T22:46:10.000Z"]
    );
    assert!(read.report.skipped.is_empty(), "{:?}", read.report.skipped);
}

#[test]
fn starts_alone_are_refused() {
    let text = format!("START RequestId: {ID} Version: 1\nSTART RequestId: {OTHER} Version: 1\n");
    let reason = refusal(&text);
    assert!(
        reason.contains("of 2 rows, 2 were left out, the first at line 1: is a START line"),
        "{reason}"
    );
    let reason = refusal(&format!("REPORT RequestId: {ID}\tDura"));
    assert!(reason.contains("perhaps cut off"), "{reason}");
    assert!(refusal("what is this\n").contains("no format"));
}

#[test]
fn an_open_request_is_forgotten_after_many_others() {
    let mut text = String::new();
    for number in 0..250_000 {
        text += &format!("2026-02-14T22:46:10Z START RequestId: {number:036} Version: 1\n");
    }
    text += &format!(
        "2026-02-14T22:46:20Z {}\n",
        report_line(&format!("{:036}", 249_999), "1.00", "")
    );
    text += &format!(
        "2026-02-14T22:46:20Z {}\n",
        report_line(&format!("{:036}", 1), "1.00", "")
    );
    let read = read(&text);
    assert_eq!(
        read.arrivals(),
        ["2026-02-14T22:46:10.000Z", "2026-02-14T22:46:19.999Z"]
    );
}
