//! From TOML text to a [`Scenario`](super::Scenario).

/// Access to the files a scenario refers to; the core itself does no I/O.
pub trait Files {
    /// The contents of the file at `path`, which is relative to the scenario unless absolute.
    ///
    /// # Errors
    /// The reason, in words, why it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}
