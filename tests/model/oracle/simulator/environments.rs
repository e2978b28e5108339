//! Environments: how they come, and why they go.

use super::{Event, Phase, Simulator};
use crate::oracle::Nanos;
use crate::oracle::demand::constant;
use crate::oracle::log::{End, What};

/// What an environment does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Busy,
    Idle,
}

/// An environment that is alive.
pub(super) struct Environment {
    pub(super) function: usize,
    pub(super) is_provisioned: bool,
    pub(super) state: State,
    /// When it last finished a request, and how many requests had been finished by then.
    pub(super) finished: Option<(Nanos, usize)>,
    pub(super) has_reached_lifetime: bool,
    /// Its latest invocation was stopped at the timeout.
    pub(super) was_reset: bool,
}

impl Simulator<'_> {
    /// The idle on-demand environment that stops first, and when. Two clocks run: each environment's
    /// own from when it became idle, and the function's from when its last on-demand environment
    /// became idle.
    pub(super) fn next_idle_stop(&self) -> Option<(Nanos, usize, End)> {
        let mut first = None;
        for (index, function) in self.scenario.functions.iter().enumerate() {
            let is_active = self.busy_on_demand(index) > 0;
            let whole = function.idle_timeout.filter(|_| !is_active);
            let whole = whole.zip(self.last_finished[index]);
            for (number, environment) in self.on_demand(index) {
                if environment.state == State::Busy {
                    continue;
                }
                let since = environment.finished.map(|(at, _)| at);
                let own = function.surplus_idle_timeout.zip(since);
                for (clock, why) in [(own, End::Idle), (whole, End::Inactive)] {
                    let Some((timeout, since)) = clock else {
                        continue;
                    };
                    let stop = (since + timeout.as_nanos(), number, why);
                    if first.is_none_or(|first| stop < first) {
                        first = Some(stop);
                    }
                }
            }
        }
        first
    }

    pub(super) fn create(
        &mut self,
        now: Nanos,
        function: usize,
        is_provisioned: bool,
        state: State,
    ) -> usize {
        self.note(now, function, What::Created);
        self.add(Environment {
            function,
            is_provisioned,
            state,
            finished: None,
            has_reached_lifetime: false,
            was_reset: false,
        })
    }

    fn add(&mut self, environment: Environment) -> usize {
        self.created += 1;
        self.environments.insert(self.created, environment);
        self.created
    }

    /// This many environments of a function are there from the start, as if all of them had finished a
    /// request then. Of a life of one hour the first has half an hour behind it, the next two a quarter
    /// and three quarters, the next four an eighth, five, three, seven, and so on.
    pub(super) fn begin_warm(&mut self, function: usize, count: u64) {
        for number in 1..=count {
            self.note(0, function, What::Warm);
            self.last_finished[function] = Some(0);
            let environment = self.add(Environment {
                function,
                is_provisioned: false,
                state: State::Idle,
                finished: Some((0, 0)),
                has_reached_lifetime: false,
                was_reset: false,
            });
            if let Some(age) = &self.scenario.functions[function].max_lifetime {
                let life = constant(age);
                let left = life - part_behind(number, life);
                let retirement = Event::Retirement { environment };
                self.plan(left, Phase::Control, retirement);
            }
        }
    }

    pub(super) fn stop(&mut self, now: Nanos, environment: usize, why: End) {
        let stopped = self.environments.remove(&environment);
        let Environment { function, .. } = stopped.expect("only who is alive is stopped");
        self.note(now, function, What::Stopped(why));
    }

    pub(super) fn environment(&mut self, number: usize) -> &mut Environment {
        let alive = self.environments.get_mut(&number);
        alive.expect("only who is alive serves")
    }

    /// The on-demand environments of a function, with their numbers.
    pub(super) fn on_demand(&self, function: usize) -> impl Iterator<Item = (usize, &Environment)> {
        let all = self.environments.iter().map(|(number, one)| (*number, one));
        all.filter(move |(_, one)| one.function == function && !one.is_provisioned)
    }

    pub(super) fn busy_on_demand(&self, function: usize) -> u64 {
        let busy = self
            .on_demand(function)
            .filter(|one| one.1.state == State::Busy);
        busy.count() as u64
    }
}

/// The part of a life that an environment has behind it: the digits of its number in base 2, read
/// backwards behind the point. In whole nanoseconds, rounded down.
fn part_behind(mut number: u64, life: Nanos) -> Nanos {
    let (mut sum, mut halves) = (0_u128, 1_u128);
    while number > 0 {
        sum = 2 * sum + u128::from(number % 2);
        halves *= 2;
        number /= 2;
    }
    (u128::from(life) * sum / halves) as Nanos
}
