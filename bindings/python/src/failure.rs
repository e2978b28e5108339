//! What can go wrong, and the exception of Python for each.

use std::io;

use burstsim::disk::folder::FolderError;
use burstsim::disk::new_files::NewFilesError;
use burstsim::disk::records::RecordsError;
use burstsim::disk::scenario_file::ScenarioFileError;
use burstsim::report::{ReportError, diagnostics};
use burstsim::scenario::parse::ScenarioError as Wrong;
use burstsim::study::parallel::ThreadsError;
use burstsim::world::Interrupted;
use pyo3::exceptions::{
    PyFileExistsError, PyKeyboardInterrupt, PyMemoryError, PyOSError, PyRuntimeError, PyValueError,
};
use pyo3::prelude::*;

use crate::problem::Problem;

pyo3::import_exception!(burstsim._errors, ScenarioError);

/// Why there is no result.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Scenarios are wrong: one, or variants of one.
    Scenarios(Vec<Wrong>),
    /// An argument is wrong, in words.
    Argument(String),
    /// It needs more memory than there is, in words.
    Memory(String),
    /// A file cannot be read.
    Unreadable { path: String, error: io::Error },
    /// A result cannot be put on the disk.
    Folder(FolderError),
    /// A file of a result cannot be made.
    Report(ReportError),
    /// New files cannot be written.
    NewFiles(NewFilesError),
    /// A file of records cannot be used.
    Records(RecordsError),
    /// There are no threads.
    Threads(ThreadsError),
    /// The study was stopped.
    Interrupted,
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Scenarios(errors) => {
                let text = match &errors[..] {
                    [one] => diagnostics::render(one, false),
                    several => diagnostics::render_variants(several, false),
                };
                let text = text.trim_end().to_owned();
                ScenarioError::new_err((text, Problem::all(&errors)))
            }
            Failure::Argument(words) => PyValueError::new_err(words),
            Failure::Memory(words) => PyMemoryError::new_err(words),
            Failure::Unreadable { path, error } => os_error(&path, &error),
            Failure::Folder(error) => PyOSError::new_err(error.to_string()),
            Failure::NewFiles(error @ NewFilesError::Taken(_)) => {
                PyFileExistsError::new_err(format!("{error}, or replace it with force=True"))
            }
            Failure::NewFiles(error) => PyOSError::new_err(error.to_string()),
            Failure::Records(error) => PyOSError::new_err(error.to_string()),
            Failure::Report(error) => PyRuntimeError::new_err(error.to_string()),
            Failure::Threads(error) => PyOSError::new_err(format!("cannot start threads: {error}")),
            Failure::Interrupted => PyKeyboardInterrupt::new_err(()),
        }
    }
}

/// The exception of Python that belongs to the number of an error, such as `FileNotFoundError`.
fn os_error(path: &str, error: &io::Error) -> PyErr {
    match error.raw_os_error() {
        Some(number) => {
            let text = error.to_string();
            let words = text.split(" (os error").next().unwrap_or_default();
            PyOSError::new_err((number, words.to_owned(), path.to_owned()))
        }
        None => PyOSError::new_err(format!("cannot read {path}: {error}")),
    }
}

impl From<Wrong> for Failure {
    fn from(error: Wrong) -> Self {
        Self::Scenarios(vec![error])
    }
}

impl From<NewFilesError> for Failure {
    fn from(error: NewFilesError) -> Self {
        Self::NewFiles(error)
    }
}

impl From<RecordsError> for Failure {
    fn from(error: RecordsError) -> Self {
        Self::Records(error)
    }
}

impl From<Box<Wrong>> for Failure {
    fn from(error: Box<Wrong>) -> Self {
        (*error).into()
    }
}

impl From<ScenarioFileError> for Failure {
    fn from(error: ScenarioFileError) -> Self {
        match error {
            ScenarioFileError::Unreadable { shown, source } => Self::Unreadable {
                path: shown,
                error: source,
            },
            ScenarioFileError::Unknown { .. } => {
                Self::Argument(format!("{error} burstsim.shipped() has the shipped ones."))
            }
            other => Self::Argument(other.to_string()),
        }
    }
}

impl From<Interrupted> for Failure {
    fn from(_: Interrupted) -> Self {
        Self::Interrupted
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        Self::Folder(error)
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Self::Report(error)
    }
}

impl From<ThreadsError> for Failure {
    fn from(error: ThreadsError) -> Self {
        Self::Threads(error)
    }
}
