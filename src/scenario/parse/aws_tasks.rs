//! Settings of ECS, EC2 and their autoscaling that people know from AWS, and what a scenario makes of them.
//!
//! They are apart from those of Lambda, which has other keys for the same words. It knows words, not where they stand.

use super::aws_events::{NOT_YET, OTHER_NAME, Row};

const IN_TASK: &str = "a key of the task";

pub(super) const TASKS: &[Row] = &[
    (
        &[
            "memory",
            "cpu",
            "concurrency",
            "taskcpu",
            "taskmemory",
            "memorysize",
        ],
        None,
        IN_TASK,
        r#"write task = { cpu = 1, memory = "2 GB", concurrency = 20 }"#,
    ),
    (
        &["launchtype", "capacityprovider", "capacityproviderstrategy"],
        Some("platform"),
        OTHER_NAME,
        r#"write platform = "fargate", or platform.ec2 = { instance = "m7i.large" }"#,
    ),
    (
        &["desiredcount", "desiredtasks", "tasks", "replicas"],
        None,
        OTHER_NAME,
        "write scaling = { initial = 5, minimum = 5, maximum = 50 }",
    ),
    (
        &["mincapacity", "minimumcapacity", "min"],
        Some("minimum"),
        OTHER_NAME,
        "write minimum = 2",
    ),
    (
        &["maxcapacity", "maximumcapacity", "max"],
        Some("maximum"),
        OTHER_NAME,
        "write maximum = 50",
    ),
    (
        &["targetvalue", "targetutilization", "targetcpu"],
        Some("target"),
        OTHER_NAME,
        r#"write target.cpu = "60%", or target.requests_per_task = 600"#,
    ),
    (
        &["instancetype", "instancetypes"],
        Some("instance"),
        OTHER_NAME,
        r#"write instance = "m7i.large"; all instances of a service are of one type"#,
    ),
    (
        &["minimumscalingstepsize"],
        Some("minimum_step"),
        OTHER_NAME,
        "write minimum_step = 1",
    ),
    (
        &["maximumscalingstepsize"],
        Some("maximum_step"),
        OTHER_NAME,
        "write maximum_step = 100",
    ),
    (
        &["instancewarmupperiod"],
        Some("warm_up"),
        OTHER_NAME,
        r#"write warm_up = "300s""#,
    ),
    (
        &[
            "stepscaling",
            "deploymentconfiguration",
            "healthcheckgraceperiodseconds",
        ],
        None,
        NOT_YET,
        "remove it",
    ),
];
