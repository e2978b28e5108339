#![allow(missing_docs)]
//! Stub until the catalog of containers lands.

/// Quotas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LaunchQuotas {
    pub burst: u32,
    pub per_second: u32,
    pub per_service_per_minute_fargate: u32,
    pub per_service_per_minute_ec2: u32,
}
/// Type.
#[derive(Clone, Debug, PartialEq)]
pub struct InstanceType {
    pub vcpu: u32,
    pub memory_mb: u32,
    pub architecture: &'static str,
}

pub fn launch_quotas(_region: &str) -> LaunchQuotas {
    LaunchQuotas {
        burst: 100,
        per_second: 20,
        per_service_per_minute_fargate: 500,
        per_service_per_minute_ec2: 500,
    }
}
pub fn instance_type(name: &str) -> Option<InstanceType> {
    (name == "m7i.large").then_some(InstanceType {
        vcpu: 2,
        memory_mb: 8192,
        architecture: "x86_64",
    })
}
pub fn reserved_memory_mb(memory: u32) -> u32 {
    memory - memory * 7985 / 8192
}
pub fn fargate_cpu_units() -> &'static [u32] {
    &[256, 512, 1024, 2048, 4096, 8192, 16384]
}
pub fn fargate_memory_mb(cpu: u32) -> Option<Vec<u32>> {
    (cpu == 1024).then(|| (2..=8).map(|gb| gb * 1024).collect())
}
