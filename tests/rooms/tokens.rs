//! Rust source as words, literals and punctuation, each with its line; comments are left out.
//!
//! Only as much of Rust as the checks of rooms need: it must not know what the tokens mean.

/// A piece of source, and the line on which it begins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub kind: Kind,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// An identifier or a keyword.
    Word(String),
    /// The contents of a string literal, as it is written.
    Text(String),
    /// `::`.
    Separator,
    /// Any other character of punctuation.
    Sign(char),
    /// A number or a character literal, of which nothing is asked.
    Literal,
}

impl Token {
    pub(crate) fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    pub(crate) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The tokens of a source file.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader {
        rest: source,
        line: 1,
    };
    let mut tokens = Vec::new();
    while !reader.rest.is_empty() {
        let line = reader.line;
        if let Some(kind) = reader.next() {
            tokens.push(Token { kind, line });
        }
    }
    tokens
}

/// The index after the bracket that closes the one at `open`.
pub(crate) fn closed(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            Kind::Sign('(' | '[' | '{') => depth += 1,
            Kind::Sign(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    tokens.len()
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    /// What begins here, or nothing if that is white space, a comment or a lifetime.
    fn next(&mut self) -> Option<Kind> {
        let rest = self.rest;
        let first = rest.chars().next()?;
        if rest.starts_with("//") {
            self.take(rest.find('\n').unwrap_or(rest.len()));
            return None;
        }
        if rest.starts_with("/*") {
            self.take(comment(rest));
            return None;
        }
        if rest.starts_with("::") {
            self.take(2);
            return Some(Kind::Separator);
        }
        if let Some((prefix, hashes)) = string(rest) {
            return Some(Kind::Text(self.text(prefix, hashes)));
        }
        if first == '\'' {
            return self.character_or_lifetime();
        }
        if first.is_alphanumeric() || first == '_' {
            let raw = if rest.starts_with("r#") { 2 } else { 0 };
            let end = rest[raw..].find(|c: char| !c.is_alphanumeric() && c != '_');
            let word = &self.take(end.map_or(rest.len(), |end| raw + end))[raw..];
            return Some(if first.is_numeric() {
                Kind::Literal
            } else {
                Kind::Word(word.to_owned())
            });
        }
        self.take(first.len_utf8());
        (!first.is_whitespace()).then_some(Kind::Sign(first))
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    /// A string literal after a prefix such as `br`, with hashes around its quotes if it is raw.
    fn text(&mut self, prefix: usize, hashes: Option<usize>) -> String {
        let open = prefix + hashes.unwrap_or(0) + 1;
        self.take(open);
        let end = match hashes {
            Some(hashes) => self.rest.find(&format!("\"{}", "#".repeat(hashes))),
            None => unescaped_quote(self.rest, '"'),
        };
        let text = self.take(end.unwrap_or(self.rest.len())).to_owned();
        let close = 1 + hashes.unwrap_or(0);
        self.take(close.min(self.rest.len()));
        text
    }

    fn character_or_lifetime(&mut self) -> Option<Kind> {
        let inside = &self.rest[1..];
        let mut characters = inside.chars();
        let (first, second) = (characters.next(), characters.next());
        if first == Some('\\') || second == Some('\'') {
            let end = unescaped_quote(inside, '\'').unwrap_or(inside.len() - 1);
            self.take(end + 2);
            return Some(Kind::Literal);
        }
        let end = inside.find(|c: char| !c.is_alphanumeric() && c != '_');
        self.take(1 + end.unwrap_or(inside.len()));
        None
    }
}

/// The length of the comment, which may hold others, with which a text begins.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        if text[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if text[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                break;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// If a string literal begins here: the length of its prefix, and of its hashes if it is raw.
fn string(text: &str) -> Option<(usize, Option<usize>)> {
    let prefix = ["", "b", "c", "r", "br", "cr"]
        .into_iter()
        .filter(|prefix| text.starts_with(prefix))
        .find(|prefix| text[prefix.len()..].starts_with(['"', '#']))?;
    let after = &text[prefix.len()..];
    if !prefix.ends_with('r') {
        return after.starts_with('"').then_some((prefix.len(), None));
    }
    let hashes = after.len() - after.trim_start_matches('#').len();
    // Not so for `r#type`, which is an identifier.
    after[hashes..]
        .starts_with('"')
        .then_some((prefix.len(), Some(hashes)))
}

fn unescaped_quote(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if !escaped && character == quote {
            return Some(at);
        }
        escaped = !escaped && character == '\\';
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_left_out_and_strings_kept_with_their_lines() {
        let source = "a // use b;\n/* /* c */ \n d */ \"e // f\" r#\"g \"h\"\"#\nb\"\\\"i\" ::j";
        let found: Vec<(String, usize)> = tokens(source)
            .into_iter()
            .map(|token| (format!("{:?}", token.kind), token.line))
            .collect();
        let expected = [
            ("Word(\"a\")", 1),
            ("Text(\"e // f\")", 3),
            ("Text(\"g \\\"h\\\"\")", 3),
            ("Text(\"\\\\\\\"i\")", 4),
            ("Separator", 4),
            ("Word(\"j\")", 4),
        ];
        let expected = expected.map(|(kind, line)| (kind.to_owned(), line));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_quote_is_a_character_or_a_lifetime() {
        let words: Vec<_> = tokens("f('\"', '\\'', 'a') -> &'a r#type 1.5e3")
            .into_iter()
            .filter_map(|token| token.word().map(str::to_owned))
            .collect();
        assert_eq!(words, ["f", "type"]);
    }
}
