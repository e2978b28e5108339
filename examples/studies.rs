//! Every study of a scenario, from the library alone: no file, no thread, no terminal, none of the features.
//!
//! ```sh
//! cargo run --no-default-features --example studies
//! ```
//! What the program `burstsim` does on top of this is to read arguments, to draw progress, and to put the files
//! of a result on a disk.
#![allow(clippy::print_stdout, reason = "printing is what an example is for")]

use std::error::Error;

use burstsim::report::Language;
use burstsim::report::replications::Figures;
use burstsim::report::{
    ComparisonReport, ExplanationReport, InMemory, Report, RunReport, SizeReport, Study,
    SweepReport,
};
use burstsim::scenario::Scenario;
use burstsim::scenario::parse::ranges::Swept;
use burstsim::scenario::parse::{
    NoFiles, Override, Parsed, ScenarioError, Source, parse_objectives, parse_with,
};
use burstsim::study::compare::{compare, crossed};
use burstsim::study::explain::{BaseRun, Question, explain};
use burstsim::study::size::{Plan, size};
use burstsim::study::sweep::{Design, Points};
use burstsim::study::{Enough, Finished, Goal, Looks, Watch, replicate_until};

/// A short spike on a small service.
const SCENARIO: &str = r#"
duration = "2m"
interval = "10s"

[region]
name = "ap-northeast-2"
scaling = "regional-burst"

[[functions]]
name = "shop"
service_time.exponential = { mean = "1s" }
cold_start = "400ms"
idle_timeout = "8s"
traffic = [{ poisson.rate = 20 }, { batch = { at = ["60s"], requests = 700 } }]
"#;

/// The scenario with other values of some keys.
pub(crate) fn scenario(overrides: &[Override]) -> Result<Parsed, ScenarioError> {
    let source = Source {
        name: "example.toml",
        default_name: "example",
        text: SCENARIO,
    };
    parse_with(source, overrides, &NoFiles)
}

/// The files of a result and the text that sums it up.
pub(crate) type Delivered = (InMemory, String);

fn delivered(report: &impl Report) -> Result<Delivered, Box<dyn Error>> {
    let mut folder = InMemory::default();
    report.write(&mut folder, None)?;
    Ok((folder, report.text(Language::English)))
}

/// As many replications as it takes for the throttle rate to be precise to 20 %.
pub(crate) fn replicated(
    scenario: &Scenario,
    watch: &dyn Watch,
) -> Result<Delivered, Box<dyn Error>> {
    let enough = Enough::Precise(Goal::of(scenario, 0.2));

    let replications = replicate_until(scenario, enough, Figures::of, watch)?;
    delivered(&RunReport::new(
        scenario,
        Study::Replications(&replications),
    ))
}

/// The same requests with two burst quotas.
pub(crate) fn compared(watch: &dyn Watch) -> Result<Delivered, Box<dyn Error>> {
    let quotas = Override::choices("quotas", "region.burst=500,1000");
    let variants = crossed(&[quotas], scenario)?.variants;
    let comparison = compare(variants, Looks::up_to(10), watch)?;
    delivered(&ComparisonReport::new(comparison))
}

/// What alone would have prevented the throttles and cold starts of one run.
pub(crate) fn explained(
    scenario: &Scenario,
    watch: &dyn Watch,
) -> Result<Delivered, Box<dyn Error>> {
    let base = BaseRun::of(scenario, watch)?;
    let explanation = explain(scenario, &base, Question::default(), watch, &());
    let finished = Finished::new(scenario, &base.result);
    delivered(&ExplanationReport::new(&finished, &explanation))
}

/// The lowest provisioned concurrency that meets an objective.
pub(crate) fn sized(scenario: &Scenario, watch: &dyn Watch) -> Result<Delivered, Box<dyn Error>> {
    let objectives = parse_objectives("objective", &["cold_start_rate < 30%".to_owned()])?;
    let plan = Plan::new(scenario, 0, Some(objectives), Looks::up_to(10))?;
    let sizing = size(plan, scenario, watch)?;
    delivered(&SizeReport::new(scenario, sizing))
}

/// A grid of values, with nothing kept for the case that it is cut off.
pub(crate) fn swept(watch: &dyn Watch) -> Result<Delivered, Box<dyn Error>> {
    let swept = Swept::read("functions.shop.provisioned_concurrency=0..200:100", false)?;
    let design = Design::new(vec![swept], None)?;
    let points = Points::check(&design, 3, scenario, watch)?;
    let sweep = points.run(scenario, &(), watch)?;
    delivered(&SweepReport::new(sweep, Vec::new()))
}

/// Prints what each study says.
fn main() -> Result<(), Box<dyn Error>> {
    let scenario = scenario(&[])?.scenario;
    // Nobody watches, nobody stops.
    let watch = &();
    for (folder, text) in [
        replicated(&scenario, watch)?,
        compared(watch)?,
        explained(&scenario, watch)?,
        sized(&scenario, watch)?,
        swept(watch)?,
    ] {
        let names: Vec<&str> = folder.files.keys().map(String::as_str).collect();
        println!("{text}\nfiles: {}\n", names.join(", "));
    }
    Ok(())
}
