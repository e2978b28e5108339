//! The journal of a study that is not finished: a line for every point, or run, that is done.
//!
//! It lies hidden beside the result folder, which only a complete result gets into, and goes when that
//! is there. Lines are appended as points end, each with one write, so that a process that is killed
//! loses at most the line it was writing; a line that was cut off, or is damaged, is not used. While a
//! study runs it holds a lock on the file, so that no second one writes to it.
//!
//! It knows lines and files; what is in a line is the library's work ([`record`], [`lines`]).

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::locked::Locked;
use crate::study::lines;
use crate::study::sweep::record::Record;
use crate::study::sweep::{self, Outcome, PointKey, record};

/// What a journal has a line for.
pub trait Line: Sized {
    /// The first line of the file: what the file is, and how its lines are written.
    const HEADER: &'static str;

    /// The line, with its end.
    fn write(&self, key: PointKey) -> String;

    /// Reads a line without its end; `None` if it is not as it was written.
    fn read(line: &str) -> Option<(PointKey, Self)>;
}

/// A point of a sweep.
impl Line for Outcome {
    const HEADER: &'static str = "burstsim sweep journal 1\n";

    fn write(&self, key: PointKey) -> String {
        record::write(key, self)
    }

    fn read(line: &str) -> Option<(PointKey, Self)> {
        match record::read(line)? {
            Record::Point(key, outcome) => Some((key, outcome)),
            Record::Run(..) => None,
        }
    }
}

/// The figures of a run.
pub type Figures = Vec<Option<f64>>;

impl Line for Figures {
    const HEADER: &'static str = "burstsim run journal 1\n";

    fn write(&self, key: PointKey) -> String {
        lines::write_figures(key, self)
    }

