//! Runs that workers make: other processes, on this machine or on others.
//!
//! A task is a scenario, packed, and the number of a replication; an answer is the whole result of that run. A study
//! that is watched by somebody who has workers asks them for each run, wherever it would have simulated it, and goes
//! on with the result as with its own: what it finds is the same to the byte. How tasks travel, and what happens when
//! a worker is lost, is the business of whoever has the workers.
//!
//! Knows scenarios, results and bytes; must not know any study, nor how a study is watched.

use serde::{Deserialize, Serialize};

use super::key::{self, PointKey};
use crate::catalog;
use crate::metrics::RunResult;
use crate::scenario::parse::{Files, Source, parse};
use crate::scenario::{Scenario, resolved};
use crate::world::{Interrupted, Observer, simulate_observed};

/// Makes runs somewhere else.
pub trait Workers: Sync {
    /// Has [`answer`] called by a worker, with a scenario as [`pack`] packs it, and waits for what it gives. It is
    /// asked on as many threads as there are, and the same scenario comes again for each of its replications.
    ///
    /// # Errors
    /// [`Interrupted`] if the study is to stop, because somebody asked or because the workers cannot be reached.
    fn ask(&self, scenario: Vec<u8>, replication: u64) -> Result<Vec<u8>, Interrupted>;
}

/// Why a worker gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkerError {
    /// Its results could differ.
    #[error(
        "the task is of burstsim {asked}, and this worker has {own}: both need the same version"
    )]
    OtherVersion {
        /// Whose task it is.
        asked: String,
        /// What the worker is.
        own: String,
    },
    /// It is no task, or not whole.
    #[error("this is not a task of burstsim, or it was damaged on its way")]
    Malformed,
    /// It was stopped.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

/// A scenario on its way to a worker.
#[derive(Serialize, Deserialize)]
struct Packed {
    version: String,
    /// The [`PointKey`] of one replication.
    key: String,
    name: String,
    text: String,
    inputs: Vec<(String, Vec<u8>)>,
}

impl Files for Packed {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let found = self.inputs.iter().find(|(known, _)| known == path);
        let contents = found.map(|(_, contents)| contents.clone());
        contents.ok_or_else(|| "was not sent with the task".to_owned())
    }
}

/// What decides on results beside the scenario: the version of burstsim and the dates of its catalogs.
pub fn version() -> String {
    let (catalog, prices) = (catalog::date(), catalog::prices_date());
    format!("{} of {catalog}, {prices}", env!("CARGO_PKG_VERSION"))
}

/// A scenario as workers are sent it, with the data files that it names.
pub fn pack(scenario: &Scenario) -> Vec<u8> {
    let inputs = scenario.inputs.iter();
    let packed = Packed {
        version: version(),
        key: PointKey::of(scenario, 1).to_string(),
        name: scenario.name.clone(),
        text: resolved::to_toml(scenario),
        inputs: inputs
            .map(|input| (input.path.clone(), input.contents.to_vec()))
            .collect(),
    };
    sealed(&packed)
}

/// What a worker makes of a task: the result of one replication of a packed scenario, for [`Workers::ask`] to give
/// back. It is empty where the scenario is one that no text can say, such as one with a limit lifted for the sake of
/// a study: whoever asked makes that run itself. `observer` may stop it.
///
/// # Errors
/// Why there is no answer.
pub fn answer(
    scenario: &[u8],
    replication: u64,
    observer: &mut impl Observer,
) -> Result<Vec<u8>, WorkerError> {
    let packed: Packed = opened(scenario).ok_or(WorkerError::Malformed)?;
    let own = version();
    if packed.version != own {
        let asked = packed.version;
        return Err(WorkerError::OtherVersion { asked, own });
    }
    let source = Source {
        name: "task",
        default_name: &packed.name,
        text: &packed.text,
    };
    match parse(source, &[], &packed) {
        Ok(parsed) if PointKey::of(&parsed.scenario, 1).to_string() == packed.key => Ok(sealed(
            &simulate_observed(&parsed.scenario, replication, observer)?,
        )),
        _ => Ok(Vec::new()),
    }
}

/// The result of a run that a worker made; `None` if it is to be made here.
pub(super) fn ask(
    workers: &dyn Workers,
    scenario: &Scenario,
    replication: u64,
) -> Result<Option<RunResult>, Interrupted> {
    let answer = workers.ask(pack(scenario), replication)?;
    Ok(opened(&answer))
}

/// Bytes of a value, and after them a checksum.
fn sealed(value: &impl Serialize) -> Vec<u8> {
    // Writing to memory fails for types that hide their length, of which there are none here; what is empty is not
    // opened.
    let mut bytes = postcard::to_allocvec(value).unwrap_or_default();
    let sum = key::checksum(&bytes);
    bytes.extend(sum);
    bytes
}

