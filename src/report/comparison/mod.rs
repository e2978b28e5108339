//! A comparison of variants as files and as text.
//!
//! It knows comparisons and how figures look; it must not know how a variant was asked for, nor how
//! differences are judged.

mod data;
mod platforms;

use std::io;

use serde_json::Value;

use super::document::{Document, slug};
use super::files::{self, Files};
use super::folder::ResultFolder;
use super::manifest::Manifest;

use super::{Look, Report, stories};
use crate::scenario::{InputFile, Scenario};
use crate::study::Comparison;
use crate::study::Variant;
use crate::study::compare::BreakEven;

/// What there is to report of a comparison.
#[derive(Debug)]
pub struct ComparisonReport {
    comparison: Comparison,
    break_even: Option<BreakEven>,
}

impl ComparisonReport {
    /// The report of a comparison of at least one variant.
    pub fn new(comparison: Comparison) -> Self {
        Self {
            comparison,
            break_even: None,
        }
    }

    /// With the cost of each platform against the load, where platforms are compared.
    #[must_use]
    pub fn with_break_even(self, break_even: Option<BreakEven>) -> Self {
        Self { break_even, ..self }
    }

    /// What the result of a comparison of such variants is called.
    pub fn name_of(variants: &[Variant]) -> String {
        let mut names: Vec<&str> = Vec::new();
        for variant in variants {
            if !names.contains(&&*variant.scenario.name) {
                names.push(&variant.scenario.name);
            }
        }
        match &names[..] {
            [one, other] => format!("{one}-and-{other}-compare"),
            [first, others @ ..] if !others.is_empty() => {
                format!("{first}-and-{}-others-compare", others.len())
            }
            names => format!("{}-compare", names.concat()),
        }
    }
}

impl Report for ComparisonReport {
    fn name(&self) -> String {
        Self::name_of(&self.comparison.variants)
    }

    fn document(&self, look: &Look) -> Document {
        stories::of_comparison(look, &self.comparison, self.break_even.as_ref())
    }

    fn json(&self) -> io::Result<Value> {
        let mut tree = data::json(&self.comparison);
        if let Some(even) = &self.break_even {
            tree["break_even"] = platforms::break_even_json(even);
        }
        Ok(tree)
    }

    fn csv(&self) -> io::Result<String> {
        files::text(|out| data::write(&self.comparison, out))
    }

    fn write<F: ResultFolder>(&self, folder: &mut F, look: Option<&Look>) -> Result<(), F::Error> {
        let comparison = &self.comparison;
        let mut files = Files::to(folder);
        files.file("comparison.json", |out| files::json(out, &self.json()?))?;
        files.file("comparison.csv", |out| data::write(comparison, out))?;
        files.file("timeseries.csv", |out| data::write_series(comparison, out))?;
        if comparison.has_queues() {
            files.file("queues.csv", |out| data::write_waiting(comparison, out))?;
        }
        if comparison.is_of_platforms() {
            files.file("capacity.csv", |out| {
                platforms::write_capacity(comparison, out)
            })?;
        }
        if let Some(even) = &self.break_even {
            files.file("break-even.csv", |out| {
                platforms::write_break_even(even, out)
            })?;
        }
        if let Some(look) = look {
            files.document(look, &self.document(look))?;
        }
        let mut places = Places::default();
        let mut texts = Vec::new();
        for variant in &comparison.variants {
            let file = places.file_of(&variant.name, &variant.scenario);
            texts.push(files.scenario(&file, &variant.scenario)?);
        }
        let variants: Vec<(&str, &Scenario, &str)> = comparison
            .variants
            .iter()
            .zip(&texts)
            .map(|(variant, text)| (variant.name.as_str(), &variant.scenario, text.as_str()))
            .collect();
        let count = comparison.replications();
        files.manifest(|names| Manifest::of_variants(&variants, count, names))
    }
}

/// Where the resolved scenarios go: side by side, where they can share their input files; into a
/// folder of its own where a variant has another file under the same name.
#[derive(Default)]
struct Places<'a> {
    taken: Vec<String>,
    shared: Vec<&'a InputFile>,
}

impl<'a> Places<'a> {
    fn file_of(&mut self, name: &str, scenario: &'a Scenario) -> String {
        let clash = scenario.inputs.iter().any(|input| {
            let mut shared = self.shared.iter();
            shared.any(|other| other.path == input.path && other.contents != input.contents)
        });
        if !clash {
            self.shared.extend(&scenario.inputs);
        }
        let end = if clash { "/scenario.toml" } else { ".toml" };
        let slug = slug(name);
        let numbered = (2..).map(|number| format!("variants/{slug}-{number}{end}"));
        let mut names = std::iter::once(format!("variants/{slug}{end}")).chain(numbered);
        let file = names.find(|name| !self.taken.contains(name));
        let file = file.unwrap_or_default();
        self.taken.push(file.clone());
        file
    }
}
