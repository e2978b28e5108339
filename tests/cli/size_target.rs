//! `burstsim size --target`: what a user sees of the search for autoscaling.

use serde_json::Value;

use super::{Place, Ran, contents, json, rows, same_on_one_thread_and_two};

/// Half an hour whose load rises and falls again; autoscaling follows quickly. The name is one that a shell
/// would take apart.
const HILL: &str = r#"
title = "A hill"
duration = "30m"
interval = "1m"

[region]
name = "us-east-1"
scaling = "regional-burst"

[[functions]]
name = "it's a shop"
service_time.exponential = { mean = "4s" }
cold_start = "2s"
idle_timeout = "30s"
reserved_concurrency = 40
PROVISIONED
[[functions.traffic]]
poisson.stages = [
  { duration = "3m", target = 0.3 },
  { duration = "10m", target = 2.2 },
  { duration = "5m", target = 2.2 },
  { duration = "12m", target = 0.3 },
]
"#;

const OWN: &str = r#"provisioned_concurrency = { value = 7, autoscaling = { min = 2, max = 16, out_datapoints = 1, in_datapoints = 2, statistic = "time-average", cooldown_in = "90s" }, schedule = [{ at = "00:20", max = 15 }] }"#;

fn hill(provisioned: &str) -> String {
    HILL.replace("PROVISIONED", provisioned)
}

