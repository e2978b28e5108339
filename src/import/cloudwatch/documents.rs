//! JSON that is read as a whole: one value or several that follow one another, the last perhaps cut off.
//!
//! It knows JSON's shape. It must not know what the values mean.

use serde_json::Value;

use crate::import::input::{Input, ReadError};
use crate::import::json;

/// The values of a text.
pub(super) struct Documents {
    pub(super) values: Vec<Value>,
    /// Whether the text ends within the last.
    pub(super) is_cut_off: bool,
    /// Lines, from 1, of the keys that were asked for.
    pub(super) lines: Vec<u64>,
}

/// Reads all of a file, and finds the lines at which `key` stands.
///
/// # Errors
/// If it is not JSON.
pub(super) fn read(input: &mut Input<'_>, key: &str) -> Result<Documents, ReadError> {
    // What was copied from a page may be indented with no-break spaces.
    let text = input.whole()?.replace('\u{a0}', " ");
    let mut values = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
    let mut is_cut_off = false;
    loop {
        let start = stream.byte_offset();
        match stream.next() {
            Some(Ok(value)) => values.push(value),
            Some(Err(error)) if error.is_eof() => {
                is_cut_off = true;
                let closed = text.get(start..).and_then(closed);
                values.extend(closed.and_then(|text| serde_json::from_str(&text).ok()));
                break;
            }
            Some(Err(error)) => return Err(json::refusal(&error)),
            None => break,
        }
    }
    let key = format!("\"{key}\"");
    let lines = text
        .lines()
        .zip(1..)
        .flat_map(|(line, number)| std::iter::repeat_n(number, line.matches(&key).count()));
    Ok(Documents {
        values,
        is_cut_off,
        lines: lines.collect(),
    })
}

/// A text that ends too early up to its last object or list that is whole, with what is open closed.
fn closed(text: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut whole: Option<(usize, Vec<char>)> = None;
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => loop {
                match characters.next() {
                    Some((_, '"')) | None => break,
                    Some((_, '\\')) => drop(characters.next()),
                    Some(_) => {}
                }
            },
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                open.pop();
                whole = Some((at + 1, open.clone()));
            }
            _ => {}
        }
    }
    let (end, open) = whole?;
    let ends: String = open.into_iter().rev().collect();
    Some([text.get(..end)?, &ends].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> (String, bool) {
        let mut input = Input::open(text.as_bytes()).expect("text");
        let documents = read(&mut input, "a").expect("JSON");
        let values: Vec<String> = documents.values.iter().map(Value::to_string).collect();
        (values.join(" "), documents.is_cut_off)
    }

    #[test]
    fn what_is_whole_of_a_text_that_is_cut_off_is_given() {
        let cases = [
            ("{\"a\": [1]}", "{\"a\":[1]}", false),
            ("{\"a\":1}\n\u{a0}{\"a\":2}", "{\"a\":1} {\"a\":2}", false),
            (
                r#"{"b": "}", "a": [{"c": 1}, {"c": 2}, {"c"#,
                r#"{"b":"}","a":[{"c":1},{"c":2}]}"#,
                true,
            ),
            (r#"{"a": 1"#, "", true),
        ];
        for (text, expected, is_cut_off) in cases {
            assert_eq!(values(text), (expected.to_owned(), is_cut_off), "{text}");
        }
    }

    #[test]
    fn keys_are_found_at_their_lines() {
        let mut input =
            Input::open(&b"[{\"a\": 1},\n {\"b\": 2},\n {\"a\": 3, \"c\": {\"a\": 4}}]"[..])
                .expect("text");
        assert_eq!(read(&mut input, "a").expect("JSON").lines, [1, 3, 3]);
    }
}
