//! The messages of SQS that can be received, by number.

use std::collections::VecDeque;
use std::num::NonZeroU32;

/// The messages that can be received.
#[derive(Clone, Debug)]
pub(super) enum Visible {
    /// Of a standard queue: first come, first served.
    Standard(VecDeque<u64>),
    /// Of a FIFO queue: of each group in order, and none while messages of the group are in flight or invisible.
    Fifo(Groups),
}

/// The message groups of a FIFO queue.
#[derive(Clone, Debug)]
pub(super) struct Groups {
    groups: Vec<Group>,
    /// Those with messages that can be received, in the order in which they came to it.
    ready: VecDeque<usize>,
}

#[derive(Clone, Debug, Default)]
struct Group {
    messages: VecDeque<u64>,
    /// Messages of it are in flight or invisible.
    is_locked: bool,
    /// It is among those that are ready.
    is_ready: bool,
}

impl Visible {
    /// None yet; messages belong to this many groups of a FIFO queue in turn.
    pub(super) fn new(groups: Option<NonZeroU32>) -> Self {
        groups.map_or_else(
            || Self::Standard(VecDeque::new()),
            |count| {
                Self::Fifo(Groups {
                    groups: vec![Group::default(); count.get() as usize],
                    ready: VecDeque::new(),
                })
            },
        )
    }

    /// Whether none can be received.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Standard(messages) => messages.is_empty(),
            Self::Fifo(groups) => groups.ready.is_empty(),
        }
    }

    /// Whether a whole batch can be received; of a FIFO queue, which has no window, anything is.
    pub(super) fn fills(&self, batch: u32) -> bool {
        match self {
            Self::Standard(messages) => messages.len() >= batch as usize,
            Self::Fifo(groups) => !groups.ready.is_empty(),
        }
    }

    /// A message comes.
    pub(super) fn push(&mut self, number: u64) {
        match self {
            Self::Standard(messages) => messages.push_back(number),
            Self::Fifo(groups) => {
                let group = groups.group_of(number);
                groups.groups[group].messages.push_back(number);
                groups.look_after(group);
            }
        }
    }

    /// Receives up to this many messages; of a FIFO queue, of one group, which waits for [`Visible::end`].
    pub(super) fn receive(&mut self, most: u32) -> Vec<u64> {
        let messages = match self {
            Self::Standard(messages) => messages,
            Self::Fifo(groups) => {
                let Some(group) = groups.ready.pop_front() else {
                    return Vec::new();
                };
                let group = &mut groups.groups[group];
                (group.is_locked, group.is_ready) = (true, false);
                &mut group.messages
            }
        };
        let count = messages.len().min(most as usize);
        messages.drain(..count).collect()
    }

    /// What was received is done with, or visible again: in their order, `returned` come first in a FIFO group, which
    /// goes on, and last in a standard queue. `first` is a message of the batch.
    pub(super) fn end(&mut self, first: u64, returned: &[u64]) {
        match self {
            Self::Standard(messages) => messages.extend(returned),
            Self::Fifo(groups) => {
                let index = groups.group_of(first);
                let group = &mut groups.groups[index];
                group.is_locked = false;
                for &number in returned.iter().rev() {
                    group.messages.push_front(number);
                }
                groups.look_after(index);
            }
        }
    }
}

impl Groups {
    fn group_of(&self, number: u64) -> usize {
        (number % self.groups.len() as u64) as usize
    }

    /// A group is ready when it has messages and none of them in flight.
    fn look_after(&mut self, index: usize) {
        let group = &mut self.groups[index];
        if !group.is_locked && !group.is_ready && !group.messages.is_empty() {
            group.is_ready = true;
            self.ready.push_back(index);
        }
    }
}
