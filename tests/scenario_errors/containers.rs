//! What a user sees of services and containers that AWS would refuse, and of those that are most likely not meant.

use burstsim::scenario::TaskTarget;

use super::{error_of, read, replaced, warnings_of};

const SERVICE: &str = r#"duration = "15m"

[region]
name = "us-east-1"
scaling = "per-function"

[[services]]
name = "web"
platform = "fargate"
task = { cpu = 1, memory = "2 GB", concurrency = 20 }
scaling = { minimum = 2, maximum = 50, target.cpu = "60%" }
service_time = "120ms"
traffic = [{ poisson.rate = 100 }]
"#;

const FUNCTION: &str = r#"duration = "15m"

[region]
name = "us-east-1"
scaling = "per-function"

[[functions]]
name = "checkout"
service_time = "120ms"
traffic = [{ poisson.rate = 100 }]

[functions.container]
task = { cpu = 1, memory = "2 GB", concurrency = 20 }
scaling = { minimum = 2, maximum = 50, target.cpu = "60%" }
instance = "m7i.large"
"#;

const FARGATE: &str = r#"platform = "fargate""#;
const TASK: &str = r#"task = { cpu = 1, memory = "2 GB", concurrency = 20 }"#;
const SCALING: &str = r#"scaling = { minimum = 2, maximum = 50, target.cpu = "60%" }"#;

/// A good text with parts of it replaced.
fn changed(good: &str, changes: &[(&str, &str)]) -> String {
    let change = |text: String, (from, to): &(&str, &str)| replaced(&text, from, to);
    changes.iter().fold(good.to_owned(), change)
}

/// The error of the service after a change.
fn service_error(from: &str, to: &str) -> String {
    error_of(&changed(SERVICE, &[(from, to)]), &[])
}

/// The error of the container after a change.
fn container_error(from: &str, to: &str) -> String {
    error_of(&changed(FUNCTION, &[(from, to)]), &[])
}

/// The error of the service on instances.
fn ec2_error(platform: &str, task: &str) -> String {
    let changes = [(FARGATE, platform), (TASK, task)];
    error_of(&changed(SERVICE, &changes), &[])
}

/// The warnings about the service after changes.
fn warnings(changes: &[(&str, &str)]) -> String {
    warnings_of(&changed(SERVICE, changes), &[])
}

#[test]
fn the_good_scenarios_are_good() {
    assert_eq!(warnings(&[]), "");
    assert_eq!(warnings_of(FUNCTION, &[]), "");
}

