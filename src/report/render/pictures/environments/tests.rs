//! Figures of small runs, ordinary and hostile.

use super::*;
use crate::kernel::SimDuration;
use crate::report::fixture;
use crate::report::render::pictures::Chart;
use crate::report::render::pictures::picture::Shape;
use crate::report::{TextScale, Theme};

fn at(millis: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_millis(millis)
}

fn entry(what: What, environment: Option<Environment>, number: u64, times: [u64; 3]) -> Entry {
    Entry {
        function: 0,
        environment,
        what,
        request: (what != What::Stopped).then_some(number),
        from: at(times[0]),
        ready: at(times[1]),
        until: at(times[2]),
    }
}

/// A cold start, a warm one, a provisioned one, a stop, a throttle and a failure.
fn entries() -> Vec<Entry> {
    let a = Some(Environment::OnDemand(0));
    let p = Some(Environment::Provisioned(0));
    vec![
        entry(What::Cold, a, 1, [0, 2_000, 10_000]),
        entry(What::Provisioned, p, 2, [1_000, 1_000, 30_000]),
        entry(What::Throttled, None, 3, [2_000, 2_000, 2_000]),
        entry(What::Warm, a, 4, [12_000, 12_000, 40_000]),
        entry(What::Failed, None, 5, [50_000, 50_000, 50_000]),
        entry(What::Stopped, a, 0, [60_000, 60_000, 60_000]),
    ]
}

fn drawn(look: &Look, scenario: &Scenario, diary: Vec<Entry>) -> Chart {
    let observed = Observed {
        end: at(90_000),
        diary: Some(diary),
        ..Observed::default()
    };
    draw(look, scenario, &observed).unwrap()
}

fn texts(picture: &Picture) -> Vec<&str> {
    fn text(shape: &Shape) -> Option<&str> {
        match shape {
            Shape::Text { text, .. } => Some(text.as_str()),
            _ => None,
        }
    }
    picture.shapes.iter().filter_map(text).collect()
}

#[test]
fn each_environment_is_a_row_and_each_request_a_bar() {
    let chart = drawn(&Look::default(), &fixture::scenario(), entries());
    let words = texts(&chart.picture);
    for expected in [
        "checkout",
        "P1",
        "A",
        "1",
        "2",
        "3",
        "4",
        "5",
        "initializing (cold start)",
        "busy with a request",
        "busy, provisioned concurrency",
        "idle",
        "throttled",
        "failed",
    ] {
        assert!(
            words.contains(&expected),
            "{expected} is missing in {words:?}"
        );
    }
    // The cold start is 2 of 90 s long, and 2890 units of the canvas are 90 s.
    let hatched = chart.picture.shapes.iter().any(|shape| match shape {
        Shape::Line { points, stroke } if stroke.color == GREEN => {
            points.first() == points.last() && points.iter().any(|point| point.0 == 200 + 64)
        }
        _ => false,
    });
    assert!(hatched, "the cold start ends at second 2");
}

#[test]
fn many_rows_make_a_taller_picture_in_which_all_stay() {
    let row = |number| {
        let environment = Some(Environment::OnDemand(number));
        entry(
            What::Cold,
            environment,
            number + 1,
            [number * 100, number * 100 + 50, 80_000],
        )
    };
    let chart = drawn(
        &Look::default(),
        &fixture::scenario(),
        (0..60).map(row).collect(),
    );
    let canvas = chart.picture.canvas;
    assert!(canvas.height > 1800);
    for shape in &chart.picture.shapes {
        let (Shape::Line { points, .. } | Shape::Area { points, .. }) = shape else {
            continue;
        };
        let inside = |&(x, y): &(i32, i32)| {
            (0..=canvas.width).contains(&x) && (0..=canvas.height).contains(&y)
        };
        assert!(points.iter().all(inside), "{shape:?}");
    }
    assert!(texts(&chart.picture).contains(&"BH"));
}

