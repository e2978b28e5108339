//! `playground` and `run --playground`: a page with a scenario in it, from a page that was built before. What the page does is
//! tested in a browser (`scripts/test-playground`); here a small one stands for it.

use std::fs;

use serde_json::Value;

use super::Place;

const PLACE_OF_SCENARIO: &str = r#"<script type="application/json" id="scenario"></script>"#;

fn page_of(version: &str) -> String {
    format!(
        "<!doctype html><meta name=\"generator\" content=\"burstsim {version}\">{PLACE_OF_SCENARIO}<script>1</script>"
    )
}

/// A place with the page where a clone of the project has it.
fn built() -> Place {
    let place = Place::new();
    fs::create_dir(place.path("site")).expect("a folder");
    place.file("site/playground.html", page_of(env!("CARGO_PKG_VERSION")));
    place
}

fn read(place: &Place, path: &str) -> String {
    fs::read_to_string(place.path(path)).expect("a file")
}

/// The scenario that a page begins with.
fn given(page: &str) -> Value {
    let (_, after) = page.split_once(r#"id="scenario">"#).expect("a place");
    let (data, _) = after.split_once("</script>").expect("its end");
    serde_json::from_str(data).expect("JSON")
}

#[test]
fn a_page_holds_a_shipped_scenario_with_the_files_that_it_names() {
    let place = built();
    let ran = place.burstsim(&["playground", "counted-day", "--no-open", "--lang", "ko"]);
    ran.expect_code(0);
    assert_eq!(ran.stdout, "");
    assert_eq!(ran.stderr, "wrote output/playground/counted-day.html\n");
    let data = given(&read(&place, "output/playground/counted-day.html"));
    let text = data["toml"].as_str().expect("its text");
    assert!(text.contains('#'), "the comments are there");
    assert_eq!(
        (&data["name"], &data["language"]),
        (&"counted-day".into(), &"ko".into())
    );
    let files = data["files"].as_object().expect("its files");
    assert!(!files.is_empty());
    for (path, contents) in files {
        assert!(text.contains(path.as_str()), "{path}");
        assert!(contents.as_str().expect("text").contains('\n'), "{path}");
    }
}

#[test]
fn without_a_scenario_the_page_comes_as_it_was_built_and_again_over_itself() {
    let place = built();
    for _ in 0..2 {
        place
            .burstsim(&["playground", "--no-open", "--output", "a/b.html"])
            .expect_code(0);
        assert_eq!(read(&place, "a/b.html"), page_of(env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_written() {
    let place = Place::new();
    let none = place.burstsim(&[
        "playground",
        "flash-sale",
        "--no-open",
        "--page",
        "none.html",
    ]);
    none.expect_code(1);
    assert!(
        none.stderr.contains("cannot read none.html"),
        "{}",
        none.stderr
    );

    place.file("older.html", page_of("0.0.1"));
    let older = place.burstsim(&[
        "playground",
        "flash-sale",
        "--no-open",
        "--page",
        "older.html",
    ]);
    older.expect_code(1);
    assert!(
        older.stderr.contains("another version of burstsim"),
        "{}",
        older.stderr
    );

    place.file("foreign.html", "<html></html>");
    let foreign = place.burstsim(&["playground", "--no-open", "--page", "foreign.html"]);
    foreign.expect_code(1);
    assert!(
        foreign.stderr.contains("not the page of the playground"),
        "{}",
        foreign.stderr
    );

    let place = built();
    place.file("broken.toml", "duration = \"2 parsecs\"\n");
    let broken = place.burstsim(&["playground", "broken.toml", "--no-open"]);
    broken.expect_code(2);
    assert!(
        broken.stderr.contains("broken.toml:1:"),
        "{}",
        broken.stderr
    );
    assert!(!place.path("output").exists());
}

#[test]
fn data_that_is_no_text_cannot_go_into_a_page() {
    let place = built();
    let text = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/scenarios/counted-day.toml"
    ));
    let text = text.expect("a shipped scenario");
    place.file("day.toml", &text);
    let data = place.path("data/requests-per-minute.csv");
    fs::create_dir_all(data.parent().expect("a folder")).expect("made");
    let table = fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/scenarios/data/requests-per-minute.csv"
    ));
    // A column that nobody reads, and that is not UTF-8.
    let latin = |line: &[u8]| [line, b",caf\xe9\n"].concat();
    let table = table.expect("a table");
    let table: Vec<u8> = table
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .flat_map(latin)
        .collect();
    fs::write(&data, table).expect("written");
    let ran = place.burstsim(&["playground", "day.toml", "--no-open"]);
    ran.expect_code(2);
    assert!(
        ran.stderr.contains("requests-per-minute.csv"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_run_has_the_page_beside_its_report_which_leads_to_it() {
    let place = built();
    let ran = place.burstsim(&["run", "ten-requests", "--playground", "--quiet"]);
    ran.expect_code(0);
    let data = given(&read(&place, "output/ten-requests/playground.html"));
    assert_eq!(
        data["toml"].as_str(),
        Some(read(&place, "output/ten-requests/scenario.toml").as_str())
    );
    assert_eq!(data["files"].as_object().map(serde_json::Map::len), Some(1));
    let report = read(&place, "output/ten-requests/report.html");
    assert!(report.contains(r#"<a href="playground.html">Open in the playground</a>"#));
    let manifest = read(&place, "output/ten-requests/manifest.json");
    assert!(
        manifest.contains("playground.html"),
        "the next run replaces it"
    );

    place
        .burstsim(&["run", "ten-requests", "--quiet"])
        .expect_code(0);
    assert!(!place.path("output/ten-requests/playground.html").exists());
}

#[test]
fn a_page_that_is_missing_is_said_before_anything_runs() {
    let place = Place::new();
    let elsewhere = place.path("burstsim");
    fs::copy(assert_cmd::cargo::cargo_bin("burstsim"), &elsewhere)
        .expect("a copy outside of the project");
    let ran = assert_cmd::Command::new(elsewhere)
        .current_dir(place.folder.path())
        .args(["run", "ten-requests", "--playground"])
        .output();
    let ran = ran.expect("it runs");
    assert_eq!(ran.status.code(), Some(1));
    let words = String::from_utf8_lossy(&ran.stderr);
    assert!(words.contains("scripts/build-playground"), "{words}");
    assert!(!place.path("output").exists());
}
