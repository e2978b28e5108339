//! The results of the account as a whole.

use burstsim::kernel::SimTime;
use burstsim::metrics::{AccountResult, Availability};
use burstsim::scenario::Scenario;

use super::{Differences, rows};
use crate::oracle::limits::MINUTE;
use crate::oracle::log::{Entry, Reached, What, count, in_flight, level, on_demand};
use crate::oracle::simulator::{Run, set_aside};

impl Differences {
    pub(super) fn about_account(&mut self, scenario: &Scenario, model: &AccountResult, run: &Run) {
        let (from, end) = (scenario.warm_up.as_nanos(), scenario.duration.as_nanos());
        let log = &on_lambda(scenario, &run.log);
        let unreserved = |entry: &Entry| {
            let function = &scenario.functions[entry.function];
            match function.reserved_concurrency {
                Some(_) => 0,
                None => on_demand(entry),
            }
        };
        let set_aside = set_aside(scenario);

        self.place = "account, after the warm-up: ".to_owned();
        self.level(
            "concurrency",
            model.concurrency,
            level(log, from, end, in_flight),
        );
        let reached = level(log, from, end, unreserved);
        self.level("unreserved_in_flight", model.unreserved_in_flight, reached);
        let claimed = Reached {
            mean: set_aside as f64 + reached.mean,
            max: set_aside + reached.max,
            ..reached
        };
        self.level("claimed", model.claimed, claimed);

        // Of an interval or a minute.
        let compare = |differences: &mut Self, start: SimTime, maxima: [u64; 3], (from, to)| {
            differences.same("start", start.as_nanos(), from);
            let [concurrency_max, unreserved_in_flight_max, claimed_max] = maxima;
            let concurrency = level(log, from, to, in_flight).max;
            differences.same("concurrency_max", concurrency_max, concurrency);
            let most = level(log, from, to, unreserved).max;
            differences.same("unreserved_in_flight_max", unreserved_in_flight_max, most);
            differences.same("claimed_max", claimed_max, set_aside + most);
        };
        let rows = rows(scenario.interval.as_nanos(), end);
        self.same("intervals", model.intervals.len(), rows.len());
        for (row, (from, to)) in model.intervals.iter().zip(rows) {
            self.place = format!("account, interval from {from} ns: ");
            let maxima = [
                row.concurrency_max,
                row.unreserved_in_flight_max,
                row.claimed_max,
            ];
            compare(self, row.start, maxima, (from, to));
            let tokens = run.buckets.iter().map(|bucket| bucket.tokens_before(to));
            let tokens = tokens.fold(f64::INFINITY, f64::min);
            self.same("scaling_tokens", row.scaling_tokens, tokens);
            let throttled = |what| matches!(what, What::Throttled(_));
            let throttles = count(log, from, to, throttled);
            self.same("throttles", row.throttles, throttles);
        }
        let rows = self::rows(MINUTE, end);
        self.same("minutes", model.minutes.len(), rows.len());
        for (row, (from, to)) in model.minutes.iter().zip(rows) {
            self.place = format!("account, minute from {from} ns: ");
            let maxima = [
                row.concurrency_max,
                row.unreserved_in_flight_max,
                row.claimed_max,
            ];
            compare(self, row.start, maxima, (from, to));
        }
    }

    /// The service level agreement's spans of five minutes, of which the warm-up is no part.
    pub(super) fn about_availability(
        &mut self,
        scenario: &Scenario,
        model: &[Availability],
        log: &[Entry],
    ) {
        let (warm_up, end) = (scenario.warm_up.as_nanos(), scenario.duration.as_nanos());
        let log = &on_lambda(scenario, log);
        let spans = rows(5 * MINUTE, end).into_iter();
        let spans = spans.filter(|(_, to)| warm_up < *to);
        let expected = spans.map(|(from, to)| {
            let from = from.max(warm_up);
            let served = count(log, from, to, |what| matches!(what, What::Started { .. }));
            let errors = count(log, from, to, |what| what == What::Failed);
            (from, served + errors, errors)
        });
        let model = model
            .iter()
            .map(|span| (span.start.as_nanos(), span.processed, span.errors));
        self.place = "account: ".to_owned();
        self.same(
            "availability",
            model.collect::<Vec<_>>(),
            expected.collect(),
        );
    }
}

/// What happened on Lambda: what tasks serve or refuse is no concurrency, throttle or error of the account.
fn on_lambda(scenario: &Scenario, log: &[Entry]) -> Vec<Entry> {
    let on_lambda = |entry: &&Entry| scenario.functions[entry.function].is_on_lambda();
    log.iter().filter(on_lambda).copied().collect()
}
