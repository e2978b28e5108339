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
mod tests {
    use crate::report::{InMemory, Look, Report, RunReport, Study};
    use crate::scenario::parse::{NoFiles, Source, parse};
    use crate::world::simulate;

    use super::*;

    fn write(staging: &mut Staging<'_>, name: &str, contents: &str) {
        staging
            .file(name, |out| out.write_all(contents.as_bytes()))
            .unwrap();
    }

    fn commit(folder: &Path, files: &[(&str, &str)]) {
        let mut staging = Staging::begin(folder).unwrap();
        for (name, contents) in files {
            write(&mut staging, name, contents);
        }
        put_manifest(&mut staging);
        staging.commit().unwrap();
    }

    fn put_manifest(staging: &mut Staging<'_>) {
        let files = staging.written.clone();
        let manifest = serde_json::json!({ "program": "burstsim", "files": files });
        write(staging, manifest::FILE, &manifest.to_string());
    }

    /// All files below `folder` but its manifest, with their contents, sorted.
    fn tree(folder: &Path) -> Vec<(String, String)> {
        fn walk(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(root, &path, found);
                } else {
                    let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                    found.push((name.replace('\\', "/"), fs::read_to_string(&path).unwrap()));
                }
            }
        }
        let mut found = Vec::new();
        walk(folder, folder, &mut found);
        found.retain(|(name, _)| !name.ends_with(manifest::FILE));
        found.sort();
        found
    }

    fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
        files
            .iter()
            .map(|(name, contents)| ((*name).to_owned(), (*contents).to_owned()))
            .collect()
    }

    #[test]
    fn a_result_on_the_disk_is_the_one_in_memory() {
        let text = "duration = \"1m\"\n[region]\nname = \"us-east-1\"\n\
            scaling = \"per-function\"\n[[functions]]\nname = \"f\"\nservice_time = \"1s\"\n\
            traffic = [{ poisson.rate = 5 }]\n";
        let source = Source {
            name: "test",
            default_name: "test",
            text,
        };
        let scenario = parse(source, &[], &NoFiles).unwrap().scenario;
        let result = simulate(&scenario, 0);
        let report = RunReport::new(&scenario, Study::Run(&result));
        let look = Some(Look::default());
        let mut memory = InMemory::default();
        report.write(&mut memory, look.as_ref()).unwrap();
        let root = tempfile::tempdir().unwrap();
        let mut staging = Staging::begin(root.path()).unwrap();
        report.write(&mut staging, look.as_ref()).unwrap();
        let written = staging.commit().unwrap();
        assert_eq!(written.len(), memory.files.len());
        for path in written {
            let name = path.strip_prefix(root.path()).unwrap().to_str().unwrap();
            let in_memory = &memory.files[&name.replace('\\', "/")];
            assert!(fs::read(&path).unwrap() == *in_memory, "{name} differs");
        }
    }

    #[test]
    fn a_new_result_replaces_the_earlier_one_and_leaves_foreign_files_alone() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path();
        commit(
            folder,
            &[
                ("summary.json", "1"),
                ("throttles.png", "1"),
                ("scaling-2-search.svg", "1"),
                ("inputs/log.csv", "1"),
            ],
        );
        for foreign in ["notes.md", "scaling-draft.png", "latency.png"] {
            fs::write(folder.join(foreign), "mine").unwrap();
        }
        commit(folder, &[("summary.json", "2"), ("inputs/log.csv", "2")]);
        assert_eq!(
            tree(folder),
            owned(&[
                ("inputs/log.csv", "2"),
                ("latency.png", "mine"),
                ("notes.md", "mine"),
                ("scaling-draft.png", "mine"),
                ("summary.json", "2"),
            ])
        );
    }

    /// A folder of somebody's files is not ours to fill, nor to replace anything in.
    #[test]
    fn a_folder_that_holds_no_result_is_refused_before_the_work() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path();
        fs::write(folder.join("scenario.toml"), "mine").unwrap();
        for manifest in [
            "",
            "not JSON",
            r#"{"program": "other", "files": ["scenario.toml"]}"#,
        ] {
            if !manifest.is_empty() {
                fs::write(folder.join(manifest::FILE), manifest).unwrap();
            }
            let error = check(folder).unwrap_err();
            assert!(matches!(error, FolderError::NoResult { .. }), "{error}");
            assert_eq!(tree(folder), owned(&[("scenario.toml", "mine")]));
        }
    }

    #[test]
    fn hidden_files_are_no_reason_to_refuse_a_folder() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join(".gitkeep"), "").unwrap();
        commit(root.path(), &[("summary.json", "1")]);
        let expected = owned(&[(".gitkeep", ""), ("summary.json", "1")]);
        assert_eq!(tree(root.path()), expected);
    }

    #[test]
    fn a_file_of_the_user_in_the_way_stays_and_the_work_is_not_lost() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("result");
        commit(&folder, &[("summary.json", "1")]);
        fs::write(folder.join("latency.svg"), "mine").unwrap();
        let mut staging = Staging::begin(&folder).unwrap();
        write(&mut staging, "summary.json", "2");
        write(&mut staging, "latency.svg", "2");
        put_manifest(&mut staging);
        let error = staging.commit().unwrap_err().to_string();
        assert!(error.contains("latency.svg"), "{error}");
        assert!(error.contains("result.new instead"), "{error}");
        let mine = owned(&[("latency.svg", "mine"), ("summary.json", "1")]);
        assert_eq!(tree(&folder), mine);
        let new = owned(&[("latency.svg", "2"), ("summary.json", "2")]);
        assert_eq!(tree(&root.path().join("result.new")), new);
    }

    #[test]
    fn what_came_while_two_folders_were_exchanged_is_kept() {
        let root = tempfile::tempdir().unwrap();
        let (old, place) = (root.path().join("old"), root.path().join("place"));
        for folder in [&old, &place] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("a"), "ours").unwrap();
        }
        fs::write(old.join("notes.md"), "mine").unwrap();
        keep_what_came_meanwhile(&old, &BTreeSet::from([PathBuf::from("a")]), &place);
        assert_eq!(tree(&place), owned(&[("a", "ours"), ("notes.md", "mine")]));
        // It was there before: it is no file of the user's, and goes.
        assert_eq!(tree(&old), owned(&[("a", "ours")]));
    }

    /// In `output/` a swap may be under way while other results come and go beside it.
    #[test]
    fn a_swap_that_is_pending_is_no_leftover_for_others() {
        let root = tempfile::tempdir().unwrap();
        let pending = root.path().join(".burstsim-pending");
        fs::create_dir(&pending).unwrap();
        fs::write(root.path().join(".burstsim-swapping"), "").unwrap();
        fs::write(pending.join("a"), "new").unwrap();
        commit(&root.path().join("other"), &[("summary.json", "1")]);
        assert_eq!(fs::read_to_string(pending.join("a")).unwrap(), "new");
    }

    #[test]
    fn a_result_without_a_manifest_is_not_put_in_place() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("result");
        let mut staging = Staging::begin(&folder).unwrap();
        write(&mut staging, "summary.json", "1");
        let error = staging.commit().unwrap_err();
        assert!(matches!(error, FolderError::NoManifest), "{error}");
        assert!(!folder.exists());
    }

    #[test]
    fn writing_stops_when_it_is_told_to() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("result");
        commit(&folder, &[("summary.json", "1")]);
        let is_stopped = std::cell::Cell::new(false);
        let asked = || is_stopped.get();
        let mut staging = Staging::begin(&folder).unwrap().until(&asked);
        write(&mut staging, "summary.json", "2");
        let stopped = staging.file("timeseries.csv", |out| {
            is_stopped.set(true);
            // More than any buffer holds.
            (0..100_000).try_for_each(|_| out.write_all(b"0123456789"))
        });
        let error = stopped.unwrap_err();
        assert!(matches!(error, FolderError::Stopped), "{error}");
        drop(staging);
        assert_eq!(tree(root.path()), owned(&[("result/summary.json", "1")]));
    }

    /// What a process that is killed leaves is gone after the next, and what one that lives writes is not.
    #[test]
    fn what_killed_processes_left_is_removed() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("result");
        let left = root.path().join(".burstsim-1-0");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("summary.json"), "half").unwrap();
        fs::write(left.with_extension("lock"), "").unwrap();
        let mut other = Staging::begin(&root.path().join("other")).unwrap();
        write(&mut other, "summary.json", "other");
        commit(&folder, &[("summary.json", "1")]);
        put_manifest(&mut other);
        other.commit().unwrap();
        assert_eq!(
            tree(root.path()),
            owned(&[
                ("other/summary.json", "other"),
                ("result/summary.json", "1")
            ])
        );
        assert!(!left.exists());
    }

    #[test]
    fn a_failing_write_leaves_the_earlier_result_and_no_trace() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path();
        commit(folder, &[("summary.json", "1"), ("latency.svg", "1")]);
        let mut staging = Staging::begin(folder).unwrap();
        write(&mut staging, "summary.json", "2");
        let error = staging
            .file("timeseries.csv", |out| {
                out.write_all(b"half a fi")?;
                Err(io::Error::from(io::ErrorKind::StorageFull))
            })
            .unwrap_err();
        drop(staging);
        assert!(error.to_string().contains("timeseries.csv"), "{error}");
        assert!(error.to_string().contains("free some space"), "{error}");
        assert_eq!(
            tree(folder),
            owned(&[("latency.svg", "1"), ("summary.json", "1")])
        );
    }

    #[test]
    fn a_folder_in_the_way_stays() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path();
        commit(
            folder,
            &[
                ("account.csv", "1"),
                ("latency.svg", "1"),
                ("timeseries.csv", "1"),
            ],
        );
        fs::remove_file(folder.join("timeseries.csv")).unwrap();
        fs::create_dir(folder.join("timeseries.csv")).unwrap();
        fs::write(folder.join("timeseries.csv/mine"), "mine").unwrap();
        let mut staging = Staging::begin(folder).unwrap();
        write(&mut staging, "account.csv", "2");
        write(&mut staging, "inputs/log.csv", "2");
        write(&mut staging, "timeseries.csv", "2");
        put_manifest(&mut staging);
        let error = staging.commit().unwrap_err();
        assert!(matches!(error, FolderError::NotOurs { .. }), "{error}");
        assert_eq!(
            tree(folder),
            owned(&[
                ("account.csv", "1"),
                ("latency.svg", "1"),
                ("timeseries.csv/mine", "mine"),
            ])
        );
    }

    #[test]
    fn placing_that_fails_is_undone_too() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path();
        commit(folder, &[("account.csv", "1")]);
        // A file where the folder of the inputs must go.
        fs::write(folder.join("inputs"), "mine").unwrap();
        let mut staging = Staging::begin(folder).unwrap();
        write(&mut staging, "account.csv", "2");
        write(&mut staging, "inputs/log.csv", "2");
        put_manifest(&mut staging);
        let error = staging.commit().unwrap_err();
        assert!(matches!(error, FolderError::Replace { .. }), "{error}");
        assert_eq!(
            tree(folder),
            owned(&[("account.csv", "1"), ("inputs", "mine")])
        );
    }

    #[test]
    fn folders_are_created_and_removed_again_if_nothing_comes_of_them() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("output/flash-sale");
        let mut staging = Staging::begin(&folder).unwrap();
        write(&mut staging, "summary.json", "1");
        drop(staging);
        assert!(!root.path().join("output").exists());
        commit(&folder, &[("summary.json", "1")]);
        assert_eq!(tree(&folder), owned(&[("summary.json", "1")]));
    }

    #[test]
    fn a_file_in_the_place_of_the_folder_is_an_error_that_names_it() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("taken");
        fs::write(&folder, "mine").unwrap();
        let error = Staging::begin(&folder).unwrap_err();
        assert!(matches!(error, FolderError::Folder { .. }), "{error}");
        assert!(error.to_string().contains("taken"), "{error}");
        assert_eq!(fs::read_to_string(&folder).unwrap(), "mine");
    }

    #[test]
    fn nothing_is_written_outside_the_folder() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("result");
        let mut staging = Staging::begin(&folder).unwrap();
        for path in [
            "../escape.csv",
            "inputs/../../escape.csv",
            "/escape.csv",
            "",
        ] {
            let error = staging.file(path, |_| Ok(())).unwrap_err();
            assert!(matches!(error, FolderError::Outside { .. }), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_and_what_it_points_to_stays() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("result");
        let target = root.path().join("target.json");
        commit(&folder, &[("summary.json", "0")]);
        fs::write(&target, "mine").unwrap();
        fs::remove_file(folder.join("summary.json")).unwrap();
        std::os::unix::fs::symlink(&target, folder.join("summary.json")).unwrap();
        commit(&folder, &[("summary.json", "1")]);
        assert_eq!(fs::read_to_string(&target).unwrap(), "mine");
        assert_eq!(tree(&folder), owned(&[("summary.json", "1")]));
    }
}
