//! Which metric, statistic and function an id names: `checkout_duration_p99`, `inv_checkout`, `checkoutErrors`.
//!
//! It knows how programs make ids. It must not know what else an answer says.

use super::label::Label;
use super::names;

/// Reads an id, which has letters, digits and `_` only.
pub(super) fn read(id: &str) -> Label {
    let words = words_of_id(id);
    let mut label = Label::default();
    let mut rest = String::new();
    let mut at = 0;
    while let Some((word, is_joined)) = words.get(at) {
        let metric = (1..=words.len().min(at + 4) - at).rev().find_map(|count| {
            let joined: String = words[at..at + count]
                .iter()
                .map(|(word, _)| *word)
                .collect();
            let metric = names::metric(&joined).or_else(|| names::abbreviated(&joined));
            metric.map(|metric| (metric, count))
        });
        if let Some((metric, count)) = metric.filter(|_| label.metric.is_none()) {
            label.metric = Some(metric);
            at += count;
            continue;
        }
        at += 1;
        if let Some(statistic) = names::statistic(word) {
            label.statistic = Some(statistic);
            continue;
        }
        if is_numbering(word) {
            continue;
        }
        if !rest.is_empty() && !is_joined {
            rest.push('_');
        }
        rest.push_str(word);
    }
    label.function = Some(rest).filter(|rest| !rest.is_empty());
    label
}

/// The words of an id, and whether each is joined to the one before: `checkoutErrors`, `checkout_errors`.
fn words_of_id(id: &str) -> Vec<(&str, bool)> {
    let mut words = Vec::new();
    for part in id.split('_').filter(|part| !part.is_empty()) {
        let mut start = 0;
        let starts =
            part.char_indices()
                .zip(part.chars().skip(1))
                .filter_map(|((at, before), c)| {
                    let is_start = c.is_ascii_uppercase() && !before.is_ascii_uppercase();
                    is_start.then_some(at + before.len_utf8())
                });
        for next in starts.chain([part.len()]) {
            words.push((&part[start..next], start > 0));
            start = next;
        }
    }
    words
}

/// What only numbers the ids: `m1`, `q`, `metric12`.
fn is_numbering(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let known = [
        "", "m", "q", "e", "f", "fn", "id", "metric", "query", "lambda", "stat", "stats",
    ];
    known.contains(&letters.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_name_them_too() {
        for (id, expected) in [
            ("checkout_duration_p99", "Duration p99 checkout -"),
            ("inv_checkout", "Invocations - checkout -"),
            (
                "checkout_concurrent_executions",
                "ConcurrentExecutions - checkout -",
            ),
            ("checkoutErrors", "Errors - checkout -"),
            ("payOutInvocationsSum", "Invocations Sum payOut -"),
            ("inv0", "Invocations - - -"),
            ("invocations", "Invocations - - -"),
            ("m1", "- - - -"),
            ("m1_errors", "Errors - - -"),
            ("___", "- - - -"),
        ] {
            assert_eq!(read(id).seen(), expected, "{id}");
        }
    }
}
