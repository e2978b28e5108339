//! What comes out of one run or of many: data files, charts and the table in the terminal.
//!
//! A [`Report`] of a study that is done makes the text for the terminal, and the files of a result, which it hands
//! to a [`ResultFolder`]. Everything here only turns results into bytes; what becomes of them is for others.
//!
//! This room knows scenarios, results and studies of them. It must not know how a result came about, nor which
//! command asked for it, and it prints nothing.
//!
//! | module | what it makes |
//! |---|---|
//! | `timeseries`, `account`, `sources`, `services`, `cloudwatch` | the CSV files |
//! | `openmetrics` | the same as OpenMetrics text, for Prometheus |
//! | `on_lambda` | the part of a run that Lambda served, where ECS services served the rest |
//! | `environments` | of a small run, what each environment did: `environments.csv` |
//! | `containers` | of a small run, its tasks and instances step by step: `containers.html` |
//! | `cost` | the bill: `bill.csv`, and its part of the summary |
//! | `provisioned` | provisioned concurrency that changes, in the summary and in words |
//! | `sla` | uptime and service credit in the summary |
//! | [`comparison`] | the result of `burstsim compare` |
//! | [`backtest`] | the result of `burstsim backtest` |
//! | [`explanation`] | the result of `burstsim explain` |
//! | [`size`] | the result of `burstsim size` |
//! | [`sweep`] | the result of `burstsim sweep` |
//! | [`replications`] | the data of many runs: summary with intervals, `replications.csv`, `bands.csv` |
//! | `summary`, [`manifest`] | the JSON files |
//! | `document` | what a study has to say, as data: headings, sentences, tables, charts |
//! | `stories` | the document of each kind of result |
//! | `render` | how documents look: as text, as a page, as pictures |
//! | [`redraw`] | the charts of an earlier result, from its CSV files |
//! | [`diagnostics`] | problems of a scenario, drawn at their place |
//! | [`regions`] | the catalog's Regions as table, JSON and CSV |
//! | `throttling` | whether what waits is throttled: the one rule of charts and pages |
//! | `flat` | the summary as a table: a row for each function |
//! | [`imported`] | what `burstsim import` says |
//! | [`validation`] | the table of `burstsim validate` |
//! | [`playground`] | the page of the playground with a scenario in it |
//! | `run` | the report of one run, of a long one or of many |
//! | [`forms`] | what every report can be turned into |
//! | [`folder`], `files` | where the files of a result go, and those that several kinds of result have |
//! | `figures` | estimates and levels in JSON |
//! | [`effort`] | why work is not begun |
//! | `hints` | what a reader can do to learn more, in the words of whoever shows it |
//! | `cells`, [`format`](mod@format) | how numbers and names look: to machines, and to people |

mod account;
mod actions;
#[cfg(feature = "import")]
pub mod backtest;
mod cells;
mod cloudwatch;
mod compared;
pub mod comparison;
mod containers;
mod cost;
#[cfg(feature = "diagnostics")]
pub mod diagnostics;
#[cfg_attr(
    not(feature = "pictures"),
    allow(
        dead_code,
        reason = "part of what a document says is for pictures alone"
    )
)]
mod document;
pub mod effort;
mod environments;
pub mod error;
pub mod explanation;
mod figures;
mod files;
#[cfg(test)]
mod fixture;
mod flat;
pub mod folder;
pub mod format;
pub mod forms;
mod hints;
#[cfg(feature = "import")]
pub mod imported;
pub mod manifest;
mod notation;
mod observed;
mod on_lambda;
mod openmetrics;
pub mod playground;
mod provisioned;
#[cfg(feature = "pictures")]
pub mod redraw;
pub mod regions;
mod render;
pub mod replications;
mod run;
mod services;
pub mod size;
mod sla;
mod sources;
pub mod start_up;
mod stories;
mod summary;
pub mod sweep;
mod throttling;
mod timeseries;
pub mod validation;

#[cfg(feature = "import")]
pub use backtest::BacktestReport;
pub use comparison::ComparisonReport;
pub use document::Document;
pub use document::look::{Language, Look, Size, TextScale, Theme};
pub use error::ReportError;
pub use explanation::ExplanationReport;
pub use folder::{EarlierResult, InMemory, ResultFolder};
pub use forms::Report;
pub use hints::{Hint, Hints};
pub use render::page::Fragment;
pub use replications::{Figures, Replications};
pub use run::{RunReport, Study};
pub use size::{ScheduleReport, SizeReport, TargetReport};
pub use summary::Summary;
pub use sweep::SweepReport;
