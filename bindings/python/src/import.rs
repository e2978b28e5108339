//! What users have, turned into scenarios; and what was measured, for a scenario to be held against.

use std::io;
use std::path::{Path, PathBuf};

use burstsim::disk::measured_files::{MeasuredFiles, MeasuredFilesError};
use burstsim::disk::new_files::{NewFiles, NewFilesError};
use burstsim::import::{Given, Import, Instant, ScenarioPlan, about};
use burstsim::report::{Language, imported};
use burstsim::study::watch::Watch;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::failure::Failure;
use crate::problem::Problem;
use crate::report::language_of;
use crate::watch::{Attention, Watching};

/// What the user says of files that do not say it themselves.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct GivenOptions {
    region: Option<String>,
    function: Option<String>,
    utc_offset: Option<String>,
    from_: Option<String>,
    to: Option<String>,
}

impl GivenOptions {
    fn given(&self) -> Result<Given, Failure> {
        let (from, to) = (instant("from_", &self.from_)?, instant("to", &self.to)?);
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            let words = "from_ is not before to: nothing lies between them";
            return Err(Failure::Argument(words.to_owned()));
        }
        Ok(Given {
            region: self.region.clone(),
            function: self.function.clone(),
            offset_s: self.offset_s()?,
            from,
            to,
        })
    }

    fn offset_s(&self) -> Result<Option<i64>, Failure> {
        let Some(zone) = &self.utc_offset else {
            return Ok(None);
        };
        let offset = Instant::offset_s(zone).ok_or_else(|| {
            Failure::Argument(format!(
                "utc_offset: {zone:?} is not an offset from UTC such as \"+09:00\""
            ))
        });
        offset.map(Some)
    }
}

fn instant(name: &str, text: &Option<String>) -> Result<Option<Instant>, Failure> {
    let Some(text) = text else {
        return Ok(None);
    };
    let instant = Instant::read(text).ok_or_else(|| {
        Failure::Argument(format!(
            "{name}: {text:?} is not a time such as 2026-11-26T08:00:00Z, 2026-11-26 or a Unix time"
        ))
    });
    instant.map(Some)
}

/// Reads all files; somebody who stops it is heard.
pub(crate) fn read_all(
    files: &[PathBuf],
    given: &GivenOptions,
    watch: &Watching,
) -> Result<Import, Failure> {
    let given = given.given()?;
    let files = MeasuredFiles::find(files)?;
    let import = files.read(given, &mut |_| match watch.is_stopped() {
        true => Err(io::Error::other("interrupted")),
        false => Ok(()),
    });
    match import {
        Err(_) if watch.is_stopped() => Err(Failure::Interrupted),
        other => Ok(other?),
    }
}

/// Rows that were left out, and what had to be assumed.
pub(crate) fn notes(import: &Import) -> impl Iterator<Item = Problem> {
    let left_out = imported::left_out(&import.files, Language::English).into_iter();
    let assumed = imported::assumed(&import.files).into_iter();
    left_out.chain(assumed).map(Problem::warning)
}

/// Scenarios that were made of files.
#[pyclass(frozen, module = "burstsim._native")]
pub(crate) struct Imported {
    scenarios: Vec<(String, ScenarioPlan, String)>,
    #[pyo3(get)]
    summary: String,
    #[pyo3(get)]
    text: String,
}

/// Makes scenarios of files.
#[pyfunction]
pub(crate) fn import_files(
    py: Python<'_>,
    files: Vec<PathBuf>,
    given: GivenOptions,
    scale: Option<f64>,
    name: Option<String>,
    attention: Attention,
    language: &str,
) -> PyResult<Imported> {
    attention.watch_alone(py, |watch| {
        let language = language_of(language)?;
        let import = read_all(&files, &given, watch)?;
        let import = match &name {
            Some(name) => import.in_folder(name),
            None => import,
        };
        let scenarios = import.scenarios(scale);
        let read: Vec<String> = files.iter().map(|file| file_name(file)).collect();
        let mut written = Vec::new();
        for (name, plan) in &scenarios {
            let text = plan.text(&about(&read, name, &scenarios));
            plan.check(name, &text)?;
            written.push((name.clone(), plan.clone(), text));
        }
        Ok(Imported {
            summary: format!("{:#}\n", import.summary(&scenarios)),
            text: imported::text(&import, &scenarios, language),
            scenarios: written,
        })
    })
}

#[pymethods]
impl Imported {
    /// The file, the text and the data files of each scenario.
    fn scenarios<'py>(&self, py: Python<'py>) -> PyResult<Vec<(&str, &str, Bound<'py, PyDict>)>> {
        let mut all = Vec::new();
        for (name, plan, text) in &self.scenarios {
            let files = PyDict::new(py);
            add_data(&files, plan)?;
            all.push((name.as_str(), text.as_str(), files));
        }
        Ok(all)
    }

    /// Puts all files into a folder, or none; their paths. None takes the place of another, unless `force`.
    fn write(&self, py: Python<'_>, folder: PathBuf, force: bool) -> PyResult<Vec<PathBuf>> {
        Ok(py
            .detach(|| self.put(&folder, force))
            .map_err(Failure::from)?)
    }

    /// All files, by their names.
    fn files<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let files = PyDict::new(py);
        for (name, plan, text) in &self.scenarios {
            add_data(&files, plan)?;
            files.set_item(name, PyBytes::new(py, text.as_bytes()))?;
        }
        files.set_item("import.json", PyBytes::new(py, self.summary.as_bytes()))?;
        Ok(files)
    }
}

impl Imported {
    fn put(&self, folder: &Path, force: bool) -> Result<Vec<PathBuf>, NewFilesError> {
        let mut files = NewFiles::beside(&folder.join("scenario.toml"), force)?;
        for (name, plan, text) in &self.scenarios {
            for data in plan.files() {
                files.written(&data.name, |out| data.write(out))?;
            }
            files.written(name, |out| out.write_all(text.as_bytes()))?;
        }
        files.written("import.json", |out| out.write_all(self.summary.as_bytes()))?;
        files.put_in_place()
    }
}

fn add_data(files: &Bound<'_, PyDict>, plan: &ScenarioPlan) -> PyResult<()> {
    for data in plan.files() {
        let mut contents = Vec::new();
        data.write(&mut contents)?;
        files.set_item(&data.name, PyBytes::new(files.py(), &contents))?;
    }
    Ok(())
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

impl From<MeasuredFilesError> for Failure {
    fn from(error: MeasuredFilesError) -> Self {
        match error {
            MeasuredFilesError::Unreadable { path, source } => Self::Unreadable {
                path,
                error: source,
            },
            other => Self::Argument(other.to_string()),
        }
    }
}
