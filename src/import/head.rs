//! The beginning of a file, as recognisers look at it.
//!
//! It knows lines, cells and keys. It must not know any format by name.

use std::collections::BTreeSet;

/// The beginning of a file.
pub(super) struct Head {
    /// Its first lines, without those that are blank.
    pub(super) lines: Vec<String>,
    /// Where it is JSON, its keys with those above them: `events[].message`, `[].Id`; objects that follow one
    /// another, a line each, are no list: `metric_name`.
    pub(super) keys: BTreeSet<String>,
    /// The cells of its first line that is no comment, in lower case, as CSV.
    pub(super) columns: Vec<String>,
}

impl Head {
    pub(super) fn new(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let lines = text
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.trim().is_empty());
        let lines: Vec<String> = lines.take(200).map(str::to_owned).collect();
        let is_json = text.trim_start().starts_with(['{', '[']);
        let header = lines.iter().find(|line| !line.starts_with('#'));
        let columns = header.map(|line| cells(line)).unwrap_or_default();
        Self {
            columns: columns
                .iter()
                .map(|cell| cell.trim().to_lowercase())
                .collect(),
            keys: if is_json {
                keys(&text)
            } else {
                BTreeSet::new()
            },
            lines,
        }
    }

    /// Whether it is JSON.
    pub(super) fn is_json(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Whether the first line names all of these columns, in lower case.
    pub(super) fn has_columns(&self, names: &[&str]) -> bool {
        let has = |name: &&str| self.columns.iter().any(|column| column == *name);
        names.iter().all(has)
    }

    /// Whether it is JSON with all of these keys.
    pub(super) fn has_keys(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.keys.contains(*key))
    }

    /// Whether any of its first lines has this text.
    pub(super) fn says(&self, text: &str) -> bool {
        self.lines.iter().any(|line| line.contains(text))
    }
}

/// The cells of one line of CSV.
fn cells(line: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(line.as_bytes());
    let record = reader.records().next().and_then(Result::ok);
    record.map_or_else(Vec::new, |record| {
        record.iter().map(str::to_owned).collect()
    })
}

/// The keys of JSON that may be cut off, with those above them.
fn keys(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // What encloses the place: an object with its last key, or a list.
    let mut above: Vec<Option<String>> = Vec::new();
    let mut characters = text.chars();
    let mut word: Option<String> = None;
    while let Some(c) = characters.next() {
        match c {
            '"' => {
                let mut read = String::new();
                while let Some(c) = characters.next() {
                    match c {
                        '"' => break,
                        '\\' => drop(characters.next()),
                        c => read.push(c),
                    }
                }
                word = Some(read);
            }
            ':' => {
                let path: String = above
                    .iter()
                    .map(|of| of.as_deref().unwrap_or("[]"))
                    .collect();
                if let (Some(Some(key)), Some(word)) = (above.last_mut(), word.take()) {
                    let outer = &path[..path.len() - key.len()];
                    *key = if outer.is_empty() {
                        word
                    } else {
                        format!(".{word}")
                    };
                    found.insert(format!("{outer}{key}"));
                }
            }
            '{' => above.push(Some(String::new())),
            '[' => above.push(None),
            '}' | ']' => drop(above.pop()),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_where_the_text_is_cut_off() {
        let head = Head::new(br#"{"events": [{"message": "a: {b", "at": 1}, {"message": "x"#);
        assert!(
            head.has_keys(&["events", "events[].message", "events[].at"]),
            "{:?}",
            head.keys
        );
        assert_eq!(head.keys.len(), 3);
        let lines = Head::new(b"{\"a\": {\"b\": [1]}}\n{\"a\": 2}");
        assert!(lines.has_keys(&["a", "a.b"]), "{:?}", lines.keys);
        assert!(Head::new(br#"[{"Id": "m1"}]"#).has_keys(&["[].Id"]));
    }

    #[test]
    fn columns_stand_below_comments_and_in_quotes() {
        let head = Head::new(b"# made by hand\n\"Time, UTC\",Count\n1,2\n");
        assert!(
            head.has_columns(&["time, utc", "count"]),
            "{:?}",
            head.columns
        );
        assert!(!head.is_json());
    }
}
