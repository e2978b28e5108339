//! Quantities as text with a unit: durations and memory.
