//! What holds of whatever was read: problems have a place in their text, nothing that is shown commands a terminal, and a
//! valid scenario can be written, read again and simulated.

use std::ops::ControlFlow;

use burstsim::kernel::SimTime;
use burstsim::report::diagnostics::{render, render_warnings};
use burstsim::scenario::parse::{Files, Parsed, Problem, ScenarioError, Source, Sources, parse};
use burstsim::scenario::resolved::to_toml;
use burstsim::scenario::{InputFile, Scenario};
use burstsim::world::{Observer, simulate_observed};

/// This many times a run is asked whether it goes on, after 65,536 events each.
const LONGEST_RUN: u32 = 4;

/// Beyond this a number makes a run large: it is not simulated.
const LARGEST_NUMBER: f64 = 2_000.0;

/// Rows of series that a run may have to be simulated.
const MOST_ROWS: u64 = 20_000;

/// Text that a scenario may have to be written and read again.
const LONGEST_AGAIN: usize = 200_000;

/// A scenario that was read, or what was said to be wrong with it.
pub(crate) fn scenario(read: &Result<Parsed, ScenarioError>) -> Result<(), String> {
    match read {
        Ok(parsed) => valid(parsed),
        Err(error) => wrong(error),
    }
}

/// What was said to be wrong.
pub(crate) fn wrong(error: &ScenarioError) -> Result<(), String> {
    if error.problems().is_empty() {
        return Err("it is refused without a reason".to_owned());
    }
    placed(error.problems(), error.sources())?;
    harmless(&render(error, false))?;
    // One line for each problem, for programs: it is as the file has it.
    drop(error.to_string());
    Ok(())
}

fn valid(parsed: &Parsed) -> Result<(), String> {
    placed(&parsed.warnings, &parsed.sources)?;
    harmless(&render_warnings(parsed, false))?;
    let scenario = &parsed.scenario;
    let text = to_toml(scenario);
    if text.len() > LONGEST_AGAIN {
        return Ok(());
    }
    let source = Source {
        name: "again.toml",
        default_name: "again",
        text: &text,
    };
    let again = parse(source, &[], &Kept(&scenario.inputs))
        .map_err(|error| format!("what it was written as is refused: {error}\n{text}"))?;
    // Defaults are spelled out in it, so that it is the text that stays the same.
    let second = to_toml(&again.scenario);
    if second != text {
        return Err(format!(
            "it is another when it was written and read:\n{text}\n{second}"
        ));
    }
    match is_small(scenario, &text) {
        true => simulated(scenario),
        false => Ok(()),
    }
}

/// Every problem points into its text.
fn placed(problems: &[Problem], sources: &Sources) -> Result<(), String> {
    for problem in problems {
        let related = problem.related.iter().map(|(span, _)| *span);
        for span in std::iter::once(problem.span).chain(related) {
            let text = sources.text(span);
            if text.get(span.start()..span.end()).is_none() {
                return Err(format!(
                    "`{}` is at {} to {} of {} bytes",
                    problem.title,
                    span.start(),
                    span.end(),
                    text.len()
                ));
            }
        }
    }
    Ok(())
}

/// Nothing in a text that is shown commands a terminal.
pub(crate) fn harmless(text: &str) -> Result<(), String> {
    let is_command = |sign: char| {
        (sign.is_control() && !matches!(sign, '\n' | '\t'))
            || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    match text.chars().find(|sign| is_command(*sign)) {
        None => Ok(()),
        Some(sign) => Err(format!("{sign:?} is shown: {text:?}")),
    }
}

/// Whether a run of it is short: a guess by the numbers in it, on the safe side.
fn is_small(scenario: &Scenario, text: &str) -> bool {
    let intervals = scenario.duration.as_nanos() / scenario.interval.as_nanos().max(1);
    let minutes = scenario.duration.as_nanos() / 60_000_000_000;
    let rows = (intervals + minutes).saturating_mul(scenario.functions.len() as u64 + 1);
    let lines = text.lines().filter(|line| {
        let key = line.split('=').next().unwrap_or("").trim();
        !matches!(
            key,
            "seed" | "account_concurrency" | "burst" | "ramp_per_minute"
        ) && !key.starts_with('#')
    });
    let mut numbers = lines
        .flat_map(|line| line.split(|sign: char| !sign.is_ascii_digit() && sign != '.'))
        .filter_map(|word| word.parse::<f64>().ok());
    rows <= MOST_ROWS && numbers.all(|number| number <= LARGEST_NUMBER)
}

fn simulated(scenario: &Scenario) -> Result<(), String> {
    let mut patience = Patience(LONGEST_RUN);
    match simulate_observed(scenario, 0, &mut patience) {
        Ok(result) => result.check_conservation(),
        Err(_) => Ok(()),
    }
}

/// Ends a run that takes long.
struct Patience(u32);

impl Observer for Patience {
    fn progress(&mut self, _now: SimTime) -> ControlFlow<()> {
        self.0 = self.0.saturating_sub(1);
        match self.0 {
            0 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }
}

/// The files that a scenario kept.
struct Kept<'a>(&'a [InputFile]);

impl Files for Kept<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let mut files = self.0.iter();
        let found = files.find(|file| file.path == path);
        found
            .map(|file| file.contents.to_vec())
            .ok_or_else(|| "it was not kept".to_owned())
    }
}