/// The value in such bytes; `None` if they are not as they were made.
fn opened<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Option<T> {
    let (bytes, sum) = bytes.split_last_chunk()?;
    let is_whole = key::checksum(bytes) == *sum;
    postcard::from_bytes(bytes).ok().filter(|_| is_whole)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::scenario::parse::NoFiles;
    use crate::scenario::shipped::{self, ShippedFiles};
    use crate::study::watch::{Watch, simulate_watched};
    use crate::study::{Looks, Variant, compare};
    use crate::world::simulate;

    fn scenario(text: &str, files: &dyn Files) -> Scenario {
        let source = Source {
            name: "test",
            default_name: "test",
            text,
        };
        parse(source, &[], files).unwrap().scenario
    }

    fn small() -> Scenario {
        let text = "duration = \"30s\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
            [[functions]]\nname = \"f\"\nservice_time.exponential.mean = \"1s\"\ntraffic = [{ poisson.rate = 50 }]\n";
        scenario(text, &NoFiles)
    }

    /// Workers in this process, which count their answers.
    #[derive(Default)]
    struct Here(AtomicU64);

    impl Workers for Here {
        fn ask(&self, scenario: Vec<u8>, replication: u64) -> Result<Vec<u8>, Interrupted> {
            let answer = answer(&scenario, replication, &mut ()).unwrap();
            self.0
                .fetch_add(u64::from(!answer.is_empty()), Ordering::Relaxed);
            Ok(answer)
        }
    }

    struct Asking<W>(W);

    impl<W: Workers> Watch for Asking<W> {
        fn workers(&self) -> Option<&dyn Workers> {
            Some(&self.0)
        }
    }

    #[test]
    fn a_workers_result_is_the_run_itself_for_every_shipped_scenario() {
        for shipped in shipped::all() {
            let scenario = scenario(shipped.text, &ShippedFiles);
            let bytes = answer(&pack(&scenario), 3, &mut ()).unwrap();
            let got: RunResult = opened(&bytes).unwrap_or_else(|| panic!("{}", shipped.name));
            let made = simulate(&scenario, 3);
            assert_eq!(format!("{got:?}"), format!("{made:?}"), "{}", shipped.name);
        }
    }

    #[test]
    fn a_study_by_workers_finds_what_it_finds_alone() {
        let variants = || {
            ["a", "b"].map(|name| Variant {
                name: name.to_owned(),
                settings: Vec::new(),
                scenario: Scenario {
                    seed: u64::from(name == "b"),
                    ..small()
                },
                usual: None,
                platform: None,
            })
        };
        let looks = || Looks::exactly(3);
        let alone = compare::compare(variants().into(), looks(), &()).unwrap();
        let watch = Asking(Here::default());
        let by_workers = compare::compare(variants().into(), looks(), &watch).unwrap();
        assert_eq!(watch.0.0.into_inner(), 2 * 3, "workers have made every run");
        assert_eq!(format!("{by_workers:?}"), format!("{alone:?}"));
    }

    #[test]
    fn what_no_text_can_say_is_left_to_whoever_asked() {
        let mut lifted = small();
        // Two functions of one name.
        lifted.functions.push(lifted.functions[0].clone());
        assert_eq!(answer(&pack(&lifted), 0, &mut ()), Ok(Vec::new()));
        let result = simulate_watched(&lifted, 0, &Asking(Here::default())).unwrap();
        assert_eq!(format!("{result:?}"), format!("{:?}", simulate(&lifted, 0)));
    }

    #[test]
    fn a_damaged_task_and_another_version_are_refused_and_a_damaged_answer_is_not_used() {
        let task = pack(&small());
        for cut in [0, 1, task.len() / 2, task.len() - 1] {
            let refused = answer(&task[..cut], 0, &mut ());
            assert_eq!(refused, Err(WorkerError::Malformed), "cut to {cut} bytes");
        }
        let mut damaged = task.clone();
        damaged[task.len() / 2] ^= 1;
        assert_eq!(answer(&damaged, 0, &mut ()), Err(WorkerError::Malformed));

        let mut packed: Packed = opened(&task).unwrap();
        packed.version = "0.0.9 of 2020-01-01, 2020-01-01".to_owned();
        let refused = answer(&sealed(&packed), 0, &mut ()).unwrap_err();
        assert!(refused.to_string().contains("0.0.9"), "{refused}");

        struct Damaging;
        impl Workers for Damaging {
            fn ask(&self, scenario: Vec<u8>, replication: u64) -> Result<Vec<u8>, Interrupted> {
                let mut bytes = Here::default().ask(scenario, replication)?;
                bytes.truncate(bytes.len() / 2);
                Ok(bytes)
            }
        }
        let result = simulate_watched(&small(), 0, &Asking(Damaging)).unwrap();
        assert_eq!(
            format!("{result:?}"),
            format!("{:?}", simulate(&small(), 0))
        );
    }
}
