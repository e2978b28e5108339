//! `burstsim calibrate`: estimate the lifecycle of environments from measured request logs.

use std::path::{Path, PathBuf};

use burstsim::disk::bounded;
use burstsim::import::{Given, Importer};
use burstsim::study::calibration::{RequestLog, calibrate};
use clap::Args;

use super::error::{CliError, Outcome};
use super::output;

/// A log that is larger, in bytes, is cut into several.
const LARGEST: u64 = 1 << 30;

/// Estimate idle timeouts and lifetimes from measured request logs; print them as TOML
#[derive(Args, Debug)]
#[command(
    after_help = "A log is what Lambda's log group exports, with log streams: aws logs tail, filter-log-events, \
    Logs Insights.\nOr it is a CSV file of the requests to one function, with a header and the \
    columns\n  arrival_s    when it was sent, in seconds (or time: Unix or ISO 8601)\n  \
    elapsed_ms   how long its answer took\n  \
    cold         1 if a new environment was initialized for it, else 0\n  \
    environment  which environment served it (any name)\n\n\
    Examples:\n  burstsim calibrate data/aws-measured/log-2020-*.csv\n  \
    burstsim calibrate monday.log.gz tuesday.log.gz >> my-function.toml"
)]
pub(super) struct Calibrate {
    /// Request logs, each of one function
    #[arg(required = true, value_name = "LOG")]
    logs: Vec<PathBuf>,
}

impl Calibrate {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let logs = self.logs.iter().map(|path| read(path));
        let logs = logs.collect::<Result<Vec<_>, _>>()?.concat();
        let wrong = |error: &dyn std::error::Error| CliError::Arguments(error.to_string());
        let calibration = calibrate(&logs).map_err(|error| wrong(&error))?;
        output::data(&calibration.to_string())?;
        Ok(Outcome::Done)
    }
}

/// The logs of the functions in a file. A table of requests is checked cell by cell; what has been exported is imported.
fn read(path: &Path) -> Result<Vec<RequestLog>, CliError> {
    let shown = path.display().to_string();
    let unreadable = |why: String| CliError::Environment(format!("cannot read {shown}: {why}"));
    let bytes = bounded::read(path, LARGEST).map_err(|error| unreadable(error.to_string()))?;
    let is_exported =
        Importer::kind(bytes.as_slice()).is_some_and(|kind| kind != "burstsim-requests");
    if is_exported || bytes.starts_with(&[0x1f, 0x8b]) {
        return imported(&shown, &bytes);
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| CliError::Arguments(format!("{shown} is not a log: it is not text")))?;
    let log = RequestLog::parse(&shown, &text);
    Ok(vec![
        log.map_err(|error| CliError::Arguments(error.to_string()))?,
    ])
}

fn imported(shown: &str, bytes: &[u8]) -> Result<Vec<RequestLog>, CliError> {
    let mut importer = Importer::new(Given::default());
    importer
        .read(shown, bytes)
        .map_err(|error| CliError::Arguments(error.to_string()))?;
    let import = importer
        .finish()
        .map_err(|error| CliError::Arguments(error.to_string()))?;
    let logs: Vec<_> = import
        .served()
        .filter_map(|(_, served)| RequestLog::of_served(&served))
        .collect();
    if logs.is_empty() {
        return Err(CliError::Arguments(format!(
            "{shown} does not say which environment served which request, and whether it was cold: export the log \
             with its log streams, as `aws logs tail` does"
        )));
    }
    Ok(logs)
}