fn target(place: &Place, objective: &str, more: &[&str]) -> Ran {
    let fixed = ["size", "hill.toml", "--target", "--output", "result"];
    let slo = ["--slo", objective];
    place.burstsim(&[&fixed[..], &slo, more].concat())
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn the_result_is_complete_and_the_table_reads_well() {
    let place = Place::new();
    place.file("hill.toml", hill(OWN));
    let ran = target(&place, "spillover_rate < 20%", &[]);
    ran.expect_code(0);
    insta::assert_snapshot!(ran.stdout);
    // What is to be pasted is in one piece.
    let pasted = |line: &str| line.starts_with("aws ") || line.starts_with("provisioned_");
    let mut words = ran.stdout.lines().filter(|line| !pasted(line));
    assert!(words.all(|line| line.chars().count() <= 80));
    let files = contents(&place.path("result"));
    let names: Vec<_> = files.keys().map(|name| name.to_string_lossy()).collect();
    let expected = [
        "actions.md",
        "cost-latency.png",
        "cost-latency.svg",
        "manifest.json",
        "report.html",
        "scenario.toml",
        "size.csv",
        "size.json",
        "targets.png",
        "targets.svg",
    ];
    assert_eq!(names, expected);

    let tree = json(&place.path("result/size.json"));
    assert_eq!(tree["met"], true);
    assert_eq!(tree["verdict"], "met");
    // What is known is told on the way, on standard error that is no terminal, too.
    let percent = 100.0 * number(&tree["target"]);
    for line in [
        "That is without autoscaling".to_owned(),
        format!("A target of {percent:.0} % meets the objectives"),
    ] {
        assert!(ran.stderr.contains(&line), "{line}: {}", ran.stderr);
    }
    let own = &tree["provisioned_concurrency"]["autoscaling"];
    assert_eq!((&own["min"], &own["max"]), (&tree["min"], &tree["max"]));
    assert_eq!((&own["target"], &own["max"]), (&tree["target"], &16.into()));
    assert_eq!(own["cooldown_in"], "90s");
    let cost = number(&tree["monthly_cost"]);
    let compared = &tree["compared"];
    let constant = &compared["constant"];
    let beyond = number(&tree["monthly_cost_beyond_constant"]["mean"]);
    let difference = cost - number(&constant["monthly_cost"]);
    assert!((beyond - difference).abs() < 1e-6, "{beyond} {difference}");
    assert_eq!(compared["none"]["provisioned_concurrency"], 0);
    assert_eq!(compared["none"]["verdict"], "missed");

    // The constant is the answer of the plain search.
    let plain = [
        "size",
        "hill.toml",
        "--slo",
        "spillover_rate < 20%",
        "--no-charts",
    ];
    place.burstsim(&plain).expect_code(0);
    let plain = json(&place.path("output/hill-size/size.json"));
    assert_eq!(constant["least"], plain["provisioned_concurrency"]);
    let rule = &plain["candidates"]["rule_of_thumb"]["provisioned_concurrency"];
    assert_eq!(&compared["rule_of_thumb"]["provisioned_concurrency"], rule);

    // Every target that was tried is in the CSV, and none that meets costs less.
    let rows = rows(&place.path("result/size.csv"));
    assert_eq!(Some(rows.len()), tree["targets"].as_array().map(Vec::len));
    let answer = rows.iter().filter(|row| row.text("mark") == "answer");
    let answer: Vec<_> = answer.collect();
    assert_eq!(answer.len(), 1);
    assert_eq!(answer[0].number("target"), number(&tree["target"]));
    assert_eq!(answer[0].number("min"), number(&tree["min"]));
    let met = rows.iter().filter(|row| row.text("met") == "true");
    let costs: Vec<f64> = met.map(|row| row.number("monthly_cost_usd")).collect();
    assert!(!costs.is_empty(), "the answer meets");
    assert!(
        costs
            .iter()
            .all(|one| *one >= answer[0].number("monthly_cost_usd"))
    );
    for percent in (10..=90).step_by(10) {
        let target = f64::from(percent) / 100.0;
        assert!(
            rows.iter().any(|row| row.number("target") == target),
            "{target}"
        );
    }
}

#[test]
fn what_is_pasted_gives_the_figures_reported() {
    for provisioned in [OWN, ""] {
        let place = Place::new();
        place.file("hill.toml", hill(provisioned));
        let more = ["--max-replications", "10", "--no-charts"];
        let ran = target(&place, "spillover_rate < 25%", &more);
        let tree = json(&place.path("result/size.json"));
        ran.expect_code(if tree["met"] == true { 0 } else { 99 });
        let toml = tree["toml"].as_str().expect("TOML");
        assert!(ran.stdout.contains(toml), "{}", ran.stdout);
        assert_eq!(toml.lines().count(), 1, "{toml}");
        place.file("pasted.toml", hill(toml));
        let replications = tree["replications"].to_string();
        for scenario in ["pasted.toml", "result/scenario.toml"] {
            let run = [
                "run",
                scenario,
                "--output",
                "again",
                "--no-charts",
                "--monthly",
            ];
            let run = [&run[..], &["--replications", &replications]].concat();
            place.burstsim(&run).expect_code(0);
            let again = json(&place.path("again/summary.json"));
            for metric in ["cold_start_rate", "spillover_rate"] {
                let mean = again["functions"][0][metric].as_f64();
                let reported = tree["metrics"][metric]["mean"].as_f64();
                assert_eq!(mean, reported, "{scenario} {metric}");
            }
        }
    }
}

/// The commands as a shell would take them apart.
#[test]
fn the_commands_are_those_of_application_auto_scaling() {
    let place = Place::new();
    place.file("hill.toml", hill(OWN));
    let ran = target(
        &place,
        "spillover_rate < 25%",
        &["--max-replications", "10"],
    );
    let tree = json(&place.path("result/size.json"));
    let commands = tree["commands"].as_array().expect("commands");
    let commands: Vec<_> = commands.iter().filter_map(Value::as_str).collect();
    assert_eq!(commands.len(), 3, "range, policy, and a scheduled bound");
    for command in &commands {
        assert!(ran.stdout.contains(command), "{command}");
        let resource = r"--resource-id 'function:it'\''s a shop:ALIAS' ";
        assert!(command.contains(resource), "{command}");
        assert!(command.ends_with(" --region us-east-1"), "{command}");
    }
    let bounds = format!(" --min-capacity {} --max-capacity 16 ", tree["min"]);
    assert!(commands[0].contains(" register-scalable-target "));
    assert!(commands[0].contains(&bounds), "{}", commands[0]);
    assert!(commands[1].contains(" put-scaling-policy "));
    assert!(commands[1].contains(" --policy-type TargetTrackingScaling "));
    let (_, configuration) = commands[1].split_once("configuration '").expect("one");
    let (configuration, _) = configuration.split_once("' --region").expect("its end");
    let configuration: Value = serde_json::from_str(configuration).expect("JSON");
    let expected = serde_json::json!({
        "TargetValue": tree["target"],
        "PredefinedMetricSpecification":
            { "PredefinedMetricType": "LambdaProvisionedConcurrencyUtilization" },
        "ScaleInCooldown": 90,
    });
    assert_eq!(configuration, expected);
    assert!(
        commands[2].contains("cron(20 0 * * ? *)"),
        "{}",
        commands[2]
    );
    assert!(commands[2].contains(" --scalable-target-action MaxCapacity=15 "));
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    same_on_one_thread_and_two(|threads| {
        let place = Place::new();
        place.file("hill.toml", hill(""));
        let more = ["--max-replications", "10", "--threads", threads];
        let ran = target(&place, "spillover_rate < 25%", &more);
        (place, ran)
    });
}

#[test]
fn what_no_pair_meets_names_the_nearest_and_exits_with_99() {
    let place = Place::new();
    place.file("hill.toml", hill(OWN));
    let ran = target(&place, "latency_p50 < 1s", &["--no-charts"]);
    ran.expect_code(99);
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "No target of 10 to 90 % with a minimum of up to 15 makes",
        "The nearest pair is a target of",
        "instead of < 1s",
        "No constant value up to 40",
    ] {
        assert!(said.contains(words), "{words}: {}", ran.stdout);
    }
    let tree = json(&place.path("result/size.json"));
    assert_eq!(
        (&tree["met"], &tree["cheapest"]),
        (&false.into(), &Value::Null)
    );
}

