//! The result folder: files appear in it whole, all together, or not at all.
//!
//! A run writes into a temporary folder inside the result folder. Only when every file is
//! written do they take the place of the earlier result, by renaming; if that fails half-way the
//! earlier files return. Files that burstsim does not own are never touched: an earlier result is
//! what the folder's manifest lists, and nothing else.
//!
//! It knows names and bytes; it must not know what is in them.

mod error;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use crate::report::{EarlierResult, ResultFolder, manifest};
use tempfile::TempDir;

pub use error::FolderError;

/// Where the earlier files wait, inside the temporary folder, until the new ones are in place.
const EARLIER: &str = ".earlier";

/// A result that is being written.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    /// Dropped before `created`, so that a folder we made is empty when it is to be removed.
    temporary: TempDir,
    created: CreatedFolders,
    written: Vec<PathBuf>,
}

impl Staging {
    /// Starts a result for `folder`, which is created if need be.
    pub fn begin(folder: &Path) -> Result<Self, FolderError> {
        let created =
            CreatedFolders::create(folder).map_err(|source| FolderError::folder(folder, source))?;
        let temporary = tempfile::Builder::new()
            .prefix(".burstsim-")
            .tempdir_in(folder)
            .map_err(|source| FolderError::folder(folder, source))?;
        Ok(Self {
            folder: folder.to_owned(),
            temporary,
            created,
            written: Vec::new(),
        })
    }

    /// Puts the new result in the place of the earlier one and returns the paths of its files.
    pub fn commit(self) -> Result<Vec<PathBuf>, FolderError> {
        let mut exchange = Exchange::new(&self.folder, self.temporary.path());
        let outcome = exchange.run(&self.written);
        if outcome.is_err() {
            exchange.undo();
        } else {
            self.created.keep();
        }
        outcome.map(|()| {
            let paths = self.written.iter().map(|name| self.folder.join(name));
            paths.collect()
        })
    }
}

impl ResultFolder for Staging {
    type Error = FolderError;

    fn file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), FolderError> {
        let name = Path::new(name);
        let goal = self.folder.join(name);
        if !is_plain_path(name) {
            return Err(FolderError::Outside { path: goal });
        }
        let staged = self.temporary.path().join(name);
        write_file(&staged, write).map_err(|source| FolderError::write(&goal, source))?;
        self.written.push(name.to_owned());
        Ok(())
    }
}

/// Puts the files that `write` hands over into `folder`, in the place of an earlier result, and returns their
/// paths. The folder is created if need be. Either the whole result is there afterwards, or nothing
/// has changed; files that are not burstsim's stay.
pub fn put(
    folder: &Path,
    write: impl FnOnce(&mut Staging) -> Result<(), FolderError>,
) -> Result<Vec<PathBuf>, FolderError> {
    let mut staging = Staging::begin(folder)?;
    write(&mut staging)?;
    staging.commit()
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

/// A relative path that stays where it is put: names only, no `..`, no root, no drive.
fn is_plain_path(path: &Path) -> bool {
    let mut components = path.components().peekable();
    components.peek().is_some() && components.all(|part| matches!(part, Component::Normal(_)))
}

fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = BufWriter::new(File::create_new(path)?);
    write(&mut file)?;
    file.flush()
}

/// The swap of the earlier result for the new one, with what it takes to undo it.
struct Exchange<'a> {
    folder: &'a Path,
    staged: &'a Path,
    set_aside: Vec<PathBuf>,
    placed: Vec<PathBuf>,
    created: Vec<CreatedFolders>,
}

impl<'a> Exchange<'a> {
    fn new(folder: &'a Path, staged: &'a Path) -> Self {
        Self {
            folder,
            staged,
            set_aside: Vec::new(),
            placed: Vec::new(),
            created: Vec::new(),
        }
    }

