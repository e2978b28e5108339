//! Reading the files that are to be imported, with progress.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use burstsim::import::{ImportError, Importer, ReadError};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::error::CliError;

/// How much of a file tells when it is read among the others.
const HEAD_BYTES: u64 = 64 << 10;

/// Reads all files, those that say what others mean before them, those that only add to others after them.
pub(super) fn read_all(
    importer: &mut Importer,
    files: &[PathBuf],
    quiet: bool,
) -> Result<(), CliError> {
    let mut order = Vec::with_capacity(files.len());
    let mut bytes = 0;
    for path in files {
        let length = regular(path)?;
        bytes += length;
        let mut head = Vec::new();
        open(path)?
            .take(HEAD_BYTES)
            .read_to_end(&mut head)
            .map_err(|error| unreadable(path, &error))?;
        order.push((Importer::turn(&head), path));
    }
    // Stable: otherwise in the order in which they were given.
    order.sort_by_key(|(turn, _)| *turn);
    let bar = bar(bytes, quiet);
    for (_, path) in order {
        let file = bar.wrap_read(open(path)?);
        let read = importer.read(&path.display().to_string(), BufReader::new(file));
        if let Err(error) = read {
            bar.finish_and_clear();
            return Err(refusal(path, error));
        }
    }
    bar.finish_and_clear();
    Ok(())
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
