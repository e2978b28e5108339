//! What running a scenario would take: requests, and memory.
//!
//! Memory is an estimate from above for what a page must not run into: rows of the series, charts, environments, and requests
//! that are open at the same time. It knows the library's demand of a function; it must not run anything.

use burstsim::report::Language;
use burstsim::report::format::thousands;
use burstsim::scenario::{ClientRetry, Function, Scenario, Traffic, TrafficEntry};
use burstsim::workload::first_minutes::over;
use serde_json::{Value, json};

/// The engine itself, with the texts of a request and an answer.
const ENGINE: f64 = 24e6;
/// A row of the series of a function: recorded, as CSV, as columns and as JSON at the same time.
const ROW: f64 = 2_600.0;
/// An environment, with the request in it.
const ENVIRONMENT: f64 = 400.0;
/// A request that waits, in a queue or for its next try.
const WAITING: f64 = 150.0;
/// How much more than on average may wait at a time: traffic comes in bursts.
const BURSTS: f64 = 10.0;
/// A page may take so much before it says so.
const MUCH: f64 = 1e9;
/// So many requests take a browser about a minute.
const MANY: f64 = 100e6;

/// Requests and bytes, and a sentence about them.
pub(crate) fn demand(scenario: &Scenario, language: Language) -> Value {
    let requests: f64 = scenario
        .functions
        .iter()
        .map(|one| requests_of(one, scenario))
        .sum();
    let bytes = memory(scenario, requests);
    let is_too_large = bytes > MUCH || requests > MANY;
    json!({
        "requests": requests.round(),
        "memory_bytes": bytes.round(),
        "is_too_large": is_too_large,
        "about": about(language, requests, bytes, is_too_large),
    })
}

/// Requests of a whole run, retries not counted.
fn requests_of(function: &Function, scenario: &Scenario) -> f64 {
    let batches = function.traffic.iter().map(|entry| match &entry.traffic {
        Traffic::Batch { at, requests } => {
            let within = at.iter().filter(|&&at| at < scenario.duration).count();
            within as f64 * *requests as f64
        }
        _ => 0.0,
    });
    let rate = over(function, scenario.duration).rate;
    batches.sum::<f64>() + rate * scenario.duration.as_secs_f64()
}

fn memory(scenario: &Scenario, requests: f64) -> f64 {
    let intervals = scenario.duration.as_secs_f64() / scenario.interval.as_secs_f64();
    let rows = intervals.ceil() * (scenario.functions.len() as f64 + 1.0);
    let inputs: usize = scenario
        .inputs
        .iter()
        .map(|input| input.contents.len())
        .sum();
    let waiting = scenario.functions.iter().map(|one| {
        let share = BURSTS * patience(one) / scenario.duration.as_secs_f64();
        users(one) + requests_of(one, scenario) * share.min(1.0)
    });
    let environments = f64::from(scenario.region.account_concurrency.get()) * 2.0;
    ENGINE
        + rows * ROW
        + requests.min(environments) * ENVIRONMENT
        + waiting.sum::<f64>() * WAITING
        + 6.0 * inputs as f64
}

/// For how many seconds a request of the function may wait, at most.
fn patience(function: &Function) -> f64 {
    let is_queued = |entry: &TrafficEntry| entry.invoked_by.is_queued();
    if !function.is_on_lambda() || function.traffic.iter().any(is_queued) {
        return f64::INFINITY;
    }
    match function.client_retry {
        ClientRetry::None => 0.0,
        // Two more tries, each within 20 seconds; an adaptive client may hold its requests back longer.
        ClientRetry::Standard | ClientRetry::Legacy => 60.0,
        ClientRetry::Adaptive => f64::INFINITY,
        ClientRetry::Custom(policy) => {
            f64::from(policy.max_attempts.saturating_sub(1)) * policy.cap.as_secs_f64()
        }
    }
}

fn users(function: &Function) -> f64 {
    let users = function.traffic.iter().map(|entry| match entry.traffic {
        Traffic::Closed { users, .. } => f64::from(users),
        _ => 0.0,
    });
    users.sum()
}

fn about(language: Language, requests: f64, bytes: f64, is_too_large: bool) -> String {
    let requests = thousands(requests.round() as u64);
    let megabytes = thousands((bytes / 1e6).round() as u64);
    match (is_too_large, language) {
        (true, Language::English) => format!(
            "About {requests} requests and up to {megabytes} MB of memory: too much for a page to run at once. The \
             program burstsim runs it."
        ),
        (true, Language::Korean) => format!(
            "요청 약 {requests}개와 최대 {megabytes} MB의 메모리가 필요합니다. 페이지에서 바로 실행하기에는 너무 큽니다. burstsim \
             프로그램으로 실행할 수 있습니다."
        ),
        (false, Language::English) => {
            format!("About {requests} requests, up to {megabytes} MB of memory.")
        }
        (false, Language::Korean) => format!("요청 약 {requests}개, 메모리 최대 {megabytes} MB."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burstsim::scenario::shipped;
    use burstsim::world::simulate;

    fn told(scenario: &Scenario) -> (f64, f64, bool) {
        let told = demand(scenario, Language::English);
        let number = |key: &str| told[key].as_f64().unwrap();
        let is_too_large = told["is_too_large"].as_bool().unwrap();
        (number("requests"), number("memory_bytes"), is_too_large)
    }

    /// Poisson counts: within five standard deviations.
    #[test]
    fn as_many_requests_are_expected_as_come() {
        for name in [
            "flash-sale",
            "walkthrough-reserved",
            "counted-day",
            "spike-three-ways",
            "november-2023",
        ] {
            let scenario = shipped::find(name).unwrap().read(&[]).unwrap().scenario;
            let (expected, _, is_too_large) = told(&scenario);
            let came: u64 = simulate(&scenario, 0)
                .functions
                .iter()
                .map(|one| one.totals.arrivals)
                .sum();
            let error = (came as f64 - expected).abs();
            assert!(
                error <= 5.0 * expected.sqrt(),
                "{name}: {came}, expected {expected}"
            );
            assert!(!is_too_large, "{name}");
        }
    }

    #[test]
    fn rows_and_those_who_wait_take_memory() {
        let small = shipped::find("flash-sale").unwrap();
        let with = |overrides: &[&str]| {
            let overrides: Vec<String> = overrides.iter().map(|&one| one.to_owned()).collect();
            told(&small.read(&overrides).unwrap().scenario)
        };
        let (_, usual, _) = with(&[]);
        let (_, fine, _) = with(&["interval=100ms"]);
        assert!(fine > usual);
        let (requests, many, is_too_large) =
            with(&["scale=20", "region.account_concurrency=1000000"]);
        assert!(requests > 2e7 && many > usual);
        assert!(is_too_large, "{many}");
    }
}
