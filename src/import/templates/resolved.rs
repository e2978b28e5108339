//! What is known of a value of a template: the value, or an expression that only a deployment can evaluate.
//!
//! It knows values. It must not know any tool's expressions: a tool says them by [`Resolve`].

use serde_json::{Map, Number, Value};

use super::Setting;

/// Longest text of an expression that is shown.
const LONGEST_EXPRESSION: usize = 80;

/// What is known of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Resolved {
    /// The template does not say it.
    Nothing,
    /// The value; where it comes from the default of a parameter, its name.
    Value {
        value: Value,
        parameter: Option<String>,
    },
    /// What is left open, as the template writes it.
    Open(String),
}

/// A tool's way to say values by expressions.
pub(super) trait Resolve {
    /// What is known of a value, at its top.
    fn resolve(&self, value: &Value) -> Resolved;

    /// The value as it is, if it is no expression.
    fn is_plain(&self, value: &Value) -> bool;

    /// What is known of a value below an object. A block, that is a list of one, is stepped into.
    fn field(&self, object: &Value, path: &[&str]) -> Resolved {
        if !self.is_plain(object) {
            return match self.resolve(object) {
                Resolved::Value { value, parameter } if self.is_plain(&value) => {
                    match self.field(&value, path) {
                        Resolved::Value {
                            value,
                            parameter: None,
                        } => Resolved::Value { value, parameter },
                        other => other,
                    }
                }
                other => other,
            };
        }
        match (path, object) {
            ([], object) => self.resolve(object),
            (_, Value::Array(items)) => match items.as_slice() {
                [only] => self.field(only, path),
                _ => Resolved::Nothing,
            },
            ([key, below @ ..], Value::Object(entries)) => match entries.get(*key) {
                Some(value) => self.field(value, below),
                None => Resolved::Nothing,
            },
            _ => Resolved::Nothing,
        }
    }

    /// The first text of a list, or the only one.
    fn first_text(&self, list: Resolved) -> Option<Setting<String>> {
        match list {
            Resolved::Value {
                value: Value::Array(values),
                ..
            } => self.resolve(values.first()?).text(),
            other => other.text(),
        }
    }
}

impl Resolved {
    /// A value that the template writes itself.
    pub(super) fn value(value: impl Into<Value>) -> Self {
        match value.into() {
            Value::Null => Self::Nothing,
            value => Self::Value {
                value,
                parameter: None,
            },
        }
    }

    /// What is left open, in one short line.
    pub(super) fn open(text: &str) -> Self {
        Self::Open(shortened(text))
    }

    /// The same, as coming from the default of a parameter.
    pub(super) fn by_default_of(self, name: &str) -> Self {
        match self {
            Self::Value { value, .. } => Self::Value {
                value,
                parameter: Some(name.to_owned()),
            },
            other => other,
        }
    }

    /// As a setting whose value `convert` reads; a value that it cannot read stays open.
    fn setting<T>(self, convert: impl Fn(&Value) -> Option<T>) -> Option<Setting<T>> {
        match self {
            Self::Nothing => None,
            Self::Open(text) => Some(Setting::Open(text)),
            Self::Value { value, .. } if is_blank(&value) => None,
            Self::Value { value, parameter } => Some(match convert(&value) {
                Some(value) => Setting::Value { value, parameter },
                None => Setting::Open(shortened(&plain_text(&value))),
            }),
        }
    }

    /// As a whole number that is not negative.
    pub(super) fn count(self) -> Option<Setting<u32>> {
        self.setting(|value| {
            let number = number(value)?;
            let whole = number.round();
            let fits =
                (0.0..=f64::from(u32::MAX)).contains(&whole) && (whole - number).abs() < 1e-9;
            fits.then_some(whole as u32)
        })
    }

    /// As a number that is not negative.
    pub(super) fn amount(self) -> Option<Setting<f64>> {
        self.setting(|value| number(value).filter(|number| *number >= 0.0))
    }

