//! The keys of a function.

use super::concurrency;
use super::data::{Contents, DataFile};
use super::files::Files;
use super::frame::Frame;
use super::invoked_by;
use super::value::{Origin, Value, duration, from_template, millis, percent, quoted};
use crate::catalog;
use crate::import::demand::Demand;
use crate::import::figures::{DurationFigures, DurationSource};
use crate::import::fit::{self, Figures, Fit, Fitted};
use crate::import::gathered::FunctionData;
use crate::import::instant::SECOND;
use crate::import::settings::{Setting, Settings};
use crate::scenario::Memory;

/// Requests a second where nothing says how many come.
const UNKNOWN_RATE: u32 = 1;

/// A service time where nothing says one.
const UNKNOWN_SERVICE_MS: f64 = 100.0;

/// The longest time-out that Lambda takes (Lambda quotas).
const LONGEST_TIMEOUT_S: f64 = 900.0;

/// The lifecycle of environments that was measured in 2020 holds for what is from that year or before.
const YEAR_2021: i64 = 1_609_459_200 * SECOND;

/// A function as a scenario has it.
#[derive(Clone, Debug)]
pub(super) struct FunctionPlan {
    pub(super) name: String,
    pub(super) values: Vec<Value>,
    pub(super) traffic: Vec<Vec<Value>>,
    pub(super) files: Vec<DataFile>,
}

pub(super) fn plan(
    function: &FunctionData,
    frame: Frame,
    others_are_measured: bool,
    files: &mut Files,
) -> FunctionPlan {
    let mut plan = FunctionPlan {
        name: function.name.clone(),
        values: Vec::new(),
        traffic: Vec::new(),
        files: Vec::new(),
    };
    let settings = function.settings.clone().unwrap_or_default();
    let has_template = function.settings.is_some();
    plan.values
        .extend(memory(function, &settings, has_template));
    plan.values.extend(architecture(&settings));
    let service = service_time(function, &mut plan, files);
    plan.values.push(service);
    plan.values
        .extend(timeout(function, &settings, has_template));
    plan.values.extend(error_rate(function));
    let cold_start = cold_start(function, &settings, &mut plan, files);
    plan.values.extend(cold_start);
    plan.values.extend(lifecycle(frame));
    plan.values.extend(warm_environments(function));
    plan.values.extend(concurrency::reserved(&settings));
    plan.values.extend(concurrency::provisioned(&settings));
    if others_are_measured && function.demand() == Demand::Unknown {
        let why = "nothing was measured of it, so it gets no requests until you give it a [[functions.traffic]]";
        plan.values
            .push(Value::new("traffic", "[]", Origin::Open, why));
    } else {
        traffic(function, &settings, &mut plan, files);
    }
    plan
}

/// The memory, if it is one that Lambda offers.
fn memory(function: &FunctionData, settings: &Settings, has_template: bool) -> Option<Value> {
    let value = known_memory(function, settings, has_template)?;
    let Some(toml) = &value.toml else {
        return Some(value);
    };
    let megabytes = toml.trim_matches('"').trim_end_matches(" MB").parse().ok();
    if megabytes.and_then(Memory::from_mb).is_some() {
        return Some(value);
    }
    let why = format!(
        "{toml} is said ({}), which Lambda does not offer; 128 MB holds until you fill it in",
        value.why
    );
    Some(Value::unset("memory", Origin::Open, why))
}

fn known_memory(function: &FunctionData, settings: &Settings, has_template: bool) -> Option<Value> {
    let of_log = function
        .memory_mb
        .last()
        .filter(|_| function.memory_mb.len() == 1);
    let several = function.memory_mb.len() > 1;
    Some(match (&settings.memory_mb, of_log) {
        (Some(Setting::Value { value, parameter }), _) => Value::new(
            "memory",
            quoted(&format!("{value} MB")),
            Origin::Read,
            from_template(parameter.as_deref()),
        ),
        (_, Some(megabytes)) => Value::new(
            "memory",
            quoted(&format!("{megabytes} MB")),
            Origin::Read,
            "the memory size in the file",
        ),
        (Some(Setting::Open(text)), None) => Value::unset(
            "memory",
            Origin::Open,
            format!("the template says {text}; 128 MB holds until you fill it in"),
        ),
        (None, None) if several => {
            let last = function.memory_mb.last()?;
            let all: Vec<String> = function.memory_mb.iter().map(u32::to_string).collect();
            let why = format!(
                "the file has {} MB: it was changed; this is the largest",
                all.join(", ")
            );
            Value::new(
                "memory",
                quoted(&format!("{last} MB")),
                Origin::Assumed,
                why,
            )
        }
        (None, None) if has_template => Value::new(
            "memory",
            quoted("128 MB"),
            Origin::Assumed,
            "AWS's default: the template says none",
        ),
        (None, None) => Value::unset(
            "memory",
            Origin::Assumed,
            "no file says it; the bill is for 128 MB until you fill it in",
        ),
    })
}

