//! Charts of ordinary, empty and hostile runs: they are drawn, the same each time, and nothing of
//! the user's text gets out of its place.

use super::picture::{Picture, Shape};
use super::{Chart, Look, style};
use crate::kernel::SimDuration;
use crate::metrics::RunResult;
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Ink, Limit, LineStyle, Mark, Series, View};
use crate::report::document::points::Points;
use crate::report::document::{
    self, Block, Document, Figure, Language, Layout, Pane, Section, slug, subtitle,
};
use crate::report::observed::Observed;
use crate::report::stories::of_observed;
use crate::report::{Size, TextScale, Theme, fixture};
use crate::scenario::Scenario;
use crate::study::Bands;

/// The charts of a run, as they look by default.
fn draw(scenario: &Scenario, result: &RunResult, bands: Option<&Bands>) -> Vec<Chart> {
    drawn(
        &Look::default(),
        scenario,
        &Observed::new((scenario, result), bands, None),
    )
}

fn drawn(look: &Look, scenario: &Scenario, observed: &Observed) -> Vec<Chart> {
    super::of_document(look, &of_observed(look, scenario, observed))
}

fn texts(picture: &Picture) -> Vec<&str> {
    picture
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Text { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

fn named<'a>(charts: &'a [Chart], name: &str) -> &'a Picture {
    &charts
        .iter()
        .find(|chart| chart.name == name)
        .expect("the chart is drawn")
        .picture
}

/// AWS's diagram, with some provisioned concurrency.
fn diagram(provisioned: u64) -> (Scenario, RunResult) {
    let mut scenario = fixture::scenario();
    scenario.functions.truncate(1);
    (scenario, fixture::diagram(provisioned))
}

#[test]
fn the_scaling_diagram_speaks_awss_language() {
    let (scenario, result) = diagram(0);
    let charts = draw(&scenario, &result, None);
    let words = texts(named(&charts, "scaling"));
    for legend in ["function instances", "open requests", "throttling possible"] {
        assert!(words.contains(&legend), "{legend} is missing in {words:?}");
    }
    assert!(!words.contains(&"provisioned concurrency"));

    let (scenario, result) = diagram(1500);
    let charts = draw(&scenario, &result, None);
    let words = texts(named(&charts, "scaling"));
    for legend in ["provisioned concurrency", "standard concurrency"] {
        assert!(words.contains(&legend), "{legend} is missing in {words:?}");
    }
}

#[test]
fn the_subtitle_names_the_rule_and_whose_quota_it_is() {
    let regional = subtitle(&Look::default(), &fixture::scenario());
    assert!(
        regional
            .contains("regional-burst (AWS's rule until November 2023) · burst 3,000 · +500/min ·"),
        "{regional}"
    );
    let own = subtitle(&Look::default(), &fixture::per_function());
    assert!(
        own.contains("per-function · burst 1,000 · +6,000/min each ·"),
        "{own}"
    );
}

#[test]
fn charts_are_the_same_each_time() {
    let (scenario, result) = diagram(1500);
    for (first, second) in draw(&scenario, &result, None)
        .iter()
        .zip(&draw(&scenario, &result, None))
    {
        assert_eq!(
            first.picture.svg().unwrap(),
            second.picture.svg().unwrap(),
            "{}",
            first.name
        );
        assert!(
            first.picture.png().unwrap() == second.picture.png().unwrap(),
            "{}",
            first.name
        );
    }
}

#[test]
fn everything_stays_inside_the_picture() {
    for (scenario, result) in [
        diagram(0),
        diagram(1500),
        (fixture::scenario(), fixture::small()),
    ] {
        for chart in draw(&scenario, &result, None) {
            for shape in &chart.picture.shapes {
                let (Shape::Line { points, .. } | Shape::Area { points, .. }) = shape else {
                    continue;
                };
                for &(x, y) in points {
                    let inside = (0..=3200).contains(&x) && (0..=1800).contains(&y);
                    assert!(inside, "{}: ({x}, {y}) lies outside", chart.name);
                }
            }
        }
    }
}

#[test]
fn a_hostile_title_is_only_text() {
    let (mut scenario, mut result) = diagram(0);
    scenario.title = "<script>alert(1)</script> & \"quotes\"\u{7}\n\u{202e} ".repeat(4);
    result.functions[0].name = scenario.title.clone();
    for chart in draw(&scenario, &result, None) {
        let svg = chart.picture.svg().unwrap();
        assert!(
            !svg.contains("<script"),
            "{}: markup got through",
            chart.name
        );
        let controls: Vec<char> = svg
            .chars()
            .filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            .collect();
        assert!(
            controls.is_empty(),
            "{}: control characters {controls:?}",
            chart.name
        );
        chart.picture.png().unwrap();
    }
}

