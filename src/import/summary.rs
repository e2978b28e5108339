//! `import.json`: what became of each file, and what is known of each function.

use serde_json::{Map, Value as Json, json};

use super::figures::DurationFigures;
use super::gathered::FunctionData;
use super::importer::Import;
use super::instant::Instant;
use super::reading::FileReport;
use super::resolve::KnownFunction;
use super::settings::{Autoscaling, EventSource, Setting, Settings};
use super::writing::ScenarioPlan;

/// What is known of a function, in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedFunction<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its Region, if a file says it.
    pub region: Option<&'a str>,
    /// Invocations: finished ones of logs, else CloudWatch's sum; `None` where only a template is known.
    pub invocations: Option<u64>,
    /// Cold starts; `None` where the source cannot tell.
    pub cold_starts: Option<u64>,
    /// Failed invocations; `None` where the source cannot tell.
    pub errors: Option<u64>,
    /// Throttled attempts; `None` where the source cannot tell.
    pub throttles: Option<f64>,
    /// First and last arrival; `None` without a clock.
    pub span: Option<(Instant, Instant)>,
    /// Mean and quantiles of the duration by name, in milliseconds.
    pub durations: Vec<(String, f64)>,
    /// Environments, where the source tells them apart.
    pub environments: Option<usize>,
}

impl Import {
    /// What is known of each function, by Region.
    pub fn functions(&self) -> impl Iterator<Item = ImportedFunction<'_>> {
        self.regions.iter().flat_map(|region| {
            let code = region.region.as_deref();
            region.functions.iter().map(move |one| imported(one, code))
        })
    }

    /// The contents of `import.json`: files, functions, and the values of the scenarios that they became.
    #[must_use]
    pub fn summary(&self, scenarios: &[(String, ScenarioPlan)]) -> Json {
        let functions = self.regions.iter().flat_map(|region| {
            let code = region.region.as_deref();
            region.functions.iter().map(move |one| function(one, code))
        });
        json!({
            "files": self.files.iter().map(file).collect::<Json>(),
            "functions": functions.collect::<Json>(),
            "scenarios": scenarios.iter().map(scenario).collect::<Json>(),
        })
    }
}

fn file(report: &FileReport) -> Json {
    let skipped = report.skipped.iter().map(|(reason, skipped)| {
        json!({
            "reason": reason,
            "count": skipped.count,
            "first_line": skipped.first_line,
        })
    });
    json!({
        "path": report.path,
        "kind": report.kind,
        "rows": report.rows,
        "used": report.used,
        "skipped": skipped.collect::<Json>(),
        "assumed": report.assumed,
    })
}

fn imported<'a>(function: &'a KnownFunction, region: Option<&'a str>) -> ImportedFunction<'a> {
    let KnownFunction {
        data, durations, ..
    } = function;
    ImportedFunction {
        name: &data.name,
        region,
        invocations: data.invocations(),
        cold_starts: data.cold_starts(),
        errors: data.errors(),
        throttles: data.sum_of("Throttles"),
        span: data.first_and_last(),
        durations: durations
            .as_ref()
            .map(DurationFigures::named)
            .unwrap_or_default(),
        environments: data.environment_count(),
    }
}

fn function(function: &KnownFunction, region: Option<&str>) -> Json {
    let known = imported(function, region);
    let data = &function.data;
    let durations = known.durations.iter();
    let durations: Map<_, _> = durations
        .map(|(name, value)| (name.clone(), json!(round(*value))))
        .collect();
    let mut object = json!({
        "name": known.name,
        "region": known.region,
        "invocations": known.invocations,
        "cold_starts": known.cold_starts,
        "errors": known.errors,
        "throttles": known.throttles,
        "first": known.span.map(|(first, _)| first.rfc3339()),
        "last": known.span.map(|(_, last)| last.rfc3339()),
        "duration_ms": if durations.is_empty() { Json::Null } else { Json::Object(durations) },
        "environments": known.environments,
        "memory_mb": memory(data),
    });
    if let (Some(settings), Some(object)) = (&data.settings, object.as_object_mut()) {
        object.extend(template(settings));
    }
    object
}

/// To a microsecond's thousandth: beyond that there are only traces of arithmetic.
fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn memory(function: &FunctionData) -> Json {
    let of_template = function
        .settings
        .as_ref()
        .and_then(|settings| settings.memory_mb.as_ref());
    match (of_template, function.memory_mb.len()) {
        (Some(setting), _) => value(Some(setting)),
        (None, 0) => Json::Null,
        (None, 1) => json!(function.memory_mb.first()),
        (None, _) => json!(function.memory_mb),
    }
}

/// A setting: its value, or the expression that the template leaves open.
fn value<T: serde::Serialize>(setting: Option<&Setting<T>>) -> Json {
    match setting {
        Some(Setting::Value { value, .. }) => json!(value),
        Some(Setting::Open(text)) => json!(text),
        None => Json::Null,
    }
}

fn template(settings: &Settings) -> Map<String, Json> {
    let Settings {
        memory_mb: _,
        timeout_s,
        architecture,
        runtime,
        reserved_concurrency,
        provisioned_concurrency,
        autoscaling,
        alias,
        snap_start,
        sources,
        defaults,
    } = settings;
    let pairs = [
        ("timeout_s", value(timeout_s.as_ref())),
        ("architecture", value(architecture.as_ref())),
        ("runtime", value(runtime.as_ref())),
        ("reserved_concurrency", value(reserved_concurrency.as_ref())),
        (
            "provisioned_concurrency",
            value(provisioned_concurrency.as_ref()),
        ),
        (
            "provisioned_autoscaling",
            json!(autoscaling.as_ref().map(autoscaled)),
        ),
        ("alias", json!(alias)),
        ("snap_start", json!(snap_start)),
        ("sources", sources.iter().map(source).collect()),
        ("defaults", json!(defaults)),
    ];
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

fn autoscaled(autoscaling: &Autoscaling) -> Json {
    let scheduled = autoscaling.scheduled.iter().map(|(schedule, minimum, maximum)| {
        json!({ "schedule": schedule, "minimum": minimum, "maximum": maximum })
    });
    json!({
        "minimum": autoscaling.minimum,
        "maximum": autoscaling.maximum,
        "target": autoscaling.target,
        "scheduled": scheduled.collect::<Json>(),
    })
}

fn source(source: &EventSource) -> Json {
    let mut object = Map::new();
    object.insert("kind".to_owned(), json!(source.kind.name()));
    object.insert("type".to_owned(), json!(source.written_as));
    for (key, value) in &source.settings {
        object.insert((*key).to_owned(), value.clone());
    }
    Json::Object(object)
}

fn scenario((file, plan): &(String, ScenarioPlan)) -> Json {
    let values = plan.values().map(|(function, value)| {
        json!({
            "function": function,
            "key": value.key,
            "value": value.toml,
            "origin": value.origin.word(),
            "why": value.why,
        })
    });
    json!({
        "file": file,
        "region": plan.region,
        "values": values.collect::<Json>(),
        "left_out": plan.left_out,
    })
}
