//! Where the files of a result go, and where those of an earlier one come from: names and bytes.
//!
//! A report hands its files, one after another, to a [`ResultFolder`] and never asks what becomes of them: a
//! program puts them on a disk, and [`InMemory`] keeps them for whoever has none. A file is handed
//! over as what writes it, so that a large one need not be in memory as a whole.
//!
//! It knows names and bytes; it must not know what is in them, nor any file system.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use super::ReportError;

/// Takes the files of a result.
pub trait ResultFolder {
    /// Why a file could not be taken, or made.
    type Error: From<ReportError>;

    /// Whether a file of this name is to be made at all. It is asked before the work of making it, such as drawing a
    /// picture; a file that is not wanted stays part of the result, as its manifest lists it.
    fn wants(&self, name: &str) -> bool {
        let _ = name;
        true
    }

    /// Takes a file whose contents `write` writes. Its name is relative to the folder, with `/` between its
    /// parts. It may come from a scenario, for a result holds the files that the scenario names: whoever
    /// writes to a disk has to refuse one that leads out of the folder.
    ///
    /// # Errors
    /// Why the file could not be taken; the result is not complete then.
    fn file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Self::Error>;
}

/// Has the files of a result that was made earlier.
pub trait EarlierResult {
    /// Whether there is a file of this name.
    fn has(&self, name: &str) -> bool;

    /// The contents of a file.
    ///
    /// # Errors
    /// Why it cannot be read; [`io::ErrorKind::NotFound`] if it is not there.
    fn open(&self, name: &str) -> io::Result<impl Read>;
}

/// A result whose files are kept in memory, by their names.
///
/// ```
/// use burstsim::report::{InMemory, Report, RunReport, Study};
/// # use burstsim::scenario::parse::{NoFiles, Source, parse};
/// # let text = r#"
/// #     duration = "1m"
/// #     [region]
/// #     name = "us-east-1"
/// #     scaling = "per-function"
/// #     [[functions]]
/// #     name = "checkout"
/// #     service_time = "1s"
/// #     traffic = [{ even.rate = 5 }]
/// # "#;
/// # let source = Source { name: "example.toml", default_name: "example", text };
/// # let scenario = parse(source, &[], &NoFiles)?.scenario;
/// let result = burstsim::world::simulate(&scenario, 0);
/// let mut folder = InMemory::default();
/// RunReport::new(&scenario, Study::Run(&result)).write(&mut folder, None)?;
/// assert!(folder.files["timeseries.csv"].starts_with(b"time_s,function,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InMemory {
    /// The contents of each file.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl ResultFolder for InMemory {
    type Error = ReportError;

    fn file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), ReportError> {
        let mut contents = Vec::new();
        write(&mut contents).map_err(|source| ReportError::Write {
            name: name.to_owned(),
            source,
        })?;
        self.files.insert(name.to_owned(), contents);
        Ok(())
    }
}

impl EarlierResult for InMemory {
    fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    fn open(&self, name: &str) -> io::Result<impl Read> {
        let contents = self.files.get(name).map(Vec::as_slice);
        contents.ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Look, Report, RunReport, Study, fixture, manifest};

    /// Wants the manifest alone, and fails if it is given anything else.
    #[derive(Default)]
    struct Manifest(InMemory);

    impl ResultFolder for Manifest {
        type Error = ReportError;

        fn wants(&self, name: &str) -> bool {
            name == manifest::FILE
        }

        fn file(
            &mut self,
            name: &str,
            write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
        ) -> Result<(), ReportError> {
            assert_eq!(name, manifest::FILE, "nobody wants it");
            self.0.file(name, write)
        }
    }

    #[test]
    fn files_that_nobody_wants_are_not_made_and_stay_listed() {
        let (scenario, result) = (fixture::scenario(), fixture::small());
        let report = RunReport::new(&scenario, Study::Run(&result));
        let (mut all, mut one) = (InMemory::default(), Manifest::default());
        report.write(&mut all, Some(&Look::default())).unwrap();
        report.write(&mut one, Some(&Look::default())).unwrap();
        assert_eq!(one.0.files[manifest::FILE], all.files[manifest::FILE]);
        assert!(all.files.len() > 1);
    }
}
