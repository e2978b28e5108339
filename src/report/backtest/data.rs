//! A backtest as data: `backtest.csv` and `backtest.json`.
//!
//! It knows backtests; it must not know what is said of them.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use crate::kernel::SimTime;
use crate::report::cells;
use crate::report::figures::number;
use crate::study::Backtest;
use crate::study::backtest::{
    Compared, NEGLIGIBLE, Prediction, Quantity, Series, Suspect, TOLERANCE, Value,
};

/// Writes `backtest.csv`: a row for each function, measured interval and quantity that was measured.
pub(super) fn write(backtest: &Backtest, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record([
        "time_s",
        "function",
        "quantity",
        "measured",
        "simulated",
        "low",
        "high",
    ])?;
    for function in &backtest.functions {
        let name = cells::name(&function.name);
        for (index, slot) in function.slots.iter().enumerate() {
            for series in &function.series {
                let Some(point) = series.points.get(index) else {
                    continue;
                };
                let cell = |value: Option<f64>| {
                    value.map_or_else(String::new, |value| cell(series.quantity, value))
                };
                let simulated = |of: fn(&Prediction) -> f64| cell(point.simulated.as_ref().map(of));
                csv.write_record([
                    cells::time(SimTime::from_nanos(slot.from)),
                    name.clone(),
                    series.quantity.key().to_owned(),
                    cell(point.measured),
                    simulated(|one| one.mean),
                    simulated(|one| one.low),
                    simulated(|one| one.high),
                ])?;
            }
        }
    }
    csv.flush()
}

fn cell(quantity: Quantity, value: f64) -> String {
    match quantity {
        _ if !value.is_finite() => String::new(),
        Quantity::Duration => cells::millis(Some(value)),
        _ => cells::fraction(value),
    }
}

/// The contents of `backtest.json`.
pub(super) fn json(backtest: &Backtest) -> Json {
    let scenario = &backtest.scenario;
    let suspicion = &backtest.suspicion;
    json!({
        "scenario": scenario.name,
        "title": scenario.title,
        "seed": scenario.seed,
        "version": env!("CARGO_PKG_VERSION"),
        "replications": backtest.replications,
        "good_enough": backtest.is_good(),
        "rule": {
            "interval": "95 % of a new observation",
            "tolerance": TOLERANCE,
            "negligible_share_of_invocations": NEGLIGIBLE,
        },
        "functions": backtest.functions.iter().map(function).collect::<Vec<_>>(),
        "only_measured": backtest.only_measured,
        "only_simulated": backtest.only_simulated,
        "suspects": suspicion.suspects.iter().map(suspect).collect::<Vec<_>>(),
        "tried": suspicion.tried,
    })
}

fn function(function: &Compared) -> Json {
    let ends = function.slots.first().zip(function.slots.last());
    json!({
        "name": function.name,
        "measured_as": function.measured_as,
        "replayed": function.is_replayed,
        "from_s": ends.map(|(first, _)| first.from_s()),
        "to_s": ends.map(|(_, last)| last.to_s()),
        "intervals": function.slots.len(),
        "good_enough": function.is_good(),
        "quantities": function.series.iter().map(series).collect::<Vec<_>>(),
    })
}

fn series(series: &Series) -> Json {
    let total = &series.total;
    let worst = series.worst.map(|worst| {
        json!({
            "from_s": worst.slot.from_s(),
            "to_s": worst.slot.to_s(),
            "measured": number(worst.measured),
            "simulated": number(worst.simulated),
        })
    });
    json!({
        "quantity": series.quantity.key(),
        "measured": number(total.measured),
        "simulated": number(total.simulated.mean),
        "low": number(total.simulated.low),
        "high": number(total.simulated.high),
        "error": total.error().and_then(number),
        "bias": series.bias.and_then(number),
        "share_within": series.share_within.and_then(number),
        "good_enough": total.is_good,
        "worst": worst,
    })
}

fn suspect(suspect: &Suspect) -> Json {
    let (change, effect) = (&suspect.change, &suspect.effect);
    let unit = match change.to {
        Value::Span(_) | Value::Mean(_) => Some("s"),
        Value::Number(_) | Value::Factor(_) | Value::Word(_) => None,
    };
    json!({
        "key": change.key,
        "from": value(change.from),
        "to": value(change.to),
        "unit": unit,
        "removed": number(suspect.removed),
        "explains": suspect.explains(),
        "effect": {
            "function": effect.function,
            "quantity": effect.quantity.key(),
            "measured": number(effect.measured),
            "simulated": number(effect.simulated),
        },
    })
}

fn value(value: Value) -> Json {
    match value {
        Value::Number(value) => json!(value),
        Value::Span(value) | Value::Mean(value) | Value::Factor(value) => json!(number(value)),
        Value::Word(word) => json!(word),
    }
}
