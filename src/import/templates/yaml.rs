//! YAML to a tree of values, with CloudFormation's short tags, merge keys and keys that are written twice.
//!
//! It knows YAML. It must not know what the keys mean.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use saphyr::{AnnotatedMapping, LoadableYamlNode, Scalar, Tag, Yaml};
use serde_json::{Map, Number, Value};

use crate::import::input::ReadError;

use super::resolved::plain_text;

/// Text longer than this is no template that any of the tools would accept.
const LONGEST_TEXT: usize = 4 << 20;

/// Deeper nesting than this is no template either; it bounds the stack.
const DEEPEST: usize = 100;

/// The documents of a text, and a key that is written twice in one place, if there is one.
#[derive(Debug)]
pub(super) struct Documents {
    pub(super) all: Vec<Value>,
    pub(super) repeated: Option<String>,
}

/// Reads YAML.
///
/// # Errors
/// If it is not YAML, at its line, or larger or deeper than templates are.
pub(super) fn parse(text: &str) -> Result<Documents, ReadError> {
    if text.len() > LONGEST_TEXT {
        let reason = format!(
            "is larger than {} MB, too large for a template",
            LONGEST_TEXT >> 20
        );
        return Err(ReadError::refused(reason));
    }
    if let Some(line) = too_deep(text) {
        return Err(ReadError::at(line, "nests too deeply for a template"));
    }
    let text = without_tabs(text);
    let documents = Node::load_from_str(&text).map_err(|error| {
        let line = error.marker().line().max(1) as u64;
        ReadError::at(line, format!("is not YAML throughout: {}", error.info()))
    })?;
    let mut repeated = None;
    let mut all = Vec::new();
    for document in &documents {
        all.push(value(document, 0, &mut repeated)?);
    }
    Ok(Documents { all, repeated })
}

/// Blanks for tabs, which some of the tools accept between words; none accepts them as indentation.
fn without_tabs(text: &str) -> Cow<'_, str> {
    if !text.contains('\t') {
        return text.into();
    }
    let mut is_indent = true;
    let blank = |c: char| {
        is_indent = c == '\n' || (is_indent && c.is_whitespace());
        if c == '\t' && !is_indent { ' ' } else { c }
    };
    text.chars().map(blank).collect()
}

/// The line at which blocks nest too deeply. The parser calls itself for each level, so this is asked before it.
fn too_deep(text: &str) -> Option<u64> {
    let mut indents: Vec<usize> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let content = line.trim_start_matches(' ');
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let indent = line.len() - content.len();
        while indents.pop_if(|above| *above >= indent).is_some() {}
        indents.push(indent);
        // `- - - x` opens a level with each character, perhaps with tags and anchors between.
        let opens = |word: &&str| matches!(*word, "-" | "?" | ":") || word.starts_with(['!', '&']);
        let compact = content.split_ascii_whitespace().take_while(opens).count();
        if indents.len() + compact > DEEPEST {
            return Some(number as u64 + 1);
        }
    }
    None
}

/// A node as the parser builds it. Nodes that are shared by anchors are not copied, and two keys of one mapping are
/// different even if they read the same, so that repeated keys come through.
#[derive(Clone, Debug)]
enum Node {
    Bad,
    Scalar(Rc<Value>),
    List(Rc<Vec<Node>>),
    Map(Rc<AnnotatedMapping<'static, Node>>),
    Tagged(Rc<str>, Rc<Node>),
}

impl Node {
    /// Where its content lies, which tells it from all others.
    fn identity(&self) -> usize {
        match self {
            Self::Bad => 0,
            Self::Scalar(value) => Rc::as_ptr(value).addr(),
            Self::List(items) => Rc::as_ptr(items).addr(),
            Self::Map(entries) => Rc::as_ptr(entries).addr(),
            Self::Tagged(_, node) => Rc::as_ptr(node).addr(),
        }
    }

    fn untagged(&self) -> &Self {
        match self {
            Self::Tagged(_, node) => node.untagged(),
            other => other,
        }
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for Node {}

impl Hash for Node {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.identity().hash(state);
    }
}

impl<'input> LoadableYamlNode<'input> for Node {
    type HashKey = Self;

