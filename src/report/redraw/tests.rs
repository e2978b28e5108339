//! Results in memory, drawn again.

use super::*;
use crate::metrics::RunResult;
use crate::report::{
    ComparisonReport, InMemory, Report, RunReport, Study, TextScale, Theme, fixture,
};
use crate::study::Comparison;

/// A run with its charts.
fn written() -> (Scenario, InMemory) {
    written_of((fixture::scenario(), fixture::small()))
}

fn written_of((scenario, result): (Scenario, RunResult)) -> (Scenario, InMemory) {
    let mut folder = InMemory::default();
    let report = RunReport::new(&scenario, Study::Run(&result));
    report.write(&mut folder, Some(&Look::default())).unwrap();
    (scenario, folder)
}

fn redrawn(scenario: &Scenario, result: &InMemory, look: &Look) -> InMemory {
    let earlier = Earlier::find(result).unwrap();
    let mut folder = InMemory::default();
    let again = earlier.read(std::slice::from_ref(scenario)).unwrap();
    again.result(look, &mut folder).unwrap();
    folder
}

#[test]
fn a_result_that_is_drawn_again_in_the_same_way_is_the_same_to_the_byte() {
    let (scenario, result) = written();
    assert!(result.files.contains_key("scaling.png"), "no charts");
    let again = redrawn(&scenario, &result, &Look::default());
    for (name, contents) in &result.files {
        assert!(again.files.get(name) == Some(contents), "{name} differs");
    }
    assert_eq!(again.files.len(), result.files.len());
}

#[test]
fn queues_are_drawn_again_from_sources_csv() {
    let (scenario, result) = written_of(fixture::queues());
    let again = redrawn(&scenario, &result, &Look::default());
    for name in [
        "queues.svg",
        "queues.png",
        "queue-items.svg",
        "queue-items.png",
    ] {
        assert!(result.files.contains_key(name), "no {name}");
        assert!(
            again.files.get(name) == result.files.get(name),
            "{name} differs"
        );
    }
}

#[test]
fn a_folder_without_sources_csv_has_no_pictures_of_queues() {
    let (scenario, mut result) = written_of(fixture::queues());
    result.files.remove(tables::SOURCES);
    let mut listed: Value = serde_json::from_slice(&result.files[manifest::FILE]).unwrap();
    let files = listed["files"].as_array_mut().unwrap();
    files.retain(|name| name != tables::SOURCES);
    let listed = serde_json::to_vec(&listed).unwrap();
    result.files.insert(manifest::FILE.to_owned(), listed);
    let again = redrawn(&scenario, &result, &Look::default());
    assert!(again.files.contains_key("scaling.svg"));
    assert!(!again.files.contains_key("queues.svg"));
}

#[test]
fn rows_of_queues_that_were_edited_say_so() {
    let (scenario, mut result) = written_of(fixture::queues());
    let series = result.files.get_mut(tables::SOURCES).unwrap();
    let end = series.iter().rposition(|&byte| byte == b't').unwrap();
    series.truncate(end);
    let earlier = Earlier::find(&result).unwrap();
    let error = earlier
        .read(std::slice::from_ref(&scenario))
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("sources.csv"), "{error}");
}

#[test]
fn another_theme_changes_the_charts_and_nothing_else() {
    let (scenario, result) = written();
    let dark = Look {
        theme: Theme::Dark,
        ..Look::default()
    };
    let again = redrawn(&scenario, &result, &dark);
    for (name, contents) in &result.files {
        let is_same = again.files.get(name) == Some(contents);
        assert_eq!(is_same, !charts::is_chart(name), "{name}");
    }
}

#[test]
fn charts_alone_are_listed_and_are_no_run() {
    let (scenario, result) = written();
    let earlier = Earlier::find(&result).unwrap();
    let mut folder = InMemory::default();
    let again = earlier.read(std::slice::from_ref(&scenario)).unwrap();
    let drawn = again.charts(&Look::default(), &mut folder).unwrap();
    assert_eq!(drawn.len() + 1, folder.files.len(), "the manifest is added");
    let listed = manifest::listed_files(&folder.files[manifest::FILE]);
    assert!(drawn.iter().all(|name| listed.contains(name)));
    let error = Earlier::find(&folder).unwrap_err();
    assert!(matches!(error, RedrawError::NoRun), "{error}");
}

