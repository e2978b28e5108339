//! The result folder: a complete result takes the place of the earlier one in one step, or nothing changes.
//!
//! A run writes into a folder of its own beside the result folder. When every file is written, and on the disk, the two
//! are exchanged by one rename: whoever looks, and whatever is killed or loses its power, there is the whole earlier result
//! or the whole new one. A folder that is not all ours, is the current one, or lies on a file system without such an
//! exchange is changed file by file instead; what is cut off there is finished by the next burstsim that comes by
//! (`pending`).
//!
//! Files that burstsim does not own are never touched: an earlier result is what the folder's manifest lists, and nothing
//! else. A folder that holds something, but no result, is refused.
//!
//! It knows names and bytes; it must not know what is in them.

mod error;
mod listing;
mod pending;

use std::collections::BTreeSet;
use std::env;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::durable;
use super::scratch::{Scratch, around};
use crate::report::{EarlierResult, ResultFolder, manifest};

pub use error::FolderError;
use listing::{Others, exists, is_behind_a_link, is_plain_path, listed};

/// A result that is being written.
#[derive(Debug)]
pub struct Staging<'a> {
    /// As the user called it.
    named: PathBuf,
    /// Where it is: no link.
    folder: PathBuf,
    /// Dropped before `created`, so that a folder we made is empty when it is to be removed.
    scratch: Scratch,
    created: CreatedFolders,
    written: Vec<PathBuf>,
    stop: Stop<'a>,
}

impl<'a> Staging<'a> {
    /// Starts a result for `folder`; the folders around it are created if need be.
    ///
    /// # Errors
    /// Why no result can be put there. That does not depend on what is in the result, so that it can be asked before
    /// anything is simulated ([`check`]).
    pub fn begin(folder: &Path) -> Result<Self, FolderError> {
        // `result/.` is `result`.
        let folder: &Path = &folder.components().collect::<PathBuf>();
        let wrong = |source| FolderError::folder(folder, source);
        let around = around(folder);
        let created = CreatedFolders::create(around).map_err(wrong)?;
        let (place, scratch) = if exists(folder) {
            // A link leads to the folder.
            let place = fs::canonicalize(folder).map_err(wrong)?;
            let scratch = beside_or_in(folder, &place)?;
            (place, scratch)
        } else {
            (folder.to_owned(), Scratch::make_in(around).map_err(wrong)?)
        };
        Ok(Self {
            named: folder.to_owned(),
            folder: place,
            scratch,
            created,
            written: Vec::new(),
            stop: Stop(&|| false),
        })
    }

    /// Ends soon, with [`FolderError::Stopped`], once `is_stopped` says so.
    #[must_use]
    pub fn until(mut self, is_stopped: &'a dyn Fn() -> bool) -> Self {
        self.stop = Stop(is_stopped);
        self
    }

    /// Puts the new result in the place of the earlier one and returns the paths of its files.
    ///
    /// # Errors
    /// Why that cannot be done. The earlier result is unchanged.
    pub fn commit(self) -> Result<Vec<PathBuf>, FolderError> {
        let outcome = self.put_in_place();
        if outcome.is_ok() {
            self.created.keep();
        }
        outcome.map(|()| {
            let paths = self.written.iter().map(|name| self.named.join(name));
            paths.collect()
        })
    }

