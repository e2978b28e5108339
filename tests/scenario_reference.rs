//! `docs/scenario.md` says what the program does: its examples are valid, and what holds where a key is left
//! out is what it says. That it names every key is tested where its tables are made, in
//! `src/scenario/format/tests.rs`.
//!
//! A fenced `toml` block is a whole scenario, or a fragment that its info string completes: `top`,
//! `region`, `function`, `service`, `traffic` or `slo`; with `, one line each` every line stands alone.

// Clippy allows these in test functions, but not in the helpers beside them.
#![allow(clippy::panic, clippy::expect_used)]

#[path = "scenario_reference/schema.rs"]
mod schema;

use std::collections::{BTreeMap, BTreeSet};

use burstsim::catalog;
use burstsim::scenario::parse::{Files, Parsed, ScenarioError, Source, parse};
use burstsim::scenario::resolved::to_toml;

const REFERENCE: &str = include_str!("../docs/scenario.md");

/// What the command lines of the reference change, with everything in it that has a default.
const CHECKOUT: &str = r#"
duration = "15m"
[region]
name = "us-east-1"
scaling = "regional-burst"
[[functions]]
name = "checkout"
service_time = "120ms"
[[functions.traffic]]
poisson.stages = [{ duration = "0s", target = 10 }, { duration = "15m", target = 20 }]
[[functions]]
name = "api.v2"
service_time = "120ms"
client.retry.custom = { max_attempts = 4, base = "100ms", cap = "5s" }
[[functions.traffic]]
even.diurnal = { mean = 2, amplitude = 1, period = "24h" }
[[functions]]
name = "größe"
service_time = "120ms"
[[services]]
name = "web"
platform = "fargate"
task = { cpu = 1, memory = "2 GB", concurrency = 20 }
service_time = "120ms"
"#;

/// The files that the examples name.
struct Examples;

impl Files for Examples {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match path {
            "log.csv" => Ok(csv_block("arrival_s").into_bytes()),
            "per-minute.csv" => Ok(csv_block("count").into_bytes()),
            "durations.csv" => Ok(b"ms\n12.5\n80\n".to_vec()),
            _ => Err("no such file".to_owned()),
        }
    }
}

fn read(text: &str, overrides: &[String]) -> Result<Parsed, ScenarioError> {
    let source = Source {
        name: "checkout.toml",
        default_name: "checkout",
        text,
    };
    parse(source, overrides, &Examples)
}

/// The fenced blocks, each with its info string.
fn blocks() -> Vec<(&'static str, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in REFERENCE.lines() {
        open = match (line.strip_prefix("```"), open) {
            (Some(info), None) => Some((info, String::new())),
            (Some(_), Some(block)) => {
                blocks.push(block);
                None
            }
            (None, Some((info, text))) => Some((info, text + line + "\n")),
            (None, None) => None,
        };
    }
    assert_eq!(open, None, "a fenced block is not closed");
    blocks
}

/// The example of a table that has a column.
fn csv_block(column: &str) -> String {
    let has_column = |text: &str| {
        text.lines()
            .next()
            .is_some_and(|head| head.contains(column))
    };
    let mut blocks = blocks().into_iter();
    let found = blocks.find(|(info, text)| *info == "csv" && has_column(text));
    found
        .unwrap_or_else(|| panic!("no csv block with {column}"))
        .1
}

/// The lines under each heading, without those of fenced blocks.
fn sections() -> BTreeMap<String, Vec<&'static str>> {
    let mut sections: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let (mut heading, mut fenced) = (String::new(), false);
    for line in REFERENCE.lines() {
        fenced ^= line.starts_with("```");
        if !fenced && line.starts_with('#') {
            heading = line.trim_start_matches('#').replace('`', "");
            heading = heading.trim().to_owned();
        } else if !fenced {
            sections.entry(heading.clone()).or_default().push(line);
        }
    }
    sections
}

/// A row of a table of the reference: its cells by the heads of their columns.
type Row = BTreeMap<&'static str, &'static str>;

