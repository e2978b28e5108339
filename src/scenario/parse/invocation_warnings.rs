//! What is valid in a queue, a stream, a timeout or an error rate, but most likely not meant.

use super::invocation_rules::{advised_visibility, sources};
use super::problem::Problem;
use super::tree::Node;
use crate::kernel::SimDuration;
use crate::scenario::client::ClientRetry;
use crate::scenario::distribution::Distribution;
use crate::scenario::function::Function;
use crate::scenario::invocation::{InvokedBy, SqsSource, StreamSource};
use crate::scenario::quantities::print_duration;

/// The longest timeout that AWS accepts.
pub(super) const LONGEST_TIMEOUT: SimDuration = SimDuration::from_secs(15 * 60);

/// Receives before a message is given up, and concurrency reserved for a queue: AWS advises at least this.
const ADVISED_LEAST: u32 = 5;

/// The warnings about functions, each with its place in the file.
pub(super) fn about<'f>(
    root: &Node,
    functions: impl Iterator<Item = (usize, &'f Function)>,
) -> Vec<Problem> {
    let mut warnings = Vec::new();
    // Of versions the first has the traffic of all, and they share what is looked at here.
    let firsts: Vec<_> = functions
        .filter(|(_, one)| one.is_first_version())
        .collect();
    for &(index, function) in &firsts {
        let about_function = [
            about_timeout(root, index, function),
            about_service_time(root, index, function),
            about_items(root, index, function),
            about_client(root, index, function),
        ];
        warnings.extend(about_function.into_iter().flatten());
    }
    for (place, (index, function), invoked_by) in sources(firsts.into_iter()) {
        let reserve = Reserve {
            place: format!("functions.{index}.reserved_concurrency"),
            amount: function.reserved_concurrency.map(|reserve| reserve.get()),
        };
        match invoked_by {
            InvokedBy::Sqs(queue) => {
                let place = format!("{place}.sqs");
                warnings.extend(about_reserve(root, &place, queue, &reserve));
                warnings.extend(about_receives(root, &place, queue));
                warnings.extend(about_visibility(root, (&place, index), function, queue));
            }
            InvokedBy::Async(_) => {
                warnings.extend(about_events_that_are_never_tried(root, &place, &reserve));
            }
            InvokedBy::Stream(stream) => {
                warnings.extend(about_blocked_shards(
                    root,
                    (&place, index),
                    function,
                    stream,
                ));
            }
            InvokedBy::Client | InvokedBy::ApiGateway(_) => {}
        }
    }
    warnings
}

/// What a function reserves, and where.
struct Reserve {
    place: String,
    amount: Option<u32>,
}

fn about_timeout(root: &Node, index: usize, function: &Function) -> Option<Problem> {
    let timeout = function
        .timeout
        .filter(|timeout| *timeout > LONGEST_TIMEOUT)?;
    let title = format!(
        "a timeout of {} is longer than AWS accepts",
        print_duration(timeout)
    );
    let place = root.place(&format!("functions.{index}.timeout"));
    Some(Problem::new(place, title).label(format!("at most {}", print_duration(LONGEST_TIMEOUT))))
}

fn about_service_time(root: &Node, index: usize, function: &Function) -> Option<Problem> {
    let (Distribution::Constant(service), Some(timeout)) =
        (&function.service_time, function.timeout)
    else {
        return None;
    };
    if *service <= timeout {
        return None;
    }
    let title = format!(
        "every invocation of `{}` times out",
        function.unqualified_name().escape_debug()
    );
    let place = |key: &str| root.place(&format!("functions.{index}.{key}"));
    Some(
        Problem::new(place("service_time"), title)
            .label(format!("{} each", print_duration(*service)))
            .related(
                place("timeout"),
                format!("ends them after {}", print_duration(timeout)),
            ),
    )
}

fn about_items(root: &Node, index: usize, function: &Function) -> Option<Problem> {
    function.service_time_per_item.as_ref()?;
    let has_batches =
        |invoked_by: &InvokedBy| matches!(invoked_by, InvokedBy::Sqs(_) | InvokedBy::Stream(_));
    if function
        .traffic
        .iter()
        .any(|source| has_batches(&source.invoked_by))
    {
        return None;
    }
    let title = format!(
        "`{}` gets no batches, so service_time_per_item changes nothing",
        function.unqualified_name().escape_debug()
    );
    let place = root.place(&format!("functions.{index}.service_time_per_item"));
    Some(
        Problem::new(place, title)
            .label("for each message or record of a batch")
            .help(
                "give a source of its traffic invoked_by.sqs or invoked_by.stream, or remove this",
            ),
    )
}

