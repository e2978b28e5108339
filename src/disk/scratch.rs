//! A folder that nobody looks into until it is complete, and what killed processes left of theirs.
//!
//! Each has a file beside it that stays locked as long as its process lives: `.burstsim-812-0` has
//! `.burstsim-812-0.lock`. A temporary file is locked itself. So the next process knows what is left over, and removes it.

use std::ffi::OsStr;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::locked::Locked;

/// How the names of all that is temporary begin.
pub(super) const PREFIX: &str = ".burstsim-";

/// How the names begin of what was there before, and waits until something new is in its place. It is never left over: it
/// is put back, or removed, by whoever finishes what was begun.
pub(super) const EARLIER: &str = ".burstsim-earlier";

const LOCK: &str = "lock";

/// The folder that a file or a folder is in, which is where its temporary ones belong.
pub(super) fn around(path: &Path) -> &Path {
    match path.parent() {
        Some(around) if !around.as_os_str().is_empty() => around,
        Some(_) => Path::new("."),
        None => path,
    }
}

/// A folder that is removed again, with all that is in it, unless it is moved away first.
#[derive(Debug)]
pub(super) struct Scratch {
    path: PathBuf,
    /// Held until this is dropped.
    lock: Option<Locked>,
}

impl Scratch {
    /// Makes one in a folder, in which what killed processes left is removed.
    pub(super) fn make_in(folder: &Path) -> io::Result<Self> {
        remove_leftovers(folder);
        let process = std::process::id();
        // Another host that shares the disk may have a process of the same number.
        for attempt in 0_u32.. {
            let path = folder.join(format!("{PREFIX}{process}-{attempt}"));
            let Some(lock) = Locked::open_lock(&lock_of(&path))? else {
                continue;
            };
            match fs::create_dir(&path) {
                Ok(()) => {
                    let lock = Some(lock);
                    return Ok(Self { path, lock });
                }
                // It stays with whom it belongs to.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    lock.remove(&lock_of(&path));
                    return Err(error);
                }
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the folder another name, under which it stays.
    pub(super) fn move_to(&self, goal: &Path) -> io::Result<()> {
        fs::rename(&self.path, goal)
    }
}

impl Drop for Scratch {
    /// Best effort: what stays is removed by the next process, which knows it by its lock.
    fn drop(&mut self) {
        if let Some(lock) = self.lock.take()
            && is_removed(&self.path)
        {
            lock.remove(&lock_of(&self.path));
        }
    }
}

/// Removes a folder; whether it is gone.
fn is_removed(folder: &Path) -> bool {
    let removed = fs::remove_dir_all(folder);
    removed.map_or_else(|error| error.kind() == io::ErrorKind::NotFound, |()| true)
}

fn lock_of(scratch: &Path) -> PathBuf {
    scratch.with_extension(LOCK)
}

/// Removes what processes that live no more left in a folder. Where that cannot be known or done, it stays.
pub(super) fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if is_left_over(&entry)
            && let Ok(Some(held)) = Locked::open(&path)
            && held.is_held()
        {
            let is_lock = path.extension() == Some(OsStr::new(LOCK));
            if !is_lock || is_removed(&path.with_extension("")) {
                held.remove(&path);
            }
        }
    }
}

/// Whether it is a temporary file, or the lock of a temporary folder, of a process that may have been killed.
fn is_left_over(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let name_begins = |start: &str| name.as_encoded_bytes().starts_with(start.as_bytes());
    let is_ours = name_begins(PREFIX) && !name_begins(EARLIER);
    let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
    // A file is locked a moment after it was made.
    let is_lock = Path::new(&name).extension() == Some(OsStr::new(LOCK));
    is_ours && is_file && (is_lock || is_older_than(entry, Duration::from_secs(60)))
}

fn is_older_than(entry: &DirEntry, age: Duration) -> bool {
    let written = entry.metadata().and_then(|found| found.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|elapsed| elapsed > age))
}
