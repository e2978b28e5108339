//! A setting does what its key does, and its maximum is the last value that the parser accepts.

use super::*;
use crate::scenario::parse::{NoFiles, Override, Source, parse_with};

const SCENARIO: &str = r#"
        duration = "1m"
        [region]
        name = "us-east-1"
        scaling = "per-function"
        account_concurrency = 1000
        [[functions]]
        name = "my fn"
        service_time = "1s"
        reserved_concurrency = 300
        traffic = [{ even.rate = 1 }]
        [[functions]]
        name = "b"
        service_time = "1s"
        provisioned_concurrency = 50
        traffic = [{ even.rate = 1 }]
        [[functions]]
        name = "c"
        service_time = "1s"
        traffic = [{ even.rate = 1 }]
    "#;

/// The same with a function behind two aliases, which come after the others.
const WITH_ALIASES: &str = r#"
        [[functions]]
        name = "d"
        service_time = "1s"
        reserved_concurrency = 200
        traffic = [{ even.rate = 1 }]
        [[functions.aliases]]
        name = "v.1"
        weight = 0.5
        provisioned_concurrency = 60
        [[functions.aliases]]
        name = "v.2"
        weight = 0.5
        provisioned_concurrency = 30
    "#;

fn parsed(overrides: &[String]) -> Option<Scenario> {
    parsed_from(SCENARIO, overrides)
}

fn parsed_from(text: &str, overrides: &[String]) -> Option<Scenario> {
    let overrides: Vec<_> = overrides.iter().map(|text| Override::set(text)).collect();
    let source = Source {
        name: "test",
        default_name: "test",
        text,
    };
    let parsed = parse_with(source, &overrides, &NoFiles).ok()?;
    Some(parsed.scenario)
}

fn all() -> Vec<Setting> {
    let mut all = vec![
        Setting::AccountConcurrency,
        Setting::Burst,
        Setting::RampPerMinute,
        Setting::RequestBurst,
        Setting::RequestRampPerMinute,
    ];
    for index in 0..3 {
        all.push(Setting::ReservedConcurrency(index));
        all.push(Setting::ProvisionedConcurrency(index));
    }
    all
}

#[test]
fn a_setting_does_what_its_key_does_on_the_command_line() {
    let scenario = parsed(&[]).unwrap();
    for setting in all() {
        // Low for what shares the account, high for the account itself.
        let value = match setting {
            Setting::AccountConcurrency => 2345,
            _ => 123,
        };
        let typed = format!("{}={value}", setting.key(&scenario));
        let expected = parsed(std::slice::from_ref(&typed));
        let expected = expected.unwrap_or_else(|| panic!("{typed} is no override"));
        assert_eq!(setting.set(&scenario, value), expected, "{typed}");
        assert_eq!(setting.value(&expected), Some(value), "{typed}");
    }
}

#[test]
fn the_most_is_the_last_valid_value() {
    let scenario = parsed(&[]).unwrap();
    for (setting, most) in [
        // 1,000 - 100 that stay unreserved - 50 provisioned.
        (Setting::ReservedConcurrency(0), 850),
        // 1,000 - 100 - 300: the reserve includes what is provisioned.
        (Setting::ReservedConcurrency(1), 600),
        // 1,000 - 100 - 300 - 50.
        (Setting::ReservedConcurrency(2), 550),
        // Its own reserve.
        (Setting::ProvisionedConcurrency(0), 300),
        // 1,000 - 100 - 300.
        (Setting::ProvisionedConcurrency(1), 600),
        // 1,000 - 100 - 300 - 50.
        (Setting::ProvisionedConcurrency(2), 550),
    ] {
        let key = setting.key(&scenario);
        assert_eq!(setting.most(&scenario), Some(most), "{key}");
        assert!(parsed(&[format!("{key}={most}")]).is_some(), "{key}={most}");
        let beyond = format!("{key}={}", most + 1);
        assert!(parsed(std::slice::from_ref(&beyond)).is_none(), "{beyond}");
    }
}

#[test]
fn a_reserve_includes_what_is_provisioned() {
    let scenario = parsed(&[]).unwrap();
    let reserve = Setting::ReservedConcurrency(1);
    assert_eq!(reserve.least(&scenario), 50);
    assert!(parsed(&["functions.b.reserved_concurrency=50".to_owned()]).is_some());
    assert!(parsed(&["functions.b.reserved_concurrency=49".to_owned()]).is_none());
}

