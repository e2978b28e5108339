//! Files of what was measured: what is said of them, and reading them, with progress.
//!
//! It knows files on a disk; it must not know any format.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use burstsim::import::{Given, Import, ImportError, Importer, Instant, ReadError};
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
    let at = |zone: &str| Instant::read(&format!("2000-01-01T00:00:00{zone}")).map(|at| at.0);
    match (at("Z"), at(text).filter(|_| !text.is_empty())) {
        (Some(utc), Some(there)) => Ok((utc - there) / 1_000_000_000),
        _ => Err("not an offset from UTC such as +09:00".to_owned()),
    }
}

/// Reads all files, those that say what others mean before them, those that only add to others after them.
pub(super) fn read_all(files: &[PathBuf], given: Given, quiet: bool) -> Result<Import, CliError> {
    let mut order = Vec::with_capacity(files.len());
    let mut bytes = 0;
    for path in files {
        let length = regular(path)?;
        bytes += length;
        order.push((Importer::turn(open(path)?), path));
    }
    // Stable: otherwise in the order in which they were given.
    order.sort_by_key(|(turn, _)| *turn);
    let bar = bar(bytes, quiet);
    let mut importer = Importer::new(given);
    for (_, path) in order {
        let file = bar.wrap_read(open(path)?);
        let read = importer.read(&path.display().to_string(), file);
        if let Err(error) = read {
            bar.finish_and_clear();
            return Err(refusal(path, error));
        }
    }
    bar.finish_and_clear();
    let import = importer.finish();
    import.map_err(|error| CliError::Arguments(format!("{error}; nothing was written")))
}

/// The length of a file. What is no file, such as a folder or a pipe, could not be read twice, or never ends.
fn regular(path: &Path) -> Result<u64, CliError> {
    let found = path.metadata().map_err(|error| unreadable(path, &error))?;
    let shown = path.display();
    if found.is_dir() {
        return Err(CliError::Arguments(format!(
            "{shown} is a folder: name the files in it, such as {shown}/*.json"
        )));
    }
    if !found.is_file() {
        return Err(CliError::Arguments(format!(
            "{shown} is not a file on a disk: save it to one first"
        )));
    }
    Ok(found.len())
}

fn open(path: &Path) -> Result<File, CliError> {
    File::open(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> CliError {
    CliError::Environment(format!("cannot read {}: {error}", path.display()))
}

fn refusal(path: &Path, error: ImportError) -> CliError {
    match error {
        ImportError::File {
            error: ReadError::Io(error),
            ..
        } => unreadable(path, &error),
        refused => CliError::Arguments(format!("{refused}; nothing was written")),
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
