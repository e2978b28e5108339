//! The lowest value of a setting with which whole runs of the same requests are as they should be.

use super::kept::Kept;
use crate::metrics::RunResult;
use crate::scenario::{Scenario, Setting};
use crate::study::watch::{Step, Watch, simulate_watched};
use crate::world::Interrupted;

/// The lowest value above the present one with which a run `holds`: doubled until one does, then halved. `None` if no
/// value that may be set does. `asked` tells what is to hold.
///
/// # Errors
/// [`Interrupted`] if the study is to stop.
pub(super) fn least(
    scenario: &Scenario,
    setting: Setting,
    (watch, kept): (&dyn Watch, Kept<'_>),
    (asked, holds): (&str, impl Fn(&RunResult) -> bool),
) -> Result<Option<u32>, Interrupted> {
    let Some(most) = setting.most(scenario) else {
        return Ok(None);
    };
    let holds = |value: u32| -> Result<bool, Interrupted> {
        let asked = || format!("{asked}: {setting:?}");
        kept.or_run(asked, value, || {
            watch.planned(Step::Run, 1);
            let result = simulate_watched(&setting.set(scenario, value), 0, watch)?;
            Ok(holds(&result))
        })
    };
    let mut fails = setting
        .value(scenario)
        .unwrap_or_else(|| setting.least(scenario).saturating_sub(1));
    let mut value = fails.max(1);
    loop {
        if fails >= most {
            return Ok(None);
        }
        value = value.saturating_mul(2).clamp(fails + 1, most);
        if holds(value)? {
            break;
        }
        fails = value;
    }
    while value - fails > 1 {
        let middle = fails + (value - fails) / 2;
        if holds(middle)? {
            value = middle;
        } else {
            fails = middle;
        }
    }
    Ok(Some(value))
}
