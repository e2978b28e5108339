//! What `docs/scenario.md` says of a key, so that it is said in one place.
//!
//! It knows how the reference is laid out: sections with tables, whose first column names keys. It must
//! not know which keys there are.

use serde_json::Value;

const TEXT: &str = include_str!("../../../docs/scenario.md");

/// What the rows of a key say.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Entry {
    /// Meaning, values and default in words; empty if there is no row.
    pub(super) description: String,
    /// Whether the column `default` says so.
    pub(super) required: bool,
    /// The default, where it is one value in all circumstances.
    pub(super) default: Option<Value>,
}

/// What the tables under `heading` say of `key`.
pub(super) fn entry(heading: &str, key: &str) -> Entry {
    let mut found = Entry::default();
    let mut under = "";
    let mut columns: Vec<&str> = Vec::new();
    for line in TEXT.lines() {
        if let Some(title) = line.strip_prefix('#') {
            under = title.trim_start_matches('#').trim();
        }
        let Some(cells) = cells(line).filter(|_| under.replace('`', "") == heading) else {
            columns.clear();
            continue;
        };
        if columns.is_empty() {
            columns = cells;
        } else if names(&cells, key) {
            found.add(&columns, &cells);
        }
    }
    found
}

impl Entry {
    fn add(&mut self, columns: &[&str], cells: &[&str]) {
        for (index, (column, cell)) in columns.iter().zip(cells).enumerate().skip(1) {
            match (*column, *cell) {
                (_, "") | ("origin", _) => {}
                ("default", "required") => self.required = true,
                (_, cell) if index == 1 => self.say(&[&plain(cell)]),
                (column, cell) => {
                    if column == "default" {
                        self.default = only_value(cell);
                    }
                    self.say(&[&capitalised(column), ": ", &plain(cell)]);
                }
            }
        }
    }

    fn say(&mut self, words: &[&str]) {
        if !self.description.is_empty() {
            self.description.push_str("\n\n");
        }
        self.description.extend(words.iter().copied());
    }
}

/// The cells of a row; `None` if the line is none. An escaped bar is part of a cell.
fn cells(line: &str) -> Option<Vec<&str>> {
    let row = line.strip_prefix('|')?.strip_suffix('|')?;
    let mut cells = Vec::new();
    let mut start = 0;
    for (bar, _) in row.match_indices('|') {
        if !row[..bar].ends_with('\\') {
            cells.push(row[start..bar].trim());
            start = bar + 1;
        }
    }
    cells.push(row[start..].trim());
    Some(cells)
}

fn names(cells: &[&str], key: &str) -> bool {
    let first = cells.first().copied().unwrap_or_default();
    first.split('`').skip(1).step_by(2).any(|code| code == key)
}

/// The value of a cell that holds nothing but one piece of code.
fn only_value(cell: &str) -> Option<Value> {
    let code = cell.strip_prefix('`')?.strip_suffix('`')?;
    if code.contains('`') {
        return None;
    }
    let mut table: toml::Table = toml::from_str(&format!("value = {code}")).ok()?;
    serde_json::to_value(table.remove("value")?).ok()
}

/// A cell without its links: elsewhere they lead nowhere.
fn plain(cell: &str) -> String {
    let mut text = String::new();
    let mut rest = cell;
    while let Some((before, label, after)) = next_link(rest) {
        // What stands in brackets of its own only says where to read more.
        match (before.strip_suffix(" ("), after.strip_prefix(')')) {
            (Some(before), Some(after)) => {
                text.push_str(before);
                rest = after;
            }
            _ => {
                text.extend([before, label]);
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text.replace("\\|", "|")
}

/// The first link of a text: what is before it, its label, what is after it.
fn next_link(text: &str) -> Option<(&str, &str, &str)> {
    let middle = text.find("](")?;
    let open = text[..middle].rfind('[')?;
    let close = middle + text[middle..].find(')')?;
    Some((&text[..open], &text[open + 1..middle], &text[close + 1..]))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_becomes_a_description_without_links() {
        let entry = entry("[region]", "scaling");
        assert!(
            entry.description.starts_with(
                "which rule limits new environments\n\nValues: `\"regional-burst\"`, AWS's rule"
            ),
            "{entry:?}"
        );
        assert!(entry.required && entry.default.is_none(), "{entry:?}");
    }

    #[test]
    fn a_default_is_a_value_only_where_it_always_holds() {
        assert_eq!(
            entry("[region]", "account_concurrency").default,
            Some(json!(1000))
        );
        assert_eq!(entry("Top level", "interval").default, Some(json!("1s")));
        let ramp = entry("[region]", "ramp_per_minute");
        assert_eq!(ramp.default, None);
        assert!(
            ramp.description.contains("Default: `500`; `6000`"),
            "{ramp:?}"
        );
    }

    #[test]
    fn what_has_no_row_has_no_words() {
        assert_eq!(entry("[region]", "traffic"), Entry::default());
        assert_eq!(entry("Nowhere", "name"), Entry::default());
    }
}