#[test]
fn what_is_no_result_of_a_run_or_was_edited_says_so() {
    let error = Earlier::find(&InMemory::default()).unwrap_err();
    assert!(matches!(error, RedrawError::NoResult), "{error}");

    let (scenario, mut result) = written();
    let series = result.files.get_mut(tables::TIMESERIES).unwrap();
    let row = series.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    series.splice(row..row, *b"x");
    let earlier = Earlier::find(&result).unwrap();
    let error = earlier.read(std::slice::from_ref(&scenario)).unwrap_err();
    let words = "timeseries.csv, line 2: `x0` is no value of the column `time_s`";
    assert_eq!(error.to_string(), words);
}

/// A comparison of Regions with its charts, and the scenarios of its variants.
fn written_comparison() -> (Vec<Scenario>, InMemory) {
    let regions = ["us-east-1", "ap-northeast-2", "eu-west-1"];
    written_as(fixture::compared(&regions, ""))
}

fn written_as(comparison: Comparison) -> (Vec<Scenario>, InMemory) {
    let variants = comparison.variants.iter();
    let scenarios = variants.map(|variant| variant.scenario.clone()).collect();
    let mut folder = InMemory::default();
    let report = ComparisonReport::new(comparison);
    report.write(&mut folder, Some(&Look::default())).unwrap();
    (scenarios, folder)
}

#[test]
fn a_comparison_that_is_drawn_again_in_the_same_way_is_the_same_to_the_byte() {
    let (scenarios, result) = written_comparison();
    let earlier = Earlier::find(&result).unwrap();
    assert_eq!(earlier.scenarios().len(), scenarios.len());
    let mut again = InMemory::default();
    let drawn = earlier
        .read(&scenarios)
        .unwrap()
        .result(&Look::default(), &mut again);
    assert!(drawn.unwrap().contains(&"scaling.png".to_owned()));
    for (name, contents) in &result.files {
        assert!(again.files.get(name) == Some(contents), "{name} differs");
    }
    assert_eq!(again.files.len(), result.files.len());
    let large = Look {
        text_scale: TextScale::new(1.5).unwrap(),
        ..Look::default()
    };
    let mut larger = InMemory::default();
    earlier
        .read(&scenarios)
        .unwrap()
        .charts(&large, &mut larger)
        .unwrap();
    assert!(larger.files["scaling.svg"] != result.files["scaling.svg"]);
}

#[test]
fn what_waits_in_queues_of_a_comparison_is_drawn_again_from_its_file() {
    let (scenarios, result) = written_as(fixture::compared_queues(&[5, 20]));
    let earlier = Earlier::find(&result).unwrap();
    let mut again = InMemory::default();
    let drawn = earlier.read(&scenarios).unwrap();
    drawn.result(&Look::default(), &mut again).unwrap();
    for name in ["queues.svg", "queues.png", "scaling.svg"] {
        assert!(result.files.contains_key(name), "no {name}");
        assert!(
            again.files.get(name) == result.files.get(name),
            "{name} differs"
        );
    }

    let mut edited = result.clone();
    let rows = edited.files.get_mut("queues.csv").unwrap();
    rows.truncate(rows.len() - 4);
    rows.extend_from_slice(b"x\nmaximum_concurrency=5,0,,many,0\n");
    let earlier = Earlier::find(&edited).unwrap();
    let error = earlier.read(&scenarios).unwrap_err().to_string();
    assert!(
        error.starts_with("queues.csv") && error.contains("`many` is no value of the column"),
        "{error}"
    );
}

#[test]
fn a_comparison_whose_files_were_edited_says_so() {
    let (scenarios, result) = written_comparison();
    let said = |name: &str, from: &str, to: &str| {
        let mut edited = result.clone();
        let text = String::from_utf8(edited.files[name].clone()).unwrap();
        edited
            .files
            .insert(name.to_owned(), text.replacen(from, to, 1).into_bytes());
        let earlier = Earlier::find(&edited).unwrap();
        earlier.read(&scenarios).unwrap_err().to_string()
    };
    let error = said("comparison.json", "\"variants\"", "\"varieties\"");
    assert!(
        error.contains("comparison.json: it has 0 variants"),
        "{error}"
    );
    let error = said("timeseries.csv", "open_max", "opened");
    assert!(
        error.contains("timeseries.csv") && error.contains("`open_max`"),
        "{error}"
    );
    let error = said("timeseries.csv", "us-east-1,", "elsewhere,");
    assert!(
        error.contains("line 2") && error.contains("elsewhere"),
        "{error}"
    );
    let earlier = Earlier::find(&result).unwrap();
    let error = earlier.read(&scenarios[..1]).unwrap_err().to_string();
    assert!(error.contains("it has 3 variants"), "{error}");
}
