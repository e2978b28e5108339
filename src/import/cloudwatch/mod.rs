//! Metrics of Lambda as CloudWatch gives them: answers of its API, downloads of its console, metric streams; and
//! burstsim's own results in the same metrics.
//!
//! It knows CloudWatch's shapes and the names of Lambda's metrics. It must not know what a scenario makes of them, nor
//! keep datapoints itself.
//!
//! | module | what |
//! |---|---|
//! | `names` | Lambda's metrics and their usual statistics |
//! | `label`, `id` | which metric, statistic and function a label, and an id, name |
//! | `describe` | the same from a query, a label and an id together |
//! | `expression` | which metric `SEARCH` and `SELECT` ask for |
//! | `series` | datapoints of one series: times, values, period |
//! | `documents` | JSON that is read as a whole, even if it is cut off |
//! | `queries` | what `--metric-data-queries` asks for |
//! | `metric_data` | answers of `get-metric-data` |
//! | `metric_statistics` | answers of `get-metric-statistics`, and recorded answers of both |
//! | `text_output` | answers of both as the command line prints them with `--output text` |
//! | `console` | the console's CSV |
//! | `stream` | metric streams in JSON |
//! | `simulated` | burstsim's `cloudwatch.csv` |
//! | `without_data` | what CloudWatch has beside datapoints, which is refused |

mod console;
mod describe;
mod documents;
mod expression;
mod id;
mod label;
mod metric_data;
mod metric_statistics;
mod names;
mod queries;
mod series;
mod simulated;
mod stream;
mod text_output;
mod without_data;

#[cfg(test)]
mod tests;

use super::format::Format;

/// The kind of files that say what the ids of answers mean: they have to be read before these.
pub(super) const QUERIES_KIND: &str = queries::FORMAT.kind;

/// In order of precedence: answers that carry their queries are answers.
pub(super) const FORMATS: &[Format] = &[
    metric_data::FORMAT,
    metric_statistics::FORMAT,
    metric_statistics::RECORDED,
    text_output::FORMAT,
    queries::FORMAT,
    stream::FORMAT,
    console::FORMAT,
    simulated::FORMAT,
    without_data::FORMAT,
];
