//! A sum of 128 bits that can stand anywhere a number of 64 bits can.
//!
//! A `u128` begins at multiples of 16 bytes, so that structures which hold one are padded. What every request touches is
//! packed onto few cache lines ([`FunctionRecorder`](super::FunctionRecorder)); padding would cost one of them.

use serde::{Deserialize, Serialize};

/// A sum of 128 bits, which wraps around.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "u128", into = "u128")]
pub(super) struct WideSum {
    low: u64,
    high: u64,
}

impl WideSum {
    /// The sum.
    #[inline]
    pub(super) fn get(self) -> u128 {
        (u128::from(self.high) << 64) | u128::from(self.low)
    }

    /// Adds `more`.
    #[inline]
    pub(super) fn add(&mut self, more: u128) {
        *self = self.get().wrapping_add(more).into();
    }

    /// Takes `less` away.
    #[inline]
    pub(super) fn subtract(&mut self, less: u128) {
        *self = self.get().wrapping_sub(less).into();
    }
}

impl From<u128> for WideSum {
    #[inline]
    fn from(sum: u128) -> Self {
        Self {
            low: sum as u64,
            high: (sum >> 64) as u64,
        }
    }
}

impl From<WideSum> for u128 {
    #[inline]
    fn from(sum: WideSum) -> Self {
        sum.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_carries_between_its_words_and_wraps_around() {
        let mut sum = WideSum::default();
        sum.subtract(1);
        assert_eq!(sum.get(), u128::MAX);
        sum.add(1 + u128::from(u64::MAX));
        assert_eq!(sum.get(), u128::from(u64::MAX));
        sum.add(1);
        assert_eq!(sum.get(), 1 << 64);
    }
}
