//! Which metric, statistic and function a label names: `checkout Invocations`, `us-east-1 checkout Duration p99`,
//! `AWS/Lambda FunctionName:checkout Errors Sum 300`.
//!
//! It knows how people and the console write these. It must not know what else an answer says.

use super::names;
use crate::import::gathered::Statistic;

/// What a label says, or an id (see `id`).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Label {
    pub(super) namespace: Option<String>,
    pub(super) metric: Option<&'static str>,
    pub(super) statistic: Option<Statistic>,
    /// What remains: the name of the function.
    pub(super) function: Option<String>,
    /// Whether it is of a version or an alias.
    pub(super) is_of_version: bool,
    /// Whether it is a rate or a share, which an expression computes.
    pub(super) is_computed: bool,
    pub(super) region: Option<String>,
    pub(super) period_s: Option<i64>,
}

/// Reads a label.
pub(super) fn read(text: &str) -> Label {
    // `checkout Errors [max: 3]`: what a dynamic label shows of its values.
    let (before, after) = text.split_once('[').unwrap_or((text, ""));
    let text = [before, after.split_once(']').map_or("", |(_, after)| after)].join(" ");
    let is_separator = |c: char| c.is_whitespace() || "•·|,;()\"'".contains(c);
    let words: Vec<&str> = text
        .split(is_separator)
        .filter(|word| !word.is_empty())
        .collect();
    let mut label = Label::default();
    let mut rest = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let is_last = at + 1 == words.len();
        let taken = label.take_metric(&words[at..], &mut rest);
        if taken > 0 {
            at += taken;
            continue;
        }
        if let Some((key, value)) = dimension(word) {
            // `FunctionName: checkout` has its value in the next word.
            let is_apart = value.is_empty() && !is_last;
            let value = if is_apart { words[at + 1] } else { value };
            label.take_dimension(key, value);
            at += 1 + usize::from(is_apart);
            continue;
        }
        if !label.take(word, is_last) {
            rest.push(*word);
        }
        at += 1;
    }
    if label.metric.is_none() {
        // `Max concurrent`, `Invocation count`: whole words only, since `inv` may be a function.
        let found = rest
            .iter()
            .position(|word| word.len() >= 5 && names::abbreviated(word).is_some());
        label.metric = found.and_then(|at| names::abbreviated(rest.remove(at)));
    }
    let is_filler = |word: &&str| {
        let word = word.to_ascii_lowercase();
        let fillers = [
            "of", "for", "function", "lambda", "total", "count", "-", "–", "/", ":",
        ];
        !fillers.contains(&word.as_str())
    };
    let rest: Vec<&str> = rest.into_iter().filter(is_filler).collect();
    if label.function.is_none() && !rest.is_empty() {
        let name = rest.join("-");
        let name = name.trim_matches(|c: char| ":/.-".contains(c));
        label.name(name);
    }
    label
}

/// `FunctionName:checkout`, `Resource=checkout:live`; no other dimension is of Lambda.
fn dimension(word: &str) -> Option<(&str, &str)> {
    let (key, value) = word.split_once([':', '='])?;
    let keys = [
        "FunctionName",
        "Resource",
        "ExecutedVersion",
        "EventSourceMappingUUID",
    ];
    keys.contains(&key).then_some((key, value))
}

