//! Random streams that belong to a name and a purpose, not to the order of calls.
//!
//! Each stream's seed is a hash of (master seed, replication, name, purpose). Adding a function
//! to a scenario, or changing a limit, therefore never changes another stream: two variants of a
//! scenario meet the same requests (common random numbers).
//!
//! Algorithms, fixed for good because every golden file depends on them:
//! * generator: xoshiro256++ 1.0 (Blackman and Vigna, 2021), 256 bits of state;
//! * seeding: SipHash-2-4 with a 128-bit result (Aumasson and Bernstein, 2012), keyed with the
//!   master seed and the replication, over the length-prefixed name, the purpose and a counter.

use std::hash::Hasher;

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use siphasher::sip128::{Hasher128, SipHasher24};

/// A random number generator: xoshiro256++.
pub type Stream = Xoshiro256PlusPlus;

/// Name of the generator, for result manifests.
pub const GENERATOR: &str = "xoshiro256++ seeded by siphash-2-4-128";

/// Makes the random streams of one replication of a run.
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    seed: u64,
    replication: u64,
}

impl Streams {
    /// The streams that belong to a master seed and a replication number.
    pub fn new(seed: u64, replication: u64) -> Self {
        Self { seed, replication }
    }

    /// The stream for one purpose of the thing called `name`.
    pub fn stream(&self, name: &str, purpose: &str) -> Stream {
        Stream::from_seed(self.seed_bytes(name, purpose))
    }

    /// A family of streams for one purpose, one per number: see [`KeyedStream`].
    pub fn keyed(&self, name: &str, purpose: &str) -> KeyedStream {
        let bytes = self.seed_bytes(name, purpose);
        let mut key = [0; 8];
        key.copy_from_slice(&bytes[..8]);
        KeyedStream {
            key: u64::from_le_bytes(key),
        }
    }

    fn seed_bytes(&self, name: &str, purpose: &str) -> [u8; 32] {
        let mut seed = [0; 32];
        for (counter, half) in seed.chunks_exact_mut(16).enumerate() {
            let mut hasher = SipHasher24::new_with_keys(self.seed, self.replication);
            hasher.write(&(name.len() as u64).to_le_bytes());
            hasher.write(name.as_bytes());
            hasher.write(&(purpose.len() as u64).to_le_bytes());
            hasher.write(purpose.as_bytes());
            hasher.write(&(counter as u64).to_le_bytes());
            half.copy_from_slice(&hasher.finish128().as_bytes());
        }
        seed
    }
}

/// Random numbers that belong to a numbered thing (a request, say) whenever they are asked for:
/// the n-th request's draw is the same whether or not the draws before it were ever needed.
#[derive(Clone, Copy, Debug)]
pub struct KeyedStream {
    key: u64,
}

impl KeyedStream {
    /// The stream of thing number `number`.
    #[inline]
    pub fn of(&self, number: u64) -> Stream {
        // An odd multiplier (2^64 / golden ratio) spreads consecutive numbers over the seed space;
        // `seed_from_u64` then scrambles through SplitMix64.
        Stream::seed_from_u64(self.key ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    fn first(stream: &mut Stream) -> u64 {
        stream.next_u64()
    }

    /// Pinned values: if one changes, every published result changes with it.
    #[test]
    fn streams_are_value_stable() {
        let streams = Streams::new(42, 0);
        let values = [
            first(&mut streams.stream("checkout", "arrivals")),
            first(&mut streams.stream("checkout", "service")),
            first(&mut streams.keyed("checkout", "cold start").of(7)),
        ];
        insta::assert_debug_snapshot!(values);
    }

    #[test]
    fn every_part_of_the_address_matters() {
        let mut seen = std::collections::BTreeSet::new();
        for seed in [0, 1] {
            for replication in [0, 1] {
                for name in ["a", "ab", ""] {
                    for purpose in ["bc", "c", "abc"] {
                        let streams = Streams::new(seed, replication);
                        assert!(seen.insert(first(&mut streams.stream(name, purpose))));
                    }
                }
            }
        }
    }

    #[test]
    fn consecutive_keys_give_unrelated_uniforms() {
        use rand::RngExt;
        let keyed = Streams::new(0, 0).keyed("f", "cold start");
        let n = 100_000;
        let mean = (0..n).map(|i| keyed.of(i).random::<f64>()).sum::<f64>() / n as f64;
        let lag = (1..n)
            .map(|i| (keyed.of(i).random::<f64>() - 0.5) * (keyed.of(i - 1).random::<f64>() - 0.5))
            .sum::<f64>()
            / n as f64;
        // Standard errors: 1/sqrt(12 n) and 1/(12 sqrt(n)); the bounds are four of them.
        assert!(
            (mean - 0.5).abs() < 4.0 / (12.0 * n as f64).sqrt(),
            "mean {mean}"
        );
        assert!(
            lag.abs() < 4.0 / (12.0 * (n as f64).sqrt()),
            "lag-1 covariance {lag}"
        );
    }
}
