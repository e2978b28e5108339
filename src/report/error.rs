//! What can go wrong while the files of a result are made.

use std::io;

use super::playground::NoText;

/// Why a file of a result could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A file could not be written.
    #[error("cannot write {name}: {source}")]
    Write {
        /// The file.
        name: String,
        /// The reason.
        source: io::Error,
    },
    /// A file of an earlier result, which is to be part of the new one, could not be read.
    #[error("cannot read {name}: {source}")]
    Read {
        /// The file.
        name: String,
        /// The reason.
        source: io::Error,
    },
    /// The scenario cannot stand in the page of the playground.
    #[error(transparent)]
    Playground(#[from] NoText),
    /// A chart could not be drawn.
    #[error("cannot draw {chart}: {reason}; run without charts, and please report this as a bug")]
    Chart {
        /// Name of the chart.
        chart: String,
        /// The reason.
        reason: String,
    },
}
