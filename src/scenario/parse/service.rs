//! Decodes `[[services]]`: an ECS service with its tasks, callers and traffic.

use super::client::client;
use super::container::{launch_type, tasks};
use super::context::Context;
use super::distribution::distribution;
use super::given::Given;
use super::problem::Problem;
use super::traffic::source;
use crate::catalog::{LaunchQuotas, RequestThrottle};
use crate::scenario::InvokedBy;
use crate::scenario::container::EcsService;
use crate::scenario::function::Function;
use crate::scenario::traffic::TrafficEntry;

/// A service, as a function that tasks serve; `None` after a problem.
pub(super) fn service(
    cx: &mut Context<'_>,
    given: Given<'_>,
    throttle: RequestThrottle,
    quotas: LaunchQuotas,
) -> Option<Function> {
    let service_time = given
        .get("service_time")
        .and_then(|given| distribution(cx, given));
    let tasks = tasks(cx, given);
    let client = given.with("client", |given| client(cx, given));
    let traffic = given.with("traffic", |given| {
        given.each(|given| direct(cx, given, throttle))
    });
    let tasks = tasks?;
    let launch_type = launch_type(cx, given, &tasks, quotas)?;
    let (client_retry, clients) = client?;
    let service = EcsService {
        tasks,
        launch_type,
        is_container: false,
    };
    Some(Function {
        client_retry,
        clients,
        traffic: traffic?,
        ..Function::of_service(given.take("name")?, service_time?, service)
    })
}

/// A source of traffic whose requests come straight from clients.
fn direct(
    cx: &mut Context<'_>,
    given: Given<'_>,
    throttle: RequestThrottle,
) -> Option<TrafficEntry> {
    let entry = source(cx, given, throttle)?;
    if entry.invoked_by == InvokedBy::Client {
        return Some(entry);
    }
    cx.report(
        Problem::new(
            given.place("invoked_by"),
            "the load balancer of a service is called by clients",
        )
        .label("queues and API Gateway are modeled in front of functions only")
        .help("remove invoked_by, or make the service a function"),
    )
}
