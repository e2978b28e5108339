//! Sizes of tasks on Fargate.
//!
//! It knows `fargate.toml`; it must not know who asks for a size.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::super::embedded::{embedded, read};

static SIZES: LazyLock<Sizes> = LazyLock::new(|| {
    let file: File = embedded(read(include_str!("fargate.toml")));
    let sizes = file.sizes.into_iter();
    let memory_mb: BTreeMap<_, _> = sizes.map(|size| (size.cpu_units, size.memory_mb)).collect();
    Sizes {
        checked: file.checked,
        source: file.source,
        cpu_units: memory_mb.keys().copied().collect(),
        memory_mb,
    }
});

struct Sizes {
    checked: String,
    source: String,
    cpu_units: Vec<u32>,
    memory_mb: BTreeMap<u32, Vec<u32>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    checked: String,
    source: String,
    sizes: Vec<Size>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Size {
    cpu_units: u32,
    memory_mb: Vec<u32>,
}

/// The CPU that a task on Fargate may have, ascending, in units of 1/1024 vCPU.
pub fn fargate_cpu_units() -> &'static [u32] {
    &SIZES.cpu_units
}

/// The memory that a task on Fargate with so much CPU may have, ascending, in MB; `None` if no task may have so much
/// CPU.
pub fn fargate_memory_mb(cpu_units: u32) -> Option<&'static [u32]> {
    SIZES.memory_mb.get(&cpu_units).map(Vec::as_slice)
}

/// Where the sizes are published, and when that was read.
pub(super) fn source() -> (&'static str, &'static str) {
    (&SIZES.source, &SIZES.checked)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CPU, least, most and step of memory in MB, as the developer guide has it.
    #[test]
    fn sizes_are_those_of_the_developer_guide() {
        let published = [
            (512, 1024, 4096, 1024),
            (1024, 2048, 8192, 1024),
            (2048, 4096, 16_384, 1024),
            (4096, 8192, 30_720, 1024),
            (8192, 16_384, 61_440, 4096),
            (16_384, 32_768, 122_880, 8192),
        ];
        assert_eq!(fargate_memory_mb(256), Some(&[512, 1024, 2048][..]));
        for (cpu, least, most, step) in published {
            let sizes: Vec<u32> = (least..=most).step_by(step).collect();
            assert_eq!(fargate_memory_mb(cpu), Some(&sizes[..]), "{cpu}");
        }
        let cpus = published.map(|(cpu, ..)| cpu);
        assert_eq!(fargate_cpu_units(), [&[256], &cpus[..]].concat());
        assert_eq!(fargate_memory_mb(300), None);
    }
}
