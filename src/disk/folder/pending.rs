//! A new result takes the place of an earlier one file by file, so that a process that is killed in between can be
//! replaced by any other.
//!
//! This is the way where a folder cannot be exchanged as a whole: it also holds files of the user, is the current folder,
//! or its file system cannot do that. The new result lies complete in `.burstsim-pending`; giving it that name is the
//! decision. From then on the earlier files go into `.burstsim-earlier`, their manifest last; the new ones come out, their
//! manifest last; and both folders go. Each step can be repeated from wherever the last one got to, and every step can be
//! undone until the last manifest is in its place, because no file is removed before.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::super::durable;
use super::super::locked::Locked;
use super::super::scratch::{EARLIER, Scratch};
use super::error::FolderError;
use super::listing::{exists, is_behind_a_link, listed};
use crate::report::manifest;

const PENDING: &str = ".burstsim-pending";
/// No name of a lock that [`scratch`](super::super::scratch) would take for one of its own.
const LOCK: &str = ".burstsim-swapping";

/// How long another process may take to finish its swap, in tenths of a second.
const PATIENCE: u32 = 100;

/// Puts the complete result in `scratch` in the place of the one in `folder`. If that fails the earlier one is there
/// again.
pub(super) fn put_in_place(folder: &Path, scratch: &Scratch) -> Result<(), FolderError> {
    let swap = Swap::lock(folder)?;
    swap.finish()?;
    let decided = scratch.move_to(&swap.pending);
    decided.map_err(|source| FolderError::replace(folder, source))?;
    swap.finish()
}

/// Finishes what a killed process began in `folder`; nothing if there is nothing to finish.
pub(super) fn finish(folder: &Path) -> Result<(), FolderError> {
    if is_folder(&folder.join(PENDING)) || is_folder(&folder.join(EARLIER)) {
        Swap::lock(folder)?.finish()?;
    }
    Ok(())
}

/// A swap in a folder, which no other process does meanwhile.
struct Swap<'a> {
    folder: &'a Path,
    pending: PathBuf,
    earlier: PathBuf,
    /// Dropped last.
    lock: Option<Locked>,
}

impl<'a> Swap<'a> {
    fn lock(folder: &'a Path) -> Result<Self, FolderError> {
        let path = folder.join(LOCK);
        let mut lock = None;
        for _ in 0..PATIENCE {
            lock =
                Locked::open_lock(&path).map_err(|source| FolderError::folder(folder, source))?;
            if lock.is_some() {
                break;
            }
            thread::sleep(Duration::from_millis(100));
        }
        if lock.is_none() {
            return Err(FolderError::Busy {
                path: folder.to_owned(),
            });
        }
        Ok(Self {
            folder,
            pending: folder.join(PENDING),
            earlier: folder.join(EARLIER),
            lock,
        })
    }

    /// From wherever it is to the end: the new result is in its place, or, if that cannot be, the earlier one is.
    fn finish(&self) -> Result<(), FolderError> {
        let mut outcome = Ok(());
        if self.is_pending() {
            outcome = self.forward();
        }
        // Without a manifest, what is set aside is all that there is.
        if outcome.is_err() || !exists(&self.folder.join(manifest::FILE)) {
            self.back();
        }
        if !self.is_pending() && exists(&self.folder.join(manifest::FILE)) {
            // Nothing in them is needed any more.
            let _ = fs::remove_dir_all(&self.earlier);
        }
        if !self.is_pending() {
            let _ = fs::remove_dir_all(&self.pending);
            let _ = fs::remove_dir(&self.earlier);
        }
        outcome
    }

    /// Whether the new manifest is not in its place yet.
    fn is_pending(&self) -> bool {
        is_folder(&self.pending) && exists(&self.pending.join(manifest::FILE))
    }

    fn forward(&self) -> Result<(), FolderError> {
        // Its manifest is moved last: while it is there, not all that it lists has been moved.
        for name in in_order(&listed(self.folder)) {
            self.set_aside(name)?;
        }
        self.synced()?;
        for name in in_order(&listed(&self.pending)) {
            self.place(name)?;
        }
        self.synced()?;
        remove_empty_folders(self.folder, &listed(&self.earlier));
        Ok(())
    }