    fn from_bare_yaml(yaml: Yaml<'input>) -> Self {
        match yaml {
            Yaml::Sequence(_) => Self::List(Rc::default()),
            Yaml::Mapping(_) => Self::Map(Rc::new(AnnotatedMapping::new())),
            Yaml::Tagged(tag, node) => Self::from_bare_yaml(*node).into_tagged(tag),
            Yaml::Value(scalar) => Self::Scalar(Rc::new(scalar_value(scalar))),
            Yaml::Representation(text, ..) => Self::Scalar(Rc::new(text.into_owned().into())),
            Yaml::Alias(_) | Yaml::BadValue => Self::Bad,
        }
    }

    fn is_sequence(&self) -> bool {
        matches!(self.untagged(), Self::List(_))
    }

    fn is_mapping(&self) -> bool {
        matches!(self.untagged(), Self::Map(_))
    }

    fn is_badvalue(&self) -> bool {
        matches!(self, Self::Bad)
    }

    fn sequence_mut(&mut self) -> &mut Vec<Self> {
        if let Self::Tagged(_, node) = self {
            return Rc::make_mut(node).sequence_mut();
        }
        // Asked of a list only; anything else becomes one, so that nothing can fail.
        if !matches!(self, Self::List(_)) {
            *self = Self::List(Rc::default());
        }
        match self {
            Self::List(items) => Rc::make_mut(items),
            _ => self.sequence_mut(),
        }
    }

    fn mapping_mut(&mut self) -> &mut AnnotatedMapping<'static, Self> {
        if let Self::Tagged(_, node) = self {
            return Rc::make_mut(node).mapping_mut();
        }
        if !matches!(self, Self::Map(_)) {
            *self = Self::Map(Rc::new(AnnotatedMapping::new()));
        }
        match self {
            Self::Map(entries) => Rc::make_mut(entries),
            _ => self.mapping_mut(),
        }
    }

    fn into_tagged(self, tag: Cow<'input, Tag>) -> Self {
        Self::Tagged(tag.suffix.as_str().into(), Rc::new(self))
    }

    fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Bad)
    }
}

fn scalar_value(scalar: Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(flag) => flag.into(),
        Scalar::Integer(number) => number.into(),
        Scalar::FloatingPoint(number) => {
            Number::from_f64(number.into_inner()).map_or(Value::Null, Value::Number)
        }
        Scalar::String(text) => text.into_owned().into(),
    }
}

/// A node as a value.
fn value(node: &Node, depth: usize, repeated: &mut Option<String>) -> Result<Value, ReadError> {
    if depth > 4 * DEEPEST {
        return Err(ReadError::refused("nests too deeply for a template"));
    }
    match node {
        Node::Bad => Ok(Value::Null),
        Node::Scalar(scalar) => Ok(Value::clone(scalar)),
        Node::List(items) => {
            let items = items.iter().map(|item| value(item, depth + 1, repeated));
            Ok(Value::Array(items.collect::<Result<_, _>>()?))
        }
        Node::Map(entries) => {
            let mut own = Map::new();
            let mut merged = Map::new();
            for (key, node) in entries.iter() {
                let key = plain_text(&value(key, depth + 1, repeated)?);
                let value = value(node, depth + 1, repeated)?;
                if key == "<<" {
                    merge(&mut merged, value);
                } else if own.insert(key.clone(), value).is_some() {
                    repeated.get_or_insert(key);
                }
            }
            for (key, value) in merged {
                own.entry(key).or_insert(value);
            }
            Ok(Value::Object(own))
        }
        Node::Tagged(tag, node) => Ok(tagged(tag, value(node, depth + 1, repeated)?)),
    }
}

/// `<<: *defaults` or `<<: [*a, *b]`: what comes first counts.
fn merge(into: &mut Map<String, Value>, value: Value) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                into.entry(key).or_insert(value);
            }
        }
        Value::Array(items) => items.into_iter().for_each(|item| merge(into, item)),
        _ => {}
    }
}

