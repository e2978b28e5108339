//! A request of API Gateway from JSON, whatever keys and nesting the access log format gives its variables.
//!
//! It knows the names that people give to `$context` variables. A value may be a number or a text; `-` is missing.

use std::borrow::Cow;

use serde_json::Value;

use super::super::instant;
use super::fields::is_server_error;

const EPOCH: &[&str] = &["requesttimeepoch", "timeepoch", "epoch"];
const TIME: &[&str] = &[
    "requesttime",
    "requesttimestamp",
    "timestamp",
    "time",
    "datetime",
];
const STATUS: &[&str] = &[
    "status",
    "statuscode",
    "responsestatus",
    "httpstatus",
    "httpstatuscode",
];
const INTEGRATION: &[&str] = &[
    "integrationlatency",
    "integrationlatencyms",
    "integrationresponselatency",
];
const RESPONSE: &[&str] = &[
    "responselatency",
    "responselatencyms",
    "latency",
    "latencyms",
    "responsetime",
    "durationms",
    "duration",
];
const API: &[&str] = &["apiid", "restapiid", "httpapiid"];
const DOMAIN: &[&str] = &["domainname", "domain", "host"];
const ID: &[&str] = &["requestid", "extendedrequestid", "id"];

/// What only an access log of API Gateway has.
const TELLING: &[&str] = &[
    "routekey",
    "resourcepath",
    "httpmethod",
    "apiid",
    "responselength",
    "integrationstatus",
];

/// How long a request took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Latency {
    /// The integration: the function, and the way to it.
    Integration(f64),
    /// All that API Gateway did, too.
    Response(f64),
}

/// A request.
#[derive(Debug, PartialEq)]
pub(super) struct Request {
    /// As it is written; it is a time.
    pub(super) time: Option<String>,
    pub(super) latency: Option<Latency>,
    pub(super) error: Option<bool>,
    /// The API, by its id or by its domain.
    pub(super) api: Option<String>,
    pub(super) region: Option<String>,
    pub(super) id: Option<String>,
}

/// Reads a text that is JSON, which may stand behind other words (a time, a stream) or in a cell of CSV.
pub(super) fn json_in(text: &str) -> Option<Value> {
    let json = text.get(text.find('{')?..)?;
    if let Some(value) = first_value(json) {
        return Some(value);
    }
    if json.starts_with("{\"\"") {
        return first_value(&json.replace("\"\"", "\""));
    }
    // A format with numbers outside quotes writes `-` where one is missing, which is no JSON.
    let mut mended = json.to_owned();
    for end in [",", "}"] {
        for colon in [": -", ":-"] {
            mended = mended.replace(&[colon, end].concat(), &[": null", end].concat());
        }
    }
    first_value(&mended)
}

/// The value with which a text begins.
fn first_value(json: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(json)
        .into_iter()
        .next()?
        .ok()
}

/// The request of an object; `None` if it is of no access log of API Gateway.
pub(super) fn request(record: &Value) -> Option<Request> {
    let mut cells = Vec::new();
    flatten(record, "", &mut cells);
    let get = |names: &[&str]| {
        let of = |name: &&str| {
            cells
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_ref())
        };
        names.iter().find_map(of)
    };
    let has_own_time = get(&["requesttime", "requesttimeepoch"]).is_some();
    if !has_own_time && (get(TELLING).is_none() || get(ID).is_none() || get(TIME).is_none()) {
        return None;
    }
    // A function's own log has times and ids, but no status beside a route.
    if get(STATUS).is_none() && get(TELLING).is_none() {
        return None;
    }
    let milliseconds = |names| {
        get(names)?
            .parse::<f64>()
            .ok()
            .filter(|ms| ms.is_finite() && *ms >= 0.0)
    };
    let latency = milliseconds(INTEGRATION).map(Latency::Integration);
    let domain = get(DOMAIN);
    Some(Request {
        time: [EPOCH, TIME]
            .into_iter()
            .filter_map(get)
            .find(|text| instant::parse(text).is_some())
            .map(str::to_owned),
        latency: latency.or_else(|| milliseconds(RESPONSE).map(Latency::Response)),
        error: get(STATUS).and_then(is_server_error),
        api: get(API)
            .map(str::to_owned)
            .or_else(|| domain.map(of_domain)),
        region: domain.and_then(region_of).map(str::to_owned),
        id: get(ID).map(str::to_owned),
    })
}

/// Values that are there, by their path in lower case without signs: `integration.latency` and `integrationLatency`
/// are one.
fn flatten<'a>(value: &'a Value, path: &str, cells: &mut Vec<(String, Cow<'a, str>)>) {
    let text = match value {
        Value::Object(object) => {
            for (key, value) in object {
                let signless = key.chars().filter(char::is_ascii_alphanumeric);
                let key: String = signless.map(|c| c.to_ascii_lowercase()).collect();
                let key = key
                    .strip_prefix("context")
                    .filter(|rest| !rest.is_empty())
                    .unwrap_or(&key);
                flatten(value, &[path, key].concat(), cells);
            }
            return;
        }
        Value::String(text) => Cow::Borrowed(text.trim()),
        Value::Number(number) => Cow::Owned(number.to_string()),
        _ => return,
    };
    if !text.is_empty() && text != "-" {
        cells.push((path.to_owned(), text));
    }
}

/// `abc123` in `abc123.execute-api.us-east-1.amazonaws.com`; another domain with `-` for its points.
fn of_domain(domain: &str) -> String {
    match domain.split_once(".execute-api.") {
        Some((api, _)) => api.to_owned(),
        None => domain.replace('.', "-"),
    }
}

fn region_of(domain: &str) -> Option<&str> {
    let (_, rest) = domain.split_once(".execute-api.")?;
    rest.split('.').next().filter(|region| region.contains('-'))
}
