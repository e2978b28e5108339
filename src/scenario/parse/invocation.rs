//! Decodes `invoked_by`: how the requests of a source of traffic reach the function, and what AWS refuses
//! of one queue by itself.

use std::num::NonZeroU32;

use super::bounds::minimum_below;
use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use super::tree::{Entry, Node, Value};
use crate::catalog::RequestThrottle;
use crate::kernel::SimDuration;
use crate::scenario::invocation::{
    ApiGateway, AsyncInvocation, InvokedBy, ProvisionedPollers, SqsSource, StreamSource,
};
use crate::scenario::quantities::print_duration;

/// Most messages of a batch of a FIFO queue, and of a batch that is not gathered.
const PLAIN_BATCH: u32 = 10;

/// How long a larger batch must be gathered.
const LEAST_WINDOW: SimDuration = SimDuration::from_secs(1);

/// What a poller of standard mode takes between two invocations: `burstsim validate` shows what it was fitted to. AWS's
/// formula for provisioned pollers has no such time.
const TURNAROUND: SimDuration = SimDuration::from_millis(120);

/// How requests reach the function. A word stands for a table in which nothing is set.
pub(super) fn invoked_by(
    cx: &mut Context<'_>,
    given: Given<'_>,
    throttle: RequestThrottle,
) -> Option<InvokedBy> {
    if given.is_table() {
        return table(cx, given, throttle);
    }
    let word: String = given.value()?;
    if word == InvokedBy::Client.kind() {
        return Some(InvokedBy::Client);
    }
    table(
        cx,
        Given::new(given.kind(), &with_nothing_set(given, word)),
        throttle,
    )
}

/// `{ sqs = {} }` for `"sqs"`, at its place.
fn with_nothing_set(given: Given<'_>, word: String) -> Node {
    let table = |entries| Node {
        span: given.span(),
        value: Value::Table(entries),
    };
    table(vec![Entry {
        key: word,
        key_span: given.span(),
        node: table(Vec::new()),
    }])
}

fn table(cx: &mut Context<'_>, given: Given<'_>, throttle: RequestThrottle) -> Option<InvokedBy> {
    let (kind, given) = given.chosen()?;
    Some(match kind {
        "async" => InvokedBy::Async(AsyncInvocation {
            retry_jitter: given.take("retry_jitter")?,
            maximum_event_age: given.take("maximum_event_age")?,
            maximum_retry_attempts: given.take("maximum_retry_attempts")?,
            on_failure: given.take("on_failure")?,
        }),
        "sqs" => InvokedBy::Sqs(sqs(cx, given)?),
        "stream" => InvokedBy::Stream(stream(given)?),
        _ => InvokedBy::ApiGateway(ApiGateway {
            rate: given.set("rate")?.or(NonZeroU32::new(throttle.rate))?,
            burst: given.set("burst")?.or(NonZeroU32::new(throttle.burst))?,
            timeout: given.take("timeout")?,
        }),
    })
}

fn sqs(cx: &mut Context<'_>, given: Given<'_>) -> Option<SqsSource> {
    let pollers = given.with("provisioned_pollers", |given| pollers(cx, given));
    let pollers = pollers?;
    let message_groups: u32 = given.take("message_groups")?;
    let turnaround = match pollers {
        None => TURNAROUND,
        Some(_) => SimDuration::ZERO,
    };
    let source = SqsSource {
        batch_size: given.take("batch_size")?,
        maximum_batching_window: given.take("maximum_batching_window")?,
        maximum_concurrency: given.take("maximum_concurrency")?,
        visibility_timeout: given.take("visibility_timeout")?,
        max_receive_count: given.take("max_receive_count")?,
        report_batch_item_failures: given.take("report_batch_item_failures")?,
        message_groups: NonZeroU32::new(message_groups),
        provisioned_pollers: pollers,
        turnaround: given.set("turnaround")?.unwrap_or(turnaround),
        poison_every: given.take("poison_every")?,
    };
    let refused = [
        batch_is_allowed(given, &source),
        window_is_allowed(given, &source),
        pollers_stand_alone(given, &source),
    ];
    let refused: Vec<_> = refused.into_iter().flatten().collect();
    let is_refused = !refused.is_empty();
    cx.problems.extend(refused);
    (!is_refused).then_some(source)
}

fn batch_is_allowed(given: Given<'_>, source: &SqsSource) -> Option<Problem> {
    let size = source.batch_size.get();
    if size <= PLAIN_BATCH {
        return None;
    }
    let place = given.place("batch_size");
    if source.message_groups.is_some() {
        let title =
            format!("a FIFO queue has batches of at most {PLAIN_BATCH} messages, not {size}");
        let problem = Problem::new(place, title).label("AWS refuses the mapping");
        return Some(
            problem
                .related(given.place("message_groups"), "this makes it a FIFO queue")
                .help(format!(
                    "write batch_size = {PLAIN_BATCH}, or message_groups = 0 for a standard queue"
                )),
        );
    }
    let window = source.maximum_batching_window;
    if window >= LEAST_WINDOW {
        return None;
    }
    let title = format!(
        "batches of more than {PLAIN_BATCH} messages need a batching window of at least {}",
        print_duration(LEAST_WINDOW)
    );
    let problem = Problem::new(place, title).label(format!(
        "AWS refuses the mapping: the window is {}",
        print_duration(window)
    ));
    Some(problem.help(format!(
        "add maximum_batching_window = \"{}\", or lower batch_size to {PLAIN_BATCH}",
        print_duration(LEAST_WINDOW)
    )))
}

