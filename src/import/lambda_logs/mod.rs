//! Logs of Lambda: what CloudWatch Logs, its tools and the console export of a function's own log, and burstsim's own
//! tables of requests and counts. A finished request is a REPORT.
//!
//! The family knows what Lambda writes into a log, and how exports wrap it. It must not know what is made of the
//! requests, nor any other family's formats.
//!
//! | module | what it is |
//! |---|---|
//! | `message` | one message: START, REPORT, an error, or nothing that matters |
//! | `report` | the figures of a REPORT, as text and as JSON |
//! | `requests` | joins START, REPORT and errors to finished requests, in bounded memory |
//! | `names` | functions by the names of log groups and log streams |
//! | `log` | an event with its time, function and environment, for all formats below |
//! | `prefix` | time, stream and group before the message of a line of text |
//! | `text` | lines: `aws logs tail`, `sam logs`, exports to S3, pasted text, JSON log format |
//! | `events_json` | answers of FilterLogEvents and GetLogEvents |
//! | `subscription` | records of subscription filters |
//! | `events_csv` | the console's "Download search results" |
//! | `insights` | rows of Logs Insights |
//! | `insights_csv`, `insights_json` | where they come from |
//! | `request_log` | burstsim's log of requests, and the trace of a scenario |
//! | `counts` | the counts of a scenario: requests per interval |
//! | `recorded` | answers of the API that a program recorded |
//! | `records` | CSV whose cells hold lines, in bounded memory |
//! | `hash` | hashes of ids and names |

mod counts;
mod events_csv;
mod events_json;
mod hash;
mod insights;
mod insights_csv;
mod insights_json;
mod log;
mod message;
mod names;
mod prefix;
mod recorded;
mod records;
mod report;
mod request_log;
mod requests;
mod subscription;
#[cfg(test)]
mod tests;
mod text;

use super::format::Format;

/// The formats of this family, in order of precedence.
pub(super) const FORMATS: &[Format] = &[
    subscription::FORMAT,
    events_json::FORMAT,
    insights_json::FORMAT,
    insights_csv::FORMAT,
    events_csv::FORMAT,
    request_log::FORMAT,
    request_log::TRACE,
    counts::FORMAT,
    text::FORMAT,
];
