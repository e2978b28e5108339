//! A discrete-event simulator of AWS Lambda concurrency scaling: burst and ramp under the rule of
//! 2018 and that of November 2023, account, reserved and provisioned concurrency, throttling.
//!
//! A scenario, written in TOML, describes an account in a Region, its functions and their
//! traffic. [`world::simulate`] turns it into a [`metrics::RunResult`]: every request is
//! simulated, and the same scenario and seed give the same result on every platform.
//!
//! ```
//! use burstsim::world::simulate;
//! use burstsim::scenario::parse::{NoFiles, Source, parse};
//!
//! let text = r#"
//!     duration = "2m"
//!
//!     [region]
//!     name = "ap-northeast-2"                # Seoul: a burst quota of 500
//!     scaling = "regional-burst"
//!     account_concurrency = 3000
//!
//!     [[functions]]
//!     name = "checkout"
//!     service_time = "1s"
//!     cold_start = "0s"
//!     traffic = [{ batch = { at = ["0s", "60s"], requests = 1500 } }]
//! "#;
//! let source = Source { name: "example.toml", default_name: "example", text };
//! let scenario = parse(source, &[], &NoFiles)?.scenario;
//!
//! let result = simulate(&scenario, 0);
//! let totals = result.functions[0].totals;
//! // 500 of the first 1,500 start; a minute later those environments and 500 new ones serve.
//! assert_eq!(totals.cold_starts, 500 + 500);
//! assert_eq!(totals.throttles_scaling, 1000 + 500);
//! # Ok::<(), burstsim::scenario::parse::ScenarioError>(())
//! ```
//!
//! # Rooms
//!
//! Imports go downward only, as the table says; each room opens with what it is for and what it must not
//! know. A test (`tests/rooms`) reads this table and fails on an import that it does not allow, on a circle
//! between files, and on a flag of the command line that a report or a study names.
//!
//! | room | what it is for | may import |
//! |---|---|---|
//! | `cli` | the program: what a person types, the terminal, signals; no part of the library | everything below |
//! | [`disk`] | files on a disk, for whoever has one: scenarios, measurements, result folders, journals | `report`, `study`, `import`, `scenario` |
//! | [`report`] | what comes out: CSV, JSON, charts, pages, tables in the terminal | `study`, `import`, `billing`, `metrics`, `scenario`, `measures`, `catalog`, `kernel` |
//! | [`study`] | many runs, or one long one, and how sure their numbers are | `world`, `import`, `workload`, `billing`, `metrics`, `scenario`, `measures`, `catalog`, `kernel` |
//! | [`import`] | what users have, metrics, logs, traces, templates, turned into a scenario | `scenario`, `catalog`, `kernel` |
//! | [`world`] | where callers and services meet: events, and `simulate`, the one door | `callers`, `services`, `metrics`, `workload`, `scenario`, `kernel` |
//! | `services` | who serves: Lambda's admission, environments, scaling rate, concurrency limits | `metrics`, `workload`, `scenario`, `catalog`, `kernel` |
//! | `callers` | who makes requests, and hears what became of them | `workload`, `scenario`, `kernel` |
//! | [`billing`] | what a run costs, line by line, and what the SLA pays back | `metrics`, `scenario`, `catalog`, `kernel` |
//! | [`metrics`] | what is observed: counters, gauges, histograms, series, objectives, observers | `workload`, `scenario`, `measures`, `kernel` |
//! | [`workload`] | demand: requests, arrivals, service times, back-off | `scenario`, `kernel` |
//! | [`scenario`] | what a person writes: TOML to a checked [`scenario::Scenario`] | `measures`, `catalog`, `kernel` |
//! | [`catalog`] | what AWS publishes: Regions, quotas, prices, measured init durations | nothing |
//! | [`measures`] | what is measured: names, units, words, and which of it is asked where | nothing |
//! | [`kernel`] | simulated time, event calendar, random streams, the run loop | nothing |
//!
//! # Data in, data out
//!
//! The library touches no file, reads no clock and prints nothing. Files reach a scenario through
//! [`scenario::parse::Files`], and a report hands the files of a result to a [`report::ResultFolder`], such as
//! [`report::InMemory`]. Only [`disk`], which is a feature, puts them where they stay. The program `burstsim` is no part
//! of the library, and uses it as anybody else can. Only [`study`] starts threads, and only with a feature:
//!
//! | feature | what it adds |
//! |---|---|
//! | `threads` | runs on all cores; without it they are made one after another, with the same results |
//! | `import` | [`import`], and [`study::backtest`] with its report |
//! | `pictures` | charts as SVG and PNG, with their fonts, and [`report::redraw`]; without it a result has all other files |
//! | `workers` | [`study::workers`]: runs that other processes make |
//! | `disk` | [`disk`]: scenarios and results on a disk |
//! | `diagnostics` | [`report::diagnostics`]: problems of a scenario drawn with their lines |
//! | `cli` | the program, with all of the others |
//!
//! All are there unless `default-features = false` leaves them out.
//!
//! The book (`docs/index.md`) explains the program, its scenario format and the assumptions of the model.

pub mod billing;
mod callers;
pub mod catalog;
#[cfg(feature = "disk")]
pub mod disk;
#[cfg(feature = "import")]
pub mod import;
pub mod kernel;
pub mod measures;
pub mod metrics;
pub mod report;
pub mod scenario;
mod services;
pub mod study;
pub mod workload;
pub mod world;
