//! Why an earlier result cannot be drawn again, each with its place and a remedy.

use std::io;
use std::path::{Path, PathBuf};

use super::super::ReportError;

/// Why charts could not be drawn from an earlier result, which is unchanged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RedrawError {
    /// The folder holds no result.
    #[error(
        "{} is no result folder: it has no manifest.json of burstsim's; \
         expected the folder that a run wrote, such as output/flash-sale",
        folder.display()
    )]
    NoResult {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder holds a comparison.
    #[error(
        "{} holds a comparison, which cannot be drawn again from its files yet; \
         run `burstsim compare` again, with --lang if need be",
        folder.display()
    )]
    Comparison {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder holds a result without the series of a run: of another command, or charts alone.
    #[error(
        "{} does not hold the result of a run, and only that can be drawn again; \
         expected the folder that `burstsim run` wrote, such as output/flash-sale",
        folder.display()
    )]
    NoRun {
        /// The folder.
        folder: PathBuf,
    },
    /// Another version wrote the result.
    #[error(
        "{} was written by burstsim {version}, and this is {}, which would read its files otherwise; \
         run the scenario again: burstsim run {}",
        folder.display(),
        env!("CARGO_PKG_VERSION"),
        folder.join("scenario.toml").display()
    )]
    OtherVersion {
        /// The folder.
        folder: PathBuf,
        /// That version.
        version: String,
    },
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// A file is not as a run writes it.
    #[error(
        "{}{}: {problem}; if it was edited, run the scenario again",
        path.display(),
        line.map_or_else(String::new, |line| format!(", line {line}"))
    )]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1, if it is about one.
        line: Option<u64>,
        /// What is wrong with it, in words.
        problem: String,
    },
    /// The charts cannot be written.
    #[error(transparent)]
    Write(#[from] ReportError),
}

impl RedrawError {
    pub(super) fn read(folder: &Path, name: &str, source: io::Error) -> Self {
        Self::Read {
            path: folder.join(name),
            source,
        }
    }

    /// Whether the folder is not what was asked for, rather than the machine at fault.
    pub fn is_wrong_input(&self) -> bool {
        !matches!(self, Self::Read { .. } | Self::Write(_))
    }
}
