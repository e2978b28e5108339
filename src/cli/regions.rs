//! `burstsim regions`: the Regions of the catalog with their burst quotas and prices.

use burstsim::report::regions;
use clap::Args;

use super::error::{CliError, Outcome};
use super::format::{Format, formats};
use super::hints::HINTS;
use super::output;
use super::results::LanguageArguments;

/// List AWS Regions, their burst quotas and what a GB-second costs there
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim regions\n  \
    burstsim regions --format csv > regions.csv")]
pub(super) struct Regions {
    /// How to print them
    #[arg(long, default_value = "text", value_parser = formats([
        (Format::Text, "A table"),
        (Format::Json, "An array of objects, with sources and dates"),
        (Format::Csv, "Comma-separated values, with sources and dates"),
        (Format::Md, "Markdown"),
    ]))]
    format: Format,

    #[command(flatten)]
    language: LanguageArguments,
}

impl Regions {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let language = self.language.language();
        let text = match self.format {
            Format::Text => regions::table(&HINTS, language),
            Format::Json => regions::json()?,
            Format::Csv => regions::csv()?,
            Format::Md => regions::markdown(&HINTS, language),
        };
        output::data(&text)?;
        Ok(Outcome::Done)
    }
}
