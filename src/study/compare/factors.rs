//! What is varied, crossed into variants, and what these are called.
//!
//! Knows keys and values as texts; must not know what they mean to a scenario.

use std::collections::BTreeSet;

use super::variant::SCENARIO;

/// More than these in one comparison are a sweep, which no chart or table of differences can show.
pub(crate) const MOST_VARIANTS: usize = 24;

/// Keys whose values speak for themselves.
const SELF_EXPLAINING: [&str; 3] = [SCENARIO, "region.name", "region.scaling"];

/// A key with the values that it is to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// The dotted key, as overrides have it.
    pub key: String,
    /// Its values, in the order of the variants.
    pub values: Vec<String>,
}

/// Why factors make no comparison.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactorError {
    /// No value at all.
    #[error("`{key}` has no value: give at least two, with a comma between them")]
    NoValue {
        /// The key.
        key: String,
    },
    /// Nothing to compare with.
    #[error("`{key}` has one value, {value}, which leaves nothing to compare: give at least two")]
    OneVariant {
        /// The key.
        key: String,
        /// Its only value.
        value: String,
    },
    /// A value is given twice.
    #[error("{value} is given twice for `{key}`: variants must differ")]
    ValueTwice {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// A key is given twice.
    #[error("`{key}` is varied twice: put all its values into one list")]
    KeyTwice {
        /// The key.
        key: String,
    },
    /// Too many combinations.
    #[error(
        "{count} variants are too many to compare, the maximum is {MOST_VARIANTS}: give fewer values"
    )]
    TooMany {
        /// Number of combinations.
        count: usize,
    },
}

/// All combinations of the factors' values, each as an index into every factor's values. The last
/// factor varies fastest; the first combination is the baseline.
///
/// # Errors
/// Factors that make no comparison.
pub fn crossed(factors: &[Factor]) -> Result<Vec<Vec<usize>>, FactorError> {
    let mut keys = BTreeSet::new();
    for Factor { key, values } in factors {
        if !keys.insert(key) {
            return Err(FactorError::KeyTwice { key: key.clone() });
        }
        let mut seen = BTreeSet::new();
        if let Some(value) = values.iter().find(|value| !seen.insert(*value)) {
            let (key, value) = (key.clone(), value.clone());
            return Err(FactorError::ValueTwice { key, value });
        }
    }
    let sizes = factors.iter().map(|factor| factor.values.len());
    let count = sizes.fold(1_usize, usize::saturating_mul);
    if count > MOST_VARIANTS {
        return Err(FactorError::TooMany { count });
    }
    if let (1, Some(Factor { key, values })) = (count, factors.first()) {
        let (key, value) = (key.clone(), values.concat());
        if value.is_empty() {
            return Err(FactorError::NoValue { key });
        }
        return Err(FactorError::OneVariant { key, value });
    }
    let mut combinations = vec![Vec::new()];
    for factor in factors {
        let longer = combinations.iter().flat_map(|shorter: &Vec<usize>| {
            (0..factor.values.len()).map(move |value| [&shorter[..], &[value]].concat())
        });
        combinations = longer.collect();
    }
    Ok(combinations)
}

/// What a combination is called: its values, with the end of the key where a value alone says
/// little, and with the whole key where ends are alike.
pub fn name(factors: &[Factor], combination: &[usize]) -> String {
    let end = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let parts = factors.iter().zip(combination).map(|(factor, &index)| {
        let value = factor.values.get(index).map_or("", String::as_str);
        if SELF_EXPLAINING.contains(&factor.key.as_str()) {
            return value.to_owned();
        }
        let of_this_end = |other: &&Factor| end(&other.key) == end(&factor.key);
        match factors.iter().filter(of_this_end).count() {
            1 => format!("{}={value}", end(&factor.key)),
            _ => format!("{}={value}", factor.key),
        }
    });
    parts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(key: &str, values: &[&str]) -> Factor {
        Factor {
            key: key.to_owned(),
            values: values.iter().map(|&value| value.to_owned()).collect(),
        }
    }

    fn names(factors: &[Factor]) -> Vec<String> {
        let combinations = crossed(factors).unwrap();
        combinations.iter().map(|one| name(factors, one)).collect()
    }

    #[test]
    fn factors_are_crossed_and_the_last_varies_fastest() {
        let factors = [
            factor("region.name", &["us-east-1", "ap-northeast-2"]),
            factor("functions.a.memory", &["1 GB", "2 GB"]),
        ];
        assert_eq!(
            names(&factors),
            [
                "us-east-1 memory=1 GB",
                "us-east-1 memory=2 GB",
                "ap-northeast-2 memory=1 GB",
                "ap-northeast-2 memory=2 GB"
            ]
        );
    }

    #[test]
    fn keys_that_end_alike_are_written_out() {
        let factors = [
            factor("functions.a.memory", &["1 GB"]),
            factor("functions.b.memory", &["1 GB", "2 GB"]),
        ];
        assert_eq!(
            names(&factors)[1],
            "functions.a.memory=1 GB functions.b.memory=2 GB"
        );
    }

    #[test]
    fn what_makes_no_comparison_says_why() {
        let five = factor("a", &["1", "2", "3", "4", "5"]);
        for (factors, words) in [
            (vec![factor("a", &["1"])], "one value, 1,"),
            (vec![factor("a", &[""])], "no value"),
            (vec![factor("a", &["1", "2", "1"])], "1 is given twice"),
            (vec![five.clone(), five.clone()], "varied twice"),
            (
                vec![
                    five.clone(),
                    Factor {
                        key: "b".to_owned(),
                        ..five
                    },
                ],
                "25 variants",
            ),
        ] {
            let error = crossed(&factors).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
