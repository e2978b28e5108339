//! The inputs that mutants are made of, and the words in them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Longer inputs make few mutants a second.
const LONGEST: usize = 64 << 10;

const MOST_WORDS: usize = 20_000;

/// The inputs of a target.
#[derive(Debug)]
pub(crate) struct Corpus {
    /// Each with the file that it is from, in the order of their names.
    pub(crate) inputs: Vec<(PathBuf, Vec<u8>)>,
    /// Words, numbers and signs of all of them.
    pub(crate) words: Vec<Vec<u8>>,
}

impl Corpus {
    /// The corpus of a target, with more inputs from other folders.
    pub(crate) fn of(target: &str, others: &[PathBuf]) -> Result<Self, String> {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("corpus")
            .join(target);
        let mut inputs = Vec::new();
        collect(&own, &mut inputs)?;
        // The shipped scenarios are a part of it that stands elsewhere.
        if target == "scenario" {
            collect(
                &Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios"),
                &mut inputs,
            )?;
        }
        for folder in others {
            collect(folder, &mut inputs)?;
        }
        if inputs.is_empty() {
            return Err(format!("there is no corpus in {}", own.display()));
        }
        let mut words = BTreeSet::new();
        for (_, input) in &inputs {
            words.extend(
                self::words(input)
                    .filter(|word| word.len() <= 60)
                    .map(<[u8]>::to_vec),
            );
        }
        let words = words.into_iter().take(MOST_WORDS).collect();
        Ok(Self { inputs, words })
    }
}

/// All files below a folder.
fn collect(folder: &Path, inputs: &mut Vec<(PathBuf, Vec<u8>)>) -> Result<(), String> {
    let unreadable = |error| format!("cannot read {}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, inputs)?;
            continue;
        }
        let mut bytes = fs::read(&path).map_err(unreadable)?;
        bytes.truncate(LONGEST);
        inputs.push((path, bytes));
    }
    Ok(())
}

/// Words and numbers, and the signs between them.
pub(crate) fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let in_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    text.chunk_by(move |one, other| in_word(one) && in_word(other))
}