snapshots! {
    a_cpu_that_fargate_lacks: service_error("cpu = 1,", "cpu = 3,");
    a_cpu_that_is_a_crooked_number: service_error("cpu = 1,", "cpu = 0.3,");
    a_memory_that_fargate_lacks: service_error("2 GB", "1 GB");
    a_memory_between_two_of_fargate: service_error("2 GB", "2500 MB");
    a_memory_beyond_fargate: service_error("cpu = 1, memory = \"2 GB\"", "cpu = 0.25, memory = \"4 GB\"");
    a_container_of_a_size_that_fargate_lacks: container_error("cpu = 1,", "cpu = 1.5,");
    no_memory: service_error("2 GB", "0 MB");

    a_task_with_more_cpu_than_its_instance: ec2_error(
        "platform.ec2.instance = \"m7i.large\"",
        "task = { cpu = 4, memory = \"2 GB\", concurrency = 20 }",
    );
    a_task_with_more_memory_than_its_instance: ec2_error(
        "platform.ec2.instance = \"m7i.large\"",
        "task = { cpu = 2, memory = \"8 GB\", concurrency = 20 }",
    );
    a_task_larger_than_an_instance_of_its_own: ec2_error(
        "platform.ec2.instance = { cpu = 2, memory = \"4 GB\", price = 0.1 }",
        "task = { cpu = 1, memory = \"8 GB\", concurrency = 20 }",
    );
    a_reserve_that_leaves_nothing: ec2_error(
        "platform.ec2 = { instance = \"m7i.large\", reserved_memory = \"8 GB\" }",
        TASK,
    );
    a_container_larger_than_its_instance: container_error("m7i.large", "c7g.medium");
    an_unknown_instance_type: ec2_error("platform.ec2.instance = \"m7i.lage\"", TASK);
    an_instance_type_of_a_small_burstable: ec2_error("platform.ec2.instance = \"t3.micro\"", TASK);
    an_unknown_instance_type_of_a_container: container_error("m7i.large", "x9z.large");
    an_instance_without_a_price: ec2_error("platform.ec2.instance = { cpu = 2, memory = \"8 GB\" }", TASK);
    instances_with_crossed_bounds: ec2_error(
        "platform.ec2 = { instance = \"m7i.large\", minimum = 20, maximum = 10 }",
        TASK,
    );
    steps_that_cross: ec2_error(
        "platform.ec2 = { instance = \"m7i.large\", minimum_step = 20, maximum_step = 10 }",
        TASK,
    );
    no_instance_type: ec2_error("platform.ec2 = { minimum = 20 }", TASK);

    tasks_with_crossed_bounds: service_error("minimum = 2, maximum = 50", "minimum = 60, maximum = 50");
    more_tasks_at_the_start_than_the_maximum: service_error("minimum = 2,", "minimum = 2, initial = 60,");
    requests_that_use_more_than_the_cpu: service_error(
        "concurrency = 20",
        "concurrency = 20, cpu_per_request = \"10%\"",
    );
    a_short_period_of_requests: service_error("target.cpu = \"60%\"", "target.requests_per_task = 600, period = \"20s\"");
    another_period: service_error("target.cpu", "period = \"30s\", target.cpu");
    two_targets: service_error("target.cpu = \"60%\"", "target = { cpu = \"60%\", requests_per_task = 600 }");
    a_target_of_nothing: service_error("\"60%\"", "\"0%\"");
    a_schedule_that_crosses_its_bounds: service_error(
        SCALING,
        "scaling = { minimum = 2, maximum = 50, target.cpu = \"60%\", schedule = [\n  \
         { at = \"08:00\", minimum = 60 },\n  { at = \"20:00\", minimum = 2 },\n] }",
    );
    two_changes_at_a_time: service_error(
        SCALING,
        "scaling = { minimum = 2, maximum = 50, schedule = [{ at = \"08:00\", minimum = 5 }, { at = \"08:00\", minimum = 9 }] }",
    );
    a_change_that_changes_nothing: service_error(
        SCALING,
        "scaling = { minimum = 2, maximum = 50, schedule = [{ at = \"08:00\" }] }",
    );
    a_service_behind_a_queue: service_error("poisson.rate = 100", "poisson.rate = 100, invoked_by = \"sqs\"");
    no_platform: service_error("platform = \"fargate\"\n", "");
    a_platform_that_needs_a_table: service_error(FARGATE, "platform = \"ec2\"");
    a_platform_that_is_lambda: service_error(FARGATE, "platform = \"lambda\"");
    a_platform_that_is_misspelt: service_error(FARGATE, "platform = \"fargte\"");
    two_platforms: service_error(FARGATE, "platform = { fargate = {}, ec2.instance = \"m7i.large\" }");
    keys_that_are_those_of_a_function: service_error(
        "service_time",
        "memory = \"2 GB\"\nreserved_concurrency = 5\ncold_start = \"1s\"\nservice_time",
    );
    keys_that_are_misspelt: service_error(
        TASK,
        "task = { cpus = 1, memory = \"2 GB\", concurrency = 20, start_up = \"5s\" }\nquee.maximum = 5",
    );
    names_that_aws_gives_to_services: service_error(
        SCALING,
        "desiredCount = 5\nscaling = { MinCapacity = 2, MaxCapacity = 5, ScaleOutCooldown = 60 }",
    );
    no_size_of_a_task: service_error(TASK, "task.concurrency = 20");

    two_services_of_one_name: error_of(
        &format!("{SERVICE}\n[[services]]\nname = \"web\"\n{FARGATE}\n{TASK}\nservice_time = \"1s\"\n"),
        &[],
    );
    a_service_called_as_a_function: error_of(
        &format!("{SERVICE}\n[[functions]]\nname = \"web\"\nservice_time = \"1s\"\n"),
        &[],
    );
    neither_function_nor_service: error_of(
        "duration = \"15m\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n",
        &[],
    );
    empty_lists_of_both: error_of(
        "duration = \"15m\"\nfunctions = []\nservices = []\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n",
        &[],
    );
    a_container_beside_versions: container_error(
        "service_time = \"120ms\"",
        "service_time = \"120ms\"\nversions = [{ name = \"1\" }]\nalias.name = \"live\"",
    );
    a_container_beside_a_queue: container_error(
        "poisson.rate = 100",
        "poisson.rate = 100, invoked_by = \"sqs\"",
    );
    a_container_that_runs_nowhere: container_error("instance = \"m7i.large\"", "fargate = \"none\"");
    a_container_with_the_platform_of_a_service: container_error("instance = \"m7i.large\"", "platform = \"fargate\"");

    a_schedule_whose_maximum_falls_below: service_error(
        SCALING,
        "scaling = { minimum = 5, maximum = 50, schedule = [{ at = \"08:00\", maximum = 3 }] }",
    );
    an_instance_reserve_of_nothing: ec2_error(
        "platform.ec2 = { instance = \"m7i.large\", reserved_memory = \"0 MB\" }",
        TASK,
    );
    a_spot_that_is_a_yes: service_error(FARGATE, "platform.fargate.spot = true");

    targets_that_can_change_nothing: warnings(&[("minimum = 2, maximum = 50", "minimum = 5")]);
    no_task_ever: warnings(&[("minimum = 2, maximum = 50, target.cpu = \"60%\"", "minimum = 0")]);
    tasks_that_never_come_back: warnings(&[("minimum = 2,", "minimum = 0, initial = 3,")]);
    a_target_above_what_tasks_use: warnings(&[("concurrency = 20", "concurrency = 20, cpu_per_request = \"2%\"")]);
    a_target_above_what_tasks_serve: warnings(&[
        ("target.cpu = \"60%\"", "target.requests_per_task = 20000"),
    ]);
    a_run_that_is_too_short: warnings(&[
        ("duration = \"15m\"", "duration = \"5m\""),
        ("target.cpu = \"60%\"", "target.cpu = \"60%\", metric_delay = \"150s\""),
    ]);
    a_schedule_that_never_comes: warnings(&[
        ("target.cpu", "schedule = [{ at = \"08:00\", minimum = 9 }], target.cpu"),
    ]);
    a_timeout_of_no_queue: warnings(&[("service_time", "queue = { maximum = 0, timeout = \"5s\" }\nservice_time")]);
    fewer_instances_than_tasks_need: warnings(&[
        (FARGATE, "platform.ec2 = { instance = \"m7i.large\", maximum = 5 }"),
    ]);
    fewer_instances_than_the_container_needs: warnings_of(
        FUNCTION,
        &["functions.checkout.container.instance={ instance = \"m7i.large\", maximum = 1 }", "functions.checkout.container.scaling.minimum=3"],
    );

    an_override_of_an_unknown_service: error_of(SERVICE, &["services.wbe.task.cpu=2"]);
    an_override_with_a_misspelt_key: error_of(SERVICE, &["services.web.scaling.minimun=5"]);
    an_override_with_a_misspelt_key_of_a_container: error_of(
        FUNCTION,
        &["functions.checkout.container.scalling.maximum=50"],
    );
    an_override_that_fargate_refuses: error_of(SERVICE, &["services.web.task.cpu=4"]);
    an_override_of_a_function_that_is_a_service: error_of(SERVICE, &["functions.web.service_time=1s"]);
}

