//! The SDK clients of functions: each has a retry quota of its own and, in `adaptive` mode, a limit on its own
//! rate.
//!
//! It knows what a client hears of its requests; it must not know when requests are made.

use std::num::NonZeroU32;

use super::limiter::RateLimiter;
use super::protocol::{ClientId, Outstanding, Waiting};
use super::quota::RetryQuota;
use crate::kernel::{SimDuration, SimTime};
use crate::scenario::{ClientRetry, Function};
use crate::workload::RetryableError;

/// One client.
#[derive(Clone, Debug)]
struct Client {
    quota: RetryQuota,
    limiter: Option<Box<RateLimiter>>,
}

/// All clients that are distinguished.
#[derive(Clone, Debug, Default)]
pub(super) struct Clients(Vec<Client>);

/// Where the clients of one function are among all.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClientsOf {
    first: u32,
    count: NonZeroU32,
}

impl ClientsOf {
    /// Requests, or the users who make them, go to the clients in turn.
    pub(super) fn in_turn(self, turn: u64) -> ClientId {
        let turn = turn % u64::from(self.count.get());
        ClientId::new(self.first as usize + turn as usize)
    }
}

impl Clients {
    /// The clients of a function, added to the others; `None` if nothing depends on which client makes a
    /// request.
    pub(super) fn add(&mut self, function: &Function) -> Option<ClientsOf> {
        let has_quota = function.client_retry.has_quota() && function.is_first_version();
        let count = function.clients.filter(|_| has_quota)?;
        let first = self.0.len() as u32;
        let is_adaptive = function.client_retry == ClientRetry::Adaptive;
        let client = Client {
            quota: RetryQuota::new(),
            limiter: is_adaptive.then(Box::default),
        };
        self.0.extend(vec![client; count.get() as usize]);
        Some(ClientsOf { first, count })
    }

    /// The client of a request hears of a refusal. Given the `wait` before the retry that the mode
    /// allows, returns the one that the quota pays for, too.
    pub(super) fn refused(
        &mut self,
        now: SimTime,
        record: &mut Outstanding,
        error: RetryableError,
        wait: Option<SimDuration>,
        later: impl FnMut(SimTime, ClientId),
    ) -> Option<SimDuration> {
        let Some(client) = record.client else {
            return wait;
        };
        self.responded(now, client, error == RetryableError::Throttling, later);
        let wait = wait?;
        record.paid = self.0[client.index()].quota.pay(error)?;
        Some(wait)
    }

    /// The client of a request hears the answer.
    pub(super) fn answered(
        &mut self,
        now: SimTime,
        record: &Outstanding,
        later: impl FnMut(SimTime, ClientId),
    ) {
        if let Some(client) = record.client {
            self.responded(now, client, false, later);
            self.0[client.index()].quota.give_back(record.paid);
        }
    }

    /// Whether the next attempt of a request has to wait for a token of its client. Who has to is then
    /// known as what `wait` gives.
    pub(super) fn hold_back(
        &mut self,
        now: SimTime,
        record: &Outstanding,
        wait: impl FnOnce() -> Waiting,
        later: impl FnMut(SimTime, ClientId),
    ) -> bool {
        let Some(client) = record.client else {
            return false;
        };
        let Some(limiter) = self.limiter(client) else {
            return false;
        };
        let waits = !limiter.admits(now);
        if waits {
            limiter.line_up(wait());
            plan(limiter, now, client, later);
        }
        waits
    }

    /// The time may have come for the first request that waits for a token of a client.
    pub(super) fn wake(
        &mut self,
        now: SimTime,
        client: ClientId,
        later: impl FnMut(SimTime, ClientId),
    ) -> Option<Waiting> {
        let limiter = self.limiter(client)?;
        let next = limiter.wake(now);
        plan(limiter, now, client, later);
        next
    }

    fn responded(
        &mut self,
        now: SimTime,
        client: ClientId,
        is_throttle: bool,
        later: impl FnMut(SimTime, ClientId),
    ) {
        if let Some(limiter) = self.limiter(client) {
            limiter.responded(now, is_throttle);
            plan(limiter, now, client, later);
        }
    }

    fn limiter(&mut self, client: ClientId) -> Option<&mut RateLimiter> {
        self.0[client.index()].limiter.as_deref_mut()
    }
}

/// Has the line of a client looked after when there is a token.
fn plan(
    limiter: &mut RateLimiter,
    now: SimTime,
    client: ClientId,
    mut later: impl FnMut(SimTime, ClientId),
) {
    if let Some(at) = limiter.plan(now) {
        later(at, client);
    }
}