    fn run(&mut self, written: &[PathBuf]) -> Result<(), FolderError> {
        let earlier = earlier_result(self.folder);
        let foreign = written.iter().find(|name| {
            !earlier.contains(*name) && self.folder.join(name).symlink_metadata().is_ok()
        });
        if let Some(name) = foreign {
            return Err(FolderError::NotOurs {
                path: self.folder.join(name),
            });
        }
        // The manifest goes last and comes first: should the process be killed in between, what lies
        // in the folder is still listed, and the next run may replace it.
        let is_manifest = |name: &&PathBuf| name.as_path() == Path::new(manifest::FILE);
        let (listing, others): (Vec<_>, Vec<_>) = earlier.iter().partition(is_manifest);
        for name in others.into_iter().chain(listing) {
            self.set_aside(name)?;
        }
        let (listing, others): (Vec<_>, Vec<_>) = written.iter().partition(is_manifest);
        for name in listing.into_iter().chain(others) {
            self.place(name)?;
        }
        for created in self.created.drain(..) {
            created.keep();
        }
        Ok(())
    }

    /// Moves an earlier file, if there is one, out of the way.
    fn set_aside(&mut self, name: &Path) -> Result<(), FolderError> {
        let from = self.folder.join(name);
        match from.symlink_metadata() {
            Err(_) => return Ok(()),
            Ok(found) if found.is_dir() => return Err(FolderError::NotAFile { path: from }),
            Ok(_) => {}
        }
        rename(&from, &self.staged.join(EARLIER).join(name))
            .map_err(|source| FolderError::replace(&from, source))?;
        self.set_aside.push(name.to_owned());
        Ok(())
    }

    fn place(&mut self, name: &Path) -> Result<(), FolderError> {
        let goal = self.folder.join(name);
        let parent = goal.parent().unwrap_or(self.folder);
        CreatedFolders::create(parent)
            .and_then(|created| {
                self.created.push(created);
                fs::rename(self.staged.join(name), &goal)
            })
            .map_err(|source| FolderError::replace(&goal, source))?;
        self.placed.push(name.to_owned());
        Ok(())
    }

    /// Best effort: the error that led here is the one to report.
    fn undo(&mut self) {
        for name in self.placed.drain(..) {
            let _ = fs::remove_file(self.folder.join(name));
        }
        self.created.clear();
        for name in self.set_aside.drain(..) {
            let _ = fs::rename(
                self.staged.join(EARLIER).join(&name),
                self.folder.join(&name),
            );
        }
    }
}

/// The files of the result that lies in `folder`, by its manifest; none without one.
fn earlier_result(folder: &Path) -> BTreeSet<PathBuf> {
    let manifest = fs::read(folder.join(manifest::FILE)).unwrap_or_default();
    let listed = manifest::listed_files(&manifest).into_iter();
    listed
        .map(PathBuf::from)
        .filter(|path| is_plain_path(path))
        .collect()
}

/// Renames a file into a folder that may not exist yet.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::rename(from, to)
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

    fn write(staging: &mut Staging, name: &str, contents: &str) {
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

    fn put_manifest(staging: &mut Staging) {
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
        found.retain(|(name, _)| name != manifest::FILE);
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
        let written = put(root.path(), |files| report.write(files, look.as_ref())).unwrap();
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

    /// Somebody's own `scenario.toml` is not ours to replace, even in the folder that was named.
    #[test]
    fn a_file_that_no_manifest_lists_is_not_replaced() {
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
            let mut staging = Staging::begin(folder).unwrap();
            write(&mut staging, "summary.json", "1");
            write(&mut staging, "scenario.toml", "1");
            let error = staging.commit().unwrap_err();
            assert!(matches!(error, FolderError::NotOurs { .. }), "{error}");
            assert!(error.to_string().contains("scenario.toml"), "{error}");
            assert_eq!(tree(folder), owned(&[("scenario.toml", "mine")]));
        }
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
    fn an_exchange_that_fails_half_way_is_undone() {
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
        // A folder in the way of the last file: everything before it has been moved by then.
        fs::remove_file(folder.join("timeseries.csv")).unwrap();
        fs::create_dir(folder.join("timeseries.csv")).unwrap();
        fs::write(folder.join("timeseries.csv/mine"), "mine").unwrap();
        let mut staging = Staging::begin(folder).unwrap();
        write(&mut staging, "account.csv", "2");
        write(&mut staging, "inputs/log.csv", "2");
        write(&mut staging, "timeseries.csv", "2");
        let error = staging.commit().unwrap_err();
        assert!(matches!(error, FolderError::NotAFile { .. }), "{error}");
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
