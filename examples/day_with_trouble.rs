//! A day of a shop, 200 million requests, with three times of trouble: how long it takes to explain them, in runs of
//! that day.
//!
//! ```sh
//! cargo run --release --example day_with_trouble
//! cargo run --release --example day_with_trouble -- 10
//! ```
//! With a divisor: this many times fewer requests, each this many times as long, so that as many are in flight.
#![allow(clippy::print_stdout, reason = "printing is what an example is for")]

#[path = "shared/memory.rs"]
mod memory;

use std::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use burstsim::report::{ExplanationReport, Language, Report};
use burstsim::scenario::Scenario;
use burstsim::scenario::parse::{NoFiles, Source, parse};
use burstsim::study::Finished;
use burstsim::study::explain::{BaseRun, Listener, Period, Question, Remedy, explain};
use burstsim::world::simulate;

/// The day: a push notification at 9:30, an export at 14:00 that fills the account, a commercial at 20:00.
pub(crate) fn text(divisor: u32) -> String {
    let rate = |rate: u32| f64::from(rate) / f64::from(divisor);
    let span = |millis: u32| format!("{}ms", millis * divisor);
    format!(
        r#"
        duration = "24h"
        interval = "1s"

        [region]
        name = "us-east-2"
        scaling = "regional-burst"
        account_concurrency = 1200

        [[functions]]
        name = "shop"
        service_time.lognormal = {{ median = "{median}", p99 = "{p99}" }}
        cold_start = "400ms"

        [[functions.traffic]]
        poisson.stages = [
          {{ duration = "6h", target = {night}, shape = "step" }},
          {{ duration = "3h", target = {day} }},
          {{ duration = "30m", target = {day} }},
          {{ duration = "10s", target = {push} }},
          {{ duration = "3m", target = {push} }},
          {{ duration = "1m", target = {day} }},
          {{ duration = "10h 25m", target = {day} }},
          {{ duration = "5s", target = {commercial} }},
          {{ duration = "2m", target = {commercial} }},
          {{ duration = "2m", target = {day} }},
          {{ duration = "3h 56m 45s", target = {night} }},
        ]

        [[functions]]
        name = "search"
        service_time = "{median}"
        cold_start = "300ms"
        traffic = [{{ poisson.rate = {search} }}]

        [[functions]]
        name = "export"
        service_time = "{export}"
        cold_start = "1s"

        [[functions.traffic]]
        poisson.stages = [
          {{ duration = "14h", target = 0, shape = "step" }},
          {{ duration = "4m", target = {exports}, shape = "step" }},
          {{ duration = "9h 56m", target = 0, shape = "step" }},
        ]
        "#,
        median = span(80),
        p99 = span(300),
        export = span(6000),
        night = rate(1000),
        day = rate(2800),
        push = rate(11_000),
        commercial = rate(16_000),
        search = rate(350),
        exports = rate(160),
    )
}

/// When something was first known.
struct Clock {
    started: Instant,
    notes: Mutex<Vec<(Duration, String)>>,
    scenario: Scenario,
}

impl Clock {
    fn note(&self, words: String) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.push((self.started.elapsed(), words));
    }
}

impl Listener for Clock {
    fn periods(&self, periods: &[Period]) {
        self.note(format!("{} periods", periods.len()));
    }

    fn remedy(&self, period: &Period, remedy: &Remedy) {
        let language = Language::English;
        let words = ExplanationReport::remedy_in_words(language, &self.scenario, period, remedy);
        self.note(words);
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let divisor = match std::env::args().nth(1) {
        None => 1,
        Some(argument) => match argument.parse() {
            Ok(divisor @ 1..=1000) => divisor,
            _ => return Err("the divisor is a whole number from 1 to 1000".into()),
        },
    };
    let text = text(divisor);
    let source = Source {
        name: "day_with_trouble",
        default_name: "day-with-trouble",
        text: &text,
    };
    let scenario = parse(source, &[], &NoFiles)?.scenario;

    let started = Instant::now();
    let result = simulate(&scenario, 0);
    let t1 = started.elapsed().as_secs_f64();
    let requests = result.totals().arrivals as f64 / 1e6;
    println!("T1, one run of {requests:.1} million requests: {t1:.1} s");
    drop(result);

    let clock = Clock {
        started: Instant::now(),
        notes: Mutex::default(),
        scenario: scenario.clone(),
    };
    let base = BaseRun::of(&scenario, &())?;
    let explanation = explain(&scenario, &base, Question::default(), &(), &clock);
    let all = clock.started.elapsed().as_secs_f64();
    let notes = clock.notes.into_inner();
    for (at, words) in notes.unwrap_or_else(PoisonError::into_inner) {
        println!("{:5.2} T1  {words}", at.as_secs_f64() / t1);
    }
    println!("{:5.2} T1  all", all / t1);
    let finished = Finished::new(&scenario, &base.result);
    let report = ExplanationReport::new(&finished, &explanation);
    println!("\n{}", report.text(Language::English));
    println!("peak resident memory: {}", memory::peak());
    Ok(())
}
