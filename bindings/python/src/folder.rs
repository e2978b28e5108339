//! Where the files of a report go: into memory, onto a disk, or nowhere but by their names.
//!
//! It knows names and bytes; it must not know what is in them.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use burstsim::disk::folder::Staging;
use burstsim::report::{InMemory, Look, Report, ReportError, ResultFolder};

use crate::failure::Failure;

/// What writes the contents of a file.
pub(crate) type Contents<'a> = &'a mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// Takes files, as a [`ResultFolder`] does whose type need not be known.
pub(crate) trait Taker {
    fn wants(&self, name: &str) -> bool;

    fn take(&mut self, name: &str, contents: Contents<'_>) -> Result<(), Failure>;
}

/// A taker as a folder.
struct To<'a>(&'a mut dyn Taker);

impl ResultFolder for To<'_> {
    type Error = Failure;

    fn wants(&self, name: &str) -> bool {
        self.0.wants(name)
    }

    fn file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let mut write = Some(write);
        let mut contents = |out: &mut dyn Write| match write.take() {
            Some(write) => write(out),
            None => Ok(()),
        };
        self.0.take(name, &mut contents)
    }
}

/// A report of any kind, as a taker sees it.
pub(crate) trait AnyReport {
    fn texts(&self) -> &dyn Texts;

    fn give(&self, taker: &mut dyn Taker, look: Option<&Look>) -> Result<(), Failure>;
}

/// What a report says in words and numbers.
pub(crate) trait Texts {
    fn name(&self) -> String;
    fn text(&self, look: &Look) -> String;
    fn markdown(&self, look: &Look) -> String;
    fn json(&self) -> io::Result<String>;
    fn is_missed(&self) -> bool;
}

impl<R: Report> AnyReport for R {
    fn texts(&self) -> &dyn Texts {
        self
    }

    fn give(&self, taker: &mut dyn Taker, look: Option<&Look>) -> Result<(), Failure> {
        self.write(&mut To(taker), look)
    }
}

impl<R: Report> Texts for R {
    fn name(&self) -> String {
        Report::name(self)
    }

    fn text(&self, look: &Look) -> String {
        Report::text(self, look.language)
    }

    fn markdown(&self, look: &Look) -> String {
        Report::markdown(self, look.language)
    }

    fn json(&self) -> io::Result<String> {
        Report::json(self).map(|tree| tree.to_string())
    }

    fn is_missed(&self) -> bool {
        Report::is_missed(self)
    }
}

/// Keeps the files that are wanted in memory.
pub(crate) struct Kept<W: Fn(&str) -> bool> {
    wanted: W,
    pub(crate) files: InMemory,
}

impl<W: Fn(&str) -> bool> Kept<W> {
    pub(crate) fn if_wanted(wanted: W) -> Self {
        let files = InMemory::default();
        Self { wanted, files }
    }

    pub(crate) fn files(self) -> BTreeMap<String, Vec<u8>> {
        self.files.files
    }
}

impl<W: Fn(&str) -> bool> Taker for Kept<W> {
    fn wants(&self, name: &str) -> bool {
        (self.wanted)(name)
    }

    fn take(&mut self, name: &str, contents: Contents<'_>) -> Result<(), Failure> {
        Ok(self.files.file(name, |out| contents(out))?)
    }
}

/// Keeps names alone, for which no file is made.
#[derive(Default)]
pub(crate) struct Names(pub(crate) std::cell::RefCell<Vec<String>>);

impl Taker for Names {
    fn wants(&self, name: &str) -> bool {
        self.0.borrow_mut().push(name.to_owned());
        false
    }

    fn take(&mut self, _: &str, _: Contents<'_>) -> Result<(), Failure> {
        Ok(())
    }
}

/// Has one file written to `out`.
pub(crate) struct One<'a> {
    pub(crate) name: &'a str,
    pub(crate) out: &'a mut dyn Write,
    pub(crate) found: bool,
}

impl Taker for One<'_> {
    fn wants(&self, name: &str) -> bool {
        name == self.name
    }

    fn take(&mut self, name: &str, contents: Contents<'_>) -> Result<(), Failure> {
        self.found = true;
        contents(self.out).map_err(|source| {
            let name = name.to_owned();
            ReportError::Write { name, source }.into()
        })
    }
}

/// A result that is being written to a disk.
struct OnDisk<'a, 's>(&'a mut Staging<'s>);

impl Taker for OnDisk<'_, '_> {
    fn wants(&self, _: &str) -> bool {
        true
    }

    fn take(&mut self, name: &str, contents: Contents<'_>) -> Result<(), Failure> {
        Ok(self.0.file(name, |out| contents(out))?)
    }
}

/// Puts a result into a folder, in the place of an earlier one, whole or not at all.
pub(crate) fn write(
    folder: &Path,
    report: &dyn AnyReport,
    look: Option<&Look>,
) -> Result<Vec<PathBuf>, Failure> {
    let mut staging = Staging::begin(folder)?;
    report.give(&mut OnDisk(&mut staging), look)?;
    Ok(staging.commit()?)
}
