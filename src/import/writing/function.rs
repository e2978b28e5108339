//! The keys of a function.

use super::files::Files;
use super::frame::Frame;
use super::value::{Origin, Value, percent, quoted};
use super::{concurrency, settings, times, traffic};
use crate::import::demand::Demand;
use crate::import::gathered::FunctionData;
use crate::import::instant::SECOND;
use crate::import::resolve::KnownFunction;

/// The lifecycle of environments that was measured in 2020 holds for what is from that year or before.
const YEAR_2021: i64 = 1_609_459_200 * SECOND;

/// A function as a scenario has it.
#[derive(Clone, Debug)]
pub(super) struct FunctionPlan {
    pub(super) name: String,
    pub(super) values: Vec<Value>,
    pub(super) traffic: Vec<Vec<Value>>,
}

pub(super) fn plan(
    function: &KnownFunction,
    frame: Frame,
    others_are_measured: bool,
    files: &mut Files,
) -> FunctionPlan {
    let data = &function.data;
    let of_template = data.settings.as_ref();
    let mut values = vec![settings::memory(data)];
    values.extend(of_template.and_then(settings::architecture));
    values.push(times::service_time(function, files));
    values.extend(settings::timeout(function));
    values.extend(error_rate(data));
    values.extend(times::cold_start(data, files));
    values.extend(lifecycle(frame));
    values.extend(warm_environments(function));
    values.extend(of_template.and_then(concurrency::reserved));
    values.extend(
        of_template
            .map(concurrency::provisioned)
            .unwrap_or_default(),
    );
    let traffic = if others_are_measured && function.demand == Demand::Unknown {
        let why = "nothing was measured of it, so it gets no requests until you give it a [[functions.traffic]]";
        values.push(Value::new("traffic", "[]", Origin::Open, why));
        Vec::new()
    } else {
        traffic::traffic(function, files)
    };
    FunctionPlan {
        name: data.name.clone(),
        values,
        traffic,
    }
}

fn error_rate(data: &FunctionData) -> Option<Value> {
    let (errors, of) = data
        .error_figures()
        .filter(|(errors, of)| *errors > 0 && *of > 0)?;
    let share = (errors as f64 / of as f64).min(1.0);
    Some(Value::new(
        "error_rate",
        percent(share),
        Origin::Read,
        format!("{errors} of {of} failed"),
    ))
}

fn lifecycle(frame: Frame) -> Option<Value> {
    frame.measured_at().filter(|origin| *origin < YEAR_2021)?;
    Some(Value::new(
        "lifecycle",
        quoted("2020"),
        Origin::Assumed,
        "what was measured in that year",
    ))
}

/// A service that was there before what was measured has its environments.
fn warm_environments(function: &KnownFunction) -> Option<Value> {
    let data = &function.data;
    if function.demand == Demand::Unknown {
        return None;
    }
    let first = data.kept.iter().min_by_key(|kept| kept.arrival);
    let steady = |origin, why: &str| {
        Some(Value::new(
            "warm_environments",
            quoted("steady"),
            origin,
            why,
        ))
    };
    match first.map(|kept| kept.cold) {
        Some(Some(true)) => None,
        Some(Some(false)) => steady(
            Origin::Fitted,
            "the first request was warm: there was traffic before it",
        ),
        _ if data.metrics.is_empty() => None,
        _ => steady(
            Origin::Assumed,
            "there was traffic before the first datapoint",
        ),
    }
}
