//! The modules of the library and of the program as one tree, and what the paths in them lead to.
//!
//! A name is followed through re-exports to the file that defines it. What cannot be seen without
//! types stays out: methods, and what macros make.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Module, Path};

/// How the program calls the library.
const LIBRARY: &str = "burstsim";

/// Source files by their paths.
pub(crate) type Sources = BTreeMap<String, String>;

#[derive(Debug, Default)]
pub(crate) struct House {
    nodes: Vec<Node>,
    library: Option<usize>,
}

#[derive(Debug)]
struct Node {
    file: String,
    parent: Option<usize>,
    /// The module at the root of which this is: a library's or a program's.
    root: usize,
    /// The folder `src/...` of this root that it is in, or nothing for the root itself.
    room: Option<String>,
    children: BTreeMap<String, usize>,
    module: Module,
}

/// A place in the source that names something of another module of the house.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub file: String,
    pub line: usize,
    /// The path as it is written.
    pub path: String,
    pub room: Option<String>,
    /// Rooms that the path goes through: where it enters and where it ends.
    pub rooms: BTreeSet<String>,
    /// Whether it ends at the root, outside every room.
    pub is_root: bool,
    /// The file that defines what is named; none if a module is.
    pub defined_in: Option<String>,
}

/// What a name means: a module, something defined in a module, or both.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    module: Option<usize>,
    item: Option<usize>,
    /// The module below the root through which it was reached.
    entered: Option<usize>,
    is_external: bool,
}

impl Found {
    fn external() -> Self {
        Self {
            is_external: true,
            ..Self::default()
        }
    }

    fn item(node: usize) -> Self {
        Self {
            item: Some(node),
            ..Self::default()
        }
    }

    fn is_anything(self) -> bool {
        self.module.is_some() || self.item.is_some() || self.is_external
    }
}

impl House {
    /// The house without what is compiled for tests only.
    pub(crate) fn new(sources: &Sources) -> Self {
        Self::of(sources, Module::without_tests)
    }

    /// Files that no `mod` leads to, not even one for tests.
    pub(crate) fn strays(sources: &Sources) -> Vec<&str> {
        let whole = Self::of(sources, Module::with_tests);
        let reached: BTreeSet<&str> = whole.nodes.iter().map(|node| &node.file[..]).collect();
        let files = sources.keys().map(String::as_str);
        files.filter(|file| !reached.contains(file)).collect()
    }

    fn of(sources: &Sources, parse: fn(&str) -> Module) -> Self {
        let mut house = Self::default();
        for root in ["src/lib.rs", "src/main.rs"] {
            if let Some(source) = sources.get(root) {
                let node = house.add(sources, parse, None, (root, "src"), parse(source));
                if root == "src/lib.rs" {
                    house.library = Some(node);
                }
            }
        }
        house
    }

    /// Adds a module and those below it, which have their files in `folder`.
    fn add(
        &mut self,
        sources: &Sources,
        parse: fn(&str) -> Module,
        parent: Option<usize>,
        (file, folder): (&str, &str),
        mut module: Module,
    ) -> usize {
        let modules = std::mem::take(&mut module.modules);
        let this = self.nodes.len();
        let above = parent.map(|parent| &self.nodes[parent]);
        // Below the root the folder is `src/room`, whether the module's file is in it or beside it.
        let room = folder.split('/').nth(1).map(str::to_owned);
        self.nodes.push(Node {
            file: file.to_owned(),
            parent,
            root: above.map_or(this, |above| above.root),
            room,
            children: BTreeMap::new(),
            module,
        });
        for (name, body) in modules {
            let inside = format!("{folder}/{name}");
            let (file, module) = match body {
                Some(body) => (file.to_owned(), body),
                None => {
                    let files = [format!("{inside}.rs"), format!("{inside}/mod.rs")];
                    let found = files.into_iter().find(|file| sources.contains_key(file));
                    let found =
                        found.unwrap_or_else(|| panic!("no file for `mod {name}` of {file}"));
                    let module = parse(&sources[&found]);
                    (found, module)
                }
            };
            let child = self.add(sources, parse, Some(this), (&file, &inside), module);
            self.nodes[this].children.insert(name, child);
        }
        this
    }

    /// The rooms: modules right below the root of the library or the program.
    pub(crate) fn rooms(&self) -> BTreeSet<String> {
        self.nodes
            .iter()
            .filter_map(|node| node.room.clone())
            .collect()
    }

