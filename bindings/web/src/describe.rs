//! What a text says, all that is wrong with it, and what running it would take.
//!
//! It knows problems and their places; it must not know how a page shows them.

use burstsim::scenario::parse::{Problem, Sources, Span};
use burstsim::scenario::resolved;
use serde_json::{Value, json};

use crate::demand::demand;
use crate::request::Asked;

/// Problems, the text as JSON, every setting as JSON, and the demand.
pub(crate) fn describe(asked: &Asked) -> Value {
    let written = as_json(&asked.scenario);
    match asked.parsed(&[]) {
        Err(error) => json!({
            "problems": problems("error", error.problems(), error.sources(), asked),
            "written": written,
            "scenario": null,
            "demand": null,
        }),
        Ok(parsed) => {
            json!({
                "problems": problems("warning", &parsed.warnings, &parsed.sources, asked),
                "written": written,
                "scenario": as_json(&resolved::to_toml(&parsed.scenario)),
                "demand": demand(&parsed.scenario, asked.language.into()),
            })
        }
    }
}

fn problems(severity: &str, problems: &[Problem], sources: &Sources, asked: &Asked) -> Vec<Value> {
    let place = |span: Span| place(span, sources, &asked.scenario);
    let one = |problem: &Problem| {
        let mut told = place(problem.span);
        told["severity"] = json!(severity);
        told["title"] = json!(problem.title);
        told["label"] = json!(problem.label);
        told["help"] = json!(problem.help);
        let related = problem.related.iter().map(|(span, label)| {
            let mut told = place(*span);
            told["label"] = json!(label);
            told
        });
        told["related"] = related.collect();
        told
    };
    problems.iter().map(one).collect()
}

/// Where it is: the source, null for the scenario's own text, line and column from 1, and offsets as JavaScript counts them.
fn place(span: Span, sources: &Sources, own: &str) -> Value {
    let text = sources.text(span);
    let (line, column) = sources.position(span);
    let units = |end: usize| {
        let before = text.get(..end).unwrap_or(text);
        before.encode_utf16().count()
    };
    json!({
        "source": (text != own).then(|| sources.name(span)),
        "line": line,
        "column": column,
        "from": units(span.start()),
        "to": units(span.end()),
    })
}

/// What a text says; `None` if it is no TOML.
fn as_json(text: &str) -> Option<Value> {
    let table = toml::from_str::<toml::Table>(text).ok()?;
    Some(plain(toml::Value::Table(table)))
}

/// TOML as JSON; dates as text.
fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(is) => json!(is),
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(items) => items.into_iter().map(plain).collect(),
        toml::Value::Table(table) => {
            let entries = table.into_iter();
            Value::Object(entries.map(|(key, value)| (key, plain(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(scenario: &str) -> Value {
        describe(&Asked {
            scenario: scenario.to_owned(),
            ..Asked::default()
        })
    }

    const SMALL: &str = "duration = \"2s\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
                         [[functions]]\nname = \"주문\"\nservice_time = \"1s\"\ntraffic = [{ even.rate = 5 }]\n";

    #[test]
    fn a_good_text_has_every_setting_and_its_demand() {
        let told = of(SMALL);
        assert_eq!(told["problems"], json!([]));
        assert_eq!(told["written"]["functions"][0]["name"], "주문");
        assert_eq!(told["scenario"]["region"]["account_concurrency"], 1000);
        assert_eq!(told["demand"]["requests"], 10.0);
        assert_eq!(told["demand"]["is_too_large"], false);
    }

    #[test]
    fn a_problem_has_the_place_that_javascript_means() {
        let text = SMALL.replace("service_time", "servise_time");
        let told = of(&text);
        let problem = &told["problems"][0];
        let units: Vec<u16> = text.encode_utf16().collect();
        let at = |key: &str| problem[key].as_u64().unwrap() as usize;
        let found = String::from_utf16(&units[at("from")..at("to")]).unwrap();
        assert_eq!(found, "servise_time", "{problem}");
        assert_eq!((problem["source"].clone(), at("line")), (Value::Null, 7));
        assert_eq!(
            (&told["scenario"], &told["demand"]),
            (&Value::Null, &Value::Null)
        );
    }

    #[test]
    fn what_is_no_toml_is_a_problem_and_nothing_else() {
        let told = of("duration = ");
        assert_eq!(told["written"], Value::Null);
        assert_eq!(told["problems"][0]["severity"], "error");
    }

    #[test]
    fn a_day_of_much_traffic_is_said_to_be_too_large() {
        let text = SMALL
            .replace("2s", "24h")
            .replace("rate = 5", "rate = 50000");
        let demand = &of(&text)["demand"];
        assert_eq!(demand["requests"], 50_000.0 * 86_400.0);
        assert_eq!(demand["is_too_large"], true);
    }
}
