//! The files that a scenario refers to: read once each, and kept under a path of their own.
//!
//! It knows how inputs are named in a result folder. It must not know what is in them, nor read
//! them itself: that is what [`Files`] is for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::scenario::InputFile;

/// Access to the files a scenario refers to; the core itself does no I/O.
pub trait Files {
    /// The contents of the file at `path`, which is relative to the scenario unless absolute.
    ///
    /// # Errors
    /// The reason, in words, why it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// The same to be shared, for whoever has it in memory anyway: recordings are large.
    ///
    /// # Errors
    /// As [`Files::read`].
    fn shared(&self, path: &str) -> Result<Arc<[u8]>, String> {
        self.read(path).map(Arc::from)
    }
}

/// No files at all: for scenarios that refer to none.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Err("files are not available here".to_owned())
    }
}

/// The input files met so far.
pub(super) struct Inputs<'a> {
    files: &'a dyn Files,
    /// Each input with the path under which the scenario names it.
    known: Vec<(String, InputFile)>,
    /// The place of each among those, by the path under which the scenario names it.
    places: BTreeMap<String, usize>,
    /// The paths that they are kept under, in small letters.
    taken: BTreeSet<String>,
    /// By the path without a number, in small letters, the first number that may be free.
    numbers: BTreeMap<String, u64>,
}

impl<'a> Inputs<'a> {
    pub(super) fn new(files: &'a dyn Files) -> Self {
        Self {
            files,
            known: Vec::new(),
            places: BTreeMap::new(),
            taken: BTreeSet::new(),
            numbers: BTreeMap::new(),
        }
    }

    /// The file that the scenario names `path`.
    pub(super) fn open(&mut self, path: &str) -> Result<InputFile, String> {
        let known = self.places.get(path).copied();
        if let Some((_, input)) = known.and_then(|place| self.known.get(place)) {
            return Ok(input.clone());
        }
        let input = InputFile {
            contents: self.files.shared(path)?,
            path: self.free_path(path),
        };
        self.places.insert(path.to_owned(), self.known.len());
        self.known.push((path.to_owned(), input.clone()));
        Ok(input)
    }

    /// All inputs, in the order in which they were met.
    pub(super) fn into_files(self) -> Vec<InputFile> {
        self.known.into_iter().map(|(_, input)| input).collect()
    }

    /// `inputs/<file name>`, or `inputs/<file name>-2` and so on if that is taken.
    fn free_path(&mut self, path: &str) -> String {
        let name = match path.rsplit(['/', '\\']).next() {
            None | Some("" | "." | "..") => "input",
            Some(name) => name,
        };
        let (stem, extension) = match name.rfind('.') {
            Some(dot) if dot > 0 => name.split_at(dot),
            _ => (name, ""),
        };
        let first = format!("inputs/{name}");
        // Some file systems do not tell `Log.csv` from `log.csv`.
        if self.taken.insert(first.to_lowercase()) {
            return first;
        }
        let number = self.numbers.entry(first.to_lowercase()).or_insert(2);
        loop {
            let path = format!("inputs/{stem}-{number}{extension}");
            *number += 1;
            if self.taken.insert(path.to_lowercase()) {
                return path;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Echo;
    impl Files for Echo {
        fn read(&self, path: &str) -> Result<Vec<u8>, String> {
            Ok(path.as_bytes().to_vec())
        }
    }

    #[test]
    fn files_of_the_same_name_are_kept_apart_and_the_same_file_once() {
        let mut inputs = Inputs::new(&Echo);
        for (path, kept) in [
            ("a/log.csv", "inputs/log.csv"),
            ("b/Log.csv", "inputs/Log-2.csv"),
            ("a/log.csv", "inputs/log.csv"),
            ("c\\log-2.csv", "inputs/log-2-2.csv"),
            ("d/..", "inputs/input"),
            (".hidden", "inputs/.hidden"),
        ] {
            assert_eq!(inputs.open(path).unwrap().path, kept, "{path}");
        }
        assert_eq!(inputs.into_files().len(), 5);
    }

    #[test]
    fn without_files_there_is_a_reason() {
        assert!(Inputs::new(&NoFiles).open("x").is_err());
    }
}
