//! Delivering the report of a study: its files into their folder, and what was asked for to standard output.
//!
//! It is the same for every verb, and knows none of them.

use burstsim::report::{Language, Look, Report};

use super::error::{CliError, Outcome};
use super::format::Format;
use super::output;
use super::results::ResultArguments;
use burstsim::disk::folder;

/// Where a report goes, and in which forms.
pub(super) struct Delivery<'a> {
    results: &'a ResultArguments,
    /// How charts are to look, if there are to be any.
    look: Option<Look>,
    language: Language,
    format: Format,
}

impl<'a> Delivery<'a> {
    /// As the options say, with charts in a language.
    pub(super) fn new(results: &'a ResultArguments, language: Language, format: Format) -> Self {
        Self {
            results,
            look: results.look(language),
            language,
            format,
        }
    }

    /// Puts the files of a report into their folder and prints it.
    pub(super) fn deliver(&self, report: &impl Report) -> Result<Outcome, CliError> {
        self.deliver_and(report, || ())
    }

    /// The same, with something to do once the files are in place.
    pub(super) fn deliver_and(
        &self,
        report: &impl Report,
        once_in_place: impl FnOnce(),
    ) -> Result<Outcome, CliError> {
        let folder = self.results.folder(&report.name());
        let written = folder::put(&folder, |files| report.write(files, self.look.as_ref()))?;
        once_in_place();
        self.print(report)?;
        output::written(written.len(), &folder, self.results.quiet);
        Ok(if report.is_missed() {
            Outcome::SloMissed
        } else {
            Outcome::Done
        })
    }

    fn print(&self, report: &impl Report) -> Result<(), CliError> {
        let text = match self.format {
            Format::Json => format!("{:#}", report.json()?),
            Format::Csv => report.csv()?,
            Format::Md => report
                .markdown(self.language)
                .unwrap_or_else(|| report.text(self.language)),
            Format::Text if self.results.quiet => return Ok(()),
            Format::Text => report.text(self.language),
        };
        Ok(output::data(&text)?)
    }
}
