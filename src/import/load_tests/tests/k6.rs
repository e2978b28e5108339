//! Points of k6.

use super::{read, request};

pub(super) const K6_OTHER: &str = "is a metric other than http_req_duration";

#[test]
fn points_of_k6_in_csv_stay_in_their_second() {
    for (more, tail) in [("", ""), (",metadata", ",")] {
        let text = format!(
            "metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,status,extra_tags{more}
http_reqs,1795680001,1.000000,,,,true,,200,{tail}
http_req_duration,1795680001,218.508000,,,,true,,200,{tail}
http_req_duration,1795680002,15.5,,\"dial: i/o, \"\"timeout\"\"\",1050,false,::a,0,{tail}
http_req_duration,1795680002,1,,,,,,429,{tail}
checks,1795680002,1.0,works,,,,,,{tail}
http_req_dur"
        );
        let read = read(&text);
        assert_eq!(read.report.kind, "k6_csv");
        let expected = [
            request("08:00:01.000Z", 218_508),
            request("08:00:02.000Z", 15_500),
            request("08:00:02.000Z", 1000),
        ];
        assert_eq!(read.requests(), expected);
        assert_eq!(read.errors(), (2, 3));
        assert_eq!(read.report.rows, 6);
        assert_eq!(
            read.skipped(),
            [
                (K6_OTHER, 2, 2),
                ("is cut off or not a k6 data point", 1, 7)
            ]
        );
        assert!(read.assumes("whole seconds"), "{:?}", read.report);
    }
}

#[test]
fn finer_times_of_k6_are_the_end_of_a_request() {
    let csv = "metric_name,timestamp,metric_value\nhttp_req_duration,1795680001500,250.5\n";
    assert_eq!(read(csv).requests(), [request("08:00:01.249Z", 250_500)]);
    for line in [
        r#"{"type":"Point","data":{"time":"2026-11-26T03:00:01.5000004-05:00","value":250.5,"tags":{"status":"500","expected_response":"false"}},"metric":"http_req_duration"}"#,
        r#"{"metric":"http_req_duration","type":"Point","data":{"time":"2026-11-26T17:00:01.5+09:00","value":250.5,"tags":{"status":"500"}}}"#,
        r#"{"metric":"grpc_req_duration","type":"Point","data":{"time":"2026-11-26T08:00:01.5Z","value":250.5,"tags":{"status":"4"}}}"#,
    ] {
        let text = [
            r#"{"type":"Metric","data":{"name":"http_req_duration","type":"trend"},"metric":"http_req_duration"}"#,
            r#"{"type":"Point","data":{"time":"2026-11-26T08:00:01Z","value":1,"tags":null},"metric":"vus"}"#,
            line,
            &line[..90],
        ];
        let read = read(&text.join("\n"));
        assert_eq!(read.report.kind, "k6_json");
        assert_eq!(
            read.requests(),
            [request("08:00:01.249Z", 250_500)],
            "{line}"
        );
        assert_eq!(read.errors(), (1, 1), "{line}");
        assert_eq!(
            read.skipped(),
            [
                (K6_OTHER, 1, 2),
                ("is cut off or not a k6 data point", 1, 4)
            ]
        );
    }
}
