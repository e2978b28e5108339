//! The command-line program `burstsim`.

fn main() {}
