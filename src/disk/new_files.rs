//! New files: all of them appear whole, or none does, and none takes the place of another unasked.
//!
//! It knows names and bytes; it must not know what is in them. Result folders have their own way
//! ([`folder`](super::folder)), in which a manifest tells whose files may be replaced.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use fs4::FileExt;
use tempfile::NamedTempFile;

use super::{durable, scratch};

/// Why files could not be written. None has been, and nothing is replaced.
#[derive(Debug, thiserror::Error)]
pub enum NewFilesError {
    /// There is one already.
    #[error("{} already exists and is left as it is; choose another path", .0.display())]
    Taken(PathBuf),
    /// A folder has its name.
    #[error("{} is a folder; name the file that is to be written", .0.display())]
    Folder(PathBuf),
    /// The scenario and what goes with it would be one file.
    #[error("{} is to hold the scenario and the {name} that goes with it; choose another path", path.display())]
    Same {
        /// The file.
        path: PathBuf,
        /// What goes with the scenario.
        name: String,
    },
    /// It cannot be written.
    #[error("cannot write {}: {}", path.display(), why(source))]
    Write {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

/// Files to be written, so far under temporary names.
#[derive(Debug)]
pub struct NewFiles {
    path: PathBuf,
    force: bool,
    staged: Vec<(PathBuf, NamedTempFile)>,
    placed: Vec<PathBuf>,
    /// What may be replaced, with where it is meanwhile.
    aside: Vec<(PathBuf, PathBuf)>,
    /// Folders made for companions; removed again, if still empty, unless all files are in place.
    folders: Vec<PathBuf>,
}

impl NewFiles {
    /// Files for a scenario at `path` and what goes with it.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn beside(path: &Path, force: bool) -> Result<Self, NewFilesError> {
        let files = Self {
            path: path.to_owned(),
            force,
            staged: Vec::new(),
            placed: Vec::new(),
            aside: Vec::new(),
            folders: Vec::new(),
        };
        let folder = scratch::around(path);
        scratch::remove_leftovers(folder);
        put_back(folder);
        files.refuse_if_taken(path)?;
        Ok(files)
    }

    /// Adds the scenario itself.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn scenario(&mut self, contents: &[u8]) -> Result<(), NewFilesError> {
        self.stage(self.path.clone(), |out| out.write_all(contents))
    }

