//! A file that one process at a time appends to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use fs4::{FileExt, TryLockError};

/// A file that is locked until this is dropped.
#[derive(Debug)]
pub(super) struct Locked {
    file: File,
    is_held: bool,
}

impl Locked {
    /// Opens or creates the file, with the folders that it is in; `None` if another process has locked it.
    pub(super) fn open(path: &Path) -> io::Result<Option<Self>> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        // Of a pipe or a device there is no end to read to.
        if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            let why = "it is not a file";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        loop {
            let mut options = OpenOptions::new();
            let file = options.read(true).append(true).create(true).open(path)?;
            let is_held = match FileExt::try_lock(&file) {
                Ok(()) => true,
                Err(TryLockError::WouldBlock) => return Ok(None),
                // Some file systems of clusters know no locks. There it is up to whoever starts the processes that no
                // two write to one file.
                Err(TryLockError::Error(error)) if knows_no_locks(&error) => false,
                Err(TryLockError::Error(error)) => return Err(error),
            };
            // Who held the lock between opening and locking may have removed what was opened.
            if is_still(&file, path) {
                return Ok(Some(Self { file, is_held }));
            }
        }
    }

    /// The same for a file that is nothing but a lock: it does not stay if it cannot be locked.
    pub(super) fn open_lock(path: &Path) -> io::Result<Option<Self>> {
        Self::open(path).inspect_err(|_| drop(fs::remove_file(path)))
    }

    /// Whether no other process can have it now; false on a file system that knows no locks.
    pub(super) fn is_held(&self) -> bool {
        self.is_held
    }

    /// Removes the file, which is nothing but a lock.
    pub(super) fn remove(self, path: &Path) {
        // While it is locked, so that nobody locks what is about to go; Windows removes nothing that is open.
        if cfg!(unix) {
            let _ = fs::remove_file(path);
            drop(self);
        } else {
            drop(self);
            let _ = fs::remove_file(path);
        }
    }

    /// All that is in it.
    pub(super) fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Drops what lies behind this many bytes.
    pub(super) fn cut(&mut self, length: usize) -> io::Result<()> {
        self.file.set_len(length as u64)
    }

    /// Appends in one write, so that a process that is killed leaves at most its last line torn.
    pub(super) fn append(&mut self, text: &str) -> io::Result<()> {
        self.file.write_all(text.as_bytes())
    }
}

impl Drop for Locked {
    /// Closing the file would do, but for a child process that is just being started and still has it
    /// open, too.
    fn drop(&mut self) {
        let _ = FileExt::unlock(&self.file);
    }
}

/// Whether a path leads to the file that was opened there.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(one), Ok(other)) => (one.dev(), one.ino()) == (other.dev(), other.ino()),
        _ => false,
    }
}

/// Elsewhere nothing that is open is removed.
#[cfg(not(unix))]
fn is_still(_: &File, path: &Path) -> bool {
    path.exists()
}

fn knows_no_locks(error: &io::Error) -> bool {
    // ENOLCK, which NFS gives without a service for locks, has no kind of its own.
    let enolck = if cfg!(target_vendor = "apple") {
        77
    } else {
        37
    };
    let is_enolck = cfg!(unix) && error.raw_os_error() == Some(enolck);
    error.kind() == io::ErrorKind::Unsupported || is_enolck
}