    fn put_in_place(&self) -> Result<(), FolderError> {
        let wrong = |source| FolderError::replace(&self.named, source);
        if !self
            .written
            .iter()
            .any(|name| name == Path::new(manifest::FILE))
        {
            return Err(FolderError::NoManifest);
        }
        if (self.stop.0)() {
            return Err(FolderError::Stopped);
        }
        durable::sync_tree(self.scratch.path()).map_err(wrong)?;
        // Once that is done it is done, whatever the disk says of it afterwards.
        let done = || {
            let _ = durable::sync_names(around(&self.folder));
            Ok(())
        };
        if !exists(&self.folder) && self.scratch.move_to(&self.folder).is_ok() {
            return done();
        }
        let earlier = listed(&self.folder);
        self.refuse_what_is_in_the_way(&earlier)?;
        if Others::of(&self.folder, &earlier).map_err(wrong)? == Others::None
            && !is_current(&self.folder)
            && self.is_beside()
            && exchange(&self.folder, self.scratch.path()).is_ok()
        {
            keep_what_came_meanwhile(self.scratch.path(), &earlier, &self.folder);
            return done();
        }
        match pending::put_in_place(&self.folder, &self.scratch) {
            // The folder is where another file system begins, such as a volume of a container: what is beside it is not
            // on the same.
            Err(FolderError::Replace { source, .. })
                if source.kind() == io::ErrorKind::CrossesDevices && self.is_beside() =>
            {
                let within = Scratch::make_in(&self.folder).map_err(wrong)?;
                copy_all(self.scratch.path(), within.path(), &self.written).map_err(wrong)?;
                durable::sync_tree(within.path()).map_err(wrong)?;
                pending::put_in_place(&self.folder, &within)
            }
            outcome => outcome,
        }
    }

    /// What is not ours stays where it is. The work is not lost: the new result goes into another folder.
    fn refuse_what_is_in_the_way(&self, earlier: &BTreeSet<PathBuf>) -> Result<(), FolderError> {
        let in_the_way = self.written.iter().find(|name| {
            let place = self.folder.join(name);
            let is_in_the_way = !earlier.contains(*name) || place.is_dir();
            (exists(&place) && is_in_the_way) || is_behind_a_link(&self.folder, name)
        });
        let Some(name) = in_the_way else {
            return Ok(());
        };
        Err(FolderError::NotOurs {
            path: self.named.join(name),
            kept: self.keep_elsewhere(),
        })
    }

    fn keep_elsewhere(&self) -> Option<PathBuf> {
        let mut name = self.folder.file_name()?.to_owned();
        name.push(".new");
        let goal = self.folder.with_file_name(&name);
        let is_free = !exists(&goal);
        (is_free && self.scratch.move_to(&goal).is_ok()).then_some(goal)
    }

    fn is_beside(&self) -> bool {
        self.scratch.path().parent() != Some(&self.folder)
    }
}

impl ResultFolder for Staging<'_> {
    type Error = FolderError;

    fn file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), FolderError> {
        let name = Path::new(name);
        let goal = self.named.join(name);
        if !is_plain_path(name) {
            return Err(FolderError::Outside { path: goal });
        }
        let staged = self.scratch.path().join(name);
        write_file(&staged, self.stop, write).map_err(|source| match (self.stop.0)() {
            true => FolderError::Stopped,
            false => FolderError::write(&goal, source),
        })?;
        self.written.push(name.to_owned());
        Ok(())
    }
}

/// Whether a result can be put into `folder`. To be asked before the work of making one.
///
/// # Errors
/// Why it cannot.
pub fn check(folder: &Path) -> Result<(), FolderError> {
    Staging::begin(folder).map(drop)
}

/// Finishes what a killed process began in `folder`. To be asked before a result is read from there.
///
/// # Errors
/// Why it cannot be finished.
pub fn finish(folder: &Path) -> Result<(), FolderError> {
    pending::finish(folder)
}

/// A result that lies in a folder.
#[derive(Debug)]
pub struct OnDisk<'a>(pub &'a Path);

impl EarlierResult for OnDisk<'_> {
    fn has(&self, name: &str) -> bool {
        self.0.join(name).is_file()
    }

    fn open(&self, name: &str) -> io::Result<impl io::Read> {
        File::open(self.0.join(name)).map(BufReader::new)
    }
}

