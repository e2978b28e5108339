//! Work for all cores: the one place that knows whether there are threads, and whose they are.
//!
//! With the feature `threads` work goes to the threads of the current [`Threads`], or to one for each core.
//! Without it everything is done by the calling thread, one after another. What comes back is in the
//! order of what was given either way, so that no result depends on how it was made.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

#[cfg(feature = "threads")]
use rayon::prelude::*;

/// What `one` makes of each item, in their order.
pub fn map<T: Sync, R: Send>(items: &[T], one: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "threads")]
    return items.par_iter().map(one).collect();
    #[cfg(not(feature = "threads"))]
    return items.iter().map(one).collect();
}

/// Like [`map`] for what may fail.
///
/// # Errors
/// What one of them failed with; those that were not begun are left out then.
pub fn try_map<T: Sync, R: Send, E: Send>(
    items: &[T],
    one: impl Fn(&T) -> Result<R, E> + Sync + Send,
) -> Result<Vec<R>, E> {
    #[cfg(feature = "threads")]
    return items.par_iter().map(one).collect();
    #[cfg(not(feature = "threads"))]
    return items.iter().map(one).collect();
}

/// Like [`map`], and the items are begun in their order: what comes first is known first.
pub(super) fn in_order<T: Sync, R: Send>(items: &[T], one: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    on_each(|| {
        while let Some((index, item)) = take(&next, items) {
            let made = one(item);
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            done.push((index, made));
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, made)| made).collect()
}

fn take<'a, T>(next: &AtomicUsize, items: &'a [T]) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, items.get(index)?))
}

/// Calls `drain` once on each thread, at the same time, and waits for all of them.
pub(super) fn on_each(drain: impl Fn() + Sync) {
    #[cfg(feature = "threads")]
    rayon::broadcast(|_| drain());
    #[cfg(not(feature = "threads"))]
    drain();
}

/// How many threads there are. It may decide on how much work is done at a time, and on nothing else.
pub(super) fn threads() -> usize {
    #[cfg(feature = "threads")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "threads"))]
    return 1;
}

/// Threads of one's own, where there are not to be as many as cores.
#[derive(Debug)]
pub struct Threads {
    #[cfg(feature = "threads")]
    pool: rayon::ThreadPool,
}

/// Why threads could not be started, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ThreadsError(String);

impl Threads {
    /// Starts as many threads, or one for each core. Without the feature `threads` there is the calling one, whatever
    /// `count` says.
    ///
    /// # Errors
    /// Why they could not be started.
    pub fn start(count: Option<u16>) -> Result<Self, ThreadsError> {
        #[cfg(feature = "threads")]
        {
            let count = usize::from(count.unwrap_or(0)); // rayon's word for "all"
            let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
            let pool = pool.map_err(|error| ThreadsError(error.to_string()))?;
            Ok(Self { pool })
        }
        #[cfg(not(feature = "threads"))]
        {
            let _ = count;
            Ok(Self {})
        }
    }

    /// Does `work`, all of whose runs go to these threads.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        #[cfg(feature = "threads")]
        return self.pool.install(work);
        #[cfg(not(feature = "threads"))]
        return work();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_back_is_in_the_order_of_what_was_given() {
        let items: Vec<u32> = (0..1000).collect();
        for count in [1, 2, 7] {
            let threads = Threads::start(Some(count)).unwrap();
            let doubled = threads.run(|| map(&items, |item| 2 * item));
            assert!(doubled.iter().zip(&items).all(|(two, one)| *two == 2 * one));
            let checked = threads.run(|| try_map(&items, |item| item.checked_add(1).ok_or(())));
            assert_eq!(checked.unwrap().len(), items.len());
            let in_order = threads.run(|| in_order(&items, |item| 2 * item));
            assert_eq!(in_order, doubled);
        }
    }

    #[test]
    fn one_failure_fails_the_whole() {
        let one = |&item: &u32| if item == 3 { Err(item) } else { Ok(item) };
        assert_eq!(try_map(&[1, 2, 3, 4], one), Err(3));
    }

    #[test]
    fn each_thread_drains_once() {
        let drained = std::sync::atomic::AtomicUsize::new(0);
        let threads = Threads::start(Some(3)).unwrap();
        let add = || drained.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let count = threads.run(|| {
            on_each(|| {
                add();
            });
            super::threads()
        });
        assert_eq!(drained.into_inner(), count);
    }
}
