//! Events of CloudWatch Logs: answers of the API, records of subscriptions, the console's export.

use super::*;

fn events(around: &str) -> String {
    let report = report_line(ID, "1.35", "Init Duration: 105.23 ms\t\n");
    format!(
        "{{\"events\": [\
         {{\"timestamp\": 1639828317813, \"logStreamName\": \"{STREAM}\", \"message\": \"START RequestId: {ID} Version: $LATEST\\n\"}},\
         {{\"timestamp\": 1639828317815, \"logStreamName\": \"{STREAM}\", \"message\": \"app\"}},\
         {{\"timestamp\": 1639828317815, \"logStreamName\": \"{STREAM}\", \"message\": {report:?}}}{around}"
    )
}

#[test]
fn an_answer_of_the_api_may_be_a_page_or_cut_off() {
    let whole = read(&events(
        "], \"searchedLogStreams\": [], \"nextToken\": \"x\"}",
    ));
    assert_eq!(
        (whole.report.kind, whole.report.rows, whole.report.used),
        ("log-events", 3, 1)
    );
    assert_eq!(whole.arrivals(), ["2021-12-18T11:51:57.813Z"]);
    assert!(
        whole.assumes("one page of more"),
        "{:?}",
        whole.report.assumed
    );
    let forward = read(&events("], \"nextForwardToken\": \"f/1\"}"));
    assert!(
        !forward.assumes("NextToken"),
        "every answer of GetLogEvents has one"
    );
    let cut = read(&events(", {\"timestamp\": 16398283"));
    assert_eq!((cut.report.rows, cut.report.used), (3, 1));
    assert!(
        cut.assumes("middle of an event"),
        "{:?}",
        cut.report.assumed
    );

    let units: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(events("]}").replace(',', ",\r\n").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(try_read(&units).expect("UTF-16").report.used, 1);
}

#[test]
fn parts_of_an_answer_are_read_as_well() {
    let report = report_line(ID, "100.00", "");
    for (text, arrival) in [
        (format!("[\n  {report:?}\n]"), None),
        (
            format!("[[1771109213500, {report:?}]]"),
            Some("2026-02-14T22:46:53.400Z"),
        ),
        (
            format!("[{{\"timestamp\": \"2026-02-14T22:46:53.500Z\", \"message\": {report:?}}}]"),
            Some("2026-02-14T22:46:53.400Z"),
        ),
        (
            format!(
                "{{\"Events\":[{{\"Timestamp\":\"/Date(1771109213500)/\",\"Message\":{report:?}}}]}}"
            ),
            Some("2026-02-14T22:46:53.400Z"),
        ),
        (
            format!(
                "[{{\"events\": [{{\"timestamp\": 1771109213500, \"message\": {report:?}}}]}}, {{\"events\": []}}]"
            ),
            Some("2026-02-14T22:46:53.400Z"),
        ),
        (
            format!(
                "{{\"status_code\": 200, \"data\": {{\"events\": [{{\"timestamp\": 1771109213500, \"message\": {report:?}}}]}}}}"
            ),
            Some("2026-02-14T22:46:53.400Z"),
        ),
        (
            format!(
                "{{\n\u{a0} \"events\": [{{\"timestamp\": 1771109213500, \"message\": {report:?}}}]}}"
            ),
            Some("2026-02-14T22:46:53.400Z"),
        ),
    ] {
        let read = read(&text);
        assert_eq!(read.report.kind, "log-events", "{text}");
        match arrival {
            Some(arrival) => assert_eq!(read.arrivals(), [arrival], "{text}"),
            None => assert_eq!(read.function().totals.undated, 1, "{text}"),
        }
    }
}

#[test]
fn events_that_are_not_of_lambda_are_refused() {
    let reason = refusal(r#"{"events": [], "searchedLogStreams": []}"#);
    assert!(reason.contains("there are no events in it"), "{reason}");
    let reason = refusal(r#"{"events": [{"timestamp": 1639828317815, "message": "GET /"}]}"#);
    assert!(reason.contains("neither START nor REPORT"), "{reason}");
    let reason = refusal("{\"events\": [\n{\"timestamp\": 1, \"message\": \"x\"} 7]}");
    assert!(reason.contains("not JSON throughout"), "{reason}");
    let read = read(&events(", 7, {\"timestamp\": 1}]}"));
    assert_eq!(
        read.skipped("has no message").map(|(count, _)| count),
        Some(2)
    );
}

#[test]
fn records_of_a_subscription_follow_one_another() {
    let record = |stream: &str, end: &str| {
        let report = report_line(ID, "100.00", "");
        format!(
            "{{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"123456789012\",\"logGroup\":\"/aws/lambda/checkout\",\
             \"logStream\":\"{stream}\",\"subscriptionFilters\":[\"all\"],\"logEvents\":[\
             {{\"id\":\"1\",\"timestamp\":1771109213000,\"message\":\"app\"}},\
             {{\"id\":\"2\",\"timestamp\":{end},\"message\":{report:?}}}]}}"
        )
    };
    let control = r#"{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1,"message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}"#;
    let (one, two) = (
        record(STREAM, "1771109213500"),
        record("2026/02/14/[1]aa", "1771109214500"),
    );
    for text in [
        format!("{control}{one}{two}"),
        format!("{control}\n{one}\n{two}\n"),
        format!("[{control}, {one}, {two}]"),
        format!("{control}{one}{two}{{\"messageType\":\"DATA_ME"),
    ] {
        let read = read(&text);
        assert_eq!(
            (read.report.kind, read.report.rows, read.report.used),
            ("log-subscription", 5, 2),
            "{text}"
        );
        assert_eq!(read.function().name, "checkout");
        assert_eq!(
            read.arrivals(),
            ["2026-02-14T22:46:53.400Z", "2026-02-14T22:46:54.400Z"]
        );
        assert_eq!(read.function().environments.len(), 2);
    }
    assert!(refusal(control).contains("not a DATA_MESSAGE"));
}

#[test]
fn the_console_exports_messages_with_line_ends() {
    let text = format!(
        "timestamp,message,logStreamName\n\
         1636485410469,\"START RequestId: {ID} Version: $LATEST\n\",{STREAM}\n\
         1636485413572,\"app \"\"quoted\"\"\nmore, and more\n\",{STREAM}\n\
         1636485413572,\"{}\n\",{STREAM}\n\
         1636485413572,\"2021-11-09T19:16:53.572Z {ID} Task timed out after 3.10 seconds\n\n\",{STREAM}\n",
        report_line(ID, "3102.78", "")
    );
    let whole = read(&text);
    assert_eq!(
        (whole.report.kind, whole.report.rows, whole.report.used),
        ("log-events-csv", 4, 1)
    );
    assert_eq!(whole.arrivals(), ["2021-11-09T19:16:50.469Z"]);
    assert_eq!(
        (whole.kept()[0].environment, whole.function().totals.errors),
        (1, 1)
    );
    let semicolons = text
        .replace(",\"", ";\"")
        .replace("\",", "\";")
        .replace("timestamp,message,", "timestamp;message;");
    assert_eq!(read(&semicolons).arrivals(), whole.arrivals());
    let cut = &text[..text.find("Billed").expect("a REPORT")];
    assert_eq!(
        read(cut).report.used,
        1,
        "cut off within a cell, after the duration"
    );
}