    /// As a text.
    pub(super) fn text(self) -> Option<Setting<String>> {
        self.setting(|value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    }

    /// As a text that is known.
    pub(super) fn known_text(self) -> Option<String> {
        self.text().and_then(|setting| setting.known().cloned())
    }

    /// As a number that is known, of any sign.
    pub(super) fn known_number(&self) -> Option<f64> {
        match self {
            Self::Value { value, .. } => number(value),
            _ => None,
        }
    }

    /// As a flag that is known.
    pub(super) fn flag(&self) -> Option<bool> {
        match self {
            Self::Value { value, .. } => flag(value),
            _ => None,
        }
    }

    /// For the settings of an event source: numbers and flags even if they are written as texts, and what is left
    /// open as a text.
    pub(super) fn json(self) -> Option<Value> {
        match self {
            Self::Nothing => None,
            Self::Open(text) => Some(text.into()),
            Self::Value { value, .. } if is_blank(&value) => None,
            Self::Value {
                value: Value::String(text),
                ..
            } => Some(typed(&text)),
            Self::Value { value, .. } if value.is_number() || value.is_boolean() => Some(value),
            Self::Value { value, .. } => Some(shortened(&plain_text(&value)).into()),
        }
    }

    /// The parameter whose default it is.
    pub(super) fn parameter(&self) -> Option<&str> {
        match self {
            Self::Value { parameter, .. } => parameter.as_deref(),
            _ => None,
        }
    }
}

/// A text on one line, cut where it is long.
pub(super) fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST_EXPRESSION {
        return line;
    }
    let start: String = line.chars().take(LONGEST_EXPRESSION - 3).collect();
    format!("{}...", start.trim_end())
}

/// A value as one would write it: texts without their quotes.
pub(super) fn plain_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// A number, even if it is written as a text.
pub(super) fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

/// A flag, even if it is written as a text; `ENABLED` is one of EventBridge.
pub(super) fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => number.as_u64().map(|number| number != 0),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "enabled" => Some(true),
            "false" | "no" | "off" | "disabled" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A text as a number or flag if it is one.
fn typed(text: &str) -> Value {
    let text = text.trim();
    if let Ok(whole) = text.parse::<i64>() {
        return whole.into();
    }
    let is_number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number = text
        .parse()
        .ok()
        .filter(|_| is_number)
        .and_then(Number::from_f64);
    match (number, text.to_ascii_lowercase().as_str()) {
        (Some(number), _) => Value::Number(number),
        (None, "true") => true.into(),
        (None, "false") => false.into(),
        (None, _) => shortened(text).into(),
    }
}

/// The entries of an object; none of anything else.
pub(super) fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// The items of a list; anything else but nothing stands for itself alone.
pub(super) fn items(value: &Value) -> &[Value] {
    match value {
        Value::Null => &[],
        Value::Array(items) => items,
        other => std::slice::from_ref(other),
    }
}

/// The texts in a value, whatever expression they stand in.
pub(super) fn texts_in(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts_in).collect(),
        Value::Object(entries) => entries.values().flat_map(texts_in).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_be_texts_and_the_rest_stays_open() {
        assert_eq!(Resolved::value("512").count(), Some(Setting::value(512)));
        assert_eq!(Resolved::value(512.0).count(), Some(Setting::value(512)));
        assert_eq!(
            Resolved::value(-1).count(),
            Some(Setting::Open("-1".to_owned()))
        );
        assert_eq!(
            Resolved::value(1.5).count(),
            Some(Setting::Open("1.5".to_owned()))
        );
        assert_eq!(
            Resolved::value("a lot").amount(),
            Some(Setting::Open("a lot".to_owned()))
        );
        assert_eq!(Resolved::value("  ").count(), None);
        assert_eq!(Resolved::value(Value::Null), Resolved::Nothing);
        assert_eq!(Resolved::value("10").json(), Some(10.into()));
        assert_eq!(Resolved::value("False").json(), Some(false.into()));
        assert_eq!(
            Resolved::value("rate(1 minute)").json(),
            Some("rate(1 minute)".into())
        );
    }

    #[test]
    fn an_expression_is_shown_in_one_short_line() {
        let long = format!("!Sub\n  {}", "x".repeat(200));
        let Resolved::Open(text) = Resolved::open(&long) else {
            panic!("it is open");
        };
        assert!(
            text.len() <= LONGEST_EXPRESSION && text.ends_with("..."),
            "{text}"
        );
        assert!(text.starts_with("!Sub xxx"), "{text}");
    }
}
