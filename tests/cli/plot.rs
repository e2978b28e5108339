//! `burstsim plot`: the charts of an earlier run again, from its CSV files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Place, SMALL, contents, json, rows};

/// With retries, failures, a warm-up and the new rule.
const OUTAGE: &str = r#"
title = "Outage"
duration = "100s"
warm_up = "7s"
interval = "3s"

[region]
name = "us-east-1"
scaling = "per-function"
outages = [{ from = "20s", to = "40s", errors = "30%" }]

[[functions]]
name = "front"
service_time.exponential = { mean = "300ms" }
cold_start = "1s"
client.retry = "legacy"

[[functions.traffic]]
poisson.rate = 300
"#;

/// The charts of a folder. The report is none: `plot` leaves it as it is.
fn charts(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let is_chart = |path: &Path| {
        let end = path.extension().and_then(|end| end.to_str());
        matches!(end, Some("svg" | "png" | "html")) && !path.ends_with("report.html")
    };
    let mut files = contents(folder);
    files.retain(|path, _| is_chart(path));
    files
}

/// A folder `result` with the result of a run.
fn ran(scenario: &str, more: &[&str]) -> Place {
    let place = Place::new();
    place.file("scenario.toml", scenario);
    let fixed = ["run", "scenario.toml", "--quiet", "--output", "result"];
    place.burstsim(&[&fixed, more].concat()).expect_code(0);
    place
}

/// Every kind of chart: of one function and of several, of replications, of single environments.
#[test]
fn without_options_every_file_is_as_the_run_wrote_it() {
    let ten = include_str!("../../scenarios/ten-requests.toml");
    let ten = ten.replace(
        r#"trace.file = "data/ten-requests.csv""#,
        "poisson.rate = 1",
    );
    assert!(ten.contains("poisson.rate"));
    for (name, scenario, more) in [
        ("two functions", SMALL, &[][..]),
        ("replications", SMALL, &["--replications", "3"]),
        ("outage", OUTAGE, &[]),
        ("environments", &ten, &[]),
        ("without charts", SMALL, &["--no-charts"]),
    ] {
        let place = ran(scenario, more);
        let mut before = contents(&place.path("result"));
        assert_eq!(
            name == "environments",
            before.contains_key(Path::new("environments.html")),
            "{name}"
        );
        if name == "without charts" {
            let fixed = ["run", "scenario.toml", "--quiet", "--output", "with"];
            place.burstsim(&fixed).expect_code(0);
            before.append(&mut charts(&place.path("with")));
        }
        place.burstsim(&["plot", "result"]).expect_code(0);
        let mut after = contents(&place.path("result"));
        if name == "without charts" {
            // Now it lists the charts, too.
            before.remove(Path::new("manifest.json"));
            after.remove(Path::new("manifest.json"));
        }
        assert_eq!(
            before.keys().collect::<Vec<_>>(),
            after.keys().collect::<Vec<_>>(),
            "{name}"
        );
        for (path, bytes) in before {
            assert!(after[&path] == bytes, "{name}: {} differs", path.display());
        }
        // A later run still knows what it may replace.
        let fixed = ["run", "scenario.toml", "--quiet", "--output", "result"];
        place.burstsim(&fixed).expect_code(0);
    }
}

#[test]
fn korean_charts_are_those_that_run_and_compare_draw_in_korean() {
    let place = ran(SMALL, &[]);
    place
        .burstsim(&["plot", "result", "--lang", "ko", "--output", "korean"])
        .expect_code(0);
    let fixed = [
        "run",
        "scenario.toml",
        "-q",
        "--lang",
        "ko",
        "--output",
        "run",
    ];
    place.burstsim(&fixed).expect_code(0);
    let korean = charts(&place.path("korean"));
    assert!(korean == charts(&place.path("run")));
    let svg = String::from_utf8_lossy(&korean[Path::new("scaling.svg")]);
    for term in [
        "함수 인스턴스",
        "미결 요청",
        "프로비저닝된 동시성",
        "표준 동시성",
    ] {
        assert!(svg.contains(term), "{term}");
    }
    let fixed = [
        "compare",
        "scenario.toml",
        "-q",
        "--lang",
        "ko",
        "--replications",
        "2",
    ];
    let more = ["--vary", "region.burst=5,10", "--output", "compared"];
    place.burstsim(&[&fixed[..], &more].concat()).expect_code(0);
    let compared = charts(&place.path("compared"));
    let svg = String::from_utf8_lossy(&compared[Path::new("scaling.svg")]);
    assert!(
        svg.contains("변형 2개") && svg.contains("버스트 5"),
        "{svg}"
    );
}

