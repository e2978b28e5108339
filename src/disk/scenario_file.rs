//! A scenario by its path or shipped name, with the data files that it names.
//!
//! It knows where the texts come from; it must not know what is in them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::bounded;
use crate::scenario::folder_name::distinct;
use crate::scenario::parse::{Files, Override, Parsed, ScenarioError, Source, nearest, parse_with};
use crate::scenario::shipped::{self, ShippedFiles};

/// No scenario needs more; whatever is larger is some other file.
const LARGEST_BYTES: u64 = 4 << 20;

/// Recorded traffic may be so large, in bytes: some 300 million requests.
const LARGEST_DATA: u64 = 4 << 30;

/// A scenario's text, with what it needs to be parsed. Each data file that it names is read once, so that all variants
/// of it are of the same bytes.
#[derive(Debug)]
pub struct ScenarioFile {
    /// As errors name it.
    shown: String,
    /// Name of the scenario unless it says otherwise.
    name: String,
    text: String,
    /// Where it lies and the folder of its data files; neither for what is shipped or was handed over.
    path: Option<PathBuf>,
    folder: PathBuf,
    files: Remembered,
}

/// Why there is no scenario to parse.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioFileError {
    /// It is there and cannot be read.
    #[error("cannot read {shown}: {source}")]
    Unreadable {
        /// The file.
        shown: String,
        /// The reason.
        source: io::Error,
    },
    /// Nothing has this name.
    #[error(
        "there is neither a file nor a shipped scenario called `{name}`.{}",
        nearest.map_or_else(String::new, |nearest| format!(" Did you mean `{nearest}`?"))
    )]
    Unknown {
        /// What was asked for.
        name: String,
        /// The shipped scenario whose name is most like it.
        nearest: Option<&'static str>,
    },
    /// It is no scenario.
    #[error(
        "{shown} is not a scenario: it is larger than {} MB. Recorded traffic goes into a CSV file that the scenario \
         names with `trace.file`.",
        LARGEST_BYTES >> 20
    )]
    TooLarge {
        /// The file.
        shown: String,
    },
    /// It is no text that TOML allows.
    #[error(
        "{shown}, line {line}: byte {byte} is not valid UTF-8, and TOML files must be UTF-8. Save the file in that \
         encoding."
    )]
    NotUtf8 {
        /// The file.
        shown: String,
        /// The line, from 1.
        line: usize,
        /// The byte of the file, from 1.
        byte: usize,
    },
}

impl ScenarioFileError {
    /// Whether another argument is needed, rather than another state of the disk.
    pub fn is_wrong_input(&self) -> bool {
        !matches!(self, Self::Unreadable { .. })
    }
}

impl ScenarioFile {
    /// The file at a path, or the shipped scenario of that name.
    ///
    /// # Errors
    /// Why there is none.
    pub fn find(argument: impl AsRef<OsStr>) -> Result<Self, ScenarioFileError> {
        let path = Path::new(argument.as_ref());
        // A path that is no text is shown as well as can be, and read as it is.
        let argument = &*path.to_string_lossy();
        // A folder of that name, such as an earlier result's, does not hide the shipped scenario.
        match shipped::find(argument) {
            Some(shipped) if !path.is_file() => Ok(Self {
                shown: format!("<shipped>/{argument}.toml"),
                name: argument.to_owned(),
                text: shipped.text.into(),
                path: None,
                folder: PathBuf::new(),
                files: Remembered::of(Box::new(ShippedFiles)),
            }),
            _ => Self::open(path, argument),
        }
    }

    /// The file at a path, which errors call `shown`.
    ///
    /// # Errors
    /// Why there is none.
    pub fn open(path: &Path, shown: &str) -> Result<Self, ScenarioFileError> {
        let file = bounded::open(path).map_err(|error| cannot_open(shown, error))?;
        let stem = path.file_stem().unwrap_or(OsStr::new("scenario"));
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let name = match stem.to_str() {
            Some(stem) => stem.to_owned(),
            // What two such names are shown as may be the same.
            None => distinct(&stem.to_string_lossy(), stem.as_encoded_bytes()),
        };
        let text = read_text(file, shown)?;
        let path = Some(path.to_owned());
        Ok(Self {
            path,
            ..Self::of_text(shown, &name, text, folder)
        })
    }