fn rows(lines: &[&'static str]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut head: Option<Vec<&str>> = None;
    for line in lines {
        let Some(cells) = line.strip_prefix('|').and_then(|l| l.strip_suffix('|')) else {
            head = None;
            continue;
        };
        let cells = split_cells(cells);
        match &head {
            None => head = Some(cells),
            Some(_) if cells[0].starts_with("---") => {}
            Some(head) => rows.push(head.iter().copied().zip(cells).collect()),
        }
    }
    rows
}

/// The cells of a row; an escaped bar is part of a cell.
fn split_cells(row: &str) -> Vec<&str> {
    let escaped = |at: usize| row[..at].ends_with('\\');
    let bars = row.match_indices('|').map(|(at, _)| at);
    let mut ends: Vec<_> = bars.filter(|at| !escaped(*at)).collect();
    ends.push(row.len());
    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    starts
        .zip(&ends)
        .map(|(start, end)| row[start..*end].trim())
        .collect()
}

fn code(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// What overrides bring up: the titles of the problems, and their help.
fn problems(overrides: &[String]) -> Vec<(String, String)> {
    let Err(error) = read(CHECKOUT, overrides) else {
        return Vec::new();
    };
    let problems = error.problems().iter();
    problems
        .map(|problem| {
            let help = problem.help.clone().unwrap_or_default();
            (problem.title.clone(), help)
        })
        .collect()
}

/// The keys that the parser knows in the table at `path`; `None` if there is no table.
fn keys_at(path: &str, before: &[String]) -> Option<Vec<String>> {
    let dot = if path.is_empty() { "" } else { "." };
    let mut overrides = before.to_vec();
    overrides.push(format!("{path}{dot}\"no such key\"=0"));
    problems(&overrides)
        .into_iter()
        .find(|(title, _)| title.starts_with("unknown key `no such key`"))
        .map(|(_, help)| {
            let keys = help.strip_prefix("valid keys: ");
            let keys = keys.expect("help that lists the keys").split(", ");
            keys.map(str::to_owned).collect()
        })
}

/// The whole format: the parser is asked at every path, through overrides, until it knows no more.
#[derive(Default)]
struct Format {
    /// Every table by its path, with its keys; items of lists are tables too.
    tables: BTreeMap<String, BTreeSet<String>>,
    /// Every key that is not a table.
    leaves: BTreeSet<String>,
}

impl Format {
    fn discover() -> Self {
        let mut format = Self::default();
        format.descend("");
        format
    }

    fn descend(&mut self, path: &str) {
        for path in [path.to_owned(), format!("{path}.0")] {
            let Some(keys) = keys_at(&path, &[]) else {
                continue;
            };
            let mut keys: BTreeSet<_> = keys.into_iter().collect();
            // Of several sets of parameters only the one in use is known.
            for other in ["mean", "mu"] {
                let before = [format!("{path}.{other}=1")];
                if matches!(name_of(&path), "lognormal" | "gamma") {
                    keys.extend(keys_at(&path, &before).unwrap_or_default());
                }
            }
            for key in &keys {
                let dot = if path.is_empty() { "" } else { "." };
                self.descend(&format!("{path}{dot}{key}"));
            }
            self.tables.insert(path, keys);
            return;
        }
        self.leaves.insert(path.to_owned());
    }
}

/// The key that holds a table, or the list it is an item of.
fn name_of(path: &str) -> &str {
    let steps = path.rsplit('.').find(|step| step.parse::<u32>().is_err());
    steps.unwrap_or_default()
}

/// The examples, each completed to a whole scenario.
fn examples() -> Vec<String> {
    let region = "[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n";
    let function = "[[functions]]\nname = \"f\"\n";
    let service = "service_time = \"1s\"\n";
    let traffic = "[[functions.traffic]]\n";
    let complete = |kind: &str, text: &str| {
        let given = |key: &str| text.lines().any(|line| line.starts_with(key));
        let name = if given("name") { "" } else { "name = \"f\"\n" };
        let service_time = if given("service_time") { "" } else { service };
        let body = match kind {
            "" => return text.to_owned(),
            "top" => format!("{text}{region}{function}{service}"),
            "region" => format!("[region]\n{text}{function}{service}"),
            "function" => format!("{region}[[functions]]\n{name}{service_time}{text}"),
            "service" => {
                let or = |key: &str, line: &str| {
                    if given(key) {
                        String::new()
                    } else {
                        format!("{line}\n")
                    }
                };
                let platform = or("platform", "platform = \"fargate\"");
                let task = or(
                    "task",
                    "task = { cpu = 1, memory = \"2 GB\", concurrency = 20 }",
                );
                format!("{region}[[services]]\n{name}{platform}{task}{service_time}{text}")
            }
            "traffic" => format!("{region}{function}{service}{traffic}{text}"),
            "slo" => format!("{region}{function}{service}[slo]\n{text}"),
            _ => panic!("unknown kind of fragment: {kind:?}"),
        };
        format!("duration = \"15m\"\n{body}")
    };
    let mut examples = Vec::new();
    for (info, text) in blocks() {
        let Some(kind) = info.strip_prefix("toml") else {
            continue;
        };
        let (kind, parts) = match kind.split_once(", ") {
            Some((kind, "one line each")) => (kind, text.lines().collect()),
            Some((_, other)) => panic!("unknown way to split a block: {other:?}"),
            None => (kind, vec![text.as_str()]),
        };
        examples.extend(parts.into_iter().map(|part| complete(kind.trim(), part)));
    }
    assert!(examples.len() >= 30, "only {} examples", examples.len());
    examples
}

#[test]
fn every_example_is_a_valid_scenario() {
    for scenario in examples() {
        if let Err(error) = read(&scenario, &[]) {
            panic!("this example is not valid:\n{scenario}\n{error}");
        }
    }
}

#[test]
fn every_command_line_does_what_it_says() {
    let mut count = 0;
    for (_, text) in blocks().into_iter().filter(|(info, _)| *info == "sh") {
        for line in text.lines() {
            let words = shell_words(line);
            let overrides: Vec<String> = words
                .windows(2)
                .filter(|pair| pair[0] == "--set")
                .map(|pair| pair[1].clone())
                .collect();
            if overrides.is_empty() {
                // A command without overrides has nothing of the reference in it.
                continue;
            }
            count += overrides.len();
            match read(CHECKOUT, &overrides) {
                Ok(_) => assert!(!line.contains("runtime=all"), "`all` is a runtime now"),
                Err(error) if line.contains("runtime=all") => {
                    let text = error.to_string();
                    let mut names = catalog::runtimes().into_iter();
                    assert!(names.all(|name| text.contains(name)), "{text}");
                }
                Err(error) => panic!("{line}\n{error}"),
            }
        }
    }
    assert!(count >= 8, "only {count} overrides were found");
}

/// A line as a shell splits it: blanks separate, quotes keep together.
fn shell_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (c, quote) {
            (' ', None) => words.push(String::new()),
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            (c, _) => words.last_mut().expect("a word").push(c),
        }
    }
    words
}

