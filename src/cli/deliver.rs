//! Delivering the report of a study: its files into their folder, and what was asked for to standard output.
//!
//! It is the same for every verb, and knows none of them.

use std::path::{Path, PathBuf};

use burstsim::report::{Language, Look, Report};

use super::browser;
use super::error::{CliError, Outcome};
use super::format::Format;
use super::hints::next::Next;
use super::output;
use super::progress::Interruption;
use super::results::{ResultArguments, warn_of_text};
use burstsim::disk::folder::{self, Staging};

/// The page of a result.
const PAGE: &str = "report.html";

/// Where a report goes, and in which forms.
pub(super) struct Delivery<'a> {
    results: &'a ResultArguments,
    folder: PathBuf,
    interruption: &'a Interruption,
    /// How charts are to look, if there are to be any.
    look: Option<Look>,
    language: Language,
    format: Format,
}

impl<'a> Delivery<'a> {
    /// As the options say, with charts in a language. To be asked before the work: it is an error if a result called
    /// `name` cannot be put where it belongs.
    pub(super) fn prepare(
        results: &'a ResultArguments,
        name: &str,
        (language, format): (Language, Format),
        interruption: &'a Interruption,
    ) -> Result<Self, CliError> {
        let folder = results.folder(name);
        folder::check(&folder)?;
        Ok(Self {
            results,
            folder,
            interruption,
            look: results.look(language),
            language,
            format,
        })
    }

    /// What tells whether to stop.
    pub(super) fn interruption(&self) -> &'a Interruption {
        self.interruption
    }

    /// The folder of the result.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts the files of a report into their folder and prints it, unless the user ends that.
    pub(super) fn deliver(&self, report: &impl Report) -> Result<Outcome, CliError> {
        self.deliver_and(report, || ())
    }

    /// The same, with something to do once the files are in place.
    pub(super) fn deliver_and(
        &self,
        report: &impl Report,
        once_in_place: impl FnOnce(),
    ) -> Result<Outcome, CliError> {
        self.put(report, &|| self.interruption.is_raised(), once_in_place)
    }

    /// The same for what was found before the user ended a study. Whoever asks again ends the program.
    pub(super) fn deliver_what_was_found(&self, report: &impl Report) -> Result<Outcome, CliError> {
        self.put(report, &|| false, || ())
    }

    fn put(
        &self,
        report: &impl Report,
        is_stopped: &dyn Fn() -> bool,
        once_in_place: impl FnOnce(),
    ) -> Result<Outcome, CliError> {
        let mut staging = Staging::begin(&self.folder)?.until(is_stopped);
        report.write(&mut staging, self.look.as_ref())?;
        let written = staging.commit()?;
        once_in_place();
        self.print(report)?;
        self.tell(&written);
        Ok(if report.is_missed() {
            Outcome::SloMissed
        } else {
            Outcome::Done
        })
    }

    /// Says where the result lies, and opens its page where that was asked.
    fn tell(&self, written: &[PathBuf]) {
        let page = self.folder.join(PAGE);
        let page = written.contains(&page).then_some(page);
        if !self.results.quiet {
            output::written(written.len(), &self.folder, self.language);
            if let Some(look) = self.look {
                warn_of_text(look.text_scale, look.language);
            }
            let shown = page.as_ref().filter(|_| self.is_for_people());
            if let Some(page) = shown.map(|page| page.display()) {
                output::words(
                    &self
                        .language
                        .choose(format!("page: {page}"), format!("페이지: {page}")),
                );
            }
        }
        if let Some(page) = page.filter(|_| self.results.is_to_open()) {
            browser::show(&page, self.language);
        }
    }

    /// Says what a person can do next, by a command that runs as it is.
    pub(super) fn say_next(&self, next: Option<Next>) {
        if let Some(next) = next.filter(|_| self.is_for_people() && !self.results.quiet) {
            output::words(&next.words(self.language));
        }
    }

    /// Whether somebody reads what is printed, rather than a program.
    fn is_for_people(&self) -> bool {
        self.format == Format::Text
    }

    fn print(&self, report: &impl Report) -> Result<(), CliError> {
        let text = match self.format {
            Format::Json => format!("{:#}", report.json()?),
            Format::Csv => report.csv()?,
            Format::Md => report.markdown(self.language),
            Format::Text if self.results.quiet => return Ok(()),
            Format::Text => report.text(self.language),
        };
        Ok(output::data(&text)?)
    }
}