#[test]
fn a_run_without_anything_is_drawn_in_words() {
    let (mut scenario, mut result) = diagram(0);
    scenario.duration = SimDuration::from_millis(1);
    result.simulated = scenario.duration;
    result.account.intervals.truncate(1);
    result.functions[0].intervals.truncate(1);
    result.functions[0].intervals[0] = Default::default();
    result.functions[0].totals = Default::default();
    let charts = draw(&scenario, &result, None);
    for chart in &charts {
        chart.picture.svg().unwrap();
        chart.picture.png().unwrap();
    }
    let throttles = texts(named(&charts, "throttles"));
    assert!(
        throttles.contains(&"No attempt was throttled."),
        "{throttles:?}"
    );
    assert!(
        throttles.contains(&"There was no cold start."),
        "{throttles:?}"
    );
    assert!(texts(named(&charts, "latency")).contains(&"No request was completed."));
}

#[test]
fn file_names_are_safe_whatever_the_function_is_called() {
    assert_eq!(slug("Checkout API"), "checkout-api");
    assert_eq!(slug("../../etc/passwd"), "etc-passwd");
    assert_eq!(slug("함수"), "function");
    assert_eq!(slug(&"x".repeat(100)).len(), 40);
}

#[test]
fn a_single_throttled_second_has_flanks_down_to_the_axis() {
    let (scenario, mut result) = diagram(0);
    let function = &mut result.functions[0];
    for interval in &mut function.intervals {
        interval.counts = Default::default();
    }
    function.intervals[300].counts.throttles_scaling = 50;
    function.totals = function.intervals[300].counts;
    let charts = draw(&scenario, &result, None);
    let edges: Vec<_> = named(&charts, "throttles")
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Line { points, stroke } if stroke.color == style::VERMILION => Some(points),
            _ => None,
        })
        .collect();
    let [edge] = edges[..] else {
        panic!("one edge, not {}", edges.len());
    };
    let rows: Vec<_> = edge.iter().map(|point| point.1).collect();
    let base = rows.iter().copied().max();
    assert_eq!((rows.first().copied(), rows.last().copied()), (base, base));
    assert!(rows.iter().copied().min() < base);
}

#[test]
fn replications_are_drawn_as_their_mean_with_its_band() {
    let (scenario, first) = diagram(1500);
    let mut bands = Bands::new(&first);
    for shift in [0, 400, 900] {
        let mut result = first.clone();
        for row in &mut result.functions[0].intervals {
            row.environments.mean += f64::from(shift);
        }
        bands.add(&result);
    }
    let charts = draw(&scenario, &first, Some(&bands));
    let words = texts(named(&charts, "scaling"));
    for legend in [
        "function instances, mean of 3 replications",
        "95 % confidence interval",
        "provisioned concurrency",
    ] {
        assert!(words.contains(&legend), "{legend} is missing in {words:?}");
    }
    let words = texts(named(&charts, "latency"));
    assert!(
        words
            .iter()
            .any(|words| words.starts_with("replication 0 of 3")),
        "a chart of one sample path says so: {words:?}"
    );
}

#[test]
fn a_warm_up_is_marked_and_named() {
    let (mut scenario, result) = diagram(0);
    scenario.warm_up = SimDuration::from_secs(120);
    let edge = |shape: &Shape, column| match shape {
        Shape::Line { points, .. } => points.iter().all(|point| point.0 == column),
        _ => false,
    };
    for chart in draw(&scenario, &result, None) {
        let words = texts(&chart.picture);
        assert!(words.contains(&"warm-up, not counted"), "{}", chart.name);
        // 120 of 900 s lie at 200 + 120 / 900 x 2890 pixels.
        let edges = chart.picture.shapes.iter();
        let dashes = edges.filter(|shape| edge(shape, 585)).count();
        assert!(dashes > 3, "{}: no dashed line where it ends", chart.name);
    }
}

/// Every chart of the test in each look.
fn looks() -> impl Iterator<Item = Look> {
    let themes = [Theme::Light, Theme::Dark].into_iter();
    let languages = [Language::English, Language::Korean];
    let sizes = [(640, 360), (1600, 900), (1000, 1000)];
    let sizes = sizes.map(|(width, height)| Size::new(width, height).unwrap());
    themes.flat_map(move |theme| {
        languages.into_iter().flat_map(move |language| {
            sizes.map(|size| Look {
                language,
                theme,
                size,
                text_scale: TextScale::default(),
            })
        })
    })
}

