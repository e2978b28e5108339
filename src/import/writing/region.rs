//! The keys of a scenario and of its Region.

use super::frame::Frame;
use super::value::{Origin, Value, duration as lasting, quoted};
use crate::catalog;
use crate::import::concurrency::peak;
use crate::import::demand::finest;
use crate::import::instant::{Instant, SECOND};
use crate::import::resolve::{KnownFunction, Regional};
use crate::import::settings::Setting;
use crate::scenario::TimeOfDay;
use crate::scenario::quantities::print_time_of_day;

/// Where nothing says the Region.
const USUAL_REGION: &str = "us-east-1";

/// The account limit of an account that has asked for none (facts: Lambda quotas).
const USUAL_LIMIT: u32 = 1000;

/// AWS announced the scaling rule of today on 26 November 2023.
const RULE_CHANGED: i64 = 1_700_956_800_000_000_000;

pub(super) fn head(name: &str, regional: &Regional, frame: Frame) -> Vec<Value> {
    let name = Value::new(
        "name",
        quoted(name),
        Origin::Assumed,
        "results go to a folder of this name",
    );
    let duration = match frame.origin {
        Some(origin) => Value::new(
            "duration",
            lasting(frame.duration),
            Origin::Read,
            format!("from {} to the last arrival", Instant(origin).rfc3339()),
        ),
        None if regional.functions.iter().all(|one| one.requests == 0) => Value::new(
            "duration",
            lasting(frame.duration),
            Origin::Open,
            "nothing was measured: choose how long to simulate",
        ),
        None => Value::new(
            "duration",
            lasting(frame.duration),
            Origin::Read,
            "from the start of the recording, which has no date, to the last arrival",
        ),
    };
    let interval = Value::new(
        "interval",
        lasting(frame.interval),
        Origin::Assumed,
        "the resolution of the results",
    );
    let mut values = vec![name, duration, interval];
    if let Some(origin) = frame.origin {
        let seconds = origin.div_euclid(SECOND).rem_euclid(86_400);
        let time = u32::try_from(seconds)
            .ok()
            .and_then(TimeOfDay::from_seconds);
        let text = print_time_of_day(time.unwrap_or_default());
        values.push(Value::new(
            "time_of_day_start",
            quoted(&text),
            Origin::Read,
            "when the first request came, for schedules",
        ));
        values.push(Value::new(
            "timezone",
            quoted("UTC"),
            Origin::Read,
            "the zone of that time",
        ));
    }
    values
}

pub(super) fn region(regional: &Regional, frame: Frame) -> Vec<Value> {
    let known = regional
        .region
        .as_deref()
        .filter(|code| catalog::region(code).is_some());
    let name = match (known, &regional.region) {
        (Some(code), _) => Value::new(
            "name",
            quoted(code),
            Origin::Read,
            "said by a file, or by you",
        ),
        (None, Some(code)) => Value::new(
            "name",
            quoted(USUAL_REGION),
            Origin::Assumed,
            format!("{code} is not in burstsim's catalog"),
        ),
        (None, None) => Value::new(
            "name",
            quoted(USUAL_REGION),
            Origin::Assumed,
            "no file says the Region",
        ),
    };
    vec![name, scaling(frame), limit(regional)]
}

fn scaling(frame: Frame) -> Value {
    match frame.measured_at() {
        Some(origin) if origin < RULE_CHANGED => Value::new(
            "scaling",
            quoted("regional-burst"),
            Origin::Read,
            "the rule that held when this was measured, before November 2023; \"per-function\" is today's",
        ),
        Some(_) => Value::new(
            "scaling",
            quoted("per-function"),
            Origin::Read,
            "the rule since November 2023",
        ),
        None => Value::new(
            "scaling",
            quoted("per-function"),
            Origin::Assumed,
            "the rule since November 2023",
        ),
    }
}

/// The account's limit: the usual one, unless more was seen, or the account was seen at its limit.
fn limit(regional: &Regional) -> Value {
    let key = "account_concurrency";
    let account = ["ClaimedAccountConcurrency", "ConcurrentExecutions"]
        .into_iter()
        .filter_map(|metric| {
            regional
                .account
                .get(&(metric.to_owned(), "Maximum".to_owned()))
        })
        .flat_map(|series| finest(Some(series)))
        .map(|(.., value)| value.round() as u32)
        .max();
    let functions = || regional.functions.iter().map(|function| &function.data);
    let of_functions = functions().filter_map(|function| {
        let series = function.series("ConcurrentExecutions", &["Maximum"])?;
        finest(Some(series))
            .into_iter()
            .map(|(.., value)| value.round() as u32)
            .max()
    });
    let of_logs = peak(functions().flat_map(|function| &function.kept));
    let most = account
        .or(of_functions.max())
        .max(Some(of_logs).filter(|most| *most > 0));
    let set_aside = regional.functions.iter().filter_map(set_aside);
    let reserved = set_aside.fold(0, u32::saturating_add);
    let throttled = functions().any(|function| function.sum_of("Throttles") > Some(0.0));
    // AWS keeps 100 of an account unreserved.
    let least = if reserved > 0 {
        reserved.saturating_add(100)
    } else {
        0
    };
    match (account, most) {
        (Some(most), _) if throttled && most >= least && most > 0 => Value::new(
            key,
            most.to_string(),
            Origin::Fitted,
            "the most that the account ran at once, while requests were throttled, unless a function's own reserve did \
             that; check it in Service Quotas",
        ),
        (_, Some(most)) if most.max(least) > USUAL_LIMIT => Value::new(
            key,
            in_thousands(most.max(least)).to_string(),
            Origin::Assumed,
            format!(
                "up to {most} ran at once, so it is more than the usual 1,000; look it up in Service Quotas"
            ),
        ),
        _ if least > USUAL_LIMIT => Value::new(
            key,
            in_thousands(least).to_string(),
            Origin::Assumed,
            format!("the template reserves or provisions {reserved}; look it up in Service Quotas"),
        ),
        _ => Value::new(
            key,
            USUAL_LIMIT.to_string(),
            Origin::Assumed,
            "AWS's usual limit; look yours up in Service Quotas",
        ),
    }
}

/// What a function's template sets aside of the account.
fn set_aside(function: &KnownFunction) -> Option<u32> {
    let settings = function.data.settings.as_ref()?;
    let known = |setting: &Option<Setting<u32>>| setting.as_ref().and_then(Setting::known).copied();
    let autoscaled = settings
        .autoscaling
        .as_ref()
        .and_then(|scaling| scaling.maximum);
    let provisioned = known(&settings.provisioned_concurrency).max(autoscaled);
    known(&settings.reserved_concurrency).max(provisioned)
}

/// The next thousand; quotas are set in such steps.
fn in_thousands(value: u32) -> u32 {
    value.div_ceil(1000).saturating_mul(1000)
}