/// Requests come evenly: there is nothing to follow.
#[test]
fn a_load_that_stays_is_better_served_by_a_constant() {
    let place = Place::new();
    let own =
        "provisioned_concurrency.autoscaling = { min = 1, max = 16, statistic = \"time-average\" }";
    let steady = hill(own).replace(HILL.split_once("poisson.stages").expect("traffic").1, "");
    place.file(
        "hill.toml",
        steady.replace("poisson.stages", "poisson.rate = 2\n"),
    );
    let ran = target(&place, "spillover_rate < 5%", &["--no-charts"]);
    ran.expect_code(0);
    let tree = json(&place.path("result/size.json"));
    assert_eq!(tree["cheapest"], "constant");
    let value = &tree["compared"]["constant"]["provisioned_concurrency"];
    let words = format!("Cheapest of all that meet the objectives: a constant {value}, at");
    assert!(ran.stdout.contains(&words), "{}", ran.stdout);
}

#[test]
fn a_run_that_is_too_short_for_autoscaling_is_told() {
    let place = Place::new();
    place.file("hill.toml", hill(""));
    let said = |duration: &str| {
        let duration = format!("duration={duration}");
        let more = ["--set", &duration, "--max-replications", "2", "--no-charts"];
        let ran = target(&place, "spillover_rate < 99%", &more);
        ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let short = said("4m");
    let words = "too short for autoscaling to act: it takes 3 minutes above the target and 60 s";
    assert!(short.contains(words), "{short}");
    let longer = said("14m");
    assert!(
        !longer.contains("too short for autoscaling to act"),
        "{longer}"
    );
    assert!(
        longer.contains("to scale in, which takes 15 minutes"),
        "{longer}"
    );
    assert!(!said("30m").contains("too short"));
}

#[test]
fn wrong_arguments_are_explained() {
    for (more, words) in [
        (&["--schedule", "hourly"][..], "--schedule"),
        (
            &["--set", "functions.0.reserved_concurrency=0"],
            "nothing can be provisioned",
        ),
    ] {
        let place = Place::new();
        place.file("hill.toml", hill(""));
        let ran = target(&place, "spillover_rate < 5%", more);
        ran.expect_code(2);
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
        assert!(!place.path("result").exists(), "{more:?} left a result");
    }
}
