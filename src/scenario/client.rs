//! Those who call a function, as a scenario configures them: what they do about a request that is refused.
//!
//! The modes are those of the AWS SDKs, with the numbers of botocore 1.44 (`retries/standard.py`,
//! `ExponentialBackoff`; `retryhandler.py` for the legacy mode).

use super::words::{Word, words};
use crate::kernel::SimDuration;

/// No client tries more often; with a short backoff, more would keep a run at one instant.
pub(crate) const MAX_ATTEMPTS: u64 = 1000;

/// Each client is remembered on its own, and the quotas of this many are hardly ever used up.
pub(crate) const MAX_CLIENTS: u64 = 100_000;

/// The word for so many clients that no quota is ever used up.
pub(crate) const MANY: &str = "many";

/// What a synchronous caller does with a request that is throttled, or answered with a server error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum ClientRetry {
    /// Gives up at once.
    #[default]
    None,
    /// The AWS SDKs' `standard` mode.
    Standard,
    /// The AWS SDKs' `adaptive` mode: `standard`, with a limit of the client's own on its request rate.
    Adaptive,
    /// The AWS SDKs' `legacy` mode.
    Legacy,
    /// A policy spelled out in the scenario.
    Custom(RetryPolicy),
}

/// Exponential backoff: before try `i + 1` (the first retry has `i = 1`) the caller waits
/// `min(base x 2^(i-1), cap)`, spread by `jitter`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryPolicy {
    /// Tries in all, the first included; at least 1.
    pub max_attempts: u32,
    /// Backoff before the first retry.
    pub base: SimDuration,
    /// Longest backoff.
    pub cap: SimDuration,
    /// How the backoff is spread.
    pub jitter: Jitter,
}

/// How a backoff is spread over callers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Jitter {
    /// The whole backoff is multiplied by a uniform number in [0, 1).
    #[default]
    Full,
    /// Half the backoff, plus a uniform share of the other half.
    Equal,
    /// None: all wait the full backoff.
    None,
}

words!(Jitter { Full = "full", Equal = "equal", None = "none" });

/// Its modes, which are a single word.
impl Word for ClientRetry {
    const ALL: &'static [Self] = &[Self::None, Self::Standard, Self::Adaptive, Self::Legacy];

    fn word(self) -> &'static str {
        self.key()
    }
}

impl ClientRetry {
    /// The mode, as the scenario writes it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Standard => "standard",
            Self::Adaptive => "adaptive",
            Self::Legacy => "legacy",
            Self::Custom(_) => "custom",
        }
    }

    /// The policy after a throttle; `None` if there are no retries.
    ///
    /// `standard` makes 3 attempts and waits `rand(0,1) x min(1 s x 2^i, 20 s)`, where `i` is 0 at the
    /// first retry; `legacy` makes 5 and waits `rand(0,1) x 2^i s`.
    pub fn policy(self) -> Option<RetryPolicy> {
        let sdk = |max_attempts, cap| RetryPolicy {
            max_attempts,
            base: SimDuration::from_secs(1),
            cap,
            jitter: Jitter::Full,
        };
        match self {
            Self::None => None,
            Self::Standard | Self::Adaptive => Some(sdk(3, SimDuration::from_secs(20))),
            Self::Legacy => Some(sdk(5, SimDuration::MAX)),
            Self::Custom(policy) => Some(policy),
        }
    }

    /// The policy after a server error: in `standard` mode waits then begin at 50 ms, since capacity is
    /// not what the service lacks. The other modes make no difference.
    pub fn policy_after_server_error(self) -> Option<RetryPolicy> {
        let policy = self.policy()?;
        Some(match self {
            Self::Standard | Self::Adaptive => RetryPolicy {
                base: SimDuration::from_millis(50),
                ..policy
            },
            _ => policy,
        })
    }

    /// Whether a client with this mode has a retry quota: the older mode knows none.
    pub fn has_quota(self) -> bool {
        !matches!(self, Self::None | Self::Legacy)
    }
}
