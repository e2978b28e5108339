//! Instruction sets.

use super::words::words;

/// Instruction set of a function, a task or an instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Architecture {
    /// 64-bit x86.
    #[default]
    X86_64,
    /// 64-bit Arm (Graviton).
    Arm64,
}

words!(Architecture { X86_64 = "x86_64", Arm64 = "arm64" });
