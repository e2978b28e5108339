//! Names of the files beside a scenario.

/// Names of files, each once.
#[derive(Debug)]
pub(super) struct Files {
    folder: String,
    taken: Vec<String>,
}

impl Files {
    pub(super) fn new(folder: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            taken: Vec::new(),
        }
    }

    /// A path for what a function's file holds: `data/checkout-requests.csv`.
    pub(super) fn name(&mut self, function: &str, what: &str) -> String {
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
        self.taken.push(path.to_lowercase());
        path
    }
}
