//! Makes what was written last through a loss of power.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Waits until the names in a folder, and in those below it, are on the disk. The files' contents are synced as they are
/// written.
pub(super) fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        }
    }
    sync_names(folder)
}

/// Waits until the names in a folder are on the disk.
pub(super) fn sync_names(folder: &Path) -> io::Result<()> {
    // Windows opens no folder as a file; its file systems keep a journal of names by themselves.
    if cfg!(windows) {
        return Ok(());
    }
    sync_file(&File::open(folder)?)
}

/// Waits until a file is on the disk.
pub(super) fn sync_file(file: &File) -> io::Result<()> {
    match file.sync_all() {
        // Some file systems, of networks or in memory, cannot be asked.
        Err(error) if cannot_be_asked(&error) => Ok(()),
        synced => synced,
    }
}

fn cannot_be_asked(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
    )
}
