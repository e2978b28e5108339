//! No file depends on itself through others.
//!
//! A file depends on another if it names something that is defined there: in a `use`, which is followed
//! through re-exports, or in a path such as `other::function()`. A parent that only declares its
//! children, or hands on what they define, does not depend on them; one that calls them does, and
//! then they must not use what it defines.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;

use crate::house::{House, Reference};

/// Of each file, the files it depends on, with the first place that says so.
type Graph = BTreeMap<String, BTreeMap<String, Reference>>;

/// Files that depend on each other, and the shortest way around.
#[derive(Debug, PartialEq)]
pub(crate) struct Circle {
    pub files: BTreeSet<String>,
    pub story: String,
}

/// Every group of files that all depend on each other.
pub(crate) fn circles(house: &House) -> Vec<Circle> {
    let graph = graph(house);
    let reached: BTreeMap<&String, BTreeSet<&String>> = graph
        .keys()
        .map(|file| (file, reachable(&graph, file)))
        .collect();
    let mut seen = BTreeSet::new();
    let mut circles = Vec::new();
    for (file, ahead) in &reached {
        if !ahead.contains(file) || seen.contains(file) {
            continue;
        }
        let back = |other: &&&String| reached.get(**other).is_some_and(|far| far.contains(file));
        let files: BTreeSet<&String> = ahead.iter().filter(back).copied().collect();
        circles.push(Circle {
            story: story(&graph, &files),
            files: files.iter().map(|file| (*file).clone()).collect(),
        });
        seen.extend(files);
    }
    circles
}

/// A circle that is left for now: its files, and why it is.
pub(crate) struct Known {
    pub(crate) files: &'static [&'static str],
    pub(crate) why: &'static str,
}

/// Circles that are not known, and known ones that are no more: the list may only shrink.
pub(crate) fn problems(found: &[Circle], known: &[Known]) -> Vec<String> {
    let is = |circle: &Circle, known: &Known| circle.files.iter().eq(known.files.iter());
    let new = found
        .iter()
        .filter(|circle| !known.iter().any(|known| is(circle, known)))
        .map(|circle| {
            let files: Vec<_> = circle.files.iter().map(String::as_str).collect();
            format!(
                "a circle of {}; move what both sides need into a file of its own:\n{}",
                files.join(", "),
                circle.story
            )
        });
    let gone = known
        .iter()
        .filter(|known| !found.iter().any(|circle| is(circle, known)))
        .map(|known| {
            let (files, why) = (known.files.join(", "), known.why);
            format!("the circle of {files} ({why}) is no more as it was: take it off the list")
        });
    new.chain(gone).collect()
}

fn graph(house: &House) -> Graph {
    let mut graph = Graph::new();
    for reference in house.references() {
        let Some(target) = reference.defined_in.clone() else {
            continue;
        };
        if target != reference.file {
            let from = graph.entry(reference.file.clone()).or_default();
            from.entry(target).or_insert(reference);
        }
    }
    graph
}

/// The files that a file depends on, directly or through others.
fn reachable<'a>(graph: &'a Graph, from: &String) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<_> = graph
        .get(from)
        .into_iter()
        .flat_map(BTreeMap::keys)
        .collect();
    while let Some(file) = waiting.pop() {
        if reached.insert(file) {
            waiting.extend(graph.get(file).into_iter().flat_map(BTreeMap::keys));
        }
    }
    reached
}

/// The shortest way around within a group, a line for each step.
fn story(graph: &Graph, files: &BTreeSet<&String>) -> String {
    let ways = files.iter().filter_map(|start| around(graph, files, start));
    let way = ways.min_by_key(Vec::len).unwrap_or_default();
    let mut story = String::new();
    for reference in way {
        let target = reference.defined_in.as_deref().unwrap_or_default();
        let Reference {
            file, line, path, ..
        } = reference;
        let _ = writeln!(story, "  {file}:{line}: {path} -> {target}");
    }
    story
}

