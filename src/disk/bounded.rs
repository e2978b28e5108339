//! Files that a person names, opened and read so that none of them can hang the program or fill its memory.
//!
//! A folder, a socket and a device are no input. A pipe is, since shells make one of `<(zcat log.gz)`: what comes through
//! it is bounded, and so is the wait for somebody who writes to it. It must not know what is in a file.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::iter;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

/// How much may come through a pipe, whose length nobody knows in advance.
const LARGEST_PIPE: u64 = 1 << 30;

/// How long is waited for somebody who writes to a pipe.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A file of a length that is known.
    File(u64),
    /// A pipe, or a terminal.
    Stream,
}

/// Opens a file or a pipe.
///
/// # Errors
/// If it is neither, cannot be opened, or is a pipe that nobody writes to.
pub fn open(path: &Path) -> io::Result<File> {
    opened(path).map(|(file, _)| file)
}

/// Reads all of a file, or of a pipe.
///
/// # Errors
/// As [`open()`]; also if it has more bytes than `most`, and none is read of a file then.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let (file, kind) = opened(path)?;
    rest(file, kind, most)
}

fn rest(file: File, kind: Kind, most: u64) -> io::Result<Vec<u8>> {
    let most = match kind {
        Kind::File(length) if length > most => return Err(too_large(most)),
        Kind::File(_) => most,
        Kind::Stream => most.min(LARGEST_PIPE),
    };
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(too_large(most));
    }
    Ok(bytes)
}

/// The same to be shared, without a second copy of a file on the way.
///
/// # Errors
/// As [`read`].
pub fn read_shared(path: &Path, most: u64) -> io::Result<Arc<[u8]>> {
    let (mut file, kind) = opened(path)?;
    if let Kind::File(length) = kind
        && length <= most
        && let Ok(length) = usize::try_from(length)
    {
        let mut bytes: Arc<[u8]> = iter::repeat_n(0, length).collect();
        let is_whole = match Arc::get_mut(&mut bytes) {
            // A file that shrinks or grows meanwhile, or does not know its length, is read once more.
            Some(room) => file.read_exact(room).is_ok() && file.read(&mut [0])? == 0,
            None => false,
        };
        if is_whole {
            return Ok(bytes);
        }
    } else if kind == Kind::Stream {
        return rest(file, kind, most).map(Arc::from);
    }
    read(path, most).map(Arc::from)
}

fn opened(path: &Path) -> io::Result<(File, Kind)> {
    let found = fs::metadata(path)?;
    if found.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if found.is_file() {
        // Where one is written to meanwhile, what it has grown by is read no further than `most`.
        return File::open(path).map(|file| (file, Kind::File(found.len())));
    }
    let file = if is_pipe(&found) {
        open_pipe(path)?
    } else {
        File::open(path)?
    };
    if is_device(&found) && !file.is_terminal() {
        let why = "it is a device, not a file";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    Ok((file, Kind::Stream))
}

/// Opens a pipe, which takes until somebody writes to it.
fn open_pipe(path: &Path) -> io::Result<File> {
    let (tell, told) = mpsc::channel();
    let path = path.to_owned();
    // Nothing ends this wait; the thread goes with the program.
    thread::spawn(move || tell.send(File::open(path)));
    told.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        let seconds = PATIENCE.as_secs();
        let why = format!("it is a pipe, and nobody has written to it for {seconds} seconds");
        Err(io::Error::new(io::ErrorKind::TimedOut, why))
    })
}

fn too_large(most: u64) -> io::Error {
    let why = format!("it is larger than {} MB", most >> 20);
    io::Error::new(io::ErrorKind::FileTooLarge, why)
}

#[cfg(unix)]
fn is_pipe(found: &fs::Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&found.file_type())
}

#[cfg(unix)]
fn is_device(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let kind = found.file_type();
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_pipe(_: &fs::Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn is_device(_: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_unless_it_is_larger_than_it_may_be() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        assert_eq!(read_shared(&path, 5).unwrap()[..], b"12345"[..]);
        for error in [
            read(&path, 4).unwrap_err(),
            read_shared(&path, 4).unwrap_err(),
        ] {
            assert_eq!(error.kind(), io::ErrorKind::FileTooLarge, "{error}");
        }
        let error = read(root.path(), 4).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory, "{error}");
    }

    /// Such as those of `/proc` on Linux.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_does_not_know_its_length_is_read() {
        let shared = read_shared(Path::new("/proc/self/status"), 1 << 20).unwrap();
        assert!(!shared.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_refused() {
        for device in ["/dev/zero", "/dev/null"] {
            let error = read(Path::new(device), 1 << 20).unwrap_err();
            assert_eq!(
                error.kind(),
                io::ErrorKind::InvalidInput,
                "{device}: {error}"
            );
        }
    }
}
