//! ECS services: places, queue, target tracking and launches, in runs worked out by hand.
//!
//! Knows what AWS's guides say; must not know the model.

use super::timeline::{Seen, Timeline, cases, counts};
use super::{Case, Failure, Reference};

pub(super) const REFERENCE: Reference = Reference {
    name: "services",
    title: "ECS services in runs worked out by hand",
    source: "AWS Application Auto Scaling user guide, target tracking; ECS service quotas (500 launches a minute); 3 datapoints out and \
             15 in, cooldowns of 300 s; what the project assumes where they say nothing (docs/scenario.md)",
    comparisons: 0,
    run: |bench| -> Result<Vec<Case>, Failure> { cases(bench, &TIMELINES) },
};

/// When another number of tasks was asked for, and which.
fn changes(seen: &Seen) -> Vec<f64> {
    let service = seen.first().service.iter();
    let changes = service.flat_map(|service| &service.changes);
    let figures = changes.map(|change| [change.at.as_secs_f64(), f64::from(change.to)]);
    figures.flatten().collect()
}

/// In which seconds requests were completed, each as often as they were.
fn done(seen: &Seen) -> Vec<f64> {
    let rows = seen.first().intervals.iter();
    let done = rows.map(|row| (row.start.as_secs_f64(), row.counts.completions as usize));
    done.flat_map(|(second, count)| vec![second; count])
        .collect()
}

const TIMELINES: [Timeline; 7] = [
    // Two places, five requests of 1 s: two are done after 1 s, two after 2 s, one after 3 s.
    Timeline {
        name: "who finds every place taken waits for the first that falls free",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[services]]
name = "s"
platform = "fargate"
service_time = "1s"
task = { cpu = 1, memory = "2 GB", concurrency = 2 }
traffic = [{ batch = { at = ["1s"], requests = 5 } }]
"#,
        rows: "",
        figures: &[("done in seconds", &[2.0, 2.0, 3.0, 3.0, 4.0], done)],
    },
    // Two are served, one waits, two are refused at once.
    Timeline {
        name: "a full queue refuses",
        text: r#"
duration = "10s"
region = { name = "us-east-1", scaling = "per-function" }
[[services]]
name = "s"
platform = "fargate"
service_time = "1s"
task = { cpu = 1, memory = "2 GB", concurrency = 2 }
queue.maximum = 1
traffic = [{ batch = { at = ["1s"], requests = 5 } }]
"#,
        rows: "",
        figures: &[
            ("done in seconds", &[2.0, 2.0, 3.0], done),
            ("refused at s", &[1.0, 1.0], Seen::refusals),
        ],
    },
    // One place, busy until 11 s. The request of 2 s has waited for 3 s at 5 s.
    Timeline {
        name: "a wait that gets too long is refused",
        text: r#"
duration = "20s"
region = { name = "us-east-1", scaling = "per-function" }
[[services]]
name = "s"
platform = "fargate"
service_time = "10s"
task = { cpu = 1, memory = "2 GB", concurrency = 1 }
queue.timeout = "3s"
traffic = [{ batch = { at = ["1s", "2s"], requests = 1 } }]
"#,
        rows: "",
        figures: &[("refused at s", &[5.0], Seen::refusals)],
    },
    // 8 of 10 places: 80 % CPU, at the third datapoint ceil(1 x 80 / 50) = 2. Until 600 s 40 % are below 45 %, but ceil(2 x 40 / 50) = 2; the
    // fifteenth datapoint below, counted from that of 240 s, is that of 1080 s, and then 1 is enough.
    Timeline {
        name: "CPU scales out after 3 datapoints and in after 15",
        text: r#"
duration = "20m"
region = { name = "us-east-1", scaling = "per-function" }
[[services]]
name = "s"
platform = "fargate"
service_time = "600s"
task = { cpu = 1, memory = "2 GB", concurrency = 10, startup = "0s" }
scaling = { minimum = 1, maximum = 10, target.cpu = "50%" }
traffic = [{ batch = { at = ["0s"], requests = 8 } }]
"#,
        rows: "",
        figures: &[("at s, how many tasks", &[180.0, 2.0, 1080.0, 1.0], changes)],
    },
    // 25 a second are 1,500 a minute: ceil(1500 / 600) = 3 at the third datapoint.
    Timeline {
        name: "requests per task scale out after 3 datapoints",
        text: r#"
duration = "20m"
region = { name = "us-east-1", scaling = "per-function" }
[[services]]
name = "s"
platform = "fargate"
service_time = "1ms"
task = { cpu = 1, memory = "2 GB", concurrency = 10, startup = "0s" }
scaling = { minimum = 1, maximum = 10, target.requests_per_task = 600 }
traffic = [{ even.rate = 25 }]
"#,
        rows: "",
        figures: &[("at s, how many tasks", &[180.0, 3.0], changes)],
    },
    // 1 is added at 180 s. Four more requests from 190 s on make it 12 on 2 tasks, 60 %: 1 more is wanted from 240 s on, not more than
    // before, and comes when 300 s are over.
    Timeline {
        name: "a cooldown holds back a scale-out that is no larger",
        text: r#"
duration = "20m"
region = { name = "us-east-1", scaling = "per-function" }
[[services]]
name = "s"
platform = "fargate"
service_time = "2h"
task = { cpu = 1, memory = "2 GB", concurrency = 10, startup = "0s" }
scaling = { minimum = 1, maximum = 10, target.cpu = "50%" }
traffic = [{ batch = { at = ["0s"], requests = 8 } }, { batch = { at = ["190s"], requests = 4 } }]
"#,
        rows: "",
        figures: &[("at s, how many tasks", &[180.0, 2.0, 480.0, 3.0], changes)],
    },
    // One each 120 ms, the first at once, runs 57 s later: none at 56.9 s. At 62.5 s those of 0 to 5.4 s do, 46, because that of 5.52 s
    // runs from 62.52 s on.
    Timeline {
        name: "a service on Fargate launches 500 tasks a minute, which take 57 s to start",
        text: r#"
duration = "70s"
region = { name = "us-east-1", scaling = "per-function" }
[[services]]
name = "s"
platform = "fargate"
service_time = "1h"
task = { cpu = 1, memory = "2 GB", concurrency = 1 }
queue.maximum = 0
scaling = { minimum = 100, maximum = 100, initial = 0 }
traffic = [{ batch = { at = ["56900ms", "62500ms"], requests = 100 } }]
"#,
        rows: "",
        figures: &[
            ("served at 62.5 s", &[46.0], |seen| {
                counts([seen.first().in_flight.max])
            }),
            ("refused", &[154.0], |seen| {
                counts([seen.totals().throttles()])
            }),
        ],
    },
];
