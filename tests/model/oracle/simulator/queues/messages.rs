//! An SQS queue and the mapping that reads it.

use burstsim::scenario::SqsSource;

use super::units::{LEFT_AFTER_FAILURE, LEFT_AFTER_THROTTLE, Units};
use super::{Batch, Gone, How, Item, Queue, SECOND, is_nth};
use crate::oracle::Nanos;
use crate::oracle::log::Fate;

const FOUR_DAYS: Nanos = 4 * 24 * 3600 * SECOND;

/// What a message that is in the queue does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It can be received, unless its group is locked; the number says since when.
    Visible(usize),
    /// It was received, and can be received again from a time on.
    Hidden(Nanos),
}

pub(super) struct Messages {
    settings: SqsSource,
    units: Units,
    /// All but those in flight, in the order of their latest change.
    messages: Vec<(State, Item)>,
    /// How many became visible so far.
    became_visible: usize,
    window_ends: Option<Nanos>,
    /// Groups that have messages in flight or hidden; those that can be received from, first come, first served.
    locked: Vec<u64>,
    line: Vec<u64>,
}

impl Messages {
    pub(super) fn new(settings: SqsSource, is_new_rule: bool) -> Self {
        Self {
            settings,
            units: Units::new(&settings, is_new_rule),
            messages: Vec::new(),
            became_visible: 0,
            window_ends: None,
            locked: Vec::new(),
            line: Vec::new(),
        }
    }

    fn is_fifo(&self) -> bool {
        self.settings.message_groups.is_some()
    }

    /// Messages belong to the groups in turn; in a standard queue there is one group, which is never locked.
    fn group(&self, item: &Item) -> u64 {
        let groups = self
            .settings
            .message_groups
            .map_or(1, |groups| groups.get());
        item.number % u64::from(groups)
    }

    fn show(&mut self, item: Item) {
        self.became_visible += 1;
        self.messages
            .push((State::Visible(self.became_visible), item));
    }

    /// The messages of a group that can be received, in their order: of a FIFO queue that in which they were sent,
    /// of a standard queue that in which they became visible.
    fn visible(&self, group: u64) -> Vec<Item> {
        let of_group = self.messages.iter().filter(|(state, item)| {
            matches!(state, State::Visible(_)) && self.group(item) == group
        });
        let mut visible: Vec<_> = of_group.copied().collect();
        visible.sort_by_key(|(state, item)| match state {
            State::Visible(since) if !self.is_fifo() => *since as u64,
            _ => item.number,
        });
        visible.into_iter().map(|one| one.1).collect()
    }

    /// A group joins the line if it can.
    fn line_up(&mut self, group: u64) {
        let has_one = self
            .messages
            .iter()
            .any(|(state, item)| matches!(state, State::Visible(_)) && self.group(item) == group);
        if has_one && !self.locked.contains(&group) && !self.line.contains(&group) {
            self.line.push(group);
        }
    }

    fn unlock(&mut self, group: u64) {
        self.locked.retain(|locked| *locked != group);
        self.line_up(group);
    }

    fn can_receive(&self) -> bool {
        !self.line.is_empty()
    }

    /// Whether there is a batch: a full one, or one that was gathered for long enough.
    fn is_gathered(&self, now: Nanos) -> bool {
        let Some(group) = self.line.first() else {
            return false;
        };
        let is_over = self.window_ends.is_some_and(|end| end <= now);
        self.settings.maximum_batching_window.is_zero()
            || is_over
            || self.visible(*group).len() >= self.settings.batch_size.get() as usize
    }

    /// Takes a batch out of the queue.
    fn receive_batch(&mut self) -> Vec<Item> {
        let group = self.line.remove(0);
        let mut items = self.visible(group);
        items.truncate(self.settings.batch_size.get() as usize);
        let is_taken = |item: &Item| items.iter().any(|taken| taken.number == item.number);
        self.messages.retain(|(_, item)| !is_taken(item));
        match self.is_fifo() {
            true => self.locked.push(group),
            false => self.line_up(group),
        }
        items
    }

    /// Messages of a batch stay in the queue, hidden until their timeout is over. None is received again at the
    /// very instant.
    fn hide(&mut self, now: Nanos, received: Nanos, items: &[Item]) {
        let timeout = received + self.settings.visibility_timeout.as_nanos();
        let until = timeout.max(now + SECOND / 1000);
        let hidden = items.iter().map(|item| (State::Hidden(until), *item));
        self.messages.extend(hidden);
    }

