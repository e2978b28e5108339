//! The data of the charts as JSON that is safe inside a script element.
//!
//! A script element ends at `</script`, and `<!--` changes how it is read: no `<` is left in the text.
//! `>`, `&` and the line separators that JSON allows and old JavaScript does not are escaped, too.

use serde_json::{Value, json};

use crate::report::document::across::Across;
use crate::report::document::chart::{Chart, Series, View};
use crate::report::document::{Block, Document};

/// Fewest equal values in a row that are written as their number.
const RUN: usize = 3;

/// The text of the data element.
pub(super) fn of(page: &Document) -> String {
    let blocks = page.on_the_page().flat_map(|section| &section.blocks);
    let charts = blocks
        .filter_map(|block| match block {
            Block::Chart(chart) => Some(chart),
            _ => None,
        })
        .map(|chart| (chart.id.clone(), of_chart(chart)));
    let value = json!({
        "axes": page.axes.iter().map(of_axis).collect::<Vec<_>>(),
        "shades": page.shades.iter()
            .map(|shade| json!({ "from": shade.from, "to": shade.to }))
            .collect::<Vec<_>>(),
        "charts": Value::Object(charts.collect()),
        "words": {
            "to": page.language.choose("to", "~"),
            "run": page.language.whole_run(),
            "range": page.language.whole_range(),
            "toggle": page.language.choose("Show or hide", "보이기 또는 숨기기"),
        },
    });
    script_safe(&value.to_string())
}

fn of_axis(across: &Across) -> Value {
    match across {
        Across::Time(timeline) => json!({
            "end": timeline.end,
            "step": timeline.step,
            "count": timeline.intervals,
            "per": timeline.per_bucket,
            "day": timeline.day.map(|day| day.start()),
            "decimals": crate::report::format::clock_decimals(timeline.step),
        }),
        Across::Values(values) => json!({
            "name": values.name,
            "places": values.places,
            "shown": values.shown,
            "named": values.are_names,
        }),
    }
}

fn of_chart(chart: &Chart) -> Value {
    json!({
        "axis": chart.axis,
        "log": chart.logarithmic,
        "views": chart.views.iter().map(of_view).collect::<Vec<_>>(),
    })
}

fn of_view(view: &View) -> Value {
    let areas = view.areas.iter().map(|area| {
        let mut tree = json!({
            "under": area.under,
            "needs": area.needs,
            "fill": area.fill.key(),
            "label": area.label,
        });
        if let Some(edge) = &area.edge {
            tree["edge"] = packed(&edge.values);
        }
        tree
    });
    // The playground multiplies values: the page itself puts a value behind its name.
    let limits = view.references().map(|one| {
        let mut tree = json!({ "label": one.name, "value": one.value, "near": one.near });
        if one.says_value {
            tree["whole"] = json!(true);
        }
        tree
    });
    let marks = view.marks.iter().map(|mark| {
        json!({
            "label": mark.label,
            "value": mark.value,
            "ink": mark.ink.key(),
            "dashed": mark.dashed,
        })
    });
    let mut tree = json!({
        "series": view.series.iter().map(of_series).collect::<Vec<_>>(),
        "areas": areas.collect::<Vec<_>>(),
        "limits": limits.collect::<Vec<_>>(),
        "marks": marks.collect::<Vec<_>>(),
    });
    if let Some((from, to)) = view.window {
        tree["window"] = json!([short(Some(from)), short(Some(to))]);
    }
    tree
}

fn of_series(series: &Series) -> Value {
    let mut tree = json!({
        "label": series.label,
        "ink": series.ink.key(),
        "look": series.style.key(),
        "width": series.style.width(),
        "unit": series.unit,
        "values": packed(&series.points.values),
    });
    if let Some(dash) = series.style.dash() {
        tree["dash"] = json!(dash);
    }
    if series.missed.contains(&true) {
        tree["missed"] = json!(series.missed);
    }
    if !series.labels.is_empty() {
        tree["labels"] = json!(series.labels);
    }
    if let Some((low, high)) = &series.band {
        (tree["low"], tree["high"]) = (packed(low), packed(high));
    }
    tree
}

/// Values in short notation; equal ones in a row as `[value, how many]`.
fn packed(values: &[Option<f64>]) -> Value {
    let numbers: Vec<Value> = values.iter().map(|value| short(*value)).collect();
    let runs = numbers.chunk_by(|a, b| a == b);
    let items = runs.flat_map(|run| match run {
        [first, ..] if run.len() >= RUN => vec![json!([first, run.len()])],
        _ => run.to_vec(),
    });
    Value::Array(items.collect())
}

/// Whole numbers as they are; others with three decimals, or as many as five digits need, a cost of
/// $0.0042 among them.
fn short(value: Option<f64>) -> Value {
    let Some(value) = value.filter(|value| value.is_finite()) else {
        return Value::Null;
    };
    let size = value.abs();
    let scale = match size {
        _ if size >= 100.0 => 1e1,
        _ if size >= 0.1 || size == 0.0 => 1e3,
        // A power of ten that is exact, for fewer than 18 decimals.
        _ => 10_f64.powi((4 - size.log10().floor() as i32).min(15)),
    };
    let rounded = (value * scale).round() / scale;
    match rounded.fract() == 0.0 && rounded.abs() < 9e15 {
        true => json!(rounded as i64),
        false => json!(rounded),
    }
}

/// JSON in which nothing is markup.
pub(in crate::report) fn script_safe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for sign in json.chars() {
        match sign {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            sign => safe.push(sign),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn runs_are_packed_and_nothing_measured_is_null() {
        let values = [1.0, 1.0, 2.5, 2.5, 2.5, 1234.567].map(Some);
        assert_eq!(packed(&values).to_string(), "[1,1,[2.5,3],1234.6]");
        assert_eq!(packed(&[None; 4]).to_string(), "[[null,4]]");
        assert_eq!(short(Some(f64::NAN)), Value::Null);
    }

    proptest! {
        #[test]
        fn any_text_survives_and_none_is_markup(text in r#"(<!--|</script>|["'&\\\n<>]|\PC){0,40}"#) {
            let safe = script_safe(&json!({ "name": text }).to_string());
            prop_assert!(!safe.contains(['<', '>', '&']));
            let read: Value = serde_json::from_str(&safe).unwrap();
            prop_assert_eq!(read["name"].as_str(), Some(text.as_str()));
        }
    }
}