#[test]
fn another_folder_gets_the_charts_alone_and_the_result_stays() {
    let place = ran(SMALL, &[]);
    let before = contents(&place.path("result"));
    for theme in ["dark", "light"] {
        place
            .burstsim(&[
                "plot",
                "result",
                "--theme",
                theme,
                "--output",
                "slides/today",
            ])
            .expect_code(0);
    }
    assert!(contents(&place.path("result")) == before);
    let slides = contents(&place.path("slides/today"));
    assert_eq!(slides.len(), 1 + charts(&place.path("result")).len());
    assert!(slides.contains_key(Path::new("manifest.json")));
    // It has no numbers to be drawn from again.
    let again = place.burstsim(&["plot", "slides/today"]);
    again.expect_code(2);
    let said = "holds neither the result of a run nor of a comparison";
    assert!(again.stderr.contains(said), "{}", again.stderr);
}

#[test]
fn somebody_elses_file_is_not_replaced() {
    let place = ran(SMALL, &[]);
    std::fs::create_dir(place.path("mine")).unwrap();
    place.file("mine/scaling.png", "mine");
    let ran = place.burstsim(&["plot", "result", "--output", "mine"]);
    ran.expect_code(1);
    assert!(
        ran.stderr
            .contains("holds files, but no result of burstsim"),
        "{}",
        ran.stderr
    );
    assert_eq!(contents(&place.path("mine")).len(), 1);
}

