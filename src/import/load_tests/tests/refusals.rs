//! What is refused, and with which words.

use super::jmeter::JMETER;
use super::k6::K6_OTHER;
use super::refusal;

#[test]
fn totals_are_refused_with_what_to_export() {
    for (text, expected) in [
        (
            r#"{"metrics": {"http_reqs": {"count": 6247, "rate": 12.9}}, "root_group": {}}"#,
            "--out csv",
        ),
        (
            r#"{"root_group": {"name": ""}, "metrics": {"checks": {"values": {}}}}"#,
            "--out json",
        ),
        (
            "     http_req_duration..............: avg=1ms\n",
            "--out csv",
        ),
        (
            "Type,Name,Request Count,Failure Count,Median Response Time,50%\n,Aggregated,1,0,320,320\n",
            "_stats_history.csv",
        ),
        (
            "\"Method\",\"Name\",\"# requests\",\"# failures\"\n\"None\",\"Total\",1,0\n",
            "_stats_history.csv",
        ),
        ("Method,Name,Error,Occurrences\n", "_stats_history.csv"),
        ("Count,Message,Traceback,Nodes\n", "_stats_history.csv"),
        (
            r#"{"latencies":{"total":1,"mean":1,"50th":1},"earliest":"2026-11-26T08:00:00Z","requests":1,"rate":1}"#,
            "vegeta encode",
        ),
        (
            "Requests      [total, rate, throughput]  1, 1.00, 1.00\nLatencies     [min, mean]  1ms, 1ms\n",
            "vegeta encode",
        ),
        (
            r#"{"summary":{"successRate":1.0,"total":1.0,"requestsPerSec":9.0}}"#,
            "oha with",
        ),
        (
            "Summary:\n  Success rate:\t100.00%\n  Requests/sec:\t3364.7\n\nResponse time histogram:\n",
            "oha with",
        ),
        (
            "\nSummary:\n  Total:\t1.0 secs\n  Requests/sec:\t39.9\n\nResponse time histogram:\n  0.004 [1]\t|\n",
            "hey with",
        ),
        (
            "Running 30s test @ http://x/\n  12 threads and 400 connections\n  Thread Stats   Avg      Stdev\n",
            "wrk",
        ),
        ("This is ApacheBench, Version 2.3\n", "ab with -g"),
        ("Percentage served,Time in ms\n0,93.1\n", "ab with -g"),
        (
            "Label,# Samples,Average,Median,90% Line\nHome,1,2,3,4\n",
            "JTL",
        ),
        ("--------\nSummary report @ 08:00:00(+0000)\n", "--output"),
    ] {
        let (_, reason) = refusal(text);
        assert!(
            reason.contains("totals only") && reason.contains(expected),
            "{text}: {reason}"
        );
    }
}

#[test]
fn a_file_of_two_tools_is_refused_at_its_line() {
    let k6 = "metric_name,timestamp,metric_value\nhttp_req_duration,1795680001,250.5\n";
    let vegeta =
        r#"{"code":200,"timestamp":"2026-11-26T08:00:01Z","latency":1,"bytes_out":0,"bytes_in":1}"#;
    let point = r#"{"type":"Point","data":{"time":"2026-11-26T08:00:01Z","value":1},"metric":"http_req_duration"}"#;
    for (text, expected) in [
        (format!("{k6}{JMETER}"), 3),
        (format!("{k6}{vegeta}"), 3),
        (format!("{point}\n{vegeta}"), 2),
        (format!("{vegeta}\n{point}"), 2),
        (format!("{point}\n{k6}"), 2),
    ] {
        let (line, reason) = refusal(&text);
        assert_eq!(line, Some(expected), "{reason}: {text}");
    }
}

#[test]
fn a_file_without_requests_says_why() {
    let (_, reason) = refusal("metric_name,timestamp,metric_value\nvus,1795680001,1\n");
    assert!(reason.contains(K6_OTHER), "{reason}");
    for header in [
        "metric_name,timestamp,metric_value\n",
        "timeStamp,elapsed,label\n",
        "<testResults version=\"1.2\">\n",
    ] {
        let (_, reason) = refusal(header);
        assert!(reason.contains("says nothing of any function"), "{reason}");
    }
}

#[test]
fn files_of_other_families_are_of_none_of_these_formats() {
    for text in [
        "timestamp,message,logStreamName\n1795680000000,REPORT RequestId: 1,x\n",
        "Timestamp,Value\n2026-11-26T08:00:00Z,1\n",
        "HashOwner,HashApp,HashFunction,Trigger,1,2\na,b,c,http,1,0\n",
        "app,func,end_timestamp,duration\na,b,1.5,0.2\n",
        r#"{"MetricDataResults": [{"Id": "m1", "Values": [1]}]}"#,
        r#"{"metric_name": "Invocations", "namespace": "AWS/Lambda", "timestamp": 1795680000000, "value": {"sum": 1}}"#,
        r#"{"Resources": {"F": {"Type": "AWS::Lambda::Function"}}}"#,
        "1795680000000,1,x\n",
    ] {
        let (_, reason) = refusal(text);
        assert!(reason.contains("of no format"), "{text}: {reason}");
    }
}
