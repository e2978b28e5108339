//! Service time and cold start of a function.

use super::data::Contents;
use super::files::Files;
use super::value::{Origin, Value, millis, quoted};
use crate::catalog;
use crate::import::figures::{DurationFigures, DurationSource};
use crate::import::fit::{self, Figures, Fit, Fitted};
use crate::import::gathered::FunctionData;
use crate::import::resolve::KnownFunction;

/// A service time where nothing says one.
const UNKNOWN_SERVICE_MS: f64 = 100.0;

/// Fewer initialisations are not taken for all that there are.
const FEW: usize = 20;

pub(super) fn service_time(function: &KnownFunction, files: &mut Files) -> Value {
    let fitted = function
        .durations
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
    let (key, toml) = distribution(
        "service_time",
        "service",
        &fitted.fit,
        &function.data.name,
        files,
    );
    Value::new(&key, toml, origin(figures, &fitted), why(figures, &fitted))
}

/// The key and the value of a distribution; values go to a file beside the scenario.
fn distribution(
    key: &str,
    what: &str,
    fit: &Fit,
    function: &str,
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
            let about = format!(
                "{} values of {function}, each equally likely.",
                values.len()
            );
            let name = files.add(function, what, about, Contents::Values(values.clone()));
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

pub(super) fn cold_start(data: &FunctionData, files: &mut Files) -> Option<Value> {
    let mut inits: Vec<f64> = data
        .inits
        .iter()
        .map(|micros| f64::from(*micros) / 1e3)
        .collect();
    inits.sort_by(f64::total_cmp);
    if !inits.is_empty() {
        let count = inits.len();
        // A few values would come again and again: their law is a guess, but less of one.
        let fit = if count < FEW {
            let mean = inits.iter().sum::<f64>() / count as f64;
            let middle = inits.get(count / 2).copied().map(|median| (0.5, median));
            fit::fit(&Figures::new(Some(mean), middle.filter(|_| count >= 5)))?.fit
        } else {
            Fit::Values(fit::of_sample(&inits))
        };
        let (key, toml) = distribution("cold_start", "init", &fit, &data.name, files);
        let origin = if count < FEW {
            Origin::Fitted
        } else {
            Origin::Read
        };
        return Some(Value::new(
            &key,
            toml,
            origin,
            format!("{count} initializations in the log"),
        ));
    }
    let runtime = data.settings.as_ref()?.runtime.as_ref()?.known()?;
    if !catalog::runtimes().contains(&runtime.as_str()) {
        let why =
            format!("250 ms: {runtime} is not among the runtimes whose initialization is known");
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
