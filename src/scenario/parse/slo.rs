//! Decodes `[slo]`: objectives such as `throttle_rate = "< 0.1%"`.

use super::context::Context;
use super::given::Given;
use super::inputs::NoFiles;
use super::nearest::nearest;
use super::problem::{Problem, ScenarioError, Span};
use super::read::read;
use super::tree::{Node, Value};
use crate::measures::{Measure, Unit};
use crate::scenario::format::plain::{Plain, Share};
use crate::scenario::format::shape::{Kind, Limit};
use crate::scenario::slo::{Objective, Windows};

/// The objectives, in the order of the file, and the windows that they must hold in.
#[derive(Default)]
pub(super) struct Slo {
    pub(super) objectives: Vec<Objective>,
    pub(super) windows: Option<Windows>,
}

pub(super) fn slo(cx: &mut Context<'_>, given: Given<'_>) -> Option<Slo> {
    let mut found: Vec<_> = Measure::OBJECTIVES
        .into_iter()
        .filter_map(|measure| Some((measure, given.get(measure.key())?)))
        .collect();
    let windows = given.with_set("windows", windows);
    if found.is_empty() && given.get("windows").is_some() {
        cx.report::<()>(
            Problem::new(given.span(), "windows need an objective to hold in them")
                .label("no objective here")
                .help("add for instance: throttle_rate = \"< 1%\""),
        );
    }
    found.sort_by_key(|(_, given)| given.span());
    let objectives = found
        .into_iter()
        .map(|(measure, given)| objective(measure, given.plain()?));
    Some(Slo {
        objectives: objectives.collect::<Option<_>>()?,
        windows: windows?,
    })
}

/// `windows = { length = "1m", share = "99%" }`.
fn windows(given: Given<'_>) -> Option<Windows> {
    let Share(share) = given.take("share")?;
    Some(Windows {
        length: given.take("length")?,
        share,
    })
}

fn objective(measure: Measure, plain: Plain) -> Option<Objective> {
    let Plain::Objective(comparison, limit) = plain else {
        return None;
    };
    let limit = match *limit {
        Plain::Share(share) => share,
        Plain::Duration(latency) => latency.as_millis_f64(),
        _ => return None,
    };
    Some(Objective {
        measure,
        comparison,
        limit,
    })
}

/// Reads objectives as they are typed: `cold_start_rate < 1%`, one in each text. `origin` is what they
/// were typed after, as errors show it.
///
/// # Errors
/// All that is wrong with any of them.
pub fn parse_objectives(origin: &str, texts: &[String]) -> Result<Vec<Objective>, ScenarioError> {
    let mut cx = Context::new(&NoFiles);
    let typed: Vec<_> = texts
        .iter()
        .map(|text| typed(&mut cx, origin, text))
        .collect();
    let decoded: Option<Vec<_>> = typed.into_iter().collect();
    match decoded {
        Some(objectives) if cx.problems.is_empty() => Ok(objectives),
        _ => Err(ScenarioError::new(cx.problems, cx.sources)),
    }
}

fn typed(cx: &mut Context<'_>, origin: &str, text: &str) -> Option<Objective> {
    let source = cx.sources.add(origin, text);
    // The place of what is written between two bytes, without the spaces around it.
    let place = |start: usize, end: usize| {
        let part = &text[start..end];
        let start = start + (part.len() - part.trim_start().len());
        let end = start.max(end - (part.len() - part.trim_end().len()));
        Span::new(source, start, end)
    };
    let Some(split) = text.find(['<', '>']) else {
        return cx.report(
            Problem::new(place(0, text.len()), "expected METRIC < LIMIT")
                .label("no <, <=, > or >= here")
                .help("for instance \"cold_start_rate < 1%\" or \"latency_p99 < 300ms\""),
        );
    };
    let key = text[..split].trim();
    let Some(measure) = Measure::OBJECTIVES.into_iter().find(|one| one.key() == key) else {
        let known = || Measure::OBJECTIVES.into_iter().map(Measure::key);
        let help = match nearest(key, known()) {
            Some(close) if !key.is_empty() => format!("did you mean `{close}`?"),
            _ => format!("one of {}", known().collect::<Vec<_>>().join(", ")),
        };
        return cx.report(
            Problem::new(place(0, split), "this is not a metric of an objective")
                .label(match key {
                    "" => "the metric is missing",
                    _ => "unknown metric",
                })
                .help(help),
        );
    };
    let node = Node {
        span: place(split, text.len()),
        value: Value::Text(text[split..].trim().to_owned()),
    };
    let limit = match measure.unit() {
        Unit::Milliseconds => Limit::Duration,
        _ => Limit::Share,
    };
    match read(&Kind::Objective(limit), &node) {
        Ok(plain) => objective(measure, plain),
        Err(problem) => cx.report(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::format::SCENARIO;
    use crate::scenario::slo::Comparison;

    #[test]
    fn typed_objectives_are_read_like_those_of_a_scenario() {
        let read = |text: &str| parse_objectives("--slo", &[text.to_owned()]);
        let objective = read("latency_p99 <= 300ms").unwrap()[0];
        assert_eq!(objective.limit, 300.0);
        assert_eq!(objective.comparison, Comparison::LessOrEqual);
        assert_eq!(read(" cold_start_rate<1% ").unwrap()[0].limit, 0.01);
        for (text, title, excerpt) in [
            (
                "cold_start_rat < 1%",
                "this is not a metric",
                "cold_start_rat",
            ),
            ("< 1%", "this is not a metric", ""),
            (
                "cold_start_rate",
                "expected METRIC < LIMIT",
                "cold_start_rate",
            ),
            ("cold_start_rate < 10ms", "this is a share", "< 10ms"),
            (
                "latency_p99 < 5 ",
                "the limit of a latency needs a unit",
                "< 5",
            ),
            ("", "expected METRIC < LIMIT", ""),
            ("é < 1%", "this is not a metric", "é"),
        ] {
            let error = read(text).unwrap_err();
            let problem = &error.problems()[0];
            assert!(
                problem.title.starts_with(title),
                "{text}: {}",
                problem.title
            );
            assert_eq!(error.sources().excerpt(problem.span), excerpt, "{text}");
        }
    }

    #[test]
    fn every_measure_of_objectives_is_a_key() {
        let table = |kind: &'static Kind| kind.table().expect("a table");
        let slo = table(&table(&SCENARIO).key("slo").expect("a key").kind);
        // `windows` is not a limit: it says how the limits are judged.
        let limits = slo.keys().map(|key| key.name);
        let keys: Vec<_> = limits.filter(|name| *name != "windows").collect();
        assert_eq!(keys, Measure::OBJECTIVES.map(Measure::key));
    }
}
