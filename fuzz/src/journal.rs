//! What a sweep keeps of its runs: the journal beside a result, and files of records. A line ends with a hash of itself,
//! so each is read as it is and with the right hash.

use std::cell::OnceCell;
use std::hash::Hasher;

use burstsim::disk::journal::Journal;
use burstsim::scenario::parse::ranges::Swept;
use burstsim::scenario::parse::{NoFiles, Override, Parsed, ScenarioError, Source, parse_with};
use burstsim::study::lines::read_figures;
use burstsim::study::sweep::records::Records;
use burstsim::study::sweep::{Design, Outcome, Points};
use siphasher::sip::SipHasher24;
use tempfile::TempDir;

use crate::Target;

/// Reads journals and records.
pub const TARGET: Target = Target {
    name: "journal",
    check,
};

/// A disk is slow: of 32 inputs one is read from it.
const ON_DISK: u8 = 31;

thread_local! {
    static FOLDER: OnceCell<Option<TempDir>> = const { OnceCell::new() };
    static POINTS: OnceCell<Option<Points>> = const { OnceCell::new() };
}

fn parsed(overrides: &[Override]) -> Result<Parsed, ScenarioError> {
    let text = "duration = \"10s\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
                [[functions]]\nname = \"f\"\nservice_time = \"1s\"\ntraffic = [{ poisson.rate = 5 }]\n";
    let source = Source {
        name: "journal.toml",
        default_name: "journal",
        text,
    };
    parse_with(source, overrides, &NoFiles)
}

fn points() -> Option<Points> {
    let swept = Swept::read("functions.f.service_time=1s,2s", false).ok()?;
    let design = Design::new(vec![swept], None).ok()?;
    Points::check(&design, 2, parsed, &()).ok()
}

fn check(data: &[u8]) -> Result<(), String> {
    let sealed = sealed(data);
    for bytes in [data, &sealed] {
        POINTS.with(|points| {
            let points = points.get_or_init(self::points).as_ref();
            let Some(points) = points else {
                return Err("the sweep cannot be planned".to_owned());
            };
            let mut records = Records::of(points);
            if records.read(bytes).is_ok() {
                let counts = (records.damaged(), records.strangers(), records.disputed());
                drop(format!("{counts:?}"));
                for key in &points.keys {
                    records.runs_of(*key);
                }
            }
            Ok(())
        })?;
        for line in bytes.split(|&byte| byte == b'\n') {
            if let Ok(line) = std::str::from_utf8(line) {
                read_figures(line);
            }
        }
        let sum = bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        if sum & ON_DISK == 0 {
            on_disk(bytes)?;
        }
    }
    Ok(())
}

/// Opens a journal that holds `bytes`.
fn on_disk(bytes: &[u8]) -> Result<(), String> {
    FOLDER.with(|folder| {
        let folder = folder.get_or_init(|| TempDir::new().ok()).as_ref();
        let folder = folder.ok_or("there is no temporary folder")?.path();
        let written = std::fs::write(folder.join(".x.journal"), bytes);
        written.map_err(|error| error.to_string())?;
        if let Ok(journal) = Journal::<Outcome>::open(&folder.join("x"), false) {
            drop(format!("{:?}", journal.earlier));
        }
        Ok(())
    })
}

/// The same lines with the right hash at their ends.
fn sealed(data: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(data.len());
    for line in data.split_inclusive(|&byte| byte == b'\n') {
        let text = line
            .strip_suffix(b"\n")
            .and_then(|line| std::str::from_utf8(line).ok());
        match text.and_then(|line| line.rsplit_once(' ')) {
            Some((content, hash)) if hash.len() == 16 => {
                let mut hasher = SipHasher24::new();
                hasher.write(content.as_bytes());
                let line = format!("{content} {:016x}\n", hasher.finish());
                sealed.extend_from_slice(line.as_bytes());
            }
            _ => sealed.extend_from_slice(line),
        }
    }
    sealed
}
