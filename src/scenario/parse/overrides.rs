//! Overrides as they were typed: one `KEY=VALUE`, one of several values of a key, or one that was made
//! of a range.
//!
//! A problem points into the text that a person typed and names the option it was typed after. It
//! knows where a key and its values end; it must not know what they mean.

use std::ops::Range;

/// Where `--set` overrides come from, as errors name it.
const SET: &str = "--set";

/// One value for one key of a scenario, with the text it was typed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    origin: &'static str,
    text: String,
    key: Range<usize>,
    value: Option<Range<usize>>,
    /// The value where it is not the text itself but was made of it.
    made: Option<String>,
}

impl Override {
    /// `KEY=VALUE` as `--set` takes it.
    pub fn set(text: &str) -> Self {
        let equals = outside_quotes(text, '=').next();
        Self {
            origin: SET,
            key: 0..equals.unwrap_or(text.len()),
            value: equals.map(|equals| equals + 1..text.len()),
            made: None,
            text: text.to_owned(),
        }
    }

    /// One override for each value of `KEY=A,B,C`, typed after the option `origin`. Commas inside
    /// quotes, lists and tables belong to a value.
    pub fn choices(origin: &'static str, text: &str) -> Vec<Self> {
        let whole = Self {
            origin,
            ..Self::set(text)
        };
        let Some(values) = whole.value.clone() else {
            return vec![whole];
        };
        let commas = outside_quotes(&text[values.clone()], ',').map(|comma| values.start + comma);
        let mut start = values.start;
        let mut ranges = Vec::new();
        for end in commas.chain([values.end]) {
            ranges.push(start..end);
            start = end + 1;
        }
        let one = |value| Self {
            value: Some(value),
            ..whole.clone()
        };
        ranges.into_iter().map(one).collect()
    }

    /// The same override with a value that was made of the text, such as one of a range. Problems
    /// still point at the text.
    pub(super) fn with_made(&self, value: String) -> Self {
        Self {
            made: Some(value),
            ..self.clone()
        }
    }

    /// The dotted key.
    pub fn key(&self) -> &str {
        self.text[self.key.clone()].trim()
    }

    /// The value; empty if there is none.
    pub fn value(&self) -> &str {
        if let Some(made) = &self.made {
            return made;
        }
        self.value
            .clone()
            .map_or("", |value| &self.text[value])
            .trim()
    }

    /// The value that was made of the text, if it is not the text itself.
    pub(super) fn made(&self) -> Option<&str> {
        self.made.as_deref()
    }

    /// The option that it was typed after.
    pub(super) fn origin(&self) -> &'static str {
        self.origin
    }

    /// The whole text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where in the text the key is.
    pub(super) fn key_range(&self) -> Range<usize> {
        self.key.clone()
    }

    /// Where in the text the value is; `None` if there is no `=`.
    pub(super) fn value_range(&self) -> Option<Range<usize>> {
        self.value.clone()
    }
}

/// The places of `wanted` in a text, outside of quotes, lists and tables.
fn outside_quotes(text: &str, wanted: char) -> impl Iterator<Item = usize> {
    let (mut quote, mut depth, mut escaped) = (None, 0_u32, false);
    text.char_indices().filter_map(move |(at, c)| {
        match (c, quote) {
            // Only double quotes know escapes.
            (_, Some('"')) if escaped => escaped = false,
            ('\\', Some('"')) => escaped = true,
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(c),
            ('[' | '{', None) => depth += 1,
            (']' | '}', None) => depth = depth.saturating_sub(1),
            (c, None) if c == wanted && depth == 0 => return Some(at),
            _ => {}
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_split_at_the_commas_between_them() {
        for (text, key, values) in [
            ("seed=1,2", "seed", &["1", "2"][..]),
            ("a.b = x , y", "a.b", &["x", "y"]),
            ("a.\"b=c\".d=1", "a.\"b=c\".d", &["1"]),
            (
                "s={ a = 1, b = [2, 3] },'x, y'",
                "s",
                &["{ a = 1, b = [2, 3] }", "'x, y'"],
            ),
            (r#"a."b\"=c".d=1,2"#, r#"a."b\"=c".d"#, &["1", "2"]),
            (r#"a."b\\".d=1,2"#, r#"a."b\\".d"#, &["1", "2"]),
            (r"a.'b\'.d=1,2", r"a.'b\'.d", &["1", "2"]),
            ("s=1,", "s", &["1", ""]),
            ("s", "s", &[""]),
        ] {
            let choices = Override::choices("--vary", text);
            let read: Vec<_> = choices.iter().map(Override::value).collect();
            assert_eq!(read, values, "{text}");
            assert!(choices.iter().all(|choice| choice.key() == key), "{text}");
        }
    }
}
