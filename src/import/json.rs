//! JSON of any size: the elements of a list, one after another, whatever stands around it.
//!
//! It knows JSON's shape. It must not know what the elements mean.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

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
/// An element that is not a `T` comes as an error's words.
///
/// # Errors
/// If the text is not JSON, or `each` gives up. Text that ends too early is no error: what was whole has been given.
pub(super) fn elements<T: DeserializeOwned>(
    input: &mut Input<'_>,
    keys: &[&str],
    mut each: impl FnMut(Result<T, String>, u64) -> Result<(), ReadError>,
) -> Result<Around, ReadError> {
    let (reader, line) = input.json();
    let mut around = Around::default();
    let mut given_up = None;
    let mut stream = serde_json::Deserializer::from_reader(reader);
    loop {
        let top = Top {
            keys,
            list: List {
                each: &mut each,
                line: &line,
                given_up: &mut given_up,
                of: std::marker::PhantomData,
            },
            around: &mut around,
        };
        let ended = top.deserialize(&mut stream);
        if let Some(error) = given_up {
            return Err(error);
        }
        match ended {
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

/// Why a text is not read as JSON.
pub(super) fn refusal(error: &serde_json::Error) -> ReadError {
    let line = error.line() as u64;
    if error.is_io() {
        return ReadError::at(line.max(1), format!("cannot be read as JSON: {error}"));
    }
    ReadError::at(line.max(1), format!("is not JSON throughout: {error}"))
}

/// The top of the text.
struct Top<'a, T, F> {
    keys: &'a [&'a str],
    list: List<'a, T, F>,
    around: &'a mut Around,
}

/// A list whose elements are given one by one.
struct List<'a, T, F> {
    each: &'a mut F,
    line: &'a Rc<Cell<u64>>,
    given_up: &'a mut Option<ReadError>,
    of: std::marker::PhantomData<T>,
}

impl<'de, T, F> DeserializeSeed<'de> for Top<'_, T, F>
where
    T: DeserializeOwned,
    F: FnMut(Result<T, String>, u64) -> Result<(), ReadError>,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T, F> Visitor<'de> for Top<'_, T, F>
where
    T: DeserializeOwned,
    F: FnMut(Result<T, String>, u64) -> Result<(), ReadError>,
{
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<(), A::Error> {
        self.list.visit_seq(sequence)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Top { keys, list, around } = self;
        let List {
            each,
            line,
            given_up,
            ..
        } = list;
        while let Some(key) = map.next_key::<String>()? {
            if keys.contains(&key.as_str()) {
                let list = List {
                    each: &mut *each,
                    line,
                    given_up: &mut *given_up,
                    of: std::marker::PhantomData::<T>,
                };
                map.next_value_seed(list)?;
            } else if let Scalar(Some(value)) = map.next_value_seed(ScalarSeed)? {
                around.beside.push((key, value));
            }
        }
        Ok(())
    }
}

impl<'de, T, F> DeserializeSeed<'de> for List<'_, T, F>
where
    T: DeserializeOwned,
    F: FnMut(Result<T, String>, u64) -> Result<(), ReadError>,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T, F> Visitor<'de> for List<'_, T, F>
where
    T: DeserializeOwned,
    F: FnMut(Result<T, String>, u64) -> Result<(), ReadError>,
{
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        // By way of a value, so that an element of another shape does not end the whole file.
        while let Some(value) = sequence.next_element::<Value>()? {
            let element = serde_json::from_value(value).map_err(|error| error.to_string());
            if let Err(error) = (self.each)(element, self.line.get()) {
                *self.given_up = Some(error);
                return Err(serde::de::Error::custom("given up"));
            }
        }
        Ok(())
    }
}

/// A text, number or flag; `None` for what is larger, which is passed over.
struct Scalar(Option<Value>);

struct ScalarSeed;

impl<'de> DeserializeSeed<'de> for ScalarSeed {
    type Value = Scalar;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ScalarSeed {
    type Value = Scalar;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.into())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.into())))
    }

    fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.into())))
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Scalar, A::Error> {
        while sequence.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
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
