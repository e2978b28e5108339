//! A backtest as files and as text.
//!
//! It knows backtests and which files a result has; it must not know how anything was measured or judged.

mod data;

use std::io;

use serde_json::Value;

use super::document::Document;
use super::files::{self, Files};
use super::folder::ResultFolder;

use super::{Look, Report, stories};
use crate::scenario::Scenario;
use crate::study::Backtest;

/// What there is to report of a backtest.
#[derive(Debug)]
pub struct BacktestReport<'a> {
    backtest: &'a Backtest,
}

impl<'a> BacktestReport<'a> {
    /// The report of a backtest.
    pub fn new(backtest: &'a Backtest) -> Self {
        Self { backtest }
    }

    /// What the result of a backtest of a scenario is called.
    pub fn name_of(scenario: &Scenario) -> String {
        format!("{}-backtest", scenario.name)
    }
}

impl Report for BacktestReport<'_> {
    fn name(&self) -> String {
        Self::name_of(&self.backtest.scenario)
    }

    fn document(&self, look: &Look) -> Document {
        stories::of_backtest(look, self.backtest)
    }

    fn json(&self) -> io::Result<Value> {
        Ok(data::json(self.backtest))
    }

    fn csv(&self) -> io::Result<String> {
        files::text(|out| data::write(self.backtest, out))
    }

    fn write<F: ResultFolder>(&self, folder: &mut F, look: Option<&Look>) -> Result<(), F::Error> {
        let mut files = Files::to(folder);
        files.file("backtest.json", |out| files::json(out, &self.json()?))?;
        files.file("backtest.csv", |out| data::write(self.backtest, out))?;
        if let Some(look) = look {
            files.document(look, &self.document(look))?;
        }
        files.conclude(&self.backtest.scenario, Some(self.backtest.replications))
    }
}
