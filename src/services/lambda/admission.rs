//! Admission: the six steps that serve or refuse an invocation attempt.
//!
//! 1. The requests-per-second limit of the function's reserve, or of the account.
//! 2. An idle provisioned environment, as long as provisioned concurrency's own
//!    requests-per-second share lasts.
//! 3. The concurrency limit: the function's reserve, or what is unclaimed in the account.
//! 4. An idle on-demand environment.
//! 5. A scaling token, which pays for a new environment: from the Region's bucket, or the function's.
//! 6. Otherwise the attempt is throttled, under the limit that refused it.
//!
//! Since November 2023 the scaling rule also limits how fast a function's request rate grows: an
//! attempt beyond that gets no further than step 3, because it may use neither a warm environment nor a
//! new one.
//!
//! [`FunctionState::decide`] takes the steps and [`FunctionState::admit`] does what they say; an attempt
//! that fails in an outage stops between the two.

use super::account::Account;
use super::environments::Tenancy;
use super::function::{FunctionState, Limits};
use super::slot::Slot;
use crate::kernel::SimTime;
use crate::metrics::{Recorder, Start, ThrottleCause};

/// An attempt that is served: by which environment, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Admitted {
    /// How it starts; tells the pool, too.
    pub(crate) start: Start,
    /// Slot of the environment in its pool.
    pub(crate) slot: Slot,
    /// When the environment, if it is new, is to be retired.
    pub(crate) retirement: Option<(SimTime, Tenancy)>,
}

impl FunctionState {
    /// How an attempt would be served. Changes nothing but this: an attempt that passes step 1 counts
    /// there, whatever becomes of it. `limits` are those of the function's first version, if it is another.
    ///
    /// # Errors
    /// The limit that refuses it.
    #[inline(always)]
    pub(crate) fn decide(
        &mut self,
        limits: Option<&mut Limits>,
        now: SimTime,
        account: &mut Account,
    ) -> Result<Start, ThrottleCause> {
        let limits = limits.unwrap_or(&mut self.limits);
        if limits.rate_limited && !limits.request_rate(account).try_take(now) {
            return Err(ThrottleCause::Rate);
        }
        if self.provisioned.has_idle()
            && limits.share.has_room_for_provisioned()
            && (!limits.rate_limited || self.provisioned_rate.has_room(now))
        {
            return Ok(Start::Provisioned);
        }
        if !account.concurrency.has_room(&limits.share) {
            return Err(ThrottleCause::Concurrency);
        }
        if let Some(ramp) = &mut limits.request_ramp
            && !ramp.has_room(now)
        {
            return Err(ThrottleCause::Scaling);
        }
        if self.on_demand.has_idle() {
            Ok(Start::Warm)
        } else if account.scaling.has_token(limits.bucket, now) {
            Ok(Start::Cold)
        } else {
            Err(ThrottleCause::Scaling)
        }
    }

    /// Takes an attempt through the six steps, and what it needs if it is served. `limits` are as in
    /// [`FunctionState::decide`].
    ///
    /// # Errors
    /// The limit that refused it.
    // Always: what it returns is large, and would go through memory.
    #[inline(always)]
    pub(crate) fn admit(
        &mut self,
        mut limits: Option<&mut Limits>,
        now: SimTime,
        account: &mut Account,
        recorder: &mut Recorder,
    ) -> Result<Admitted, ThrottleCause> {
        let start = self.decide(limits.as_deref_mut(), now, account)?;
        let limits = limits.unwrap_or(&mut self.limits);
        let (slot, retirement) = match start {
            Start::Provisioned => (self.provisioned.reuse(), None),
            Start::Warm => (self.on_demand.reuse(), None),
            Start::Cold => {
                let paid = account.scaling.try_take(limits.bucket, now);
                debug_assert!(
                    paid,
                    "an environment was created without a token at {now} s"
                );
                let (slot, retirement) = self.on_demand.create(now);
                (Some(slot), retirement)
            }
        };
        let Some(slot) = slot else {
            debug_assert!(false, "an idle environment was gone at {now} s");
            return Err(ThrottleCause::Concurrency);
        };
        if start == Start::Provisioned {
            if limits.rate_limited {
                self.provisioned_rate.try_take(now);
            }
            limits.share.provisioned_starts();
        } else {
            if let Some(ramp) = &mut limits.request_ramp {
                ramp.count(now);
            }
            account.concurrency.claim(&mut limits.share, now, recorder);
        }
        Ok(Admitted {
            start,
            slot,
            retirement,
        })
    }
}
