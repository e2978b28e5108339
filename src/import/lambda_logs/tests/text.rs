//! Lines of text, and the JSON log format.

use super::*;

#[test]
fn a_tail_joins_start_and_report() {
    let text = request(
        ID,
        "53.303000",
        "53.306000",
        "2.15",
        "Init Duration: 498.72 ms",
    ) + &request(OTHER, "54.000000", "54.010000", "9.5", "");
    let read = read(&text);
    assert_eq!(
        (read.report.kind, read.report.rows, read.report.used),
        ("lambda-log", 6, 2)
    );
    assert_eq!(
        read.arrivals(),
        ["2026-02-14T22:46:53.303Z", "2026-02-14T22:46:54.000Z"]
    );
    let function = read.function();
    assert_eq!(function.name, "shop", "after the file");
    let of = |kept: &Kept| (kept.duration, kept.init, kept.cold, kept.environment);
    assert_eq!(
        of(&function.kept[0]),
        (Some(2150), Some(498_720), Some(true), 1)
    );
    assert_eq!(of(&function.kept[1]), (Some(9500), None, Some(false), 1));
    assert_eq!(
        function.memory_mb.iter().copied().collect::<Vec<_>>(),
        [512]
    );
    assert_eq!(
        (function.totals.errors, function.totals.errors_known),
        (0, 2)
    );
    assert!(read.report.skipped.is_empty(), "{:?}", read.report.skipped);
}

#[test]
fn a_retry_repeats_the_id_and_is_another_request() {
    let text = request(ID, "10.000000", "10.002000", "2.15", "")
        + &request(ID, "50.000000", "50.003000", "3.00", "");
    let read = read(&text);
    assert_eq!(
        read.arrivals(),
        ["2026-02-14T22:46:10.000Z", "2026-02-14T22:46:50.000Z"]
    );
}

#[test]
fn without_a_start_the_request_came_as_long_before_its_report_as_it_took() {
    let text = format!(
        "2026-02-14T22:46:53.500Z {}\n2026-02-14T22:46:54.000Z START RequestId: {OTHER} Version: 1\n",
        report_line(ID, "100.00", "Init Duration: 400.00 ms")
    );
    let read = read(&text);
    assert_eq!(read.arrivals(), ["2026-02-14T22:46:53.400Z"]);
    assert_eq!(read.skipped("had not finished"), Some((1, 2)));
}

#[test]
fn an_init_report_is_no_request_and_no_cold_start() {
    let init = "2026-02-14T22:46:50+00:00 INIT_REPORT Init Duration: 9999.48 ms\tPhase: init\tStatus: timeout\n";
    let read = read(
        &(init.to_owned()
            + &request(
                ID,
                "53.3",
                "53.4",
                "2.15",
                "Status: error\tError Type: Runtime.Unknown",
            )),
    );
    assert_eq!((read.report.rows, read.report.used), (4, 1));
    assert_eq!(read.skipped("INIT_REPORT"), Some((1, 1)));
    assert_eq!(read.kept()[0].cold, Some(false));
    assert_eq!(read.function().totals.errors, 1);
}

#[test]
fn short_lines_have_no_zone_and_bytes_need_not_be_utf_8() {
    let report = report_line(ID, "250.00", "");
    let mut text = format!("2026-03-04T01:06:36 START RequestId: {ID} Version: $LATEST\n2026-03-04T01:06:36 [ERROR] x\n").into_bytes();
    text.extend_from_slice(b"\xff\xfecontinued \x85\n\n  more\n");
    text.extend_from_slice(format!("2026-03-04T01:06:37 {report}\r\n").as_bytes());
    let read = try_read(&text).expect("a log");
    assert_eq!(
        (read.report.rows, read.report.used),
        (3, 1),
        "lines without a time go on with the one before"
    );
    assert_eq!(read.arrivals(), ["2026-03-04T01:06:36.000Z"]);
    assert!(read.assumes("no zone"), "{:?}", read.report.assumed);
}

