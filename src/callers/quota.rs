//! The retry quota of one SDK client: it keeps a service that is down, or a limit that is reached, from
//! being met with several times as many attempts as there are requests.
//!
//! The numbers are those of botocore 1.44: `retries/quota.py` (`RetryQuota`) and `retries/standard.py`
//! (`RetryQuotaChecker`). It knows tokens; it must not know how long a caller waits.

use crate::workload::RetryableError;

/// Tokens of a client that has not retried yet, and the maximum.
const CAPACITY: u32 = 500;

/// What a request that was answered at its first attempt gives back.
const WITHOUT_RETRY: u32 = 1;

/// How many tokens a retry costs after `error`.
const fn cost(error: RetryableError) -> u32 {
    match error {
        RetryableError::Throttling => 5,
        RetryableError::Transient => 14,
    }
}

/// What the latest retry of a request has cost; none without a retry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Paid(Option<u32>);

/// The tokens of one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RetryQuota {
    tokens: u32,
}

impl RetryQuota {
    pub(super) const fn new() -> Self {
        Self { tokens: CAPACITY }
    }

    /// A request wants to be retried after `error`; `None` if that costs more than there is.
    pub(super) fn pay(&mut self, error: RetryableError) -> Option<Paid> {
        let cost = cost(error);
        self.tokens = self.tokens.checked_sub(cost)?;
        Some(Paid(Some(cost)))
    }

    /// A request has been answered: it gives back what its latest retry has cost, however many there
    /// were.
    pub(super) fn give_back(&mut self, paid: Paid) {
        let amount = paid.0.unwrap_or(WITHOUT_RETRY);
        self.tokens = (self.tokens + amount).min(CAPACITY);
    }
}

#[cfg(test)]
mod tests {
    use super::RetryableError::{Throttling, Transient};
    use super::*;

    fn retries(quota: &mut RetryQuota, error: RetryableError) -> usize {
        std::iter::from_fn(|| quota.pay(error)).count()
    }

    #[test]
    fn a_full_quota_pays_for_100_retries_after_throttles() {
        let mut quota = RetryQuota::new();
        assert_eq!(retries(&mut quota, Throttling), 500 / 5);
        assert_eq!(quota.tokens, 0);
    }

    #[test]
    fn a_full_quota_pays_for_35_retries_after_server_errors_and_two_after_throttles() {
        let mut quota = RetryQuota::new();
        assert_eq!(retries(&mut quota, Transient), 500 / 14);
        assert_eq!(quota.tokens, 500 - 35 * 14, "10 tokens are left");
        assert_eq!(retries(&mut quota, Throttling), 2);
    }

    #[test]
    fn an_answer_gives_back_the_cost_of_the_latest_retry_or_1() {
        let mut quota = RetryQuota::new();
        quota.pay(Throttling);
        let latest = quota.pay(Transient);
        assert_eq!(quota.tokens, 481);
        quota.give_back(latest.unwrap());
        assert_eq!(quota.tokens, 495, "14 of 19 come back");
        quota.give_back(Paid::default());
        assert_eq!(quota.tokens, 496);
    }

    #[test]
    fn a_quota_never_exceeds_its_capacity() {
        let mut quota = RetryQuota::new();
        quota.give_back(Paid::default());
        assert_eq!(quota, RetryQuota::new());
        quota.pay(Throttling);
        quota.give_back(Paid(Some(14)));
        assert_eq!(quota, RetryQuota::new());
    }
}
