//! What lies in a folder: an earlier result, by its manifest, and what is not burstsim's.

use std::collections::BTreeSet;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::super::scratch::PREFIX;
use crate::report::manifest;

/// The files of the result that lies in `folder`, by its manifest; none without one.
pub(super) fn listed(folder: &Path) -> BTreeSet<PathBuf> {
    let manifest = fs::read(folder.join(manifest::FILE)).unwrap_or_default();
    let listed = manifest::listed_files(&manifest).into_iter();
    listed
        .map(PathBuf::from)
        .filter(|path| is_plain_path(path) && !is_behind_a_link(folder, path))
        .collect()
}

/// Whether a folder in which `name` is, below `folder`, is a link: what is behind it lies elsewhere and is not ours.
pub(super) fn is_behind_a_link(folder: &Path, name: &Path) -> bool {
    let inner = name.ancestors().skip(1);
    inner
        .filter(|parent| !parent.as_os_str().is_empty())
        .any(|parent| folder.join(parent).is_symlink())
}

/// A relative path that stays where it is put: names only, no `..`, no root, no drive; and none of ours for what is
/// temporary.
pub(super) fn is_plain_path(path: &Path) -> bool {
    let mut components = path.components().peekable();
    let is_temporary = |part: &Component<'_>| {
        let name = part.as_os_str().as_encoded_bytes();
        name.starts_with(PREFIX.as_bytes())
    };
    components.peek().is_some_and(|first| !is_temporary(first))
        && components.all(|part| matches!(part, Component::Normal(_)))
}

/// Whether there is anything of this name, be it a link to nothing.
pub(super) fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// What is in a folder beside an earlier result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Others {
    /// Nothing.
    None,
    /// Files whose names begin with a dot, which programs leave in any folder.
    Hidden,
    /// Files of the user.
    Users,
}

impl Others {
    /// What is in `folder` beside the files `ours`.
    pub(super) fn of(folder: &Path, ours: &BTreeSet<PathBuf>) -> io::Result<Self> {
        let mut others = Self::None;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            match entry.file_name().as_encoded_bytes() {
                _ if is_ours(folder, Path::new(""), &entry, ours)? => {}
                [b'.', ..] => others = Self::Hidden,
                _ => return Ok(Self::Users),
            }
        }
        Ok(others)
    }
}

/// Whether what lies in the folder `inner` of a result is listed; of a folder, whether it holds something, and nothing
/// that is not.
fn is_ours(
    root: &Path,
    inner: &Path,
    entry: &DirEntry,
    ours: &BTreeSet<PathBuf>,
) -> io::Result<bool> {
    let name = inner.join(entry.file_name());
    if !entry.file_type()?.is_dir() {
        return Ok(ours.contains(&name));
    }
    let mut is_empty = true;
    for entry in fs::read_dir(root.join(&name))? {
        if !is_ours(root, &name, &entry?, ours)? {
            return Ok(false);
        }
        is_empty = false;
    }
    Ok(!is_empty)
}
