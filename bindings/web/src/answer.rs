//! An answer as one stretch of bytes: the length of a JSON text, the text, and the bytes of files after it.
//!
//! It knows bytes; it must not know what they mean.

use serde_json::{Map, Value, json};

/// JSON, with files.
#[derive(Debug, Default)]
pub struct Answer {
    told: Map<String, Value>,
    /// Parts that are JSON text already: it is not read only to be written again.
    written: Vec<(&'static str, String)>,
    files: Vec<(String, Vec<u8>)>,
}

impl Answer {
    /// An answer without files. What is no object is told as `answer`.
    pub(crate) fn of(told: Value) -> Self {
        let told = match told {
            Value::Object(told) => told,
            other => Map::from_iter([("answer".to_owned(), other)]),
        };
        Self {
            told,
            ..Self::default()
        }
    }

    /// The answer with one more part, as JSON text.
    pub(crate) fn and(mut self, key: &'static str, text: String) -> Self {
        self.written.push((key, text));
        self
    }

    /// The answer with one more file.
    pub(crate) fn with(mut self, name: impl Into<String>, contents: Vec<u8>) -> Self {
        self.files.push((name.into(), contents));
        self
    }

    /// What it says, without the files.
    pub fn told(&self) -> &Map<String, Value> {
        &self.told
    }

    /// The contents of a file.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        let found = self.files.iter().find(|(known, _)| known == name);
        found.map(|(_, contents)| contents.as_slice())
    }

    /// The bytes, with the names and sizes of the files in the JSON.
    pub fn into_bytes(mut self) -> Vec<u8> {
        let sizes = self.files.iter();
        let sizes = sizes.map(|(name, contents)| json!({ "name": name, "size": contents.len() }));
        self.told.insert("files".to_owned(), sizes.collect());
        let mut text = Value::Object(self.told).to_string();
        for (key, written) in &self.written {
            text.truncate(text.len() - 1);
            text.push_str(&format!(",\"{key}\":{written}}}"));
        }
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let all = self.files.iter().map(|(_, contents)| contents.len());
        let mut bytes = Vec::with_capacity(4 + text.len() + all.sum::<usize>());
        bytes.extend(length.to_le_bytes());
        bytes.extend(text.as_bytes());
        for (_, contents) in self.files {
            bytes.extend(contents);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_follow_the_text_that_names_them() {
        let answer = Answer::of(json!({ "a": 1 }));
        let answer = answer.and("d", "[2]".to_owned());
        let answer = answer.with("b", vec![7, 8]).with("c", vec![]);
        let bytes = answer.into_bytes();
        let text = br#"{"a":1,"files":[{"name":"b","size":2},{"name":"c","size":0}],"d":[2]}"#;
        let (length, rest) = bytes.split_at(4);
        assert_eq!(length, (text.len() as u32).to_le_bytes());
        assert_eq!(rest, [text.as_slice(), &[7, 8]].concat());
    }
}
