//! ECS services and platforms: what a user sees of them.

use super::{Place, json, rows};

/// A service whose traffic grows beyond its tasks for a while, beside a function.
const SERVICE: &str = r#"
title = "A service and a function"
duration = "30m"
interval = "10s"
seed = 5

[region]
name = "us-east-1"
scaling = "per-function"

[[services]]
name = "api"
platform.ec2 = { instance = "m7i.large", minimum = 1, maximum = 10 }
task = { cpu = 0.5, memory = "1 GB", concurrency = 2 }
queue = { maximum = 20, timeout = "5s" }
scaling = { minimum = 2, maximum = 20, target.cpu = "60%" }
service_time.exponential.mean = "500ms"
client.retry = "standard"

[[services.traffic]]
poisson.stages = [
  { duration = "0s", target = 3 },
  { duration = "5m", target = 3 },
  { duration = "1m", target = 20 },
  { duration = "10m", target = 20 },
  { duration = "1m", target = 3 },
  { duration = "13m", target = 3 },
]

[[functions]]
name = "hook"
service_time = "100ms"
traffic = [{ poisson.rate = 5 }]

[slo]
latency_p99 = "< 30s"
"#;

/// A function that can be moved.
const MOVABLE: &str = r#"
duration = "10m"
interval = "10s"
seed = 5

[region]
name = "us-east-1"
scaling = "per-function"

[[functions]]
name = "api"
memory = "1769 MB"
service_time = "200ms"
traffic = [{ poisson.rate = 4 }]

[functions.container]
task = { cpu = 1, memory = "2 GB", concurrency = 10 }
scaling = { minimum = 2 }
instance = "m7i.large"
"#;

#[test]
fn the_files_of_a_service_add_up_to_its_summary() {
    let place = Place::new();
    let scenario = place.file("service.toml", SERVICE);
    place
        .burstsim(&["run", scenario, "--output", "result"])
        .expect_code(0);
    let summary = json(&place.path("result/summary.json"));
    let service = &summary["services"][0];
    assert_eq!(service["name"], "api");
    assert_eq!(service["platform"], "ec2");
    let rows = rows(&place.path("result/services.csv"));
    assert_eq!(rows.len(), 180, "a row for each of 180 intervals");
    let sum = |column: &str| rows.iter().map(|row| row.count(column)).sum::<u64>();
    for (column, key) in [
        ("arrivals", "requests"),
        ("completions", "served"),
        ("rejected", "rejected"),
        ("timed_out", "timed_out"),
    ] {
        assert_eq!(service[key], sum(column), "{column}");
    }
    let count = |key: &str| service[key].as_u64().expect("a count");
    assert_eq!(
        count("requests"),
        count("served") + count("given_up") + count("open_at_end"),
        "every request ends in one place"
    );
    assert!(count("rejected") + count("timed_out") > 0, "{service}");
    let most = rows.iter().map(|row| row.count("tasks_running")).max();
    assert_eq!(
        service["tasks"]["max"].as_u64(),
        most,
        "at the end of some interval"
    );
    // What Lambda served stands where it did, and nothing of the service with it.
    let functions = summary["functions"].as_array().expect("functions");
    assert_eq!(functions.len(), 1);
    assert_eq!(summary["account"]["requests"], functions[0]["requests"]);
    let cost = |of: &serde_json::Value| of["cost"]["total"].as_f64().expect("a cost");
    let both = cost(service) + cost(&functions[0]);
    assert!(
        (cost(&summary["account"]) - both).abs() < 1e-6,
        "the account pays both"
    );
}

#[test]
fn a_function_is_served_the_same_with_a_service_beside_it() {
    let place = Place::new();
    let alone = SERVICE.replace("[[services]]", "[[gone]]");
    let alone = format!(
        "{}{}",
        &alone[..alone.find("[[gone]]").expect("a service")],
        &alone[alone.find("[[functions]]").expect("a function")..]
    );
    place.file("both.toml", SERVICE);
    place.file("alone.toml", alone);
    for name in ["both", "alone"] {
        let scenario = format!("{name}.toml");
        place
            .burstsim(&["run", &scenario, "--output", name])
            .expect_code(0);
    }
    for file in ["timeseries.csv", "account.csv", "cloudwatch.csv"] {
        let read = |folder: &str| {
            let text = std::fs::read_to_string(place.path(&format!("{folder}/{file}")));
            let text = text.expect("a file");
            let of_functions = text.lines().filter(|row| !row.contains(",api,"));
            of_functions.map(str::to_owned).collect::<Vec<_>>()
        };
        assert!(read("both") == read("alone"), "{file} differs");
    }
}

