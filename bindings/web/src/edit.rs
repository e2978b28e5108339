//! A text with other values: its comments, its order and its layout stay.
//!
//! It knows TOML; it must not know which keys a scenario has.

use serde_json::Value;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike};

use crate::request::{Change, Step};

/// Applies changes one after the other.
///
/// # Errors
/// In words, why the text cannot be changed: it is no TOML, or there is nothing at a path.
pub(crate) fn edit(text: &str, changes: &[Change]) -> Result<String, String> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|_| "the text is no TOML, so that nothing in it can be changed".to_owned())?;
    for change in changes {
        let done = put(document.as_item_mut(), &change.path, &change.value);
        done.map_err(|reason| format!("{}: {reason}", shown(&change.path)))?;
    }
    Ok(document.to_string())
}

fn shown(path: &[Step]) -> String {
    let steps = path.iter().map(|step| match step {
        Step::Key(key) => key.clone(),
        Step::Index(index) => index.to_string(),
    });
    steps.collect::<Vec<_>>().join(".")
}

fn put(item: &mut Item, path: &[Step], value: &Value) -> Result<(), String> {
    match path {
        [] => Err("there is no key".to_owned()),
        [Step::Key(key), rest @ ..] => {
            // What is written within a line stays within it.
            let is_inline = !item.is_table();
            let table = item.as_table_like_mut().ok_or("this is no table")?;
            put_key(table, key, rest, value, is_inline)
        }
        [Step::Index(index), rest @ ..] => put_index(item, *index, rest, value),
    }
}

fn put_key(
    table: &mut dyn TableLike,
    key: &str,
    rest: &[Step],
    value: &Value,
    is_inline: bool,
) -> Result<(), String> {
    match (rest, value) {
        ([], Value::Null) => {
            remove_key(table, key);
            Ok(())
        }
        ([], value) => {
            let new = item_of(value, is_inline)?;
            match table.get(key).filter(|old| !old.is_none()) {
                Some(Item::Value(_)) => {
                    if let Some(old) = table.get_mut(key) {
                        replace(old, new);
                    }
                }
                Some(_) => replace_table(table, key, new),
                None => {
                    table.insert(key, new);
                }
            }
            Ok(())
        }
        (rest, value) => {
            if table.get(key).is_none_or(Item::is_none) {
                if value.is_null() {
                    return Ok(());
                }
                let empty = match rest {
                    [Step::Index(_), ..] => Item::Value(Array::new().into()),
                    _ => Item::Value(InlineTable::new().into()),
                };
                table.insert(key, empty);
            }
            let inner = table.get_mut(key).ok_or("there is nothing here")?;
            put(inner, rest, value)
        }
    }
}

fn put_index(item: &mut Item, index: usize, rest: &[Step], value: &Value) -> Result<(), String> {
    match item {
        Item::ArrayOfTables(tables) => {
            if let ([], Value::Null) = (rest, value) {
                if index < tables.len() {
                    tables.remove(index);
                }
                return Ok(());
            }
            if index == tables.len() {
                tables.push(Table::new());
            }
            let table = tables.get_mut(index).ok_or("there are not so many")?;
            match rest {
                [] => {
                    *table = table_of(value)?;
                    Ok(())
                }
                [Step::Key(key), rest @ ..] => put_key(table, key, rest, value, false),
                [Step::Index(_), ..] => Err("this is a table".to_owned()),
            }
        }
        Item::Value(toml_edit::Value::Array(array)) => put_into_array(array, index, rest, value),
        _ => Err("this is no list".to_owned()),
    }
}

fn put_into_array(
    array: &mut Array,
    index: usize,
    rest: &[Step],
    value: &Value,
) -> Result<(), String> {
    if let ([], Value::Null) = (rest, value) {
        if index < array.len() {
            remove_from(array, index);
        }
        return Ok(());
    }
    if index > array.len() {
        return Err("there are not so many".to_owned());
    }
    // Values of a list are no items: one is taken out, changed, and put back.
    let mut item = match array.get(index) {
        Some(old) => Item::Value(old.clone()),
        None => Item::Value(InlineTable::new().into()),
    };
    match rest {
        [] => replace(&mut item, item_of(value, true)?),
        rest => put(&mut item, rest, value)?,
    }
    let new = item.into_value().map_err(|_| "this is no value")?;
    match index < array.len() {
        true => {
            array.replace_formatted(index, new);
        }
        false => array.push(new),
    }
    Ok(())
}

/// Removes a key and the comment just above it. What stands before a blank line is about more than this key, such as the
/// head of the file, and goes to what follows.
fn remove_key(table: &mut dyn TableLike, key: &str) {
    let kept = above(table, key).and_then(|above| {
        let end = above.rfind("\n\n")? + 2;
        Some(above[..end].to_owned())
    });
    let keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    let next = keys.iter().skip_while(|one| *one != key).nth(1);
    table.remove(key);
    if let (Some(kept), Some(next)) = (kept, next) {
        let both = kept + &above(table, next).unwrap_or_default();
        set_above(table, next, &both);
    }
}

