//! Hashes of ids and names: fast, the same on every machine, not safe against someone who wants them to collide.
//!
//! It knows bytes only.

use std::hash::{BuildHasherDefault, Hasher};

/// A map whose keys are hashes already.
pub(super) type ByHash<T> = std::collections::HashMap<u64, T, BuildHasherDefault<Already>>;

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND: u64 = 0xd6e8_feb8_6659_fd93;

/// The hash of some bytes, with another hash or number mixed in.
pub(super) fn hash(seed: u64, bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let state = words
        .iter()
        .fold(mix(seed, bytes.len() as u64), |state, word| {
            mix(state, u64::from_le_bytes(*word))
        });
    let rest = rest
        .iter()
        .fold(0, |rest, byte| rest << 8 | u64::from(*byte));
    mix(state, rest)
}

/// Two numbers as one: the halves of their product, folded.
pub(super) fn mix(one: u64, other: u64) -> u64 {
    let product = u128::from(one ^ FIRST) * u128::from(other ^ SECOND);
    (product >> 64) as u64 ^ product as u64 ^ one.rotate_left(23)
}

/// Takes what is a hash as it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Already(u64);

impl Hasher for Already {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(self.0, bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_are_alike_have_other_hashes() {
        let hashes: std::collections::HashSet<u64> = (0..100_000)
            .map(|number| {
                hash(
                    0,
                    format!("{number:08x}-0000-4000-8000-000000000000").as_bytes(),
                )
            })
            .collect();
        assert_eq!(hashes.len(), 100_000);
        assert_ne!(hash(0, b"a"), hash(1, b"a"));
        assert_ne!(hash(0, b"ab"), hash(0, b"ab\0"));
    }
}
