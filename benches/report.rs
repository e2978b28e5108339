//! Making the results of a day: 24 hours in intervals of a second, 10 functions, CSV and JSON, with
//! and without charts. One iteration is a whole result folder, in memory: what a disk takes is no work of the
//! simulator.
//!
//! ```sh
//! cargo bench --bench report
//! ```
#![allow(
    clippy::panic,
    reason = "a bench whose scenario is wrong has nothing to measure"
)]

use std::time::Duration;

use burstsim::report::{InMemory, Look, Report, RunReport, Study};
use burstsim::scenario::Scenario;
use burstsim::scenario::parse::{NoFiles, Source, parse};
use burstsim::world::simulate;
use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};

fn day_of_ten_functions() -> Scenario {
    let function = |number: u32| {
        format!(
            r#"
            [[functions]]
            name = "f{number}"
            service_time.lognormal = {{ median = "120ms", p99 = "900ms" }}
            traffic = [{{ poisson.diurnal = {{ mean = 10, amplitude = 5, period = "24h", peak_at = "15h" }} }}]
            "#
        )
    };
    let text = format!(
        "duration = \"24h\"\ninterval = \"1s\"\n[region]\nname = \"us-east-1\"\n\
         scaling = \"per-function\"\n{}",
        (0..10).map(function).collect::<String>()
    );
    let source = Source {
        name: "bench",
        default_name: "bench",
        text: &text,
    };
    match parse(source, &[], &NoFiles) {
        Ok(parsed) => parsed.scenario,
        Err(error) => panic!("{error}"),
    }
}

fn result_folder(criterion: &mut Criterion) {
    let scenario = day_of_ten_functions();
    let result = simulate(&scenario, 0);
    let report = RunReport::new(&scenario, Study::Run(&result));
    let write = |charts: bool| {
        let (mut folder, look) = (InMemory::default(), charts.then(Look::default));
        if let Err(error) = report.write(&mut folder, look.as_ref()) {
            panic!("{error}");
        }
        folder
    };

    let mut group = criterion.benchmark_group("report");
    group
        .sample_size(10)
        .sampling_mode(SamplingMode::Flat)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(10));
    for (name, charts) in [("tables", false), ("tables and charts", true)] {
        group.bench_function(BenchmarkId::new(name, "24 h, 1 s, 10 functions"), |bench| {
            bench.iter(|| write(charts));
        });
    }
    group.finish();
}

criterion_group!(benches, result_folder);
criterion_main!(benches);