#[test]
fn versions_share_a_reserve_and_provision_for_themselves() {
    let text = format!("{SCENARIO}{WITH_ALIASES}");
    let scenario = parsed_from(&text, &[]).unwrap();
    let key = Setting::ProvisionedConcurrency(4).key(&scenario);
    assert_eq!(key, r#"functions.d.aliases."v.2".provisioned_concurrency"#);
    for (setting, least, most) in [
        // 1,000 - 100 that stay unreserved - 300 - 50, and not less than 60 + 30.
        (Setting::ReservedConcurrency(3), 90, 550),
        (Setting::ReservedConcurrency(4), 90, 550),
        // 200 - 30, 200 - 60.
        (Setting::ProvisionedConcurrency(3), 0, 170),
        (Setting::ProvisionedConcurrency(4), 0, 140),
        // 1,000 - 100 - 300 - 200.
        (Setting::ProvisionedConcurrency(1), 0, 400),
    ] {
        let key = setting.key(&scenario);
        assert_eq!(setting.least(&scenario), least, "{key}");
        assert_eq!(setting.most(&scenario), Some(most), "{key}");
        for value in [least, most] {
            let typed = format!("{key}={value}");
            let expected = parsed_from(&text, std::slice::from_ref(&typed));
            assert_eq!(Some(setting.set(&scenario, value)), expected, "{typed}");
        }
        let beyond = format!("{key}={}", most + 1);
        let beyond_it = parsed_from(&text, std::slice::from_ref(&beyond));
        assert!(beyond_it.is_none(), "{beyond}");
    }
    assert!(parsed_from(&text, &["functions.d.reserved_concurrency=89".to_owned()]).is_none());
}

#[test]
fn an_alias_provisions_for_its_versions_unless_they_do() {
    let pointed = |version: &str, alias: &str| {
        format!(
            "{SCENARIO}
                [[functions]]
                name = \"d\"
                service_time = \"1s\"
                reserved_concurrency = 200
                versions = [{{ name = \"1\"{version} }}, {{ name = \"2\" }}]
                [functions.alias]
                name = \"live\"
                weights = [{{ 1 = \"90%\", 2 = \"10%\" }}, {{ at = \"30s\", 2 = 1 }}]{alias}"
        )
    };
    for alias in ["", "\nprovisioned_concurrency = 15"] {
        let text = pointed("", alias);
        let scenario = parsed_from(&text, &[]).unwrap();
        for index in [3, 4] {
            let setting = Setting::ProvisionedConcurrency(index);
            let key = setting.key(&scenario);
            assert_eq!(key, "functions.d.alias.provisioned_concurrency");
            assert_eq!(setting.most(&scenario), Some(200));
            for value in [0, 1, 100, 200] {
                let typed = format!("{key}={value}");
                let expected = parsed_from(&text, std::slice::from_ref(&typed));
                assert_eq!(Some(setting.set(&scenario, value)), expected, "{typed}");
            }
        }
    }
    let own = pointed(", provisioned_concurrency = 15", "");
    let scenario = parsed_from(&own, &[]).unwrap();
    let key = Setting::ProvisionedConcurrency(3).key(&scenario);
    assert_eq!(key, r#"functions.d.versions."1".provisioned_concurrency"#);
    assert!(parsed_from(&own, &[format!("{key}=20")]).is_some());
}

#[test]
fn names_that_are_no_bare_keys_are_quoted() {
    for (name, written) in [
        ("checkout", "checkout"),
        ("my fn", "\"my fn\""),
        ("7", "\"7\""),
        ("a.b", "\"a.b\""),
        ("함수", "\"함수\""),
    ] {
        assert_eq!(dotted(name), written);
    }
    for awkward in ["a\nb\"c", "\u{7f}\u{1b}", "'\\"] {
        let document = format!("{}=0", dotted(awkward));
        let table = toml::de::DeTable::parse(&document).unwrap();
        let keys: Vec<_> = table.get_ref().keys().map(|key| key.get_ref()).collect();
        assert_eq!(keys, [awkward], "{document}");
    }
}
