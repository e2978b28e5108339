//! Load tests: what a tool that sends requests has recorded of them.
//!
//! It knows each tool's files. Durations are a client's, with the network in them. All endpoints of a file are taken
//! as one function; it must not know which endpoint leads to which function.
//!
//! | module | what it is |
//! |---|---|
//! | `k6` | k6: points as CSV and as JSON lines; refuses its summaries |
//! | `locust` | Locust: the history of statistics; refuses totals, failures and exceptions |
//! | `artillery` | Artillery: JSON reports of versions 1 and 2 |
//! | `jmeter` | JMeter: JTL as CSV |
//! | `jmeter_xml` | JMeter: JTL as XML |
//! | `vegeta` | vegeta: results as CSV and as JSON lines; refuses its reports |
//! | `offsets` | hey and oha: CSV with seconds since the start; ApacheBench: data for gnuplot |
//! | `totals` | outputs of tools that have totals only, which are refused |
//! | `table` | rows of CSV with named columns |
//! | `client` | what all of them have in common |

use super::format::Format;

mod artillery;
mod client;
mod jmeter;
mod jmeter_xml;
mod k6;
mod locust;
mod offsets;
mod table;
#[cfg(test)]
mod tests;
mod totals;
mod vegeta;

/// In order of precedence.
pub(super) const FORMATS: &[Format] = &[
    k6::CSV,
    k6::LINES,
    k6::SUMMARY,
    locust::HISTORY,
    locust::TOTALS,
    artillery::REPORT,
    jmeter::TABLE,
    jmeter_xml::ELEMENTS,
    vegeta::TABLE,
    vegeta::LINES,
    vegeta::REPORT,
    offsets::HEY,
    offsets::OHA,
    offsets::APACHE_BENCH,
    totals::TOTALS,
];
