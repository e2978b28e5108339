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
                        multiply_packed(series.get_mut(key), times);
                    }
                }
            }
            if counts {
                for area in view["areas"].as_array_mut().into_iter().flatten() {
                    multiply_packed(area.get_mut("edge"), times);
                }
                for limit in view["limits"].as_array_mut().into_iter().flatten() {
                    multiply_one(&mut limit["value"], times);
                }
                let window = view.get_mut("window").and_then(Value::as_array_mut);
                for end in window.into_iter().flatten() {
                    multiply_one(end, times);
                }
            }
        }
    }
    Ok(data.to_string())
}

/// Values as the data of charts has them: one, or `[value, how many]`.
fn multiply_packed(values: Option<&mut Value>, times: f64) {
    let values = values.and_then(Value::as_array_mut);
    for item in values.into_iter().flatten() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use burstsim::scenario::shipped;
    use burstsim::world::simulate;

    fn shipped(name: &str) -> Scenario {
        let found = shipped::find(name).unwrap();
        found.read(&[]).unwrap().scenario
    }

    #[test]
    fn a_part_of_the_traffic_meets_as_small_a_part_of_the_limits() {
        let whole = shipped("seoul-spike");
        let part = smaller(&whole, 10).unwrap();
        let limit = |scenario: &Scenario| scenario.region.account_concurrency.get();
        let burst = |scenario: &Scenario| scenario.region.scaling.burst().get();
        assert_eq!(limit(&part), limit(&whole) / 10);
        assert_eq!((burst(&whole), burst(&part)), (500, 50));
        let most = |scenario: &Scenario| {
            let result = simulate(scenario, 0);
            let intervals = result.account.intervals.iter();
            let throttles: u64 = result
                .functions
                .iter()
                .map(|one| one.totals.throttles())
                .sum();
            let most = intervals.map(|one| one.concurrency_max).max().unwrap_or(0);
            (most as f64, throttles as f64)
        };
        let (whole, part) = (most(&whole), most(&part));
        let near = |a: f64, b: f64| (a / (10.0 * b) - 1.0).abs() < 0.1;
        assert!(
            near(whole.0, part.0) && near(whole.1, part.1),
            "{whole:?} {part:?}"
        );
    }

    #[test]
    fn what_has_no_such_part_is_not_made_smaller() {
        for name in [
            "alias-shift",
            "order-queue",
            "api-three-ways",
            "nightly-schedule",
        ] {
            assert_eq!(smaller(&shipped(name), 10), None, "{name}");
        }
        // 100 of provisioned concurrency has no thousandth.
        assert!(smaller(&shipped("walkthrough-provisioned"), 100_000).is_none());
    }

    #[test]
    fn counts_are_multiplied_and_times_are_not() {
        let data = json!({ "charts": { "a": { "views": [{
            "series": [
                { "unit": "", "values": [1, [2, 3], null] },
                { "unit": " ms", "values": [5], "low": [4], "high": [6] },
            ],
            "areas": [{ "edge": [1.5] }, {}],
            "limits": [{ "value": 100 }],
            "window": [0, 10],
        }, { "series": [{ "unit": " ms", "values": [7] }], "limits": [{ "value": 8 }] }] } } });
        let told = multiplied(&data.to_string(), 10.0).unwrap();
        let expected = data.to_string();
        let expected = expected
            .replace("[1,[2,3],null]", "[10.0,[20.0,3],null]")
            .replace("[1.5]", "[15.0]");
        let expected = expected
            .replace("\"value\":100", "\"value\":1000.0")
            .replace("[0,10]", "[0.0,100.0]");
        assert_eq!(told, expected);
    }
}