fn window_is_allowed(given: Given<'_>, source: &SqsSource) -> Option<Problem> {
    source.message_groups?;
    if source.maximum_batching_window.is_zero() {
        return None;
    }
    let place = given.place("maximum_batching_window");
    Some(
        Problem::new(place, "a FIFO queue has no batching window")
            .label("AWS refuses the mapping")
            .related(given.place("message_groups"), "this makes it a FIFO queue")
            .help("remove it, or write message_groups = 0 for a standard queue"),
    )
}

fn pollers_stand_alone(given: Given<'_>, source: &SqsSource) -> Option<Problem> {
    let both = source.maximum_concurrency.is_some() && source.provisioned_pollers.is_some();
    both.then(|| {
        let title = "provisioned pollers and a maximum concurrency exclude each other";
        Problem::new(given.place("maximum_concurrency"), title)
            .label("AWS refuses the mapping")
            .related(given.place("provisioned_pollers"), "provisioned mode")
            .help(
                "remove one of them: in provisioned mode the maximum of pollers is the limit, 10 \
                 invocations each",
            )
    })
}

fn pollers(cx: &mut Context<'_>, given: Given<'_>) -> Option<Option<ProvisionedPollers>> {
    if !given.is_table() {
        return given.plain().map(|_| None);
    }
    let (minimum, maximum): (NonZeroU32, NonZeroU32) =
        (given.take("minimum")?, given.take("maximum")?);
    minimum_below(cx, given, "pollers", (minimum, maximum))?;
    Some(Some(ProvisionedPollers { minimum, maximum }))
}

fn stream(given: Given<'_>) -> Option<StreamSource> {
    Some(StreamSource {
        kind: given.take("kind")?,
        shards: given.take("shards")?,
        parallelization_factor: given.take("parallelization_factor")?,
        batch_size: given.take("batch_size")?,
        maximum_batching_window: given.take("maximum_batching_window")?,
        maximum_record_age: given.take("maximum_record_age")?,
        maximum_retry_attempts: given.take("maximum_retry_attempts")?,
        bisect_batch_on_function_error: given.take("bisect_batch_on_function_error")?,
        on_failure: given.take("on_failure")?,
        poison_every: given.take("poison_every")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::{NoFiles, Source, parse};

    fn read(region: &str, invoked_by: &str, overrides: &[&str]) -> InvokedBy {
        let text = format!(
            "duration = \"1m\"\n[region]\nname = \"{region}\"\nscaling = \"per-function\"\n\
             [[functions]]\nname = \"f\"\nservice_time = \"1s\"\n\
             [[functions.traffic]]\neven.rate = 5\n{invoked_by}"
        );
        let source = Source {
            name: "a.toml",
            default_name: "a",
            text: &text,
        };
        let overrides: Vec<_> = overrides.iter().map(|one| (*one).to_owned()).collect();
        let parsed = parse(source, &overrides, &NoFiles);
        let scenario = parsed.unwrap_or_else(|error| panic!("{error}")).scenario;
        scenario.functions[0].traffic[0].invoked_by.clone()
    }

    #[test]
    fn a_word_stands_for_all_defaults() {
        for kind in ["async", "sqs", "api_gateway"] {
            let word = read("us-east-1", &format!("invoked_by = \"{kind}\""), &[]);
            let table = read("us-east-1", &format!("invoked_by.{kind} = {{}}"), &[]);
            assert_eq!(word, table);
            assert_eq!(word.kind(), kind);
        }
        let client = InvokedBy::Client;
        assert_eq!(read("us-east-1", "invoked_by = \"client\"", &[]), client);
        assert_eq!(read("us-east-1", "", &[]), client);
    }

    #[test]
    fn the_throttle_of_an_api_is_the_regions() {
        let throttle = |region, keys: &str| {
            let keys = format!("invoked_by.api_gateway = {{ {keys} }}");
            match read(region, &keys, &[]) {
                InvokedBy::ApiGateway(api) => (api.rate.get(), api.burst.get()),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(throttle("us-east-1", ""), (10_000, 5_000));
        assert_eq!(throttle("mx-central-1", ""), (2_500, 1_250));
        assert_eq!(throttle("mx-central-1", "rate = 7"), (7, 1_250));
    }

    #[test]
    fn an_override_sets_one_key_or_another_way() {
        let set = |given: &str, set: &str| {
            let set = format!("functions.f.traffic.0.invoked_by{set}");
            read("us-east-1", given, &[&set])
        };
        for given in ["", "invoked_by = \"sqs\"", "invoked_by.async = {}"] {
            let InvokedBy::Sqs(queue) = set(given, ".sqs.maximum_concurrency=20") else {
                panic!("{given} is no queue");
            };
            let at_most = queue.maximum_concurrency.map(NonZeroU32::get);
            assert_eq!((at_most, queue.batch_size.get()), (Some(20), 10), "{given}");
        }
        let kept = "invoked_by.sqs = { batch_size = 3, maximum_concurrency = 20 }";
        let InvokedBy::Sqs(queue) = set(kept, ".sqs.maximum_concurrency=none") else {
            panic!("no queue");
        };
        assert_eq!(
            (queue.maximum_concurrency, queue.batch_size.get()),
            (None, 3)
        );
        assert_eq!(set(kept, "=client"), InvokedBy::Client);
    }
}
