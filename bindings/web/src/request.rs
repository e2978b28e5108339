//! What is asked of the engine.
//!
//! It knows the shape of requests; it must not know how any is answered.

use std::collections::BTreeMap;

use burstsim::report::Language;
use serde::Deserialize;
use serde_json::Value;

/// A request, by its verb.
#[derive(Debug, Deserialize)]
#[serde(tag = "verb", rename_all = "lowercase")]
pub enum Request {
    /// The shipped scenarios.
    Shipped,
    /// The JSON Schema of a scenario.
    Schema,
    /// What a text says, and what is wrong with it.
    Describe(Asked),
    /// A text with other values.
    Edit {
        /// The text.
        #[serde(flatten)]
        asked: Asked,
        /// One after the other.
        changes: Vec<Change>,
    },
    /// A run: sentences, charts, series.
    Run {
        /// What to run.
        #[serde(flatten)]
        asked: Asked,
        /// How.
        #[serde(flatten)]
        how: HowToRun,
    },
    /// The files of a run.
    Files {
        /// What to run.
        #[serde(flatten)]
        asked: Asked,
        /// How.
        #[serde(flatten)]
        how: HowToWrite,
    },
    /// What each environment did in a run.
    Watch {
        /// What to run.
        #[serde(flatten)]
        asked: Asked,
        /// What of it.
        #[serde(flatten)]
        how: HowToWatch,
    },
}

/// The scenario that a request is about.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// TOML text.
    pub scenario: String,
    /// What its file is called, without `.toml`.
    #[serde(default)]
    pub name: String,
    /// The data files that it names, by their paths; those of shipped scenarios need not be there.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// Of all words of the answer.
    #[serde(default)]
    pub language: Tongue,
}

/// A value at a place.
#[derive(Debug, Deserialize)]
pub struct Change {
    /// Keys and indices from the top.
    pub path: Vec<Step>,
    /// The value; null removes what is there.
    pub value: Value,
}

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// Into a list; one past its end adds to it.
    Index(usize),
    /// Into a table.
    Key(String),
}

/// How to run for a page.
#[derive(Debug, Default, Deserialize)]
pub struct HowToRun {
    /// Another seed than the scenario's.
    pub seed: Option<u64>,
    /// Only one in so many requests, with limits as much smaller.
    pub coarse: Option<u32>,
}

/// How to write the files.
#[derive(Debug, Default, Deserialize)]
pub struct HowToWrite {
    /// Whether there are charts and the page.
    #[serde(default)]
    pub pictures: bool,
    /// Values of keys, as `--set` takes them.
    #[serde(default)]
    pub overrides: Vec<String>,
}

/// What to watch.
#[derive(Debug, Default, Deserialize)]
pub struct HowToWatch {
    /// From when on, in seconds.
    #[serde(default)]
    pub from_s: f64,
    /// Records of one kind at most.
    pub most: Option<usize>,
}

/// The language of sentences.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub enum Tongue {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Korean.
    #[serde(rename = "ko")]
    Korean,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::English => Self::English,
            Tongue::Korean => Self::Korean,
        }
    }
}
