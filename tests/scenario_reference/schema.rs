//! The JSON Schema says what the parser does: the same keys, required keys and words, and of single
//! values it takes those that the parser takes, and refuses those that are wrong by themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use burstsim::scenario::schema;
use burstsim::scenario::shipped;
use jsonschema::{Validator, validator_for};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Format, examples, problems, read};

/// What to do about a difference.
const REMEDY: &str = "a key is an entry in src/scenario/format; refresh the file with \
    `INSTA_UPDATE=always cargo test --test scenario_reference schema`";

fn validator(schema: &Value) -> Validator {
    validator_for(schema).unwrap_or_else(|error| panic!("not a schema: {error}"))
}

/// TOML as JSON, as editors hand it to a validator.
fn as_json(text: &str) -> Value {
    let table: toml::Table =
        toml::from_str(text).unwrap_or_else(|error| panic!("not TOML: {error}\n{text}"));
    serde_json::to_value(table).expect("TOML without dates is JSON")
}

#[track_caller]
fn assert_valid(validator: &Validator, name: &str, text: &str) {
    let errors: Vec<_> = validator
        .iter_errors(&as_json(text))
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, [""; 0], "the schema refuses {name}:\n{text}");
}

/// Every part of the schema by its path in a file; a path has several where there are alternatives.
/// An item of a list has the number 0.
fn parts(schema: &Value) -> BTreeMap<String, Vec<Value>> {
    fn walk(part: &Value, path: &str, found: &mut BTreeMap<String, Vec<Value>>) {
        for way in part["anyOf"].as_array().into_iter().flatten() {
            walk(way, path, found);
        }
        if part["anyOf"].is_null() {
            found.entry(path.to_owned()).or_default().push(part.clone());
        }
        let dot = if path.is_empty() { "" } else { "." };
        for (key, value) in part["properties"].as_object().into_iter().flatten() {
            walk(value, &format!("{path}{dot}{key}"), found);
        }
        if part["items"].is_object() {
            walk(&part["items"], &format!("{path}{dot}0"), found);
        }
    }
    let mut found = BTreeMap::new();
    walk(schema, "", &mut found);
    found
}

/// The keys of every table of the schema.
fn tables(parts: &BTreeMap<String, Vec<Value>>) -> BTreeMap<String, BTreeSet<String>> {
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, ways) in parts {
        for keys in ways.iter().filter_map(|way| way["properties"].as_object()) {
            let known = tables.entry(path.clone()).or_default();
            known.extend(keys.keys().cloned());
        }
    }
    tables
}

#[test]
fn the_committed_schema_is_the_one_the_program_prints() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/scenario.schema.json");
    let fresh = schema::to_json();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&file, &fresh).expect("the schema can be written");
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed.replace("\r\n", "\n") == fresh,
        "schema/scenario.schema.json is stale: {REMEDY}"
    );
}

#[test]
fn the_schema_itself_is_draft_7() {
    let schema = schema::schema();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert!(jsonschema::draft7::meta::is_valid(&schema));
}

#[test]
fn the_schema_has_the_keys_of_the_parser_and_no_others() {
    let parser = Format::discover().tables;
    let schema = tables(&parts(&schema::schema()));
    let paths: BTreeSet<_> = parser.keys().chain(schema.keys()).collect();
    for path in paths {
        let (parser, schema) = (parser.get(path), schema.get(path));
        assert_eq!(
            schema, parser,
            "keys of `{path}`, schema and parser: {REMEDY}"
        );
    }
}

#[test]
fn no_table_of_the_schema_takes_other_keys() {
    for (path, ways) in parts(&schema::schema()) {
        for way in ways.iter().filter(|way| way["type"] == "object") {
            assert_eq!(way["additionalProperties"], false, "{path}");
        }
    }
}

