//! The metrics of `AWS/Lambda` by AWS's names, and which statistic of each is usually looked at.

use crate::import::gathered::Statistic;

/// The namespace of Lambda's metrics.
pub(super) const NAMESPACE: &str = "AWS/Lambda";

/// All metrics of the namespace.
const METRICS: [&str; 34] = [
    "Invocations",
    "Errors",
    "Throttles",
    "Duration",
    "ConcurrentExecutions",
    "UnreservedConcurrentExecutions",
    "ClaimedAccountConcurrency",
    "ProvisionedConcurrencyInvocations",
    "ProvisionedConcurrencySpilloverInvocations",
    "ProvisionedConcurrencyUtilization",
    "ProvisionedConcurrentExecutions",
    "AsyncEventsReceived",
    "AsyncEventAge",
    "AsyncEventsDropped",
    "IteratorAge",
    "OffsetLag",
    "DeadLetterErrors",
    "DestinationDeliveryFailures",
    "OversizedRecordCount",
    "RecursiveInvocationsDropped",
    "PostRuntimeExtensionsDuration",
    "UrlRequestCount",
    "UrlRequestLatency",
    "Url4xxCount",
    "Url5xxCount",
    "PolledEventCount",
    "FilteredOutEventCount",
    "InvokedEventCount",
    "FailedInvokeEventCount",
    "DroppedEventCount",
    "OnFailureDestinationDeliveredEventCount",
    "DeletedEventCount",
    "ProvisionedPollers",
    "SignalsReceived",
];

/// The metric of a name, whose capitals do not matter.
pub(super) fn metric(name: &str) -> Option<&'static str> {
    METRICS
        .into_iter()
        .find(|metric| metric.eq_ignore_ascii_case(name))
}

/// The metric that a word abbreviates, perhaps with a number: `inv0`, `concurrency`.
pub(super) fn abbreviated(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let metric = match word.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "inv" | "invs" | "invoke" | "invokes" | "invocation" | "invocations" => "Invocations",
        "err" | "errs" | "error" | "errors" => "Errors",
        "thr" | "throttle" | "throttles" | "throttled" => "Throttles",
        "dur" | "duration" | "durations" => "Duration",
        "conc" | "concurrency" | "concurrent" | "concurrentexecutions" => "ConcurrentExecutions",
        _ => return None,
    };
    Some(metric)
}

/// Whether a metric exists for the account only.
pub(super) fn is_of_account(metric: &str) -> bool {
    matches!(
        metric,
        "ClaimedAccountConcurrency" | "UnreservedConcurrentExecutions"
    )
}

/// The statistic of a metric that nearly everybody looks at.
pub(super) fn usual_statistic(metric: &str) -> Statistic {
    match metric {
        "Duration" | "PostRuntimeExtensionsDuration" | "UrlRequestLatency" => Statistic::Average,
        "IteratorAge" | "OffsetLag" | "AsyncEventAge" | "ProvisionedPollers" => Statistic::Maximum,
        // Concurrency is a level, not a count: its sum says nothing.
        metric if metric.contains("Concurren") && !metric.ends_with("Invocations") => {
            Statistic::Maximum
        }
        _ => Statistic::Sum,
    }
}

/// A statistic by CloudWatch's name, or as people abbreviate it.
pub(super) fn statistic(word: &str) -> Option<Statistic> {
    match word.to_ascii_lowercase().as_str() {
        "avg" | "mean" => Some(Statistic::Average),
        "min" => Some(Statistic::Minimum),
        "max" => Some(Statistic::Maximum),
        _ => Statistic::parse(word),
    }
}

/// Whether a text looks like the name of a metric of another service: `CPUUtilization`, `HTTPCode_ELB_5XX_Count`.
pub(super) fn is_like_foreign_metric(text: &str) -> bool {
    const ENDINGS: [&str; 24] = [
        "Utilization",
        "Count",
        "Bytes",
        "Ops",
        "Time",
        "Latency",
        "Charges",
        "Balance",
        "Credits",
        "Requests",
        "Connections",
        "Percent",
        "Packets",
        "Sent",
        "Received",
        "Visible",
        "Size",
        "Errors",
        "Error",
        "Throughput",
        "Queries",
        "Units",
        "Started",
        "Succeeded",
    ];
    let is_word = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_/.".contains(c));
    is_word
        && text.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit())
        && (ENDINGS.iter().any(|ending| text.ends_with(ending)) || text.starts_with("AWS/"))
}
