//! A comparison of variants as files and as text.
//!
//! It knows comparisons and how figures look; it must not know how a variant was asked for, nor how
//! differences are judged.

mod data;
pub(super) mod variants;

use std::io;

use serde_json::Value;

use super::document::slug;
use super::files::{self, Files};
use super::folder::ResultFolder;
use super::manifest::{self, Manifest};
use super::render::text::Medium;
use super::{Look, stories, terminal};
use crate::scenario::{InputFile, Scenario, resolved};
use crate::study::Comparison;

/// What there is to report of a comparison.
#[derive(Debug)]
pub struct ComparisonReport {
    comparison: Comparison,
}

impl ComparisonReport {
    /// The report of a comparison of at least one variant.
    pub fn new(comparison: Comparison) -> Self {
        Self { comparison }
    }

    /// The name of the scenario that the variants are of.
    pub fn name(&self) -> &str {
        let first = self.comparison.variants.first();
        first.map_or("", |variant| &variant.scenario.name)
    }

    /// The contents of `comparison.json`.
    pub fn json(&self) -> Value {
        data::json(&self.comparison)
    }

    /// The contents of `comparison.csv`.
    ///
    /// # Errors
    /// None to be expected: it is written to memory.
    pub fn csv(&self) -> io::Result<String> {
        files::text(|out| data::write(&self.comparison, out))
    }

    /// The text for the terminal.
    pub fn table(&self) -> String {
        terminal::comparison::table(&self.comparison, Medium::Terminal)
    }

    /// The same as Markdown, to be pasted into a review.
    pub fn markdown(&self) -> String {
        terminal::comparison::table(&self.comparison, Medium::Markdown)
    }

    /// Hands all files of the comparison to a folder.
    ///
    /// # Errors
    /// Why a file could not be made or taken.
    pub fn write<F: ResultFolder>(
        &self,
        folder: &mut F,
        catalog_date: &str,
        charts: Option<&Look>,
    ) -> Result<(), F::Error> {
        let comparison = &self.comparison;
        let mut files = Files::to(folder);
        files.file("comparison.json", |out| files::json(out, &self.json()))?;
        files.file("comparison.csv", |out| data::write(comparison, out))?;
        files.file("timeseries.csv", |out| data::write_series(comparison, out))?;
        if let Some(look) = charts {
            files.document(look, &stories::of_comparison(look, comparison))?;
        }
        let texts = self.resolved();
        let mut places = Places::default();
        for (name, scenario, text) in &texts {
            let file = places.file_of(name, scenario);
            files.file(&file, |out| out.write_all(text.as_bytes()))?;
            let beside = file.rsplit_once('/').map_or("", |(folder, _)| folder);
            for input in &scenario.inputs {
                let path = format!("{beside}/{}", input.path);
                if !files.names().contains(&path) {
                    files.file(&path, |out| out.write_all(&input.contents))?;
                }
            }
        }
        let variants: Vec<(&str, &Scenario, &str)> = texts
            .iter()
            .map(|(name, scenario, text)| (*name, *scenario, text.as_str()))
            .collect();
        let count = comparison.replications();
        let names = files.names().to_vec();
        let manifest = Manifest::of_variants(&variants, catalog_date, count, &names);
        files.file(manifest::FILE, |out| files::json(out, &manifest))
    }

    /// Each variant with its scenario, all defaults filled in.
    fn resolved(&self) -> Vec<(&str, &Scenario, String)> {
        let variants = self.comparison.variants.iter();
        variants
            .map(|variant| {
                let text = resolved::to_toml(&variant.scenario);
                (variant.name.as_str(), &variant.scenario, text)
            })
            .collect()
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
