//! Mutants of the corpus for every target, with any Rust compiler: `scripts/fuzz`.
//!
//! The same seed gives the same mutants. Whatever fails is written to a folder, to be read again as a part of the corpus.

mod arguments;
mod campaign;
mod corpus;
mod mutate;
mod random;
mod watched;

use std::process::ExitCode;

use arguments::Arguments;

fn main() -> ExitCode {
    match Arguments::read(std::env::args().skip(1)).and_then(|given| campaign::run(&given)) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failures) => {
            println!("{failures} inputs failed");
            ExitCode::FAILURE
        }
        Err(wrong) => {
            eprintln!("error: {wrong}");
            ExitCode::from(2)
        }
    }
}
