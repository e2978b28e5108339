//! Which metric and statistic the expressions ask for that find metrics instead of computing with them.

/// What an expression asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Asked {
    /// The metric, if it is one only.
    pub(super) metric: Option<String>,
    pub(super) statistic: Option<String>,
    pub(super) period_s: Option<f64>,
}

/// Reads `SEARCH('{AWS/Lambda,FunctionName} MetricName="Errors"', 'Sum', 60)` and
/// `SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName`; `None` for other expressions
/// and other namespaces.
pub(super) fn read(expression: &str) -> Option<Asked> {
    let text = expression.trim();
    let upper = text.to_ascii_uppercase();
    if !text.contains("AWS/Lambda") {
        return None;
    }
    if upper.starts_with("SEARCH") {
        return Some(search(text));
    }
    upper.starts_with("SELECT").then(|| select(text))
}

fn search(text: &str) -> Asked {
    let mut asked = Asked::default();
    let after = text.split_once("MetricName").map_or("", |(_, after)| after);
    let name: String = after
        .trim_start_matches(|c: char| c.is_whitespace() || "=\"\\('".contains(c))
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    // `MetricName=("Errors" OR "Throttles")` asks for several.
    asked.metric = Some(name).filter(|name| !name.is_empty() && !after.contains(" OR "));
    // What stands after the search's own text: statistic and period.
    let Some((before, after)) = text.rsplit_once("',") else {
        return asked;
    };
    let last = after.trim().trim_end_matches(')').trim();
    match last.parse() {
        Ok(period) => {
            asked.period_s = Some(period);
            asked.statistic = before.rsplit_once('\'').map(|(_, word)| word.to_owned());
        }
        Err(_) => asked.statistic = Some(last.trim_matches('\'').to_owned()),
    }
    asked
}

fn select(text: &str) -> Asked {
    let called = text["SELECT".len()..].split_once('(');
    let Some((function, after)) = called else {
        return Asked::default();
    };
    let metric = after
        .split(')')
        .next()
        .unwrap_or("")
        .trim()
        .trim_matches('"');
    let statistic = match function.trim().to_ascii_uppercase().as_str() {
        "SUM" => "Sum",
        "AVG" => "Average",
        "MIN" => "Minimum",
        "MAX" => "Maximum",
        _ => "SampleCount",
    };
    Asked {
        metric: Some(metric.to_owned()).filter(|metric| !metric.is_empty()),
        statistic: Some(statistic.to_owned()),
        period_s: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_and_selects_say_what_they_ask_for() {
        let asked = |metric: Option<&str>, statistic: &str, period_s| {
            Some(Asked {
                metric: metric.map(str::to_owned),
                statistic: Some(statistic.to_owned()),
                period_s,
            })
        };
        for (expression, expected) in [
            (
                "SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Errors\"', 'Sum', 60)",
                asked(Some("Errors"), "Sum", Some(60.0)),
            ),
            (
                "SEARCH('{AWS/Lambda,FunctionName} MetricName=(\"Errors\" OR \"Throttles\")', 'Sum')",
                asked(None, "Sum", None),
            ),
            (
                "SELECT AVG(Duration) FROM SCHEMA(\"AWS/Lambda\", FunctionName) GROUP BY FunctionName",
                asked(Some("Duration"), "Average", None),
            ),
            ("SELECT AVG(CPUUtilization) FROM \"AWS/EC2\"", None),
            ("m1/m2*100", None),
            ("SELECT AWS/Lambda", Some(Asked::default())),
            ("SEARCH AWS/Lambda", Some(Asked::default())),
        ] {
            assert_eq!(read(expression), expected, "{expression}");
        }
    }
}
