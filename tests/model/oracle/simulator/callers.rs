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

    /// A request arrives; `turn` is the number of it, or of the user who asks.
    pub(super) fn arrive(&mut self, now: Nanos, source: usize, turn: usize, service: Nanos) {
        let function = self.sources[source].function;
        self.note(now, function, What::Arrived);
        self.requests.push(Request {
            source,
            turn,
            function,
            arrival: now,
            service,
            cost: None,
            attempts: 0,
            is_open: false,
            is_unheard: false,
        });
        self.attempt(now, self.requests.len() - 1);
    }

    /// A user of closed traffic has an answer, good or bad, thinks, and asks again.
    pub(super) fn answer(&mut self, now: Nanos, request: usize) {
        let Request { source, turn, .. } = self.requests[request];
        if let Some(think_time) = self.sources[source].think_time {
            let question = Event::Question { source, user: turn };
            self.plan(now + think_time, Phase::Arrival, question);
        }
    }

    /// The tokens of the client that makes a request, if clients are distinguished.
    fn tokens(&mut self, request: usize) -> Option<&mut u32> {
        let Request { function, turn, .. } = self.requests[request];
        let clients = self.clients[function].len();
        self.clients[function].get_mut(turn % clients.max(1))
    }

    /// A request that was served gives tokens back: what its last retry has cost, or 1.
    pub(super) fn give_back(&mut self, request: usize) {
        let amount = self.requests[request].cost.unwrap_or(1);
        if let Some(tokens) = self.tokens(request) {
            *tokens = (*tokens + amount).min(500);
        }
    }

    /// Whether the client has tokens left for a retry, which are then taken.
    fn pays(&mut self, request: usize, cost: u32) -> bool {
        match self.tokens(request) {
            None => true,
            Some(tokens) if *tokens < cost => false,
            Some(tokens) => {
                *tokens -= cost;
                self.requests[request].cost = Some(cost);
                true
            }
        }
    }

    /// A request waits `min(base x 2^(n-1), cap)` after its n-th attempt, if the caller has another, and its
    /// client pays for it: 5 tokens after a throttle, 14 after an error.
    pub(super) fn try_again_or_give_up(&mut self, now: Nanos, request: usize, cost: u32) {
        let Request {
            function,
            arrival,
            attempts,
            is_open,
            ..
        } = self.requests[request];
        let retry = self.scenario.functions[function].client_retry.policy();
        let retry = retry.filter(|policy| attempts < policy.max_attempts);
        match retry.filter(|_| self.pays(request, cost)) {
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
                self.answer(now, request);
            }
        }
    }
}
