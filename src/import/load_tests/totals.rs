//! Outputs of load tests that have totals only. They are recognised so that the refusal can say what to export.

use super::super::format::Format;
use super::super::head::Head;
use super::super::input::ReadError;

pub(super) const TOTALS: Format = Format {
    kind: "load_test_totals",
    title: "totals of a load test",
    is_like: |head| instead(head).is_some(),
    read: |input, _| {
        let instead = instead(&Head::new(input.head())).unwrap_or_default();
        let reason = format!("has totals only: there are no requests in it; {instead}");
        Err(ReadError::refused(reason))
    },
};

/// What to export instead of an output that has totals only.
fn instead(head: &Head) -> Option<&'static str> {
    let begins = |text: &str| {
        head.lines
            .iter()
            .any(|line| line.trim_start().starts_with(text))
    };
    let is_oha = head.has_keys(&["summary.successRate", "summary.requestsPerSec"]);
    if is_oha || (begins("Success rate:") && begins("Requests/sec:")) {
        return Some("run oha with --output-format csv");
    }
    if begins("Response time histogram:") && begins("Requests/sec:") {
        return Some("run hey with -o csv");
    }
    if begins("Thread Stats") && begins("Running ") {
        return Some("wrk writes nothing else: use a tool that records every request");
    }
    let is_apache_bench =
        begins("This is ApacheBench") || begins("Percentage of the requests served within");
    if is_apache_bench || head.has_columns(&["percentage served", "time in ms"]) {
        return Some("run ab with -g FILE");
    }
    if begins("http_req_duration.") {
        return Some("run k6 with --out csv or --out json");
    }
    if begins("Summary report @") {
        return Some("run artillery with --output FILE");
    }
    if head.has_columns(&["label", "# samples", "average"]) {
        return Some("take the JTL that JMeter writes with -l");
    }
    if head.has_keys(&["latency.p97_5", "requests.average", "throughput.average"]) {
        return Some("autocannon writes nothing else: use a tool that records every request");
    }
    None
}
