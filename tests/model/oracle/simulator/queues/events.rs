//! The event queue of asynchronous invocation.

use burstsim::scenario::AsyncInvocation;

use super::{Batch, Gone, How, Item, Queue, SECOND, given_up, growing_wait};
use crate::oracle::Nanos;
use crate::oracle::log::Fate;

/// What is to be done with an event that waits. Of what is due together, new events come first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Try,
    TryAgain,
    Expire,
}

pub(super) struct Events {
    settings: AsyncInvocation,
    is_off: bool,
    /// What is done with which event and when, in the order in which it became known.
    waiting: Vec<(Next, Nanos, Item)>,
}

impl Events {
    pub(super) fn new(settings: AsyncInvocation, is_off: bool) -> Self {
        Self {
            settings,
            is_off,
            waiting: Vec::new(),
        }
    }

    fn given_up(&self, otherwise: Fate) -> Fate {
        given_up(self.settings.on_failure, otherwise)
    }

    /// An event is tried again after a wait, if it is not too old by then; if it is, it leaves when it becomes so.
    fn wait(&mut self, now: Nanos, item: Item, wait: Nanos) -> Gone {
        let end = item.arrival + self.settings.maximum_event_age.as_nanos();
        if end <= now {
            return vec![(item, self.given_up(Fate::TooOld))];
        }
        let next = match now + wait <= end {
            true => (Next::TryAgain, now + wait, item),
            false => (Next::Expire, end, item),
        };
        self.waiting.push(next);
        Vec::new()
    }
}

impl Queue for Events {
    fn receive(&mut self, now: Nanos, item: Item) -> Gone {
        if self.is_off {
            return vec![(item, self.given_up(Fate::TriedOften))];
        }
        self.waiting.push((Next::Try, now, item));
        Vec::new()
    }

    fn due(&mut self, now: Nanos) -> Gone {
        let fate = self.given_up(Fate::TooOld);
        let is_over = |one: &(Next, Nanos, Item)| one.0 == Next::Expire && one.1 <= now;
        let over = self.waiting.iter().filter(|one| is_over(one));
        let gone = over.map(|one| (one.2, fate)).collect();
        self.waiting.retain(|one| !is_over(one));
        gone
    }

    fn next(&mut self, now: Nanos) -> (Option<Batch>, Gone) {
        let waiting = self.waiting.iter().enumerate();
        let due = waiting.filter(|(_, one)| one.0 != Next::Expire && one.1 <= now);
        let first = due.min_by_key(|(place, one)| (one.0, one.1, *place));
        let Some((place, _)) = first else {
            return (None, Vec::new());
        };
        let (.., item) = self.waiting.remove(place);
        (Some(Batch::new(vec![item]).tried()), Vec::new())
    }

    fn refused(&mut self, now: Nanos, batch: Batch) -> Gone {
        let mut item = batch.items[0];
        item.refusals += 1;
        self.wait(now, item, growing_wait(item.refusals))
    }

    fn ended(&mut self, now: Nanos, batch: Batch, how: How) -> (Gone, Vec<Item>) {
        let mut item = batch.items[0];
        if how == How::Well {
            return (vec![(item, Fate::Deleted)], Vec::new());
        }
        item.failures += 1;
        if item.failures > self.settings.maximum_retry_attempts {
            return (vec![(item, self.given_up(Fate::TriedOften))], Vec::new());
        }
        item.refusals = 0;
        let wait = match item.failures {
            1 => 60 * SECOND,
            _ => 120 * SECOND,
        };
        let gone = self.wait(now, item, wait);
        let returned = match gone.is_empty() {
            true => vec![item],
            false => Vec::new(),
        };
        (gone, returned)
    }

    fn wakes(&self, _now: Nanos) -> Option<Nanos> {
        self.waiting.iter().map(|one| one.1).min()
    }

    /// AWS's own, of which nothing is known.
    fn readers(&self) -> u64 {
        0
    }

    fn is_poison(&self, _item: &Item) -> bool {
        false
    }
}
