//! What quantities and values of assumptions are called, and how their figures look.

use crate::report::document::Language;
use crate::report::format::{milliseconds, number, span, thousands};
use crate::study::backtest::{Prediction, Quantity, Value};

/// What a quantity is called in a sentence or a table.
pub(super) fn name(language: Language, quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Invocations => language.choose("invocations", "호출"),
        Quantity::Concurrency => language.choose("peak concurrency", "최대 동시성"),
        Quantity::Throttles => language.choose("throttles", "스로틀링"),
        Quantity::ColdStarts => language.choose("cold starts", "콜드 스타트"),
        Quantity::Duration => language.choose("mean duration", "평균 실행 시간"),
    }
}

/// A value of a quantity.
pub(super) fn figure(quantity: Quantity, value: f64) -> String {
    match quantity {
        // Whole milliseconds, so that a few of them are seen.
        Quantity::Duration if (1000.0..60_000.0).contains(&value) => {
            format!("{} ms", thousands(value.round() as u64))
        }
        Quantity::Duration => milliseconds(value),
        // A tenth of an event is enough.
        _ if value < 1000.0 => number((value * 10.0).round() / 10.0),
        _ => thousands(value.round() as u64),
    }
}

/// How far an interval is off in the mean; what rounds to nothing has no direction.
pub(super) fn bias(quantity: Quantity, value: f64) -> String {
    let size = match quantity {
        Quantity::Duration => figure(quantity, value.abs()),
        _ if value.abs() < 0.005 => "0".to_owned(),
        _ if value.abs() < 10.0 => number((value.abs() * 100.0).round() / 100.0),
        _ => figure(quantity, value.abs()),
    };
    let is_negative = value < 0.0 && size.chars().any(|digit| ('1'..='9').contains(&digit));
    if is_negative {
        format!("-{size}")
    } else {
        size
    }
}

/// The ends of an interval; nothing where a single run leaves them open.
pub(super) fn interval(language: Language, quantity: Quantity, one: Prediction) -> Option<String> {
    if !(one.low.is_finite() && one.high.is_finite()) {
        return None;
    }
    let low = figure(quantity, one.low.max(0.0));
    let high = figure(quantity, one.high);
    Some(language.choose(format!("{low} to {high}"), format!("{low}–{high}")))
}

/// The value of an assumption in the scenario, beside which the other one says what it is a value of.
pub(super) fn own_value(language: Language, own: Value) -> String {
    match own {
        Value::Mean(seconds) => milliseconds(seconds * 1e3),
        other => value(language, other),
    }
}

/// A value of an assumption.
pub(super) fn value(language: Language, value: Value) -> String {
    match value {
        Value::Number(value) => thousands(value.into()),
        Value::Span(seconds) => span(seconds),
        Value::Mean(seconds) => {
            let mean = milliseconds(seconds * 1e3);
            language.choose(format!("a mean of {mean}"), format!("평균 {mean}"))
        }
        Value::Factor(factor) => number((factor * 100.0).round() / 100.0),
        Value::Word(word) => word.to_owned(),
    }
}
