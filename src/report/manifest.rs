//! `manifest.json`: what made the result, so that anyone can make it again.
//!
//! It holds no wall-clock time: the same run gives the same bytes.

use std::hash::Hasher;

use serde::{Deserialize, Serialize};
use siphasher::sip128::{Hasher128, SipHasher24};

use crate::catalog;
use crate::kernel::random;
use crate::scenario::Scenario;

/// Its name in the result folder.
pub const FILE: &str = "manifest.json";

const PROGRAM: &str = "burstsim";

/// What made a result.
#[derive(Debug, Serialize)]
pub(super) struct Manifest<'a> {
    program: &'static str,
    version: &'static str,
    scenario: &'a str,
    scenario_hash: ScenarioHash,
    seed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    replications: Option<u64>,
    generator: &'static str,
    catalog_date: &'static str,
    /// Names of the variants that are compared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    variants: Vec<&'a str>,
    /// All files of the result, by which a later run recognises what it may replace.
    files: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ScenarioHash {
    algorithm: &'static str,
    covers: &'static str,
    value: String,
}

impl<'a> Manifest<'a> {
    /// The manifest of a run of `scenario`, whose resolved text is `resolved_toml`, or of several
    /// replications of it, beside `files`.
    pub(super) fn new(
        scenario: &'a Scenario,
        resolved_toml: &str,
        replications: Option<u64>,
        files: &[String],
    ) -> Self {
        Self {
            program: PROGRAM,
            version: env!("CARGO_PKG_VERSION"),
            scenario: &scenario.name,
            scenario_hash: ScenarioHash {
                algorithm: "SipHash-2-4, 128 bits, key 0",
                covers: "scenario.toml, then path and contents of each input, each after its length",
                value: hash(&[(scenario, resolved_toml)]),
            },
            seed: scenario.seed,
            replications,
            generator: random::GENERATOR,
            catalog_date: catalog::date(),
            variants: Vec::new(),
            files: files.iter().cloned().chain([FILE.into()]).collect(),
        }
    }

    /// The manifest of a comparison of variants, each with its name, its scenario and that one's
    /// resolved text, the baseline first.
    pub(super) fn of_variants(
        variants: &[(&'a str, &'a Scenario, &'a str)],
        replications: u64,
        files: &[String],
    ) -> Option<Self> {
        let &(_, baseline, _) = variants.first()?;
        let texts = variants.iter().map(|&(_, scenario, text)| (scenario, text));
        let texts: Vec<_> = texts.collect();
        let mut manifest = Self::new(baseline, "", Some(replications), files);
        manifest.scenario_hash.covers = "of each variant its resolved scenario, then path and contents \
                                         of each input, each after its length";
        manifest.scenario_hash.value = hash(&texts);
        manifest.variants = variants.iter().map(|(name, ..)| *name).collect();
        Some(manifest)
    }

    /// The manifest of a sweep with the hash of all its points, named after the scenario at the first.
    pub(super) fn of_sweep(
        first: &'a Scenario,
        hash: String,
        replications: u64,
        files: &[String],
    ) -> Self {
        let mut manifest = Self::new(first, "", Some(replications), files);
        manifest.scenario_hash.covers = "of each point the hash of its version, catalog dates, replications, \
                                         resolved scenario, and path and contents of each input";
        manifest.scenario_hash.value = hash;
        manifest
    }
}

/// The files that a manifest lists, itself among them; none if it is not one of burstsim's.
pub fn listed_files(manifest: &[u8]) -> Vec<String> {
    #[derive(Deserialize)]
    struct Listing {
        program: String,
        files: Vec<String>,
    }
    match serde_json::from_slice(manifest) {
        Ok(Listing { program, mut files }) if program == PROGRAM => {
            files.push(FILE.into());
            files
        }
        _ => Vec::new(),
    }
}

/// Lengths go first, so that no two sets of files run together into the same bytes.
fn hash(resolved: &[(&Scenario, &str)]) -> String {
    let mut hasher = SipHasher24::new();
    let mut add = |bytes: &[u8]| {
        hasher.write(&(bytes.len() as u64).to_le_bytes());
        hasher.write(bytes);
    };
    for (scenario, toml) in resolved {
        add(toml.as_bytes());
        for input in &scenario.inputs {
            add(input.path.as_bytes());
            add(&input.contents);
        }
    }
    let hash = hasher.finish128().as_bytes();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::scenario::InputFile;

    #[test]
    fn names_everything_that_decides_the_bytes() {
        let scenario = fixture::scenario();
        let text = "title = \"Flash sale\"\n";
        let mut manifest = Manifest::new(&scenario, text, None, &["summary.json".into()]);
        manifest.catalog_date = "2026-09-01";
        insta::assert_snapshot!(serde_json::to_string_pretty(&manifest).unwrap());
    }

    #[test]
    fn the_hash_covers_text_and_inputs() {
        let mut scenario = fixture::scenario();
        let input = |path: &str, contents: &[u8]| InputFile {
            path: path.to_owned(),
            contents: contents.into(),
        };
        let mut seen = std::collections::BTreeSet::new();
        for inputs in [
            vec![],
            vec![input("inputs/a.csv", b"1")],
            vec![input("inputs/a.csv", b"2")],
            vec![input("inputs/b.csv", b"1")],
        ] {
            scenario.inputs = inputs;
            for text in ["", "a", "b"] {
                assert!(seen.insert(hash(&[(&scenario, text)])));
            }
        }
    }
}
