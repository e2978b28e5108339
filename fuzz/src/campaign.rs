//! All targets in turn read the corpus, then mutants.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use burstsim_fuzz::Target;

use super::arguments::Arguments;
use super::corpus::Corpus;
use super::mutate::mutant;
use super::random::Random;
use super::watched::Watch;

/// Failures of one kind that are kept.
const KEPT: u32 = 3;

/// Mutants of a target, one after another.
const IN_TURN: u64 = 50;

/// What a target has done.
struct Tally {
    target: Target,
    corpus: Corpus,
    mutants: u64,
    slowest: Duration,
    busy: Duration,
    failures: u32,
    /// How often each kind of failure came.
    kinds: BTreeMap<String, u32>,
}

/// Makes the mutants; how many inputs failed.
pub(crate) fn run(given: &Arguments) -> Result<u32, String> {
    let watch = Watch::begin(given.limit, &given.failures)?;
    let begin = Instant::now();
    let mut tallies = Vec::new();
    for target in &given.targets {
        tallies.push(Tally {
            target: *target,
            corpus: Corpus::of(target.name, &given.corpora)?,
            mutants: given.from,
            slowest: Duration::ZERO,
            busy: Duration::ZERO,
            failures: 0,
            kinds: BTreeMap::new(),
        });
    }
    for tally in &mut tallies {
        for path in &given.inputs {
            let input = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
            tally.read(&watch, &input, &path.display().to_string(), given);
        }
        if given.inputs.is_empty() {
            for (path, input) in std::mem::take(&mut tally.corpus.inputs) {
                tally.read(&watch, &input, &path.display().to_string(), given);
                tally.corpus.inputs.push((path, input));
            }
        }
    }
    if given.inputs.is_empty() {
        mutants(given, &watch, begin, &mut tallies);
    }
    println!("target       corpus    mutants  failures   slowest  mean");
    for tally in &tallies {
        let mutants = tally.mutants - given.from;
        let count = mutants + tally.corpus.inputs.len() as u64;
        let mean = tally.busy.as_secs_f64() * 1e3 / count.max(1) as f64;
        println!(
            "{:10} {:8} {:10} {:9} {:6} ms  {mean:.2} ms",
            tally.target.name,
            tally.corpus.inputs.len(),
            mutants,
            tally.failures,
            tally.slowest.as_millis()
        );
    }
    println!(
        "seed {}, {:.0} s",
        given.seed,
        begin.elapsed().as_secs_f64()
    );
    Ok(tallies.iter().map(|tally| tally.failures).sum())
}

fn mutants(given: &Arguments, watch: &Watch, begin: Instant, tallies: &mut [Tally]) {
    let mut left = given.mutants;
    let mut told = begin;
    while left > 0 {
        for tally in &mut *tallies {
            for _ in 0..IN_TURN.min(left) {
                if given.time.is_some_and(|time| begin.elapsed() > time) {
                    return;
                }
                let mut random = Random::new(given.seed, tally.target.name, tally.mutants);
                let input = mutant(&tally.corpus, &mut random);
                let name = format!("mutant {} of seed {}", tally.mutants, given.seed);
                tally.read(watch, &input, &name, given);
                tally.mutants += 1;
                left -= 1;
            }
        }
        if told.elapsed() > Duration::from_secs(600) {
            told = Instant::now();
            println!(
                "{} mutants left after {:.0} s",
                left,
                begin.elapsed().as_secs_f64()
            );
        }
    }
}

impl Tally {
    fn read(&mut self, watch: &Watch, input: &[u8], name: &str, given: &Arguments) {
        let reading = watch.read(self.target, input, name);
        self.slowest = self.slowest.max(reading.time);
        self.busy += reading.time;
        let Some(wrong) = &reading.wrong else {
            return;
        };
        self.failures += 1;
        let kind: String = wrong
            .chars()
            .take(120)
            .filter(|sign| !sign.is_ascii_digit())
            .collect();
        let times = self.kinds.entry(kind).or_insert(0);
        *times += 1;
        if *times <= KEPT {
            let shown: String = wrong
                .chars()
                .take(1_000)
                .flat_map(char::escape_debug)
                .collect();
            let kept = self.keep(input, &given.failures);
            println!("{}, {name}: {shown}\n  {kept}", self.target.name);
        }
    }

    fn keep(&self, input: &[u8], folder: &Path) -> String {
        let path = folder.join(format!("{}-{}", self.target.name, self.failures));
        match fs::write(&path, input) {
            Ok(()) => path.display().to_string(),
            Err(error) => format!("cannot write {}: {error}", path.display()),
        }
    }
}
