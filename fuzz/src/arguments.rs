//! What is typed after the program's name.

use std::path::PathBuf;
use std::time::Duration;

use burstsim_fuzz::{TARGETS, Target};

const USAGE: &str = "usage: burstsim-fuzz [--mutants N] [--seconds N] [--seed N] [--from N] [--target NAME]... [--limit-ms N]\n  \
     [--corpus FOLDER]... [--failures FOLDER] [INPUT...]\n\
     Lets each target read the corpus and mutants of it, or the inputs alone.";

/// What is to be done.
#[derive(Debug)]
pub(crate) struct Arguments {
    /// Mutants of all targets together.
    pub(crate) mutants: u64,
    /// Ends sooner, if there is not enough time.
    pub(crate) time: Option<Duration>,
    /// Of the mutants.
    pub(crate) seed: u64,
    /// The first mutant of each target, to make one again.
    pub(crate) from: u64,
    /// All, unless some are named.
    pub(crate) targets: Vec<Target>,
    /// An input that takes longer fails.
    pub(crate) limit: Duration,
    /// Folders with more inputs to mutate, by any target.
    pub(crate) corpora: Vec<PathBuf>,
    /// Where inputs that fail are written.
    pub(crate) failures: PathBuf,
    /// Read these instead of mutants.
    pub(crate) inputs: Vec<PathBuf>,
}

impl Arguments {
    /// Reads them.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut given = Self {
            mutants: 20_000,
            time: None,
            seed: 1,
            from: 0,
            targets: Vec::new(),
            limit: Duration::from_secs(2),
            corpora: Vec::new(),
            failures: PathBuf::from("target/fuzz-failures"),
            inputs: Vec::new(),
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} needs a value\n{USAGE}"));
            match word.as_str() {
                "--mutants" => given.mutants = number(&value()?)?,
                "--seconds" => given.time = Some(Duration::from_secs(number(&value()?)?)),
                "--seed" => given.seed = number(&value()?)?,
                "--from" => given.from = number(&value()?)?,
                "--target" => given.targets.push(target(&value()?)?),
                "--limit-ms" => given.limit = Duration::from_millis(number(&value()?)?),
                "--corpus" => given.corpora.push(value()?.into()),
                "--failures" => given.failures = value()?.into(),
                option if option.starts_with('-') => {
                    return Err(format!("{option} is no option\n{USAGE}"));
                }
                input => given.inputs.push(input.into()),
            }
        }
        if given.targets.is_empty() {
            given.targets = TARGETS.to_vec();
        }
        Ok(given)
    }
}

fn number(text: &str) -> Result<u64, String> {
    let digits = text.replace(['_', ','], "");
    digits
        .parse()
        .map_err(|_| format!("{text} is no whole number"))
}

fn target(name: &str) -> Result<Target, String> {
    let mut targets = TARGETS.into_iter();
    let names = || TARGETS.map(|one| one.name).join(", ");
    let found = targets.find(|one| one.name == name);
    found.ok_or_else(|| format!("{name} is no target: {}", names()))
}
