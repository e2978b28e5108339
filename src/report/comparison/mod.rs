//! A comparison of variants as files and as text.
//!
//! It knows comparisons and how figures look; it must not know how a variant was asked for, nor how
//! differences are judged.

mod data;
pub(super) mod variants;

pub(super) use data::numbers;

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::folder::Staging;
use super::manifest::{self, Manifest};
use super::medium::Medium;
use super::{Look, ReportError, charts, files, page, terminal};
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

    /// Writes all files of the comparison into the folder `dir` and returns their paths.
    ///
    /// Either the whole result takes the place of an earlier one, or nothing changes; files that are
    /// not burstsim's stay.
    ///
    /// # Errors
    /// What could not be written, why, and what to do about it.
    pub fn write(
        &self,
        dir: &Path,
        catalog_date: &str,
        charts: Option<&Look>,
    ) -> Result<Vec<PathBuf>, ReportError> {
        let comparison = &self.comparison;
        let mut staging = Staging::begin(dir)?;
        staging.file("comparison.json", |out| files::json(out, &self.json()))?;
        staging.file("comparison.csv", |out| data::write(comparison, out))?;
        staging.file("timeseries.csv", |out| data::write_series(comparison, out))?;
        if let Some(look) = charts {
            files::charts(&mut staging, &charts::compared(look, comparison))?;
            files::page(&mut staging, &page::of_comparison(comparison))?;
        }
        let texts = self.resolved();
        let mut places = Places::default();
        for (name, scenario, text) in &texts {
            let file = places.file_of(name, scenario);
            staging.file(&file, |out| out.write_all(text.as_bytes()))?;
            let folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
            for input in &scenario.inputs {
                let path = folder.join(&input.path);
                if !staging.written().contains(&path) {
                    staging.file(&path, |out| out.write_all(&input.contents))?;
                }
            }
        }
        let variants: Vec<(&str, &Scenario, &str)> = texts
            .iter()
            .map(|(name, scenario, text)| (*name, *scenario, text.as_str()))
            .collect();
        let count = comparison.replications();
        let manifest = Manifest::of_variants(&variants, catalog_date, count, staging.written());
        staging.file(manifest::FILE, |out| files::json(out, &manifest))?;
        staging.commit()
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
    taken: Vec<PathBuf>,
    shared: Vec<&'a InputFile>,
}

impl<'a> Places<'a> {
    fn file_of(&mut self, name: &str, scenario: &'a Scenario) -> PathBuf {
        let clash = scenario.inputs.iter().any(|input| {
            let mut shared = self.shared.iter();
            shared.any(|other| other.path == input.path && other.contents != input.contents)
        });
        if !clash {
            self.shared.extend(&scenario.inputs);
        }
        let end = if clash { "/scenario.toml" } else { ".toml" };
        let slug = charts::slug(name);
        let numbered = (2..).map(|number| format!("variants/{slug}-{number}{end}"));
        let mut names = std::iter::once(format!("variants/{slug}{end}")).chain(numbered);
        let free = names.find(|name| !self.taken.contains(&PathBuf::from(name)));
        let file = PathBuf::from(free.unwrap_or_default());
        self.taken.push(file.clone());
        file
    }
}
