//! What each environment did in a run, as columns of numbers for a page to play.
//!
//! It knows what can be observed of a run; it must not know how it is drawn.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;

use burstsim::kernel::SimTime;
use burstsim::metrics::{Attempted, Start, TaskMoved, TaskServes, TaskState};
use burstsim::scenario::FunctionId;
use burstsim::world::{Observer, Refused, RequestId, Served, Stopped};
use serde_json::json;

use crate::answer::Answer;
use crate::asked::simulate;
use crate::request::{Asked, HowToWatch};

/// Records of one kind, if nobody says how many.
const MOST: usize = 400_000;
/// In the place of a task: none.
const NONE: u32 = u32::MAX;

/// Runs a scenario and tells what happened.
pub(crate) fn watch(
    asked: &Asked,
    how: &HowToWatch,
    progress: &mut dyn FnMut(f64),
) -> Result<Answer, String> {
    let scenario = asked.scenario(&[])?;
    let watching = Watching::from(how.from_s.max(0.0), how.most.unwrap_or(MOST).max(1));
    // It stops the run itself once it is full.
    let (_, watched) = simulate(&scenario, watching, progress);
    let end = scenario.duration.as_secs_f64();
    let functions = scenario
        .functions
        .iter()
        .map(|function| json!({ "name": function.name, "is_service": !function.is_on_lambda() }));
    let told = json!({
        "functions": functions.collect::<Vec<_>>(),
        "end_s": end,
        "until_s": watched.full_at.unwrap_or(end).min(end),
        "environments": watched.environments.known.len(),
    });
    Ok(watched.into_answer(told))
}

/// Numbers from 0 in the order in which things are first met.
struct Numbers<K> {
    known: BTreeMap<K, u32>,
}

impl<K: Ord> Numbers<K> {
    fn of(&mut self, key: K) -> u32 {
        let next = u32::try_from(self.known.len()).unwrap_or(NONE);
        *self.known.entry(key).or_insert(next)
    }
}

/// An environment: of which function, whether provisioned, and its number there.
type Key = (usize, bool, u64);

struct Watching {
    from: f64,
    most: usize,
    /// When the first record found no room; nothing that happens from then on is kept.
    full_at: Option<f64>,
    /// When the last of what is kept happened.
    last: f64,
    environments: Numbers<Key>,
    requests: Numbers<RequestId>,
    /// The last invocation of each environment that began before `from`, and whose it was: only who is seen gets a number.
    earlier: BTreeMap<u32, (Row, RequestId)>,
    served: Vec<Row>,
    refused: Vec<Marked>,
    stopped: Vec<(f64, u32)>,
    tasks: Vec<Marked>,
    attempts: Vec<Marked>,
    /// What each task did last before `from`.
    tasks_before: BTreeMap<(u16, u32), Marked>,
    /// What was being served, or waited, before `from`: by its task, or by none, in the order in which it began.
    attempts_before: BTreeMap<(u16, u32), VecDeque<Marked>>,
}

/// When something happened, to which request or task, of which function, and what.
type Marked = (f64, u32, u16, u8);

/// An invocation.
#[derive(Clone, Copy)]
struct Row {
    at: f64,
    ready: f64,
    until: f64,
    environment: u32,
    request: u32,
    function: u16,
    start: u8,
}

impl Watching {
    fn from(from: f64, most: usize) -> Self {
        Self {
            from,
            most,
            full_at: None,
            last: 0.0,
            environments: Numbers {
                known: BTreeMap::new(),
            },
            requests: Numbers {
                known: BTreeMap::new(),
            },
            earlier: BTreeMap::new(),
            served: Vec::new(),
            refused: Vec::new(),
            stopped: Vec::new(),
            tasks: Vec::new(),
            attempts: Vec::new(),
            tasks_before: BTreeMap::new(),
            attempts_before: BTreeMap::new(),
        }
    }

    /// Whether what happens now is kept.
    fn is_open(&mut self, at: f64) -> bool {
        let counts = [
            self.served.len(),
            self.refused.len(),
            self.stopped.len(),
            self.tasks.len(),
            self.attempts.len(),
        ];
        // An instant is kept whole, however much happens in it: whoever goes on from there would meet it again.
        let is_full = counts.into_iter().any(|count| count >= self.most) && at > self.last;
        if self.full_at.is_none() && is_full {
            self.full_at = Some(at);
        }
        self.last = at.max(self.last);
        self.full_at.is_none()
    }