#[test]
fn in_every_look_everything_stays_inside_and_nothing_is_of_the_other_theme() {
    let (scenario, result) = (fixture::scenario(), fixture::small());
    let observed = Observed::new((&scenario, &result), None, None);
    for look in looks() {
        for chart in drawn(&look, &scenario, &observed) {
            let canvas = chart.picture.canvas;
            for shape in &chart.picture.shapes {
                let (points, color) = match shape {
                    Shape::Line { points, stroke } => (points.as_slice(), stroke.color),
                    Shape::Area { points, color } => (points.as_slice(), *color),
                    Shape::Text { at, color, .. } => (std::slice::from_ref(at), *color),
                };
                for &(x, y) in points {
                    let inside =
                        (0..=canvas.width).contains(&x) && (0..=canvas.height).contains(&y);
                    assert!(inside, "{look:?} {}: ({x}, {y}) of {shape:?}", chart.name);
                }
                let changed = style::themed(look.theme, color) != color;
                assert!(!(changed && look.theme == Theme::Light), "{}", chart.name);
                // A colour that the dark theme does not know would stay as it was on white.
                assert!(
                    look.theme == Theme::Light || style::is_on_dark(color),
                    "{}: {color:?} has no counterpart on dark",
                    chart.name
                );
            }
        }
    }
}

#[test]
fn korean_charts_have_no_english_left_but_names() {
    let (mut scenario, result) = (fixture::scenario(), fixture::small());
    scenario.title = "제목".to_owned();
    scenario.warm_up = SimDuration::from_secs(10);
    let look = Look {
        language: Language::Korean,
        ..Look::default()
    };
    let names = [
        "us-east-1",
        "regional-burst",
        "AWS",
        "SLO",
        "800ms",
        "checkout",
        "=search",
        "p50",
        "p99",
        "(ms)",
    ];
    for chart in drawn(
        &look,
        &scenario,
        &Observed::new((&scenario, &result), None, None),
    ) {
        for text in texts(&chart.picture) {
            let text = names
                .iter()
                .fold(text.to_owned(), |text, name| text.replace(name, ""));
            let left = text.chars().any(|sign| sign.is_ascii_alphabetic());
            assert!(!left, "{}: {text}", chart.name);
        }
    }
}

#[test]
fn an_outage_is_not_taken_for_throttling() {
    let (scenario, mut result) = diagram(0);
    for interval in &mut result.functions[0].intervals {
        let counts = &mut interval.counts;
        counts.errors = counts.throttles();
        counts.throttles_scaling = 0;
        counts.throttles_concurrency = 0;
        counts.throttles_rate = 0;
    }
    let charts = draw(&scenario, &result, None);
    let words = texts(named(&charts, "scaling"));
    assert!(words.contains(&"attempts failed"), "{words:?}");
    assert!(!words.contains(&"throttling possible"), "{words:?}");
    let words = texts(named(&charts, "throttles"));
    assert!(words.contains(&"failed attempts per second"), "{words:?}");
}

/// A mark at the right end, such as that of an answer, would cross the label that stands there.
#[test]
fn the_label_of_a_limit_stands_where_no_mark_crosses_it() {
    let end_of_label = |mark: f64| {
        let points = Points::each(vec![Some(3.0), Some(2.0), Some(1.0)]);
        let view = View {
            series: vec![Series::new("cost", Ink::Orange, LineStyle::Line, points)],
            limits: vec![Limit {
                label: "constant".to_owned(),
                value: 1.5,
            }],
            marks: vec![Mark {
                label: "answer".to_owned(),
                value: mark,
                ink: Ink::Green,
                dashed: false,
            }],
            ..View::default()
        };
        let document = Document {
            axes: vec![Across::Values(Values {
                name: "target".to_owned(),
                places: vec![10.0, 50.0, 90.0],
                shown: ["10", "50", "90"].map(str::to_owned).into(),
                are_names: false,
            })],
            sections: vec![Section {
                blocks: vec![Block::Chart(document::chart::Chart {
                    id: "costs".to_owned(),
                    views: vec![view],
                    ..Default::default()
                })],
                ..Section::default()
            }],
            figures: vec![Figure {
                name: "costs".to_owned(),
                title: String::new(),
                subtitle: String::new(),
                layout: Layout::Rows,
                panes: vec![Pane::of("costs", 0)],
            }],
            ..Document::default()
        };
        let charts = super::of_document(&Look::default(), &document);
        let mut shapes = named(&charts, "costs").shapes.iter();
        shapes.find_map(|shape| match shape {
            Shape::Text { text, at, .. } if text.starts_with("constant 1.5") => Some(at.0),
            _ => None,
        })
    };
    assert!(end_of_label(50.0) > Some(2000), "at the right end");
    assert!(end_of_label(90.0) < Some(1200), "at the left");
}
