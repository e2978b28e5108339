//! What a user can do next, by the options of this program: the words that reports and studies leave to it.

pub(super) mod next;

use burstsim::report::format::{escaped, thousands};
use burstsim::report::{Hint, Hints, Language};
use burstsim::study::compare::AlikeRegions;
use burstsim::study::size::PlanError;
use burstsim::study::size::asked::{QuantityError, listed};
use burstsim::study::sweep::design::{DesignError, MOST_POINTS};

/// How to ask for more than a report shows.
pub(super) const HINTS: Hints = Hints {
    more_replications: Hint::new(
        "more replications (--max-replications)",
        "반복 횟수 늘리기(--max-replications)",
    ),
    allow_more: Hint::new(
        "allow more with --max-replications",
        "--max-replications로 반복 횟수를 더 허용하십시오",
    ),
    more_periods: Hint::new("--periods explains more", "--periods로 더 설명합니다"),
    sources: Hint::new(
        "sources with --format json or csv",
        "출처는 --format json이나 csv에 있습니다",
    ),
};

/// Why something makes no sweep, and which option makes it one.
pub(super) fn of_design(error: &DesignError) -> String {
    match error {
        DesignError::OnePoint => {
            "this is one point: give several values, such as --over region.burst=500..3000:500"
                .into()
        }
        DesignError::KeyTwice(key) => {
            format!("`{key}` is swept twice: put all its values into one --over")
        }
        DesignError::TooMany(count) => format!(
            "the grid has {count} points, and the maximum is {MOST_POINTS}: use larger steps, or draw some of \
             them with --sample N"
        ),
    }
}

/// Why Regions that are compared have the same quotas, and what to compare instead.
pub(super) fn of_alike_regions(language: Language, why: AlikeRegions) -> String {
    match why {
        AlikeRegions::PerFunction => language
            .choose(
                "under scaling = \"per-function\" every Region has the same quotas: the variants can only differ in \
                 prices. --scaling regional-burst,per-function also compares the rules",
                "scaling = \"per-function\"에서는 모든 리전의 할당량이 같아 변형은 요금만 다를 수 있습니다. --scaling \
                 regional-burst,per-function은 규칙도 비교합니다",
            )
            .to_owned(),
        AlikeRegions::Overridden { burst } => {
            let burst = thousands(u64::from(burst));
            language.choose(
                format!(
                    "the scenario sets region.burst, so that every Region has a burst quota of {burst} instead of its \
                     own: remove the key to compare the Regions' quotas"
                ),
                format!(
                    "시나리오가 region.burst를 정하므로 모든 리전의 버스트 할당량이 고유한 값 대신 {burst}입니다. 리전의 \
                     할당량을 비교하려면 이 키를 지우십시오"
                ),
            )
        }
    }
}

/// Why there is nothing to size, and which option gives it something.
pub(super) fn of_plan(error: &PlanError) -> String {
    match error {
        PlanError::NoObjective => {
            "there is no objective to size for: give one, such as --slo \"cold_start_rate < 1%\", or \
             write it into [slo] of the scenario"
                .into()
        }
        other @ PlanError::LowerLimit { .. } => other.to_string(),
    }
}

/// Why a function has nothing of what is to be sized, and which option helps.
pub(super) fn of_quantity(error: &QuantityError) -> String {
    let words = escaped(&error.to_string());
    match error {
        QuantityError::OnLambda { name } => {
            let name = escaped(name);
            format!(
                "{words}: for a function with a container, add --set functions.{name}.platform=fargate or =ec2"
            )
        }
        QuantityError::IsService { .. } => format!("{words} with --quantity"),
        QuantityError::SeveralSources { kind, numbers } => format!(
            "several sources of the function are {kind}: name the one to size with --source, one of {}",
            listed(numbers)
        ),
        _ => words,
    }
}