    /// Keeps an attempt before `from` while it waits or is served.
    fn before(&mut self, marked: Marked) {
        let (_, task, function, what) = marked;
        let ends = match what {
            2 | 5 => Some(NONE),
            3 => Some(task),
            _ => None,
        };
        if let Some(list) = ends.and_then(|task| self.attempts_before.get_mut(&(function, task))) {
            list.pop_front();
        }
        if matches!(what, 0..=2) {
            let list = self.attempts_before.entry((function, task));
            list.or_default().push_back(marked);
        }
    }

    fn into_answer(mut self, mut told: serde_json::Value) -> Answer {
        let mut earlier: Vec<(Row, RequestId)> =
            std::mem::take(&mut self.earlier).into_values().collect();
        earlier.sort_by(|(a, _), (b, _)| a.at.total_cmp(&b.at));
        let earlier = earlier.into_iter().map(|(row, request)| Row {
            request: self.requests.of(request),
            ..row
        });
        let mut served: Vec<Row> = earlier.collect();
        served.append(&mut self.served);
        served.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.request.cmp(&b.request)));
        // Of an environment that idled too long one hears late.
        self.stopped.sort_by(|a, b| a.0.total_cmp(&b.0));
        // A task that has gone is no more to be seen.
        let tasks = self
            .tasks_before
            .into_values()
            .filter(|marked| marked.3 != 3);
        self.tasks.splice(0..0, sorted(tasks));
        let begun = self.attempts_before.into_values().flatten();
        // What waited and is served now has nothing left to wait for.
        let begun = begun.map(|marked| (marked.0, marked.1, marked.2, marked.3.min(1)));
        self.attempts.splice(0..0, sorted(begun));
        told["counts"] = json!({
            "served": served.len(),
            "refused": self.refused.len(),
            "stopped": self.stopped.len(),
            "tasks": self.tasks.len(),
            "attempts": self.attempts.len(),
        });
        let mut columns = Bytes::default();
        columns.column(&served, |row| row.at.to_le_bytes());
        columns.column(&served, |row| row.ready.to_le_bytes());
        columns.column(&served, |row| row.until.to_le_bytes());
        columns.column(&served, |row| row.environment.to_le_bytes());
        columns.column(&served, |row| row.request.to_le_bytes());
        columns.column(&served, |row| row.function.to_le_bytes());
        columns.column(&served, |row| row.start.to_le_bytes());
        let mut stopped = Bytes::default();
        stopped.column(&self.stopped, |row| row.0.to_le_bytes());
        stopped.column(&self.stopped, |row| row.1.to_le_bytes());
        Answer::of(told)
            .with("served", columns.0)
            .with("refused", four(&self.refused))
            .with("stopped", stopped.0)
            .with("tasks", four(&self.tasks))
            .with("attempts", four(&self.attempts))
    }
}

fn sorted(rows: impl Iterator<Item = Marked>) -> Vec<Marked> {
    let mut rows: Vec<Marked> = rows.collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows
}

fn four(rows: &[Marked]) -> Vec<u8> {
    let mut columns = Bytes::default();
    columns.column(rows, |row| row.0.to_le_bytes());
    columns.column(rows, |row| row.1.to_le_bytes());
    columns.column(rows, |row| row.2.to_le_bytes());
    columns.column(rows, |row| row.3.to_le_bytes());
    columns.0
}

/// Columns one after another.
#[derive(Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn column<T, const N: usize>(&mut self, rows: &[T], cell: impl Fn(&T) -> [u8; N]) {
        self.0.extend(rows.iter().flat_map(cell));
    }
}

fn short(function: FunctionId) -> u16 {
    u16::try_from(function.index()).unwrap_or(u16::MAX)
}

