//! Whole files of each format, with what they say.

use super::super::gathered::{Gathered, Kept};
use super::super::input::ReadError;
use super::super::instant;
use super::super::reading::{FileReport, Given};
use super::super::recognise;
use super::FORMATS;

/// A file that was read.
struct Read {
    report: FileReport,
    gathered: Gathered,
}

impl Read {
    /// Region, name, requests and failures of each function.
    fn functions(&self) -> Vec<(Option<&str>, &str, u64, u64)> {
        let of = self.gathered.functions.iter();
        of.map(|f| {
            (
                f.region.as_deref(),
                f.name.as_str(),
                f.totals.finished,
                f.totals.errors,
            )
        })
        .collect()
    }

    /// Arrival, duration in microseconds of each request.
    fn requests(&self) -> Vec<(String, Option<u32>)> {
        let kept = self
            .gathered
            .functions
            .iter()
            .flat_map(|function| &function.kept);
        kept.map(
            |Kept {
                 arrival, duration, ..
             }| (instant::Instant(*arrival).rfc3339(), *duration),
        )
        .collect()
    }

    fn assumes(&self, words: &str) -> bool {
        self.report
            .assumed
            .iter()
            .any(|sentence| sentence.contains(words))
    }

    /// Lines that were left out: reason, how many, the first.
    fn skipped(&self) -> Vec<(&str, u64, u64)> {
        let skipped = self.report.skipped.iter();
        let mut skipped: Vec<_> = skipped
            .map(|(reason, skipped)| (reason.as_str(), skipped.count, skipped.first_line))
            .collect();
        skipped.sort_by_key(|(_, _, line)| *line);
        skipped
    }
}

fn read(text: &str) -> Result<Read, ReadError> {
    let mut gathered = Gathered::default();
    let report = recognise::read(
        FORMATS,
        "logs/front.log",
        text.as_bytes(),
        &mut gathered,
        &Given::default(),
    )?;
    Ok(Read { report, gathered })
}

fn refusal(text: &str) -> (Option<u64>, String) {
    match read(text) {
        Err(ReadError::Refused { line, reason }) => (line, reason),
        Err(error) => panic!("{error} is no refusal"),
        Ok(read) => panic!("read as {}", read.report.kind),
    }
}

const NEW: &str = r#"h2 2026-11-26T08:00:00.500000Z app/shop/50dc6c495c0c9188 192.0.2.1:4586 - 0.001 0.2 0.000 502 502 34 366 "GET https://example.com:443/a b HTTP/2.0" "curl \"x\" 7" ECDHE TLSv1.2 arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/tg/73e2 "Root=1-1" "example.com" "arn:aws:acm:eu-west-1:1:certificate/1" 0 2026-11-26T08:00:00.299000Z "forward" "-" "-" "-" "502" "-" "-" TID_1"#;
const NOT_DISPATCHED: &str = r#"https 2026-11-26T08:00:01.000000Z app/shop/50dc6c495c0c9188 192.0.2.1:4586 - -1 -1 -1 503 - 34 366 "GET https://example.com:443/ HTTP/1.1" "curl" - - - "Root=1-2" "-" "-" 0 2026-11-26T08:00:00.900000Z "forward" "-" "-" "-" "-" "-" "-""#;
const OF_2015: &str = r#"http 2026-11-26T08:00:02.000000Z app/shop/50dc6c495c0c9188 192.0.2.1:4586 192.0.2.2:80 0.0005 0.25 0.0005 200 200 0 85 "GET http://example.com:80/ HTTP/1.1" "Mozilla/5.0 (iPad; CPU)" - -"#;

#[test]
fn an_application_load_balancer_says_when_a_request_came() {
    let read = read(&[NEW, NOT_DISPATCHED, OF_2015].join("\n")).expect("a log");
    assert_eq!(read.report.kind, "alb_access_log");
    let region = Some("eu-west-1");
    assert_eq!(
        read.functions(),
        [(region, "shop", 3, 2)],
        "one region for all lines"
    );
    let expected = [
        ("2026-11-26T08:00:00.299Z".to_owned(), Some(201_000)),
        ("2026-11-26T08:00:00.900Z".to_owned(), None),
        // Without a time of creation: the time of the answer, less what it took.
        ("2026-11-26T08:00:01.749Z".to_owned(), Some(251_000)),
    ];
    assert_eq!(read.requests(), expected);
    assert!(
        read.assumes("all paths behind a load balancer"),
        "{:?}",
        read.report
    );
    assert!(read.assumes("(-1)"), "{:?}", read.report);
}

#[test]
fn the_same_line_of_two_files_counts_once() {
    let read = read(&[NEW, NEW, OF_2015].join("\n")).expect("a log");
    assert_eq!((read.report.rows, read.report.used), (3, 2));
    assert_eq!(read.skipped(), [("the same request was read before", 1, 2)]);
}

