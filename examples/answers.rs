//! How long answers take, in times of one run of the same scenario on one core.
//!
//! `cargo run --release --example answers` sizes shipped scenarios, three of them for autoscaling, and prints for each its
//! runs, and the time to the answer and to the end as multiples of one run (T1), beside the bounds. Those are for two
//! cores that do nothing else; the runs are the same on any machine. With words after `--` only what they are part of:
//! `cargo run --release --example answers -- target`.

#![allow(clippy::print_stdout, reason = "printing is what an example is for")]

use std::sync::Mutex;
use std::time::Instant;

use burstsim::scenario::parse::parse_objectives;
use burstsim::scenario::{Scenario, shipped};
use burstsim::study::size::{Looks, Plan, size, target};
use burstsim::study::watch::{Learnt, Watch};
use burstsim::world::simulate;

/// Runs by which T1 is measured: the shortest counts.
const TIMED: usize = 5;
/// Bounds on two cores, in T1.
const SIZE_WITHIN: u32 = 60;
const TARGET_WITHIN: u32 = 150;

type Failure = Box<dyn std::error::Error>;

/// Notes when the answer stands.
struct Answered {
    begun: Instant,
    after_s: Mutex<Option<f64>>,
}

impl Watch for Answered {
    fn learnt(&self, what: Learnt) {
        if let (Learnt::Answer { .. }, Ok(mut after)) = (what, self.after_s.lock()) {
            *after = Some(self.begun.elapsed().as_secs_f64());
        }
    }
}

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let is_asked =
        |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    println!(
        "{:44} {:>7} {:>7} {:>12} {:>9} {:>11}",
        "size", "runs", "T1, s", "answer, T1", "all, T1", "bound, T1"
    );
    for (name, slo) in [
        ("flash-sale", &[][..]),
        ("scheduled-morning", &["spillover_rate < 1%"][..]),
    ] {
        if !is_asked(name) {
            continue;
        }
        let (scenario, plan) = asked(name, slo)?;
        let one = one_run(&scenario);
        let watch = Answered {
            begun: Instant::now(),
            after_s: Mutex::new(None),
        };
        let sizing = size(plan, &scenario, &watch)?;
        let all = watch.begun.elapsed().as_secs_f64() / one;
        let answer = watch.after_s.lock().ok().and_then(|after| *after);
        let answer = answer.unwrap_or_default() / one;
        let runs = sizing.runs;
        println!("{name:44} {runs:>7} {one:>7.3} {answer:>12.0} {all:>9.0} {SIZE_WITHIN:>11}");
    }
    for name in [
        "scheduled-morning",
        "scaling-with-provisioned-autoscaling",
        "scaling-with-provisioned-concurrency",
    ] {
        let title = format!("{name}, target");
        if !is_asked(&title) {
            continue;
        }
        let (scenario, plan) = asked(name, &["spillover_rate < 5%"])?;
        let one = one_run(&scenario);
        let begun = Instant::now();
        let tracking = target(plan, &scenario, &())?;
        let all = begun.elapsed().as_secs_f64() / one;
        let runs = tracking.map_or(0, |tracking| tracking.runs);
        println!(
            "{title:44} {runs:>7} {one:>7.3} {:>12} {all:>9.0} {TARGET_WITHIN:>11}",
            ""
        );
    }
    Ok(())
}

/// A shipped scenario, and what is to be found for its function.
fn asked(name: &str, slo: &[&str]) -> Result<(Scenario, Plan), Failure> {
    let shipped = shipped::find(name).ok_or("no such scenario")?;
    let scenario = shipped.read(&[])?.scenario;
    let slo: Vec<String> = slo.iter().map(|&one| one.to_owned()).collect();
    let objectives = match slo.as_slice() {
        [] => None,
        slo => Some(parse_objectives("slo", slo)?),
    };
    let plan = Plan::new(&scenario, 0, objectives, Looks::up_to(40))?;
    Ok((scenario, plan))
}

/// Seconds of one run on one core.
fn one_run(scenario: &Scenario) -> f64 {
    let timed = (0..TIMED).map(|_| {
        let begun = Instant::now();
        std::hint::black_box(simulate(scenario, 0));
        begun.elapsed().as_secs_f64()
    });
    timed.fold(f64::INFINITY, f64::min)
}
