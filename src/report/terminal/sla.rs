//! Uptime and service credit for the terminal, in a line.

use crate::billing::{Bills, ServiceCredit, service_credit};
use crate::metrics::RunResult;
use crate::report::format::{plus_minus, usd, usd_plus_minus};
use crate::report::render::text::Medium;
use crate::report::replications::Replications;
use crate::scenario::Scenario;

/// The line about one run; nothing where the scenario has no outages.
pub(super) fn section(
    scenario: &Scenario,
    result: &RunResult,
    bills: &Bills,
    medium: Medium,
) -> String {
    if scenario.region.outages.is_empty() {
        return String::new();
    }
    let ServiceCredit {
        monthly_uptime,
        percent,
        amount,
        ..
    } = service_credit(result, bills);
    let credit = match percent > 0.0 {
        true => format!("SLA credit {percent} % = {}", usd(amount)),
        false => "no SLA credit".to_owned(),
    };
    medium.sentence(&line(scenario, &uptime(monthly_uptime), &credit))
}

/// The line about replications.
pub(super) fn of_replications(
    scenario: &Scenario,
    replications: &Replications,
    medium: Medium,
) -> String {
    let estimate = |key| replications.estimate(&format!("/account/sla/{key}"));
    let estimates = (estimate("monthly_uptime"), estimate("credit"));
    let (false, (Some(monthly), Some(credit))) = (scenario.region.outages.is_empty(), estimates)
    else {
        return String::new();
    };
    let uptime = match monthly.half_width == 0.0 {
        true => uptime(monthly.mean),
        false => plus_minus(monthly.mean * 100.0, monthly.half_width * 100.0) + " %",
    };
    let credit = usd_plus_minus(credit.mean, credit.half_width);
    medium.sentence(&line(scenario, &uptime, &format!("SLA credit {credit}")))
}

fn line(scenario: &Scenario, uptime: &str, credit: &str) -> String {
    let of = match scenario.billing.monthly {
        true => " of a month with these outages",
        false => "",
    };
    format!("Uptime{of} {uptime}: {credit}")
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
    use crate::billing::bills;
    use crate::kernel::SimDuration;
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
            let bills = bills(scenario, result);
            section(scenario, result, &bills, Medium::Terminal)
        };
        assert_eq!(shown(&scenario, &result), "");
        scenario.region.outages = vec![Outage {
            from: SimDuration::ZERO,
            to: SimDuration::from_secs(60),
            errors: 0.3,
        }];
        assert_eq!(
            shown(&scenario, &result),
            "Uptime 100.000 %: no SLA credit\n"
        );
        result.functions[0].minutes[0].counts.errors = 1;
        let line = shown(&scenario, &result);
        assert!(
            line.starts_with("Uptime 90.000 %: SLA credit 100 % = $0.00"),
            "{line}"
        );
        let mut replications = Replications::new(&scenario, result.clone(), None).unwrap();
        replications.add(&scenario, &fixture::small()).unwrap();
        let line = of_replications(&scenario, &replications, Medium::Terminal);
        assert!(
            line.starts_with("Uptime 95 ± 64 %: SLA credit $0.00"),
            "{line}"
        );
        scenario.billing.monthly = true;
        let line = shown(&scenario, &result);
        assert_eq!(
            line,
            "Uptime of a month with these outages 99.998 %: no SLA credit\n"
        );
    }
}
