//! What CloudWatch has beside datapoints: lists of metrics, alarms and dashboards, which say nothing of traffic.

use crate::import::format::Format;
use crate::import::head::Head;
use crate::import::input::ReadError;

pub(super) const FORMAT: Format = Format {
    kind: "cloudwatch-without-data",
    title: "an answer of CloudWatch",
    is_like: |head| what(head).is_some(),
    read: |input, _| {
        let head = Head::new(input.head());
        let what = what(&head).unwrap_or("an answer of CloudWatch");
        Err(ReadError::refused(format!(
            "is {what}, which has no datapoints: export those with get-metric-data"
        )))
    },
};

fn what(head: &Head) -> Option<&'static str> {
    let has = |key: &str| head.keys.contains(key);
    if has("MetricAlarms") || has("CompositeAlarms") {
        Some("a list of alarms (describe-alarms)")
    } else if has("Metrics[].MetricName") && has("Metrics[].Namespace") {
        Some("a list of metrics (list-metrics)")
    } else if has("widgets[].properties") {
        Some("a dashboard")
    } else if has("DashboardBody") || has("DashboardEntries") {
        Some("an answer of get-dashboard or list-dashboards")
    } else if has("AlarmHistoryItems") {
        Some("the history of alarms")
    } else {
        None
    }
}