impl Observer for Watching {
    fn progress(&mut self, _now: SimTime) -> ControlFlow<()> {
        match self.full_at {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    }
    fn served(&mut self, served: &Served) {
        let at = served.at.as_secs_f64();
        if !self.is_open(at) {
            return;
        }
        let start = match served.start {
            Start::Cold => 0,
            Start::Warm => 1,
            Start::Provisioned => 2,
        };
        let key = (served.function.index(), start == 2, served.environment);
        let row = Row {
            at,
            ready: served.ready.as_secs_f64(),
            until: served.until.as_secs_f64(),
            environment: self.environments.of(key),
            request: NONE,
            function: short(served.function),
            start,
        };
        if at < self.from {
            self.earlier.insert(row.environment, (row, served.request));
        } else {
            let request = self.requests.of(served.request);
            self.served.push(Row { request, ..row });
        }
    }

    fn refused(&mut self, refused: &Refused) {
        let at = refused.at.as_secs_f64();
        if at >= self.from && self.is_open(at) {
            let request = self.requests.of(refused.request);
            let failed = u8::from(refused.failed);
            self.refused
                .push((at, request, short(refused.function), failed));
        }
    }

    fn stopped(&mut self, stopped: &Stopped) {
        let at = stopped.at.as_secs_f64();
        // Told late: what stopped before the record was full belongs to it.
        if self.full_at.is_some_and(|full| at >= full) {
            return;
        }
        let key = (stopped.function.index(), false, stopped.environment);
        let environment = self.environments.of(key);
        if at < self.from {
            self.earlier.remove(&environment);
        } else {
            self.stopped.push((at, environment));
        }
    }

    fn task_moved(&mut self, task: &TaskMoved) {
        let at = task.at.as_secs_f64();
        if self.is_open(at) {
            let state = match task.state {
                TaskState::Starting => 0,
                TaskState::Running => 1,
                TaskState::Draining => 2,
                TaskState::Stopped => 3,
            };
            let marked = (at, task.task, short(task.function), state);
            if at < self.from {
                self.tasks_before.insert((marked.2, marked.1), marked);
            } else {
                self.tasks.push(marked);
            }
        }
    }

    fn task_serves(&mut self, serves: &TaskServes) {
        let at = serves.at.as_secs_f64();
        if self.is_open(at) {
            let (what, task) = match serves.what {
                Attempted::Waits => (0, NONE),
                Attempted::Begins(task) => (1, task),
                Attempted::BeginsAfterWaiting(task) => (2, task),
                Attempted::Done(task) => (3, task),
                Attempted::Rejected => (4, NONE),
                Attempted::TimedOut => (5, NONE),
            };
            let marked = (at, task, short(serves.function), what);
            if at < self.from {
                self.before(marked);
            } else {
                self.attempts.push(marked);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burstsim::scenario::shipped;

    fn of(name: &str, how: &HowToWatch) -> Answer {
        let scenario = shipped::find(name).unwrap().text.to_owned();
        let asked = Asked {
            scenario,
            name: name.to_owned(),
            ..Asked::default()
        };
        watch(&asked, how, &mut |_| ()).unwrap()
    }

    fn column(answer: &Answer, file: &str, skipped: usize, width: usize) -> Vec<Vec<u8>> {
        let count = answer.told()["counts"][file].as_u64().unwrap() as usize;
        let bytes = &answer.file(file).unwrap()[skipped * count..];
        bytes[..width * count]
            .chunks(width)
            .map(<[u8]>::to_vec)
            .collect()
    }

    /// AWS's figure: requests 1 to 5 create A to E, 6 to 8 reuse A to C, 9 creates F, 10 reuses D.
    #[test]
    fn awss_ten_requests_go_to_the_environments_of_awss_figure() {
        let answer = of("ten-requests", &HowToWatch::default());
        let environments: Vec<u8> = column(&answer, "served", 24, 4)
            .iter()
            .map(|cell| cell[0])
            .collect();
        assert_eq!(environments, [0, 1, 2, 3, 4, 0, 1, 2, 5, 3]);
        let starts: Vec<u8> = column(&answer, "served", 34, 1)
            .iter()
            .map(|cell| cell[0])
            .collect();
        assert_eq!(starts, [0, 0, 0, 0, 0, 1, 1, 1, 0, 1]);
    }

    #[test]
    fn what_finds_no_room_ends_the_record_and_says_when() {
        let how = HowToWatch {
            most: Some(7),
            ..HowToWatch::default()
        };
        let answer = of("ten-requests", &how);
        assert_eq!(answer.told()["counts"]["served"], 7);
        assert!(answer.told()["until_s"].as_f64() < answer.told()["end_s"].as_f64());
    }

    #[test]
    fn from_later_on_the_environments_that_are_there_keep_their_last_invocation() {
        let whole = of("ten-requests", &HowToWatch::default());
        let ats = column(&whole, "served", 0, 8);
        let last = f64::from_le_bytes(ats[9].clone().try_into().unwrap());
        let later = of(
            "ten-requests",
            &HowToWatch {
                from_s: last,
                most: None,
            },
        );
        let mut environments: Vec<u8> = column(&later, "served", 24, 4)
            .iter()
            .map(|cell| cell[0])
            .collect();
        environments.sort_unstable();
        environments.dedup();
        assert_eq!(environments, [0, 1, 2, 3, 4, 5]);
    }
}
