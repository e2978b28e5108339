//! A file of records of a sweep, as one machine of several makes it and another reads it.
//!
//! It begins with a line that says what it is. Records are appended as points, or runs, end, each with one write; whoever
//! appends holds a lock on the file. What is in a record is the library's work ([`record`]).

use std::io;
use std::path::{Path, PathBuf};

use super::bounded;
use super::locked::Locked;
use crate::study::sweep::record::{self, HEADER};
use crate::study::sweep::records::{NotRecords, Records};

/// Records of some million points, in bytes; what is larger is some other file.
const LARGEST: u64 = 4 << 30;

/// Why a file of records cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// Another process appends to it.
    #[error(
        "another process is writing to {}: wait for its end, or give each part a file of its own",
        .0.display()
    )]
    Busy(PathBuf),
    /// The file is something else. It has been left as it was.
    #[error("cannot use {}: {}", .0.display(), NotRecords)]
    NotOurs(PathBuf),
    /// It cannot be read.
    #[error("cannot read the records in {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// It cannot be written.
    #[error("cannot keep records in {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

/// A file that records are appended to.
#[derive(Debug)]
pub struct RecordsFile {
    path: PathBuf,
    file: Locked,
}

impl RecordsFile {
    /// Opens or creates the file, adds what it has to `records`, and drops a last line that was cut off; with `fresh`
    /// all of it is dropped.
    ///
    /// # Errors
    /// Why the file cannot be used.
    pub fn open(path: &Path, fresh: bool, records: &mut Records) -> Result<Self, RecordsError> {
        let io = |source| RecordsError::Write {
            path: path.to_owned(),
            source,
        };
        let busy = || RecordsError::Busy(path.to_owned());
        let mut file = Locked::open(path).map_err(io)?.ok_or_else(busy)?;
        let bytes = file.read().map_err(io)?;
        if !record::is_file(&bytes) {
            return Err(RecordsError::NotOurs(path.to_owned()));
        }
        let whole = bytes.iter().rposition(|&byte| byte == b'\n');
        let mut whole = whole.map_or(0, |end| end + 1);
        if fresh {
            whole = 0;
        } else {
            take(records, path, &bytes)?;
        }
        // Nothing is cut that need not be: on a file system without locks others may append meanwhile.
        if whole < bytes.len() {
            file.cut(whole).map_err(io)?;
        }
        if whole == 0 {
            file.append(HEADER).map_err(io)?;
        }
        let path = path.to_owned();
        Ok(Self { path, file })
    }

    /// Appends lines, with their ends.
    ///
    /// # Errors
    /// Why they could not be kept.
    pub fn append(&mut self, lines: &str) -> Result<(), RecordsError> {
        let written = self.file.append(lines);
        written.map_err(|source| RecordsError::Write {
            path: self.path.clone(),
            source,
        })
    }
}

/// Adds what a file has to `records`. Whoever appends to it may go on meanwhile.
///
/// # Errors
/// Why the file cannot be used.
pub fn read(path: &Path, records: &mut Records) -> Result<(), RecordsError> {
    let bytes = bounded::read(path, LARGEST).map_err(|source| RecordsError::Read {
        path: path.to_owned(),
        source,
    })?;
    take(records, path, &bytes)
}

fn take(records: &mut Records, path: &Path, bytes: &[u8]) -> Result<(), RecordsError> {
    let read = records.read(bytes);
    read.map_err(|NotRecords| RecordsError::NotOurs(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    use crate::scenario::parse::ranges::Swept;
    use crate::scenario::parse::{NoFiles, Override, Parsed, ScenarioError, Source, parse_with};
    use crate::study::sweep::{Design, Part, Points};

    fn parse(overrides: &[Override]) -> Result<Parsed, ScenarioError> {
        let text = "duration = \"10s\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
            [[functions]]\nname = \"f\"\nservice_time = \"1s\"\ntraffic = [{ poisson.rate = 5 }]\n";
        let source = Source {
            name: "test",
            default_name: "test",
            text,
        };
        parse_with(source, overrides, &NoFiles)
    }

    fn points() -> Points {
        let swept = Swept::read("functions.f.service_time=1s,2s,3s", false).unwrap();
        let design = Design::new(vec![swept], None).unwrap();
        Points::check(&design, 2, parse, &()).unwrap()
    }

    /// Makes all points into the file; gives how many runs it had.
    fn make(path: &Path) -> u64 {
        let (points, mut known) = (points(), Records::of(&points()));
        let mut file = RecordsFile::open(path, false, &mut known).unwrap();
        let append = |line: &str| file.append(line);
        let made = points.run_part(Part::WHOLE, parse, &known, append, &());
        made.unwrap();
        points.keys.iter().map(|key| known.runs_of(*key)).sum()
    }

    #[test]
    fn what_was_appended_is_there_again_and_a_torn_line_is_not() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("new/1.records");
        assert_eq!(make(&path), 0);
        let whole = fs::read(&path).unwrap();
        assert_eq!(make(&path), 6);
        assert_eq!(fs::read(&path).unwrap(), whole, "nothing was left to do");
        for cut in [1, 2, 60, whole.len() - 30, whole.len() - 3, whole.len()] {
            fs::write(&path, &whole[..whole.len() - cut]).unwrap();
            let before = make(&path);
            assert!(before < 6, "cut by {cut}");
            let mut known = Records::of(&points());
            read(&path, &mut known).unwrap();
            assert_eq!(known.damaged(), 0, "cut by {cut}");
            assert_eq!(make(&path), 6, "cut by {cut}");
        }
    }

    #[test]
    fn two_processes_do_not_append_to_one_file() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("1.records");
        let mut known = Records::of(&points());
        let first = RecordsFile::open(&path, false, &mut known).unwrap();
        let error = RecordsFile::open(&path, false, &mut known).unwrap_err();
        assert!(matches!(error, RecordsError::Busy(_)), "{error}");
        // Whoever makes a result of it meanwhile only reads.
        read(&path, &mut known).unwrap();
        drop(first);
        RecordsFile::open(&path, true, &mut known).unwrap();
    }
}