fn around<'a>(
    graph: &'a Graph,
    files: &BTreeSet<&String>,
    start: &String,
) -> Option<Vec<&'a Reference>> {
    let mut ways = VecDeque::from([vec![]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        let at = way
            .last()
            .map_or(Some(start), |last: &&Reference| last.defined_in.as_ref())?;
        for (next, reference) in graph.get(at).into_iter().flatten() {
            let mut longer = way.clone();
            longer.push(reference);
            if next == start {
                return Some(longer);
            }
            if files.contains(next) && seen.insert(next) {
                ways.push_back(longer);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::sources;

    fn found<const N: usize>(files: [(&str, &str); N]) -> Vec<Circle> {
        circles(&House::new(&sources(files)))
    }

    #[test]
    fn two_files_that_use_each_other_are_a_circle() {
        let found = found([
            ("src/lib.rs", "mod a;"),
            ("src/a/mod.rs", "mod b; mod c; mod d;"),
            ("src/a/b.rs", "use super::c::C;\npub struct B;"),
            ("src/a/c.rs", "pub struct C;\n\nfn f() -> super::b::B {}"),
            ("src/a/d.rs", "use super::b::B; use super::c::C;"),
        ]);
        let story = "  src/a/b.rs:1: super::c::C -> src/a/c.rs\n  src/a/c.rs:3: super::b::B -> src/a/b.rs\n";
        let files = BTreeSet::from(["src/a/b.rs", "src/a/c.rs"].map(str::to_owned));
        let story = story.to_owned();
        assert_eq!(found, [Circle { files, story }]);
    }

    #[test]
    fn a_circle_through_a_facade_and_three_files_is_caught() {
        let found = found([
            ("src/lib.rs", "mod a; mod b; mod c;"),
            ("src/a/mod.rs", "mod inner; pub use inner::A;"),
            (
                "src/a/inner.rs",
                "use crate::b; pub struct A; fn f() { b::f() }",
            ),
            ("src/b.rs", "use crate::c::C as D; pub fn f() -> D {}"),
            ("src/c.rs", "use crate::a::A; pub struct C;"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].files.len(), 3, "{found:?}");
    }

    #[test]
    fn a_parent_may_call_its_children_or_define_what_they_use_but_not_both() {
        fn with(parent: &str, child: &str) -> Vec<Circle> {
            let parent = format!("mod b; {parent}");
            found([
                ("src/lib.rs", "mod a;"),
                ("src/a.rs", &parent),
                ("src/a/b.rs", child),
            ])
        }
        let (calls, defines) = ("fn f() { b::f() }", "pub struct A; pub use b::f;");
        let (plain, uses) = ("pub fn f() {}", "use super::A; pub fn f() {}");
        assert!(with(calls, plain).is_empty());
        assert!(with(defines, uses).is_empty());
        assert_eq!(with(&format!("{calls} {defines}"), uses).len(), 1);
    }

    #[test]
    fn circles_that_do_not_meet_are_told_apart() {
        let found = found([
            ("src/lib.rs", "mod a; mod b; mod c; mod d;"),
            ("src/a.rs", "use crate::b::B; pub struct A;"),
            (
                "src/b.rs",
                "use crate::a::A; use crate::c::C; pub struct B;",
            ),
            ("src/c.rs", "use crate::d::D; pub struct C;"),
            ("src/d.rs", "use crate::c::C; pub struct D;"),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn the_list_of_known_circles_may_only_shrink() {
        let found = found([
            ("src/lib.rs", "mod a; mod b;"),
            ("src/a.rs", "use crate::b::B; pub struct A;"),
            ("src/b.rs", "use crate::a::A; pub struct B;"),
        ]);
        let known = |files| Known { files, why: "x" };
        let it = || known(&["src/a.rs", "src/b.rs"]);
        assert_eq!(problems(&found, &[it()]), [""; 0]);
        let new = problems(&found, &[]);
        assert!(new.len() == 1 && new[0].starts_with("a circle of src/a.rs, src/b.rs;"));
        let grown = problems(&found, &[known(&["src/a.rs"])]);
        assert_eq!(grown.len(), 2, "{grown:?}");
        let gone = problems(&[], &[it()]);
        assert!(gone.len() == 1 && gone[0].contains("take it off the list"));
    }
}