#[test]
fn what_is_left_out_is_what_the_reference_says() {
    let parsed = read(CHECKOUT, &[]).unwrap_or_else(|error| panic!("{error}"));
    let mut resolved = to_toml(&parsed.scenario);
    // Some defaults belong to the other scaling rule.
    let rule = ["region.scaling=per-function".to_owned()];
    let parsed = read(CHECKOUT, &rule).unwrap_or_else(|error| panic!("{error}"));
    resolved.push_str(&to_toml(&parsed.scenario));
    // Some belong to counted traffic, or to prices with tiers.
    let counted = [
        r#"functions.checkout.traffic=[{ counts.file = "per-minute.csv" }]"#.to_owned(),
        "region.prices.arm64.duration=[{ usd = 2 }, { above = 7, usd = 1 }]".to_owned(),
    ];
    let parsed = read(CHECKOUT, &counted).unwrap_or_else(|error| panic!("{error}"));
    resolved.push_str(&to_toml(&parsed.scenario));
    // Some belong to a way that requests reach the function.
    for way in [
        "async={}",
        "sqs={}",
        "sqs.provisioned_pollers={}",
        "stream.shards=1",
        "api_gateway={}",
    ] {
        let set = format!("functions.checkout.traffic.0.invoked_by.{way}");
        let parsed = read(CHECKOUT, &[set]).unwrap_or_else(|error| panic!("{error}"));
        resolved.push_str(&to_toml(&parsed.scenario));
    }
    // Some belong to an alias.
    let alias = [
        "functions.checkout.versions=[{ name = \"v1\" }]".to_owned(),
        "functions.checkout.alias.name=live".to_owned(),
    ];
    let parsed = read(CHECKOUT, &alias).unwrap_or_else(|error| panic!("{error}"));
    resolved.push_str(&to_toml(&parsed.scenario));
    // What only matters to provisioned concurrency that changes is written where it does.
    for rule in ["regional-burst", "per-function"] {
        let changing = [
            format!("region.scaling={rule}"),
            "functions.checkout.provisioned_concurrency.autoscaling={ min = 1, max = 2 }"
                .to_owned(),
            "functions.checkout.provisioned_concurrency.schedule=[{ at = \"08:00\", min = 2 }]"
                .to_owned(),
        ];
        let parsed = read(CHECKOUT, &changing).unwrap_or_else(|error| panic!("{error}"));
        resolved.push_str(&to_toml(&parsed.scenario));
    }
    // Some belong to the tasks of a service, on either launch type, or to a plan.
    let task = "{ cpu = 1, memory = \"2 GB\", concurrency = 20 }";
    for (platform, startup) in [("fargate={}", "57s"), ("ec2.instance=m7i.large", "10s")] {
        let service = [
            format!(
                "services=[{{ name = \"web\", platform = \"fargate\", service_time = \"1s\", task = {task} }}]"
            ),
            format!("services.web.platform.{platform}"),
            format!("functions.checkout.container={{ task = {task}, instance = \"m7i.large\" }}"),
            "billing.savings_plan={}".to_owned(),
        ];
        let parsed = read(CHECKOUT, &service).unwrap_or_else(|error| panic!("{error}"));
        let of_service = to_toml(&parsed.scenario);
        assert!(holds(&of_service, &format!("task.startup = {startup:?}")));
        resolved.push_str(&of_service);
    }
    for (heading, lines) in sections() {
        for row in rows(&lines) {
            let Some((default, key)) = row.get("default").zip(key_of(&row)) else {
                continue;
            };
            // A table of defaults is written key by key.
            if !default.starts_with('`') || default == &"`{}`" {
                continue;
            }
            for value in default.split("; ").filter(|value| value.starts_with('`')) {
                let line = format!("{key} = {}", code(value)[0]);
                assert!(
                    holds(&resolved, &line),
                    "{heading}: not {line} in\n{resolved}"
                );
            }
        }
    }
}

