//! The program: what a person types, one file per verb, and what only a program has to do with.
//!
//! This room knows the terminal, files, signals and exit codes, and the library by its public items alone. It
//! must not know how anything is simulated or drawn.
//!
//! | module | what it holds |
//! |---|---|
//! | `run`, `check`, `compare`, `explain`, `size`, `sweep`, `plot` | one verb each, about scenarios and results |
//! | `backtest` | a scenario held against what was measured |
//! | `regions`, `validate`, `calibrate` | one verb each, about AWS and the model |
//! | `import` | what users have, turned into a scenario |
//! | `playground` | a page with a scenario and the simulator in it |
//! | `new`, `schema` | the verbs for whoever writes a scenario |
//! | `shell` | completion scripts and manual pages |
//! | `completions`, `keys` | what a shell offers behind an option; the keys of a scenario |
//! | `replications` | how often `run` simulates |
//! | `results`, `threads` | the options that verbs share |
//! | `format`, `deliver` | the formats of standard output; the report of a study to where it belongs |
//! | `input` | finding a scenario: a path, standard input, or a shipped name |
//! | `measured_files` | reading what was measured, for `import` and `backtest` |
//! | `guard`, `machine` | what a study takes, held against this machine before it begins |
//! | `hints` | what to do next, by the options of this program |
//! | `browser` | the browser, for pages that were written |
//! | `watch` | the same work again when a file changes |
//! | `progress` | progress bar and interruption of studies |
//! | `quoting` | words as a shell takes them |
//! | `output` | the one place that writes to the terminal |
//! | `verb` | what to say where a verb is missing or misspelt |
//! | `error` | what can go wrong, and the exit code for each |

mod backtest;
mod browser;
mod calibrate;
mod check;
mod compare;
mod completions;
mod deliver;
mod error;
mod explain;
mod format;
mod guard;
mod hints;
mod import;
mod input;
mod keeping;
mod keys;
mod learnt;
mod measured_files;
mod new;
mod output;
mod playground;
mod plot;
mod progress;
mod quoting;
mod regions;
mod replications;
mod results;
mod run;
mod schema;
mod shell;
mod size;
mod sweep;
mod threads;
mod validate;
mod verb;
mod watch;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use error::{CliError, Outcome};

/// Simulates the concurrency scaling of AWS Lambda: burst quotas, ramp, reserved and provisioned
/// concurrency, throttling.
#[derive(Debug, Parser)]
#[command(
    name = "burstsim",
    version,
    after_help = "Start with:  burstsim run scaling-with-concurrency-limit\n\
        Your own:    burstsim new my-scenario.toml\n\n\
        Exit codes: 0 done; 1 could not do it (I/O); 2 the scenario or the arguments are wrong; \
        99 an SLO was missed or a validation failed; 130 interrupted."
)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Run(run::Run),
    Check(check::Check),
    Compare(compare::Compare),
    Explain(explain::Explain),
    Playground(playground::OpenPlayground),
    Plot(plot::Plot),
    Size(size::Size),
    Sweep(sweep::Sweep),
    Backtest(backtest::Backtest),
    Regions(regions::Regions),
    Validate(validate::Validate),
    Calibrate(calibrate::Calibrate),
    Import(import::ImportFiles),
    New(new::New),
    Schema(schema::Schema),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// Runs the program with the process's arguments and returns its exit code.
pub(crate) fn main() -> ExitCode {
    match shell::answered(Arguments::command) {
        Ok(false) => {}
        Ok(true) => return ExitCode::SUCCESS,
        Err(error) => return report(&CliError::Environment(error.to_string())),
    }
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => {
            if let Some(error) = verb::mistaken(&usage, &Arguments::command()) {
                return report(&error);
            }
            // Help and version go to standard output, mistakes to standard error. If that cannot
            // be written there is nowhere left to say so.
            let usage = verb::harmless(usage);
            let _ = usage.print();
            return if usage.use_stderr() {
                error::WRONG_INPUT.into()
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let outcome = match arguments.verb {
        Verb::Run(run) => run.execute(),
        Verb::Check(check) => check.execute(),
        Verb::Compare(compare) => compare.execute(),
        Verb::Explain(explain) => explain.execute(),
        Verb::Playground(playground) => playground.execute(),
        Verb::Plot(plot) => plot.execute(),
        Verb::Size(size) => size.execute(),
        Verb::Regions(regions) => regions.execute(),
        Verb::Validate(validate) => validate.execute(),
        Verb::Calibrate(calibrate) => calibrate.execute(),
        Verb::Import(import) => import.execute(),
        Verb::New(new) => new.execute(),
        Verb::Schema(schema) => schema.execute(),
        Verb::Completions(completions) => completions.execute(),
        Verb::Man(man) => man.execute(Arguments::command()),
        Verb::Sweep(sweep) => sweep.execute(),
        Verb::Backtest(backtest) => backtest.execute(),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SloMissed | Outcome::Disagreed) => error::MISSED.into(),
        Err(error) => report(&error),
    }
}

fn report(error: &CliError) -> ExitCode {
    if let Some(message) = error.message(output::colour_on_stderr()) {
        output::drawn(&message);
    }
    error.exit_code()
}
