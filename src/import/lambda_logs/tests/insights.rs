//! Rows of Logs Insights.

use super::*;

#[test]
fn rows_of_insights_have_messages_or_fields() {
    let report = report_line(ID, "100.00", "");
    let messages = format!(
        "@timestamp,@message,@logStream,@log\n\
         2026-02-14 22:46:53.500,\"{report}\n\",{STREAM},123456789012:/aws/lambda/checkout\n\
         2026-02-14 22:46:53.300,\"START RequestId: {ID} Version: $LATEST\n\",{STREAM},123456789012:/aws/lambda/checkout\n\
         2026-02-14 22:46:54.500,\"{}\",{STREAM},123456789012:/aws/lambda/payout\n",
        report_line(OTHER, "7.00", "Restore Duration: 50.00 ms")
    );
    let both = read(&messages);
    assert_eq!(
        (both.report.kind, both.report.rows, both.report.used),
        ("logs-insights-csv", 3, 2)
    );
    let of: Vec<_> = both
        .functions
        .iter()
        .map(|one| (one.name.as_str(), Instant(one.kept[0].arrival).rfc3339()))
        .collect();
    assert_eq!(
        of,
        [
            ("checkout", "2026-02-14T22:46:53.300Z".to_owned()),
            ("payout", "2026-02-14T22:46:54.493Z".to_owned())
        ]
    );
    assert!(
        both.report.assumed.is_empty(),
        "Insights is in UTC: {:?}",
        both.report.assumed
    );

    let fields = "@timestamp,@requestId,@duration,@billedDuration,@memorySize,@initDuration,@type\n\
        2026-02-14 22:46:53.500,a,100.0,101,1.024E9,50,REPORT\n\
        2026-02-14 22:46:53.600,b,100.0,101,1024000000,,REPORT\n\
        2026-02-14 22:46:53.600,b,,,,,START\n";
    let fields = read(fields);
    assert_eq!((fields.report.rows, fields.report.used), (3, 2));
    assert_eq!(
        fields.arrivals(),
        ["2026-02-14T22:46:53.400Z", "2026-02-14T22:46:53.500Z"]
    );
    assert_eq!(
        fields
            .function()
            .memory_mb
            .iter()
            .copied()
            .collect::<Vec<_>>(),
        [1024]
    );
    let totals = fields.function().totals;
    assert_eq!(
        (totals.cold, totals.errors_known),
        (1, 0),
        "figures do not tell of errors"
    );
    assert_eq!(
        fields.skipped("neither @message nor @duration"),
        Some((1, 4))
    );
}

#[test]
fn json_of_insights_has_several_shapes() {
    let fields = |ptr: &str| {
        let pair = |field: &str, value: &str| {
            format!("{{\"field\": \"{field}\", \"value\": \"{value}\"}}")
        };
        [
            pair("@timestamp", "2026-02-14 22:46:53.500"),
            pair("@requestId", ptr),
            pair("@duration", "100.00"),
            pair("@memorySize", "128000000"),
            pair("@ptr", ptr),
        ]
        .join(", ")
    };
    let object = |id: &str| {
        format!(
            "{{\"@timestamp\": \"2026-02-14 22:46:53.500\", \"@requestId\": \"{id}\", \"@duration\": 100, \"@memorySize\": \"128000000\"}}"
        )
    };
    let (one, two) = (fields("a"), fields("b"));
    for (text, rows) in [
        (
            format!(
                "\u{feff}{{\"results\": [[{one}], [{two}]], \"statistics\": {{\"recordsMatched\": 2.0}}, \"status\": \"Complete\"}}"
            ),
            2,
        ),
        (format!("[[{one}], [{two}]]"), 2),
        (
            format!("{{\"status_code\": 200, \"data\": {{\"results\": [[{one}], [{two}]]}}}}"),
            2,
        ),
        (
            format!("{{\"results\": [{one}, {two}], \"status\": \"Complete\"}}"),
            2,
        ),
        (
            format!("{{\"results\": [{one}, {two}], \"status\": \"Complete\"}}")
                .replace("@ptr", "@x"),
            2,
        ),
        (format!("[{}, {}]", object("a"), object("b")), 2),
        (
            format!("{{\"results\": [[{one}], [{two}], [{{\"field\": \"@time"),
            2,
        ),
    ] {
        let read = read(&text);
        assert_eq!(
            (read.report.kind, read.report.rows, read.report.used),
            ("logs-insights-json", rows, 2),
            "{text}"
        );
        assert_eq!(read.arrivals(), ["2026-02-14T22:46:53.400Z"; 2], "{text}");
        assert_eq!(read.function().memory_mb.first(), Some(&128), "{text}");
    }
    let report =
        format!("[{{\"@timestamp\": \"2026-02-14 22:46:53.500\", \"@message\": {JSON_REPORT}}}]");
    assert_eq!(read(&report).arrivals(), ["2024-06-17T17:23:55.807Z"]);
    let running = format!("{{\"results\": [[{one}]], \"status\": \"Running\"}}");
    assert!(read(&running).assumes("is Running, not Complete"));
}

#[test]
fn what_a_query_has_summed_up_is_refused() {
    let reason = refusal("bin(5m),count(*),avg(@duration)\n2026-02-14 22:45:00.000,12,100.5\n");
    assert!(reason.contains("is a summary (stats)"), "{reason}");
    let reason =
        refusal(r#"{"results": [], "statistics": {"recordsMatched": 0.0}, "status": "Complete"}"#);
    assert!(reason.contains("found nothing"), "{reason}");
    let read = {
        let rows: String = (0..1000)
            .map(|id| format!("2026-02-14 22:46:53.500,{id},100.0\n"))
            .collect();
        read(&format!("@timestamp,@requestId,@duration\n{rows}"))
    };
    assert!(
        read.assumes("exactly 1000 rows"),
        "{:?}",
        read.report.assumed
    );
}