#[test]
fn a_classic_load_balancer_stamps_the_arrival() {
    let log = r#"2026-11-26T08:00:00.100000Z my-elb 192.0.2.1:2817 192.0.2.2:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -
2026-11-26T08:00:00.200000Z my-elb 192.0.2.1:2817 - -1 -1 -1 504 0 0 0 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -
2026-11-26T08:00:00.300000Z my-elb 192.0.2.1:2817 192.0.2.2:80 0.001069 0.000028 0.000041 - - 82 305 "- - - " "-" - -"#;
    let read = read(log).expect("a log");
    assert_eq!(read.report.kind, "elb_access_log");
    assert_eq!(read.functions(), [(None, "my-elb", 2, 1)]);
    let expected = [
        ("2026-11-26T08:00:00.100Z".to_owned(), Some(1178)),
        ("2026-11-26T08:00:00.200Z".to_owned(), None),
    ];
    assert_eq!(read.requests(), expected);
    assert_eq!(
        read.skipped(),
        [("is a TCP connection, not a request", 1, 3)]
    );
}

#[test]
fn a_broken_line_is_left_out_and_another_log_ends_the_file() {
    let cut = read(&format!("{NEW}\n{}", &OF_2015[..70])).expect("a log");
    assert_eq!(
        cut.skipped(),
        [("is cut off or not a line of a load balancer's log", 1, 2)]
    );
    for other in [r#"{"requestId": "x"}"#, COMMON] {
        let (line, reason) = refusal(&format!("{NEW}\n\n{other}"));
        assert_eq!(line, Some(3), "{reason}");
        assert!(reason.contains("mixes formats"), "{reason}");
    }
}

const HTTP_API: &str = r#"{"requestId":"GQIVriFLIAMEMsA=","ip":"192.0.2.4","requestTime":"26/Nov/2026:17:00:08 +0900","httpMethod":"GET","routeKey":"GET /","status":"200","protocol":"HTTP/1.1","responseLength":"47140"}"#;

#[test]
fn the_formats_of_the_console_have_no_latency() {
    let rest_api = r#"{"requestId": "4d", "ip": "192.0.2.4","caller": "-","user": "-","requestTime": "26/Nov/2026:08:00:09 +0000","httpMethod": "GET","resourcePath": "/pets","status": "502","protocol": "HTTP/1.1","responseLength": "184"}"#;
    let read = read(&[HTTP_API, rest_api].join("\n")).expect("a log");
    assert_eq!(read.report.kind, "api_gateway_access_log");
    assert_eq!(read.functions(), [(None, "front", 2, 1)]);
    let expected = [
        ("2026-11-26T08:00:08.000Z".to_owned(), None),
        ("2026-11-26T08:00:09.000Z".to_owned(), None),
    ];
    assert_eq!(read.requests(), expected);
    assert!(read.assumes("without a latency"), "{:?}", read.report);
    assert!(read.assumes("called front"), "{:?}", read.report);
}

#[test]
fn formats_of_ones_own_may_have_latency_epoch_and_api() {
    for (line, duration) in [
        (
            r#"{"requestId":"a","requestTimeEpoch":"1795680008123","status":"200","integrationLatency":"41","responseLatency":"47","apiId":"abc","domainName":"abc.execute-api.us-east-1.amazonaws.com"}"#,
            Some(41_000),
        ),
        (
            r#"{"request_id":"a","request_time":"26/Nov/2026:08:00:08 +0000","requestTimeEpoch":1795680008123,"status":200,"response_latency":47,"domain":"abc.execute-api.us-east-1.amazonaws.com"}"#,
            Some(47_000),
        ),
        (
            r#"{"requestTimeEpoch":"1795680008123","response":{"status":"200"},"integration":{"latency":"41","status":"200"},"domainName":"abc.execute-api.us-east-1.amazonaws.com"}"#,
            Some(41_000),
        ),
        (
            r#"{"$context.requestId":"a","$context.requestTimeEpoch":"1795680008123","$context.status":"200","$context.integration.latency":"41","$context.apiId":"abc","$context.domainName":"abc.execute-api.us-east-1.amazonaws.com"}"#,
            Some(41_000),
        ),
        (
            r#"{"requestTimeEpoch":1795680008123,"status":200,"integrationLatency": -,"responseLatency":-,"apiId":"abc","domainName":"abc.execute-api.us-east-1.amazonaws.com"}"#,
            None,
        ),
        (
            r#"2026-11-26T08:00:08.300Z abc/prod {"requestTimeEpoch":"1795680008123","status":"200","integrationLatency":"-","apiId":"abc","domainName":"abc.execute-api.us-east-1.amazonaws.com"}"#,
            None,
        ),
    ] {
        let read = read(line).expect(line);
        assert_eq!(
            read.functions(),
            [(Some("us-east-1"), "abc", 1, 0)],
            "{line}"
        );
        assert_eq!(
            read.requests(),
            [("2026-11-26T08:00:08.123Z".to_owned(), duration)],
            "{line}"
        );
    }
}

