//! The files beside a scenario, each under a name of its own.

use std::collections::BTreeSet;

use super::data::{Contents, DataFile};

/// Files, with names that are taken once.
#[derive(Debug)]
pub(super) struct Files {
    folder: String,
    taken: BTreeSet<String>,
    files: Vec<DataFile>,
}

impl Files {
    pub(super) fn new(folder: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            taken: BTreeSet::new(),
            files: Vec::new(),
        }
    }

    /// Adds a file of a function, whose first line says what it is; its path.
    pub(super) fn add(
        &mut self,
        function: &str,
        what: &str,
        about: String,
        contents: Contents,
    ) -> String {
        let name = self.name(function, what);
        self.files.push(DataFile {
            name: name.clone(),
            about,
            contents,
        });
        name
    }

    /// All files, in the order in which they were added.
    pub(super) fn into_files(self) -> Vec<DataFile> {
        self.files
    }

    /// A path for what a function's file holds: `data/checkout-requests.csv`.
    fn name(&mut self, function: &str, what: &str) -> String {
        let safe: String = function
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "-_".contains(c) {
                    c
                } else {
                    '-'
                }
            })
            .take(60)
            .collect();
        let safe = if safe.is_empty() {
            "function".to_owned()
        } else {
            safe
        };
        let mut path = format!("{}{safe}-{what}.csv", self.folder);
        let mut number = 2;
        while self.taken.contains(&path.to_lowercase()) {
            path = format!("{}{safe}-{number}-{what}.csv", self.folder);
            number += 1;
        }
        self.taken.insert(path.to_lowercase());
        path
    }
}
