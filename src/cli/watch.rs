//! The same work again whenever a file that it was made from changes, until Ctrl-C.
//!
//! It asks the disk a few times a second: that works on every file system, those of containers and networks included,
//! where notices of the operating system do not arrive, and needs no dependency. It knows files and when they change; it
//! must not know what is done with them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use burstsim::report::Language;
use burstsim::report::format::plural;

use super::error::{CliError, Outcome};
use super::input::{Prepared, ScenarioArguments};
use super::output;
use super::progress::Interruption;

/// How often the files are looked at. A change counts once it has stayed the same for as long: editors write in pieces,
/// and some replace a file.
const PAUSE: Duration = Duration::from_millis(300);

/// What tells one version of a file from another; `None` where there is no file.
type Version = Option<(SystemTime, u64)>;

/// What was read, and which version of it.
type Versions = BTreeMap<PathBuf, Version>;

/// How a person is told what goes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) language: Language,
    pub(super) quiet: bool,
}

/// Does `work` with a scenario, and again whenever it or a data file that it names changes. An error is shown and waited
/// on, unless it is that there is no such scenario to begin with.
///
/// # Errors
/// That the user ended it: nothing else does.
pub(super) fn again_and_again(
    scenario: &ScenarioArguments,
    read: impl Fn() -> Result<Prepared, CliError>,
    told: Told,
    mut work: impl FnMut(&Prepared, &Interruption) -> Result<Outcome, CliError>,
) -> Result<Outcome, CliError> {
    let interruption = Interruption::listen(told.language)?;
    let own = own(scenario, &read()?)?;
    let mut known = versions([own.clone()]);
    loop {
        let outcome = read().and_then(|prepared| {
            let outcome = work(&prepared, &interruption);
            // Which data files there are is known once they were read: then they are looked at for the first time.
            for path in prepared.paths() {
                let version = version(&path);
                known.entry(path).or_insert(version);
            }
            outcome
        });
        match outcome {
            Ok(_) => {}
            Err(
                ended @ (CliError::Interrupted(_) | CliError::CutShort(_) | CliError::BrokenPipe),
            ) => {
                return Err(ended);
            }
            Err(error) => {
                if let Some(message) = error.message(output::colour_on_stderr()) {
                    output::drawn(&message);
                }
            }
        }
        told.waiting(&own, known.len() - 1);
        let changed = await_change(&mut known, &interruption)?;
        told.changed(&changed);
    }
}

/// The file of the scenario.
fn own(scenario: &ScenarioArguments, prepared: &Prepared) -> Result<PathBuf, CliError> {
    if let Some(own) = prepared.paths().into_iter().next() {
        return Ok(own);
    }
    Err(CliError::Arguments(match &*scenario.shown() {
        "-" => "--watch needs a file to look at: standard input is read once".to_owned(),
        name => format!(
            "--watch needs a file to look at, and `{name}` is a shipped scenario: `burstsim new --from {name}` writes \
             a copy to edit"
        ),
    }))
}

/// Waits until a file is another and stays so; which one.
fn await_change(known: &mut Versions, interruption: &Interruption) -> Result<PathBuf, CliError> {
    let mut seen = known.clone();
    loop {
        std::thread::sleep(PAUSE);
        if interruption.is_raised() {
            return Err(CliError::CutShort(
                "no longer watching; the latest result stays".to_owned(),
            ));
        }
        let now = versions(known.keys().cloned());
        let is_still = now == seen;
        seen = now;
        let mut files = known.iter();
        let changed = files.find(|(path, version)| seen.get(*path) != Some(version));
        if let (true, Some((path, _))) = (is_still, changed) {
            let path = path.clone();
            *known = seen;
            return Ok(path);
        }
    }
}

fn versions(paths: impl IntoIterator<Item = PathBuf>) -> Versions {
    let paths = paths.into_iter();
    paths.map(|path| (path.clone(), version(&path))).collect()
}

fn version(path: &Path) -> Version {
    let about = fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

impl Told {
    fn waiting(self, own: &Path, others: usize) {
        if self.quiet {
            return;
        }
        let own = own.display();
        output::words(&match others {
            0 => self.language.choose(
                format!("watching {own}; Ctrl-C ends"),
                format!("{own}을(를) 지켜보는 중, Ctrl-C로 끝냅니다"),
            ),
            _ => self.language.choose(
                format!(
                    "watching {own} and {}; Ctrl-C ends",
                    plural(others as u64, "data file", "data files")
                ),
                format!("{own}와(과) 데이터 파일 {others}개를 지켜보는 중, Ctrl-C로 끝냅니다"),
            ),
        });
    }

    fn changed(self, path: &Path) {
        if !self.quiet {
            let path = path.display();
            output::words(&self.language.choose(
                format!("\n{path} changed: running again"),
                format!("\n{path}이(가) 바뀌어 다시 실행합니다"),
            ));
        }
    }
}
