//! A Region as a scenario.

use std::collections::BTreeSet;

use super::data::DataFile;
use super::files::Files;
use super::frame::Frame;
use super::function::{self, FunctionPlan};
use super::region;
use super::value::{Value, block, quoted, wrapped};
use crate::import::demand::Demand;
use crate::import::instant::SECOND;
use crate::import::resolve::{KnownFunction, Regional};
use crate::scenario::parse::{Files as FilesBeside, ScenarioError, Source, parse};

/// Rows of a result that a scenario may come to, as its parser has it, and some room.
const MOST_ROWS: i64 = 4_500_000;

/// A Region as a scenario: its text, and the files beside it.
#[derive(Clone, Debug)]
pub struct ScenarioPlan {
    /// Its Region, if a file says it.
    pub region: Option<String>,
    /// The keys of the scenario itself.
    pub(super) head: Vec<Value>,
    /// The keys of `[region]`.
    pub(super) of_region: Vec<Value>,
    /// Its functions.
    pub(super) functions: Vec<FunctionPlan>,
    /// Functions that are too many for one scenario, of those with the fewest requests.
    pub left_out: Vec<String>,
    files: Vec<DataFile>,
    scale: Option<f64>,
}

impl ScenarioPlan {
    /// The scenario `name` of a Region, whose files stand in `folder`, a part of a path that ends in `/`; with this many times
    /// the traffic.
    pub(in crate::import) fn new(
        name: &str,
        regional: &Regional,
        folder: &str,
        scale: Option<f64>,
    ) -> Self {
        let frame = Frame::of(regional);
        let rows = frame.duration / frame.interval + frame.duration / (60 * SECOND) + 2;
        let most = usize::try_from(MOST_ROWS / rows)
            .unwrap_or(usize::MAX)
            .saturating_sub(1);
        let mut order: Vec<&KnownFunction> = regional.functions.iter().collect();
        order.sort_by_key(|function| std::cmp::Reverse(function.requests));
        let (taken, left_out) = order.split_at(order.len().min(most.max(1)));
        // As the files name them, not by size.
        let taken: BTreeSet<&str> = taken.iter().map(|one| one.data.name.as_str()).collect();
        let functions = regional.functions.iter();
        let functions: Vec<&KnownFunction> = functions
            .filter(|one| taken.contains(one.data.name.as_str()))
            .collect();
        let mut files = Files::new(folder);
        let are_measured = functions
            .iter()
            .any(|function| function.demand != Demand::Unknown);
        let plans = functions.into_iter();
        let plans = plans.map(|function| function::plan(function, frame, are_measured, &mut files));
        Self {
            region: regional.region.clone(),
            head: region::head(name, regional, frame),
            of_region: region::region(regional, frame),
            functions: plans.collect(),
            files: files.into_files(),
            left_out: left_out
                .iter()
                .map(|function| function.data.name.clone())
                .collect(),
            scale,
        }
    }

    /// The scenario as TOML; `about` are sentences for its head.
    #[must_use]
    pub fn text(&self, about: &[String]) -> String {
        let mut text = String::new();
        for sentence in about {
            text.push_str(&wrapped(&format!("# {sentence}"), 110));
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&block(&self.head));
        if let Some(scale) = self.scale {
            text.push_str(&format!("scale = {scale:?}\n"));
        }
        text.push_str("\n[region]\n");
        text.push_str(&block(&self.of_region));
        for function in &self.functions {
            text.push_str("\n[[functions]]\n");
            text.push_str(&format!("name = {}\n", quoted(&function.name)));
            text.push_str(&block(&function.values));
            for traffic in &function.traffic {
                text.push_str("\n[[functions.traffic]]\n");
                text.push_str(&block(traffic));
            }
        }
        text
    }

    /// Makes sure that the scenario, with such a text, can be run.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, name: &str, text: &str) -> Result<(), ScenarioError> {
        let source = Source {
            name,
            default_name: "imported",
            text,
        };
        parse(source, &[], self).map(|_| ())
    }

    /// The files beside the scenario.
    pub fn files(&self) -> impl Iterator<Item = &DataFile> {
        self.files.iter()
    }

    /// All values with the function that they are of, if they are of one.
    pub fn values(&self) -> impl Iterator<Item = (Option<&str>, &Value)> {
        let of_all = self
            .head
            .iter()
            .chain(&self.of_region)
            .map(|value| (None, value));
        of_all.chain(self.functions.iter().flat_map(|function| {
            let name = Some(function.name.as_str());
            let values = function
                .values
                .iter()
                .chain(function.traffic.iter().flatten());
            values.map(move |value| (name, value))
        }))
    }
}

/// The files beside a scenario that is written nowhere yet.
impl FilesBeside for ScenarioPlan {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let found = self.files().find(|file| file.name == path);
        let file = found.ok_or_else(|| "is not among the imported files".to_owned())?;
        let mut bytes = Vec::new();
        file.write(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}
