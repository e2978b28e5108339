//! What files of records say of one sweep, whoever wrote them.
//!
//! The order of lines and of files, lines that are there twice, cut off or damaged, and those of other sweeps change
//! nothing but how much is left to do. It must not know where files are.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::journal::Journal;
use super::outcome::{Outcome, Reduced};
use super::points::Points;
use super::record::{self, HEADER, Record};
use crate::study::key::PointKey;

/// What is known of the points of a sweep.
#[derive(Clone, Debug)]
pub struct Records {
    replications: u64,
    points: BTreeMap<PointKey, Known>,
    damaged: u64,
    strangers: u64,
}

/// What is known of a point.
#[derive(Clone, Debug, Default)]
struct Known {
    outcome: Option<Claim<Outcome>>,
    runs: BTreeMap<u64, Claim<Reduced>>,
}

/// What lines say of the same thing.
#[derive(Clone, Debug)]
enum Claim<T> {
    One(T),
    /// Two that were both written whole disagree, which cannot be: neither is used.
    Disputed,
}

/// A file that is not one of records, or of another version of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not a file of sweep records, or one of another version of burstsim")]
pub struct NotRecords;

impl Records {
    /// Nothing is known yet of these points.
    pub fn of(points: &Points) -> Self {
        let keys = points.keys.iter();
        Self {
            replications: points.replications(),
            points: keys.map(|key| (*key, Known::default())).collect(),
            damaged: 0,
            strangers: 0,
        }
    }

    /// Reads a file, or several one after another.
    ///
    /// # Errors
    /// That it is something else, of which nothing has been read then.
    pub fn read(&mut self, bytes: &[u8]) -> Result<(), NotRecords> {
        if !record::is_file(bytes) {
            return Err(NotRecords);
        }
        let lines = bytes.split_inclusive(|&byte| byte == b'\n');
        for line in lines.filter(|line| !HEADER.as_bytes().starts_with(line)) {
            let whole = line.strip_suffix(b"\n");
            let text = whole.and_then(|line| std::str::from_utf8(line).ok());
            match text {
                Some(line) => self.take(line),
                None => self.damaged += 1,
            }
        }
        Ok(())
    }

    /// Takes one line without its end.
    pub fn take(&mut self, line: &str) {
        let Some(read) = record::read(line) else {
            self.damaged += 1;
            return;
        };
        let (Record::Point(key, _) | Record::Run(key, ..)) = read;
        let Some(known) = self.points.get_mut(&key) else {
            self.strangers += 1;
            return;
        };
        match read {
            Record::Point(_, outcome) => {
                let same =
                    |a: &Outcome, b: &Outcome| record::write(key, a) == record::write(key, b);
                known.outcome = Some(Claim::joined(known.outcome.take(), outcome, same));
            }
            Record::Run(_, number, run) if number < self.replications => {
                let written = |run: &Reduced| record::write_run(key, number, run);
                let same = |a: &Reduced, b: &Reduced| written(a) == written(b);
                let earlier = known.runs.remove(&number);
                known.runs.insert(number, Claim::joined(earlier, run, same));
            }
            Record::Run(..) => self.strangers += 1,
        }
    }

    /// Lines that were cut off or are damaged.
    pub fn damaged(&self) -> u64 {
        self.damaged
    }

    /// Lines of other sweeps: another scenario, other values, another number of replications, or another version.
    pub fn strangers(&self) -> u64 {
        self.strangers
    }

    /// Points and runs of which two lines disagree, none of which is used.
    pub fn disputed(&self) -> u64 {
        let disputed = |known: &Known| {
            let runs = known.runs.values().filter(|run| run.agreed().is_none());
            let outcome = known.outcome.as_ref();
            runs.count() + usize::from(outcome.is_some_and(|one| one.agreed().is_none()))
        };
        self.points.values().map(disputed).sum::<usize>() as u64
    }

    /// The replications of a point that are known, be it of all together or each by itself.
    pub fn runs_of(&self, key: PointKey) -> u64 {
        let Some(known) = self.points.get(&key) else {
            return 0;
        };
        let outcome = known.outcome.as_ref().and_then(Claim::agreed);
        match outcome {
            Some(_) => self.replications,
            None => known.runs.values().filter_map(Claim::agreed).count() as u64,
        }
    }

    /// Whether a replication of a point is known.
    pub(super) fn has(&self, key: PointKey, replication: u64) -> bool {
        self.points.get(&key).is_some_and(|known| {
            let outcome = known.outcome.as_ref().and_then(Claim::agreed);
            let run = known.runs.get(&replication).and_then(Claim::agreed);
            outcome.is_some() || run.is_some()
        })
    }
}

impl<T> Claim<T> {
    /// What an earlier line and one more say together.
    fn joined(earlier: Option<Self>, more: T, is_same: impl Fn(&T, &T) -> bool) -> Self {
        match earlier {
            None => Self::One(more),
            Some(Self::One(one)) if is_same(&one, &more) => Self::One(one),
            Some(_) => Self::Disputed,
        }
    }

    fn agreed(&self) -> Option<&T> {
        match self {
            Self::One(one) => Some(one),
            Self::Disputed => None,
        }
    }
}

/// What is known is used; what is made is not added.
impl Journal for Records {
    type Error = Infallible;

    fn earlier(&self, key: PointKey) -> Option<Outcome> {
        self.points.get(&key)?.outcome.as_ref()?.agreed().cloned()
    }

    fn earlier_runs(&self, key: PointKey) -> BTreeMap<u64, Reduced> {
        let known = self.points.get(&key);
        let runs = known.into_iter().flat_map(|known| &known.runs);
        runs.filter_map(|(number, run)| Some((*number, run.agreed()?.clone())))
            .collect()
    }

    fn keep(&self, _: PointKey, _: &Outcome) -> Result<(), Infallible> {
        Ok(())
    }
}

/// What a journal does not have is taken from records; what is made goes into the journal.
#[derive(Debug)]
pub struct Beside<'a, J> {
    /// The journal.
    pub journal: &'a J,
    /// The records.
    pub records: &'a Records,
}

impl<J: Journal> Journal for Beside<'_, J> {
    type Error = J::Error;

    fn earlier(&self, key: PointKey) -> Option<Outcome> {
        let kept = self.journal.earlier(key);
        kept.or_else(|| self.records.earlier(key))
    }

    fn earlier_runs(&self, key: PointKey) -> BTreeMap<u64, Reduced> {
        let mut runs = self.records.earlier_runs(key);
        runs.extend(self.journal.earlier_runs(key));
        runs
    }

    fn keep(&self, key: PointKey, outcome: &Outcome) -> Result<(), J::Error> {
        self.journal.keep(key, outcome)
    }
}