fn about_client(root: &Node, index: usize, function: &Function) -> Option<Problem> {
    let is_set = function.client_retry != ClientRetry::None || function.clients.is_some();
    let mut sources = function.traffic.iter();
    let all_queued = sources.all(|source| source.invoked_by.is_queued());
    if !is_set || function.traffic.is_empty() || !all_queued {
        return None;
    }
    let title = format!(
        "no client waits for `{}`, so `client` changes nothing",
        function.unqualified_name().escape_debug()
    );
    Some(
        Problem::new(root.place(&format!("functions.{index}.client")), title)
            .label("for clients that call directly or through API Gateway")
            .help("retries of a queue are Lambda's own: see the keys of invoked_by"),
    )
}

fn about_reserve(
    root: &Node,
    place: &str,
    queue: &SqsSource,
    reserve: &Reserve,
) -> Option<Problem> {
    let reserved = reserve.amount?;
    let reserve_place = root.place(&reserve.place);
    if let Some(most) = queue
        .maximum_concurrency
        .filter(|most| most.get() > reserved)
    {
        let title = format!(
            "the queue may use a concurrency of {most}, more than the {reserved} that are reserved"
        );
        let problem = Problem::new(root.place(&format!("{place}.maximum_concurrency")), title)
            .label("what is throttled uses up receives of its messages")
            .related(reserve_place, "the reserve");
        return Some(problem.help("keep maximum_concurrency within reserved_concurrency"));
    }
    // A reserve of 0 switches the function off, which is no slip.
    if reserved == 0 || reserved >= ADVISED_LEAST {
        return None;
    }
    let title = format!("a reserve of {reserved} is little for a queue");
    Some(
        Problem::new(reserve_place, title)
            .label("the queue starts with five batches at a time, which are throttled")
            .help(format!("AWS advises at least {ADVISED_LEAST}")),
    )
}

fn about_receives(root: &Node, place: &str, queue: &SqsSource) -> Option<Problem> {
    let receives = queue.max_receive_count?.get();
    if receives >= ADVISED_LEAST {
        return None;
    }
    let title = match receives {
        1 => "a message goes to the dead-letter queue after a single receive".to_owned(),
        _ => format!("a message goes to the dead-letter queue after {receives} receives"),
    };
    let place = root.place(&format!("{place}.max_receive_count"));
    Some(
        Problem::new(place, title)
            .label("a throttle uses up a receive, too")
            .help(format!("AWS advises at least {ADVISED_LEAST}")),
    )
}

fn about_visibility(
    root: &Node,
    (place, index): (&str, usize),
    function: &Function,
    queue: &SqsSource,
) -> Option<Problem> {
    let timeout = function.timeout?;
    let advised = advised_visibility(timeout);
    if queue.visibility_timeout >= advised {
        return None;
    }
    let title = format!(
        "a visibility timeout of {} is short for a timeout of {}",
        print_duration(queue.visibility_timeout),
        print_duration(timeout)
    );
    let related = root.place(&format!("functions.{index}.timeout"));
    Some(
        Problem::new(root.place(&format!("{place}.visibility_timeout")), title)
            .label("messages may come back while they are still being processed")
            .related(related, "the function's timeout")
            .help(format!(
                "AWS advises at least six times the timeout: \"{}\"",
                print_duration(advised)
            )),
    )
}

fn about_events_that_are_never_tried(
    root: &Node,
    place: &str,
    reserve: &Reserve,
) -> Option<Problem> {
    (reserve.amount == Some(0)).then(|| {
        let title = "with nothing reserved, no event is ever tried";
        Problem::new(root.place(&reserve.place), title)
            .label("events go straight to the on-failure destination, or are lost without one")
            .related(root.place(place), "asynchronous invocation")
    })
}

/// Nothing ends the retries of a batch but the stream, which keeps a record for a day.
fn about_blocked_shards(
    root: &Node,
    (place, index): (&str, usize),
    function: &Function,
    stream: &StreamSource,
) -> Option<Problem> {
    let is_limited = stream.maximum_retry_attempts.is_some() || stream.maximum_record_age.is_some();
    if is_limited {
        return None;
    }
    let (place, title, label) = if stream.poison_every.is_some() {
        (
            format!("{place}.stream.poison_every"),
            "a poison record blocks its shard until the stream no longer keeps it",
            "fails at every try, and nothing behind it is processed",
        )
    } else if function.error_rate > 0.0 {
        (
            format!("functions.{index}.error_rate"),
            "a batch that fails blocks its shard until it succeeds or its records expire",
            "nothing behind a failed batch is processed",
        )
    } else {
        return None;
    };
    Some(
        Problem::new(root.place(&place), title)
            .label(label)
            .help("set maximum_retry_attempts or maximum_record_age under invoked_by.stream"),
    )
}
