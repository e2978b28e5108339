//! What figures depend on, as a hash: version, catalog, the number of replications or that of one, the scenario with
//! every default filled in, and its input files.

use std::fmt;
use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};

use crate::catalog;
use crate::scenario::{Scenario, resolved};

/// The hash of a point: SipHash-2-4 with 128 bits and key 0 over its parts, each after its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PointKey([u8; 16]);

impl PointKey {
    /// The key of a scenario that is replicated this many times.
    pub fn of(scenario: &Scenario, replications: u64) -> Self {
        let resolved = resolved::to_toml(scenario);
        let replications = replications.to_le_bytes();
        let mut parts: Vec<&[u8]> = vec![
            env!("CARGO_PKG_VERSION").as_bytes(),
            catalog::date().as_bytes(),
            catalog::prices_date().as_bytes(),
            &replications,
            resolved.as_bytes(),
        ];
        for input in &scenario.inputs {
            parts.extend([input.path.as_bytes(), &input.contents]);
        }
        Self(hash(parts))
    }

    /// The key of one replication of what this is the key of, of which `asked` is measured.
    pub(crate) fn of_run(self, number: u64, asked: &str) -> Self {
        Self(hash([&self.0[..], &number.to_le_bytes(), asked.as_bytes()]))
    }

    /// The hash of several keys in their order.
    pub fn of_all(keys: impl Iterator<Item = Self>) -> Self {
        let keys: Vec<Self> = keys.collect();
        Self(hash(keys.iter().map(|key| &key.0[..])))
    }

    /// Reads what is displayed: 32 hexadecimal digits.
    pub fn read(text: &str) -> Option<Self> {
        let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u128::from_str_radix(text, 16).ok().filter(|_| is_hex)?;
        Some(Self(number.to_be_bytes()))
    }
}

impl fmt::Display for PointKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// What proves that bytes are as they were.
#[cfg(feature = "workers")]
pub(super) fn checksum(bytes: &[u8]) -> [u8; 16] {
    hash([bytes])
}

/// Lengths go first, so that no two lists of parts run together into the same bytes.
fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 16] {
    let mut hasher = SipHasher24::new();
    for part in parts {
        hasher.write(&(part.len() as u64).to_le_bytes());
        hasher.write(part);
    }
    hasher.finish128().as_bytes()
}
