//! What running a scenario would take in a page: requests, and memory.
//!
//! What a run takes is known by the library ([`Effort`]); what a page takes beside it, for copies of the rows and for the
//! engine, is known here. It must not run anything.

use burstsim::report::Language;
use burstsim::report::format::thousands;
use burstsim::scenario::Scenario;
use burstsim::study::effort::Effort;
use serde_json::{Value, json};

/// The engine itself, with the texts of a request and an answer, in bytes.
const ENGINE: f64 = 24e6;
/// A row of the series of a function: as CSV, as columns and as JSON at the same time, beside its record.
const ROW: f64 = 2_200.0;
/// A page may take so much before it says so.
const MUCH: f64 = 1e9;
/// So many requests take a browser about a minute.
const MANY: f64 = 100e6;

/// Requests and bytes, and a sentence about them.
pub(crate) fn demand(scenario: &Scenario, language: Language) -> Value {
    let effort = Effort::of(scenario);
    let requests = effort.requests;
    let bytes = memory(scenario, &effort);
    let is_too_large = bytes > MUCH || requests > MANY;
    json!({
        "requests": requests.round(),
        "memory_bytes": bytes.round(),
        "is_too_large": is_too_large,
        "about": about(language, requests, bytes, is_too_large),
    })
}

fn memory(scenario: &Scenario, effort: &Effort) -> f64 {
    let intervals = scenario.duration.as_secs_f64() / scenario.interval.as_secs_f64();
    let rows = intervals.ceil() * (scenario.functions.len() as f64 + 1.0);
    ENGINE + rows * ROW + (effort.run + effort.result + effort.shared).most
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

    fn told(scenario: &Scenario) -> (f64, f64, bool) {
        let told = demand(scenario, Language::English);
        let number = |key: &str| told[key].as_f64().unwrap();
        let is_too_large = told["is_too_large"].as_bool().unwrap();
        (number("requests"), number("memory_bytes"), is_too_large)
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
