//! `containers.html`: it is there for a small run with ECS services, and has what it should.

use std::path::Path;

use super::{Place, contents, json};

const BOTH: &str = include_str!("../page/containers.toml");

fn ran(place: &Place, more: &[&str]) -> Option<String> {
    let fixed = ["run", "both.toml", "--quiet", "--output", "result"];
    place.burstsim(&[&fixed, more].concat()).expect_code(0);
    let listed = json(&place.path("result/manifest.json"))["files"].to_string();
    let page = contents(&place.path("result")).remove(Path::new("containers.html"));
    assert_eq!(
        page.is_some(),
        listed.contains("\"containers.html\""),
        "{listed}"
    );
    page.map(|bytes| String::from_utf8(bytes).expect("text"))
}

#[test]
fn a_small_run_has_a_page_of_its_tasks_and_instances() {
    let place = Place::new();
    place.file("both.toml", BOTH);
    let page = ran(&place, &[]).expect("a page");
    for expected in [
        "The service begins with 2 tasks. Instance 1 runs already. Tasks 1 and 2 run on instance 1.",
        "No instance has room:",
        "Instance 2 boots: the capacity provider adds capacity for the",
        "Instance 2 has booted and takes tasks.",
        "on-fargate: Target tracking (CPU above 60\u{a0}%) asks for",
        "0.5 vCPU, 5.8 GB left: no room for another task",
        "Functions on AWS Lambda are not on this page.",
        "never has more than 60 tasks and 20 instances at once",
        "default-src 'none'",
    ] {
        assert!(page.contains(expected), "{expected} is missing");
    }
    assert!(!page.contains("not-on-the-page"), "a function of Lambda");
    assert_eq!(page.matches("</script").count(), 2, "a name ends a script");
    let report = place.path("result/report.html");
    let report = std::fs::read_to_string(report).expect("a report");
    assert!(report.contains("<a href=\"containers.html\">"));
    let korean = ran(&place, &["--lang", "ko"]).expect("a page");
    assert!(korean.contains("서비스가 태스크 2개로 시작합니다."));
}

#[test]
fn a_run_that_is_too_large_or_many_runs_or_no_tasks_have_none() {
    let place = Place::new();
    place.file("both.toml", BOTH);
    let many = "services.on-fargate.scaling.minimum=80";
    let most = "services.on-fargate.scaling.maximum=90";
    let short = "duration=1m";
    assert!(ran(&place, &["--set", short, "--set", most, "--set", many]).is_none());
    assert!(ran(&place, &["--set", short, "--replications", "2"]).is_none());
    assert!(ran(&place, &["--no-charts"]).is_none());
    place.file("both.toml", super::SMALL);
    assert!(ran(&place, &[]).is_none(), "Lambda alone");
}