    fn read(line: &str) -> Option<(PointKey, Self)> {
        lines::read_figures(line)
    }
}

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another process writes to it.
    #[error(
        "another study into {} is under way; wait for its end or choose another result folder",
        .0.display()
    )]
    Busy(PathBuf),
    /// The file is something else.
    #[error("{} is not a journal of this version; move it away or choose another result folder", .0.display())]
    NotOurs(PathBuf),
    /// It cannot be read or written.
    #[error("cannot keep finished points in {}: {source}; choose another result folder", path.display())]
    Io {
        /// The journal.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

/// The points that are done, kept for when the study is cut off.
#[derive(Debug)]
pub struct Journal<L = Outcome> {
    /// The points that an earlier sweep finished.
    pub earlier: BTreeMap<PointKey, L>,
    /// Lines of an earlier sweep that were cut off or are damaged.
    pub damaged: u64,
    path: PathBuf,
    lines: Mutex<Lines>,
}

#[derive(Debug)]
struct Lines {
    file: Locked,
    /// Points in the file.
    count: usize,
}

impl<L: Line> Journal<L> {
    /// Opens the journal of sweeps into the folder `result` and reads what an earlier one left there;
    /// with `fresh` that is dropped.
    ///
    /// # Errors
    /// Why the journal cannot be used.
    pub fn open(result: &Path, fresh: bool) -> Result<Self, JournalError> {
        let path = beside(result);
        let io = |source| JournalError::Io {
            path: path.clone(),
            source,
        };
        let busy = || JournalError::Busy(result.to_owned());
        let mut file = Locked::open(&path).map_err(io)?.ok_or_else(busy)?;
        let bytes = file.read().map_err(io)?;
        let is_ours = bytes.starts_with(L::HEADER.as_bytes());
        // Killed while it was created: not even the first line is whole.
        if !is_ours && !L::HEADER.as_bytes().starts_with(&bytes) {
            return Err(JournalError::NotOurs(path));
        }
        let kept = if is_ours && !fresh {
            read(&bytes)
        } else {
            Kept::new(0)
        };
        file.cut(kept.whole).map_err(io)?;
        if kept.whole == 0 {
            file.append(L::HEADER).map_err(io)?;
        }
        let count = kept.points.len();
        Ok(Self {
            earlier: kept.points,
            damaged: kept.damaged,
            path,
            lines: Mutex::new(Lines { file, count }),
        })
    }

    /// Appends a line.
    ///
    /// # Errors
    /// Why it could not be kept.
    pub fn append(&self, key: PointKey, line: &L) -> Result<(), JournalError> {
        let line = line.write(key);
        let mut lines = self.lines();
        let written = lines.file.append(&line);
        written.map_err(|source| JournalError::Io {
            path: self.path.clone(),
            source,
        })?;
        lines.count += 1;
        Ok(())
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        // A line is written at once: there is no half of one after a panic.
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it holds no point.
    pub fn is_empty(&self) -> bool {
        self.lines().count == 0
    }

    /// Removes the file: the result is complete, or there is nothing in it.
    pub fn remove(&self) {
        // What cannot be removed is still right, and only makes a later study shorter.
        let _ = fs::remove_file(&self.path);
        // A folder that was made for it alone goes, too; one with anything in it cannot be removed like this.
        if let Some(parent) = self.path.parent() {
            let _ = fs::remove_dir(parent);
        }
    }
}

impl sweep::Journal for Journal<Outcome> {
    type Error = JournalError;

    fn earlier(&self, key: PointKey) -> Option<Outcome> {
        self.earlier.get(&key).cloned()
    }

    fn keep(&self, key: PointKey, outcome: &Outcome) -> Result<(), JournalError> {
        self.append(key, outcome)
    }
}

/// `output/.NAME-sweep.journal` for `output/NAME-sweep`; within a folder that has no name.
fn beside(result: &Path) -> PathBuf {
    match (result.parent(), result.file_name()) {
        (Some(parent), Some(name)) => {
            let mut journal = OsString::from(".");
            journal.push(name);
            journal.push(".journal");
            parent.join(journal)
        }
        _ => result.join(".burstsim.journal"),
    }
}

/// What a journal holds.
struct Kept<L> {
    points: BTreeMap<PointKey, L>,
    /// Lines that were cut off or are damaged.
    damaged: u64,
    /// Bytes of whole lines.
    whole: usize,
}

impl<L> Kept<L> {
    /// Nothing behind this many bytes.
    const fn new(whole: usize) -> Self {
        Self {
            points: BTreeMap::new(),
            damaged: 0,
            whole,
        }
    }
}

/// What the lines after the header hold.
fn read<L: Line>(bytes: &[u8]) -> Kept<L> {
    let mut kept = Kept::new(L::HEADER.len());
    for line in bytes[L::HEADER.len()..].split_inclusive(|&byte| byte == b'\n') {
        let Some(content) = line.strip_suffix(b"\n") else {
            kept.damaged += 1;
            break;
        };
        kept.whole += line.len();
        match std::str::from_utf8(content).ok().and_then(L::read) {
            Some((key, outcome)) => {
                kept.points.insert(key, outcome);
            }
            None => kept.damaged += 1,
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use crate::scenario::parse::ranges::Swept;
    use crate::scenario::parse::{NoFiles, Override, Parsed, ScenarioError, Source, parse_with};
    use crate::study::sweep::{Design, Journal as _, Points};

    use super::*;

    fn parse(overrides: &[Override]) -> Result<Parsed, ScenarioError> {
        let text = "duration = \"10s\"\n\
            [region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
            [[functions]]\nname = \"f\"\nservice_time = \"1s\"\n\
            traffic = [{ poisson.rate = 5 }]\n";
        let source = Source {
            name: "test",
            default_name: "test",
            text,
        };
        parse_with(source, overrides, &NoFiles)
    }

    fn outcome() -> Outcome {
        let swept = Swept::read("functions.f.service_time=1s,2s", false).unwrap();
        let design = Design::new(vec![swept], None).unwrap();
        let points = Points::check(&design, 2, parse, &()).unwrap();
        let sweep = points.run(parse, &(), &()).unwrap();
        sweep.points[0].outcome.clone()
    }

    fn keys(count: u64) -> Vec<PointKey> {
        let scenario = parse(&[]).unwrap().scenario;
        (0..count).map(|n| PointKey::of(&scenario, n)).collect()
    }

    #[test]
    fn what_was_kept_is_there_again_and_a_torn_line_is_not() {
        let root = tempfile::tempdir().unwrap();
        let result = root.path().join("output/x-sweep");
        let journal: Journal = Journal::open(&result, false).unwrap();
        assert!(journal.earlier.is_empty() && journal.is_empty());
        for key in keys(3) {
            journal.keep(key, &outcome()).unwrap();
        }
        drop(journal);
        let path = root.path().join("output/.x-sweep.journal");
        let whole = fs::read(&path).unwrap();
        assert!(!result.exists(), "only a complete result makes the folder");

        let outcome = outcome();
        for cut in 1..=whole.len() {
            fs::write(&path, &whole[..whole.len() - cut]).unwrap();
            let journal: Journal = Journal::open(&result, false).unwrap();
            assert!(journal.earlier.len() < 3, "cut by {cut}");
            assert!(journal.earlier.iter().all(|(_, one)| *one == outcome));
            // What is appended after a torn line is whole again.
            let before = journal.earlier.len();
            journal.keep(keys(4)[3], &outcome).unwrap();
            drop(journal);
            let journal: Journal = Journal::open(&result, false).unwrap();
            assert_eq!(
                (journal.earlier.len(), journal.damaged),
                (before + 1, 0),
                "cut by {cut}"
            );
        }

        let mut damaged = whole.clone();
        let middle = whole.len() / 2;
        damaged[middle] ^= 1;
        fs::write(&path, &damaged).unwrap();
        let journal: Journal = Journal::open(&result, false).unwrap();
        assert_eq!((journal.earlier.len(), journal.damaged), (2, 1));
        drop(journal);
        let journal: Journal = Journal::open(&result, true).unwrap();
        assert!(journal.earlier.is_empty() && journal.is_empty(), "fresh");
        journal.remove();
        assert!(!path.exists());
    }

    #[test]
    fn two_sweeps_do_not_share_a_journal_and_other_files_are_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let result = root.path().join("x-sweep");
        let first: Journal = Journal::open(&result, false).unwrap();
        let error = Journal::<Outcome>::open(&result, false).unwrap_err();
        assert!(matches!(error, JournalError::Busy(_)), "{error}");
        first.remove();

        fs::create_dir_all(root.path()).unwrap();
        let path = root.path().join(".x-sweep.journal");
        for fresh in [false, true] {
            fs::write(&path, "mine").unwrap();
            let error = Journal::<Outcome>::open(&result, fresh).unwrap_err();
            assert!(matches!(error, JournalError::NotOurs(_)), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        }
    }
}
