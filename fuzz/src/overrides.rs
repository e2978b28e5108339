//! What is typed on the command line about a scenario: an override a line, then perhaps `---` and the scenario itself.

use burstsim::scenario::parse::ranges::Swept;
use burstsim::scenario::parse::{Override, Source, parse_objectives, parse_with};

use crate::scenario::Few;
use crate::{Target, judged};

/// Reads overrides.
pub const TARGET: Target = Target {
    name: "overrides",
    check,
};

/// What is overridden where the input has no scenario.
const SCENARIO: &str = r#"duration = "1m"
[region]
name = "us-east-1"
scaling = "regional-burst"
[[functions]]
name = "checkout"
service_time = "100ms"
provisioned_concurrency = 5
traffic = [{ poisson.rate = 5 }, { batch = { at = ["0s", "10s"], requests = 20 } }]
[[functions]]
name = "a.b c"
service_time.lognormal = { median = "50ms", p99 = "1s" }
[slo]
latency_p99 = "< 800ms"
"#;

fn check(data: &[u8]) -> Result<(), String> {
    let Ok(text) = std::str::from_utf8(data) else {
        return Ok(());
    };
    let (typed, scenario) = text.split_once("\n---\n").unwrap_or((text, SCENARIO));
    let typed: Vec<&str> = typed.lines().take(20).collect();
    let overrides: Vec<_> = typed.iter().map(|line| Override::set(line)).collect();
    let source = Source {
        name: "input.toml",
        default_name: "input",
        text: scenario,
    };
    judged::scenario(&parse_with(source, &overrides, &Few))?;
    for line in typed {
        let choices = Override::choices("--vary", line);
        for choice in choices.iter().take(3) {
            let one = std::slice::from_ref(choice);
            judged::scenario(&parse_with(source, one, &Few))?;
        }
        for drawn in [false, true] {
            match Swept::read(line, drawn) {
                Ok(swept) => {
                    let some = [swept.first(), swept.at(0.0, 1), swept.at(0.999_999, 1_000)];
                    let some: Vec<_> = some.into_iter().flatten().collect();
                    judged::scenario(&parse_with(source, &some, &Few))?;
                }
                Err(error) => judged::wrong(&error)?,
            }
        }
        if let Err(error) = parse_objectives("--slo", &[line.to_owned()]) {
            judged::wrong(&error)?;
        }
    }
    Ok(())
}
