//! The validation suite as a program of its own, without anything that `burstsim` has beside the model: what `scripts/breaks`
//! builds again and again.
//!
//! `cargo run --no-default-features --example validate -- [REFERENCE ...]` runs the references of these names, or all, with
//! little effort, prints the cases that fail, one a line, and exits with 1 if there are any.
#![allow(clippy::print_stdout, reason = "printing is what an example is for")]

use std::process::ExitCode;

use burstsim::study::validate::{Bench, Effort, Failure, REFERENCES, Verdict};

fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    match failing(&names) {
        Ok(failing) if failing.is_empty() => ExitCode::SUCCESS,
        Ok(failing) => {
            for case in failing {
                println!("{case}");
            }
            ExitCode::FAILURE
        }
        Err(failure) => {
            println!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// The cases of the references of these names that fail, each after its reference.
fn failing(names: &[String]) -> Result<Vec<String>, Failure> {
    let bench = Bench {
        effort: Effort::Quick,
        ..Bench::default()
    };
    let mut failing = Vec::new();
    let chosen = |name: &str| names.is_empty() || names.iter().any(|chosen| chosen == name);
    for reference in REFERENCES.iter().filter(|one| chosen(one.name)) {
        let cases = reference.cases(&bench)?.into_iter();
        let fails = cases.filter(|case| case.verdict == Verdict::Fail);
        failing.extend(fails.map(|case| {
            format!(
                "{}: {} [{}, not {}] {}",
                reference.name, case.name, case.simulated, case.expected, case.note
            )
        }));
    }
    Ok(failing)
}
