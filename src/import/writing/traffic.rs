//! The traffic of a function.

use super::data::Contents;
use super::files::Files;
use super::invoked_by;
use super::value::{Origin, Value, duration, quoted};
use crate::import::demand::Demand;
use crate::import::instant::SECOND;
use crate::import::resolve::KnownFunction;
use crate::import::settings::Settings;

/// Requests a second where nothing says how many come.
const UNKNOWN_RATE: u32 = 1;

/// The sources of a function, each the keys of one.
pub(super) fn traffic(function: &KnownFunction, files: &mut Files) -> Vec<Vec<Value>> {
    let data = &function.data;
    let no_settings = Settings::default();
    let settings = data.settings.as_ref().unwrap_or(&no_settings);
    let (key, what, contents, mut why) = match &function.demand {
        Demand::Unknown => {
            let rate = (
                "poisson.rate",
                UNKNOWN_RATE.to_string(),
                "nothing says how many requests come: fill in yours, in requests a second",
            );
            return invoked_by::of_template(settings, rate);
        }
        Demand::Requests => {
            let mut kept = data.kept.clone();
            kept.sort_by_key(|request| request.arrival);
            let why = format!(
                "{} requests, each with its arrival and duration",
                kept.len()
            );
            (
                "trace",
                "requests",
                Contents::Requests(kept, data.has_clock),
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
                Contents::Counts(counts.clone(), data.has_clock),
                why,
            )
        }
    };
    let logged = data.dated();
    if matches!(&contents, Contents::Counts(counts, _) if counts.is_metric) && logged > 0 {
        why.push_str(&format!(
            "; a log has {logged} requests, which is not all of them, so it is not replayed"
        ));
    }
    let interval = match &contents {
        Contents::Counts(counts, _) => format!(", interval = {}", duration(counts.interval)),
        _ => String::new(),
    };
    let name = files.add(
        &data.name,
        what,
        format!("Requests to {}.", data.name),
        contents,
    );
    let toml = format!("{{ file = {}{interval} }}", quoted(&name));
    let mut values = vec![Value::new(key, toml, Origin::Read, why)];
    values.extend(invoked_by::of_measured(settings));
    vec![values]
}
