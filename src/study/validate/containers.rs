//! Containers from 0 to 3,500, measured in 2022 on ECS on Fargate and on EC2: how fast they come, and when the first one
//! is there.
//!
//! On Fargate the bucket of launches and its rate are AWS's, the start of a task is the mean of ten other measurements,
//! and nothing was fitted to the curve; the mark is 10 % of each time. A service launches at most 500 tasks a minute, so
//! that the curve, which is steeper, must be that of several services: seven of 500 each here. On EC2 the boot of an
//! instance was chosen so that the first task runs when it was measured to. The rest of that curve is EKS's with an
//! autoscaler of its own: it is shown and not judged.
//!
//! Knows the measurements; must not know how tasks are launched.

use super::{Bench, Case, Failure, Reference};
use crate::metrics::RunResult;

pub(super) const REFERENCE: Reference = Reference {
    name: "containers-2022",
    title: "Containers from 0 to 3,500 on Fargate and on EC2, measured in 2022 and 2024",
    source: "overview.png of github.com/Vlaaaaaad/blog-scaling-containers-on-aws-in-2022, read off; elasticscale.com, \
             2024-04-10; numbers only",
    comparisons: 0,
    run,
};

const CURVES: &str = include_str!("../../../data/measured/scaling-containers-2022.csv");
const STARTS: &str = include_str!("../../../data/measured/fargate-start-2024.csv");

/// How far a time may be off, as a share.
const MARK: f64 = 0.10;

/// Services among which the tasks are spread, so that no service's own limit is in the way.
const SERVICES: usize = 7;
/// Tasks of each.
const TASKS: usize = 500;

fn run(bench: &Bench) -> Result<Vec<Case>, Failure> {
    let ec2 = "platform.ec2 = { instance = \"m7i.4xlarge\", maximum = 100 }";
    let scenarios = [services("platform = \"fargate\""), services(ec2)];
    let scenarios = scenarios.map(|text| bench.scenario(&text));
    let scenarios = scenarios.into_iter().collect::<Result<Vec<_>, _>>()?;
    let results = bench.results(&scenarios)?;
    let [fargate, ec2] = &results[..] else {
        return Ok(Vec::new());
    };
    let climb = [500.0, 1000.0, 2000.0, 3000.0].map(|tasks| {
        let measured = measured_at("ecs_on_fargate", tasks);
        let simulated = reached(fargate, tasks);
        off(
            &format!("Fargate: {tasks} tasks run, seconds"),
            measured,
            simulated,
        )
    });
    // What is below the width of the line in the picture is none.
    let first = off(
        "EC2: first tasks on new instances, seconds",
        150.0,
        reached(ec2, 1.0),
    );
    let steps = steps(ec2);
    let apart = off("EC2: plateaus apart, seconds", 60.0, steps);
    let eks = [1000.0, 3000.0].map(|tasks| {
        let measured = measured_at("eks_on_ec2", tasks);
        let name = format!("EC2: {tasks} tasks run, seconds (measured with EKS)");
        Case::reported(name, measured, reached(ec2, tasks))
    });
    let starts = Case::reported("Fargate: mean start of a task, seconds", mean_start(), 57.0);
    let cases = climb.into_iter().chain([first, apart]).chain(eks);
    Ok(cases.chain([starts]).collect())
}

/// Services that go from no task to all of them at once.
fn services(platform: &str) -> String {
    let service = |number: usize| {
        format!(
            "[[services]]\nname = \"s{number}\"\n{platform}\nservice_time = \"1s\"\n\
             task = {{ cpu = 0.25, memory = \"512 MB\", concurrency = 1 }}\n\
             scaling = {{ initial = 0, minimum = {TASKS} }}\n"
        )
    };
    let all: String = (1..=SERVICES).map(service).collect();
    format!(
        "duration = \"8m\"\ninterval = \"1s\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n{all}"
    )
}

/// When this many containers ran in a measured curve, between two of its points.
fn measured_at(service: &str, containers: f64) -> f64 {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(CURVES.as_bytes());
    let rows = reader.records().filter_map(Result::ok);
    let rows = rows.filter(|row| &row[0] == service);
    let points =
        rows.filter_map(|row| Some((row[1].parse::<f64>().ok()?, row[2].parse::<f64>().ok()?)));
    let points: Vec<(f64, f64)> = points.collect();
    let mut pairs = points.windows(2).filter_map(|pair| match pair {
        [(from, low), (to, high)] if *low < containers && containers <= *high => {
            Some(from + (to - from) * (containers - low) / (high - low))
        }
        _ => None,
    });
    pairs.next().unwrap_or(f64::NAN)
}

/// When this many tasks of all services first ran together.
fn reached(result: &RunResult, tasks: f64) -> f64 {
    let services: Vec<_> = result
        .functions
        .iter()
        .filter_map(|one| one.service.as_ref())
        .collect();
    let seconds = services
        .iter()
        .map(|one| one.intervals.len())
        .max()
        .unwrap_or(0);
    let running = |second: usize| -> u64 {
        let rows = services.iter().filter_map(|one| one.intervals.get(second));
        rows.map(|row| row.tasks_running).sum()
    };
    // A row says what runs at its end.
    let mut found = (0..seconds).filter(|&second| running(second) as f64 >= tasks);
    found.next().map_or(f64::NAN, |second| (second + 1) as f64)
}

/// Seconds between the first two steps in which instances were asked for.
fn steps(result: &RunResult) -> f64 {
    let first = result.functions.iter().find_map(|one| one.service.as_ref());
    match first.map(|one| &one.instance_changes[..]) {
        Some([first, second, ..]) => second.at.since(first.at).as_secs_f64(),
        _ => f64::NAN,
    }
}

fn mean_start() -> f64 {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(STARTS.as_bytes());
    let rows = reader.records().filter_map(Result::ok);
    let seconds: Vec<f64> = rows.filter_map(|row| row[3].parse().ok()).collect();
    seconds.iter().sum::<f64>() / seconds.len() as f64
}

/// A time, judged by how far it is off, as a share.
fn off(name: &str, expected: f64, simulated: f64) -> Case {
    let share = (simulated / expected - 1.0).abs();
    let note = format!("{simulated:.1} simulated, {expected:.1} measured");
    Case::at_most(format!("{name}, share that it is off"), MARK, share).noted(note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_measured_is_found() {
        assert_eq!(measured_at("ecs_on_fargate", 1208.0), 120.0);
        assert_eq!(measured_at("eks_on_ec2", 1141.0), 220.0);
        assert!(measured_at("eks_on_ec2", 4000.0).is_nan());
        assert!((mean_start() - 56.9).abs() < 1e-9);
    }
}
