//! The parts list of a release, as `scripts/sbom` writes it: a CycloneDX document.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{GRAPH, licence};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bom {
    bom_format: String,
    spec_version: String,
    serial_number: String,
    version: u32,
    metadata: Metadata,
    components: Vec<Component>,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Metadata {
    component: Component,
    timestamp: Option<String>,
}

#[derive(Deserialize)]
struct Component {
    #[serde(rename = "bom-ref")]
    id: String,
    name: String,
    version: Option<String>,
    scope: Option<String>,
    purl: Option<String>,
    licenses: Vec<Licence>,
    #[serde(default)]
    hashes: Vec<Hash>,
}

#[derive(Deserialize)]
struct Licence {
    expression: String,
}

#[derive(Deserialize)]
struct Hash {
    alg: String,
    content: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    r#ref: String,
    depends_on: Vec<String>,
}

/// Of the program.
static PROGRAM: LazyLock<Option<String>> = LazyLock::new(|| written(&[], None));

/// What the script writes; `None` where there is no Python, but not in continuous integration.
#[expect(clippy::print_stderr, reason = "a test that tests nothing says so")]
fn written(arguments: &[&str], source_date_epoch: Option<&str>) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new("python3");
    command
        .arg(root.join("scripts/sbom"))
        .args(arguments)
        .env_remove("SOURCE_DATE_EPOCH");
    if let Some(seconds) = source_date_epoch {
        command.env("SOURCE_DATE_EPOCH", seconds);
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if env::var_os("CI").is_none() => {
            eprintln!("not tested without Python: {error}");
            return None;
        }
        Err(error) => panic!("python3, which continuous integration has: {error}"),
    };
    assert!(
        output.status.success(),
        "scripts/sbom: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8(output.stdout).expect("a document in UTF-8"))
}

fn read(text: &str) -> Bom {
    serde_json::from_str(text)
        .unwrap_or_else(|problem| panic!("scripts/sbom writes no parts list: {problem}"))
}

#[test]
fn the_parts_list_has_each_crate_of_the_program_with_its_checksum_and_licence() {
    let Some(text) = PROGRAM.as_deref() else {
        return;
    };
    let bom = read(text);
    assert_eq!(
        (
            bom.bom_format.as_str(),
            bom.spec_version.as_str(),
            bom.version
        ),
        ("CycloneDX", "1.5", 1)
    );
    assert!(
        bom.serial_number.starts_with("urn:uuid:"),
        "serial number {}",
        bom.serial_number
    );
    assert_eq!(bom.metadata.component.name, "burstsim");

    let scopes: BTreeMap<&str, &str> = bom
        .components
        .iter()
        .map(|part| {
            (
                part.name.as_str(),
                part.scope.as_deref().unwrap_or_default(),
            )
        })
        .collect();
    for name in [
        "clap",
        "serde_json",
        "rayon",
        "rust-std",
        "NotoSansKR-subset.otf",
        "uPlot.iife.min.js",
    ] {
        assert_eq!(
            scopes.get(name),
            Some(&"required"),
            "{name} is in the program"
        );
    }
    for name in ["serde_derive", "autocfg"] {
        assert_eq!(
            scopes.get(name),
            Some(&"excluded"),
            "{name} only helps to build it"
        );
    }
    for name in ["criterion", "insta", "pyo3", "toml_edit"] {
        assert_eq!(scopes.get(name), None, "{name} is no part of the program");
    }
    for part in &bom.components {
        let Component {
            id,
            licenses,
            hashes,
            ..
        } = part;
        let [Licence { expression }] = licenses.as_slice() else {
            panic!("{id} has not one licence")
        };
        assert!(
            licence::satisfied(expression, &|_| true).is_ok(),
            "{id}: licence '{expression}'"
        );
        if part.name != "rust-std" {
            let [Hash { alg, content }] = hashes.as_slice() else {
                panic!("{id} has not one checksum")
            };
            let is_sum =
                content.len() == 64 && content.chars().all(|digit| digit.is_ascii_hexdigit());
            assert!(alg == "SHA-256" && is_sum, "{id}: {alg} {content}");
        }
    }
}

#[test]
fn what_depends_on_what_names_parts_that_are_listed() {
    let Some(text) = PROGRAM.as_deref() else {
        return;
    };
    let bom = read(text);
    let root = &bom.metadata.component.id;
    let ids: BTreeSet<&str> = bom
        .components
        .iter()
        .map(|part| part.id.as_str())
        .chain([root.as_str()])
        .collect();
    assert_eq!(
        ids.len(),
        bom.components.len() + 1,
        "two parts have the same id"
    );

    let uses: BTreeMap<&str, &[String]> = bom
        .dependencies
        .iter()
        .map(|entry| (entry.r#ref.as_str(), entry.depends_on.as_slice()))
        .collect();
    let mut open = vec![root.as_str()];
    let mut reached = BTreeSet::new();
    while let Some(id) = open.pop() {
        assert!(ids.contains(id), "{id} is used, and not listed");
        if reached.insert(id) {
            open.extend(
                uses.get(id)
                    .copied()
                    .unwrap_or_default()
                    .iter()
                    .map(String::as_str),
            );
        }
    }
    assert_eq!(reached, ids, "parts that nothing of the program uses");

    for part in bom.components.iter().filter(|part| {
        part.purl
            .as_deref()
            .unwrap_or_default()
            .starts_with("pkg:cargo/")
    }) {
        let id = format!(
            "{}@{}",
            part.name,
            part.version.as_deref().unwrap_or_default()
        );
        assert!(
            GRAPH.packages.contains_key(&id),
            "{id} is listed, and no crate of Cargo.lock"
        );
    }
}

#[test]
fn the_parts_list_has_the_same_bytes_again_and_a_time_only_where_one_is_set() {
    let (Some(first), Some(second)) = (PROGRAM.as_deref(), written(&[], None)) else {
        return;
    };
    assert_eq!(first, second, "two parts lists of one commit");
    let dated = written(&[], Some("1700000000")).expect("Python, as before");
    let (first, dated) = (read(first), read(&dated));
    assert_eq!(first.metadata.timestamp, None);
    assert_eq!(
        dated.metadata.timestamp.as_deref(),
        Some("2023-11-14T22:13:20Z")
    );
}

#[test]
fn the_parts_list_of_the_python_module_has_what_the_program_has_not() {
    let Some(text) = written(&["--package", "burstsim-python"], None) else {
        return;
    };
    let bom = read(&text);
    assert_eq!(bom.metadata.component.name, "burstsim-python");
    let names: BTreeSet<&str> = bom
        .components
        .iter()
        .map(|part| part.name.as_str())
        .collect();
    for name in ["pyo3", "arrow-array", "burstsim"] {
        assert!(names.contains(name), "{name} is missing");
    }
}
