//! Compute Savings Plans.
//!
//! It knows `savings_plans.toml`, with sources and how sure they are; it must not know what a plan is applied to.

use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded::{embedded, read};

static FILE: LazyLock<File> = LazyLock::new(|| embedded(read(include_str!("savings_plans.toml"))));

/// How long a plan commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavingsTerm {
    /// One year.
    OneYear,
    /// Three years.
    ThreeYears,
}

/// What a plan takes off list prices. Of EC2 no number is known here: it depends on type and Region.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavingsPlan {
    /// Off Lambda's duration, provisioned concurrency and its duration; not off requests.
    pub lambda: Discount,
    /// Off Fargate's vCPUs and memory.
    pub fargate: Discount,
}

/// What is taken off a list price.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discount {
    /// This many percent.
    pub percent: f64,
    /// How sure that is.
    pub certainty: Certainty,
    /// Who says so.
    pub source: String,
}

/// How sure a discount is; AWS's own table was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// It follows from rates that were paid.
    Computed,
    /// Somebody other than AWS says so.
    Told,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    checked: String,
    one_year: SavingsPlan,
    three_years: SavingsPlan,
}

/// What a plan of this term takes off.
pub fn savings_plan(term: SavingsTerm) -> &'static SavingsPlan {
    match term {
        SavingsTerm::OneYear => &FILE.one_year,
        SavingsTerm::ThreeYears => &FILE.three_years,
    }
}

/// When the discounts were read, `YYYY-MM-DD`.
pub fn savings_plans_date() -> &'static str {
    &FILE.checked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::is_date;

    #[test]
    fn discounts_have_a_source_and_grow_with_the_term() {
        let percents = [SavingsTerm::OneYear, SavingsTerm::ThreeYears].map(|term| {
            let plan = savings_plan(term);
            assert!(!plan.lambda.source.is_empty() && !plan.fargate.source.is_empty());
            (plan.lambda.percent, plan.fargate.percent)
        });
        assert_eq!(percents, [(12.0, 20.0), (17.0, 45.0)]);
        assert!(is_date(savings_plans_date()));
        // 0.023408 of 0.04256 is 45 % off.
        let computed = &savings_plan(SavingsTerm::ThreeYears).fargate;
        assert_eq!(computed.certainty, Certainty::Computed);
        assert!((100.0 * (1.0 - 0.023_408 / 0.042_56) - computed.percent).abs() < 0.01);
    }
}