    /// What `input` holds, which errors call `shown`; its data files lie below the current folder.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(input: impl Read, shown: &str, name: &str) -> Result<Self, ScenarioFileError> {
        let text = read_text(input, shown)?;
        Ok(Self::of_text(shown, name, text, PathBuf::new()))
    }

    /// A text, whose data files lie in `folder`.
    pub fn of_text(shown: &str, name: &str, text: String, folder: PathBuf) -> Self {
        Self {
            shown: shown.to_owned(),
            name: name.to_owned(),
            text,
            path: None,
            files: Remembered::of(Box::new(Beside {
                folder: folder.clone(),
            })),
            folder,
        }
    }

    /// The same with other data files than those on the disk.
    #[must_use]
    pub fn with_files(self, files: Box<dyn Files + Send + Sync>) -> Self {
        let files = Remembered::of(files);
        Self { files, ..self }
    }

    /// As errors name it.
    #[must_use]
    pub fn called(self, shown: &str) -> Self {
        let shown = shown.to_owned();
        Self { shown, ..self }
    }

    /// The scenario with some settings changed.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(&self, overrides: &[Override]) -> Result<Parsed, ScenarioError> {
        let source = Source {
            name: &self.shown,
            default_name: &self.name,
            text: &self.text,
        };
        parse_with(source, overrides, &self.files)
    }

    /// Name of the scenario unless it says otherwise.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The data files that were read when it was parsed, by the paths that the scenario names.
    pub fn data(&self) -> BTreeMap<String, Vec<u8>> {
        let known = self.files.known.lock();
        let known = known.unwrap_or_else(PoisonError::into_inner);
        let read = |(path, contents): (&String, &Contents)| {
            Some((path.clone(), contents.as_ref().ok()?.to_vec()))
        };
        known.iter().filter_map(read).collect()
    }

    /// The files on the disk that it was made from so far: its own, and the data files that it named when it was parsed,
    /// whether or not they could be read. Empty unless it lies in a file.
    pub fn paths(&self) -> Vec<PathBuf> {
        let known = self.files.known.lock();
        let known = known.unwrap_or_else(PoisonError::into_inner);
        let data = known.keys().map(|path| self.folder.join(path));
        let own = self.path.iter();
        own.flat_map(|own| std::iter::once(own.clone()).chain(data.clone()))
            .collect()
    }

    /// As errors name it.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

fn cannot_open(argument: &str, source: io::Error) -> ScenarioFileError {
    let looks_like_a_name = !argument.contains(['/', '\\', '.']);
    if source.kind() != io::ErrorKind::NotFound || !looks_like_a_name {
        let shown = argument.to_owned();
        return ScenarioFileError::Unreadable { shown, source };
    }
    ScenarioFileError::Unknown {
        name: argument.to_owned(),
        nearest: nearest(argument, shipped::all().iter().map(|shipped| shipped.name)),
    }
}

fn read_text(input: impl Read, shown: &str) -> Result<String, ScenarioFileError> {
    let mut bytes = Vec::new();
    input
        .take(LARGEST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| ScenarioFileError::Unreadable {
            shown: shown.to_owned(),
            source,
        })?;
    if bytes.len() as u64 > LARGEST_BYTES {
        return Err(ScenarioFileError::TooLarge {
            shown: shown.to_owned(),
        });
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let lines = error.as_bytes()[..valid].iter();
        ScenarioFileError::NotUtf8 {
            shown: shown.to_owned(),
            line: 1 + lines.filter(|&&byte| byte == b'\n').count(),
            byte: valid + 1,
        }
    })
}

/// Files that are read once.
struct Remembered {
    files: Box<dyn Files + Send + Sync>,
    known: Mutex<BTreeMap<String, Contents>>,
}

/// What a file holds, or why it cannot be read.
type Contents = Result<Arc<[u8]>, String>;

impl Remembered {
    fn of(files: Box<dyn Files + Send + Sync>) -> Self {
        let known = Mutex::default();
        Self { files, known }
    }
}

impl std::fmt::Debug for Remembered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remembered").finish_non_exhaustive()
    }
}

impl Files for Remembered {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.shared(path).map(|contents| contents.to_vec())
    }

    fn shared(&self, path: &str) -> Contents {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || self.files.shared(path);
        known.entry(path.to_owned()).or_insert_with(read).clone()
    }
}

/// Files beside the scenario.
struct Beside {
    folder: PathBuf,
}

impl Files for Beside {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        bounded::read(&self.folder.join(path), LARGEST_DATA).map_err(|error| error.to_string())
    }

    fn shared(&self, path: &str) -> Contents {
        bounded::read_shared(&self.folder.join(path), LARGEST_DATA)
            .map_err(|error| error.to_string())
    }
}
