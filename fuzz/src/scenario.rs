//! The text of a scenario, as a file has it.

use burstsim::disk::scenario_file::ScenarioFile;
use burstsim::scenario::parse::Files;

use crate::{Target, judged};

/// Reads a scenario.
pub const TARGET: Target = Target {
    name: "scenario",
    check,
};

fn check(data: &[u8]) -> Result<(), String> {
    match ScenarioFile::read(data, "input.toml", "input") {
        Ok(file) => judged::scenario(&file.with_files(Box::new(Few)).parse(&[])),
        Err(error) => judged::harmless(&error.to_string()),
    }
}

/// Files that scenarios name: the shipped ones, and short ones under every other name that tells what is in it.
pub(crate) struct Few;

impl Files for Few {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        if let Ok(shipped) = burstsim::scenario::shipped::ShippedFiles.read(path) {
            return Ok(shipped);
        }
        let text = if path.contains("count") {
            "start_s,requests\n0,5\n60,7\n"
        } else if path.contains("time") {
            "service_ms\n5\n10\n"
        } else if path.contains("csv") {
            "arrival_s,service_ms,cold\n0.5,20,1\n1,,0\n"
        } else {
            return Err("no such file".to_owned());
        };
        Ok(text.as_bytes().to_vec())
    }
}
