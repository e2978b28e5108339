//! Explanations of scenarios that can be worked out by hand.

mod forks;
mod resumed;

use super::*;
use crate::kernel::SimTime;
use crate::scenario::parse::{NoFiles, Source, parse};

fn scenario(region: &str, functions: &str) -> Scenario {
    let text = format!(
        "duration = \"4m\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n{region}\n{functions}"
    );
    let source = Source {
        name: "test",
        default_name: "test",
        text: &text,
    };
    parse(source, &[], &NoFiles)
        .unwrap_or_else(|error| panic!("{error}"))
        .scenario
}

fn explained(scenario: &Scenario) -> Explanation {
    let question = Question {
        function: None,
        periods: 5,
    };
    of(scenario, question)
}

fn of(scenario: &Scenario, question: Question) -> Explanation {
    let base = BaseRun::of(scenario, &()).unwrap();
    explain(scenario, &base, question, &(), &())
}

fn throttled(explanation: &Explanation) -> Vec<&Explained> {
    let periods = explanation.periods.iter();
    periods
        .filter(|one| one.period.observed.trouble == Trouble::Throttles)
        .collect()
}

fn verdict(explained: &Explained, setting: Setting) -> &Verdict {
    let mut remedies = explained.remedies.iter();
    let found = remedies.find(|remedy| remedy.setting == setting);
    &found.unwrap_or_else(|| panic!("no {setting:?}")).verdict
}

fn value(verdict: &Verdict) -> Option<u32> {
    match verdict {
        Verdict::Removed { value, .. } => Some(*value),
        Verdict::Remains { .. } | Verdict::NoRoom | Verdict::NotSearched => None,
    }
}

/// 900 requests at once at 60 s, and again at 180 s, for an hour each, in an account of 1,500: at 60 s
/// a burst quota of 500 refuses 400 of them; at 180 s there are 1,000 environments' worth of room
/// left and 500 + 2 x 500, capped at 500, tokens.
#[test]
fn batches_need_what_can_be_counted() {
    let scenario = scenario(
        "account_concurrency = 1500\nburst = 500",
        "[[functions]]\nname = \"f\"\nservice_time = \"1h\"\ncold_start = \"0s\"\n\
         traffic = [{ batch = { at = [\"60s\", \"180s\"], requests = 900 } }]",
    );
    let explanation = explained(&scenario);
    let [first, second] = throttled(&explanation)[..] else {
        panic!("{explanation:#?}");
    };
    let at = |s| SimTime::ZERO + crate::kernel::SimDuration::from_secs(s);
    assert_eq!(
        (first.period.observed.from, first.period.observed.to),
        (at(60), at(61))
    );
    assert_eq!(first.period.limits, [(Limit::RegionalBurst, 400)]);
    assert_eq!(value(verdict(first, Setting::Burst)), Some(900));
    // The bucket is full before: no ramp helps, and no limit above it.
    assert_eq!(
        verdict(first, Setting::RampPerMinute),
        &Verdict::Remains {
            most: 10_000_000,
            left: 400
        }
    );
    assert_eq!(
        verdict(first, Setting::AccountConcurrency),
        &Verdict::Remains {
            most: 10_000_000,
            left: 400
        }
    );
    // 400 provisioned and 500 tokens.
    let provisioned = Setting::ProvisionedConcurrency(0);
    assert_eq!(value(verdict(first, provisioned)), Some(400));
    assert_eq!(
        verdict(first, Setting::ReservedConcurrency(0)),
        &Verdict::Remains {
            most: 1400,
            left: 400
        }
    );

    // 500 are in service; 500 tokens for 900.
    assert_eq!(second.period.limits, [(Limit::RegionalBurst, 400)]);
    // A larger burst serves 900 at 60 s, leaving 600 of the account's 1,500 for the second 900.
    assert_eq!(value(verdict(second, Setting::Burst)), None);
    // 1,800 are open then, and the account has 1,500, however they are served.
    assert_eq!(value(verdict(second, provisioned)), None);
    let Verdict::Removed { outcome, .. } = verdict(first, Setting::Burst) else {
        panic!("{first:#?}");
    };
    let effect = outcome.whole_run.expect("a whole run confirms it");
    // All 900 at first, 600 of the second 900: 300 are refused.
    assert_eq!((effect.throttles, effect.cold_starts), (300, 1500));
    assert_eq!(explanation.as_it_is.throttles, 800);
}