/// Larger texts take from the room of the rows as long as there is more than they need, and the file keeps its size.
#[test]
fn texts_are_as_large_as_asked_for_where_the_rows_have_room() {
    let scaled = |factor, diary| {
        let look = Look {
            text_scale: TextScale::new(factor).unwrap(),
            ..Look::default()
        };
        drawn(&look, &fixture::scenario(), diary)
    };
    for (factor, shown) in [(0.5, 0.5), (1.0, 1.0), (1.5, 1.5), (3.0, 2.0)] {
        let chart = scaled(factor, entries());
        let canvas = chart.picture.canvas;
        assert!(
            (canvas.scale - shown).abs() < 0.25,
            "{factor}: {}",
            canvas.scale
        );
        assert_eq!(canvas.pixels(), (1600, 900), "{factor}");
        let page = chart.page().unwrap().unwrap();
        let size = format!("font-size: {}%", factor * 100.0);
        assert!(page.contains(&size), "the page's own words: no {size}");
    }
    let row = |number| {
        let environment = Some(Environment::OnDemand(number));
        entry(What::Cold, environment, number + 1, [0, 50, 80_000])
    };
    let many = scaled(3.0, (0..60).map(row).collect()).picture.canvas;
    assert_eq!(many.scale, 1.0, "many rows have no room to give");
}

#[test]
fn hostile_names_are_only_text_in_figure_and_page() {
    let mut scenario = fixture::scenario();
    let hostile = "</script><script>alert(1)</script>{{data}} \"quoted\" 'single'\n\u{7}";
    scenario.title = hostile.to_owned();
    scenario.functions[0].name = hostile.to_owned();
    let chart = drawn(&Look::default(), &scenario, entries());
    let svg = chart.picture.svg().unwrap();
    assert!(!svg.contains("<script"), "markup got into the SVG");
    let page = chart.page().unwrap().unwrap();
    assert_eq!(
        page.matches("<script").count(),
        2,
        "only the page's own scripts"
    );
    assert_eq!(page.matches("</script").count(), 2);
    assert_eq!(
        page.matches("alert(1)").count(),
        page.matches("alert(1)&lt;").count() + page.matches("alert(1)\\u003c").count()
    );
    let data = page.split_once("id=\"data\">").unwrap().1;
    let data = data.split_once("</script>").unwrap().0;
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let name = data["environments"][1].as_str().unwrap();
    assert!(
        name.starts_with("</script><script>alert(1)</script>{{data}}"),
        "{name}"
    );
}

#[test]
fn a_page_tells_what_happens_in_order() {
    let chart = drawn(&Look::default(), &fixture::scenario(), entries());
    let page = chart.page().unwrap().unwrap();
    let data = page.split_once("id=\"data\">").unwrap().1;
    let data = data.split_once("</script>").unwrap().0;
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let words: Vec<_> = data["events"].as_array().unwrap().iter().collect();
    let words: Vec<_> = words
        .iter()
        .map(|event| format!("{} {}", event["t"], event["words"].as_str().unwrap()))
        .collect();
    insta::assert_snapshot!(words.join("\n"), @r"
    0.0 Request 1 finds no idle environment: checkout A is created (cold start).
    1.0 Request 2 goes to checkout P1, which was idle.
    2.0 checkout A is initialized and runs request 1.
    2.0 Request 3 is throttled.
    10.0 Request 1 is done; checkout A is idle.
    12.0 Request 4 goes to checkout A, which was idle.
    30.0 Request 2 is done; checkout P1 is idle.
    40.0 Request 4 is done; checkout A is idle.
    50.0 Request 5 fails: the service is out of order.
    60.0 checkout A is stopped.
    ");
}

#[test]
fn the_page_fetches_nothing() {
    for theme in [Theme::Light, Theme::Dark] {
        let look = Look {
            theme,
            language: Language::Korean,
            ..Look::default()
        };
        let page = drawn(&look, &fixture::scenario(), entries())
            .page()
            .unwrap()
            .unwrap();
        assert!(
            !page.contains("{{"),
            "every place of the template is filled"
        );
        for reference in ["src=", "href=", "@import", "url(", "fetch("] {
            assert!(!page.contains(reference), "{reference}");
        }
        let addresses = page.matches("http").count();
        let known =
            page.matches("http://www.w3.org/2000/svg").count() + page.matches("http-equiv").count();
        assert_eq!(addresses, known);
    }
}