fn architecture(settings: &Settings) -> Option<Value> {
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

fn service_time(function: &FunctionData, plan: &mut FunctionPlan, files: &mut Files) -> Value {
    let figures = function.duration_figures();
    let fitted = figures
        .as_ref()
        .and_then(|figures| Some((figures, figures.fit()?)));
    let Some((figures, fitted)) = fitted else {
        let why = "nothing says how long a request takes: fill it in";
        return Value::new(
            "service_time",
            millis(UNKNOWN_SERVICE_MS),
            Origin::Open,
            why,
        );
    };
    let (key, toml) = distribution("service_time", "service", &fitted.fit, plan, files);
    Value::new(&key, toml, origin(figures, &fitted), why(figures, &fitted))
}

/// The key and the value of a distribution; values go to a file beside the scenario.
fn distribution(
    key: &str,
    what: &str,
    fit: &Fit,
    plan: &mut FunctionPlan,
    files: &mut Files,
) -> (String, String) {
    match fit {
        Fit::Constant(value) => (key.to_owned(), millis(*value)),
        Fit::Lognormal { mu, sigma } if *sigma > 1e-4 => {
            // A p99 below the median by rounding is none.
            let median = libm::exp(*mu);
            let p99 = fit.quantile(0.99).unwrap_or(median).max(median);
            let toml = format!("{{ median = {}, p99 = {} }}", millis(median), millis(p99));
            (format!("{key}.lognormal"), toml)
        }
        Fit::Gamma { mean, sd } if *sd > 1e-3 => (
            format!("{key}.gamma"),
            format!("{{ mean = {}, sd = {} }}", millis(*mean), millis(*sd)),
        ),
        Fit::Lognormal { .. } | Fit::Gamma { .. } => (key.to_owned(), millis(fit.mean())),
        Fit::Values(values) => {
            let name = files.name(&plan.name, what);
            let about = vec![format!(
                "{} values of {}, each equally likely.",
                values.len(),
                plan.name
            )];
            plan.files.push(DataFile {
                name: name.clone(),
                about,
                contents: Contents::Values(values.clone()),
            });
            (
                format!("{key}.empirical"),
                format!("{{ file = {} }}", quoted(&name)),
            )
        }
    }
}

fn origin(figures: &DurationFigures, fitted: &Fitted) -> Origin {
    match (figures.source, &fitted.fit) {
        (DurationSource::Requests, _) => Origin::Read,
        (_, Fit::Constant(_)) => Origin::Assumed,
        _ => Origin::Fitted,
    }
}

fn why(figures: &DurationFigures, fitted: &Fitted) -> String {
    let given: Vec<String> = figures
        .named()
        .into_iter()
        .map(|(name, value)| format!("{name} {}", shown(value)))
        .collect();
    let given = given.join(", ");
    let from = match figures.source {
        DurationSource::Requests => return format!("the measured durations themselves ({given})"),
        DurationSource::Summaries => "the measured",
        DurationSource::Metrics => {
            "CloudWatch's Duration, its periods weighted with their invocations:"
        }
    };
    let misfit = match &fitted.misfit {
        Some((error, name)) => format!("; misses {name} by {:.1}%", error * 100.0),
        None if matches!(fitted.fit, Fit::Constant(_)) => {
            "; nothing says how it varies, so it does not".to_owned()
        }
        None => "; as many figures as parameters, so there is no misfit to state".to_owned(),
    };
    let values = match fitted.fit {
        Fit::Values(_) => {
            "; no lognormal or gamma comes within 10%, so these quantiles stand, with what lies between interpolated"
        }
        _ => "",
    };
    format!("{from} {given}{misfit}{values}")
}

fn shown(milliseconds: f64) -> String {
    let digits = match milliseconds {
        value if value >= 100.0 => 0,
        value if value >= 1.0 => 1,
        _ => 3,
    };
    format!("{milliseconds:.digits$} ms")
}

fn timeout(function: &FunctionData, settings: &Settings, has_template: bool) -> Option<Value> {
    let (seconds, from, origin) = match &settings.timeout_s {
        Some(Setting::Value { value, parameter }) => {
            (*value, from_template(parameter.as_deref()), Origin::Read)
        }
        Some(Setting::Open(text)) => {
            let why = format!("the template says {text}; there is none until you fill it in");
            return Some(Value::unset("timeout", Origin::Open, why));
        }
        None if has_template => (
            3.0,
            "AWS's default: the template says none".to_owned(),
            Origin::Assumed,
        ),
        None => return None,
    };
    if !(0.001..=LONGEST_TIMEOUT_S).contains(&seconds) {
        let why = format!("{from} says {seconds} s, and Lambda takes 1 s to 900 s");
        return Some(Value::unset("timeout", Origin::Open, why));
    }
    // A template that is not the one of what was measured would cut off what was measured whole.
    let figures = function.duration_figures();
    let figures = figures.iter().flat_map(DurationFigures::named);
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

fn error_rate(function: &FunctionData) -> Option<Value> {
    let (errors, of) = function
        .error_figures()
        .filter(|(errors, of)| *errors > 0 && *of > 0)?;
    let share = (errors as f64 / of as f64).min(1.0);
    Some(Value::new(
        "error_rate",
        percent(share),
        Origin::Read,
        format!("{errors} of {of} failed"),
    ))
}

fn cold_start(
    function: &FunctionData,
    settings: &Settings,
    plan: &mut FunctionPlan,
    files: &mut Files,
) -> Option<Value> {
    let mut inits: Vec<f64> = function
        .inits
        .iter()
        .map(|micros| f64::from(*micros) / 1e3)
        .collect();
    inits.sort_by(f64::total_cmp);
    if !inits.is_empty() {
        let count = inits.len();
        // A few values would come again and again: their law is a guess, but less of one.
        let fit = if count < 20 {
            let mean = inits.iter().sum::<f64>() / count as f64;
            let middle = inits.get(count / 2).copied().map(|median| (0.5, median));
            fit::fit(&Figures::new(Some(mean), middle.filter(|_| count >= 5)))?.fit
        } else {
            Fit::Values(fit::of_sample(&inits))
        };
        let (key, toml) = distribution("cold_start", "init", &fit, plan, files);
        let origin = if count < 20 {
            Origin::Fitted
        } else {
            Origin::Read
        };
        return Some(Value::new(
            &key,
            toml,
            origin,
            format!("{count} initialisations in the log"),
        ));
    }
    let runtime = settings.runtime.as_ref()?.known()?;
    if !catalog::runtimes().contains(&runtime.as_str()) {
        let why =
            format!("250 ms: {runtime} is not among the runtimes whose initialisation is known");
        return Some(Value::unset("cold_start", Origin::Assumed, why));
    }
    let why = "what a hello-world function of the template's runtime takes; yours loads more";
    Some(Value::new(
        "cold_start.runtime",
        quoted(runtime),
        Origin::Assumed,
        why,
    ))
}

fn lifecycle(frame: Frame) -> Option<Value> {
    frame.measured_at().filter(|origin| *origin < YEAR_2021)?;
    Some(Value::new(
        "lifecycle",
        quoted("2020"),
        Origin::Assumed,
        "what was measured in that year",
    ))
}

/// A service that was there before what was measured has its environments.
fn warm_environments(function: &FunctionData) -> Option<Value> {
    if function.demand() == Demand::Unknown {
        return None;
    }
    let first = function.kept.iter().min_by_key(|kept| kept.arrival);
    let steady = |origin, why: &str| {
        Some(Value::new(
            "warm_environments",
            quoted("steady"),
            origin,
            why,
        ))
    };
    match first.map(|kept| kept.cold) {
        Some(Some(true)) => None,
        Some(Some(false)) => steady(
            Origin::Fitted,
            "the first request was warm: there was traffic before it",
        ),
        _ if function.metrics.is_empty() => None,
        _ => steady(
            Origin::Assumed,
            "there was traffic before the first datapoint",
        ),
    }
}

fn traffic(
    function: &FunctionData,
    settings: &Settings,
    plan: &mut FunctionPlan,
    files: &mut Files,
) {
    let (key, what, contents, mut why) = match function.demand() {
        Demand::Unknown => {
            let rate = (
                "poisson.rate",
                UNKNOWN_RATE.to_string(),
                "nothing says how many requests come: fill in yours, in requests a second",
            );
            plan.traffic = invoked_by::of_template(settings, rate);
            return;
        }
        Demand::Requests => {
            let mut kept = function.kept.clone();
            kept.sort_by_key(|request| request.arrival);
            let why = format!(
                "{} requests, each with its arrival and duration",
                kept.len()
            );
            (
                "trace",
                "requests",
                Contents::Requests(kept, function.has_clock),
                why,
            )
        }
        Demand::Counts(counts) => {
            let total: u64 = counts.rows.iter().map(|(_, requests)| requests).sum();
            let length = counts.interval / SECOND;
            let mut why = format!("{total} requests, counted in intervals of {length} s");
            if counts.throttles > 0 {
                why.push_str(&format!(
                    "; {} of them are throttled attempts, taken for requests of which none is a retry",
                    counts.throttles
                ));
            }
            (
                "counts",
                "counts",
                Contents::Counts(counts, function.has_clock),
                why,
            )
        }
    };
    let logged = function.dated();
    if matches!(&contents, Contents::Counts(counts, _) if counts.is_metric) && logged > 0 {
        why.push_str(&format!(
            "; a log has {logged} requests, which is not all of them, so it is not replayed"
        ));
    }
    let name = files.name(&plan.name, what);
    let interval = match &contents {
        Contents::Counts(counts, _) => format!(", interval = {}", duration(counts.interval)),
        _ => String::new(),
    };
    let toml = format!("{{ file = {}{interval} }}", quoted(&name));
    plan.files.push(DataFile {
        name,
        about: vec![format!("Requests to {}.", plan.name)],
        contents,
    });
    let mut values = vec![Value::new(key, toml, Origin::Read, why)];
    values.extend(invoked_by::of_measured(settings));
    plan.traffic.push(values);
}
