//! What variants are called where they are shown: by the values that were varied, and once where several
//! gave the same results.
//!
//! It knows variants; it must not know what is said of them.

use crate::report::format::escaped;
use crate::study::Comparison;

/// A variant as it is shown, or several that are alike.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Shown {
    /// The first of them.
    pub(in crate::report) index: usize,
    /// All their names in one.
    pub(in crate::report) name: String,
    /// Each of them.
    pub(in crate::report) all: Vec<String>,
}

/// The variants that gave results of their own, in their order, the baseline first.
pub(in crate::report) fn shown(comparison: &Comparison) -> Vec<Shown> {
    named(comparison, &names(comparison))
}

/// The same, called by the values that were varied alone: short enough for a table.
pub(in crate::report) fn shown_by_values(comparison: &Comparison) -> Vec<Shown> {
    named(comparison, &values(comparison))
}

/// Which variants are alike, in a sentence for each that stands for several.
pub(in crate::report) fn alike(comparison: &Comparison) -> Vec<String> {
    let names = names(comparison);
    let sentence = |index: usize| {
        let all: Vec<&str> = comparison
            .alike(index)
            .map(|one| names[one].as_str())
            .collect();
        let (last, others) = all.split_last().filter(|(_, others)| !others.is_empty())?;
        Some(format!(
            "{} and {last} do not differ: they give the same results in every replication, and are shown as \
             one.",
            others.join(", ")
        ))
    };
    comparison.distinct().filter_map(sentence).collect()
}

fn names(comparison: &Comparison) -> Vec<String> {
    let variants = comparison.variants.iter();
    variants.map(|variant| escaped(&variant.name)).collect()
}

fn values(comparison: &Comparison) -> Vec<String> {
    let variants = comparison.variants.iter();
    let values = variants.map(|variant| {
        let values = variant.settings.iter().map(|(_, value)| escaped(value));
        values.collect::<Vec<_>>().join(" ")
    });
    values.collect()
}

fn named(comparison: &Comparison, names: &[String]) -> Vec<Shown> {
    let one = |index: usize| {
        let all = comparison.alike(index).filter_map(|one| names.get(one));
        let all: Vec<String> = all.cloned().collect();
        Shown {
            index,
            name: all.join(", "),
            all,
        }
    };
    comparison.distinct().map(one).collect()
}
