//! What one source file says: the modules, items and imports that it declares, and the paths and
//! string literals in its code.
//!
//! It must not know other files: what a path leads to is found in `house`.

use std::collections::BTreeSet;

use crate::tokens::{Kind, Token, closed, tokens};

/// A module, as the text between its braces or its file declares it.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// Modules inside it; those without a body have a file of their own.
    pub modules: Vec<(String, Option<Module>)>,
    /// Functions, types, constants and macros that are defined in it.
    pub items: BTreeSet<String>,
    pub imports: Vec<Import>,
    /// Paths of more than one segment in its code.
    pub paths: Vec<Path>,
    /// Names in its code that stand alone or end a path.
    pub names: BTreeSet<String>,
    pub texts: Vec<(String, usize)>,
}

/// A name that a `use` brings into a module.
#[derive(Debug, PartialEq)]
pub(crate) struct Import {
    /// `*` if it is everything that the path leads to.
    pub name: String,
    pub path: Path,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    pub segments: Vec<String>,
    pub line: usize,
}

impl Module {
    /// The module of a file, without what is compiled for tests only.
    pub(crate) fn without_tests(source: &str) -> Self {
        Self::parse(&without_tests(&tokens(source)))
    }

    /// The module of a file, with its tests.
    pub(crate) fn with_tests(source: &str) -> Self {
        Self::parse(&tokens(source))
    }

    fn parse(tokens: &[Token]) -> Self {
        let mut module = Self::default();
        let mut at = 0;
        while at < tokens.len() {
            let end = match (attribute(tokens, at), word(tokens, at)) {
                (Some(end), _) => end,
                (None, Some("pub")) => visibility(tokens, at),
                (None, Some("use")) => {
                    let end = statement(tokens, at);
                    module.import(&tokens[at + 1..end], &mut Vec::new());
                    at = end;
                    continue;
                }
                (None, Some("mod")) => {
                    at = module.declare(tokens, at);
                    continue;
                }
                _ => {
                    module.items.extend(defined(&tokens[at..]));
                    item(tokens, at)
                }
            };
            module.code(&tokens[at..end]);
            at = end;
        }
        module
    }

    /// `mod name;` or `mod name { ... }`; returns the index after it.
    fn declare(&mut self, tokens: &[Token], at: usize) -> usize {
        let end = item(tokens, at);
        if let Some(name) = word(tokens, at + 1) {
            let has_body = tokens.get(at + 2).is_some_and(|token| token.is('{'));
            let body = has_body.then(|| Self::parse(&tokens[at + 3..end - 1]));
            self.modules.push((name.to_owned(), body));
        }
        end
    }

    /// One tree of a `use`, up to its end or a comma; returns how many tokens that is.
    fn import(&mut self, tokens: &[Token], before: &mut Vec<String>) -> usize {
        let outer = before.len();
        let mut at = 0;
        while at < tokens.len() {
            let token = &tokens[at];
            match &token.kind {
                Kind::Word(word) if word == "as" => {
                    let name = tokens.get(at + 1).and_then(Token::word).unwrap_or("_");
                    self.name_import(name, before, token.line);
                    before.truncate(outer);
                    return at + 2;
                }
                Kind::Word(word) => before.push(word.clone()),
                // A path that begins so leads to another crate.
                Kind::Separator if at == 0 => before.push(String::new()),
                Kind::Sign('*') => {
                    self.name_import("*", before, token.line);
                    before.truncate(outer);
                    return at + 1;
                }
                Kind::Sign('{') => {
                    let end = closed(tokens, at);
                    let mut inside = at + 1;
                    while inside < end - 1 {
                        inside += self.import(&tokens[inside..end - 1], before) + 1;
                    }
                    before.truncate(outer);
                    return end;
                }
                Kind::Sign(',' | ';') => break,
                _ => {}
            }
            at += 1;
        }
        if let (Some(name), Some(token)) = (before.last().cloned(), tokens.get(at.max(1) - 1)) {
            if name == "self" {
                before.pop();
            }
            let name = before.last().cloned().unwrap_or(name);
            self.name_import(&name, before, token.line);
        }
        before.truncate(outer);
        at
    }

    fn name_import(&mut self, name: &str, segments: &[String], line: usize) {
        let segments = segments.to_vec();
        self.imports.push(Import {
            name: name.to_owned(),
            path: Path { segments, line },
        });
    }

