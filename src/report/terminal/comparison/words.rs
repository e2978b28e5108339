//! What differs beyond noise, in a sentence for each variant.

use crate::billing::Usd;
use crate::measures::Measure;
use crate::report::format::{milliseconds, thousands, usd};
use crate::study::Scope;
use crate::study::compare::{Comparison, Difference, Finding};

/// The account's figures: what is compared in the terminal.
pub(super) const SCOPE: Scope = Scope::Account;

/// A part of the sentence: its metric, a noun for it, and the words around the size of a difference,
/// first where it is larger and then where it is smaller.
type Part = (Measure, &'static str, [&'static str; 2], fn(f64) -> String);

const PARTS: [Part; 7] = [
    (
        Measure::ThrottleRate,
        "throttles",
        [
            "throttles {} percentage points more of the attempts",
            "throttles {} percentage points less of the attempts",
        ],
        points,
    ),
    (
        Measure::GivenUp,
        "requests given up",
        ["gives up {} more requests", "gives up {} fewer requests"],
        whole,
    ),
    (
        Measure::ColdStarts,
        "cold starts",
        ["has {} more cold starts", "has {} fewer cold starts"],
        whole,
    ),
    (
        Measure::LatencyP99,
        "latency p99",
        [
            "answers {} later at the 99th percentile",
            "answers {} sooner at the 99th percentile",
        ],
        milliseconds,
    ),
    (
        Measure::EnvironmentsMax,
        "environments",
        [
            "peaks at {} more environments",
            "peaks at {} fewer environments",
        ],
        whole,
    ),
    (
        Measure::Cost,
        "cost",
        ["costs {} more", "costs {} less"],
        dollars,
    ),
    (
        Measure::MonthlyCost,
        "cost of a month",
        ["costs {} more a month", "costs {} less a month"],
        dollars,
    ),
];

/// A share as a number of percentage points: one decimal, and more where it is small.
pub(super) fn points(share: f64) -> String {
    let points = share * 100.0;
    if points >= 0.1 || points == 0.0 {
        return format!("{points:.1}");
    }
    let decimals = (1.0 - points.log10().floor()).clamp(1.0, 9.0) as usize;
    format!("{points:.decimals$}")
}

/// The sentence about a variant that is not the baseline, with the names of the baseline and of the variant.
pub(super) fn sentence(
    comparison: &Comparison,
    [baseline, label]: [&str; 2],
    index: usize,
) -> String {
    let of = |metric| comparison.difference(index, SCOPE, metric);
    let differs = PARTS.iter().filter_map(|part| {
        let difference = of(part.0)?;
        (difference.finding == Finding::Differs).then(|| clause(part, &difference))
    });
    let differs: Vec<String> = differs.collect();
    let nouns = |finding| {
        let nouns = PARTS
            .iter()
            .filter(|part| of(part.0).is_some_and(|one| one.finding == finding));
        nouns.map(|part| part.1).collect::<Vec<_>>().join(", ")
    };
    let [noise, too_few, equal] = [Finding::Noise, Finding::TooFew, Finding::Equal].map(nouns);
    let mut text = if !differs.is_empty() {
        // The first interval says what it is, the others follow. Names may have brackets of their own.
        let differs = differs.join("; ").replacen(" (", " (95 % interval ", 1);
        format!("Against {baseline}, {label} {differs}.")
    } else if noise.is_empty() && too_few.is_empty() {
        return format!("{label} and {baseline} do not differ in any of this: {equal}.");
    } else {
        format!("{label} against {baseline}: nothing is shown to differ.")
    };
    for (words, nouns) in [
        ("Too few replications to tell", too_few),
        ("No significant difference", noise),
        ("Equal", equal),
    ] {
        if !nouns.is_empty() {
            text.push_str(&format!(" {words}: {nouns}."));
        }
    }
    text
}

/// The difference with its interval, unless that is exact.
fn clause((_, _, [more, less], show): &Part, difference: &Difference) -> String {
    let estimate = &difference.estimate;
    let words = if estimate.mean < 0.0 { less } else { more };
    let text = words.replace("{}", &show(estimate.mean.abs()));
    let mut ends = [estimate.low().abs(), estimate.high().abs()];
    ends.sort_by(f64::total_cmp);
    let [near, far] = ends.map(show);
    // An interval that rounds to its mean says no more than that.
    if near == far || !estimate.half_width.is_finite() {
        return text;
    }
    format!("{text} ({near} to {far})")
}

pub(super) fn whole(value: f64) -> String {
    thousands(value.round() as u64)
}

pub(super) fn dollars(value: f64) -> String {
    usd(Usd::new(value))
}
