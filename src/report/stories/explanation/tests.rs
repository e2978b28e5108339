//! What an explanation says, in Korean; `tests/cli/explain.rs` reads the English.

use super::*;
use crate::report::document::Language;
use crate::report::fixture::{english_in, spike};
use crate::report::render::text::{Medium, text};
use crate::study::explain::{BaseRun, Question, explain};

/// The document of a spike in a Region of a small quota, without the charts, which belong to the run.
fn explained(overrides: &[&str], look: &Look) -> Document {
    let mut scenario = spike(overrides);
    scenario.title = "제목".to_owned();
    let base = BaseRun::of(&scenario, &()).unwrap();
    let question = Question {
        periods: 1,
        ..Question::default()
    };
    let explanation = explain(&scenario, &base, question, &(), &());
    let document = of_explanation(
        look,
        &crate::study::Finished::new(&scenario, &base.result),
        &explanation,
        &Hints::PLAIN,
    );
    let mut sections = document.sections;
    sections.retain(|section| section.id == "explanation");
    Document {
        title: document.title,
        subtitle: document.subtitle,
        words: document.words,
        sections,
        ..Document::default()
    }
}

#[test]
fn a_korean_explanation_has_no_english_left_but_names_and_keys() {
    let names = [
        "us-east-1",
        "us-east-2",
        "us-west-2",
        "eu-west-1",
        "eu-central-1",
        "ap-northeast-1",
        "api",
        "regional-burst",
        "per-function",
        "provisioned_concurrency",
        "reserved_concurrency",
        "account_concurrency",
        "ramp_per_minute",
        "burst",
        // AWS's names of quotas, and what is to be replaced in a command.
        "Burst concurrency",
        "Concurrent executions",
        "L-B99A9384",
        "ALIAS",
    ];
    let look = Look::of(Language::Korean);
    let cases = [
        &["region.burst=500"][..],
        &["region.account_concurrency=600"],
        &[
            "region.scaling=per-function",
            "functions.api.reserved_concurrency=300",
        ],
        &[
            "functions.api.traffic=[{ even.rate = 1 }]",
            "functions.api.provisioned_concurrency=50",
        ],
    ];
    for overrides in cases {
        let document = explained(overrides, &look);
        let korean = text(&document, Medium::Terminal);
        assert!(korean.contains("스로틀링"), "{overrides:?}: {korean}");
        assert_eq!(english_in(&document, &names), [""; 0], "{overrides:?}");
    }
}

/// A list of all Regions says less than a word.
#[test]
fn a_quota_that_every_region_has_is_said_so() {
    let look = Look::of(Language::English);
    let said = |overrides: &[&str]| text(&explained(overrides, &look), Medium::Markdown);
    let small = said(&["region.burst=100", "scale=0.2"]);
    assert!(
        small.contains("Every Region has a burst quota of"),
        "{small}"
    );
    let large = said(&["region.burst=500"]);
    assert!(large.contains("Regions with a burst quota of"), "{large}");
}
