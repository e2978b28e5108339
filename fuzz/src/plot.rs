//! The files of a result that `plot` draws again: each part of the input, below `=== NAME`, takes the place of a file of a
//! good result.

use std::cell::OnceCell;
use std::io::{self, Write};

use burstsim::report::redraw::{Earlier, SCENARIO};
use burstsim::report::{InMemory, Look, Report, ReportError, ResultFolder, RunReport, Study};
use burstsim::scenario::parse::{NoFiles, Source, parse};
use burstsim::world::simulate;

use crate::parts::parts;
use crate::{Target, judged};

/// Reads a result.
pub const TARGET: Target = Target {
    name: "plot",
    check,
};

/// What the good result is of. A corpus has files of it.
pub const RUN: &str = include_str!("plot.toml");

/// Drawing takes long: of 64 inputs one is drawn.
const DRAWN: u8 = 63;

/// Takes charts as SVG, and has no use for them.
struct Lines;

impl ResultFolder for Lines {
    type Error = ReportError;

    fn wants(&self, name: &str) -> bool {
        !name.ends_with(".png")
    }

    fn file(
        &mut self,
        _name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), ReportError> {
        // A sink takes everything.
        drop(write(&mut io::sink()));
        Ok(())
    }
}

thread_local! {
    static GOOD: OnceCell<Result<InMemory, String>> = const { OnceCell::new() };
}

/// The good result.
///
/// # Errors
/// Why there is none.
pub fn good() -> Result<InMemory, String> {
    let source = Source {
        name: "plot.toml",
        default_name: "plot",
        text: RUN,
    };
    let parsed = parse(source, &[], &NoFiles).map_err(|error| error.to_string())?;
    let result = simulate(&parsed.scenario, 0);
    let mut folder = InMemory::default();
    RunReport::new(&parsed.scenario, Study::Run(&result))
        .write(&mut folder, None)
        .map_err(|error| error.to_string())?;
    Ok(folder)
}

fn check(data: &[u8]) -> Result<(), String> {
    let mut folder = GOOD.with(|good| good.get_or_init(self::good).clone())?;
    for (name, text) in parts(data) {
        folder.files.insert(name, text);
    }
    let Ok(earlier) = Earlier::find(&folder) else {
        return Ok(());
    };
    let text = folder.files.get(SCENARIO).cloned().unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let source = Source {
        name: "scenario.toml",
        default_name: "scenario",
        text: &text,
    };
    let scenario = match parse(source, &[], &NoFiles) {
        Ok(parsed) => parsed.scenario,
        Err(error) => return judged::wrong(&error),
    };
    let Ok(again) = earlier.read(std::slice::from_ref(&scenario)) else {
        return Ok(());
    };
    let sum = data
        .iter()
        .fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(*byte));
    if sum & DRAWN == 0 {
        // What cannot be drawn is refused in words.
        drop(again.charts(&Look::default(), &mut Lines));
    }
    Ok(())
}