    /// Paths, names, texts and inner imports of what is not itself a declaration.
    fn code(&mut self, tokens: &[Token]) {
        let mut at = 0;
        while at < tokens.len() {
            if let Some(text) = tokens[at].text() {
                self.texts.push((text.to_owned(), tokens[at].line));
            }
            let Some(word) = tokens[at].word() else {
                at += 1;
                continue;
            };
            // `use<'a>` is a bound.
            if word == "use" && !tokens.get(at + 1).is_some_and(|next| next.is('<')) {
                let end = statement(tokens, at);
                self.import(&tokens[at + 1..end], &mut Vec::new());
                at = end;
                continue;
            }
            let mut segments = vec![word.to_owned()];
            let mut end = at + 1;
            while let (Some(Kind::Separator), Some(Kind::Word(next))) = (
                tokens.get(end).map(|token| &token.kind),
                tokens.get(end + 1).map(|token| &token.kind),
            ) {
                segments.push(next.clone());
                end += 2;
            }
            // After `.` comes a method or a field; after `::` what follows `<T as Trait>` or `$crate`.
            let previous = at.checked_sub(1).and_then(|before| tokens.get(before));
            let is_inner =
                previous.is_some_and(|token| token.is('.') || token.kind == Kind::Separator);
            if !is_inner {
                let line = tokens[at].line;
                if segments.len() > 1 {
                    self.paths.push(Path { segments, line });
                } else {
                    self.names.extend(segments);
                }
            }
            at = end;
        }
    }
}

fn word(tokens: &[Token], at: usize) -> Option<&str> {
    tokens.get(at).and_then(Token::word)
}

/// The index after the attribute at `at`, if one is there.
fn attribute(tokens: &[Token], at: usize) -> Option<usize> {
    let sign = |at: usize, sign| tokens.get(at).is_some_and(|token: &Token| token.is(sign));
    let open = match sign(at + 1, '!') {
        true => at + 2,
        false => at + 1,
    };
    (sign(at, '#') && sign(open, '[')).then(|| closed(tokens, open))
}

/// The index after `pub` or `pub(...)`.
fn visibility(tokens: &[Token], at: usize) -> usize {
    match tokens.get(at + 1).is_some_and(|token| token.is('(')) {
        true => closed(tokens, at + 1),
        false => at + 1,
    }
}

/// The index after the next semicolon outside brackets.
fn statement(tokens: &[Token], mut at: usize) -> usize {
    while at < tokens.len() {
        match tokens[at].kind {
            Kind::Sign(';') => return at + 1,
            Kind::Sign('(' | '[' | '{') => at = closed(tokens, at),
            _ => at += 1,
        }
    }
    at
}

/// The index after the item at `at`: its semicolon or the brace that closes its body.
fn item(tokens: &[Token], at: usize) -> usize {
    let is_function = word(tokens, at + 1).is_some_and(|next| ["fn", "unsafe"].contains(&next));
    let ends_with_semicolon = match word(tokens, at) {
        Some("const") => !is_function,
        Some("static" | "type" | "use") => true,
        _ => false,
    };
    if ends_with_semicolon {
        return statement(tokens, at);
    }
    let mut end = at;
    while end < tokens.len() {
        match tokens[end].kind {
            Kind::Sign(';') => return end + 1,
            Kind::Sign('{') => return closed(tokens, end),
            Kind::Sign('(' | '[') => end = closed(tokens, end),
            _ => end += 1,
        }
    }
    end
}

/// The name that an item defines; an `impl` and the call of a macro define none.
fn defined(tokens: &[Token]) -> Option<String> {
    const KINDS: [&str; 8] = [
        "fn", "struct", "enum", "union", "trait", "type", "const", "static",
    ];
    const MODIFIERS: [&str; 6] = ["const", "async", "unsafe", "extern", "static", "mut"];
    if word(tokens, 0) == Some("macro_rules") {
        return word(tokens, 2).map(str::to_owned);
    }
    let mut at = 0;
    while word(tokens, at).is_some_and(|word| MODIFIERS.contains(&word))
        || tokens.get(at).is_some_and(|token| token.text().is_some())
    {
        at += 1;
    }
    // The name stands after `fn` and the like, or after the last modifier: `static mut X`.
    let name = match word(tokens, at) {
        Some(kind) if KINDS.contains(&kind) => word(tokens, at + 1),
        name if at > 0 => name,
        _ => None,
    };
    name.filter(|name| *name != "impl").map(str::to_owned)
}

