//! Files of what was measured: what is said of them, and reading them, with progress.
//!
//! It knows options and the terminal; it must not know any format.

use std::path::PathBuf;

use burstsim::disk::measured_files::{MeasuredFiles, MeasuredFilesError};
use burstsim::import::{Given, Import, Instant};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::error::CliError;

/// What the user says of files that do not say it themselves.
#[derive(Args, Clone, Debug)]
pub(super) struct GivenArguments {
    /// Region of what names none [default: a code in the file's path, else us-east-1]
    #[arg(long, value_name = "REGION")]
    region: Option<String>,

    /// Function of a file that names none [default: the file's name]
    #[arg(long, value_name = "NAME")]
    function: Option<String>,

    /// Zone of times that name none, such as +09:00 [default: UTC]
    #[arg(long, value_name = "OFFSET", allow_hyphen_values = true, value_parser = offset)]
    utc_offset: Option<i64>,

    /// Leave out what came earlier, such as 2026-11-26T08:00:00Z
    #[arg(long, value_name = "TIME", value_parser = instant)]
    from: Option<Instant>,

    /// Leave out what came then or later
    #[arg(long, value_name = "TIME", value_parser = instant)]
    to: Option<Instant>,
}

impl GivenArguments {
    /// The same for an importer.
    pub(super) fn given(&self) -> Result<Given, CliError> {
        if self.from.zip(self.to).is_some_and(|(from, to)| from >= to) {
            let error = "--from is not before --to: nothing lies between them";
            return Err(CliError::Arguments(error.to_owned()));
        }
        Ok(Given {
            region: self.region.clone(),
            function: self.function.clone(),
            offset_s: self.utc_offset,
            from: self.from,
            to: self.to,
        })
    }
}

fn instant(text: &str) -> Result<Instant, String> {
    Instant::read(text).ok_or_else(|| {
        "not a time such as 2026-11-26T08:00:00Z, 2026-11-26 or a Unix time".to_owned()
    })
}

fn offset(text: &str) -> Result<i64, String> {
    let offset = Instant::offset_s(text);
    offset.ok_or_else(|| "not an offset from UTC such as +09:00".to_owned())
}

/// Reads all files, with progress.
pub(super) fn read_all(files: &[PathBuf], given: Given, quiet: bool) -> Result<Import, CliError> {
    let files = MeasuredFiles::find(files)?;
    let bar = bar(files.bytes(), quiet);
    let import = files.read(given, &mut |bytes| {
        bar.inc(bytes);
        Ok(())
    });
    bar.finish_and_clear();
    Ok(import?)
}

impl From<MeasuredFilesError> for CliError {
    fn from(error: MeasuredFilesError) -> Self {
        match error {
            MeasuredFilesError::Unreadable { .. } => Self::Environment(error.to_string()),
            MeasuredFilesError::Refused(refused) => {
                Self::Arguments(format!("{refused}; nothing was written"))
            }
            other => Self::Arguments(other.to_string()),
        }
    }
}

/// Bytes of all files; never drawn if `quiet` or off a terminal.
fn bar(bytes: u64, quiet: bool) -> ProgressBar {
    let target = if quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(bytes), target);
    let style = ProgressStyle::with_template(
        "reading {bytes} of {total_bytes} {wide_bar} {percent}%  {eta} left",
    );
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}