#[test]
fn the_schema_requires_what_the_parser_requires() {
    let parts = parts(&schema::schema());
    let mut count = 0;
    let tables = Format::discover().tables;
    for (path, keys) in &tables {
        let titles: Vec<_> = match path.as_str() {
            "" => {
                let error = read("seed = 1", &[]).expect_err("too little");
                let problems = error.problems().iter();
                problems.map(|problem| problem.title.clone()).collect()
            }
            path => {
                let problems = problems(&[format!("{path}={{}}")]);
                problems.into_iter().map(|(title, _)| title).collect()
            }
        };
        let missing: BTreeSet<_> = titles
            .iter()
            .filter_map(|title| title.split_once("lacks the key `")?.1.strip_suffix('`'))
            // The tables around this one may lack others.
            .filter(|key| keys.contains(*key))
            .collect();
        let required = |way: &Value| -> BTreeSet<String> {
            let keys = way["required"].as_array().into_iter().flatten();
            keys.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        // Of several sets of parameters the parser asks for the first.
        let tables = parts[path].iter().filter(|way| way["type"] == "object");
        let first = tables.map(required).next().unwrap_or_default();
        let first: BTreeSet<_> = first.iter().map(String::as_str).collect();
        assert_eq!(first, missing, "required keys of `{path}`: {REMEDY}");
        count += missing.len();
    }
    assert!(count > 30, "only {count} required keys were found");
}

#[test]
fn every_key_has_a_description() {
    for (path, ways) in parts(&schema::schema()) {
        // The parameters of a distribution are explained with their kind.
        let is_parameter = |way: &Value, key: &str| {
            let kinds = [
                "exponential",
                "lognormal",
                "gamma",
                "weibull",
                "uniform",
                "pareto",
                "empirical",
            ];
            kinds.iter().any(|kind| path.ends_with(kind))
                && way["required"]
                    .as_array()
                    .is_some_and(|required| required.iter().any(|name| name == key))
        };
        for way in &ways {
            for (key, value) in way["properties"].as_object().into_iter().flatten() {
                let described = value["description"].is_string() || is_parameter(way, key);
                assert!(
                    described,
                    "`{key}` of `{path}` has no row in docs/scenario.md"
                );
            }
        }
    }
}

/// What the parser says of a value that is wrong whatever else the file holds.
fn is_wrong_by_itself(title: &str) -> bool {
    let telling = [
        ", found ",
        "unknown value",
        "unknown Region",
        "is no runtime",
        "unknown runtime",
        "this is not a duration",
        "this is not a time of the day",
        "months and years",
        "needs a unit",
        "this is not a memory size",
        "the units of ",
        "must be a whole number",
        "cannot be negative",
        "can be at most",
        "must be at least 1",
        "of at least 0",
        "the limit of a ",
        "must not be empty",
        "cannot name the folder",
    ];
    telling.iter().any(|part| title.contains(part))
}

#[test]
fn the_schema_takes_the_values_that_the_parser_takes() {
    let samples = [
        "0",
        "1",
        "2.5",
        "-1",
        "1e12",
        // The bounds, and just beyond.
        "1000",
        "1001",
        "1_000_000",
        "1_000_001",
        "10_000_000",
        "10_000_001",
        "100_000_000",
        "100_000_001",
        "1_000_000_000",
        "1_000_000_001",
        "true",
        "[]",
        "{}",
        "[1]",
        "\"\"",
        "\"x/y\"",
        "\"no such word\"",
        "\"1\"",
        "\"150ms\"",
        "\"1h 30m\"",
        "\"2 years\"",
        "\"-3s\"",
        "\"10 parsecs\"",
        "\"512 MB\"",
        "\"1 GB\"",
        "\"512 KB\"",
        "\"512 Mb\"",
        "\"5 msec\"",
        "\"< 5 msec\"",
        "\"08:00\"",
        "\"24:00\"",
        "\"8:00\"",
        "\"none\"",
        "\"< 1%\"",
        "\"< 0.01\"",
        "\"<= 800ms\"",
        "\"5%\"",
        "\"< 1 %%\"",
        "\"us-east-1\"",
        "\"per-function\"",
        "\"regional-burst\"",
        "\"stepped\"",
        "\"arm64\"",
        "\"random\"",
        "\"legacy\"",
        "\"equal\"",
        "\"maximum\"",
        "\"exponential\"",
        "\"rust\"",
        "\"python3.13\"",
    ];
    let parts = parts(&schema::schema());
    let (mut taken, mut refused) = (0, 0);
    for leaf in Format::discover().leaves {
        let ways = parts.get(&leaf);
        let ways = ways.unwrap_or_else(|| panic!("`{leaf}` is not in the schema: {REMEDY}"));
        let validator = validator(&json!({ "anyOf": ways }));
        for sample in samples {
            let value = &as_json(&format!("value = {sample}"))["value"];
            let set = [
                format!("{leaf}={sample}"),
                "region.scaling=per-function".to_owned(),
            ];
            // The scaling rule must not be set over the one that is asked for.
            let set = if leaf == "region.scaling" {
                &set[..1]
            } else {
                &set[..]
            };
            let titles: Vec<_> = problems(set).into_iter().map(|(title, _)| title).collect();
            if titles.iter().any(|title| is_wrong_by_itself(title)) {
                assert!(
                    !validator.is_valid(value),
                    "{leaf} = {sample}, but {titles:?}"
                );
                refused += 1;
            } else if titles.iter().all(|title| title.contains("lacks the key")) {
                assert!(
                    validator.is_valid(value),
                    "the schema refuses {leaf} = {sample}"
                );
                taken += 1;
            }
        }
    }
    assert!(
        taken > 200 && refused > 1000,
        "{taken} taken, {refused} refused"
    );
}

#[test]
fn every_example_and_every_shipped_scenario_fits_the_schema() {
    let validator = validator(&schema::schema());
    for shipped in shipped::all() {
        assert_valid(&validator, shipped.name, shipped.text);
    }
    for example in examples() {
        assert_valid(&validator, "an example of docs/scenario.md", &example);
    }
}

proptest! {
    #[test]
    fn every_duration_that_the_parser_takes_fits_the_pattern(
        text in prop::collection::vec(
            ("[0-9]{1,3}([.,][0-9]{1,2})? ?", prop::sample::select(vec![
                "d", "h", "m", "s", "ms", "us", "ns", "w", "min", "msec", "S",
            ]), " ?,? ?").prop_map(|(number, unit, gap)| number + unit + &gap),
            1..3,
        ).prop_map(|parts| parts.concat()),
    ) {
        if burstsim::scenario::quantities::parse_duration(&text).is_ok() {
            let duration = &schema::schema()["properties"]["duration"];
            prop_assert!(validator(duration).is_valid(&json!(text)), "{text:?}");
        }
    }
}