/// A value in the place of a table that is written over several keys, `service_time.constant = "1s"`: with the comment
/// above the first and the one behind the last.
fn replace_table(table: &mut dyn TableLike, key: &str, mut new: Item) {
    let above = above(table, key);
    let behind = table.get(key).and_then(behind);
    if let (Item::Value(value), Some(behind)) = (&mut new, behind) {
        value.decor_mut().set_suffix(behind);
    }
    table.insert(key, new);
    if let Some(above) = above {
        set_above(table, key, &above);
    }
}

fn text_of(raw: Option<&toml_edit::RawString>) -> Option<String> {
    raw.and_then(toml_edit::RawString::as_str)
        .map(str::to_owned)
}

/// What stands above a key, comments and blank lines; of a dotted one above the first that is written.
fn above(table: &dyn TableLike, key: &str) -> Option<String> {
    match table.get(key)? {
        Item::Table(inner) if inner.is_dotted() => {
            let (first, _) = inner.iter().next()?;
            above(inner, first)
        }
        Item::Table(inner) => text_of(inner.decor().prefix()),
        Item::ArrayOfTables(tables) => text_of(tables.get(0)?.decor().prefix()),
        _ => text_of(table.key(key)?.leaf_decor().prefix()),
    }
}

fn set_above(table: &mut dyn TableLike, key: &str, text: &str) {
    match table.get_mut(key) {
        Some(Item::Table(inner)) if inner.is_dotted() => {
            let first = inner.iter().next().map(|(first, _)| first.to_owned());
            if let Some(first) = first {
                set_above(inner, &first, text);
            }
        }
        Some(Item::Table(inner)) => inner.decor_mut().set_prefix(text),
        Some(Item::ArrayOfTables(tables)) => {
            if let Some(first) = tables.get_mut(0) {
                first.decor_mut().set_prefix(text);
            }
        }
        _ => {
            if let Some(mut key) = table.key_mut(key) {
                key.leaf_decor_mut().set_prefix(text);
            }
        }
    }
}

/// What stands behind the last value of a dotted table.
fn behind(item: &Item) -> Option<String> {
    match item {
        Item::Table(inner) => behind(inner.iter().last()?.1),
        Item::Value(value) => text_of(value.decor().suffix()),
        _ => None,
    }
}

/// Removes a value of a list. A comment behind the comma of one value stands before the next: it stays with the former.
fn remove_from(array: &mut Array, index: usize) {
    let removed = array.remove(index);
    let Some(before) = text_of(removed.decor().prefix()) else {
        return;
    };
    match array.get_mut(index) {
        Some(next) => next.decor_mut().set_prefix(before),
        None if before.contains('#') => array.set_trailing(before),
        None => {}
    }
}

/// A new value in the place of an old one, with the comment behind it.
fn replace(old: &mut Item, mut new: Item) {
    if let (Item::Value(old), Item::Value(new)) = (&*old, &mut new) {
        *new.decor_mut() = old.decor().clone();
    }
    *old = new;
}

/// JSON as TOML: a list of tables that are too long for a line as tables of their own, unless it stands within a line.
fn item_of(value: &Value, is_inline: bool) -> Result<Item, String> {
    match value {
        Value::Array(items) if !is_inline && has_tables(items) => {
            let tables: Result<ArrayOfTables, String> = items.iter().map(table_of).collect();
            Ok(Item::ArrayOfTables(tables?))
        }
        value => Ok(Item::Value(value_of(value)?)),
    }
}

/// Tables that hold tables are too long for a line.
fn has_tables(items: &[Value]) -> bool {
    let is_deep = |item: &Value| {
        let entries = item.as_object();
        entries.is_some_and(|entries| entries.values().any(Value::is_array))
    };
    !items.is_empty() && items.iter().all(Value::is_object) && items.iter().any(is_deep)
}

fn table_of(value: &Value) -> Result<Table, String> {
    let entries = value.as_object().ok_or("a table was expected")?;
    let mut table = Table::new();
    for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
        table.insert(key, Item::Value(value_of(value)?));
    }
    Ok(table)
}

