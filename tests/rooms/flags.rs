//! No room below the program names a flag of its command line: whoever uses the library has none.
//!
//! Only string literals count, since only they reach a reader of results. A literal with a command of
//! AWS's (`aws ...`) is that command's.

use std::collections::BTreeSet;

use crate::house::{House, Sources};
use crate::tokens::{Token, closed, tokens};

/// What clap adds to every command.
const OF_EVERY_COMMAND: [&str; 2] = ["help", "version"];

/// The long flags of the program, from the attributes of clap in its sources.
pub(crate) fn of_the_program(sources: &Sources) -> BTreeSet<String> {
    let program = sources
        .iter()
        .filter(|(file, _)| file.starts_with("src/cli/"));
    let flags = program.flat_map(|(_, source)| declared(&tokens(source)));
    flags.chain(OF_EVERY_COMMAND.map(str::to_owned)).collect()
}

/// `#[arg(long)] name: Type` is the flag `--name`, and `#[arg(long = "other")]` the flag `--other`.
fn declared(tokens: &[Token]) -> Vec<String> {
    let mut flags = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
        let is_attribute = before(1).is_some_and(|token| token.is('['))
            && before(2).is_some_and(|token| token.is('#'));
        if token.word() != Some("arg") || !is_attribute {
            continue;
        }
        let end = closed(tokens, at - 1);
        let inside = &tokens[at..end];
        let Some(long) = inside.iter().position(|token| token.word() == Some("long")) else {
            continue;
        };
        let named = inside.get(long + 1).filter(|token| token.is('='));
        let name = match named.and(inside.get(long + 2)).and_then(Token::text) {
            Some(name) => Some(name.to_owned()),
            None => field(&tokens[end..]).map(|field| field.replace('_', "-")),
        };
        flags.extend(name);
    }
    flags
}

/// The name of the field after an attribute: the word before the first colon outside brackets.
fn field(tokens: &[Token]) -> Option<&str> {
    let mut at = 0;
    while at < tokens.len() && !tokens[at].is(':') {
        match tokens[at].is('(') || tokens[at].is('[') {
            true => at = closed(tokens, at),
            false => at += 1,
        }
    }
    tokens.get(at.checked_sub(1)?)?.word()
}

/// The places in a room that name a flag.
pub(crate) fn named(house: &House, room: &str, flags: &BTreeSet<String>) -> Vec<String> {
    let literals = house.texts(room);
    let literals = literals.filter(|(_, text, _)| !text.contains("aws "));
    let found = literals.flat_map(|(file, text, line)| {
        let named = words_after_dashes(text).filter(|word| flags.contains(*word));
        named.map(move |flag| {
            format!("{file}:{line}: `{room}` names the flag --{flag} of the program: \"{text}\"")
        })
    });
    found.collect()
}

/// `max-replications` in `(--max-replications)`; nothing in `a--b` or `---`.
fn words_after_dashes(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    text.split(move |c| !is_part(c))
        .filter_map(|word| word.strip_prefix("--"))
        .map(|word| word.trim_end_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::sources;

    #[test]
    fn flags_are_read_from_the_attributes_of_arguments() {
        let sources = sources([
            (
                "src/cli/run.rs",
                r#"struct Run {
                    /// Where.
                    #[arg(long, short, value_parser = parse(|x: &str| x))]
                    #[serde(skip)]
                    pub(super) max_replications: Option<u64>,
                    #[arg(long = "set", value_name = "KEY")] overrides: Vec<String>,
                    #[arg(value_name = "long")] not_this: u8,
                    #[arg(long)] json: bool }"#,
            ),
            ("src/report/x.rs", "struct S { #[arg(long)] elsewhere: u8 }"),
        ]);
        let flags = of_the_program(&sources);
        let flags: Vec<_> = flags.iter().map(String::as_str).collect();
        assert_eq!(
            flags,
            ["help", "json", "max-replications", "set", "version"]
        );
    }

    #[test]
    fn a_flag_in_a_sentence_is_caught_and_one_of_aws_is_not() {
        let text = r#"
            fn f() -> &'static str { "Allow more (--output)." }
            fn g() -> &'static str { "aws lambda put --output json" }
            // --output in a comment
            fn h() -> &'static str { "--output-dir x--output ---" }
            #[cfg(test)] mod tests { const X: &str = "--output"; }"#;
        let house = House::new(&sources([
            ("src/lib.rs", "mod report; mod study;"),
            ("src/report.rs", text),
            ("src/study.rs", ""),
        ]));
        let flags = BTreeSet::from(["output".to_owned()]);
        let expected = "src/report.rs:2: `report` names the flag --output of the program: \
                        \"Allow more (--output).\"";
        assert_eq!(named(&house, "report", &flags), [expected]);
        assert_eq!(named(&house, "study", &flags), [""; 0]);
    }
}
