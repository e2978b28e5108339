//! Charts of few and of many variants: all named, nothing out of place.

use super::*;
use crate::report::document::Look;
use crate::report::fixture::compared;
use crate::report::render::pictures::picture::Shape;

#[test]
fn a_line_that_leaves_the_panel_does_not_run_along_its_edge() {
    let shown = up_to(10.0, &[1.0, 11.0, 30.0, 12.0, 9.0]);
    assert_eq!(shown, [Some(1.0), Some(11.0), None, Some(12.0), Some(9.0)]);
}

#[test]
fn every_variant_is_named_and_all_shapes_lie_in_the_picture() {
    let regions = [
        "us-east-1",
        "us-east-2",
        "ap-northeast-2",
        "eu-west-1",
        "sa-east-1",
    ];
    let twice = [
        regions,
        [
            "us-west-1",
            "us-west-2",
            "eu-west-2",
            "eu-west-3",
            "eu-north-1",
        ],
    ]
    .concat();
    let bursts = [100, 200, 300, 400, 600, 700, 800].map(|burst| format!("us-east-1:{burst}"));
    let bursts = bursts.each_ref().map(String::as_str);
    for regions in [&regions[..1], &regions[..2], &regions, &twice, &bursts] {
        let comparison = compared(regions, " <a name> that no panel has the room for");
        let charts = draw(&Look::default(), &comparison);
        assert_eq!(charts.len(), 2);
        for Chart { name, picture, .. } in charts {
            let mut texts = Vec::new();
            for shape in &picture.shapes {
                let points = match shape {
                    Shape::Line { points, .. } | Shape::Area { points, .. } => points.clone(),
                    Shape::Text { text, at, .. } => {
                        texts.push(text.clone());
                        vec![*at]
                    }
                };
                let inside = |(x, y): (i32, i32)| (0..3200).contains(&x) && (0..1800).contains(&y);
                assert!(points.into_iter().all(inside), "{name}: {shape:?}");
            }
            // Those that are alike have one line, and one name in front of all of theirs.
            let drawn = if name == "scaling" {
                LINES.len()
            } else {
                regions.len()
            };
            for index in comparison.distinct().take(drawn) {
                let region = regions[index];
                let named = texts.iter().any(|text| text.starts_with(region));
                assert!(
                    named,
                    "{name} of {} lacks {region}: {texts:?}",
                    regions.len()
                );
            }
        }
    }
}
