//! Inputs that nobody wrote, for every reader of burstsim: no input may make it panic, hang or contradict itself.
//!
//! A target is a function from bytes to what is wrong, if anything is. libFuzzer runs it (`fuzz_targets/`), and so does a
//! program of this crate that needs no other compiler, with mutants of the corpus (`corpus/TARGET/`).
//!
//! | module | what is read |
//! |---|---|
//! | `scenario` | the text of a scenario; a valid one is written, read again and simulated |
//! | `overrides` | what is typed after `--set`, `--vary`, `--over` and `--slo` |
//! | `trace` | recorded requests, counts and durations |
//! | `import` | files of any format that can be imported |
//! | `journal` | the journal and the records of a sweep |
//! | `plot` | the files of a result that is drawn again |
//! | `link` | what the playground's engine is asked, such as by a link |
//! | `judged` | what holds of whatever was read |
//! | `parts` | several texts in one input |

pub mod import;
pub mod journal;
mod judged;
pub mod link;
pub mod overrides;
mod parts;
pub mod plot;
pub mod scenario;
pub mod trace;

/// Something that reads.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, and that of its corpus.
    pub name: &'static str,
    /// Lets it read; what is wrong with what came of it.
    pub check: fn(&[u8]) -> Result<(), String>,
}

impl Target {
    /// Lets it read.
    ///
    /// # Panics
    /// With what is wrong, as libFuzzer wants it.
    pub fn must_hold(&self, data: &[u8]) {
        if let Err(wrong) = (self.check)(data) {
            panic!("{}: {wrong}", self.name);
        }
    }
}

/// All targets.
pub const TARGETS: [Target; 7] = [
    scenario::TARGET,
    overrides::TARGET,
    trace::TARGET,
    import::TARGET,
    journal::TARGET,
    plot::TARGET,
    link::TARGET,
];
