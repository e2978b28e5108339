//! Uptime and service credit in a sentence; nothing where the scenario has no outages.

use crate::billing::ServiceCredit;
use crate::report::document::Language;
use crate::report::format::{plus_minus, usd, usd_plus_minus};
use crate::report::replications::Replications;
use crate::scenario::Scenario;
use crate::study::Finished;

/// The sentence about one run.
pub(super) fn of_run(language: Language, finished: &Finished<'_>) -> Option<String> {
    if finished.scenario.region.outages.is_empty() {
        return None;
    }
    let ServiceCredit {
        monthly_uptime,
        percent,
        amount,
        ..
    } = finished.credit();
    let credit = if percent > 0.0 {
        let amount = usd(amount);
        language.choose(
            format!("SLA credit {percent} % = {amount}"),
            format!("SLA 크레딧 {percent} % = {amount}"),
        )
    } else {
        language
            .choose("no SLA credit", "SLA 크레딧 없음")
            .to_owned()
    };
    Some(sentence(
        language,
        finished.scenario,
        &uptime(monthly_uptime),
        &credit,
    ))
}

/// The sentence about replications.
pub(in crate::report::stories) fn of_replications(
    language: Language,
    scenario: &Scenario,
    many: &Replications,
) -> Option<String> {
    if scenario.region.outages.is_empty() {
        return None;
    }
    let monthly = many.estimate("/account/sla/monthly_uptime")?;
    let credit = many.estimate("/account/sla/credit")?;
    let uptime = if monthly.half_width == 0.0 {
        uptime(monthly.mean)
    } else {
        plus_minus(monthly.mean * 100.0, monthly.half_width * 100.0) + " %"
    };
    let credit = usd_plus_minus(credit.mean, credit.half_width);
    let credit = language.choose(
        format!("SLA credit {credit}"),
        format!("SLA 크레딧 {credit}"),
    );
    Some(sentence(language, scenario, &uptime, &credit))
}

fn sentence(language: Language, scenario: &Scenario, uptime: &str, credit: &str) -> String {
    let is_month = scenario.billing.monthly;
    let of = if is_month {
        " of a month with these outages"
    } else {
        ""
    };
    let korean = if is_month {
        "이런 장애가 있는 한 달의 "
    } else {
        ""
    };
    language.choose(
        format!("Uptime{of} {uptime}: {credit}."),
        format!("{korean}가동 시간 {uptime}: {credit}."),
    )
}

/// A share as a percentage with three decimals, cut off: 99.9496 % must not read like the 99.95 % that it
/// misses.
fn uptime(share: f64) -> String {
    let thousandths = (share * 1e5 + 1e-6).floor();
    format!("{:.3} %", thousandths / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
    use crate::metrics::RunResult;
    use crate::report::fixture;
    use crate::scenario::Outage;

    #[test]
    fn an_uptime_never_reads_as_a_boundary_that_it_misses() {
        for (share, text) in [
            (1.0, "100.000 %"),
            (0.9995, "99.950 %"),
            (0.999_499_999, "99.949 %"),
            (0.99, "99.000 %"),
            (0.996_875, "99.687 %"),
            (0.0, "0.000 %"),
        ] {
            assert_eq!(uptime(share), text);
        }
    }

    #[test]
    fn there_is_a_line_where_there_are_outages() {
        let (mut scenario, mut result) = (fixture::scenario(), fixture::small());
        let shown = |scenario: &Scenario, result: &RunResult| {
            of_run(Language::English, &Finished::new(scenario, result)).unwrap_or_default()
        };
        assert_eq!(shown(&scenario, &result), "");
        scenario.region.outages = vec![Outage {
            from: SimDuration::ZERO,
            to: SimDuration::from_secs(60),
            errors: 0.3,
        }];
        assert_eq!(
            shown(&scenario, &result),
            "Uptime 100.000 %: no SLA credit."
        );
        result.functions[0].minutes[0].counts.errors = 1;
        let line = shown(&scenario, &result);
        assert!(
            line.starts_with("Uptime 90.000 %: SLA credit 100 % = $0.00"),
            "{line}"
        );
        let results = [result.clone(), fixture::small()];
        let replications = Replications::of(&scenario, &results, None);
        let line = of_replications(Language::English, &scenario, &replications).unwrap();
        assert!(
            line.starts_with("Uptime 95 ± 64 %: SLA credit $0.00"),
            "{line}"
        );
        scenario.billing.monthly = true;
        let line = shown(&scenario, &result);
        assert_eq!(
            line,
            "Uptime of a month with these outages 99.998 %: no SLA credit."
        );
    }
}
