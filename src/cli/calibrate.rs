//! `burstsim calibrate`: estimate the lifecycle of environments from measured request logs.

use std::fs;
use std::path::PathBuf;

use burstsim::study::calibration::{RequestLog, calibrate};
use clap::Args;

use super::error::{CliError, Outcome};
use super::output;

/// Estimate idle timeouts and lifetimes from measured request logs; print them as TOML
#[derive(Args, Debug)]
#[command(
    after_help = "A log is a CSV file of the requests to one function, with a header and the \
    columns\n  arrival_s    when it was sent, in seconds (or time: Unix or ISO 8601)\n  \
    elapsed_ms   how long its answer took\n  \
    cold         1 if a new environment was initialised for it, else 0\n  \
    environment  which environment served it (any name)\n\n\
    Examples:\n  burstsim calibrate data/aws-measured/log-2020-*.csv\n  \
    burstsim calibrate monday.csv tuesday.csv >> my-function.toml"
)]
pub(super) struct Calibrate {
    /// Request logs, each of one function
    #[arg(required = true, value_name = "LOG.csv")]
    logs: Vec<PathBuf>,
}

impl Calibrate {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let logs = self.logs.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let wrong = |error: &dyn std::error::Error| CliError::Arguments(error.to_string());
        let calibration = calibrate(&logs).map_err(|error| wrong(&error))?;
        output::data(&calibration.to_string())?;
        Ok(Outcome::Done)
    }
}

fn read(path: &PathBuf) -> Result<RequestLog, CliError> {
    let shown = path.display().to_string();
    let unreadable = |why: String| CliError::Environment(format!("cannot read {shown}: {why}"));
    let bytes = fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| CliError::Arguments(format!("{shown} is not a log: it is not text")))?;
    RequestLog::parse(&shown, &text).map_err(|error| CliError::Arguments(error.to_string()))
}
