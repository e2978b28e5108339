//! Those who call: when they ask, and what they do with an answer.

use burstsim::scenario::RetryPolicy;

use super::{Event, Phase, Request, Simulator};
use crate::oracle::Nanos;
use crate::oracle::log::What;

impl Simulator<'_> {
    /// An open source has one arrival pending, and the next when that comes.
    pub(super) fn await_arrival(&mut self, source: usize, number: usize) {
        if let Some(&(at, _)) = self.sources[source].requests.get(number) {
            let arrival = Event::Arrival { source, number };
            self.plan(at, Phase::Arrival, arrival);
        }
    }

    pub(super) fn arrive(&mut self, now: Nanos, source: usize, service: Nanos) {
        let function = self.sources[source].function;
        self.note(now, function, What::Arrived);
        self.requests.push(Request {
            source,
            function,
            arrival: now,
            service,
            attempts: 0,
            is_open: false,
        });
        self.attempt(now, self.requests.len() - 1);
    }

    /// A user of closed traffic has an answer, good or bad, thinks, and asks again.
    pub(super) fn answer(&mut self, now: Nanos, source: usize) {
        if let Some(think_time) = self.sources[source].think_time {
            let question = Event::Question { source };
            self.plan(now + think_time, Phase::Arrival, question);
        }
    }

    /// A request waits `min(base x 2^(n-1), cap)` after its n-th attempt, if the caller has another.
    pub(super) fn try_again_or_give_up(&mut self, now: Nanos, request: usize) {
        let Request {
            source,
            function,
            arrival,
            attempts,
            is_open,
            ..
        } = self.requests[request];
        let retry = self.scenario.functions[function].client_retry.policy();
        match retry.filter(|policy| attempts < policy.max_attempts) {
            Some(RetryPolicy { base, cap, .. }) => {
                let wait = base.as_nanos() * 2_u64.pow(attempts - 1);
                let again = now + wait.min(cap.as_nanos());
                self.plan(again, Phase::Retry, Event::Retry { request });
                if !is_open {
                    self.requests[request].is_open = true;
                    self.note(now, function, What::Opened { arrival });
                }
            }
            None => {
                self.note(now, function, What::GaveUp);
                if is_open {
                    self.note(now, function, What::Closed { arrival });
                }
                self.answer(now, source);
            }
        }
    }
}