    /// String literals of a room, each with its file and line.
    pub(crate) fn texts<'a>(
        &'a self,
        room: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str, usize)> {
        let nodes = self.nodes.iter();
        let nodes = nodes.filter(move |node| node.room.as_deref() == Some(room));
        nodes.flat_map(|node| {
            let texts = node.module.texts.iter();
            texts.map(|(text, line)| (&node.file[..], &text[..], *line))
        })
    }

    /// Everything that any module names of another.
    pub(crate) fn references(&self) -> Vec<Reference> {
        let nodes = 0..self.nodes.len();
        nodes.flat_map(|node| self.references_of(node)).collect()
    }

    fn references_of(&self, from: usize) -> Vec<Reference> {
        let module = &self.nodes[from].module;
        let imports = module.imports.iter().map(|import| {
            let mut found = self.find(from, &import.path.segments, 0);
            let stands_alone = module.names.contains(&import.name);
            let heads = module.paths.iter().filter_map(|path| path.segments.first());
            let is_used = stands_alone || heads.into_iter().any(|head| *head == import.name);
            if let Some(item) = found.item {
                let is_module_alone = found.module.is_some() && !stands_alone;
                // A module that only hands on what is below it does not depend on that.
                let is_handed_on = self.is_below(item, from) && !is_used;
                if is_module_alone || is_handed_on {
                    found.item = None;
                    found.module = Some(item);
                }
            } else if import.name == "*" && !found.is_external {
                found.item = found.module;
            }
            self.reference(from, &import.path, found)
        });
        let paths = module.paths.iter();
        let paths =
            paths.map(|path| self.reference(from, path, self.find(from, &path.segments, 0)));
        imports.chain(paths).flatten().collect()
    }

    fn reference(&self, from: usize, path: &Path, found: Found) -> Option<Reference> {
        let target = found.item.or(found.module)?;
        let room = |node: usize| self.nodes[node].room.clone();
        let rooms = [found.entered, Some(target)].into_iter().flatten();
        Some(Reference {
            file: self.nodes[from].file.clone(),
            line: path.line,
            path: path.segments.join("::"),
            room: room(from),
            rooms: rooms.filter_map(room).collect(),
            is_root: self.nodes[target].room.is_none() && found.item.is_some(),
            defined_in: found.item.map(|item| self.nodes[item].file.clone()),
        })
    }

    fn is_below(&self, node: usize, above: usize) -> bool {
        let mut parents = std::iter::successors(Some(node), |node| self.nodes[*node].parent);
        node != above && parents.any(|parent| parent == above)
    }

    /// What a path means in a module.
    fn find(&self, from: usize, path: &[String], depth: usize) -> Found {
        const DEEPEST: usize = 12;
        let Some((head, rest)) = path.split_first() else {
            return Found::default();
        };
        if depth > DEEPEST {
            return Found::default();
        }
        let node = &self.nodes[from];
        let mut found = match &head[..] {
            "crate" => module(node.root),
            "self" => module(from),
            "super" => node.parent.map_or_else(Found::external, module),
            name => match self.named(from, name, depth) {
                found if found.is_anything() => found,
                _ if name == LIBRARY => self.library.map_or_else(Found::external, module),
                _ => Found::external(),
            },
        };
        for segment in rest {
            // What is inside a type belongs to it.
            let Some(inside) = found.module else {
                return found;
            };
            let entered = found
                .entered
                .or(self.nodes[inside].room.as_ref().and(Some(inside)));
            found = match &segment[..] {
                "super" => self.nodes[inside]
                    .parent
                    .map_or_else(Found::external, module),
                // A name that is nowhere to be seen is made by a macro of that module.
                name => match self.named(inside, name, depth) {
                    found if found.is_anything() => found,
                    _ => Found::item(inside),
                },
            };
            found.entered = entered;
        }
        found
    }

    /// What a name means in a module.
    fn named(&self, from: usize, name: &str, depth: usize) -> Found {
        let Node {
            children, module, ..
        } = &self.nodes[from];
        let mut all = Found {
            module: children.get(name).copied(),
            item: module.items.contains(name).then_some(from),
            ..Found::default()
        };
        for import in module.imports.iter().filter(|import| import.name == name) {
            let found = self.find(from, &import.path.segments, depth + 1);
            all.module = all.module.or(found.module);
            all.item = all.item.or(found.item);
            all.is_external |= found.is_external;
        }
        if !all.is_anything() {
            for glob in module.imports.iter().filter(|import| import.name == "*") {
                let inside = self.find(from, &glob.path.segments, depth + 1).module;
                let inside = inside.filter(|inside| *inside != from && depth < 4);
                if let Some(found) = inside.map(|inside| self.named(inside, name, depth + 1))
                    && found.is_anything()
                {
                    return found;
                }
            }
        }
        all
    }
}

fn module(node: usize) -> Found {
    Found {
        module: Some(node),
        ..Found::default()
    }
}

