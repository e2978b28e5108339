//! Files of what was measured, read one after another.
//!
//! It knows files on a disk; it must not know any format, nor how progress is shown.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::import::{Given, Import, ImportError, Importer, ReadError};

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum MeasuredFilesError {
    /// It is a folder.
    #[error("{path} is a folder: name the files in it, such as {path}/*.json")]
    Folder {
        /// The folder.
        path: String,
    },
    /// It is a pipe or the like, which could not be read twice or never ends.
    #[error("{path} is not a file on a disk: save it to one first")]
    NotAFile {
        /// What it was named.
        path: String,
    },
    /// It is there and cannot be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// The reason.
        source: io::Error,
    },
    /// What is in the files cannot be imported.
    #[error(transparent)]
    Refused(#[from] ImportError),
}

/// Files that are to be read: those that say what others mean before them, those that only add to others after them.
#[derive(Debug)]
pub struct MeasuredFiles<'a> {
    order: Vec<&'a Path>,
    bytes: u64,
}

impl<'a> MeasuredFiles<'a> {
    /// Looks at what the files are.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub fn find(files: &'a [PathBuf]) -> Result<Self, MeasuredFilesError> {
        let mut order = Vec::with_capacity(files.len());
        let mut bytes = 0;
        for path in files {
            bytes += regular(path)?;
            order.push((Importer::turn(open(path)?), path.as_path()));
        }
        // Stable: otherwise in the order in which they were given.
        order.sort_by_key(|(turn, _)| *turn);
        let order = order.into_iter().map(|(_, path)| path).collect();
        Ok(Self { order, bytes })
    }

    /// How many bytes they have together.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Reads them; `read` hears how many bytes more were read, and its error ends it.
    ///
    /// # Errors
    /// If one of them cannot be read, or is not what can be imported.
    pub fn read(
        self,
        given: Given,
        read: &mut dyn FnMut(u64) -> io::Result<()>,
    ) -> Result<Import, MeasuredFilesError> {
        let mut importer = Importer::new(given);
        for path in self.order {
            let file = Heard {
                file: open(path)?,
                read: &mut *read,
            };
            importer
                .read(&path.display().to_string(), file)
                .map_err(|error| refusal(path, error))?;
        }
        Ok(importer.finish()?)
    }
}

/// A file of which somebody hears how much was read.
struct Heard<'a> {
    file: File,
    read: &'a mut dyn FnMut(u64) -> io::Result<()>,
}

impl Read for Heard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.file.read(buffer)?;
        (self.read)(bytes as u64)?;
        Ok(bytes)
    }
}

/// The length of a file. What is no file, such as a folder or a pipe, could not be read twice, or never ends.
fn regular(path: &Path) -> Result<u64, MeasuredFilesError> {
    let found = path.metadata().map_err(|source| unreadable(path, source))?;
    let path = path.display().to_string();
    if found.is_dir() {
        return Err(MeasuredFilesError::Folder { path });
    }
    if !found.is_file() {
        return Err(MeasuredFilesError::NotAFile { path });
    }
    Ok(found.len())
}

fn open(path: &Path) -> Result<File, MeasuredFilesError> {
    File::open(path).map_err(|source| unreadable(path, source))
}

fn unreadable(path: &Path, source: io::Error) -> MeasuredFilesError {
    let path = path.display().to_string();
    MeasuredFilesError::Unreadable { path, source }
}

fn refusal(path: &Path, error: ImportError) -> MeasuredFilesError {
    match error {
        ImportError::File {
            error: ReadError::Io(error),
            ..
        } => unreadable(path, error),
        refused => refused.into(),
    }
}