    /// Moves an earlier file, if there is one, out of the way.
    fn set_aside(&self, name: &Path) -> Result<(), FolderError> {
        let from = self.folder.join(name);
        match from.symlink_metadata() {
            Err(_) => Ok(()),
            Ok(found) if found.is_dir() => Err(FolderError::NotAFile { path: from }),
            // The earlier one is aside already: this one came when it was seen to be gone.
            Ok(_) if exists(&self.earlier.join(name)) => Err(FolderError::NotOurs {
                path: from,
                kept: None,
            }),
            Ok(_) => move_file(&from, &self.earlier.join(name))
                .map_err(|source| FolderError::replace(&from, source)),
        }
    }

    /// Moves a new file, unless it has been moved, to where it belongs.
    fn place(&self, name: &Path) -> Result<(), FolderError> {
        let (from, goal) = (self.pending.join(name), self.folder.join(name));
        if !exists(&from) {
            return Ok(());
        }
        if exists(&goal) || is_behind_a_link(self.folder, name) {
            return Err(FolderError::NotOurs {
                path: goal,
                kept: None,
            });
        }
        move_file(&from, &goal).map_err(|source| FolderError::replace(&goal, source))
    }

    /// Undoes what was done. The error that led here is the one to report; what cannot be undone now is tried again by
    /// the next process.
    fn back(&self) {
        let new = listed(&self.pending);
        let mut is_undone = true;
        for name in in_order(&new) {
            let (place, goal) = (self.folder.join(name), self.pending.join(name));
            if !exists(&goal) && exists(&place) {
                is_undone &= move_file(&place, &goal).is_ok();
            }
        }
        remove_empty_folders(self.folder, &new);
        // Not all of it may have been set aside, its manifest least of all.
        for name in in_order(&(&listed(&self.earlier) | &listed(self.folder))) {
            let from = self.earlier.join(name);
            let goal = self.folder.join(name);
            if exists(&from) {
                is_undone &= !exists(&goal) && move_file(&from, &goal).is_ok();
            }
        }
        if is_undone {
            // Without it, no process goes forward again.
            let _ = fs::remove_file(self.pending.join(manifest::FILE));
        }
    }

    fn synced(&self) -> Result<(), FolderError> {
        durable::sync_tree(self.folder).map_err(|source| FolderError::folder(self.folder, source))
    }
}

impl Drop for Swap<'_> {
    fn drop(&mut self) {
        if let Some(lock) = self.lock.take() {
            lock.remove(&self.folder.join(LOCK));
        }
    }
}

/// Whether it is a folder, and no link to one.
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_dir())
}

/// The files of a result, its manifest last.
fn in_order(names: &BTreeSet<PathBuf>) -> impl Iterator<Item = &Path> {
    let is_manifest = |name: &&PathBuf| name.as_path() == Path::new(manifest::FILE);
    let others = names.iter().filter(move |name| !is_manifest(name));
    let last = names.iter().filter(is_manifest);
    others.chain(last).map(PathBuf::as_path)
}

/// Renames a file into a folder that may not exist yet.
pub(super) fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::rename(from, to)
}

