//! What a reader copies is right, for AWS and for each tool.

use super::*;
use crate::kernel::SimDuration;
use crate::report::fixture;
use crate::report::size::paste::schedule_commands;
use crate::scenario::{Concurrency, ScheduledBounds, TimeOfDay, TimeZone, UtilizationStatistic};

fn at(hour: u32) -> TimeOfDay {
    TimeOfDay::from_seconds(hour * 3600).unwrap()
}

fn concurrency(count: u32) -> Concurrency {
    Concurrency::new(count).unwrap()
}

#[test]
fn a_quota_is_asked_for_by_its_code_with_a_margin_and_a_region() {
    let scenario = fixture::scenario();
    let action = Action::of_sample(&scenario, Setting::AccountConcurrency, 7_001).unwrap();
    let command = "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 \
                   --desired-value 7800 --region us-east-1";
    assert_eq!(action.commands, [command]);
    let words = "account_concurrency = 7,800 (7,001 held on this one sample; 10 % margin, rounded up): request an \
                 increase of the quota \"Concurrent executions\", L-B99A9384:";
    assert_eq!(action.words(Language::English), words);
    let tree = action.json();
    assert_eq!(tree["quota"]["adjustable"], true);
    assert_eq!(
        (&tree["least"], &tree["value"]),
        (&json!(7001), &json!(7800))
    );
}

#[test]
fn a_limit_that_the_account_has_is_not_asked_for() {
    let scenario = fixture::scenario();
    let has = scenario.region.account_concurrency.get();
    let setting = Setting::AccountConcurrency;
    assert_eq!(Action::of_answer(&scenario, setting, has), None);
    assert!(Action::of_answer(&scenario, setting, has + 1).is_some());
}

#[test]
fn what_aws_raises_for_nobody_is_no_action() {
    let scenario = fixture::scenario();
    for setting in [Setting::Burst, Setting::RampPerMinute] {
        assert_eq!(Action::of_sample(&scenario, setting, 10), None);
    }
    assert!(fixed(Language::English, &scenario).contains("not adjustable"));
    assert!(
        fixed(Language::English, &fixture::per_function()).contains("Concurrency scaling rate")
    );
}

/// A margin does not go beyond what the scenario has room for.
#[test]
fn a_margin_stays_within_what_is_possible() {
    let scenario = fixture::scenario();
    let setting = Setting::ReservedConcurrency(0);
    let most = setting.most(&scenario).unwrap();
    let action = Action::of_sample(&scenario, setting, most - 1).unwrap();
    assert_eq!(action.value, Some(most));
}

/// Neither is of use without the other, and the setting with its margin has room in the account with its own.
#[test]
fn a_larger_account_comes_with_what_it_makes_room_for() {
    let scenario = fixture::scenario();
    let setting = Setting::ProvisionedConcurrency(0);
    let now = scenario.region.account_concurrency.get();
    for least in [now, now + 777, 10_880, 99_999] {
        let account = setting.account_for(&scenario, least).unwrap();
        let both = Action::with_larger_account(&scenario, setting, least, account);
        let [limit, own] = &both[..] else {
            panic!("a limit and a setting: {both:?}");
        };
        assert!(limit.commands[0].contains("request-service-quota-increase"));
        assert!(own.commands[0].contains("put-provisioned-concurrency-config"));
        let (limit, own) = (limit.value.unwrap(), own.value.unwrap());
        let needed = setting.account_for(&scenario, own).unwrap();
        assert!(own >= least && needed <= limit, "{own} in {limit}");
    }
}

#[test]
fn of_one_quota_the_larger_request_counts() {
    let scenario = fixture::scenario();
    let ask = |least| Action::larger_account(&scenario, least);
    assert!(ask(6_000).is_less_than(&ask(7_000)));
    assert!(!ask(7_000).is_less_than(&ask(6_000)));
    let reserve = Action::of_sample(&scenario, Setting::ReservedConcurrency(0), 1).unwrap();
    assert!(!reserve.is_less_than(&ask(7_000)), "another setting");
}

#[test]
fn every_answer_is_there_for_every_tool() {
    let mut scenario = fixture::scenario();
    scenario.functions[0].name = "check-out ${x}".to_owned();
    let schedule = [8, 18].map(|hour| ScheduledValue {
        at: at(hour),
        value: concurrency(hour * 10),
    });
    let autoscaling = Autoscaling {
        min: concurrency(2),
        max: concurrency(9),
        target: 0.57,
        out_datapoints: 3,
        in_datapoints: 15,
        statistic: UtilizationStatistic::Maximum,
        cooldown_out: SimDuration::ZERO,
        cooldown_in: SimDuration::from_secs(300),
        schedule: vec![ScheduledBounds {
            at: at(7),
            min: Some(concurrency(5)),
            max: None,
        }],
    };
    let average = Autoscaling {
        statistic: UtilizationStatistic::Average,
        schedule: Vec::new(),
        ..autoscaling.clone()
    };
    let commands = || vec!["aws application-autoscaling ...".to_owned()];
    let actions = [
        Action::larger_account(&scenario, 1_500),
        Action::of_sample(&scenario, Setting::ReservedConcurrency(0), 400).unwrap(),
        Action::constant(&scenario, 0, 46),
        Action::schedule(&scenario, 0, &schedule, commands()),
        Action::autoscaling(&scenario, 0, &autoscaling, commands()),
        Action::autoscaling(&scenario, 0, &average, commands()),
    ];
    insta::assert_snapshot!(markdown(Language::English, &scenario, &actions));
    let korean = actions.iter().map(|one| one.words(Language::Korean));
    insta::assert_snapshot!(korean.collect::<Vec<_>>().join("\n"));
    let korean = markdown(Language::Korean, &scenario, &actions);
    assert!(korean.starts_with("# 할 일: "), "{korean}");
    let nothing = markdown(Language::Korean, &scenario, &[]);
    assert!(nothing.ends_with("바꿀 것이 없습니다.\n"), "{nothing}");
}

/// AWS takes scheduled times as UTC unless it is told the zone of the scenario.
#[test]
fn schedules_name_the_time_zone_of_the_scenario() {
    let mut scenario = fixture::scenario();
    let schedule = [ScheduledValue {
        at: at(8),
        value: concurrency(80),
    }];
    let written = |scenario: &Scenario| {
        let commands = schedule_commands(aws::Version::of(scenario, 0), &schedule);
        let action = Action::schedule(scenario, 0, &schedule, commands.clone());
        format!(
            "{}\n{}",
            commands.join("\n"),
            markdown(Language::English, scenario, &[action])
        )
    };
    let named = [
        " --timezone Asia/Seoul --scalable-target-action ",
        "  timezone           = \"Asia/Seoul\"\n",
        "        Timezone: Asia/Seoul\n",
    ];
    let plain = written(&scenario);
    scenario.timezone = TimeZone::parse("Asia/Seoul");
    let zoned = written(&scenario);
    for words in named {
        assert!(zoned.contains(words), "no {words:?} in {zoned}");
        assert!(!plain.contains(words), "{words:?} in {plain}");
    }
    // AWS knows no offsets.
    scenario.timezone = TimeZone::parse("+09:00");
    assert_eq!(written(&scenario), plain);
}
