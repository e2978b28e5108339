//! `docs/dependencies.md`: why each direct dependency is there, written by hand, and what can be counted of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::graph::{Graph, Package};

const PATH: &str = "docs/dependencies.md";
const BEGIN: &str = "<!-- facts: written by a test -->\n";
const END: &str = "<!-- /facts -->\n";
const HEAD: &str = "\
| crate | version | licence | repository | lines with `unsafe` | build script | crates that go with it |
|---|---|---|---|---:|---|---:|
";

pub(super) struct Notes {
    text: String,
}

impl Notes {
    pub(super) fn read() -> Self {
        Self {
            text: fs::read_to_string(path()).expect(PATH),
        }
    }

    /// The rows that give reasons.
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        let written = self.parts()[0];
        let rows = written.lines().filter(|line| line.starts_with("| `"));
        rows.map(|line| {
            let mut cells = line.trim_matches('|').split(" | ").map(str::trim);
            let names = cells.next().unwrap_or_default();
            Row {
                crates: names
                    .split(", ")
                    .map(|name| name.trim_matches('`'))
                    .collect(),
                reasons: cells.collect(),
            }
        })
        .collect()
    }

    /// The table that is there.
    pub(super) fn facts(&self) -> &str {
        self.parts()[1]
    }

    /// Puts another table there.
    pub(super) fn write(&self, facts: &str) {
        let [before, _, after] = self.parts();
        fs::write(path(), format!("{before}{BEGIN}{facts}{END}{after}")).expect(PATH);
    }

    fn parts(&self) -> [&str; 3] {
        let (before, rest) = self.text.split_once(BEGIN).expect("where the facts begin");
        let (facts, after) = rest.split_once(END).expect("where the facts end");
        [before, facts, after]
    }
}

/// Why crates are there that come and go together, such as `clap` and `clap_complete`.
pub(super) struct Row<'a> {
    pub(super) crates: Vec<&'a str>,
    /// What they do here, and what would do instead.
    pub(super) reasons: Vec<&'a str>,
}

/// The table as it should be.
pub(super) fn facts(graph: &Graph, notes: &Notes) -> String {
    let direct = graph.direct();
    let mut rows = BTreeMap::new();
    for noted in notes.rows() {
        let brought = graph.brought_by(&noted.crates);
        for package in direct
            .iter()
            .filter(|package| noted.crates.contains(&package.name.as_str()))
        {
            rows.insert(&package.name, row(package, brought));
        }
    }
    [HEAD.to_owned()]
        .into_iter()
        .chain(rows.into_values())
        .collect()
}

fn row(package: &Package, brought: usize) -> String {
    let Package {
        name,
        version,
        licence,
        repository,
        ..
    } = package;
    let address = repository.trim_end_matches(".git");
    let repository = address.trim_start_matches("https://github.com/");
    let unsafe_lines = match unsafe_lines(package) {
        (_, true) => "forbidden".to_owned(),
        (lines, false) => lines.to_string(),
    };
    let build_script = if package.has_build_script { "yes" } else { "" };
    let brought = match brought {
        0 => "others use it".to_owned(),
        count => count.to_string(),
    };
    format!(
        "| `{name}` | {version} | {licence} | [{repository}]({address}) | {unsafe_lines} | {build_script} | {brought} |\n"
    )
}

/// Lines of `src/` that hold the keyword outside a comment, and whether the compiler is told to forbid it.
fn unsafe_lines(package: &Package) -> (usize, bool) {
    let mut lines = 0;
    let mut forbidden = false;
    let mut folders = vec![package.folder.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the sources of a crate") {
            let path = entry.expect("an entry of them").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let bytes = fs::read(&path).expect("a source file");
                for line in String::from_utf8_lossy(&bytes).lines() {
                    let code = line.split("//").next().unwrap_or_default();
                    forbidden |= code.contains("forbid(") && code.contains("unsafe_code");
                    lines += usize::from(is_unsafe(code));
                }
            }
        }
    }
    (lines, forbidden)
}

fn is_unsafe(code: &str) -> bool {
    let mut words = code.split(|character: char| !character.is_alphanumeric() && character != '_');
    words.any(|word| word == "unsafe")
}

fn path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(PATH)
}
