//! Event sources of a template, as `invoked_by`.

use serde_json::Value as Json;

use super::value::{Origin, Value, duration, quoted};
use crate::import::settings::{EventSource, Settings, SourceKind};

/// Shards of a stream of which no template says how many.
const UNKNOWN_SHARDS: u64 = 1;

/// The visibility timeout of a queue that sets none (SQS developer guide, sqs-visibility-timeout).
const USUAL_VISIBILITY_S: f64 = 30.0;

/// Message groups of a FIFO queue: no template says how many there are.
const UNKNOWN_GROUPS: u64 = 10;

/// Traffic of a function of which nothing was measured: a source each, with a rate that has to be filled in.
pub(super) fn of_template(settings: &Settings, rate: (&str, String, &str)) -> Vec<Vec<Value>> {
    let (key, toml, why) = rate;
    let timeout = settings
        .timeout_s
        .as_ref()
        .and_then(|timeout| timeout.known().copied());
    let rate = || Value::new(key, toml.clone(), Origin::Open, why);
    let enabled: Vec<&EventSource> = settings
        .sources
        .iter()
        .filter(|source| !is_off(source))
        .collect();
    if enabled.is_empty() {
        return vec![vec![rate()]];
    }
    enabled
        .into_iter()
        .map(|source| {
            std::iter::once(rate())
                .chain(invoked_by(source, false, timeout))
                .collect()
        })
        .collect()
}

/// How measured requests reach the function: as the template's only source has it.
pub(super) fn of_measured(settings: &Settings) -> Vec<Value> {
    let timeout = settings
        .timeout_s
        .as_ref()
        .and_then(|timeout| timeout.known().copied());
    let enabled: Vec<&EventSource> = settings
        .sources
        .iter()
        .filter(|source| !is_off(source))
        .collect();
    match enabled.as_slice() {
        [] => Vec::new(),
        [source] => invoked_by(source, true, timeout).into_iter().collect(),
        several => {
            let names: Vec<&str> = several
                .iter()
                .map(|source| source.written_as.as_str())
                .collect();
            let why = format!(
                "the template has several sources ({}), and nothing says which request came from which; all call the function directly",
                names.join(", ")
            );
            vec![Value::unset("invoked_by", Origin::Open, why)]
        }
    }
}

fn is_off(source: &EventSource) -> bool {
    source.settings.get("enabled") == Some(&Json::Bool(false))
}

fn invoked_by(source: &EventSource, is_measured: bool, timeout_s: Option<f64>) -> Option<Value> {
    let from = format!("the template's {}", source.written_as);
    match source.kind {
        SourceKind::Direct => None,
        SourceKind::Other => Some(Value::unset(
            "invoked_by",
            Origin::Open,
            format!("{from} is not modeled; its requests call the function directly"),
        )),
        SourceKind::ApiGateway => Some(Value::new(
            "invoked_by",
            quoted("api_gateway"),
            Origin::Read,
            from,
        )),
        SourceKind::Async | SourceKind::Schedule => {
            let settings = Keys::new(source)
                .whole_within("maximum_retry_attempts", 0, 2)
                .seconds("maximum_event_age_s", "maximum_event_age");
            Some(Value::new(
                "invoked_by.async",
                settings.toml(),
                Origin::Read,
                from,
            ))
        }
        SourceKind::Sqs => Some(sqs(source, (is_measured, timeout_s), &from)),
        SourceKind::Kinesis | SourceKind::DynamoDb => Some(stream(source, is_measured, &from)),
    }
}

/// What counts invocations counts batches, so that a message of the simulation stands for one.
const BATCHES: &str =
    "; what was measured are invocations, so a message here stands for a whole batch";

