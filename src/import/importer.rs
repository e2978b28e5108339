//! Files in, one by one; a scenario, its data and what became of each file out.

use std::io::Read;

use super::cloudwatch;
use super::format::Format;
use super::gathered::Gathered;
use super::input::{Input, ReadError};
use super::naming::{name_in_region, named_after, scenario_name};
use super::reading::{FileReport, Given};
use super::resolve::{self, Regional};
use super::writing::ScenarioPlan;
use super::{access_logs, lambda_logs, load_tests, recognise, templates, traces};

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file could not be read, or is not what can be imported.
    #[error("{path}{}: {error}", place(error))]
    File {
        /// The file, as it was named.
        path: String,
        /// What is wrong with it.
        error: ReadError,
    },
    /// All that was measured lies outside the chosen time.
    #[error("nothing was measured in the chosen time")]
    Nothing,
}

fn place(error: &ReadError) -> String {
    match error {
        ReadError::Refused {
            line: Some(line), ..
        } => format!(", line {line}"),
        _ => String::new(),
    }
}

/// Reads files of any format.
#[derive(Debug, Default)]
pub struct Importer {
    given: Given,
    gathered: Gathered,
    files: Vec<FileReport>,
}

/// What was read from all files.
#[derive(Debug)]
pub struct Import {
    /// What became of each file, in the order in which they were read.
    pub files: Vec<FileReport>,
    /// What its scenarios are called.
    name: String,
    /// What is known of each Region, the one with the most requests first.
    pub(super) regions: Vec<Regional>,
}

impl Import {
    /// The same in a folder, after which its scenarios are called: files of one name are imported from many places, but
    /// into folders of their own, and results go by the scenario's name. One whose name says nothing changes nothing.
    #[must_use]
    pub fn in_folder(mut self, folder: &str) -> Self {
        if let Some(name) = named_after(folder) {
            self.name = name;
        }
        self
    }

    /// The scenario of each Region, with `scale` times its traffic, and the name of its file: `scenario.toml` for the one
    /// with the most requests, `scenario-REGION.toml` for the others.
    #[must_use]
    pub fn scenarios(&self, scale: Option<f64>) -> Vec<(String, ScenarioPlan)> {
        let several = self.regions.len() > 1;
        let numbered = self.regions.iter().enumerate();
        numbered
            .map(|(index, regional)| {
                let code = regional.region.as_deref().unwrap_or("unknown");
                let folder = if several {
                    format!("data/{code}/")
                } else {
                    "data/".to_owned()
                };
                let file = match index {
                    0 => "scenario.toml".to_owned(),
                    _ => format!("scenario-{code}.toml"),
                };
                let name = if several {
                    name_in_region(&self.name, code)
                } else {
                    self.name.clone()
                };
                (file, ScenarioPlan::new(&name, regional, &folder, scale))
            })
            .collect()
    }
}

/// What the head of one of `all` scenarios says, by the name of its file: which `files` it was made of.
#[must_use]
pub fn about(files: &[String], name: &str, all: &[(String, ScenarioPlan)]) -> Vec<String> {
    let mut about = vec![
        format!("Made by burstsim import from {}.", files.join(", ")),
        "Behind each value stands where it comes from: read, fitted, assumed, or open, which is for you to \
         fill in. import.json says more."
            .to_owned(),
    ];
    let (own, others): (Vec<_>, Vec<_>) = all.iter().partition(|(other, _)| other == name);
    if !others.is_empty() {
        let others: Vec<&str> = others.iter().map(|(other, _)| other.as_str()).collect();
        let region = own.first().and_then(|(_, plan)| plan.region.as_deref());
        about.push(format!(
            "This is what was measured in {}; other Regions are in {}.",
            region.unwrap_or("no Region that is known"),
            others.join(", ")
        ));
    }
    about
}

impl Importer {
    /// An importer that knows what the user says of files that do not say it.
    #[must_use]
    pub fn new(given: Given) -> Self {
        Self {
            given,
            ..Self::default()
        }
    }

    /// Reads a file, whose name may say a function or a Region where the content does not.
    ///
    /// # Errors
    /// If it is of no known format, says nothing of a function of Lambda, or is broken; with the line where one is to blame.
    pub fn read(&mut self, path: &str, file: impl Read) -> Result<&FileReport, ImportError> {
        let report = recognise::read(formats(), path, file, &mut self.gathered, &self.given);
        let report = report.map_err(|error| ImportError::File {
            path: path.to_owned(),
            error,
        })?;
        self.files.push(report);
        Ok(&self.files[self.files.len() - 1])
    }

    /// Puts together what the files say of each function and Region.
    ///
    /// # Errors
    /// If they say nothing, because all of it lies outside the chosen time.
    pub fn finish(self) -> Result<Import, ImportError> {
        let regions = resolve::regions(self.gathered);
        if regions.is_empty() {
            return Err(ImportError::Nothing);
        }
        let used = self.files.iter().map(|file| (&*file.path, file.used));
        Ok(Import {
            name: scenario_name(&used.collect::<Vec<_>>(), self.given.from),
            files: self.files,
            regions,
        })
    }

    /// The format of a file, packed or not, by its beginning, as `import.json` calls it; `None` if it is of none that is
    /// known.
    #[must_use]
    pub fn kind(file: impl Read) -> Option<&'static str> {
        let input = Input::open(file).ok()?;
        let head = super::head::Head::new(input.head());
        let format = formats().find(|format| (format.is_like)(&head));
        format.map(|format| format.kind)
    }

    /// When a file is read among the others: files of a lower number come first. Some say what others
    /// mean, and some only add to what others have named.
    #[must_use]
    pub fn turn(file: impl Read) -> u8 {
        match Self::kind(file) {
            Some(cloudwatch::QUERIES_KIND) => 0,
            Some(traces::MEMORY_KIND) => 2,
            _ => 1,
        }
    }
}

/// All formats, in the order in which they are asked: an access log may lie in the same envelope as a log of Lambda.
pub(super) fn formats() -> impl Iterator<Item = &'static Format> {
    [
        cloudwatch::FORMATS,
        access_logs::FORMATS,
        lambda_logs::FORMATS,
        load_tests::FORMATS,
        traces::FORMATS,
        templates::FORMATS,
    ]
    .into_iter()
    .flatten()
}
