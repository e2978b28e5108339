//! JSON of any size: the elements of a list, one after another, whatever stands around it.
//!
//! It knows JSON's shape. It must not know what the elements mean.

use std::fmt;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::input::{Input, ReadError};

/// How the text around a list ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    /// Whether the text ends within a value.
    pub(super) is_cut_off: bool,
    /// Texts, numbers and flags beside the list: `NextToken`.
    pub(super) beside: Vec<(String, Value)>,
}

/// Gives `each` the elements of the lists that stand under one of `keys` at the top (or under `keys` of objects at
/// the top that follow one another), or of a list that is the whole text; with the line at which each ends.
///
/// # Errors
/// If the text is not JSON. Text that ends too early is no error: what was whole has been given.
pub(super) fn values(
    input: &mut Input<'_>,
    keys: &[&str],
    mut each: impl FnMut(Value, u64),
) -> Result<Around, ReadError> {
    let (reader, line) = input.json();
    let mut each = |value| each(value, line.get());
    let mut around = Around::default();
    let mut stream = serde_json::Deserializer::from_reader(reader);
    loop {
        let top = Top {
            keys,
            each: &mut each,
            around: &mut around,
        };
        match top.deserialize(&mut stream) {
            Ok(()) => {}
            Err(error) if error.is_eof() => {
                around.is_cut_off = true;
                return Ok(around);
            }
            Err(error) => return Err(refusal(&error)),
        }
        // More objects may follow, as of several answers in one file.
        match stream.end() {
            Ok(()) => return Ok(around),
            Err(error) if error.is_syntax() => {}
            Err(error) => return Err(refusal(&error)),
        }
    }
}

/// As [`values`], with elements of one type. One that is not a `T` comes as an error's words.
///
/// # Errors
/// As [`values`], or if `each` gives up.
pub(super) fn elements<T: DeserializeOwned>(
    input: &mut Input<'_>,
    keys: &[&str],
    mut each: impl FnMut(Result<T, String>, u64) -> Result<(), ReadError>,
) -> Result<Around, ReadError> {
    let mut given_up = None;
    let around = values(input, keys, |value, line| {
        if given_up.is_none() {
            // By way of a value, so that an element of another shape does not end the whole file.
            let element = serde_json::from_value(value).map_err(|error| error.to_string());
            given_up = each(element, line).err();
        }
    })?;
    given_up.map_or(Ok(around), Err)
}

/// Why a text is not read as JSON.
pub(super) fn refusal(error: &serde_json::Error) -> ReadError {
    let line = error.line() as u64;
    if error.is_io() {
        return ReadError::at(line.max(1), format!("cannot be read as JSON: {error}"));
    }
    ReadError::at(line.max(1), format!("is not JSON throughout: {error}"))
}

/// The top of the text.
struct Top<'a> {
    keys: &'a [&'a str],
    each: &'a mut dyn FnMut(Value),
    around: &'a mut Around,
}

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<(), A::Error> {
        List(self.each).visit_seq(sequence)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if self.keys.contains(&key.as_str()) {
                map.next_value_seed(List(&mut *self.each))?;
            } else if let Some(value) = map.next_value_seed(Scalar)? {
                self.around.beside.push((key, value));
            }
        }
        Ok(())
    }
}

/// A list whose elements are given one by one, or null.
struct List<'a>(&'a mut dyn FnMut(Value));

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        while let Some(value) = sequence.next_element()? {
            (self.0)(value);
        }
        Ok(())
    }
}

/// A text, number or flag; what is larger is passed over.
struct Scalar;

impl<'de> DeserializeSeed<'de> for Scalar {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scalar {
    type Value = Option<Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Some(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        while sequence.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Result<(Vec<u32>, Around), ReadError> {
        let mut input = Input::open(text.as_bytes())?;
        let mut numbers = Vec::new();
        let around = elements::<u32>(&mut input, &["events"], |element, _| {
            numbers.extend(element.ok());
            Ok(())
        })?;
        Ok((numbers, around))
    }

    #[test]
    fn the_elements_of_a_list_come_one_by_one() {
        for text in [
            "[1, 2, \"three\", 4]",
            r#"{"a": {"b": [9]}, "events": [1, 2, null, 4], "NextToken": "x"}"#,
            "{\"events\": [1]}\n{\"events\": [2, 4]}",
        ] {
            assert_eq!(numbers(text).expect(text).0, [1, 2, 4], "{text}");
        }
        let (_, around) = numbers(r#"{"events": [1], "NextToken": "x"}"#).expect("JSON");
        assert_eq!(around.beside, [("NextToken".to_owned(), Value::from("x"))]);
    }

    #[test]
    fn what_is_whole_of_a_text_that_is_cut_off_is_given() {
        let (numbers, around) = numbers(r#"{"events": [1, 2, {"x"#).expect("a beginning");
        assert_eq!(numbers, [1, 2]);
        assert!(around.is_cut_off);
    }

    #[test]
    fn what_is_no_json_says_at_which_line() {
        let error = numbers("{\"events\":\n[1, 2 3]}").expect_err("no JSON");
        assert!(
            matches!(error, ReadError::Refused { line: Some(2), .. }),
            "{error:?}"
        );
    }
}