fn sqs(source: &EventSource, (is_measured, timeout_s): (bool, Option<f64>), from: &str) -> Value {
    let keys = Keys::new(source)
        .whole_within("maximum_concurrency", 2, 1000)
        .seconds("visibility_timeout_s", "visibility_timeout")
        .whole_within("max_receive_count", 1, 1000);
    // AWS refuses a queue whose messages come back before the function can be done with them.
    let keys = match (
        source
            .settings
            .get("visibility_timeout_s")
            .and_then(Json::as_f64),
        timeout_s,
    ) {
        (None, Some(timeout)) if timeout > USUAL_VISIBILITY_S => {
            keys.fixed("visibility_timeout", &duration((timeout * 1e9) as i64))
        }
        _ => keys,
    };
    let is_fifo = source.settings.get("fifo") == Some(&Json::Bool(true));
    let keys = if is_measured {
        keys.fixed("batch_size", "1")
    } else if is_fifo {
        // AWS takes no more from a FIFO queue, and no window.
        let keys = keys.whole_within("batch_size", 1, 10);
        keys.flag("report_batch_item_failures")
    } else {
        let keys = keys.whole_within("batch_size", 1, 10_000);
        let is_large = source.settings.get("batch_size").and_then(Json::as_u64) > Some(10);
        let window = source
            .settings
            .get("maximum_batching_window_s")
            .and_then(Json::as_f64);
        // AWS takes more than 10 messages with a window of at least a second only.
        let keys = if is_large && window.is_none_or(|seconds| seconds < 1.0) {
            keys.fixed("maximum_batching_window", &duration(1_000_000_000))
        } else {
            keys.seconds("maximum_batching_window_s", "maximum_batching_window")
        };
        keys.flag("report_batch_item_failures")
    };
    let keys = if is_fifo {
        keys.fixed("message_groups", &UNKNOWN_GROUPS.to_string())
    } else {
        keys
    };
    let groups = if is_fifo {
        format!("; {UNKNOWN_GROUPS} message groups are assumed")
    } else {
        String::new()
    };
    let batches = if is_measured { BATCHES } else { "" };
    let origin = if is_fifo {
        Origin::Assumed
    } else {
        Origin::Read
    };
    Value::new(
        "invoked_by.sqs",
        keys.toml(),
        origin,
        format!("{from}{groups}{batches}"),
    )
}

fn stream(source: &EventSource, is_measured: bool, from: &str) -> Value {
    let kind = if source.kind == SourceKind::Kinesis {
        "kinesis"
    } else {
        "dynamodb"
    };
    let shards = source
        .settings
        .get("shards")
        .and_then(Json::as_u64)
        .filter(|shards| *shards > 0);
    let keys = Keys::new(source)
        .fixed("kind", &quoted(kind))
        .fixed("shards", &shards.unwrap_or(UNKNOWN_SHARDS).to_string())
        .whole_within("parallelization_factor", 1, 10)
        .retries()
        .seconds("maximum_record_age_s", "maximum_record_age")
        .flag("bisect_batch_on_function_error");
    let keys = if is_measured {
        keys.fixed("batch_size", "1")
    } else {
        keys.whole_within("batch_size", 1, 10_000)
            .seconds("maximum_batching_window_s", "maximum_batching_window")
    };
    let unknown = match shards {
        Some(_) => "",
        None => "; no template says how many shards it has: fill it in",
    };
    let batches = if is_measured { BATCHES } else { "" };
    let origin = if shards.is_some() {
        Origin::Read
    } else {
        Origin::Open
    };
    Value::new(
        "invoked_by.stream",
        keys.toml(),
        origin,
        format!("{from}{unknown}{batches}"),
    )
}

/// The keys of an inline table, as far as a source sets them.
struct Keys<'a> {
    source: &'a EventSource,
    keys: Vec<String>,
}

impl<'a> Keys<'a> {
    fn new(source: &'a EventSource) -> Self {
        Self {
            source,
            keys: Vec::new(),
        }
    }

    fn fixed(mut self, key: &str, toml: &str) -> Self {
        self.keys.push(format!("{key} = {toml}"));
        self
    }

    /// A whole number, if it is one that AWS takes.
    fn whole_within(self, key: &'static str, least: u64, most: u64) -> Self {
        match self.source.settings.get(key).and_then(Json::as_u64) {
            Some(value) if (least..=most).contains(&value) => self.fixed(key, &value.to_string()),
            _ => self,
        }
    }

    /// Retries of a stream: -1 is for ever, which is the default.
    fn retries(self) -> Self {
        self.whole_within("maximum_retry_attempts", 0, 10_000)
    }

    fn seconds(self, given: &'static str, key: &str) -> Self {
        match self.source.settings.get(given).and_then(Json::as_f64) {
            Some(seconds) if seconds >= 0.0 => {
                let toml = duration((seconds * 1e9) as i64);
                self.fixed(key, &toml)
            }
            _ => self,
        }
    }

    fn flag(self, key: &'static str) -> Self {
        match self.source.settings.get(key) {
            Some(Json::Bool(value)) => self.fixed(key, &value.to_string()),
            _ => self,
        }
    }

    fn toml(&self) -> String {
        if self.keys.is_empty() {
            return "{}".to_owned();
        }
        format!("{{ {} }}", self.keys.join(", "))
    }
}