/// Removes the folders of files that are gone, but for those in which there is something.
fn remove_empty_folders(folder: &Path, names: &BTreeSet<PathBuf>) {
    let parents = names.iter().flat_map(|name| name.ancestors().skip(1));
    let inner: BTreeSet<&Path> = parents
        .filter(|parent| !parent.as_os_str().is_empty())
        .collect();
    // Deepest first.
    for parent in inner.into_iter().rev() {
        let _ = fs::remove_dir(folder.join(parent));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, files: &[(&str, &str)]) {
        for (name, contents) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, contents).unwrap();
        }
    }

    fn manifest_of(files: &[&str]) -> String {
        serde_json::json!({ "program": "burstsim", "files": files }).to_string()
    }

    fn read(folder: &Path, name: &str) -> Option<String> {
        fs::read_to_string(folder.join(name)).ok()
    }

    /// Wherever a process was killed: a, b and the manifest of an earlier result, b, c and the manifest of the new one.
    #[test]
    fn what_was_cut_off_is_finished() {
        let (old, new) = (manifest_of(&["a", "in/b"]), manifest_of(&["in/b", "c"]));
        let earlier = [("a", "1"), ("in/b", "1"), (manifest::FILE, &*old)];
        let later = [("in/b", "2"), ("c", "2"), (manifest::FILE, &*new)];
        for aside in 0..=earlier.len() {
            for placed in 0..=later.len() {
                if placed > 0 && aside < earlier.len() {
                    continue;
                }
                let root = tempfile::tempdir().unwrap();
                let folder = root.path();
                put(folder, &[("mine", "mine")]);
                put(&folder.join(EARLIER), &earlier[..aside]);
                put(folder, &earlier[aside..]);
                put(folder, &later[..placed]);
                put(&folder.join(PENDING), &later[placed..]);
                finish(folder).unwrap();
                let place = format!("{aside} set aside, {placed} placed");
                assert_eq!(read(folder, "a"), None, "{place}");
                for name in ["in/b", "c"] {
                    assert_eq!(read(folder, name).as_deref(), Some("2"), "{place}: {name}");
                }
                assert_eq!(read(folder, manifest::FILE), Some(new.clone()), "{place}");
                assert_eq!(read(folder, "mine").as_deref(), Some("mine"), "{place}");
                for name in [PENDING, EARLIER, LOCK] {
                    assert!(!exists(&folder.join(name)), "{place}: {name} is left");
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_finished_is_undone() {
        let (old, new) = (manifest_of(&["a"]), manifest_of(&["a", "in/b"]));
        let root = tempfile::tempdir().unwrap();
        let folder = root.path();
        // A file where the new result needs a folder.
        put(
            folder,
            &[("in", "mine"), ("a", "1"), (manifest::FILE, &old)],
        );
        let later = [("a", "2"), ("in/b", "2"), (manifest::FILE, &*new)];
        put(&folder.join(PENDING), &later);
        let error = finish(folder).unwrap_err();
        assert!(matches!(error, FolderError::Replace { .. }), "{error}");
        assert_eq!(read(folder, "a").as_deref(), Some("1"));
        assert_eq!(read(folder, "in").as_deref(), Some("mine"));
        assert_eq!(read(folder, manifest::FILE), Some(old));
        finish(folder).unwrap();
        for name in [PENDING, EARLIER, LOCK] {
            assert!(!exists(&folder.join(name)), "{name} is left");
        }
    }

    /// The user puts a file where one was set aside, before anybody finishes what was cut off.
    #[test]
    fn a_file_that_came_meanwhile_is_not_replaced_and_nothing_is_lost() {
        let (old, new) = (manifest_of(&["a"]), manifest_of(&["a"]));
        let root = tempfile::tempdir().unwrap();
        let folder = root.path();
        put(folder, &[("a", "mine"), (manifest::FILE, &old)]);
        put(&folder.join(EARLIER), &[("a", "1")]);
        put(&folder.join(PENDING), &[("a", "2"), (manifest::FILE, &new)]);
        for _ in 0..2 {
            let error = finish(folder).unwrap_err();
            assert!(matches!(error, FolderError::NotOurs { .. }), "{error}");
            assert_eq!(read(folder, "a").as_deref(), Some("mine"));
            assert_eq!(read(&folder.join(EARLIER), "a").as_deref(), Some("1"));
            assert_eq!(read(&folder.join(PENDING), "a").as_deref(), Some("2"));
        }
        fs::remove_file(folder.join("a")).unwrap();
        finish(folder).unwrap();
        assert_eq!(read(folder, "a").as_deref(), Some("2"));
    }

    /// Somebody else removed what was pending: what is set aside is all that there is.
    #[test]
    fn what_is_set_aside_comes_back_if_there_is_nothing_new() {
        let old = manifest_of(&["a"]);
        let root = tempfile::tempdir().unwrap();
        let folder = root.path();
        put(&folder.join(EARLIER), &[("a", "1"), (manifest::FILE, &old)]);
        finish(folder).unwrap();
        assert_eq!(read(folder, "a").as_deref(), Some("1"));
        assert!(!exists(&folder.join(EARLIER)));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_behind_a_link_is_not_ours() {
        let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = root.path();
        put(other.path(), &[("b", "mine")]);
        std::os::unix::fs::symlink(other.path(), folder.join("in")).unwrap();
        let listed = manifest_of(&["in/b"]);
        put(folder, &[(manifest::FILE, &listed)]);
        let later = [("in/b", "2"), (manifest::FILE, &*listed)];
        put(&folder.join(PENDING), &later);
        let error = finish(folder).unwrap_err();
        assert!(matches!(error, FolderError::NotOurs { .. }), "{error}");
        assert_eq!(read(other.path(), "b").as_deref(), Some("mine"));
    }
}
