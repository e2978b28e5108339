//! Functions by the names of log groups and log streams, and by what the beginning of a file says.
//!
//! It knows how Lambda names groups, streams and ARNs. It must not know what is logged.

use super::super::gathered::FunctionIndex;
use super::super::reading::Reading;
use super::hash::{ByHash, hash};

/// Names that are remembered at once.
const MOST_NAMES: usize = 10_000;

/// Finds functions and environments by name.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The Region and function that the beginning of the file says.
    region: Option<String>,
    function: Option<String>,
    /// The function of what names none.
    unnamed: Option<FunctionIndex>,
    /// Functions by the hash of group and stream, so that no name is looked up for every line.
    known: ByHash<FunctionIndex>,
}

impl Names {
    /// With what the beginning of the file says.
    pub(super) fn new(head: &[u8]) -> Self {
        let head = String::from_utf8_lossy(head);
        let arn = INVOKED
            .iter()
            .find_map(|key| value_of(&head, key))
            .and_then(function_arn);
        let (mut region, mut function) = arn.unzip();
        let of_runtime = || region_of_runtime(&head);
        region = region.or_else(of_runtime);
        let group = GROUP.iter().find_map(|key| value_of(&head, key));
        let group = group
            .filter(|group| group.contains("/aws/lambda/"))
            .and_then(of_group);
        let name = || {
            FUNCTION
                .iter()
                .find_map(|key| value_of(&head, key))
                .filter(|name| is_name(name))
        };
        function = group.map(|(_, name)| name).or(function).or_else(name);
        Self {
            region: region.map(str::to_owned),
            function: function.map(str::to_owned),
            ..Self::default()
        }
    }

    /// The function of a log group or, where several share a group, of a log stream; else of the file.
    pub(super) fn function(
        &mut self,
        group: Option<&[u8]>,
        stream: Option<&[u8]>,
        reading: &mut Reading<'_>,
    ) -> FunctionIndex {
        let of_stream = stream.and_then(function_of_stream);
        if group.is_none() && of_stream.is_none() {
            return self.of_file(reading);
        }
        let key = hash(
            hash(0, group.unwrap_or_default()),
            of_stream.unwrap_or_default(),
        );
        if let Some(function) = self.known.get(&key) {
            return *function;
        }
        let group = group.map(String::from_utf8_lossy);
        let of_stream = of_stream.map(String::from_utf8_lossy);
        let of_group = group.as_deref().and_then(of_group);
        let region = of_group
            .and_then(|(region, _)| region)
            .or(self.region.as_deref());
        let name = of_stream.as_deref().or(of_group.map(|(_, name)| name));
        let function = match name {
            Some(name) => reading.function(region, name),
            None => self.of_file(reading),
        };
        if self.known.len() >= MOST_NAMES {
            self.known.clear();
        }
        self.known.insert(key, function);
        function
    }

    fn of_file(&mut self, reading: &mut Reading<'_>) -> FunctionIndex {
        *self.unnamed.get_or_insert_with(|| {
            reading.guessed_function(self.region.as_deref(), self.function.as_deref())
        })
    }
}

/// Keys, in what functions log themselves or tools write around, of an ARN that was invoked, a function and a group.
const INVOKED: [&str; 5] = [
    "invokedFunctionArn",
    "invoked_function_arn",
    "function_arn",
    "functionArn",
    "FunctionArn",
];
const FUNCTION: [&str; 2] = ["functionName", "function_name"];
const GROUP: [&str; 5] = [
    "logGroupName",
    "logGroup",
    "LogGroupName",
    "logGroupIdentifier",
    "log_group_name",
];

/// The text after a key: `"key": "text"`, `key=text`, and the same within a text of JSON.
fn value_of<'a>(head: &'a str, key: &str) -> Option<&'a str> {
    let mut rest = head;
    while let Some((before, after)) = rest.split_once(key) {
        rest = after;
        let is_end = |c: char| matches!(c, '"' | '\'' | '\\');
        let quoted = before.ends_with(is_end) && after.starts_with(is_end)
            || after.starts_with(": '")
            || after.starts_with('=');
        let value = after.trim_start_matches(|c: char| is_end(c) || matches!(c, ' ' | ':' | '='));
        // Not where the key is a part of another word, or its value is no text.
        if quoted && value.len() < after.len() {
            let end = |c: char| is_end(c) || c.is_whitespace() || matches!(c, ',' | '}');
            let text = value.split(end).next().unwrap_or_default();
            if !text.is_empty() {
                return Some(text);
            }
        }
    }
    None
}