fn value_of(value: &Value) -> Result<toml_edit::Value, String> {
    Ok(match value {
        Value::Null => return Err("a list cannot hold nothing".to_owned()),
        Value::Bool(is) => (*is).into(),
        Value::String(text) => text.as_str().into(),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.into(),
            (None, Some(float)) => float.into(),
            (None, None) => return Err(format!("{number} is too large")),
        },
        Value::Array(items) => {
            let items: Result<Array, String> = items.iter().map(value_of).collect();
            items?.into()
        }
        Value::Object(entries) => {
            let entries = entries.iter().filter(|(_, value)| !value.is_null());
            let entries = entries.map(|(key, value)| Ok((key.as_str(), value_of(value)?)));
            let table: Result<InlineTable, String> = entries.collect();
            table?.into()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TEXT: &str = "# head\nduration = \"2m\" # short\n\n[region]\nname = \"us-east-1\"\n\n\
                        [[functions]]\nname = \"a\"\ntraffic = [{ even.rate = 5 }] # calm\n";

    fn edited(path: Value, value: Value) -> String {
        let path = serde_json::from_value(path).unwrap();
        edit(TEXT, &[Change { path, value }]).unwrap()
    }

    #[test]
    fn a_value_changes_and_the_comments_around_it_stay() {
        let text = edited(json!(["duration"]), json!("5m"));
        assert_eq!(text, TEXT.replace("2m", "5m"));
        let text = edited(
            json!(["functions", 0, "traffic", 0, "even", "rate"]),
            json!(7.5),
        );
        assert_eq!(text, TEXT.replace("rate = 5", "rate = 7.5"));
    }

    #[test]
    fn a_key_comes_goes_and_comes_within_tables_that_were_not_there() {
        let text = edited(json!(["region", "account_concurrency"]), json!(3000));
        assert_eq!(
            text,
            TEXT.replace("-1\"\n", "-1\"\naccount_concurrency = 3000\n")
        );
        let text = edited(json!(["region", "name"]), Value::Null);
        assert_eq!(text, TEXT.replace("name = \"us-east-1\"\n", ""));
        let text = edited(
            json!(["functions", 0, "client", "retry"]),
            json!("standard"),
        );
        assert!(
            text.ends_with("client = { retry = \"standard\" }\n"),
            "{text}"
        );
        assert_eq!(
            edited(json!(["functions", 0, "client", "retry"]), Value::Null),
            TEXT
        );
    }

    #[test]
    fn a_list_grows_by_its_end_and_shrinks() {
        let new = json!({ "name": "b", "traffic": [{ "batch": { "at": ["0s"], "requests": 3 } }] });
        let text = edited(json!(["functions", 1]), new);
        let end = "[[functions]]\nname = \"b\"\ntraffic = [{ batch = { at = [\"0s\"], requests = 3 } }]\n";
        assert!(text.ends_with(end), "{text}");
        let text = edited(
            json!(["functions", 0, "traffic", 1]),
            json!({ "even": { "rate": 1 } }),
        );
        assert!(
            text.contains("[{ even.rate = 5 }, { even = { rate = 1 } }] # calm"),
            "{text}"
        );
        assert!(!edited(json!(["functions", 0]), Value::Null).contains("functions"));
    }

    #[test]
    fn comments_stay_where_what_they_are_about_stays() {
        let text = "# head\n\n# how long\nduration = \"2m\"\nseed = 1\n\n[[functions]]\n# work\n\
                    service_time.constant = \"1s\" # measured\ntraffic = [\n  { even.rate = 5 }, # calm\n  \
                    { even.rate = 9 }, # busy\n]\n";
        let edited = |path: Value, value: Value| {
            let path = serde_json::from_value(path).unwrap();
            edit(text, &[Change { path, value }]).unwrap()
        };
        let without = edited(json!(["duration"]), Value::Null);
        assert!(without.starts_with("# head\n\nseed = 1\n"), "{without}");
        let other = edited(json!(["functions", 0, "service_time"]), json!("2s"));
        assert!(
            other.contains("# work\nservice_time = \"2s\" # measured\n"),
            "{other}"
        );
        let second = edited(json!(["functions", 0, "traffic", 1]), Value::Null);
        assert!(second.contains("{ even.rate = 5 }, # calm"), "{second}");
        assert!(!second.contains("rate = 9"), "{second}");
        let first = edited(json!(["functions", 0, "traffic", 0]), Value::Null);
        assert!(
            first.contains("[\n  { even.rate = 9 }, # busy\n]"),
            "{first}"
        );
        let reseeded: Vec<String> = [json!(null), json!(2)]
            .map(|seed| edited(json!(["seed"]), seed))
            .into();
        assert!(
            reseeded
                .iter()
                .all(|text| text.contains("[[functions]]\n# work\n")),
            "{reseeded:?}"
        );
    }

    #[test]
    fn what_cannot_be_changed_is_said() {
        let wrong = |text: &str, path: Value| {
            let path = serde_json::from_value(path).unwrap();
            edit(
                text,
                &[Change {
                    path,
                    value: json!(1),
                }],
            )
            .unwrap_err()
        };
        assert_eq!(
            wrong("a = ", json!(["a"])),
            "the text is no TOML, so that nothing in it can be changed"
        );
        assert_eq!(
            wrong(TEXT, json!(["functions", 7, "name"])),
            "functions.7.name: there are not so many"
        );
        assert_eq!(
            wrong(TEXT, json!(["duration", "x"])),
            "duration.x: this is no table"
        );
    }
}
