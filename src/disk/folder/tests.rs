//! A folder holds the earlier result or the new one, and what is a user's stays, whatever fails.

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