/// Whether `text` holds `setting` with nothing before its key or after its value that belongs to it.
fn holds(text: &str, setting: &str) -> bool {
    let within = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(setting).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + setting.len()..]);
        !before.ends_with(within) && !after.starts_with(within)
    })
}

#[test]
fn the_origin_of_a_default_is_that_of_the_catalog() {
    let sections = sections();
    let headings = ["[region]", "[[functions]]", "Autoscaling", "Allocation"];
    let tables = headings.map(|heading| rows(&sections[heading]));
    for (entry, default) in catalog::default_entries() {
        let key = match entry.as_str() {
            // No key changes it.
            "autoscaling_in_percent_of_target"
            | "autoscaling_target_least_percent"
            | "autoscaling_target_most_percent" => continue,
            "autoscaling_target_percent" => "target",
            "autoscaling_out_datapoints" => "out_datapoints",
            "autoscaling_in_datapoints" => "in_datapoints",
            "provisioned_preparation_s" => "preparation",
            "provisioned_per_minute" | "provisioned_per_function_per_minute" => "per_minute",
            "per_function_burst" => "burst",
            "per_function_ramp_per_minute" => "ramp_per_minute",
            "requests_per_second_per_concurrency" => "requests_per_second_limit",
            "idle_timeout_2020_s" => "idle_timeout",
            "max_lifetime_shape" | "max_lifetime_scale_s" => "max_lifetime",
            "early_stop_mean_s" | "early_stop_most_environments" => "early_stop",
            entry => ["_ms", "_s", "_mb"]
                .iter()
                .find_map(|unit| entry.strip_suffix(unit))
                .unwrap_or(entry),
        };
        let mut rows = tables.iter().flatten();
        let row = rows.find(|row| key_of(row) == Some(key));
        let row = row.unwrap_or_else(|| panic!("no row for {key}"));
        let origin = format!("{:?}", default.status).to_lowercase();
        assert_eq!(row["origin"], origin, "{key}");
    }
}

/// The key that a row explains.
fn key_of(row: &Row) -> Option<&'static str> {
    let (_, cell) = row.iter().find(|(column, _)| column.starts_with("key"))?;
    code(cell).first().copied()
}

/// What a heading is called in links.
fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let kept: String = heading.to_lowercase().chars().filter(kept).collect();
    kept.replace(' ', "-")
}

#[test]
fn every_link_within_the_reference_leads_somewhere() {
    let anchors: BTreeSet<_> = sections().keys().map(|heading| anchor(heading)).collect();
    let mut links = REFERENCE.split("](#").skip(1);
    let first = links.next().expect("a link");
    for link in std::iter::once(first).chain(links) {
        let target = link.split(')').next().unwrap_or_default();
        assert!(anchors.contains(target), "no heading for #{target}");
    }
}

#[test]
fn the_sizes_of_fargate_are_those_of_the_catalog() {
    let memory = |mb: u32| match mb % 1024 {
        0 => format!("{} GB", mb / 1024),
        _ => format!("{mb} MB"),
    };
    let listed: Vec<_> = catalog::fargate_cpu_units()
        .iter()
        .map(|&units| {
            let sizes = catalog::fargate_memory_mb(units).expect("an offered size");
            let (first, last) = (sizes[0], sizes[sizes.len() - 1]);
            let steps = match sizes.len() {
                3 => sizes
                    .iter()
                    .map(|mb| memory(*mb))
                    .collect::<Vec<_>>()
                    .join(", "),
                _ => format!(
                    "{} to {} in steps of {}",
                    first / 1024,
                    memory(last),
                    memory(sizes[1] - first)
                ),
            };
            format!("| {} | {steps} |", f64::from(units) / 1024.0)
        })
        .collect();
    for row in listed {
        assert!(REFERENCE.contains(&row), "the reference lacks {row}");
    }
}

#[test]
fn the_runtimes_it_names_were_measured() {
    let sections = sections();
    let bullets = sections["Runtimes"]
        .iter()
        .filter(|line| line.starts_with("- "));
    let names: Vec<_> = bullets.flat_map(|line| code(line)).collect();
    assert!(names.len() >= 9, "{names:?}");
    for name in names {
        assert!(catalog::runtimes().contains(&name), "{name}");
    }
}