/// Whether two paths lead to the same folder.
pub fn are_same(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Where a result for the folder at `place`, which the user calls `named`, is written: beside it, so that the two can be
/// exchanged; within it if that cannot be done.
fn beside_or_in(named: &Path, place: &Path) -> Result<Scratch, FolderError> {
    let wrong = |source| FolderError::folder(named, source);
    pending::finish(place)?;
    let earlier = listed(place);
    let others = Others::of(place, &earlier).map_err(wrong)?;
    if earlier.is_empty() && others == Others::Users {
        return Err(FolderError::NoResult {
            path: named.to_owned(),
        });
    }
    may_write(place).map_err(wrong)?;
    let within = || Scratch::make_in(place).map_err(wrong);
    match place.parent() {
        Some(around) if others == Others::None && !is_current(place) => {
            Scratch::make_in(around).or_else(|_| within())
        }
        _ => within(),
    }
}

/// Whether it is the current folder, or one around that: who works in a folder is not to find it exchanged.
fn is_current(place: &Path) -> bool {
    let current = env::current_dir().and_then(fs::canonicalize);
    current.is_ok_and(|current| current.starts_with(place))
}

/// A folder that may not be written to is not exchanged either, though its parent would let us.
fn may_write(place: &Path) -> io::Result<()> {
    #[cfg(unix)]
    rustix::fs::access(place, rustix::fs::Access::WRITE_OK)?;
    #[cfg(not(unix))]
    let _ = place;
    Ok(())
}

/// Moves what somebody put into the earlier folder since it was looked at into the one that has its place; the rest of the
/// earlier folder goes with the scratch. Best effort: the new result is in its place.
fn keep_what_came_meanwhile(old: &Path, earlier: &BTreeSet<PathBuf>, place: &Path) {
    keep_others(old, Path::new(""), earlier, place);
}

fn keep_others(old: &Path, inner: &Path, earlier: &BTreeSet<PathBuf>, place: &Path) {
    for entry in fs::read_dir(old.join(inner))
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = inner.join(entry.file_name());
        let goal = place.join(&name);
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            keep_others(old, &name, earlier, place);
        } else if !earlier.contains(&name) && !exists(&goal) {
            let _ = pending::move_file(&entry.path(), &goal);
        }
    }
}

/// Gives each of two folders the other's name, in one step where the platform can.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(place: &Path, new: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    // Who may look into the earlier result may look into the new one.
    fs::set_permissions(new, fs::metadata(place)?.permissions())?;
    Ok(renameat_with(CWD, new, CWD, place, RenameFlags::EXCHANGE)?)
}

/// Elsewhere no system call does that.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether to go on.
#[derive(Clone, Copy)]
struct Stop<'a>(&'a dyn Fn() -> bool);

impl fmt::Debug for Stop<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stop")
    }
}

/// Writes until it is stopped.
struct Stoppable<'a, W> {
    to: W,
    stop: Stop<'a>,
}

impl<W: Write> Write for Stoppable<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if (self.stop.0)() {
            return Err(io::Error::other("stopped"));
        }
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn write_file(
    path: &Path,
    stop: Stop<'_>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let to = File::create_new(path)?;
    let mut file = BufWriter::new(Stoppable { to, stop });
    write(&mut file)?;
    file.flush()?;
    durable::sync_file(&file.get_ref().to)
}

fn copy_all(from: &Path, to: &Path, names: &[PathBuf]) -> io::Result<()> {
    for name in names {
        let goal = to.join(name);
        if let Some(parent) = goal.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(from.join(name), &goal)?;
        durable::sync_file(&File::open(&goal)?)?;
    }
    Ok(())
}

/// Folders that did not exist before; removed again, if still empty, unless kept.
#[derive(Debug)]
struct CreatedFolders(Vec<PathBuf>);

impl CreatedFolders {
    fn create(folder: &Path) -> io::Result<Self> {
        let missing = folder
            .ancestors()
            .take_while(|path| !path.as_os_str().is_empty() && !path.exists());
        let created = Self(missing.map(Path::to_owned).collect());
        fs::create_dir_all(folder)?;
        Ok(created)
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for CreatedFolders {
    fn drop(&mut self) {
        // Deepest first; a folder that someone else has put something into stays.
        for folder in &self.0 {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests;