/// Region and function of `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, perhaps with a version or alias.
fn function_arn(arn: &str) -> Option<(&str, &str)> {
    let mut parts = arn.split(':');
    let is_of_lambda =
        parts.next()? == "arn" && parts.next()?.starts_with("aws") && parts.next()? == "lambda";
    let region = parts.next()?;
    let is_function = parts.nth(1)? == "function";
    let name = parts.next()?;
    (is_of_lambda && is_function && is_name(name)).then_some((region, name))
}

/// The Region of `arn:aws:lambda:REGION::runtime:HASH`, which INIT_START says.
fn region_of_runtime(head: &str) -> Option<&str> {
    let (before, _) = head.split_once("::runtime:")?;
    let region = before.rsplit(':').next()?;
    let is_region = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_of_lambda = before.strip_suffix(region)?.ends_with(":lambda:");
    (is_of_lambda && !region.is_empty() && region.chars().all(is_region)).then_some(region)
}

/// The Region, if it is said, and the function of a log group: `/aws/lambda/NAME`, `ACCOUNT:/aws/lambda/NAME`,
/// `arn:aws:logs:REGION:ACCOUNT:log-group:/aws/lambda/NAME:*`. A group of another name is called by its last part.
fn of_group(group: &str) -> Option<(Option<&str>, &str)> {
    let mut region = None;
    let mut path = group;
    if let Some((arn, named)) = group.split_once(":log-group:") {
        region = arn.split(':').nth(3).filter(|region| !region.is_empty());
        path = named;
    } else if let Some((account, named)) = group.split_once(':')
        && account.bytes().all(|b| b.is_ascii_digit())
    {
        path = named;
    }
    let path = path.split(':').next()?;
    // Lambda@Edge puts the Region of the function before its name.
    let name = path.rsplit(['/', '.']).next()?;
    is_name(name).then_some((region, name))
}

/// The function in a log stream's name, which has it where functions share a group:
/// `2026/11/26/NAME[VERSION]HASH`, against `2026/11/26/[VERSION]HASH`.
fn function_of_stream(stream: &[u8]) -> Option<&[u8]> {
    let rest = stream.get(11..)?;
    if rest.first() == Some(&b'[') {
        return None;
    }
    let name = rest.get(..rest.iter().position(|byte| *byte == b'[')?)?;
    std::str::from_utf8(name).is_ok_and(is_name).then_some(name)
}

/// Whether a text is a function's name.
fn is_name(text: &str) -> bool {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=140).contains(&text.len()) && text.bytes().all(is_of_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_named_in_several_ways() {
        for (group, expected) in [
            ("/aws/lambda/checkout", Some((None, "checkout"))),
            (
                "123456789012:/aws/lambda/checkout",
                Some((None, "checkout")),
            ),
            (
                "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/checkout:*",
                Some((Some("eu-west-1"), "checkout")),
            ),
            ("/aws/lambda/us-east-1.edge", Some((None, "edge"))),
            ("/shop/orders", Some((None, "orders"))),
            ("", None),
            ("/aws/lambda/", None),
        ] {
            assert_eq!(of_group(group), expected, "{group}");
        }
    }

    #[test]
    fn a_stream_names_its_function_where_groups_are_shared() {
        let of = |stream: &'static str| function_of_stream(stream.as_bytes());
        assert_eq!(
            of("2026/11/26/checkout[$LATEST]0f33"),
            Some(&b"checkout"[..])
        );
        assert_eq!(of("2026/11/26/[$LATEST]0f33"), None);
        assert_eq!(of("2026"), None);
    }

    #[test]
    fn the_beginning_may_say_function_and_region() {
        let of = |head: &str| {
            let names = Names::new(head.as_bytes());
            (names.region, names.function)
        };
        let both = |region: &str, name: &str| (Some(region.to_owned()), Some(name.to_owned()));
        let arn = "arn:aws:lambda:eu-west-1:123456789012:function:checkout:live";
        let expected = both("eu-west-1", "checkout");
        assert_eq!(
            of(&format!("{{\"invokedFunctionArn\": \"{arn}\"}}")),
            expected
        );
        assert_eq!(
            of(&format!("{{\\\"function_arn\\\":\\\"{arn}\\\"}}")),
            expected
        );
        let started = "INIT_START Runtime Version: x\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:0de7";
        assert_eq!(of(started), (Some("us-east-1".to_owned()), None));
        assert_eq!(of("x::runtime:y the functionName is long"), (None, None));
        assert_eq!(
            of("functionName: 'checkout',").1.as_deref(),
            Some("checkout")
        );
        assert_eq!(
            of("LambdaContext([function_name=checkout,memory=")
                .1
                .as_deref(),
            Some("checkout")
        );
        assert_eq!(
            of("{\"functionName\": \"checkout\"}").1.as_deref(),
            Some("checkout")
        );
    }
}
