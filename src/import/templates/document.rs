//! The text of a template to trees of values, from JSON or YAML, and the lines at which names stand in it.
//!
//! It knows texts. It must not know what a template says.

use serde_json::Value;

use crate::import::input::{Input, ReadError};
use crate::import::json;
use crate::import::reading::Reading;

use super::yaml;

/// A template that is read.
#[derive(Debug)]
pub(super) struct Document {
    /// Its documents: one of JSON, perhaps several of YAML.
    pub(super) trees: Vec<Value>,
    /// Its text, to find the line of a name.
    pub(super) text: String,
}

/// Reads all of a file, JSON if it begins as such, YAML otherwise.
///
/// # Errors
/// If it is neither, at its line.
pub(super) fn read(
    input: &mut Input<'_>,
    reading: &mut Reading<'_>,
) -> Result<Document, ReadError> {
    let text = text(input)?;
    let is_json = text.trim_start().starts_with('{');
    let trees = match is_json.then(|| serde_json::from_str(&text)) {
        Some(Ok(tree)) => vec![tree],
        // With comments, or a comma too many, it is YAML, which the tools accept.
        Some(Err(error)) => match yaml::parse(&text) {
            Ok(documents) if !error.is_eof() => documents.all,
            _ => return Err(json::refusal(&error)),
        },
        None => {
            let documents = yaml::parse(&text)?;
            if let Some(key) = documents.repeated {
                reading.assume(&format!(
                    "the last value counts of a key that is written twice, such as {key}"
                ));
            }
            documents.all
        }
    };
    Ok(Document { trees, text })
}

/// All of a file, with plain blanks for the no-break spaces that copying from a web page leaves.
///
/// # Errors
/// If the file cannot be read, or is too large.
pub(super) fn text(input: &mut Input<'_>) -> Result<String, ReadError> {
    let text = input.whole()?;
    Ok(if text.contains('\u{a0}') {
        text.replace('\u{a0}', " ")
    } else {
        text
    })
}

/// The line, from 1, at which a name is defined in a text, as far as that can be seen.
pub(super) fn line_of(text: &str, name: &str) -> u64 {
    let defines = |line: &str| {
        let line = line.trim_start().trim_start_matches(['"', '\'']);
        let after = line.strip_prefix(name);
        after.is_some_and(|after| after.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
    };
    let quoted = format!("\"{name}\"");
    let at = text
        .lines()
        .position(defines)
        .or_else(|| text.lines().position(|line| line.contains(&quoted)))
        .or_else(|| text.lines().position(|line| line.contains(name)));
    at.map_or(1, |at| at as u64 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_line() {
        let text = "A: !Ref Queue\nResources:\n  Queue:\n    Type: x\n  \"Other\" : 1\n";
        assert_eq!(line_of(text, "Queue"), 3);
        assert_eq!(line_of(text, "Other"), 5);
        assert_eq!(line_of("a\nresource \"t\" \"n\" {", "n"), 2);
        assert_eq!(line_of(text, "absent"), 1);
    }
}
