//! How often something that is to be worked out once was worked out, for tests.

use std::cell::RefCell;
use std::collections::BTreeMap;

thread_local! {
    static COUNTS: RefCell<BTreeMap<&'static str, u32>> = const { RefCell::new(BTreeMap::new()) };
}

/// It is being worked out.
pub(crate) fn count(what: &'static str) {
    COUNTS.with_borrow_mut(|counts| *counts.entry(what).or_default() += 1);
}

/// How often it was worked out on this thread by `work`.
pub(crate) fn during<const N: usize>(work: impl FnOnce(), what: [&str; N]) -> [u32; N] {
    COUNTS.with_borrow_mut(BTreeMap::clear);
    work();
    COUNTS.with_borrow(|counts| what.map(|one| counts.get(one).copied().unwrap_or(0)))
}