/// The tokens without those of items, fields and statements marked `#[cfg(test)]`.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    const ITEMS: [&str; 15] = [
        "fn",
        "struct",
        "enum",
        "union",
        "trait",
        "type",
        "const",
        "static",
        "mod",
        "use",
        "impl",
        "async",
        "unsafe",
        "extern",
        "macro_rules",
    ];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some(end) = attribute(tokens, at) else {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        };
        if !is_for_tests(&tokens[at..end]) {
            kept.extend_from_slice(&tokens[at..end]);
            at = end;
            continue;
        }
        at = end;
        while let Some(end) = attribute(tokens, at) {
            at = end;
        }
        if word(tokens, at) == Some("pub") {
            at = visibility(tokens, at);
        }
        at = match word(tokens, at).is_some_and(|word| ITEMS.contains(&word)) {
            true => item(tokens, at),
            false => part(tokens, at),
        };
    }
    kept
}

fn is_for_tests(attribute: &[Token]) -> bool {
    let has = |name| attribute.iter().any(|token| token.word() == Some(name));
    has("cfg") && has("test") && !has("not") && !has("any")
}

/// The index after a field, a variant or a statement.
fn part(tokens: &[Token], mut at: usize) -> usize {
    while at < tokens.len() {
        match tokens[at].kind {
            Kind::Sign(',' | ';') => return at + 1,
            Kind::Sign(')' | ']' | '}') => return at,
            Kind::Sign('(' | '[' | '{') => at = closed(tokens, at),
            _ => at += 1,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(paths: impl IntoIterator<Item = Path>) -> Vec<String> {
        let joined = paths.into_iter().map(|path| path.segments.join("::"));
        joined.collect()
    }

    #[test]
    fn a_use_names_each_leaf_of_its_tree() {
        let module = Module::without_tests(
            "pub(crate) use a::{b, c::{self, D as E}, f::*};\nuse super::g;\nuse ::h::I as _;",
        );
        let imports = module.imports.into_iter();
        let (names, paths): (Vec<_>, Vec<_>) =
            imports.map(|import| (import.name, import.path)).unzip();
        assert_eq!(names, ["b", "c", "E", "*", "g", "_"]);
        let paths = joined(paths);
        assert_eq!(
            paths,
            ["a::b", "a::c", "a::c::D", "a::f", "super::g", "::h::I"]
        );
    }

    #[test]
    fn items_are_what_can_be_imported() {
        let module = Module::without_tests(
            "const A: [u8; 2] = [1; 2]; pub const fn b() {} struct C(u8); pub enum D { X }
             unsafe extern \"C\" fn e() {} static F: u8 = { 1 }; type G = u8; trait H { fn not() {} }
             macro_rules! i { () => {}; } impl C { fn nor(self) {} } call! { fn neither() {} }
             mod j; mod k { struct Inner; }",
        );
        let items: Vec<_> = module.items.iter().map(String::as_str).collect();
        assert_eq!(items, ["A", "C", "D", "F", "G", "H", "b", "e", "i"]);
        let modules: Vec<_> = module.modules.iter().map(|(name, _)| &name[..]).collect();
        assert_eq!(modules, ["j", "k"]);
        let inner = module.modules[1].1.as_ref();
        assert!(inner.is_some_and(|inner| inner.items.contains("Inner")));
    }

    #[test]
    fn paths_are_found_in_signatures_bodies_and_attributes() {
        let module = Module::without_tests(
            "#[arg(default = a::B)] fn f(x: &crate::c::D) -> e::F<g::H> {
                 use super::i::J; x.k::<l::M>(); <N as o::P>::q(r::s::<T>(\"u::v\")) }",
        );
        let paths = joined(module.paths);
        let expected = [
            "a::B",
            "crate::c::D",
            "e::F",
            "g::H",
            "l::M",
            "o::P",
            "r::s",
        ];
        assert_eq!(paths, expected);
        assert_eq!(joined([module.imports[0].path.clone()]), ["super::i::J"]);
        assert_eq!(module.texts, [("u::v".to_owned(), 2)]);
    }

    #[test]
    fn what_is_compiled_for_tests_only_is_left_out() {
        let source =
            "#[cfg(test)] mod tests; #[cfg(test)] #[allow(x)] pub(super) fn a<B, C>() { d::e() }
             struct F { #[cfg(test)] g: h::I, j: k::L } #[cfg(not(test))] use m::N;
             #[cfg(any(test, feature = \"x\"))] use r::S;
             impl F { #[cfg(test)] const O: p::Q = [1; 2]; }";
        let module = Module::without_tests(source);
        assert_eq!(joined(module.paths), ["k::L"]);
        assert_eq!(module.imports.len(), 2);
        assert!(module.modules.is_empty());
        assert_eq!(Module::with_tests(source).modules.len(), 1);
    }
}
