//! A scenario made smaller: one in so many requests, and limits as much lower, for a first look at a large one.
//!
//! Its concurrency, throttles and rates, multiplied, are about those of the whole; the smaller it is, the more they
//! scatter. Times stay as they are. It knows which numbers of a scenario, and of charts, are counts.

use burstsim::scenario::setting::Setting;
use burstsim::scenario::{InvokedBy, ProvisionedConcurrency, Scenario};
use serde_json::{Value, json};

/// The scenario with `1/part` of traffic and limits. `None` where something in it has no such part: services, queues,
/// provisioned concurrency that changes in time, counted clients and warm environments, and numbers below `part`.
pub(crate) fn smaller(scenario: &Scenario, part: u32) -> Option<Scenario> {
    let changes = |one: &ProvisionedConcurrency| one.changes.is_some();
    let is_plain = scenario.functions.iter().all(|function| {
        function.is_on_lambda()
            && function.version.is_none()
            && function.warm_environments.is_none()
            && function.clients.is_none()
            && !function
                .provisioned_concurrency
                .as_ref()
                .is_some_and(changes)
            && function
                .traffic
                .iter()
                .all(|entry| entry.invoked_by == InvokedBy::Client)
    });
    if !is_plain {
        return None;
    }
    let functions = 0..scenario.functions.len();
    let of_functions = functions.flat_map(|index| {
        [
            Setting::ReservedConcurrency(index),
            Setting::ProvisionedConcurrency(index),
        ]
    });
    let of_account = [
        Setting::Burst,
        Setting::RampPerMinute,
        Setting::RequestBurst,
        Setting::RequestRampPerMinute,
    ];
    // What is set aside shrinks before the limit that it must fit into.
    let settings = of_functions
        .chain(of_account)
        .chain([Setting::AccountConcurrency]);
    let mut smaller = scenario.with_traffic(1.0 / f64::from(part))?;
    for setting in settings {
        if let Some(value) = setting.value(scenario).filter(|&value| value > 0) {
            // Rounded, a small number would no longer be the same part.
            if value < part {
                return None;
            }
            smaller = setting.set(&smaller, value / part);
        }
    }
    Some(smaller)
}

/// The data of charts with the counts in them multiplied: what has no unit, or is a rate. Times and shares stay.
pub(crate) fn multiplied(data: &str, times: f64) -> Result<String, String> {
    let mut data: Value = serde_json::from_str(data).map_err(|error| error.to_string())?;
    let charts = data["charts"].as_object_mut();
    for chart in charts.into_iter().flat_map(|charts| charts.values_mut()) {
        for view in chart["views"].as_array_mut().into_iter().flatten() {
            let mut counts = false;
            for series in view["series"].as_array_mut().into_iter().flatten() {
                if matches!(series["unit"].as_str(), Some("" | "/s")) {
                    counts = true;
                    for key in ["values", "low", "high"] {
                        multiply_packed(&mut series[key], times);
                    }
                }
            }
            if counts {
                for area in view["areas"].as_array_mut().into_iter().flatten() {
                    multiply_packed(&mut area["edge"], times);
                }
                for limit in view["limits"].as_array_mut().into_iter().flatten() {
                    multiply_one(&mut limit["value"], times);
                }
                for end in view["window"].as_array_mut().into_iter().flatten() {
                    multiply_one(end, times);
                }
            }
        }
    }
    Ok(data.to_string())
}

/// Values as the data of charts has them: one, or `[value, how many]`.
fn multiply_packed(values: &mut Value, times: f64) {
    for item in values.as_array_mut().into_iter().flatten() {
        match item {
            Value::Array(run) => run
                .first_mut()
                .map_or((), |value| multiply_one(value, times)),
            value => multiply_one(value, times),
        }
    }
}

fn multiply_one(value: &mut Value, times: f64) {
    if let Some(number) = value.as_f64() {
        *value = json!(number * times);
    }
}