    /// Which messages of a batch stay in the queue after an invocation.
    fn stay(&self, items: &[Item], how: How) -> Vec<Item> {
        let reports = self.settings.report_batch_item_failures && how == How::InError;
        let is_poison = |item: &&Item| is_nth(item, self.settings.poison_every);
        let first = items.iter().position(|item| is_poison(&item)).unwrap_or(0);
        let failed: Vec<Item> = items.iter().filter(is_poison).copied().collect();
        match how {
            How::Well => Vec::new(),
            _ if !reports => items.to_vec(),
            // All from the first failure on, to keep the order.
            _ if self.is_fifo() => items[first..].to_vec(),
            _ if failed.is_empty() => vec![items[0]],
            _ => failed,
        }
    }
}

impl Queue for Messages {
    fn receive(&mut self, _now: Nanos, item: Item) -> Gone {
        self.show(item);
        self.line_up(self.group(&item));
        Vec::new()
    }

    fn due(&mut self, now: Nanos) -> Gone {
        self.units.due(now);
        let mut shown: Vec<(Nanos, Item)> = Vec::new();
        self.messages.retain(|(state, item)| match state {
            State::Hidden(until) if *until <= now => {
                shown.push((*until, *item));
                false
            }
            _ => true,
        });
        // Stable: of one time, what was hidden first.
        shown.sort_by_key(|one| one.0);
        let mut gone = Vec::new();
        for (_, item) in shown {
            let most = self.settings.max_receive_count;
            match most.is_some_and(|most| item.tries >= most.get()) {
                true => gone.push((item, Fate::DeadLettered)),
                false => self.show(item),
            }
            // All messages of a group that are hidden were hidden together.
            self.unlock(self.group(&item));
        }
        gone
    }

    fn next(&mut self, now: Nanos) -> (Option<Batch>, Gone) {
        let mut gone = Vec::new();
        while self.units.may_receive(now) && self.is_gathered(now) {
            self.window_ends = None;
            let items = self.receive_batch();
            let group = self.group(&items[0]);
            let (old, items): (Vec<Item>, _) = items
                .into_iter()
                .partition(|item| now - item.arrival > FOUR_DAYS);
            gone.extend(old.into_iter().map(|item| (item, Fate::TooOld)));
            if items.is_empty() {
                self.unlock(group);
                continue;
            }
            self.units.take(now, items.len());
            let batch = Batch {
                received: now,
                ..Batch::new(items).tried()
            };
            return (Some(batch), gone);
        }
        let window = self.settings.maximum_batching_window.as_nanos();
        self.window_ends = match self.window_ends {
            _ if window == 0 || !self.can_receive() => None,
            None => Some(now + window),
            under_way => under_way,
        };
        self.units.plan(now, self.is_gathered(now));
        (None, gone)
    }

    fn refused(&mut self, now: Nanos, batch: Batch) -> Gone {
        self.units.give_back(now);
        self.units.back_off(LEFT_AFTER_THROTTLE);
        self.hide(now, batch.received, &batch.items);
        Vec::new()
    }

    fn ended(&mut self, now: Nanos, batch: Batch, how: How) -> (Gone, Vec<Item>) {
        self.units.give_back(now);
        if how != How::Well && !self.settings.report_batch_item_failures {
            self.units.back_off(LEFT_AFTER_FAILURE);
        }
        let stay = self.stay(&batch.items, how);
        let is_done = |item: &&Item| !stay.iter().any(|one| one.number == item.number);
        let done = batch.items.iter().filter(is_done);
        let gone = done.map(|item| (*item, Fate::Deleted)).collect();
        match stay.is_empty() {
            true => self.unlock(self.group(&batch.items[0])),
            false => self.hide(now, batch.received, &stay),
        }
        (gone, stay)
    }

    fn wakes(&self, now: Nanos) -> Option<Nanos> {
        let hidden = self.messages.iter().filter_map(|(state, _)| match state {
            State::Hidden(until) => Some(*until),
            State::Visible(_) => None,
        });
        let can_receive = self.can_receive();
        let window = self.window_ends.filter(|end| can_receive && now < *end);
        let units = self.units.wakes(now, can_receive);
        hidden.chain(window).chain(units).min()
    }

    fn readers(&self) -> u64 {
        self.units.count()
    }

    fn is_poison(&self, item: &Item) -> bool {
        is_nth(item, self.settings.poison_every)
    }
}
