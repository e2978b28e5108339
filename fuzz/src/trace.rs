//! Recorded data: the input is a trace, counts of requests and a list of durations.

use burstsim::scenario::parse::{Files, Source, parse};

use crate::{Target, judged};

/// Reads recorded data.
pub const TARGET: Target = Target {
    name: "trace",
    check,
};

fn check(data: &[u8]) -> Result<(), String> {
    for uses in [
        "service_time = \"100ms\"\ntraffic = [{ trace.file = \"data.csv\" }]",
        "service_time = \"100ms\"\ntraffic = [{ counts.file = \"data.csv\" }]",
        "service_time.empirical.file = \"data.csv\"\ntraffic = [{ poisson.rate = 1 }]",
    ] {
        let text = format!(
            "duration = \"1m\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
             [[functions]]\nname = \"f\"\n{uses}\n"
        );
        let source = Source {
            name: "input.toml",
            default_name: "input",
            text: &text,
        };
        judged::scenario(&parse(source, &[], &Only(data)))?;
    }
    Ok(())
}

/// The same for every path.
struct Only<'a>(&'a [u8]);

impl Files for Only<'_> {
    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.to_vec())
    }
}