#[test]
fn pasted_lines_have_no_time() {
    let text = format!(
        "START RequestId: {ID} Version: $LATEST\n{{\n    \"isMessageReceived\": \"Yes\"\n}}\nEND RequestId: {OTHER}\n{}\nXRAY TraceId: 1-5e\tSegmentId: 5f\tSampled: true\n",
        report_line(OTHER, "38.12", "Init Duration: 512.08 ms").replace('\t', " ")
    );
    let read = read(&text);
    assert_eq!((read.report.rows, read.report.used), (6, 1));
    assert_eq!(read.function().totals.undated, 1);
    let function = read.function();
    assert_eq!(
        (&function.undated_durations[..], &function.inits[..]),
        (&[38_120][..], &[512_080][..])
    );
    assert!(read.kept().is_empty(), "it cannot be replayed");
}

#[test]
fn other_tools_put_group_and_stream_before_the_message() {
    let report = report_line(ID, "100.00", "");
    for (line, name, environment) in [
        (
            format!("{STREAM} 2026-02-14T22:46:53.500000 {report}"),
            "shop",
            1,
        ),
        (
            format!("/aws/lambda/checkout {STREAM} 2026-02-14T22:46:53.500Z {report}"),
            "checkout",
            1,
        ),
        (
            format!("2026-02-14T22:46:53.500Z 2026/02/14/checkout[7]d4d7 {report}"),
            "checkout",
            1,
        ),
        (
            format!(
                "\u{1b}[32m2026-02-14T22:46:53.500+00:00\u{1b}[0m \u{1b}[36m{STREAM}\u{1b}[0m {report}"
            ),
            "shop",
            1,
        ),
        (format!("| 1771109213500 | {report} |"), "shop", 0),
        (
            format!(
                "2026-02-14 22:46:53.500\t{}",
                report.replace('\t', "\u{a0}")
            ),
            "shop",
            0,
        ),
        (
            format!(
                "{{\"timestamp\":1771109213500,\"logStreamName\":\"{STREAM}\",\"message\":{report:?}}}"
            ),
            "shop",
            1,
        ),
    ] {
        let read = read(&line);
        assert_eq!(read.arrivals(), ["2026-02-14T22:46:53.400Z"], "{line}");
        assert_eq!(read.function().name, name, "{line}");
        assert_eq!(read.kept()[0].environment, environment, "{line}");
        assert_eq!(read.function().memory_mb.first(), Some(&512), "{line}");
    }
}

#[test]
fn the_json_log_format_is_read_plain_after_a_prefix_and_pretty() {
    let lines = [
        JSON_INIT,
        JSON_START,
        r#"{"level":"INFO","message":"x"}"#,
        JSON_REPORT,
    ];
    let pretty = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        serde_json::to_string_pretty(&value).expect("JSON")
    };
    let plain = lines.join("\n");
    let tail: String = lines
        .iter()
        .map(|line| format!("2024-06-17T17:23:55 {line}\n"))
        .collect();
    let json: String = lines
        .iter()
        .map(|line| {
            format!(
                "2024-06-17T17:23:55.900000+00:00 {STREAM} \n{}\n",
                pretty(line)
            )
        })
        .collect();
    let list = format!("[{}]", lines.join(","));
    for text in [plain, tail, json, list] {
        let read = read(&text);
        assert_eq!((read.report.rows, read.report.used), (4, 1), "{text}");
        assert_eq!(read.arrivals(), ["2024-06-17T17:23:55.000Z"], "{text}");
        let kept = read.kept()[0];
        assert_eq!(
            (kept.duration, kept.init),
            (Some(18_593), Some(100_500)),
            "{text}"
        );
        assert_eq!(read.function().totals.errors, 1, "{text}");
        assert_eq!(read.function().memory_mb.first(), Some(&2048), "{text}");
        assert_eq!(
            read.skipped("INIT_REPORT").map(|(count, _)| count),
            Some(1),
            "{text}"
        );
    }
}