/// `CPUUtilization` and `RequestCountPerTarget`, minute by minute.
#[test]
fn cloudwatch_has_what_target_tracking_reads_of_a_service() {
    let place = Place::new();
    let scenario = place.file("service.toml", SERVICE);
    let run = |interval: &str, folder: &str| {
        let set = format!("interval={interval}");
        let arguments = ["run", scenario, "--set", &set, "--output", folder];
        place.burstsim(&arguments).expect_code(0);
        let metrics = rows(&place.path(&format!("{folder}/cloudwatch.csv")));
        let of = |metric: &str| -> Vec<f64> {
            let own = metrics
                .iter()
                .filter(|row| row.text("function") == "api" && row.text("metric") == metric);
            own.map(|row| row.number("value")).collect()
        };
        (of("CPUUtilization"), of("RequestCountPerTarget"))
    };
    let (cpu, requests) = run("1m", "minutes");
    let services = rows(&place.path("minutes/services.csv"));
    let shares = services.iter().map(|row| row.number("cpu_utilization"));
    let shares: Vec<f64> = shares.collect();
    assert_eq!(shares.len(), 30, "a row a minute");
    for (minute, (metric, share)) in cpu.iter().zip(&shares).enumerate() {
        let wanted = 100.0 * share;
        assert!(
            (metric - wanted).abs() < 1e-3,
            "minute {minute}: {metric} % is not {wanted} %"
        );
    }
    assert!(requests.iter().any(|count| *count > 60.0), "{requests:?}");
    let (of_parts, requests_of_parts) = run("10s", "parts");
    let both = cpu.iter().chain(&requests);
    for (whole, parts) in both.zip(of_parts.iter().chain(&requests_of_parts)) {
        assert!(
            (whole - parts).abs() < 1e-3,
            "{whole} of a minute is not {parts} of its parts"
        );
    }
    assert_eq!(
        run("7s", "odd").0,
        [0.0; 0],
        "intervals that do not fill a minute"
    );
}

#[test]
fn a_result_is_run_and_drawn_again_to_the_same_bytes() {
    let place = Place::new();
    let scenario = place.file("service.toml", SERVICE);
    place
        .burstsim(&["run", scenario, "--output", "first"])
        .expect_code(0);
    place
        .burstsim(&["run", "first/scenario.toml", "--output", "second"])
        .expect_code(0);
    place.burstsim(&["plot", "first"]).expect_code(0);
    let read = |path: &str| std::fs::read(place.path(path)).expect("a file");
    for file in [
        "services.csv",
        "summary.json",
        "services.svg",
        "service-latency.svg",
    ] {
        assert_eq!(
            read(&format!("first/{file}")),
            read(&format!("second/{file}")),
            "{file}"
        );
    }
}

#[test]
fn platforms_are_compared_with_the_same_requests_and_their_break_even() {
    let place = Place::new();
    let scenario = place.file("movable.toml", MOVABLE);
    let compared = [
        "compare",
        scenario,
        "--platforms",
        "lambda,fargate,ec2",
        "--replications",
        "2",
        "--output",
        "result",
    ];
    let ran = place.burstsim(&compared);
    ran.expect_code(0);
    let comparison = json(&place.path("result/comparison.json"));
    assert_eq!(comparison["same_requests"], true);
    let variants = comparison["variants"].as_array().expect("variants");
    let names: Vec<_> = variants.iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["AWS Lambda", "ECS on Fargate", "ECS on EC2"]);
    // Two tasks with 1 vCPU and 2 GB for 730 h: 2 x 730 x (0.04048 + 2 x 0.004445).
    let month = |variant: usize, item: &str| {
        variants[variant]["on_platform"]["monthly_cost_usd"][item].as_f64()
    };
    let fargate =
        month(1, "fargate_vcpu").unwrap_or(0.0) + month(1, "fargate_memory").unwrap_or(0.0);
    assert!((fargate - 72.0802).abs() < 1e-3, "{fargate}");
    // One instance holds both.
    let ec2 = month(2, "instances").expect("instances");
    assert!((ec2 - 730.0 * 0.1008).abs() < 1e-3, "{ec2}");
    let crossing = &comparison["break_even"]["crossings"][0];
    assert_eq!(crossing["cheapest_below"], "lambda");
    // 0.2 s of 1.7275 GB at 0.0000166667 and a request at 0.0000002, against 92 to 95 USD of tasks and load balancer.
    let load = crossing["requests_per_second"].as_f64().expect("a load");
    let lambda = 0.2 * 1769.0 / 1024.0 * 0.000_016_666_7 + 0.000_000_2;
    let per_month = load * 2_628_000.0 * lambda;
    assert!(
        (90.0..98.0).contains(&per_month),
        "{per_month} USD at {load} a second"
    );
    assert!(
        ran.stdout
            .contains("requests per second AWS Lambda is cheapest"),
        "{}",
        ran.stdout
    );
    for file in [
        "capacity.csv",
        "break-even.csv",
        "capacity.png",
        "break-even.png",
    ] {
        assert!(place.path(&format!("result/{file}")).is_file(), "{file}");
    }
}

