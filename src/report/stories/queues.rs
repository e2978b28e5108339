//! What sources with a queue are called, and what waits in them: AWS's words for each kind.
//!
//! It knows scenarios; it must not know what came of them.

use crate::report::document::Language;
use crate::report::format::{escaped, milliseconds};
use crate::scenario::{InvokedBy, Scenario, StreamKind, versions};

/// A source with a queue.
#[derive(Clone, Copy)]
pub(super) struct Queue<'a> {
    scenario: &'a Scenario,
    /// The index of its function.
    function: usize,
    /// Its number in the function's traffic.
    source: usize,
}

/// Waits longer than this read better in larger units.
const MANY_SECONDS: f64 = 7200.0;

impl<'a> Queue<'a> {
    pub(super) fn new(scenario: &'a Scenario, function: usize, source: usize) -> Self {
        Self {
            scenario,
            function,
            source,
        }
    }

    pub(super) fn invoked_by(&self) -> Option<&'a InvokedBy> {
        let function = self.scenario.functions.get(self.function)?;
        Some(&function.traffic.get(self.source)?.invoked_by)
    }

    /// Its function, and which of its sources: with its number in `sources.csv` where there are several.
    pub(super) fn label(&self, language: Language) -> String {
        let function = self.scenario.functions.get(self.function);
        let name = function.map_or_else(String::new, |one| escaped(&one.name));
        let what = match self.invoked_by() {
            Some(InvokedBy::Sqs(_)) => "SQS",
            Some(InvokedBy::Stream(stream)) => match stream.kind {
                StreamKind::Kinesis => "Kinesis",
                StreamKind::DynamoDb => "DynamoDB",
            },
            _ => language.choose("asynchronous", "비동기"),
        };
        let traffic = function.into_iter().flat_map(|one| &one.traffic);
        let queues = traffic.filter(|entry| entry.invoked_by.is_queued());
        let number = match queues.count() {
            0 | 1 => String::new(),
            _ => language.choose(
                format!(", source {}", self.source),
                format!(", 소스 {}", self.source),
            ),
        };
        language.choose(
            format!("{name} ({what}{number})"),
            format!("{name}({what}{number})"),
        )
    }

    /// One of what waits in it, and several.
    pub(super) fn items(&self, language: Language) -> [&'static str; 2] {
        match self.invoked_by() {
            Some(InvokedBy::Sqs(_)) => language.choose(["message", "messages"], ["메시지"; 2]),
            Some(InvokedBy::Stream(_)) => language.choose(["record", "records"], ["레코드"; 2]),
            _ => language.choose(["event", "events"], ["이벤트"; 2]),
        }
    }

    pub(super) fn is_sqs(&self) -> bool {
        matches!(self.invoked_by(), Some(InvokedBy::Sqs(_)))
    }
}

/// What waits in all of several sources: the word of their kind, or of items of several kinds.
pub(super) fn items_of<'a>(
    language: Language,
    queues: impl IntoIterator<Item = Queue<'a>>,
) -> &'static str {
    let mut words = queues.into_iter().map(|queue| queue.items(language)[1]);
    let first = words.next();
    first
        .filter(|first| words.all(|word| word == *first))
        .unwrap_or_else(|| language.choose("items", "항목"))
}

/// What comes to the functions of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrivals {
    /// Requests, whose callers wait for an answer.
    Requests,
    /// Items of queues.
    Items,
    Both,
}

impl Arrivals {
    pub(super) fn of(scenario: &Scenario) -> Self {
        let functions = scenario.functions.iter();
        let traffic = functions.flat_map(|function| &function.traffic);
        let mut queued: Vec<bool> = traffic.map(|entry| entry.invoked_by.is_queued()).collect();
        queued.sort_unstable();
        queued.dedup();
        match queued[..] {
            [true] => Self::Items,
            [_, _] => Self::Both,
            _ => Self::Requests,
        }
    }
}

/// Whether all that comes to a function waits in queues.
pub(super) fn is_all_queued(scenario: &Scenario, function: usize) -> bool {
    // The first of versions has the traffic of all.
    let first = versions(&scenario.functions, function).start;
    let traffic = scenario.functions.get(first).map(|one| &one.traffic);
    traffic.is_some_and(|traffic| {
        !traffic.is_empty() && traffic.iter().all(|entry| entry.invoked_by.is_queued())
    })
}

/// How long an item waited.
pub(super) fn wait(language: Language, seconds: f64) -> String {
    match seconds < MANY_SECONDS {
        true => milliseconds(1000.0 * seconds),
        false => language.span(seconds),
    }
}