    /// Adds a file that the scenario names `name`. One with the same contents may be there.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn companion(&mut self, name: &str, contents: &[u8]) -> Result<(), NewFilesError> {
        let goal = self.folder().join(name);
        if goal == self.path {
            return Err(NewFilesError::Same {
                path: goal,
                name: name.to_owned(),
            });
        }
        if fs::read(&goal).is_ok_and(|found| found == contents) {
            return Ok(());
        }
        self.written(name, |out| out.write_all(contents))
    }

    /// Adds a file `name` whose contents are written piece by piece.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn written(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), NewFilesError> {
        let goal = self.folder().join(name);
        self.refuse_if_taken(&goal)?;
        self.create_folder_of(&goal)?;
        self.stage(goal, write)
    }

    /// Makes the folder of a file, and those around it, which go again unless all files come into place.
    fn create_folder_of(&mut self, goal: &Path) -> Result<(), NewFilesError> {
        let folders = goal.ancestors().skip(1);
        let missing: Vec<&Path> = folders
            .take_while(|folder| !is_here(folder) && !folder.exists())
            .collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder).map_err(|source| cannot_write(folder, source))?;
            self.folders.push(folder.to_owned());
        }
        Ok(())
    }

    /// A file that may take the place of an earlier one; its folder is made if need be.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn over(path: &Path, contents: &[u8]) -> Result<(), NewFilesError> {
        let mut files = Self::beside(path, true)?;
        files.create_folder_of(path)?;
        files.scenario(contents)?;
        files.put_in_place().map(|_| ())
    }

    /// Gives the files their names; the scenario, which needs the others, comes last. Until they are there no scenario
    /// is: an earlier one with the new files beside it would look like a result of either.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn put_in_place(mut self) -> Result<Vec<PathBuf>, NewFilesError> {
        self.set_earlier_aside()?;
        for (goal, temporary) in std::mem::take(&mut self.staged) {
            let placed = temporary.persist_noclobber(&goal);
            placed.map_err(|failed| cannot_write(&goal, failed.error))?;
            self.placed.push(goal);
        }
        for (_, aside) in self.aside.drain(..) {
            // What cannot be removed is removed by the next command.
            let _ = fs::remove_file(aside);
        }
        self.folders.clear();
        Ok(std::mem::take(&mut self.placed))
    }

    /// Moves what may be replaced out of the way, the scenario before what goes with it.
    fn set_earlier_aside(&mut self) -> Result<(), NewFilesError> {
        if !self.force {
            return Ok(());
        }
        for (goal, _) in self.staged.iter().rev() {
            if let Some(name) = goal.file_name().filter(|_| goal.symlink_metadata().is_ok()) {
                let mut aside = OsString::from(ASIDE);
                aside.push(name);
                let aside = goal.with_file_name(aside);
                fs::rename(goal, &aside).map_err(|source| cannot_write(goal, source))?;
                self.aside.push((goal.clone(), aside));
            }
        }
        Ok(())
    }

    fn folder(&self) -> PathBuf {
        self.path.parent().map(Path::to_owned).unwrap_or_default()
    }

    fn refuse_if_taken(&self, goal: &Path) -> Result<(), NewFilesError> {
        match goal.symlink_metadata() {
            Ok(found) if found.is_dir() => Err(NewFilesError::Folder(goal.to_owned())),
            Ok(_) if !self.force => Err(NewFilesError::Taken(goal.to_owned())),
            _ => Ok(()),
        }
    }

    fn stage(
        &mut self,
        goal: PathBuf,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), NewFilesError> {
        let staged = temporary_in(scratch::around(&goal)).and_then(|file| {
            // Where it cannot be locked, it stays should this process be killed.
            let _ = FileExt::try_lock(file.as_file());
            let mut file = BufWriter::new(file);
            write(&mut file)?;
            let file = file.into_inner()?;
            durable::sync_file(file.as_file())?;
            Ok(file)
        });
        let file = staged.map_err(|source| cannot_write(&goal, source))?;
        self.staged.push((goal, file));
        Ok(())
    }
}

impl Drop for NewFiles {
    fn drop(&mut self) {
        // Best effort: the error that led here is the one to report.
        for file in &self.placed {
            let _ = fs::remove_file(file);
        }
        for (goal, aside) in self.aside.drain(..).rev() {
            let _ = fs::rename(aside, goal);
        }
        self.staged.clear();
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// How the name of a file begins that may be replaced, while what replaces it is not in its place.
const ASIDE: &str = ".burstsim-earlier-";

/// Puts back what a command that was killed had moved out of the way, unless there is something new in its place.
fn put_back(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().and_then(|name| name.strip_prefix(ASIDE)) else {
            continue;
        };
        let goal = entry.path().with_file_name(name);
        let _ = match goal.symlink_metadata() {
            Ok(_) => fs::remove_file(entry.path()),
            Err(_) => fs::rename(entry.path(), goal),
        };
    }
}

/// Whether a parent is the current folder: `my.toml` has an empty one.
fn is_here(folder: &Path) -> bool {
    folder.as_os_str().is_empty()
}

fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(scratch::PREFIX);
    // Temporary files are private; these are to be as any new file, which the umask decides.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn cannot_write(goal: &Path, source: io::Error) -> NewFilesError {
    let path = goal.to_owned();
    NewFilesError::Write { path, source }
}

fn why(error: &io::Error) -> String {
    // The temporary file's name, which the error may hold, would only confuse.
    match error.kind() {
        io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
        kind => io::Error::from(kind).to_string(),
    }
}
