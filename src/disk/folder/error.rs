//! What can go wrong while a result is put on a disk, each with its path, the reason and a remedy.

use std::io;
use std::path::{Path, PathBuf};

use crate::report::{ReportError, manifest};

/// Why a result could not be written. The earlier result, if there was one, is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The result folder cannot be created or read.
    #[error("cannot use the result folder {}: {source}; {}", path.display(), remedy(source))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}: {source}; {}", path.display(), remedy(source))]
    Write {
        /// The file as it would have been called in the end.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// A finished file cannot take the place of the earlier one.
    #[error(
        "cannot replace {}: {source}; the earlier result is unchanged; {}",
        path.display(),
        remedy(source)
    )]
    Replace {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// A folder has the name of a result file.
    #[error(
        "{} is a folder, but a file of that name belongs there; \
         move it away or choose another result folder",
        path.display()
    )]
    NotAFile {
        /// The folder.
        path: PathBuf,
    },
    /// A file is in the way that no earlier result of ours lists.
    #[error(
        "{} is there already and not part of a burstsim result, so it is left alone; {}",
        path.display(),
        where_instead(kept.as_deref())
    )]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// Where the new result is instead.
        kept: Option<PathBuf>,
    },
    /// The folder holds something else than a result.
    #[error(
        "{} holds files, but no result of burstsim; choose a folder that is empty or new",
        path.display()
    )]
    NoResult {
        /// The folder.
        path: PathBuf,
    },
    /// Another process puts a result into the folder.
    #[error("another burstsim is putting its result into {}; try again when it is done", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// A result without a manifest could not be told from files of the user.
    #[error("a result needs its {}", manifest::FILE)]
    NoManifest,
    /// Whoever asked for the result does not want it any more.
    #[error("stopped")]
    Stopped,
    /// An input file would have to be written outside the result folder.
    #[error(
        "{} is outside the result folder; give the input a relative path without `..`",
        path.display()
    )]
    Outside {
        /// The path that leads outside.
        path: PathBuf,
    },
    /// The report could not make a file.
    #[error(transparent)]
    Report(#[from] ReportError),
}

impl FolderError {
    pub(super) fn folder(path: &Path, source: io::Error) -> Self {
        Self::Folder {
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn write(path: &Path, source: io::Error) -> Self {
        Self::Write {
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn replace(path: &Path, source: io::Error) -> Self {
        Self::Replace {
            path: path.to_owned(),
            source,
        }
    }
}

fn where_instead(kept: Option<&Path>) -> String {
    kept.map_or_else(
        || "choose another result folder".to_owned(),
        |kept| format!("the new result is in {} instead", kept.display()),
    )
}

/// What a user can do about an I/O error.
fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a folder that you may write to"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space or choose another result folder"
        }
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "move what is in the way, or choose another result folder"
        }
        _ => "choose another result folder",
    }
}
