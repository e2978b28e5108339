//! Who depends on what, as cargo says: every package that Cargo.lock brings to any platform.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

pub(super) struct Graph {
    /// Packages by `name@version`; those of the workspace, too.
    pub(super) packages: BTreeMap<String, Package>,
}

pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) licence: String,
    pub(super) repository: String,
    /// `None` for those of the workspace.
    pub(super) source: Option<String>,
    /// Where its `Cargo.toml` is.
    pub(super) folder: PathBuf,
    pub(super) has_build_script: bool,
    /// `name@version` of what it depends on, for any reason and on any platform.
    pub(super) uses: BTreeSet<String>,
}

impl Package {
    pub(super) fn id(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }

    pub(super) fn is_ours(&self) -> bool {
        self.source.is_none()
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Described>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Described {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    repository: Option<String>,
    source: Option<String>,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

impl Graph {
    pub(super) fn read() -> Self {
        let metadata: Metadata =
            serde_json::from_str(&cargo(&["metadata", "--locked", "--format-version", "1"]))
                .expect("metadata of cargo");
        // Metadata also lists what a feature that is off would bring.
        let tree = cargo(&[
            "tree",
            "--locked",
            "--workspace",
            "--target",
            "all",
            "--edges",
            "all",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ]);
        let built: BTreeSet<String> = tree.lines().filter_map(name_and_version).collect();
        let ids: BTreeMap<&str, String> = metadata
            .packages
            .iter()
            .map(|package| {
                (
                    package.id.as_str(),
                    format!("{}@{}", package.name, package.version),
                )
            })
            .collect();
        let uses: BTreeMap<&str, BTreeSet<String>> = metadata
            .resolve
            .nodes
            .iter()
            .map(|node| {
                let used = node.dependencies.iter().map(|id| ids[id.as_str()].clone());
                (
                    node.id.as_str(),
                    used.filter(|id| built.contains(id)).collect(),
                )
            })
            .collect();
        let packages = metadata.packages.iter().map(|package| Package {
            name: package.name.clone(),
            version: package.version.clone(),
            licence: package.license.clone().unwrap_or_default(),
            repository: package.repository.clone().unwrap_or_default(),
            source: package.source.clone(),
            folder: package
                .manifest_path
                .parent()
                .expect("the folder of a package")
                .to_owned(),
            has_build_script: package
                .targets
                .iter()
                .any(|target| target.kind.contains(&"custom-build".to_owned())),
            uses: uses[package.id.as_str()].clone(),
        });
        let packages = packages.map(|package| (package.id(), package));
        Self {
            packages: packages.filter(|(id, _)| built.contains(id)).collect(),
        }
    }

    /// Those that are not of the workspace.
    pub(super) fn foreign(&self) -> impl Iterator<Item = &Package> {
        self.packages.values().filter(|package| !package.is_ours())
    }

    /// What the packages of the workspace name in their `Cargo.toml`.
    pub(super) fn direct(&self) -> Vec<&Package> {
        let ours = self.packages.values().filter(|package| package.is_ours());
        let ids: BTreeSet<&String> = ours.flat_map(|package| &package.uses).collect();
        let named = ids.into_iter().map(|id| &self.packages[id]);
        named.filter(|package| !package.is_ours()).collect()
    }

    /// How many packages would leave the tree if no `Cargo.toml` of the workspace named these crates.
    pub(super) fn brought_by(&self, crates: &[&str]) -> usize {
        let ours = self.packages.values().filter(|package| package.is_ours());
        let mut open: Vec<&Package> = ours.collect();
        let mut left = BTreeSet::new();
        while let Some(package) = open.pop() {
            if left.insert(package.id()) {
                let uses = package.uses.iter().map(|id| &self.packages[id]);
                open.extend(
                    uses.filter(|used| {
                        !(package.is_ours() && crates.contains(&used.name.as_str()))
                    }),
                );
            }
        }
        self.packages.len() - left.len()
    }
}

/// `serde v1.0.229 (proc-macro)` as `serde@1.0.229`.
fn name_and_version(line: &str) -> Option<String> {
    let (name, rest) = line.split_once(" v")?;
    Some(format!("{name}@{}", rest.split(' ').next()?))
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo, which runs this test");
    assert!(
        output.status.success(),
        "cargo {} failed; where crates for other platforms are missing, `cargo fetch --locked` fetches them:\n{}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr),
    );
    String::from_utf8(output.stdout).expect("answers in UTF-8")
}
