//! Memory, architecture and time-out of a function.

use super::value::{Origin, Value, duration, from_template, quoted};
use crate::import::figures::DurationFigures;
use crate::import::gathered::FunctionData;
use crate::import::resolve::KnownFunction;
use crate::import::settings::{Setting, Settings};
use crate::scenario::Memory;

/// AWS's defaults of what a template leaves out (Lambda developer guide, configuration-function-common).
const USUAL_MEMORY_MB: u32 = 128;
const USUAL_TIMEOUT_S: f64 = 3.0;

/// The longest time-out that Lambda takes (Lambda quotas).
const LONGEST_TIMEOUT_S: f64 = 900.0;

/// The memory, if it is one that Lambda offers.
pub(super) fn memory(data: &FunctionData) -> Value {
    let unset = |origin, why: String| Value::unset("memory", origin, why);
    let seen = &data.memory_mb;
    let of_template = data.settings.as_ref().map(|settings| &settings.memory_mb);
    let (megabytes, origin, why) = match (of_template, seen.last()) {
        (Some(Some(Setting::Value { value, parameter })), _) => {
            (*value, Origin::Read, from_template(parameter.as_deref()))
        }
        (_, Some(only)) if seen.len() == 1 => (
            *only,
            Origin::Read,
            "the memory size in the file".to_owned(),
        ),
        (Some(Some(Setting::Open(text))), _) => {
            let why = format!("the template says {text}; 128 MB holds until you fill it in");
            return unset(Origin::Open, why);
        }
        (_, Some(largest)) => {
            let all: Vec<String> = seen.iter().map(u32::to_string).collect();
            let all = all.join(", ");
            let why = format!("the file has {all} MB: it was changed; this is the largest");
            (*largest, Origin::Assumed, why)
        }
        (Some(None), None) => {
            let why = "AWS's default: the template says none".to_owned();
            (USUAL_MEMORY_MB, Origin::Assumed, why)
        }
        (None, None) => {
            let why = "no file says it; the bill is for 128 MB until you fill it in".to_owned();
            return unset(Origin::Assumed, why);
        }
    };
    let toml = quoted(&format!("{megabytes} MB"));
    if Memory::from_mb(megabytes).is_none() {
        let why = format!(
            "{toml} is said ({why}), which Lambda does not offer; 128 MB holds until you fill it in"
        );
        return unset(Origin::Open, why);
    }
    Value::new("memory", toml, origin, why)
}

pub(super) fn architecture(settings: &Settings) -> Option<Value> {
    match settings.architecture.as_ref()? {
        Setting::Value { value, parameter } if value == "arm64" || value == "x86_64" => {
            Some(Value::new(
                "architecture",
                quoted(value),
                Origin::Read,
                from_template(parameter.as_deref()),
            ))
        }
        Setting::Value { value, .. } => {
            let why = format!("the template says {value}, which is none of Lambda's");
            Some(Value::unset("architecture", Origin::Open, why))
        }
        Setting::Open(text) => {
            let why = format!("the template says {text}; x86_64 holds until you fill it in");
            Some(Value::unset("architecture", Origin::Open, why))
        }
    }
}

pub(super) fn timeout(function: &KnownFunction) -> Option<Value> {
    let settings = function.data.settings.as_ref()?;
    let (seconds, from, origin) = match &settings.timeout_s {
        Some(Setting::Value { value, parameter }) => {
            (*value, from_template(parameter.as_deref()), Origin::Read)
        }
        Some(Setting::Open(text)) => {
            let why = format!("the template says {text}; there is none until you fill it in");
            return Some(Value::unset("timeout", Origin::Open, why));
        }
        None => (
            USUAL_TIMEOUT_S,
            "AWS's default: the template says none".to_owned(),
            Origin::Assumed,
        ),
    };
    if !(0.001..=LONGEST_TIMEOUT_S).contains(&seconds) {
        let why = format!("{from} says {seconds} s, and Lambda accepts 1 s to 900 s");
        return Some(Value::unset("timeout", Origin::Open, why));
    }
    // A template that is not the one of what was measured would cut off what was measured whole.
    let figures = function.durations.iter().flat_map(DurationFigures::named);
    let longest = figures.map(|(_, millis)| millis / 1e3).reduce(f64::max);
    if let Some(longest) = longest.filter(|longest| *longest > seconds * 1.05) {
        let why = format!("the template says {seconds} s, but a request took {longest:.1} s");
        return Some(Value::unset("timeout", Origin::Assumed, why));
    }
    Some(Value::new(
        "timeout",
        duration((seconds * 1e9) as i64),
        origin,
        from,
    ))
}