#[test]
fn theme_and_size_are_what_was_asked_for() {
    let place = ran(SMALL, &[]);
    place
        .burstsim(&["plot", "result", "--theme", "dark", "--size", "1280x720"])
        .expect_code(0);
    let charts = charts(&place.path("result"));
    for (path, bytes) in &charts {
        if path.extension().is_some_and(|end| end == "png") {
            let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
            assert_eq!((side(16), side(20)), (1280, 720), "{}", path.display());
        } else {
            let svg = String::from_utf8_lossy(bytes);
            assert!(svg.contains(r#"width="1280" height="720""#));
            assert!(svg.contains("#181A1F"), "the background is dark");
        }
    }
    for (option, value, expected) in [
        ("--size", "100x100", "640x360 to 3840x2160"),
        ("--size", "big", "WIDTHxHEIGHT"),
        ("--text-scale", "4", "from 0.5 to 3"),
        ("--text-scale", "large", "from 0.5 to 3"),
        ("--theme", "blue", "light, dark"),
        ("--lang", "fr", "en, ko"),
    ] {
        let ran = place.burstsim(&["plot", "result", option, value]);
        ran.expect_code(2);
        assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    }
}

#[test]
fn a_comparison_is_drawn_again_from_its_files() {
    let place = ran(SMALL, &["--no-charts"]);
    let fixed = ["compare", "scenario.toml", "-q", "--replications", "2"];
    let more = ["--vary", "region.burst=5,10", "--output", "compared"];
    place.burstsim(&[&fixed[..], &more].concat()).expect_code(0);
    let drawn = contents(&place.path("compared"));
    place.burstsim(&["plot", "compared", "-q"]).expect_code(0);
    let again = contents(&place.path("compared"));
    assert_eq!(
        drawn.keys().collect::<Vec<_>>(),
        again.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &drawn {
        assert!(again.get(name) == Some(bytes), "{} differs", name.display());
    }
    let larger = [
        "plot",
        "compared",
        "-q",
        "--text-scale",
        "1.5",
        "--output",
        "slides",
    ];
    place.burstsim(&larger).expect_code(0);
    let slides = contents(&place.path("slides"));
    let svg = std::path::Path::new("scaling.svg");
    assert!(slides[svg] != drawn[svg], "the text is no larger");
    assert!(
        !slides.keys().any(|name| name.ends_with("report.html")),
        "charts alone"
    );
}

/// Variants with queues have a picture of what waits, a file to draw it from, and a section in their page.
#[test]
fn queues_of_a_comparison_are_drawn_and_drawn_again() {
    let place = Place::new();
    place.file("queues.toml", include_str!("../page/queues.toml"));
    let key = "functions.orders.traffic.0.invoked_by.sqs.maximum_concurrency";
    let vary = format!("{key}=5,20");
    let fixed = ["compare", "queues.toml", "-q", "--replications", "2"];
    let more = ["--vary", &vary, "--output", "compared"];
    place.burstsim(&[&fixed[..], &more].concat()).expect_code(0);
    let drawn = contents(&place.path("compared"));
    for name in ["queues.csv", "queues.svg", "queues.png"] {
        assert!(drawn.contains_key(Path::new(name)), "no {name}");
    }
    let page = String::from_utf8_lossy(&drawn[Path::new("report.html")]);
    for words in ["Backlog down to a tenth of its peak: ", "and queues.csv"] {
        assert!(page.contains(words), "the page lacks `{words}`");
    }
    // By hand: 1,500 messages of 0.5 s, and 0.12 s between two, take five at a time 186 s, and 20 at a time 46.5 s. One that
    // fails comes back after 30 s, six timeouts of the function, and is no younger for it.
    let largest = |variant: &str| {
        let all = rows(&place.path("compared/queues.csv"));
        let own = all
            .iter()
            .filter(|row| row.text("variant") == variant && row.text("function") == "orders");
        own.map(|row| row.number("oldest_age_s"))
            .fold(0.0, f64::max)
    };
    let (few, many) = (
        largest("maximum_concurrency=5"),
        largest("maximum_concurrency=20"),
    );
    assert!((180.0..260.0).contains(&few), "{few} s");
    assert!((46.0..140.0).contains(&many), "{many} s");
    let svg = String::from_utf8_lossy(&drawn[Path::new("queues.svg")]);
    assert!(svg.contains("maximum_concurrency=20"), "{svg}");

    place.burstsim(&["plot", "compared", "-q"]).expect_code(0);
    let again = contents(&place.path("compared"));
    for (name, bytes) in &drawn {
        assert!(again.get(name) == Some(bytes), "{} differs", name.display());
    }
    let korean = ["plot", "compared", "-q", "--lang", "ko", "--output", "ko"];
    place.burstsim(&korean).expect_code(0);
    let svg = std::fs::read_to_string(place.path("ko/queues.svg")).expect("a picture");
    assert!(svg.contains("백로그"), "{svg}");
}

#[test]
fn what_is_no_result_is_told_apart() {
    let place = ran(SMALL, &["--no-charts"]);
    std::fs::create_dir(place.path("empty")).unwrap();
    for folder in ["empty", "nowhere", "scenario.toml"] {
        let ran = place.burstsim(&["plot", folder]);
        ran.expect_code(2);
        assert!(ran.stderr.contains("is no result folder"), "{}", ran.stderr);
    }
    let charts = ["plot", "result", "--output", "charts", "-q"];
    place.burstsim(&charts).expect_code(0);
    let explain = ["explain", "scenario.toml", "-q", "--output", "explained"];
    place.burstsim(&explain).expect_code(0);
    for folder in ["charts", "explained"] {
        let ran = place.burstsim(&["plot", folder]);
        ran.expect_code(2);
        let said = "holds neither the result of a run nor of a comparison";
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }

    let mut manifest = json(&place.path("result/manifest.json"));
    manifest["version"] = "0.0.1".into();
    place.file("result/manifest.json", manifest.to_string());
    let ran = place.burstsim(&["plot", "result"]);
    ran.expect_code(2);
    let said = "was written by burstsim 0.0.1";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    assert!(ran.stderr.contains("burstsim run"), "{}", ran.stderr);
}

#[test]
fn a_damaged_result_is_told_with_its_place_and_stays() {
    let place = ran(SMALL, &["--replications", "2"]);
    let damage = |name: &str, change: &dyn Fn(String) -> String| {
        let path = place.path("result").join(name);
        let whole = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, change(whole.clone())).unwrap();
        let before = contents(&place.path("result"));
        let ran = place.burstsim(&["plot", "result"]);
        assert!(contents(&place.path("result")) == before, "{name} changed");
        std::fs::write(&path, whole).unwrap();
        ran
    };
    let replaced = |from: &'static str, to: &'static str| {
        move |text: String| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        }
    };
    let last_line_cut = |text: String| {
        let end = text.trim_end().rfind('\n').unwrap();
        text[..=end].to_owned()
    };
    // Before the last row that charts show.
    let last_shown_line_cut = |text: String| {
        let end = text.rfind(",throttles,").unwrap();
        let end = text[..end].rfind('\n').unwrap();
        text[..=end].to_owned()
    };
    let timeseries = "timeseries.csv";
    for (name, change, expected) in [
        (
            timeseries,
            &replaced("open_max", "opened") as &dyn Fn(String) -> String,
            "the column `open_max` is missing",
        ),
        (
            timeseries,
            &replaced("\n10,front", "\n10,rear"),
            "line 4: expected a row of the function `front`",
        ),
        (
            timeseries,
            &replaced("\n10,front", "\nten,front"),
            "`ten` is no value of the column `time_s`",
        ),
        (
            timeseries,
            &replaced("\n10,front,", "\n10,front,-"),
            "is no value of the column `arrivals`",
        ),
        (
            timeseries,
            &replaced("\n10,front,", "\n10,front,99999999999999,"),
            "timeseries.csv, line 4",
        ),
        (
            timeseries,
            &replaced("\n10,front,", "\n10,front,99999999999999999999"),
            "is no value",
        ),
        (timeseries, &last_line_cut, "the last rows are missing"),
        (
            timeseries,
            &|_| String::new(),
            "the column `time_s` is missing",
        ),
        (
            "bands.csv",
            &last_shown_line_cut,
            "the last rows are missing",
        ),
        (
            "bands.csv",
            &replaced("\n0,,open_mean,", "\n0,,open_mean,x"),
            "is no value of the column `mean`",
        ),
        (
            "bands.csv",
            &replaced("\n10,,", "\n11,,"),
            "its times are not those of timeseries.csv",
        ),
    ] {
        let ran = damage(name, change);
        ran.expect_code(2);
        assert!(ran.stderr.contains(expected), "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains(name), "{}", ran.stderr);
    }
    std::fs::remove_file(place.path("result/bands.csv")).unwrap();
    let ran = place.burstsim(&["plot", "result"]);
    ran.expect_code(1);
    assert!(ran.stderr.contains("cannot read result"), "{}", ran.stderr);
}

#[test]
fn names_and_titles_are_only_text() {
    // A line break or another control character is an error of the scenario.
    let hostile = r#"<script>alert(1)</script> \"'& {{data}} ]]> --> \\"#;
    let scenario = SMALL
        .replace(r#"name = "front""#, &format!("name = \"{hostile}\""))
        .replace(r#"title = "Small""#, &format!("title = \"{hostile}\""));
    // Few enough requests for the figure of environments.
    let scenario = scenario
        .replace("poisson.rate = 60", "poisson.rate = 1")
        .replace("target = 60", "target = 1");
    let place = Place::new();
    place.file("scenario.toml", &scenario);
    let fixed = ["run", "scenario.toml", "--quiet", "--output", "result"];
    place.burstsim(&fixed).expect_code(0);
    place
        .burstsim(&["plot", "result", "--lang", "ko"])
        .expect_code(0);
    let charts = charts(&place.path("result"));
    assert!(charts.contains_key(Path::new("environments.svg")));
    for (path, bytes) in charts {
        let end = path.extension().and_then(|end| end.to_str());
        let text = String::from_utf8_lossy(&bytes);
        match end {
            Some("svg") => {
                assert!(!text.contains("<script"), "{}", path.display());
                assert!(text.contains("&lt;script&gt;"), "{}", path.display());
            }
            Some("html") => assert!(!text.contains("<script>alert"), "{}", path.display()),
            _ => {}
        }
    }
}
