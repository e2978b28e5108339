//! Why an earlier result cannot be drawn again.

use std::io;

/// Why charts could not be drawn from an earlier result, which is unchanged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RedrawError {
    /// There is no result.
    #[error("no result: there is no manifest.json of burstsim's")]
    NoResult,
    /// It is a result without the series of a run or of a comparison: of another study, or charts alone.
    #[error("not the result of a run or of a comparison, and only these can be drawn again")]
    NoRun,
    /// Another version wrote the result.
    #[error(
        "written by burstsim {version}, and this is {}, which would read its files otherwise",
        env!("CARGO_PKG_VERSION")
    )]
    OtherVersion {
        /// That version.
        version: String,
    },
    /// A file cannot be read.
    #[error("cannot read {name}: {source}")]
    Read {
        /// The file.
        name: String,
        /// The reason.
        source: io::Error,
    },
    /// A file is not as burstsim writes it.
    #[error(
        "{name}{}: {problem}",
        line.map_or_else(String::new, |line| format!(", line {line}"))
    )]
    Malformed {
        /// The file.
        name: String,
        /// The line, from 1, if it is about one.
        line: Option<u64>,
        /// What is wrong with it, in words.
        problem: String,
    },
}

impl RedrawError {
    pub(super) fn read(name: &str, source: io::Error) -> Self {
        Self::Read {
            name: name.to_owned(),
            source,
        }
    }

    /// Whether the result is not what was asked for, rather than the machine at fault.
    pub fn is_wrong_input(&self) -> bool {
        !matches!(self, Self::Read { .. })
    }
}
