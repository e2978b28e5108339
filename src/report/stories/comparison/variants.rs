//! Variants as a reader meets them: by name or by the values that were varied, and once where several gave the same
//! results.
//!
//! It knows variants; it must not know what is said of them.

use crate::report::compared::Compared;
use crate::report::document::Language;
use crate::report::format::escaped;
use crate::study::Comparison;
use unicode_width::UnicodeWidthStr;

/// Longer names leave tables no room.
const LONGEST_NAME: usize = 14;
/// Names of many variants together that are wider than this are no name: the first stands for all, with how many more
/// there are. A sentence names them all.
const WIDEST_TOGETHER: usize = 48;

/// A variant, or several that gave the same results.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    /// The first of them.
    pub(super) index: usize,
    /// All their names in one.
    pub(super) name: String,
    /// Whether another Region's price stands in for one of theirs.
    pub(super) has_stand_ins: bool,
}

/// The variants that gave results of their own, in their order, the baseline first.
pub(super) fn groups(comparison: &Comparison) -> Vec<Group> {
    grouped(comparison, &names(comparison))
}

/// The same for pictures, which say nothing of prices.
pub(super) fn groups_of(compared: &Compared<'_>) -> Vec<Group> {
    let variants = compared.variants.iter();
    let (firsts, names): (Vec<usize>, Vec<String>) = variants
        .map(|variant| (variant.first_like, escaped(&variant.name)))
        .unzip();
    of_alike(&firsts, &names, |_| false)
}

/// The same for tables: by the values alone where names are long.
pub(super) fn groups_for_tables(comparison: &Comparison) -> Vec<Group> {
    let names = names(comparison);
    if names.iter().all(|name| name.width() <= LONGEST_NAME) {
        grouped(comparison, &names)
    } else {
        grouped(comparison, &values(comparison))
    }
}

/// Which variants are alike, in a sentence for each group of them.
pub(super) fn alike(language: Language, comparison: &Comparison) -> Vec<String> {
    let names = names(comparison);
    let sentence = |index: usize| {
        let all: Vec<&str> = comparison
            .alike(index)
            .map(|one| names[one].as_str())
            .collect();
        let (last, others) = all.split_last().filter(|(_, others)| !others.is_empty())?;
        let others = others.join(", ");
        Some(language.choose(
            format!(
                "{others} and {last} do not differ: they give the same results in every replication, and are \
                 shown as one."
            ),
            format!("{others}, {last}: 모든 반복에서 결과가 같으므로 하나로 표시합니다."),
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

fn grouped(comparison: &Comparison, names: &[String]) -> Vec<Group> {
    let variants = 0..comparison.variants.len();
    let firsts: Vec<usize> = variants.map(|one| comparison.first_like(one)).collect();
    of_alike(&firsts, names, |one| !comparison.stand_ins(one).is_empty())
}

/// What variants that are alike are called: `a, b`; where that is wide, `a + 5`.
fn together(names: &[&str]) -> String {
    let all = names.join(", ");
    match names {
        [first, others @ ..] if others.len() > 1 && all.width() > WIDEST_TOGETHER => {
            format!("{first} + {}", others.len())
        }
        _ => all,
    }
}

/// A group for each variant that is the first of its like, given that of every variant.
fn of_alike(
    firsts: &[usize],
    names: &[String],
    has_stand_ins: impl Fn(usize) -> bool,
) -> Vec<Group> {
    let alike = |index: usize| {
        let all = firsts.iter().enumerate();
        all.filter(move |(_, first)| **first == index)
            .map(|(one, _)| one)
    };
    let group = |index: usize| {
        let names = alike(index).filter_map(|one| names.get(one));
        Group {
            index,
            name: together(&names.map(String::as_str).collect::<Vec<_>>()),
            has_stand_ins: alike(index).any(&has_stand_ins),
        }
    };
    let distinct = (0..firsts.len()).filter(|&index| firsts[index] == index);
    distinct.map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_variants_that_are_alike_are_called_after_the_first() {
        let regions = ["us-east-1", "eu-central-1", "ap-northeast-2", "sa-east-1"];
        assert_eq!(
            together(&regions[..3]),
            "us-east-1, eu-central-1, ap-northeast-2"
        );
        assert_eq!(together(&regions), "us-east-1 + 3");
        let two = [
            "us-east-1 regional-burst",
            "us-east-1 per-function, stepped",
        ];
        assert_eq!(together(&two), two.join(", "), "two are named");
    }
}
