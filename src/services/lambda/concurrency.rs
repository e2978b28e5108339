//! Concurrency limits: the account's, and each function's share of it.
//!
//! What on-demand may still use is the account limit less ClaimedAccountConcurrency, where claimed
//! = in flight on unreserved concurrency + the sum of reserved concurrency + the sum of provisioned
//! concurrency of functions without a reservation; allocated provisioned concurrency counts even
//! when idle (Lambda developer guide, lambda-concurrency).

use crate::kernel::SimTime;
use crate::metrics::Recorder;
use crate::scenario::{Function, FunctionId, Scenario, versions};

/// The account's concurrency in one Region.
#[derive(Clone, Debug)]
pub(crate) struct AccountConcurrency {
    limit: u64,
    /// Claimed whether or not requests are in flight.
    set_aside: u64,
    unreserved_in_flight: u64,
}

/// What an account has left to set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spare {
    /// By its limit and what must stay unreserved.
    pub(crate) by_limit: u64,
    /// Besides requests in flight on unreserved concurrency.
    pub(crate) in_flight: u64,
}

/// From what a function's environments take their concurrency.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Share {
    /// From a reserve of the function, which all its versions share.
    Reserved {
        /// The maximum that may be in flight.
        reserve: u32,
        /// How much of it provisioned concurrency takes up, whether or not it is in use.
        held: u32,
        /// In flight on demand.
        on_demand: u32,
        /// In flight on provisioned environments.
        provisioned: u32,
    },
    /// From what the account has left.
    Unreserved,
}

impl AccountConcurrency {
    /// The account of a scenario at the start, with nothing in flight.
    pub(crate) fn new(scenario: &Scenario) -> Self {
        Self {
            limit: u64::from(scenario.region.account_concurrency.get()),
            set_aside: scenario
                .functions
                .iter()
                .map(|f| u64::from(f.set_aside().get()))
                .sum(),
            unreserved_in_flight: 0,
        }
    }

    /// From now on the limit is another; what is claimed stays claimed.
    pub(super) fn set_limit(&mut self, limit: u64) {
        self.limit = limit;
    }

    /// From now on a function has the share `own` of a reserve, instead of another; what it has in flight counts
    /// there.
    pub(super) fn reserve(
        &mut self,
        share: &mut Share,
        own: Share,
        now: SimTime,
        recorder: &mut Recorder,
    ) {
        let Share::Reserved {
            reserve,
            held,
            on_demand,
            ..
        } = own
        else {
            return;
        };
        let before = match std::mem::replace(share, own) {
            Share::Reserved { reserve, .. } => reserve,
            Share::Unreserved => {
                let in_flight = u64::from(on_demand);
                self.unreserved_in_flight -= in_flight;
                let gauge = &mut recorder.account.unreserved_in_flight;
                gauge.lower(now, in_flight);
                held
            }
        };
        self.set_aside = self.set_aside - u64::from(before) + u64::from(reserve);
        recorder.account.lower_set_aside(now, before.into());
        recorder.account.raise_set_aside(now, reserve.into());
    }

    /// ClaimedAccountConcurrency.
    pub(crate) fn claimed(&self) -> u64 {
        self.set_aside + self.unreserved_in_flight
    }

    /// Whether an on-demand environment of a function with the given share may start to serve.
    #[inline]
    pub(crate) fn has_room(&self, share: &Share) -> bool {
        match share {
            Share::Reserved {
                reserve,
                held,
                on_demand,
                ..
            } => on_demand + held < *reserve,
            Share::Unreserved => self.claimed() < self.limit,
        }
    }

    /// How much more may be set aside beside `minimum` that must stay unreserved; less if requests are
    /// in flight that leave less.
    pub(crate) fn spare(&self, minimum: u64) -> Spare {
        Spare {
            by_limit: self.limit.saturating_sub(minimum + self.set_aside),
            in_flight: self.limit.saturating_sub(self.claimed()),
        }
    }

    /// A function's provisioned environments take `more` from its share; the account may spare them,
    /// or its reserve holds them.
    pub(crate) fn hold(
        &mut self,
        share: &mut Share,
        more: u64,
        now: SimTime,
        recorder: &mut Recorder,
    ) {
        match share {
            Share::Reserved { held, .. } => *held += more as u32,
            Share::Unreserved => {
                self.set_aside += more;
                recorder.account.raise_set_aside(now, more);
            }
        }
    }

    /// They give back `less` of it.
    pub(crate) fn give_back(
        &mut self,
        share: &mut Share,
        less: u64,
        now: SimTime,
        recorder: &mut Recorder,
    ) {
        match share {
            Share::Reserved { held, .. } => *held -= less as u32,
            Share::Unreserved => {
                self.set_aside -= less;
                recorder.account.lower_set_aside(now, less);
            }
        }
    }

    /// Takes one unit for an on-demand environment, and notes it.
    #[inline]
    pub(crate) fn claim(&mut self, share: &mut Share, now: SimTime, recorder: &mut Recorder) {
        debug_assert!(
            self.has_room(share),
            "concurrency went above a limit at {now} s"
        );
        match share {
            Share::Reserved { on_demand, .. } => *on_demand += 1,
            Share::Unreserved => {
                self.unreserved_in_flight += 1;
                recorder.account.unreserved_in_flight.raise(now, 1);
            }
        }
    }

    /// Gives back a unit taken with [`AccountConcurrency::claim`].
    #[inline]
    pub(crate) fn release(&mut self, share: &mut Share, now: SimTime, recorder: &mut Recorder) {
        match share {
            Share::Reserved { on_demand, .. } => *on_demand -= 1,
            Share::Unreserved => {
                self.unreserved_in_flight -= 1;
                recorder.account.unreserved_in_flight.lower(now, 1);
            }
        }
    }
}

impl Share {
    /// The share of a function of a scenario, and of its other versions.
    pub(crate) fn new(scenario: &Scenario, function: FunctionId) -> Self {
        let functions = &scenario.functions;
        let versions = versions(functions, function.index());
        let held = functions[versions].iter().map(provisioned);
        match functions[function.index()].reserved_concurrency {
            None => Self::Unreserved,
            Some(reserved) => Self::Reserved {
                reserve: reserved.get(),
                held: held.sum::<u64>() as u32,
                on_demand: 0,
                provisioned: 0,
            },
        }
    }

    /// Whether a request may start on an idle provisioned environment. It always may unless provisioned
    /// concurrency changes: what is in flight on demand may take up a reserve that was since provisioned.
    #[inline]
    pub(crate) fn has_room_for_provisioned(&self) -> bool {
        match self {
            Self::Reserved {
                reserve,
                on_demand,
                provisioned,
                ..
            } => on_demand + provisioned < *reserve,
            Self::Unreserved => true,
        }
    }

    /// A request starts on a provisioned environment.
    #[inline]
    pub(crate) fn provisioned_starts(&mut self) {
        if let Self::Reserved { provisioned, .. } = self {
            *provisioned += 1;
        }
    }

    /// It has finished.
    #[inline]
    pub(crate) fn provisioned_finishes(&mut self) {
        if let Self::Reserved { provisioned, .. } = self {
            *provisioned -= 1;
        }
    }
}

/// Provisioned concurrency of a function at the start; 0 if it has none.
pub(crate) fn provisioned(function: &Function) -> u64 {
    function.initial_provisioned().get().into()
}
