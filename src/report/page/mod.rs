//! `report.html`: one file that shows a result to people, in a browser and without a network.
//!
//! A [`Page`] is plain data: words, sections, charts and tables. What a page is *of* is decided in
//! one module each (`run`, `comparison`, ...): a further kind of result needs nothing but another such
//! module; how it looks is decided in `html` and in `assets/`. Names come from users: every text is
//! escaped on its way into the page, by `html` in markup and by `json` in data.
//!
//! | module | what it does |
//! |---|---|
//! | `run`, `comparison`, `explanation`, `size`, `sweep`, `target` | what the page of each kind of result shows |
//! | `content` | what a page consists of |
//! | `across` | horizontal axes: time, or values of a setting |
//! | `figures` | what a sizing measures, as lines of charts |
//! | `points` | series over time, reduced to as many points as a page can carry |
//! | `chart` | charts: series in one or several views, limits, the words for who cannot see them |
//! | `table`, `heat` | tables, and tables whose cells are coloured by their values |
//! | `json` | the data of the charts, safe inside a script element |
//! | `html` | the markup |
//!
//! It knows results and studies; it must not know how they came about, and touches no file.

mod across;
mod chart;
mod comparison;
mod content;
mod explanation;
mod figures;
mod heat;
mod html;
mod json;
mod points;
mod run;
mod size;
mod sweep;
mod table;
mod target;
#[cfg(test)]
mod tests;

pub(super) use comparison::of_comparison;
pub(super) use content::{FILE, Page};
pub(super) use explanation::{of_explanation, section as explained};
pub(super) use run::of_run;
pub(super) use size::of_sizing;
pub(super) use sweep::of_sweep;
pub(super) use target::of_tracking;

use content::{Block, Section, Shade, Words};