#[test]
fn a_list_and_events_of_a_log_group_hold_the_same_requests() {
    let escaped = HTTP_API.replace('"', "\\\"");
    let common = COMMON.replace('"', "\\\"");
    for (text, requests) in [
        (format!("[{HTTP_API},\n{HTTP_API}]"), 1),
        (
            format!(
                r#"{{"events": [{{"timestamp": 1, "message": "{escaped}"}}, {{"message": "x"}}], "nextToken": "y"}}"#
            ),
            1,
        ),
        (
            format!(
                r#"{{"events": [{{"timestamp": 1, "message": "{common}"}}, {{"message": "{escaped}"}}"#
            ),
            2,
        ),
    ] {
        let read = read(&text).expect(&text);
        assert_eq!(read.functions(), [(None, "front", requests, 0)], "{text}");
        assert_eq!(read.report.rows, 2, "{text}");
    }
}

#[test]
fn messages_in_a_table_are_requests_too() {
    let message = HTTP_API.replace('"', "\"\"");
    let text = format!("timestamp,message\n1795680009000,\"{message}\"\n");
    let read = read(&text).expect("a log");
    assert_eq!(read.functions(), [(None, "front", 1, 0)]);
    assert_eq!((read.report.rows, read.report.used), (1, 1));
    assert_eq!(
        read.requests(),
        [("2026-11-26T08:00:08.000Z".to_owned(), None)]
    );
}

#[test]
fn what_is_no_request_of_an_api_is_left_out() {
    let other = HTTP_API.replace("GQIV", "HRJW");
    let text = format!(
        "{HTTP_API}\n{other}\n{{\"level\": \"INFO\", \"requestId\": \"x\"}}\n{}",
        &HTTP_API[..60]
    );
    let read = read(&text).expect("a log");
    let expected = [
        (
            "is not a request to API Gateway: it has no requestTime",
            1,
            3,
        ),
        ("is cut off or not JSON", 1, 4),
    ];
    assert_eq!(read.skipped(), expected);
    let (line, reason) = refusal(&format!("{HTTP_API}\n{COMMON}\n"));
    assert_eq!(line, Some(2), "{reason}");
}

const COMMON: &str = r#"192.0.2.1 - - [26/Nov/2026:17:00:00 +0900] "GET GET /hello/{username} HTTP/1.1" 200 56 M7Z1whVnDoEEJuw= -"#;

#[test]
fn every_form_of_a_text_line_is_the_same_request() {
    for line in [
        COMMON,
        &format!("2026-11-26T08:00:00.123Z {COMMON}"),
        &format!("[api] stage: {COMMON}"),
        r#"192.0.2.1 - - [26/Nov/2026:08:00:00 +0000]"GET /hello HTTP/1.1" 200 56 c6af9ac6-7b61-11e6-9a41-93e8deadbeef"#,
        r#"192.0.2.1 - bob [26/Nov/2026:08:00:00 +0000] "GET /a\"b HTTP/1.1" 200 - "http://example.com/" "Mozilla/5.0 (X11)""#,
        "192.0.2.1,-,-,26/Nov/2026:08:00:00 +0000,GET,/hello,HTTP/1.1,200,56,c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        r#"<request id="c6af9ac6"> <ip>192.0.2.1</ip> <caller>-</caller> <user>-</user> <requestTime>26/Nov/2026:08:00:00 +0000</requestTime> <httpMethod>GET</httpMethod> <resourcePath>/hello</resourcePath> <status>200</status> <protocol>HTTP/1.1</protocol> <responseLength>56</responseLength> </request>"#,
    ] {
        let read = read(line).expect(line);
        assert_eq!(read.report.kind, "common_log", "{line}");
        assert_eq!(read.functions(), [(None, "front", 1, 0)], "{line}");
        assert_eq!(
            read.requests(),
            [("2026-11-26T08:00:00.000Z".to_owned(), None)],
            "{line}"
        );
    }
}

#[test]
fn lines_with_an_id_count_once_and_those_without_each() {
    let plain = r#"192.0.2.1 - - [26/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 500 56"#;
    let read = read(&[COMMON, COMMON, plain, plain, "cut off ["].join("\n")).expect("a log");
    assert_eq!(read.functions(), [(None, "front", 3, 2)]);
    let expected = [
        ("the same request was read before", 1, 2),
        ("is cut off or not a line of an access log", 1, 5),
    ];
    assert_eq!(read.skipped(), expected);
    let (line, _) = refusal(&format!("{COMMON}\n{plain}\n{NEW}"));
    assert_eq!(line, Some(3));
}

#[test]
fn files_of_other_families_are_of_none_of_these_formats() {
    for text in [
        "2026-11-26T08:00:00.123Z REPORT RequestId: 1 Duration: 1.00 ms Billed Duration: 1 ms",
        r#"{"time":"2026-11-26T08:00:00.123Z","type":"platform.report","record":{"requestId":"1","status":"success"}}"#,
        r#"{"timestamp":"2026-11-26T08:00:00Z","level":"INFO","requestId":"1","message":"GET / 200","status":"ok"}"#,
        r#"{"events":[{"timestamp":1,"message":"START RequestId: 1"}]}"#,
        "timestamp,message\n1795680000000,REPORT RequestId: 1\n",
        "timeStamp,elapsed,label\n1795680000000,1,x\n",
        "[]",
        "{}",
    ] {
        let (_, reason) = refusal(text);
        assert!(reason.contains("of no format"), "{text}: {reason}");
    }
}
