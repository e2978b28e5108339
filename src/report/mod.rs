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
//! | `timeseries`, `account`, `cloudwatch` | the CSV files |
//! | `environments` | of a small run, what each environment did: `environments.csv` |
//! | `cost` | the bill: `bill.csv`, and its part of the summary |
//! | `provisioned` | provisioned concurrency that changes, in the summary and in words |
//! | `sla` | uptime and service credit in the summary |
//! | [`comparison`] | the result of `burstsim compare` |
//! | [`explanation`] | the result of `burstsim explain` |
//! | [`size`] | the result of `burstsim size` |
//! | [`sweep`] | the result of `burstsim sweep` |
//! | [`replications`] | the data of many runs: summary with intervals, `replications.csv`, `bands.csv` |
//! | `summary`, [`manifest`] | the JSON files |
//! | `shown` | what charts and pages show alike: words, limits, scales |
//! | `charts` | scaling diagram, throttles and cold starts, latency, as SVG and PNG, with the feature `pictures` |
//! | [`redraw`] | the charts of an earlier result, from its CSV files |
//! | [`regions`] | the catalog's Regions as table, JSON and CSV |
//! | `throttling` | whether what waits is throttled: the one rule of charts and pages |
//! | `terminal` | the summary table and the plain sentences below it |
//! | `flat` | the summary as a table: a row for each function |
//! | `medium` | how words and tables go to a terminal or into Markdown |
//! | [`validation`] | the table of `burstsim validate` |
//! | `page` | `report.html`: a result as one page for a browser |
//! | `findings` | what a run found, in sentences |
//! | `run` | the report of one run, of a long one or of many |
//! | [`forms`] | what every report can be turned into |
//! | [`folder`], `files` | where the files of a result go, and those that several kinds of result have |
//! | `figures` | estimates and levels in JSON |
//! | `hints` | what a reader can do to learn more, in the words of whoever shows it |
//! | `shown` | what pictures and pages share: words, axes, subjects |
//! | `cells`, [`format`](mod@format) | how numbers and names look: to machines, and to people |

mod account;
mod cells;
#[cfg(feature = "pictures")]
mod charts;
mod cloudwatch;
pub mod comparison;
mod cost;
mod environments;
pub mod error;
pub mod explanation;
mod figures;
mod files;
mod findings;
#[cfg(test)]
mod fixture;
mod flat;
pub mod folder;
pub mod format;
pub mod forms;
mod hints;
pub mod manifest;
mod medium;
#[cfg(not(feature = "pictures"))]
mod no_charts;
mod page;
mod provisioned;
#[cfg(feature = "pictures")]
pub mod redraw;
pub mod regions;
pub mod replications;
mod run;
mod shown;
pub mod size;
mod sla;
pub mod start_up;
mod summary;
pub mod sweep;
mod terminal;
mod throttling;
mod timeseries;
pub mod validation;

#[cfg(not(feature = "pictures"))]
use no_charts as charts;

pub use comparison::ComparisonReport;
pub use error::ReportError;
pub use explanation::ExplanationReport;
pub use folder::{EarlierResult, InMemory, ResultFolder};
pub use forms::Report;
pub use hints::Hints;
pub use replications::{Figures, Replications};
pub use run::{RunReport, Study};
pub use shown::look::{Language, Look, Size, Theme};
pub use size::{ScheduleReport, SizeReport, TargetReport};
pub use summary::Summary;
pub use sweep::SweepReport;
