//! Templates as people write them, with what they say of functions.

mod cloudformation;
mod serverless;
mod terraform_json;
mod terraform_source;

use serde_json::{Map, Value};

use super::{Autoscaling, FORMATS, Setting, Settings, SourceKind};
use crate::import::gathered::Gathered;
use crate::import::reading::{FileReport, Given};
use crate::import::recognise;

/// What was read of a text.
struct Read {
    report: FileReport,
    functions: Vec<(String, Settings)>,
}

impl Read {
    fn of(&self, name: &str) -> &Settings {
        let found = self.functions.iter().find(|(other, _)| other == name);
        let names: Vec<&String> = self.functions.iter().map(|(name, _)| name).collect();
        &found
            .unwrap_or_else(|| panic!("no {name} among {names:?}"))
            .1
    }

    fn names(&self) -> Vec<&str> {
        self.functions
            .iter()
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// The only source of a function.
    fn source(&self, name: &str) -> (SourceKind, Value) {
        let sources = &self.of(name).sources;
        assert_eq!(sources.len(), 1, "{name} has one source: {sources:?}");
        (sources[0].kind, settings_of(self.of(name), 0))
    }

    fn kinds(&self, name: &str) -> Vec<&str> {
        self.of(name)
            .sources
            .iter()
            .map(|source| source.kind.name())
            .collect()
    }

    fn assumed(&self) -> Vec<&str> {
        self.report.assumed.iter().map(String::as_str).collect()
    }

    fn skipped(&self) -> Vec<(&str, u64, u64)> {
        let skipped = self.report.skipped.iter();
        skipped
            .map(|(reason, s)| (reason.as_str(), s.count, s.first_line))
            .collect()
    }
}

fn settings_of(settings: &Settings, at: usize) -> Value {
    let settings = settings.sources[at].settings.iter();
    let settings = settings.map(|(key, value)| ((*key).to_owned(), value.clone()));
    Value::Object(settings.collect::<Map<_, _>>())
}

fn try_read(text: &str) -> Result<Read, String> {
    let mut gathered = Gathered::default();
    let given = Given::default();
    let report = recognise::read(
        FORMATS,
        "stack.yaml",
        text.as_bytes(),
        &mut gathered,
        &given,
    );
    let report = report.map_err(|error| format!("{error:?}"))?;
    let functions = gathered.functions.into_iter();
    let functions = functions.filter_map(|function| Some((function.name, function.settings?)));
    Ok(Read {
        report,
        functions: functions.collect(),
    })
}

fn read(text: &str) -> Read {
    try_read(text).unwrap_or_else(|error| panic!("{error} of\n{text}"))
}

fn refused(text: &str, expected: &str) {
    match try_read(text) {
        Ok(read) => panic!("{:?} was read of\n{text}", read.functions),
        Err(error) => assert!(error.contains(expected), "{error} should say {expected}"),
    }
}

fn known<T>(value: T) -> Option<Setting<T>> {
    Some(Setting::value(value))
}

fn default_of<T>(parameter: &str, value: T) -> Option<Setting<T>> {
    let parameter = Some(parameter.to_owned());
    Some(Setting::Value { value, parameter })
}

fn left_open<T>(text: &str) -> Option<Setting<T>> {
    Some(Setting::Open(text.to_owned()))
}

/// Scaling between two bounds to a target, with one scheduled action.
fn scales(
    (minimum, maximum): (u32, u32),
    target: f64,
    (schedule, least, most): (&str, Option<u32>, Option<u32>),
) -> Option<Autoscaling> {
    Some(Autoscaling {
        minimum: Some(minimum),
        maximum: Some(maximum),
        target: Some(target),
        scheduled: vec![(schedule.to_owned(), least, most)],
    })
}

#[test]
fn files_of_other_kinds_are_not_taken() {
    for text in [
        "{\"events\": [{\"message\": \"resource\", \"timestamp\": 1}]}",
        "{\"Datapoints\": [{\"Sum\": 1}], \"Label\": \"Invocations\"}",
        "{\"resourceSpans\": [{\"resource\": {\"attributes\": []}}]}",
        "{\"aggregate\": {\"counters\": {}}, \"intermediate\": []}",
        "timestamp,message\n1,REPORT RequestId: x\n",
        "version: 2\nservices:\n  web:\n    image: x\n",
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: x\n",
        "config:\n  target: https://x\nscenarios:\n  - flow: []\n",
        "name: ci\non: push\njobs:\n  build:\n    runs-on: x\n",
        "resource usage was high\nmodule loaded\n",
        "START RequestId: x Version: 1\nREPORT RequestId: x\tDuration: 1 ms\n",
    ] {
        refused(text, "is of no format");
    }
}

#[test]
fn texts_that_are_cut_off_say_so() {
    refused(
        "{\"Resources\": {\"A\": {\"Type\": \"AWS::Lambda::Function\",\n \"Prop",
        "not JSON throughout",
    );
    refused(
        "Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: {Mem",
        "line: Some(",
    );
    refused(
        "resource \"aws_lambda_function\" \"x\" {\n  memory_size = ",
        "line: Some(2)",
    );
    refused(
        "{\"format_version\": \"1.0\", \"terraform_version\": \"1.5\", \"planned_values\": {",
        "not JSON throughout",
    );
}
