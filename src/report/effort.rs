//! Why work is not begun, in words: it cannot end, or does not fit into memory.
//!
//! It knows what a scenario takes ([`Effort`]), in sizes that people read; it must not know this machine, which its callers
//! ask, nor what a study does.

use super::Language;
use super::format::{escaped, thousands};
use crate::study::effort::{Effort, REQUESTS_PER_SECOND};

/// Why a scenario is not simulated whose run cannot end; `None` if it can.
pub fn endless(effort: &Effort) -> Option<String> {
    let place = effort.busiest.as_ref().filter(|_| effort.is_endless())?;
    Some(format!(
        "a run has about {} requests, {} of them from source {} of {}: at {} a second on a core it takes {}, and is not \
         begun. Lower its rate, `duration` or `scale`.",
        rounded(effort.requests),
        rounded(place.count),
        place.source,
        escaped(&place.key),
        rounded(REQUESTS_PER_SECOND),
        time(Language::English, effort.seconds()),
    ))
}

/// Why a study is not begun that needs more memory than there is: bytes that are available, runs under way at the same
/// time, and results that are kept then, in any case and at most. `None` if it may fit.
pub fn does_not_fit(
    effort: &Effort,
    running: f64,
    (least, most): (f64, f64),
    available: f64,
) -> Option<String> {
    let needed = effort.memory(running, least).least;
    if needed <= available {
        return None;
    }
    let why = match &effort.waiting {
        Some(place) if effort.run.most * running > effort.result.most * most => format!(
            "{} callers of source {} of {} wait at the same time. Lower their number, or let fewer of them wait \
             (client.retry)",
            rounded(place.count),
            place.source,
            escaped(&place.key)
        ),
        _ => format!(
            "{} rows, of up to {most} results at the same time. Choose a longer `interval`, a shorter `duration`, or fewer \
             runs at the same time",
            thousands(effort.rows as u64),
        ),
    };
    let (needed, available) = (bytes(needed), bytes(available));
    Some(format!(
        "this needs at least {needed} of memory, and {available} is available: {why}."
    ))
}

/// A count in words where it is large; Korean counts large numbers in other words.
pub fn count(language: Language, count: f64) -> String {
    language.choose(rounded(count), thousands(count as u64))
}

/// A count to three digits, in words where it is large.
fn rounded(count: f64) -> String {
    let (scale, word) = match count {
        count if count >= 1e15 => return format!("{count:.1e}"),
        count if count >= 1e12 => (1e12, " trillion"),
        count if count >= 1e9 => (1e9, " billion"),
        count if count >= 1e6 => (1e6, " million"),
        count => return thousands(count.round() as u64),
    };
    let scaled = count / scale;
    let digits = if scaled < 10.0 { 1 } else { 0 };
    let text = format!("{scaled:.digits$}");
    format!("{}{word}", text.trim_end_matches(".0"))
}

/// A size on the disk or in memory: whole megabytes upwards.
pub fn bytes(count: f64) -> String {
    match count {
        count if count >= 1e12 => format!("{:.1} TB", count / 1e12),
        count if count >= 1e9 => format!("{:.1} GB", count / 1e9),
        count => format!("{} MB", (count / 1e6).ceil()),
    }
}

/// A long time, in the largest unit of which there are two.
pub fn time(language: Language, seconds: f64) -> String {
    const UNITS: [(f64, [&str; 2]); 3] = [
        (365.0 * 86_400.0, [" years", "년"]),
        (86_400.0, [" days", "일"]),
        (3600.0, [" hours", "시간"]),
    ];
    let unit = UNITS.into_iter().find(|(unit, _)| seconds >= 2.0 * unit);
    let (unit, [english, korean]) = unit.unwrap_or((60.0, [" minutes", "분"]));
    let count = thousands((seconds / unit).round() as u64);
    format!("{count}{}", language.choose(english, korean))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_words() {
        for (count, text) in [
            (12_345.0, "12,345"),
            (1.5e6, "1.5 million"),
            (864e9, "864 billion"),
            (8.64e14, "864 trillion"),
            (3.2e18, "3.2e18"),
        ] {
            assert_eq!(rounded(count), text);
        }
        assert_eq!([bytes(1.0), bytes(129.4e9)], ["1 MB", "129.4 GB"]);
        for (seconds, text) in [
            (2000.0, "33 minutes"),
            (90_000.0, "25 hours"),
            (1e9, "32 years"),
        ] {
            assert_eq!(time(Language::English, seconds), text);
        }
        assert_eq!(time(Language::Korean, 90_000.0), "25시간");
    }
}
