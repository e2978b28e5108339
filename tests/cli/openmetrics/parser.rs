//! A strict parser of OpenMetrics text, written from the specification: it knows nothing of how the file is written.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::str::Chars;

/// Metrics of one name.
#[derive(Debug, Default)]
pub(super) struct Family {
    pub(super) kind: String,
    pub(super) help: String,
    /// Samples by time, for each set of labels.
    pub(super) series: BTreeMap<BTreeMap<String, String>, Vec<(f64, f64)>>,
}

/// The families of a text by their names; fails where the specification is broken.
pub(super) fn parsed(text: &str) -> BTreeMap<String, Family> {
    let body = text.strip_suffix("# EOF\n").expect("the end is `# EOF`");
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    let (mut current, mut last) = (String::new(), None);
    let mut metrics = BTreeSet::new();
    for line in body.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let mut words = comment.splitn(3, ' ');
            let (what, name) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
            let value = words.next().unwrap_or("").to_owned();
            if what == "TYPE" {
                let is_new = !families.contains_key(name);
                assert!(is_new, "{name} comes twice, or is interleaved: {line}");
                (current, last) = (name.to_owned(), None);
                families.insert(current.clone(), Family::default());
            }
            let family = families.get_mut(&current).expect("TYPE comes first");
            assert_eq!(name, current, "{line}");
            assert!(family.series.is_empty(), "metadata after samples: {line}");
            match what {
                "TYPE" => family.kind = value,
                "HELP" => family.help = value,
                "UNIT" => assert!(name.ends_with(&format!("_{value}")), "{line}"),
                _ => panic!("no such metadata: {line}"),
            }
            continue;
        }
        let (name, labels, value, time) = sample(line);
        let family = families.get_mut(&current).expect("a sample has a family");
        let suffix = match family.kind.as_str() {
            "counter" => "_total",
            "gauge" | "summary" => "",
            kind => panic!("no such type: {kind}"),
        };
        assert_eq!(name, format!("{current}{suffix}"), "{line}");
        assert_eq!(
            family.kind == "summary",
            labels.contains_key("quantile"),
            "{line}"
        );
        // The quantiles of a summary are one metric, whose moments stand together.
        let mut metric = labels.clone();
        metric.remove("quantile");
        match &last {
            Some((same, earlier)) if *same == metric => {
                assert!(*earlier <= time, "time goes back within a metric: {line}");
            }
            _ => assert!(
                metrics.insert((current.clone(), metric.clone())),
                "the samples of a metric stand apart: {line}"
            ),
        }
        let series = family.series.entry(labels.clone()).or_default();
        if let Some((earlier, before)) = series.last() {
            assert!(*earlier < time, "time does not increase: {line}");
            let falls = family.kind == "counter" && value < *before;
            assert!(!falls, "a counter decreases: {line}");
        }
        assert!(family.kind != "counter" || value >= 0.0, "{line}");
        series.push((time, value));
        last = Some((metric, time));
    }
    families
}

/// Name, labels, value and time of a line.
fn sample(line: &str) -> (String, BTreeMap<String, String>, f64, f64) {
    let mut rest = line.chars().peekable();
    let name = name_in(&mut rest);
    let mut labels = BTreeMap::new();
    assert_eq!(rest.next(), Some('{'), "{line}");
    loop {
        let label = name_in(&mut rest);
        assert!(
            rest.next() == Some('=') && rest.next() == Some('"'),
            "{line}"
        );
        let mut value = String::new();
        loop {
            match rest.next() {
                Some('"') => break,
                Some('\\') => value.push(match rest.next() {
                    Some('n') => '\n',
                    Some(sign @ ('\\' | '"')) => sign,
                    other => panic!("no such escape, {other:?}: {line}"),
                }),
                Some(sign) => value.push(sign),
                None => panic!("a label does not end: {line}"),
            }
        }
        assert!(
            labels.insert(label, value).is_none(),
            "a label comes twice: {line}"
        );
        match rest.next() {
            Some(',') => {}
            Some('}') => break,
            other => panic!("{other:?} after a label: {line}"),
        }
    }
    let rest: String = rest.collect();
    let [value, time] = rest
        .strip_prefix(' ')
        .map(|rest| {
            let parts: Vec<&str> = rest.split(' ').collect();
            <[&str; 2]>::try_from(parts).unwrap_or_else(|_| panic!("a value and a time: {line}"))
        })
        .unwrap_or_else(|| panic!("no value: {line}"));
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{text}: {line}"));
    (name, labels, number(value), number(time))
}

fn name_in(rest: &mut Peekable<Chars<'_>>) -> String {
    let mut name = String::new();
    while let Some(sign) = rest.next_if(|sign| sign.is_ascii_alphanumeric() || *sign == '_') {
        name.push(sign);
    }
    let starts_well = name.starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '_');
    assert!(starts_well, "no name: {name:?}");
    name
}
