//! A discrete-event simulator of AWS Lambda concurrency scaling: burst and ramp under the rule of
//! 2018 and that of November 2023, account, reserved and provisioned concurrency, throttling.
//!
//! A scenario, written in TOML, describes an account in a Region, its functions and their
//! traffic. [`lambda::simulate`] turns it into a [`metrics::RunResult`]: every request is
//! simulated, and the same scenario and seed give the same result on every platform.
//!
//! ```
//! use burstsim::lambda::simulate;
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
//! Imports go downward only, and the program's room, `cli`, is above all of these; each room opens with what it is for and what it must not know.
//!
//! | room | what it is for |
//! |---|---|
//! | [`report`] | what comes out: CSV, JSON, charts, pages, the table for the terminal |
//! | [`study`] | many runs, or one long one, and how sure their numbers are |
//! | [`lambda`] | the model: admission, environments, scaling quota, concurrency limits |
//! | [`billing`] | what a run costs, line by line |
//! | [`metrics`] | what is observed: counters, gauges, histograms, series, objectives |
//! | [`workload`] | demand: arrivals, service times, client retries |
//! | [`scenario`] | what a person writes: TOML to a checked [`scenario::Scenario`] |
//! | [`catalog`] | what AWS publishes: Regions, quotas, prices, measured init durations |
//! | [`kernel`] | simulated time, event calendar, random streams, the run loop |
//!
//! # Data in, data out
//!
//! The library touches no file, reads no clock and prints nothing. Files reach a scenario through
//! [`scenario::parse::Files`], and a report hands the files of a result to a [`report::ResultFolder`], such as
//! [`report::InMemory`]. The program `burstsim` puts them on a disk; it is no part of the library, and uses
//! it as anybody else can. Only [`study`] starts threads, and only with a feature:
//!
//! | feature | what it adds |
//! |---|---|
//! | `threads` | runs on all cores; without it they are made one after another, with the same results |
//! | `pictures` | charts as SVG and PNG, with their fonts, and [`report::redraw`]; without it a result has all other files |
//! | `cli` | the program, with both of the others |
//!
//! All are there unless `default-features = false` leaves them out.
//!
//! The README explains the program, its scenario format and the assumptions of the model.

pub mod billing;
pub mod catalog;
pub mod kernel;
pub mod lambda;
pub mod metrics;
pub mod report;
pub mod scenario;
pub mod study;
pub mod workload;
