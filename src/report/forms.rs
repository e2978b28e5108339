//! The forms that every finished study can be given: text, JSON, CSV, and the files of a result.
//!
//! A program that can deliver one report can deliver all of them. It knows no report; it must not know what
//! stands in one.

use std::io;

use serde_json::Value;

use super::document::{Document, Language, Look};
use super::folder::ResultFolder;
use super::render::text::{Medium, text};

/// A study that is done, ready to be shown.
pub trait Report {
    /// What its result is called, such as `flash-sale-size`: a name for a folder, though one that a person has
    /// chosen a part of.
    fn name(&self) -> String;

    /// What it has to say, from which its texts and its page are made.
    fn document(&self, look: &Look) -> Document;

    /// The text for a terminal, in 80 columns.
    fn text(&self, language: Language) -> String {
        text(&self.document(&Look::of(language)), Medium::Terminal)
    }

    /// The same as Markdown, to be pasted into a review.
    fn markdown(&self, language: Language) -> String {
        text(&self.document(&Look::of(language)), Medium::Markdown)
    }

    /// The contents of its JSON file.
    ///
    /// # Errors
    /// None to be expected: it is made in memory.
    fn json(&self) -> io::Result<Value>;

    /// Its rows as CSV.
    ///
    /// # Errors
    /// None to be expected: it is written to memory.
    fn csv(&self) -> io::Result<String>;

    /// Whether an objective that was asked for is missed.
    fn is_missed(&self) -> bool {
        false
    }

    /// Hands all files of the result to a folder, in the order of the documentation. Charts, and the page that shows
    /// them, are left out without a `look`.
    ///
    /// # Errors
    /// Why a file could not be made or taken.
    fn write<F: ResultFolder>(&self, folder: &mut F, look: Option<&Look>) -> Result<(), F::Error>;
}
