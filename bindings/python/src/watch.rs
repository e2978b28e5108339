//! A study on a thread of its own, while the thread of Python reports its progress and listens for Ctrl-C.
//!
//! Signals of Python arrive on its main thread alone, and a callback belongs to the thread that asked for the study; the
//! runs are on other threads. So the one waits, without the interpreter lock, and looks up now and then. It knows how a
//! study is watched; it must not know any study.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use burstsim::study::parallel::Threads;
use burstsim::study::steps::Steps;
use burstsim::study::watch::{Step, Watch};
use burstsim::study::workers::Workers;
use burstsim::world::Interrupted;
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::failure::Failure;

/// How often Python is asked whether to go on, and told how far the study has come.
const PATIENCE: Duration = Duration::from_millis(50);

/// A main thread has as much; the runs need far less.
const STACK_BYTES: usize = 8 << 20;

/// How long a thread waits for a worker before it looks whether the study is to stop.
const PATIENCE_WITH_WORKERS: f64 = 0.1;

/// And how long for an answer that is there to come.
const PATIENCE_WITH_ANSWERS: f64 = 5.0;

/// What Python says of a study: how many threads, who is told of its progress, and who makes its runs, if somebody else
/// does.
#[derive(Default, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Attention {
    threads: Option<u16>,
    progress: Option<Py<PyAny>>,
    workers: Option<Py<PyAny>>,
}

impl Attention {
    /// What a study finds, all of whose runs go to as many threads as were asked for.
    ///
    /// # Errors
    /// What the study fails with, `KeyboardInterrupt`, or what the callback raised.
    pub(crate) fn watch<T: Send>(
        &self,
        py: Python<'_>,
        study: impl FnOnce(&Watching) -> Result<T, Failure> + Send,
    ) -> PyResult<T> {
        self.watch_alone(py, |watching| {
            Threads::start(self.threads)?.run(|| study(watching))
        })
    }

    /// The same for a study of one run, for which no other threads are started.
    ///
    /// # Errors
    /// As above.
    pub(crate) fn watch_alone<T: Send>(
        &self,
        py: Python<'_>,
        study: impl FnOnce(&Watching) -> Result<T, Failure> + Send,
    ) -> PyResult<T> {
        let watching = Watching {
            workers: self.workers.as_ref().map(|workers| workers.clone_ref(py)),
            ..Watching::default()
        };
        py.detach(|| self.wait(&watching, study))
    }

    fn wait<T: Send>(
        &self,
        watching: &Watching,
        study: impl FnOnce(&Watching) -> Result<T, Failure> + Send,
    ) -> PyResult<T> {
        thread::scope(|scope| {
            let (running, ended) = mpsc::channel::<()>();
            let work = move || {
                // Dropped when the study ends, however it does.
                let _running = running;
                study(watching)
            };
            let builder = thread::Builder::new().name("burstsim".to_owned());
            let worker = builder.stack_size(STACK_BYTES).spawn_scoped(scope, work);
            let worker = worker.map_err(|error| PyOSError::new_err(error.to_string()))?;
            let mut refused = None;
            while ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                if refused.is_none()
                    && let Err(error) = Python::attach(|py| self.tell(py, watching))
                {
                    watching.is_stopped.store(true, Ordering::Relaxed);
                    refused = Some(error);
                }
            }
            // A panic goes on here, where pyo3 makes an exception of it.
            let found = worker.join().unwrap_or_else(|panic| resume_unwind(panic));
            match refused.or_else(|| watching.refused()) {
                Some(error) => Err(error),
                None => Python::attach(|py| {
                    let found = found?;
                    self.tell_end(py, watching)?;
                    Ok(found)
                }),
            }
        })
    }

    fn tell(&self, py: Python<'_>, watching: &Watching) -> PyResult<()> {
        py.check_signals()?;
        match &self.progress {
            Some(callback) => callback
                .call1(py, (watching.steps.share(), watching.steps.words()))
                .map(drop),
            None => Ok(()),
        }
    }

    fn tell_end(&self, py: Python<'_>, watching: &Watching) -> PyResult<()> {
        match &self.progress {
            Some(callback) => callback.call1(py, (1.0, watching.steps.words())).map(drop),
            None => Ok(()),
        }
    }
}

/// How far a study has come, and whether it is to go on.
#[derive(Default)]
pub(crate) struct Watching {
    is_stopped: AtomicBool,
    steps: Steps,
    /// Who makes the runs, where it is not this process.
    workers: Option<Py<PyAny>>,
    /// What the workers failed with first.
    refused: Mutex<Option<PyErr>>,
}

impl Watching {
    fn refused(&self) -> Option<PyErr> {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.take()
    }

    /// What a worker answers; `None` if the study is to stop.
    fn answer(
        &self,
        workers: &Py<PyAny>,
        scenario: Vec<u8>,
        replication: u64,
    ) -> PyResult<Option<Vec<u8>>> {
        Python::attach(|py| {
            let started = {
                let packed = PyBytes::new(py, &scenario);
                workers
                    .bind(py)
                    .call_method1("start", (packed, replication))?
            };
            // It may be large, and many threads wait.
            drop(scenario);
            let mut has_ended = false;
            loop {
                if self.is_stopped() {
                    started.call_method0("forget")?;
                    return Ok(None);
                }
                if !has_ended {
                    let waited = started.call_method1("wait", (PATIENCE_WITH_WORKERS,))?;
                    has_ended = waited.is_truthy()?;
                    continue;
                }
                let answer = started.call_method1("result", (PATIENCE_WITH_ANSWERS,))?;
                if !answer.is_none() {
                    return answer.extract().map(Some);
                }
            }
        })
    }
}

impl Workers for Watching {
    fn ask(&self, scenario: Vec<u8>, replication: u64) -> Result<Vec<u8>, Interrupted> {
        let workers = self.workers.as_ref().ok_or(Interrupted)?;
        match self.answer(workers, scenario, replication) {
            Ok(answer) => answer.ok_or(Interrupted),
            Err(error) => {
                let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
                refused.get_or_insert(error);
                self.is_stopped.store(true, Ordering::Relaxed);
                Err(Interrupted)
            }
        }
    }
}

impl Watch for Watching {
    fn workers(&self) -> Option<&dyn Workers> {
        self.workers.as_ref().map(|_| self as &dyn Workers)
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    fn planned(&self, step: Step, more: u64) {
        self.steps.plan(step, more);
    }

    fn planned_share(&self, thousandths: u64) {
        self.steps.plan_share(thousandths);
    }

    fn resumed(&self, _: Step, done: u64) {
        self.steps.resume(done);
    }

    fn advanced(&self, thousandths: u64) {
        self.steps.advance(thousandths);
    }

    fn ended(&self, step: Step) {
        self.steps.end(step);
    }
}
