//! How much more to ask for than the smallest value that held on one sample of the traffic.
//!
//! AWS states no margin: that it is ten percent, up to a round number, is an assumption of burstsim.

use crate::scenario::{Scenario, Setting};

/// The margin, in percent.
pub(super) const PERCENT: u32 = 10;

/// A value of a setting with the margin, as far as the scenario has room for that.
pub(super) fn within(scenario: &Scenario, setting: Setting, least: u32) -> u32 {
    let most = setting.most(scenario).unwrap_or(least);
    above(least).min(most).max(least)
}

/// A value with the margin, rounded up to two digits that are not zero.
fn above(least: u32) -> u32 {
    let wanted = (u64::from(least) * u64::from(100 + PERCENT)).div_ceil(100);
    let mut step = 1_u64;
    while wanted / step >= 100 {
        step *= 10;
    }
    u32::try_from(wanted.div_ceil(step) * step).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::above;

    #[test]
    fn a_margin_ends_at_a_round_number() {
        for (least, value) in [
            (0, 0),
            (1, 2),
            (7, 8),
            (90, 99),
            (100, 110),
            (945, 1_100),
            (1_234, 1_400),
            (7_000, 7_700),
            (7_001, 7_800),
            (10_000_000, 11_000_000),
            (u32::MAX, u32::MAX),
        ] {
            assert_eq!(above(least), value, "{least}");
        }
    }
}
