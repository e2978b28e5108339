//! The rules of the rooms, checked against the sources: who may import whom, no circles between
//! files, no flags of the command line outside the program.
//!
//! The table in the documentation of `src/lib.rs` is what the first rule is read from. Everything that is
//! compiled for tests only (`#[cfg(test)]`, and files that such a `mod` leads to) is exempt: a test may
//! set up its room from above.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly; clippy.toml excuses test functions only"
)]

mod arrows;
mod circles;
mod english;
mod flags;
mod house;
#[path = "../english/mod.rs"]
mod plain;
mod source;
mod table;
mod tokens;

use std::fs;
use std::path::Path;

use circles::Known;
use house::{House, Sources};
use table::Table;

/// Rooms that speak to the reader of results, who may never have seen the command line.
const WITHOUT_FLAGS: [&str; 2] = ["report", "study"];

/// Circles that are left for now; the test fails if one of them is no more.
const KNOWN_CIRCLES: [Known; 0] = [];

/// A file is small enough to hold in the head.
const LINES: usize = 500;

/// Tables, which are read an entry at a time: the keys of a scenario, and what a page says in two languages.
const TABLES: [&str; 2] = [
    "src/report/containers/words.rs",
    "src/scenario/format/shape.rs",
];

/// Every source file of the package, by its path with `/`.
fn sources() -> Sources {
    files(&[".rs"])
}

/// Every file of `src` whose name ends in one of some ways, by its path with `/`.
fn files(endings: &[&str]) -> Sources {
    fn collect(folder: &Path, name: &str, endings: &[&str], sources: &mut Sources) {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry of it").path();
            let file = path.file_name().expect("its name").to_string_lossy();
            let name = format!("{name}/{file}");
            if path.is_dir() {
                collect(&path, &name, endings, sources);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = fs::read_to_string(&path).expect("a source file in UTF-8");
                sources.insert(name, text);
            }
        }
    }
    let mut sources = Sources::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    collect(&folder, "src", endings, &mut sources);
    sources
}

fn table(sources: &Sources) -> Table {
    let front_page = &sources["src/lib.rs"];
    Table::read(front_page).unwrap_or_else(|problem| panic!("the table in src/lib.rs: {problem}"))
}

#[test]
fn every_source_file_is_part_of_the_house() {
    assert_eq!(
        House::strays(&sources()),
        [""; 0],
        "files that no `mod` leads to"
    );
}

#[test]
fn no_file_is_long_but_tables() {
    let sources = files(&[".rs", ".js", ".css", ".html"]);
    let long = |file: &str| sources[file].lines().count() > LINES;
    let found: Vec<_> = sources.keys().filter(|file| long(file)).collect();
    assert_eq!(
        found, TABLES,
        "files of more than {LINES} lines; split what is no table by what its parts are for"
    );
}

#[test]
fn the_table_lists_the_rooms() {
    let sources = sources();
    let (listed, there) = (table(&sources).rooms(), House::new(&sources).rooms());
    assert_eq!(
        listed, there,
        "rooms in the table of src/lib.rs, and folders of src/"
    );
}

#[test]
fn rooms_import_only_what_the_table_lets_them() {
    let sources = sources();
    let found = arrows::forbidden(&House::new(&sources), &table(&sources));
    assert!(
        found.is_empty(),
        "arrows that are not allowed:\n{}",
        found.join("\n")
    );
}

#[test]
fn no_file_depends_on_itself_through_others() {
    let found = circles::circles(&House::new(&sources()));
    let problems = circles::problems(&found, &KNOWN_CIRCLES);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn there_is_one_table_of_rooms() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("CONTRIBUTING.md");
    let text = fs::read_to_string(file).expect("CONTRIBUTING.md");
    assert!(text.contains("(src/lib.rs)"), "it points to the table");
    assert!(!text.contains("| room |"), "and has none of its own");
}

#[test]
fn what_users_read_is_plain_english() {
    let found = english::faults(&sources());
    assert!(
        found.is_empty(),
        "phrases of tests/plain_english.txt:\n{}",
        found.join("\n")
    );
}

#[test]
fn reports_and_studies_name_no_flag_of_the_program() {
    let sources = sources();
    let flags = flags::of_the_program(&sources);
    assert!(
        flags.contains("max-replications"),
        "flags of the program: {flags:?}"
    );
    let house = House::new(&sources);
    let found: Vec<_> = WITHOUT_FLAGS
        .iter()
        .flat_map(|room| flags::named(&house, room, &flags))
        .collect();
    assert!(
        found.is_empty(),
        "say what to change, not which flag:\n{}",
        found.join("\n")
    );
}