/// CloudFormation's short form of a function as its long form.
fn tagged(tag: &str, value: Value) -> Value {
    let tag = tag.trim_start_matches('!');
    let (key, value) = match (tag, value) {
        ("Ref" | "Condition", value) => (tag.to_owned(), value),
        ("GetAtt", Value::String(path)) => {
            let (resource, attribute) = path.split_once('.').unwrap_or((&path, ""));
            (
                "Fn::GetAtt".to_owned(),
                Value::from(vec![resource, attribute]),
            )
        }
        (_, value) => (format!("Fn::{tag}"), value),
    };
    Value::Object(Map::from_iter([(key, value)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn one(text: &str) -> Value {
        let documents = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        documents.all.into_iter().next().expect("a document")
    }

    #[test]
    fn short_tags_read_as_long_ones() {
        for (text, expected) in [
            ("!Ref X", json!({"Ref": "X"})),
            ("!GetAtt A.B.C", json!({"Fn::GetAtt": ["A", "B.C"]})),
            ("!GetAtt [A, B]", json!({"Fn::GetAtt": ["A", "B"]})),
            (
                "!If [C, 1, !Ref X]",
                json!({"Fn::If": ["C", 1, {"Ref": "X"}]}),
            ),
            ("!Condition C", json!({"Condition": "C"})),
            ("!Sub |\n  a${B}\n", json!({"Fn::Sub": "a${B}\n"})),
            (
                "!Sub\n  - a\n  - B: 1\n",
                json!({"Fn::Sub": ["a", {"B": 1}]}),
            ),
            (
                "Fn::Base64: !Sub x",
                json!({"Fn::Base64": {"Fn::Sub": "x"}}),
            ),
            ("!!str 12", json!("12")),
        ] {
            assert_eq!(one(text), expected, "{text}");
        }
    }

    #[test]
    fn anchors_merge_keys_and_repeated_keys() {
        let text =
            "d: &d {m: 1, t: 2}\ne: &e\n  t: 9\n  u: 3\nf:\n  <<: *d\n  m: 5\ng:\n  <<: [*d, *e]\n";
        let tree = one(text);
        assert_eq!(tree["f"], json!({"m": 5, "t": 2}));
        assert_eq!(tree["g"], json!({"m": 1, "t": 2, "u": 3}));
        let documents = parse("a: 1\nb: 2\na: 3\n").expect("the tools read it, too");
        assert_eq!(documents.all, [json!({"a": 3, "b": 2})]);
        assert_eq!(documents.repeated.as_deref(), Some("a"));
    }

    #[test]
    fn line_ends_tabs_and_several_documents() {
        assert_eq!(
            one("a:\r\n  b: 1\r\n  c: x\r\n"),
            json!({"a": {"b": 1, "c": "x"}})
        );
        assert_eq!(
            one("a:\tx\t# tabs between\nb: 2\n\t\n"),
            json!({"a": "x", "b": 2})
        );
        let documents = parse("---\na: 1\n---\nb: 2\n...\n").expect("two documents");
        assert_eq!(documents.all, [json!({"a": 1}), json!({"b": 2})]);
    }

    #[test]
    fn what_is_no_yaml_says_at_which_line() {
        for (text, line) in [
            ("a: 1\nb: [1, 2\nc: 3\n", 3),
            ("a:\n\tb: 1\n", 2),
            ("a: 'x\n\n", 1),
        ] {
            match parse(text).expect_err(text) {
                ReadError::Refused { line: Some(at), .. } => {
                    assert!(
                        at.abs_diff(line) <= 2,
                        "{text:?}: line {at}, not near {line}"
                    );
                }
                other => panic!("{text:?}: {other:?} has no line"),
            }
        }
    }

    #[test]
    fn bombs_are_refused_in_time() {
        let deep = "- ".repeat(1 << 20);
        let steps: String = (0..2000)
            .map(|n| format!("{}a:\n", " ".repeat(n)))
            .collect();
        let brackets = "[".repeat(100_000);
        let laughs: String = std::iter::once("a0: &a0 [x, x]\n".to_owned())
            .chain((1..60).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1)))
            .collect();
        let anchors: String = (0..90)
            .map(|n| format!("{}a: &a{n}\n", " ".repeat(n)))
            .collect();
        let anchored = format!("{anchors}{}b: [{}]\n", " ".repeat(95), "x,".repeat(500_000));
        for (name, text) in [
            ("dashes", &deep),
            ("steps", &steps),
            ("brackets", &brackets),
            ("laughs", &laughs),
        ] {
            assert!(parse(text).is_err(), "{name}");
        }
        assert!(
            parse(&anchored).is_ok(),
            "nested anchors are shared, not copied"
        );
        let same = "a: 1\n".repeat(200_000);
        assert!(parse(&same).expect("many keys").repeated.is_some());
    }
}
