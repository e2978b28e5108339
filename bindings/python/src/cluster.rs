//! A sweep whose points other processes make, and runs of any study that they make: what the Python half hands out, and
//! what it brings back.
//!
//! It knows tasks, records and packed scenarios; it must not know who makes them, nor how they travel.

use std::num::NonZeroU64;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use burstsim::disk::records::RecordsFile;
use burstsim::measures::Measure;
use burstsim::report::SweepReport;
use burstsim::scenario::parse::Override;
use burstsim::study::sweep::{Part, Points, Records, Stopped, task};
use burstsim::study::workers::{self, WorkerError};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::failure::Failure;
use crate::guard::GuardOfMany;
use crate::measures;
use crate::problem::Problem;
use crate::report::{Owned, Report};
use crate::source::{Source, overrides};
use crate::sweep::How;
use crate::watch::{Attention, Watching};

/// The points of a sweep, and what is known of them.
#[pyclass(frozen, module = "burstsim._native")]
pub(crate) struct SweepPlan {
    source: Py<Source>,
    changes: Vec<Override>,
    metrics: Vec<Measure>,
    points: Mutex<Option<Points>>,
    known: Mutex<Known>,
    /// All replications of all points.
    #[pyo3(get)]
    runs: u64,
    /// Those that were known from the start.
    #[pyo3(get)]
    runs_known: u64,
}

/// What is known of the points, and where it is kept beside.
struct Known {
    records: Records,
    file: Option<RecordsFile>,
}

/// What makes a point of the scenario, the first of its replications that a task makes, and the one behind the last.
type Task = (Vec<String>, u64, u64);

#[pymethods]
impl SweepPlan {
    /// Checks all points, and reads what an earlier sweep has left in `records`.
    #[new]
    #[pyo3(signature = (source, changes, how, records, attention))]
    fn new(
        py: Python<'_>,
        source: Py<Source>,
        changes: Vec<String>,
        how: How,
        records: Option<PathBuf>,
        attention: Attention,
    ) -> PyResult<Self> {
        let changes = overrides(&changes);
        let from = source.get();
        let (metrics, points, known) = attention.watch(py, |watch| {
            let metrics = measures::compared(&how.metric)?;
            let guard = GuardOfMany::new();
            let parse = |point: &[Override]| from.parse(&changes, point).map(|one| guard.seen(one));
            let points = Points::check(&how.design()?, how.replications, parse, watch)?;
            guard.passed()?;
            let mut known = Records::of(&points);
            let open = |path: PathBuf| RecordsFile::open(&path, false, &mut known);
            let file = records.map(open).transpose()?;
            let records = known;
            Ok((metrics, points, Known { records, file }))
        })?;
        let keys = points.keys.iter();
        Ok(Self {
            runs: how.replications * points.keys.len() as u64,
            runs_known: keys.map(|key| known.records.runs_of(*key)).sum(),
            points: Mutex::new(Some(points)),
            known: Mutex::new(known),
            source,
            changes,
            metrics,
        })
    }

    /// What is left to do: of each point as many replications as follow one another.
    fn tasks(&self) -> Vec<Task> {
        let (points, known) = (locked(&self.points), locked(&self.known));
        let tasks = points
            .iter()
            .flat_map(|points| points.tasks(NonZeroU64::MAX, &known.records));
        tasks
            .map(|task| {
                (
                    task.settings(),
                    task.replications.start,
                    task.replications.end,
                )
            })
            .collect()
    }

    /// Makes here what is left to do, on all threads, and keeps it.
    fn make(&self, py: Python<'_>, attention: Attention) -> PyResult<()> {
        let source = self.source.get();
        attention.watch(py, |watch| {
            let (points, mut known) = (locked(&self.points), locked(&self.known));
            let Some(points) = points.as_ref() else {
                return Ok(());
            };
            let parse = |point: &[Override]| source.parse(&self.changes, point);
            let Known { records, file } = &mut *known;
            let mut made = Vec::new();
            let append = |line: &str| {
                made.push(line.to_owned());
                file.as_mut().map_or(Ok(()), |file| file.append(line))
            };
            let ended = points.run_part(Part::WHOLE, parse, records, append, watch);
            made.iter().for_each(|line| records.take(line.trim_end()));
            ended.map_err(|stopped| match stopped {
                Stopped::Interrupted { .. } => Failure::Interrupted,
                Stopped::Scenario(error) => error.into(),
                Stopped::NotKept(error) => error.into(),
            })
        })
    }