#[test]
fn what_is_meant_is_not_suspicious() {
    for changes in [
        // Without a queue, and nothing said of a wait.
        [("service_time", "queue.maximum = 0\nservice_time")],
        [(
            "minimum = 2, maximum = 50, target.cpu = \"60%\"",
            "minimum = 5",
        )],
        [(
            "minimum = 2,",
            "minimum = 0, initial = 3, schedule = [{ at = \"00:05\", minimum = 1 }],",
        )],
        [(
            "minimum = 2, maximum = 50",
            "minimum = 5, schedule = [{ at = \"00:05\", maximum = 9 }]",
        )],
        [("target.cpu = \"60%\"", "target.requests_per_task = 9000")],
        [(
            FARGATE,
            "platform.ec2 = { instance = \"m7i.large\", maximum = 25 }",
        )],
    ] {
        assert_eq!(warnings(&changes), "", "{changes:?}");
    }
}

#[test]
fn a_resolved_scenario_has_no_warnings_of_its_own() {
    let text = changed(
        SERVICE,
        &[("service_time", "queue.maximum = 0\nservice_time")],
    );
    let parsed = read(&text, &[]).unwrap_or_else(|error| panic!("{error}"));
    let resolved = burstsim::scenario::resolved::to_toml(&parsed.scenario);
    assert_eq!(warnings_of(&resolved, &[]), "");
}

#[test]
fn overrides_reach_services_and_containers() {
    let tasks = |text: &str, overrides: &[&str]| {
        let parsed = read(text, overrides).unwrap_or_else(|error| panic!("{error}"));
        let function = parsed.scenario.functions[0].clone();
        function.tasks().cloned()
    };
    let of_service = tasks(
        SERVICE,
        &[
            "services.web.task={ cpu = 2, memory = \"4 GB\", concurrency = 9 }",
            "services.web.task.memory=8 GB",
            "services.0.scaling.minimum=5",
            "services.web.scaling.target.requests_per_task=600",
            "services.web.queue.at=task",
            "services.web.platform.ec2.instance=m7i.xlarge",
        ],
    )
    .expect("a service");
    assert_eq!(of_service.task.cpu, 2048);
    assert_eq!(of_service.task.memory_mb, 8192);
    assert_eq!(of_service.scaling.minimum.get(), 5);
    assert_eq!(of_service.queue.at.key(), "task");
    assert_eq!(
        of_service.scaling.target,
        Some(TaskTarget::RequestsPerTask(600.0))
    );
    let of_container = tasks(
        FUNCTION,
        &[
            "functions.checkout.container.scaling.maximum=70",
            "functions.checkout.container.instance=c7g.xlarge",
            "functions.checkout.container.fargate=none",
        ],
    )
    .expect("a container");
    assert_eq!(of_container.scaling.maximum.get(), 70);
}