/// Two functions in an account of 300; one holds 250, so that the other's 100 find 50.
#[test]
fn a_neighbour_is_kept_out_by_a_reserve_or_a_larger_account() {
    let scenario = scenario(
        "account_concurrency = 300",
        "[[functions]]\nname = \"hog\"\nservice_time = \"1h\"\ncold_start = \"0s\"\n\
         traffic = [{ batch = { at = [\"1s\"], requests = 250 } }]\n\
         [[functions]]\nname = \"shop\"\nservice_time = \"1h\"\ncold_start = \"0s\"\n\
         traffic = [{ batch = { at = [\"2s\"], requests = 100 } }]",
    );
    let explanation = explained(&scenario);
    let [shop] = throttled(&explanation)[..] else {
        panic!("{explanation:#?}");
    };
    assert_eq!(shop.period.observed.function, 1);
    assert_eq!(shop.period.limits, [(Limit::AccountConcurrency, 50)]);
    assert_eq!(value(verdict(shop, Setting::AccountConcurrency)), Some(350));
    assert_eq!(
        value(verdict(shop, Setting::ReservedConcurrency(1))),
        Some(100)
    );
    assert_eq!(
        value(verdict(shop, Setting::ProvisionedConcurrency(1))),
        Some(100),
        "what is provisioned is the hog's loss: on demand nothing is left"
    );
}

/// A cold start for each environment, and none where as many are provisioned.
#[test]
fn cold_starts_need_as_many_provisioned_as_run_at_once() {
    let scenario = scenario(
        "",
        "[[functions]]\nname = \"f\"\nservice_time = \"10s\"\ncold_start = \"1s\"\n\
         traffic = [{ batch = { at = [\"1s\", \"100s\"], requests = 30 } }]",
    );
    let explanation = explained(&scenario);
    let [only] = &explanation.periods[..] else {
        panic!("{explanation:#?}");
    };
    assert_eq!(only.period.observed.trouble, Trouble::ColdStarts);
    assert_eq!(only.period.observed.count(), 30);
    assert_eq!(only.remedies.len(), 1);
    assert_eq!(value(&only.remedies[0].verdict), Some(30));
    assert_eq!(explanation.rest, []);
}

#[test]
fn only_the_worst_are_explained_and_the_others_counted() {
    let scenario = scenario(
        "account_concurrency = 105\nburst = 105",
        "[[functions]]\nname = \"f\"\nservice_time = \"1s\"\ncold_start = \"0s\"\n\
         traffic = [{ batch = { at = [\"0s\", \"70s\"], requests = 110 } }, { batch = { at = [\"140s\"], requests = 120 } }]",
    );
    let question = Question {
        function: Some(0),
        periods: 1,
    };
    let explanation = of(&scenario, question);
    let [only] = throttled(&explanation)[..] else {
        panic!("{explanation:#?}");
    };
    assert_eq!(only.period.observed.count(), 15);
    let rest = Rest {
        trouble: Trouble::Throttles,
        periods: 2,
        count: 10,
    };
    assert!(explanation.rest.contains(&rest), "{:?}", explanation.rest);
}

/// The hog fills what is left of the account at 2 s and on; the shop comes at 3 s. A reserve for the shop takes from
/// the hog, which is then throttled instead; a larger account throttles nobody.
#[test]
fn a_change_that_moves_throttling_to_another_function_is_not_first() {
    let scenario = scenario(
        "account_concurrency = 300",
        "[[functions]]\nname = \"hog\"\nservice_time = \"1h\"\ncold_start = \"0s\"\n\
         traffic = [{ batch = { at = [\"1s\"], requests = 250 } }]\n\
         [[functions]]\nname = \"shop\"\nservice_time = \"1h\"\ncold_start = \"0s\"\n\
         traffic = [{ batch = { at = [\"2s\"], requests = 100 } }]",
    );
    let explanation = explained(&scenario);
    let [shop] = throttled(&explanation)[..] else {
        panic!("{explanation:#?}");
    };
    let moved = shop.remedies.iter().filter_map(|remedy| {
        let Verdict::Removed { outcome, .. } = remedy.verdict else {
            return None;
        };
        Some((remedy.setting, outcome.moved))
    });
    let to_the_hog = Some(Moved {
        function: 0,
        more: 50,
    });
    assert_eq!(
        moved.collect::<Vec<_>>(),
        [
            (Setting::AccountConcurrency, None),
            // As many throttles, and fewer cold starts.
            (Setting::ProvisionedConcurrency(1), to_the_hog),
            (Setting::ReservedConcurrency(1), to_the_hog),
        ]
    );
}

#[test]
fn the_limit_that_refused_most_is_tried_first() {
    let scenario = scenario(
        "account_concurrency = 1000\nburst = 500",
        "[[functions]]\nname = \"f\"\nservice_time = \"1h\"\ncold_start = \"0s\"\n\
         traffic = [{ batch = { at = [\"60s\"], requests = 900 } }]",
    );
    let base = BaseRun::of(&scenario, &()).unwrap();
    let (periods, _) = periods::worst(&scenario, &base.result, Question::default());
    assert_eq!(periods[0].limits, [(Limit::RegionalBurst, 400)]);
    let candidates = candidates(&scenario, &periods[0]);
    assert_eq!(candidates[..2], [Setting::Burst, Setting::RampPerMinute]);
}