    /// Takes lines that a task gave, and keeps them. What is not of this sweep, or not whole, is refused: made by another
    /// version or damaged on its way, it would be made again here, and nobody would know why that takes so long.
    fn keep(&self, lines: &str) -> PyResult<()> {
        let mut known = locked(&self.known);
        let flaws =
            |records: &Records| records.damaged() + records.strangers() + records.disputed();
        let before = flaws(&known.records);
        for line in lines.lines() {
            known.records.take(line);
        }
        if flaws(&known.records) > before {
            let words = "a worker gave records that are not of this sweep, or not whole";
            return Err(PyRuntimeError::new_err(words));
        }
        match &mut known.file {
            Some(file) => Ok(file.append(lines).map_err(Failure::from)?),
            None => Ok(()),
        }
    }

    /// The report of all points; what is still not known of them is simulated here. The plan is done then.
    fn report(&self, py: Python<'_>, attention: Attention, language: &str) -> PyResult<Report> {
        let points = locked(&self.points).take();
        let points =
            points.ok_or_else(|| PyRuntimeError::new_err("the plan of this sweep is done"))?;
        let source = self.source.get();
        attention.watch(py, |watch| {
            let parse = |point: &[Override]| source.parse(&self.changes, point);
            let warnings = Problem::warnings(&points.warnings);
            let swept = points.run(parse, &locked(&self.known).records, watch)?;
            let report = SweepReport::new(swept, self.metrics.clone());
            Report::new(Owned(report), language, warnings)
        })
    }

    /// Lets the file of records go, so that others may write to it.
    fn close(&self) {
        locked(&self.known).file = None;
    }
}

/// What is here is whole whenever nobody holds it, also after a panic.
fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// On a worker: the records of some replications of a point.
#[pyfunction]
pub(crate) fn make_task(
    py: Python<'_>,
    source: &Source,
    changes: Vec<String>,
    replications: u64,
    asked: Task,
) -> PyResult<String> {
    let (settings, first, end) = asked;
    let (changes, settings) = (overrides(&changes), overrides(&settings));
    Attention::default().watch_alone(py, |watch| {
        let parse = |point: &[Override]| source.parse(&changes, point);
        let made = task::make(parse, &settings, replications, first..end, watch);
        made.map_err(|error| match error {
            task::TaskError::Scenario(error) => error.into(),
            task::TaskError::Interrupted(interrupted) => interrupted.into(),
            beyond @ task::TaskError::Beyond { .. } => Failure::Argument(beyond.to_string()),
        })
    })
}

/// On a worker: the result of one replication of a packed scenario, as bytes.
#[pyfunction]
pub(crate) fn answer<'py>(
    py: Python<'py>,
    scenario: &[u8],
    replication: u64,
) -> PyResult<Bound<'py, PyBytes>> {
    let found = Attention::default().watch_alone(py, |watch| {
        let answer = workers::answer(scenario, replication, &mut Stopping(watch));
        answer.map_err(|error| match error {
            WorkerError::Interrupted(interrupted) => interrupted.into(),
            other => Failure::Argument(other.to_string()),
        })
    })?;
    Ok(PyBytes::new(py, &found))
}

/// The version of burstsim and of what it knows of AWS: results are the same where it is.
#[pyfunction]
pub(crate) fn engine_version() -> String {
    workers::version()
}

/// Stops a run when the study is to stop.
struct Stopping<'a>(&'a Watching);

impl burstsim::world::Observer for Stopping<'_> {
    fn progress(&mut self, _: burstsim::kernel::SimTime) -> std::ops::ControlFlow<()> {
        use burstsim::study::Watch;
        match self.0.is_stopped() {
            true => std::ops::ControlFlow::Break(()),
            false => std::ops::ControlFlow::Continue(()),
        }
    }
}
