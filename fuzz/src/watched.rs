//! A target reads an input, while somebody watches: a panic is caught, and an input that hangs or kills the process leaves
//! its name behind.

use std::fs::{self, File};
use std::io::{Seek as _, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use burstsim_fuzz::Target;

/// After so much time of the processor a target hangs.
const HANGS: Duration = Duration::from_secs(30);

/// What the last panic said.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

/// When the input that is being read was begun, in milliseconds and one; 0 if none is.
static BEGUN: AtomicU64 = AtomicU64::new(0);

/// Lets targets read.
#[derive(Debug)]
pub(crate) struct Watch {
    start: Instant,
    limit: Duration,
    /// Holds the name of the input that is being read.
    current: File,
}

/// How an input was read.
#[derive(Debug)]
pub(crate) struct Reading {
    /// How long it took.
    pub(crate) time: Duration,
    /// What is wrong, if anything is.
    pub(crate) wrong: Option<String>,
}

impl Watch {
    /// Begins to watch. Inputs that take longer than `limit` fail; the file `current` of `folder` names the one that is
    /// being read.
    pub(crate) fn begin(limit: Duration, folder: &Path) -> Result<Self, String> {
        let unwritable = |error| format!("cannot write into {}: {error}", folder.display());
        fs::create_dir_all(folder).map_err(unwritable)?;
        let shown = folder.join("current");
        let current = File::create(&shown).map_err(unwritable)?;
        let start = Instant::now();
        panic::set_hook(Box::new(|info| {
            *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
        }));
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_secs(1));
                let begun = BEGUN.load(Ordering::Relaxed);
                let now = processor_time("self", start).as_millis() as u64;
                if begun > 0 && now.saturating_sub(begun) > HANGS.as_millis() as u64 {
                    eprintln!("an input hangs; which is said in {}", shown.display());
                    std::process::exit(3);
                }
            }
        });
        Ok(Self {
            start,
            limit,
            current,
        })
    }

    /// Lets a target read an input.
    pub(crate) fn read(&self, target: Target, input: &[u8], name: &str) -> Reading {
        // If the process dies of it, such as by an exhausted stack, its name is still there. The file stays open and keeps
        // its length: this is done a million times.
        let line = format!("{}, {name:100}\n", target.name);
        let kept = (&self.current)
            .rewind()
            .and_then(|()| (&self.current).write_all(line.as_bytes()));
        let reading = self.once(target, input);
        let again = |first: Reading| match first.time > self.limit && first.wrong.is_none() {
            // Something else may have made it slow.
            true => self.once(target, input),
            false => first,
        };
        let mut reading = again(again(reading));
        if reading.time > self.limit && reading.wrong.is_none() {
            reading.wrong = Some(format!("it takes {:?}", reading.time));
        }
        if let Err(error) = kept {
            reading.wrong = Some(format!("its name cannot be kept: {error}"));
        }
        reading
    }

    fn once(&self, target: Target, input: &[u8]) -> Reading {
        let begin = processor_time("thread-self", self.start);
        BEGUN.store(begin.as_millis() as u64 + 1, Ordering::Relaxed);
        let checked = panic::catch_unwind(AssertUnwindSafe(|| (target.check)(input)));
        BEGUN.store(0, Ordering::Relaxed);
        let last_panic = || {
            LAST_PANIC
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone()
        };
        let wrong = match checked {
            Ok(Ok(())) => None,
            Ok(Err(wrong)) => Some(wrong),
            Err(_) => Some(last_panic()),
        };
        Reading {
            time: processor_time("thread-self", self.start).saturating_sub(begin),
            wrong,
        }
    }
}

/// Time of the processor where Linux tells it, which other processes do not lengthen; else the time of the clock. `whose`
/// is that of the calling thread, `thread-self`, or of the first, `self`, which is the one that reads.
fn processor_time(whose: &str, start: Instant) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{whose}/schedstat")).unwrap_or_default();
    let nanos = stat.split(' ').next().and_then(|nanos| nanos.parse().ok());
    nanos.map_or_else(|| start.elapsed(), Duration::from_nanos)
}
