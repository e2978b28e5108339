//! The first mutants of a seed, as `scripts/fuzz` makes them: no reader panics, hangs, or breaks what its target holds it to.

use std::process::Command;

/// Some twenty seconds without optimisation. Longer runs: CONTRIBUTING.md.
const MUTANTS: &str = "20000";

#[test]
fn no_mutant_of_the_corpus_fails() -> Result<(), std::io::Error> {
    let failures = concat!(env!("CARGO_TARGET_TMPDIR"), "/fuzz-failures");
    let mut fuzz = Command::new(env!("CARGO_BIN_EXE_burstsim-fuzz"));
    fuzz.args(["--mutants", MUTANTS, "--seed", "22", "--failures", failures]);
    let output = fuzz.output()?;
    assert!(
        output.status.success(),
        "inputs that failed are in {failures}:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
