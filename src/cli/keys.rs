//! The keys of a scenario as overrides name them, found in its JSON Schema level by level.
//!
//! It knows how a schema is built; it must not know any key but the names of functions, which the scenario chooses.

use serde_json::Value;

/// What keys can be found in.
pub(super) struct Keys<'a> {
    pub(super) schema: &'a Value,
    /// The names of the scenario's functions.
    pub(super) functions: &'a [String],
}

/// A place of the schema: all that may stand there.
type Place<'a> = Vec<&'a Value>;

impl<'a> Keys<'a> {
    /// Each way to go on from what was typed, with what it means: keys end with `=`, tables with `.`, and behind the `=`
    /// come the words that may stand there. Where only one table is left, its keys are given: a shell would otherwise
    /// take the word for finished.
    pub(super) fn starting_with(&self, typed: &str) -> Vec<(String, String)> {
        if let Some((key, value)) = typed.split_once('=') {
            return self.values(key, value);
        }
        let (table, begun) = match typed.rsplit_once('.') {
            Some((table, begun)) => (Some(table), begun),
            None => (None, typed),
        };
        let Some(place) = self.place(table) else {
            return Vec::new();
        };
        let prefix = table.map_or_else(String::new, |table| format!("{table}."));
        let mut found = Vec::new();
        for (name, child) in self.children(table, &place) {
            if !name.starts_with(begun) {
                continue;
            }
            let key = format!("{prefix}{name}");
            let says = description(&child);
            let has_keys = !self.children(Some(&key), &child).is_empty();
            if has_keys {
                found.push((format!("{key}."), says.clone()));
            }
            if !has_keys || child.iter().any(|one| is_single(one)) {
                found.push((format!("{key}="), says));
            }
        }
        match &found[..] {
            [(only, _)] if only.ends_with('.') => self.starting_with(only),
            _ => found,
        }
    }

    /// The words that may stand behind a key and begin so; of a list the last is completed.
    fn values(&self, key: &str, typed: &str) -> Vec<(String, String)> {
        let (before, begun) = match typed.rfind(',') {
            Some(comma) => typed.split_at(comma + 1),
            None => ("", typed),
        };
        let place = self.place(Some(key)).unwrap_or_default();
        let words = place.iter().filter_map(|one| one["enum"].as_array());
        let words = words.flatten().filter_map(Value::as_str);
        let words = words.filter(|word| word.starts_with(begun));
        words
            .map(|word| (format!("{key}={before}{word}"), String::new()))
            .collect()
    }

    /// What stands under a key, which has dots.
    fn place(&self, key: Option<&str>) -> Option<Place<'a>> {
        let mut place = alternatives(self.schema);
        let mut so_far: Option<String> = None;
        for name in key.into_iter().flat_map(|key| key.split('.')) {
            let children = self.children(so_far.as_deref(), &place);
            place = children.into_iter().find(|(own, _)| own == name)?.1;
            so_far =
                Some(so_far.map_or_else(|| name.to_owned(), |before| format!("{before}.{name}")));
        }
        Some(place)
    }

    /// The names in a place, with what stands there.
    fn children(&self, key: Option<&str>, place: &Place<'a>) -> Vec<(String, Place<'a>)> {
        let mut children: Vec<(String, Place<'a>)> = Vec::new();
        for one in place {
            let own = one["properties"].as_object();
            for (name, value) in own.into_iter().flatten() {
                let alternatives = alternatives(value);
                match children.iter_mut().find(|(other, _)| other == name) {
                    Some((_, known)) => known.extend(alternatives),
                    None => children.push((name.clone(), alternatives)),
                }
            }
            if let Some(items) = one.get("items") {
                let names = match key {
                    Some("functions") => self.functions.to_vec(),
                    // Other lists go by numbers; most have one item.
                    _ => vec!["0".to_owned()],
                };
                children.extend(names.into_iter().map(|name| (name, alternatives(items))));
            }
        }
        children
    }
}

/// A node of the schema and all that may stand in its place.
fn alternatives(node: &Value) -> Place<'_> {
    let parts = ["anyOf", "oneOf", "allOf"];
    let parts = parts.iter().filter_map(|part| node[*part].as_array());
    let parts = parts.flatten().flat_map(alternatives);
    std::iter::once(node).chain(parts).collect()
}

/// Whether a single value may stand there.
fn is_single(node: &Value) -> bool {
    let kind = node["type"].as_str();
    kind.is_some_and(|kind| !matches!(kind, "object" | "array")) || node.get("enum").is_some()
}

/// The first line of what is said of a place.
fn description(place: &Place<'_>) -> String {
    let mut said = place.iter().filter_map(|one| one["description"].as_str());
    let first = said.next().and_then(|said| said.lines().next());
    first.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use burstsim::scenario::schema;

    use super::*;

    fn offered(typed: &str) -> Vec<String> {
        let schema = schema::schema();
        let functions = ["shop".to_owned(), "reports".to_owned()];
        let keys = Keys {
            schema: &schema,
            functions: &functions,
        };
        let offers = keys.starting_with(typed).into_iter();
        offers.map(|(value, _)| value).collect()
    }

    #[test]
    fn keys_are_offered_level_by_level() {
        let top = offered("");
        for key in ["duration=", "region.", "functions.", "slo.", "seed="] {
            assert!(top.iter().any(|one| one == key), "{key}: {top:?}");
        }
        assert_eq!(offered("region.bu"), ["region.burst="]);
        assert_eq!(
            offered("functions."),
            ["functions.shop.", "functions.reports."]
        );
        assert_eq!(offered("functions.shop.mem"), ["functions.shop.memory="]);
        // A number, or a table with a schedule.
        let provisioned = offered("functions.shop.prov");
        assert_eq!(
            provisioned,
            [
                "functions.shop.provisioned_concurrency.",
                "functions.shop.provisioned_concurrency="
            ]
        );
        assert_eq!(offered("functions.nobody.mem"), Vec::<String>::new());
        assert_eq!(offered("nothing.at.all"), Vec::<String>::new());
    }

    #[test]
    fn a_table_that_is_left_alone_shows_its_keys() {
        let region = offered("reg");
        assert!(region.contains(&"region.name=".to_owned()), "{region:?}");
        assert!(
            region.iter().all(|key| key.starts_with("region.")),
            "{region:?}"
        );
        let traffic = offered("functions.shop.traf");
        assert!(
            traffic.contains(&"functions.shop.traffic.0.poisson.".to_owned()),
            "{traffic:?}"
        );
    }

    #[test]
    fn words_are_offered_behind_a_key() {
        assert_eq!(
            offered("region.scaling=per"),
            ["region.scaling=per-function"]
        );
        assert_eq!(
            offered("region.name=ap-northeast-2"),
            ["region.name=ap-northeast-2"]
        );
        assert_eq!(
            offered("region.scaling=per-function,reg"),
            ["region.scaling=per-function,regional-burst"]
        );
        assert_eq!(offered("duration="), Vec::<String>::new());
    }

    #[test]
    fn what_a_key_means_stands_beside_it() {
        let schema = schema::schema();
        let keys = Keys {
            schema: &schema,
            functions: &[],
        };
        let burst = &keys.starting_with("region.burst")[0];
        assert!(burst.1.contains("at once"), "{burst:?}");
    }
}
