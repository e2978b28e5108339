//! The functions of a summary as CSV: a row each, a column for every figure.
//!
//! It knows that a summary is a tree with a list of functions; it must not know which figures there are.

use std::io;

use serde_json::Value;

use super::cells;

/// A row for each function. A figure inside another has both names: `latency_ms_p50`; of an interval
/// the ends are `low` and `high`. Lists of anything else are left out.
pub(super) fn csv(summary: &Value) -> io::Result<String> {
    let functions = summary["functions"].as_array();
    let rows: Vec<Vec<(String, String)>> = functions
        .into_iter()
        .flatten()
        .map(|function| {
            let mut row = Vec::new();
            flatten("", function, &mut row);
            row
        })
        .collect();
    // Not every function has every figure.
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flatten() {
        if !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(&columns)?;
    for row in &rows {
        let cell = |column: &&str| {
            let found = row.iter().find(|(name, _)| name == column);
            found.map_or("", |(_, cell)| cell)
        };
        csv.write_record(columns.iter().map(cell))?;
    }
    let bytes = csv.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn flatten(name: &str, value: &Value, row: &mut Vec<(String, String)>) {
    let below = |key: &str| match name {
        "" => key.to_owned(),
        name => format!("{name}_{key}"),
    };
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                flatten(&below(key), value, row);
            }
        }
        Value::Array(ends) => {
            if let [low, high] = &ends[..]
                && low.is_number()
            {
                flatten(&below("low"), low, row);
                flatten(&below("high"), high, row);
            }
        }
        Value::String(text) => row.push((name.to_owned(), cells::name(text))),
        Value::Null => row.push((name.to_owned(), String::new())),
        Value::Bool(_) | Value::Number(_) => row.push((name.to_owned(), value.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_become_columns_whatever_their_depth() {
        let summary = serde_json::json!({ "functions": [
            { "name": "=a", "latency_ms": { "p50": 1.5, "p99": null }, "changes": [{ "at": 1 }] },
            { "name": "b, c", "rate": { "mean": 0.5, "ci95": [0.25, 0.75], "n": 3 } },
        ] });
        assert_eq!(
            csv(&summary).unwrap(),
            "name,latency_ms_p50,latency_ms_p99,rate_mean,rate_ci95_low,rate_ci95_high,rate_n\n\
             '=a,1.5,,,,,\n\
             \"b, c\",,,0.5,0.25,0.75,3\n"
        );
    }
}
