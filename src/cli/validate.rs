//! `burstsim validate`: the model against theory, AWS's examples and measurements.

use burstsim::report::validation::{self, Section};
use burstsim::study::validate::{Bench, Effort, Failure, REFERENCES, Reference, Verdict};
use clap::Args;

use super::error::{CliError, Outcome};
use super::format::{Format, formats};
use super::output;
use super::results::LanguageArguments;

/// Run the model against theory, AWS's worked examples and measurements
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim validate\n  \
    burstsim validate --quick --only erlang-b\n  \
    burstsim validate --only token-bucket --set region.ramp_per_minute=505   # must fail\n\n\
    Exit codes: 0 all cases agree with their references; 99 one does not.")]
pub(super) struct Validate {
    /// How to print the table
    #[arg(long, default_value = "text", value_parser = formats([
        (Format::Text, "A table"),
        (Format::Json, "An array of objects"),
        (Format::Csv, "Comma-separated values"),
        (Format::Md, "Markdown"),
    ]))]
    format: Format,

    /// Run only this reference; repeatable
    #[arg(long, value_name = "NAME", value_parser = REFERENCES.map(|reference| reference.name))]
    only: Vec<String>,

    /// Smaller cases and fewer replications: seconds instead of a minute
    #[arg(long)]
    quick: bool,

    /// Break the model on purpose: override a key in every scenario while the references stay; repeatable
    #[arg(long = "set", value_name = "KEY=VALUE")]
    changes: Vec<String>,

    #[command(flatten)]
    language: LanguageArguments,
}

impl From<Failure> for CliError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Scenario(error) => Self::Scenario(error),
            Failure::Interrupted(interrupted) => Self::Interrupted(interrupted),
        }
    }
}

impl Validate {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let bench = Bench {
            effort: if self.quick {
                Effort::Quick
            } else {
                Effort::Full
            },
            changes: self.changes.clone(),
            ..Bench::default()
        };
        let language = self.language.language();
        let mut sections = Vec::new();
        for reference in self.chosen() {
            let title = validation::title(language, &reference);
            output::words(&format!("{}: {title} ...", reference.name));
            let cases = reference.cases(&bench)?;
            sections.push(Section { reference, cases });
        }
        let text = match self.format {
            Format::Text => validation::text(&sections, language),
            Format::Json => validation::json(&sections)?,
            Format::Csv => validation::csv(&sections)?,
            Format::Md => validation::markdown(&sections, language),
        };
        output::data(&text)?;
        let failed = |section: &Section| {
            let mut verdicts = section.cases.iter().map(|case| case.verdict);
            verdicts.any(|verdict| verdict == Verdict::Fail)
        };
        Ok(if sections.iter().any(failed) {
            Outcome::Disagreed
        } else {
            Outcome::Done
        })
    }

    fn chosen(&self) -> impl Iterator<Item = Reference> {
        REFERENCES.into_iter().filter(|reference| {
            self.only.is_empty() || self.only.iter().any(|name| name == reference.name)
        })
    }
}
