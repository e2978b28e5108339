//! What can go wrong, by kind: each kind has its exit code.

use std::io;
use std::process::ExitCode;

use burstsim::scenario::parse::ScenarioError;
use burstsim::world::Interrupted;

use burstsim::disk::folder::FolderError;
use burstsim::disk::new_files::NewFilesError;
use burstsim::report::diagnostics;
use burstsim::report::format::escaped_lines;

/// Exit code when the scenario or the arguments are wrong.
pub(super) const WRONG_INPUT: u8 = 2;
/// Exit code when a service level objective was missed, the code k6 uses, or a validation failed.
pub(super) const MISSED: u8 = 99;
const COULD_NOT: u8 = 1;
/// 128 + SIGINT, as shells report it.
pub(super) const INTERRUPTED: u8 = 130;

/// How a verb ended that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing to add.
    Done,
    /// The run missed a service level objective.
    SloMissed,
    /// The model disagrees with a reference.
    Disagreed,
}

/// Why a verb could not do its work.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// The scenario is wrong.
    #[error(transparent)]
    Scenario(#[from] Box<ScenarioError>),
    /// Variants of a scenario are wrong.
    #[error("{} variants of the scenario are wrong", .0.len())]
    Variants(Vec<ScenarioError>),
    /// The arguments are wrong, in words.
    #[error("{0}")]
    Arguments(String),
    /// Something outside could not be read or written, in words.
    #[error("{0}")]
    Environment(String),
    /// Results could not be written.
    #[error(transparent)]
    Results(FolderError),
    /// The reader of our output has gone: nothing to report.
    #[error("the output was closed")]
    BrokenPipe,
    /// The user stopped a study that kept what it had found; what that is, in words.
    #[error("interrupted: {0}")]
    CutShort(String),
    /// The user stopped it.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

impl CliError {
    /// The message for the user; `None` where silence is right.
    pub(super) fn message(&self, colour: bool) -> Option<String> {
        match self {
            Self::BrokenPipe => None,
            Self::Scenario(error) => Some(diagnostics::render(error, colour)),
            Self::Variants(errors) => Some(diagnostics::render_variants(errors, colour)),
            Self::Interrupted(_) => Some("interrupted; earlier results are unchanged".to_owned()),
            Self::CutShort(_) => Some(escaped_lines(&self.to_string()).into_owned()),
            other => Some(escaped_lines(&format!("error: {other}")).into_owned()),
        }
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Scenario(_) | Self::Variants(_) | Self::Arguments(_) => WRONG_INPUT.into(),
            Self::Environment(_) | Self::Results(_) => COULD_NOT.into(),
            Self::BrokenPipe => ExitCode::SUCCESS,
            Self::Interrupted(_) | Self::CutShort(_) => INTERRUPTED.into(),
        }
    }
}

impl From<FolderError> for CliError {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::Stopped => Self::Interrupted(Interrupted),
            error => Self::Results(error),
        }
    }
}

impl From<NewFilesError> for CliError {
    fn from(error: NewFilesError) -> Self {
        match error {
            NewFilesError::Taken(_) => {
                Self::Environment(format!("{error}, or replace it with --force"))
            }
            NewFilesError::Same { .. } => Self::Arguments(error.to_string()),
            error => Self::Environment(error.to_string()),
        }
    }
}

/// Errors of writing to standard output.
impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::Environment(format!("cannot write to standard output: {error}")),
        }
    }
}
