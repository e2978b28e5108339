//! How much of a setting there is room for: what the parser takes, and the account that would have room for more.
//!
//! Nothing that it refuses may be advised. Knows settings; must not know why anybody asks.

use super::units::Concurrency;
use super::{Scenario, Setting, accepted};

impl Setting {
    /// The maximum it may be while everything else stays as it is: beyond it the parser refuses the scenario, or
    /// nothing changes any more. `None` if there is room for nothing.
    pub fn most(self, scenario: &Scenario) -> Option<u32> {
        // To reserve or provision nothing is no room.
        let from = self
            .value(scenario)
            .unwrap_or_else(|| self.least(scenario).max(1));
        largest(self, scenario, from, self.useful(scenario))
    }

    /// The lowest value up to `most`, which is taken, that would be taken: whether a value is turns once.
    pub fn least_accepted(self, scenario: &Scenario, most: u32) -> u32 {
        let from = self.least(scenario);
        let accepts = |value| self.accepts(scenario, value);
        if accepts(from) {
            from
        } else {
            least(from, most, accepts)
        }
    }

    /// Whether `--set` with this value would be taken.
    pub fn accepts(self, scenario: &Scenario, value: u32) -> bool {
        accepted::is_accepted(&self.set(scenario, value))
    }

    /// The lowest account concurrency limit, no lower than it is, with which this value would be taken; `None`
    /// if the account is not what stands in the way.
    pub fn account_for(self, scenario: &Scenario, value: u32) -> Option<u32> {
        let account = Self::AccountConcurrency;
        let room = |limit| self.accepts(&account.set(scenario, limit), value);
        let (now, most) = (account.value(scenario)?, Concurrency::MAX.get());
        if room(now) {
            return Some(now);
        }
        room(most).then(|| least(now, most, room))
    }
}

/// The largest value from `from` up to `most` that is accepted, given that larger ones are not the more so;
/// `None` if not even `from` is.
fn largest(setting: Setting, scenario: &Scenario, from: u32, most: u32) -> Option<u32> {
    if most < from || setting.accepts(scenario, most) {
        return (most >= from).then_some(most);
    }
    let refused = |value| !setting.accepts(scenario, value);
    (!refused(from)).then(|| least(from, most, refused) - 1)
}

/// The lowest number that has a property which `without` has not and `with` has.
fn least(mut without: u32, mut with: u32, has: impl Fn(u32) -> bool) -> u32 {
    while with - without > 1 {
        let middle = without + (with - without) / 2;
        if has(middle) {
            with = middle;
        } else {
            without = middle;
        }
    }
    with
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::{NoFiles, Source, parse};

    const SCENARIO: &str = r#"
        duration = "1m"
        [region]
        name = "us-east-1"
        scaling = "per-function"
        [[functions]]
        name = "a"
        service_time = "1s"
        traffic = [{ even.rate = 1 }]
        [[functions]]
        name = "b"
        service_time = "1s"
        traffic = [{ even.rate = 1 }]
    "#;

    /// As a user would have it on the command line.
    fn typed(overrides: &[String]) -> Option<Scenario> {
        let source = Source {
            name: "test",
            default_name: "test",
            text: SCENARIO,
        };
        let parsed = parse(source, overrides, &NoFiles).ok()?;
        Some(parsed.scenario)
    }

    /// Whatever must stay unreserved of a small account: what there is said to be room for is what the parser
    /// takes, and not one more.
    #[test]
    fn there_is_room_for_what_the_command_line_takes_and_no_more() {
        let own = [
            Setting::ReservedConcurrency(0),
            Setting::ProvisionedConcurrency(0),
        ];
        for account in [1, 10, 50, 99, 100, 101, 130, 200, 1000] {
            let account = format!("region.account_concurrency={account}");
            let mut kept = vec![account.clone()];
            // Beside a function that holds some of it, as far as that is taken.
            let beside = [account, "functions.b.reserved_concurrency=20".to_owned()];
            if typed(&beside).is_some() {
                kept.push(beside[1].clone());
            }
            let scenario = typed(&kept).expect("the parser takes it");
            for setting in own {
                let key = setting.key(&scenario);
                let takes = |value: u32| {
                    let value = format!("{key}={value}");
                    typed(&[&kept[..], &[value]].concat()).is_some()
                };
                match setting.most(&scenario) {
                    Some(most) => assert!(takes(most) && !takes(most + 1), "{kept:?} {key}={most}"),
                    None => assert!(!takes(1), "{kept:?} {key}=1"),
                }
            }
        }
    }

    #[test]
    fn the_account_to_ask_for_has_room_and_the_next_smaller_has_not() {
        for account in [10, 90, 150] {
            let now = format!("region.account_concurrency={account}");
            let scenario = typed(&[now]).expect("the parser takes it");
            for setting in [
                Setting::ReservedConcurrency(1),
                Setting::ProvisionedConcurrency(1),
            ] {
                for value in [1, 40, 200] {
                    let needed = setting.account_for(&scenario, value).expect("an account");
                    let takes = |account: u32| {
                        let account = format!("region.account_concurrency={account}");
                        let own = format!("{}={value}", setting.key(&scenario));
                        typed(&[account, own]).is_some()
                    };
                    assert!(takes(needed), "{value} in {needed}");
                    assert!(
                        needed == account || !takes(needed - 1),
                        "{value} in {needed} of {account}"
                    );
                }
            }
        }
    }

    #[test]
    fn no_account_helps_where_its_own_reserve_bounds_a_function() {
        let reserve = "functions.a.reserved_concurrency=30".to_owned();
        let scenario = typed(&[reserve]).expect("the parser takes it");
        let provisioned = Setting::ProvisionedConcurrency(0);
        assert_eq!(provisioned.account_for(&scenario, 31), None);
        assert_eq!(provisioned.account_for(&scenario, 30), Some(1000));
    }
}