#[test]
fn platforms_that_cannot_be_compared_are_refused_with_a_remedy() {
    let place = Place::new();
    let movable = place.file("movable.toml", MOVABLE);
    let on_fargate_only = MOVABLE.replace("instance = \"m7i.large\"\n", "");
    let on_fargate_only = place.file("fargate.toml", on_fargate_only);
    for (scenario, platforms, said) in [
        (
            movable,
            "lambda,azure",
            "`azure` is no platform: lambda, fargate, ec2",
        ),
        (movable, "lambda,lambda", "`lambda` is named twice"),
        (
            on_fargate_only,
            "lambda,ec2",
            "its container lacks `instance`",
        ),
        (
            "ten-requests",
            "lambda,fargate",
            "no function of the scenario has a `container`",
        ),
    ] {
        let ran = place.burstsim(&["compare", scenario, "--platforms", platforms]);
        ran.expect_code(2);
        assert!(ran.stderr.contains(said), "{platforms}: {}", ran.stderr);
    }
}

#[test]
fn what_stood_in_the_way_of_a_service_is_explained() {
    let place = Place::new();
    let scenario = place.file("service.toml", SERVICE);
    let ran = place.burstsim(&["explain", scenario, "--output", "why"]);
    ran.expect_code(0);
    let explanation = json(&place.path("why/explanation.json"));
    let shortage = &explanation["shortages"][0];
    assert_eq!(shortage["service"], "api");
    let refused =
        shortage["rejected"].as_u64().unwrap_or(0) + shortage["timed_out"].as_u64().unwrap_or(0);
    let without = shortage["refused_without"].as_object().expect("limits");
    assert!(
        without["metric_delay"].as_u64() < Some(refused),
        "{shortage}"
    );
    assert!(
        without.values().all(|left| left.as_u64() < Some(refused)),
        "{shortage}"
    );
    // What is advised holds: with so many tasks none is refused.
    let remedies = shortage["remedies"].as_array().expect("remedies");
    let minimum = remedies
        .iter()
        .find(|one| one["quantity"] == "minimum_tasks");
    let tasks = &minimum.expect("a minimum of tasks")["value"];
    let more = format!("services.api.scaling.minimum={tasks}");
    place
        .burstsim(&["run", scenario, "--set", &more, "--output", "cured"])
        .expect_code(0);
    let cured = &json(&place.path("cured/summary.json"))["services"][0];
    assert_eq!(
        (&cured["rejected"], &cured["timed_out"]),
        (&0.into(), &0.into()),
        "{tasks} tasks"
    );
}

#[test]
fn a_service_is_sized_and_what_does_not_belong_to_it_is_refused() {
    let place = Place::new();
    let scenario = place.file("movable.toml", MOVABLE);
    let fargate = ["--set", "functions.api.platform=fargate"];
    let size = |more: &[&str]| {
        let fixed = [
            "size",
            scenario,
            "--no-curve",
            "--max-replications",
            "10",
            "--slo",
            "latency_p99 < 250ms",
        ];
        place.burstsim(&[&fixed, more].concat())
    };
    let sized = size(
        &[
            &fargate[..],
            &["--quantity", "minimum_tasks", "--output", "size"],
        ]
        .concat(),
    );
    sized.expect_code(0);
    let answer = json(&place.path("size/size.json"));
    assert_eq!(
        answer["minimum_tasks"], 1,
        "a task has ten places, and 0.8 are taken"
    );
    // The rule of thumb counts tasks, not requests.
    let peak = answer["peak_in_flight"].as_f64().expect("a peak");
    let tasks = (1.1 * peak / 10.0).ceil();
    let named: Vec<_> = rows(&place.path("size/size.csv"))
        .iter()
        .filter(|row| row.text("mark").contains("rule_of_thumb"))
        .map(|row| row.number("minimum_tasks"))
        .collect();
    assert_eq!(named, [tasks], "of a peak of {peak}");
    for (more, said) in [
        (&["--quantity", "minimum_tasks"][..], "runs on Lambda"),
        (
            &[&fargate[..], &["--quantity", "provisioned_concurrency"]].concat(),
            "is an ECS service",
        ),
        (
            &[&fargate[..], &["--quantity", "minimum_instances"]].concat(),
            "has no instances",
        ),
        (
            &[&fargate[..], &["--quantity", "cpu_headroom"]].concat(),
            "tracks no CPU target",
        ),
    ] {
        let ran = size(more);
        ran.expect_code(2);
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
}

#[test]
fn a_service_is_told_in_korean() {
    let place = Place::new();
    let scenario = place.file("service.toml", SERVICE);
    let ran = place.burstsim(&["run", scenario, "--lang", "ko", "--output", "result"]);
    ran.expect_code(0);
    for said in ["실행 플랫폼", "대상 추적", "인스턴스", "대기열이 가득 차서"]
    {
        assert!(
            ran.stdout.contains(said),
            "{said} is missing: {}",
            ran.stdout
        );
    }
    for english in ["task", "refused", "instances", "queue full"] {
        assert!(!ran.stdout.contains(english), "{english}: {}", ran.stdout);
    }
}
