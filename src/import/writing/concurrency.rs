//! Reserved and provisioned concurrency of a template.

use std::collections::BTreeMap;

use super::value::{Origin, Value, from_template, percent, quoted};
use crate::import::settings::{Autoscaling, Setting, Settings};

pub(super) fn reserved(settings: &Settings) -> Option<Value> {
    of_setting(
        "reserved_concurrency",
        settings.reserved_concurrency.as_ref()?,
    )
}

pub(super) fn provisioned(settings: &Settings) -> Vec<Value> {
    if let Some(autoscaling) = &settings.autoscaling {
        let (values, unread) = autoscaled(autoscaling);
        let unread = unread.into_iter().map(|expression| {
            let why = format!("the schedule {expression} is not the same time every day, which is all that is modeled");
            Value::unset("provisioned_concurrency.schedule", Origin::Open, why)
        });
        return values.into_iter().chain(unread).collect();
    }
    let setting = settings.provisioned_concurrency.as_ref();
    let (provisioned, reserved) = (
        setting.and_then(Setting::known),
        settings
            .reserved_concurrency
            .as_ref()
            .and_then(Setting::known),
    );
    if let Some((provisioned, reserved)) = provisioned.zip(reserved).filter(|(most, of)| most > of)
    {
        let why = format!(
            "the template provisions {provisioned} of {reserved} that are reserved, which AWS refuses"
        );
        return vec![Value::unset("provisioned_concurrency", Origin::Open, why)];
    }
    setting
        .and_then(|setting| of_setting("provisioned_concurrency", setting))
        .into_iter()
        .collect()
}

fn of_setting(key: &str, setting: &Setting<u32>) -> Option<Value> {
    Some(match setting {
        Setting::Value { value, parameter } => Value::new(
            key,
            value.to_string(),
            Origin::Read,
            from_template(parameter.as_deref()),
        ),
        Setting::Open(text) => {
            let why = format!("the template says {text}; there is none until you fill it in");
            Value::unset(key, Origin::Open, why)
        }
    })
}

/// Target tracking with its schedule, and the schedules that are not daily.
fn autoscaled(given: &Autoscaling) -> (Vec<Value>, Vec<&str>) {
    let bounds = given
        .minimum
        .zip(given.maximum)
        .filter(|(least, most)| *least >= 1 && least <= most);
    let Some((minimum, maximum)) = bounds else {
        let why = "the template's autoscaling has no bounds that can be read: at least 1, and at most its maximum";
        let unset = Value::unset("provisioned_concurrency.autoscaling", Origin::Open, why);
        return (vec![unset], Vec::new());
    };
    let target = given
        .target
        .filter(|target| *target > 0.0 && *target <= 1.0);
    let tracked = target
        .map(|target| format!(", target = {}", percent(target)))
        .unwrap_or_default();
    let mut values = vec![Value::new(
        "provisioned_concurrency.autoscaling",
        format!("{{ min = {minimum}, max = {maximum}{tracked} }}"),
        Origin::Read,
        "the template",
    )];
    let mut unread = Vec::new();
    let mut daily_bounds: BTreeMap<String, (Option<u32>, Option<u32>)> = BTreeMap::new();
    for (expression, least, most) in &given.scheduled {
        let Some(at) = daily(expression) else {
            unread.push(expression.as_str());
            continue;
        };
        // Two actions of the same time, one for each bound, are one change.
        let bounds = daily_bounds.entry(at).or_default();
        bounds.0 = least.map(|least| least.max(1)).or(bounds.0);
        bounds.1 = most.or(bounds.1);
    }
    let changes = daily_bounds.iter().filter_map(|(at, (least, most))| {
        let bound =
            |key: &str, value: &Option<u32>| value.map(|value| format!(", {key} = {value}"));
        let bounds = [bound("min", least), bound("max", most)]
            .into_iter()
            .flatten()
            .collect::<String>();
        (!bounds.is_empty()).then(|| format!("{{ at = {}{bounds} }}", quoted(at)))
    });
    let changes: Vec<String> = changes.collect();
    if !changes.is_empty() {
        let list = format!("[{}]", changes.join(", "));
        let why = "the template's scheduled actions, in UTC";
        values.push(Value::new(
            "provisioned_concurrency.schedule",
            list,
            Origin::Read,
            why,
        ));
    }
    (values, unread)
}

/// The time of the day of `cron(MINUTE HOUR * * ? *)`.
fn daily(expression: &str) -> Option<String> {
    let fields = expression.trim().strip_prefix("cron(")?.strip_suffix(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let [minute, hour, rest @ ..] = fields.as_slice() else {
        return None;
    };
    let every_day = rest.iter().all(|field| matches!(*field, "*" | "?"));
    let (minute, hour): (u8, u8) = (minute.parse().ok()?, hour.parse().ok()?);
    (every_day && minute < 60 && hour < 24).then(|| format!("{hour:02}:{minute:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daily_cron_is_a_time_of_the_day() {
        assert_eq!(daily("cron(0 8 * * ? *)").as_deref(), Some("08:00"));
        assert_eq!(daily("cron(30 19 ? * MON-FRI *)"), None);
        assert_eq!(daily("rate(1 hour)"), None);
    }

    #[test]
    fn autoscaling_keeps_its_bounds_and_its_daily_schedule() {
        let given = Autoscaling {
            minimum: Some(3),
            maximum: Some(50),
            target: Some(0.5),
            scheduled: vec![
                ("cron(0 8 * * ? *)".to_owned(), Some(20), None),
                ("cron(0 20 * * ? *)".to_owned(), None, Some(20)),
                ("cron(0 20 * * ? *)".to_owned(), Some(5), None),
                ("rate(1 day)".to_owned(), Some(1), None),
            ],
        };
        let settings = Settings {
            autoscaling: Some(given),
            ..Settings::default()
        };
        let values = provisioned(&settings);
        let texts: Vec<_> = values.iter().map(|value| value.toml.as_deref()).collect();
        let expected = [
            Some(r#"{ min = 3, max = 50, target = "50%" }"#),
            Some(r#"[{ at = "08:00", min = 20 }, { at = "20:00", min = 5, max = 20 }]"#),
            None,
        ];
        assert_eq!(texts, expected);
    }
}