impl Label {
    /// Takes the metric that words begin with, if they do: `Errors`, `Concurrent executions`, `checkout/Errors`. Says
    /// how many words it took.
    fn take_metric<'a>(&mut self, words: &[&'a str], rest: &mut Vec<&'a str>) -> usize {
        for count in (1..=words.len().min(4)).rev() {
            let joined: String = words[..count].concat();
            let joined = joined.trim_end_matches(':').replace(['-', '_'], "");
            if let Some(metric) = names::metric(&joined) {
                self.metric = Some(metric);
                return count;
            }
        }
        let Some(word) = words.first() else { return 0 };
        let cuts = [
            word.rsplit_once(['/', '.', ':']),
            word.split_once(['/', '.', ':']),
        ];
        let cut = cuts.into_iter().flatten().find_map(|(before, after)| {
            match (names::metric(before), names::metric(after)) {
                (_, Some(metric)) => Some((metric, before)),
                (Some(metric), None) => Some((metric, after)),
                (None, None) => None,
            }
        });
        let Some((metric, name)) = cut else { return 0 };
        self.metric = Some(metric);
        rest.push(name);
        1
    }

    fn take_dimension(&mut self, key: &str, value: &str) {
        if key == "FunctionName" {
            self.name(value);
        } else {
            // `Resource:checkout` is the function itself, `Resource:checkout:live` an alias of it.
            self.is_of_version |= key != "Resource" || value.contains(':');
        }
    }

    /// Takes a word that says something other than the function's name; whether it did.
    fn take(&mut self, word: &str, is_last: bool) -> bool {
        let (region, namespace) = match word.split_once(":AWS/") {
            Some((region, service)) => (Some(region), Some(format!("AWS/{service}"))),
            None => (None, word.starts_with("AWS/").then(|| word.to_owned())),
        };
        if let Some(namespace) = namespace {
            self.region = region.map(str::to_owned).or(self.region.take());
            self.namespace = Some(namespace);
            return true;
        }
        if is_region(word) {
            self.region = Some(word.to_owned());
            return true;
        }
        if let Some(statistic) = names::statistic(word) {
            self.statistic = Some(statistic);
            return true;
        }
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && is_last && self.metric.is_some() && self.statistic.is_some() {
            self.period_s = word.parse().ok().filter(|period| *period > 0);
            return true;
        }
        let computed = ["rate", "ratio", "percent", "percentage", "availability"];
        if word.contains('%') || computed.contains(&word.to_lowercase().as_str()) {
            self.is_computed = true;
            return true;
        }
        // The number of an account.
        is_number && word.len() == 12
    }

    /// Takes the name of a function, perhaps with an alias or a version.
    fn name(&mut self, text: &str) {
        let (name, version) = text.split_once(':').unwrap_or((text, ""));
        self.is_of_version |= !version.is_empty();
        self.function = Some(name)
            .filter(|name| !name.is_empty())
            .map(str::to_owned);
    }
}

#[cfg(test)]
impl Label {
    /// Metric, statistic, function and Region in one text, as tests expect them.
    pub(super) fn seen(&self) -> String {
        let statistic = self.statistic.map(Statistic::name);
        [
            self.metric,
            statistic.as_deref(),
            self.function.as_deref(),
            self.region.as_deref(),
        ]
        .map(|text| text.unwrap_or("-"))
        .join(" ")
    }
}

/// A Region's code: `us-east-1`.
fn is_region(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let [area, place @ .., number] = parts.as_slice() else {
        return false;
    };
    let is_lower = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase());
    area.len() == 2
        && is_lower(area)
        && (1..=2).contains(&place.len())
        && place.iter().all(|part| part.len() >= 3 && is_lower(part))
        && number.len() == 1
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_name_metric_statistic_function_and_region() {
        for (text, expected) in [
            ("Invocations", "Invocations - - -"),
            ("checkout Invocations", "Invocations - checkout -"),
            ("checkout Duration p99", "Duration p99 checkout -"),
            ("Lambda checkout Errors", "Errors - checkout -"),
            (
                "us-east-1 checkout Invocations Sum",
                "Invocations Sum checkout us-east-1",
            ),
            (
                "AWS/Lambda • checkout • Errors • Sum",
                "Errors Sum checkout -",
            ),
            (
                "eu-west-1:AWS/Lambda FunctionName:checkout Errors Sum 300",
                "Errors Sum checkout eu-west-1",
            ),
            ("FunctionName: checkout Throttles", "Throttles - checkout -"),
            (
                "errors-handler Invocations",
                "Invocations - errors-handler -",
            ),
            ("checkout/Duration avg", "Duration Average checkout -"),
            ("Errors: checkout", "Errors - checkout -"),
            ("Errors.checkout", "Errors - checkout -"),
            ("Concurrent executions", "ConcurrentExecutions - - -"),
            (
                "Throttles of checkout (max)",
                "Throttles Maximum checkout -",
            ),
            ("p99.9 Duration checkout", "Duration p99.9 checkout -"),
            ("checkout:live Invocations", "Invocations - checkout -"),
            ("EstimatedCharges", "- - EstimatedCharges -"),
            ("", "- - - -"),
            ("• |", "- - - -"),
            (
                "checkout Max Concurrent",
                "ConcurrentExecutions Maximum checkout -",
            ),
            ("Avg Duration", "Duration Average - -"),
            ("Error count", "Errors - - -"),
            ("checkout Errors [max: 3, last: 0]", "Errors - checkout -"),
        ] {
            assert_eq!(read(text).seen(), expected, "{text}");
        }
        assert_eq!(read("checkout Errors Sum 300").period_s, Some(300));
        assert!(read("checkout:live Invocations").is_of_version);
        assert!(read("Error rate (%)").is_computed && !read("rate-limiter Errors").is_computed);
    }
}