/// Sources of a house that is made up.
#[cfg(test)]
pub(crate) fn sources<const N: usize>(files: [(&str, &str); N]) -> Sources {
    let files = files.into_iter();
    files
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `file: path -> file that defines it`, of every reference to something defined elsewhere.
    fn definitions<const N: usize>(files: [(&str, &str); N]) -> Vec<String> {
        let references = House::new(&sources(files)).references().into_iter();
        let defined = references.filter_map(|reference| {
            let target = reference.defined_in?;
            (target != reference.file)
                .then(|| format!("{}: {} -> {target}", reference.file, reference.path))
        });
        defined.collect()
    }

    #[test]
    fn a_name_is_followed_through_re_exports_to_its_file() {
        let found = definitions([
            ("src/lib.rs", "pub mod a; pub mod d;"),
            (
                "src/a/mod.rs",
                "mod b; mod c; pub use b::Inner as Outer; pub use c::*;",
            ),
            ("src/a/b.rs", "pub struct Inner; fn f() { super::c::g() }"),
            ("src/a/c.rs", "pub fn g() {} pub struct Starred;"),
            (
                "src/d.rs",
                "use crate::a::{self, Outer, Starred}; fn f() { a::Made::new(); std::mem::take() }",
            ),
        ]);
        let expected = [
            "src/a/mod.rs: c -> src/a/c.rs",
            "src/a/b.rs: super::c::g -> src/a/c.rs",
            "src/d.rs: crate::a::Outer -> src/a/b.rs",
            "src/d.rs: crate::a::Starred -> src/a/c.rs",
            "src/d.rs: a::Made::new -> src/a/mod.rs",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn handing_on_what_a_child_defines_is_no_dependence_and_using_it_is() {
        let with = |facade| {
            definitions([
                ("src/lib.rs", "mod a;"),
                ("src/a.rs", facade),
                ("src/a/b.rs", "pub struct B; pub fn f() {}"),
            ])
        };
        assert!(with("pub mod b; pub use b::B;").is_empty());
        let used = ["src/a.rs: b::B -> src/a/b.rs"];
        assert_eq!(with("pub mod b; pub use b::B; type C = B;"), used);
        let called = ["src/a.rs: b::f -> src/a/b.rs"];
        assert_eq!(with("pub mod b; fn g() { b::f() }"), called);
    }

    #[test]
    fn a_module_and_a_function_of_one_name_are_told_apart() {
        let with = |user| {
            definitions([
                ("src/lib.rs", "mod a; mod b;"),
                ("src/a/mod.rs", "mod same; pub fn same() {}"),
                ("src/a/same.rs", "pub struct S;"),
                ("src/b.rs", user),
            ])
        };
        let module = ["src/b.rs: same::S -> src/a/same.rs"];
        assert_eq!(with("use crate::a::same; type T = same::S;"), module);
        let function = ["src/b.rs: crate::a::same -> src/a/mod.rs"];
        assert_eq!(with("use crate::a::same; fn f() { same() }"), function);
    }

    #[test]
    fn the_program_names_the_library_and_has_rooms_of_its_own() {
        let house = House::new(&sources([
            ("src/lib.rs", "pub mod a; pub struct Root;"),
            (
                "src/a.rs",
                "pub struct A; mod inner { use super::A; use crate::Root; }",
            ),
            ("src/main.rs", "mod cli; fn main() { cli::run() }"),
            (
                "src/cli/mod.rs",
                "mod verb; pub fn run() { verb::run(); burstsim::a::A; }",
            ),
            ("src/cli/verb.rs", "use crate::cli; pub fn run() {}"),
        ]));
        assert_eq!(
            house.rooms(),
            BTreeSet::from(["a".to_owned(), "cli".to_owned()])
        );
        let references = house.references();
        let of = |path: &str| references.iter().find(|reference| reference.path == path);
        let library = of("burstsim::a::A").expect("a path to the library");
        assert_eq!(library.defined_in.as_deref(), Some("src/a.rs"));
        assert_eq!(library.rooms, BTreeSet::from(["a".to_owned()]));
        assert!(of("crate::Root").is_some_and(|reference| reference.is_root));
        assert!(of("super::A").is_some_and(|reference| !reference.is_root));
    }

    #[test]
    fn a_file_that_no_module_leads_to_is_a_stray() {
        let files = sources([
            ("src/lib.rs", "mod a; #[cfg(test)] mod tests;"),
            ("src/a.rs", ""),
            ("src/tests.rs", ""),
            ("src/forgotten.rs", ""),
        ]);
        assert_eq!(House::strays(&files), ["src/forgotten.rs"]);
    }
}
